"""`run --baseline`: which findings an earlier audit knew, so that only the others gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.checks.model import CheckResult, Finding
from audit.diff.audited import Audited, OldFinding
from audit.diff.identity import judge, pair_up
from audit.diff.rules import rule_states
from audit.policy import Policy
from audit.report.model import Versions
from audit.report.words import label, prose
from audit.units import amount, bent

OPTION = "--baseline"
RULES_SHOWN = 10
KNOWN = "known from the baseline"
WAIVED = "in the baseline it was waived, and it is not now"


def mark_known(results: Sequence[CheckResult], baseline: Audited) -> tuple[CheckResult, ...]:
    """
    The same results; what the baseline has already is marked, and does not gate.

    A finding that got worse since, that cannot be compared, or that was waived in the baseline and
    is not now, stays new, and says so: a baseline lets nothing grow in silence.
    """
    held = [(_read(result, one), one) for result in results for one in result.findings]
    back = {id(read): finding for read, finding in held}
    marked: dict[int, Finding] = {}
    for old, new in pair_up(baseline.findings, [read for read, _ in held]):
        if old is not None and new is not None and new.status != "waived":
            finding = back[id(new)]
            marked[id(finding)] = _marked(finding, old, new)
    return tuple(
        replace(one, findings=tuple(marked.get(id(f), f) for f in one.findings)) for one in results
    )


def _marked(finding: Finding, old: OldFinding, new: OldFinding) -> Finding:
    if old.status == "waived":
        return replace(finding, past=WAIVED)
    judged = judge(old, new)
    if judged.effect in ("same", "better"):
        return replace(finding, known=True, past=KNOWN)
    # no number: a shareable report withholds those of few persons
    return replace(finding, past=f"in the baseline already, and now: {', '.join(judged.told)}")


def _read(result: CheckResult, finding: Finding) -> OldFinding:
    """The finding as it will stand in `audit.json`."""
    return OldFinding(
        rule=result.check.rule,
        family=result.check.family,
        severity=result.severity.value,
        status="waived" if result.status == "waived" else "new",
        message=prose(finding.message),
        subject=label(finding.subject),
        keyword=label(finding.keyword),
        unit=finding.unit,
        count=int(finding.count),
        total=int(finding.total),
    )


def tell_baseline(
    results: Sequence[CheckResult], baseline: Audited, policy: Policy, versions: Versions
) -> Iterator[str]:
    """What the user must know of the baseline besides the findings that it has."""
    reads = [_read(result, one) for result in results for one in result.findings]
    gone = sum(new is None for _, new in pair_up(baseline.findings, reads))
    if gone:
        yield (
            f"{amount(gone, 'finding')} of the baseline {bent(gone, 'are')} not found any more: "
            "once that is right, make a new baseline"
        )
    looked = {one.check.rule for one in results if one.status != "not_assessed"}
    looked -= {one.check.rule for one in results if one.status == "not_assessed"}
    before = [rule for rule, state in rule_states(baseline).items() if state.word == "assessed"]
    if lost := sorted(set(before) - looked):
        shown = ", ".join(lost[:RULES_SHOWN]) + (", ..." if len(lost) > RULES_SHOWN else "")
        yield (
            f"{amount(len(lost), 'rule')} that the baseline assessed "
            f"{'was' if len(lost) == 1 else 'were'} not assessed now: {shown}"
        )
    if baseline.versions.dicom_audit != label(versions.dicom_audit):
        yield "the baseline was made with another version of dicom-audit"
    if baseline.policy != policy.model_dump(mode="json"):
        yield "the baseline was made with another policy; what gates is judged by this one"
