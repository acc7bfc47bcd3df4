"""Findings and facts as others may see them: no number that few persons stand behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from audit.checks.model import CheckResult, Finding
from audit.profile.model import Subjects
from audit.profile.model.documentation import Documentation
from audit.profile.model.withheld import HIDDEN, Gap
from audit.profile.small_cells import TOLD, is_small, tells
from audit.report.few_groups import NO_GROUPS, FewGroups

PEOPLE = ("cohort", "classes", "samples", "leakage", "shortcuts", "privacy")
"""Families whose messages count persons, whatever their words."""
GROUPS = ("class", "subgroup", "label", "split")
"""Units that hold persons: how many of them are concerned tells of no person."""
_PERSONS = re.compile(r"\b(patients?|persons?|subgroups?)\b")


def conceal_results(
    results: Sequence[CheckResult], min_cell: int, few: FewGroups = NO_GROUPS
) -> tuple[tuple[CheckResult, ...], tuple[Gap, ...]]:
    """
    The same results, rules, severities and statuses, with messages that tell of few persons
    replaced; second: how many in each family. A message keeps no number then, and nobody is named.
    """
    if min_cell < 2:
        return tuple(results), ()
    made = tuple(_result(one, min_cell, few) for one in results)
    return made, tuple(_gaps(results, made))


def _gaps(before: Sequence[CheckResult], after: Sequence[CheckResult]) -> list[Gap]:
    changed: dict[str, list[int]] = {}
    for old, new in zip(before, after, strict=True):
        counted = changed.setdefault(old.check.family, [0, 0])
        pairs = list(zip(old.findings, new.findings, strict=True))
        counted[0] += sum(was is not now for was, now in pairs)
        counted[1] += len(pairs)
    return [Gap(name, "findings", n, of) for name, (n, of) in changed.items() if n]


def _result(one: CheckResult, min_cell: int, few: FewGroups) -> CheckResult:
    people = one.check.family in PEOPLE
    reason = TOLD if _speaks(one.reason, people) and tells(one.reason, min_cell) else one.reason
    findings = tuple(
        _concealed(one.check.title, f)
        if few.holds(f, one.check.family, min_cell) or _tells(f, people, min_cell)
        else f
        for f in one.findings
    )
    return replace(one, findings=findings, reason=reason)


def _speaks(text: str, people: bool) -> bool:
    return people or bool(_PERSONS.search(text))


def _tells(one: Finding, people: bool, min_cell: int) -> bool:
    return _counts_few(one, min_cell) or (_speaks(one.message, people) and _says(one, min_cell))


def _concealed(title: str, one: Finding) -> Finding:
    nobody = Subjects(one.subjects.level, hidden=bool(one.subjects))
    kept = replace(one, message=f"{title}: {TOLD}", subjects=nobody, parts=())
    of_groups = one.unit in GROUPS
    return kept if of_groups else replace(kept, count=HIDDEN, total=HIDDEN)


def _counts_few(one: Finding, min_cell: int) -> bool:
    numbers = (one.count, one.total, one.total - one.count)
    named = [one.subjects, *(who for _, who in one.parts)]
    return (one.unit == "patient" and any(is_small(n, min_cell) for n in numbers)) or any(
        who.level == "patient" and is_small(len(who), min_cell) for who in named
    )


def _says(one: Finding, min_cell: int) -> bool:
    return tells(one.message, min_cell) or tells(one.subject, min_cell)


def conceal_documentation(
    before: Documentation, after: Documentation, min_cell: int
) -> Documentation:
    """
    `before` with the measured texts of `after`, which were made from what may be shown.

    The states are those of the whole data: withholding a number contradicts nobody. A text that
    still counts few persons is replaced.
    """
    rows = tuple(
        replace(old, measured=_text(new.measured, min_cell), advice=_text(old.advice, min_cell))
        for old, new in zip(before.table2, after.table2, strict=True)
    )
    fair = tuple(
        replace(old, evidence=_text(new.evidence, min_cell))
        for old, new in zip(before.fair, after.fair, strict=True)
    )
    return replace(before, table2=rows, fair=fair, catalogue=after.catalogue)


def _text(text: str, min_cell: int) -> str:
    return TOLD if _PERSONS.search(text) and tells(text, min_cell) else text
