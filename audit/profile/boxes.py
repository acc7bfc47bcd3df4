"""Boxes of a label table against the images they are drawn on."""

from __future__ import annotations

import pyarrow as pa

from audit.profile.model.boxes import Boxes, Quartiles
from audit.profile.model.shared import Subjects
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_faults import EXAMPLES, FaultKind, RowFault
from audit.scan.table import HeaderTable

SLACK = 0.5
"""Pixels that a corner may lie outside: rounding."""

# What a row claims: positive of a class that needs a box, or negative of all it speaks of.
_CLAIMS = """
create or replace table label_claims as
select row, bool_or(value = 'positive' and not normal) as positive,
       bool_or((value = 'negative' and not normal) or (value = 'positive' and normal)) as negative
from (select e.row, e.value, list_contains(n.names, lower(e.name::varchar)) as normal
      from label_entries e cross join label_normal n)
group by row
"""
# A row may join several images (all of a patient): it fits if it fits one of them.
_PLACED = f"""
create or replace table label_boxes_placed as
select b.row, min(m.patient) as patient, bool_or(i.Rows > 0 and i.Columns > 0) as sized,
       b.width <= 0 or b.height <= 0 as flat,
       bool_and(b.x < -{SLACK} or b.y < -{SLACK} or b.x + b.width > i.Columns + {SLACK}
                or b.y + b.height > i.Rows + {SLACK})
           filter (i.Rows > 0 and i.Columns > 0) as outside
from label_boxes b join label_match m on m.row = b.row join headers i on i.item = m.instance
group by b.row, b.x, b.y, b.width, b.height
"""
_FAULTS = {
    FaultKind.BOX_FLAT: "select row from label_boxes where width <= 0 or height <= 0",
    FaultKind.BOX_OUTSIDE: "select row from label_boxes_placed where outside and not flat",
    FaultKind.BOX_MISSING: "select row from label_claims anti join label_boxes using (row) "
    "where positive",
    FaultKind.BOX_OF_NEGATIVE: "select row from label_claims semi join label_boxes using (row) "
    "where negative and not positive",
}


def measure_boxes(
    table: HeaderTable, labels: LabelTable
) -> tuple[Boxes | None, tuple[RowFault, ...]]:
    """
    Boxes and the rows with a fault; leaves `label_boxes` (row, x, y, width, height).

    None where the label table has no columns for boxes. Faults are those of all rows with a key;
    whether a box lies inside is asked only where an image with Rows and Columns was found.
    """
    if labels.boxes is None:
        return None, ()
    table.add("label_boxes", labels.boxes)
    normal = pa.table({"names": pa.array([sorted(labels.normal)], pa.list_(pa.string()))})
    table.add("label_normal", normal)
    table.rows(_CLAIMS)
    table.rows(_PLACED)
    faults = tuple(fault for kind in _FAULTS if (fault := _fault(table, kind)))
    return _boxes(table, labels), faults


def _fault(table: HeaderTable, kind: FaultKind) -> RowFault | None:
    ((n, rows),) = table.rows(
        f"select count(*), (list(row order by row))[1:{EXAMPLES}] from ({_FAULTS[kind]})"
    )
    return RowFault(kind, n, tuple(rows)) if n else None


def _boxes(table: HeaderTable, labels: LabelTable) -> Boxes:
    ((n_boxes, n_sized),) = table.rows(
        "select count(*), count(*) filter (sized) from label_boxes_placed"
    )
    ((n_patients, n_instances),) = table.rows(
        "select count(distinct patient), count(distinct instance) "
        "from label_match semi join label_boxes using (row)"
    )
    ((n_positive, n_negative),) = table.rows(
        "select count(*) filter (positive), count(*) filter (negative and not positive) "
        "from label_claims"
    )
    return Boxes(
        n_rows=len(labels.boxes or ()),
        n_boxes=n_boxes,
        n_patients=n_patients,
        n_instances=n_instances,
        by_patient=find_quartiles(
            table,
            "select count(*) as value from label_boxes_placed where patient is not null "
            "group by patient",
        ),
        by_class=_by_class(table),
        n_sized=n_sized,
        n_positive=n_positive,
        n_negative=n_negative,
        normal=_normal(labels),
        outside=_patients(table, FaultKind.BOX_OUTSIDE),
        flat=_patients(table, FaultKind.BOX_FLAT),
        missing=_patients(table, FaultKind.BOX_MISSING),
        of_negative=_patients(table, FaultKind.BOX_OF_NEGATIVE),
    )


def _by_class(table: HeaderTable) -> tuple[tuple[str, str, int, int], ...]:
    return tuple(
        table.rows("""
            select l.label::varchar, l.name::varchar, count(distinct b.row), count(distinct patient)
            from label_boxes_placed b join label_entries l on l.row = b.row
            where l.value = 'positive' group by 1, 2 order by 1, 2""")
    )


def _normal(labels: LabelTable) -> tuple[str, ...]:
    named = {name for column in labels.columns for name in column.classes}
    named |= {c.label for c in labels.columns if c.convention is Convention.INDICATOR}
    return tuple(sorted(name for name in named if name.casefold() in labels.normal))


def _patients(table: HeaderTable, kind: FaultKind) -> Subjects:
    rows = table.rows(
        "select distinct f.patient, f.item from label_first f join label_match m using (patient) "
        f"where m.row in ({_FAULTS[kind]}) order by 1"
    )
    return Subjects("patient", tuple(n for n, _ in rows), tuple(item for _, item in rows))


def find_quartiles(table: HeaderTable, query: str) -> Quartiles | None:
    """Of the column `value` of a query; None where it gives no row."""
    ((n, *numbers),) = table.rows(
        "select count(value), min(value), quantile_cont(value, 0.25), quantile_cont(value, 0.5), "
        f"quantile_cont(value, 0.75), max(value) from ({query})"
    )
    return Quartiles(n, *map(float, numbers)) if n else None
