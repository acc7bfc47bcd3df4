"""What the checks of the family `conformance` share: one finding a SOP class, UIDs by fault."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from audit.checks.aggregate import name_subjects
from audit.checks.model import Finding, NotAssessed, need
from audit.profile.model import Conformance, Profile, Subjects
from audit.profile.model.conformance import ClassConformance, Deep, Lacking, Uids

_NAMED = 8
"""Keywords that a message names; all of them stand in `occurrences.parquet`."""


def read(profile: Profile) -> Conformance:
    """The facts where an item was read."""
    if profile.conformance.n_untold and not profile.conformance.n_items:
        raise NotAssessed("rows of a header table do not list the tags of their headers")
    need(profile.conformance.n_items, "no item was read")
    return profile.conformance


def judged(profile: Profile) -> Conformance:
    """The facts where an item belongs to a class whose modules are known."""
    need(read(profile).classes, "no item is of a SOP class whose modules are known")
    return profile.conformance


def compared(profile: Profile) -> int:
    """Items whose Modality could be held against their SOP class."""
    return read(profile).n_with_modality


def by_class(
    facts: Conformance, types: Collection[str], state: str, told: str
) -> Iterator[Finding]:
    """One finding a SOP class: the keywords that lack, the most frequent first."""
    for one in facts.classes:
        lacking = [x for x in one.lacking if x.Type in types and x.state == state]
        if lacking:
            lacking.sort(key=lambda x: (-len(x.items), x.keyword))
            yield _name_lacking(one, lacking, told)


def _name_lacking(one: ClassConformance, lacking: list[Lacking], told: str) -> Finding:
    items = _together([some.items for some in lacking])
    whole = f"{len(items)} of {one.n_items} items of {one.sop_class}"
    message = f"{whole} {told}: {_listed(lacking)}"
    keyword = lacking[0].keyword if len(lacking) == 1 else ""
    parts = tuple((some.keyword, some.items) for some in lacking)
    return Finding(message, len(items), one.n_items, "item", one.sop_class, keyword, items, parts)


def _listed(lacking: list[Lacking]) -> str:
    """`KVP (12 of 32), PatientSex (9 of 32; 9 de-identified) and 3 more keywords`."""
    names = [f"{one.keyword} ({_share(one)})" for one in lacking[:_NAMED]]
    rest = len(lacking) - _NAMED
    more = f" and {rest} more keyword{'' if rest == 1 else 's'}" if rest > 0 else ""
    return ", ".join(names) + more


def _share(one: Lacking) -> str:
    removed = f"; {one.n_deidentified} de-identified" if one.n_deidentified else ""
    return f"{len(one.items)} of {one.n_judged}{removed}"


def _together(groups: Sequence[Subjects]) -> Subjects:
    """Every item once, in order; most keywords lack in the very same items."""
    different = {id(group): group for group in groups}.values()
    if len(different) == 1:
        return groups[0]
    numbers = tuple(sorted({number for group in different for number in group.numbers}))
    return Subjects("instance", numbers, numbers)


def name_retired(facts: Conformance) -> Iterator[Finding]:
    """One finding for all retired attributes, the most frequent first."""
    if facts.retired_attributes:
        message = f"of {facts.n_items} items have attributes that are retired"
        yield _name_parts(facts.retired_attributes, message, facts.n_items, "retired attributes")


def name_errors(facts: Deep) -> Iterator[Finding]:
    """One finding a kind of error: the keywords, the most frequent first."""
    for kind in dict.fromkeys(fault for fault, _, _ in facts.faults):
        named = [(word, items) for fault, word, items in facts.faults if fault == kind]
        told = f"of {facts.n_read} items that dciodvfy read have an error of the kind {kind}"
        yield _name_parts(named, told, facts.n_read, kind)


def _name_parts(
    parts: Sequence[tuple[str, Subjects]], told: str, total: int, subject: str
) -> Finding:
    named = sorted(parts, key=lambda pair: (-len(pair[1]), pair[0]))
    items = _together([some for _, some in named])
    words = [f"{word or 'no attribute named'} ({len(some)})" for word, some in named[:_NAMED]]
    rest = len(named) - _NAMED
    more = f" and {rest} more" if rest > 0 else ""
    message = f"{len(items)} {told}: {', '.join(words)}{more}"
    keyword = named[0][0] if len(named) == 1 else ""
    return Finding(message, len(items), total, "item", subject, keyword, items, tuple(named))


def find_malformed(uids: Uids) -> Iterator[Finding]:
    """One finding a keyword."""
    for keyword, items in uids.malformed:
        told = f"have a {keyword} that is no UID"
        yield from _about(uids, items, told, keyword)


def find_reserved(uids: Uids) -> Iterator[Finding]:
    """One finding a keyword."""
    for keyword, items in uids.reserved:
        told = f"have a UID of the standard itself as {keyword}"
        yield from _about(uids, items, told, keyword)


def find_shared(uids: Uids) -> Iterator[Finding]:
    """One finding a pair of keywords."""
    for one, other, items in uids.shared:
        yield from _about(uids, items, f"have the same UID as {one} and as {other}", one, other)


def _about(
    uids: Uids, items: Subjects, told: str, keyword: str, other: str = ""
) -> Iterator[Finding]:
    subject = f"{keyword} and {other}" if other else keyword
    return name_subjects(items, uids.n_items, told, keyword, unit="item", subject=subject)
