"""Sections of `datasheet.yaml` about meaning, people and use: items 7 to 16b.i, and X."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from audit.datasheet.fields import (
    Count,
    DuoTerm,
    Email,
    Item,
    Name,
    Percent,
    Section,
    Share,
    Text,
    TextOrNone,
    Url,
    Year,
)


class Context(Item):
    """Item 7."""

    use_case: Text = Field(
        default="", description="the use case: specific, measurable, with a user"
    )
    clinical_question: Text = Field(
        default="", description="the clinical question the exams answered"
    )
    care_setting: Text = Field(default="", description="screening or symptomatic, in which setting")
    intended_uses: Text = Field(default="", description="what the dataset is meant for")
    discouraged_uses: Text = Field(default="", description="what the dataset must not be used for")


class GroundTruth(Item):
    """Item 8."""

    sources: tuple[
        Literal[
            "report",
            "report-nlp",
            "pathology",
            "surgery",
            "laboratory",
            "follow-up",
            "consensus",
            "single-reader",
            "other",
        ],
        ...,
    ] = Field(
        default=(), description="report, report-nlp, pathology, surgery, follow-up, consensus, ..."
    )
    definition: Text = Field(default="", description="how the truth is defined for each class")
    n_readers: Count | None = Field(default=None, description="independent readings of one case")
    adjudication: Text = Field(default="", description="what happens when readers differ")
    uncertainty: Text = Field(
        default="", description="how sure the truth is; how equivocal cases are kept"
    )


class Demographic(Item):
    """Item 9a."""

    how_assigned: Text = Field(
        default="", description="how sex, age, ethnicity were obtained (self-report?)"
    )
    why_missing: Text = Field(
        default="", description="why values are missing or were not collected"
    )


class Associated(Item):
    """Items 9b to 9d."""

    available: bool | None = Field(
        default=None, description="true where such data come with the images"
    )
    description: Text = Field(
        default="", description="variables, units, codes, interval to imaging"
    )


class Timeline(Item):
    """Item 9e."""

    index_event: Text = Field(default="", description="the event that intervals are counted from")
    follow_up: Text = Field(default="", description="follow-up, and how intervals were kept")


class SocialMedia(Item):
    """Item 9f."""

    statement: TextOrNone = Field(
        default="", description="social media data that come with it; `none` is an answer"
    )


class DateRange(Item):
    """Item 10."""

    first_year: Year | None = Field(default=None, description="year of the first examination")
    last_year: Year | None = Field(default=None, description="year of the last examination")
    shifted: bool | None = Field(
        default=None, description="true where dates were shifted or removed"
    )


class Use(Section):
    """One use of the dataset."""

    date: datetime.date = Field(description="day of use")
    text: Text = Field(description="who used it for what; publication or challenge")


class UseLog(Item):
    """Item 11."""

    first_release: bool | None = Field(default=None, description="true where nobody used it before")
    entries: tuple[Use, ...] = Field(default=(), description="uses, each with `date` and `text`")


class Owner(Item):
    """Item 12."""

    legal_entity: Name = Field(default="", description="legal name of the owner")
    rights_basis: Text = Field(default="", description="on which basis the owner holds the rights")


class Responsible(Item):
    """Item 13."""

    name: Name = Field(default="", description="person or office responsible for the data")
    email: Email = Field(default="", description="e-mail address that is read")
    url: Url = Field(default="", description="page to report errors, if not by e-mail")
    maintenance: Text = Field(default="", description="who maintains it and how errata are handled")


class Usage(Item):
    """Item 14."""

    licence: Name = Field(
        default="", description="SPDX id: CC-BY-4.0, or LicenseRef-... for your own terms"
    )
    duo: tuple[DuoTerm, ...] = Field(
        default=(), description="Data Use Ontology terms: [DUO:0000042]"
    )
    commercial_use: bool | None = Field(
        default=None, description="true where commercial use is allowed"
    )
    terms: Text = Field(
        default="", description="what users may and may not do, re-identification included"
    )
    ethics: Text = Field(
        default="", description="ethics approval and consent that allow this usage"
    )


class Access(Item):
    """Item 15a."""

    type: Literal["", "open", "registered", "controlled", "closed"] = Field(
        default="", description="open, registered, controlled or closed"
    )
    url: Url = Field(default="", description="where the data can be got")
    procedure: Text = Field(default="", description="how to get access, and how long it takes")
    protocol: Name = Field(
        default="", description="how it is transferred: HTTPS, S3, DICOMweb, ..."
    )


class Costs(Item):
    """Item 15b."""

    fees: TextOrNone = Field(default="", description="fees; `none` is an answer")
    agreements: TextOrNone = Field(
        default="", description="agreements to sign; `none` is an answer"
    )


class Normals(Item):
    """Item 16a."""

    normal_class: Name = Field(
        default="", description="the class in the label file that means normal"
    )
    definition: Text = Field(
        default="", description="what normal means: report negative, follow-up, ..."
    )
    share_percent: Percent | None = Field(
        default=None, description="share of normal patients, in percent"
    )


class Abnormals(Item):
    """Item 16b."""

    summary: Text = Field(default="", description="which abnormalities, from subtle to severe")
    severity_scale: Text = Field(
        default="", description="the scale of severity and how cases spread over it"
    )


class Pathology(Section):
    """One class of the label file."""

    name: Name = Field(description="as it stands in the label file")
    definition: Text = Field(default="", description="what it means")
    code: Name = Field(default="", description="code and scheme: `233604007 SCT`")
    n_patients: Count | None = Field(default=None, description="how many patients there should be")
    deployment_prevalence: Share | None = Field(
        default=None, description="its share of the patients the model will see, 0 to 1"
    )


class Pathologies(Item):
    """Item 16b.i."""

    code_system: Name = Field(default="", description="RadLex, SNOMED CT, ICD-10, ...")
    classes: tuple[Pathology, ...] = Field(
        default=(), description="classes, each with `name`, `definition`, `code`, `n_patients`, ..."
    )


class Further(Section):
    """What Table 2 lacks and every later framework asks for (X1 to X12)."""

    purpose_and_funding: Text = Field(default="", description="why it was made and who paid for it")
    consent_and_ethics: Text = Field(
        default="", description="consent, ethics approval, impact assessment"
    )
    deidentification: Text = Field(
        default="", description="how identities were removed; residual risk"
    )
    preprocessing: Text = Field(
        default="", description="what was done to the images before release"
    )
    missing_data: Text = Field(default="", description="which data are missing, and why")
    splits: Text = Field(default="", description="the splits, and at which level they are disjoint")
    bias_and_limitations: Text = Field(
        default="", description="known bias, groups under-represented"
    )
    versioning: Text = Field(default="", description="versions, checksums, retention, errata")
    synthetic_data: Text = Field(
        default="", description="synthetic or augmented data, or that there are none"
    )
    reader_agreement: Text = Field(
        default="", description="how well readers agreed, and on which cases"
    )
    sample_size: Text = Field(
        default="", description="why this many patients are enough for the use case"
    )
    quality_assurance: Text = Field(default="", description="how errors were looked for and mended")
