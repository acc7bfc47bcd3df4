"""Checks of the family `privacy`: people who show, and declarations that do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Privacy, Profile
from audit.profile.model.privacy import Trace
from audit.units import amount, bent

PATH = "path"
PERSON = ("name", "birth date")
DATE = "date"


@check("PHI001", "A patient's name or birth date in another element", Severity.ERROR,
       Confidence.LIKELY)  # fmt: skip
def person_echoes(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a part of the PatientName, or the PatientBirthDate in any usual spelling, stands in
    another element of the same header: a description, a private element, an item of a sequence.
    One finding a kind and element. Names that read like a code, placeholders and common words are
    not searched for.

    Why: whoever removes PatientName alone publishes the name all the same.

    Fix: clean the element named, by rule for the whole series, and scan again.

    Source: DICOM PS3.15, E.1.1 and E.3.5.
    """
    facts = _searched(profile, PERSON)
    yield from _traces(facts.echoes, facts, PERSON, paths=False)


@check("PHI002", "A patient's name or birth date in a path", Severity.ERROR, Confidence.LIKELY)
def person_in_path(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the name or the birth date of a header's patient stands in the name of its file or of a
    folder below the source.

    Why: paths go into lists, logs and archives, and are shown to everybody.

    Fix: name files by identifiers made for the release.
    """
    facts = _searched(profile, PERSON)
    yield from _traces(facts.echoes, facts, PERSON, paths=True)


@check("PHI003", "A PatientID in another element", Severity.WARNING, Confidence.LIKELY)
def identifier_echoes(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the PatientID of a header stands in another element, or in its path, and the header does
    not declare PatientIdentityRemoved YES: the identifier may be the hospital's. A PatientName that
    reads like a code counts as an identifier. One finding an element.

    Why: an identifier that is replaced in one place only leads back to the patient.

    Fix: replace it everywhere; declare PatientIdentityRemoved YES where it is a pseudonym already.

    Source: DICOM PS3.15, E.1.1.
    """
    facts = _searched(profile, ("identifier",))
    left = [one for one in facts.echoes if one.n_removed < len(one.subjects)]
    yield from _traces(left, facts, ("identifier",), paths=None)


@check("PHI004", "A name of staff in another element", Severity.WARNING, Confidence.LIKELY)
def staff_echoes(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a part of a physician's or operator's name stands in another element, or in the path.

    Why: names of staff are personal data, and lead to the place and the day of the examination.

    Fix: clean the element named.

    Source: DICOM PS3.15, table E.1-1.
    """
    facts = _searched(profile, ("staff name",))
    yield from _traces(facts.echoes, facts, ("staff name",), paths=None)


@check("PHI005", "Free text that looks like it identifies somebody", Severity.WARNING,
       Confidence.HEURISTIC)  # fmt: skip
def identifying_text(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a description, comment or private text that looks like a person's name, a telephone
    number, an e-mail or postal address, or a record number. Names are told by titles and by two
    frequent names side by side, so that rare names are missed rather than protocols accused.

    Why: free text is where identities survive.

    Fix: read the element named in the headers of the series named, and clean it.

    Source: DICOM PS3.15, E.3.5; HHS guidance on 45 CFR 164.514(b)(2).
    """
    facts = _looked(profile)
    kinds = {one.kind for one in facts.signs} - {DATE}
    yield from _traces(facts.signs, facts, tuple(sorted(kinds)), paths=None, told="looks like a")


@check("PHI006", "Free text that holds a date", Severity.NOTE, Confidence.HEURISTIC)
def dated_text(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a description, comment or private text with what looks like a date.

    Why: dates are identifiers under HIPAA, and shifting dates does not reach free text.

    Fix: remove or shift the date in the element named.

    Source: 45 CFR 164.514(b)(2)(i)(C).
    """
    facts = _looked(profile)
    yield from _traces(facts.signs, facts, (DATE,), paths=None, told="holds a")


@check("PHI007", "A declared de-identification that the headers contradict", Severity.WARNING,
       Confidence.LIKELY)  # fmt: skip
def broken_declaration(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a series declares PatientIdentityRemoved, a de-identification code or what
    was done to its dates, and something stands in its headers that the declaration excludes. One
    finding a contradiction. An option that keeps an attribute is respected; which option keeps
    which attribute is read from its VR and keyword.

    Why: whoever trusts the declaration passes the data on.

    Fix: remove what stands, or declare the option that keeps it.

    Source: DICOM PS3.15, E.2 and E.3; PS3.16, CID 7050.
    """
    facts = _looked(profile)
    need(facts.n_declaring, "no series declares a de-identification")
    for one in facts.contradictions:
        if n := len(one.subjects):
            message = f"{n} of {one.n_declared} series that declare {one.declared}: {one.found}"
            yield Finding(message, n, one.n_declared, "series", one.declared, "", one.subjects)


@check("PHI008", "Attributes that the Basic Profile removes", Severity.NOTE, Confidence.CERTAIN)
def kept_attributes(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: attributes for which the Basic Profile says X (remove) that stand with a value in the data
    set itself. Whether a value was replaced cannot be seen, so attributes that may be replaced
    (Z, D, U) are listed under Privacy and not counted here.

    Why: data meant for others should hold what their purpose needs, and no more.

    Fix: remove them, or declare the options that keep them.

    Source: DICOM PS3.15, table E.1-1.
    """
    facts = _looked(profile)
    kept = [one for one in facts.attributes if one.action == "X"]
    if kept:
        most = max(one.n_instances for one in kept)
        message = (
            f"{amount(len(kept), 'attribute')} that the Basic Profile removes"
            f" {'stands' if len(kept) == 1 else 'stand'} with a value,"
            f" the most frequent in {most} of {facts.n_instances} instances"
        )
        yield Finding(message, most, facts.n_instances, "instance")


@check("PHI009", "A private block that nobody can check", Severity.NOTE, Confidence.CERTAIN)
def unknown_blocks(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: instances with private elements whose creator pydicom's private dictionary does not know.

    Why: what such elements mean is not known, so nobody can say that they are safe.

    Fix: remove them, or keep only those listed as safe.

    Source: DICOM PS3.15, E.3.10.
    """
    facts = _looked(profile)
    for one in facts.private_blocks:
        if not one.known:
            message = (
                f"{one.n_items} of {amount(facts.n_items, 'item')} {bent(facts.n_items, 'have')}"
                f" private elements of {one.creator}"
                f" {'creator' if one.creator.startswith('1 ') else 'creators'}"
            )
            yield Finding(message, one.n_items, facts.n_items, "item")


def _searched(profile: Profile, kinds: tuple[str, ...]) -> Privacy:
    """The facts; NotAssessed where nothing of these kinds could be searched for."""
    facts = _looked(profile)
    if not any(one.n_items for one in facts.searched if one.kind in kinds):
        told = " or ".join(kinds)
        article = "an" if told.startswith(tuple("aeiou")) else "a"
        raise NotAssessed(f"no header has {article} {told} that could be searched for")
    return facts


def _looked(profile: Profile) -> Privacy:
    need(profile.privacy.n_items, "no header was read in which a person could show")
    return profile.privacy


def _traces(
    traces: Iterable[Trace], facts: Privacy, kinds: tuple[str, ...], *,
    paths: bool | None, told: str = "",
) -> Iterator[Finding]:  # fmt: skip
    """One finding a kind and place; `paths` None takes both, True only the path."""
    searched = {one.kind: one.n_items for one in facts.searched}
    for one in traces:
        if one.kind not in kinds or (paths is not None and (one.place == PATH) is not paths):
            continue
        total = facts.n_items if told else searched.get(one.kind, facts.n_items)
        n = len(one.subjects)
        said = f"{one.place} {told} {one.kind}" if told else f"the {one.kind} stands in {one.place}"
        removed = f"; {one.n_removed} declare PatientIdentityRemoved YES" if one.n_removed else ""
        message = f"in {n} of {total} items {said}{removed}"
        keyword = one.place if one.place.isalnum() and one.place != PATH else ""
        yield Finding(message, n, total, "item", f"{one.kind} in {one.place}", keyword,
                      one.subjects)  # fmt: skip


CHECKS = (
    person_echoes,
    person_in_path,
    identifier_echoes,
    staff_echoes,
    identifying_text,
    dated_text,
    broken_declaration,
    kept_attributes,
    unknown_blocks,
)
