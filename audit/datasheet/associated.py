"""Rows 9a to 9f of Table 2: what is known about the patients besides their images."""

from __future__ import annotations

from audit.datasheet.answers import all_answered, answered, any_answered
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.row import Side, catalogue_of, settle
from audit.datasheet.sections_use import Associated
from audit.datasheet.wording import join, list_counts, list_presence, out_of, span
from audit.profile.model import Profile
from audit.profile.model.documentation import Table2Row
from audit.units import amount

BODY = ("PatientSize", "PatientWeight", "EthnicGroup", "EthnicGroupCodeSequence")
CLINICAL = ("SmokingStatus", "PregnancyStatus", "AdditionalPatientHistory")
TIMELINE = (
    "LongitudinalTemporalOffsetFromEvent",
    "LongitudinalTemporalEventType",
    "ClinicalTrialTimePointID",
)


def demographic(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """9a."""
    facts, said = profile.cohort, declaration.demographic
    known_age = facts.age.n if facts.age else 0
    text = join(
        f"PatientSex {list_counts(facts.PatientSex)}" if facts.PatientSex.counts else "",
        f"age {span(facts.age, 'years')}, {out_of(known_age, facts.n_patients, 'patient')}"
        if facts.age
        else "",
        f"{amount(len(facts.over_89), 'patient')} over 89 counted as 90+" if facts.over_89 else "",
        list_presence(catalogue_of(profile).seen(keyword) for keyword in BODY),
    )
    whole = facts.PatientSex.absent == 0 and not facts.invalid_sex
    whole = whole and known_age == facts.n_patients
    return settle(
        "9a",
        said,
        Side(text, whole and facts.n_patients > 0),
        enough=all_answered(said, "how_assigned", "why_missing"),
        evidence=("PatientSex", "PatientAge", *BODY),
        advice="Declare how sex, age and ethnicity were obtained and why values are missing.",
    )


def clinical(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """9b."""
    facts = [catalogue_of(profile).seen(keyword) for keyword in CLINICAL]
    return _associated("9b", declaration.clinical, list_presence(facts), CLINICAL)


def laboratory(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """9c. No header holds laboratory values."""
    return _associated("9c", declaration.laboratory, "", ())


def genomic(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """9d. No header holds genomic data."""
    return _associated("9d", declaration.genomic, "", ())


def _associated(id: str, said: Associated, found: str, evidence: tuple[str, ...]) -> Table2Row:
    denied = said.available is False and bool(found)
    return settle(
        id,
        said,
        Side(found, False),
        enough=said.available is False or answered(said, "description"),
        evidence=evidence,
        advice="Declare whether such data exist, with variables, units and interval to imaging.",
        conflicts=("no such data are declared, and headers hold some",) if denied else (),
    )


def timeline(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """9e."""
    facts, dates, said = catalogue_of(profile), profile.cohort.dates, declaration.timeline
    offsets = facts.seen(TIMELINE[0])
    kept = dates.state == "measured" and declaration.date_range.shifted is not True
    text = join(
        f"StudyDate in {out_of(dates.n_with_date, dates.n_studies, 'study')}, not marked shifted"
        if kept and dates.n_with_date
        else "",
        list_presence(facts.seen(keyword) for keyword in TIMELINE),
    )
    whole = kept and 0 < dates.n_studies == dates.n_with_date
    return settle(
        "9e",
        said,
        Side(text, whole or 0 < offsets.total == offsets.n_present),
        enough=any_answered(said, "index_event", "follow_up"),
        evidence=("StudyDate", *TIMELINE),
        advice="Declare the index event, and how intervals were kept when dates were shifted.",
    )


def social_media(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """9f. `none` is an answer."""
    said = declaration.social_media
    return settle(
        "9f",
        said,
        Side("", False),
        enough=answered(said, "statement"),
        evidence=(),
        advice="Declare `none`, or which social media data belong to the dataset.",
    )
