"""Pixels decoded beside the headers: copies are found whatever they are wrapped in; limits."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless

from audit.scan import limits, pixel_scan, pixel_worker
from audit.scan.pixel_rows import Wanted
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from tests.factories import instance, write_instances

MPEG2 = "1.2.840.10008.1.2.4.100"


@contextmanager
def decoded(folder: Path, *contents: bytes, jobs: int = 1) -> Iterator[HeaderTable]:
    source = write_instances(folder / "data", *contents)
    (folder / "work").mkdir()
    table = scan([str(source)], folder / "work", ScanOptions(jobs=jobs, pixels=True))
    yield table
    table.close()


def rows(table: HeaderTable) -> list[tuple[int, int | None, str | None]]:
    return table.rows("select item, frame, code from pixels order by item, frame")


def compressed() -> tuple[bytes, bytes]:
    """A slice large enough for JPEG 2000, as it is and in that compression."""
    values = np.arange(64 * 64, dtype="<u2") * 37 % 4096
    plain = instance(Rows=64, Columns=64, PixelData=values.tobytes())
    image = pydicom.dcmread(BytesIO(plain))
    try:
        image.compress(JPEG2000Lossless, generate_instance_uid=False)
    except RuntimeError:
        pytest.skip("the extra `pixels` is not installed: no encoder for this compression")
    sink = BytesIO()
    image.save_as(sink)
    return plain, sink.getvalue()


def test_copies_are_the_same_in_every_wrapping(tmp_path: Path) -> None:
    wrapped = [instance(syntax=name) for name in ("explicit", "implicit", "deflated", "rle")]
    renamed = instance(PatientID="other", Manufacturer="other", WindowWidth=7)
    with decoded(tmp_path, *wrapped, renamed, instance(n=2)) as table:
        assert rows(table) == [(item, 1, None) for item in range(1, 7)]
        by_digest = table.rows(
            "select list(item order by item) from pixels group by frame_sha256 order by 1"
        )
    assert by_digest == [([1, 2, 3, 4, 5],), ([6],)]


def test_a_lossless_compression_changes_nothing(tmp_path: Path) -> None:
    with decoded(tmp_path, *compressed()) as table:
        assert rows(table) == [(1, 1, None), (2, 1, None)]
        assert table.rows("select count(distinct frame_sha256) from pixels") == [(1,)]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("names", "n_contents"),
    [
        (("MR_small", "MR_small_RLE", "MR_small_bigendian", "MR_small_implicit"), 1),
        (("MR_small", "MR_small_jp2klossless", "MR_small_jpeg_ls_lossless"), 1),
        (("MR_small", "CT_small"), 2),
    ],
)
def test_real_files_in_several_wrappings(
    names: tuple[str, ...], n_contents: int, corpus: Path, tmp_path: Path
) -> None:
    folder = corpus / "pydicom+pydicom/src/pydicom/data/test_files"
    with decoded(tmp_path, *((folder / f"{name}.dcm").read_bytes() for name in names)) as table:
        if any(code == "pixel-no-decoder" for _, _, code in rows(table)):
            pytest.skip("the extra `pixels` is not installed: no decoder for this compression")
        assert len(rows(table)) == len(names)
        ((n,),) = table.rows("select count(distinct frame_sha256) from pixels")
    assert n == n_contents


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "qurit+rt-utils/tests/one_slice_data/0.dcm",  # two values: a histogram of two bins
        "qurit+rt-utils/tests/oriented_data/1.dcm",
        "pydicom+pydicom/src/pydicom/data/test_files/J2K_pixelrep_mismatch.dcm",  # sign corrected
    ],
)
def test_real_files_that_decode_in_one_way_only(name: str, corpus: Path, tmp_path: Path) -> None:
    with decoded(tmp_path, (corpus / name).read_bytes()) as table:
        assert rows(table) == [(1, 1, None)]


def test_a_ct_image_without_a_peak_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(pixel_worker, "measure_ct", fail)
    wanted = Wanted(1, "", ExplicitVRLittleEndian, "MONOCHROME2", 16, False, 1.0)
    frames = list(pixel_worker._rows(wanted, BytesIO(instance())))
    assert [(one["frame"], one["code"], one.get("ct_minimum")) for one in frames] == [
        (1, None, None)
    ]


@pytest.mark.corpus
def test_bytes_in_another_syntax_than_they_say(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "pydicom+pydicom/src/pydicom/data/test_files/SC_rgb_jpeg.dcm"
    with decoded(tmp_path, path.read_bytes(), instance()) as table:
        assert table.rows("select codes from headers where item = 1") == [(["syntax-wrong"],)]
        assert rows(table) == [(1, 1, None), (2, 1, None)]


def test_each_frame_is_a_row(tmp_path: Path) -> None:
    plain = pydicom.dcmread(BytesIO(instance())).PixelData
    frames = instance(NumberOfFrames=3, PixelData=plain + bytes(len(plain)) + plain)
    with decoded(tmp_path, frames) as table:
        found = table.rows("select frame, constant from pixels order by frame")
        assert found == [(1, False), (2, True), (3, False)]
        ((n, n_all),) = table.rows(
            "select count(distinct frame_sha256), count(frame_sha256) from pixels"
        )
    assert (n, n_all) == (1, 2)  # a blank frame has no content to compare


def test_what_cannot_be_decoded_has_a_code_and_disturbs_no_other(tmp_path: Path) -> None:
    cut = instance(n=3)[:-100]
    unknown = pydicom.dcmread(BytesIO(instance(n=2)))
    unknown.file_meta.TransferSyntaxUID = MPEG2
    unknown["PixelData"].is_undefined_length = True
    unknown.PixelData = pydicom.encaps.encapsulate([b"\0\0"])
    sink = BytesIO()
    unknown.save_as(sink)
    with decoded(tmp_path, instance(), sink.getvalue(), cut, instance(n=4)) as table:
        assert rows(table) == [
            (1, 1, None),
            (2, None, "pixel-no-decoder"),
            (3, None, "pixel-undecodable"),
            (4, 1, None),
        ]


@pytest.mark.parametrize("name", ["FRAME_BYTES", "PIXEL_BYTES", "PIXEL_FRAMES"])
def test_what_its_header_calls_too_large_is_not_decoded(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pydicom.dcmread(BytesIO(instance())).PixelData
    large = instance(n=2, NumberOfFrames=2, Rows=32, PixelData=plain * 4)
    allowed = {"FRAME_BYTES": 512, "PIXEL_BYTES": 1024, "PIXEL_FRAMES": 1}
    monkeypatch.setattr(limits, name, allowed[name])
    with decoded(tmp_path, instance(), large) as table:
        assert rows(table) == [(1, 1, None), (2, None, "pixel-limit")]


@pytest.mark.parametrize("name", ["PIXEL_BYTES", "PIXEL_FRAMES"])
def test_what_turns_out_too_large_is_given_up(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pydicom.dcmread(BytesIO(instance())).PixelData
    path = tmp_path / "two.dcm"
    path.write_bytes(instance(NumberOfFrames=2, PixelData=plain * 2))
    wanted = Wanted(1, str(path), ExplicitVRLittleEndian, "MONOCHROME2", 12, False)
    assert answer(wanted) == [None, None]
    monkeypatch.setattr(limits, name, 1023 if name == "PIXEL_BYTES" else 1)
    assert answer(wanted) == ["memory-limit"]


def answer(wanted: Wanted) -> list[str | None]:
    """The codes of one object, asked alone, in this process."""
    ask = pixel_worker.prepare({"follow_links": False})
    with mmap.mmap(-1, 16) as progress:
        data = ask({"items": [list(wanted)], "alone": True}, progress)
    codes: list[str | None] = pa.ipc.open_stream(data).read_all()["code"].to_pylist()
    return codes


def test_many_objects_are_planned_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_scan, "_IMAGES", pixel_scan._IMAGES.replace("50000", "2"))
    with decoded(tmp_path, *(instance(n=n) for n in range(1, 6))) as table:
        assert rows(table) == [(item, 1, None) for item in range(1, 6)]


def test_a_link_and_an_absent_file_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "one.dcm").write_bytes(instance())
    (tmp_path / "link.dcm").symlink_to(tmp_path / "one.dcm")
    for name in ("link.dcm", "none.dcm"):
        wanted = Wanted(1, str(tmp_path / name), ExplicitVRLittleEndian, "MONOCHROME2", 12, False)
        assert answer(wanted) == ["unreadable"]


def test_a_scan_without_pixels_has_no_such_table(tmp_path: Path) -> None:
    source = write_instances(tmp_path / "data", instance())
    (tmp_path / "work").mkdir()
    table = scan([str(source)], tmp_path / "work", ScanOptions(jobs=1))
    assert table.rows("select count(*) from duckdb_views() where view_name = 'pixels'") == [(0,)]
    assert not (tmp_path / "work" / "pixels.parquet").exists()
    table.close()
