"""How evenly classes are filled, for one class a patient and for several (statistics A10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log, sqrt


def imbalance_ratio(counts: Sequence[int]) -> float:
    """Largest over smallest class; infinite where a declared class is empty."""
    if not counts or max(counts) == 0:
        raise ValueError("an imbalance needs one class with one patient")
    return max(counts) / min(counts) if min(counts) else inf


def entropy(counts: Sequence[int]) -> float:
    """Shannon's entropy in nats; an empty class adds nothing."""
    total = sum(counts)
    if total == 0:
        raise ValueError("an entropy needs one patient")
    return -sum(count / total * log(count / total) for count in counts if count) + 0.0


def normalised_entropy(counts: Sequence[int]) -> float:
    """Entropy over ln K, K being the number of declared classes, also empty ones: 0 to 1."""
    if len(counts) < 2:
        raise ValueError("a normalised entropy needs two classes")
    return entropy(counts) / log(len(counts))


def lrid(counts: Sequence[int]) -> float:
    """
    Likelihood-ratio imbalance degree, normalised: 1 - H / ln K; 0 where all classes are equal.

    The same fact as `normalised_entropy`: report one of the two. Source: Zhu et al. 2018.
    """
    return 1 - normalised_entropy(counts)


def effective_classes(counts: Sequence[int]) -> float:
    """Hill number 1, exp(H): as many equally filled classes would be as even. Hill 1973."""
    return exp(entropy(counts))


def effective_classes_2(counts: Sequence[int]) -> float:
    """Hill number 2, 1 / sum of squared shares: dominated by the large classes. Hill 1973."""
    total = sum(counts)
    return 1 / sum((count / total) ** 2 for count in counts)


@dataclass(frozen=True, slots=True)
class MultiLabelImbalance:
    """Measures of labels that may stand together; see `measure_multi_label`."""

    irlbl: tuple[float, ...]
    """Patients of the largest label over those of each; infinite for an empty one."""
    mean_ir: float
    cvir: float
    cardinality: float
    """Mean number of labels."""
    density: float
    """Cardinality over the number of labels."""
    scumble: float
    minority: tuple[int, ...]
    """Indices of the labels whose IRLbl is above the mean, and of the empty ones."""


def measure_multi_label(
    n_labels: int, label_sets: Iterable[tuple[tuple[int, ...], int]]
) -> MultiLabelImbalance:
    """
    Imbalance of labels that may stand together, from each set of labels and how often it stands.

    IRLbl, MeanIR, CVIR (SD with ddof 1 over the mean): Charte 2015, Neurocomputing 163:3. SCUMBLE:
    Charte 2014, the product and the mean taken over the labels that are active; no label gives 0.
    MeanIR and CVIR leave out empty labels. Raises ValueError where no label is ever active.
    """
    sets = list(label_sets)
    counts = [sum(n for labels, n in sets if index in labels) for index in range(n_labels)]
    total = sum(n for _, n in sets)
    if not any(counts):
        raise ValueError("no label is ever active")
    ratios = tuple(max(counts) / count if count else inf for count in counts)
    finite = [ratio for ratio in ratios if isfinite(ratio)]
    mean = sum(finite) / len(finite)
    cardinality = sum(counts) / total
    return MultiLabelImbalance(
        ratios,
        mean,
        _deviation(finite, mean) / mean,
        cardinality,
        cardinality / n_labels,
        sum(_scumble([ratios[label] for label in labels]) * n for labels, n in sets) / total,
        tuple(index for index, ratio in enumerate(ratios) if ratio > mean),
    )


def _deviation(values: Sequence[float], mean: float) -> float:
    if len(values) < 2:
        return 0.0
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _scumble(active: Sequence[float]) -> float:
    """One patient's: 1 less the geometric over the arithmetic mean of its labels' IRLbl."""
    if not active:
        return 0.0
    geometric = exp(sum(log(ratio) for ratio in active) / len(active))
    return 1 - geometric / (sum(active) / len(active))
