"""`report.html`: inert, without a request, readable by all, small for a large dataset."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from audit.outputs import html
from audit.profile.model import Counts, Profile
from audit.profile.model.completeness import Cell
from audit.profile.model.geometry import Stack
from audit.report.model import AuditReport
from tests.report import sample
from tests.report import sample_facts as facts
from tests.report import sample_sizes as sizes

PAYLOAD = (
    "'\"></style></script></title><script>alert(1)</script><img src=http://x.invalid/a>$x$ {{1}}"
)
CHROMIUM = shutil.which("chromium")


class _Shape(HTMLParser):
    """Tags with the names of their attributes, in order; and the values that could act."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name in ("href", "src", "style", "action", "srcset"):
                self.links.append(f"{name}={value}")
            if name == "id":
                self.ids.append(value or "")


def shape_of(data: bytes) -> _Shape:
    parser = _Shape()
    parser.feed(data.decode("utf-8"))
    return parser


def named(text: str) -> AuditReport:
    """The sample with one text in every place where a value of the data can stand."""
    plain = sample.profile()
    swap = {"Siemens": text}
    vendors = replace(
        plain.vendors,
        Manufacturer=Counts("series", 402, ((text, 214), *plain.vendors.Manufacturer.counts[1:])),
        names=(replace(plain.vendors.names[0], name=text, spellings=((text, 201),)),),
        by_modality=tuple((m, swap.get(v, v), n) for m, v, n in plain.vendors.by_modality),
        SoftwareVersions=Counts("series", 402, ((text, 3),)),
    )
    count = replace(plain.classes.counts[0], name=text, label=text)
    lesion = replace(plain.samples.lesions[0], split=text)
    samples = replace(
        plain.samples,
        subgroups=sizes.subgroups(text),
        curve=sizes.learning_curve(text),
        lesions=(lesion,),
        rules=tuple(replace(one, name_of_class=text) for one in plain.samples.rules),
        precision=tuple(replace(one, name=text, split=text) for one in plain.samples.precision),
    )
    row = replace(plain.documentation.table2[0], declared=text, measured=text, advice=text)
    profile = replace(
        plain,
        vendors=vendors,
        samples=samples,
        classes=replace(plain.classes, counts=(count, *plain.classes.counts[1:])),
        documentation=replace(
            plain.documentation, name=text, version=text, description=text,
            table2=(row, *plain.documentation.table2[1:]),
        ),
    )  # fmt: skip
    results = tuple(
        replace(
            one,
            reason=text,
            findings=tuple(
                replace(f, message=text, subject=text, keyword=text) for f in one.findings
            ),
        )
        for one in sample.results()
    )
    return sample.report(profile=profile, results=results)


@pytest.fixture(scope="module")
def page() -> bytes:
    return html.render(sample.report())


def test_same_report_same_bytes(page: bytes) -> None:
    assert html.render(sample.report()) == page


def test_a_value_is_text_wherever_it_stands() -> None:
    harmless, hostile = shape_of(html.render(named("A"))), shape_of(html.render(named(PAYLOAD)))
    assert hostile.tags == harmless.tags
    assert hostile.links == harmless.links
    assert b"<script>" not in html.render(named(PAYLOAD))


def test_policy_forbids_every_request(page: bytes) -> None:
    text = page.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert text.index("Content-Security-Policy") < text.index("<style>")
    assert all(link.startswith("href=#") for link in shape_of(page).links)
    assert not re.search(r"url\((?!#|data:font/woff2)", text)
    assert text.count("<script") == 1  # JSON-LD, a data block


def test_ids_are_unique_and_links_have_targets(page: bytes) -> None:
    shape = shape_of(page)
    assert len(shape.ids) == len(set(shape.ids))
    assert {link.removeprefix("href=#") for link in shape.links} <= set(shape.ids)


def test_parts_stand_in_their_order(page: bytes) -> None:
    parts = re.findall(r'<section id="(\w+)"', page.decode())
    assert parts == [
        "summary", "findings", "datasheet", "fair", "families", "integrity", "hierarchy",
        "conformance", "vendors", "completeness", "cohort", "geometry", "classes", "samples",
        "annotations", "leakage", "shortcuts", "balance", "privacy", "protocols", "utility",
        "values", "crosswalk", "method", "provenance",
    ]  # fmt: skip


def test_first_screen_answers_the_question(page: bytes) -> None:
    text = re.sub(r"<[^>]+>", "", page.decode().split('<section id="findings"')[0])
    assert "Audit incomplete" in text
    assert "2 of 150 labelled patients stand in train and in test." in text
    assert "so that every test result is too good." in text


def test_no_path_no_token_no_time(tmp_path: Path) -> None:
    from tests.outputs.inventory import CANARY, write_inventory  # noqa: PLC0415

    report = sample.report(inventory=write_inventory(tmp_path), show_paths=True)
    data = html.render(report)
    assert CANARY.encode() not in data
    assert str(tmp_path).encode() not in data


def test_words_that_a_report_must_not_use(page: bytes) -> None:
    text = re.sub(r"<style>.*?</style>", "", page.decode(), flags=re.DOTALL)
    assert not re.search(r"\b(compliant|unbiased|anonymous)\b", text, re.IGNORECASE)


def huge() -> Profile:
    """A million instances: thousands of keywords, stacks, models and classes."""
    plain = sample.profile()
    cells = tuple(
        Cell(f"Keyword{k:04}", m, 9000, 8000, 200, 200, 200, 300, 100, facts.some("series", 1))
        for k in range(2000)
        for m in ("CT", "MR")
    )
    stacks = tuple(
        Stack(s, s, "CT", 100, 1.0, 1.0, 1.1, 0.1 + s / 1e6, 1, 0, 0.0, 1.0, None)
        for s in range(1, 40_001)
    )
    models = tuple(("CT", "Siemens", f"Model {k}", 40_000 - k, 3) for k in range(20_000))
    rows = tuple(replace(plain.classes.counts[0], name=f"class {k}") for k in range(5000))
    return replace(
        plain,
        completeness=replace(plain.completeness, cells=cells),
        geometry=replace(plain.geometry, stacks=stacks),
        vendors=replace(plain.vendors, models=models),
        classes=replace(plain.classes, counts=rows),
    )


def test_a_huge_dataset_stays_under_5_mb_and_says_what_is_left_out() -> None:
    text = html.render(sample.report(profile=huge())).decode()
    assert len(text) < 5_000_000
    for words in ("19,500 more rows of 20,000", "39,500 more rows of 40,000", "3,500 more rows"):
        assert words in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(
    browser: Any, page: bytes, tmp_path: Path, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    (tmp_path / "report.html").write_bytes(page)
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    try:
        tab = context.new_page()
        tab.goto((tmp_path / "report.html").as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(tab).response["violations"]
        assert [(one["id"], [n["target"] for n in one["nodes"]][:3]) for one in found] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        context.close()


@pytest.mark.browser
def test_a_browser_asks_for_nothing_and_complains_of_nothing(
    browser: Any, page: bytes, tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_bytes(page)
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.goto((tmp_path / "report.html").as_uri())
        outside = [url for url in asked if not url.startswith("data:font/woff2")]
        assert outside == [(tmp_path / "report.html").as_uri()]
        assert said == []
    finally:
        context.close()


@pytest.mark.browser
def test_the_filter_needs_no_script(browser: Any, page: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes(page)
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto((tmp_path / "report.html").as_uri())
        assert tab.locator(".rule:visible").count() == 6
        tab.locator("#family-vendors").check()
        assert tab.locator(".rule:visible").count() == 1
        assert tab.locator("#rule-VEN001").is_visible()
    finally:
        context.close()
