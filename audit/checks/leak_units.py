"""Parts of the leakage checks: units in two splits, patients who may be one person."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Finding, NotAssessed, need
from audit.profile.model import Leakage, Profile
from audit.profile.model.leakage import Linked, Shared
from audit.units import plural


def in_splits(profile: Profile) -> Leakage:
    """The facts; raises NotAssessed where nothing is divided into splits."""
    facts = profile.leakage
    if facts.split_source == "none" or len(facts.splits) < 2:
        raise NotAssessed(
            "fewer than two splits: no split column, and no folders called train, validation, test"
        )
    return facts


def name_shared(profile: Profile, kind: str, unit: str, keyword: str = "") -> Iterator[Finding]:
    """One finding on units of a kind in more than one split; raises NotAssessed."""
    facts = in_splits(profile)
    shared = facts.find_shared(kind)
    if shared is None:
        raise NotAssessed(f"no instance of a split has {keyword or 'the ' + kind} to compare")
    if shared.n_shared:
        message = (
            f"{shared.n_shared} of {shared.n_total} {plural(unit)} stand in more than one split"
            f"{_hidden(shared)}{of_test(facts, shared)}"
        )
        yield Finding(
            message, shared.n_shared, shared.n_total, unit, "dataset", keyword, shared.subjects,
            because="" if shared.n_hidden else "LKG001",
        )  # fmt: skip


def _hidden(shared: Shared) -> str:
    """Whether LKG001 tells of the same leak, so that a reader sees one cause and not several."""
    if shared.n_hidden:
        return f", {shared.n_hidden} of them not to be seen from PatientID"
    return ", all of them of patients whose PatientID does too (LKG001)"


def of_test(facts: Leakage, one: Shared | Linked) -> str:
    """`; that is 2 of 10 test patients and 30 of 160 test images`."""
    if not facts.n_test_instances:
        return ""
    patients = f"{one.n_test_patients} of {facts.n_test_patients} test patients"
    images = f"{one.n_test_instances} of {facts.n_test_instances} test images"
    return f"; that is {patients} and {images}"


def find_linked(facts: Leakage, kinds: tuple[str, ...]) -> tuple[Linked, ...]:
    """The links of these kinds; raises NotAssessed where no patient can be compared."""
    need(facts.n_patients, "no instance has a PatientID, so no patient can be followed")
    found = tuple(one for one in facts.linked if one.kind in kinds and one.n_total)
    if not found:
        raise NotAssessed(f"no patient has {kinds[0]} to compare")
    return found


def name_across(profile: Profile, kinds: tuple[str, ...]) -> Iterator[Finding]:
    """One finding a kind of link: patients joined by it who stand in different splits."""
    facts = in_splits(profile)
    for one in find_linked(facts, kinds):
        if one.n_groups_across:
            message = (
                f"{one.n_patients_across} of {one.n_total} patients share {_what(one)} with a "
                f"patient of another split: {_people(one.n_groups_across)} under two or more "
                f"PatientIDs{of_test(facts, one)}"
            )
            yield _finding(message, one, across=True)


def name_anywhere(facts: Leakage, kinds: tuple[str, ...]) -> Iterator[Finding]:
    """The same where no two of them stand in different splits."""
    for one in find_linked(facts, kinds):
        if n_groups := one.n_groups - one.n_groups_across:
            n_patients = one.n_patients - one.n_patients_across
            message = (
                f"{n_patients} of {one.n_total} patients share {_what(one)} with another "
                f"patient: {_people(n_groups)} under two or more PatientIDs"
            )
            yield _finding(message, one, across=False)


def _finding(message: str, one: Linked, across: bool) -> Finding:
    who = one.patients_across if across else one.patients_apart
    return Finding(message, len(who), one.n_total, "patient", f"link {one.kind}", "PatientID", who)


def _what(one: Linked) -> str:
    article = "" if one.kind[0].isupper() else "the same "
    return f"{article}{one.kind}"


def _people(n: int) -> str:
    return "perhaps 1 person" if n == 1 else f"perhaps {n} people"
