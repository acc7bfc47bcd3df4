"""Sections of `datasheet.yaml` about the dataset and its images: items 1a to 6b of Table 2."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from audit.datasheet.fields import Count, Item, Millimetres, Name, Names, Section, Text, Url


class Dataset(Section):
    """Who the dataset is."""

    name: Name = Field(default="", description="name of the dataset")
    version: Name = Field(default="", description='version, in quotes: "1.0.0"')
    description: Text = Field(
        default="", description="what the dataset holds, in two or three sentences"
    )
    identifier: Name = Field(default="", description="DOI, ARK, Handle or w3id of this version")
    url: Url = Field(default="", description="landing page")
    release_date: datetime.date | None = Field(
        default=None, description="day of release, YYYY-MM-DD"
    )
    creators: Names = Field(default=(), description="people or organisations who made it")
    creators_are: Literal["", "people", "organisations"] = Field(
        default="", description="what the creators are: people or organisations"
    )
    publisher: Name = Field(default="", description="organisation that publishes it")
    keywords: Names = Field(default=(), description="keywords")
    cite_as: Text = Field(default="", description="how to cite it")
    derived_from: Names = Field(
        default=(), description="identifiers of the datasets it was made from"
    )
    registered_in: Names = Field(
        default=(), description="registries and record ids: `TCIA 10.7937/...`"
    )


class Modality(Item):
    """Item 1a."""

    modalities: Names = Field(default=(), description="DICOM modality codes: [CT, MR]")
    body_parts: Names = Field(default=(), description="body parts the images are meant to show")
    notes: Text = Field(
        default="", description="anything about image types that headers do not say"
    )


class Resolution(Item):
    """Item 1b."""

    in_plane_mm: tuple[Millimetres, Millimetres] | None = Field(
        default=None, description="smallest and largest pixel spacing in mm: [0.5, 0.98]"
    )
    slice_spacing_mm: tuple[Millimetres, Millimetres] | None = Field(
        default=None, description="smallest and largest slice spacing in mm: [1, 5]"
    )
    resampling: Text = Field(
        default="", description="were images resampled before release, and how"
    )


class Images(Item):
    """Item 1c."""

    n_series: Count | None = Field(default=None, description="how many series there should be")
    n_instances: Count | None = Field(
        default=None, description="how many instances (files) there should be"
    )
    n_images: Count | None = Field(
        default=None, description="how many images (frames) there should be"
    )


class Examinations(Item):
    """Item 2."""

    n_patients: Count | None = Field(default=None, description="how many patients there should be")
    n_studies: Count | None = Field(default=None, description="how many studies there should be")
    definition: Text = Field(
        default="", description="what one examination is, if it is not the study"
    )


class Sources(Item):
    """Item 3."""

    n_sites: Count | None = Field(
        default=None, description="how many sites the examinations come from"
    )
    institutions: Names = Field(
        default=(), description="names of the institutions, if they may be told"
    )
    countries: Names = Field(
        default=(), description="countries of the sites, two letters: [DE, BR]"
    )
    care_setting: Text = Field(
        default="", description="care setting: emergency, ward, screening, ..."
    )
    sampling: Literal["", "consecutive", "random", "convenience", "case-control", "other"] = Field(
        default="", description="consecutive, random, convenience, case-control or other"
    )
    inclusion_exclusion: Text = Field(
        default="", description="who was included and who was left out"
    )
    upstream_datasets: Names = Field(default=(), description="public datasets that were taken over")


class Acquisition(Item):
    """Item 4."""

    protocol: Text = Field(
        default="", description="the acquisition protocol, or where it is written"
    )
    contrast: bool | None = Field(default=None, description="true where contrast agent was given")
    quality_control: Text = Field(
        default="", description="phantom measurements and other quality control"
    )


class Storage(Item):
    """Item 5."""

    lossy: bool | None = Field(
        default=None, description="true where pixels were compressed with loss"
    )
    conversion: Text = Field(
        default="", description="conversions since the scanner, e.g. PNG, windowing"
    )


class AnnotationType(Item):
    """Item 6a."""

    task: Text = Field(
        default="", description="the task the annotations serve: which question, which unit"
    )
    carriers: tuple[Literal["SEG", "SR", "RTSTRUCT", "PR", "KO", "ANN", "PMAP"], ...] = Field(
        default=(), description="DICOM objects that carry annotations: [SEG, RTSTRUCT]"
    )
    files: Names = Field(
        default=(), description="annotation files beside DICOM: [labels.csv, NIfTI masks]"
    )


class Annotation(Item):
    """Item 6b."""

    what: Text = Field(
        default="", description="what is annotated: structures, findings, whole images"
    )
    methods: tuple[Literal["manual", "semiautomatic", "automatic"], ...] = Field(
        default=(), description="how: [manual, semiautomatic, automatic]"
    )
    guideline: Text = Field(default="", description="the guideline the annotators followed")
    tool: Name = Field(default="", description="annotation tool and version")
    n_annotators: Count | None = Field(default=None, description="how many people annotated")
    qualification: Text = Field(default="", description="training and experience of the annotators")
    blinding: Text = Field(default="", description="what the annotators could not see")
