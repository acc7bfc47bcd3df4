"""Facts of the family `classes`: labels joined to patients, and how they are balanced."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from audit.profile.agreement import measure_agreement, measure_readers
from audit.profile.boxes import measure_boxes
from audit.profile.class_balance import measure_imbalance, measure_normal, measure_together
from audit.profile.class_counts import add_facts, count_classes, find_splits, order_splits
from audit.profile.class_vendors import measure_class_vendors, measure_numbers
from audit.profile.model.classes import Agreement, Classes, LabelFault
from audit.profile.model.shared import Level, Subjects
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_faults import merge
from audit.scan.label_join import NO_SPLIT, JoinedLabels, add_items, join_labels
from audit.scan.label_values import VALUES, Value, spellings
from audit.scan.safe_text import safe_text
from audit.scan.table import WEIGHT_SUM, HeaderTable

_LABELLED = f"""
{WEIGHT_SUM} from instances where item in (select instance from label_match)
"""
NO_LABELS = "no label table was given (--labels)"
_ALL = ("",)

_FIRST_ITEMS = """
create or replace table label_first as
select patient, min(item) as item from instances where patient is not null group by patient
"""


def measure_classes(
    table: HeaderTable, labels: LabelTable | None, normal_class: str = ""
) -> Classes:
    """
    Join the labels and count; leaves `label_match` and `label_patients` beside the headers.

    Without labels the state is `absent`; splits that folders name are measured all the same.
    """
    table.rows(_FIRST_ITEMS)
    if labels is None or labels.refused:
        reason = labels.refused if labels else NO_LABELS
        return _without_labels(table, normal_class, reason)
    joined = join_labels(table, labels)
    add_facts(table, labels)
    return _measure(table, labels, joined, safe_text(normal_class))


def _without_labels(table: HeaderTable, normal_class: str, reason: str) -> Classes:
    by_folder = add_items(table)
    found = table.rows("select distinct split from label_items where split <> ''")
    splits = order_splits([split for (split,) in found])
    return Classes(
        state="absent",
        reason=reason,
        key="",
        level="",
        labels=(),
        splits=splits,
        counts=(),
        imbalance=(),
        n_rows=0,
        n_rows_joined=0,
        n_patients_labelled=0,
        n_patients=_number(table, "count(distinct patient) from instances"),
        n_instances_labelled=0,
        n_instances=_number(table, f"{WEIGHT_SUM} from instances"),
        faults=(),
        unlabelled=Subjects("patient"),
        conflicting=Subjects("patient"),
        in_two_splits=_in_two_splits(table, "label_items"),
        normal_class=safe_text(normal_class),
        split_source="path" if by_folder else "none",
        train_splits=_beginning(splits, "train"),
        test_splits=_beginning(splits, "test"),
    )


def _measure(
    table: HeaderTable, labels: LabelTable, joined: JoinedLabels, normal_class: str
) -> Classes:
    splits = find_splits(table)
    boxes, box_faults = measure_boxes(table, labels)
    faults = merge([*joined.faults, *box_faults])
    totals = count_classes(table, labels, _ALL)
    counts = count_classes(table, labels, splits) if splits else totals
    plain = Classes(
        state="measured",
        reason="",
        key=joined.keyword,
        level=joined.level,
        labels=tuple(column.label for column in labels.columns),
        splits=splits,
        counts=counts,
        imbalance=(),
        n_rows=labels.n_rows,
        n_rows_joined=joined.n_rows_joined,
        n_patients_labelled=_number(table, "count(distinct patient) from label_match"),
        n_patients=_number(table, "count(distinct patient) from instances"),
        n_instances_labelled=_number(table, _LABELLED),
        n_instances=_number(table, f"{WEIGHT_SUM} from instances"),
        faults=tuple(LabelFault(str(f.kind), f.n_rows, f.rows) for f in faults),
        unlabelled=_unlabelled(table),
        conflicting=_conflicting(table),
        in_two_splits=_in_two_splits(
            table, "label_items" if joined.split_source == "path" else "label_match"
        ),
        normal_class=normal_class,
        split_source=joined.split_source,
        train_splits=_beginning(splits, "train"),
        test_splits=_beginning(splits, "test"),
        totals=totals,
        source=labels.source,
        key_column=labels.key_column,
        key_form=joined.form,
        key_declared=bool(labels.keyword),
        by_content=labels.by_content,
        boxes=boxes,
    )
    return _with_balance(plain, table, labels)


def _with_balance(plain: Classes, table: HeaderTable, labels: LabelTable) -> Classes:
    """What follows from the counts; all splits together come last, once where there are none."""
    grid = (*plain.splits, *_ALL)
    everything = (*plain.counts, *plain.totals) if plain.splits else plain.totals
    named = [c for c in labels.columns if c.convention is not Convention.INDICATOR]
    return replace(
        plain,
        imbalance=measure_imbalance(everything, labels, grid),
        conventions=tuple((c.label, str(c.convention)) for c in labels.columns),
        multi_label=tuple(measure_together(table, labels, grid, everything)),
        spellings=tuple((c.label, group) for c in named for group in spellings(c.classes)),
        in_two_classes=_in_two_classes(table, labels),
        unlabelled_instances=_unlabelled_instances(table),
        normal=measure_normal(table, labels, grid, plain.normal_class),
        readers=measure_readers(table, labels),
        agreement=_agreement(table, labels),
        numbers=tuple(measure_numbers(table, labels, grid)),
        vendors=measure_class_vendors(table, labels),
    )


def _agreement(table: HeaderTable, labels: LabelTable) -> tuple[Agreement, ...]:
    return tuple(measure_agreement(table, labels)) if labels.reader_form else ()


def _number(table: HeaderTable, what: str) -> int:
    return int(table.rows(f"select {what}")[0][0])


def _beginning(splits: tuple[str, ...], word: str) -> tuple[str, ...]:
    return tuple(split for split in splits if split.casefold().startswith(word))


def _subjects(table: HeaderTable, query: str, level: Level = "patient") -> Subjects:
    """`query` gives number and first item."""
    rows = table.rows(f"{query} order by 1")
    return Subjects(level, tuple(number for number, _ in rows), tuple(item for _, item in rows))


def _unlabelled(table: HeaderTable) -> Subjects:
    return _subjects(
        table,
        "select patient, item from label_first anti join label_match using (patient)",
    )


def _unlabelled_instances(table: HeaderTable) -> Subjects:
    return _subjects(
        table,
        "select i.item, i.item from instances i anti join label_match m on i.item = m.instance",
        "item",
    )


def _conflicting(table: HeaderTable) -> Subjects:
    return _subjects(
        table,
        "select distinct f.patient, f.item from label_first f join label_match using (patient) "
        "join label_rows r on r.row = label_match.row where r.conflict",
    )


def _in_two_splits(table: HeaderTable, source: str) -> Subjects:
    return _subjects(
        table,
        f"select f.patient, f.item from label_first f join {source} m using (patient) "
        f"where m.split not in ('', '{NO_SPLIT}') "
        "group by all having count(distinct m.split) > 1",
    )


def _in_two_classes(table: HeaderTable, labels: LabelTable) -> Subjects:
    """Conflicting patients are among them."""
    single = [c.label for c in labels.columns if c.convention is Convention.SINGLE]
    table.add("label_single", pa.table({"label": pa.array(single, pa.string())}))
    return _subjects(
        table,
        "select distinct patient, item from ("
        "select f.patient, f.item from label_first f join label_patients p using (patient) "
        "join label_single using (label) "
        f"where p.rank = {VALUES.index(Value.POSITIVE)} "
        "group by f.patient, f.item, p.label having count(distinct p.name) > 1)",
    )
