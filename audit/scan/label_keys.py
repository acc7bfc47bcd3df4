"""What a key of the label table is compared with: an identifier, a path, the name of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from audit.scan.cohort import LabelTable
from audit.scan.label_names import ANNOTATION, ITEM, KEYS, STEM
from audit.scan.table import HeaderTable

_SUFFIX = r"(\.(dcm|dicom|ima|png|jpg|jpeg|gz))+$"
_PYTHON_SUFFIX = re.compile(_SUFFIX.replace("$", r"\Z"), re.IGNORECASE)
_NO_SUFFIX = "regexp_replace({path}, '" + _SUFFIX + "', '', 'i')"


@dataclass(frozen=True, slots=True)
class KeyForm:
    """One way to compare keys: what the headers give, and what a key is turned into."""

    keyword: str
    form: str
    """In words, where it is not the identifier as it stands."""
    of_item: str
    """SQL over a row `h` of `headers`."""
    identify: Callable[[str], str]
    unique: bool = False
    """A key may lead to one instance only: names of files are no identifiers."""


def choose_key(table: HeaderTable, labels: LabelTable) -> KeyForm:
    """
    The form that is declared by keyword; among several the one by which most rows join.

    Ties: the first in the order of the documentation; the first where none joins. Needs the
    table `label_rows` (row, key).
    """
    forms = list(_forms(labels))
    if len(forms) == 1:
        return forms[0]
    best, most = forms[0], 0
    for form in forms:
        found = _count(table, labels, form)
        if found > most:
            best, most = form, found
        if found and form.keyword == "path" and labels.keyword == "path":
            break  # the other forms of a path are for tables in which no path is right
    return best


def _forms(labels: LabelTable) -> Iterator[KeyForm]:
    keyword, plain = labels.keyword, KeyForm
    if keyword == ITEM:
        yield plain(ITEM, "", "h.item::varchar", str)
    elif keyword == ANNOTATION:
        yield plain(ANNOTATION, "", "null::varchar", str)
    elif keyword in KEYS and keyword != "path":
        yield plain(keyword, "", f"h.{keyword}", labels.identify)
    elif keyword == "path":
        yield from _paths()
    elif keyword == STEM:
        yield _stem()
    else:
        for one in KEYS:
            if one != "path":
                yield plain(one, "", f"h.{one}", labels.identify)
        yield _stem()
        yield from _paths()


def _stem() -> KeyForm:
    name = _NO_SUFFIX.format(path="regexp_extract(h.path, '[^/]*$')")
    words = "name of the file, without folders and suffix"
    return KeyForm(STEM, words, name, lambda text: _bare(text.rpartition("/")[2]), unique=True)


def _paths() -> Iterator[KeyForm]:
    yield KeyForm("path", "", "h.path", _relative)
    bare = _NO_SUFFIX.format(path="h.path")
    yield KeyForm("path", "without suffix", bare, lambda text: _bare(_relative(text)), unique=True)
    words = "without the first folder of the table's paths"
    yield KeyForm("path", words, "h.path", _inner, unique=True)
    words += " and without suffix"
    yield KeyForm("path", words, bare, lambda text: _bare(_inner(text)), unique=True)


def _relative(text: str) -> str:
    return text.removeprefix("./")


def _inner(text: str) -> str:
    return _relative(text).partition("/")[2]


def _bare(text: str) -> str:
    return _PYTHON_SUFFIX.sub("", text)


def _count(table: HeaderTable, labels: LabelTable, form: KeyForm) -> int:
    """Rows whose key the headers know in this form."""
    texts = [form.identify(key) for key in labels.keys]
    table.add(
        "label_tried",
        pa.table({"key": range(len(texts)), "token": pa.array(texts, pa.string())}),
    )
    wanted = f"select {form.of_item} from headers h"
    return int(
        table.rows(
            "select count(*) from label_rows join label_tried using (key) "
            f"where label_tried.token in ({wanted} where ({form.of_item}) is not null)"
        )[0][0]
    )
