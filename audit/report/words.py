"""Numbers and texts as a reader meets them; every text from data passes here once."""

from __future__ import annotations

from audit.profile.model import Counts, Interval
from audit.profile.model.withheld import WORD, withheld
from audit.scan.safe_text import safe_text
from audit.units import plural

MARKS = {"error": "■", "warning": "▲", "note": "◆"}
"""Beside the word of a severity, never instead of it."""
PROSE_LIMIT = 4000
"""Characters of a sentence or declared text; a label is cut at 120 by `safe_text`."""


def label(text: str) -> str:
    """A name from the data (a vendor, a class, a keyword), safe to show."""
    return safe_text(text)


def prose(text: str) -> str:
    """A sentence that may hold names from the data or come from a person's file."""
    return safe_text(" ".join(text.split()), PROSE_LIMIT)


def sentence(text: str) -> str:
    """The text as one sentence: capital in front, full stop behind."""
    whole = prose(text)
    if not whole:
        return ""
    ended = whole if whole[-1] in ".!?…" else f"{whole}."
    return ended[0].upper() + ended[1:]


def integer(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


def decimal(number: float | None, digits: int = 3) -> str:
    """Three significant digits without an exponent for usual sizes; `–` for None."""
    if number is None or withheld(number):
        return "–" if number is None else WORD
    if number == int(number) and abs(number) < 1e6:
        return integer(int(number))
    text = f"{number:.{digits}g}"
    return text if "e" not in text else (integer(round(number)) if abs(number) >= 1 else text)


def share(count: int, total: int) -> str:
    """`66.7 %`; never `100.0 %` or `0.0 %` for something else than all or none."""
    if withheld(count) or withheld(total):
        return WORD
    if total == 0:
        return "–"
    if count in (0, total):
        return "100 %" if count else "0 %"
    part = 100 * count / total
    if part < 0.1:
        return "< 0.1 %"
    return "> 99.9 %" if part > 99.9 else f"{part:.1f} %"


def percent(level: float) -> str:
    """A level as asked for, unrounded: `95 %`."""
    return f"{level * 100:g} %"


def asked_levels(power: float, alpha: float) -> str:
    """What a difference was looked for with: `power 0.80, two-sided 0.05`."""
    shown = [f"{x:.2f}" if round(x, 2) == x else f"{x:g}" for x in (power, alpha)]
    return f"power {shown[0]}, two-sided {shown[1]}"


def of(count: int, total: int, unit: str = "") -> str:
    """`8 of 12 series`; `withheld of 24 patients`."""
    if withheld(total):
        return f"{integer(count)} of a withheld number of {plural(unit)}".rstrip()
    return f"{integer(count)} of {integer(total)} {plural_word(total, unit)}".rstrip()


def plural_word(count: int, unit: str) -> str:
    """The unit in the number that fits: `study`, `studies`; `series` stays."""
    return unit if count == 1 else plural(unit)


def number_of(count: int, unit: str) -> str:
    """`1 study`, `2 studies`, `a withheld number of studies`."""
    if withheld(count):
        return f"a {WORD} number of {plural(unit)}"
    return f"{integer(count)} {plural_word(count, unit)}"


def interval(one: Interval | None, scale: float = 100.0, unit: str = " %") -> str:
    """`31.3 to 83.2 %`; `–` for None."""
    if one is None:
        return "–"
    return f"{one.low * scale:.1f} to {one.high * scale:.1f}{unit}"


def size(n_bytes: int) -> str:
    """Decimal units, as drives are sold: `126 MB`."""
    number, units = float(n_bytes), ["bytes", "kB", "MB", "GB", "TB"]
    while number >= 1000 and len(units) > 1:
        number /= 1000
        units.pop(0)
    return f"{decimal(number)} {units[0]}"


def leading(counts: Counts, limit: int = 5) -> str:
    """The most frequent values with their counts, `CT (8), MR (4)`, and how many more there are."""
    shown = ", ".join(f"{label(name)}\u00a0({integer(n)})" for name, n in counts.counts[:limit])
    more = len(counts.counts) - limit
    return f"{shown} and {integer(more)} more" if more > 0 else shown


def distinct(counts: Counts) -> str:
    """How many values there are; where some are withheld, how many are shown, said so."""
    shown = sum(not withheld(n) for _, n in counts.counts)
    if shown == len(counts.counts):
        return integer(shown)
    return f"{integer(shown)} shown, others {WORD}"
