"""One row of Table 2: what was measured and what was declared, settled into one state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audit.datasheet.answers import excuse, shown, tell
from audit.datasheet.fields import Section
from audit.profile.model import Profile
from audit.profile.model.catalogue import Catalogue
from audit.profile.model.documentation import Table2Row, Table2State

MEASURED_LIMIT = 4000
"""Characters; its parts are lists that say themselves how many more there are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `table2.tsv`."""

    id: str
    item: str
    group: str
    key: str
    """The section of `datasheet.yaml` that answers it."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says of an item, and whether that alone completes it."""

    text: str
    complete: bool


@cache
def entries() -> dict[str, Entry]:
    """The 27 items by id, in the paper's order."""
    text = files("audit").joinpath("data/table2.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
    return {one[0]: Entry(*one) for one in lines}


def catalogue_of(profile: Profile) -> Catalogue:
    """The catalogue; raises ValueError where it was not measured before the rows are built."""
    if profile.documentation.catalogue is None:
        raise ValueError("Table 2 needs the catalogue of the profile")
    return profile.documentation.catalogue


def settle(
    id: str,
    section: Section,
    measured: Side,
    *,
    enough: bool,
    evidence: tuple[str, ...],
    advice: str,
    conflicts: tuple[str, ...] = (),
    agrees: bool = False,
) -> Table2Row:
    """
    Decide the state of one item (datasheet C2).

    `enough`: the declaration alone completes the item; `agrees`: something declared was compared
    with a measurement and no conflict came of it; `conflicts`: one sentence each, which then
    stand as the advice. A reason why the item does not apply cannot stand against a complete
    measurement.
    """
    entry = entries()[id]
    reason, told = excuse(section), tell(section)
    if reason and measured.complete:
        conflicts = ("it is declared not applicable, and the data answer it", *conflicts)
    declared = f"not applicable: {reason}" if reason else told
    state = _state(measured, Side(told, enough), bool(reason), bool(conflicts), agrees)
    return Table2Row(
        id=id,
        item=entry.item,
        state=state,
        measured=shown(measured.text, MEASURED_LIMIT),
        declared=declared,
        evidence=(*evidence, *((f"datasheet.yaml: {entry.key}",) if declared else ())),
        advice=_advice(state, advice, conflicts),
    )


def _state(
    measured: Side, declared: Side, excused: bool, conflicting: bool, agrees: bool
) -> Table2State:
    if conflicting:
        return "contradicted"
    if excused:
        return "not_applicable"
    whole = (measured.complete and measured.text) or (declared.complete and declared.text)
    if whole and agrees:
        return "agrees"
    if measured.complete and measured.text:
        return "measured"
    if declared.complete and declared.text:
        return "declared"
    return "partial" if measured.text or declared.text else "absent"


def _advice(state: Table2State, advice: str, conflicts: tuple[str, ...]) -> str:
    if state == "contradicted":
        told = "; ".join(conflicts)
        return f"{told[0].upper()}{told[1:]}."
    return advice if state in ("partial", "absent") else ""
