"""Fingerprints: exact counts between two datasets, nothing readable in the file, keys refused."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pydicom
import pytest

from audit.cli import main
from audit.errors import UserError
from audit.fingerprint import FINGERPRINT, read_fingerprint, render_fingerprint
from audit.overlap import compare_fingerprints
from audit.profile.fingerprint import measure_fingerprint
from audit.profile.model.fingerprint import UNITS, Fingerprint
from audit.scan.scanner import ScanOptions, scan
from audit.scan.tokens import token
from tests.factories import instance, write_instances
from tests.test_canaries import forms

KEY = bytes(range(32))


def fingerprint(source: Path, work: Path, key: bytes = KEY, pixels: bool = False) -> Fingerprint:
    work.mkdir(parents=True)
    table = scan([str(source)], work, ScanOptions(jobs=1, key=key, pixels=pixels))
    try:
        return measure_fingerprint(table, key)
    finally:
        table.close()


def written(path: Path, made: Fingerprint) -> Path:
    path.write_bytes(render_fingerprint(made))
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A: patients 1 to 4; B: patients 3 to 5, patient 3 in another writing, 4 in RLE."""
    folder = tmp_path_factory.mktemp("two")
    ours = [instance(patient=p, n=n) for p in (1, 2, 3, 4) for n in (1, 2)]
    theirs = [
        *(instance(patient=3, n=n, PatientID=" p003", StudyInstanceUID="1.2.3") for n in (1, 2)),
        *(instance(patient=4, n=n, syntax="rle") for n in (1, 2)),
        instance(patient=5),
    ]
    paths = []
    for name, contents in (("a", ours), ("b", theirs)):
        source = write_instances(folder / name, *contents)
        made = fingerprint(source, folder / f"work-{name}", pixels=True)
        paths.append(written(folder / f"{name}.json", made))
    return paths[0], paths[1]


def test_counts_are_exact_both_ways(two: tuple[Path, Path]) -> None:
    compared = compare_fingerprints(*two)
    found = {one.unit: (one.n_shared, one.n_a, one.n_b) for one in compared.units}
    assert found == {
        "patients": (2, 4, 3),
        "studies": (1, 4, 3),
        "series": (2, 4, 3),
        "instances": (4, 8, 5),
        "pixels_read_along": (2, 8, 3),
        "pixels_decoded": (4, 8, 5),
    }
    lines = list(compared.lines())
    assert lines[0] == "2 of 4 patients of A are in B (of 3)"
    assert lines[1] == "2 of 3 patients of B are in A (of 4)"
    assert compared.overlaps


def test_digests_are_hmac_sha256_and_sorted(tmp_path: Path) -> None:
    source = write_instances(tmp_path / "a", instance(patient=1), instance(patient=2))
    made = dict(fingerprint(source, tmp_path / "work").digests)
    own = hmac.digest(KEY, b"dicom-audit fingerprint 1", "sha256")
    wanted = [
        hmac.digest(own, b"patients\0" + token(KEY, name).encode(), hashlib.sha256)[:16].hex()
        for name in ("p001", "p002")
    ]
    assert list(made["patients"]) == sorted(wanted)
    assert all(list(digests) == sorted(set(digests)) for digests in made.values())
    assert set(made) == set(UNITS) - {"pixels_decoded"}


def test_a_placeholder_is_nobody(tmp_path: Path) -> None:
    source = write_instances(tmp_path / "a", instance(PatientID="ANONYMOUS"), instance(patient=2))
    assert len(dict(fingerprint(source, tmp_path / "work").digests)["patients"]) == 1


def test_the_same_bytes_at_every_run(tmp_path: Path) -> None:
    source = write_instances(tmp_path / "a", *(instance(patient=p) for p in range(1, 6)))
    one, other = (render_fingerprint(fingerprint(source, tmp_path / w)) for w in "wv")
    assert one == other
    assert one != render_fingerprint(fingerprint(source, tmp_path / "u", secrets.token_bytes(32)))


def test_different_keys_are_refused(two: tuple[Path, Path], tmp_path: Path) -> None:
    made = Fingerprint("0" * 32, read_fingerprint(two[0], "A").digests)
    with pytest.raises(UserError, match=r"different keys.*same --key-file"):
        compare_fingerprints(two[1], written(tmp_path / "c.json", made))


def test_units_of_one_side_are_not_compared(two: tuple[Path, Path], tmp_path: Path) -> None:
    plain = read_fingerprint(two[0], "A")
    without = Fingerprint(plain.key_id, plain.digests[:-1])
    compared = compare_fingerprints(written(tmp_path / "c.json", without), two[1])
    assert compared.not_compared == ("pixels_decoded",)
    assert list(compared.lines())[-1].endswith("not compared; run both with --pixels")


def _damaged(document: dict[str, object]) -> Iterator[bytes]:
    yield b"no json"
    yield b"[" * 100_000
    yield b"[]"
    yield json.dumps(document | {"format_version": "9"}).encode()
    yield json.dumps(document | {"key_id": "short"}).encode()
    yield json.dumps(document | {"counts": {"patients": 3}}).encode()
    for digests in (["A" * 32] * 4, ["0" * 32] * 4, "0" * 32, None, [7]):
        yield json.dumps(document | {"digests": {"patients": digests}}).encode()


def test_a_damaged_file_is_refused(two: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    for data in _damaged(json.loads(two[0].read_bytes())):
        path.write_bytes(data)
        with pytest.raises(UserError, match=r"^A "):
            read_fingerprint(path, "A")
    with pytest.raises(UserError, match="--key-file first"):
        read_fingerprint(tmp_path, "A")


def test_from_run_to_overlap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key").write_bytes(KEY)
    run = partial(_run, tmp_path)
    run("a", instance(patient=1), instance(patient=2))
    run("b", instance(patient=2), instance(patient=3))
    run("c", instance(patient=4))
    a, b, c = (str(tmp_path / name / "out") for name in "abc")
    assert main(["overlap", a, b]) == 0
    assert "1 of 2 patients of A are in B (of 2)" in capsys.readouterr().out
    assert main(["overlap", a, b, "--fail-on-overlap"]) == 1
    assert main(["overlap", a, c, "--fail-on-overlap"]) == 0
    out = tmp_path / "overlap.json"
    assert main(["overlap", a, f"{b}/{FINGERPRINT}", "--format", "json", "-o", str(out)]) == 0
    told = json.loads(out.read_text())
    assert told["units"][0] == {"unit": "patients", "n_a": 2, "n_b": 2, "n_shared": 1}
    assert main(["overlap", a, str(tmp_path)]) == 2


def test_without_a_key_there_is_no_fingerprint_and_an_old_one_goes(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(KEY)
    _run(tmp_path, "a", instance())
    out = tmp_path / "a" / "out"
    assert FINGERPRINT in (out / "SHA256SUMS").read_text()
    assert (out / FINGERPRINT).stat().st_mode & 0o777 == 0o600
    main(["run", str(tmp_path / "a" / "data"), "-o", str(out), "--formats", "json", "-q"])
    assert not (out / FINGERPRINT).exists()
    assert FINGERPRINT not in (out / "SHA256SUMS").read_text()


def _run(folder: Path, name: str, *contents: bytes) -> None:
    source = write_instances(folder / name / "data", *contents)
    out, key = str(folder / name / "out"), str(folder / "key")
    arguments = ["run", str(source), "-o", out, "--key-file", key, "--formats", "json", "-q"]
    assert main([*arguments, "-j", "1"]) in (0, 1)


@pytest.mark.corpus
def test_two_parts_of_the_real_files(corpus: Path, tmp_path: Path) -> None:
    """Overlapping parts: the counts are those that pydicom gives, and nothing can be read."""
    every = sorted((corpus / "neurolabusc+dcm_qa_ct").rglob("*.dcm"))
    every += sorted((corpus / "neurolabusc+dcm_qa_uih").rglob("*.dcm"))
    every += sorted((corpus / "ImagingDataCommons+highdicom").rglob("*.dcm"))
    parts = (every[: len(every) * 2 // 3], every[len(every) // 3 :])
    made, known = [], []
    for name, paths in zip("ab", parts, strict=True):
        source = write_instances(tmp_path / name, *(path.read_bytes() for path in paths))
        found = fingerprint(source, tmp_path / f"work-{name}")
        made.append(written(tmp_path / f"{name}.json", found))
        known.append([_identifiers(path) for path in paths])
    compared = {one.unit: one for one in compare_fingerprints(*made).units}
    for place, unit in enumerate(("patients", "studies", "series", "instances")):
        a, b = ({ids[place] for ids in part if ids[place]} for part in known)
        one = compared[unit]
        assert (one.n_shared, one.n_a, one.n_b) == (len(a & b), len(a), len(b))
        assert one.n_shared > 0
    words = {word for part in known for ids in part for word in ids if len(word) > 4}
    for text in (path.read_bytes() for path in made):
        assert not any(form in text for word in words for form in forms(word))
        cut = (hashlib.sha256(word.encode()).hexdigest()[:32].encode() for word in words)
        assert not any(form in text for form in cut)
        assert not any(token(KEY, word).encode() in text for word in words)


def _identifiers(path: Path) -> tuple[str, ...]:
    image = pydicom.dcmread(path, stop_before_pixels=True)
    named = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    who = str(image.get("PatientID", "") or "").strip().casefold()
    return (who, *(str(image.get(keyword, "")) for keyword in named))


def test_units_without_an_identifier_are_told(tmp_path: Path) -> None:
    made = Fingerprint("ab" * 16, (("patients", ("0" * 32,)), ("instances", ("1" * 32, "2" * 32))))
    sizes = {"patients": 1, "instances": 5}
    for name in "ab":
        (tmp_path / f"{name}.json").write_bytes(render_fingerprint(made, sizes))
    compared = compare_fingerprints(tmp_path / "a.json", tmp_path / "b.json")
    told = [line for line in compared.lines() if "identifier" in line]
    assert told == [
        f"2 of 5 instances of {name} have an identifier of their own to compare by" for name in "AB"
    ]
    assert json.loads(compared.as_json())["audited"][0]["n_audited"] == 5
