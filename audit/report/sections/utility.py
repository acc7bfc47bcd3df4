"""Utility: for how many series each task can still be done, and what broke the others."""

from __future__ import annotations

from audit.profile.model import Profile
from audit.profile.model.utility import Gap, Task
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import integer, label, of, share


def utility_page(profile: Profile) -> FamilyPage:
    """Each task with its denominator."""
    about = [one for one in profile.utility.tasks if one.n_series or one.n_unknown]
    title = "Utility of the headers"
    if not about:
        return FamilyPage("utility", title, "No CT, MR, PET or MG series was read.")
    whole = sum(not one.broken for one in about if one.n_series)
    return FamilyPage(
        "utility",
        title,
        facts=(
            Fact(
                "Tasks about a series of this dataset", of(len(about), len(profile.utility.tasks))
            ),
            Fact("Tasks possible for all their series", of(whole, len(about))),
        ),
        tables=drop_empty((_tasks(about), _gaps(about))),
    )


def _tasks(tasks: list[Task]) -> Table:
    return make_table(
        "table-utility",
        "What can be computed from the headers",
        (Column("Task"), Column("Series it is about"), Column("Possible", True),
         Column("Share", True), Column("Not known", True, "series")),
        (
            (one.title, one.words, of(one.n_possible, one.n_series, "series"),
             share(one.n_possible, one.n_series), integer(one.n_unknown))
            for one in tasks
        ),
    )  # fmt: skip


def _gaps(tasks: list[Task]) -> Table:
    return make_table(
        "table-utility-gaps",
        "What broke it",
        (Column("Task"), Column("Attribute", code=True), Column("Would do as well"),
         Column("Series without", True), Column("How"), Column("Examples"), Column("Source")),
        (_gap(one, gap) for one in tasks for gap in one.gaps),
    )  # fmt: skip


def _gap(one: Task, gap: Gap) -> tuple[str, ...]:
    states = ", ".join(f"{word} {integer(count)}" for word, count in gap.states)
    return (
        one.title,
        label(gap.keyword),
        ", ".join(gap.others) or "nothing",
        of(len(gap.series), one.n_series, "series"),
        states,
        examples(gap.series),
        gap.source,
    )
