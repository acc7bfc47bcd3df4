"""The needs of each task, as SQL over instances: met, unknown, or not met and in which state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from audit.profile.letters import letter_of
from audit.scan.keywords import STATE_WORDS

MET, UNKNOWN, EXEMPT = "+", "?", "-"
"""Beside the letters of `audit.scan.keywords.State`: an instance meets a need, may meet it, or has
no such need."""
OTHER = "o"
"""An instance has a value with which the task cannot be done."""
FAULTS = {letter: STATE_WORDS[letter] for letter in "aehi"} | {OTHER: "another value"}


@dataclass(frozen=True, slots=True)
class Need:
    """One line of `audit/data/utility.tsv`."""

    task: str
    keywords: tuple[str, ...]
    private: tuple[tuple[str, str], ...]
    """Tag of eight hex digits, and its private creator."""
    of_any: bool
    """One instance that meets it is enough."""
    forbids: bool
    """`when` tells of a value with which the task cannot be done; no value is a need met."""
    when: str
    source: str

    @property
    def named(self) -> str:
        """What a finding names."""
        return self.keywords[0] if self.keywords else self.private[0][0]

    @property
    def others(self) -> tuple[str, ...]:
        """What would have done as well."""
        tags = [f"({tag[:4]},{tag[4:]}) {creator}" for tag, creator in self.private]
        return (*self.keywords, *tags)[1:]

    def answer(self) -> str:
        """
        SQL, one letter an instance: `+` met, `?` unknown, `-` not asked, else the state of the
        attribute that is named. Private elements are looked up by `private_column`.
        """
        letters = [f"({letter_of(keyword)})" for keyword in self.keywords]
        if self.forbids:
            return (
                f"case when {letters[0]} = 'u' then '{UNKNOWN}' "
                f"when coalesce({self.when}, false) then '{OTHER}' else '{MET}' end"
            )
        met = [f"{letter} = 'p'" for letter in letters]
        met += [f"coalesce({private_column(tag)}, false)" for tag, _ in self.private]
        unknown = [f"{letter} = 'u'" for letter in letters]
        unknown += ["not seen_whole"] if self.private else []
        named = letters[0] if letters else "'a'"
        return (
            f"case when not coalesce({self.when}, false) then '{EXEMPT}' "
            f"when {' or '.join(met)} then '{MET}' "
            f"when {' or '.join(unknown)} then '{UNKNOWN}' else {named} end"
        )


@dataclass(frozen=True, slots=True)
class Purpose:
    """One line of `audit/data/utility_tasks.tsv`, with its needs."""

    task: str
    title: str
    applies: str
    words: str
    needs: tuple[Need, ...]


def private_column(tag: str) -> str:
    """The column that says whether a private element is there with a value."""
    return f"has_{tag}"


@cache
def purposes() -> tuple[Purpose, ...]:
    """In the order of the file."""
    needs = [_need(*line) for line in _lines("utility.tsv")]
    return tuple(
        Purpose(task, title, applies, words, tuple(one for one in needs if one.task == task))
        for task, title, applies, words in _lines("utility_tasks.tsv")
    )


@cache
def private_elements() -> tuple[tuple[str, str], ...]:
    """All private elements that any need names, once each, sorted."""
    every = {pair for one in purposes() for need in one.needs for pair in need.private}
    return tuple(sorted(every))


def _need(task: str, keywords: str, of: str, when: str, source: str) -> Need:
    names = keywords.split(",")
    pairs = [tuple(name.split("@")) for name in names if "@" in name]
    return Need(
        task,
        tuple(name for name in names if "@" not in name),
        tuple((tag, creator) for tag, creator in pairs),
        of == "any",
        of == "none",
        "true" if when == "-" else when,
        source,
    )


def _lines(name: str) -> list[Any]:
    text = files("audit").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"][1:]
