"""Checks of the family `protocols`: departures from settings, names and codes of procedures."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile
from audit.profile.model.protocols import Protocol, Reference


@check("PRO001", "Series that depart from most of their kind", Severity.NOTE, Confidence.LIKELY)
def departing_series(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series of one modality, body part (else description) and vendor whose settings differ in
    a few parameters from those that most of them share; `protocols.max_differences` says how many
    are a few. One finding a protocol, with each parameter.

    Why: an image that was taken otherwise looks otherwise; a study that names one protocol has a
    second one.

    Fix: say so in the datasheet, leave the series out, or treat them as a group of their own.

    Source: tolerances in audit/data/protocol_parameters.tsv, a convention.
    """
    facts = profile.protocols
    need(
        facts.judged,
        f"no settings are shared by {policy.protocols.min_series} series of one modality, "
        "body part and vendor and by most of those that resemble them",
    )
    for one in facts.judged:
        if one.departing:
            yield _departing(one)


@check("PRO002", "Series unlike the reference protocol", Severity.WARNING)
def unlike_reference(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series that resemble an acquisition of the reference protocol (`--protocol`) more than
    any other, and have another value of one of its fields. One finding a field.

    Why: they were not acquired as the protocol says.

    Fix: leave them out, or correct the reference.

    Source: the format of dicompare (https://github.com/astewartau/dicompare).
    """
    for one in _reference(profile).acquisitions:
        for keyword, asked, who in one.departures:
            told = f"of {one.name} have another {keyword} than asked ({asked})"
            yield from name_subjects(who, one.n_series, told, keyword, subject=one.name)


@check("PRO003", "A reference acquisition that no series resembles", Severity.WARNING)
def lost_acquisition(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: acquisitions of the reference protocol (`--protocol`) that no series resembles most.

    Why: a part of the protocol was not acquired or not released, or the reference is another's.

    Fix: compare the reference with the series found.
    """
    acquisitions = _reference(profile).acquisitions
    judged = [one for one in acquisitions if one.n_fields]
    need(judged, "the reference protocol has no field that can be looked at")
    for one in judged:
        if not one.n_series:
            yield Finding(
                f"no series resembles acquisition {one.name} of the reference protocol",
                1, len(judged), "acquisition", one.name,
            )  # fmt: skip


@check("PRO004", "Descriptions that may mean the same", Severity.NOTE, Confidence.HEURISTIC)
def similar_descriptions(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: StudyDescriptions that differ in case, order, short forms or filling words only; how
    much alike they must be is `protocols.min_similarity`. A suggestion: nothing is merged.

    Why: one procedure under several names splits groups and counts.

    Fix: code the procedures (RadLex Playbook, LOINC), or map the names (`--procedures`).

    Source: token sort ratio of rapidfuzz over normal forms in audit/data/description_words.tsv.
    """
    facts = profile.protocols.procedures
    need(facts.n_texts, "no study has a StudyDescription")
    for one in facts.clusters:
        name = f"`{one.words}`" if one.words else "a name of words that are in no list"
        told = f"have one of {one.n_texts} descriptions that may mean the same: {name}"
        yield from name_subjects(
            one.studies, facts.n_studies, told, "StudyDescription", subject=one.words or "dataset"
        )


@check("PRO005", "Studies whose procedure has no code", Severity.NOTE)
def uncoded_procedure(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: studies without a code of the RadLex Playbook or LOINC whose StudyDescription the map of
    `--procedures` does not have either.

    Why: what was done can only be guessed from its name.

    Fix: add the descriptions to the map.

    Source: RSNA RadLex Playbook; LOINC/RSNA Radiology Playbook.
    """
    facts = profile.protocols.procedures
    if facts.n_mapped is None:
        raise NotAssessed("no map of procedures was given (--procedures)")
    need(facts.n_studies, "no study was read")
    told = "have neither a standard procedure code nor a line in the map"
    yield from name_subjects(facts.unmapped, facts.n_studies, told, "StudyDescription")


def _departing(one: Protocol) -> Finding:
    n_all = one.n_series + len(one.departing)
    told = ", ".join(f"{each.keyword} {len(each.series)}" for each in one.departures)
    return Finding(
        f"{len(one.departing)} of {n_all} series depart from the others in {told}",
        len(one.departing),
        n_all,
        "series",
        one.name,
        one.departures[0].keyword if len(one.departures) == 1 else "",
        one.departing,
        tuple((each.keyword, each.series) for each in one.departures),
    )


def _reference(profile: Profile) -> Reference:
    reference = profile.protocols.reference
    if reference is None:
        raise NotAssessed("no reference protocol was given (--protocol)")
    need(reference.n_series, "no image series was read")
    return reference


CHECKS = (
    departing_series,
    unlike_reference,
    lost_acquisition,
    similar_descriptions,
    uncoded_procedure,
)
