"""Checks of the family `privacy`: people's own data in the elements that are made for them."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.privacy import DirectIdentifiers
from audit.units import amount


@check("PHI016", "Direct identifiers of people stand in the headers", Severity.WARNING,
       Confidence.LIKELY)  # fmt: skip
def direct_identifiers(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: headers that declare neither PatientIdentityRemoved YES nor code 113100, with a name,
    birth date, address or telephone number of the patient, or a name of staff, in the element made
    for it. Placeholders, names that read like a code and dates of nobody do not count.

    Why: such data are as the hospital made them. That is right inside of it, and nowhere else.

    Fix: de-identify the data before they are passed on, and declare how.

    Source: DICOM PS3.15, table E.1-1; 45 CFR 164.514(b)(2)(i).
    """
    facts = _assessed(profile, profile.privacy.direct, "every header declares a de-identification")
    yield from _found(facts, "declare no removal of the identity and hold data of people")


@check("PHI017", "Direct identifiers stand though their removal is declared", Severity.ERROR,
       Confidence.LIKELY)  # fmt: skip
def declared_identifiers(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: headers that declare PatientIdentityRemoved YES or code 113100, with a name, birth date,
    address or telephone number of the patient in the element made for it. Placeholders, names
    that read like a code and dates of nobody do not count. A dummy that reads like a real name or
    date does, since headers do not tell them apart.

    Why: whoever trusts the declaration passes on the patient's name.

    Fix: remove or replace the values of the elements named; use dummies that are seen to be such.

    Source: DICOM PS3.15, E.2 and table E.1-1; PS3.3, C.7.1.1 (PatientIdentityRemoved).
    """
    facts = _assessed(profile, profile.privacy.direct_declared, "no header declares a removal")
    yield from _found(facts, "declare the identity removed and hold data of the patient")


def _assessed(profile: Profile, facts: DirectIdentifiers, reason: str) -> DirectIdentifiers:
    need(profile.privacy.n_items, "no header was read in which a person could show")
    need(facts.n_items, reason)
    return facts


def _found(facts: DirectIdentifiers, told: str) -> Iterator[Finding]:
    if n := len(facts.subjects):
        keywords = ", ".join(f"{keyword} {count}" for keyword, count in facts.keywords.counts)
        people = amount(facts.n_patients, "patient")
        message = f"{n} of {facts.n_items} items, of {people}, {told}: {keywords}"
        yield Finding(message, n, facts.n_items, "item", subjects=facts.subjects)


CHECKS = (direct_identifiers, declared_identifiers)
