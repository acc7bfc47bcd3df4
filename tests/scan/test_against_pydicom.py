"""Every decoded column against pydicom on every real file that pydicom reads to its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from audit.scan.headers import HeaderReader
from audit.scan.pydicom_answers import Undecodable, answers, read, same

KEY = b"k" * 32
_STOPS = "pydicom stops at an element whose VR is two blanks; ours notes it and reads on"
EXPLAINED: dict[tuple[str, str], str] = {
    ("GH1301.dcm", "PatientSex"): "GB18030 bytes in a CS: pydicom reads every CS as Latin-1",
    ("GH1308.dcm", "PixelPaddingValue"): "PixelRepresentation 1 makes it signed (PS3.3 C.7.5.1)",
    ("GH340.dcm", "InstanceNumber"): "13 digits: an IS ends at 2^31 - 1 (PS3.5 6.2)",
    **{
        ("GH179A.dcm", keyword): _STOPS
        for keyword in (
            "ReferencedSOPInstanceUID",
            "RequestedProcedureDescription",
            "RescaleSlope",
            "RescaleIntercept",
            "RescaleType",
            "WindowCenter",
            "WindowWidth",
        )
    },
}
"""File name and keyword of each known difference, and why ours is right."""


@pytest.mark.corpus
def test_every_column_equals_pydicom(corpus: Path) -> None:
    reader = HeaderReader(KEY)
    differences: list[str] = []
    compared: Counter[str] = Counter()
    for path in sorted(p for p in corpus.rglob("*") if p.is_file()):
        answer = reader.read(str(path).encode())
        if answer.row is None:
            continue
        dataset = read(path)
        if dataset is None or answer.status == "partial":
            compared["only one of the two reads it to its end"] += 1
            continue
        compared["files"] += 1
        for keyword, theirs in answers(dataset, KEY).items():
            ours = answer.row.get(keyword)
            compared["values"] += ours is not None
            if theirs is Undecodable:
                compared["pydicom cannot decode"] += 1
            elif not same(ours, theirs) and (path.name, keyword) not in EXPLAINED:
                differences.append(f"{path.relative_to(corpus)} {keyword}: {ours!r} | {theirs!r}")
    print(dict(compared))
    assert not differences, "\n".join(differences[:60]) + f"\n{len(differences)} in all"
    assert compared["files"] > 1_100
    assert compared["values"] > 30_000
