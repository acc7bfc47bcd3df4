"""HeaderTable -> Conformance: each kind of header against what the standard asks of its class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from audit.profile.conformance_rules import Enumeration, conditions, enumerations
from audit.profile.deep import measure_deep
from audit.profile.demands import Demand, demands_of
from audit.profile.header_kinds import UNTOLD, WHOLE, Gatherer, Kind, count_items, read_kinds
from audit.profile.identifiers import (
    count_codes,
    find_mismatches,
    find_retired_attributes,
    find_retired_uids,
    measure_uids,
)
from audit.profile.iod_types import types_of
from audit.profile.model.conformance import (
    ClassConformance,
    Conformance,
    Lacking,
    OddValue,
)
from audit.profile.model.shared import Counts
from audit.profile.tallies import uid_name
from audit.scan.table import HeaderTable

_FAULTS: tuple[Literal["absent", "empty"], ...] = ("absent", "empty")
_NOT_JUDGED = ("unknown", "not asked")


def measure_conformance(table: HeaderTable) -> Conformance:
    """
    Judge every item that was read, each kind of header once.

    A class without a table of modules is counted in `unlisted`. What stands behind a fault is
    unknown, and no item lacks it.
    """
    kinds = read_kinds(table)
    gatherer = Gatherer()
    by_class: dict[str, list[Kind]] = defaultdict(list)
    unlisted: dict[str, int] = defaultdict(int)
    for kind in kinds:
        if types_of(kind.sop_class_uid) is not None:
            by_class[str(kind.sop_class_uid)].append(kind)
        elif kind.sop_class_uid:
            unlisted[uid_name(kind.sop_class_uid)] += kind.items.size
    n_items = count_items(list(kinds))
    n_listed = sum(count_items(some) for some in by_class.values())
    mismatches, n_with_modality = find_mismatches(table)
    classes = [_judge_class(uid, some, gatherer) for uid, some in by_class.items()]
    return Conformance(
        n_items=n_items,
        n_untold=int(table.rows(UNTOLD)[0][0]),
        classes=tuple(sorted(classes, key=lambda one: one.sop_class)),
        unlisted=Counts(
            "item",
            n_items - n_listed,
            tuple(sorted(unlisted.items(), key=lambda pair: (-pair[1], pair[0]))),
            n_items - n_listed - sum(unlisted.values()),
        ),
        odd_values=tuple(_odd_values(kinds, gatherer)),
        mismatches=mismatches,
        n_with_modality=n_with_modality,
        uids=measure_uids(table),
        retired_classes=find_retired_uids(table, "SOPClassUID"),
        retired_syntaxes=find_retired_uids(table, "TransferSyntaxUID"),
        retired_attributes=find_retired_attributes(kinds, gatherer),
        codes=count_codes(table),
        deep=measure_deep(table),
    )


def _judge_class(uid: str, kinds: list[Kind], gatherer: Gatherer) -> ClassConformance:
    types = types_of(uid)
    if types is None:
        raise ValueError("kinds of unlisted classes are counted elsewhere")
    judged = {one.keyword for one in conditions() if one.applies_to(types)}
    lacking = [
        one for demand in demands_of(types) for one in _judge_demand(demand, kinds, gatherer)
    ]
    return ClassConformance(
        sop_class=uid_name(uid),
        n_items=count_items(kinds),
        n_partial=count_items([kind for kind in kinds if kind.read_to != WHOLE]),
        n_required=len(types.required),
        n_nested=types.n_nested,
        n_nested_judged=len(types.nested),
        n_conditional=len(types.conditional),
        n_conditional_judged=len(judged & {one.keyword for one in types.conditional}),
        lacking=tuple(sorted(lacking, key=lambda one: (one.Type, one.path, one.keyword))),
    )


def _judge_demand(demand: Demand, kinds: list[Kind], gatherer: Gatherer) -> Iterator[Lacking]:
    answers = [(demand.answer(kind), kind) for kind in kinds]
    n_judged = count_items([kind for said, kind in answers if said not in _NOT_JUDGED])
    for state in _FAULTS:
        some = [kind for said, kind in answers if said == state]
        if some:
            yield Lacking(
                keyword=demand.keyword,
                path=demand.path,
                Type=demand.Type,
                state=state,
                items=gatherer.subjects(some),
                n_judged=n_judged,
                n_deidentified=count_items([kind for kind in some if kind.deidentified]),
                condition=demand.condition,
            )


def _odd_values(kinds: Iterable[Kind], gatherer: Gatherer) -> Iterator[OddValue]:
    """By keyword; the values that two modules allow are two rows."""
    for n, one in enumerate(enumerations()):
        asked = [k for k in kinds if k.allowed[n] != "-" and _asks(one, k)]
        odd = [kind for kind in asked if kind.allowed[n] == "0"]
        if odd:
            place = f"value {one.place}" if one.place else ""
            yield OddValue(
                one.keyword,
                place,
                ", ".join(one.values),
                one.source,
                gatherer.subjects(odd),
                count_items(asked),
            )


def _asks(one: Enumeration, kind: Kind) -> bool:
    return one.applies_to(types_of(kind.sop_class_uid))
