"""Table 2: each item in each of its states, from measured facts and declarations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.profile.model import Profile
from tests import records as r
from tests.datasheet.row_cases import CASES
from tests.datasheet.row_facts import (
    LONG,
    ODD_DATES,
    PLAIN,
    SHIFTED,
    classed,
    row,
)

# fmt: off
IDS = [
    "1a", "1b", "1c", "2", "3", "4", "5", "6a", "6b", "7", "8", "9a", "9b", "9c", "9d", "9e",
    "9f", "10", "11", "12", "13", "14", "15a", "15b", "16a", "16b", "16b.i",
]
# fmt: on
@pytest.mark.parametrize(("id", "facts", "said", "state"), CASES)
def test_states(id: str, facts: Profile, said: dict[str, Any], state: str) -> None:
    one = row(id, facts, said)
    assert one.state == state, one
    assert bool(one.advice) == (state in ("absent", "partial", "contradicted")), one
    assert state != "absent" or not (one.measured or one.declared)
    assert state != "declared" or one.declared
    assert state not in ("measured", "agrees") or one.measured


def test_the_table_of_states_covers_every_item_with_and_without_an_answer() -> None:
    for id in IDS:
        states = {state for case, _, _, state in CASES if case == id}
        assert len(states) > 1, id


def test_all_27_in_the_papers_order() -> None:
    assert [one.id for one in build_documentation(PLAIN, None).table2] == IDS


@pytest.mark.parametrize("facts", [SHIFTED, ODD_DATES])
def test_no_measured_range_of_shifted_dates(facts: Profile) -> None:
    ranged = replace(facts.cohort.dates, first_year=1901, last_year=2077)
    told = row("10", replace(facts, cohort=replace(facts.cohort, dates=ranged)))
    assert "1901" not in told.measured
    assert "2077" not in told.measured
    declared = row("10", PLAIN, {"date_range": {"shifted": True}})
    assert "2015" not in declared.measured


def test_contradictions_give_both_numbers() -> None:
    told = row("1c", PLAIN, {"images": {"n_series": 13}})
    assert told.advice == "13 series declared, 12 found."
    told = row("16a", PLAIN, {"normals": {"share_percent": 55.5}})
    assert "55.5 % normal declared, 4 of 10 patients found" in told.advice


def test_no_class_or_declared_value_of_the_label_file_in_a_contradiction() -> None:
    told = row("16b.i", PLAIN, classed("SMITH^JOHN"))
    assert "SMITH" not in told.advice


def test_documentation_carries_who_the_dataset_is() -> None:
    said = DatasheetDeclaration.model_validate(
        {
            "dataset": {"name": "Chest", "version": "1.0", "release_date": "2024-05-01"},
            "usage": {"licence": "cc-by-4.0", "duo": ["DUO_0000042"]},
            "further": {"splits": LONG, "sample_size": "short"},
        }
    )
    told = build_documentation(PLAIN, said)
    assert (told.name, told.version, told.declaration_given) == ("Chest", "1.0", True)
    assert told.publication.licence == "CC-BY-4.0"
    assert told.publication.licence_url == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert told.publication.use_terms == ("DUO:0000042",)
    assert told.publication.release_date == "2024-05-01"
    extras = {id: text for id, _, text in told.extras}
    assert list(extras) == [f"X{n}" for n in range(1, 13)]
    assert (extras["X6"], extras["X11"]) == (LONG, "")


def test_without_a_catalogue_nothing_is_made_up() -> None:
    with pytest.raises(ValueError, match="catalogue"):
        build_documentation(r.profile(documentation=r.documentation(catalogue=None)), None)
