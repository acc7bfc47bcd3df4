"""What a SOP class demands of a header, one attribute at a time, and whether a header meets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from audit.profile.conformance_rules import Condition, conditions
from audit.profile.header_kinds import Kind
from audit.profile.iod_types import Attribute, IodTypes, Nested, nested_columns
from audit.profile.model.conformance import Type

Answer = Literal["met", "absent", "empty", "unknown", "not asked"]
NEVER_EMPTY = "where it is present (PS3.5 7.4.2)"


class Demand(NamedTuple):
    """One attribute under one of the reasons to ask for it."""

    keyword: str
    tag: str
    Type: Type
    nested: Nested | None = None
    """Set where the attribute stands inside a sequence."""
    rule: Condition | None = None
    """Set where it is required on a condition."""
    place: int = 0
    """Of the nested column, or of the condition, in the letters of a kind."""

    @property
    def path(self) -> str:
        """The sequence around it; empty at the top."""
        return self.nested.sequence if self.nested else ""

    @property
    def condition(self) -> str:
        """In words; empty where it is always required."""
        if self.rule:
            return self.rule.words
        return NEVER_EMPTY if self.Type == "1C" else ""

    def answer(self, kind: Kind) -> Answer:
        """What a kind of header answers; what stands behind a fault is unknown, never absent."""
        if self.nested:
            return self._look_inside(kind, self.nested)
        if self.rule:
            return self._look_when(kind, self.rule)
        if self.Type == "1C":
            return _present(self.tag, kind, "1") if self.tag in kind.present else "not asked"
        return _present(self.tag, kind, self.Type)

    def _look_when(self, kind: Kind, rule: Condition) -> Answer:
        held = kind.required[self.place] == "1" and rule.needs <= kind.present
        if not held or rule.unless & kind.present:
            return "not asked"
        # One without a value is asked about by a demand of its own.
        return _present(self.tag, kind, "2")

    def _look_inside(self, kind: Kind, nested: Nested) -> Answer:
        if nested.sequence_tag not in kind.present - kind.empty:
            return "not asked"
        letter = kind.letters[self.place]
        if letter == "e":
            return "empty" if self.Type == "1" else "met"
        return "unknown" if letter == "u" else "absent" if letter == "a" else "met"


def demands_of(types: IodTypes) -> Iterator[Demand]:
    """
    All demands of a class: Type 1 and 2; those in sequences that a column tells of; the conditions
    that are written down; and that nothing of Type 1C is without a value.
    """
    for one in types.required:
        yield Demand(one.keyword, one.tag, one.Type)
    for nested in types.nested:
        place = nested_columns().index(nested.keyword)
        yield Demand(nested.keyword, "", nested.Type, nested=nested, place=place)
    own = {one.keyword: one for one in types.conditional}
    for place, rule in enumerate(conditions()):
        if rule.keyword in own and rule.applies_to(types):
            yield Demand(rule.keyword, rule.tag, rule.Type, rule=rule, place=place)
    yield from (_never_empty(one) for one in types.conditional if one.Type == "1C")


def _never_empty(one: Attribute) -> Demand:
    return Demand(one.keyword, one.tag, one.Type)


def _present(tag: str, kind: Kind, kind_of: Type) -> Answer:
    if tag not in kind.present:
        return "absent" if kind.was_read(tag) else "unknown"
    return "empty" if kind_of == "1" and tag in kind.empty else "met"
