"""Which faults are planted, and which rule must find each, where and how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.checks.model import CheckResult, Finding
from audit.demo.annotation_faults import AIM
from audit.demo.faults import BURNED_IN, EMPTY_FILE, NOT_DICOM
from audit.demo.plan import MASK


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One planted fault. A finding of `rule` fits where everything that is said here holds.

    `where`: beginnings of paths, each of a subject's first item; `count`: how many units the
    finding must count; `word`: a word of its message or subject; `keyword`: its DICOM keyword.
    """

    told: str
    rule: str
    where: tuple[str, ...] = ()
    count: int | None = None
    word: str = ""
    keyword: str = ""


PLANTED: tuple[Fault, ...] = (
    Fault("a text file called .dcm", "INT001", (NOT_DICOM,), 2),
    Fault("a file of no bytes", "INT001", (EMPTY_FILE,), 2),
    Fault("a file cut in its header", "INT002", ("p006/ct/0008",), 1),
    Fault("a file that stands twice", "INT003", ("p007/ct/",), 1),
    Fault("one SOPInstanceUID with two contents", "INT004", ("p008/ct/",)),
    Fault("a patient with two sexes", "INT006", ("p009/",), 1),
    Fault("an image without PatientID", "INT007", ("p023/cr/0002",), 1),
    Fault("a slice whose number is missing", "HIE004", ("p004/ct/",), 1),
    Fault(
        "an image without an attribute of Type 1",
        "CNF001",
        ("p022/dx/0001",),
        1,
        keyword="PresentationLUTShape",
    ),
    Fault("images without an attribute of Type 2", "CNF003", ("p013/",), 6, keyword="Manufacturer"),
    Fault("a PatientSex that the standard does not list", "CNF005", ("p014/",), word="M, F, O"),
    Fault("a vendor spelt in three ways", "VEN002", count=2, word="3 spellings"),
    Fault("a series without Manufacturer", "VEN003", ("p013/",), 1),
    Fault("BodyPartExamined UNKNOWN", "CMP003", ("p015/",), 1, keyword="BodyPartExamined"),
    Fault("PatientAge 000Y", "CMP003", ("p011/",), 1, keyword="PatientAge"),
    Fault("PatientAge without its unit", "CMP004", ("p016/",), 1, keyword="PatientAge"),
    Fault("a slice at the wrong place", "GEO001", ("p004/ct/", "p005/ct/"), 2),
    Fault("a slice that is missing", "GEO003", ("p004/ct/",), 1),
    Fault("images of two sizes in one series", "GEO008", ("p017/mr/",), 1),
    Fault("a PatientSex that is no code", "COH001", ("p014/",), 1),
    Fault("an age of nothing", "COH003", ("p011/",)),
    Fault("a patient older than 89", "COH005", ("p010/",), 1),
    Fault("two label rows of patients who are not here", "CLS001", count=2),
    Fault("a patient without a label", "CLS002", ("p020/",), 1),
    Fault("two label rows that disagree", "CLS003", ("p018/",)),
    Fault("a label row that stands twice", "CLS006"),
    Fault("two readers who disagree", "CLS011", ("p004/", "p008/", "p015/"), 3),
    Fault("a class of one patient", "SMP001", word="fracture"),
    Fault("a mask of an image that is missing from its series", "ANN001", (MASK,), 1),
    Fault("a segment with nothing in it", "ANN005", (MASK,), 1, "segments"),
    Fault("an AIM file that broke off", "ANN010", (AIM,), 1, "aim-invalid"),
    Fault("a patient in training and in test", "LKG001", ("p001/",), 1),
    Fault(
        "a patient's name in a nested element",
        "PHI001",
        ("p021/dx/0001", "p021/dx/0002"),
        2,
        "ReasonForTheRequestedProcedure (nested)",
    ),
    Fault("a comment with a name in it", "PHI005", ("p018/mr/",), 6, "name", "ImageComments"),
    Fault("an image that declares text in its pixels", "PHI010", (BURNED_IN,), 1),
    Fault(
        "a birth date and a name in spite of the declared profile",
        "PHI017",
        ("p003/ct/", "p021/dx/0001", "p021/dx/0002"),
        10,
        "PatientBirthDate",
    ),
    Fault("a CT series without RescaleSlope", "UTL002", ("p002/ct/",), 1, keyword="RescaleSlope"),
    Fault("a CT series that is not in HU", "VAL003", ("p011/ct/",), 1, keyword="RescaleType"),
    Fault("a declared number of patients that is wrong", "DOC001", word="patients declared"),
)
"""In the order of the report."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A planted fault and the finding that names it; None where no finding does."""

    fault: Fault
    finding: Finding | None


def compare(results: Sequence[CheckResult], paths: Mapping[int, str]) -> tuple[Outcome, ...]:
    """Each planted fault beside the finding that fits; `paths` leads from items to paths."""
    return tuple(Outcome(fault, _find(fault, results, paths)) for fault in PLANTED)


def _find(fault: Fault, results: Sequence[CheckResult], paths: Mapping[int, str]) -> Finding | None:
    of_rule = (one for one in results if one.check.rule == fault.rule)
    findings = (finding for result in of_rule for finding in result.findings)
    return next((finding for finding in findings if fits(fault, finding, paths)), None)


def fits(fault: Fault, finding: Finding, paths: Mapping[int, str]) -> bool:
    """Whether a finding is about this very fault."""
    named = [paths.get(item, "") for item in finding.subjects.items]
    return (
        fault.count in (None, finding.count)
        and fault.keyword in ("", finding.keyword)
        and fault.word in f"{finding.subject} {finding.message}"
        and all(any(path.startswith(start) for path in named) for start in fault.where)
    )
