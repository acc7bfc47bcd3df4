"""Crosswalk: where each item answers other frameworks; a place to look, never a claim."""

from __future__ import annotations

from audit.datasheet.crosswalk import Crossing, crossings
from audit.profile.model import Profile
from audit.report.sections.datasheet import TABLE2_STATES
from audit.report.view import Column, Table, make_table

_REPORTING = ("claim", "stard_ai", "fda", "ai_act")
_DOCUMENTS = ("datasheets", "metric", "standing_together", "croissant", "data_card")


def crosswalk_tables(profile: Profile) -> tuple[Table, ...]:
    """Reporting guidelines and law; then frameworks of documentation."""
    states = {row.id: TABLE2_STATES[row.state].word for row in profile.documentation.table2}
    head = (Column("Items"), Column("Field"))
    return (
        make_table(
            "table-crosswalk-reporting",
            "Reporting guidelines and regulation",
            (
                *head,
                Column("State here"),
                Column("CLAIM 2024"),
                Column("STARD-AI"),
                Column("FDA draft 2025"),
                Column("AI Act"),
            ),
            (
                (*_front(one), _states(one, states), *_places(one, _REPORTING))
                for one in crossings()
            ),
        ),
        make_table(
            "table-crosswalk-documents",
            "Frameworks of documentation",
            (
                *head,
                Column("Datasheets"),
                Column("METRIC"),
                Column("STANDING Together"),
                Column("Croissant and RAI"),
                Column("Data Cards"),
            ),
            ((*_front(one), *_places(one, _DOCUMENTS)) for one in crossings()),
        ),
    )


def _front(one: Crossing) -> tuple[str, str]:
    return " ".join(one.ids), one.field


def _places(one: Crossing, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(getattr(one, name) or "–" for name in names)


def _states(one: Crossing, states: dict[str, str]) -> str:
    held = [states[id_] for id_ in one.ids if id_ in states]
    return ", ".join(dict.fromkeys(held)) or "–"
