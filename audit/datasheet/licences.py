"""Licences and use terms that machines can read: SPDX identifiers and the Data Use Ontology."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def spdx_ids() -> dict[str, str]:
    """The identifiers of the SPDX License List, by their lower case."""
    return {one[0].lower(): one[0] for one in _lines("spdx_licences.tsv")}


def find_licence(text: str) -> str:
    """The SPDX spelling of a licence id; "" where the list does not know it."""
    return spdx_ids().get(text.strip().lower(), "")


def is_own_terms(text: str) -> bool:
    """Whether it is SPDX's way to name terms that are in no list: `LicenseRef-...`."""
    return text.strip().startswith("LicenseRef-")


def licence_page(text: str) -> str:
    """The page of a listed licence; "" for others."""
    known = find_licence(text)
    return f"https://spdx.org/licenses/{known}.html" if known else ""


def forbids_commerce(licence: str) -> bool:
    """Whether a licence is one of Creative Commons' non-commercial ones."""
    known = find_licence(licence)
    return known.startswith("CC-BY-NC")


def duo_id(term: str) -> str:
    """One spelling: `DUO:0000042`."""
    return term.replace("_", ":")


def duo_name(term: str) -> str:
    """What a term means; "" where our list does not hold it."""
    return _duo().get(duo_id(term), ("", "-"))[0]


def duo_forbids_commerce(term: str) -> bool:
    """Whether a term excludes commercial use."""
    return _duo().get(duo_id(term), ("", "-"))[1] == "no"


@cache
def _duo() -> dict[str, tuple[str, str]]:
    return {one[0]: (one[1], one[2]) for one in _lines("duo.tsv")}


def _lines(name: str) -> list[list[str]]:
    text = files("audit").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
