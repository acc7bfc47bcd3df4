"""Checks of the family `vendors`: one make, one device, names that are absent or cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import look_inside, name_series, name_subjects, part_of, percent
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile, Vendors
from audit.profile.model.vendors import Makers

_SHOWN = 5


@check("VEN001", "One vendor dominates a modality", Severity.WARNING)
def dominant_vendor(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one vendor made more than the allowed share of the series of a modality that name a
    Manufacturer; modalities with few series are left out.

    Why: a model can learn the make of the scanner instead of the disease, and is untested on all
    other makes.

    Fix: add series from other vendors, or state the limit in the datasheet.

    Source: Kohli, Summers and Geis 2017 (variety of vendors); threshold ours.
    """
    limits = policy.vendors
    judged = [m for m in _images(profile) if _named(m) >= limits.min_series]
    need(judged, f"no modality has {limits.min_series} or more image series with a Manufacturer")
    for makers in judged:
        of_modality = [(n, v) for m, v, n in profile.vendors.by_modality if m == makers.modality]
        count, vendor = max(of_modality, key=lambda pair: (pair[0], pair[1]))
        if count > limits.max_share * _named(makers):
            total, where = _named(makers), part_of(makers.modality)
            message = (
                f"{vendor}: {count} of {total} {where} that name a Manufacturer; "
                f"limit {percent(limits.max_share)}"
            )
            yield Finding(message, count, total, "series", where, "Manufacturer")


@check("VEN002", "A vendor spelt in several ways", Severity.NOTE)
def many_spellings(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: several values of Manufacturer that are one vendor today, older names of it included.

    Why: a count, a filter or a split by the raw value takes them for several vendors.

    Fix: compare vendors by the normal names of this report; leave the headers as they are.
    """
    vendors = _with_names(profile)
    for name in vendors.names:
        if len(name.spellings) > policy.vendors.max_spellings:
            count = sum(n for _, n in name.spellings[1:])
            message = (
                f"{name.name}: {len(name.spellings)} spellings; {count} of {name.n_series} series "
                f"do not use the commonest, {name.spellings[0][0]}"
            )
            subject = f"vendor {name.name}"
            yield Finding(message, count, name.n_series, "series", subject, "Manufacturer")


@check("VEN003", "Series without a Manufacturer", Severity.WARNING)
def absent_vendor(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: image series of a modality in which no image names a Manufacturer (absent, empty or a
    placeholder), beyond the share the policy allows.

    Why: nobody can tell whether the data come from one make of scanner or from many.

    Fix: restore Manufacturer from the source; it names no person and need not be removed.
    """
    for makers in _images(profile):
        subjects, modality = makers.without_manufacturer, makers.modality
        if len(subjects) > policy.completeness.max_missing_share * makers.n_series:
            total, told = makers.n_series, "name no Manufacturer"
            yield from name_series(subjects, total, told, "Manufacturer", modality)


@check("VEN004", "A vendor nobody knows", Severity.NOTE, Confidence.LIKELY)
def unknown_vendor(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: values of Manufacturer that are in no table of ours; each stands for itself.

    Why: it may be a small maker, software that rewrote the images, or text that was put in its
    place; counts by vendor are only as good as these names.

    Fix: look at the names; correct what is no maker.
    """
    vendors = _with_names(profile)
    unknown = [name for name in vendors.names if not name.recognised]
    if unknown:
        shown = ", ".join(name.name for name in unknown[:_SHOWN])
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        told = f"name one of {len(unknown)} vendors that are not known: {shown}{more}"
        total = vendors.Manufacturer.present
        yield from name_subjects(vendors.unrecognised, total, told, "Manufacturer")


@check("VEN005", "A single device made everything", Severity.WARNING)
def single_device(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: all image series of a modality that name a device (DeviceSerialNumber, else
    StationName) name the same one.

    Why: noise, artefacts and settings of one device are all a model will have seen.

    Fix: add series from other devices, or state the limit in the datasheet.
    """
    limit = policy.vendors.min_series
    judged = [
        (makers, *device) for makers in _images(profile) if (device := _device(makers))[1] >= limit
    ]
    need(
        judged,
        f"no modality has {limit} or more image series with a DeviceSerialNumber or StationName",
    )
    for makers, keyword, n_series, n_devices in judged:
        if n_devices == 1:
            where = part_of(makers.modality)
            message = f"all {n_series} {where} with a {keyword} name the same one"
            yield Finding(message, n_series, makers.n_series, "series", where, keyword)


@check("VEN006", "A field strength that cannot be", Severity.WARNING)
def impossible_field(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: MR series whose MagneticFieldStrength is no number of tesla between 0.01 and 25: 0, or
    15000, which is most likely gauss.

    Why: a split or a table by field strength puts these series into a class of their own.

    Fix: correct the value to tesla at the source.

    Source: DICOM PS3.3, C.8.3.1 (unit tesla); limits ours.
    """
    vendors = profile.vendors
    total = vendors.MagneticFieldStrength.present
    need(total, "no MR series has a MagneticFieldStrength")
    told, keyword = "have a field strength that cannot be tesla", "MagneticFieldStrength"
    yield from name_series(vendors.invalid_field_strength, total, told, keyword, "MR")


@check("VEN007", "A series of two vendors", Severity.WARNING)
def mixed_vendor(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one SeriesInstanceUID whose images name two vendors.

    Why: a series comes from one device; images were mixed, or software put its own name in.

    Fix: find the images that do not belong, or the software that changed Manufacturer.

    Source: DICOM PS3.3, C.7.5.1.
    """
    vendors = _with_names(profile)
    total = look_inside(profile, vendors.Manufacturer.present)
    yield from name_subjects(vendors.mixed_vendor, total, "name two vendors", "Manufacturer")


def _images(profile: Profile) -> list[Makers]:
    """The modalities that scanners make; objects made by software have no scanner."""
    images = [makers for makers in profile.vendors.modalities if makers.is_image]
    need(images, "no image series was read")
    return images


def _with_names(profile: Profile) -> Vendors:
    need(profile.vendors.names, "no series names a Manufacturer")
    return profile.vendors


def _named(makers: Makers) -> int:
    return makers.n_series - len(makers.without_manufacturer)


def _device(makers: Makers) -> tuple[str, int, int]:
    """The keyword that names devices here, the series that have it, the distinct values."""
    if makers.n_with_device:
        return "DeviceSerialNumber", makers.n_with_device, makers.n_devices
    return "StationName", makers.n_with_station, makers.n_stations


CHECKS = (
    dominant_vendor,
    many_spellings,
    absent_vendor,
    unknown_vendor,
    single_device,
    impossible_field,
    mixed_vendor,
)
