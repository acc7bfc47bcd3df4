"""HeaderTable -> UIDs, Modality against SOP class, retired things and reading codes of values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.profile.catalogue_tables import sop_roles
from audit.profile.header_kinds import READ, Gatherer, Kind
from audit.profile.letters import letter_of
from audit.profile.model.conformance import VALUE_CODES, Mismatch, Uids
from audit.profile.model.shared import Subjects
from audit.profile.tallies import NEWER, uid_name
from audit.scan.dictionary import retired_tags, uids
from audit.scan.table import HeaderTable

Named = tuple[tuple[str, Subjects], ...]
_OWN = ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
_UIDS = (*_OWN, "FrameOfReferenceUID")
_PAIRS = tuple((one, other) for n, one in enumerate(_UIDS) for other in _UIDS[n + 1 :])


def measure_uids(table: HeaderTable) -> Uids:
    """
    UIDs that are malformed, belong to the standard, or stand for two things at once.

    Tokens of one run have one key, so equal tokens under two keywords are equal UIDs.
    """
    ((n_items, n_with_class),) = table.rows(
        f"select count(*), count(SOPClassUID) from headers where {READ}"
    )
    known = ", ".join(f"'{uid}'" for uid in sorted(_sop_classes()))
    tests = [f"{letter_of(one)} = 'i'" for one in _UIDS]
    tests += [f"{letter_of(one)} = 'h'" for one in _OWN]
    tests += [f"{one} = {other}" for one, other in _PAIRS]
    found = iter(_ask(table, [*tests, f"SOPClassUID not in ({known})"]))
    malformed = [(one, next(found)) for one in _UIDS]
    reserved = [(one, next(found)) for one in _OWN]
    shared = [(*pair, next(found)) for pair in _PAIRS]
    return Uids(
        n_items=n_items,
        malformed=tuple(pair for pair in malformed if pair[1]),
        reserved=tuple(pair for pair in reserved if pair[1]),
        shared=tuple(pair for pair in shared if pair[2]),
        unknown_class=next(found),
        n_with_class=n_with_class,
    )


def find_mismatches(table: HeaderTable) -> tuple[tuple[Mismatch, ...], int]:
    """Items whose Modality their SOP class does not allow, and how many could be compared."""
    table.add("sop_roles", sop_roles())
    rows = table.rows(f"""
        select SOPClassUID, modalities, count(*),
               list(item order by item)
                   filter (not list_contains(string_split(modalities, ','), Modality))
        from headers join sop_roles on uid = SOPClassUID
        where {READ} and Modality is not null and modalities <> '-'
        group by 1, 2 order by 1""")
    found = [
        Mismatch(uid_name(uid), modalities.replace(",", ", "), _subjects(items), n)
        for uid, modalities, n, items in rows
        if items
    ]
    return tuple(sorted(found, key=lambda one: one.sop_class)), sum(row[2] for row in rows)


def find_retired_uids(table: HeaderTable, column: str) -> Named:
    """Items by the name of their SOP class or transfer syntax, of those that PS3.6 has retired."""
    retired = ", ".join(f"'{uid}'" for uid, entry in sorted(uids().items()) if entry[3])
    rows = table.rows(f"""
        select {column}, list(item order by item) from headers
        where {READ} and {column} in ({retired}) group by 1 order by 1""")
    return tuple(sorted((uid_name(uid), _subjects(items)) for uid, items in rows))


def find_retired_attributes(kinds: Iterable[Kind], gatherer: Gatherer) -> Named:
    """Items by keyword of an attribute that PS3.6 has retired, of the data set itself."""
    found: dict[str, list[Kind]] = defaultdict(list)
    retired = retired_tags()
    for kind in kinds:
        for tag in sorted(kind.present & retired.keys()):
            found[retired[tag]].append(kind)
    return tuple((keyword, gatherer.subjects(some)) for keyword, some in sorted(found.items()))


def count_codes(table: HeaderTable) -> Named:
    """Items by reading code, in the order of `VALUE_CODES`."""
    found = _ask(table, [f"list_contains(codes, '{code}')" for code in VALUE_CODES])
    return tuple(pair for pair in zip(VALUE_CODES, found, strict=True) if pair[1])


def _sop_classes() -> set[str]:
    classes = {uid for uid, entry in uids().items() if entry[1] in ("SOP Class", "Meta SOP Class")}
    return classes | NEWER.keys()


def _ask(table: HeaderTable, tests: list[str]) -> list[Subjects]:
    """The items for which each test holds, all asked in one go over the table."""
    bits = ", ".join(f"case when {test} then '1' else '0' end" for test in tests)
    rows = table.rows(f"""
        select answers, list(item order by item) from
            (select item, concat({bits}) as answers from headers where {READ})
        where contains(answers, '1') group by 1 order by 1""")
    found: list[list[int]] = [[] for _ in tests]
    for answers, items in rows:
        for place, answer in enumerate(answers):
            if answer == "1":
                found[place].extend(items)
    return [_subjects(sorted(items)) for items in found]


def _subjects(items: list[int]) -> Subjects:
    numbers = tuple(items)
    return Subjects("instance", numbers, numbers)
