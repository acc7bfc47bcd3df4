"""Files for one test, and what the reader answers for them."""

from __future__ import annotations

from pathlib import Path

from audit.scan.headers import Answer, HeaderReader
from audit.scan.keywords import STATE_WORDS, column_index

KEY = b"k" * 32


def without_stencils(reader: HeaderReader) -> HeaderReader:
    """The same reader, walking every header element by element."""
    reader._stencils.help = lambda walker, kind: True  # type: ignore[method-assign]
    return reader


class Reading:
    """Reads bytes through one reader, as if each were a file of its own."""

    def __init__(self, folder: Path, stencils: bool = True, key: bytes = KEY) -> None:
        self._path = folder / "one.dcm"
        self.reader = HeaderReader(key) if stencils else without_stencils(HeaderReader(key))

    def __call__(self, data: bytes) -> Answer:
        self._path.write_bytes(data)
        return self.reader.read(bytes(self._path))


def state(answer: Answer, keyword: str) -> str:
    """The word for the state of a keyword."""
    assert answer.row is not None
    return STATE_WORDS[answer.row["states"][column_index()[keyword]]]


def value(answer: Answer, keyword: str) -> object:
    """The value of a column, None where there is none."""
    assert answer.row is not None
    return answer.row.get(keyword)
