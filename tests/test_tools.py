"""The table of Types, made again from what it was made from."""

from __future__ import annotations

import gzip
import json

import pytest

from tools.iod_types import INCLUDED_ON_CONDITION, TABLE, derive, standard_folder, to_bytes


def test_the_table_is_that_of_highdicom() -> None:
    folder = standard_folder()
    if folder is None:
        pytest.skip("highdicom is not installed: its JSON files are what the table is made from")
    derived = derive(folder)
    assert derived == json.loads(gzip.decompress(TABLE.read_bytes()))
    assert to_bytes(derived) == to_bytes(derived)
    assert len(derived["sop_classes"]) >= 180


def test_each_exception_is_about_an_attribute_of_its_module() -> None:
    modules = json.loads(gzip.decompress(TABLE.read_bytes()))["modules"]
    for module, keywords in INCLUDED_ON_CONDITION.items():
        (top,) = [level for level in modules[module] if not level[0]]
        assert keywords <= {*top[3], *top[4]}, "conditional in the table"
