"""Balance: do splits and sites hold the same kind of patients and images, and gaps? (B1, B4)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.profile.attributes import ABSENT, OTHER, SEVERAL, Attribute
from audit.profile.gap_patterns import measure_gap_patterns, measure_little
from audit.profile.model.balance import (
    Axis,
    Balance,
    GroupComparison,
    MissingRate,
    PairComparison,
    RepresentationRatio,
)
from audit.profile.model.shortcuts import HeaderField, ShortcutOptions
from audit.profile.targets import Questions
from audit.scan.label_join import NO_SPLIT
from audit.stats.association import chi_square, corrected_v, drop_empty
from audit.stats.comparison import (
    jensen_shannon,
    kolmogorov_smirnov,
    representation,
    smd,
    stability_index,
)
from audit.stats.multiplicity import benjamini_hochberg
from audit.stats.permutation import permutation_p, seed_of

Codes = NDArray[np.int64]
MIN_GROUP = 10
"""Patients a split, site or vendor needs to be compared."""
PERMUTED = 1999
"""Draws where an expected count is below 5 (Cochran's rule)."""
EXPECTED = 5.0
_SITES = ("InstitutionName", "ClinicalTrialSiteID", "source")


@dataclass(frozen=True, slots=True)
class Groups:
    """Patients by split, site or vendor: -1 for those who are in none that is compared."""

    axis: Axis
    names: tuple[str, ...]
    codes: Codes
    reason: str = ""

    def sizes(self, inside: NDArray[np.bool_]) -> tuple[tuple[str, int], ...]:
        """Patients of each group among some."""
        counts = np.bincount(self.codes[inside], minlength=len(self.names))
        return tuple((name, int(n)) for name, n in zip(self.names, counts, strict=True))


def measure_balance(
    attributes: Sequence[Attribute],
    covariates: Sequence[Attribute],
    labels: Sequence[Questions],
    splits: Sequence[str],
    split_of: Codes,
    options: ShortcutOptions,
) -> Balance:
    """Everything that needs no label, and label and covariates across splits and sites."""
    of_split = _large("split", splits, split_of)
    of_site = _sites(attributes)
    people = [*covariates, *(one for label in labels if (one := _as_attribute(label)))]
    compared = [*people, *attributes]
    patterns = measure_gap_patterns([one for one in attributes if one.field.kind == "missing"])
    little, why = measure_little(attributes)
    return replace(
        patterns,
        splits=of_split.names,
        split_reason=of_split.reason,
        site_reason=of_site.reason,
        comparisons=(*_compare(of_split, compared), *_compare(of_site, people)),
        pairs=tuple(_pairs(of_split, compared)),
        missing=tuple(_missing_rates(attributes)),
        little=little,
        little_reason=why,
        representation=tuple(_representation(compared, options)),
    )


def _large(axis: Axis, names: Sequence[str], codes: Codes) -> Groups:
    """The groups of at least ten patients; fewer than two cannot be compared."""
    sizes = np.bincount(codes[codes >= 0], minlength=len(names))
    kept = [n for n, name in enumerate(names) if sizes[n] >= MIN_GROUP and name != NO_SPLIT]
    place = np.full(len(names) + 1, -1)
    place[kept] = np.arange(len(kept))
    if len(kept) < 2:
        reason = f"no two {axis}s have {MIN_GROUP} patients each"
        return Groups(axis, (), np.full(len(codes), -1), reason)
    return Groups(axis, tuple(names[n] for n in kept), place[codes].astype(np.int64))


def _sites(attributes: Sequence[Attribute]) -> Groups:
    """By the first of institution, trial site and source that tells patients apart."""
    for name in _SITES:
        for one in attributes:
            if one.name == name:
                names = ["" if level in (ABSENT, OTHER) else level for level in one.levels]
                codes = np.array([-1 if not n else at for at, n in enumerate(names)])[one.codes]
                groups = _large("site", names, codes)
                if groups.names:
                    return groups
    return Groups("site", (), np.zeros(0, np.int64), "no two sites have 10 patients each")


def _as_attribute(label: Questions) -> Attribute | None:
    """The label itself as something to compare; labels of many columns are left to `classes`."""
    codes = label.classes
    if codes is None:
        if len(label.questions) != 1:
            return None
        codes = label.questions[0].answer
    names = tuple(str(n) for n in range(int(codes.max(initial=0)) + 1))
    field = HeaderField(f"label {label.label}", "content", len(names), 0, 0)
    return Attribute(field, codes, names)


def _compare(groups: Groups, attributes: Sequence[Attribute]) -> list[GroupComparison]:
    if not groups.names:
        return []
    found = [made for one in attributes if (made := _comparison(groups, one))]
    qs = benjamini_hochberg([one.p for one in found])
    adjusted = [replace(one, q=q) for one, q in zip(found, qs, strict=True)]
    return sorted(adjusted, key=lambda one: -round(one.v, 9))


def _comparison(groups: Groups, one: Attribute) -> GroupComparison | None:
    inside = (groups.codes >= 0) & (one.codes >= 0)
    table = _count(groups, one, inside)
    if min(drop_empty(table).shape) < 2:
        return None
    p, n_draws = _p(table, groups.axis, one.name)
    test = chi_square(table)
    return GroupComparison(
        groups.axis, one.name, one.field.kind, groups.sizes(inside), int(inside.sum()),
        int((table.sum(axis=0) > 0).sum()), corrected_v(table), test.chi2, test.df, p, p, n_draws,
    )  # fmt: skip


def _count(groups: Groups, one: Attribute, inside: NDArray[np.bool_]) -> Codes:
    size = len(one.levels)
    place = groups.codes[inside] * size + one.codes[inside]
    counts = np.bincount(place, minlength=len(groups.names) * size)
    return counts.reshape(len(groups.names), size).astype(np.int64)


def _p(table: Codes, *words: str) -> tuple[float, int]:
    """By chi-square, or by permutation where it cannot be trusted; and the number of draws."""
    test = chi_square(table)
    if test.min_expected >= EXPECTED:
        return test.p, 0
    permuted = permutation_p([table], seed_of("balance", *words), PERMUTED)
    return permuted.p, permuted.n_draws


def _pairs(groups: Groups, attributes: Sequence[Attribute]) -> Iterator[PairComparison]:
    """Each split against the first, which is the one for training where there is one."""
    for one in attributes if groups.names else ():
        for other in range(1, len(groups.names)):
            first, second = (
                np.flatnonzero((groups.codes == n) & (one.codes >= 0)) for n in (0, other)
            )
            if min(len(first), len(second)) >= MIN_GROUP:
                yield _pair(groups, one, other, first, second)


def _pair(
    groups: Groups, one: Attribute, other: int, first: Codes, second: Codes
) -> PairComparison:
    counts = np.array([np.bincount(one.codes[who], minlength=len(one.levels))
                       for who in (first, second)])  # fmt: skip
    counts = counts[:, counts.sum(axis=0) > 0]
    distance, ks, ks_p = _numbers(one, first, second)
    many = counts.shape[1] > 1
    index = stability_index(counts[0], counts[1]) if many else None
    return PairComparison(
        one.name, one.field.kind, groups.names[0], groups.names[other], len(first), len(second),
        distance, ks, ks_p, jensen_shannon(counts[0], counts[1]),
        index.psi if index else 0.0, index.critical if index else 0.0, counts.shape[1],
    )  # fmt: skip


def _numbers(
    one: Attribute, first: Codes, second: Codes
) -> tuple[float | None, float | None, float | None]:
    if one.numbers is None:
        return None, None, None
    x, y = (one.numbers[who] for who in (first, second))
    x, y = x[~np.isnan(x)], y[~np.isnan(y)]
    if min(len(x), len(y)) < 2:
        return None, None, None
    test = kolmogorov_smirnov(x.tolist(), y.tolist())
    return smd(y.tolist(), x.tolist()), test.d, test.p


def _missing_rates(attributes: Sequence[Attribute]) -> list[MissingRate]:
    """Gaps by vendor; gaps by label are among the associations."""
    vendor = next((one for one in attributes if one.name == "Manufacturer"), None)
    if vendor is None:
        return []
    names = ["" if level in (ABSENT, OTHER, SEVERAL) else level for level in vendor.levels]
    codes = np.array([-1 if not n else at for at, n in enumerate(names)])[vendor.codes]
    groups = _large("vendor", names, codes)
    gaps = [one for one in attributes if one.field.kind == "missing"]
    gaps = [one for one in gaps if "Manufacturer" not in one.field.alike and groups.names]
    found = [made for one in gaps if (made := _rate(groups, one))]
    qs = benjamini_hochberg([one.p for one in found])
    adjusted = [replace(one, q=q) for one, q in zip(found, qs, strict=True)]
    return sorted(adjusted, key=lambda one: -round(one.gap, 9))


def _rate(groups: Groups, one: Attribute) -> MissingRate | None:
    missing = [n for n, level in enumerate(one.levels) if level == "missing"]
    known = np.array([level != "unknown" for level in one.levels])[one.codes]
    inside = (groups.codes >= 0) & known
    lacking = np.isin(one.codes, missing)
    table = np.array([
        np.bincount(groups.codes[inside & which], minlength=len(groups.names))
        for which in (lacking, ~lacking)
    ])  # fmt: skip
    if min(drop_empty(table).shape) < 2 or not table.sum(axis=0).all():
        return None
    rates = table[0] / table.sum(axis=0)
    p, n_draws = _p(table, "vendor", one.name)
    rows = zip(groups.names, table[0].tolist(), table.sum(axis=0).tolist(), strict=True)
    return MissingRate(
        "vendor", one.field.alike, tuple((name, int(m), int(n)) for name, m, n in rows),
        float(rates.max() - rates.min()), corrected_v(table), p, p, n_draws,
    )  # fmt: skip


def _representation(
    attributes: Sequence[Attribute], options: ShortcutOptions
) -> Iterator[RepresentationRatio]:
    """Against the shares that the policy declares for the population of the intended use."""
    declared = dict(options.reference_shares)
    for one in attributes:
        shares = {k: share for k, share in declared.get(one.name, ()) if share > 0}
        sizes = dict(zip(one.levels, np.bincount(one.codes, minlength=len(one.levels)).tolist(),
                         strict=True)) if one.codes.min(initial=0) >= 0 else {}  # fmt: skip
        counts = [sizes.get(level, 0) for level in shares]
        if len(shares) > 1 and sum(counts):
            found = representation(counts, list(shares.values()))
            rows = zip(shares, counts, shares.values(), found.ratios, strict=True)
            n = sum(counts)
            yield RepresentationRatio(one.name, tuple(rows), n, len(one.codes) - n, found.w)
