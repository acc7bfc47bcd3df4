"""Hierarchy: one value by patient, study and series; instance numbers; concatenations."""

from __future__ import annotations

from audit.profile.model import Hierarchy, Profile
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import label, of


def hierarchy_page(profile: Profile) -> FamilyPage:
    """What was compared and what contradicts itself."""
    facts, title = profile.hierarchy, "Hierarchy"
    judged = [one for one in facts.divided if one.n_judged]
    if not judged and not facts.n_numbered:
        return FamilyPage(
            "hierarchy", title, "No series was read of which two values could differ."
        )
    n_whole = sum(not one.subjects for one in judged)
    return FamilyPage(
        "hierarchy",
        title,
        facts=(
            Fact("Attributes with one value each", of(n_whole, len(judged))),
            Fact(
                "InstanceNumber twice", of(len(facts.repeated_numbers), facts.n_numbered, "series")
            ),
            Fact(
                "InstanceNumber skips", of(len(facts.skipped_numbers), facts.n_numbered, "series")
            ),
            Fact("Concatenations that are not whole", _concatenations(facts)),
        ),
        tables=drop_empty((_divided(facts),)),
    )


def _concatenations(facts: Hierarchy) -> str:
    if not facts.n_concatenations:
        return "no instance belongs to one"
    told = of(len(facts.incomplete), facts.n_concatenations)
    return f"{told}; {of(facts.n_without_total, facts.n_concatenations)} do not say how many parts"


def _divided(facts: Hierarchy) -> Table:
    return make_table(
        "table-divided",
        "Attributes that should have one value, and have two",
        (Column("Level"), Column("Keyword", code=True), Column("How many", True),
         Column("Examples")),
        (
            (
                one.level,
                label(one.keyword),
                of(one.subjects.count, one.n_judged, f"{one.level} with one"),
                examples(one.subjects),
            )
            for one in facts.divided
            if one.subjects
        ),
    )  # fmt: skip
