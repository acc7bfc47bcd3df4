"""One identifier in several writings, and identifiers that stay apart."""

from __future__ import annotations

import pytest

from audit.scan.known_frames import known_frame_tokens, known_frames
from audit.scan.patient_ids import normalise_id
from audit.scan.tokens import token


@pytest.mark.parametrize(
    "other",
    ["  Zoë 7 ", "Zoë 7\0\0", "ZOË 7", "Zoe\u0308 7", "zoë\u00a07", "Zoë  7", "Zoë\t7", "\0 Zoë 7"],
)
def test_the_same_in_another_writing(other: str) -> None:
    assert normalise_id(other) == normalise_id("Zoë 7")


@pytest.mark.parametrize("other", ["Zoe 7", "Zoë7", "Zoë 07", "Zoë-7", "Zoë 7.", ""])
def test_another_identifier(other: str) -> None:
    assert normalise_id(other) != normalise_id("Zoë 7")


def test_letters_whose_capital_is_two_letters() -> None:
    assert normalise_id("STRASSE") == normalise_id("straße")
    assert normalise_id("\u1e9e") == normalise_id("ss")


def test_blanks_alone_are_nobody() -> None:
    assert normalise_id(" \0\u2003 ") == ""


def test_frames_of_the_standard() -> None:
    assert "1.2.840.10008.1.4.1.1" in known_frames()  # the Talairach atlas
    assert len(known_frames()) > 20
    tokens = known_frame_tokens(b"k" * 32)["token"].to_pylist()
    assert token(b"k" * 32, "1.2.840.10008.1.4.1.1") in tokens
