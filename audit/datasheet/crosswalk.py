"""Where each field answers other documentation frameworks: C12 as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Crossing:
    """One field of ours and the places that ask for the same; "" where a framework does not ask."""

    ids: tuple[str, ...]
    """Ids of Table 2 and of the X block."""
    field: str
    datasheets: str
    """Section of Datasheets for Datasets (Gebru 2021); HS: what Healthsheet adds."""
    metric: str
    """Cluster of the METRIC framework (Schwabe 2024), 1 to 5."""
    standing_together: str
    """Topic of the documentation part of STANDING Together (2024); topics have no numbers here."""
    claim: str
    """Item of CLAIM 2024."""
    stard_ai: str
    """Item of STARD-AI (2025)."""
    fda: str
    """Data items of the FDA draft guidance of January 2025, section VIII; the numbers are ours."""
    ai_act: str
    """Paragraph of Article 10 of Regulation (EU) 2024/1689."""
    croissant: str
    """Properties of Croissant 1.1 and Croissant RAI 1.0."""
    data_card: str
    """Section of a Data Card (Pushkarna 2022)."""


@cache
def crossings() -> tuple[Crossing, ...]:
    """All rows in the order of our fields. They say where to look, not that a demand is met."""
    text = files("audit").joinpath("data/crosswalk.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
    return tuple(_crossing(*("" if cell == "-" else cell for cell in line)) for line in lines)


def _crossing(ids: str, *cells: str) -> Crossing:
    return Crossing(tuple(ids.split(" ")), *cells)
