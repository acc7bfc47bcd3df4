"""Every colour that carries meaning stands out enough, on light and on dark paper."""

from __future__ import annotations

import pytest

from audit.report.palette import DARK, LIGHT, SERIES_DARK, SERIES_LIGHT, contrast

TEXT = ("ink", "quiet", "accent", "pass", "warning", "error", "note", "open")


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", TEXT)
def test_text_reaches_4_5(colours: dict[str, str], name: str) -> None:
    assert contrast(colours[name], colours["paper"]) >= 4.5


@pytest.mark.parametrize(("paper", "series"), [(LIGHT, SERIES_LIGHT), (DARK, SERIES_DARK)])
def test_marks_of_figures_reach_3(paper: dict[str, str], series: tuple[str, ...]) -> None:
    assert min(contrast(colour, paper["paper"]) for colour in series) >= 3


def test_a_colour_has_one_name() -> None:
    assert len(set(SERIES_LIGHT)) == len(SERIES_LIGHT) == len(SERIES_DARK)
    assert not set(SERIES_LIGHT) & set(LIGHT.values())
