"""
Makes `audit/data/screen_regions.tsv` again: devices and screens that draw text into their pixels.

    python -m tools.screen_regions FILE

FILE is `deid/data/deid.dicom` of deid (MIT licence, Copyright (c) 2016-2022 Vanessa Sochat; rules
of CTP, of Susan Weber and others, named in it). Taken, unchanged, are the rules with regions whose
conditions can be asked of the columns of a header table.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TABLE = Path(__file__).parents[1] / "audit" / "data" / "screen_regions.tsv"
FIELDS = frozenset(
    {"Modality", "Manufacturer", "ManufacturerModelName", "Rows", "Columns", "ImageType",
     "BurnedInAnnotation", "SOPClassUID", "ConversionType", "SoftwareVersions"}
)  # fmt: skip
_CONDITION = re.compile(r"(?:\+ )?(contains|equals|notcontains|notequals) (\w+) (.+)")
HEAD = (
    "# Regions in which devices draw text, from the pixel filters of deid 0.4.13 (MIT licence,\n"
    "# Copyright (c) 2016-2022 Vanessa Sochat). conditions: all hold; | in a value: any of them.\n"
    "label\tconditions\tregions\n"
)


def derive(text: str) -> str:
    """The table from the text of the recipe."""
    rows = [
        row for block in re.split(r"^LABEL ", text, flags=re.MULTILINE)[1:] if (row := _row(block))
    ]
    return HEAD + "".join("\t".join(row) + "\n" for row in dict.fromkeys(rows))


def _row(block: str) -> tuple[str, str, str] | None:
    """None for a rule that cannot be asked, or names no region."""
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    label = re.sub(r"\s*#.*", "", lines[0]).strip()
    conditions, regions = [], []
    for line in lines[1:]:
        if line.startswith(("#", "%")):
            continue
        if region := re.fullmatch(r"(?:ctp)?coordinates ([\d, ]+)", line):
            regions.append(region[1].replace(" ", ""))
            continue
        found = None if "||" in line else _CONDITION.fullmatch(line)
        if found is None or found[2] not in FIELDS:
            return None
        conditions.append(" ".join(found.groups()).strip())
    return (label, "; ".join(conditions), " ".join(regions)) if conditions and regions else None


if __name__ == "__main__":
    TABLE.write_text(derive(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
