"""Whether the sites, scanners and dates of test patients were seen in training."""

from __future__ import annotations

from audit.profile.leak_base import quoted
from audit.profile.letters import letter_of, told_by
from audit.profile.model.leakage import Known
from audit.scan.table import HeaderTable

_MAKER = told_by("Manufacturer", "h.")
_MODEL = told_by("ManufacturerModelName", "h.")
_DEVICE = f"coalesce({told_by('DeviceSerialNumber', 'h.')}, {told_by('StationName', 'h.')})"
_DATED = f"{letter_of('StudyDate', 'h.')} = 'p'"
_WHATS = (
    ("site (InstitutionName)", told_by("InstitutionName", "h.")),
    ("scanner model (Manufacturer, ManufacturerModelName)", f"upper({_MAKER} || '|' || {_MODEL})"),
    (
        "scanner (model and DeviceSerialNumber, else StationName)",
        f"upper({_MAKER} || '|' || {_MODEL}) || '|' || {_DEVICE}",
    ),
    ("study year", f"case when {_DATED} then left(h.StudyDate, 4) end"),
    (
        "study quarter",
        f"case when {_DATED} then left(h.StudyDate, 4) || ((try_cast("
        "substr(replace(h.StudyDate, '.', ''), 5, 2) as integer) + 2) // 3)::varchar end",
    ),
)
_MAKE = """
create or replace temp table leak_values as
select distinct b.patient, b.is_test, {values} from leak_base b join headers h on h.item = b.item
where b.patient is not null and (b.is_test or b.split in ({train}))
"""
_SEEN = """
with seen as (select distinct {column} as value from leak_values
              where not is_test and {column} is not null),
asked as (
    select v.patient, bool_or(s.value is not null) as known, bool_or({column} is not null) as told
    from leak_values v left join seen s on s.value = {column} where v.is_test group by 1),
tested as (select distinct {column} as value from leak_values
           where is_test and {column} is not null)
select (select count(*) from asked), (select count(*) from asked where known),
       (select count(*) from asked where told and not known),
       (select count(*) from asked where not told),
       (select count(*) from tested), (select count(*) from tested join seen using (value))
"""


def measure_known(table: HeaderTable, train_splits: tuple[str, ...]) -> tuple[Known, ...]:
    """By site, scanner and date; needs `leak_base`, whose test splits are marked."""
    columns = [(what, value, f"v{place}") for place, (what, value) in enumerate(_WHATS)]
    values = ", ".join(f"{value} as {column}" for _, value, column in columns)
    table.rows(_MAKE.format(values=values, train=quoted(train_splits)))
    return tuple(
        Known(what, *table.rows(_SEEN.format(column=column))[0]) for what, _, column in columns
    )
