"""What `init` writes: every item, nothing answered, nothing that a header could inject."""

from __future__ import annotations

from pathlib import Path

from audit.datasheet.declaration import DatasheetDeclaration, read_declaration
from audit.datasheet.documentation import build_documentation
from audit.datasheet.row import entries
from audit.datasheet.template import make_template
from audit.profile.model import Counts
from tests.records import catalogue, documentation, images, no_classes, overview, profile


def read_back(text: str, folder: Path) -> DatasheetDeclaration:
    path = folder / "datasheet.yaml"
    path.write_text(text, encoding="utf-8")
    return read_declaration(path)


def test_the_untouched_template_declares_nothing(tmp_path: Path) -> None:
    facts = profile()
    said = read_back(make_template(facts), tmp_path)
    assert said == DatasheetDeclaration()
    told = build_documentation(facts, said)
    assert [row.declared for row in told.table2] == [""] * 27
    assert {row.state for row in told.table2} <= {"measured", "partial", "absent"}
    untold = build_documentation(facts, None)
    assert [row.state for row in told.table2] == [row.state for row in untold.table2]


def test_items_without_a_measurement_read_back_absent(tmp_path: Path) -> None:
    facts = profile(classes=no_classes())
    said = read_back(make_template(facts), tmp_path)
    states = {row.id: row.state for row in build_documentation(facts, said).table2}
    for id in ("6b", "9c", "9d", "9f", "11", "12", "13", "15a", "15b", "16a", "16b", "16b.i"):
        assert states[id] == "absent", id


def test_every_item_and_every_key_stands_in_it() -> None:
    lines = make_template(profile()).splitlines()
    for entry in entries().values():
        assert f"# {entry.id}. {entry.item}" in lines
        assert f"{entry.key}:" in lines
    assert "  licence:" in lines
    assert any(line.startswith("# measured: CT in 8") for line in lines)


def test_measured_text_cannot_leave_its_comment(tmp_path: Path) -> None:
    evil = 'X\nowner: {legal_entity: "me"}\r\u2028\x85- !!python/object x'
    found = Counts("series", 12, ((evil, 12),))
    facts = profile(
        overview=overview(modalities=found),
        documentation=documentation(catalogue=catalogue(images=images(BodyPartExamined=found))),
    )
    text = make_template(facts)
    assert "legal_entity" in text
    assert read_back(text, tmp_path) == DatasheetDeclaration()


def test_equal_profiles_give_equal_bytes() -> None:
    assert make_template(profile()) == make_template(profile())
