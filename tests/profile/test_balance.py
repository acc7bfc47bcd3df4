from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.profile.attributes import Attribute
from audit.profile.balance import measure_balance
from audit.profile.gap_patterns import measure_gap_patterns, measure_little
from audit.profile.model.balance import Balance
from audit.profile.model.shortcuts import HeaderField, ShortcutOptions
from audit.profile.shortcuts import measure_shortcuts
from audit.profile.targets import Question, Questions
from audit.stats.association import corrected_v
from audit.stats.comparison import smd, stability_index
from tests.label_tables import headers, image, labels
from tests.shortcut_cohort import label_text, make_table, measured_classes

RNG = np.random.default_rng(21)
N = 120


def attribute(
    codes: np.ndarray, name: str, kind: str = "acquisition", levels: tuple[str, ...] = ()
) -> Attribute:
    names = levels or tuple(f"v{n}" for n in range(int(codes.max()) + 1))
    alike = (name.removeprefix("missing "),) if kind == "missing" else ()
    field = HeaderField(name, kind, len(names), 0, 0, alike)  # type: ignore[arg-type]
    return Attribute(field, codes.astype(np.int64), names)


def numbers(values: np.ndarray, name: str) -> Attribute:
    codes = (values > np.nanmedian(values)).astype(np.int64)
    return replace(attribute(codes, name), numbers=values)


def balance(
    attributes: list[Attribute], split: np.ndarray | None = None, **options: object
) -> Balance:
    names = () if split is None else ("train", "test", "no split")
    codes = np.full(N, -1) if split is None else split
    label = Questions("d", (Question("d", "ill", np.arange(N) % 2),), 0)
    return measure_balance(
        attributes, [], [label], names, codes.astype(np.int64),
        ShortcutOptions(**options),  # type: ignore[arg-type]
    )  # fmt: skip


def test_splits_of_one_source_and_of_two() -> None:
    split = np.arange(N) % 2
    alike, apart = np.arange(N) // 2 % 3, split
    found = balance([attribute(alike, "alike"), attribute(apart, "apart")], split)
    by_name = {one.attribute: one for one in found.comparisons}
    assert set(by_name) == {"alike", "apart", "label d"}
    assert by_name["apart"].v == pytest.approx(1.0)
    assert by_name["alike"].v == 0.0
    assert by_name["apart"].groups == (("train", 60), ("test", 60))
    assert by_name["apart"].q < 1e-10
    assert found.comparisons[0].attribute in ("apart", "label d")


def test_numbers_are_compared_by_their_mean_and_shape() -> None:
    split = (np.arange(N) < 40).astype(int)
    values = RNG.normal(size=N) + split
    values[3] = np.nan
    (pair,) = [p for p in balance([numbers(values, "KVP")], split).pairs if p.attribute == "KVP"]
    test, train = values[split == 1], values[split == 0]
    test = test[~np.isnan(test)]
    assert (pair.reference, pair.n_reference, pair.other, pair.n_other) == ("train", 80, "test", 40)
    assert pair.smd == pytest.approx(smd(test.tolist(), train.tolist()))
    assert pair.ks_p is not None
    counts = [np.bincount((values[split == s] > np.nanmedian(values)).astype(int)) for s in (0, 1)]
    assert pair.psi == pytest.approx(stability_index(*counts).psi)
    assert pair.n_bins == 2


def test_rows_without_a_split_small_splits_and_none_are_left_out() -> None:
    field = attribute(np.arange(N) % 2, "x")
    split = np.where(np.arange(N) < 9, 1, 0)
    assert balance([field], split).split_reason == "no two splits have 10 patients each"
    assert balance([field], split).comparisons == ()
    split = np.where(np.arange(N) < 40, 2, 0)
    assert balance([field], split).splits == ()
    assert balance([field]).split_reason


def test_where_counts_are_small_labels_are_permuted() -> None:
    rare = (np.arange(N) < 4).astype(int)
    found = balance([attribute(rare, "rare")], np.arange(N) % 2)
    by_name = {one.attribute: one for one in found.comparisons}
    assert by_name["rare"].n_draws > 0
    assert by_name["label d"].n_draws == 0


def test_sites_are_institutions_or_sources() -> None:
    site = attribute(np.arange(N) % 3, "InstitutionName", "provenance", ("value 1", "absent", "b"))
    found = balance([site])
    (one,) = [c for c in found.comparisons if c.axis == "site"]
    assert one.attribute == "label d"
    assert one.groups == (("value 1", 40), ("b", 40))
    assert found.site_reason == ""
    assert balance([]).site_reason == "no two sites have 10 patients each"


def test_gaps_by_vendor() -> None:
    vendor = attribute(np.arange(N) % 2, "Manufacturer", "provenance", ("GE", "Siemens"))
    lacks = np.where(np.arange(N) % 2 == 0, np.arange(N) % 4 == 0, np.arange(N) < 6).astype(int)
    gap = attribute(lacks, "missing KVP", "missing", ("present", "missing"))
    (rate,) = balance([vendor, gap]).missing
    assert rate.keywords == ("KVP",)
    assert rate.groups == (("GE", 30, 60), ("Siemens", 3, 60))
    assert rate.gap == pytest.approx(0.45)
    assert rate.v == pytest.approx(corrected_v([[30, 3], [30, 57]]))
    assert balance([gap]).missing == ()


def test_patterns_pairs_and_flux_of_gaps() -> None:
    first = np.arange(N) < 30
    second = (np.arange(N) < 20) | (np.arange(N) >= 115)
    gaps = [
        attribute(mask.astype(int), f"missing {name}", "missing", ("present", "missing"))
        for name, mask in (("KVP", first), ("Exposure", second))
    ]
    found = measure_gap_patterns(gaps)
    assert [(one.keywords, one.n_patients) for one in found.patterns] == [
        ((), 85), (("KVP", "Exposure"), 20), (("KVP",), 10), (("Exposure",), 5),
    ]  # fmt: skip
    (pair,) = found.missing_pairs
    assert (pair.n_both, pair.n_either) == (20, 35)
    assert pair.phi == pytest.approx(np.corrcoef(first, second)[0, 1])
    assert found.flux[0].keywords == ("KVP",)
    assert found.flux[0].influx == pytest.approx(10 / (240 - 55))
    assert found.flux[0].outflux == pytest.approx(5 / 55)
    assert measure_gap_patterns([]) == Balance()


def test_littles_test_needs_numbers_with_gaps() -> None:
    x, y = RNG.normal(size=N), RNG.normal(size=N)
    y[RNG.random(N) < 0.3] = np.nan
    found, why = measure_little([numbers(x, "KVP"), numbers(y, "Exposure")])
    assert found is not None
    assert (found.attributes, found.n_patients, why) == (("KVP", "Exposure"), N, "")
    assert found.n_patterns == 2
    for fields in ([numbers(x, "KVP")], [numbers(x, "KVP"), numbers(x + 1, "Exposure")]):
        found, why = measure_little(fields)
        assert found is None
        assert why


def test_shares_of_a_declared_population() -> None:
    sex = attribute(np.arange(N) % 3, "PatientSex", "content", ("F", "M", "unknown"))
    shares = (("PatientSex", (("F", 0.25), ("M", 0.75))),)
    (found,) = balance([sex], reference_shares=shares).representation
    assert found.groups == (("F", 40, 0.25, 2.0), ("M", 40, 0.75, pytest.approx(2 / 3)))
    assert (found.n_patients, found.n_elsewhere) == (80, 40)
    assert found.w == pytest.approx((0.25**2 / 0.25 + 0.25**2 / 0.75) ** 0.5)


def test_without_labels_splits_of_folders_are_compared(tmp_path: Path) -> None:
    rows = [
        image(f"P{n}", n, path=f"{'train' if n % 2 else 'test'}/{n}.dcm", Modality="CT",
              KVP=float(100 + n % 2))
        for n in range(40)
    ]  # fmt: skip
    from audit.profile.classes import measure_classes  # noqa: PLC0415

    table = headers(tmp_path, *rows)
    found = measure_shortcuts(table, measure_classes(table, None))
    assert found.state == "absent"
    assert found.balance.splits == ("train", "test")
    (one,) = [c for c in found.balance.comparisons if c.attribute == "KVP"]
    assert one.v == pytest.approx(1.0)


def test_a_patient_of_two_splits_is_counted_and_left_out(tmp_path: Path) -> None:
    table = make_table(tmp_path, 60)
    text = label_text(np.arange(60) % 2, "yes") + "P0,healthy,train\n"
    found = measure_shortcuts(table, measured_classes(tmp_path, table, text))
    assert found.balance.n_in_two_splits == 1
    (one, *_) = found.balance.comparisons
    assert sum(n for _, n in one.groups) == 59


def test_nobody_is_not_assessable(tmp_path: Path) -> None:
    from audit.profile.classes import measure_classes  # noqa: PLC0415

    table = headers(tmp_path, image(None, 1))
    read = labels(tmp_path, "PatientID,label\nP,a\n")
    found = measure_shortcuts(table, measure_classes(table, read))
    assert found.state == "not assessable"
    assert "PatientID" in found.reason
