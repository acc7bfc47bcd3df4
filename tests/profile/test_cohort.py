"""Sex, age, dates and sites, on small real tables and on the real files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.profile.cohort import measure_cohort
from audit.profile.model import Cohort
from audit.profile.model.cohort import AgeBand, DateRange
from audit.scan.keywords import column_index, columns
from audit.scan.table import write_rows


def row(patient: int | None, study: int = 1, n: int = 1, **more: Any) -> dict[str, Any]:
    """`_letters` sets letters of `states` by keyword."""
    letters = more.pop("_letters", {})
    made = {
        "PatientID": None if patient is None else f"p{patient}",
        "StudyInstanceUID": f"t{patient}.{study}",
        "SeriesInstanceUID": f"e{patient}.{study}",
        "SOPInstanceUID": f"i{patient}.{study}.{n}",
        "Modality": "CT",
        **more,
    }
    states = ["a" if made.get(column.keyword) is None else "p" for column in columns()]
    for keyword, letter in letters.items():
        states[column_index()[keyword]] = letter
    return {**made, "states": "".join(states)}


def measured(folder: Path, *rows: dict[str, Any], year: int | None = 2024) -> Cohort:
    table = write_rows(folder, rows)
    facts = measure_cohort(table, year)
    table.close()
    return facts


def test_sex_by_patient(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, PatientSex="F"),
        row(1, n=2, PatientSex="F"),
        row(2, PatientSex="M"),
        row(3, PatientSex="m"),
        row(4, PatientSex="0000", _letters={"PatientSex": "h"}),
        row(5),
        row(6, _letters={"PatientSex": "e"}),
        row(7, PatientSex="F"),
        row(7, n=2, PatientSex="M"),
        row(8, PatientSex="O"),
        row(8, n=2, PatientSex="unknown"),
        row(9, status="partial", _letters={"PatientSex": "u"}),
        row(None, PatientSex="M"),
    )
    sexes = facts.PatientSex
    assert facts.n_patients == 9
    assert (sexes.unit, sexes.total, sexes.absent) == ("patient", 8, 2)
    assert sexes.counts == (("F", 2), ("M", 2), ("invalid", 2), ("O", 1))
    assert facts.n_with_sex == 4
    assert (facts.invalid_sex.numbers, facts.invalid_sex.items) == ((3, 4, 8), (4, 5, 10))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("045Y", 45.0),
        ("006M", 0.5),
        ("000D", 0.0),
        ("010W", 10 * 7 / 365.25),
        ("120Y", 90.0),
        ("089Y", 89.0),
        ("090Y", 90.0),
        ("097Y", 90.0),
    ],
)
def test_valid_age(tmp_path: Path, text: str, years: float) -> None:
    facts = measured(tmp_path, row(1, PatientAge=text))
    assert facts.age is not None
    assert facts.age.n == 1
    assert facts.age.median == pytest.approx(years)
    assert facts.age.maximum <= 90
    assert not facts.invalid_age
    assert not facts.implausible_age
    assert bool(facts.over_89) is (years == 90)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("77", "invalid"),
        ("42Y", "invalid"),
        ("042y", "invalid"),
        ("0042Y", "invalid"),
        ("***", "invalid"),
        ("000Y", "implausible"),
        ("121Y", "implausible"),
        ("155Y", "implausible"),
        (" ", "absent"),
        (None, "absent"),
    ],
)
def test_other_ages(tmp_path: Path, text: str | None, kind: str) -> None:
    facts = measured(tmp_path, row(1, PatientAge=text, PatientBirthDate="d1"))
    found = {
        "invalid": len(facts.invalid_age),
        "implausible": len(facts.implausible_age),
        "absent": facts.n_age_absent,
    }
    assert found == {"invalid": 0, "implausible": 0, "absent": 0, kind: 1}
    assert facts.age is None
    assert facts.age_bands == ()
    assert not facts.over_89


def test_age_that_was_not_read_is_not_absent(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, status="partial", _letters={"PatientAge": "u"}),
        row(2, status="partial", _letters={"PatientAge": "u"}),
        row(2, n=2, PatientAge="050Y"),
    )
    assert (facts.n_age_unread, facts.n_age_absent) == (1, 0)
    assert facts.age is not None
    assert facts.age.n == 1


def test_age_at_the_first_study(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, 1, PatientAge="061Y", PatientSex="F"),
        row(1, 2, PatientAge="058Y", PatientSex="F"),
        row(1, 3, PatientAge="000Y", PatientSex="F"),
        row(2, 1, PatientAge="089Y", PatientSex="M"),
        row(2, 2, PatientAge="091Y", PatientSex="M"),
    )
    assert facts.age is not None
    assert (facts.age.n, facts.age.minimum, facts.age.maximum) == (2, 58.0, 89.0)
    assert facts.implausible_age.numbers == (1,)
    assert facts.over_89.numbers == (2,)


def test_bands_with_gaps_between(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, PatientAge="069Y", PatientSex="F"),
        row(2, PatientAge="101Y", PatientSex="M"),
        row(3, PatientAge="093Y"),
        row(4, PatientAge="060Y", PatientSex="F"),
    )
    assert [band for band in facts.age_bands if band.n_patients] == [
        AgeBand("60-69", "F", 2),
        AgeBand("90+", "", 1),
        AgeBand("90+", "M", 1),
    ]
    assert [band.band for band in facts.age_bands if band.sex == "F"] == [
        "60-69",
        "70-79",
        "80-89",
        "90+",
    ]


def dated(patient: int, date: str | None, **more: Any) -> dict[str, Any]:
    return row(patient, StudyDate=date, **more)


def dates(folder: Path, *rows: dict[str, Any], year: int | None = 2024) -> DateRange:
    return measured(folder, *rows, year=year).dates


def test_measured_years(tmp_path: Path) -> None:
    found = dates(
        tmp_path,
        dated(1, "20150103"),
        dated(1, "20150102", n=2),
        dated(2, "2018.12.31", PatientIdentityRemoved="NO"),
        dated(3, "20151201", PatientIdentityRemoved="YES",
              LongitudinalTemporalInformationModified="UNMODIFIED"),
        dated(4, "20161201", PatientIdentityRemoved="YES",
              DeidentificationMethodCodeSequence=["113100:DCM", "113106:DCM"]),
        dated(5, None),
        dated(6, "20171399", _letters={"StudyDate": "i"}),
        dated(7, "19000101", _letters={"StudyDate": "h"}),
    )  # fmt: skip
    assert found == DateRange(
        "measured", 2015, 2018, 7, 4, "", ((2015, 2), (2016, 1), (2018, 1)), 0
    )


SHIFTED: list[tuple[dict[str, Any], str]] = [
    ({"LongitudinalTemporalInformationModified": "MODIFIED"}, "modified or removed"),
    ({"LongitudinalTemporalInformationModified": "REMOVED"}, "modified or removed"),
    ({"DeidentificationMethodCodeSequence": ["113107:DCM"]}, "modified or removed"),
    ({"PatientIdentityRemoved": "YES"}, "PatientIdentityRemoved YES"),
    (
        {
            "PatientIdentityRemoved": "YES",
            "DeidentificationMethodCodeSequence": ["113100:DCM", "113107:DCM"],
            "LongitudinalTemporalInformationModified": "UNMODIFIED",
        },
        "modified or removed",
    ),
]


@pytest.mark.parametrize(("said", "words"), SHIFTED)
def test_one_shifted_study_is_enough(tmp_path: Path, said: dict[str, Any], words: str) -> None:
    found = dates(
        tmp_path, dated(1, "20150103"), dated(2, "20160103"), dated(3, "20170103", **said)
    )
    assert (found.state, found.first_year, found.last_year) == ("shifted", None, None)
    assert found.by_year == ()
    assert (found.n_studies, found.n_with_date, found.n_doubtful) == (3, 3, 1)
    assert found.reason.startswith("1 of 3 dated studies")
    assert words in found.reason
    assert "201" not in found.reason


def test_a_shifted_study_without_a_date_does_not_count(tmp_path: Path) -> None:
    found = dates(
        tmp_path,
        dated(1, "20150103"),
        dated(2, "20160103"),
        dated(3, None, LongitudinalTemporalInformationModified="REMOVED"),
    )
    assert (found.state, found.n_with_date) == ("measured", 2)


@pytest.mark.parametrize(
    ("days", "year", "state", "reason"),
    [
        (("19791231", "20150101"), 2024, "implausible", "1 of 2 dated studies are dated before"),
        (("19800101", "20150101"), 2024, "measured", ""),
        (("20240101", "20150101"), 2024, "measured", ""),
        (("20250101", "20150101"), 2024, "implausible", "1 of 2 dated studies are dated in the"),
        (("20250101", "20150101"), None, "measured", ""),
        (("20150101", "20150101"), 2024, "implausible", "all 2 dated studies have the same"),
        (("20150101",), 2024, "measured", ""),
        ((None, None), 2024, "absent", ""),
    ],
)  # fmt: skip
def test_plausible_years(
    tmp_path: Path, days: tuple[str | None, ...], year: int | None, state: str, reason: str
) -> None:
    found = dates(tmp_path, *(dated(n, day) for n, day in enumerate(days, 1)), year=year)
    assert found.state == state
    assert found.reason.startswith(reason)
    assert bool(found.reason) is bool(reason)
    assert (found.first_year is None) is (state != "measured")


def test_sites_are_counts(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, InstitutionName="a1"),
        row(2, InstitutionName="a1"),
        row(2, n=2, InstitutionName="a1"),
        row(3, InstitutionName="b2"),
        row(3, n=2, InstitutionName="a1"),
        row(4, InstitutionName="c3", _letters={"InstitutionName": "h"}),
        row(5),
    )
    assert (facts.n_sites, facts.site_sizes, facts.n_patients_without_site) == (2, (3, 1), 2)


def test_deidentified_series(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        row(1, PatientIdentityRemoved="YES"),
        row(2, PatientIdentityRemoved="NO"),
        row(3, PatientIdentityRemoved="maybe"),
        row(4),
        row(5, PatientIdentityRemoved="YES"),
    )
    assert facts.deidentified.counts == (("YES", 2), ("NO", 1), ("invalid", 1))
    assert (facts.deidentified.total, facts.deidentified.absent) == (5, 1)


def test_nobody(tmp_path: Path) -> None:
    facts = measured(tmp_path, row(None, PatientSex="M", PatientAge="050Y"))
    assert (facts.n_patients, facts.PatientSex.total, facts.n_sites) == (0, 0, 0)
    assert facts.age is None
    assert facts.dates.state == "absent"
