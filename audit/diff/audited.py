"""An `audit.json` of somebody's earlier run, read as far as two audits are compared."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from audit.profile.model.documentation import FairState, Table2State
from audit.report.words import label, prose

Name = Annotated[str, AfterValidator(label)]
"""A word that a file says: made safe to show when it is read."""
Words = Annotated[str, AfterValidator(prose)]
Rule = Annotated[str, Field(pattern=r"^[A-Z]{2,6}[0-9]{3}$")]
Count = Annotated[int, Field(ge=0, le=10**15)] | None
"""None where a shareable report withholds the number."""
SeverityWord = Literal["note", "warning", "error"]


class _Part(BaseModel):
    # what is not compared may be of any form, and so may what a later minor format adds
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class OldFinding(_Part):
    """One of `findings[]`; also what a running audit found, to be held against a baseline."""

    rule: Rule
    family: Name
    severity: SeverityWord
    status: Literal["new", "known", "waived"]
    message: Words
    subject: Name
    keyword: Name
    unit: Name
    count: Count
    total: Count


class OldCheck(_Part):
    """One of `checks[]`; a rule of which a part is waived has two."""

    rule: Rule
    family: Name
    status: Literal["passed", "failed", "not_assessed", "waived"]
    reason: Words


class OldItem(_Part):
    """One of `table2[]`."""

    id: Name
    item: Name
    state: Table2State


class OldPrinciple(_Part):
    """One of `fair[]`."""

    id: Name
    principle: Name
    state: FairState


class OldVerdict(_Part):
    """What the gate said."""

    status: Literal["pass", "fail", "incomplete"]
    sentence: Words


class OldAccounting(_Part):
    """Items by what became of them."""

    found: Count
    ok: Count
    finding: Count
    partial: Count
    rejected: Count
    skipped: Count
    adds_up: bool


class OldCounts(_Part):
    """The size of the dataset."""

    patients: Count
    studies: Count
    series: Count
    instances: Count


class OldVersions(_Part):
    """What decides the bytes of a report besides the data."""

    dicom_audit: Name
    pydicom: Name
    dicom_edition: Name


class OldDigests(_Part):
    """SHA-256 of what went in; "" where there was none."""

    inventory: Name
    labels: Name = ""
    declaration: Name = ""
    policy: Name = ""
    protocol: Name = ""
    procedures: Name = ""


class OldDataset(_Part):
    """Who the dataset says it is."""

    name: Name
    version: Name


class OldWithheld(_Part):
    """Whether counts of few persons are withheld."""

    min_cell: Count = 0


class Audited(_Part):
    """One earlier audit."""

    dataset: OldDataset
    verdict: OldVerdict
    accounting: OldAccounting
    counts: OldCounts
    findings: tuple[OldFinding, ...]
    checks: tuple[OldCheck, ...]
    table2: tuple[OldItem, ...]
    fair: tuple[OldPrinciple, ...]
    policy: dict[str, Any]
    """Only asked whether two are equal; `fail_on` is one of its words."""
    versions: OldVersions
    digests: OldDigests
    withheld: OldWithheld
    sha256: str = ""
    """Of the file that was read."""
