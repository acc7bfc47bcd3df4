"""Associations in words: a risk with all its numbers, the strongest field first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.checks.model import Finding
from audit.checks.shortcut_grades import Grade, graded, lead
from audit.checks.wording import some, subject
from audit.policy import Policy
from audit.profile.model import Shortcuts
from audit.profile.model.shortcuts import Association


def of_acquisition(shortcuts: Shortcuts, split: str) -> list[Association]:
    """Fields that say how and where images were made; what was imaged may be the very label."""
    return [
        one for one in shortcuts.associations
        if one.split == split and one.kind not in ("content", "missing")
    ]  # fmt: skip


def by_class(found: Sequence[Association]) -> dict[tuple[str, str], list[Association]]:
    """By label and class, in their order."""
    groups: dict[tuple[str, str], list[Association]] = {}
    for one in found:
        groups.setdefault((one.label, one.name), []).append(one)
    return groups


def name_risks(
    found: Sequence[Association], policy: Policy, grades: Sequence[Grade]
) -> Iterator[Finding]:
    """One finding a label: fields at risk, the strongest with all its numbers, first."""
    for label in dict.fromkeys(one.label for one in found):
        of_label = [one for one in found if one.label == label]
        risky = graded(of_label, policy.shortcuts, grades)
        if not risky:
            continue
        mark = risky[0][1]
        top = lead([one for one, its_mark in risky if its_mark == mark])
        fields = list(dict.fromkeys([top.field, *(one.field for one, _ in risky)]))
        n_classes = len({one.name for one, _ in risky})
        total = len({one.field for one in of_label})
        where = subject(label, top.split)
        others = some([_brief(next(one for one, _ in risky if one.field == f)) for f in fields[1:]])
        in_classes = f" in {n_classes} of {len({o.name for o in of_label})} classes"
        message = (
            f"{top.field} alone foretells class {top.name} of {where}: {tell_numbers(top)}; {mark} "
            f"shortcut risk. {len(fields)} of {total} fields at this level{in_classes}"
            + (f"; then {others}" if others else "")
        )
        yield Finding(message, len(fields), total, "header field", where, keyword_of(top.field))


def tell_numbers(one: Association) -> str:
    """Effect sizes with interval and patients; p never without them."""
    return (
        f"AUC {one.auc:.3f}, 95 % interval {one.interval.low:.3f} to {one.interval.high:.3f}, "
        f"V {one.v:.2f}, U {one.u:.2f}, q {one.q:.2g} by {one.n_draws} permutations, "
        f"{one.n_with} of {one.n_patients} patients with the class"
    )


def _brief(one: Association) -> str:
    return f"{one.field} ({one.name}, AUC {one.auc:.3f}, V {one.v:.2f})"


def keyword_of(field: str) -> str:
    """The DICOM keyword that a field is; things of ours (`file size`) are none."""
    return field if field.isidentifier() and field[:1].isupper() else ""
