"""Records of a dataset in which nothing could be measured."""

from __future__ import annotations

from audit.profile.model import Cohort, Counts, Geometry
from audit.profile.model.cohort import DateRange
from tests import records


def nobody() -> Cohort:
    return records.cohort(
        n_patients=0,
        PatientSex=Counts("patient", 0),
        age=None,
        age_bands=(),
        dates=DateRange("absent", None, None, 0, 0, "no study was read"),
        n_sites=0,
        site_sizes=(),
        deidentified=Counts("series", 0),
    )


def no_images() -> Geometry:
    return records.geometry(
        matrix=Counts("series", 0),
        in_plane=(),
        through_plane=(),
        bits=Counts("series", 0),
        n_images=0,
        images_by_series=None,
        n_image_series=0,
        n_series_with_spacing=0,
        n_series_for_spacing=0,
    )
