"""`croissant.json`, loaded and judged by mlcroissant; required properties after the standard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from audit.outputs import croissant
from audit.report.model import AuditReport
from tests.report import sample
from tests.report.sample_declaration import declared_report, undeclared_report

RAI = {
    "dataCollection", "dataCollectionType", "dataCollectionMissingData", "dataCollectionRawData",
    "dataCollectionTimeframe", "dataPreprocessingProtocol", "dataImputationProtocol",
    "dataManipulationProtocol", "dataReleaseMaintenancePlan", "personalSensitiveInformation",
    "dataAnnotationProtocol", "dataAnnotationPlatform", "dataAnnotationAnalysis",
    "annotationsPerItem", "annotatorDemographics", "machineAnnotationTools", "dataSocialImpact",
    "dataBiases", "dataLimitations", "dataUseCases",
}  # fmt: skip
"""The properties of the RAI vocabulary 1.0, by its own file of terms."""
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def document_of(report: AuditReport) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(croissant.render(report))
    return read


def load(report: AuditReport, folder: Path) -> Any:
    """As anybody would; raises what the validator refuses."""
    (folder / "croissant.json").write_bytes(croissant.render(report))
    return mlcroissant.Dataset(str(folder / "croissant.json"))


def test_a_full_declaration_is_valid_without_a_warning(tmp_path: Path) -> None:
    loaded = load(declared_report(), tmp_path).metadata
    assert (loaded.ctx.issues.errors, loaded.ctx.issues.warnings) == (set(), set())
    assert loaded.ctx.is_v1_1()
    assert loaded.version == "2.1.0"
    assert [one.name for one in loaded.creators] == ["Example Hospital", "Example University"]
    assert loaded.data_biases == ["Children and outpatients are not represented"]
    assert loaded.annotations_per_item == "2"


def test_its_records_are_the_measured_modalities(tmp_path: Path) -> None:
    report = declared_report()
    records = list(load(report, tmp_path).records("modalities"))
    columns = ("Modality", "n_patients", "n_studies", "n_series", "n_instances")
    found = [tuple(one[f"modalities/{name}"] for name in columns) for one in records]
    assert found == [
        ("CT", 130, 140, 260, 24100), ("DX", 30, 30, 30, 30), ("MR", 40, 42, 112, 7750),
    ]  # fmt: skip
    assert found == list(report.profile.overview.modality_by_unit)


def test_without_a_declaration_it_loads_and_warns(tmp_path: Path) -> None:
    issues = load(undeclared_report(), tmp_path).metadata.ctx.issues
    assert issues.errors == set()
    assert len(issues.warnings) == 4  # citeAs, datePublished, license, version


def test_creators_of_no_kind_are_lacking_their_type(tmp_path: Path) -> None:
    report = declared_report({"dataset": {"creators_are": ""}})
    assert croissant.lacks(report) == ("@type of creator",)
    with pytest.raises(mlcroissant.ValidationError, match="should have an attribute"):
        load(report, tmp_path)


def test_a_dataset_of_nothing_loads(tmp_path: Path) -> None:
    empty = undeclared_report(profile=sample.empty_profile(), results=())
    assert load(empty, tmp_path).metadata.record_sets == []


def test_the_responsible_ai_part_uses_the_words_of_its_vocabulary() -> None:
    made = document_of(declared_report())
    words = {name.removeprefix("rai:") for name in made if name.startswith("rai:")}
    assert words <= RAI
    assert RAI - words == {"dataCollectionType", "dataImputationProtocol", "dataSocialImpact"}
    assert "http://mlcommons.org/croissant/RAI/1.0" in made["conformsTo"]
    bare = document_of(undeclared_report())
    assert bare["conformsTo"] == ["http://mlcommons.org/croissant/1.1"]
    assert not any(name.startswith("rai:") for name in bare)


def test_a_tool_is_one_of_machines_where_annotations_are_automatic() -> None:
    manual = declared_report({"annotation": {"methods": ["manual"]}})
    assert "rai:machineAnnotationTools" not in document_of(manual)
    assert document_of(manual)["rai:dataAnnotationPlatform"] == "Example Annotator 1.2"


def test_files_are_told_without_address_or_name() -> None:
    (files,) = document_of(declared_report())["distribution"]
    assert files["includes"] == "**/*"
    assert "contentUrl" not in files
    assert "31,881 of 31,912 items found were read as DICOM (measured)" in files["description"]


def test_use_terms_are_terms_of_their_ontology() -> None:
    (term,) = document_of(declared_report())["usageInfo"]
    assert term["@id"] == "http://purl.obolibrary.org/obo/DUO_0000042"
    assert (term["@type"], term["termCode"]) == ("sc:DefinedTerm", "DUO:0000042")
