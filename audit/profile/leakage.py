"""HeaderTable -> Leakage: what splits share, by every identifier and by content."""

from __future__ import annotations

from audit.profile.leak_base import make_base, number
from audit.profile.leak_kinds import KINDS, PIXEL_KIND, WRITING, drop_common, select_kind
from audit.profile.leak_known import measure_known
from audit.profile.leak_people import measure_linked
from audit.profile.leak_units import make_patients, measure_shared
from audit.profile.letters import letter_of
from audit.profile.model.classes import Classes
from audit.profile.model.leakage import Leakage, Linked, Shared
from audit.profile.model.shared import Subjects
from audit.profile.pixels import has_pixels, measure_pixels
from audit.scan.table import HeaderTable

_IN_TWO = """
select p.patient, t.first_item from leak_patients p
join patients_by_token t on t.number = p.patient where p.n_splits > 1 order by 1
"""
_TEST = "select count(distinct patient), count(distinct instance) from leak_base where is_test"
_LEAKED = """
select count(distinct patient), count(distinct instance),
       count(distinct patient) filter (by_unit), count(distinct instance) filter (by_unit)
from leak_found
"""
_NOBODY = f"select count(distinct patient) from located where {letter_of('PatientID')} = 'h'"


def measure_leakage(table: HeaderTable, classes: Classes) -> Leakage:
    """
    Everything that two splits have in common, and every value that two PatientIDs share.

    Needs the tables of `measure_classes`. Links between patients are looked for in the whole
    dataset, also without splits.
    """
    splits = make_base(table, classes)
    make_patients(table)
    shared, linked = _measure_kinds(table, has_pixels(table))
    both = bool(classes.train_splits and classes.test_splits)
    ((n_test, n_test_instances),) = table.rows(_TEST)
    ((n_leaked, n_leaked_instances, n_by_unit, n_instances_by_unit),) = table.rows(_LEAKED)
    twice = table.rows(_IN_TWO)
    return Leakage(
        split_source=classes.split_source,
        splits=splits,
        train_splits=classes.train_splits,
        test_splits=classes.test_splits,
        shared=shared,
        linked=linked,
        n_test_patients=n_test,
        n_test_instances=n_test_instances,
        n_leaked_patients=n_leaked,
        n_leaked_instances=n_leaked_instances,
        n_unit_leaked_patients=n_by_unit,
        n_unit_leaked_instances=n_instances_by_unit,
        known=measure_known(table, classes.train_splits) if both else (),
        pixels=measure_pixels(table),
        in_two_splits=Subjects("patient", *_columns(twice)),
        n_patients=number(table, "select count(distinct patient) from leak_base"),
        n_placeholder_patients=number(table, _NOBODY),
    )


def _measure_kinds(
    table: HeaderTable, with_frames: bool
) -> tuple[tuple[Shared, ...], tuple[Linked, ...]]:
    shared, linked = [], []
    for kind in (*KINDS, PIXEL_KIND):
        select_kind(table, kind, with_frames)
        n_common = drop_common(table) if kind.is_common else 0
        if kind.is_unit:
            shared.append(measure_shared(table, kind, n_common))
        if kind.is_link:
            n_common += drop_common(table) if kind.name != WRITING else 0
            linked.append(measure_linked(table, kind, n_common))
    return tuple(s for s in shared if s is not None), tuple(p for p in linked if p is not None)


def _columns(rows: list[tuple[int, int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(row[0] for row in rows), tuple(row[1] for row in rows)
