"""What the checks of labels begin with: are there labels, do they lead to patients, which fault."""

from __future__ import annotations

from audit.checks.model import Finding, need
from audit.checks.wording import name_lines
from audit.profile.model import Classes, Profile, Subjects
from audit.profile.model.classes import FaultKind, LabelFault

ROW = "label row"
_NOBODY = Subjects("patient")


def labelled(profile: Profile) -> Classes:
    """The classes; raises NotAssessed where nothing was measured."""
    need(profile.classes.state == "measured", profile.classes.reason)
    return profile.classes


def with_patients(profile: Profile) -> Classes:
    """Judgements by patient need some; instances never stand in for them."""
    classes = labelled(profile)
    need(classes.n_patients, "no instance has a PatientID, so no patient can be counted")
    return classes


def counted(profile: Profile) -> Classes:
    """The classes, with labelled patients to count; raises NotAssessed."""
    classes = with_patients(profile)
    need(classes.n_patients_labelled, "no label row leads to a patient, so no class can be counted")
    return classes


def find_fault(classes: Classes, kind: FaultKind) -> LabelFault | None:
    """The fault of this kind; None where no row has it."""
    return next((fault for fault in classes.faults if fault.kind == kind), None)


def of_rows(fault: LabelFault, classes: Classes, subjects: Subjects = _NOBODY) -> Finding:
    """A finding on rows of the label table, with the lines on which they stand."""
    message = f"{fault.n_rows} of {classes.n_rows} label rows: {fault.kind} ({name_lines(fault)})"
    return Finding(message, fault.n_rows, classes.n_rows, ROW, "label table", subjects=subjects)
