"""Every path under the sources once, in a fixed order, also those we will not open."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from audit.errors import NothingToAudit, UserError
from audit.scan.safe_text import safe_text


class Item(NamedTuple):
    """
    One path found. `path` is relative to its source; `full` opens it. Items with a status were
    decided by their kind and are never opened.
    """

    path: bytes
    full: bytes
    status: str = ""
    code: str = ""
    source: int = 1


def check_sources(sources: Sequence[str]) -> list[Path]:
    """The sources as real paths; raises UserError where one is absent or two overlap."""
    if not sources:
        raise UserError("no source was given: name a folder or a file")
    roots = []
    for number, source in enumerate(sources, 1):
        if "://" in source:
            kind = _given(source.partition("://")[0])  # what follows may hold a password
            raise UserError(
                f"source {number} (`{kind}://`) names a kind of storage that is not known here: "
                "give a local folder or file"
            )
        root = Path(source)
        try:
            root = root.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):  # absent, closed to us, a loop, a NUL
            raise UserError(
                f"source {number} (`{_given(source)}`) does not exist: check the path given"
            ) from None
        roots.append(root)
    _refuse_overlap(roots)
    return roots


def _given(source: str) -> str:
    """What the operator typed, for the operator's terminal, so that it can do nothing there."""
    return safe_text(source, 1_000)


def _refuse_overlap(roots: list[Path]) -> None:
    for number, root in enumerate(roots):
        for other in roots[number + 1 :]:
            if root == other or root in other.parents or other in root.parents:
                raise UserError(
                    "two sources overlap, so that items would count twice: give each folder once"
                )


def is_ready_table(root: Path) -> bool:
    """Whether a source is a ready header table; a table inside a folder is none."""
    return root.name.lower().endswith((".parquet", ".csv", ".csv.gz")) and root.is_file()


def discover(roots: Sequence[Path], exclude: Path | None, follow_links: bool) -> Iterator[Item]:
    """
    Items of all sources, each folder in the byte order of its names, files before what lies in
    folders below. Memory grows with the largest folder and the depth, not with the dataset.
    Sources that are ready header tables hold rows and no files: they are left out.

    Raises NothingToAudit where a source cannot even be listed.
    """
    for source, root in enumerate(roots, 1):
        if root.is_dir():
            walk = _Walk(root, exclude, follow_links, source)
            yield from walk.items()
        elif not is_ready_table(root):
            yield _single(root, source)


class _Walk:
    """One tree, without recursion."""

    def __init__(self, root: Path, exclude: Path | None, follow_links: bool, source: int) -> None:
        self._base = os.fsencode(root)
        self._exclude = os.fsencode(exclude.resolve()) if exclude else None
        self._follow = follow_links
        self._source = source

    def items(self) -> Iterator[Item]:
        """All items of the tree."""
        waiting = [self._base]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield self._closed(folder, error)
                continue
            folders = []
            for entry in entries:
                if entry.path == self._exclude:
                    yield self._item(entry.path, "skipped", "own-output")
                    continue
                try:
                    found = None if self._is_folder(entry) else self._file(entry)
                except OSError:  # a folder that may be listed and not searched
                    found = self._item(entry.path, "rejected", "unreadable")
                if found is None:
                    folders.append(entry.path)
                else:
                    yield found
            waiting.extend(reversed(folders))

    def _is_folder(self, entry: os.DirEntry[bytes]) -> bool:
        if entry.is_dir(follow_symlinks=False):
            return True
        if not self._follow or not entry.is_symlink():
            return False
        return link_code(self._base, entry.path) == "folder"

    def _file(self, entry: os.DirEntry[bytes]) -> Item:
        if entry.is_file(follow_symlinks=False):
            return self._item(entry.path)
        if entry.is_symlink():
            code = link_code(self._base, entry.path)
            if code == "file":
                if self._follow:
                    return self._item(entry.path)
                code = "link-not-followed"
            return self._item(
                entry.path, "skipped", "link-not-followed" if code == "folder" else code
            )
        return self._item(entry.path, "skipped", "special-file")

    def _closed(self, folder: bytes, error: OSError) -> Item:
        if folder == self._base:
            raise NothingToAudit(
                "a source cannot be listed: grant read and search permission on the folder"
            ) from None
        code = "path-too-long" if error.errno == errno.ENAMETOOLONG else "unreadable"
        return self._item(folder, "rejected", code)

    def _item(self, full: bytes, status: str = "", code: str = "") -> Item:
        path = full[len(self._base) :].lstrip(b"/") or b"."
        return Item(path, full, status, code, self._source)


def _single(root: Path, source: int) -> Item:
    """A source that is itself a file, or something that is neither file nor folder."""
    name, full = os.fsencode(root.name), os.fsencode(root)
    if root.is_file():
        return Item(name, full, source=source)
    return Item(name, full, "skipped", "special-file", source)


def link_code(base: bytes, path: bytes) -> str:
    """What a link leads to: `file` or `folder` inside the source, else the code for skipping it."""
    try:
        target = os.path.realpath(path, strict=True)
        mode = os.stat(target).st_mode  # noqa: PTH116 - the path is bytes
    except OSError as error:
        return "link-loop" if error.errno == errno.ELOOP else "link-dangling"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "special-file"
    folder = os.path.dirname(path)  # noqa: PTH120 - the path is bytes
    here = os.path.realpath(folder)
    if stat.S_ISDIR(mode) and (here == target or here.startswith(target.rstrip(b"/") + b"/")):
        return "link-loop"
    if stat.S_ISDIR(mode) and here != folder:
        return "link-loop"  # met behind another link: two of them could lead round for ever
    inside = target == base or target.startswith(base.rstrip(b"/") + b"/")
    if not inside:
        return "link-outside"
    return "folder" if stat.S_ISDIR(mode) else "file"
