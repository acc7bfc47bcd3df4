"""DatasheetDeclaration: what people say about a dataset, and how `datasheet.yaml` is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from audit.datasheet.fields import Section
from audit.datasheet.section_model import Model
from audit.datasheet.sections_data import (
    Acquisition,
    Annotation,
    AnnotationType,
    Dataset,
    Examinations,
    Images,
    Modality,
    Resolution,
    Sources,
    Storage,
)
from audit.datasheet.sections_use import (
    Abnormals,
    Access,
    Associated,
    Context,
    Costs,
    DateRange,
    Demographic,
    Further,
    GroundTruth,
    Normals,
    Owner,
    Pathologies,
    Responsible,
    SocialMedia,
    Timeline,
    Usage,
    UseLog,
)
from audit.datasheet.yaml_file import read_yaml


class DatasheetDeclaration(Section):
    """
    The whole file: one section an item of Table 2, in the paper's order.

    `dataset` says who the dataset is, `further` holds the X block, `model` the inputs of
    sample-size rules. A misspelt key is an error that names the line.
    """

    dataset: Dataset = Field(default=Dataset(), description="Who the dataset is")
    modality: Modality = Modality()
    resolution: Resolution = Resolution()
    images: Images = Images()
    examinations: Examinations = Examinations()
    sources: Sources = Sources()
    acquisition: Acquisition = Acquisition()
    storage: Storage = Storage()
    annotation_type: AnnotationType = AnnotationType()
    annotation: Annotation = Annotation()
    context: Context = Context()
    ground_truth: GroundTruth = GroundTruth()
    demographic: Demographic = Demographic()
    clinical: Associated = Associated()
    laboratory: Associated = Associated()
    genomic: Associated = Associated()
    timeline: Timeline = Timeline()
    social_media: SocialMedia = SocialMedia()
    date_range: DateRange = DateRange()
    use_log: UseLog = UseLog()
    owner: Owner = Owner()
    responsible: Responsible = Responsible()
    usage: Usage = Usage()
    access: Access = Access()
    costs: Costs = Costs()
    normals: Normals = Normals()
    abnormals: Abnormals = Abnormals()
    pathologies: Pathologies = Pathologies()
    further: Further = Field(default=Further(), description="What Table 2 lacks (X1 to X12)")
    model: Model = Field(
        default=Model(), description="The model to be trained, for sample-size rules"
    )


def read_declaration(path: Path) -> DatasheetDeclaration:
    """
    Read `datasheet.yaml` (YAML 1.2).

    Raises UserError with the line and the key where a key is unknown or a value has a wrong form;
    no value is repeated in the message.
    """
    return read_yaml(path, DatasheetDeclaration, "--datasheet")


def declaration_schema() -> dict[str, Any]:
    """The JSON Schema of `datasheet.yaml`; a key without a value (null) is always allowed."""
    schema = DatasheetDeclaration.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        required = set(part.get("required", ()))
        for name, field in part.get("properties", {}).items():
            if name not in required:
                part["properties"][name] = _or_null(field)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "datasheet.yaml of dicom-audit"
    return schema


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    words = ("title", "description", "default")
    about: dict[str, Any] = {key: field[key] for key in words if key in field}
    rest = {key: value for key, value in field.items() if key not in about}
    options: list[Any] = rest["anyOf"] if set(rest) == {"anyOf"} else [rest]
    if {"type": "null"} not in options:
        options = [*options, {"type": "null"}]
    return {**about, "anyOf": options}
