"""Frequent names of people, and words that are names too but mostly are not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from audit.scan.dictionary import dictionary_words


@cache
def _roles() -> dict[str, frozenset[str]]:
    text = (Path(__file__).parents[1] / "data" / "person_names.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    roles: dict[str, set[str]] = {}
    for line in lines[1:]:
        name, role = line.split("\t")
        for one in ("given", "family") if role == "both" else (role,):
            roles.setdefault(one, set()).add(name)
    return {role: frozenset(names) for role, names in roles.items()}


@cache
def common_words() -> frozenset[str]:
    """In lower case: the words of the names of all attributes, and of radiology."""
    return dictionary_words() | _roles()["word"]


@cache
def person_names() -> tuple[frozenset[str], frozenset[str]]:
    """Given names and family names, in lower case, that are no common words."""
    common, roles = common_words(), _roles()
    return roles["given"] - common, roles["family"] - common
