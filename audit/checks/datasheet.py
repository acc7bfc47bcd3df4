"""Checks of the family `datasheet`: is every item of Table 2 answered, and do the answers hold?"""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Check, Confidence, Finding, NotAssessed, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Documentation, Profile

NO_DECLARATION = "no declaration was given, and no header can say this"


def _rows(profile: Profile) -> Documentation:
    need(profile.documentation.table2, "Table 2 was not built for this dataset")
    return profile.documentation


def _ids(documentation: Documentation, state: str) -> list[str]:
    return [row.id for row in documentation.table2 if row.state == state]


@check("DOC001", "A datasheet item on which sources disagree", Severity.ERROR)
def contradicted_item(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: what is declared for an item of Table 2 differs from what the data say; or, also where
    nothing is declared, headers contradict each other on it, as the finding then says.

    Why: readers choose a dataset by its description; a wrong count, date range or share of normal
    cases ends up in the description of every model made from it.

    Fix: find out which side is right; mend the declaration or the data.

    Source: Kohli, Summers and Geis 2017, Table 2.
    """
    for row in _rows(profile).table2:
        if row.state == "contradicted":
            told = row.advice if row.declared else f"headers contradict each other: {row.advice}"
            yield Finding(f"{row.item}: {told}", 1, 1, "item", subject=f"item {row.id}")


@check("DOC002", "Datasheet items without an answer", Severity.WARNING)
def absent_items(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items of Table 2 that neither the data nor a declaration answers, beyond the number the
    policy allows.

    Why: what is not written down about origin, labels, ownership or use cannot be judged by
    anyone who was not there.

    Fix: run `dicom-audit init` and answer the questions, or say why an item does not apply.

    Source: Kohli, Summers and Geis 2017, Table 2.
    """
    documentation = _rows(profile)
    ids = _ids(documentation, "absent")
    limit = policy.documentation.max_absent_items
    if len(ids) > limit:
        total = len(documentation.table2)
        told = f"{len(ids)} of {total} items have no answer (limit {limit}): {', '.join(ids)}"
        yield Finding(told, len(ids), total, "item")


@check("DOC003", "Datasheet items answered in part", Severity.NOTE)
def partial_items(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items of Table 2 of which only a part is measured or declared, beyond the number the
    policy allows.

    Why: half an answer looks like an answer; the missing half is often the one that matters.

    Fix: the datasheet section says for each item what completes it.

    Source: Kohli, Summers and Geis 2017, Table 2.
    """
    documentation = _rows(profile)
    ids = _ids(documentation, "partial")
    limit = policy.documentation.max_partial_items
    if len(ids) > limit:
        total = len(documentation.table2)
        told = f"{len(ids)} of {total} items are answered in part (limit {limit})"
        yield Finding(f"{told}: {', '.join(ids)}", len(ids), total, "item")


@check("DOC004", "No declaration was given", Severity.NOTE)
def no_declaration(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the audit ran without a `datasheet.yaml`.

    Why: owner, licence, ground truth and intended use stand in no header; without a declaration
    nothing can be compared with the data.

    Fix: run `dicom-audit init SOURCE -o datasheet.yaml`, answer it, and give it as `--datasheet`.
    """
    if not _rows(profile).declaration_given:
        yield Finding("no datasheet.yaml was given", 1, 1, "dataset")


@check("DOC005", "No licence", Severity.WARNING)
def no_licence(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the declaration names no licence of the SPDX list, no own terms and no Data Use Ontology
    term.

    Why: without a licence nobody may lawfully use the data, whatever the intention was.

    Fix: declare `usage.licence` with an SPDX id, or `LicenseRef-...` with the terms.

    Source: Kohli, Summers and Geis 2017, Table 2 item 14; FAIR R1.1.
    """
    documentation = _declared(profile)
    state = _state(documentation, "14")
    if state in ("absent", "partial"):
        given = bool(documentation.publication.licence)
        told = "the declared licence is no SPDX id" if given else "no licence is declared"
        yield Finding(told, 1, 1, "dataset")


@check("DOC006", "No contact", Severity.WARNING)
def no_contact(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the declaration does not name who is responsible with a way to reach them.

    Why: errors that users find in the data then reach nobody.

    Fix: declare `responsible.name` and `responsible.email` or `responsible.url`.

    Source: Kohli, Summers and Geis 2017, Table 2 item 13.
    """
    if _state(_declared(profile), "13") in ("absent", "partial"):
        yield Finding("no responsible person with an address is declared", 1, 1, "dataset")


@check("DOC007", "The dataset has no name or no version", Severity.NOTE, Confidence.CERTAIN)
def unnamed_dataset(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the declaration gives no name or no version of the dataset.

    Why: results that name no version cannot be repeated on the same data.

    Fix: declare `dataset.name` and `dataset.version`.
    """
    documentation = _declared(profile)
    missing = [
        word
        for word, text in (("name", documentation.name), ("version", documentation.version))
        if not text
    ]
    if missing:
        yield Finding(f"not declared: {' and '.join(missing)}", len(missing), 2, "key")


def _declared(profile: Profile) -> Documentation:
    documentation = _rows(profile)
    need(documentation.declaration_given, NO_DECLARATION)
    return documentation


def _state(documentation: Documentation, id: str) -> str:
    for row in documentation.table2:
        if row.id == id:
            return row.state
    raise NotAssessed(f"item {id} of Table 2 was not built for this dataset")


CHECKS: tuple[Check, ...] = (
    contradicted_item,
    absent_items,
    partial_items,
    no_declaration,
    no_licence,
    no_contact,
    unnamed_dataset,
)
