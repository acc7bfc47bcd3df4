"""Figures: well-formed, deterministic, inert, and absent where they would show one value."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from audit.policy import ShortcutsPolicy
from audit.profile.model import Counts
from audit.report.figures.bars import Bar, Group, limited
from audit.report.figures.class_vendors import vendor_matrix
from audit.report.figures.classes import class_figure
from audit.report.figures.cohort import age_figure, timeline_figure
from audit.report.figures.completeness import completeness_figure
from audit.report.figures.envelope import envelope_figure
from audit.report.figures.geometry import spacing_figure
from audit.report.figures.leakage import overlap_figure
from audit.report.figures.learning_curve import curve_figure
from audit.report.figures.samples import precision_figure
from audit.report.figures.shortcuts import forest_figure, level_figure
from audit.report.figures.subgroups import subgroup_figure
from audit.report.figures.vendors import model_figure, vendor_figure
from audit.report.view import Figure
from tests.conftest import ROOT
from tests.report import sample_facts as facts
from tests.report import sample_sizes as sizes
from tests.report.sample_leakage import leakage
from tests.report.sample_shortcuts import shortcuts

LIMITS, SHORTCUTS = ShortcutsPolicy(), shortcuts()
ASSOCIATIONS = [one for one in SHORTCUTS.associations if one.name == "pneumonia" and not one.split]
HOSTILE = ("$\\frac$", "</title><script>alert(1)</script>", "_hidden", "日本 ⚠", "a" * 120, "]]>")


@pytest.fixture(scope="module")
def figures() -> list[Figure]:
    made = (
        vendor_figure(facts.vendors()),
        model_figure(facts.vendors()),
        envelope_figure(facts.vendors()),
        completeness_figure(facts.completeness()),
        age_figure(facts.cohort()),
        timeline_figure(facts.cohort()),
        class_figure(facts.classes()),
        vendor_matrix(facts.classes()),
        precision_figure(sizes.samples(), 0.1),
        subgroup_figure(sizes.subgroups(), ("test",), "normal"),
        curve_figure(sizes.learning_curve()),
        spacing_figure(facts.geometry(), 0.01, 0.05),
        overlap_figure(leakage()),
        forest_figure(ASSOCIATIONS, SHORTCUTS.ceilings[0], LIMITS),
        level_figure(SHORTCUTS.strata[0], LIMITS),
    )
    assert None not in made
    return [one for one in made if one is not None]


def test_each_figure_has_words_and_numbers(figures: list[Figure]) -> None:
    for figure in figures:
        root = ET.fromstring(figure.svg)
        assert root[0].tag.endswith("title")
        assert root[0].text == figure.alt
        assert figure.caption.endswith(".")
        assert figure.table is not None
        assert figure.table.rows


def test_no_id_stands_twice_and_every_reference_has_its_target(figures: list[Figure]) -> None:
    ids: list[str] = []
    targets: set[str] = set()
    for figure in figures:
        for element in ET.fromstring(figure.svg).iter():
            ids += [element.attrib["id"]] if "id" in element.attrib else []
            for name, value in element.attrib.items():
                if name == "href":
                    targets.add(value.removeprefix("#"))
                elif value.startswith("url(#"):
                    targets.add(value[5:-1])
                assert name != "style"
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)


def test_figures_use_no_colour_of_their_own(figures: list[Figure]) -> None:
    for figure in figures:
        for element in ET.fromstring(figure.svg).iter():
            for name in ("fill", "stroke"):
                if element.get(name, "none").startswith("#"):
                    assert f"{name[0]}-" in element.get("class", ""), (figure.id, element.attrib)


def test_the_same_facts_give_the_same_bytes_in_another_process(figures: list[Figure]) -> None:
    program = (
        "from tests.report import sample_facts as f;"
        "from audit.report.figures.completeness import completeness_figure as c;"
        "import hashlib; print(hashlib.sha256(c(f.completeness()).svg.encode()).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    env |= {"SOURCE_DATE_EPOCH": "1"}
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, check=True
    )
    import hashlib  # noqa: PLC0415

    here = next(one.svg for one in figures if one.id == "fig-completeness")
    assert told.stdout.decode().strip() == hashlib.sha256(here.encode()).hexdigest()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name: str) -> None:
    plain, vendors = facts.vendors(), facts.vendors()
    vendors = replace(
        vendors,
        Manufacturer=Counts("series", 402, ((name, 214), *plain.Manufacturer.counts[1:])),
        by_modality=tuple((m, name if v == "Siemens" else v, n) for m, v, n in plain.by_modality),
    )
    one, other = vendor_figure(vendors), vendor_figure(plain)
    assert one is not None
    assert other is not None
    shape = [(e.tag, sorted(e.attrib)) for e in ET.fromstring(one.svg).iter()]
    assert shape == [(e.tag, sorted(e.attrib)) for e in ET.fromstring(other.svg).iter()]


def test_nothing_to_compare_is_no_figure() -> None:
    single = facts.vendors().by_modality[:1]
    assert vendor_figure(replace(facts.vendors(), by_modality=single)) is None
    assert model_figure(replace(facts.vendors(), models=())) is None
    assert envelope_figure(replace(facts.vendors(), envelope=())) is None
    cells = facts.completeness().cells[:1]
    assert completeness_figure(replace(facts.completeness(), cells=cells)) is None
    assert age_figure(replace(facts.cohort(), age_bands=())) is None
    shifted = replace(facts.cohort().dates, state="shifted")
    assert timeline_figure(replace(facts.cohort(), dates=shifted)) is None
    assert class_figure(replace(facts.classes(), counts=facts.classes().counts[:1])) is None
    assert precision_figure(replace(sizes.samples(), precision=()), 0.1) is None
    assert subgroup_figure(replace(sizes.subgroups(), rows=()), (), "") is None
    assert curve_figure(None) is None
    assert curve_figure(replace(sizes.learning_curve(), state="refused")) is None
    assert spacing_figure(replace(facts.geometry(), stacks=()), 0.01, 0.05) is None
    assert overlap_figure(leakage(splits=leakage().splits[:1])) is None
    assert forest_figure(ASSOCIATIONS[:1], None, LIMITS) is None
    strata = SHORTCUTS.strata[0]
    assert level_figure(replace(strata, levels=strata.levels[:1]), LIMITS) is None


def test_at_most_thirty_bars_and_no_count_is_lost() -> None:
    groups = tuple(
        Group(name, tuple(Bar(f"{name}{k}", k, 0) for k in range(40, 0, -1))) for name in "AB"
    )
    shown, n_other = limited(groups)
    assert n_other == 50
    assert sum(len(group.bars) for group in shown) == 30 + len(groups)
    total = sum(bar.value for group in shown for bar in group.bars)
    assert total == sum(bar.value for group in groups for bar in group.bars)
    assert limited(groups[:1], 40) == (groups[:1], 0)
