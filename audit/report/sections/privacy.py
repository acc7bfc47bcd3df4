"""Privacy: where people show, what was declared, the Basic Profile, and HIPAA's identifiers."""

from __future__ import annotations

from audit.profile.model import Privacy, Profile
from audit.profile.model.privacy import Trace
from audit.report.sections.hipaa import hipaa_table
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import integer, label, leading, of

TITLE = "Privacy"


def privacy_page(profile: Profile) -> FamilyPage:
    """Facts, then a table each; a value never stands in one."""
    facts = profile.privacy
    if not facts.n_items:
        return FamilyPage("privacy", TITLE, "No header was read in which a person could show.")
    return FamilyPage(
        "privacy",
        TITLE,
        facts=_facts(facts),
        tables=drop_empty(
            (
                _searched(facts),
                _traces(facts.echoes, "table-echoes", "A person's own data in another place"),
                _traces(facts.signs, "table-signs", "What free text looks like"),
                _contradictions(facts),
                _pixels(facts),
                _attributes(facts),
                _blocks(facts),
                _unique(facts),
                hipaa_table(facts),
            )
        ),
    )


def _facts(facts: Privacy) -> tuple[Fact, ...]:
    looked = of(facts.n_items, facts.n_items + facts.n_not_looked, "item")
    n_kept = sum(one.action == "X" for one in facts.attributes)
    faces = facts.faces
    return (
        Fact("Headers looked at", looked),
        Fact("PatientIdentityRemoved YES", of(facts.n_removed, facts.n_items, "item")),
        Fact("De-identification codes", leading(facts.codes) or "none declared"),
        Fact(
            "Series that declare the identity removed, a code, or whether dates were modified",
            of(facts.n_declaring, facts.n_series),
        ),
        Fact("Attributes to be removed that stand", f"{n_kept} of the {facts.n_profile} listed"),
        Fact("Head series without a word on faces", _of_heads(facts, faces.subjects.count)),
        Fact("Head series by what tells of the head", leading(facts.heads_told_by) or "none"),
        Fact("Head series that declare 113102", of(facts.n_faces_cleaned, faces.total)),
        Fact("UIDs of series by origin", leading(facts.uid_origins) or "not known"),
    )


def _of_heads(facts: Privacy, n: int) -> str:
    unknown = f"; {integer(facts.n_faces_unknown)} long series name no body part"
    return of(n, facts.faces.total) + (unknown if facts.n_faces_unknown else "")


def _searched(facts: Privacy) -> Table:
    return make_table(
        "table-searched",
        "What was searched for in each header and its path, and what was not",
        (Column("Kind"), Column("Searched", True, "items"), Column("Not searched, and why")),
        (
            (
                one.kind,
                of(one.n_items, facts.n_items),
                "; ".join(f"{why} {integer(n)}" for why, n in one.not_searched) or "–",
            )
            for one in facts.searched
        ),
    )


def _traces(traces: tuple[Trace, ...], id_: str, caption: str) -> Table:
    return make_table(
        id_,
        caption,
        (Column("Kind"), Column("Place", code=True), Column("Items", True),
         Column("Patients", True), Column("Declared removed", True), Column("Examples")),
        (
            (
                one.kind,
                label(one.place),
                integer(one.subjects.count),
                integer(one.n_patients),
                integer(one.n_removed),
                examples(one.subjects),
            )
            for one in sorted(traces, key=lambda t: (-len(t.subjects), t.kind, t.place))
        ),
    )  # fmt: skip


def _contradictions(facts: Privacy) -> Table:
    return make_table(
        "table-declared",
        "Declared against found",
        (Column("Declared"), Column("Looked for against it"), Column("Series", True)),
        (
            (one.declared, one.found, of(one.subjects.count, one.n_declared))
            for one in facts.contradictions
        ),
    )


def _pixels(facts: Privacy) -> Table:
    clean = ("declared BurnedInAnnotation NO", facts.n_declared_clean)
    yes = ("declared BurnedInAnnotation YES", facts.declared_burned_in.count)
    risks = ((f"cannot be excluded: {one.reason}", one.subjects.count) for one in facts.burned_in)
    return make_table(
        "table-burned-in",
        "Text in the pixels, by what headers say; no pixel was looked at",
        (Column("Why"), Column("Images", True)),
        ((why, of(n, facts.n_images)) for why, n in (clean, yes, *risks)),
    )


def _attributes(facts: Privacy) -> Table:
    return make_table(
        "table-confidentiality",
        "Attributes of the Basic Profile (PS3.15 table E.1-1) that stand with a value",
        (Column("Tag", code=True), Column("Keyword", code=True), Column("Action"),
         Column("Instances", True), Column("Series", True), Column("Patients", True),
         Column("Different values", True)),
        (
            (
                f"({one.tag[:4]},{one.tag[4:]})",
                one.keyword,
                one.action,
                integer(one.n_instances),
                integer(one.n_series),
                integer(one.n_patients),
                "not counted" if one.n_distinct is None else integer(one.n_distinct),
            )
            for one in facts.attributes
        ),
    )  # fmt: skip


def _blocks(facts: Privacy) -> Table:
    return make_table(
        "table-private-blocks",
        "Private blocks, by whether pydicom's private dictionary knows their creator",
        (Column("Creator"), Column("Known"), Column("Items", True)),
        (
            (label(one.creator), "yes" if one.known else "no", integer(one.n_items))
            for one in facts.private_blocks
        ),
    )


def _unique(facts: Privacy) -> Table:
    return make_table(
        "table-uniqueness",
        "Patients who are alone in a combination of attributes",
        (Column("Attributes"), Column("Alone (k = 1)", True), Column("k", True)),
        (
            (
                ", ".join(one.attributes),
                of(one.anonymity.n_unique, one.n_patients, "patient") if one.anonymity else "–",
                integer(one.anonymity.k) if one.anonymity else "–",
            )
            for one in facts.uniqueness
        ),
    )
