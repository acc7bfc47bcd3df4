"""Repeated images, copied labels, sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.classes import measure_classes
from audit.profile.cohort import measure_cohort
from audit.profile.model.samples import LabelIcc, SampleDeclaration
from audit.profile.sample_clusters import measure_cluster, measure_label_icc, measure_sites
from audit.scan.tokens import token
from tests.label_tables import KEY, headers, image, labels
from tests.stats.plain_clustering import icc_anova


def icc_of(folder: Path, cells: list[tuple[str, int, str]]) -> tuple[LabelIcc, ...]:
    """Patient, image, class."""
    rows = [image(patient, n) for patient, n, _ in cells]
    uids = [f"1.2.{sum(map(ord, patient))}.{n}" for patient, n, _ in cells]
    text = "SOPInstanceUID,label\n" + "".join(
        f"{uid},{name}\n" for uid, (*_, name) in zip(uids, cells, strict=True)
    )
    table, read = headers(folder, *rows), labels(folder, text)
    return measure_label_icc(table, measure_classes(table, read))


def test_labels_that_only_repeat_the_patient_are_found_out(tmp_path: Path) -> None:
    cells = [(f"P{p}", n, "ab"[p % 2]) for p in range(6) for n in range(3)]
    for one in icc_of(tmp_path, cells):
        assert (one.state, one.icc, one.n_mixed) == ("copied", 1.0, 0)
        assert (one.n_patients, one.n_instances) == (6, 18)


def test_labels_of_images_have_the_icc_of_the_formula(tmp_path: Path) -> None:
    cells = [(f"P{p}", n, "ab"[(p + n // 2) % 2]) for p in range(5) for n in range(3)]
    found = {one.name: one for one in icc_of(tmp_path, cells)}
    hits = [float(name == "a") for *_, name in cells]
    expected = icc_anova([p for p, *_ in cells], hits).icc
    assert found["a"].icc == pytest.approx(expected)
    assert (found["a"].state, found["a"].n_mixed) == ("estimated", 5)


def test_one_image_a_patient_says_nothing(tmp_path: Path) -> None:
    (one, *_) = icc_of(tmp_path, [("P0", 0, "a"), ("P1", 0, "b"), ("P2", 0, "a")])
    assert (one.state, one.icc) == ("not assessable", None)


def test_an_icc_that_is_declared_is_used_alone(tmp_path: Path) -> None:
    table = headers(tmp_path, *(image("P", n) for n in range(3)), image("Q", 9))
    found = measure_cluster(table, SampleDeclaration(icc=0.25))
    assert found is not None
    assert found.icc_declared
    assert found.effective == ((0.25, 1 + (10 / 4 - 1) * 0.25, pytest.approx(4 / 1.375)),)
    assert found.size_cv == pytest.approx(0.5)


def test_sites_leave_out_patients_of_several(tmp_path: Path) -> None:
    sites = [("P0", "A"), ("P1", "A"), ("P2", "B"), ("P3", "A"), ("P3", "B")]
    rows = [image(p, n, InstitutionName=token(KEY, s)) for n, (p, s) in enumerate(sites)]
    table = headers(tmp_path, *rows)
    measure_cohort(table)
    found = measure_sites(table)
    assert found is not None
    assert (found.n_sites, found.n_patients, found.estimable) == (2, 3, False)
    assert found.effective[0] == (0.0, 1.0, 3.0)


def test_ten_sites_can_be_estimated(tmp_path: Path) -> None:
    rows = [image(f"P{n}", n, InstitutionName=token(KEY, f"S{n}")) for n in range(10)]
    table = headers(tmp_path, *rows)
    measure_cohort(table)
    found = measure_sites(table)
    assert found is not None
    assert found.estimable
