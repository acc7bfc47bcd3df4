"""What the verdict says of checks that wait for an option which was not given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.checks import ALL_CHECKS
from audit.checks.model import CheckResult, NotAssessed
from audit.gate import wanted_options
from audit.policy import Policy
from audit.profile.classes import NO_LABELS
from tests import records
from tests.report import sample

BY_RULE = {one.rule: one for one in ALL_CHECKS}
PIXELS = "pixels were not decoded (--pixels)"


def not_assessed(*reasons: str) -> tuple[CheckResult, ...]:
    check = BY_RULE["VEN001"]
    return tuple(CheckResult(check, check.severity, "not_assessed", (), one) for one in reasons)


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ((), ""),
        (("no instance has a ConcatenationUID", "see --pixels for more"), ""),
        ((PIXELS, NO_LABELS, "no series", NO_LABELS), ": 2 for want of --labels, 1 of --pixels"),
        ((PIXELS, NO_LABELS), ": 1 for want of --labels, 1 of --pixels"),
    ],
)
def test_options_are_counted_by_the_reasons(reasons: tuple[str, ...], told: str) -> None:
    assert wanted_options(not_assessed(*reasons)) == told


def test_the_verdict_says_it() -> None:
    told = sample.report(results=(*sample.results(), *not_assessed(NO_LABELS)))
    assert "could not (not assessed): 1 for want of --labels; " in told.verdict.sentence


def test_an_identifier_that_no_header_has() -> None:
    plain = records.profile()
    bare = replace(plain, privacy=replace(plain.privacy, searched=()))
    with pytest.raises(NotAssessed, match=r"^no header has an identifier that could be searched"):
        list(BY_RULE["PHI003"].function(bare, Policy()))
