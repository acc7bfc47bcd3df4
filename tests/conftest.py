"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.factories import instance, write_instances

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Where specification and real files lie: DICOM_AUDIT_SHARED, else beside the project."""
    return Path(os.environ.get("DICOM_AUDIT_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with corpus, oracles and tools."""
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip("no folder `shared` beside the project: set DICOM_AUDIT_SHARED")
    return folder


@pytest.fixture(scope="session")
def corpus(shared: Path) -> Path:
    """The real DICOM files."""
    folder = shared / "data" / "dicom"
    if not folder.is_dir():
        pytest.skip("the real DICOM files (shared/data/dicom) are not here")
    return folder


PASSING = "fail_on: never\n"
STRICT = "fail_on: note\n"
ACCEPTING = "fail_on: never\nintegrity:\n  max_rejected_share: 0.5\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources and files that the table of exit codes names."""
    folder = tmp_path_factory.mktemp("place")
    slices = [instance(patient=p, n=n) for p in (1, 2) for n in (1, 2, 3)]
    write_instances(folder / "good", *slices)
    write_instances(folder / "broken", *slices, b"no DICOM at all\n" * 20)
    (folder / "empty").mkdir()
    (folder / "texts").mkdir()
    (folder / "texts" / "README").write_text("no DICOM here\n")
    (folder / "passing.yaml").write_text(PASSING)
    (folder / "strict.yaml").write_text(STRICT)
    (folder / "accepting.yaml").write_text(ACCEPTING)
    (folder / "wrong.yaml").write_text("fail_on: secret-word\n")
    (folder / "labels.csv").write_text("PatientID,label\nP001,a\nP002,b\n")
    (folder / "short.key").write_bytes(b"short")
    (folder / "file").write_text("a file")
    return folder
