"""Protocols: the settings of most series, what departs, the user's reference, names and codes."""

from __future__ import annotations

from audit.profile.model import Profile, Protocols
from audit.profile.model.protocols import Acquisition, Departure, Procedures, Protocol, Reference
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, integer, label, leading, of


def protocols_page(profile: Profile) -> FamilyPage:
    """What was compared, and what it showed."""
    facts, title = profile.protocols, "Protocols and procedures"
    if not facts.n_series and not facts.procedures.n_studies:
        return FamilyPage("protocols", title, "No study was read.")
    reference = (_acquisitions(facts.reference), _unmet(facts.reference)) if facts.reference else ()
    return FamilyPage(
        "protocols",
        title,
        facts=(*_series_facts(facts), *_procedure_facts(facts.procedures)),
        tables=drop_empty(
            (_protocols(facts), _departures(facts), *reference, _clusters(facts.procedures))
        ),
    )


def _series_facts(facts: Protocols) -> tuple[Fact, ...]:
    judged, n = facts.judged, facts.n_series
    n_departing = sum(len(one.departing) for one in judged)
    n_near = sum(one.n_series + len(one.departing) for one in judged)
    reference = facts.reference
    told = f"{of(reference.n_unlike, reference.n_series, 'series')} resemble no acquisition" \
        if reference else "none was given (--protocol)"  # fmt: skip
    return (
        Fact("Protocols of a majority", f"{integer(len(judged))}, over {integer(n_near)} series"),
        Fact("Series that depart from one", of(n_departing, n_near, "series")),
        Fact("Series in groups too small to compare", of(facts.n_in_small, n, "series")),
        Fact("Series unlike any frequent settings", of(facts.n_other, n, "series")),
        Fact("Series that state no parameter", of(facts.n_silent, n, "series")),
        Fact("Reference protocol", told),
    )


def _procedure_facts(facts: Procedures) -> tuple[Fact, ...]:
    total = facts.n_studies
    mapped = "no map was given (--procedures)"
    if facts.n_mapped is not None:
        mapped = of(facts.n_mapped, total - facts.n_standard, "study")
    schemes = leading(facts.schemes) or "none"
    return (
        Fact("Studies with a procedure code", of(facts.n_coded, total, "study")),
        Fact("of them RadLex Playbook or LOINC", of(facts.n_standard, facts.n_coded, "study")),
        Fact("Coding schemes", schemes),
        Fact("Other studies with a code in the map", mapped),
        Fact("Different study descriptions", integer(facts.n_texts)),
    )


def _protocols(facts: Protocols) -> Table:
    ordered = sorted(facts.protocols, key=lambda one: -one.n_series)
    return make_table(
        "table-protocols",
        "Settings that several series share",
        (Column("Modality"), Column("Body part or words"), Column("Vendor"), Column("Description"),
         Column("Series", True), Column("Departing", True), Column("Settings")),
        (
            (
                one.modality, label(one.body_part), label(one.vendor), label(one.words),
                integer(one.n_series),
                integer(len(one.departing)) if one.is_majority else "no majority",
                "; ".join(f"{keyword} {label(value)}" for keyword, value in one.settings),
            )
            for one in ordered
        ),
    )  # fmt: skip


def _departures(facts: Protocols) -> Table:
    return make_table(
        "table-departures",
        "What departs",
        (Column("Protocol"), Column("Parameter", code=True), Column("Usual"), Column("Found"),
         Column("Series", True), Column("Examples")),
        (_departure(one, each) for one in facts.judged for each in one.departures),
    )  # fmt: skip


def _departure(one: Protocol, each: Departure) -> tuple[str, ...]:
    found = ", ".join(f"{label(value)} ({integer(n)})" for value, n in each.found)
    n_all = one.n_series + len(one.departing)
    return (
        label(one.name), label(each.keyword), label(each.usual), found,
        of(len(each.series), n_all), examples(each.series),
    )  # fmt: skip


def _acquisitions(reference: Reference) -> Table:
    return make_table(
        "table-reference",
        f"Reference protocol {label(reference.name)}".rstrip(),
        (Column("Acquisition"), Column("Fields", True), Column("Not evaluated", True),
         Column("Series", True), Column("Departing", True), Column("Fields without a value", True)),
        (
            (label(one.name), integer(one.n_fields), integer(one.n_not_evaluated),
             integer(one.n_series), integer(len(one.departing)), integer(one.n_without))
            for one in reference.acquisitions
        ),
    )  # fmt: skip


def _unmet(reference: Reference) -> Table:
    return make_table(
        "table-reference-departures",
        "Fields of the reference that are not met",
        (Column("Acquisition"), Column("Field", code=True), Column("Asked for"),
         Column("Series", True), Column("Examples")),
        (row for one in reference.acquisitions for row in _unmet_rows(one)),
    )  # fmt: skip


def _unmet_rows(one: Acquisition) -> list[tuple[str, ...]]:
    return [
        (label(one.name), label(keyword), label(asked), of(len(who), one.n_series), examples(who))
        for keyword, asked, who in one.departures
    ]


def _clusters(facts: Procedures) -> Table:
    return make_table(
        "table-descriptions",
        "Descriptions that may mean the same: suggestions, nothing is merged",
        (Column("Words"), Column("Descriptions", True), Column("Studies", True),
         Column("Least likeness", True, "of 100"), Column("Examples")),
        (
            (one.words or "words in no list", integer(one.n_texts), integer(one.n_studies),
             decimal(one.similarity), examples(one.studies))
            for one in facts.clusters
        ),
    )  # fmt: skip
