"""`ro-crate-metadata.json`: a crate that the reference library reads, whole in itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from rocrate.rocrate import ROCrate

from audit.outputs import ro_crate
from audit.report.model import AuditReport
from tests.report import sample
from tests.report.sample_declaration import declared_report, undeclared_report

CONTEXT = json.loads(files("rocrate").joinpath("data/ro-crate.jsonld").read_text("utf-8"))
REPORTS = {
    "full": declared_report,
    "none": undeclared_report,
    "empty": lambda: undeclared_report(profile=sample.empty_profile(), results=()),
}
every_report = pytest.mark.parametrize("name", sorted(REPORTS))


def graph_of(report: AuditReport) -> list[dict[str, Any]]:
    read = json.loads(ro_crate.render(report))
    assert read.keys() == {"@context", "@graph"}
    return list(read["@graph"])


def root_of(report: AuditReport) -> dict[str, Any]:
    (root,) = [one for one in graph_of(report) if one["@id"] == "./"]
    return root


def references(value: Any) -> Iterator[str]:
    """What an entity points to."""
    if isinstance(value, list):
        for one in value:
            yield from references(one)
    elif isinstance(value, dict):
        assert value.keys() == {"@id"}, "entities are flat"
        yield value["@id"]


@every_report
def test_every_reference_leads_to_one_entity_and_every_entity_is_referred_to(name: str) -> None:
    graph = graph_of(REPORTS[name]())
    ids = [one["@id"] for one in graph]
    assert len(ids) == len(set(ids))
    pointed = {
        id
        for one in graph
        for key, value in one.items()
        if key not in ("@id", "conformsTo")
        for id in references(value)
    }
    assert pointed == set(ids) - {"ro-crate-metadata.json"}


@every_report
def test_every_word_is_a_term_of_the_context(name: str) -> None:
    graph = graph_of(REPORTS[name]())
    words = {key for one in graph for key in one if key[0] != "@"} | {o["@type"] for o in graph}
    assert words <= CONTEXT["@context"].keys()


@every_report
def test_the_descriptor_is_that_of_the_standard(name: str) -> None:
    descriptor = graph_of(REPORTS[name]())[0]
    assert descriptor["@id"] == "ro-crate-metadata.json"
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}


def test_the_reference_library_reads_it(tmp_path: Path) -> None:
    (tmp_path / "ro-crate-metadata.json").write_bytes(ro_crate.render(declared_report()))
    crate = ROCrate(tmp_path)
    assert crate.version == "1.2"
    assert crate.name == "Chest and brain reference set"
    assert [one["name"] for one in crate.license] == ["CC-BY-4.0", "Terms of use"]
    assert [one["name"] for one in crate.root_dataset["author"]] == [
        "Example Hospital", "Example University",
    ]  # fmt: skip
    assert crate.data_entities == []


def test_no_declared_text_becomes_an_id() -> None:
    report = declared_report({"dataset": {"creators": ["./", "#creator-2"]}})
    ids = {one["@id"] for one in graph_of(report)}
    assert {id for id in ids if id[0] != "#"} == {
        "./",
        "ro-crate-metadata.json",
        "https://spdx.org/licenses/CC-BY-4.0.html",
        "http://purl.obolibrary.org/obo/DUO_0000042",
    }


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("people", "Person"), ("organisations", "Organization"), ("", "Thing")],
)
def test_creators_are_what_somebody_said(answer: str, kind: str) -> None:
    graph = graph_of(declared_report({"dataset": {"creators_are": answer}}))
    kinds = {one["@type"] for one in graph if one["@id"].startswith("#creator-")}
    assert kinds == {kind}


def test_terms_stand_beside_a_licence_or_for_one() -> None:
    graph = {one["@id"]: one for one in graph_of(declared_report())}
    both = [graph[id] for id in references(root_of(declared_report())["license"])]
    assert [one["name"] for one in both] == ["CC-BY-4.0", "Terms of use"]
    only = declared_report({"usage": {"licence": ""}})
    assert "license" not in ro_crate.lacks(only)
    assert root_of(only)["license"] == {"@id": "#licence-1"}


def test_a_dataset_of_nothing_is_a_crate() -> None:
    root = root_of(REPORTS["empty"]())
    assert "measurementTechnique" not in root
    assert len(list(references(root["size"]))) == 4
