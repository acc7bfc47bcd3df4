"""SpecificCharacterSet: names and bytes, most of them from the annexes H to K of PS3.5."""

from __future__ import annotations

import codecs as python_codecs

import pytest

from audit.scan.charsets import EXTENDED, SINGLE, codecs_of, decode_text

EXAMPLES = [
    ("ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
    ("ISO_IR 101", b"W\xb3odarczyk", "Włodarczyk"),
    ("ISO_IR 144", b"\xbb\xee\xda\x63\xd5\xdc\xd1\xe3\xe0\xd3", "Люкcембург"),
    ("ISO_IR 126", b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
    ("ISO_IR 127", b"\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"),
    ("ISO_IR 138", b"\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה"),
    ("ISO_IR 148", b"\xc7avu\xfeo\xf0lu", "Çavuşoğlu"),
    ("ISO_IR 203", b"price \xa4", "price €"),
    ("ISO_IR 166", b"\xb9\xd2\xc2", "นาย"),
    ("ISO_IR 13", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
    ("ISO_IR 192", "Wang^XiaoDong=王^小東".encode(), "Wang^XiaoDong=王^小東"),
    ("GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang^XiaoDong=王^小东"),
    ("GBK", b"\xcd\xf5^\xd0\xa1\xb6\xab", "王^小东"),
    (
        "\\ISO 2022 IR 87",
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B",
        "Yamada^Tarou=山田^太郎",
    ),
    (
        "ISO 2022 IR 13\\ISO 2022 IR 87",
        b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
    ),
    (
        "\\ISO 2022 IR 149",
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7",
        "Hong^Gildong=洪^吉洞",
    ),
    ("\\ISO 2022 IR 58", b"Zhang=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab", "Zhang=张^小东"),
    ("ISO 2022 IR 6\\ISO 2022 IR 100", b"Jos\x1b-A\xe9", "José"),
]


@pytest.mark.parametrize(("name", "raw", "text"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_examples(name: str, raw: bytes, text: str) -> None:
    codecs, known = codecs_of(name.encode())
    assert known
    assert decode_text(raw, codecs) == (text, True)


@pytest.mark.parametrize("name", [*SINGLE, *EXTENDED])
def test_every_name_of_the_list(name: str) -> None:
    """Each has a codec that Python has, with any outer padding, and reads plain ASCII."""
    for raw in (name, f" {name} ", f"{name}\0"):
        codecs, known = codecs_of(raw.encode())
        assert known
        assert python_codecs.lookup(codecs[0])
        assert decode_text(b"plain", codecs) == ("plain", True)


@pytest.mark.parametrize(
    "name",
    ["rot13", "rot_13", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-16",
     "utf-7", "zlib_codec", "hex", "undefined", "mbcs", "oem", "ascii", "latin-1", "ISO_IR 9999",
     "iso_ir 100", "ISO-IR 100", "ISO_IR 100\\rot13", "\xff\xfe"],
)  # fmt: skip
def test_names_that_are_not_on_the_list(name: str) -> None:
    """A codec is never looked up by the file's own words, whatever Python would make of them."""
    codecs, known = codecs_of(name.encode("latin-1"))
    assert not known
    assert set(codecs) <= {"ascii", "latin-1"}


BROKEN = [
    ("ISO_IR 192", "Müller".encode("latin-1")),
    ("ISO_IR 192", b"A\xed\xa0\x80B"),
    ("ISO_IR 192", b"\xc0\xaf"),
    ("ISO_IR 192", "A\ufffeB".encode()),
    ("ISO_IR 192", "A\U0001ffffB".encode()),
    ("ISO_IR 6", b"M\xfcller"),
    ("ISO_IR 13", "表示".encode("shift_jis")),
    ("ISO_IR 100", "Name".encode("utf-16")),
    ("ISO_IR 100", "Name".encode("utf-16-be") and b"\xfe\xff\0N\0a"),
    ("ISO_IR 166", b"\xff\xdc"),
    ("\\ISO 2022 IR 87", b"\x1b$B;"),
    ("\\ISO 2022 IR 87", b"\x1b%Gtext"),
    ("\\ISO 2022 IR 87", b"\x1b$B" * 20_000),
    ("GB18030", b"\x81"),
]


@pytest.mark.parametrize(("name", "raw"), BROKEN)
def test_bytes_that_the_set_does_not_have(name: str, raw: bytes) -> None:
    """They are told, and the text is still well formed."""
    text, good = decode_text(raw, codecs_of(name.encode())[0])
    assert not good
    text.encode("utf-8")


def test_a_backslash_may_be_half_a_character() -> None:
    codecs, _ = codecs_of(b"GB18030")
    text, good = decode_text(b"\x81\x5c\x81\x5c", codecs)
    assert good
    assert "\\" not in text
