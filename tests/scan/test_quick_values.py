"""The quick way gives what the long way gives, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.scan.keywords import Column, columns
from audit.scan.quick_values import quick_decoder
from audit.scan.tokens import in_bytes, token, tokenizer
from audit.scan.values import Decoders

KEY = b"k" * 32
QUICK = [c for c in columns() if quick_decoder(c, tokenizer(KEY)) is not None]
LONG = Decoders(KEY, ("utf-8",), True)
LIKELY = st.text("0123456789.+-\\ \0eE_", max_size=40).map(str.encode)
DATES = st.text("0123456789", min_size=8, max_size=8).map(str.encode)


def both(column: Column, raw: bytes) -> tuple[object, object]:
    quick = quick_decoder(column, tokenizer(KEY))
    assert quick is not None
    return quick(raw), LONG.decode_fully(column.index, raw) if raw else None


@pytest.mark.parametrize("vr", ["UI", "DS", "IS", "DA"])
def test_there_is_one_for(vr: str) -> None:
    assert any(column.vr == vr for column in QUICK)


@pytest.mark.parametrize("column", QUICK, ids=lambda column: column.keyword)
@given(raw=LIKELY | DATES)
def test_it_never_says_otherwise(column: Column, raw: bytes) -> None:
    quick, fully = both(column, raw)
    assert quick is None or (quick == fully and type(quick) is type(fully))


@pytest.mark.parametrize(
    ("keyword", "raw"),
    [
        ("SOPInstanceUID", b"1.2.840.113619.2.5\0"),
        ("StudyInstanceUID", b"1.2"),
        ("ImagePositionPatient", b"-12.5\\0.25\\1000"),
        ("InstanceNumber", b" 12 "),
        ("SliceThickness", b"0"),
        ("StudyDate", b"20240229"),
        ("StudyDate", b"19000101"),
    ],
)
def test_what_is_usual_is_taken(keyword: str, raw: bytes) -> None:
    (column,) = (column for column in columns() if column.keyword == keyword)
    quick, fully = both(column, raw)
    assert quick is not None
    assert quick == fully


@pytest.mark.parametrize(
    ("keyword", "raw"),
    [
        ("SOPInstanceUID", b"1..2"),
        ("SOPInstanceUID", b".1.2"),
        ("SOPInstanceUID", b"1.2."),
        ("SOPInstanceUID", b"1" * 65),
        ("SliceThickness", b"1e3"),
        ("SliceThickness", b"1\\2"),
        ("SliceThickness", b"nan"),
        ("SliceThickness", b"1_0"),
        ("InstanceNumber", b"1" * 13),
        ("InstanceNumber", b"1.0"),
        ("StudyDate", b"20230229"),
        ("StudyDate", b"2023.02.28"),
    ],
)
def test_what_is_not_usual_is_left(keyword: str, raw: bytes) -> None:
    (column,) = (column for column in columns() if column.keyword == keyword)
    assert both(column, raw)[0] is None


@given(text=st.text())
def test_a_tokenizer_makes_the_same_tokens(text: str) -> None:
    bare = text.strip(" \0")
    assert tokenizer(KEY)(in_bytes(bare)) == token(KEY, text)
