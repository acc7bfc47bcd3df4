"""HeaderTable -> PixelValues: rescale, units, decay, dose and weight; HU of decoded pixels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from audit.profile.hounsfield import measure_hounsfield
from audit.profile.letters import letter_of
from audit.profile.model.shared import Counts, Spread, Subjects
from audit.profile.model.values import CtValues, PetValues, PixelValues
from audit.profile.places import locate_instances
from audit.scan.table import HeaderTable

QUANTITIES = ("BQML", "GML", "CM2ML")
"""Units that are an activity concentration or an SUV (PS3.3 C.8.9.1.1.3)."""
LEAST_DOSE, MOST_DOSE = 1e5, 2e10
"""Bq. Nobody images 0.1 MBq; Rb-82 and Y-90 stay below 20 GBq."""
LEAST_WEIGHT, MOST_WEIGHT = 0.01, 350.0
"""kg: of a mouse and of the patient that a scanner's table bears."""
HALF_LIFE_GAP = 0.03
_CLASSES = {
    "CT": (
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.5.1.4.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2.2",
    ),
    "PT": ("1.2.840.10008.5.1.4.1.1.128",),
}
"""The classes of the tasks `hu` and `suv` in `audit/data/utility_tasks.tsv`."""
_SERIES = """
create or replace temp table value_series as
select series, min(item) as item, series_modality as modality,
       count(RescaleSlope) > 0 as rescaled,
       bool_or({slope_letter} in ('h', 'p') and (RescaleSlope = 0 or {slope_letter} = 'h'))
           as zero_slope,
       count(distinct RescaleSlope) > 1 as several_slopes,
       count(distinct RescaleIntercept) > 1 as several_intercepts,
       min(RescaleIntercept) as intercept,
       coalesce(bool_or(upper(trim(RescaleType)) not in ('HU', '')), false) as other_type,
       min(upper(trim(Units))) as units, min(upper(trim(DecayCorrection))) as decay,
       min({dose}) as dose, min({weight}) as weight, min({half_life}) as half_life,
       min(RadionuclideCodeSequence[1]) as nuclide
from located
where series is not null and role = 'image' and series_modality in ('CT', 'PT')
  and (SOPClassUID is null or SOPClassUID in ({classes}))
  and not coalesce(list_has_any(ImageType, ['LOCALIZER', 'SCOUT']), false)
  and not coalesce(list_contains(series_words, 'localizer'), false)
group by series, series_modality
"""


def measure_values(table: HeaderTable) -> PixelValues:
    """Facts by series, each over the series that state the attribute."""
    locate_instances(table)
    classes = ", ".join(f"'{uid}'" for some in _CLASSES.values() for uid in some)
    table.rows(
        _SERIES.format(
            classes=classes,
            slope_letter=letter_of("RescaleSlope"),
            dose=_stated("RadionuclideTotalDose"),
            weight=_stated("PatientWeight"),
            half_life=_stated("RadionuclideHalfLife"),
        )
    )
    return PixelValues(_measure_ct(table), _measure_pet(table), measure_hounsfield(table))


def _measure_ct(table: HeaderTable) -> CtValues:
    ((n_series, n_rescaled),) = table.rows(
        "select count(*), count(*) filter (rescaled) from value_series where modality = 'CT'"
    )
    return CtValues(
        n_series=n_series,
        n_rescaled=n_rescaled,
        zero_slope=_where(table, "CT", "zero_slope"),
        several_rescales=_where(table, "CT", "several_slopes or several_intercepts"),
        other_type=_where(table, "CT", "other_type"),
        RescaleIntercept=_counts(table, "CT", "format('{:g}', intercept)"),
    )


def _measure_pet(table: HeaderTable) -> PetValues:
    known = ", ".join(f"'{one}'" for one in QUANTITIES)
    table.rows(f"create or replace temp table nuclides (code varchar, seconds double)"
               f"; insert into nuclides values {_nuclide_rows()}")  # fmt: skip
    wrong = (
        f"exists (select 1 from nuclides where code = nuclide and "
        f"abs(half_life - seconds) > {HALF_LIFE_GAP} * seconds)"
    )
    ((n_series, n_doses, n_weights),) = table.rows(
        "select count(*), count(dose), count(weight) from value_series where modality = 'PT'"
    )
    ((n_half_lives,),) = table.rows(
        "select count(half_life) from value_series join nuclides on code = nuclide "
        "where modality = 'PT'"
    )
    return PetValues(
        n_series=n_series,
        Units=_counts(table, "PT", "units"),
        other_units=_where(table, "PT", f"units not in ({known})"),
        DecayCorrection=_counts(table, "PT", "decay"),
        not_corrected=_where(table, "PT", "decay = 'NONE'"),
        n_doses=n_doses,
        dose=_spread(table, "dose"),
        small_doses=_where(table, "PT", f"dose < {LEAST_DOSE}"),
        large_doses=_where(table, "PT", f"dose > {MOST_DOSE}"),
        n_weights=n_weights,
        low_weights=_where(table, "PT", f"weight < {LEAST_WEIGHT}"),
        high_weights=_where(table, "PT", f"weight > {MOST_WEIGHT}"),
        n_half_lives=n_half_lives,
        wrong_half_lives=_where(table, "PT", wrong),
    )


def _stated(keyword: str) -> str:
    """SQL: the value where it is one; a placeholder 0 is none."""
    return f"case when {letter_of(keyword)} = 'p' then {keyword} end"


def _where(table: HeaderTable, modality: str, condition: str) -> Subjects:
    rows = table.rows(
        f"select series, item from value_series where modality = '{modality}' and ({condition}) "
        "order by series"
    )
    return Subjects("series", tuple(n for n, _ in rows), tuple(item for _, item in rows))


def _counts(table: HeaderTable, modality: str, value: str) -> Counts:
    rows = table.rows(
        f"select {value} as one, count(*) from value_series where modality = '{modality}' "
        "group by 1 order by 2 desc, 1"
    )
    found = tuple((str(one), n) for one, n in rows if one)
    absent = sum(n for one, n in rows if not one)
    return Counts("series", sum(n for _, n in rows), found, absent)


def _spread(table: HeaderTable, column: str) -> Spread | None:
    ((n, *numbers),) = table.rows(
        f"select count({column}), min({column}), "
        + ", ".join(f"quantile_cont({column}, {q})" for q in (0.05, 0.5, 0.95))
        + f", max({column}) from value_series where modality = 'PT'"
    )
    return Spread(n, *numbers) if n else None


@cache
def _nuclide_rows() -> str:
    text = files("audit").joinpath("data/nuclides.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
    pairs = [(code, seconds) for codes, _, seconds in lines for code in codes.split(",")]
    return ", ".join(f"('{code}', {float(seconds)})" for code, seconds in pairs)
