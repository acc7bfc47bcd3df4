"""Policy: what is judged, how strictly, and what the gate fails on. Every default is ours."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["error", "warning", "note", "never"]
Share = float


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IntegrityPolicy(_Section):
    """Thresholds of the family `integrity`."""

    max_rejected_share: Share = Field(0.0, ge=0, le=1, description="items that may stay unread")
    max_partial_share: Share = Field(0.0, ge=0, le=1, description="items read up to a fault only")


class VendorsPolicy(_Section):
    """Thresholds of the family `vendors`."""

    max_share: Share = Field(0.8, ge=0, le=1, description="series of one vendor in one modality")
    min_series: int = Field(10, ge=1, description="series a modality needs for a judgement")
    max_spellings: int = Field(1, ge=1, description="spellings of one vendor")


class CompletenessPolicy(_Section):
    """Thresholds of the family `completeness`."""

    max_missing_share: Share = Field(0.1, ge=0, le=1, description="series without a keyword")
    max_placeholder_share: Share = Field(0.0, ge=0, le=1)
    max_invalid_share: Share = Field(0.0, ge=0, le=1)


class CohortPolicy(_Section):
    """Thresholds of the family `cohort`."""

    max_unknown_sex_share: Share = Field(0.1, ge=0, le=1)
    max_unknown_age_share: Share = Field(0.1, ge=0, le=1)
    max_sex_share: Share = Field(0.7, ge=0, le=1, description="patients of one sex")
    max_site_share: Share = Field(0.8, ge=0, le=1, description="patients of one site")
    max_patients_over_89: int = Field(
        0, ge=0, description="patients with an age over 89 in headers (HIPAA: one class 90+)"
    )
    min_patients: int = Field(10, ge=1, description="patients a balance needs for a judgement")


class GeometryPolicy(_Section):
    """Thresholds of the family `geometry` (statistics B6)."""

    warn_deviation: float = Field(0.01, ge=0, description="of slice distances from their median")
    error_deviation: float = Field(0.05, ge=0)
    max_tilt_degrees: float = Field(0.1, ge=0)
    min_drift_mm: float = Field(
        0.1, ge=0, description="sideways, over a whole stack; less is rounding of positions"
    )
    min_slices: int = Field(3, ge=3)
    min_spacing_share: Share = Field(0.95, ge=0, le=1)


class ClassesPolicy(_Section):
    """Thresholds of the family `classes`."""

    notice_ratio: float = Field(10.0, ge=1, description="largest over smallest class, patients")
    warn_ratio: float = Field(100.0, ge=1)
    max_unjoined_share: Share = Field(0.0, ge=0, le=1, description="label rows without data")
    max_unlabelled_share: Share = Field(0.0, ge=0, le=1, description="patients without a label")
    max_uncertain_share: Share = Field(
        0.1, ge=0, le=1, description="labelled patients that are uncertain of a class"
    )
    min_alpha: float = Field(
        0.667, ge=-1, le=1, description="Krippendorff's alpha of readers, below: warning"
    )
    good_alpha: float = Field(0.8, ge=-1, le=1, description="below: note")
    max_bad_box_share: Share = Field(
        0.0, ge=0, le=1, description="boxes outside their image or without area"
    )
    max_unboxed_share: Share = Field(
        0.0, ge=0, le=1, description="positive rows without, negative rows with a box"
    )


class SamplesPolicy(_Section):
    """Thresholds of the family `samples`."""

    min_patients: int = Field(30, ge=1, description="patients a class needs in a split")
    min_test_patients: int = Field(10, ge=1)
    max_half_width: float = Field(0.10, gt=0, le=0.5, description="of sensitivity")
    confidence: float = Field(0.95, ge=0.5, lt=1, description="of every interval and bound")
    power: float = Field(0.80, ge=0.5, lt=1, description="with which a difference is to be seen")
    alpha: float = Field(0.05, gt=0, le=0.5, description="two-sided, of the test behind a power")
    min_events_per_parameter: float = Field(10.0, gt=0)


class LeakagePolicy(_Section):
    """Thresholds of the family `leakage`."""

    near_duplicate_distance: int = Field(
        4, ge=0, le=8, description="bits of 64 in which two perceptual hashes may differ"
    )


class AnnotationsPolicy(_Section):
    """Thresholds of the family `annotations`."""

    min_patients: int = Field(10, ge=1, description="patients a class needs for a comparison")
    max_class_gap: Share = Field(
        0.2, ge=0, le=1, description="between classes, in the share of annotated patients"
    )


class PixelsPolicy(_Section):
    """Thresholds of the family `pixels`."""

    max_undecoded_share: Share = Field(0.0, ge=0, le=1, description="images without decoded pixels")
    max_constant_share: Share = Field(0.0, ge=0, le=1, description="images of a single value")
    max_odd_ct_share: Share = Field(
        0.05, ge=0, le=1, description="CT series whose values do not look like Hounsfield units"
    )
    max_clipped_share: Share = Field(
        0.1, ge=0, le=1, description="images with 5 % of pixels or more at the largest value"
    )


class PrivacyPolicy(_Section):
    """Thresholds of the family `privacy`; a person's name found has none."""

    max_unique_share: Share = Field(
        0.05, ge=0, le=1, description="patients alone in sex, age, date and site"
    )


class ShortcutsPolicy(_Section):
    """Thresholds of the family `shortcuts`: effect sizes decide, q qualifies."""

    min_patients: int = Field(10, ge=2, description="patients a class needs, and outside of it")
    max_classes: int = Field(30, ge=1, description="classes of a label looked at one by one")
    n_permutations: int = Field(999, ge=99, le=99_999, description="draws of each test")
    covariates: tuple[str, ...] = Field(
        ("PatientSex", "PatientAge"), description="may rightly go with the label"
    )
    max_q: float = Field(0.05, gt=0, lt=1, description="adjusted p that a risk needs")
    critical_auc: float = Field(0.90, ge=0.5, le=1, description="of one header field")
    high_auc: float = Field(0.75, ge=0.5, le=1)
    medium_auc: float = Field(0.60, ge=0.5, le=1)
    critical_u: float = Field(0.5, ge=0, le=1, description="Theil's U of label given field")
    high_v: float = Field(0.5, ge=0, le=1, description="Cramér's V without its bias")
    medium_v: float = Field(0.3, ge=0, le=1)
    max_exclusive_share: Share = Field(
        0.5, ge=0, le=1, description="patients of a class from values no other class has"
    )
    max_ceiling_auc: float = Field(0.75, ge=0.5, le=1, description="of all header fields together")
    max_share_gap: Share = Field(
        0.1, ge=0, le=1, description="of a class in one value from its share in all: balanced"
    )
    max_split_v: float = Field(0.1, ge=0, le=1, description="Cramér's V of splits")
    max_split_smd: float = Field(0.1, ge=0, description="standardised mean difference of splits")
    max_split_psi: float = Field(
        0.1, ge=0, description="stability index, where also above its critical value"
    )
    max_vendor_gap_v: float = Field(0.3, ge=0, le=1, description="Cramér's V of gaps by vendor")
    reference_shares: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="groups in the population of the intended use"
    )
    min_representation: float = Field(0.8, gt=0, le=1, description="observed over declared share")
    max_representation: float = Field(1.25, ge=1)


class ProtocolsPolicy(_Section):
    """Thresholds of the family `protocols`."""

    min_series: int = Field(5, ge=2, description="series with the same settings make a protocol")
    min_majority_share: Share = Field(
        0.5, gt=0, le=1, description="of the series near a protocol, those that follow it"
    )
    min_protocol_share: Share = Field(
        0.1, ge=0, le=1, description="of a larger protocol nearby; below, its series depart"
    )
    max_differences: int = Field(
        3, ge=1, le=10, description="parameters; with more a series is of another protocol"
    )
    tolerances: dict[str, float] = Field(
        default_factory=dict, description="absolute, by keyword, instead of those of the table"
    )
    min_similarity: float = Field(
        80.0, ge=50, le=100, description="of the words of two descriptions (rapidfuzz), 0 to 100"
    )


class UtilityPolicy(_Section):
    """Thresholds of the family `utility`."""

    max_broken_share: Share = Field(
        0.05, ge=0, le=1, description="series of a task whose header no longer allows it"
    )


class DocumentationPolicy(_Section):
    """Thresholds of the families `datasheet` and `fair`."""

    max_absent_items: int = Field(
        default=0, ge=0, le=27, description="Table 2 items without an answer"
    )
    max_partial_items: int = Field(
        default=0, ge=0, le=27, description="Table 2 items answered in part"
    )
    max_unmet_principles: int = Field(
        default=0, ge=0, le=15, description="FAIR principles unmet, by rule"
    )


class DisclosurePolicy(_Section):
    """What `--shareable` withholds."""

    min_cell: int = Field(
        11,
        ge=0,
        le=100,
        description="persons from which a count is shown; 0 shows all, for public data",
    )


class Waiver(_Section):
    """A finding that somebody answers for, until a day."""

    rule: str = Field(min_length=3, description="one whole rule id")
    subject: str = Field("", description="only findings of this subject; all where empty")
    owner: str = Field(min_length=2)
    reason: str = Field(min_length=10)
    expires: date


class Policy(_Section):
    """
    The whole policy. A misspelt key is an error that names the line.

    Codes in `select` and `ignore` are rules (`VEN001`) or prefixes (`VEN`).
    """

    fail_on: Level = "error"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Literal["error", "warning", "note"]] = Field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    integrity: IntegrityPolicy = IntegrityPolicy()
    vendors: VendorsPolicy = VendorsPolicy()
    completeness: CompletenessPolicy = CompletenessPolicy()
    cohort: CohortPolicy = CohortPolicy()
    geometry: GeometryPolicy = GeometryPolicy()
    classes: ClassesPolicy = ClassesPolicy()
    samples: SamplesPolicy = SamplesPolicy()
    annotations: AnnotationsPolicy = AnnotationsPolicy()
    leakage: LeakagePolicy = LeakagePolicy()
    pixels: PixelsPolicy = PixelsPolicy()
    shortcuts: ShortcutsPolicy = ShortcutsPolicy()
    privacy: PrivacyPolicy = PrivacyPolicy()
    protocols: ProtocolsPolicy = ProtocolsPolicy()
    utility: UtilityPolicy = UtilityPolicy()
    documentation: DocumentationPolicy = DocumentationPolicy()
    disclosure: DisclosurePolicy = DisclosurePolicy()

    def covers(self, rule: str) -> bool:
        """Whether this rule is judged at all."""
        chosen = not self.select or any(rule.startswith(code) for code in self.select)
        return chosen and not any(rule.startswith(code) for code in self.ignore)
