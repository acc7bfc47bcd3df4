"""Profiles that the rows of Table 2 are asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.profile.model import Counts, Profile
from audit.profile.model.cohort import DateRange
from audit.profile.model.documentation import Table2Row
from tests import records as r
from tests.records_annotations import annotations, parts

LONG = "a sentence that is long enough to be an answer"
WHY = "nobody ever collected anything of this kind"


def row(id: str, profile: Profile, said: dict[str, Any] | None = None) -> Table2Row:
    declaration = DatasheetDeclaration.model_validate(said or {})
    return next(one for one in build_documentation(profile, declaration).table2 if one.id == id)


def with_catalogue(**changes: Any) -> Profile:
    return r.profile(documentation=r.documentation(catalogue=r.catalogue(**changes)))


def seen(**present: int) -> Profile:
    """A profile in which keywords stand in so many units."""
    plain = r.catalogue()
    changed = tuple(
        replace(one, n_present=present.get(one.keyword, one.n_present)) for one in plain.presence
    )
    return with_catalogue(presence=changed)


NOTHING = r.profile(
    overview=r.overview(
        n_patients=0, n_studies=0, n_instances=0, modalities=Counts("series", 0), bytes_total=0
    ),
    cohort=r.cohort(
        n_patients=0,
        PatientSex=Counts("patient", 0),
        age=None,
        dates=DateRange("absent", None, None, 0, 0),
        n_sites=0,
        site_sizes=(),
    ),
    vendors=r.vendors(
        Manufacturer=Counts("series", 0), MagneticFieldStrength=Counts("series", 0), n_devices=0
    ),
    geometry=r.geometry(
        matrix=Counts("series", 0),
        in_plane=(),
        through_plane=(),
        bits=Counts("series", 0),
        n_series_for_spacing=0,
        n_series_with_spacing=0,
    ),
    classes=r.no_classes(),
    documentation=r.documentation(
        catalogue=r.catalogue(
            images=r.images(
                n_series=0,
                BodyPartExamined=Counts("series", 0),
                ReceiveCoilName=Counts("series", 0),
                acquisition=(),
            ),
            storage=r.storage(n_instances=0, transfer_syntaxes=Counts("instance", 0)),
            presence=tuple(replace(one, n_present=0) for one in r.catalogue().presence),
        )
    ),
)
PLAIN = r.profile()
NO_LABELS = r.profile(classes=r.no_classes())
MISMATCH = with_catalogue(images=r.images(class_mismatch=r.subjects(2)))
NO_MODALITY = with_catalogue(images=r.images(without_modality=r.subjects(1)))
UNSPACED = r.profile(geometry=r.geometry(n_series_with_spacing=11))
NO_SITE = r.profile(cohort=r.cohort(n_sites=0, site_sizes=(), n_patients_without_site=10))
THREE_SITES = r.profile(
    cohort=r.cohort(n_sites=3, site_sizes=(5, 3, 2), deidentified=Counts("series", 12, (), 12))
)
GAPS = with_catalogue(
    images=r.images(acquisition=(replace(r.images().acquisition[0], n_present=7),))
)
CONTRAST = with_catalogue(images=r.images(ContrastBolusAgent=r.counts("series", 12, IOHEXOL=3)))
NO_AGENT = with_catalogue(images=r.images(ContrastBolusAgent=r.counts("series", 12, NONE=3)))
LOSSY = with_catalogue(storage=r.storage(n_flagged=5))
NO_RATIO = with_catalogue(storage=r.storage(n_flagged=5, ratio_absent=r.subjects(5)))
UNFLAGGED = with_catalogue(
    storage=r.storage(n_lossy_syntax=5, lossy_not_flagged=r.subjects(2), n_flagged=3)
)
SEGMENTED = with_catalogue(
    annotations=r.annotation_facts(
        carriers=r.counts("instance", 240, SEG=4),
        n_segments=4,
        property_types=r.counts("instance", 4, Liver=4),
        segment_algorithms=r.counts("segment", 4, MANUAL=3, AUTOMATIC=1),
        n_references=80,
        n_references_held=80,
        n_series_annotated=4,
    )
)
DANGLING = with_catalogue(
    annotations=replace(
        SEGMENTED.documentation.catalogue.annotations,  # type: ignore[union-attr]
        dangling=r.subjects(1),
        n_references_held=79,
    )
)
OPENED = replace(SEGMENTED, annotations=annotations(parts=(parts(n=4, n_sized=4),)))
UNCODED = replace(
    OPENED,
    annotations=annotations(parts=(parts(n=4, codes=r.counts("segment", 4, absent=1, Liver=3)),)),
)
SWAPPED = replace(OPENED, annotations=annotations(other_patient=r.subjects(1, "item")))
BESIDE = replace(
    NO_LABELS, annotations=annotations(kinds=Counts("item", 2, (("AIM", 2),)), parts=())
)
VOLUMES = replace(
    NO_LABELS,
    annotations=annotations(
        kinds=Counts("item", 2, (("NIfTI", 2),)), parts=(parts("volume", 2, n_coded=0),),
        n_linked=0,
    ),
)  # fmt: skip
SHIFTED = r.profile(cohort=r.cohort(dates=DateRange("shifted", None, None, 10, 10)))
ODD_DATES = r.profile(cohort=r.cohort(dates=DateRange("implausible", None, None, 10, 10)))
HALF_DATED = r.profile(cohort=r.cohort(dates=DateRange("measured", 2015, 2016, 10, 5)))
RESTRICTED = with_catalogue(
    statements=r.statements(DistributionType=r.counts("study", 10, NAMED_PROTOCOL=4, absent=6))
)
REFUSED = with_catalogue(
    statements=r.statements(ConsentForDistributionFlag=r.counts("study", 10, NO=1, absent=9))
)
SEXLESS = r.profile(cohort=r.cohort(PatientSex=r.counts("patient", 10, F=5, absent=5)))


def classed(*names: str, **counts: int) -> dict[str, Any]:
    listed: list[dict[str, Any]] = [{"name": name} for name in names]
    listed += [{"name": name, "n_patients": n} for name, n in counts.items()]
    return {"pathologies": {"classes": listed}}
