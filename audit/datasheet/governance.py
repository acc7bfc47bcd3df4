"""Rows 11 to 15b of Table 2: past use, owner, steward, allowed use, access, costs."""

from __future__ import annotations

from audit.datasheet.answers import answered, any_answered, shown
from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.licences import (
    duo_forbids_commerce,
    duo_id,
    find_licence,
    forbids_commerce,
    is_own_terms,
)
from audit.datasheet.row import Side, catalogue_of, settle
from audit.datasheet.sections_use import Usage
from audit.datasheet.wording import join, list_counts, list_presence, out_of
from audit.profile.model import Profile
from audit.profile.model.catalogue import Statements
from audit.profile.model.documentation import Table2Row

NOTHING = Side("", False)
RESTRICTED = frozenset({"NAMED_PROTOCOL", "RESTRICTED_REUSE"})
"""Defined terms of DistributionType (DICOM PS3.3 C.7.2.3) that do not allow everyone."""
ETHICS = (
    "ClinicalTrialProtocolEthicsCommitteeName",
    "ClinicalTrialProtocolEthicsCommitteeApprovalNumber",
)


def use_log(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """11."""
    said = declaration.use_log
    told = any(answered(entry, "text") for entry in said.entries)
    both = said.first_release is True and bool(said.entries)
    return settle(
        "11",
        said,
        NOTHING,
        enough=told or said.first_release is True,
        evidence=(),
        advice="Declare each known use with its date, or say that this is the first release.",
        conflicts=("a first release and earlier uses are both declared",) if both else (),
    )


def owner(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """12."""
    return settle(
        "12",
        declaration.owner,
        NOTHING,
        enough=answered(declaration.owner, "legal_entity"),
        evidence=(),
        advice="Name the legal entity that owns the data.",
    )


def responsible(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """13."""
    said = declaration.responsible
    return settle(
        "13",
        said,
        NOTHING,
        enough=answered(said, "name") and any_answered(said, "email", "url"),
        evidence=(),
        advice="Name who is responsible, with an e-mail address or a page that is read.",
    )


def usage(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """14."""
    facts, said = catalogue_of(profile), declaration.usage
    own = is_own_terms(said.licence) and answered(said, "terms")
    text = join(
        _say("DistributionType", list_counts(facts.statements.DistributionType)),
        _say(
            "ConsentForDistributionFlag", list_counts(facts.statements.ConsentForDistributionFlag)
        ),
        list_presence(facts.seen(keyword) for keyword in ETHICS),
    )
    known = bool(find_licence(said.licence)) or own
    hint = "" if known or not said.licence else "The licence is no SPDX id. "
    return settle(
        "14",
        said,
        Side(text, False),
        enough=known or bool(said.duo),
        evidence=("DistributionType", "ConsentForDistributionFlag", *ETHICS),
        advice=f"{hint}Declare an SPDX licence id (or LicenseRef-... with the terms) or DUO terms.",
        conflicts=(*_compare_terms(said), *_compare_consent(facts.statements, declaration)),
    )


def _compare_terms(said: Usage) -> tuple[str, ...]:
    """What the declaration says twice, differently."""
    conflicts = []
    closed = [duo_id(term) for term in said.duo if duo_forbids_commerce(term)]
    if said.commercial_use is True and forbids_commerce(said.licence):
        conflicts.append("commercial use is declared allowed, and the licence forbids it")
    if said.commercial_use is True and closed:
        conflicts.append(f"commercial use is declared allowed, and {closed[0]} forbids it")
    opened = find_licence(said.licence) and not forbids_commerce(said.licence)
    if closed and opened:
        conflicts.append(f"{closed[0]} forbids commercial use, and the licence allows it")
    return tuple(conflicts)


def _compare_consent(facts: Statements, declaration: DatasheetDeclaration) -> tuple[str, ...]:
    """Headers that restrict distribution, against an open licence or open access."""
    licensed = bool(find_licence(declaration.usage.licence))
    if not licensed and declaration.access.type != "open":
        return ()
    types, flags = facts.DistributionType, facts.ConsentForDistributionFlag
    narrow = sum(n for name, n in types.counts if name in RESTRICTED)
    refused = sum(n for name, n in flags.counts if name in ("NO", "WITHDRAWN"))
    conflicts = []
    if narrow:
        told = out_of(narrow, types.total, "study")
        conflicts.append(f"open terms are declared, {told} restrict their distribution")
    if refused:
        told = out_of(refused, flags.total, "study")
        conflicts.append(f"open terms are declared, {told} have no consent for distribution")
    return tuple(conflicts)


def access(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """15a."""
    said = declaration.access
    reachable = any_answered(said, "url", "procedure")
    procedure = answered(said, "procedure") or said.type in ("open", "closed")
    closed = said.type == "closed" and bool(said.url)
    return settle(
        "15a",
        said,
        NOTHING,
        enough=said.type != "" and procedure and (reachable or said.type == "closed"),
        evidence=(),
        advice="Declare open, registered, controlled or closed, the address and the procedure.",
        conflicts=("access is declared closed, and an address is given",) if closed else (),
    )


def costs(profile: Profile, declaration: DatasheetDeclaration) -> Table2Row:
    """15b. `none` is an answer."""
    said = declaration.costs
    return settle(
        "15b",
        said,
        NOTHING,
        enough=answered(said, "fees") and answered(said, "agreements"),
        evidence=(),
        advice="Declare fees and agreements to sign; `none` is an answer.",
    )


def _say(label: str, text: str) -> str:
    return f"{shown(label)}: {text}" if text else ""
