"""Table 2: each item in each of its states, from measured facts and declarations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.profile.model import Counts, Profile
from audit.profile.model.cohort import DateRange
from audit.profile.model.documentation import Table2Row
from tests import records as r

# fmt: off
IDS = [
    "1a", "1b", "1c", "2", "3", "4", "5", "6a", "6b", "7", "8", "9a", "9b", "9c", "9d", "9e",
    "9f", "10", "11", "12", "13", "14", "15a", "15b", "16a", "16b", "16b.i",
]
# fmt: on
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


CASES: list[tuple[str, Profile, dict[str, Any], str]] = [
    ("1a", PLAIN, {}, "measured"),
    ("1a", PLAIN, {"modality": {"modalities": ["ct", "MR"]}}, "agrees"),
    ("1a", PLAIN, {"modality": {"modalities": ["CT"]}}, "contradicted"),
    ("1a", PLAIN, {"modality": {"modalities": ["CT", "MR", "PT"]}}, "contradicted"),
    ("1a", MISMATCH, {}, "contradicted"),
    ("1a", NO_MODALITY, {}, "partial"),
    ("1a", NOTHING, {}, "absent"),
    ("1a", NOTHING, {"modality": {"modalities": ["CT"]}}, "contradicted"),
    ("1b", PLAIN, {}, "measured"),
    ("1b", PLAIN, {"resolution": {"in_plane_mm": [0.7, 0.9]}}, "agrees"),
    ("1b", PLAIN, {"resolution": {"in_plane_mm": [0.8, 0.9]}}, "contradicted"),
    ("1b", PLAIN, {"resolution": {"slice_spacing_mm": [1, 4]}}, "contradicted"),
    ("1b", UNSPACED, {}, "partial"),
    ("1b", NOTHING, {}, "absent"),
    ("1b", NOTHING, {"resolution": {"in_plane_mm": [0.7, 0.9]}}, "declared"),
    ("1c", PLAIN, {}, "measured"),
    ("1c", PLAIN, {"images": {"n_series": 12, "n_instances": 240}}, "agrees"),
    ("1c", PLAIN, {"images": {"n_series": 13}}, "contradicted"),
    ("1c", PLAIN, {"images": {"n_images": 0}}, "contradicted"),
    ("2", PLAIN, {}, "measured"),
    ("2", PLAIN, {"examinations": {"n_patients": 10}}, "agrees"),
    ("2", PLAIN, {"examinations": {"n_studies": 9}}, "contradicted"),
    ("3", PLAIN, {}, "measured"),
    ("3", PLAIN, {"sources": {"n_sites": 1}}, "agrees"),
    ("3", PLAIN, {"sources": {"n_sites": 5}}, "measured"),
    ("3", THREE_SITES, {"sources": {"n_sites": 5}}, "contradicted"),
    ("3", THREE_SITES, {"sources": {"n_sites": 2}}, "contradicted"),
    ("3", NO_SITE, {"sources": {"n_sites": 2}}, "partial"),
    ("3", NO_SITE, {"sources": {"n_sites": 2, "sampling": "consecutive"}}, "declared"),
    ("3", PLAIN, {"sources": {"n_sites": 1, "institutions": ["A", "B"]}}, "contradicted"),
    ("3", NOTHING, {}, "absent"),
    ("4", PLAIN, {}, "measured"),
    ("4", GAPS, {}, "partial"),
    ("4", GAPS, {"acquisition": {"protocol": LONG}}, "declared"),
    ("4", CONTRAST, {"acquisition": {"contrast": True}}, "agrees"),
    ("4", CONTRAST, {"acquisition": {"contrast": False}}, "contradicted"),
    ("4", NO_AGENT, {"acquisition": {"contrast": False}}, "measured"),
    ("4", NOTHING, {}, "absent"),
    ("5", PLAIN, {}, "measured"),
    ("5", PLAIN, {"storage": {"lossy": False}}, "agrees"),
    ("5", PLAIN, {"storage": {"lossy": True}}, "contradicted"),
    ("5", LOSSY, {"storage": {"lossy": True}}, "agrees"),
    ("5", LOSSY, {"storage": {"lossy": False}}, "contradicted"),
    ("5", NO_RATIO, {}, "partial"),
    ("5", UNFLAGGED, {}, "contradicted"),
    ("5", NOTHING, {}, "absent"),
    ("6a", NO_LABELS, {}, "absent"),
    ("6a", PLAIN, {}, "measured"),
    ("6a", SEGMENTED, {"annotation_type": {"carriers": ["SEG"]}}, "agrees"),
    ("6a", SEGMENTED, {"annotation_type": {"carriers": ["RTSTRUCT"]}}, "contradicted"),
    ("6a", NO_LABELS, {"annotation_type": {"task": LONG}}, "partial"),
    ("6a", NO_LABELS, {"annotation_type": {"task": LONG, "files": ["a.csv"]}}, "declared"),
    ("6a", NO_LABELS, {"annotation_type": {"not_applicable": WHY}}, "not_applicable"),
    ("6a", SEGMENTED, {"annotation_type": {"not_applicable": WHY}}, "contradicted"),
    ("6b", PLAIN, {}, "absent"),
    ("6b", SEGMENTED, {}, "measured"),
    ("6b", DANGLING, {}, "partial"),
    ("6b", SEGMENTED, {"annotation": {"methods": ["manual", "automatic"]}}, "agrees"),
    ("6b", SEGMENTED, {"annotation": {"methods": ["manual"]}}, "contradicted"),
    (
        "6b",
        PLAIN,
        {"annotation": {"what": LONG, "methods": ["manual"], "tool": "3D Slicer 5"}},
        "declared",
    ),
    ("7", PLAIN, {}, "partial"),
    ("7", NOTHING, {}, "absent"),
    ("7", PLAIN, {"context": {"use_case": LONG, "intended_uses": LONG}}, "declared"),
    ("7", PLAIN, {"context": {"use_case": "too short"}}, "partial"),
    ("8", PLAIN, {}, "absent"),
    ("8", PLAIN, {"ground_truth": {"sources": ["pathology"]}}, "partial"),
    (
        "8",
        PLAIN,
        {"ground_truth": {"sources": ["pathology"], "definition": LONG, "uncertainty": LONG}},
        "declared",
    ),
    ("8", PLAIN, {"ground_truth": {"sources": ["consensus"], "n_readers": 1}}, "contradicted"),
    ("8", PLAIN, {"ground_truth": {"sources": ["single-reader"], "n_readers": 2}}, "contradicted"),
    ("9a", PLAIN, {}, "measured"),
    ("9a", SEXLESS, {}, "partial"),
    (
        "9a",
        SEXLESS,
        {"demographic": {"how_assigned": LONG, "why_missing": LONG}},
        "declared",
    ),
    ("9a", NOTHING, {}, "absent"),
    ("9b", PLAIN, {}, "absent"),
    ("9b", seen(SmokingStatus=4), {}, "partial"),
    ("9b", seen(SmokingStatus=4), {"clinical": {"available": False}}, "contradicted"),
    ("9b", PLAIN, {"clinical": {"available": False}}, "declared"),
    ("9b", PLAIN, {"clinical": {"available": True}}, "partial"),
    ("9c", PLAIN, {}, "absent"),
    ("9c", PLAIN, {"laboratory": {"available": True, "description": LONG}}, "declared"),
    ("9c", PLAIN, {"laboratory": {"not_applicable": WHY}}, "not_applicable"),
    ("9c", PLAIN, {"laboratory": {"not_applicable": "n/a"}}, "absent"),
    ("9d", PLAIN, {}, "absent"),
    ("9d", PLAIN, {"genomic": {"available": False}}, "declared"),
    ("9e", PLAIN, {}, "measured"),
    ("9e", SHIFTED, {}, "absent"),
    ("9e", SHIFTED, {"timeline": {"index_event": LONG}}, "declared"),
    ("9e", HALF_DATED, {}, "partial"),
    ("9f", PLAIN, {}, "absent"),
    ("9f", PLAIN, {"social_media": {"statement": "none"}}, "declared"),
    ("10", PLAIN, {}, "measured"),
    ("10", PLAIN, {"date_range": {"first_year": 2015, "last_year": 2018}}, "agrees"),
    ("10", PLAIN, {"date_range": {"first_year": 2016, "last_year": 2018}}, "contradicted"),
    ("10", PLAIN, {"date_range": {"first_year": 2019, "last_year": 2014}}, "contradicted"),
    ("10", SHIFTED, {}, "partial"),
    ("10", SHIFTED, {"date_range": {"first_year": 2010, "last_year": 2012}}, "declared"),
    ("10", SHIFTED, {"date_range": {"shifted": False}}, "contradicted"),
    ("10", PLAIN, {"date_range": {"shifted": True}}, "contradicted"),
    ("10", ODD_DATES, {}, "partial"),
    ("10", NOTHING, {}, "absent"),
    ("11", PLAIN, {}, "absent"),
    ("11", PLAIN, {"use_log": {"first_release": True}}, "declared"),
    (
        "11",
        PLAIN,
        {"use_log": {"entries": [{"date": "2024-01-01", "text": LONG}]}},
        "declared",
    ),
    ("11", PLAIN, {"use_log": {"entries": [{"date": "2024-01-01", "text": "x"}]}}, "partial"),
    (
        "11",
        PLAIN,
        {"use_log": {"first_release": True, "entries": [{"date": "2024-01-01", "text": LONG}]}},
        "contradicted",
    ),
    ("12", PLAIN, {}, "absent"),
    ("12", PLAIN, {"owner": {"legal_entity": "ACME Hospital"}}, "declared"),
    ("12", PLAIN, {"owner": {"rights_basis": LONG}}, "partial"),
    ("13", PLAIN, {}, "absent"),
    ("13", PLAIN, {"responsible": {"name": "Data office"}}, "partial"),
    ("13", PLAIN, {"responsible": {"name": "Data office", "email": "a@b.org"}}, "declared"),
    ("14", PLAIN, {}, "absent"),
    ("14", PLAIN, {"usage": {"licence": "cc-by-4.0"}}, "declared"),
    ("14", PLAIN, {"usage": {"licence": "free for all"}}, "partial"),
    ("14", PLAIN, {"usage": {"licence": "LicenseRef-own"}}, "partial"),
    ("14", PLAIN, {"usage": {"licence": "LicenseRef-own", "terms": LONG}}, "declared"),
    ("14", PLAIN, {"usage": {"duo": ["DUO_0000042"]}}, "declared"),
    ("14", RESTRICTED, {}, "partial"),
    ("14", RESTRICTED, {"usage": {"licence": "CC-BY-4.0"}}, "contradicted"),
    ("14", REFUSED, {"access": {"type": "open"}}, "contradicted"),
    (
        "14",
        PLAIN,
        {"usage": {"licence": "CC-BY-NC-4.0", "commercial_use": True}},
        "contradicted",
    ),
    ("14", PLAIN, {"usage": {"licence": "CC-BY-4.0", "duo": ["DUO:0000046"]}}, "contradicted"),
    ("15a", PLAIN, {}, "absent"),
    ("15a", PLAIN, {"access": {"type": "open", "url": "https://a.org/x"}}, "declared"),
    ("15a", PLAIN, {"access": {"type": "controlled", "url": "https://a.org/x"}}, "partial"),
    ("15a", PLAIN, {"access": {"type": "controlled", "procedure": LONG}}, "declared"),
    ("15a", PLAIN, {"access": {"type": "closed", "url": "https://a.org/x"}}, "contradicted"),
    ("15b", PLAIN, {}, "absent"),
    ("15b", PLAIN, {"costs": {"fees": "none"}}, "partial"),
    ("15b", PLAIN, {"costs": {"fees": "none", "agreements": "none"}}, "declared"),
    ("16a", NO_LABELS, {}, "absent"),
    ("16a", PLAIN, {}, "measured"),
    ("16a", PLAIN, {"normals": {"share_percent": 40}}, "agrees"),
    ("16a", PLAIN, {"normals": {"share_percent": 41}}, "contradicted"),
    ("16a", PLAIN, {"normals": {"normal_class": "healthy"}}, "contradicted"),
    ("16a", NO_LABELS, {"normals": {"share_percent": 40}}, "partial"),
    ("16a", NO_LABELS, {"normals": {"share_percent": 40, "definition": LONG}}, "declared"),
    ("16b", NO_LABELS, {}, "absent"),
    ("16b", PLAIN, {}, "partial"),
    ("16b", PLAIN, {"abnormals": {"summary": LONG}}, "declared"),
    ("16b.i", NO_LABELS, {}, "absent"),
    ("16b.i", PLAIN, {}, "measured"),
    ("16b.i", PLAIN, classed(normal=4, pneumonia=6), "agrees"),
    ("16b.i", PLAIN, classed("pneumonia"), "agrees"),
    ("16b.i", PLAIN, classed(pneumonia=5), "contradicted"),
    ("16b.i", PLAIN, classed("pneumonia", "oedema"), "contradicted"),
    ("16b.i", PLAIN, classed("normal"), "contradicted"),
    ("16b.i", NO_LABELS, classed("pneumonia"), "partial"),
    ("16b.i", NO_LABELS, classed(pneumonia=5), "declared"),
]


@pytest.mark.parametrize(("id", "facts", "said", "state"), CASES)
def test_states(id: str, facts: Profile, said: dict[str, Any], state: str) -> None:
    one = row(id, facts, said)
    assert one.state == state, one
    assert bool(one.advice) == (state in ("absent", "partial", "contradicted")), one
    assert state != "absent" or not (one.measured or one.declared)
    assert state != "declared" or one.declared
    assert state not in ("measured", "agrees") or one.measured


def test_the_table_of_states_covers_every_item_with_and_without_an_answer() -> None:
    for id in IDS:
        states = {state for case, _, _, state in CASES if case == id}
        assert len(states) > 1, id


def test_all_27_in_the_papers_order() -> None:
    assert [one.id for one in build_documentation(PLAIN, None).table2] == IDS


@pytest.mark.parametrize("facts", [SHIFTED, ODD_DATES])
def test_no_measured_range_of_shifted_dates(facts: Profile) -> None:
    ranged = replace(facts.cohort.dates, first_year=1901, last_year=2077)
    told = row("10", replace(facts, cohort=replace(facts.cohort, dates=ranged)))
    assert "1901" not in told.measured
    assert "2077" not in told.measured
    declared = row("10", PLAIN, {"date_range": {"shifted": True}})
    assert "2015" not in declared.measured


def test_contradictions_give_both_numbers() -> None:
    told = row("1c", PLAIN, {"images": {"n_series": 13}})
    assert told.advice == "13 series declared, 12 found."
    told = row("16a", PLAIN, {"normals": {"share_percent": 55.5}})
    assert "55.5 % normal declared, 4 of 10 patients found" in told.advice


def test_no_class_or_declared_value_of_the_label_file_in_a_contradiction() -> None:
    told = row("16b.i", PLAIN, classed("SMITH^JOHN"))
    assert "SMITH" not in told.advice


def test_documentation_carries_who_the_dataset_is() -> None:
    said = DatasheetDeclaration.model_validate(
        {
            "dataset": {"name": "Chest", "version": "1.0", "release_date": "2024-05-01"},
            "usage": {"licence": "cc-by-4.0", "duo": ["DUO_0000042"]},
            "further": {"splits": LONG, "sample_size": "short"},
        }
    )
    told = build_documentation(PLAIN, said)
    assert (told.name, told.version, told.declaration_given) == ("Chest", "1.0", True)
    assert told.publication.licence == "CC-BY-4.0"
    assert told.publication.licence_url == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert told.publication.use_terms == ("DUO:0000042",)
    assert told.publication.release_date == "2024-05-01"
    extras = {id: text for id, _, text in told.extras}
    assert list(extras) == [f"X{n}" for n in range(1, 13)]
    assert (extras["X6"], extras["X11"]) == (LONG, "")


def test_without_a_catalogue_nothing_is_made_up() -> None:
    with pytest.raises(ValueError, match="catalogue"):
        build_documentation(r.profile(documentation=r.documentation(catalogue=None)), None)
