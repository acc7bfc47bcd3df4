"""Numbers and texts as a reader meets them."""

from __future__ import annotations

import pytest

from audit.profile.model import Counts
from audit.report import words


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (0, 12, "0 %"),
        (12, 12, "100 %"),
        (8, 12, "66.7 %"),
        (1, 100_000, "< 0.1 %"),
        (99_999, 100_000, "> 99.9 %"),
        (0, 0, "–"),
    ],
)
def test_share_never_rounds_to_all_or_none(count: int, total: int, text: str) -> None:
    assert words.share(count, total) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(None, "–"), (3.0, "3"), (0.625, "0.625"), (1234567.0, "1,234,567"), (0.00012, "0.00012")],
)
def test_decimal(number: float | None, text: str) -> None:
    assert words.decimal(number) == text


@pytest.mark.parametrize(
    ("n", "unit", "text"),
    [(1, "study", "1 study"), (2, "study", "2 studies"), (2, "series", "2 series"),
     (0, "patient", "0 patients")],
)  # fmt: skip
def test_number_of(n: int, unit: str, text: str) -> None:
    assert words.number_of(n, unit) == text


@pytest.mark.parametrize(
    ("n", "text"), [(12, "12 bytes"), (126_000_000, "126 MB"), (10**15, "1,000 TB")]
)
def test_size(n: int, text: str) -> None:
    assert words.size(n) == text


def test_leading_says_how_many_more() -> None:
    counts = Counts("series", 9, (("CT", 4), ("MR", 3), ("US", 2)))
    assert words.leading(counts, 2) == "CT\u00a0(4), MR\u00a0(3) and 1 more"


def test_text_of_the_data_is_made_safe() -> None:
    assert words.label("a\x1b[31mb\u202e") == "a\\x1b[31mb\\u202e"
    assert len(words.label("x" * 500)) == 120
    assert words.prose("two\nlines") == "two lines"


def test_sentence() -> None:
    assert words.sentence("a model can learn it") == "A model can learn it."
    assert words.sentence("") == ""
