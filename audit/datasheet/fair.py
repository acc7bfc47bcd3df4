"""The 15 FAIR principles: what files and declaration show; the network is never asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audit.datasheet.answers import answered, any_answered, shown
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.identifiers import OPEN_PROTOCOLS, STORES, identifier_kind, scheme_of
from audit.datasheet.licences import duo_id, duo_name, find_licence, is_own_terms
from audit.datasheet.row import catalogue_of
from audit.datasheet.wording import join, out_of
from audit.profile.model import Profile
from audit.profile.model.documentation import FairRow, FairState, Table2Row
from audit.units import amount

ANSWERED = frozenset({"measured", "declared", "agrees", "not_applicable"})
RICH = 18
"""Table 2 items that must be answered for rich metadata (our choice: two thirds of 27)."""
LISTED = 3
"""Origins that are named; more are counted."""
CODED_SHARE = 0.5
"""Of terms that must carry a code of a published scheme (our choice)."""
FILLED_SHARE = 0.9
"""Of expected attributes that must be present (our choice)."""
UNTESTED = "No network was asked whether it resolves."


@dataclass(frozen=True, slots=True)
class Case:
    """What every principle is judged by."""

    profile: Profile
    said: DatasheetDeclaration
    table2: tuple[Table2Row, ...]


Judgement = tuple[FairState, str, str]
"""State, evidence, advice."""


@cache
def principles() -> dict[str, str]:
    """The principles by id, in the paper's order and words."""
    text = files("audit").joinpath("data/fair.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
    return {one[0]: one[1] for one in lines}


def judge_principles(
    profile: Profile, said: DatasheetDeclaration, table2: tuple[Table2Row, ...]
) -> tuple[FairRow, ...]:
    """Every principle once. `declared` means stated in good form and not tested on a network."""
    case = Case(profile, said, table2)
    rows = []
    for id, judge in JUDGES.items():
        state, evidence, advice = judge(case)
        rows.append(FairRow(id, principles()[id], state, evidence, advice))
    return tuple(rows)


def _f1(case: Case) -> Judgement:
    text = case.said.dataset.identifier
    kind = identifier_kind(text)
    if kind:
        return "declared", f"{kind} {shown(text)} declared. {UNTESTED}", ""
    found = "the declared identifier is no DOI, ARK, Handle, w3id or PURL" if text else ""
    return "fail", found or "no identifier is declared", "Declare a DOI of this version."


def _f2(case: Case) -> Judgement:
    n = sum(row.state in ANSWERED for row in case.table2)
    wrong = sum(row.state == "contradicted" for row in case.table2)
    evidence = f"{out_of(n, len(case.table2), 'item')} of Table 2 answered, {wrong} contradicted"
    if n >= RICH and not wrong:
        return "pass", evidence, ""
    return "fail", evidence, f"Answer at least {RICH} items, and mend the contradicted ones."


def _f3(case: Case) -> Judgement:
    if identifier_kind(case.said.dataset.identifier):
        return (
            "pass",
            "audit.json states the declared identifier beside the digest of all items",
            "",
        )
    return (
        "fail",
        "no identifier is declared, so the metadata cannot carry it",
        "Declare the identifier.",
    )


def _f4(case: Case) -> Judgement:
    entries = case.said.dataset.registered_in
    if entries:
        told = ", ".join(shown(one) for one in entries)
        return "declared", f"registered in: {told}. No registry was searched.", ""
    advice = "Register the dataset (DataCite, TCIA, OpenNeuro, re3data) and declare the record."
    return "fail", "no registry is declared", advice


def _a1(case: Case) -> Judgement:
    access, about = case.said.access, case.said.dataset
    url = access.url or about.url
    if scheme_of(url):
        return "declared", f"address over {scheme_of(url)} declared. {UNTESTED}", ""
    if identifier_kind(about.identifier) == "DOI":
        return "declared", f"retrieval by DOI. {UNTESTED}", "Declare the address of the data, too."
    if answered(access, "procedure"):
        return "declared", "a procedure to get access is declared, no address", ""
    return "fail", "neither address nor procedure is declared", "Declare where the data can be got."


def _a11(case: Case) -> Judgement:
    scheme = scheme_of(case.said.access.url or case.said.dataset.url)
    if scheme in OPEN_PROTOCOLS:
        return "pass", f"{scheme} is an open protocol", ""
    if scheme in STORES:
        advice = "Give an address over https, too."
        return "fail", f"{scheme} addresses belong to one vendor's interface", advice
    return "fail", "no address is declared", "Declare an address over https or DICOMweb."


def _a12(case: Case) -> Judgement:
    access, usage = case.said.access, case.said.usage
    if access.type == "open":
        return "not_applicable", "access is declared open: no authorisation is needed", ""
    if access.type and (answered(access, "procedure") or usage.duo):
        terms = ", ".join(f"{duo_id(one)} {duo_name(one)}".strip() for one in usage.duo)
        told = join(f"{access.type} access with a procedure or terms", terms)
        return "declared", f"{told}. No login was tried.", ""
    advice = "Declare open access, or the procedure of authorisation and DUO terms."
    return "fail", "no procedure of authorisation is declared", advice


def _a2(case: Case) -> Judgement:
    further = case.said.further
    if answered(further, "versioning"):
        told = "a policy on versions and retention is declared; the metadata are files of their own"
        return "declared", told, ""
    advice = "Declare what stays of the metadata when the data are withdrawn (`versioning`)."
    return "fail", "no retention policy is declared", advice


def _rows_of_tables(case: Case) -> Judgement | None:
    """Where a ready table stands for files that nobody opened, none of them was tested."""
    n_rows = case.profile.integrity.n_table_rows
    if not n_rows:
        return None
    told = f"{amount(n_rows, 'row')} of a ready table stand for files that were not opened"
    return "not_testable", told, "Run the audit on the files themselves."


def _i1(case: Case) -> Judgement:
    if untested := _rows_of_tables(case):
        return untested
    counted = case.profile.integrity.accounting
    dicom = counted.found - counted.skipped
    read = dicom - counted.rejected
    evidence = f"{out_of(read, dicom, 'item')} read as DICOM; metadata are written as JSON-LD"
    if dicom and not counted.rejected:
        return "pass", evidence, ""
    return "fail", evidence, "Mend or remove the items that cannot be read."


def _i2(case: Case) -> Judgement:
    coding = [one for one in catalogue_of(case.profile).coding if one.total]
    if not coding:
        return "not_testable", "no body part, procedure or segment is named anywhere", ""
    told = join(
        *(f"{one.keyword} {out_of(one.n_known_scheme, one.total, one.level)}" for one in coding)
    )
    evidence = f"named by a code of a published scheme: {told}"
    if all(one.n_known_scheme >= CODED_SHARE * one.total for one in coding):
        return "pass", evidence, ""
    advice = "Add codes (SNOMED CT, RadLex, LOINC) for anatomy, procedure and segments."
    return "fail", evidence, advice


def _i3(case: Case) -> Judgement:
    facts, origin = catalogue_of(case.profile).annotations, case.said.dataset.derived_from
    more = f" and {len(origin) - LISTED} more" if len(origin) > LISTED else ""
    named = ", ".join(shown(one) for one in origin[:LISTED])
    linked = f"made from: {named}{more}" if origin else ""
    if facts.dangling:
        told = f"{amount(len(facts.dangling), 'annotation object')} point to objects not held here"
        return "fail", join(told, linked), "Ship the images that annotations point to."
    if facts.n_references:
        told = f"{out_of(facts.n_references_held, facts.n_references, 'referenced object')} held"
        return "pass", join(told, linked), ""
    if linked:
        return "declared", f"{linked}. {UNTESTED}", ""
    advice = "Declare the datasets it was made from (`derived_from`)."
    return "not_testable", "no object points to another, and no origin is declared", advice


def _r1(case: Case) -> Judgement:
    n = sum(bool(row.measured) for row in case.table2)
    cells = case.profile.completeness.cells
    present, total = sum(one.present for one in cells), sum(one.known for one in cells)
    evidence = (
        f"{out_of(n, len(case.table2), 'item')} of Table 2 with measured evidence; "
        f"{present} of {total} expected attributes present (series x keywords)"
    )
    if total and n and present >= FILLED_SHARE * total:
        return "pass", evidence, ""
    return "fail", evidence, "Fill the attributes that the completeness section names."


def _r11(case: Case) -> Judgement:
    usage = case.said.usage
    known = find_licence(usage.licence)
    if known:
        return "pass", f"SPDX licence {known} declared; its page was not opened", ""
    if is_own_terms(usage.licence) and answered(usage, "terms"):
        return "declared", "own terms are declared under a LicenseRef", ""
    if usage.duo:
        terms = ", ".join(f"{duo_id(one)} {duo_name(one)}".strip() for one in usage.duo)
        return "declared", f"use terms {terms}", "Declare a licence, too."
    text = "the declared licence is no SPDX id" if usage.licence else "no licence is declared"
    return "fail", text, "Declare an SPDX licence id."


def _r12(case: Case) -> Judgement:
    said = case.said
    links = {
        "source": any_answered(said.sources, "n_sites", "institutions", "upstream_datasets"),
        "de-identification": answered(said.further, "deidentification"),
        "conversion": answered(said.storage, "conversion"),
        "annotation": any_answered(said.annotation, "guideline", "tool")
        or answered(said.ground_truth, "definition"),
        "people": any_answered(said.dataset, "creators", "publisher"),
    }
    missing = [name for name, there in links.items() if not there]
    evidence = f"{out_of(len(links) - len(missing), len(links), 'link')} of provenance declared"
    if not missing:
        return "declared", evidence, ""
    return "fail", evidence, f"Declare the missing ones: {', '.join(missing)}."


def _r13(case: Case) -> Judgement:
    if untested := _rows_of_tables(case):
        return untested
    counted, images = case.profile.integrity.accounting, catalogue_of(case.profile).images
    dicom = counted.found - counted.skipped
    mismatch = out_of(images.class_mismatch.n_instances, images.n_class_known, "instance")
    evidence = (
        f"{out_of(counted.ok, dicom, 'item')} read as DICOM without a fault; {mismatch} with a "
        "Modality their SOP class does not allow; not every attribute of each IOD was validated"
    )
    if dicom and counted.ok == dicom and not images.class_mismatch:
        return "pass", evidence, ""
    return "fail", evidence, "Mend the faults that the integrity section names."


JUDGES: dict[str, Callable[[Case], Judgement]] = {
    "F1": _f1,
    "F2": _f2,
    "F3": _f3,
    "F4": _f4,
    "A1": _a1,
    "A1.1": _a11,
    "A1.2": _a12,
    "A2": _a2,
    "I1": _i1,
    "I2": _i2,
    "I3": _i3,
    "R1": _r1,
    "R1.1": _r11,
    "R1.2": _r12,
    "R1.3": _r13,
}
"""Every principle, in the paper's order."""
