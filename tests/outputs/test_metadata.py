"""`croissant.json`, `ro-crate-metadata.json`, `datacite.json`: what holds of all three."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.outputs import croissant, datacite, ro_crate
from audit.outputs.undeclared import LACKS, undeclared
from audit.outputs.write import FORMATS
from audit.pipeline import run
from audit.profile.model.withheld import HIDDEN
from audit.report.model import AuditReport
from audit.request import RunOptions
from audit.summary import summarise
from tests.factories import instance, write_instances
from tests.outputs.inventory import CANARY, write_inventory
from tests.outputs.test_tables import PAYLOADS
from tests.report import sample
from tests.report.sample_declaration import FULL, declared_report, undeclared_report

GOLD = Path(__file__).parent / "gold"
RENDER: dict[str, Callable[[AuditReport], bytes]] = {
    "croissant.json": croissant.render,
    "ro-crate-metadata.json": ro_crate.render,
    "datacite.json": datacite.render,
}
HOSTILE = (*PAYLOADS, "</script><script>x</script>", "]]>", "\x00\x1b[31m\ufffe", "@id", "./",
           '{"@id": "./"}', "x" * 260, "{0}", "javascript:x", "\u202ereversed")  # fmt: skip
every_file = pytest.mark.parametrize("file", sorted(RENDER))


def read(file: str, report: AuditReport) -> Any:
    return json.loads(RENDER[file](report), parse_constant=pytest.fail)


def leaves(value: Any) -> Iterator[str]:
    """Every text and number in it."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield str(value)


def shape(value: Any) -> Any:
    """The same without texts and numbers."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else type(value)


def test_every_file_is_an_output_and_says_what_it_lacks() -> None:
    files = {file for name in ("croissant", "ro-crate", "datacite") for file, _ in FORMATS[name]}
    assert files == RENDER.keys() == LACKS.keys()


@every_file
def test_gold(file: str) -> None:
    assert RENDER[file](declared_report()) == (GOLD / file).read_bytes()


@every_file
def test_equal_reports_give_equal_bytes(file: str) -> None:
    assert RENDER[file](undeclared_report()) == RENDER[file](undeclared_report())


def test_whoever_declares_everything_lacks_nothing() -> None:
    assert undeclared(declared_report()) == []
    assert not any("Absent" in text for f in RENDER for text in leaves(read(f, declared_report())))


def test_what_nobody_declared_is_absent_and_named() -> None:
    told = undeclared_report()
    assert dict(undeclared(told)) == {
        "croissant.json": ("name", "license", "url", "creator", "datePublished"),
        "ro-crate-metadata.json": ("name", "datePublished", "license"),
        "datacite.json": ("doi", "creators", "titles", "publisher", "publicationYear"),
    }
    for file, names in undeclared(told):
        note = f"Absent, because nobody declared them: {', '.join(names)}."
        assert any(text.endswith(note) for text in leaves(read(file, told))), file


@every_file
def test_nothing_is_put_in_the_place_of_what_nobody_declared(file: str) -> None:
    told = [text.casefold() for text in leaves(read(file, undeclared_report()))]
    words = ("unknown", ":un", ":tba", "n/a", "without a declared name", "9999")
    assert [text for text in told for word in words if word in text] == []


@every_file
def test_an_empty_datasheet_is_the_same_as_none(file: str) -> None:
    empty = declared_report({name: dict.fromkeys(said) for name, said in FULL.items()})
    assert RENDER[file](empty) == RENDER[file](undeclared_report())


def test_every_answer_comes_out_somewhere() -> None:
    told = "\n".join(text for file in RENDER for text in leaves(read(file, declared_report())))
    silent = {"creators_are", "methods", "shifted", "derived_from", "identifier", "licence"}
    answers = [
        text
        for said in FULL.values()
        for key, value in said.items()
        if key not in silent
        for text in leaves(value)
    ]
    assert len(answers) > 50
    assert [text for text in answers if text not in told] == []
    for text in ("10.1234/chest.2.1.0", "10.5678/origin", "ark:/12345/x1", "CC-BY-4.0"):
        assert text in told


@every_file
def test_measured_sizes_say_that_they_are(file: str) -> None:
    told = list(leaves(read(file, undeclared_report())))
    sentence = (
        "Measured in the headers by dicom-audit 0.1.0: 184 patients, 201 studies, 402 series, "
        "31,880 instances; Modality by series: CT (260), MR (112), DX (30)."
    )
    assert any(text.startswith(sentence) for text in told)


@every_file
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data(file: str, text: str) -> None:
    def made(one: str) -> AuditReport:
        facts = sample.profile()
        modalities = replace(facts.overview.modalities, counts=((one, 3),))
        rows = ((one, 10, 10, 10, 10),)
        overview = replace(facts.overview, modalities=modalities, modality_by_unit=rows)
        names = {"name": one, "creators": [one], "derived_from": [one], "cite_as": "A" * 20 + one,
                 "publisher": one, "keywords": [one], "version": one,
                 "identifier": one}  # fmt: skip
        said: dict[str, dict[str, Any]] = {
            "dataset": names,
            "usage": {"licence": one, "terms": f"A text that is long enough {one}"},
            "sources": {"countries": [one]},
        }
        return declared_report(said, profile=replace(facts, overview=overview))

    data = RENDER[file](made(f"A{text}"))
    assert shape(json.loads(data)) == shape(json.loads(RENDER[file](made("A"))))
    assert not set(b"<>&\x00\x1b") & set(data)
    assert not any(ord(letter) < 32 for one in leaves(json.loads(data)) for letter in one)


@every_file
def test_no_path_even_where_paths_were_asked_for(file: str, tmp_path: Path) -> None:
    shown = undeclared_report(inventory=write_inventory(tmp_path), show_paths=True)
    assert RENDER[file](shown) == RENDER[file](undeclared_report())
    assert CANARY.encode() not in RENDER[file](shown)


@every_file
def test_a_withheld_number_is_no_number(file: str) -> None:
    facts = sample.profile()
    (ct, dx, mr) = facts.overview.modality_by_unit
    few = replace(
        facts.overview, n_patients=HIDDEN, modality_by_unit=(ct, (dx[0], HIDDEN, *dx[2:]), mr)
    )
    told = list(leaves(read(file, undeclared_report(profile=replace(facts, overview=few)))))
    assert any("a withheld number of patients" in text for text in told)
    assert "184" not in told and not any("184 patients" in text for text in told)
    assert "0" not in told


@every_file
def test_words_for_withheld_modalities_are_no_modality(file: str) -> None:
    facts = sample.profile()
    counts = (("CT", 260), ("2 further values", HIDDEN))
    few = replace(facts.overview, modalities=replace(facts.overview.modalities, counts=counts))
    told = list(leaves(read(file, undeclared_report(profile=replace(facts, overview=few)))))
    assert "CT" in told and "2 further values" not in told
    assert any("CT (260), 2 further values (withheld)" in text for text in told)


def test_the_run_says_what_its_files_lack(tmp_path: Path) -> None:
    write_instances(tmp_path / "data", instance(patient=1, n=1))
    sheet = tmp_path / "datasheet.yaml"
    sheet.write_text("dataset:\n  name: One\n  creators: [A]\n  identifier: 10.1234/x\n")
    options = RunOptions(
        sources=(str(tmp_path / "data"),), out=tmp_path / "out", datasheet=sheet,
        formats=("datacite", "json"), jobs=1,
    )  # fmt: skip
    done = run(options)
    told = summarise(done).splitlines()
    line = "datacite.json lacks what nobody declared: publisher, publicationYear"
    assert line in told
    assert not any("croissant.json" in one for one in told)
    made = json.loads((done.folder / "datacite.json").read_bytes())
    assert (made["doi"], made["titles"]) == ("10.1234/x", [{"title": "One"}])
