"""The tables behind the catalogue: which keyword answers what, which SOP class is what."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import cast, get_args

import pyarrow as pa

from audit.profile.model.shared import Level

KNOWN_SCHEMES = (
    *("SCT", "SRT", "SNM3", "DCM", "LN", "RADLEX", "RADELEMENT", "UCUM", "NCIt", "UMLS", "FMA"),
    *("I9C", "I10", "I10P", "ICD10", "ICDO3", "MSH", "RXNORM", "C4", "IBSI"),
)
"""Coding schemes that anybody can look up; `99...` schemes are a vendor's own."""


@cache
def acquisition_parameters() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Modality and the keywords that answer one parameter, in the order of the file."""
    return tuple((m, tuple(words.split(","))) for m, words in _lines("acquisition.tsv"))


@cache
def presence_keywords() -> tuple[tuple[Level, tuple[str, ...]], ...]:
    """The keywords whose presence is counted, by level."""
    lines = _lines("presence.tsv")
    return tuple(
        (cast(Level, level), words)
        for level in get_args(Level)
        if (words := tuple(word for at, word in lines if at == level))
    )


@cache
def lossy_syntaxes() -> tuple[str, ...]:
    """Transfer syntaxes that cannot keep every pixel value."""
    return tuple(uid for uid, _ in _lines("lossy_syntaxes.tsv"))


def sop_roles() -> pa.Table:
    """SOP class UID, the modalities it allows (`-` any), and what it is for."""
    uid, _, modalities, role = zip(*_lines("sop_classes.tsv"), strict=True)
    return pa.table({"uid": uid, "modalities": modalities, "role": role})


def _lines(name: str) -> list[list[str]]:
    text = files("audit").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
