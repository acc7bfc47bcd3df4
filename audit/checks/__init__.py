"""All checks, family by family, in a fixed order."""

from __future__ import annotations

from audit.checks import (
    classes,
    cohort,
    completeness,
    datasheet,
    fair,
    geometry,
    integrity,
    leakage,
    pixels,
    samples,
    shortcuts,
    vendors,
)
from audit.checks.model import Check

ALL_CHECKS: tuple[Check, ...] = (
    *integrity.CHECKS,
    *vendors.CHECKS,
    *completeness.CHECKS,
    *geometry.CHECKS,
    *cohort.CHECKS,
    *classes.CHECKS,
    *samples.CHECKS,
    *leakage.CHECKS,
    *pixels.CHECKS,
    *shortcuts.CHECKS,
    *datasheet.CHECKS,
    *fair.CHECKS,
)
