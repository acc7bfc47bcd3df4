"""FAIR: 15 principles, each by offline evidence, never by a network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.documentation import build_documentation
from audit.datasheet.identifiers import identifier_kind
from audit.profile.model import Accounting, Profile
from audit.profile.model.catalogue import Coding
from audit.profile.model.documentation import FairRow
from tests import records as r
from tests.datasheet.row_facts import DANGLING, LONG, MISMATCH, PLAIN, SEGMENTED, with_catalogue

# fmt: off
IDS = [
    "F1", "F2", "F3", "F4", "A1", "A1.1", "A1.2", "A2", "I1", "I2", "I3", "R1", "R1.1", "R1.2",
    "R1.3",
]
# fmt: on
DOI = {"dataset": {"identifier": "10.5281/zenodo.123"}}
REJECTED = r.profile(integrity=r.integrity(accounting=Accounting(241, 239, 0, 0, 1, 1)))
FAULTY = r.profile(integrity=r.integrity(accounting=Accounting(241, 239, 1, 0, 0, 1)))
CODED = with_catalogue(coding=(Coding("AnatomicRegionSequence", "series", 12, 6, 12),))
UNCODED = with_catalogue(coding=(Coding("AnatomicRegionSequence", "series", 12, 5, 12),))
UNNAMED = with_catalogue(coding=(Coding("AnatomicRegionSequence", "series", 0, 0, 0),))
HOLES = r.profile(
    completeness=r.completeness(
        cells=tuple(replace(one, present=7) for one in r.completeness().cells)
    )
)
RICH: dict[str, Any] = {
    "context": {"use_case": LONG, "intended_uses": LONG},
    "annotation": {"not_applicable": LONG},
    "clinical": {"available": False},
    "laboratory": {"available": False},
    "genomic": {"available": False},
    "social_media": {"statement": "none"},
}
TRACED: dict[str, Any] = {
    "dataset": {"creators": ["A"]},
    "sources": {"n_sites": 1},
    "further": {"deidentification": LONG},
    "storage": {"conversion": LONG},
    "annotation": {"tool": "3D Slicer"},
}

CASES: list[tuple[str, Profile, dict[str, Any], str]] = [
    ("F1", PLAIN, {}, "fail"),
    ("F1", PLAIN, DOI, "declared"),
    ("F1", PLAIN, {"dataset": {"identifier": "chest data"}}, "fail"),
    ("F2", PLAIN, {}, "fail"),
    ("F2", PLAIN, RICH, "pass"),
    ("F2", PLAIN, {**RICH, "images": {"n_series": 1}}, "fail"),
    ("F3", PLAIN, {}, "fail"),
    ("F3", PLAIN, DOI, "pass"),
    ("F4", PLAIN, {}, "fail"),
    ("F4", PLAIN, {"dataset": {"registered_in": ["TCIA 1"]}}, "declared"),
    ("A1", PLAIN, {}, "fail"),
    ("A1", PLAIN, DOI, "declared"),
    ("A1", PLAIN, {"access": {"url": "s3://bucket/x"}}, "declared"),
    ("A1", PLAIN, {"access": {"procedure": LONG}}, "declared"),
    ("A1.1", PLAIN, {}, "fail"),
    ("A1.1", PLAIN, {"access": {"url": "https://a.org"}}, "pass"),
    ("A1.1", PLAIN, {"access": {"url": "s3://bucket/x"}}, "fail"),
    ("A1.2", PLAIN, {}, "fail"),
    ("A1.2", PLAIN, {"access": {"type": "open"}}, "not_applicable"),
    ("A1.2", PLAIN, {"access": {"type": "controlled"}}, "fail"),
    ("A1.2", PLAIN, {"access": {"type": "controlled", "procedure": LONG}}, "declared"),
    ("A2", PLAIN, {}, "fail"),
    ("A2", PLAIN, {"further": {"versioning": LONG}}, "declared"),
    ("I1", PLAIN, {}, "pass"),
    ("I1", REJECTED, {}, "fail"),
    ("I2", CODED, {}, "pass"),
    ("I2", UNCODED, {}, "fail"),
    ("I2", UNNAMED, {}, "not_testable"),
    ("I3", PLAIN, {}, "not_testable"),
    ("I3", SEGMENTED, {}, "pass"),
    ("I3", DANGLING, {}, "fail"),
    ("I3", PLAIN, {"dataset": {"derived_from": ["10.1234/x"]}}, "declared"),
    ("R1", PLAIN, {}, "pass"),
    ("R1", HOLES, {}, "fail"),
    ("R1.1", PLAIN, {}, "fail"),
    ("R1.1", PLAIN, {"usage": {"licence": "CC0-1.0"}}, "pass"),
    ("R1.1", PLAIN, {"usage": {"licence": "mine"}}, "fail"),
    ("R1.1", PLAIN, {"usage": {"duo": ["DUO:0000042"]}}, "declared"),
    ("R1.1", PLAIN, {"usage": {"licence": "LicenseRef-x", "terms": LONG}}, "declared"),
    ("R1.2", PLAIN, {}, "fail"),
    ("R1.2", PLAIN, TRACED, "declared"),
    ("R1.3", PLAIN, {}, "pass"),
    ("R1.3", FAULTY, {}, "fail"),
    ("R1.3", MISMATCH, {}, "fail"),
]


def judge(facts: Profile, said: dict[str, Any]) -> dict[str, FairRow]:
    told = build_documentation(facts, DatasheetDeclaration.model_validate(said))
    return {one.id: one for one in told.fair}


@pytest.mark.parametrize(("id", "facts", "said", "state"), CASES)
def test_states(id: str, facts: Profile, said: dict[str, Any], state: str) -> None:
    one = judge(facts, said)[id]
    assert one.state == state, one
    assert one.evidence
    assert one.advice or state not in ("fail",)


def test_all_15_in_the_papers_order_and_each_can_fail_or_not() -> None:
    assert list(judge(PLAIN, {})) == IDS
    for id in IDS:
        states = {state for case, _, _, state in CASES if case == id}
        assert "fail" in states, id
        assert len(states) > 1, id


def test_no_network_fact_is_claimed() -> None:
    said = {**DOI, "access": {"url": "https://a.org"}, "usage": {"licence": "CC0-1.0"}}
    rows = judge(PLAIN, said)
    assert "No network" in rows["F1"].evidence
    assert "No network" in rows["A1"].evidence
    assert "not opened" in rows["R1.1"].evidence
    text = " ".join(one.evidence for one in rows.values())
    assert " resolves and" not in text
    assert "compliant" not in text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.5281/zenodo.123", "DOI"),
        ("https://doi.org/10.7937/K9/TCIA.2015.U1X8A5NR", "DOI"),
        ("doi:10.1038/sdata.2016.18", "DOI"),
        ("ark:/12345/abc", "ARK"),
        ("hdl:20.500.12345/6", "Handle"),
        ("https://w3id.org/x/y", "w3id"),
        ("11.5281/zenodo", ""),
        ("https://example.org/data", ""),
        ("", ""),
    ],
)
def test_identifiers(text: str, kind: str) -> None:
    assert identifier_kind(text) == kind
