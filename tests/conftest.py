"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
