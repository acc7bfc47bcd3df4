"""What chance alone makes equal: perceptual hashes, and values of people (statistics B5)."""

from __future__ import annotations

from scipy.special import bdtr


def chance_within(bits: int, distance: int) -> float:
    """
    The chance that two hashes of independent fair bits differ in at most `distance` of them.

    Binomial. Images of one body part are far from independent: it is a lower bound for them.
    """
    return float(bdtr(distance, bits, 0.5))


def expected_chance_pairs(bits: int, distance: int, n_images: int) -> float:
    """How many of the n (n - 1) / 2 pairs of unrelated images chance brings so near."""
    return chance_within(bits, distance) * (n_images * (n_images - 1) / 2)


def expected_equal_pairs(
    n_equal: int, n_equal_within: int, n_pairs: int, n_pairs_within: int
) -> float | None:
    """
    How many pairs within groups would be equal in a value by chance alone.

    The rate comes from the pairs across groups, where nothing but chance makes two people equal:
    rate = (n_equal - n_equal_within) / (n_pairs - n_pairs_within). None where there are no pairs
    across. Definition; used for birth dates within sex and study date.
    """
    across = n_pairs - n_pairs_within
    if across <= 0:
        return None
    return max(0, n_equal - n_equal_within) / across * n_pairs_within
