"""labels.yaml: what it may say, what is refused, and that a table is read as it says."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from audit.catalogue import find_schema
from audit.errors import UserError
from audit.label_spec import combine, read_label_spec
from audit.profile.classes import measure_classes
from audit.profile.model import Classes
from audit.profile.model.classes import Convention, FaultKind
from audit.scan.cohort import LabelOptions, read_labels
from audit.scan.label_names import BoxColumns
from tests.label_datasets import lines, sizes
from tests.label_tables import KEY, headers, image

WHOLE = """\
key: {column: Bild, stands_for: stem}
labels: [befund]
split: teil
reader: wer
readers: {dichte: [eins, zwei]}
item: knoten
joiner: " + "
boxes: {columns: [l, o, r, u], form: corners, class_column: art}
values: {1: positive, 0: negative, "?": uncertain}
normal_class: gesund
numeric: [grad]
ordinal: {stufe: [a, b]}
classes: {befund: [x, y]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "labels.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def measured(folder: Path, spec: str, table: str, *patients: str) -> Classes:
    path = folder / "table.csv"
    path.write_text(table, encoding="utf-8")
    options = combine(read_label_spec(written(folder, spec)), LabelOptions(), "")
    rows = [image(name, n, path=f"a/{name}.dcm") for n, name in enumerate(patients)]
    return measure_classes(headers(folder, *rows), read_labels(path, options, KEY))


def test_everything_it_may_say(tmp_path: Path) -> None:
    assert read_label_spec(written(tmp_path, WHOLE)).options() == LabelOptions(
        key="Bild=stem",
        labels=("befund", "art"),
        split="teil",
        classes=(("befund", "x"), ("befund", "y")),
        reader="wer",
        readers=(("dichte", ("eins", "zwei")),),
        item="knoten",
        joiner=" + ",
        boxes=BoxColumns("l", "o", "r", "u", corners=True),
        values=(("1", "positive"), ("0", "negative"), ("?", "uncertain")),
        numeric=("grad",),
        ordinal=(("stufe", ("a", "b")),),
        normal_class="gesund",
    )
    assert read_label_spec(written(tmp_path, "")).options() == LabelOptions()


def test_its_schema_knows_it(tmp_path: Path) -> None:
    schema = find_schema("labels")
    known = jsonschema.Draft202012Validator(schema)
    known.check_schema(schema)
    said = YAML(typ="safe", pure=True).load(WHOLE.replace("{1:", '{"1":').replace(" 0:", ' "0":'))
    assert not list(known.iter_errors(said))
    assert list(known.iter_errors({"lables": ["a"]}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lables: [a]\n", "line 1: `lables` is not a key"),
        ("labels: [a]\nkey: {column: a, stands_for: name}\n", "line 2"),
        ("boxes: {columns: [a, b, c]}\n", "line 1"),
        ("source: folders\n", "line 1"),
        ("values: {1: yes please}\n", "line 1"),
    ],
)
def test_what_a_user_can_mend(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_label_spec(written(tmp_path, text))


def test_the_command_line_comes_first(tmp_path: Path) -> None:
    spec = read_label_spec(written(tmp_path, WHOLE))
    given = LabelOptions("k", ("l",), "s")
    found = combine(spec, given, "normal")
    assert (found.key, found.labels, found.split) == ("k", ("l",), "s")
    assert (found.reader, found.normal_class) == ("wer", "gesund")
    assert combine(None, LabelOptions(), "normal").normal_class == "normal"


@pytest.mark.parametrize("source", ["folder:1", "folder:99", "annotations", ""])
def test_sources(source: str) -> None:
    assert combine(None, LabelOptions(source=source), "").source == source


@pytest.mark.parametrize("source", ["folder", "folder:0", "folder:x", "folder:100", "folder:²"])
def test_no_sources(source: str) -> None:
    with pytest.raises(UserError, match="--labels-from"):
        combine(None, LabelOptions(source=source), "")


def test_words_of_an_own_language(tmp_path: Path) -> None:
    spec = "key: {column: Pat, stands_for: PatientID}\nlabels: [Fraktur]\n"
    spec += "values: {ja: positive, nein: negative, evtl: uncertain}\n"
    found = measured(tmp_path, spec, "Pat,Fraktur\n00012,ja\n1e5,nein\nNA,evtl\n7,1\n",
                     "00012", "1e5", "NA", "7")  # fmt: skip
    assert found.conventions == (("Fraktur", str(Convention.INDICATOR)),)
    assert sizes(found, "Fraktur") == {
        ("", "positive"): (2, 2),
        ("", "negative"): (1, 1),
        ("", "uncertain"): (1, 1),
    }
    assert (found.n_rows_joined, found.key_declared) == (4, True)


def test_an_own_joiner(tmp_path: Path) -> None:
    spec = "labels: [befund]\njoiner: '+'\n"
    found = measured(tmp_path, spec, "PatientID,befund\nA,x + y|z\nB,x\n", "A", "B")
    assert sizes(found, "befund") == {("", "x"): (2, 2), ("", "y|z"): (1, 1)}


def test_numbers_that_are_none(tmp_path: Path) -> None:
    spec = "labels: [mm]\nnumeric: [mm]\n"
    text = 'PatientID,mm\nA,"12,5"\nB,7.5\nC,big\nD,\nE,1e2\n'
    found = measured(tmp_path, spec, text, "A", "B", "C", "D", "E")
    (numbers,) = found.numbers
    assert (numbers.values.n, numbers.values.minimum, numbers.values.maximum) == (3, 7.5, 100.0)
    assert lines(found) == {str(FaultKind.NO_NUMBER): (4,), str(FaultKind.LABEL_EMPTY): (5,)}


def test_one_column_a_reader_of_other_names(tmp_path: Path) -> None:
    spec = "readers: {birads: [first, second, third]}\n"
    text = "PatientID,first,second,third\nA,2,2,3\nB,4,4,4\nC,1,,\n"
    found = measured(tmp_path, spec, text, "A", "B", "C")
    (one,) = found.agreement
    assert (one.label, one.n_readers, one.n_items, one.n_items_single) == ("birads", 3, 2, 1)
    assert one.raw == pytest.approx((1 / 3 + 1) / 2)
