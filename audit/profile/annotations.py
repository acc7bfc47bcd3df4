"""HeaderTable -> AnnotationFacts: objects and files, parts and codes, references, coverage."""

from __future__ import annotations

from collections import Counter

from audit.profile.annotation_coverage import (
    add_annotated,
    count_annotated,
    cover_classes,
    find_several,
    why_not_by_class,
)
from audit.profile.annotation_links import (
    add_links,
    compare_frames,
    compare_grids,
    count_links,
    find_objects,
)
from audit.profile.catalogue_tables import KNOWN_SCHEMES
from audit.profile.model.annotations import NO_ANNOTATIONS, AnnotationFacts, Parts, Unread
from audit.profile.model.shared import Counts, Subjects
from audit.profile.places import locate_instances
from audit.profile.tallies import code_name
from audit.scan.annotation_rows import CARRIERS, FILES, OTHER
from audit.scan.cohort import LabelTable
from audit.scan.safe_text import safe_text
from audit.scan.table import HeaderTable

UNITS = ("segment", "region", "group", "finding", "map", "graphic", "annotation", "observation",
         "category", "mask", "file called a mask", "volume")  # fmt: skip
_CODED = ("segment", "region", "group", "finding", "map", "annotation", "observation")
_WITH_ALGORITHM = ("segment", "region", "group")
_PARTS = """
create or replace temp table annotation_parts as
select item, p.unit as unit, p.code as code, p.named as named, p.algorithm as algorithm, p.n as n
from (select item, unnest(parts) as p from annotating)
"""
_BY_ROW = """
select count(*) from located
where list_contains({carriers}, role) and item not in (select item from annotation_objects)
"""


def measure_annotations(table: HeaderTable, labels: LabelTable | None) -> AnnotationFacts:
    """
    All facts of the family; `absent` where the scan did not open annotation objects.

    Classes are compared by the tables that `measure_classes` leaves.
    """
    if not _was_read(table):
        return NO_ANNOTATIONS
    locate_instances(table)
    add_links(table)
    table.rows(_PARTS)
    add_annotated(table)
    n_images, n_annotated, n_patients, n_theirs = count_annotated(table)
    reason = why_not_by_class(labels, n_annotated)
    several, n_alike = find_several(table)
    return AnnotationFacts(
        state="measured",
        kinds=_kinds(table),
        templates=_count(table, "template", "annotating", "kind = 'SR'"),
        n_by_row=table.rows(_BY_ROW.format(carriers=list(CARRIERS)))[0][0],
        unread=_unread(table),
        parts=tuple(_parts(table, unit) for unit in UNITS if _number(table, unit)),
        observers=_observers(table),
        without_observer=find_objects(table, "observer = false", "annotating"),
        links=count_links(table),
        dangling=_either(
            find_objects(table, "state = 'dangling'"),
            find_objects(table, "n_broken > 0", "annotating"),
        ),
        not_held=find_objects(table, "state = 'not held'"),
        other_patient=find_objects(table, "other_patient"),
        n_linked=len(find_objects(table, "true")),
        n_compared=len(find_objects(table, "other_patient is not null")),
        n_broken=table.rows("select coalesce(sum(n_broken), 0)::bigint from annotating")[0][0],
        frames=compare_frames(table),
        grids=compare_grids(table),
        n_images=n_images,
        n_images_annotated=n_annotated,
        n_patients=n_patients,
        n_patients_annotated=n_theirs,
        several=several,
        n_several_alike=n_alike,
        coverage=() if reason or labels is None else cover_classes(table, labels),
        coverage_reason=reason,
    )


def _was_read(table: HeaderTable) -> bool:
    query = "select count(*) from duckdb_views() where view_name = 'annotation_objects'"
    return bool(table.rows(query)[0][0])


def _kinds(table: HeaderTable) -> Counts:
    rows = table.rows(
        f"select kind, count(*) from annotating where kind <> '{OTHER}' group by 1 order by 1"
    )
    found = dict(rows)
    ordered = tuple((kind, found[kind]) for kind in (*CARRIERS, *FILES) if kind in found)
    return Counts("item", sum(found.values()), ordered)


def _count(table: HeaderTable, column: str, source: str, where: str) -> Counts:
    rows = table.rows(f"select {column}, count(*) from {source} where {where} group by 1")
    return _ordered("item", Counter({name: n for name, n in rows if name}), sum(n for _, n in rows))


def _ordered(unit: str, found: Counter[str], total: int) -> Counts:
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counts(unit, total, tuple(ordered), total - found.total())


def _unread(table: HeaderTable) -> tuple[Unread, ...]:
    rows = table.rows("""
        select kind, unnest(codes) as code, status = 'partial', item from annotating
        where status <> 'read' order by 1, 2, 3, 4""")
    found: dict[tuple[str, str, bool], list[int]] = {}
    for kind, code, partly, item in rows:
        found.setdefault((kind, code, partly), []).append(item)
    return tuple(
        Unread(*key, Subjects("item", tuple(items), tuple(items))) for key, items in found.items()
    )


def _number(table: HeaderTable, unit: str) -> int:
    ((n,),) = table.rows(f"select count(*) from annotation_parts where unit = '{unit}'")
    return int(n)


def _parts(table: HeaderTable, unit: str) -> Parts:
    rows = table.rows(f"""
        select code, named, algorithm, n = 0, count(*) from annotation_parts
        where unit = '{unit}' group by all""")
    codes, schemes, algorithms = Counter[str](), Counter[str](), Counter[str]()
    n_text_only = n_sized = n_empty = total = 0
    for code, named, algorithm, is_empty, n in rows:
        total += n
        n_sized += n if is_empty is not None else 0
        n_empty += n if is_empty else 0
        if algorithm:
            algorithms[safe_text(algorithm)] += n
        if code:
            codes[code_name(code)] += n
            schemes[code.rpartition(":")[2] or "no scheme"] += n
        elif named:
            n_text_only += n
    where = f"unit = '{unit}' and "
    coded, drawn = unit in _CODED, unit in _WITH_ALGORITHM
    return Parts(
        unit=unit,
        n=total,
        n_coded=codes.total(),
        n_public=sum(n for scheme, n in schemes.items() if scheme in KNOWN_SCHEMES),
        n_text_only=n_text_only,
        codes=_ordered(unit, codes, total),
        schemes=_ordered(unit, schemes, total),
        algorithms=_ordered(unit, algorithms, total),
        n_sized=n_sized,
        n_empty=n_empty,
        uncoded=_holding(table, f"{where} code is null and {coded}"),
        without_algorithm=_holding(table, f"{where} algorithm is null and {drawn}"),
        empty=_holding(table, f"{where} n = 0"),
    )


def _holding(table: HeaderTable, where: str) -> Subjects:
    return find_objects(table, where, "annotation_parts")


def _observers(table: HeaderTable) -> tuple[tuple[str, int, int], ...]:
    rows = table.rows("""
        select kind, count(*) filter (observer), count(*) from annotating
        where observer is not null group by 1 order by 1""")
    return tuple((kind, n, total) for kind, n, total in rows)


def _either(one: Subjects, other: Subjects) -> Subjects:
    items = tuple(sorted({*one.numbers, *other.numbers}))
    return Subjects("item", items, items)
