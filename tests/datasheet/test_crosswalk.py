"""The crosswalk covers every item once and claims nothing."""

from __future__ import annotations

from dataclasses import astuple

from audit.datasheet.crosswalk import crossings
from audit.datasheet.documentation import EXTRAS
from audit.datasheet.row import entries


def test_every_field_stands_once() -> None:
    ids = [id for one in crossings() for id in one.ids]
    assert sorted(ids) == sorted([*entries(), *(id for id, _, _ in EXTRAS)])
    assert len(crossings()) == 31


def test_known_cells() -> None:
    by_id = {id: one for one in crossings() for id in one.ids}
    assert by_id["10"].fda == "D3"
    assert by_id["X11"].claim == "21"
    assert by_id["9f"].claim == ""
    assert by_id["14"].croissant == "license, usageInfo with DUO terms"


def test_no_claim_and_no_number_of_standing_together() -> None:
    text = " ".join(cell for one in crossings() for cell in astuple(one)[1:]).lower()
    assert "compliant" not in text
    assert not any(
        character.isdigit() for one in crossings() for character in one.standing_together
    )
