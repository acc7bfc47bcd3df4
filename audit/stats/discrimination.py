"""From a C-statistic to the Cox-Snell R2 that Riley's criteria ask for (A2)."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
from scipy.special import log_expit, ndtri

_NODES = 200


def cox_snell_from_c(c_statistic: float, prevalence: float) -> float:
    """
    Cox-Snell R2 of a model with this C-statistic at this prevalence.

    Scores are normal with one variance in patients with and without the class, m = sqrt 2 z(C)
    apart; then logit P = ln(f/(1-f)) + m x - m^2/2 is the true model and R2 = 1 -
    exp(-2 (E ln L - E ln L0)), here by Gauss-Hermite quadrature instead of a simulation.
    Source: method of Riley, Van Calster & Collins 2021, Stat Med 40:859.
    """
    if not 0.5 <= c_statistic < 1:
        raise ValueError("a C-statistic lies between 0.5 and 1")
    if not 0 < prevalence < 1:
        raise ValueError("prevalence lies between 0 and 1")
    distance = sqrt(2) * float(ndtri(c_statistic))
    offset = log(prevalence / (1 - prevalence)) - distance**2 / 2
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    weights = weights / weights.sum()
    with_class = float(weights @ log_expit(offset + distance * (nodes + distance)))
    without = float(weights @ log_expit(-(offset + distance * nodes)))
    fitted = prevalence * with_class + (1 - prevalence) * without
    null = prevalence * log(prevalence) + (1 - prevalence) * log(1 - prevalence)
    return 1 - exp(-2 * (fitted - null))
