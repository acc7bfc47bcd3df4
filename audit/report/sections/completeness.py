"""Completeness: which keywords are there, which are absent, empty or filled with nothing."""

from __future__ import annotations

from audit.profile.model import Completeness, Profile
from audit.report.figures.completeness import completeness_figure
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import integer, label, number_of, of


def completeness_page(profile: Profile) -> FamilyPage:
    """The heat map and its numbers."""
    facts = profile.completeness
    title = "Completeness"
    if not facts.cells:
        reason = f"No keyword could be judged: {number_of(facts.n_series, 'series')} were read."
        return FamilyPage("completeness", title, reason)
    figure = completeness_figure(facts)
    full = sum(cell.present == cell.total for cell in facts.cells)
    only = facts.cells[0]
    sentence = (
        f"{label(only.keyword)} is present in {of(only.present, only.total, 'series')} of "
        f"{label(only.modality)}."
    )
    return FamilyPage(
        "completeness",
        title,
        facts=(
            Fact("Keywords asked for", integer(len({c.keyword for c in facts.cells}))),
            Fact("Complete", of(full, len(facts.cells), "pair of keyword and modality")),
            Fact(
                "Series said to be de-identified",
                f"{of(facts.explained_by_deidentification, facts.n_series)}: there, absence may be "
                "meant",
            ),
            Fact(
                "Instances read only in part",
                f"{of(facts.n_partial_instances, facts.n_instances)}: counted as unknown, never as "
                f"absent{_beside(profile)}",
            ),
        ),
        figures=(figure,) if figure else (),
        sentences=() if figure else (sentence,),
        tables=drop_empty((_complete(facts),)) if figure else (),
    )


def _beside(profile: Profile) -> str:
    """INT002 counts items; repeats and index files are items and no instances."""
    more = profile.integrity.accounting.partial - profile.completeness.n_partial_instances
    if more <= 0:
        return ""
    return f". INT002 counts {number_of(more, 'item')} more: repeats and index files (DICOMDIR)"


def _complete(facts: Completeness) -> Table:
    """One row for all keywords that are complete in the same modalities: most are in all."""
    held: dict[str, list[str]] = {}
    for cell in facts.cells:
        if cell.present == cell.total:
            series = f"{label(cell.modality)}\u00a0{integer(cell.total)}"
            held.setdefault(cell.keyword, []).append(series)
    alike: dict[str, list[str]] = {}
    for keyword, series_of in held.items():
        alike.setdefault(", ".join(series_of), []).append(label(keyword))
    return make_table(
        "table-complete",
        "Complete keywords: every image of these series has a value",
        (Column("Modalities, and their series"), Column("Keywords")),
        ((series, ", ".join(keywords)) for series, keywords in alike.items()),
    )
