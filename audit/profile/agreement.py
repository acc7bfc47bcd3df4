"""Agreement of readers on each label, from the long table with readers (statistics A12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from audit.profile.model.agreement import ALPHA, Agreement, Coefficient, Readers
from audit.profile.model.shared import Interval, Subjects
from audit.profile.reading_pairs import Pairs, make_pairs, sum_pairs
from audit.profile.readings import Readings, add_readers, find_readings
from audit.scan.cohort import LabelTable
from audit.scan.table import HeaderTable
from audit.stats.agreement import (
    DRAWS,
    ac1_of_shares,
    alpha_of_totals,
    draw_sums,
    fleiss_of_shares,
    icc_of_sums,
    interval_alpha,
    kappa_of_margins,
    ordinal_alpha,
    percentile_interval,
    weighted_kappa,
)

Floats = NDArray[np.float64]


def measure_readers(table: HeaderTable, labels: LabelTable) -> Readers | None:
    """Makes the table `label_readers`; None where the label table names no reader."""
    if not labels.reader_form:
        return None
    add_readers(table)
    by_readers = table.rows(
        "select n, count(*) from (select unit, count(distinct reader) as n from label_readers "
        "group by unit) group by n order by n"
    )
    ((n_readers,),) = table.rows("select count(distinct reader) from label_readers")
    return Readers(labels.reader_form, n_readers, tuple(by_readers))


def measure_agreement(table: HeaderTable, labels: LabelTable) -> Iterator[Agreement]:
    """One record a label (a class where several may stand) with an item that two readers read."""
    order = dict(labels.ordinal)
    first = dict(table.rows("select patient, item from label_first order by 1"))
    for column in labels.columns:
        for readings in find_readings(table, column, order.get(column.label, ())):
            if pairs := make_pairs(readings):
                yield _measure(readings, pairs, first)


def _measure(readings: Readings, pairs: Pairs, first_items: Mapping[int, int]) -> Agreement:
    sums = sum_pairs(pairs, readings.scale)
    whole = {name: np.asarray([part.sum(axis=0)], np.float64) for name, part in sums.items()}
    point = _coefficients(whole, pairs, readings.scale)
    drawn = _draw(sums, pairs, readings.scale) if len(pairs.patients) > 1 else {}
    differ = pairs.first[pairs.unequal]
    numbers = pairs.patients[np.unique(pairs.patient[differ])].tolist()
    return Agreement(
        label=readings.label,
        name=readings.name,
        scale=readings.scale,
        n_readers=len(np.unique(pairs.reader)),
        n_items=len(pairs.size),
        n_items_single=pairs.n_single,
        n_patients=len(pairs.patients),
        n_readings=len(pairs.code),
        n_contradictions=readings.n_contradictions,
        n_categories=len(pairs.values),
        raw=float(whole["agreed"][0, 0] / whole["items"][0, 0]),
        coefficients=tuple(
            _coefficient(name, float(found[0]), drawn.get(name)) for name, found in point.items()
        ),
        n_items_split=len(np.unique(pairs.item[differ])),
        split=Subjects("patient", tuple(numbers), tuple(first_items[n] for n in numbers)),
        draws=DRAWS if drawn else 0,
    )


def _coefficient(name: str, value: float, drawn: Floats | None) -> Coefficient:
    if not np.isfinite(value):
        return Coefficient(name, None, None)
    bounds = percentile_interval(drawn) if drawn is not None else None
    return Coefficient(name, value, Interval(*bounds) if bounds else None)


def _draw(sums: Mapping[str, csr_array], pairs: Pairs, scale: str) -> dict[str, Floats]:
    """Each coefficient in each draw of patients."""
    edges = np.cumsum([0, *(part.shape[1] for part in sums.values())])
    found: dict[str, list[Floats]] = {}
    for drawn in draw_sums(csr_array(hstack(list(sums.values())))):
        parts = {
            name: drawn[:, start:end]
            for name, start, end in zip(sums, edges[:-1], edges[1:], strict=True)
        }
        for name, values in _coefficients(parts, pairs, scale).items():
            found.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in found.items()}


def _coefficients(sums: Mapping[str, Floats], pairs: Pairs, scale: str) -> dict[str, Floats]:
    """One value a row of sums: alpha first, then what this scale and these readers allow."""
    k, found = len(pairs.values), {}
    one = {name: part[:, 0] for name, part in sums.items()}
    if scale == "interval":
        moments = (one["n"], one["total"], one["squares"], one["within"])
        found[ALPHA] = interval_alpha(*moments)
    elif "seen" in sums:
        found[ALPHA] = ordinal_alpha(sums["seen"].reshape(-1, k, k))
    elif scale == "nominal":
        found[ALPHA] = alpha_of_totals(one["unequal"], sums["totals"])
    if "rows" in sums:
        found["Cohen kappa"] = kappa_of_margins(one["agreed"], sums["rows"], sums["columns"])
    if "table" in sums:
        table = sums["table"].reshape(-1, k, k)
        found["weighted kappa (linear)"] = weighted_kappa(table, "linear")
        found["weighted kappa (quadratic)"] = weighted_kappa(table, "quadratic")
    if "readers" in sums:
        found["ICC(2,1)"] = icc_of_sums(one["squares"], one["means"], sums["readers"], one["items"])
    if scale == "nominal" and pairs.same_size and not pairs.two_readers:
        found["Fleiss kappa"] = fleiss_of_shares(one["agreed"], one["items"], sums["shares"])
    if scale == "nominal":
        found["Gwet AC1"] = ac1_of_shares(one["agreed"], one["items"], sums["shares"])
    return found
