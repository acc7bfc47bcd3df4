"""From the datasheet to what rules on sample size ask for, with the files it names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from audit.datasheet.declaration import DatasheetDeclaration
from audit.datasheet.section_model import Model
from audit.datasheet.side_tables import read_curve, read_lesions
from audit.profile.model.sample_declaration import CurvePoint, LesionRow, SampleDeclaration
from audit.scan.safe_text import safe_text


def declare_samples(
    declaration: DatasheetDeclaration | None, folder: Path | None = None
) -> SampleDeclaration:
    """
    What was declared of model and target; files are looked for in `folder`, that of the YAML.

    Without a folder no file is read. Raises UserError where a file that is named cannot be used.
    """
    if declaration is None:
        return SampleDeclaration()
    return replace(
        _of_test(_of_training(declaration.model), declaration.model),
        normal_class=safe_text(declaration.normals.normal_class),
        class_prevalence=tuple(
            (safe_text(one.name), one.deployment_prevalence)
            for one in declaration.pathologies.classes
            if one.deployment_prevalence is not None
        ),
        **_tables(declaration.model, folder),
    )


def _of_training(model: Model) -> SampleDeclaration:
    return SampleDeclaration(
        n_parameters=model.n_parameters or None,
        n_predictors=model.n_predictors or None,
        feature_dimension=model.feature_dimension,
        icc=model.icc,
        outcome=model.outcome,
        r2=model.anticipated_r2,
        c_statistic=model.anticipated_c_statistic,
        event_rate=model.event_rate,
        mean_follow_up=model.mean_follow_up,
        time_point=model.time_point,
        outcome_mean=model.outcome_mean,
        outcome_sd=model.outcome_sd,
        target_score=model.target_score,
        horizon=model.horizon,
    )


def _of_test(plain: SampleDeclaration, model: Model) -> SampleDeclaration:
    return replace(
        plain,
        prevalence=model.deployment_prevalence,
        sensitivity=model.expected_sensitivity,
        specificity=model.expected_specificity,
        auc=model.expected_auc,
        reference_auc=model.reference_auc,
        half_width=model.wanted_half_width,
        drop=model.wanted_drop,
        oe_width=model.wanted_oe_width,
        min_cases=model.min_cases,
        dice_sd=model.expected_dice_sd,
        dice_half_width=model.wanted_dice_half_width,
        false_positives=model.expected_false_positives,
    )


class _Tables(TypedDict, total=False):
    curve: tuple[CurvePoint, ...]
    curve_metric: str
    lesions: tuple[LesionRow, ...]


def _tables(model: Model, folder: Path | None) -> _Tables:
    """What the files hold that the section names."""
    found: _Tables = {}
    if folder is not None and model.learning_curve:
        found["curve"], found["curve_metric"] = read_curve(folder / model.learning_curve)
    if folder is not None and model.lesion_counts:
        found["lesions"] = read_lesions(folder / model.lesion_counts)
    return found
