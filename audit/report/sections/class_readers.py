"""How labels came about: where they come from, who read them, which boxes they have."""

from __future__ import annotations

from audit.profile.model import Classes, Interval
from audit.profile.model.agreement import ALPHA, Agreement, Coefficient
from audit.profile.model.classes import Boxes
from audit.report.view import Column, Fact, Table, make_table
from audit.report.words import decimal, integer, label, number_of, of

HIGH, LOW = 0.9, 0.667
"""Raw agreement above the first beside an alpha below the second is the paradox of kappa."""
FIRM = 0.8


def source_facts(classes: Classes) -> tuple[Fact, ...]:
    """Where labels come from, how they are written, and what was recognised."""
    origin = {"file": "the label table", "annotations": "annotation objects of the data"}
    folder = f"folder {classes.source.partition(':')[2]} of each path, counted from the source"
    facts = [
        Fact("Labels come from", origin.get(classes.source, folder)),
        Fact("Joined by", _joined(classes)),
        Fact("Written as", _conventions(classes)),
    ]
    if classes.readers:
        facts.append(Fact("Readers", _readers(classes)))
    return tuple(facts)


def _joined(classes: Classes) -> str:
    if classes.source != "file":
        return "the item itself" if classes.key == "item" else "the images they point to"
    how = f", {classes.key_form}" if classes.key_form else ""
    named = classes.key_column not in ("", classes.key)
    column = f"column {label(classes.key_column)} as " if named else ""
    found = "" if classes.key_declared else " (the identifier by which most rows join)"
    return f"{column}{label(classes.key)}{how}, by {classes.level}{found}"


def _conventions(classes: Classes) -> str:
    ways: dict[str, int] = {}
    for _, how in classes.conventions:
        ways[how] = ways.get(how, 0) + 1
    told = "; ".join(f"{how} ({number_of(n, 'column')})" for how, n in ways.items())
    found = "; columns found by what they hold" if classes.by_content else ""
    return f"{told or 'not told'}{found}"


def _counting(classes: Classes) -> tuple[str, ...]:
    """Counts of classes are the widest reading of a table with readers."""
    if classes.readers is None or classes.readers.n_readers < 2:
        return ()
    return ("A patient counts in a class if any reader says so of any image.",)


def _readers(classes: Classes) -> str:
    readers = classes.readers
    if readers is None:
        return ""
    sizes = ", ".join(
        f"{integer(items)} by {number_of(n, 'reader')}" for n, items in readers.items_by_readers
    )
    return f"{readers.n_readers}, {readers.form}; items read: {sizes or 'none that joins'}"


def agreement_table(classes: Classes) -> Table:
    """One row a coefficient, with what it rests on."""
    return make_table(
        "table-agreement",
        "Agreement of readers",
        (
            Column("Label"),
            Column("Scale"),
            Column("Readers", True),
            Column("Items", True),
            Column("Patients", True),
            Column("Differ on", True, "items"),
            Column("Raw", True),
            Column("Measure"),
            Column("Value", True),
            Column("95 % interval", True),
        ),
        (
            _agreement_row(one, coefficient)
            for one in classes.agreement
            for coefficient in one.coefficients
        ),
    )


def _agreement_row(one: Agreement, coefficient: Coefficient) -> tuple[str, ...]:
    undefined = coefficient.value is None
    return (
        label(f"{one.label}: {one.name}" if one.name else one.label),
        one.scale,
        integer(one.n_readers),
        integer(one.n_items),
        integer(one.n_patients),
        integer(one.n_items_split),
        f"{one.raw:.3f}",
        coefficient.name,
        "undefined (no variation)" if undefined else f"{coefficient.value:.3f}",
        _bounds(coefficient.interval),
    )


def _bounds(one: Interval | None) -> str:
    return f"{one.low:.3f} to {one.high:.3f}" if one else "–"


def agreement_sentences(classes: Classes) -> tuple[str, ...]:
    """What alpha is, and each case in which raw agreement and alpha say different things."""
    if not classes.agreement:
        return _counting(classes)
    draws = max(one.draws for one in classes.agreement)
    told = (
        "Agreement: raw is the share of pairs of readings that are equal. Alpha and kappa take off "
        "what chance alone would give: 1 is full agreement, 0 is chance. Krippendorff asks for an "
        f"alpha of {FIRM:g} for firm and {LOW:g} for tentative conclusions. Undefined means that "
        "all readings are alike, so that nothing can be told from chance."
    )
    if draws:
        told += f" Intervals come from {integer(draws)} draws of patients with all their items."
    return (
        *_counting(classes),
        told,
        *(_paradox(one) for one in classes.agreement if _is_paradox(one)),
    )


def _is_paradox(one: Agreement) -> bool:
    alpha = one.coefficient(ALPHA)
    return one.raw >= HIGH and alpha is not None and alpha.value is not None and alpha.value < LOW


def _paradox(one: Agreement) -> str:
    alpha, ac1 = one.coefficient(ALPHA), one.coefficient("Gwet AC1")
    value = alpha.value if alpha and alpha.value is not None else 0.0
    name = f"{one.label}: {one.name}" if one.name else one.label
    beside = f" (Gwet's AC1, less touched by this: {ac1.value:.3f})" if ac1 and ac1.value else ""
    return (
        f"{label(name)}: readers give the same answer in {one.raw:.3f} of pairs, and alpha is "
        f"{value:.3f}. This is no contradiction: one answer is so frequent that readers who guess "
        f"would agree nearly as often{beside}. They agree on the frequent answer; on the rare one, "
        "for which a detector is built, they do not."
    )


def box_facts(boxes: Boxes | None) -> tuple[Fact, ...]:
    """How many boxes, on how many patients and images."""
    if boxes is None:
        return ()
    facts = [
        Fact("Boxes", f"{of(boxes.n_boxes, boxes.n_rows)} rows with a box join"),
        Fact("With a box", f"{number_of(boxes.n_patients, 'patient')}, "
             f"{number_of(boxes.n_instances, 'instance')}"),
        Fact("Rows that say positive, negative", f"{integer(boxes.n_positive)}, "
             f"{integer(boxes.n_negative)}"),
    ]  # fmt: skip
    if spread := boxes.by_patient:
        middle = f"{decimal(spread.p25)} to {decimal(spread.p75)}"
        text = f"median {decimal(spread.median)}, middle half {middle}, most "
        facts.append(Fact("Boxes of a patient with one", text + decimal(spread.maximum)))
    if boxes.normal:
        facts.append(Fact("Classes that need no box", ", ".join(map(label, boxes.normal))))
    return tuple(facts)


def box_table(boxes: Boxes | None) -> Table:
    """Boxes by class."""
    return make_table(
        "table-boxes",
        "Boxes by class",
        (Column("Label"), Column("Class"), Column("Boxes", True), Column("Patients", True)),
        (
            (label(one), label(name), integer(n_boxes), integer(n_patients))
            for one, name, n_boxes, n_patients in (boxes.by_class if boxes else ())
        ),
    )
