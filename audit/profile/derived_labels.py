"""Labels that the data itself holds: names of folders, codes of annotation objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from audit.profile.places import locate_instances
from audit.profile.tallies import code_name
from audit.scan.cohort import LabelTable
from audit.scan.label_columns import Convention
from audit.scan.label_names import ANNOTATION, ITEM
from audit.scan.label_values import LabelColumn, Value
from audit.scan.safe_text import safe_text
from audit.scan.table import HeaderTable

MOST_FOLDERS = 200
"""A level with more names than that holds patients or studies, no classes."""

_FOLDERS = """
select h.item, string_split(h.path, '/')[{place}] as name, i.patient
from headers h left join instances i on i.item = h.item
where len(string_split(h.path, '/')) > {place} and not list_contains(h.codes, 'dicomdir')
order by h.item
"""
# What an annotation object says of the images it points to; codes as `value:scheme`.
_SAID = (
    ("segment type", "SEG", "SegmentedPropertyTypeCodeSequence"),
    ("region code", "RTSTRUCT", "RTROIIdentificationCodeSequence"),
    ("region type", "RTSTRUCT", "RTROIInterpretedType"),
    ("report title", "SR", "ConceptNameCodeSequence"),
)
_CODES = """
select distinct item, trim(code) as code
from (select item, unnest({keyword}) as code from located where role = '{role}')
where trim(code) <> '' order by item, code
"""
Entry = tuple[int, str, str]


def derive_labels(table: HeaderTable, source: str) -> LabelTable | None:
    """
    Labels by `folder:N` (the N-th folder of a path, from 1) or by `annotations`; None for "".

    A level of folders that looks like one folder a patient is refused (`refused` says why): its
    names would be names of people.
    """
    if source == "annotations":
        return _from_annotations(table)
    if source:
        return _from_folders(table, int(source.partition(":")[2]))
    return None


def _from_folders(table: HeaderTable, place: int) -> LabelTable:
    found = table.rows(_FOLDERS.format(place=place))
    patients: dict[str, set[int | None]] = {}
    for _, name, patient in found:
        patients.setdefault(name, set()).add(patient)
    label = f"folder {place}"
    entries = [(item, label, safe_text(name)) for item, name, _ in found]
    single = Convention.SINGLE
    return _made(f"folder:{place}", ITEM, entries, single, _refusal(place, patients))


def _refusal(place: int, patients: dict[str, set[int | None]]) -> str:
    """Why the folders of this level are no classes; "" where they may be."""
    if not patients:
        return f"no item lies below {place} folders, so none has a label"
    if len(patients) > MOST_FOLDERS:
        return f"folders at level {place} have {len(patients)} names: more than classes have"
    alone = all(len(who) == 1 for who in patients.values())
    n_patients = len(set().union(*patients.values()))
    if alone and n_patients == len(patients) > 2:
        return (
            f"folders at level {place} hold one patient each ({n_patients} of {n_patients}): they "
            "are patients, no classes, and their names are not shown"
        )
    return ""


def _from_annotations(table: HeaderTable) -> LabelTable:
    locate_instances(table)
    entries = [
        (item, label, code_name(code) if keyword.endswith("Sequence") else safe_text(code))
        for label, role, keyword in _SAID
        for item, code in table.rows(_CODES.format(keyword=keyword, role=role))
    ]
    refused = "" if entries else "no annotation object of the data names a type or a code"
    return _made("annotations", ANNOTATION, entries, Convention.JOINED, refused)


def _made(
    source: str, keyword: str, entries: Sequence[Entry], convention: Convention, refused: str
) -> LabelTable:
    items = sorted({item for item, _, _ in entries})
    numbers = pa.array(range(len(items)), pa.int64())
    rows = {
        "row": pa.array(items, pa.int64()),
        "key": numbers,
        "split": pa.array([""] * len(items), pa.string()),
        "conflict": pa.array([False] * len(items), pa.bool_()),
        "reader": pa.array([""] * len(items), pa.string()),
        "unit": numbers,
    }
    return LabelTable(
        keyword=keyword,
        columns=() if refused else tuple(_columns(entries, convention)),
        has_split=False,
        n_rows=len(items),
        rows=pa.table(rows),
        entries=_long(entries),
        faults=(),
        keys=tuple(str(item) for item in items),
        identify=str,
        source=source,
        refused=refused,
    )


def _columns(entries: Sequence[Entry], convention: Convention) -> Iterator[LabelColumn]:
    classes: dict[str, set[str]] = {}
    for _, label, name in entries:
        classes.setdefault(label, set()).add(name)
    for label, names in classes.items():
        yield LabelColumn(label, convention, tuple(sorted(names)))


def _long(entries: Sequence[Entry]) -> pa.Table:
    distinct = list(dict.fromkeys(entries))

    def words(texts: list[str]) -> pa.DictionaryArray:
        return pa.array(texts, pa.string()).dictionary_encode()

    return pa.table(
        {
            "row": pa.array([item for item, _, _ in distinct], pa.int64()),
            "label": words([label for _, label, _ in distinct]),
            "name": words([name for _, _, name in distinct]),
            "value": words([str(Value.POSITIVE)] * len(distinct)),
            "reader": words([""] * len(distinct)),
        }
    )
