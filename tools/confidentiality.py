"""
Makes `audit/data/confidentiality.tsv` again: the actions of the Basic Profile of PS3.15 Annex E.

    python -m tools.confidentiality

Reads a table of constants inside an installed dicom-anonymizer (BSD-3-Clause), whose authors took
it from table E.1-1 of DICOM PS3.15. No code of it runs. A test derives the table again.
"""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

from audit.scan.dictionary import keyword_of

TABLE = Path(__file__).parents[1] / "audit" / "data" / "confidentiality.tsv"
EDITION = "2026c"
_ACTIONS = {
    "D_TAGS": "D", "Z_TAGS": "Z", "X_TAGS": "X", "U_TAGS": "U", "Z_D_TAGS": "Z/D",
    "X_Z_TAGS": "X/Z", "X_D_TAGS": "X/D", "X_Z_D_TAGS": "X/Z/D", "X_Z_U_STAR_TAGS": "X/Z/U*",
}  # fmt: skip
HEAD = (
    f"# Actions of the Basic Application Level Confidentiality Profile, DICOM PS3.15 {EDITION},\n"
    "# table E.1-1, by way of dicom-anonymizer 2.1.0 (BSD-3-Clause, Kitware Europe); x: any.\n"
    "tag\tkeyword\taction\n"
)


def source() -> Path | None:
    """The file of constants in the installed package, if there is one."""
    spec = find_spec("dicomanonymizer")
    if spec is None or spec.origin is None:
        return None
    name = f"dicomfields_{EDITION}.py"
    return Path(spec.origin).with_name("dicom_anonymization_databases") / name


def derive(file: Path) -> str:
    """The table as text, from the file of constants."""
    rows = []
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            action = _ACTIONS.get(node.targets[0].id)
            if action:
                rows += [(*_name(tag), action) for tag in ast.literal_eval(node.value)]
    return HEAD + "".join("\t".join(row) + "\n" for row in sorted(set(rows)))


def _name(tag: tuple[int, ...]) -> tuple[str, str]:
    """Tag and keyword; four numbers are a tag and the mask of its digits that count."""
    if len(tag) == 2:
        number = tag[0] << 16 | tag[1]
        return f"{number:08X}", keyword_of(number) or "-"
    value, mask = f"{tag[0]:04X}{tag[1]:04X}", f"{tag[2]:04X}{tag[3]:04X}"
    shown = (v if m == "F" else "x" for v, m in zip(value, mask, strict=True))
    return "".join(shown), "-"


if __name__ == "__main__":
    found = source()
    if found is None:
        raise SystemExit("install dicom-anonymizer 2.1.0 first")
    TABLE.write_text(derive(found), encoding="utf-8")
