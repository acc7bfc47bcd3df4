"""The answers of a scan by pydicom, and how many of them differ from ours."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pydicom
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from audit.scan.description_words import WORDS, words_of
from audit.scan.keywords import Column, columns
from audit.scan.parts import write_table
from audit.scan.patient_ids import PATIENT, normalise_id
from audit.scan.pydicom_answers import all_datasets, answers, same
from audit.scan.schema import header_schema
from audit.scan.tokens import token

KEY = b"benchmark key of 32 bytes length"


def read_with_pydicom(paths: list[Path], work: Path) -> None:
    """The same answers by pydicom, into the same table."""
    rows = []
    for number, path in enumerate(paths, 1):
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        row: dict[str, Any] = answers(dataset, KEY)
        row = {k: v if not isinstance(v, type) else None for k, v in row.items()}
        row["item"], row["path"], row["status"], row["codes"] = number, path.name, "ok", []
        tags = list(dataset.keys())
        row["present"] = [f"{int(tag):08X}" for tag in tags]
        row["empty"] = [f"{int(tag):08X}" for tag in tags if not _has_value(dataset, tag)]
        row["private_creators"] = _creators(dataset)
        row["n_private"] = sum(tag.is_private for tag in tags)
        row["n_elements"] = sum(len(d) for d in all_datasets(dataset))
        empty = set(row["empty"])
        row["states"] = "".join(_state(dataset, column, row, empty) for column in columns())
        row |= _from_texts(dataset)
        row["frame_positions"] = _positions(dataset)
        row["sha256"] = sha256(path.open("rb").read(65536)).hexdigest()
        rows.append(row)
    schema = header_schema()
    arrays = [pa.array([_fit(row.get(f.name), f.type) for row in rows], f.type) for f in schema]
    write_table(pa.table(arrays, schema=schema), work / "pydicom.parquet")


def _state(dataset: Dataset, column: Column, row: dict[str, Any], empty: set[str]) -> str:
    """Present, empty or absent."""
    if column.tag in dataset:
        return "e" if f"{column.tag:08X}" in empty else "p"
    return "a" if row[column.keyword] is None else "p"


def _from_texts(dataset: Dataset) -> dict[str, Any]:
    """The words of descriptions, each looked up once, and one spelling of the PatientID."""
    found: dict[str, Any] = {}
    for name, keywords in WORDS.items():
        texts = (str(dataset.get(keyword, "") or "") for keyword in keywords)
        found[name] = next((words for text in texts if (words := _words(text))), None)
    patient = normalise_id(str(dataset.get("PatientID", "") or ""))
    found[PATIENT] = token(KEY, patient) if patient else None
    return found


@cache
def _words(text: str) -> list[str]:
    return words_of(text, KEY)


def _positions(dataset: Dataset) -> list[float] | None:
    """x, y, z of each frame of an enhanced object."""
    found: list[float] = []
    for name in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        for group in dataset.get(name) or []:
            for plane in group.get("PlanePositionSequence") or []:
                found += map(float, plane.get("ImagePositionPatient") or [])
    return found if len(found) > 3 else None


def _has_value(dataset: Dataset, tag: Any) -> bool:
    element = dataset.get_item(tag)
    return bool(element is not None and element.value not in (None, b"", ""))


def _creators(dataset: Dataset) -> list[str]:
    tags = [Tag(t) for t in dataset.keys()]  # noqa: SIM118
    return sorted({str(dataset[t].value) for t in tags if t.is_private_creator})


def _fit(value: Any, kind: pa.DataType) -> Any:
    if value is None or value == "" or (pa.types.is_list(kind) and "" in value):
        return None
    return value


def count_differing(theirs: Path, ours: list[Path]) -> tuple[int, int]:
    """
    Cells of keywords, and letters of their states, that differ, and how many there are. Letters of
    ours for a placeholder and for a fault count as present.
    """
    one, other = pq.read_table(theirs), pa.concat_tables(map(pq.read_table, ours))
    n_differing = n_all = 0
    for column in columns():
        pairs = zip(one[column.keyword].to_pylist(), other[column.keyword].to_pylist(), strict=True)
        n_differing += sum(not same(mine, yours) for mine, yours in pairs)
        n_all += 2 * len(one)
    for mine, yours in zip(one["states"].to_pylist(), other["states"].to_pylist(), strict=True):
        plain = yours.replace("h", "p").replace("i", "p")
        n_differing += sum(a != b for a, b in zip(mine, plain, strict=True))
    return n_differing, n_all
