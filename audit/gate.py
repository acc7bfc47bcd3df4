"""The verdict and the exit code: a pure function of the results, the accounting and the policy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audit.checks.model import CheckResult, Severity
from audit.errors import EXIT_FAIL, EXIT_INCOMPLETE, EXIT_PASS
from audit.policy import Policy
from audit.profile.model import Accounting

VerdictStatus = Literal["pass", "fail", "incomplete"]
_OPTION = re.compile(r"\((--[a-z-]+)\)$")
_RANK = {"note": 0, "warning": 1, "error": 2, "never": 3}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says, with the counts behind it."""

    status: VerdictStatus
    exit_code: int
    n_errors: int
    n_warnings: int
    n_notes: int
    n_not_assessed: int
    n_waived: int
    n_checks: int
    """Rules that were asked; those not assessed could not look."""
    sentence: str
    reasons: tuple[str, ...]
    n_known: int = 0
    """Of the errors, warnings and notes, those that a baseline has: they do not gate."""


def decide(
    results: Sequence[CheckResult], accounting: Accounting, policy: Policy, n_series: int,
    with_baseline: bool = False,
) -> Verdict:  # fmt: skip
    """
    Judge one run. Incomplete (3) outranks failed (1): nobody may trust a verdict on half the data.

    A rejected item beyond what the policy allows makes the run incomplete, and so does a dataset
    of no series, of which nothing was looked at; a partial item is the business of the checks.
    `with_baseline`: findings may be known, and the sentence says how many are.
    """
    failed = [r for r in results if r.status == "failed"]
    gating = [r for r in failed if gates(r, policy)]
    reasons = _incomplete(accounting, policy, n_series)
    status: VerdictStatus = "pass"
    code = EXIT_PASS
    if reasons:
        status, code = "incomplete", EXIT_INCOMPLETE
    elif gating:
        status, code = "fail", EXIT_FAIL
    counts = {s: sum(len(r.findings) for r in failed if r.severity is s) for s in Severity}
    not_assessed = sum(r.status == "not_assessed" for r in results)
    waived = sum(r.status == "waived" for r in results)
    n_checks = len({r.check.rule for r in results})
    looked = n_checks - not_assessed, n_checks
    n_known = sum(finding.known for r in failed for finding in r.findings)
    known = n_known if with_baseline else None
    wanted = wanted_options(results)
    sentence = _sentence(status, counts, looked, (waived, known), accounting, wanted)
    return Verdict(
        status,
        code,
        counts[Severity.ERROR],
        counts[Severity.WARNING],
        counts[Severity.NOTE],
        not_assessed,
        waived,
        n_checks,
        sentence,
        tuple(reasons),
        n_known,
    )


def wanted_options(results: Sequence[CheckResult]) -> str:
    """
    Of the checks not assessed, how many wait for an option that was not given, most first:
    `: 46 for want of --labels, 8 of --pixels`; "" where none does.

    The option stands in brackets at the end of the reason. Others found nothing to look at.
    """
    asked = [_OPTION.search(one.reason) for one in results if one.status == "not_assessed"]
    counted = Counter(found[1] for found in asked if found)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    told = ", ".join(f"{n} {'' if i else 'for want '}of {o}" for i, (o, n) in enumerate(ordered))
    return f": {told}" if told else ""


def gates(result: CheckResult, policy: Policy) -> bool:
    """
    Whether a result fails the gate: a finding that nobody waived and no baseline knew, of a
    severity that counts.
    """
    grave = result.status == "failed" and _RANK[result.severity] >= _RANK[policy.fail_on]
    return grave and not all(finding.known for finding in result.findings)


def _incomplete(accounting: Accounting, policy: Policy, n_series: int) -> list[str]:
    reasons = []
    limit = policy.integrity.max_rejected_share
    if not accounting.adds_up:
        reasons.append("the items found and the items accounted for differ in number")
    if accounting.rejected > limit * accounting.found:
        reasons.append(
            f"{accounting.rejected:,} of {accounting.found:,} items could not be read; "
            f"the policy allows {limit * 100:g} %"
        )
    if not n_series:
        reasons.append(
            f"none of {accounting.found:,} items belongs to a series: nothing is there to audit; "
            "a table of labels is given with --labels, and not as a source"
        )
    return reasons


def _sentence(
    status: str,
    counts: dict[Severity, int],
    looked: tuple[int, int],
    set_aside: tuple[int, int | None],
    accounting: Accounting,
    wanted: str,
) -> str:
    word = {"pass": "Gate passed", "fail": "Gate failed", "incomplete": "Audit incomplete"}[status]
    parts = [f"{n} {s}{'' if n == 1 else 's'}" for s, n in counts.items()]
    n_looked, n_checks = looked
    waived, known = set_aside
    could_not = n_checks - n_looked
    n_all = sum(counts.values())
    tail = "" if known is None else f" ({known} of {n_all} known from the baseline)"
    tail += f"; {n_looked} of {n_checks} check{'' if n_checks == 1 else 's'} looked"
    tail += f", {could_not} could not (not assessed){wanted}" if could_not else ""
    tail += f"; {waived} waived" if waived else ""
    accounted = f"{accounting.found:,}" if accounting.adds_up else "NOT all"
    return (
        f"{word}: {', '.join(parts)}{tail}; {accounted} of {accounting.found:,} items accounted for"
    )
