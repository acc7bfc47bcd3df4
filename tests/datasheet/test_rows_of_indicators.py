"""Rows 16a to 16b.i where the label table has one column a class: a column is a class."""

from __future__ import annotations

from typing import Any

from audit.datasheet.cases import abnormals, normals, pathologies
from audit.datasheet.declaration import DatasheetDeclaration
from audit.profile.model import Profile
from audit.profile.model.classes import ClassCount, Convention
from tests import records

COLUMNS = {"No Finding": (3, 7), "Edema": (5, 5), "Mass": (1, 9)}
"""Positive and negative patients of each."""


def profile() -> Profile:
    counts = tuple(
        ClassCount(label, name, "", n, n, 10, 10, None)
        for label, sizes in COLUMNS.items()
        for name, n in zip(("positive", "negative"), sizes, strict=True)
    )
    how = tuple((label, str(Convention.INDICATOR)) for label in COLUMNS)
    found = records.classes(
        labels=tuple(COLUMNS),
        counts=counts,
        totals=counts,
        conventions=how,
        normal_class="No Finding",
    )
    return records.profile(classes=found)


def said(**sections: Any) -> DatasheetDeclaration:
    return DatasheetDeclaration.model_validate(sections)


def test_pathologies_are_the_columns() -> None:
    row = pathologies(profile(), said())
    assert row.measured == "No Finding in 3, Edema in 5, Mass in 1 of 10 labelled patients"


def test_declared_classes_are_compared_with_columns() -> None:
    declared = {"classes": [{"name": name, "n_patients": n} for name, (n, _) in COLUMNS.items()]}
    assert pathologies(profile(), said(pathologies=declared)).state != "contradicted"
    declared["classes"][1]["n_patients"] = 4
    assert pathologies(profile(), said(pathologies=declared)).state == "contradicted"


def test_the_normal_column() -> None:
    assert "3 of 10 patients normal" in normals(profile(), said()).measured
    assert "2 abnormal classes" in abnormals(profile(), said()).measured
