"""Patients to validate a prediction model on other data, and sites they come from (A2, D)."""

from __future__ import annotations

from math import asinh, ceil, sqrt

from audit.stats.development import Z

EVENTS = 100
"""Patients with, and as many without, the event (Vergouwe 2005; Collins 2016)."""
SITES = 3
"""Test sites that the FDA's draft guidance of January 2025 calls possibly appropriate."""


def limiting_events(events: int, non_events: int) -> tuple[bool, int]:
    """
    Whether both groups reach 100 patients, and the size of the smaller one.

    Source: Vergouwe 2005, J Clin Epidemiol 58:475; Collins, Ogundimu & Altman 2016, Stat Med
    35:214. A rule of thumb.
    """
    if min(events, non_events) < 0:
        raise ValueError("counts are not negative")
    limiting = min(events, non_events)
    return limiting >= EVENTS, limiting


def observed_expected_n(prevalence: float, width: float) -> tuple[int, float]:
    """
    Patients for a 95 % interval of observed/expected (at 1) of this full width, and its SE.

    SE(ln O/E) = asinh(width/2)/1.96; n = (1-f)/(f SE^2). Source: Riley et al. 2021, Stat Med
    40:4230.
    """
    _check(prevalence, width)
    se = asinh(width / 2) / Z
    return ceil((1 - prevalence) / (prevalence * se**2)), se


def c_statistic_se(c_statistic: float, n: float, prevalence: float) -> float:
    """
    Standard error of a C-statistic in n patients.

    Source: Newcombe 2006, Stat Med 25:559 (method 4), as in Riley et al. 2021.
    """
    c, f, half = c_statistic, prevalence, n / 2 - 1
    spread = 1 + half * (1 - c) / (2 - c) + half * c / (1 + c)
    return sqrt(c * (1 - c) * spread / (n * n * f * (1 - f)))


def c_statistic_n(c_statistic: float, prevalence: float, width: float) -> int:
    """
    The smallest n whose 95 % interval of the C-statistic has at most this full width.

    Source: Riley et al. 2021, Stat Med 40:4230.
    """
    _check(prevalence, width)
    if not 0.5 <= c_statistic < 1:
        raise ValueError("a C-statistic lies between 0.5 and 1")
    low, high = 1, 2
    while 2 * Z * c_statistic_se(c_statistic, high, prevalence) > width:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if 2 * Z * c_statistic_se(c_statistic, middle, prevalence) > width:
            low = middle
        else:
            high = middle
    return high


def judge_test_sites(n_test_sites: int, n_shared: int) -> str:
    """
    What the FDA's draft guidance says of this many test sites, some shared with development.

    `single_site`, `below_three` or `ok`; with `_and_not_external` where a test site also gave
    development data. Source: FDA, draft guidance of January 2025 on AI-enabled device software
    functions: one site is generally not appropriate, at least three may be.
    """
    if not 0 <= n_shared <= n_test_sites or n_test_sites < 1:
        raise ValueError("there is a test site, and no more are shared than there are")
    size = "single_site" if n_test_sites == 1 else "below_three" if n_test_sites < SITES else "ok"
    if not n_shared:
        return size
    return "not_external" if size == "ok" else f"{size}_and_not_external"


def _check(prevalence: float, width: float) -> None:
    if not 0 < prevalence < 1:
        raise ValueError("prevalence lies between 0 and 1")
    if width <= 0:
        raise ValueError("a width is above 0")
