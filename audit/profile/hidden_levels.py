"""Levels (a class, a vendor, a sex, a split) whose number of persons is withheld everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audit.profile.model import Counts, Profile
from audit.profile.model.classes import ClassCount
from audit.stats.disclosure import withhold_cells

ClassKey = tuple[str, str, str]
"""Label, class, split; the split "" is all of them together."""


@dataclass(frozen=True, slots=True)
class Levels:
    """
    What may not be counted in any table, because another table would give it away.

    A class that is hidden as a whole is hidden in every split, vendor and subgroup: the sum of
    those would tell it.
    """

    classes: frozenset[ClassKey] = frozenset()
    vendors: frozenset[str] = frozenset()
    sexes: frozenset[str] = frozenset()
    splits: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    sites: bool = False
    """Any of them: they have numbers, which may differ between tables."""

    @property
    def attributes(self) -> frozenset[str]:
        """Attributes with a hidden level: a test statistic over all levels would tell it."""
        named = {f"label {label}" for label, _, _ in self.classes}
        named |= {"Manufacturer"} if self.vendors else set()
        named |= {"PatientSex"} if self.sexes else set()
        return frozenset(named | ({"InstitutionName"} if self.sites else set()))

    def hides(self, one: Any) -> bool:
        """Whether a record is about a hidden level."""
        label, name = getattr(one, "label", None), getattr(one, "name", "")
        name = getattr(one, "name_of_class", name)
        split = getattr(one, "split", None)
        if label is not None and self._hides_class(label, name, split):
            return True
        if split and any(part in self.splits for part in split.split(", ")):
            return True
        return self._hides_group(one)

    def _hides_class(self, label: str, name: str, split: str | None) -> bool:
        held = {key for key in self.classes if key[0] == label}
        if not held:
            return False
        if not name or not isinstance(name, str):  # a measure over all classes of the label
            return any(split in (None, "", key[2]) or key[2] == "" for key in held)
        splits = {key[2] for key in held if key[1] == name}
        return "" in splits or (split or "") in splits or bool(splits and "," in (split or ""))

    def _hides_group(self, one: Any) -> bool:
        attribute, level = getattr(one, "attribute", ""), getattr(one, "level", "")
        if getattr(one, "vendor", "") in self.vendors or getattr(one, "sex", "") in self.sexes:
            return True
        if getattr(one, "modality", None) in self.modalities:
            return True
        if type(one).__name__ == "VendorName" and one.name in self.vendors:
            return True
        if getattr(one, "axis", "") == "site" and self.sites:
            return True
        if not level and self.attributes & {attribute, getattr(one, "field", "")}:
            return True
        hidden = {"vendor": self.vendors, "sex": self.sexes}.get(attribute, frozenset())
        return level in hidden or (attribute == "site" and self.sites)

    def hides_row(self, row: Sequence[Any]) -> bool:
        """Whether a plain row names a hidden vendor or modality."""
        apart = self.vendors | self.modalities
        return any(cell in apart for cell in row if isinstance(cell, str))

    def places(self, counts: Counts) -> list[int]:
        """Entries of a count that a hidden vendor or sex stands for."""
        apart = self.vendors | self.sexes
        return [place for place, (name, _) in enumerate(counts.counts) if name in apart]


def find_levels(profile: Profile, min_cell: int) -> Levels:
    """What one-dimensional tables hide, for every table that is crossed with them."""
    classes, cohort = profile.classes, profile.cohort
    splits = {one.split: one.n_patients for one in profile.leakage.splits}
    sites = dict(enumerate((*cohort.site_sizes, cohort.n_patients_without_site)))
    return Levels(
        _classes((*classes.counts, *classes.totals), min_cell),
        _values(min_cell, profile.vendors.by_patient, profile.vendors.Manufacturer),
        _values(min_cell, cohort.PatientSex),
        frozenset(name for name in withhold_cells(splits, [list(splits)], (), min_cell) if name),
        _modalities(profile, min_cell),
        bool(withhold_cells(sites, [list(sites)], (), min_cell)),
    )


def _modalities(profile: Profile, min_cell: int) -> frozenset[str]:
    """Those that the table of modalities withholds: with few patients, studies or instances."""
    rows = profile.overview.modality_by_unit
    sizes = {row[0]: row[1] for row in rows}
    small = [row[0] for row in rows if any(0 < n < min_cell for n in row[1:])]
    return withhold_cells(sizes, [list(sizes)], small, min_cell)


def _classes(rows: Sequence[ClassCount], min_cell: int) -> frozenset[ClassKey]:
    """Splits and their sum are one table: a shown sum would give a hidden split away."""
    sizes = {(one.label, one.name, one.split): one.n_patients for one in rows}
    small = [
        (one.label, one.name, one.split)
        for one in rows
        if 0 < one.n_patients_total - one.n_patients < min_cell
        or 0 < one.n_patients_total < min_cell
    ]
    by_split: dict[tuple[str, str], list[ClassKey]] = {}
    by_class: dict[tuple[str, str], list[ClassKey]] = {}
    for key in sizes:
        by_split.setdefault((key[0], key[2]), []).append(key)
        by_class.setdefault((key[0], key[1]), []).append(key)
    lines = [line for line in (*by_split.values(), *by_class.values()) if len(line) > 1]
    return withhold_cells(sizes, lines, small, min_cell)


def _values(min_cell: int, *held: Counts) -> frozenset[str]:
    hidden: set[str] = set()
    for counts in held:
        sizes = {**dict(counts.counts), "": counts.absent}
        hidden |= withhold_cells(sizes, [list(sizes)], (), min_cell)
    return frozenset(hidden - {""})
