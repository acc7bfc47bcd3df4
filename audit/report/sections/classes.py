"""Classes: the labels joined to patients, and how they are balanced."""

from __future__ import annotations

from audit.profile.model import Classes, Profile
from audit.report.figures.class_vendors import vendor_matrix
from audit.report.figures.classes import class_figure
from audit.report.sections.class_readers import (
    agreement_sentences,
    agreement_table,
    box_facts,
    box_table,
    source_facts,
)
from audit.report.sections.class_values import number_table, rarity_table, value_table
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, integer, label, number_of, of, prose


def classes_page(profile: Profile) -> FamilyPage:
    """Balance by patient, and what did not join."""
    classes = profile.classes
    title = "Classes"
    if classes.state == "absent":
        return FamilyPage("classes", title, f"Not measured: {prose(classes.reason)}.")
    figure = class_figure(classes)
    figures = (figure, vendor_matrix(classes))
    return FamilyPage(
        "classes",
        title,
        facts=_facts(classes),
        figures=tuple(one for one in figures if one),
        sentences=(*_sentences(classes, figure is None), *agreement_sentences(classes)),
        tables=drop_empty(
            (
                agreement_table(classes),
                value_table(classes),
                _imbalance(classes),
                rarity_table(classes),
                number_table(classes),
                box_table(classes.boxes),
                _faults(classes),
                _people(classes),
            )
        ),
    )


def _facts(classes: Classes) -> tuple[Fact, ...]:
    splits = ", ".join(label(split) for split in classes.splits) or "none declared"
    return (
        Fact("Labels", ", ".join(label(one) for one in classes.labels)),
        *source_facts(classes),
        Fact("Label rows that join", of(classes.n_rows_joined, classes.n_rows)),
        Fact("Labelled patients", of(classes.n_patients_labelled, classes.n_patients)),
        Fact("Labelled instances", of(classes.n_instances_labelled, classes.n_instances)),
        Fact("Splits", splits),
        Fact("Class named as normal", label(classes.normal_class) or "none declared"),
        *box_facts(classes.boxes),
    )


def _sentences(classes: Classes, without_figure: bool) -> tuple[str, ...]:
    if not without_figure or not classes.counts:
        return ()
    one = classes.counts[0]
    patients = of(one.n_patients, one.n_patients_total, "labelled patient")
    return (f"There is one class only: {label(one.name)}, with {patients}.",)


def _imbalance(classes: Classes) -> Table:
    return make_table(
        "table-imbalance",
        "Balance of classes over patients",
        (
            Column("Label"),
            Column("Split"),
            Column("Classes", True),
            Column("Largest to smallest", True),
            Column("Evenness", True, "0 to 1"),
            Column("Effective classes", True),
        ),
        (
            (
                label(one.label),
                label(one.split) or "–",
                integer(one.n_classes),
                "a class is empty" if one.ratio is None else f"{decimal(one.ratio)} : 1",
                f"{one.entropy:.2f}",
                f"{one.effective_classes:.2f}",
            )
            for one in classes.imbalance
        ),
    )


def _faults(classes: Classes) -> Table:
    where = "Lines of the file (1 is the head)" if classes.source == "file" else "Items"
    return make_table(
        "table-label-faults",
        "Faults of the label table",
        (Column("Fault"), Column("Rows", True), Column(where)),
        (
            (label(one.kind), integer(one.n_rows), _lines(one.rows, one.n_rows))
            for one in classes.faults
        ),
    )


def _lines(rows: tuple[int, ...], n_rows: int) -> str:
    shown = ", ".join(str(row) for row in rows[:10])
    more = n_rows - len(rows[:10])
    return f"{shown} and {integer(more)} more" if more > 0 else shown


def _people(classes: Classes) -> Table:
    rows = (
        ("No label row was found", classes.unlabelled),
        ("Rows that conflict: two classes, one key and reader", classes.conflicting),
        ("In two classes of one label, by images or readers", classes.in_two_classes),
        ("In more than one split", classes.in_two_splits),
    )
    return make_table(
        "table-labelled-patients",
        "Patients that call for a look",
        (Column("What"), Column("How many"), Column("Examples")),
        ((name, number_of(who.count, who.level), examples(who)) for name, who in rows if who),
    )
