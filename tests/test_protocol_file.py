"""Reference protocols as dicompare writes them, and maps of procedures: read, refused, compared."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.errors import UserError
from audit.pipeline import run
from audit.profile.model.protocol_request import Constraint, ProtocolRequest
from audit.profile.model.protocols import Reference
from audit.profile.protocol_reference import meets
from audit.profile.protocols import measure_protocols
from audit.protocol_file import read_procedure_map, read_protocol
from audit.request import RunOptions
from audit.scan.table import write_rows
from audit.scan.tokens import token
from tests.factories import instance, write_instances
from tests.profile.test_protocols import series
from tests.protocol_cohort import MR_HEAD, MR_T2

KEY = b"k" * 32
PROTOCOL: dict[str, Any] = {
    "name": "Heads",
    "version": "1.0",
    "acquisitions": {
        "T1": {
            "description": "spin echo",
            "fields": [
                {"field": "RepetitionTime", "tag": "0018,0080", "value": 600, "tolerance": 20},
                {"field": "EchoTime", "min": 10, "max": 15},
                {"field": "ScanningSequence", "value": ["SE"]},
                {"field": "Manufacturer", "contains": "ge med"},
                {"field": "CoilType", "tag": "derived", "value": "Combined"},
                {"field": "PatientName", "value": "Doe"},
            ],
            "rules": [{"id": "r", "name": "n", "implementation": "raise 1", "fields": []}],
        },
        "T2": {
            "fields": [{"field": "RepetitionTime", "value": 4000, "tolerance": 40}],
            "series": [
                {"name": "early", "fields": [{"field": "EchoTime", "value": 20.0}]},
                {"name": "late", "fields": [{"field": "EchoTime", "value": 100.0}]},
            ],
        },
        "FLAIR": {"fields": [{"field": "InversionTime", "value": 2500}]},
    },
}


def written(folder: Path, content: Any, name: str = "protocol.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def compared(folder: Path, *rows: dict[str, Any]) -> Reference:
    asked = ProtocolRequest(reference=read_protocol(written(folder, PROTOCOL), KEY))
    table = write_rows(folder, rows)
    found = measure_protocols(table, asked).reference
    table.close()
    assert found is not None
    return found


def test_series_are_held_against_the_acquisition_they_resemble(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        series(1, MR_HEAD),
        series(2, MR_HEAD, RepetitionTime=620.0),
        series(3, MR_HEAD, RepetitionTime=621.0),
        series(4, MR_HEAD, EchoTime=None),
        series(5, MR_T2),
        series(6, MR_T2, EchoTime=60.0),
        series(7, {"Modality": "CT", "KVP": 120.0}),
    )
    t1, t2, flair = found.acquisitions
    assert (t1.n_series, t1.departing.numbers, t1.n_without) == (4, (3,), 1)
    assert (t1.n_fields, t1.n_not_evaluated) == (4, 3)
    assert [(word, who.numbers) for word, _, who in t1.departures] == [("RepetitionTime", (3,))]
    assert t1.departures[0][1] == "600 ± 20"
    assert (t2.n_series, [word for word, _, _ in t2.departures]) == (2, ["EchoTime"])
    assert flair.n_series == 0
    assert (found.n_series, found.n_unlike) == (7, 1)


@pytest.mark.parametrize(
    ("constraint", "value", "met"),
    [
        (Constraint("EchoTime", (12.0,), 0.5), 12.5, True),
        (Constraint("EchoTime", (12.0,), 0.5), 12.6, False),
        (Constraint("EchoTime", minimum=10.0, maximum=12.0), 12.0, True),
        (Constraint("EchoTime", minimum=10.0, maximum=12.0), 12.1, False),
        (Constraint("EchoTime", ("12",)), 12.0, True),
        (Constraint("ImageType", ("PRIMARY", "original")), ["ORIGINAL", "PRIMARY"], True),
        (Constraint("ImageType", ("PRIMARY",)), ["ORIGINAL", "PRIMARY"], False),
        (Constraint("PixelSpacing", (1.0, 0.5), 0.01), [0.5, 1.0], False),
        (Constraint("ImageType", contains=("prim", "ORIG")), ["ORIGINAL", "PRIMARY"], True),
        (Constraint("ImageType", contains=("prim", "deriv")), ["ORIGINAL", "PRIMARY"], False),
        (Constraint("ImageType", contains_any=("deriv", "prim")), ["ORIGINAL", "PRIMARY"], True),
        (Constraint("FlipAngle", contains_any=(30.0, 90.0)), 90.0, True),
        (Constraint("FlipAngle", contains_any=(30.0,)), 90.0, False),
    ],
)
def test_constraints(constraint: Constraint, value: Any, met: bool) -> None:
    assert meets(constraint, [value]) is met


def test_identifiers_in_a_protocol_become_tokens(tmp_path: Path) -> None:
    content = {"acquisitions": {"a": {"fields": [
        {"field": "SeriesDescription", "value": "t1 doe"},
        {"field": "ProtocolName", "contains": "doe"},
        {"field": "EchoTime", "value": 3},
    ]}}}  # fmt: skip
    (one,) = read_protocol(written(tmp_path, content), KEY).acquisitions
    assert one.constraints[0].values == (token(KEY, "t1 doe"),)
    assert "doe" not in repr(one)
    assert one.n_not_evaluated == 1


@pytest.mark.parametrize(
    "content",
    [
        "{", "[]", "null", {"acquisitions": {}}, {"acquisitions": []},
        {"acquisitions": {"Secret": {"fields": [{"value": 1}]}}},
        {"acquisitions": {"Secret": {"fields": [{"field": "EchoTime", "tolerance": -1}]}}},
        {"acquisitions": {"Secret": {"fields": [{"field": "Nothing", "value": "Secret"}]}}},
        "[" * 100_000,
    ],
)  # fmt: skip
def test_other_files_are_refused_without_their_content(content: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--protocol") as refused:
        read_protocol(written(tmp_path, content), KEY)
    assert "Secret" not in str(refused.value)


def test_a_map_of_procedures(tmp_path: Path) -> None:
    lines = "text,code,note\nMR head,LN:24590-2,x\nCT head,,\n,RPID1,\n"
    found = read_procedure_map(written(tmp_path, lines, "map.csv"), KEY)
    assert found == {token(KEY, "MR head")}
    with pytest.raises(UserError, match="`text` and `code`"):
        read_procedure_map(written(tmp_path, "a,b\n", "other.csv"), KEY)
    with pytest.raises(UserError, match="cannot be read"):
        read_procedure_map(tmp_path / "absent.csv", KEY)


def test_a_run_with_a_protocol_and_a_map(tmp_path: Path) -> None:
    data = write_instances(
        tmp_path / "data",
        *(instance(n, StudyDescription="CT chest", KVP=120 if n > 1 else 80) for n in range(1, 5)),
    )
    protocol = {"name": "Chest", "acquisitions": {"plain": {"fields": [
        {"field": "KVP", "value": 120}, {"field": "Modality", "value": "CT"}]}}}  # fmt: skip
    finished = run(RunOptions(
        (str(data),), tmp_path / "out", formats=("json", "html"), jobs=1,
        protocol=written(tmp_path, protocol),
        procedures=written(tmp_path, "text,code\nCT chest,LN:24627-2\n", "map.csv"),
    ))  # fmt: skip
    by_rule = {one.check.rule: one for one in finished.report.results}
    (one,) = by_rule["PRO002"].findings
    assert one.message == "1 of 4 series of plain have another KVP than asked (120)"
    assert by_rule["PRO003"].status == by_rule["PRO005"].status == "passed"
    digests = json.loads((tmp_path / "out" / "audit.json").read_text())["digests"]
    assert digests["protocol"] == sha256((tmp_path / "protocol.json").read_bytes()).hexdigest()
    assert digests["procedures"] == sha256((tmp_path / "map.csv").read_bytes()).hexdigest()
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Reference protocol Chest" in page
