"""Checks of the family `cohort`: sex, age, dates and sites of the patients."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects, percent
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Cohort, Profile
from audit.units import amount, bent

_SEX, _AGE = "PatientSex", "PatientAge"


@check("COH001", "PatientSex that is no code", Severity.WARNING)
def invalid_sex(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: patients with a PatientSex other than M, F or O: `0000`, lower case, a word.

    Why: every count and split by sex takes it for one more sex, or drops the patient.

    Fix: correct it to M, F or O, or leave it empty where it is not known.

    Source: DICOM PS3.3, C.7.1.1.
    """
    cohort = _people(profile)
    need(cohort.PatientSex.present != 0, "no patient has a PatientSex")
    yield from name_subjects(
        cohort.invalid_sex, cohort.PatientSex.total, "have a PatientSex that is not M, F or O", _SEX
    )


@check("COH002", "Sex unknown beyond the limit", Severity.WARNING)
def unknown_sex(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: more patients than the policy allows without a PatientSex of M, F or O.

    Why: nobody can say whom the dataset stands for, nor test a model for each sex.

    Fix: restore PatientSex; it is no identifier and de-identification may keep it.

    Source: Kohli, Summers and Geis 2017, Table 2 (9); threshold ours.
    """
    cohort = _people(profile)
    sexes, limit = cohort.PatientSex, policy.cohort.max_unknown_sex_share
    need(sexes.total, "no header could be read as far as PatientSex")
    unknown = sexes.total - cohort.n_with_sex
    if unknown > limit * sexes.total:
        message = (
            f"{unknown} of {amount(sexes.total, 'patient')} {bent(sexes.total, 'have')} "
            f"no PatientSex of M, F or O ({sexes.absent} none at all); limit {percent(limit)}"
        )
        yield Finding(message, unknown, sexes.total, "patient", keyword=_SEX)


@check("COH003", "An age that is invalid or cannot be", Severity.WARNING)
def invalid_age(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: patients whose PatientAge is not three digits and D, W, M or Y (`77`, `42Y`), or is 000Y
    or over 120 years.

    Why: 000Y is mostly a placeholder and becomes a newborn in every mean; other forms are dropped
    or misread.

    Fix: write the age as 077Y; leave it empty where it is not known.

    Source: DICOM PS3.5, 6.2 (AS); limits ours.
    """
    cohort = _people(profile)
    total = cohort.n_patients - cohort.n_age_unread
    need(total != cohort.n_age_absent, "no patient has a PatientAge")
    told = "have a PatientAge that is not three digits and D, W, M or Y"
    yield from name_subjects(cohort.invalid_age, total, told, _AGE, subject="form of the age")
    told = "have a PatientAge of 000Y or over 120 years"
    yield from name_subjects(cohort.implausible_age, total, told, _AGE, subject="size of the age")


@check("COH004", "Age unknown beyond the limit", Severity.WARNING)
def unknown_age(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: more patients than the policy allows without a valid and plausible PatientAge.

    Why: children and the very old differ from the patients most models are made with; without
    ages nobody can tell who is in the data.

    Fix: restore PatientAge (years are enough; 090Y for all above 89).

    Source: Kohli, Summers and Geis 2017, Table 2 (9); threshold ours.
    """
    cohort = _people(profile)
    total, limit = cohort.n_patients - cohort.n_age_unread, policy.cohort.max_unknown_age_share
    need(total, "no header could be read as far as PatientAge")
    unknown = total - (cohort.age.n if cohort.age else 0)
    if unknown > limit * total:
        message = (
            f"{unknown} of {amount(total, 'patient')} {bent(total, 'have')} no valid PatientAge "
            f"({cohort.n_age_absent} none at all); limit {percent(limit)}"
        )
        yield Finding(message, unknown, total, "patient", keyword=_AGE)


@check("COH005", "Ages over 89 in headers", Severity.WARNING)
def age_over_89(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: patients with a PatientAge of 90 years or more. A warning and no error: HIPAA does not
    bind every dataset, and 090Y may already be the class of all above 89.

    Why: so few people are that old that the age alone can point at one of them.

    Fix: before release, write 090Y for every age above 89, and remove dates that tell it.

    Source: 45 CFR 164.514(b)(2)(i)(C).
    """
    cohort = _people(profile)
    n_known = cohort.age.n if cohort.age else 0
    need(n_known, "no patient has a valid PatientAge")
    if len(cohort.over_89) > policy.cohort.max_patients_over_89:
        told = "with a valid PatientAge are over 89; 090Y may be the class of all of them"
        yield from name_subjects(cohort.over_89, n_known, told, _AGE)


@check("COH006", "One site dominates", Severity.WARNING)
def dominant_site(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one InstitutionName holds more than the allowed share of the patients that have one.

    Why: scanners, protocols and patients of one site are all a model will have seen; results seen
    there often do not hold elsewhere.

    Fix: add patients of other sites, or state the limit in the datasheet.

    Source: Kohli, Summers and Geis 2017; Zech 2018, PLoS Med 15:e1002683; threshold ours.
    """
    cohort = _people(profile)
    named = cohort.n_patients - cohort.n_patients_without_site
    least, limit = policy.cohort.min_patients, policy.cohort.max_site_share
    need(named >= least, f"patients who name an institution: {named}; needed: {least}")
    largest = cohort.site_sizes[0]
    if largest > limit * named:
        of_sites = "the only site" if cohort.n_sites == 1 else f"one of {cohort.n_sites} sites"
        message = (
            f"{of_sites} has {largest} of {named} patients with a site; limit {percent(limit)}"
        )
        yield Finding(message, largest, named, "patient", keyword="InstitutionName")


@check("COH007", "One sex dominates", Severity.WARNING, Confidence.HEURISTIC)
def dominant_sex(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one PatientSex holds more than the allowed share of the patients that have one. For
    diseases of one sex this is as it must be.

    Why: models trained on too few patients of one sex do worse for it.

    Fix: add patients of the other sex, or state why there are none.

    Source: Larrazabal 2020, PNAS 117:12592; threshold ours.
    """
    cohort = _people(profile)
    named, least = cohort.n_with_sex, policy.cohort.min_patients
    need(named >= least, f"patients with a PatientSex of M, F or O: {named}; needed: {least}")
    limit = policy.cohort.max_sex_share
    for sex, count in cohort.PatientSex.counts:
        if sex in ("F", "M") and count > limit * named:
            message = (
                f"{sex}: {count} of {named} patients with a PatientSex; limit {percent(limit)}"
            )
            yield Finding(message, count, named, "patient", keyword=_SEX)


@check("COH008", "Dates that cannot be used", Severity.NOTE, Confidence.LIKELY)
def doubtful_dates(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: headers say that dates were shifted, or cannot rule it out; or dates lie before 1980, in
    the future, or are all the same.

    Why: years of examination, changes of protocol over time and splits by date cannot be read
    from these data.

    Fix: set LongitudinalTemporalInformationModified to what was done; declare the range of years
    in the datasheet.

    Source: DICOM PS3.15, Annex E; PS3.3, C.12.1; limits ours.
    """
    dates = profile.cohort.dates
    need(dates.state != "absent", "no study has a valid StudyDate")
    if dates.state != "measured":
        yield Finding(dates.reason, dates.n_doubtful, dates.n_with_date, "study",
                      keyword="StudyDate")  # fmt: skip


def _people(profile: Profile) -> Cohort:
    need(profile.cohort.n_patients, "no patient could be counted: no PatientID was read")
    return profile.cohort


CHECKS = (
    invalid_sex,
    unknown_sex,
    invalid_age,
    unknown_age,
    age_over_89,
    dominant_site,
    dominant_sex,
    doubtful_dates,
)
