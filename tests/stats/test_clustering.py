from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest

from audit.stats.clustering import (
    clusters_needed,
    design_effect,
    effective_size,
    icc_binary,
    kish_effective,
    ratio_estimate,
    size_sums,
)
from audit.stats.intervals import wald_n
from tests.stats.oracles import read_oracle
from tests.stats.plain_clustering import icc_anova


def test_one_image_a_patient_has_no_design_effect() -> None:
    assert design_effect(*size_sums([1, 1, 1]), icc=0.7) == 1.0
    assert effective_size(*size_sums([1, 1, 1]), icc=0.7) == 3.0


@pytest.mark.parametrize("sums", [(0, 0, 0), (3, 2, 2), (2, 4, 7)])
def test_sums_that_cannot_be_are_refused(sums: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        design_effect(*sums, icc=0.1)


def test_labels_copied_from_patient_to_image_have_icc_one() -> None:
    assert icc_anova([1, 1, 2, 2], [0, 0, 1, 1]).icc == pytest.approx(1.0)


def test_grouped_patients_give_the_same_icc() -> None:
    found = icc_binary([(2, 0, 1), (2, 2, 1)])
    assert (found.icc, found.n_mixed, found.total) == (pytest.approx(1.0), 0, 4)
    assert icc_binary([(2, 2, 3)]).icc is None
    assert icc_binary([(3, 1, 2), (1, 1, 4)]) == icc_binary([(3, 1, 1), (1, 1, 4), (3, 1, 1)])
    with pytest.raises(ValueError):
        icc_binary([(1, 1, 5)])
    with pytest.raises(ValueError):
        clusters_needed(10, 0.5, 0.1)


def test_without_any_variation_there_is_no_effect() -> None:
    assert ratio_estimate([1, 1, 2, 2], [1, 1, 1, 1]).effective_n is None


def test_too_few_clusters_are_refused() -> None:
    for wrong in ([(2, 1, 1)], [(1, 0, 1), (1, 1, 1)]):
        with pytest.raises(ValueError):
            icc_binary(wrong)
    with pytest.raises(ValueError):
        ratio_estimate([1, 1], [0, 1])


@pytest.mark.corpus
def test_equal_clusters_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A7.deff_equal")
    given = oracle.inputs
    size, alone = given["cluster_size"], wald_n(given["prevalence"], given["abs_error"])
    effect = design_effect(*size_sums([size] * 17), icc=given["icc"])
    assert effect == oracle.near("deff")
    assert alone == oracle.near("n_srs")
    assert alone * effect == oracle.near("n_clustered")
    needed = clusters_needed(alone, size, given["icc"])
    assert needed == oracle.near("n_clusters")
    assert ceil(needed) == oracle.expected["n_clusters_ceil"]


@pytest.mark.corpus
def test_effective_size_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A7.ess")
    sums = size_sums([5] * oracle.inputs["n_patients"])
    assert sums[1] == oracle.inputs["n_images"]
    assert design_effect(*sums, icc=oracle.inputs["icc"]) == oracle.near("deff")
    assert effective_size(*sums, icc=oracle.inputs["icc"]) == oracle.near("ess")
    oracle = read_oracle(shared, "A7.ess_icc1")
    sums = size_sums(oracle.inputs["images_per_patient"])
    assert sums[0] == oracle.expected["n_patients"]
    assert effective_size(*sums, icc=1.0) == oracle.near("ess_image_weighted")


@pytest.mark.corpus
def test_icc_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A7.icc_anova")
    found = icc_anova(oracle.inputs["patient"], oracle.inputs["value"])
    for name in ("msb", "msw", "n0", "icc"):
        assert getattr(found, name) == oracle.near(name)
    patients, values = oracle.inputs["patient"], oracle.inputs["value"]
    groups = [
        (patients.count(one), sum(v for p, v in zip(patients, values, strict=True) if p == one), 1)
        for one in dict.fromkeys(patients)
    ]
    assert icc_binary(groups).icc == oracle.near("icc")
    assert icc_binary(groups).n_mixed == 2


@pytest.mark.corpus
def test_clustered_proportion_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A7.cluster_ratio")
    found = ratio_estimate(oracle.inputs["patient"], oracle.inputs["true_positive"])
    assert found.proportion == oracle.near("sensitivity")
    assert found.variance == oracle.near("var_ratio")
    assert found.standard_error == oracle.near("se_ratio")
    assert found.naive_variance == oracle.near("var_naive")
    assert found.design_effect == oracle.near("deff")
    assert found.effective_n == oracle.near("effective_n")


@pytest.mark.corpus
def test_kish_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A7.kish_weights")
    assert kish_effective(oracle.inputs["weights"]) == oracle.near("ess")
