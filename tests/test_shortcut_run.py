"""Shortcuts in a whole run: files, labels and policy in, a verdict out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.pipeline import run
from audit.request import RunOptions
from tests.factories import instance, write_instances

N = 40
POLICY = """\
shortcuts:
  min_patients: 12
  n_permutations: 199
  covariates: [PatientSex]
  reference_shares:
    PatientSex: {F: 0.8, M: 0.2}
"""


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Forty patients of two scanners; the ill on one, but for one of them."""
    folder = tmp_path_factory.mktemp("run")
    makes = ("SIEMENS", "Philips")
    write_instances(
        folder / "data",
        *(instance(patient=n, Manufacturer=makes[n % 2], PatientSex="FM"[n // 2 % 2],
                   InstitutionName="General Hospital" if n % 3 else "Lakeside")
          for n in range(N)),
    )  # fmt: skip
    rows = [f"P{n:03d},{'ill' if n % 2 or n == 4 else 'well'}" for n in range(N)]
    (folder / "labels.csv").write_text("\n".join(["PatientID,diagnosis", *rows]) + "\n")
    (folder / "policy.yaml").write_text(POLICY)
    options = RunOptions(
        (str(folder / "data"),), folder / "out", labels=folder / "labels.csv",
        policy=folder / "policy.yaml", formats=("json", "html"), jobs=1,
    )  # fmt: skip
    run(options)
    text = (folder / "out" / "audit.json").read_text(encoding="utf-8")
    assert "General Hospital" not in text + (folder / "out" / "report.html").read_text()
    record: dict[str, Any] = json.loads(text)
    return record


def test_the_scanner_is_named_first_and_the_gate_fails(audited: dict[str, Any]) -> None:
    first = audited["findings"][0]
    assert (first["rule"], first["severity"], first["unit"]) == ("SHC001", "error", "header field")
    assert first["message"].startswith("Manufacturer alone foretells class well")
    assert audited["verdict"]["status"] == "fail"


def test_the_policy_reaches_the_measurement(audited: dict[str, Any]) -> None:
    facts = audited["profile"]["shortcuts"]
    assert facts["covariates"] == ["PatientSex"]
    assert facts["associations"][0]["n_draws"] == 199
    assert facts["associations"][0]["conditional"]["covariates"] == ["PatientSex"]
    (shares,) = facts["balance"]["representation"]
    assert [row[:3] for row in shares["groups"]] == [["F", 20, 0.8], ["M", 20, 0.2]]
    assert "SHC009" in {one["rule"] for one in audited["findings"]}
