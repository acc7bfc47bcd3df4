"""`datacite.json`, judged by the JSON Schema of DataCite 4.5."""

from __future__ import annotations

import json
from typing import Any

import pytest
from datacite import schema45

from audit.outputs import datacite
from audit.report.model import AuditReport
from tests.report.sample_declaration import declared_report, undeclared_report


def record_of(report: AuditReport) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(datacite.render(report))
    return read


def faults(record: dict[str, Any]) -> list[str]:
    return sorted(error.message for error in schema45.validator.iter_errors(record))


def declared(section: str, **answers: Any) -> dict[str, Any]:
    """A valid record with these answers."""
    record = record_of(declared_report({section: answers}))
    assert faults(record) == []
    return record


def test_a_full_declaration_is_valid() -> None:
    assert faults(record_of(declared_report())) == []


@pytest.mark.parametrize(
    "change",
    [{"more": 1}, {"publicationYear": ":unav"}, {"types": {}}, {"creators": []}, {"doi": "x"}],
)
def test_the_schema_refuses(change: dict[str, Any]) -> None:
    assert faults({**record_of(declared_report()), **change})


def test_the_schema_misses_just_what_the_record_says_it_lacks() -> None:
    told = undeclared_report()
    names = set(datacite.lacks(told)) - {"doi"}  # a record without one gets one on registration
    assert faults(record_of(told)) == sorted(f"{name!r} is a required property" for name in names)


@pytest.mark.parametrize(
    "text", ["10.1234/x.1", "doi:10.1234/x.1", "https://doi.org/10.1234/x.1",
             "http://dx.doi.org/10.1234/x.1"],
)  # fmt: skip
def test_every_spelling_of_a_doi_is_one(text: str) -> None:
    record = declared("dataset", identifier=text, url="")
    assert record["doi"] == "10.1234/x.1"
    assert record["url"] == "https://doi.org/10.1234/x.1"
    assert "alternateIdentifiers" not in record


@pytest.mark.parametrize(
    ("text", "kind"), [("ark:/12345/x1", "ARK"), ("hdl:1234/5", "Handle"), ("set 7", "as declared")]
)
def test_another_identifier_stands_beside_the_doi_that_is_lacking(text: str, kind: str) -> None:
    report = declared_report({"dataset": {"identifier": text}})
    assert datacite.lacks(report) == ("doi",)
    pair = {"alternateIdentifier": text, "alternateIdentifierType": kind}
    assert record_of(report)["alternateIdentifiers"] == [pair]
    assert faults(record_of(report)) == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("people", "Personal"), ("organisations", "Organizational"), ("", None)],
)
def test_creators_are_what_somebody_said(answer: str, kind: str | None) -> None:
    creators = declared("dataset", creators_are=answer)["creators"]
    assert [one.get("nameType") for one in creators] == [kind, kind]


def test_a_licence_of_no_list_stands_in_its_own_words() -> None:
    rights = declared("usage", licence="LicenseRef-own")["rightsList"]
    assert rights[0] == {"rights": "LicenseRef-own"}


def test_origins_are_identifiers_or_titles() -> None:
    record = record_of(declared_report())
    kinds = [one["relatedIdentifierType"] for one in record["relatedIdentifiers"]]
    assert kinds == ["DOI", "URL", "ARK"]
    assert [one["titles"][0]["title"] for one in record["relatedItems"]] == ["Old Chest Set"]


@pytest.mark.parametrize(
    ("first", "last", "collected"),
    [(2015, 2020, "2015/2020"), (2015, 2015, "2015"), (2015, None, None), (None, None, None)],
)
def test_the_period_is_the_declared_one(
    first: int | None, last: int | None, collected: str | None
) -> None:
    dates = declared("date_range", first_year=first, last_year=last)["dates"]
    assert {one["dateType"]: one["date"] for one in dates}.get("Collected") == collected


def test_repeats_are_told_once() -> None:
    dataset = declared("dataset", keywords=["CT", "CT"], derived_from=["x", "x"])
    assert [one for one in dataset["subjects"] if one == {"subject": "CT"}] == [{"subject": "CT"}]
    assert [one["titles"][0]["title"] for one in dataset["relatedItems"]].count("x") == 1
    sources = declared("sources", countries=["DE", "DE"], upstream_datasets=["x", "x"])
    assert sources["geoLocations"] == [{"geoLocationPlace": "DE"}]
    assert [one["titles"][0]["title"] for one in sources["relatedItems"]] == ["x"]
    usage = declared("usage", duo=["DUO:0000042", "DUO_0000042"])
    told = [one.get("rightsIdentifier") for one in usage["rightsList"]]
    assert told.count("DUO:0000042") == 1
