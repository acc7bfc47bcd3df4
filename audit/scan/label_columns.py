"""Which column of a label file is the key, which hold labels, which the split."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.errors import UserError

KEYS = {
    "SOPInstanceUID": "instance",
    "SeriesInstanceUID": "series",
    "StudyInstanceUID": "study",
    "AccessionNumber": "study",
    "PatientID": "patient",
    "path": "instance",
}
"""Key columns in the order they are looked for, and the level of what each names."""
LABELS = ("label", "class", "diagnosis", "Finding Labels")
"""Label columns where none is named: all of these that are there."""
SPLIT = "split"


class Convention(StrEnum):
    """How a label column is written."""

    SINGLE = "one class a row"
    JOINED = "several classes, joined"
    INDICATOR = "one column a class: 1, 0, -1, blank"


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """
    What the user says of the label file; all may be left out.

    A column is taken whose name is exactly the one asked for; failing that, the only one whose
    name differs from it in nothing but case.
    """

    key: str = ""
    """A column; `subject=PatientID` says which identifier a column of another name holds."""
    labels: tuple[str, ...] = ()
    split: str = ""
    classes: tuple[tuple[str, str], ...] = ()
    """Declared classes as (label, class): counted with 0 where no row has them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns by their names in the file; `keyword` is "" where the key may be any."""

    key: str
    keyword: str
    labels: tuple[str, ...]
    split: str


def choose_columns(names: Sequence[str], options: LabelOptions) -> Choice:
    """
    Raises UserError where the key or a label column is absent.

    The messages hold no name from the file: a file without a head would show its first row.
    """
    key, keyword = _key(names, options.key)
    split = _named(names, options.split, "--split") if options.split else _find(names, SPLIT)
    labels = _labels(names, options.labels)
    for role, taken in (("key", key), ("split", split)):
        if taken in labels:
            raise UserError(f"the {role} column of the label table is also named by --label")
    return Choice(key, keyword, labels, split)


def _key(names: Sequence[str], asked: str) -> tuple[str, str]:
    column, _, keyword = (asked, "", "") if asked in names else asked.partition("=")
    if keyword and keyword not in KEYS:
        raise UserError(f"--key COLUMN=KEYWORD takes one of {', '.join(KEYS)} after the sign")
    if column:
        found = _named(names, column, "--key")
        return found, keyword or _find(list(KEYS), found)
    for known in KEYS:
        if found := _find(names, known):
            return found, known
    raise UserError(
        f"the label table has no key column: name one of its {len(names)} columns with --key, or "
        f"call it {', '.join(KEYS)}; without a head its first row was taken for one"
    )


def _labels(names: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    if asked:
        return tuple(dict.fromkeys(_named(names, name, "--label") for name in asked))
    if found := tuple(name for known in LABELS if (name := _find(names, known))):
        return found
    raise UserError(
        "the label table has no label column: name one or more of its "
        f"{len(names)} columns with --label, or call one {', '.join(LABELS)}"
    )


def _named(names: Collection[str], name: str, option: str) -> str:
    if found := _find(names, name.strip()):
        return found
    raise UserError(f"{option} names a column that the label table does not have: check its head")


def _find(names: Collection[str], wanted: str) -> str:
    """The name itself, or the only one that differs from it in case alone; "" where none."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.casefold() == wanted.casefold()]
    return alike[0] if len(alike) == 1 else ""
