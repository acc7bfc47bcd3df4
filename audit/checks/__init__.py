"""All checks, family by family, in a fixed order."""

from __future__ import annotations

from audit.checks import (
    classes,
    cohort,
    completeness,
    conformance,
    datasheet,
    fair,
    geometry,
    hierarchy,
    integrity,
    leakage,
    pixels,
    privacy,
    privacy_direct,
    privacy_risks,
    protocols,
    samples,
    shortcuts,
    utility,
    values,
    vendors,
)

# by name: `annotations` is already what the future import above binds here
from audit.checks.annotations import CHECKS as ANNOTATION_CHECKS
from audit.checks.model import Check

ALL_CHECKS: tuple[Check, ...] = (
    *integrity.CHECKS,
    *hierarchy.CHECKS,
    *conformance.CHECKS,
    *vendors.CHECKS,
    *completeness.CHECKS,
    *geometry.CHECKS,
    *cohort.CHECKS,
    *classes.CHECKS,
    *samples.CHECKS,
    *ANNOTATION_CHECKS,
    *leakage.CHECKS,
    *pixels.CHECKS,
    *shortcuts.CHECKS,
    *privacy.CHECKS,
    *privacy_risks.CHECKS,
    *privacy_direct.CHECKS,
    *protocols.CHECKS,
    *utility.CHECKS,
    *values.CHECKS,
    *datasheet.CHECKS,
    *fair.CHECKS,
)
