"""Plausible facts of the family `privacy`: all was searched, and nothing found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.profile.model import Counts, Privacy
from audit.profile.model.privacy import (
    Contradiction,
    DirectIdentifiers,
    PixelRisk,
    ProfileAttribute,
    Searched,
    Trace,
    Uniqueness,
)
from audit.stats.disclosure import Anonymity
from tests.records_base import NO_SERIES, subjects


def trace(kind: str = "name", place: str = "StudyDescription", **changes: Any) -> Trace:
    """Two items of one patient."""
    return replace(Trace(kind, place, subjects(2, "item"), 1, 0), **changes)


def privacy(**changes: Any) -> Privacy:
    """240 items of 12 series that were looked at."""
    plain = Privacy(
        n_items=240,
        searched=tuple(
            Searched(kind, 240, (("too short", 0),) if kind == "name" else ())
            for kind in ("name", "birth date", "identifier", "staff name")
        ),
        direct=DirectIdentifiers(120),
        direct_declared=DirectIdentifiers(120),
        attributes=(ProfileAttribute("00100020", "PatientID", "Z", 240, 12, 6, 6),),
        n_profile=655,
        n_instances=200,
        codes=Counts("series", 12, (("Basic Application Confidentiality Profile", 12),)),
        contradictions=(
            Contradiction("113100 Basic Profile", "PatientBirthDate has a value", NO_SERIES, 12),
        ),
        n_declaring=12,
        n_series=12,
        n_images=240,
        n_declared_clean=240,
        faces=PixelRisk("head of a CT, MR or PET series", NO_SERIES, 4),
        uniqueness=(Uniqueness(("PatientSex", "PatientAge"), 150, Anonymity(3, 0, 0.0, 20)),),
        n_dated_twice=12,
        n_patients_dated_twice=2,
        n_uids_declared=12,
        uid_origins=Counts("series", 12, (("uuid", 12),)),
    )
    return replace(plain, **changes)
