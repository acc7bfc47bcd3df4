"""Cohort: sex, age, dates and sites of the patients."""

from __future__ import annotations

from audit.profile.model import Cohort, Profile
from audit.report.figures.cohort import age_figure, timeline_figure
from audit.report.sections.integrity import examples
from audit.report.view import Column, Fact, FamilyPage, Table, drop_empty, make_table
from audit.report.words import decimal, integer, leading, number_of, of, prose, share


def cohort_page(profile: Profile) -> FamilyPage:
    """Who the patients are, as far as headers say."""
    cohort = profile.cohort
    title = "Cohort"
    if cohort.n_patients == 0:
        return FamilyPage("cohort", title, "No patient could be counted: no PatientID was read.")
    figures = tuple(one for one in (age_figure(cohort), timeline_figure(cohort)) if one)
    drawn = {one.id for one in figures}
    return FamilyPage(
        "cohort",
        title,
        facts=_facts(cohort),
        figures=figures,
        sentences=_sentences(cohort, drawn),
        tables=drop_empty((_sexes(cohort), _sites(cohort), _odd(cohort))),
    )


def _facts(cohort: Cohort) -> tuple[Fact, ...]:
    sexes, age, dates = cohort.PatientSex, cohort.age, cohort.dates
    made = [Fact("PatientSex", f"{leading(sexes) or 'none'}; {integer(sexes.absent)} without")]
    if age is not None:
        made.append(
            Fact(
                "Age at first study",
                f"median {decimal(age.median)} years, middle 90 % from {decimal(age.p05)} to "
                f"{decimal(age.p95)}; {integer(cohort.n_age_absent)} without",
            )
        )
    years = f"{dates.first_year} to {dates.last_year}"
    if dates.state == "measured" and dates.first_year is not None:
        with_date = of(dates.n_with_date, dates.n_studies, "study")
        made.append(Fact("Years of study", f"{years}; {with_date} with a date"))
    if cohort.n_sites:
        largest = of(cohort.site_sizes[0], cohort.n_patients, "patient")
        made.append(Fact("Sites", f"{integer(cohort.n_sites)}; the largest has {largest}"))
    return tuple(made)


def _sentences(cohort: Cohort, drawn: set[str]) -> tuple[str, ...]:
    made = []
    if cohort.age is None:
        made.append(f"Age is unknown for all {number_of(cohort.n_patients, 'patient')}.")
    elif "fig-age" not in drawn:
        made.append("All patients with a known age fall into one band of ten years.")
    if cohort.dates.state != "measured":
        words = {
            "shifted": "Years are not shown because a header says that dates were shifted",
            "implausible": "Years are not shown because the dates are not plausible",
            "absent": "Years are not shown because no study has a date",
        }
        reason = prose(cohort.dates.reason)
        start = words.get(cohort.dates.state, "Years are not shown")
        made.append(f"{start}{': ' + reason if reason else ''}.")
    elif "fig-years" not in drawn:
        made.append(f"All studies with a date are from {cohort.dates.first_year}.")
    if cohort.n_sites == 0:
        made.append("No study names an institution, so that sites cannot be counted.")
    return tuple(made)


def _sexes(cohort: Cohort) -> Table:
    sexes = cohort.PatientSex
    rows = [(name, n) for name, n in sexes.counts]
    if sexes.absent:
        rows.append(("absent or empty", sexes.absent))
    twice = sum(n for _, n in rows) > sexes.total
    return make_table(
        "table-sex",
        "Patients by PatientSex"
        + ("; a patient with two values counts under each" if twice else ""),
        (Column("PatientSex"), Column("Patients", True), Column("Share", True)),
        ((prose(name), integer(n), share(n, sexes.total)) for name, n in rows),
    )


def _sites(cohort: Cohort) -> Table:
    rows = [(f"site {place}", n) for place, n in enumerate(cohort.site_sizes, 1)]
    if rows and cohort.n_patients_without_site:
        rows.append(("no institution named", cohort.n_patients_without_site))
    return make_table(
        "table-sites",
        "Patients by site (numbered; names are not shown)",
        (Column("Site"), Column("Patients", True), Column("Share", True)),
        ((name, integer(n), share(n, cohort.n_patients)) for name, n in rows),
    )


def _odd(cohort: Cohort) -> Table:
    rows = (
        ("PatientSex not M, F or O", cohort.invalid_sex),
        ("PatientAge not of the form 045Y", cohort.invalid_age),
        ("PatientAge of 000Y or over 120 years", cohort.implausible_age),
        ("Older than 89 (shown as 90+)", cohort.over_89),
    )
    return make_table(
        "table-odd-patients",
        "Values that call for a look",
        (Column("What"), Column("Patients", True), Column("Examples")),
        ((name, of(who.count, cohort.n_patients), examples(who)) for name, who in rows if who),
    )
