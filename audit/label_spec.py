"""LabelSpec: what a person says of a label table, and how `labels.yaml` is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from audit.datasheet.fields import Name, Names, Section
from audit.datasheet.yaml_file import read_yaml
from audit.errors import UserError
from audit.scan.label_columns import LabelOptions
from audit.scan.label_names import BoxColumns

Identifier = Literal[
    "SOPInstanceUID",
    "SeriesInstanceUID",
    "StudyInstanceUID",
    "AccessionNumber",
    "PatientID",
    "path",
    "stem",
]
Said = Literal["positive", "negative", "uncertain", "not mentioned"]
Source = Annotated[str, StringConstraints(pattern=r"^(annotations|folder:[1-9]\d?|column:.+)?$")]


def _text_keys(data: Any) -> Any:
    """`1: positive` is as good as `"1": positive`."""
    return {str(key): value for key, value in data.items()} if isinstance(data, dict) else data


class Key(Section):
    """The column that joins a row to the data."""

    column: Name = Field(description="its name in the table")
    stands_for: Identifier | None = Field(
        default=None,
        description="what it identifies; `stem` is the name of a file without folders and suffix; "
        "left out: what most rows join by",
    )


class BoxSpec(Section):
    """One row a finding, with a box in pixels."""

    columns: Annotated[tuple[Name, ...], Field(min_length=4, max_length=4)] = Field(
        description="four columns: left, top, and width, height or right, bottom"
    )
    form: Literal["size", "corners"] = Field(
        default="size", description="`size`: width and height; `corners`: right and bottom"
    )
    class_column: Name = Field(default="", description="the column of the class of the finding")


class LabelSpec(Section):
    """The whole file; what is left out is found by the names of the columns and then printed."""

    key: Key | None = None
    labels: Names = Field(default=(), description="label columns")
    split: Name = Field(default="", description="the column of train, validation, test")
    reader: Name = Field(default="", description="the column that names the reader of a row")
    readers: dict[Name, Names] = Field(
        default_factory=dict, description="one column a reader: label, then its columns"
    )
    item: Name = Field(
        default="", description="with the key it names what was read: a nodule, a lesion"
    )
    joiner: str = Field(default="", max_length=8, description="what joins classes in a cell")
    boxes: BoxSpec | None = None
    values: Annotated[dict[str, Said], BeforeValidator(_text_keys)] = Field(
        default_factory=dict, description="what 1, 0, -1 or any other text of a cell means"
    )
    normal_class: Name = Field(default="", description="the class of those with nothing found")
    numeric: Names = Field(default=(), description="labels that are numbers")
    ordinal: dict[Name, Names] = Field(
        default_factory=dict, description="labels with an order: their classes, least first"
    )
    classes: dict[Name, Names] = Field(
        default_factory=dict, description="classes of a label, counted with 0 where absent"
    )
    source: Source = Field(
        default="",
        description="`folder:N`, `annotations` or `column:NAME`: labels from the data itself",
    )

    def options(self) -> LabelOptions:
        """As the scanner takes it."""
        key = self.key
        boxes = self.boxes
        column = (boxes.class_column,) if boxes and boxes.class_column else ()
        return LabelOptions(
            key=_key(key) if key else "",
            labels=tuple(dict.fromkeys((*self.labels, *column))),
            split=self.split,
            classes=tuple((label, one) for label, names in self.classes.items() for one in names),
            reader=self.reader,
            readers=tuple(self.readers.items()),
            item=self.item,
            joiner=self.joiner,
            boxes=BoxColumns.of(boxes.columns, boxes.form == "corners") if boxes else None,
            values=tuple(self.values.items()),
            numeric=self.numeric,
            ordinal=tuple(self.ordinal.items()),
            normal_class=self.normal_class,
            source=self.source,
        )


def _key(key: Key) -> str:
    return f"{key.column}={key.stands_for}" if key.stands_for else key.column


def read_label_spec(path: Path) -> LabelSpec:
    """
    Read `labels.yaml` (YAML 1.2).

    Raises UserError with the line and the key where a key is unknown or a value has a wrong form;
    no value is repeated in the message.
    """
    return read_yaml(path, LabelSpec, "--label-spec")


def combine(spec: LabelSpec | None, given: LabelOptions, normal_class: str) -> LabelOptions:
    """
    What the file says, what the command line says in its place, and the declared normal class.

    Raises UserError where `--labels-from` names no source.
    """
    said = spec.options() if spec else LabelOptions()
    source = given.source or said.source
    if source and not _is_source(source):
        raise UserError(
            "--labels-from takes `folder:N` (N from 1 to 99), `annotations` or "
            "`column:NAME`, a column of the header table audited"
        )
    return replace(
        said,
        key=given.key or said.key,
        labels=given.labels or said.labels,
        split=given.split or said.split,
        normal_class=said.normal_class or normal_class,
        source=source,
    )


def _is_source(text: str) -> bool:
    head, _, place = text.partition(":")
    folder = head == "folder" and place.isascii() and place.isdigit() and len(place) <= 2
    if head == "column":
        return bool(place.strip())
    return text == "annotations" or (folder and int(place) > 0)


def label_schema() -> dict[str, Any]:
    """The JSON Schema of `labels.yaml`."""
    schema = LabelSpec.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "labels.yaml of dicom-audit"
    return schema
