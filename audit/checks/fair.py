"""Checks of the family `fair`: principles of Table 3 that nothing supports."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.model import Check, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile

DECLARED = ("F1", "F3", "F4", "A1", "A1.1", "A1.2", "A2", "R1.1", "R1.2")
"""Principles that only a declaration can support."""
MEASURED = ("F2", "I1", "I2", "I3", "R1", "R1.3")
"""Principles that the files themselves show."""


def _unmet(profile: Profile, policy: Policy, ids: tuple[str, ...], told: str) -> Iterator[Finding]:
    rows = [row for row in profile.documentation.fair if row.id in ids]
    need(rows, "the FAIR principles were not judged for this dataset")
    failing = [row.id for row in rows if row.state == "fail"]
    limit = policy.documentation.max_unmet_principles
    if len(failing) > limit:
        counted = f"{len(failing)} of {len(rows)} principles {told} (limit {limit})"
        yield Finding(f"{counted}: {', '.join(failing)}", len(failing), len(rows), "principle")


@check("FAI001", "FAIR principles the declaration does not support", Severity.WARNING)
def unsupported_principles(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: identifier, registry, address, protocol, authorisation, retention, licence or provenance
    are not declared in a form that a machine can use.

    Why: data that cannot be found, fetched or lawfully used are not reused.

    Fix: the FAIR section says for each principle what to declare.

    Source: Wilkinson et al. 2016, doi 10.1038/sdata.2016.18; Kohli, Summers and Geis 2017, Table 3.
    """
    need(
        profile.documentation.declaration_given,
        "no declaration was given, and no header can support these principles",
    )
    yield from _unmet(profile, policy, DECLARED, "without support in the declaration")


@check("FAI002", "FAIR principles the data do not meet", Severity.NOTE)
def unmet_principles(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: the files show too few answered items, unreadable objects, terms without codes or
    references that lead nowhere.

    Why: a program cannot interpret what has no code, and a person cannot what is not described.

    Fix: the FAIR section says for each principle what would make it pass.

    Source: Wilkinson et al. 2016, doi 10.1038/sdata.2016.18; Kohli, Summers and Geis 2017, Table 3.
    """
    yield from _unmet(profile, policy, MEASURED, "not met by the data")


CHECKS: tuple[Check, ...] = (unsupported_principles, unmet_principles)
