"""Free text that looks like a name, date, telephone number, e-mail, address or record number."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import cache

from audit.scan.container import Opened
from audit.scan.element_names import place_of
from audit.scan.free_text import is_free
from audit.scan.keywords import columns
from audit.scan.limits import TEXT_BYTES
from audit.scan.person_names import common_words, person_names
from audit.scan.plans import CREATOR, GROUP_LENGTH, TEXT
from audit.scan.seen import GroupMemory, Seen
from audit.scan.source_bytes import FileBytes
from audit.scan.value_walk import Value, ValueWalk, plain_values

NAME, DATE, TELEPHONE, EMAIL, ADDRESS, NUMBER = (
    "name", "date", "telephone number", "e-mail address", "postal address", "record number",
)  # fmt: skip
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_YEAR, _DAY, _NUMBERED = r"(?:19|20)\d\d", r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_RULES = (
    (EMAIL, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}"),
    (NUMBER, r"(?<![\d.-])\d{3}-\d{2}-\d{4}(?![\d.-])"
             r"|\b(?:mrn|ssn|nhs|med(?:ical)? ?rec(?:ord)?|pat(?:ient)?\.? ?(?:id|no|nr))\b"
             r"\W{0,3}(?:no\.?|nr\.?|number)?\W{0,3}[a-z]{0,3}\d{4,}"),
    (TELEPHONE, r"(?<![\d.])(?:\+?1[- ])?(?:\(\d{3}\) ?|\d{3}[- ])\d{3}[- ]\d{4}(?![\d.])"
                r"|(?<!\w)\+\d{1,3}[ -/]\(?\d[\d ()/-]{6,}\d"
                r"|\b(?:tel|phone|telefon|fon|mobile|fax|pager)\b\W{0,3}\+?\(?\d[\d ()/-]{5,}\d"),
    (DATE, rf"(?<![\d.]){_YEAR}([-/.]){_NUMBERED}\1{_DAY}(?![\w.])"
           rf"|(?<![\d.])(?:{_DAY}([./-]){_NUMBERED}\2|{_NUMBERED}([/-]){_DAY}\3){_YEAR}(?![\w.])"
           rf"|(?<![\w.]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w.])"
           rf"|\b{_DAY}[. -]{{1,2}}{_MONTH}[., -]{{1,2}}{_YEAR}\b"
           rf"|\b{_MONTH}[. ]{{1,2}}{_DAY}(?:st|nd|rd|th)?,? {_YEAR}\b"),
    (ADDRESS, r"\b\d{1,5} (?:[a-z'.]+ ){1,3}(?:street|st\.|avenue|ave\.?|road|rd\.|boulevard|blvd"
              r"|drive|court|lane|suite|apt)\b|\bp\.?o\.? box \d+|\b[a-z]+(?:straße|strasse) \d+"),
)  # fmt: skip
_CARET = r"([a-z'-]{2,})\^([a-z'-]{2,})"
_TITLED = (
    r"\b(?:Dr|Mr|Mrs|Ms|Prof|Herr|Frau|Mme)(?:\. ?| )([A-Z][a-z]{2,}|[A-Z]['-][A-Z][a-z]+)\b"
    r"|\b(?:DR|MR|MRS|MS|PROF)\. ?([A-Z]{3,})\b"
    r"|\b(?:[Pp]atient|PATIENT|[Pp]t|PT)(?:['’]?s)?(?: [Nn]ame| NAME)?\.? ?[:=] ?([A-Z][A-Za-z'-]+)"
)
_PAIR = r"\b([a-z'-]{3,})(?: [a-z]\.?)? ([a-z'-]{3,})\b"
_TURNED = r"\b([a-z'-]{3,}), ?([a-z'-]{3,})\b"
_KEPT_BYTES, _NOTES = 8_000_000, 100
SHORTEST = 6
"""Bytes of a text that is looked at."""
_BLANKS = dict.fromkeys(map(ord, "\r\n\t\f\x1b"), " ")
_WANTED = frozenset({TEXT, *(column.index for column in columns() if is_free(column.tag))})


_STREETS = ("st", "ave", "road", "rd.", "boulevard", "blvd", "drive", "court", "lane", "suite",
            "apt", "box")  # fmt: skip
"""One of these stands in whatever the rule for addresses fits."""


def signs_of(text: str) -> tuple[str, ...]:
    """The kinds of identifying text that a free text looks like, in a fixed order."""
    found = [NAME] if _names_somebody(text) else []
    possible = _possible(text)
    return (*found, *(kind for kind, rule in _rules() if kind in possible and rule.search(text)))


def _possible(text: str) -> set[str]:
    """
    Kinds for which a text has what each of them needs: four digits close together, a sign, a word.
    Nearly all texts have nothing of it, and the rules take ten times as long.
    """
    possible = {EMAIL} if "@" in text else set()
    if _four_digits().search(text) is not None:
        possible |= {NUMBER, TELEPHONE, DATE}
    folded = text.lower()
    if any(map(folded.__contains__, _STREETS)):
        possible.add(ADDRESS)
    return possible


@cache
def _four_digits() -> re.Pattern[str]:
    return re.compile(r"\d[ ()/.+-]{0,3}\d[ ()/.+-]{0,3}\d[ ()/.+-]{0,3}\d")


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled when the first text is met: a worker that meets none starts without."""
    return tuple((kind, re.compile(rule, re.IGNORECASE)) for kind, rule in _RULES)


@cache
def _named() -> tuple[re.Pattern[str], ...]:
    pairs = (re.compile(rule, re.IGNORECASE) for rule in (_CARET, _PAIR, _TURNED))
    return re.compile(r"[^\W\d_]{2}"), re.compile(_TITLED), *pairs


def _names_somebody(text: str) -> bool:
    letters, titled, caret, pair, turned = _named()
    if letters.search(text) is None:  # numbers, as most private elements hold
        return False
    common = common_words()
    if any(next(filter(None, m.groups())).lower() not in common for m in titled.finditer(text)):
        return True
    folded = text.lower()
    if " " not in folded and "^" not in folded and "," not in folded:
        return False
    given, family = person_names()
    for found in caret.finditer(folded):
        one, two = found.groups()
        if (one in given or two in given) and one not in common and two not in common:
            return True
    words = pair.finditer(folded), turned.finditer(folded)
    return any(m[1] in given and m[2] in family for m in words[0]) or any(
        m[1] in family and m[2] in given for m in words[1]
    )


class TextSigns:
    """Looks at every free text of a header; each distinct one is judged once."""

    def __init__(self, values: ValueWalk) -> None:
        self._values = values
        self.judged: dict[bytes, tuple[str, ...]] = {}
        """Raw texts and their signs; it never leaves the process."""
        self._quiet: set[bytes] = set()
        """Those of them without a sign."""
        self._n_bytes = 0
        self._spots = GroupMemory(_find_spots)

    def look(self, opened: Opened, source: FileBytes, data: bytes, seen: Seen) -> list[str]:
        """`kind@place`, sorted, each once; places are asked for only where there is a sign."""
        judge, quiet, spots = self._judge, self._quiet, self._spots.of
        texts = [raw for column, raw in seen.values if column in _WANTED]
        for group, raws in seen.groups:
            texts += [raws[spot] for spot in spots(group)]
        nested = [raw for column, raw in seen.nested if column in _WANTED]
        if quiet.issuperset(texts) and quiet.issuperset(nested):
            return []
        shown = tuple((n, raw) for n, raw in enumerate(texts) if judge(raw))
        inside = tuple((n, raw) for n, raw in enumerate(nested) if judge(raw))
        if not shown and not inside:
            return []
        notes, key = _notes_of(seen), (shown, inside, _creators(seen))
        if key not in notes:
            values = None if inside else self._in_columns(seen, len(shown))
            if values is None and not inside:
                values = self._plain(opened, data, len(shown))
            notes[key] = self._places(opened, source, data, values)
        return notes[key]

    def _in_columns(self, seen: Seen, n_wanted: int) -> list[Value] | None:
        """The values that show a sign, where all of them have a column, and by that a place."""
        values = [
            Value(columns()[column].tag, False, b"", raw)
            for column, raw in seen.pairs()
            if column < GROUP_LENGTH and column in _WANTED and self._judge(raw)
        ]
        return values if len(values) == n_wanted else None

    def _places(
        self, opened: Opened, source: FileBytes, data: bytes, values: list[Value] | None
    ) -> list[str]:
        """Where the texts stand that were judged."""
        judge = self._judge
        if values is None:
            values = list(self._values.find(opened, source, data, self._shows))
        found = {
            f"{kind}@{place_of(value)}"
            for value in values
            if is_free(value.tag)
            for kind in judge(value.raw)
        }
        return sorted(found)

    def _plain(self, opened: Opened, data: bytes, n_wanted: int) -> list[Value] | None:
        """The values that show a sign, where as many are found as are known to be there."""
        values = []
        for tag, start, stop, creator in plain_values(data, opened, len(data)):
            if is_free(tag) and self._shows(raw := data[start:stop]):
                values.append(Value(tag, False, creator, raw))
                if len(values) == n_wanted:
                    return values
        return None

    def _shows(self, raw: bytes) -> bool:
        return len(raw) >= SHORTEST and self.judged.get(raw) != () and bool(self._judge(raw))

    def _judge(self, raw: bytes) -> tuple[str, ...]:
        found = self.judged.get(raw)
        if found is None:
            if self._n_bytes > _KEPT_BYTES:
                self._n_bytes = 0
                self.judged.clear()
                self._quiet.clear()
            text = text_of(raw[:TEXT_BYTES])
            found = signs_of(text) if text else ()
            if len(raw) <= TEXT_BYTES:
                self.judged[raw] = found
                if not found:
                    self._quiet.add(raw)
                self._n_bytes += len(raw) + 100
        return found


def _find_spots(group: tuple[int, ...]) -> list[int]:
    """Where the free texts stand in a group."""
    return [spot for spot, column in enumerate(group) if column in _WANTED]


def _notes_of(seen: Seen) -> dict[Hashable, list[str]]:
    """What is remembered of headers with the same elements at the same places, all of them."""
    if seen.stencil is None:
        return {}
    notes = seen.stencil.notes_of(seen)
    if len(notes) > _NOTES:
        notes.clear()
    return notes


def _creators(seen: Seen) -> tuple[bytes, ...]:
    """The private creators in their order: by them private elements are named."""
    return tuple([raw for column, raw in seen.pairs() if column == CREATOR])


def text_of(raw: bytes) -> str:
    """What reads as text; "" for bytes that are none, and for what is too short to tell."""
    bare = raw.strip(b" \0")
    if len(bare) < SHORTEST or b"\0" in bare:
        return ""
    try:
        text = bare.decode("utf-8")
    except UnicodeDecodeError:
        text = bare.decode("latin-1")
    plain = text.translate(_BLANKS)
    return plain if plain.isprintable() else ""
