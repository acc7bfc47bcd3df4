"""One PatientID written in several ways: the keyed token of its normal form."""

from __future__ import annotations

import re
from unicodedata import normalize

from audit.scan import limits
from audit.scan.charsets import codecs_of, decode_text
from audit.scan.keywords import column_index
from audit.scan.seen import Seen
from audit.scan.tokens import token

PATIENT = "patient_id_normalised"
"""The column of the header table."""
_BLANKS = re.compile(r"\s+")
_KEPT = 20_000
_CHARSET, _ID = column_index()["SpecificCharacterSet"], column_index()["PatientID"]


def normalise_id(text: str) -> str:
    """
    The form in which two spellings of one identifier are equal.

    NULs count as blanks, outer blanks do not count, inner ones count as one; upper and lower case
    are the same, and so are composed and decomposed letters (Unicode canonical caseless matching,
    D145). Leading zeros and punctuation stay: `007` and `7` may be two people.
    """
    bare = _BLANKS.sub(" ", text.replace("\0", " ")).strip()
    return normalize("NFC", normalize("NFD", bare).casefold())


class PatientIds:
    """Normal tokens by plain token, so that each identifier is decoded once and not once a file."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[str, str | None] = {}

    def token_of(self, plain: str | None, seen: Seen) -> str | None:
        """The token of the normal form of what `seen` holds; `plain` is its token as it stands."""
        if plain is None:
            return None
        if plain not in self._known:
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known[plain] = self._make(seen)
        return self._known[plain]

    def _make(self, seen: Seen) -> str | None:
        raw = (seen.raw(_ID) or b"")[: limits.VALUE_BYTES]
        codecs, _ = codecs_of((seen.raw(_CHARSET) or b"")[:256])
        text = normalise_id(decode_text(raw, codecs)[0])
        return token(self._key, text) if text else None
