"""Which vendor a spelling of Manufacturer stands for: careful matching over a table of our own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize


@dataclass(frozen=True, slots=True)
class Make:
    """One vendor as found: the name in our tables, and the make it was before it joined."""

    vendor: str
    former: str = ""
    recognised: bool = True


def recognise_vendor(spelling: str) -> Make:
    """
    The make behind a spelling; an unknown spelling stands for itself.

    Compared without case, with `_` as a blank, runs of blanks as one, and outer quotes taken off.
    What follows ` / ` is software that rewrote the object (`Philips / MIM Software`), so that only
    the part before it counts. A pattern is the beginning of the spelling in whole words: `ge`
    fits `GE MEDICAL S]STEMS`, not `Gentex`. The longest pattern that fits decides.
    """
    key = _key(spelling)
    whole, beginnings = _patterns()
    if key in whole:
        return whole[key]
    for pattern, make in beginnings:
        if key.startswith(pattern) and not key[len(pattern) : len(pattern) + 1].isalnum():
            return make
    return Make(" ".join(spelling.split()), recognised=False)


def _key(spelling: str) -> str:
    words = normalize("NFC", spelling).casefold().replace("_", " ").split()
    return " ".join(words).strip("\"' ").split(" / ")[0]


@cache
def _patterns() -> tuple[dict[str, Make], list[tuple[str, Make]]]:
    """Whole spellings, and beginnings with the longest first."""
    text = files("audit").joinpath("data/vendors.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    whole: dict[str, Make] = {}
    beginnings: list[tuple[str, Make]] = []
    for line in lines[1:]:
        vendor, former, _, match = line.split("\t")
        for pattern in match.split(";"):
            if pattern.startswith("="):
                whole[pattern[1:]] = Make(vendor, former)
            else:
                beginnings.append((pattern, Make(vendor, former)))
    return whole, sorted(beginnings, key=lambda pair: (-len(pair[0]), pair[0]))
