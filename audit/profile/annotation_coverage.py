"""Which images and patients are annotated: in all, by class, and more than once."""

from __future__ import annotations

from audit.profile.model.annotations import Coverage
from audit.profile.model.shared import Interval, Subjects
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_values import VALUES, Value
from audit.scan.table import HeaderTable
from audit.stats.intervals import wilson

# Lists of what was at hand count only where an object names nothing else.
_ANNOTATED = """
create or replace temp table annotated as
select distinct p.held as item, p.object, p.kind
from pointing p join places l on l.item = p.held
join (select object, bool_or(direct) as any_direct from pointing group by 1) o using (object)
where p.annotates and l.role = 'image' and (p.direct or not o.any_direct)
"""
_TOTALS = """
select count(*), count(*) filter (item in (select item from annotated)), count(distinct patient),
       count(distinct patient) filter (item in (select item from annotated))
from places where role = 'image'
"""
_SEVERAL = """
with signed as (
    select item, string_agg(distinct code, ' ' order by code) as codes
    from annotation_parts group by 1),
pairs as (
    select a.item, a.kind, count(*) as n, count(distinct coalesce(s.codes, '')) as n_codes
    from annotated a left join signed s on s.item = a.object group by 1, 2 having count(*) > 1)
select item, bool_or(n_codes < n) from pairs group by 1 order by 1
"""
_BY_CLASS = """
select f.label::varchar, f.name::varchar, f.rank,
       count(distinct f.patient), count(distinct f.patient) filter (a.item is not null),
       count(distinct f.instance), count(distinct a.item)
from label_facts f join places p on p.item = f.instance and p.role = 'image'
left join (select distinct item from annotated) a on a.item = f.instance
where f.patient is not null and f.rank in ({negative}, {positive})
group by 1, 2, 3 order by 1, 2, 3
"""


def add_annotated(table: HeaderTable) -> None:
    """Make `annotated`: image, object and kind; needs `pointing` and `annotation_parts`."""
    table.rows(_ANNOTATED)


def count_annotated(table: HeaderTable) -> tuple[int, int, int, int]:
    """Images, annotated ones, patients with an image, those with an annotated one."""
    ((n, n_annotated, n_patients, n_theirs),) = table.rows(_TOTALS)
    return n, n_annotated, n_patients, n_theirs


def find_several(table: HeaderTable) -> tuple[Subjects, int]:
    """Images with two objects of one kind, and how many of them have two with the same codes."""
    rows = table.rows(_SEVERAL)
    items = tuple(item for item, _ in rows)
    return Subjects("instance", items, items), sum(alike for _, alike in rows)


def why_not_by_class(labels: LabelTable | None, n_annotated: int) -> str:
    """Why classes cannot be compared; "" where they can."""
    if labels is None or labels.refused:
        return "no labels were given"
    if labels.source == "annotations":
        return "the labels come from the annotations themselves, so every labelled image has one"
    return "" if n_annotated else "no image is annotated by an object that was read"


def cover_classes(table: HeaderTable, labels: LabelTable) -> tuple[Coverage, ...]:
    """Each class, and of a 1/0 column both sides; needs `label_facts` of the family `classes`."""
    query = _BY_CLASS.format(
        negative=VALUES.index(Value.NEGATIVE), positive=VALUES.index(Value.POSITIVE)
    )
    indicators = {c.label for c in labels.columns if c.convention is Convention.INDICATOR}
    found = []
    for label, name, rank, n_patients, n_theirs, n_images, n_annotated in table.rows(query):
        if label in indicators:
            shown = str(VALUES[rank])
        elif VALUES[rank] is Value.POSITIVE:
            shown = name
        else:
            continue
        share = Interval(*wilson(n_theirs, n_patients)) if n_patients else None
        found.append(Coverage(label, shown, n_patients, n_theirs, n_images, n_annotated, share))
    return tuple(found)
