"""Which column of a label file is the key, which hold labels, the split, readers, boxes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.errors import UserError
from audit.scan.label_names import (
    ANY,
    DECLARED,
    KEYS,
    KNOWN_KEYS,
    LABELS,
    MORE_LABELS,
    READERS,
    SPLIT,
    BoxColumns,
    bare,
    find,
    find_boxes,
    find_spelt,
    reader_families,
)

__all__ = ["KEYS", "LABELS", "SPLIT", "Choice", "Convention", "LabelOptions", "choose_columns"]


class Convention(StrEnum):
    """How a label column is written."""

    SINGLE = "one class a row"
    JOINED = "several classes, joined"
    INDICATOR = "one column a class: 1, 0, -1, blank"
    FINDINGS = "one row a finding"
    NUMERIC = "numbers"


SEVERAL = frozenset({Convention.JOINED, Convention.FINDINGS})
"""A key may have several classes: nothing conflicts."""


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
    reader: str = ""
    """The column that names who read the row."""
    readers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Label, columns that hold it, one a reader."""
    item: str = ""
    """The column that, with the key, names what was read: a nodule."""
    joiner: str = ""
    """What separates classes in a cell, if it is neither `|` nor `;`."""
    boxes: BoxColumns | None = None
    values: tuple[tuple[str, str], ...] = ()
    """Text of a cell in a column a class, and the `Value` it stands for."""
    numeric: tuple[str, ...] = ()
    ordinal: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Label, its classes from least to most."""
    normal_class: str = ""
    source: str = ""
    """`folder:N`, `annotations` or `column:NAME` where labels come from the data itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns by their names in the file; `keyword` is "" where the key may be any."""

    key: str
    keyword: str
    labels: tuple[str, ...]
    split: str
    families: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Label, its columns, one a reader."""
    reader: str = ""
    item: str = ""
    boxes: BoxColumns | None = None
    by_content: bool = False
    """The label columns were taken because they hold nothing but 1, 0, -1 and blanks."""

    @property
    def sources(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every label and the columns that hold it."""
        return (*((name, (name,)) for name in self.labels), *self.families)


def choose_columns(
    names: Sequence[str],
    options: LabelOptions,
    indicators: Callable[[Collection[str]], tuple[str, ...]] = lambda _: (),
) -> Choice:
    """
    Raises UserError where the key or a label column is absent.

    `indicators` gives, of the names it gets, the columns of 1, 0, -1 and blanks; it is asked only
    where no column is called a label. The messages hold no name from the file: a file without a
    head would show its first row.
    """
    key, keyword = _key(names, options.key)
    split = _named(names, options.split, "--split") if options.split else find(names, SPLIT)
    reader = _reader(names, options.reader)
    item = _named(names, options.item, "`item`") if options.item else ""
    boxes = _boxes(names, options.boxes)
    taken = {key, split, reader, item, *(boxes.names if boxes else ())}
    free = [name for name in names if name not in taken]
    families = _families(names, options, free)
    labels = _labels(names, free, options, families)
    by_content = not labels and not families
    if by_content and not (labels := indicators(free)):
        raise UserError(
            "the label table has no label column: name one or more of its "
            f"{len(names)} columns with --label, or call one {', '.join(LABELS)}"
        )
    for role, column in (("key", key), ("split", split)):
        if column in labels:
            raise UserError(f"the {role} column of the label table is also named by --label")
    return Choice(key, keyword, labels, split, families, reader, item, boxes, by_content)


def _key(names: Sequence[str], asked: str) -> tuple[str, str]:
    column, _, keyword = (asked, "", "") if asked in names else asked.partition("=")
    if keyword and keyword not in DECLARED:
        raise UserError(f"--key COLUMN=KEYWORD takes one of {', '.join(DECLARED)} after the sign")
    if column:
        found = _named(names, column, "--key")
        return found, keyword or find(list(KEYS), found) or KNOWN_KEYS.get(bare(found), ANY)
    for known in KEYS:
        if found := find(names, known):
            return found, known
    for letters, known in (KNOWN_KEYS | {bare(known): known for known in KEYS}).items():
        if found := find_spelt(names, letters):
            return found, known
    raise UserError(
        f"the label table has no key column: name one of its {len(names)} columns with --key, or "
        f"call it {', '.join(KEYS)}; without a head its first row was taken for one"
    )


def _reader(names: Sequence[str], asked: str) -> str:
    if asked:
        return _named(names, asked, "`reader`")
    return next((found for letters in READERS if (found := find_spelt(names, letters))), "")


def _boxes(names: Sequence[str], asked: BoxColumns | None) -> BoxColumns | None:
    if asked is None:
        return find_boxes(names)
    found = [_named(names, name, "`boxes`") for name in asked.names]
    return BoxColumns.of(found, asked.corners)


def _families(
    names: Sequence[str], options: LabelOptions, free: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """One column a reader: as declared; of the labels asked for; or by their names."""
    if options.readers:
        return tuple(
            (label, tuple(_named(names, column, "`readers`") for column in columns))
            for label, columns in options.readers
        )
    known = tuple(reader_families(free))
    if not options.labels:
        return tuple((_beside(names, label), columns) for label, columns in known)
    asked = {label.casefold() for label in options.labels if not find(names, label)}
    return tuple((label, columns) for label, columns in known if label.casefold() in asked)


def _beside(names: Sequence[str], label: str) -> str:
    """Beside a column of that name (the settled label) the readers' one has a name of its own."""
    return f"{label} by reader" if find(names, label) else label


def _labels(
    names: Sequence[str],
    free: Sequence[str],
    options: LabelOptions,
    families: Sequence[tuple[str, tuple[str, ...]]],
) -> tuple[str, ...]:
    if options.labels:
        held = {label.casefold() for label, _ in families}
        asked = [name for name in options.labels if name.casefold() not in held]
        return tuple(dict.fromkeys(_named(names, name, "--label") for name in asked))
    for group in (LABELS, () if families else MORE_LABELS):
        if found := tuple(name for known in group if (name := find(free, known))):
            return found
    return ()


def _named(names: Collection[str], name: str, option: str) -> str:
    if found := find(names, name.strip()):
        return found
    raise UserError(f"{option} names a column that the label table does not have: check its head")
