"""The facts of the family `samples` in the sample report."""

from __future__ import annotations

from audit.profile.model import Samples
from audit.profile.model.learning_curve import CurveAt, LearningCurve
from audit.profile.model.sample_declaration import CurvePoint
from audit.profile.model.samples import (
    Cluster,
    DicePrecision,
    LabelIcc,
    LesionFacts,
    Precision,
    Rule,
    RuleInput,
    SiteCluster,
    Subgroup,
    Subgroups,
)


def samples() -> Samples:
    sizes = {"nodule": (1, 39), "normal": (24, 16), "pneumonia": (15, 25)}
    widths = {1: 0.4, 15: 0.152, 24: 0.118}
    rows = [
        Precision(
            "diagnosis", name, "test", n, others,
            ((0.80, widths[n] * 1.2), (0.90, widths[n]), (0.95, widths[n] * 0.85)),
            ((0.70, widths[n] * 1.5), (0.80, widths[n] * 1.3), (0.90, widths[n] * 0.9)),
            1 - 0.05 ** (1 / n), None if n == 1 else 0.3,
            9 * n, ((0.2, 2.6, 3.5 * n), (1.0, 9.0, n)),
        )
        for name, (n, others) in sizes.items()
    ]  # fmt: skip
    return Samples(
        "measured",
        "",
        tuple(rows),
        (
            Rule("Rule of ten", "n ≥ 10·P", "not assessable", "parameters not declared", None, 110,
                 "Kohli, Summers, Geis 2017"),
            Rule("Events per parameter", "EPP ≥ 10", "does not meet", "6 nodules, 4 parameters",
                 10, 1.5, "Peduzzi 1996", "diagnosis", "nodule", "train", "patient a predictor",
                 (RuleInput("predictors", 4, "declared"), RuleInput("events", 6, "measured"))),
        ),
        Cluster(150, 25_940, ((0.2, 35.4, 733.0), (0.5, 87.0, 298.2), (1.0, 173.0, 149.9)), 0.4),
        SiteCluster(3, 140, ((0.0, 1.0, 140.0), (0.05, 3.4, 41.2)), False),
        (LabelIcc("diagnosis", "nodule", "estimated", 150, 25_940, 7, 0.41),),
        subgroups(),
        learning_curve(),
        DicePrecision(40, "test", ((0.03, 0.0096), (0.1, 0.032), (0.2, 0.064)), False),
        (LesionFacts("", 40, 16, 31, 0.0, 0.0, 1.0, 9, 4.1, 9 / 31, ((0.5, 2.4, 12.9),),
                     ((0.5, 0.16),), 0.31),),
    )  # fmt: skip


def subgroups(level: str = "Siemens") -> Subgroups:
    """Two sexes and two vendors for two classes of the test split; one nobody has."""
    sizes = {
        ("sex", "F"): (9, 1),
        ("sex", "M"): (6, 0),
        ("vendor", level): (11, 1),
        ("vendor", "GE"): (4, 0),
    }
    rows = [
        Subgroup(
            attribute, name, "diagnosis", of, "test", n, 12, 15 - n,
            0.19 if n else None, 35 - n, 0.52 if n else None, 40 * n,
            (20.5, 2.0 * n) if n else None,
        )
        for (attribute, name), pair in sizes.items()
        for of, n in zip(("pneumonia", "nodule"), pair, strict=True)
    ]  # fmt: skip
    return Subgroups(
        tuple(rows),
        12,
        (("vendor", 3),),
        ("site",),
        RuleInput("sensitivity", 0.90, "default"),
        RuleInput("half-width", 0.10, "default"),
        RuleInput("ICC", 0.5, "default"),
    )


def learning_curve(metric: str = "AUC") -> LearningCurve:
    """Six points, a target that more of the same does not reach."""
    sizes = (100, 200, 400, 800, 1600, 3200)
    scores = (0.742, 0.801, 0.838, 0.872, 0.889, 0.903)
    a, b, c = 0.0644, 2.0989, -0.5173
    told = [CurveAt(n, 1 - a - b * n**c, 0.004, 0.007) for n in (*sizes, 6400)]
    return LearningCurve(
        state="fitted",
        reason="",
        metric=metric,
        points=tuple(CurvePoint(n, y) for n, y in zip(sizes, scores, strict=True)),
        weights="j/m for the j-th of m points by size (Figueroa 2012)",
        a=a,
        b=b,
        c=c,
        asymptote_half_width=0.0208,
        warnings=("6 points leave 3 degrees of freedom: wide intervals",),
        now=told[0],
        at_horizon=told[-1],
        target=0.95,
        target_reason="target 0.95 is above the fitted asymptote 0.936 (±0.021)",
        band=tuple(told),
    )
