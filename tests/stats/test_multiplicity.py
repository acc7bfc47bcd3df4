from __future__ import annotations

from pathlib import Path

import pytest

from audit.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli
from tests.stats.oracles import read_oracle


def test_none_and_one() -> None:
    assert benjamini_hochberg([]) == []
    assert benjamini_hochberg([0.03]) == [0.03]
    assert benjamini_hochberg([0.04, 0.01]) == [0.04, 0.02]
    assert benjamini_yekutieli([0.9, 0.9]) == [1.0, 1.0]


def test_a_number_that_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError):
        benjamini_hochberg([0.5, 1.1])


@pytest.mark.corpus
def test_against_the_paper_of_1995(shared: Path) -> None:
    oracle = read_oracle(shared, "B3.bh_1995")
    found = benjamini_hochberg(oracle.inputs["p"])
    assert found == oracle.near("adjusted")
    assert sum(q <= oracle.inputs["q"] for q in found) == oracle.expected["n_rejected_bh"]
    bonferroni = [p * len(found) <= oracle.inputs["q"] for p in oracle.inputs["p"]]
    assert sum(bonferroni) == oracle.expected["n_rejected_bonferroni"]


@pytest.mark.corpus
def test_dependent_tests_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B3.by")
    found = benjamini_yekutieli(oracle.inputs["p"])
    assert found[:4] == oracle.near("adjusted_first4")
    assert sum(q <= oracle.inputs["q"] for q in found) == oracle.expected["n_rejected"]
