"""Checks of the family `conformance`: what the standard asks of a SOP class."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.conformance_basis import (
    by_class,
    compared,
    find_malformed,
    find_reserved,
    find_shared,
    judged,
    name_errors,
    name_retired,
    read,
)
from audit.checks.model import Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile


@check("CNF001", "An attribute of Type 1 is absent", Severity.ERROR)
def absent_type_1(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that lack an attribute to which a mandatory module of their SOP class gives Type 1:
    it must be there and have a value. One finding a SOP class; every occurrence stands in
    occurrences.parquet with its keyword.

    Why: software that relies on the standard stops at these items, or guesses.

    Fix: restore the attribute from the source; an archive may refuse the items as they are.

    Source: DICOM PS3.5, 7.4.1, and PS3.3, the mandatory modules of each IOD, by highdicom 0.28.
    """
    told = "lack an attribute of Type 1"
    yield from by_class(judged(profile), ("1",), "absent", told)


@check("CNF002", "An attribute of Type 1 is empty", Severity.ERROR)
def empty_type_1(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items in which an attribute of Type 1 is there without a value, or one of Type 1C: its
    condition says whether it may be absent, never that it may be empty.

    Why: a program that finds the attribute takes its value, and gets none.

    Fix: restore the value from the source; leave an attribute of Type 1C out where there is none.

    Source: DICOM PS3.5, 7.4.1 and 7.4.2.
    """
    told = "have an attribute of Type 1 or 1C without a value"
    yield from by_class(judged(profile), ("1", "1C"), "empty", told)


@check("CNF003", "An attribute of Type 2 is absent", Severity.WARNING)
def absent_type_2(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that lack an attribute of Type 2, which must be there and may be empty. The
    finding counts those that declare PatientIdentityRemoved YES apart.

    Why: some software refuses the items; absent says that nobody thought of the attribute, empty
    that its value is not known.

    Fix: write the attribute without a value; de-identification should empty and not delete it.

    Source: DICOM PS3.5, 7.4.3, and PS3.15, annex E (action Z for Type 2).
    """
    yield from by_class(judged(profile), ("2",), "absent", "lack an attribute of Type 2")


@check("CNF004", "A conditional attribute is absent although required", Severity.WARNING)
def absent_conditional(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that lack an attribute of Type 1C or 2C while the condition holds under which the
    standard requires it. Only conditions that a header can answer are looked at; the section on
    conformance counts the others.

    Why: the attribute says how to show or to read what is there: the plane order of colours, the
    colour tables, the position of the patient.

    Fix: restore the attribute from the source.

    Source: DICOM PS3.5, 7.4.2 and 7.4.4; the condition of each is named in the report.
    """
    told = "lack a conditional attribute that they require"
    yield from by_class(judged(profile), ("1C", "2C"), "absent", told)


@check("CNF005", "A value that the standard does not list", Severity.WARNING)
def odd_value(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: values of an attribute whose values the standard enumerates, and that are none of them.

    Why: a filter or a program that knows the listed values passes these items by.

    Fix: correct the values at the source.

    Source: DICOM PS3.3; the section is named in the report.
    """
    read(profile)
    for one in profile.conformance.odd_values:
        place = f" {one.place}" if one.place else ""
        told = f"with {one.keyword} have a{place or ' value'} other than {one.allowed}"
        subject = f"{one.keyword}{place}, {one.source}"
        yield from name_subjects(
            one.items, one.n_judged, told, one.keyword, unit="item", subject=subject
        )


@check("CNF006", "Modality and SOP class disagree", Severity.WARNING)
def mismatched_modality(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items whose Modality is none of those that their SOP class allows.

    Why: who selects by Modality gets other objects than who selects by SOP class.

    Fix: correct Modality, or find out what the objects are.

    Source: DICOM PS3.3, the series modules of each IOD; PS3.3, C.7.3.1.1.1.
    """
    need(compared(profile), "no item has a Modality and a SOP class that fixes it")
    for one in profile.conformance.mismatches:
        told = f"of {one.sop_class} have another Modality than {one.allowed}"
        yield from name_subjects(
            one.items, one.n_judged, told, "Modality", unit="item", subject=one.sop_class
        )


@check("CNF007", "A UID that cannot be one", Severity.WARNING)
def malformed_uid(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: UIDs with characters other than digits and dots, or too long; and UIDs of the standard
    itself in the place of an instance, a series or a study.

    Why: archives refuse them or change them, and then labels that name them lead nowhere.

    Fix: give the objects UIDs under a root of your own, the same one wherever they are named.

    Source: DICOM PS3.5, chapter 9 and annex B.
    """
    uids = read(profile).uids
    yield from find_malformed(uids)
    yield from find_reserved(uids)


@check("CNF008", "One UID for two things", Severity.WARNING)
def shared_uid(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items in which the same UID stands for two of instance, series, study and frame of
    reference.

    Why: a UID names one thing; whoever looks it up may get the other.

    Fix: give each its own UID; de-identification with one value for all of them does this.

    Source: DICOM PS3.5, chapter 9.
    """
    yield from find_shared(read(profile).uids)


@check("CNF009", "Objects of a SOP class that could not be judged", Severity.NOTE)
def unlisted_class(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items of a SOP class that the standard does not have or has retired, so that no modules
    are known for it; they were not compared with the standard.

    Why: other software may not open them, and nothing is said here about what they lack.

    Fix: find out what they are; convert them to a SOP class of the standard where one fits.

    Source: DICOM PS3.4, annex B, and PS3.6, annex A.
    """
    facts = read(profile)
    for name, count in facts.unlisted.counts:
        message = f"{count} of {facts.n_items} items are of a SOP class that is not judged: {name}"
        yield Finding(message, count, facts.n_items, "item", f"SOP class {name}", "SOPClassUID")


@check("CNF010", "Things that the standard has retired", Severity.NOTE)
def retired(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items of a SOP class, in a transfer syntax or with attributes that the standard has
    retired.

    Why: new software need not know them.

    Fix: convert the transfer syntax without loss; leave the attributes as they are or remove them.

    Source: DICOM PS3.6 (marked RET).
    """
    facts = read(profile)
    for keyword, named in (
        ("SOPClassUID", facts.retired_classes),
        ("TransferSyntaxUID", facts.retired_syntaxes),
    ):
        for name, items in named:
            told, where = f"use the retired {name}", f"retired {name}"
            yield from name_subjects(
                items, facts.n_items, told, keyword, unit="item", subject=where
            )
    yield from name_retired(facts)


@check("CNF011", "Values that are not written as the standard says", Severity.NOTE)
def reading_code(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items with a reading code about values, character sets or private elements: a value
    representation that is wrong, a length that does not fit, a number or date that is none, bytes
    that the character set does not have, private elements without a creator.

    Why: other software may refuse the values or read them differently.

    Fix: export again with software that writes DICOM correctly, and compare.

    Source: DICOM PS3.5, chapters 6 and 7.
    """
    facts = read(profile)
    for code, items in facts.codes:
        told = f"have the reading code {code}"
        yield from name_subjects(items, facts.n_items, told, unit="item", subject=f"code {code}")


@check("CNF012", "Errors that dciodvfy reports", Severity.NOTE)
def deep_errors(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: errors that dciodvfy reports of the first and the last item of each
    series; one finding a kind of error. Looked at only where `--conformance deep` asks for it.

    Why: it knows conditions and nested attributes that are not judged here.

    Fix: run dciodvfy on the items named to read its own words, which may hold values.

    Source: dicom3tools, https://www.dclunie.com/dicom3tools.html.
    """
    facts = read(profile).deep
    need(facts.n_chosen, "dciodvfy was not asked: see --conformance deep")
    need(facts.n_read, f"dciodvfy could read none of {facts.n_chosen} items")
    yield from name_errors(facts)


CHECKS = (
    absent_type_1,
    empty_type_1,
    absent_type_2,
    absent_conditional,
    odd_value,
    mismatched_modality,
    malformed_uid,
    shared_uid,
    unlisted_class,
    retired,
    reading_code,
    deep_errors,
)
