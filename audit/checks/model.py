"""A check, what it finds, and how it says that it could not look."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from audit.policy import Policy, Waiver
from audit.profile.model import Profile, Subjects

CheckFunction = Callable[[Profile, Policy], Iterator["Finding"]]
Status = Literal["passed", "failed", "not_assessed", "waived"]


class Severity(StrEnum):
    """SARIF's levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Confidence(StrEnum):
    """How sure a finding is: by the bytes, by strong signs, by a rule of thumb."""

    CERTAIN = "certain"
    LIKELY = "likely"
    HEURISTIC = "heuristic"


class NotAssessed(Exception):
    """Raised by a check that could not look; the reason is a sentence of our own words."""


def need(found: object, reason: str) -> None:
    """What a check cannot look without: raises NotAssessed where it is none, 0, false or empty."""
    if not found:
        raise NotAssessed(reason)


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One fault of one kind, aggregated: `count` of `total` `unit`s.

    `message` states counts, never rounded shares; `subject` says in which part of the dataset
    (`CT series`, `split test`); `subjects` names each one; `keyword` the DICOM keyword if one.
    """

    message: str
    count: int
    total: int
    unit: str
    subject: str = "dataset"
    keyword: str = ""
    subjects: Subjects = field(default_factory=Subjects)
    parts: tuple[tuple[str, Subjects], ...] = ()
    """Subjects by keyword, where a finding speaks of several: the occurrences behind it."""
    because: str = ""
    """The rule that names the cause, where this finding only follows from it."""
    known: bool = False
    """Whether a baseline has it, no better than it is now: it does not gate."""
    past: str = ""
    """What a baseline says of it, without a number; "" where it has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its stable id, its words for people, and the function that looks."""

    rule: str
    title: str
    severity: Severity
    confidence: Confidence
    what: str
    why: str
    fix: str
    source: str
    function: CheckFunction

    @property
    def family(self) -> str:
        """The stem of the module it lives in: `classes` for `classes` and `classes_boxes`."""
        return self.function.__module__.rsplit(".", 1)[-1].partition("_")[0]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check said of one dataset."""

    check: Check
    severity: Severity
    status: Status
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why it was not assessed, or who waived it until when."""
    expired: tuple[Waiver, ...] = ()
    """Waivers whose day has passed, of findings that count again for that reason."""


def check(
    rule: str, title: str, severity: Severity, confidence: Confidence = Confidence.CERTAIN
) -> Callable[[CheckFunction], Check]:
    """
    Turn a function into a `Check`; its docstring has the parts What, Why, Fix and maybe Source.

    Raises ValueError where a part is missing, so that no rule stands without its reason.
    """

    def make(function: CheckFunction) -> Check:
        parts = _parts(inspect.getdoc(function) or "")
        if missing := {"What", "Why", "Fix"} - parts.keys():
            raise ValueError(f"{rule}: docstring without {sorted(missing)}")
        return Check(
            rule,
            title,
            severity,
            confidence,
            parts["What"],
            parts["Why"],
            parts["Fix"],
            parts.get("Source", ""),
            function,
        )

    return make


def _parts(doc: str) -> dict[str, str]:
    pieces = re.split(r"^(What|Why|Fix|Source): ", doc, flags=re.MULTILINE)
    return {
        name: " ".join(text.split()) for name, text in zip(pieces[1::2], pieces[2::2], strict=True)
    }
