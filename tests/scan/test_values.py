"""Raw bytes to values: by VR, by what is kept, and what each fault is called."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.scan.charsets import codecs_of
from audit.scan.decoded import Decoded
from audit.scan.keywords import Column, Keep, column_index, columns
from audit.scan.safe_text import safe_text
from audit.scan.tokens import token
from audit.scan.values import Decoders

KEY = b"k" * 32
UTF8 = codecs_of(b"ISO_IR 192")[0]


def decode(keyword: str, raw: bytes | str, little: bool = True) -> Decoded:
    data = raw.encode("utf-8") if isinstance(raw, str) else raw
    return Decoders(KEY, UTF8, little).decode(column_index()[keyword], data)


def good(value: object) -> tuple[object, str, tuple[str, ...]]:
    return value, "p", ()


def bad(code: str) -> tuple[object, str, tuple[str, ...]]:
    return None, "i", (code,)


EMPTY = (None, "e", ())
NUMBERS = [
    ("InstanceNumber", "1", good(1)),
    ("InstanceNumber", " 12 ", good(12)),
    ("InstanceNumber", "+7", good(7)),
    ("InstanceNumber", "-7\0", good(-7)),
    ("InstanceNumber", "0" * 11 + "1", good(1)),
    ("InstanceNumber", "1" * 12, good(111111111111)),
    ("InstanceNumber", "1" * 13, bad("number-invalid")),
    ("InstanceNumber", "1.5", bad("number-invalid")),
    ("InstanceNumber", "one", bad("number-invalid")),
    ("InstanceNumber", "0x10", bad("number-invalid")),
    ("InstanceNumber", "1_000", bad("number-invalid")),
    ("InstanceNumber", "１２", bad("number-invalid")),
    ("InstanceNumber", "1\\2", bad("number-invalid")),
    ("InstanceNumber", "", EMPTY),
    ("InstanceNumber", "  ", EMPTY),
    ("SliceThickness", "1.25", good(1.25)),
    ("SliceThickness", ".5", good(0.5)),
    ("SliceThickness", "5.", good(5.0)),
    ("SliceThickness", "1e-3", good(0.001)),
    ("SliceThickness", "-1E+2", good(-100.0)),
    ("SliceThickness", "0", (0.0, "h", ())),
    ("SliceThickness", "1,25", bad("number-invalid")),
    ("SliceThickness", "nan", bad("number-invalid")),
    ("SliceThickness", "inf", bad("number-invalid")),
    ("SliceThickness", "1e999", bad("number-invalid")),
    ("SliceThickness", "1e300", bad("number-invalid")),
    ("SliceThickness", "1e299", good(1e299)),
    ("SliceThickness", "1e999999999", bad("number-invalid")),
    ("SliceThickness", "1 2", bad("number-invalid")),
    ("SliceThickness", ".", bad("number-invalid")),
    ("PixelSpacing", "0.5\\0.25", good([0.5, 0.25])),
    ("PixelSpacing", " 0.5 \\ 0.25 ", good([0.5, 0.25])),
    ("PixelSpacing", "0\\0", ([0.0, 0.0], "h", ())),
    ("PixelSpacing", "0.5\\", bad("number-invalid")),
    ("PixelSpacing", "nan\\inf", bad("number-invalid")),
    ("PixelSpacing", "0.5\\x", bad("number-invalid")),
]


@pytest.mark.parametrize(("keyword", "raw", "expected"), NUMBERS)
def test_numbers_in_text(keyword: str, raw: str, expected: tuple[object, ...]) -> None:
    assert decode(keyword, raw) == expected


def test_a_number_of_any_length_costs_nothing() -> None:
    assert decode("InstanceNumber", "9" * 5_000)[1:] == ("i", ("value-too-long", "number-invalid"))
    assert decode("SliceThickness", "1" * 5_000)[0] is None


BINARY = [
    ("Rows", "H", 512, good(512)),
    ("Rows", "H", 65_535, good(65_535)),
    ("Rows", "H", 0, (0, "h", ())),
    ("DiffusionBValue", "d", 1000.5, good(1000.5)),
    ("DiffusionBValue", "d", math.nan, bad("number-invalid")),
    ("DiffusionBValue", "d", -math.inf, bad("number-invalid")),
    ("DiffusionBValue", "d", 1e301, bad("number-invalid")),
]


@pytest.mark.parametrize("little", [True, False])
@pytest.mark.parametrize(("keyword", "form", "number", "expected"), BINARY)
def test_binary_numbers(
    keyword: str, form: str, number: float, expected: tuple[object, ...], little: bool
) -> None:
    raw = struct.pack(("<" if little else ">") + form, number)
    assert decode(keyword, raw, little) == expected
    assert decode(keyword, raw + raw, little) == bad("number-invalid"), "two where one may be"
    assert decode(keyword, raw[:-1], little) == bad("vr-length")
    assert decode(keyword, raw + b"\0", little) == bad("vr-length")
    assert decode(keyword, b"", little) == EMPTY


DATES = [
    ("StudyDate", "20200229", "p"),
    ("StudyDate", "2020.02.29", "p"),
    ("StudyDate", "20210229", "i"),
    ("StudyDate", "20201301", "i"),
    ("StudyDate", "20200100", "i"),
    ("StudyDate", "99999999", "i"),
    ("StudyDate", "2020", "i"),
    ("StudyDate", "20200101-20200202", "i"),
    ("StudyDate", "２０２００１０１", "i"),
    ("StudyDate", "19000101", "h"),
    ("StudyDate", "1900.01.01", "h"),
    ("StudyDate", "00010101", "h"),
    ("PatientBirthDate", "18000101", "h"),
    ("PatientBirthDate", "1800.01.01", "h"),
    ("PatientBirthDate", "18000102", "p"),
    ("PatientBirthDate", "17530101", "h"),
    ("PatientBirthDate", "19010101", "p"),
    ("StudyDate", "00000000", "i"),
    ("PatientBirthDate", "19310203", "p"),
    ("PatientBirthDate", "19310231", "i"),
    ("StudyTime", "235960", "p"),
    ("StudyTime", "12", "p"),
    ("StudyTime", "1230", "p"),
    ("StudyTime", "123015.123456", "p"),
    ("StudyTime", "12:30:15", "p"),
    ("StudyTime", "240000", "i"),
    ("StudyTime", "126000", "i"),
    ("StudyTime", "999999", "i"),
    ("StudyTime", "123015.1234567", "i"),
    ("PatientAge", "052Y", "p"),
    ("PatientAge", "006M", "p"),
    ("PatientAge", "000Y", "h"),
    ("PatientAge", "52Y", "i"),
    ("PatientAge", "-01Y", "i"),
    ("PatientAge", "052y", "i"),
    ("PatientAge", "052", "i"),
]


@pytest.mark.parametrize(("keyword", "text", "state"), DATES)
def test_dates_times_and_ages(keyword: str, text: str, state: str) -> None:
    found = decode(keyword, text)
    assert found.state == state
    assert found.codes == (("date-invalid",) if state == "i" else ())
    kept = columns()[column_index()[keyword]].keep
    assert (found.value is None) == (kept is Keep.PRESENCE)


TEXTS = [
    ("Manufacturer", "ACME", "ACME", "p", ()),
    ("Manufacturer", " ACME \0", "ACME", "p", ()),
    ("Manufacturer", "A\\B", "A\\B", "p", ()),
    ("Manufacturer", "NA", "NA", "h", ()),
    ("Manufacturer", "NAEOTOM", "NAEOTOM", "p", ()),
    ("ManufacturerModelName", "None", "None", "h", ()),
    ("ManufacturerModelName", "NULL", "NULL", "h", ()),
    ("ManufacturerModelName", "Nonesuch", "Nonesuch", "p", ()),
    ("Manufacturer", "n/a", "n/a", "h", ()),
    ("DecayCorrection", "NONE", "NONE", "p", ()),
    ("Manufacturer", "nan", "nan", "p", ()),
    ("Manufacturer", "00012", "00012", "p", ()),
    ("Manufacturer", "1e5", "1e5", "p", ()),
    ("Manufacturer", "Unknown", "Unknown", "h", ()),
    ("Manufacturer", "ANONYMIZED", "ANONYMIZED", "h", ()),
    ("Manufacturer", "XXXX", "XXXX", "h", ()),
    ("Manufacturer", "XX", "XX", "p", ()),
    ("Manufacturer", "0000", "0000", "h", ()),
    ("Manufacturer", "?", "?", "h", ()),
    ("Manufacturer", "  \0 \0", None, "e", ("empty-value",)),
    ("Manufacturer", "    ", None, "e", ()),
    ("Manufacturer", "A\x1b[2J", "A\\x1b[2J", "p", ("charset-mismatch", "control-chars")),
    ("Manufacturer", "A\0B", None, "i", ("control-chars",)),
    ("Manufacturer", "A\u202eB", "A\\u202eB", "p", ("bidi-chars",)),
    ("Manufacturer", "../../x", "../../x", "p", ("path-like",)),
    ("Modality", "CT", "CT", "p", ()),
    ("Modality", "ct", "ct", "i", ()),
    ("Modality", "C" * 17, "C" * 17, "i", ()),
    ("ImageType", "ORIGINAL\\PRIMARY\\", ["ORIGINAL", "PRIMARY", ""], "p", ()),
    ("SOPClassUID", "1.2.840", "1.2.840", "p", ()),
    ("SOPClassUID", "1.2..840", "1.2..840", "i", ()),
    ("SOPClassUID", "1." + "2" * 62, "1." + "2" * 62, "p", ()),
    ("SOPClassUID", "1." + "2" * 63, "1." + "2" * 63, "i", ()),
]


@pytest.mark.parametrize(("keyword", "raw", "value", "state", "codes"), TEXTS)
def test_texts(keyword: str, raw: str, value: object, state: str, codes: tuple[str, ...]) -> None:
    assert decode(keyword, raw) == (value, state, codes)


@pytest.mark.parametrize(
    ("number", "state"),
    [("1", "h"), ("123", "h"), ("1234", "p"), ("0123", "h"), ("000123", "h"), ("001234", "p"),
     ("7777", "h"), ("7778", "p"), ("A123", "p"), ("0", "h"), ("", "e"), ("é1", "h")],
)  # fmt: skip
def test_a_poor_accession_number_is_a_placeholder(number: str, state: str) -> None:
    assert decode("AccessionNumber", number).state == state


@pytest.mark.parametrize(("name", "state"), [("Na", "p"), ("NONE", "h"), ("N/A", "h")])
def test_nobody_by_the_word_of_a_program(name: str, state: str) -> None:
    assert decode("PatientName", name).state == state


def test_bytes_of_another_set() -> None:
    found = decode("Manufacturer", "Müller".encode("latin-1"))
    assert found.codes == ("charset-mismatch",)
    assert found.value == "M\ufffdller"


ALL = columns()
RAW = st.one_of(
    st.binary(max_size=64),
    st.text(st.characters(exclude_categories=()), max_size=30).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    ),
    st.text("0123456789.\\+-eE DYWM^=\0\x1b", max_size=40).map(str.encode),
)


@given(raw=RAW, column=st.sampled_from(ALL), little=st.booleans(),
       names=st.sampled_from([b"", b"ISO_IR 192", b"\\ISO 2022 IR 87", b"GBK"]))  # fmt: skip
def test_any_bytes_give_a_value_that_fits_its_column(
    raw: bytes, column: Column, little: bool, names: bytes
) -> None:
    decoders = Decoders(KEY, codecs_of(names)[0], little)
    found = decoders.decode(column.index, raw)
    assert found == decoders.decode(column.index, raw), "remembered as it was"
    assert found.state in "phie"
    assert (found.state == "e") <= (found.value is None)
    assert column.keep is not Keep.PRESENCE or found.value is None
    if found.value is None:
        return
    assert isinstance(found.value, list) == column.multi
    for part in found.value if isinstance(found.value, list) else [found.value]:
        if column.keep is Keep.TOKEN:
            assert isinstance(part, str)
            assert len(part) == 24
        elif isinstance(part, str):
            assert safe_text(part) == part
        else:
            assert math.isfinite(part)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60))
def test_no_identifier_is_kept_as_it_was(text: str) -> None:
    """PatientID gives its token, PatientName nothing at all."""
    stripped = text.strip(" ")
    if not stripped:
        return
    assert decode("PatientID", text).value == token(KEY, text)
    assert decode("PatientName", text).value is None
