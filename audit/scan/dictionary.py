"""
The DICOM dictionary (PS3.6) as pydicom ships it, read without importing pydicom.

Importing the package takes as long as reading a thousand headers, and every worker would pay it.
The two tables are plain data files inside it, loaded here under their own names.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

Entry = tuple[str, str, str, str, str]
"""VR, VM, name, retired, keyword; of a UID: name, type, info, retired, keyword."""


def _load(name: str) -> ModuleType:
    package = find_spec("pydicom")
    if package is None or package.origin is None:
        raise ImportError("pydicom is not installed")
    file = Path(package.origin).with_name(f"{name}.py")
    spec = spec_from_file_location(f"audit.scan.{name}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"pydicom has no {name}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _tables() -> tuple[dict[int, Entry], tuple[tuple[int, int, str], ...]]:
    module = _load("_dicom_dict")
    repeaters = tuple(
        (
            int("".join("0" if c == "x" else "F" for c in pattern), 16),
            int(pattern.replace("x", "0"), 16),
            entry[0],
        )
        for pattern, entry in module.RepeatersDictionary.items()
    )
    return module.DicomDictionary, repeaters


@cache
def uids() -> dict[str, Entry]:
    """Every UID of the standard with its name and its type."""
    table: dict[str, Entry] = _load("_uid_dict").UID_dictionary
    return table


@cache
def vr_in_dictionary(tag: int) -> str:
    """The VR of a standard tag; "" where the tag is private or unknown."""
    entries, repeaters = _tables()
    entry = entries.get(tag)
    if entry is not None:
        return entry[0]
    if tag >> 16 & 1:
        return ""
    return next((vr for mask, match, vr in repeaters if tag & mask == match), "")


@cache
def _by_keyword() -> dict[str, int]:
    return {entry[4]: tag for tag, entry in _tables()[0].items() if entry[4]}


def tag_of_keyword(keyword: str) -> int:
    """The tag of a keyword; raises ValueError where there is none."""
    tag = _by_keyword().get(keyword)
    if tag is None:
        raise ValueError(f"{keyword} is no DICOM keyword")
    return tag


def is_keyword(name: str) -> bool:
    """Whether the dictionary has this keyword."""
    return name in _by_keyword()


def multiplicity(tag: int) -> str:
    """The VM of a standard tag."""
    return _tables()[0][tag][1]


@cache
def retired_tags() -> dict[str, str]:
    """Standard tags that PS3.6 has retired, as eight hex digits, with their keyword."""
    return {f"{tag:08X}": e[4] for tag, e in _tables()[0].items() if e[3] == "Retired" and e[4]}


def keyword_of(tag: int) -> str:
    """The keyword of a standard tag; "" where there is none."""
    entry = _tables()[0].get(tag)
    return entry[4] if entry else ""


@cache
def private_creators() -> frozenset[str]:
    """The private creators whose elements pydicom's dictionary knows."""
    return frozenset(_load("_private_dict").private_dictionaries)


@cache
def dictionary_words() -> frozenset[str]:
    """The words, in lower case, of the names of all attributes."""
    words = (entry[2].lower().replace("-", " ").split() for entry in _tables()[0].values())
    return frozenset(word.strip("()/,.'") for some in words for word in some)
