"""Each series with its settings: the rows that protocols are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from audit.profile.letters import letter_of, told_by
from audit.profile.vendor_names import recognise_vendor
from audit.scan.description_words import UNLISTED
from audit.scan.keywords import INTEGERS, REALS, column_index, columns
from audit.scan.table import HeaderTable

Setting = str | float | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of `audit/data/protocol_parameters.tsv`."""

    modality: str
    keyword: str
    is_number: bool
    adapted: bool
    """Fitted to each patient: a setting only where nearly all series have one value."""
    absolute: float
    relative: float

    def agree(self, one: Setting, other: Setting) -> bool:
        """Whether two values are the same setting; what is not stated differs from nothing."""
        if one is None or other is None:
            return True
        if isinstance(one, str) or isinstance(other, str):
            return one == other
        gap = abs(one - other)
        allowed = max(self.absolute, self.relative * max(abs(one), abs(other)))
        return gap <= allowed * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class SeriesSettings:
    """One series; `settings` in the order of the parameters of its modality."""

    number: int
    item: int
    modality: str
    body_part: str
    vendor: str
    kind: str
    """ORIGINAL or DERIVED, as its images say."""
    words: frozenset[str]
    settings: tuple[Setting, ...]

    @property
    def listed(self) -> str:
        """The words that may be shown."""
        return " ".join(sorted(word for word in self.words if not word.startswith(UNLISTED)))


def parameters(modality: str, tolerances: dict[str, float]) -> tuple[Parameter, ...]:
    """Those of one modality; `tolerances` replace the absolute one and the relative one."""
    return tuple(
        replace(one, absolute=tolerances[one.keyword], relative=0.0)
        if one.keyword in tolerances and one.is_number
        else one
        for one in _parameters()
        if one.modality == modality
    )


@cache
def modalities() -> tuple[str, ...]:
    """Those with parameters, in the order of the file."""
    return tuple(dict.fromkeys(one.modality for one in _parameters()))


def read_series(table: HeaderTable, modality: str) -> list[SeriesSettings]:
    """
    Image series of one modality without localizers, in their order; needs `located`.

    A setting is the middle one of the different images (the lower middle), so that a few odd
    images say nothing of a series.
    """
    keywords = [one.keyword for one in _parameters() if one.modality == modality]
    settings = ", ".join(f"{_one(keyword)} as v{n}" for n, keyword in enumerate(keywords))
    rows = table.rows(f"""
        select series, min(item), min(upper({told_by("BodyPartExamined")})),
               min({told_by("Manufacturer")}), min(ImageType[1]),
               arg_min(series_words, item), {settings}
        from located
        where series is not null and role = 'image' and series_modality = '{modality}'
        group by series
        having not coalesce(bool_or(list_contains(ImageType, 'LOCALIZER')), false)
           and not coalesce(bool_or(list_contains(series_words, 'localizer')), false)
        order by series""")
    vendors = {make: recognise_vendor(make).vendor for make in {row[3] for row in rows} if make}
    return [
        SeriesSettings(
            number, item, modality, body or "", vendors.get(make, ""),
            kind or "", frozenset(words or ()), tuple(values),
        )
        for number, item, body, make, kind, words, *values in rows
    ]  # fmt: skip


def _one(keyword: str) -> str:
    """SQL: the one value of a series; NULL where no image states it."""
    column = columns()[column_index()[keyword]]
    is_number = column.vr in INTEGERS | REALS
    value = keyword
    if column.multi:
        value = f"{keyword}[1]" if is_number else f"array_to_string({keyword}, '/')"
    told = f"case when {letter_of(keyword)} = 'p' then {value} end"
    if is_number:
        return f"quantile_disc({told}::double, 0.5)"
    return f"quantile_disc(nullif(trim({told}), ''), 0.5)"


@cache
def _parameters() -> tuple[Parameter, ...]:
    text = files("audit").joinpath("data/protocol_parameters.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
    return tuple(
        Parameter(
            modality, keyword, kind != "text", kind == "adapted", float(absolute), float(relative)
        )
        for modality, keyword, kind, absolute, relative in lines
    )
