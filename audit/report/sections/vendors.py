"""Vendors: who made the scanners, and how they were set."""

from __future__ import annotations

from audit.profile.model import Counts, Profile
from audit.profile.model.withheld import withheld
from audit.report.figures.envelope import envelope_figure
from audit.report.figures.vendors import model_figure, vendor_figure
from audit.report.view import Column, Fact, FamilyPage, Figure, Table, drop_empty, make_table
from audit.report.words import distinct, integer, label, leading, number_of, of


def vendors_page(profile: Profile) -> FamilyPage:
    """Vendors, models and the acquisition envelope."""
    vendors = profile.vendors
    if not vendors.Manufacturer.counts:
        n = number_of(vendors.Manufacturer.total, "series")
        return FamilyPage("vendors", "Vendors and scanners", f"None of {n} carries a Manufacturer.")
    drawn = (vendor_figure(vendors), model_figure(vendors), envelope_figure(vendors))
    figures: tuple[Figure, ...] = tuple(one for one in drawn if one is not None)
    return FamilyPage(
        "vendors",
        "Vendors and scanners",
        facts=_facts(profile),
        figures=figures,
        sentences=(*_not_drawn(profile), *_sentences(profile, drawn[0] is None)),
        tables=drop_empty((_names(profile), _settings(profile))),
    )


def _facts(profile: Profile) -> tuple[Fact, ...]:
    vendors = profile.vendors
    made = vendors.Manufacturer
    return (
        Fact("Vendors", f"{distinct(made)}; named in {of(made.present, made.total, 'series')}"),
        Fact("Models", distinct(vendors.ManufacturerModelName)),
        Fact("Devices", f"{integer(vendors.n_devices)} distinct DeviceSerialNumber"),
        Fact("Stations", f"{integer(vendors.n_stations)} distinct StationName"),
    )


def _not_drawn(profile: Profile) -> tuple[str, ...]:
    """Which figures are missing because no bar of theirs may be shown."""
    vendors = profile.vendors
    numbers = {
        "vendors": [n for _, _, n in vendors.by_modality],
        "models": [row[3] for row in vendors.models],
    }
    return tuple(
        f"No figure of {name} by modality is drawn: all of its numbers are withheld, because few "
        "persons are behind each."
        for name, held in numbers.items()
        if held and all(withheld(n) for n in held)
    )


def _sentences(profile: Profile, single: bool) -> tuple[str, ...]:
    rows = profile.vendors.by_modality
    if not single or len(rows) != 1 or withheld(rows[0][2]):
        return ()
    modality, vendor, n = rows[0]
    return (f"All {number_of(n, 'series')} ({label(modality)}) come from {label(vendor)}.",)


def _names(profile: Profile) -> Table:
    return make_table(
        "table-vendors",
        "Vendors, with the spellings found in Manufacturer",
        (
            Column("Vendor"),
            Column("Series", True),
            Column("Patients", True),
            Column("Spellings and their series"),
            Column("Known vendor"),
        ),
        (
            (
                label(one.name),
                integer(one.n_series),
                integer(one.n_patients),
                ", ".join(f"{label(raw)} ({integer(n)})" for raw, n in one.spellings),
                "yes" if one.recognised else "no, stands as spelt",
            )
            for one in profile.vendors.names
        ),
    )


def _settings(profile: Profile) -> Table:
    vendors = profile.vendors
    rows: tuple[tuple[str, Counts], ...] = (
        ("SoftwareVersions", vendors.SoftwareVersions),
        ("MagneticFieldStrength (MR, tesla)", vendors.MagneticFieldStrength),
        ("ConvolutionKernel (CT)", vendors.ConvolutionKernel),
    )
    return make_table(
        "table-settings",
        "Software, field strength and kernel",
        (
            Column("Keyword", code=True),
            Column("Series with a value"),
            Column("Distinct", True),
            Column("Most frequent"),
        ),
        (
            (name, of(one.present, one.total), distinct(one), leading(one) or "–")
            for name, one in rows
            if one.total
        ),
    )  # fmt: skip
