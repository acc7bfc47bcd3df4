"""Conformance: each SOP class against the modules that the standard makes mandatory for it."""

from __future__ import annotations

from collections.abc import Iterator

from audit.profile.model import Conformance, Counts, Profile, Subjects
from audit.profile.model.conformance import ClassConformance, Deep
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import integer, label, number_of, of, prose


def conformance_page(profile: Profile) -> FamilyPage:
    """What was judged and what was not, and what is lacking by class and keyword."""
    facts, title = profile.conformance, "Conformance"
    if not facts.n_items:
        why = "No item was read."
        if facts.n_untold:
            why = (
                f"Not assessable: the {number_of(facts.n_untold, 'row')} of the header table do "
                "not list the tags of their headers."
            )
        return FamilyPage("conformance", title, why)
    n_judged = sum(one.n_items for one in facts.classes)
    n_partial = sum(one.n_partial for one in facts.classes)
    return FamilyPage(
        "conformance",
        title,
        facts=(
            Fact("Judged by their SOP class", of(n_judged, facts.n_items, "item")),
            Fact("Not judged: no modules known", _unlisted(facts.unlisted, facts.n_items)),
            Fact("Read only up to a fault", f"{of(n_partial, n_judged)}: unknown behind it"),
            *(
                (Fact("Rows of a table without a list of tags", integer(facts.n_untold)),)
                if facts.n_untold
                else ()
            ),
            Fact("Deep pass (dciodvfy)", _deep(facts.deep)),
        ),
        tables=drop_empty((_scope(facts), _lacking(facts), _values(facts), _uids(facts))),
    )


def _unlisted(unlisted: Counts, total: int) -> str:
    told = of(unlisted.total, total, "item")
    return (
        f"{told}, {integer(unlisted.absent)} of them name no SOP class" if unlisted.absent else told
    )


def _deep(deep: Deep) -> str:
    if not deep.n_chosen:
        return "not asked for (--conformance deep)"
    return f"read {of(deep.n_read, deep.n_chosen, 'item')}, the first and the last of each series"


def _scope(facts: Conformance) -> Table:
    return make_table(
        "table-conformance-scope",
        "What was looked at, by SOP class: attributes of the mandatory modules",
        (
            Column("SOP class"),
            Column("Items", True),
            Column("Type 1 and 2", True),
            Column("inside sequences, judged", True),
            Column("Type 1C and 2C, judged", True),
        ),
        (
            (
                label(one.sop_class),
                integer(one.n_items),
                integer(one.n_required),
                of(one.n_nested_judged, one.n_nested),
                of(one.n_conditional_judged, one.n_conditional),
            )
            for one in facts.classes
        ),
    )


def _lacking(facts: Conformance) -> Table:
    return make_table(
        "table-lacking",
        "Attributes that items lack, by SOP class and keyword",
        (
            Column("SOP class"),
            Column("Keyword", code=True),
            Column("Type"),
            Column("State"),
            Column("Items", True),
            Column("Said to be de-identified", True),
            Column("Required when"),
        ),
        (row for one in facts.classes for row in _rows(one)),
    )


def _rows(one: ClassConformance) -> Iterator[tuple[str, ...]]:
    for lack in one.lacking:
        keyword = f"{lack.path}.{lack.keyword}" if lack.path else lack.keyword
        yield (
            label(one.sop_class),
            label(keyword),
            lack.Type,
            lack.state,
            of(len(lack.items), lack.n_judged),
            of(lack.n_deidentified, len(lack.items)),
            prose(lack.condition) or "always",
        )


def _values(facts: Conformance) -> Table:
    odd = (
        (f"{one.keyword} {one.place}".strip(), one.allowed, one.source, one.items, one.n_judged)
        for one in facts.odd_values
    )
    modality = (
        (f"Modality of {one.sop_class}", one.allowed, "PS3.3", one.items, one.n_judged)
        for one in facts.mismatches
    )
    return make_table(
        "table-odd-values",
        "Values that are none of those the standard lists",
        (Column("What"), Column("Listed"), Column("Source"), Column("Items", True),
         Column("Examples")),
        (
            (label(name), prose(listed), source, of(len(items), total), examples(items))
            for name, listed, source, items, total in (*odd, *modality)
        ),
    )  # fmt: skip


def _uids(facts: Conformance) -> Table:
    uids = facts.uids
    rows: list[tuple[str, Subjects]] = [
        *((f"{word} that is no UID", items) for word, items in uids.malformed),
        *((f"{word} of the standard itself", items) for word, items in uids.reserved),
        *((f"{one} and {two} are one UID", items) for one, two, items in uids.shared),
        *((f"SOP class {name}, retired", items) for name, items in facts.retired_classes),
        *((f"{name}, retired", items) for name, items in facts.retired_syntaxes),
        *((f"{word}, retired", items) for word, items in facts.retired_attributes),
        *((f"reading code {code}", items) for code, items in facts.codes),
    ]
    return make_table(
        "table-uids",
        "Identifiers, retired things and the way values are written",
        (Column("What"), Column("Items", True), Column("Examples")),
        ((label(what), of(len(items), facts.n_items), examples(items)) for what, items in rows),
    )
