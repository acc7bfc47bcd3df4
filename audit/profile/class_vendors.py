"""Which class was imaged on whose scanners, and labels that are numbers; by patient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from audit.profile.boxes import find_quartiles
from audit.profile.letters import told_by
from audit.profile.model.boxes import ClassVendor, NumberLabel
from audit.profile.places import locate_instances
from audit.profile.vendor_names import recognise_vendor
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_values import Value
from audit.scan.table import HeaderTable

NOT_NAMED = "not named"

# Annotations are left out: the maker of a drawing program is no maker of scanners.
_MADE = f"""
create or replace table label_made as
select item, {told_by("Manufacturer")} as spelling from located where role = 'image'
"""
_IMAGES = f"""
create or replace table label_images as
select d.item, coalesce(k.vendor, '{NOT_NAMED}') as vendor
from label_made d left join label_makes k on k.spelling = d.spelling
"""
_TOTALS = """
select vendor, count(distinct m.patient) from label_images i join label_match m
on m.instance = i.item where m.patient is not null group by 1 order by 2 desc, 1
"""
_COUNT = """
select f.label::varchar, f.name::varchar, i.vendor, count(distinct f.patient),
       count(distinct f.instance)
from label_facts f join label_images i on i.item = f.instance
where f.rank = 3 and f.patient is not null group by 1, 2, 3
"""


def measure_class_vendors(table: HeaderTable, labels: LabelTable) -> tuple[ClassVendor, ...]:
    """Positive patients of each class by the vendor of the images that the label is of."""
    locate_instances(table)
    table.rows(_MADE)
    spellings = [
        spelling
        for (spelling,) in table.rows(
            "select distinct spelling from label_made where spelling is not null order by 1"
        )
    ]
    vendors = [recognise_vendor(spelling).vendor for spelling in spellings]
    makes = {
        "spelling": pa.array(spellings, pa.string()),
        "vendor": pa.array(vendors, pa.string()),
    }
    table.add("label_makes", pa.table(makes))
    table.rows(_IMAGES)
    return tuple(_cells(table, labels))


def _cells(table: HeaderTable, labels: LabelTable) -> Iterator[ClassVendor]:
    """Every class with every vendor, the vendor with the most labelled patients first."""
    totals = table.rows(_TOTALS)
    found = {(label, name, vendor): (p, i) for label, name, vendor, p, i in table.rows(_COUNT)}
    for column in labels.columns:
        only = column.convention is Convention.INDICATOR
        for name in column.classes:
            for vendor, total in totals:
                n_patients, n_instances = found.get((column.label, name, vendor), (0, 0))
                shown = str(Value.POSITIVE) if only else name
                yield ClassVendor(column.label, shown, vendor, n_patients, n_instances, total)


def measure_numbers(
    table: HeaderTable, labels: LabelTable, splits: Sequence[str]
) -> Iterator[NumberLabel]:
    """Each label of numbers in each split ("" for all), one number a patient: its median."""
    for column in labels.columns:
        for split in splits if column.convention is Convention.NUMERIC else ():
            where = _where(column.label, split)
            query = f"select median(number) as value from ({where}) group by patient"
            if values := find_quartiles(table, query):
                ((n,),) = table.rows(f"select count(*) from ({where})")
                yield NumberLabel(column.label, split, n, values)


def _where(label: str, split: str) -> str:
    """Each number of each row once, also where the row joins many instances."""
    quoted = label.replace("'", "''")
    in_split = "split = '" + split.replace("'", "''") + "'" if split else "true"
    return (
        "select e.row, e.reader, m.patient, any_value(e.number) as number "
        "from label_entries e join label_match m on m.row = e.row "
        f"where e.value = 'numeric' and e.label = '{quoted}' and {in_split} "
        "and m.patient is not null group by e.row, e.reader, m.patient"
    )
