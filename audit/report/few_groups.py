"""Parts of the data with few persons: a finding about one of them is about those persons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.checks.model import Finding
from audit.profile.model import Profile
from audit.profile.model.withheld import withheld
from audit.profile.small_cells import tells
from audit.profile.small_remainders import few, few_apart

_DOCUMENTS = frozenset({"datasheet", "fair"})
"""Families whose units are questions and principles, and no data."""
_DATA = frozenset({"patient", "study", "series", "instance", "item", "image"})
_OF_PERSONS = re.compile(r"\bPatient(?:Sex|Age)\b")
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class FewGroups:
    """What tables withhold: modalities, SOP classes, vendors; and how many patients there are."""

    modalities: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    n_patients: int = 0

    def holds(self, one: Finding, family: str, min_cell: int) -> bool:
        """Whether the denominator of a finding belongs to few persons, for certain or likely."""
        if family in _DOCUMENTS:
            return False
        if one.unit in _DATA and few(one.total, min_cell):
            return True  # no more persons than units
        if one.unit == "study" and few(one.count, min_cell):
            return True  # a study is a person
        if family == "conformance" and _OF_PERSONS.search(one.message):
            return tells(one.message, min_cell)
        if one.unit == "patient" and few_apart((one.count, one.total, self.n_patients), min_cell):
            return True
        return self._names(one.subject) or self._names(one.message.partition(" lack")[0])

    def _names(self, text: str) -> bool:
        if "without Modality" in text:
            return "none" in self.modalities
        if not self.modalities.isdisjoint(_WORD.findall(text)):
            return True
        return text.removeprefix("vendor ") in self.named


NO_GROUPS = FewGroups()


def few_groups(before: Profile, after: Profile) -> FewGroups:
    """From the facts and what is left of them to be shown."""
    pairs = (
        (before.overview.sop_classes, after.overview.sop_classes),
        (before.vendors.Manufacturer, after.vendors.Manufacturer),
    )
    gone = {name for old, new in pairs for name, _ in set(old.counts) - set(new.counts)}
    rows = after.overview.modality_by_unit
    hidden = frozenset(row[0] for row in rows if any(withheld(n) for n in row[1:]))
    return FewGroups(hidden, frozenset(gone), before.overview.n_patients)
