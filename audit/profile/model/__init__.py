"""Profile: every fact of one dataset, without a threshold; one record a family."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.annotations import NO_ANNOTATIONS, AnnotationFacts
from audit.profile.model.catalogue import Catalogue
from audit.profile.model.classes import Classes
from audit.profile.model.cohort import Cohort
from audit.profile.model.completeness import Completeness
from audit.profile.model.conformance import Conformance
from audit.profile.model.documentation import Documentation
from audit.profile.model.geometry import Geometry
from audit.profile.model.hierarchy import Hierarchy
from audit.profile.model.integrity import Accounting, CodeCount, Integrity
from audit.profile.model.leakage import Leakage
from audit.profile.model.privacy import Privacy
from audit.profile.model.protocols import Protocols
from audit.profile.model.samples import Samples
from audit.profile.model.shared import Counts, Interval, Level, Spread, Subjects
from audit.profile.model.shortcuts import Shortcuts
from audit.profile.model.utility import Utility
from audit.profile.model.values import PixelValues
from audit.profile.model.vendors import Vendors

__all__ = [
    "Accounting",
    "AnnotationFacts",
    "Catalogue",
    "Classes",
    "CodeCount",
    "Cohort",
    "Completeness",
    "Conformance",
    "Counts",
    "Documentation",
    "Geometry",
    "Hierarchy",
    "Integrity",
    "Interval",
    "Leakage",
    "Level",
    "Overview",
    "PixelValues",
    "Privacy",
    "Profile",
    "Protocols",
    "Samples",
    "Shortcuts",
    "Spread",
    "Subjects",
    "Utility",
    "Vendors",
]


@dataclass(frozen=True, slots=True)
class Overview:
    """The size of the dataset in every unit, and what it is made of."""

    n_patients: int
    n_studies: int
    n_series: int
    n_instances: int
    n_frames: int
    """Of image instances; one each in a row that stands for a series."""
    bytes_total: int
    """Of all items that were read, repeats and index files included."""
    modalities: Counts
    """Modality by series: that of most of its instances."""
    sop_classes: Counts
    """SOPClassUID (by its name in the standard) by instance."""
    transfer_syntaxes: Counts
    """TransferSyntaxUID (by its name) by instance."""
    modality_by_unit: tuple[tuple[str, int, int, int, int], ...]
    """Modality (`none` where absent), patients, studies, series, instances."""
    n_series_by_row: int = 0
    """
    Series of which a table has one row, with the number of their instances: what differs between
    the instances is not known.
    """


@dataclass(frozen=True, slots=True)
class Profile:
    """All facts. Built by `audit.profile.build_profile`; judged by `audit.checks`."""

    overview: Overview
    integrity: Integrity
    hierarchy: Hierarchy
    conformance: Conformance
    vendors: Vendors
    completeness: Completeness
    cohort: Cohort
    geometry: Geometry
    classes: Classes
    samples: Samples
    leakage: Leakage
    shortcuts: Shortcuts
    privacy: Privacy
    utility: Utility
    values: PixelValues
    protocols: Protocols
    documentation: Documentation
    annotations: AnnotationFacts = NO_ANNOTATIONS

    @property
    def catalogue(self) -> Catalogue:
        """
        The facts behind Table 2, which the documentation carries; held once.

        Raises ValueError where they were not measured.
        """
        if self.documentation.catalogue is None:
            raise ValueError("the catalogue was not measured")
        return self.documentation.catalogue
