"""The shortcut forest, and how frequent a class is in each value of a field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.checks.shortcut_grades import balanced_levels, grade
from audit.policy import ShortcutsPolicy
from audit.profile.model import Interval
from audit.profile.model.shortcuts import Association, Ceiling, Strata
from audit.profile.model.withheld import WORD, withheld
from audit.report.figures.canvas import (
    ROW,
    colour,
    drawing,
    new_canvas,
    place,
    rows_down,
    to_svg,
)
from audit.report.palette import LIGHT
from audit.report.view import Column, Figure, Table, make_table
from audit.report.words import integer, label, number_of, of, share
from audit.stats.intervals import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 15
"""Fields of a forest, values of a field: the rest stands in the table."""
_WORDS = {
    "provenance": "origin",
    "acquisition": "setting",
    "storage": "storage",
    "missing": "gap",
    "content": "content",
}


def kind_word(kind: str) -> str:
    """What sort of field it is, in a word for readers."""
    return _WORDS[kind]


def forest_figure(
    found: Sequence[Association], ceiling: Ceiling | None, policy: ShortcutsPolicy, number: int = 1
) -> Figure | None:
    """The fields of one class with their AUC and interval; None below two fields."""
    if len(found) < 2:
        return None
    drawn, top = found[:SHOWN], found[0]
    alt = f"AUC for class {label(top.name)}: " + "; ".join(
        f"{label(one.field)} {one.auc:.2f} ({one.interval.low:.2f} to {one.interval.high:.2f})"
        for one in drawn[:6]
    )
    caption = (
        f"One line a header field: how well it alone tells the {of(top.n_with, top.n_patients)} "
        f"patients of class {label(top.name)} from the others. Take one patient of the class and "
        "one of the others: the dot (AUC) is the share of such pairs that the field puts in the "
        "right order, learned from other patients; 0.5 is tossing a coin, 1 is always right. The "
        "line is its 95 % confidence interval. Filled: origin, setting, storage or gap of the "
        "image; open: its content, what was imaged, which may be the label itself and is not "
        "judged."
    )
    if ceiling is not None:
        caption += f" Diamond: {ceiling.n_fields} fields together, still without a pixel."
    if len(found) > len(drawn):
        caption += f" The {len(drawn)} strongest of {len(found)} fields are drawn."
    id_ = f"fig-forest-{number}"
    title = f"What the header tells of {label(top.label)}: {label(top.name)}"
    svg = _draw_forest(drawn, ceiling, policy, alt, id_)
    return Figure(id_, title, caption, alt, svg, forest_table(found, policy, number))


def _draw_forest(
    rows: Sequence[Association],
    ceiling: Ceiling | None,
    policy: ShortcutsPolicy,
    alt: str,
    id_: str,
) -> str:
    names = [label(one.field) for one in rows]
    if ceiling is not None:
        names.append(f"All {ceiling.n_fields} fields together")
    high = ROW * 1.1 * len(names)
    with drawing():
        canvas = new_canvas(high + 0.85)
        axes = place(canvas, 0.35, high, right=1.2)
        low = min([0.45, *(one.interval.low for one in rows)])
        axes.set_xlim(max(0.0, low - 0.02), 1.01)
        _limits(axes, policy)
        for row, one in enumerate(rows):
            tint = colour(7 if one.kind == "content" else 0)
            _draw_row(axes, row, one.auc, one.interval, tint, one.kind == "content")
            _annotate(axes, row, one.auc, risk_word(one, policy).strip("–"))
        if ceiling is not None:
            _draw_row(axes, len(rows), ceiling.auc, ceiling.interval, colour(1), False, "D")
            _annotate(axes, len(rows), ceiling.auc, "")
        rows_down(axes, names)
        axes.set_xlabel("AUC: share of pairs of patients put in the right order")
        return to_svg(canvas, id_, alt)


def _limits(axes: Axes, policy: ShortcutsPolicy) -> None:
    axes.axvline(0.5, color=LIGHT["ink"], linewidth=0.8)
    marks = [(0.5, "chance"), (policy.medium_auc, "medium"), (policy.high_auc, "high"),
             (policy.critical_auc, "critical")]  # fmt: skip
    for at, word in marks:
        if at != 0.5:
            axes.axvline(at, color=LIGHT["rule"], linewidth=0.8, dashes=(4, 3))
        axes.annotate(word, (at, -0.5), xytext=(0, 3), textcoords="offset points", ha="center",
                      fontsize=8, annotation_clip=False)  # fmt: skip


def _draw_row(
    axes: Axes, row: int, auc: float, bounds: Interval, tint: str, open_: bool, marker: str = "o"
) -> None:
    axes.plot([bounds.low, bounds.high], [row, row], color=tint, linewidth=1.4)
    axes.plot([auc], [row], marker=marker, markersize=5, color=tint, linestyle="none",
              markerfacecolor=LIGHT["paper"] if open_ else tint, markeredgecolor=tint,
              markeredgewidth=1.2)  # fmt: skip


def _annotate(axes: Axes, row: int, auc: float, mark: str) -> None:
    axes.annotate(f"{auc:.2f}  {mark}".rstrip(), (1, row), xycoords=("axes fraction", "data"),
                  xytext=(8, 0), textcoords="offset points", va="center", fontsize=8,
                  annotation_clip=False)  # fmt: skip


def forest_table(found: Sequence[Association], policy: ShortcutsPolicy, number: int = 1) -> Table:
    """All measures of all fields of one class."""
    top = found[0]
    return make_table(
        f"table-forest-{number}",
        f"Header fields and {label(top.label)}: {label(top.name)}, "
        f"{of(top.n_with, top.n_patients)} patients",
        (
            Column("Header field", code=True),
            Column("Kind"),
            Column("Values", True),
            Column("AUC", True),
            Column("95 % interval", True),
            Column("V", True),
            Column("U", True),
            Column("q", True),
            Column("Draws", True),
            Column("Own values", True, "with / without"),
            Column("Risk"),
        ),
        (_forest_row(one, policy) for one in found),
    )


def _forest_row(one: Association, policy: ShortcutsPolicy) -> tuple[str, ...]:
    return (
        label(one.field),
        kind_word(one.kind),
        integer(one.n_levels),
        f"{one.auc:.3f}",
        f"{one.interval.low:.3f} to {one.interval.high:.3f}",
        f"{one.v:.2f}",
        f"{one.u:.2f}",
        probability(one.q),
        integer(one.n_draws),
        f"{integer(one.exclusive.n_with)} / {integer(one.exclusive.n_without)}",
        risk_word(one, policy),
    )


def risk_word(one: Association, policy: ShortcutsPolicy) -> str:
    """The grade; what was imaged may be the label itself and gets none."""
    return "–" if one.kind == "content" else grade(one, policy) or "–"


def probability(p: float) -> str:
    """`0.004`, `< 0.001`: never 0."""
    if withheld(p):
        return WORD
    return "< 0.001" if p < 0.001 else f"{p:.2g}" if p < 0.095 else f"{p:.2f}"


def level_figure(strata: Strata, policy: ShortcutsPolicy, number: int = 1) -> Figure | None:
    """How frequent the class is in each value of its strongest field; None below two values."""
    shown = strata.levels[:SHOWN]
    if len(shown) < 2:
        return None
    overall = share(strata.n_with, strata.n_patients)
    alt = f"Share of {label(strata.name)} by {label(strata.field)}: " + "; ".join(
        f"{label(one.level)} {of(one.n_with, one.n_patients)}" for one in shown[:8]
    )
    caption = (
        f"Dot: share of patients of class {label(strata.name)} among all patients with this value "
        f"of {label(strata.field)}; line: its 95 % confidence interval (Wilson). Vertical line: "
        f"the share in all patients, {overall}; shaded: within "
        f"{100 * policy.max_share_gap:g} percentage points of it, where the class counts as "
        "balanced. Dots far apart mean that the field gives the class away."
    )
    more = len(strata.levels) - len(shown) + strata.n_small
    if more:
        caption += f" Not drawn: {number_of(more, 'further value')}, the smaller ones."
    id_ = f"fig-levels-{number}"
    title = f"{label(strata.name)} by {label(strata.field)}"
    table = level_table(strata, policy, number)
    return Figure(id_, title, caption, alt, _draw_levels(strata, policy, alt, id_), table)


def _draw_levels(strata: Strata, policy: ShortcutsPolicy, alt: str, id_: str) -> str:
    shown = strata.levels[:SHOWN]
    high = ROW * 1.1 * len(shown)
    middle, gap = 100 * strata.n_with / strata.n_patients, 100 * policy.max_share_gap
    with drawing():
        canvas = new_canvas(high + 0.6)
        axes = place(canvas, 0.1, high, right=1.2)
        axes.set_xlim(-1, 101)
        axes.axvspan(max(0, middle - gap), min(100, middle + gap), color=LIGHT["wash"], zorder=0)
        axes.axvline(middle, color=LIGHT["ink"], linewidth=0.8)
        for row, one in enumerate(shown):
            low, top = wilson(one.n_with, one.n_patients)
            bounds = Interval(100 * low, 100 * top)
            _draw_row(axes, row, 100 * one.n_with / one.n_patients, bounds, colour(0), False)
            axes.annotate(
                f"{integer(one.n_with)} of {integer(one.n_patients)}", (1, row),
                xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points",
                va="center", fontsize=8, annotation_clip=False,
            )  # fmt: skip
        rows_down(axes, [label(one.level) for one in shown])
        axes.set_xlabel(f"% of patients of class {label(strata.name)}")
        return to_svg(canvas, id_, alt)


def level_table(strata: Strata, policy: ShortcutsPolicy, number: int = 1) -> Table:
    """Each value of at least ten patients, and whether the class is balanced in it."""
    balanced = {one.level for one in balanced_levels(strata, policy)}
    rows = [
        (
            label(one.level),
            integer(one.n_patients),
            integer(one.n_with),
            share(one.n_with, one.n_patients),
            "yes" if one.level in balanced else "no",
        )
        for one in strata.levels
    ]
    if strata.n_small:
        rows.append(
            (number_of(strata.n_small, "further value"), integer(strata.n_small_patients),
             "–", "–", "–")
        )  # fmt: skip
    return make_table(
        f"table-levels-{number}",
        f"Class {label(strata.name)} by {label(strata.field)}, patients",
        (
            Column("Value"),
            Column("Patients", True),
            Column("of the class", True),
            Column("Share", True),
            Column("Balanced"),
        ),
        rows,
    )
