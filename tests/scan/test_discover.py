"""Discovery: every path once, in one order, and nothing opened that should not be."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import NothingToAudit, UserError
from audit.scan.discover import Item, check_sources, discover
from audit.scan.doubles import full_path
from audit.scan.shown_path import shown_path
from tests.scan.other_user import as_nobody, open_folder


def found(root: Path, exclude: Path | None = None, follow: bool = False) -> list[Item]:
    return list(discover([root], exclude, follow))


def by_path(root: Path, follow: bool = False) -> dict[str, str]:
    items = found(root, None, follow)
    assert len({item.path for item in items}) == len(items), "every path once"
    return {shown_path(item.path): item.code for item in items}


# ------------------------------------------------------------------ trees
NAMES = st.one_of(
    st.sampled_from([b"a", b"A", b"b.dcm", b".hidden", b"--out", b"a b", b"100%", b"%41"]),
    st.binary(min_size=1, max_size=12).filter(
        lambda n: not {0, 47} & {*n} and n not in (b".", b"..")
    ),
)
TREES = st.recursive(
    st.sampled_from(["file", "link", "dangling", "loop", "fifo"]),
    lambda inner: st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
CODES = {"file": "", "link": "link-not-followed", "dangling": "link-dangling",
         "loop": "link-loop", "fifo": "special-file"}  # fmt: skip


def plant(place: Path, kind: object, target: Path) -> None:
    """Write one thing of a tree that was thought up."""
    if isinstance(kind, dict):
        place.mkdir(exist_ok=True)
        for name, inner in kind.items():
            plant(place / os.fsdecode(name), inner, target)
        return
    make: dict[object, Callable[[], object]] = {
        "file": place.touch,
        "link": lambda: place.symlink_to(target),
        "dangling": lambda: place.symlink_to("no-such"),
        "loop": lambda: place.symlink_to(place),
        "fifo": lambda: os.mkfifo(place),
    }
    make[kind]()


def expected(tree: object, path: bytes = b"") -> list[tuple[bytes, str]]:
    """Files of a folder before what lies in folders below, each in the order of its bytes."""
    if not isinstance(tree, dict):
        return [(path, CODES[str(tree)])]
    own = sorted((path + b"/" + name).lstrip(b"/") for name in tree)
    inner = {(path + b"/" + name).lstrip(b"/"): kind for name, kind in tree.items()}
    files = [pair for p in own if not isinstance(inner[p], dict) for pair in expected(inner[p], p)]
    below = [pair for p in own if isinstance(inner[p], dict) for pair in expected(inner[p], p)]
    return files + below


@given(tree=st.dictionaries(NAMES, TREES, max_size=6))
@settings(max_examples=80, deadline=None)
def test_any_tree(tree: dict[bytes, object]) -> None:
    """Each path once, in the order of bytes, with the code of its kind."""
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "beside").touch()
        root = folder / "root"
        root.mkdir()
        (root / "zz-target").touch()
        plant(root, tree, root / "zz-target")
        whole = {**tree, b"zz-target": "file"}
        items = found(root.resolve())
        assert [(item.path, item.code) for item in items] == expected(whole)
        assert all(bool(item.status) == bool(item.code) for item in items)
        assert all(item.full == bytes(root.resolve()) + b"/" + item.path for item in items)
        assert items == found(root.resolve())
        for item in items:
            assert full_path(root, shown_path(item.path)) in (
                item.full,
                os.fsencode(root) + b"/" + item.path,
            )
            shown_path(item.path).encode("utf-8")
    finally:
        shutil.rmtree(folder)


# ------------------------------------------------------------------ links
def test_links(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "one.dcm").touch()
    (tmp_path / "outside.dcm").touch()
    for name, target in {
        "file": "sub/one.dcm", "folder": "sub", "self": "self", "parent": "..", "here": ".",
        "gone": "no-such", "out": "../outside.dcm", "out-folder": "../..", "zero": "/dev/zero",
    }.items():  # fmt: skip
        (root / name).symlink_to(target)
    outside = {
        "here": "link-loop", "parent": "link-loop", "self": "link-loop", "gone": "link-dangling",
        "out": "link-outside", "out-folder": "link-loop", "zero": "special-file",
        "sub/one.dcm": "",
    }  # fmt: skip
    closed = {"file": "link-not-followed", "folder": "link-not-followed"}
    assert by_path(root) == {**outside, **closed}
    assert by_path(root, follow=True) == {**outside, "file": "", "folder/one.dcm": ""}


def test_links_that_lead_to_each_other_end(tmp_path: Path) -> None:
    """Four links between two folders are 2^40 paths for one who follows them all."""
    for here, there in (("a", "b"), ("b", "a")):
        (tmp_path / here).mkdir()
        (tmp_path / here / "one.dcm").touch()
        for name in ("x", "y"):
            (tmp_path / here / name).symlink_to(f"../{there}")
    paths = by_path(tmp_path, follow=True)
    assert Counter(paths.values()) == {"": 6, "link-loop": 8}
    assert paths["a/x/x"] == "link-loop"
    assert paths["a/x/one.dcm"] == ""


def test_special_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.dcm")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.dcm")
    assert by_path(tmp_path) == {"pipe.dcm": "special-file", "socket.dcm": "special-file"}
    (pipe,) = discover([tmp_path / "pipe.dcm"], None, False)
    assert (pipe.status, pipe.code) == ("skipped", "special-file")


# ------------------------------------------------------------------ folders
def test_a_closed_folder_and_one_that_may_only_be_listed() -> None:
    with open_folder() as folder:
        for name, mode in (("closed", 0), ("listed", 0o444), ("open", 0o755)):
            (folder / name).mkdir()
            (folder / name / "one.dcm").touch()
            (folder / name).chmod(mode)
        with as_nobody():
            paths = by_path(folder)
            with pytest.raises(NothingToAudit):
                found(folder / "closed")
        for name in ("closed", "listed"):
            (folder / name).chmod(0o755)
    assert paths["closed"] == "unreadable"
    assert paths["listed/one.dcm"] in ("", "unreadable")
    assert paths["open/one.dcm"] == ""


def test_own_output_is_not_entered(tmp_path: Path) -> None:
    out = tmp_path / "data" / "out"
    out.mkdir(parents=True)
    (out / "report.html").touch()
    (tmp_path / "data" / "one.dcm").touch()
    (tmp_path / "way").symlink_to("data")
    for exclude in (out, tmp_path / "way" / "out", tmp_path / "data" / "." / "out"):
        codes = {item.path: item.code for item in found((tmp_path / "data").resolve(), exclude)}
        assert codes == {b"one.dcm": "", b"out": "own-output"}


def test_a_path_too_long(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(30):
        os.mkdir(b"d" * 200, dir_fd=here)
        inner = os.open(b"d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    codes = [item.code for item in found(tmp_path)]
    assert codes == ["path-too-long"]


# ------------------------------------------------------------------ sources
def test_sources_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "other").symlink_to("a")
    (tmp_path / "round").symlink_to("round")
    one, inner = str(tmp_path / "a"), str(tmp_path / "a" / "b")
    for sources in ([], [one, one], [one, inner], [inner, one], [one, str(tmp_path / "other")],
                    ["s3://bucket/x"], [str(tmp_path / "SECRET^NAME")], [str(tmp_path / "round")],
                    [one + "\0"], [inner + "/x" * 3_000]):  # fmt: skip
        with pytest.raises(UserError):
            check_sources(sources)
    assert check_sources([inner]) == [Path(inner).resolve()]
    (tmp_path / "c").mkdir()
    assert len(check_sources([one, str(tmp_path / "c")])) == 2


def test_a_refused_source_is_named_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"source 2 \(`no/such\\x1bplace`\) does not exist"):
        check_sources([str(tmp_path), "no/such\x1bplace"])
    with pytest.raises(UserError, match=r"source 1 \(`s3://`\)") as refused:
        check_sources(["s3://user:SECRET@bucket/x"])
    assert "SECRET" not in str(refused.value)


def test_a_source_nobody_may_reach() -> None:
    with open_folder() as folder:
        (folder / "closed" / "inner").mkdir(parents=True)
        (folder / "closed").chmod(0)
        with as_nobody(), pytest.raises(UserError):
            check_sources([str(folder / "closed" / "inner")])
        (folder / "closed").chmod(0o700)


def test_sources_are_numbered(tmp_path: Path) -> None:
    for name in ("z", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.dcm").touch()
    roots = check_sources([str(tmp_path / "z"), str(tmp_path / "a" / "one.dcm")])
    items = list(discover(roots, None, False))
    assert [(item.path, item.source) for item in items] == [(b"one.dcm", 1), (b"one.dcm", 2)]


SHOWN = [
    (b"plain.dcm", "plain.dcm"),
    ("é/王.dcm".encode(), "é/王.dcm"),
    (b"100%.dcm", "100%.dcm"),
    (b"a\nb.dcm", "a\nb.dcm"),
    (b"\xff\xfe.dcm", "%FF%FE.dcm"),
    (b"50%41_\xff", "50%2541_%FF"),
    (b"\xed\xa0\x80", "%ED%A0%80"),
]


@pytest.mark.parametrize(("raw", "shown"), SHOWN)
def test_shown_path(raw: bytes, shown: str) -> None:
    assert shown_path(raw) == shown
    shown.encode("utf-8")
