"""Templates: found in a checkout and in a wheel, everything escaped, unknown names refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from audit.report import environment
from audit.report.typeface import covered, drawable


def test_a_checkout_uses_the_repositorys_templates() -> None:
    folder = environment.templates_dir()
    assert (folder / "report.html").is_file()
    assert (folder / "style" / "base.css").is_file()


def test_a_wheel_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "audit" / "report").mkdir(parents=True)
    (tmp_path / "audit" / "_templates").mkdir()
    monkeypatch.setattr(environment, "__file__", str(tmp_path / "audit/report/environment.py"))
    assert environment.templates_dir() == tmp_path / "audit" / "_templates"


def test_everything_is_escaped_and_an_unknown_name_is_an_error() -> None:
    made = environment.environment()
    assert made.from_string("{{ a }}").render(a='<b> "x"') == "&lt;b&gt; &#34;x&#34;"
    marked = made.from_string("{{ a | marked }}")
    assert marked.render(a="use `a<b`; <i>") == "use <code>a&lt;b</code>; &lt;i&gt;"
    assert marked.render(a="one ` only <i>") == "one ` only &lt;i&gt;"
    with pytest.raises(UndefinedError):
        made.from_string("{{ nothing }}").render()


def test_every_mark_can_be_drawn() -> None:
    assert {ord(mark) for mark in "✓×■▲△◆†?!–·≥√Σ²₁"} <= covered()
    assert drawable("A 日") == "A \\u65e5"
