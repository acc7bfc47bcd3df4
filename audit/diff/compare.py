"""Two audits in, one comparison out; a pure function of the two files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from audit.diff.audited import Audited
from audit.diff.findings import compare_findings, unlike_sections
from audit.diff.model import AREAS, EFFECTS, About, Change, Compared
from audit.diff.rules import compare_rules
from audit.diff.states import (
    compare_accounting,
    compare_fair,
    compare_sizes,
    compare_table2,
    compare_verdicts,
)
from audit.policy import Policy

_VERSIONS = ("dicom_audit", "pydicom", "dicom_edition")
_GIVEN = {"labels": "labels", "declaration": "a datasheet", "protocol": "a reference protocol",
          "procedures": "a map of procedures"}  # fmt: skip


def compare_audits(old: Audited, new: Audited) -> Compared:
    """
    Everything that differs, and everything that could not be compared, with the reason.

    One audit given twice does not differ from itself, whatever is withheld in it.
    """
    alike = old == new.model_copy(update={"sha256": old.sha256})
    every = list(
        chain(
            compare_verdicts(old, new),
            compare_accounting(old, new),
            compare_rules(old, new),
            compare_findings(old, new),
            compare_table2(old, new),
            compare_fair(old, new),
            compare_sizes(old, new),
        )
    )
    n_same = Counter(one.area for one in every if alike or one.effect == "same")
    different = () if alike else (one for one in every if one.effect != "same")
    return Compared(
        old=_about(old),
        new=_about(new),
        unlike=tuple(unlike(old, new)),
        changes=tuple(sorted(different, key=_listed)),
        same=tuple((area, n_same[area]) for area in AREAS),
    )


def _listed(one: Change) -> tuple[int, int]:
    """Stable: inside of one area and effect things stand as they were compared."""
    effects = [str(effect) for effect in EFFECTS]
    return AREAS.index(one.area), effects.index(one.effect)


def _about(one: Audited) -> About:
    size = one.counts
    return About(
        one.sha256, one.versions.dicom_audit, one.verdict.status, one.verdict.sentence,
        size.patients, size.studies, size.series, size.instances,
    )  # fmt: skip


def unlike(old: Audited, new: Audited) -> Iterator[str]:
    """In what two audits were not made alike, in sentences without a value of either."""
    if old.sha256 and old.sha256 == new.sha256:
        return
    versions = [n for n in _VERSIONS if getattr(old.versions, n) != getattr(new.versions, n)]
    if versions:
        yield f"other versions: {', '.join(versions)}"
    if sections := sorted(unlike_sections(old, new)):
        ours = [name for name in sections if name in Policy.model_fields]
        more = f" and {len(sections) - len(ours)} unknown here" if len(ours) < len(sections) else ""
        yield f"other policies: {', '.join(ours)}{more}"
    for name, told in _GIVEN.items():
        given = bool(getattr(old.digests, name)), bool(getattr(new.digests, name))
        if given[0] != given[1]:
            yield f"only the {'old' if given[0] else 'new'} audit was given {told}"
    few = old.withheld.min_cell or 0, new.withheld.min_cell or 0
    if few[0] != few[1]:
        yield "counts of few persons are withheld in one of the two, or from another number on"
    elif few[0]:
        yield "counts of few persons are withheld in both"
    if old.dataset.name and new.dataset.name and old.dataset.name != new.dataset.name:
        yield "the two datasets have other names"
