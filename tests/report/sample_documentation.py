"""Datasheet and FAIR rows of the sample report, as text files beside this one."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from audit.profile.model import Documentation
from audit.profile.model.documentation import FairRow, Publication, Table2Row
from tests import records

HERE = Path(__file__).parent


def documentation() -> Documentation:
    return Documentation(
        name="Chest and brain reference set",
        version="2.1.0",
        description="CT, MR and radiographs of adults with and without pneumonia, for triage.",
        table2=tuple(Table2Row(*_cells(row)) for row in _read("table2")),  # type: ignore[arg-type]
        fair=tuple(FairRow(*row) for row in _read("fair")),  # type: ignore[arg-type]
        extras=(("X1", "Purpose and funding", "Triage research."), ("X2", "Consent, ethics", "")),
        declaration_given=True,
        catalogue=records.catalogue(),
        publication=Publication(
            identifier="doi:10.1234/chest.2.1.0",
            licence="CC-BY-4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            creators=("Example Hospital",),
            keywords=("CT", "pneumonia"),
        ),
    )


def _read(name: str) -> list[list[str]]:
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def _cells(row: list[str]) -> list[Any]:
    return [*row[:5], tuple(row[5].split()), row[6]]
