"""Direct identifiers in the headers: real-looking or not, declared removed or not, once only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset, Sequence

from audit.profile.model import Privacy
from audit.profile.privacy import measure_privacy
from audit.profile.small_cells import conceal
from audit.scan.scanner import ScanOptions, scan
from tests import records as r
from tests.factories import instance, write_instances
from tests.profile.test_integrity import row
from tests.profile.test_privacy import found, measured, seen

REAL = {
    "PatientName": "Quartermaine^Xanthe", "PatientBirthDate": "19510317",
    "PatientAddress": "3 Mill Lane", "PatientTelephoneNumbers": "555 0199",
    "ReferringPhysicianName": "Okonkwo^Ada",
}  # fmt: skip


def code() -> Sequence:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "113100", "DCM", "Basic"
    return Sequence([item])


def scanned(tmp_path: Path, **values: Any) -> Privacy:
    none = {"PatientIdentityRemoved": None, "DeidentificationMethodCodeSequence": None}
    values = {**none, "PatientID": "P-77001", **values}
    folder = write_instances(tmp_path / "data", instance(**values))
    (tmp_path / "work").mkdir()
    table = scan([str(folder)], tmp_path / "work", ScanOptions(jobs=1, key=b"k" * 32))
    facts = measure_privacy(table)
    table.close()
    return facts


def test_undeclared_data_of_people_are_counted(tmp_path: Path) -> None:
    facts = scanned(tmp_path, **REAL)
    assert set(facts.direct.keywords.counts) == {(keyword, 1) for keyword in REAL}
    assert (facts.direct.n_items, len(facts.direct.subjects), facts.direct.n_patients) == (1, 1, 1)
    assert facts.direct_declared.n_items == 0


@pytest.mark.parametrize("declared", [{"PatientIdentityRemoved": "YES"},
                                      {"DeidentificationMethodCodeSequence": code()}])  # fmt: skip
def test_declared_ones_are_counted_once_and_without_staff(
    declared: dict[str, Any], tmp_path: Path
) -> None:
    facts = scanned(tmp_path, **REAL, **declared)
    assert {keyword for keyword, _ in facts.direct_declared.keywords.counts} == set(list(REAL)[:4])
    assert facts.direct.n_items == 0
    told = " ".join(one.found for one in facts.contradictions if one.subjects)
    assert not any(keyword in told for keyword in list(REAL)[:4]), "not said twice"


@pytest.mark.parametrize("name", ["P-77001", "LUNG1-001", "Anonymous", "ANON^PATIENT", "XXXX", ""])
@pytest.mark.parametrize("declared", [{}, {"PatientIdentityRemoved": "YES"}])
def test_quiet_on_anonymised_names(name: str, declared: dict[str, Any], tmp_path: Path) -> None:
    facts = scanned(tmp_path, PatientName=name, PatientBirthDate="19000101", **declared)
    assert (facts.direct.keywords.counts, facts.direct_declared.keywords.counts) == ((), ())
    assert facts.direct.n_items + facts.direct_declared.n_items == 1


def test_rows_that_were_not_looked_at_do_not_count(tmp_path: Path) -> None:
    facts = measured(tmp_path, row(1, PatientBirthDate="x"))
    assert (facts.direct.n_items, facts.direct_declared.n_items) == (0, 0)


def test_a_date_of_nobody_is_left_to_the_contradictions(tmp_path: Path) -> None:
    declared = {"DeidentificationMethodCodeSequence": ["113100:DCM"]}
    facts = measured(tmp_path, seen(1, PatientBirthDate="x", **declared))
    assert found(facts, "113100 Basic")["PatientBirthDate has a value that reads like nobody's"
                                        " birth date"] == 1  # fmt: skip
    assert facts.direct_declared.keywords.counts == ()


def test_a_shareable_report_withholds_few_patients(tmp_path: Path) -> None:
    held, _ = conceal(r.profile(privacy=scanned(tmp_path, **REAL)), 11)
    assert held.privacy.direct.n_patients != 1
