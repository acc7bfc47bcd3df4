"""SpecificCharacterSet: bytes to text by the list of the standard only (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from functools import lru_cache

SINGLE = {
    "": "ascii", "ISO_IR 6": "ascii", "ISO_IR 100": "latin-1", "ISO_IR 101": "iso8859-2",
    "ISO_IR 109": "iso8859-3", "ISO_IR 110": "iso8859-4", "ISO_IR 144": "iso8859-5",
    "ISO_IR 127": "iso8859-6", "ISO_IR 126": "iso8859-7", "ISO_IR 138": "iso8859-8",
    "ISO_IR 148": "iso8859-9", "ISO_IR 203": "iso8859-15", "ISO_IR 166": "tis_620",
    "ISO_IR 13": "shift_jis", "ISO_IR 192": "utf-8", "GB18030": "gb18030", "GBK": "gbk",
}  # fmt: skip
EXTENDED = {
    "ISO 2022 IR 6": "ascii", "ISO 2022 IR 100": "latin-1", "ISO 2022 IR 101": "iso8859-2",
    "ISO 2022 IR 109": "iso8859-3", "ISO 2022 IR 110": "iso8859-4", "ISO 2022 IR 144": "iso8859-5",
    "ISO 2022 IR 127": "iso8859-6", "ISO 2022 IR 126": "iso8859-7", "ISO 2022 IR 138": "iso8859-8",
    "ISO 2022 IR 148": "iso8859-9", "ISO 2022 IR 203": "iso8859-15", "ISO 2022 IR 166": "tis_620",
    "ISO 2022 IR 13": "shift_jis", "ISO 2022 IR 87": "iso2022_jp",
    "ISO 2022 IR 159": "iso2022_jp_2",
    "ISO 2022 IR 149": "euc_kr", "ISO 2022 IR 58": "gb2312",
}  # fmt: skip
_ESCAPES = {
    b"\x1b(B": "ascii", b"\x1b-A": "latin-1", b"\x1b-B": "iso8859-2", b"\x1b-C": "iso8859-3",
    b"\x1b-D": "iso8859-4", b"\x1b-L": "iso8859-5", b"\x1b-G": "iso8859-6", b"\x1b-F": "iso8859-7",
    b"\x1b-H": "iso8859-8", b"\x1b-M": "iso8859-9", b"\x1b-b": "iso8859-15", b"\x1b-T": "tis_620",
    b"\x1b)I": "shift_jis", b"\x1b(J": "shift_jis", b"\x1b$B": "iso2022_jp",
    b"\x1b$(D": "iso2022_jp_2", b"\x1b$)C": "euc_kr", b"\x1b$)A": "gb2312",
}  # fmt: skip


@lru_cache(maxsize=256)
def codecs_of(raw: bytes) -> tuple[tuple[str, ...], bool]:
    """The Python codecs of a SpecificCharacterSet value, and whether all its terms are known."""
    terms = [term.strip(" \0") for term in raw.decode("latin-1").split("\\")]
    names = [SINGLE.get(term) or EXTENDED.get(term) for term in terms]
    known = tuple(name for name in names if name)
    return known or ("ascii",), all(names)


def decode_text(raw: bytes, codecs: tuple[str, ...]) -> tuple[str, bool]:
    """
    The text, and whether the bytes belong to the character set.

    Bytes that do not are kept as U+FFFD; nothing is ever looked up by the file's own words.
    """
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii"), True
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):  # a byte order mark is UTF-16, which DICOM lacks
        return raw.decode("latin-1").replace("\0", ""), False
    if b"\x1b" not in raw:
        return _decode(raw, codecs[0])
    return _decode_pieces(raw, codecs)


def _decode(raw: bytes, codec: str) -> tuple[str, bool]:
    if codec == "shift_jis" and any(b > 0xDF or 0x7F < b < 0xA1 for b in raw):
        return raw.decode("shift_jis", "replace"), False  # ISO_IR 13 has no kanji
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return raw.decode(codec, "replace"), False
    return text, not any(ord(c) & 0xFFFF >= 0xFFFE for c in text)


def _decode_pieces(raw: bytes, codecs: tuple[str, ...]) -> tuple[str, bool]:
    """ISO 2022: each escape sequence names the set of what follows it (PS3.5 6.1.2.5)."""
    first, *pieces = raw.split(b"\x1b")
    texts, good = [], True
    if first:
        text, good = _decode(first, codecs[0])
        texts.append(text)
    for piece in pieces[:1024]:
        text, fine = _decode_piece(b"\x1b" + piece)
        texts.append(text)
        good = good and fine
    return "".join(texts), good and len(pieces) <= 1024


def _decode_piece(piece: bytes) -> tuple[str, bool]:
    for escape, codec in _ESCAPES.items():
        if piece.startswith(escape):
            body = piece[len(escape) :]
            if codec.startswith("iso2022"):
                return _decode(piece, codec) if body else ("", False)
            return _decode(body, codec)
    return piece.decode("latin-1"), False
