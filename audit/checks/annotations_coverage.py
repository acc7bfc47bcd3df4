"""Whether one class is annotated far less often than another."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import percent
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.checks.wording import subject
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.annotations import Coverage
from audit.stats.two_shares import newcombe, shared_confidence


@check("ANN009", "One class annotated far less often", Severity.WARNING, Confidence.LIKELY)
def less_annotated_class(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: of the classes of a label with at least `annotations.min_patients` patients, the one
    annotated least and the one annotated most differ by more than `annotations.max_class_gap` in
    the share of patients with an annotated image, and the interval of the difference, widened for
    all pairs of classes, leaves out zero.

    Why: what is learnt from masks is learnt of the annotated class only; that an annotation exists
    may itself give the label away.

    Fix: annotate a random sample of every class, or say that the others are negative by design.

    Source: Newcombe 1998, Stat Med 17:873; Dunn 1961, J Am Stat Assoc 56:52.
    """
    facts = profile.annotations
    if facts.state == "absent" or facts.coverage_reason:
        raise NotAssessed(facts.coverage_reason or "annotation objects were not opened")
    least = policy.annotations.min_patients
    large = [one for one in facts.coverage if one.n_patients >= least]
    pairs = [_ends(large, label) for label in dict.fromkeys(one.label for one in large)]
    need(
        any(n > 1 for _, _, n in pairs),
        f"no label has two classes of {least} patients with images each",
    )
    for low, high, n in pairs:
        if n > 1:
            yield from _compare(low, high, n * (n - 1) // 2, policy.annotations.max_class_gap)


def _ends(large: list[Coverage], label: str) -> tuple[Coverage, Coverage, int]:
    """The class annotated least, the one annotated most (ties by name), how many there are."""
    mine = sorted(
        (one for one in large if one.label == label),
        key=lambda one: (one.n_patients_annotated / one.n_patients, one.name),
    )
    return mine[0], mine[-1], len(mine)


def _compare(low: Coverage, high: Coverage, n_pairs: int, limit: float) -> Iterator[Finding]:
    gap = high.n_patients_annotated / high.n_patients - low.n_patients_annotated / low.n_patients
    confidence = shared_confidence(n_pairs)
    ends = newcombe(
        high.n_patients_annotated, high.n_patients, low.n_patients_annotated, low.n_patients,
        confidence,
    )  # fmt: skip
    if gap > limit and ends[0] > 0:
        message = (
            f"{low.name}: {low.n_patients_annotated} of {low.n_patients} patients with an "
            f"annotated image; {high.name}: {high.n_patients_annotated} of {high.n_patients}; "
            f"difference {100 * ends[0]:.1f} to {100 * ends[1]:.1f} points "
            f"({100 * confidence:.4g} % interval); limit {percent(limit)}"
        )
        count, total = low.n_patients - low.n_patients_annotated, low.n_patients
        yield Finding(message, count, total, "patient", subject(low.label))
