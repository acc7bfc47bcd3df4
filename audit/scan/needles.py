"""What a header says of a person, as bytes to search for: parts of names, identifiers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from audit.scan.charsets import codecs_of, decode_text
from audit.scan.keywords import column_index
from audit.scan.person_names import common_words
from audit.scan.seen import GroupMemory, Seen

NAME, ID, BIRTH, STAFF = "name", "identifier", "birth date", "staff name"
"""Kinds of what is searched for; words of the report."""
SOURCES = {
    "PatientName": NAME, "PatientBirthName": NAME, "OtherPatientNames": NAME,
    "PatientMotherBirthName": NAME, "PatientID": ID, "OtherPatientIDs": ID,
    "PatientBirthDate": BIRTH, "ReferringPhysicianName": STAFF, "PerformingPhysicianName": STAFF,
    "OperatorsName": STAFF, "NameOfPhysiciansReadingStudy": STAFF, "PhysiciansOfRecord": STAFF,
    "RequestingPhysician": STAFF,
}  # fmt: skip
UIDS = ("StudyInstanceUID", "SeriesInstanceUID")
COLUMNS = tuple(column_index()[keyword] for keyword in SOURCES)
_CHARSET = column_index()["SpecificCharacterSet"]
_KINDS = tuple(SOURCES.values())
_STOP = re.compile(
    r"(?:.*[^a-z])?(?:test|phantom|dummy|demo|example|sample|volunteer|unknown|none|null|nobody"
    r"|removed|redacted|hidden|patient|subject|last ?name|first ?name|surname|no ?name"
    r"|john doe|jane doe|quality|unidentified|anon|de-?ident|calibration)s?(?:[^a-z].*)?"
    r"|anon.*|de-?ident.*|test.*|(.)\1+"
)
_SPLIT = re.compile(r"[^\w']+|_|(?<=\D)'", re.UNICODE)
_DATE = re.compile(r"(1[89]\d\d|20\d\d)\.?(0[1-9]|1[0-2])\.?(0[1-9]|[12]\d|3[01])")
_EMPTY_DATES = frozenset({"19000101", "18000101", "17000101", "19700101", "20000101"})
_LONGEST = 256
LONG_NAME, LONG_ID = 6, 8
"""Letters of a name and characters of an identifier that may stand within a longer word."""


class Needle(NamedTuple):
    """One thing to find."""

    kind: str
    raw: bytes
    """Lower-cased ASCII, other bytes as in the file."""
    text: str
    """Case-folded, for paths."""
    whole: bool
    """Counts only where neither letter nor digit stands beside it."""
    own: int
    """How often the person's own elements hold it."""
    alone: bool
    """False for a date in another spelling, which is looked for only where its year stands."""


class Needles(NamedTuple):
    """What is searched for in one header, and what of it is not, and why."""

    needles: tuple[Needle, ...]
    year: bytes
    n_year: int
    searched: str
    """Kinds, `|` between them."""
    unsearched: str
    """`kind:reason`, `|` between them."""


Raws = tuple[bytes | None, ...]


_ORDER = (*COLUMNS, _CHARSET, *(column_index()[keyword] for keyword in UIDS))
_N_KEY = len(COLUMNS) + 1
_PLACES = {column: place for place, column in enumerate(_ORDER)}


def raws_of(seen: Seen) -> tuple[Raws, Raws]:
    """The raw values of `SOURCES` and the character set; and those of the UIDs of `UIDS`."""
    found: list[bytes | None] = [None] * len(_ORDER)
    for index, raw in [pair for pair in seen.values if pair[0] in _PLACES]:
        place = _PLACES[index]
        found[place] = raw if found[place] is None else found[place]
    for columns, raws in seen.groups:
        for place, spot in _SPOTS.of(columns):
            found[place] = raws[spot]
    return tuple(found[:_N_KEY]), tuple(found[_N_KEY:])


def _find_spots(columns: tuple[int, ...]) -> list[tuple[int, int]]:
    """Where a group has what is wanted, and where that goes."""
    return [(_PLACES[column], spot) for spot, column in enumerate(columns) if column in _PLACES]


_SPOTS = GroupMemory(_find_spots)


def make_needles(raws: Raws) -> Needles:
    """From raw values; names that are a code, and placeholders, are told apart."""
    codecs, _ = codecs_of((raws[-1] or b"")[:256])
    own = b"\n".join(raw[:_LONGEST] for raw in raws[:-1] if raw).lower()
    identifier = _plain(raws[COLUMNS.index(column_index()["PatientID"])], codecs)
    needles: dict[bytes, Needle] = {}
    unsearched: dict[str, None] = {}
    for kind, raw in zip(_KINDS, raws[:-1], strict=True):
        text = _plain(raw, codecs)
        if not raw or not text:
            continue
        coded = kind == NAME and (text == identifier or any(c.isdigit() for c in text))
        told = ID if coded else kind
        texts, reason = _texts(told, text)
        if reason:
            unsearched[f"{told}:{reason}"] = None
        for number, one in enumerate(texts):
            for spelled in _spell(one, codecs):
                alone = told != BIRTH or not number
                needle = Needle(told, spelled, one, _is_whole(told, one), own.count(spelled), alone)
                needles.setdefault(spelled, needle)
    for needle in list(needles.values()):  # HEAD is the name of nobody, unless of MARY HEAD
        if needle.text in common_words() and not _has_sibling(needle, needles.values()):
            del needles[needle.raw]
            unsearched[f"{needle.kind}:a common word"] = None
    searched = dict.fromkeys(needle.kind for needle in needles.values())
    year = next((n.raw[:4] for n in needles.values() if n.kind == BIRTH and n.alone), b"")
    n_year = own.count(year) if year else 0
    return Needles(tuple(needles.values()), year, n_year, "|".join(searched), "|".join(unsearched))


def _has_sibling(needle: Needle, others: Iterable[Needle]) -> bool:
    return any(one.kind == needle.kind and one.raw != needle.raw for one in others)


def _plain(raw: bytes | None, codecs: tuple[str, ...]) -> str:
    return decode_text((raw or b"")[:_LONGEST], codecs)[0].strip(" \0^").casefold()


def _texts(kind: str, text: str) -> tuple[list[str], str]:
    """The texts to find, and why there is none."""
    if kind == BIRTH:
        return _dates(text)
    if _STOP.fullmatch(text.replace("^", " ").strip()):
        return [], "placeholder"
    return _identifiers(text) if kind == ID else _parts(text)


def _dates(text: str) -> tuple[list[str], str]:
    found = _DATE.fullmatch(text)
    if not found:
        return [], "no date"
    y, m, d = found.groups()
    if y + m + d in _EMPTY_DATES:
        return [], "placeholder"
    spelled = [f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{d}{m}{y}", f"{m}{d}{y}"]
    spelled += [f"{d}{mark}{m}{mark}{y}" for mark in "./-"]
    spelled += [f"{m}{mark}{d}{mark}{y}" for mark in "/-"]
    return [y + m + d, *dict.fromkeys(spelled)], ""


def _identifiers(text: str) -> tuple[list[str], str]:
    parts = [part.strip() for part in text.split("\\")]
    kept = [part for part in parts if _is_long_enough(part)]
    return kept, "" if kept else "too short"


def _is_long_enough(part: str) -> bool:
    n_digits = sum(c.isdigit() for c in part)
    if part.strip("0123456789 .-_/"):
        return len(part) >= 4
    return n_digits >= 6 and len(set(part)) > 2


def _parts(text: str) -> tuple[list[str], str]:
    """Of each name its parts of four letters (two outside of Latin script); else all together."""
    found: list[str] = []
    for name in re.split(r"[=\\]", text):
        parts = [part.strip("'") for part in _SPLIT.split(name) if part.strip("'")]
        kept = [part for part in parts if len(part) >= (4 if part.isascii() else 2)]
        found += kept
        if not kept and len(parts) > 1 and sum(map(len, parts)) >= 5:
            one, two = parts[0], parts[1]
            found += [one + mark + two for mark in ("^", " ", "_", ", ", "")]
            found += [two + mark + one for mark in (" ", "_", "")]
    found = list(dict.fromkeys(part for part in found if not _STOP.fullmatch(part)))
    return found, "" if found else "too short"


def _is_whole(kind: str, text: str) -> bool:
    if kind == ID:
        return len(text) < LONG_ID or text.isdigit()
    return kind == BIRTH or len(text) < LONG_NAME


def _spell(text: str, codecs: tuple[str, ...]) -> list[bytes]:
    """The bytes of a text in the character sets of the file, in lower and in upper case."""
    if text.isascii():
        return [text.encode()]
    spelled: dict[bytes, None] = {}
    for codec in dict.fromkeys((*codecs, "utf-8")):
        for one in (text, text.upper(), text.title()):
            try:
                spelled[one.encode(codec).lower()] = None
            except UnicodeEncodeError:
                continue
    return [one for one in spelled if len(one) >= 2 and b"?" not in one]
