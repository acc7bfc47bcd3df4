from __future__ import annotations

from typing import Any

import pytest

from audit.checks.classes import CHECKS
from audit.checks.model import Finding, NotAssessed
from audit.policy import Policy
from audit.profile.model import Interval, Subjects
from audit.profile.model.agreement import ALPHA, Agreement, Coefficient, Readers
from audit.profile.model.classes import Boxes, ClassCount, Convention, FaultKind, LabelFault
from tests import records

ALL = {check.rule: check for check in CHECKS}
WHO = Subjects("patient", (2, 4), (5, 9))


def run(rule: str, policy: dict[str, Any] | None = None, **changes: Any) -> list[Finding]:
    changes = {"conventions": (("diagnosis", str(Convention.SINGLE)),)} | changes
    profile = records.profile(classes=records.classes(**changes))
    return list(ALL[rule].function(profile, Policy.model_validate({"classes": policy or {}})))


def read(alpha: float | None, raw: float = 0.8, ac1: float | None = 0.7) -> dict[str, Any]:
    """Two readers of fifty items, agreeing this far."""
    bounds = Interval(alpha - 0.1, alpha + 0.1) if alpha is not None else None
    coefficients = (Coefficient(ALPHA, alpha, bounds), Coefficient("Gwet AC1", ac1, None))
    one = Agreement(
        label="d",
        name="",
        scale="nominal",
        n_readers=2,
        n_items=50,
        n_items_single=0,
        n_patients=40,
        n_readings=100,
        n_contradictions=0,
        n_categories=2,
        raw=raw,
        coefficients=coefficients,
        n_items_split=10,
        split=WHO,
        draws=1000,
    )
    return {"readers": Readers("one row a reader", 2, ((2, 50),)), "agreement": (one,)}


@pytest.mark.parametrize(
    ("alpha", "warned", "noted"),
    [(0.666, 1, 0), (0.667, 0, 1), (0.7999, 0, 1), (0.8, 0, 0), (1.0, 0, 0), (-0.2, 1, 0)],
)
def test_agreement_at_and_below_its_floors(alpha: float, warned: int, noted: int) -> None:
    assert len(run("CLS011", **read(alpha))) == warned
    assert len(run("CLS012", **read(alpha))) == noted


def test_a_disagreement_names_its_items_its_interval_and_its_patients() -> None:
    (finding,) = run("CLS011", **read(0.5))
    assert finding.message == (
        "label d: 2 readers differ on 10 of 50 items of 40 patients; alpha 0.500 (95 % interval "
        "0.400 to 0.600), limit 0.667; raw agreement 0.800"
    )
    assert (finding.count, finding.total, finding.subjects) == (10, 50, WHO)
    assert run("CLS011", {"min_alpha": 0.5}, **read(0.5)) == []


def test_high_raw_agreement_beside_a_low_alpha_is_explained() -> None:
    (finding,) = run("CLS011", **read(-0.02, raw=0.944, ac1=0.94))
    assert "Gwet's AC1 0.940: one answer is rare" in finding.message
    (finding,) = run("CLS011", **read(-0.02, raw=0.944, ac1=None))
    assert "rare" not in finding.message


@pytest.mark.parametrize("rule", ["CLS011", "CLS012"])
def test_agreement_that_is_undefined_is_not_passed(rule: str) -> None:
    with pytest.raises(NotAssessed, match="undefined"):
        run(rule, **read(None, raw=1.0))
    with pytest.raises(NotAssessed, match="two readers"):
        run(rule, readers=Readers("one row a reader", 1, ((1, 50),)))
    with pytest.raises(NotAssessed, match="no reader"):
        run(rule)


@pytest.mark.parametrize(("n", "found"), [(10, 0), (11, 1)])
def test_uncertain_labels(n: int, found: int) -> None:
    counts = (ClassCount("Edema", "uncertain", "test", n, n, 100, 100, None),)
    how = (("Edema", str(Convention.INDICATOR)),)
    findings = run("CLS013", counts=counts, conventions=how)
    assert len(findings) == found
    for finding in findings:
        assert finding.message == (
            "label Edema, split test: 11 of 100 labelled patients are uncertain; limit 10%"
        )


def test_patients_in_two_classes() -> None:
    assert run("CLS014") == []
    (finding,) = run("CLS014", in_two_classes=WHO)
    assert finding.message == "2 of 10 labelled patients count in two classes of one label"
    with pytest.raises(NotAssessed):
        run("CLS014", conventions=(("d", str(Convention.JOINED)),))


BOXES = Boxes(20, 20, 12, 12, None, (), 16, 25, 5, (), WHO, WHO, WHO, WHO)


@pytest.mark.parametrize(
    ("rule", "kind", "message", "limit"),
    [
        ("CLS015", FaultKind.BOX_FLAT, "2 of 20 boxes have no area (lines 3, 7)", 0.1),
        (
            "CLS015",
            FaultKind.BOX_OUTSIDE,
            "2 of 16 boxes with an image of known size reach outside it (lines 3, 7)",
            0.125,
        ),
        (
            "CLS016",
            FaultKind.BOX_MISSING,
            "2 of 25 positive label rows: row is positive and has no box (lines 3, 7)",
            0.08,
        ),
        (
            "CLS016",
            FaultKind.BOX_OF_NEGATIVE,
            "2 of 5 negative label rows: row is negative and has a box (lines 3, 7)",
            0.4,
        ),
    ],
)
def test_boxes(rule: str, kind: FaultKind, message: str, limit: float) -> None:
    changes = {"boxes": BOXES, "faults": (LabelFault(str(kind), 2, (3, 7)),)}
    (finding,) = run(rule, **changes)
    assert finding.message == message
    assert (finding.count, finding.subjects) == (2, WHO)
    key = "max_bad_box_share" if rule == "CLS015" else "max_unboxed_share"
    assert run(rule, {key: limit}, **changes) == []
    assert len(run(rule, {key: limit - 0.001}, **changes)) == 1
    assert run(rule, boxes=BOXES) == []


def test_boxes_that_are_not_there() -> None:
    for boxes in (None, Boxes(0, 0, 0, 0, None, (), 0, 0, 0)):
        for rule in ("CLS015", "CLS016"):
            with pytest.raises(NotAssessed):
                run(rule, boxes=boxes)


def test_columns_that_were_recognised() -> None:
    assert run("CLS017") == []
    (finding,) = run("CLS017", by_content=True, labels=("a", "b"))
    assert finding.message == "2 columns were taken for labels: they hold only 1, 0, -1 and blanks"
    (finding,) = run("CLS017", key_declared=False, key="stem", key_form="name of the file")
    assert finding.message == (
        "the key was taken for stem, name of the file: 10 of 10 rows join by it, more than by any "
        "other identifier"
    )
    with pytest.raises(NotAssessed):
        run("CLS017", source="folder:1")
