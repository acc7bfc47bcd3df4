"""Whatever is named as an earlier audit: read, or one sentence and 2."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.cli import main
from audit.diff import reading
from audit.diff.reading import read_audit
from audit.errors import UserError
from audit.outputs.write import write_sums
from audit.report.model import FORMAT_VERSION
from tests.diff.audits import document, finding, written

SECRET = "Doe^Jane"


def changed(**parts: Any) -> bytes:
    return json.dumps(document(**parts)).encode()


def one_finding(**parts: Any) -> bytes:
    return changed(findings=[finding(**parts)])


def without(name: str) -> bytes:
    made = document()
    del made[name]
    return json.dumps(made).encode()


BAD: list[tuple[str, bytes, str]] = [
    ("empty", b"", "no whole JSON"),
    ("cut", changed()[:20_000], "no whole JSON"),
    ("no UTF-8", b'{"a": "\xff\xfe"}', "no whole JSON"),
    ("deep", b"[" * 200_000, "no whole JSON"),
    ("NaN", b'{"format_version": NaN}', "no whole JSON"),
    ("a number of 10,000 digits", b'{"format_version": ' + b"9" * 10_000 + b"}", "no whole JSON"),
    ("a list", b"[]", "no format_version"),
    ("another document", b'{"name": "Doe^Jane"}', "no format_version"),
    ("a format of no number", changed(format_version=SECRET), "none of ours"),
    ("a format that is a number", changed(format_version=1.0), "none of ours"),
    ("a later minor format", changed(format_version="1.1"), "later format"),
    ("a later major format", changed(format_version="2.0"), "later format"),
    ("an earlier major format", changed(format_version="0.9"), "earlier format"),
    ("no findings", without("findings"), "`findings`"),
    ("findings that are none", changed(findings={SECRET: 1}), "`findings`"),
    ("a finding that is text", changed(findings=[SECRET]), "`findings.0`"),
    ("a count below 0", one_finding(count=-1), "`findings.0.count`"),
    ("a count that is text", one_finding(count="2"), "`findings.0.count`"),
    ("a count that is true", one_finding(count=True), "`findings.0.count`"),
    ("a count without end", one_finding(count=10**30), "`findings.0.count`"),
    ("a rule that is none", one_finding(rule=SECRET), "`findings.0.rule`"),
    ("a severity that is none", one_finding(severity=SECRET), "`findings.0.severity`"),
    ("no status", one_finding(status=None), "`findings.0.status`"),
    ("a state that is none", changed(fair=[{"id": "F1", "principle": "", "state": SECRET}]),
     "`fair.0.state`"),
    ("a policy that is text", changed(policy=SECRET), "`policy`"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "told"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
@pytest.mark.parametrize("place", ["OLD", "NEW", "--baseline"])
def test_what_is_no_audit_is_2_and_one_sentence(
    content: bytes, told: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = tmp_path / "bad.json", written(tmp_path / "good.json", document())
    bad.write_bytes(content)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.dcm").write_bytes(b"x")
    arguments = {
        "OLD": ["diff", str(bad), str(good)],
        "NEW": ["diff", str(good), str(bad)],
        "--baseline": ["run", str(tmp_path / "data"), "-o", str(tmp_path / "out"), "--baseline",
                       str(bad)],
    }[place]  # fmt: skip
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"dicom-audit: {place}")
    assert said.err.count("\n") == 1
    assert told in said.err
    assert "Jane" not in said.err and str(tmp_path) not in said.err
    assert not (tmp_path / "out").exists()


def test_a_file_without_end_is_not_read_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = tmp_path / "big.json"
    with big.open("wb") as file:
        file.truncate(1 << 40)  # a sparse terabyte
    monkeypatch.setattr(reading, "LARGEST", 1 << 20)
    with pytest.raises(UserError, match="larger than 1 MiB"):
        read_audit(big, "OLD")


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "audit.json").mkdir()


ODD: list[tuple[str, Callable[[Path], None], str]] = [
    ("absent", lambda path: None, "holds no audit.json"),
    ("a pipe", _fifo, "no regular file"),
    ("a folder without an audit", lambda path: path.mkdir(), "holds no audit.json"),
    ("a folder named audit.json", _folder, "no regular file"),
    ("a device", lambda path: path.symlink_to("/dev/zero"), "no regular file"),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("make", "told"), [o[1:] for o in ODD], ids=[o[0] for o in ODD])
def test_what_is_no_file(make: Callable[[Path], None], told: str, tmp_path: Path) -> None:
    make(tmp_path / "odd")
    with pytest.raises(UserError, match=told):
        read_audit(tmp_path / "odd", "OLD")


def test_a_folder_must_be_what_its_run_wrote(tmp_path: Path) -> None:
    file = written(tmp_path / "audit.json", document())
    with pytest.raises(UserError, match="no run finished there"):
        read_audit(tmp_path, "OLD")
    write_sums(tmp_path, ("audit.json",))
    assert read_audit(tmp_path, "OLD") == read_audit(file, "NEW")
    written(file, document(findings=[]))
    with pytest.raises(UserError, match="not what the run wrote"):
        read_audit(tmp_path, "OLD")
    assert read_audit(file, "OLD").findings == ()


def test_what_is_read_is_all_that_was_written(tmp_path: Path) -> None:
    made = document()
    audited = read_audit(written(tmp_path / "a.json", made), "OLD")
    assert made["format_version"] == FORMAT_VERSION
    for name in ("findings", "checks", "table2", "fair"):
        assert len(getattr(audited, name)) == len(made[name]) > 0
    assert [one.message for one in audited.findings] == [one["message"] for one in made["findings"]]
    assert audited.policy == made["policy"]


def test_an_earlier_file_of_this_format_may_lack_later_parts(tmp_path: Path) -> None:
    made = document(digests={"inventory": "ab" * 32})
    for one in made["findings"]:
        del one["because"]
    assert read_audit(written(tmp_path / "a.json", made), "OLD").digests.labels == ""
