from __future__ import annotations

from math import inf, log
from pathlib import Path

import pytest

from audit.stats.imbalance import (
    effective_classes,
    effective_classes_2,
    entropy,
    imbalance_ratio,
    lrid,
    measure_multi_label,
    normalised_entropy,
)
from tests.stats.oracles import read_oracle


def test_even_classes() -> None:
    assert imbalance_ratio([7, 7]) == 1.0
    assert entropy([7, 7]) == pytest.approx(log(2))
    assert normalised_entropy([7, 7, 7]) == pytest.approx(1.0)
    assert effective_classes_2([3, 3, 3, 3]) == pytest.approx(4.0)


def test_one_filled_class_has_no_entropy() -> None:
    assert str(entropy([5, 0])) == "0.0"
    assert imbalance_ratio([5, 0]) == inf


def test_nothing_to_measure_is_refused() -> None:
    for function in (imbalance_ratio, entropy, normalised_entropy):
        with pytest.raises(ValueError):
            function([0, 0] if function is not normalised_entropy else [5])
    with pytest.raises(ValueError):
        measure_multi_label(2, [((), 3)])


def test_empty_labels_are_minority_and_do_not_spoil_the_mean() -> None:
    found = measure_multi_label(3, [((0,), 4), ((0, 1), 2), ((), 2)])
    assert found.irlbl == (1.0, 3.0, inf)
    assert found.mean_ir == 2.0
    assert found.minority == (1, 2)
    assert found.cardinality == 1.0
    assert found.density == pytest.approx(1 / 3)
    assert found.scumble == pytest.approx((1 - 3**0.5 / 2) * 2 / 8)


@pytest.mark.corpus
def test_multi_class_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A10.multiclass")
    counts = oracle.inputs["counts"]
    assert imbalance_ratio(counts) == oracle.near("imbalance_ratio")
    assert entropy(counts) == oracle.near("entropy_nats")
    assert normalised_entropy(counts) == oracle.near("normalised_entropy")
    assert effective_classes(counts) == oracle.near("effective_classes_hill1")
    assert effective_classes_2(counts) == oracle.near("effective_classes_hill2")
    assert lrid(counts) == oracle.near("lrid_normalised")


@pytest.mark.corpus
def test_an_empty_class_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A10.multiclass_empty")
    counts = oracle.inputs["counts"]
    assert imbalance_ratio(counts) == float(oracle.expected["imbalance_ratio"])
    assert normalised_entropy(counts) == oracle.near("normalised_entropy")
    assert effective_classes(counts) == oracle.near("effective_classes_hill1")


@pytest.mark.corpus
def test_multi_label_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A10.scumble")
    rows = [tuple(n for n, on in enumerate(row) if on) for row in oracle.inputs["Y"]]
    found = measure_multi_label(3, [(row, 1) for row in rows])
    assert list(found.irlbl) == oracle.near("irlbl")
    assert found.mean_ir == oracle.near("mean_ir")
    assert found.cvir == oracle.near("cvir")
    assert found.scumble == oracle.near("scumble")
