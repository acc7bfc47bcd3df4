"""HeaderTable -> Vendors: who made the scanners, and how they were set."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from audit.profile.envelope import measure_envelope
from audit.profile.field_strength import measure_field_strength
from audit.profile.letters import letter_of, told_by
from audit.profile.model.shared import Counts, Subjects
from audit.profile.model.vendors import Makers, VendorName, Vendors
from audit.profile.places import locate_instances
from audit.profile.vendor_names import recognise_vendor
from audit.scan.table import HeaderTable

NOT_NAMED = "not named"

# One row a combination, so that a series with two vendors counts under both.
_MADE = f"""
create or replace temp table made_raw as
select distinct i.series, i.patient, i.series_item as first_item, i.series_modality as modality,
       i.role,
       {told_by("Manufacturer", "i.")} as spelling,
       {told_by("ManufacturerModelName", "i.")} as model,
       case when {letter_of("DeviceSerialNumber", "i.")} = 'p' then i.DeviceSerialNumber end
           as device,
       case when {letter_of("StationName", "i.")} = 'p' then i.StationName end as station
from located i where i.series is not null
"""
_NAMED = """
create or replace temp table made as
select m.*, n.vendor, n.recognised from made_raw m left join makes n on n.spelling = m.spelling
"""
_BY_SERIES = """
create or replace temp table made_series as
select series, min(modality) as modality, min(first_item) as first_item,
       bool_or(role = 'image') as is_image, count(vendor) = 0 as nameless,
       count(device) > 0 as has_device, count(station) > 0 as has_station,
       min(vendor) <> max(vendor) as mixed, bool_or(not recognised) as unrecognised
from made group by series
"""
_BY_MODALITY = """
select modality, vendor, count(distinct series) from made
where vendor is not null group by 1, 2 order by 1, 2
"""
_MODEL = f"coalesce(vendor, '{NOT_NAMED}') || ' / ' || model"


def measure_vendors(table: HeaderTable) -> Vendors:
    """
    Normalise Manufacturer and count vendors, models, devices and settings by series.

    Adds the tables `makes`, `made` and `made_series` and the view `located` to `table`.
    """
    locate_instances(table)
    table.rows(_MADE)
    _recognise(table)
    ((n_series, n_patients, n_devices, n_stations),) = table.rows("""
        select count(distinct series), count(distinct patient), count(distinct device),
               count(distinct station) from made""")
    fields, invalid_fields = measure_field_strength(table)
    return Vendors(
        Manufacturer=_count(table, "series", "vendor", n_series),
        names=_names(table),
        by_patient=_count(table, "patient", "vendor", n_patients),
        by_modality=tuple(table.rows(_BY_MODALITY)),
        ManufacturerModelName=_count(table, "series", _MODEL, n_series),
        models=_models(table),
        SoftwareVersions=_settings(table, "SoftwareVersions", "true"),
        n_stations=n_stations,
        n_devices=n_devices,
        MagneticFieldStrength=fields,
        ConvolutionKernel=_settings(table, "ConvolutionKernel", "series_modality = 'CT'"),
        envelope=measure_envelope(table),
        modalities=_makers(table),
        mixed_vendor=_subjects(table, "mixed"),
        invalid_field_strength=invalid_fields,
        unrecognised=_subjects(table, "unrecognised"),
    )


def _recognise(table: HeaderTable) -> None:
    """Put the table `makes` (spelling, vendor, former, recognised) beside the headers."""
    rows = table.rows(
        "select distinct spelling from made_raw where spelling is not null order by 1"
    )
    spellings = [row[0] for row in rows]
    makes = [recognise_vendor(spelling) for spelling in spellings]
    columns: dict[str, Any] = {
        "spelling": pa.array(spellings, pa.string()),
        "vendor": pa.array([make.vendor for make in makes], pa.string()),
        "former": pa.array([make.former for make in makes], pa.string()),
        "recognised": pa.array([make.recognised for make in makes], pa.bool_()),
    }
    table.add("makes", pa.table(columns))
    table.rows(_NAMED)
    table.rows("drop table made_raw")
    table.rows(_BY_SERIES)


def _count(table: HeaderTable, unit: str, value: str, total: int) -> Counts:
    rows = table.rows(f"""
        select {value} as value, count(distinct {unit}) as n from made
        where {unit} is not null and {value} is not null
        group by 1 order by n desc, value""")
    ((n_present,),) = table.rows(
        f"select count(distinct {unit}) from made where {value} is not null"
    )
    return Counts(unit, total, tuple(rows), total - n_present)


def _names(table: HeaderTable) -> tuple[VendorName, ...]:
    spelt: dict[str, list[tuple[str, int]]] = {}
    for vendor, spelling, n in table.rows("""
            select vendor, spelling, count(distinct series) as n from made
            where vendor is not null group by 1, 2 order by vendor, n desc, spelling"""):
        spelt.setdefault(vendor, []).append((spelling, n))
    former: dict[str, list[str]] = {}
    for vendor, make in table.rows(
        "select distinct vendor, former from makes where former <> '' order by 1, 2"
    ):
        former.setdefault(vendor, []).append(make)
    rows = table.rows("""
        select m.vendor, count(distinct m.series) as n, count(distinct m.patient),
               bool_or(k.recognised)
        from made m join makes k on k.spelling = m.spelling
        group by 1 order by n desc, m.vendor""")
    return tuple(
        VendorName(
            vendor, n, n_patients, tuple(spelt[vendor]), known, tuple(former.get(vendor, ()))
        )
        for vendor, n, n_patients, known in rows
    )


def _models(table: HeaderTable) -> tuple[tuple[str, str, str, int, int], ...]:
    rows = table.rows(f"""
        select modality, coalesce(vendor, '{NOT_NAMED}') as vendor, coalesce(model, '') as model,
               count(distinct series) as n, count(distinct patient)
        from made where vendor is not null or model is not null
        group by 1, 2, 3 order by modality, n desc, vendor, model""")
    return tuple(rows)


def _settings(table: HeaderTable, keyword: str, where: str) -> Counts:
    """A setting as it stands, its parts joined by the backslash that divides them in DICOM."""
    joined = f"nullif(trim(array_to_string(i.{keyword}, '\\')), '')"
    source = f"""
        (select distinct i.series, {joined} as value
         from located i where i.series is not null and {where})"""
    (_, total, present), *rows = table.rows(f"""
        with said as materialized (select * from {source})
        select null as value, count(distinct series) as n,
               count(distinct series) filter (value is not null) from said
        union all
        select value, count(*), 0 from said where value is not null group by 1
        order by value is not null, n desc, value""")
    return Counts("series", total, tuple((value, n) for value, n, _ in rows), total - present)


def _makers(table: HeaderTable) -> tuple[Makers, ...]:
    rows = table.rows("""
        with devices as (
            select modality, count(distinct device) as n_devices,
                   count(distinct station) as n_stations from made group by 1)
        select s.modality, bool_or(s.is_image), count(*), count(*) filter (s.has_device),
               any_value(d.n_devices), count(*) filter (s.has_station), any_value(d.n_stations)
        from made_series s join devices d on d.modality = s.modality group by 1 order by 1""")
    nameless: dict[str, list[tuple[int, int]]] = {}
    for modality, series, item in table.rows(
        "select modality, series, first_item from made_series where nameless order by series"
    ):
        nameless.setdefault(modality, []).append((series, item))
    return tuple(
        Makers(modality, is_image, n_series, _pairs(nameless.get(modality, [])), *devices)
        for modality, is_image, n_series, *devices in rows
    )


def _subjects(table: HeaderTable, where: str) -> Subjects:
    return _pairs(
        table.rows(f"select series, first_item from made_series where {where} order by series")
    )


def _pairs(rows: list[Any]) -> Subjects:
    return Subjects("series", tuple(row[0] for row in rows), tuple(row[1] for row in rows))
