"""
Makes `audit/data/iod_types.json.gz` again: which attributes each SOP class asks for, by Type.

    python -m tools.iod_types

Reads the JSON files inside an installed highdicom (MIT licence), which its authors derived from
DICOM PS3.3 and PS3.4. No code of highdicom runs. A test derives the table again and compares.
"""

from __future__ import annotations

import gzip
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "audit" / "data" / "iod_types.json.gz"

INCLUDED_ON_CONDITION = {
    "sr-document-content": frozenset(
        {
            "ConceptCodeSequence",
            "GraphicData",
            "GraphicType",
            "MeasuredValueSequence",
            "PixelOriginInterpretation",
            "ReferencedFrameOfReferenceUID",
            "ReferencedSOPSequence",
            "TabulatedValuesSequence",
            "TemporalRangeType",
        }
    )
}
"""
Attributes of macros that a module includes only on a condition. The JSON files give the Type
inside the macro and leave the condition out: a content item needs a MeasuredValueSequence only
where its ValueType is NUM (PS3.3 C.17.3, table C.17-5). They count as conditional.
"""
NOT_ATTRIBUTES = frozenset({"OverlaySubtype"})
"""Keywords that PS3.6 does not have."""

Json = dict[str, Any]


def derive(folder: Path) -> Json:
    """
    The table from the folder `_standard` of highdicom.

    `sop_classes`: UID to IOD; `iods`: the mandatory modules (usage M) of each IOD; `modules`: of
    each module a list by level of `[path, Type 1 keywords, Type 2 keywords, Type 1C keywords,
    Type 2C keywords]`; `path` joins the keywords of the sequences with dots and is empty for the
    data set itself. Below the top the conditional keywords are only counted.
    """
    attributes = _read(folder / "module_attribute_map.json")
    modules_of = _read(folder / "iod_module_map.json")
    classes: dict[str, str] = _read(folder / "sop_class_iod_map.json")
    iods = {
        iod: sorted({m["key"] for m in modules_of[iod] if m["usage"] == "M"} & attributes.keys())
        for iod in sorted(set(classes.values()) & modules_of.keys())
    }
    used = sorted({module for modules in iods.values() for module in modules})
    return {
        "sop_classes": {uid: iod for uid, iod in sorted(classes.items()) if iod in iods},
        "iods": iods,
        "modules": {module: _levels(module, attributes[module]) for module in used},
    }


def _levels(module: str, attributes: list[Json]) -> list[list[Any]]:
    by_path: dict[str, dict[str, set[str]]] = {}
    conditional = INCLUDED_ON_CONDITION.get(module, frozenset())
    for one in attributes:
        keyword, kind, path = one["keyword"], one["type"], ".".join(one["path"])
        if kind not in ("1", "2", "1C", "2C") or keyword in NOT_ATTRIBUTES:
            continue
        if not path and keyword in conditional:
            kind = f"{kind[0]}C"
        level = by_path.setdefault(path, {"1": set(), "2": set(), "1C": set(), "2C": set()})
        level[kind].add(keyword)
    return [_level(path, level) for path, level in sorted(by_path.items())]


def _level(path: str, level: dict[str, set[str]]) -> list[Any]:
    conditional = [sorted(level["1C"]), sorted(level["2C"])]
    told = [len(some) for some in conditional] if path else conditional
    return [path, sorted(level["1"]), sorted(level["2"]), *told]


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def standard_folder() -> Path | None:
    """Where an installed highdicom keeps its JSON files; None without highdicom."""
    package = find_spec("highdicom")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "_standard"


def to_bytes(table: Json) -> bytes:
    """The same table gives the same bytes."""
    text = json.dumps(table, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def main() -> None:
    """Write the table; raises SystemExit where highdicom is not installed."""
    folder = standard_folder()
    if folder is None:
        raise SystemExit("highdicom is not installed: pip install highdicom==0.28.2")
    TABLE.write_bytes(to_bytes(derive(folder)))


if __name__ == "__main__":
    main()
