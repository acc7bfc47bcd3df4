"""Checks of the family `leakage`: what the test split shares with the training split."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Finding, NotAssessed, Severity, check
from audit.policy import Policy
from audit.profile.model import Profile


@check("LKG001", "A patient in two splits", Severity.ERROR)
def patient_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of one PatientID stand in more than one of train, validation and test, by the
    split column of the label table or, without one, by folders of these names.

    Why: a model recognises the patient; test results come out too good, by 5 to 30 percent in
    published cases.

    Fix: split by patient; then train and test again.

    Source: CLAIM 2024, item 20; Tampu 2022.
    """
    classes = profile.classes
    if classes.split_source == "none":
        raise NotAssessed("no split column, and no folder called train, validation or test")
    if not classes.n_patients:
        raise NotAssessed("no instance has a PatientID, so no patient can be followed")
    if count := len(classes.in_two_splits):
        message = f"{count} of {classes.n_patients} patients stand in more than one split"
        yield Finding(message, count, classes.n_patients, "patient", subjects=classes.in_two_splits)


CHECKS = (patient_in_two_splits,)
