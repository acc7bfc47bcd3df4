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
from audit.scan.table import HeaderTable

NOT_NAMED = "not named"

# Annotations are left out: the maker of a drawing program is no maker of scanners.
_MADE = f"""
create or replace table label_made as
select item, {told_by("Manufacturer")} as spelling from located where role = 'image'
"""
_COUNT = f"""
select f.label::varchar, case when list_contains({{indicators}}, f.label) then 'positive'
       else f.name::varchar end as shown, coalesce(k.vendor, '{NOT_NAMED}'),
       count(distinct f.patient), count(distinct f.instance)
from label_facts f join label_made d on d.item = f.instance
left join label_makes k on k.spelling = d.spelling
where f.rank = 3 and f.patient is not null
group by 1, 2, 3 order by 1, 2, 3
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
    columns = [c.label for c in labels.columns if c.convention is Convention.INDICATOR]
    quoted = ", ".join("'" + label.replace("'", "''") + "'" for label in columns)
    query = _COUNT.format(indicators=f"[{quoted}]::varchar[]")
    return tuple(ClassVendor(*row) for row in table.rows(query))


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
