"""
The sample reports are what this version writes today.

Compared byte for byte: everything but `run.json` (times) and `report.pdf`. A PDF depends on the
Pango of the machine besides, so that it is compared by its text and its number of pages. Drawings,
Parquet files and the version lines of `audit.json` change with matplotlib, pyarrow and pydicom:
with other versions than those in the sample's `run.json` the bytes say nothing, and what was found
is compared without them. To accept a change: `python -m tests.samples CORPUS`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
import pyarrow.parquet as pq
import pytest

from tests import samples

NOT_BY_BYTES = {"run.json", "report.pdf"}
BIGGEST = 2_000_000
TABLES = ("inventory.parquet", "occurrences.parquet")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the demonstration, made again."""
    return samples.make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def again(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the corpus, made again without its PDF, which takes half of the time."""
    return samples.make_corpus(
        corpus,
        tmp_path_factory.mktemp("corpus"),
        "json,html,csv,markdown,sarif,junit,croissant,ro-crate,datacite",
    )


def read_sums(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def read_audit(folder: Path) -> dict[str, Any]:
    """`audit.json` without the versions of packages."""
    audit: dict[str, Any] = json.loads((folder / "audit.json").read_text("utf-8"))
    del audit["versions"]
    return audit


def same_versions(sample: Path) -> bool:
    packages = json.loads((sample / "run.json").read_text("utf-8"))["packages"]
    return all(version(name) == number for name, number in packages.items())


def compare(made: Path, sample: Path) -> None:
    names = sorted(set(read_sums(made)) - NOT_BY_BYTES)
    assert len(names) >= 6
    if same_versions(sample):
        ours, theirs = read_sums(made), read_sums(sample)
        assert [name for name in names if ours[name] != theirs[name]] == []
    assert read_audit(made) == read_audit(sample)
    assert (made / "findings.csv").read_bytes() == (sample / "findings.csv").read_bytes()
    for name in TABLES:
        assert pq.read_table(made / name).equals(pq.read_table(sample / name))


def test_the_demonstration_gives_its_sample(demo: Path) -> None:
    compare(demo, samples.SAMPLES / "demo")
    for name in samples.DEMO_INPUTS:
        made = (demo.parent / name).read_bytes()
        assert made == (samples.SAMPLES / "demo" / name).read_bytes(), name


def read_text(pdf: Path, first: int, last: int) -> list[str]:
    command = ["pdftotext", "-f", str(first), "-l", str(last), str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def test_its_pdf_has_the_same_pages_and_words(demo: Path) -> None:
    made, sample = demo / "report.pdf", samples.SAMPLES / "demo" / "report.pdf"
    with pikepdf.open(made) as one, pikepdf.open(sample) as other:
        n_pages = len(one.pages)
        assert n_pages == len(other.pages) > 20
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: pages were compared, words were not")
    if not same_versions(sample.parent):
        pytest.skip("other versions of packages: digests and versions on the pages differ")
    assert read_text(made, 1, n_pages) == read_text(sample, 1, n_pages)


@pytest.mark.corpus
def test_the_corpus_gives_its_sample(again: Path) -> None:
    compare(again, samples.SAMPLES / "corpus")


@pytest.mark.corpus
def test_no_source_of_the_corpus_sample_holds_a_face(corpus: Path) -> None:
    sources = samples.corpus_sources(corpus)
    assert len(sources) == 17
    held = {Path(folder, name).relative_to(corpus).as_posix()
            for one in sources for folder, _, names in os.walk(one) for name in names}  # fmt: skip
    assert not [one for one in held if "dcm_qa_uih" in one or "dcm_qa_ct/In/GE" in one]
    assert len(held) == json.loads(
        (samples.SAMPLES / "corpus" / "audit.json").read_text("utf-8")
    )["accounting"]["found"]  # fmt: skip


@pytest.mark.parametrize("name", ["demo", "corpus"])
def test_a_sample_is_whole(name: str) -> None:
    """Every output is there, of a size for a repository, with the digest its list says; `run.json`
    has no digest."""
    folder = samples.SAMPLES / name
    sums = read_sums(folder)
    assert set(sums) | {"SHA256SUMS", "run.json"} == set(samples.OUTPUTS)
    for one, digest in sums.items():
        held = (folder / one).read_bytes()
        assert hashlib.sha256(held).hexdigest() == digest, one
        assert 0 < len(held) < BIGGEST, one


@pytest.mark.parametrize("name", ["demo", "corpus"])
def test_the_pdf_of_a_sample_carries_its_audit(name: str) -> None:
    folder = samples.SAMPLES / name
    with pikepdf.open(io.BytesIO((folder / "report.pdf").read_bytes())) as pdf:
        attached = pdf.attachments["audit.json"].get_file().read_bytes()
    assert attached == (folder / "audit.json").read_bytes()


def test_the_corpus_sample_names_no_file() -> None:
    paths = pq.read_table(samples.SAMPLES / "corpus" / "inventory.parquet")["path"].to_pylist()
    assert len(paths) > 1000
    assert all(not any(sign in str(path) for sign in "/\\.+") for path in paths)
