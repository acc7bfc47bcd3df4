"""The section `model` of `datasheet.yaml`: what rules on sample size ask for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from audit.datasheet.fields import AtLeastOne, Count, Name, Positive, Section, Share, Wanted

Better = Annotated[float, Field(ge=0.5, lt=1, allow_inf_nan=False)]
"""An area under the ROC curve, no worse than chance and not perfect."""
R2 = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


class Model(Section):
    """
    The model that shall be trained and what its results shall show, for sample-size rules.

    All of it is optional: a rule that lacks an input says so, and what patients allow with
    nothing declared is always told.
    """

    outcome: Literal["", "binary", "survival", "continuous"] = Field(
        default="", description="outcome: binary (also for classes), survival or continuous"
    )
    n_parameters: Count | None = Field(
        default=None, description="trainable parameters of the model"
    )
    n_predictors: Count | None = Field(
        default=None, description="candidate predictors of a regression model"
    )
    feature_dimension: AtLeastOne | None = Field(
        default=None, description="features of a case: radiomic features, size of an embedding"
    )
    anticipated_r2: R2 | None = Field(
        default=None, description="R2 hoped for: Cox-Snell, or adjusted for a continuous outcome"
    )
    anticipated_c_statistic: Better | None = Field(
        default=None, description="C-statistic hoped for, where no R2 is known: 0.80"
    )
    event_rate: Positive | None = Field(
        default=None, description="survival: events a person and year"
    )
    mean_follow_up: Positive | None = Field(
        default=None, description="survival: mean follow-up in years"
    )
    time_point: Positive | None = Field(
        default=None, description="survival: years at which the risk is predicted"
    )
    outcome_mean: Positive | None = Field(default=None, description="continuous: mean")
    outcome_sd: Positive | None = Field(default=None, description="continuous: standard deviation")
    deployment_prevalence: Share | None = Field(
        default=None,
        description="share of diseased patients where the model will be used, 0 to 1; "
        "for several classes under `pathologies`",
    )
    icc: Share | None = Field(
        default=None, description="likeness of images of one patient (intraclass correlation), 0-1"
    )
    expected_sensitivity: Share | None = Field(default=None, description="sensitivity: 0.90")
    expected_specificity: Share | None = Field(default=None, description="specificity: 0.85")
    expected_auc: Better | None = Field(default=None, description="area under the ROC curve: 0.85")
    reference_auc: Better | None = Field(
        default=None, description="area under the ROC curve that shall be beaten"
    )
    wanted_half_width: Wanted | None = Field(
        default=None, description="half-width of the 95 % interval of these that is wanted: 0.05"
    )
    wanted_drop: Wanted | None = Field(
        default=None, description="drop of sensitivity in a subgroup that must be seen: 0.10"
    )
    wanted_oe_width: Positive | None = Field(
        default=None, description="full width of the interval of observed over expected: 0.2"
    )
    min_cases: AtLeastOne | None = Field(
        default=None, description="patients of every class that the test set must hold"
    )
    expected_dice_sd: Positive | None = Field(
        default=None, description="segmentation: standard deviation of Dice over patients: 0.10"
    )
    wanted_dice_half_width: Wanted | None = Field(
        default=None, description="segmentation: half-width wanted of the mean Dice: 0.02"
    )
    expected_false_positives: Positive | None = Field(
        default=None, description="detection: false positives a scan: 1"
    )
    lesion_counts: Name = Field(
        default="",
        description="detection: CSV beside this file, a row a patient: `lesions[,split]`",
    )
    learning_curve: Name = Field(
        default="",
        description="CSV beside this file, a row a training size: "
        "`n_train,score[,sd,repeats,metric]`; sizes in patients, one fixed test set",
    )
    target_score: Share | None = Field(
        default=None, description="score that the learning curve shall reach, 0 to 1"
    )
    horizon: AtLeastOne | None = Field(
        default=None, description="training patients that could be reached"
    )
