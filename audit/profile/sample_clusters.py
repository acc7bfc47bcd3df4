"""What repeated images of a patient, and patients of a site, are worth (statistics A7)."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from audit.profile.model.classes import Classes
from audit.profile.model.samples import (
    Cluster,
    Effective,
    LabelIcc,
    SampleDeclaration,
    SiteCluster,
)
from audit.scan.label_columns import Convention
from audit.scan.label_values import VALUES, Value
from audit.scan.table import WEIGHT, HeaderTable
from audit.stats.clustering import design_effect, effective_size, icc_binary

ICCS = (0.0, 0.2, 0.5, 1.0)
SITE_ICCS = (0.0, 0.02, 0.05, 0.1)
"""Residual correlations within physicians were 0.02 to 0.25 (BMC Med Res Methodol 13:128)."""
MIN_SITES = 10
MAX_CLASSES = 30
_POSITIVE = VALUES.index(Value.POSITIVE)

_SIZES = f"""
select count(*), sum(m), sum(m * m) from (
    select sum({WEIGHT}) as m from instances where patient is not null group by patient)
"""
_SITE_SIZES = """
select count(*), sum(m), sum(m * m) from (
    select count(*) as m from sites
    where patient in (select patient from sites group by patient having count(*) = 1)
    group by site)
"""
# Images of each patient that carry the label, and those of the class among them, by frequency.
_MIXTURES = """
with told as (
    select label, patient, sum(coalesce(weight, 1))::bigint as m from (
        select distinct label, patient, instance from label_facts
        where patient is not null and rank >= {least})
    left join label_weights using (instance) group by all),
hits as (
    select label, name, patient, sum(coalesce(weight, 1))::bigint as x from (
        select distinct label, name, patient, instance from label_facts
        where patient is not null and rank = {positive})
    left join label_weights using (instance) group by all),
ranked as (
    select label, name, row_number() over (
        partition by label order by count(*) desc, name) as place
    from hits group by label, name),
names as (select label, name from ranked where place <= {most})
select n.label, n.name, t.m, coalesce(h.x, 0) as x, count(*)
from names n join told t on t.label = n.label
left join hits h on h.label = n.label and h.name = n.name and h.patient = t.patient
group by all order by 1, 2, 3, 4
"""


def effective_at(sums: tuple[int, int, int], iccs: tuple[float, ...]) -> Effective:
    """ICC, design effect and effective number for clusters with these sums of sizes."""
    return tuple((icc, design_effect(*sums, icc), effective_size(*sums, icc)) for icc in iccs)


def shown_iccs(declared: SampleDeclaration) -> tuple[float, ...]:
    """The declared ICC alone, or the four that are shown where nobody declared one."""
    return ICCS if declared.icc is None else (declared.icc,)


def measure_cluster(table: HeaderTable, declared: SampleDeclaration) -> Cluster | None:
    """Instances by patient; None where no instance names one."""
    k, total, squares = table.rows(_SIZES)[0]
    if not k:
        return None
    sums = int(k), int(total), int(squares)
    spread = sqrt(max(0.0, sums[2] * sums[0] / sums[1] ** 2 - 1))
    effective = effective_at(sums, shown_iccs(declared))
    return Cluster(sums[0], sums[1], effective, spread, declared.icc is not None)


def measure_sites(table: HeaderTable) -> SiteCluster | None:
    """Patients of one site each; needs the table `sites`. None where no header names a site."""
    k, total, squares = table.rows(_SITE_SIZES)[0]
    if not k:
        return None
    sums = int(k), int(total), int(squares)
    return SiteCluster(sums[0], sums[1], effective_at(sums, SITE_ICCS), sums[0] >= MIN_SITES)


def measure_label_icc(table: HeaderTable, classes: Classes) -> tuple[LabelIcc, ...]:
    """
    How alike the labels of one patient are, class by class; the 30 largest classes.

    Where no class of a label varies within any patient the labels were copied from patients to
    images, or given by patient: the ICC is 1 by construction, and images are no cases.
    """
    indicators = {label for label, how in classes.conventions if how == Convention.INDICATOR}
    found: dict[str, dict[str, list[tuple[int, int, int]]]] = {}
    query = _MIXTURES.format(
        least=VALUES.index(Value.NEGATIVE), positive=_POSITIVE, most=MAX_CLASSES
    )
    for label, name, m, x, n in table.rows(query):
        found.setdefault(label, {}).setdefault(name, []).append((m, x, n))
    every = (one for label in classes.labels for one in _by_class(label, found.get(label, {})))
    return tuple(
        LabelIcc(
            one.label,
            str(Value.POSITIVE) if one.label in indicators else one.name,
            *(one.state, one.n_patients, one.n_instances, one.n_mixed, one.icc),
        )
        for one in every
    )


def _by_class(label: str, groups: dict[str, list[tuple[int, int, int]]]) -> Iterator[LabelIcc]:
    varies = any(0 < x < m for rows in groups.values() for m, x, _ in rows)
    for name, rows in groups.items():
        n_patients, n_instances = sum(n for *_, n in rows), sum(m * n for m, _, n in rows)
        if n_patients < 2 or n_patients == n_instances:
            yield LabelIcc(label, name, "not assessable", n_patients, n_instances, 0, None)
            continue
        told = icc_binary(rows)
        state = "estimated" if varies else "copied"
        icc = told.icc if varies else 1.0
        yield LabelIcc(label, name, state, n_patients, n_instances, told.n_mixed, icc)
