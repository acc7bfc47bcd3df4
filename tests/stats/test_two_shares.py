from __future__ import annotations

import pytest

from audit.stats.two_shares import newcombe, shared_confidence


# Newcombe 1998, Stat Med 17:873, table II, method 10.
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_the_examples_of_the_paper(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    assert newcombe(*counts) == pytest.approx((low, high), abs=6e-5)


def test_an_empty_group_is_refused() -> None:
    with pytest.raises(ValueError):
        newcombe(0, 0, 1, 2)


def test_confidence_is_shared_among_pairs() -> None:
    assert shared_confidence(1) == 0.95
    assert shared_confidence(5) == pytest.approx(0.99)
