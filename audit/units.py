"""A number with its unit in the number that fits: the one place where a plural is made."""

from __future__ import annotations


def plural(unit: str) -> str:
    """`studies`, `series`, `classes`, `patients`; a phrase is bent at its head."""
    for word in (" of ", " with "):
        head, found, rest = unit.partition(word)
        if found:
            return f"{plural(head)}{found}{rest}"
    if unit.endswith("class"):
        return f"{unit}es"
    if not unit or unit.endswith("s"):  # `series`
        return unit
    return f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"


def amount(n: int, unit: str) -> str:
    """`1 study`, `2 studies`."""
    return f"{n} {unit if n == 1 else plural(unit)}"


VERBS = {"have": "has", "are": "is", "do": "does", "lack": "lacks", "share": "shares",
        "stand": "stands", "use": "uses", "name": "names"}  # fmt: skip


def bent(n: int, told: str) -> str:
    """What is told of `n` things, its verb in the number that fits: `has no age` of one."""
    verb, space, rest = told.partition(" ")
    return f"{VERBS.get(verb, verb)}{space}{rest}" if n == 1 else told
