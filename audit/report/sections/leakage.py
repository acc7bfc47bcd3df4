"""Leakage: what splits share, who may be one person, what training has seen of the test."""

from __future__ import annotations

from collections.abc import Iterator

from audit.profile.model import Leakage, Profile
from audit.profile.model.withheld import withheld
from audit.report.figures.leakage import overlap_figure
from audit.report.sections.integrity import examples
from audit.report.sections.pixels import pixel_facts, pixel_tables
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, for_paper, make_table
from audit.report.words import decimal, integer, label, of, share

NO_KEY = (
    "fingerprint.json was not written, because no key was given: with --key-file FILE a run writes "
    "keyed digests by which two datasets can be compared without sharing data "
    "(dicom-audit overlap A B)."
)
WITH_KEY = (
    "fingerprint.json holds keyed digests of patients, studies, series, instances and pixels, for "
    "dicom-audit overlap. Whoever has the key can test guesses of identifiers against it: keep "
    "the key apart from the file."
)
_NO_SPLITS = (
    "The dataset is not divided into splits: no split column was given (--labels with --split), "
    "and no folder is called train, validation or test."
)
_KNOWN = "Patients with a PatientID that is no placeholder"
_PLACEHOLDERS = "Placeholder PatientIDs (patients of the overview and of classes, nobody here)"
_IN_A_SPLIT = "Patients with such a PatientID who stand in a split"


def leakage_page(profile: Profile, fingerprinted: bool = False) -> FamilyPage:
    """Splits against each other, links between patients, and decoded pixels."""
    facts = profile.leakage
    title = "Leakage"
    if not profile.overview.n_instances:
        return FamilyPage("leakage", title, "No instance was read, so nothing can be shared.")
    figure = overlap_figure(facts)
    shared = (for_paper(table(facts), skip_nil=True) for table in (_shared, _linked, _known))
    tables = (_splits(facts), *shared)
    return FamilyPage(
        "leakage",
        title,
        facts=(*_facts(facts), *pixel_facts(facts.pixels)),
        figures=(figure,) if figure else (),
        sentences=(
            *(() if facts.splits else (_NO_SPLITS,)),
            *_constants(facts),
            WITH_KEY if fingerprinted else NO_KEY,
        ),
        tables=drop_empty((*tables, *pixel_tables(facts.pixels))),
    )


def _facts(facts: Leakage) -> tuple[Fact, ...]:
    sources = {"column": "split column of the label table", "path": "names of folders"}
    named = ", ".join(label(one.split) for one in facts.splits) or "none"
    made = [Fact("Splits", named), Fact(_KNOWN, integer(facts.n_patients))]
    if facts.n_placeholder_patients or withheld(facts.n_placeholder_patients):
        made.append(Fact(_PLACEHOLDERS, integer(facts.n_placeholder_patients)))
    if one := facts.find_shared("PatientID"):
        made.append(Fact(_IN_A_SPLIT, of(one.n_total, facts.n_patients)))
    if facts.splits:
        made.append(Fact("Splits come from", sources.get(facts.split_source, "nowhere")))
    if facts.n_test_instances:
        made += _leaked(facts)
    elif facts.splits:
        made.append(Fact("Test split", "no split has a name that begins with test"))
    return tuple(made)


def _leaked(facts: Leakage) -> Iterator[Fact]:
    """Each number is the union of the tables it names, so that none of their rows is above it."""
    rows = (
        ("a unit in two splits", facts.n_unit_leaked_patients, facts.n_unit_leaked_instances),
        (
            "such a unit or a link between patients",
            facts.n_leaked_patients,
            facts.n_leaked_instances,
        ),
    )
    for told, n_patients, n_instances in rows:
        yield Fact(f"Test patients leaked, by {told}", of(n_patients, facts.n_test_patients))
        yield Fact(f"Test images leaked, by {told}", of(n_instances, facts.n_test_instances))


def _constants(facts: Leakage) -> tuple[str, ...]:
    """What was left out, so that no 0 in a table hides it."""
    linked = [f"{label(one.kind)} {integer(one.n_common)}" for one in facts.linked if one.n_common]
    if not linked:
        return ()
    return (
        "Values that more than 20 patients share were taken for constants and join nobody: "
        f"{', '.join(linked)}.",
    )


def _splits(facts: Leakage) -> Table:
    return make_table(
        "table-splits",
        "Splits",
        (
            Column("Split"),
            Column("Patients (no placeholders)", True),
            Column("Instances", True),
        ),
        (
            (label(one.split), integer(one.n_patients), integer(one.n_instances))
            for one in facts.splits
        ),
    )


def _test_cells(facts: Leakage, n_patients: int, n_instances: int) -> tuple[str, str]:
    if not facts.n_test_instances:
        return "–", "–"
    return (
        f"{of(n_patients, facts.n_test_patients)}, {share(n_patients, facts.n_test_patients)}",
        f"{of(n_instances, facts.n_test_instances)}, {share(n_instances, facts.n_test_instances)}",
    )


def _shared(facts: Leakage) -> Table:
    return make_table(
        "table-shared",
        "Units that stand in more than one split",
        (
            Column("Unit", code=True),
            Column("In more than one split", True),
            Column("Not seen from PatientID", True),
            Column("Test patients leaked", True),
            Column("Test images leaked", True),
        ),
        (
            (
                label(one.kind),
                of(one.n_shared, one.n_total),
                integer(one.n_hidden) if one.kind != "PatientID" else "–",
                *_test_cells(facts, one.n_test_patients, one.n_test_instances),
            )
            for one in facts.shared
        ),
    )


def _linked(facts: Leakage) -> Table:
    return make_table(
        "table-linked",
        "Patients who may be one person, by what they share",
        (
            Column("Shared", code=True),
            Column("Patients joined", True),
            Column("Groups", True),
            Column("Groups across splits", True),
            Column("Test patients leaked", True),
            Column("Test images leaked", True),
            Column("Pairs by chance", True),
            Column("Examples"),
        ),
        (
            (
                label(one.kind),
                of(one.n_patients, one.n_total),
                integer(one.n_groups),
                integer(one.n_groups_across) if facts.splits else "–",
                *_test_cells(facts, one.n_test_patients, one.n_test_instances),
                _chance(one.n_pairs, one.expected_pairs),
                examples(one.patients_across or one.patients_apart),
            )
            for one in facts.linked
        ),
    )


def _chance(n_pairs: int | None, expected: float | None) -> str:
    if n_pairs is None:
        return "–"
    return "not known" if expected is None else f"{decimal(expected)} expected, {n_pairs} found"


def _known(facts: Leakage) -> Table:
    return make_table(
        "table-known",
        "What training has seen of the test patients' sites, scanners and dates",
        (
            Column("Of what"),
            Column("Seen in training", True),
            Column("Not seen", True),
            Column("Unknown", True),
            Column("Values of the test split seen", True),
        ),
        (
            (
                label(one.what),
                f"{of(one.n_seen, one.n_patients)}, {share(one.n_seen, one.n_patients)}",
                of(one.n_unseen, one.n_patients),
                of(one.n_unknown, one.n_patients),
                of(one.n_values_seen, one.n_values),
            )
            for one in facts.known
        ),
    )
