"""Checks of the family `classes`: labels that join, that agree, and how they are balanced."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks import classes_boxes, classes_readers
from audit.checks.labelled import ROW, counted, find_fault, labelled, of_rows, with_patients
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.checks.wording import name_lines, some, subject
from audit.policy import Policy
from audit.profile.model import Classes, Profile
from audit.profile.model.classes import (
    UNJOINED,
    ClassCount,
    Convention,
    FaultKind,
    Imbalance,
)
from audit.units import amount


@check("CLS001", "Label rows that do not join the data", Severity.WARNING)
def unjoined_row(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: rows of the label table whose key is not found in the headers; keys that would be found
    if case, leading zeros or Unicode forms were ignored are named apart and not joined.

    Why: a lost label shrinks a class without a word, and a key changed by a spreadsheet (`00012`
    to `12`) loses them by the thousand.

    Fix: export the keys as text, from the same release as the images.
    """
    classes = labelled(profile)
    faults = [fault for fault in classes.faults if fault.kind in UNJOINED]
    lost = sum(fault.n_rows for fault in faults)
    if lost > policy.classes.max_unjoined_share * classes.n_rows:
        for fault in faults:
            yield of_rows(fault, classes)


@check("CLS002", "Patients without a label", Severity.WARNING)
def unlabelled_patient(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: patients of the data for whom no row of the label table is found.

    Why: who is left out is seldom left out by chance, and a training script may skip them or take
    them for negative.

    Fix: label them, or remove them from the release, and say which in the datasheet.
    """
    classes = with_patients(profile)
    count = len(classes.unlabelled)
    if count > policy.classes.max_unlabelled_share * classes.n_patients:
        message = f"{count} of {classes.n_patients} patients have no label"
        yield Finding(message, count, classes.n_patients, "patient", subjects=classes.unlabelled)


@check("CLS003", "Label rows that conflict", Severity.ERROR)
def conflicting_labels(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: two rows of one key, by the same reader where readers are named, with different classes
    in a column where a key has one class only; or, where each finding has a row, a finding beside
    the class of nothing found.

    Why: one of them is wrong, and which one wins depends on the script that reads the table.

    Fix: settle each pair with who made the labels; if several classes are meant, join them in one
    cell with `|`.
    """
    classes = labelled(profile)
    free = {str(Convention.JOINED), str(Convention.NUMERIC)}
    need(
        any(how not in free for _, how in classes.conventions),
        "every label column may hold several classes, so none can conflict",
    )
    if fault := find_fault(classes, FaultKind.CONFLICT):
        yield of_rows(fault, classes, classes.conflicting)


@check("CLS004", "Classes very unevenly filled", Severity.WARNING, Confidence.HEURISTIC)
def severe_imbalance(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the largest class of a label has more times the patients of the smallest
    than the policy allows (`classes.warn_ratio`).

    Why: a model that never names the small class looks almost perfect by accuracy.

    Fix: add patients of the small class, or choose measures that show each class apart.

    Source: threshold ours; measures after Charte 2015, Neurocomputing 163:3.
    """
    for row in _imbalance(profile):
        if row.ratio is not None and row.ratio > policy.classes.warn_ratio:
            yield _uneven(row, profile.classes, policy.classes.warn_ratio)


@check("CLS005", "A class without a patient", Severity.WARNING)
def empty_class(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a class that the label table or the declaration names has no patient in a split.

    Why: it can be neither learned nor tested there.

    Fix: split the patients by class, or take the class out of the claims made for the dataset.
    """
    classes = counted(profile)
    for label, split, rows in _grid(classes):
        empty = [row.name for row in rows if row.n_patients == 0]
        if empty:
            where = subject(label, split)
            message = f"{where}: {len(empty)} of {len(rows)} classes have no patient: {some(empty)}"
            yield Finding(message, len(empty), len(rows), "class", subject=where)


@check("CLS006", "Label rows that stand twice", Severity.WARNING)
def doubled_row(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: rows with the key, the reader, the labels and the box of an earlier row.

    Why: a table joined twice doubles patients in every count and in every training batch.

    Fix: keep each row once.
    """
    classes = labelled(profile)
    if fault := find_fault(classes, FaultKind.DOUBLED):
        yield of_rows(fault, classes)


@check("CLS007", "Class names that differ only in case", Severity.WARNING, Confidence.LIKELY)
def case_of_class_name(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: two classes of one label, such as `Pneumonia` and `pneumonia`; they are not merged here.

    Why: a program counts them as two classes, and both are too small.

    Fix: write each class in one way.
    """
    classes = labelled(profile)
    fault = find_fault(classes, FaultKind.CLASS_CASE)
    for label, names in classes.spellings:
        lines = f"; {name_lines(fault)}" if fault else ""
        message = f"{subject(label)}: {some(list(names))} are {len(names)} classes{lines}"
        n_classes = sum(row.label == label for row in classes.totals)
        yield Finding(message, len(names), n_classes, "class", subject=subject(label))


@check("CLS008", "Classes unevenly filled", Severity.NOTE, Confidence.HEURISTIC)
def imbalance(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the largest class of a label has more times the patients of the smallest
    than the policy takes note of (`classes.notice_ratio`), and no more than CLS004 warns of.

    Why: overall accuracy then says little of the small class.

    Fix: report each class apart; sample or weigh by class in training.

    Source: threshold ours; measures after Charte 2015, Neurocomputing 163:3.
    """
    limits = policy.classes
    for row in _imbalance(profile):
        if row.ratio is not None and limits.notice_ratio < row.ratio <= limits.warn_ratio:
            yield _uneven(row, profile.classes, limits.notice_ratio)


_CELLS = (
    FaultKind.UNREADABLE,
    FaultKind.KEY_EMPTY,
    FaultKind.UNKNOWN_VALUE,
    FaultKind.NO_NUMBER,
    FaultKind.LABEL_EMPTY,
    FaultKind.SPLIT_EMPTY,
    FaultKind.SPLIT_CASE,
    FaultKind.READER_EMPTY,
    FaultKind.BOX_PARTIAL,
)


@check("CLS009", "Label rows that cannot be used as they stand", Severity.WARNING)
def unusable_row(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: rows with too few or too many fields or an open quote, without a key, without any label,
    with a value other than 1, 0, -1 or blank in a column of such values, with a text where a number
    is declared, without a split or a reader where others have one, with a split name that differs
    from another only in case, or with a box of fewer than four numbers.

    Why: each program repairs such rows in its own way: two readers of one table get two datasets.

    Fix: correct the rows at the lines named.
    """
    classes = labelled(profile)
    for kind in _CELLS:
        if fault := find_fault(classes, kind):
            yield of_rows(fault, classes)


@check("CLS010", "No label row joins the data", Severity.ERROR)
def nothing_joins(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a label table was given, and not one of its keys is found in the headers.

    Why: nothing that needs labels could be looked at; every such check is empty-handed.

    Fix: name the key column with `--key` (`--key COLUMN=PatientID` where it has a name of its
    own), and check that the table belongs to this release.
    """
    classes = labelled(profile)
    if not classes.n_rows_joined:
        n = classes.n_rows
        message = f"0 of {n} label rows join by {classes.key}"
        yield Finding(message, n, n, ROW, "label table")


def _imbalance(profile: Profile) -> tuple[Imbalance, ...]:
    classes = counted(profile)
    need(classes.imbalance, "no label has two classes and a patient to compare")
    return classes.imbalance


def _grid(classes: Classes) -> Iterator[tuple[str, str, list[ClassCount]]]:
    """The classes of each label in each split; values that are no class are left out."""
    columns = {label for label, how in classes.conventions if how == Convention.INDICATOR}
    written = {r.label for r in classes.totals if r.name == "negative" and r.n_instances}
    for label in classes.labels:
        for split in classes.splits or ("",):
            rows = [r for r in classes.counts if r.label == label and r.split == split]
            if label in columns:
                names = {"positive", "negative"} if label in written else {"positive"}
                rows = [row for row in rows if row.name in names]
            yield label, split, rows


def _uneven(row: Imbalance, classes: Classes, limit: float) -> Finding:
    table = classes.counts if row.split or not classes.splits else classes.totals
    rows = [r for r in table if r.label == row.label and r.split == row.split]
    rows = [r for r in rows if r.n_patients]
    largest = max(rows, key=lambda r: (r.n_patients, r.name))
    smallest = min(rows, key=lambda r: (r.n_patients, r.name))
    where = subject(row.label, row.split)
    message = (
        f"{where}: {largest.name} has {amount(largest.n_patients, 'patient')}, "
        f"{smallest.name} {smallest.n_patients}; limit {limit:g} to 1"
    )
    return Finding(message, smallest.n_patients, smallest.n_patients_total, "patient", where)


@check("CLS018", "No split is called training, or none test", Severity.WARNING, Confidence.LIKELY)
def unnamed_split(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: splits of which none has a name that begins with `train`, or none with `test`.

    Why: sizes of training and test sets and most leakage rules go by these names; a misspelt one
    (`tset`) makes them look at nothing.

    Fix: correct the names in the split column, or rename the split that plays the part.
    """
    classes = profile.classes
    need(classes.splits, "the dataset has no splits")
    told = (("training", classes.train_splits), ("test", classes.test_splits))
    if lacking := [name for name, splits in told if not splits]:
        n = len(classes.splits)
        message = f"of {amount(n, 'split')} none is called {' and none '.join(lacking)}"
        yield Finding(message, n, n, "split")


CHECKS = (
    unjoined_row,
    unlabelled_patient,
    conflicting_labels,
    severe_imbalance,
    empty_class,
    doubled_row,
    case_of_class_name,
    imbalance,
    unusable_row,
    nothing_joins,
    *classes_readers.CHECKS,
    *classes_boxes.CHECKS,
    unnamed_split,
)
