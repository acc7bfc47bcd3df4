"""One item to one answer: always an answer, never an exception but for what ends the process."""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

from audit.scan import limits
from audit.scan.codes import status_of
from audit.scan.container import KnownMeta, NotRead, open_container, walker_of
from audit.scan.plans import make_tree
from audit.scan.privacy_marks import PrivacyMarks
from audit.scan.rows import Row, RowMaker
from audit.scan.source_bytes import FileBytes, Inflated
from audit.scan.stencils import Stencils

CLAIMS = (b".dcm", b".dicom", b".dic", b".ima")
"""Suffixes by which a file says that it is DICOM."""
READ_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


class Answer(NamedTuple):
    """What is known of one item: for the inventory, and, where it was read, for the table."""

    status: str
    codes: tuple[str, ...]
    size_bytes: int | None = None
    sha256: str | None = None
    row: Row | None = None


class HeaderReader:
    """Reads headers one after the other, and remembers what headers have in common."""

    def __init__(self, key: bytes, follow_links: bool = False, marks: bool = True) -> None:
        self.key = key
        self._rows = RowMaker(key)
        self.flags = READ_FLAGS if follow_links else READ_FLAGS | os.O_NOFOLLOW
        self._root = make_tree()[0]
        self._stencils = Stencils(self._root)
        self.marks = PrivacyMarks() if marks else None
        """What looks for people in headers; without it their columns are null: not looked at."""
        self._meta: KnownMeta = {}

    def read(self, path: bytes) -> Answer:
        """The header of one file; `path` is opened read-only and never through a link."""
        try:
            descriptor = os.open(path, self.flags)
        except OSError as error:
            return Answer(*_refusal(error))
        try:
            return self._read(descriptor, path)
        except OSError:
            return Answer("rejected", ("read-error",))
        finally:
            os.close(descriptor)

    def _read(self, descriptor: int, path: bytes) -> Answer:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return Answer("skipped", ("special-file",))
        size = before.st_size
        data = os.pread(descriptor, limits.FIRST_READ, 0)
        if not data:
            return _not_read(("empty-file",), path, size, data)
        try:
            answer = self._walk(FileBytes(descriptor, size), data)
        except NotRead as unread:
            return _not_read(unread.codes, path, size, data)
        after = os.fstat(descriptor)
        if (after.st_size, after.st_mtime_ns) != (size, before.st_mtime_ns):
            codes = (*answer.codes, "changed-during-scan")
            answer = answer._replace(status=status_of(codes), codes=codes)
        return answer

    def _walk(self, source: FileBytes, data: bytes) -> Answer:
        opened = open_container(source, data, self._meta)
        walker = walker_of(source, data, opened, self._root)
        seen = self._stencils.walk(walker, data, opened)
        if isinstance(walker.source, Inflated) and walker.source.n_behind() > 1:  # one may pad
            seen.codes.append("trailing-data")
        if not seen.heads:
            fault = "inflate-error" if "inflate-error" in seen.codes else "truncated"
            raise NotRead(fault, "no-dataset")
        row, codes = self._rows.make(opened, seen, source.size, data)
        if self.marks is not None:
            self.marks.mark(row, opened, source, data, walker)
        if opened.codes or seen.codes or codes:
            codes = sorted({*opened.codes, *seen.codes, *codes})
        return Answer(status_of(codes), tuple(codes), source.size, walker.hashed.hexdigest(), row)


def _refusal(error: OSError) -> tuple[str, tuple[str, ...]]:
    if error.errno == errno.ENAMETOOLONG:
        return "rejected", ("path-too-long",)
    if error.errno == errno.ELOOP:  # swapped for a link since it was listed
        return "skipped", ("link-not-followed",)
    if error.errno in (errno.ENXIO, errno.ENODEV):
        return "skipped", ("special-file",)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "rejected", ("changed-during-scan",)
    return "rejected", ("unreadable",)


def _not_read(codes: tuple[str, ...], path: bytes, size: int, data: bytes) -> Answer:
    """A file that neither is DICOM nor claims to be is no concern of ours, and is listed."""
    claims = path.lower().endswith(CLAIMS) or data[128:132] == b"DICM"
    if claims:
        return Answer("rejected", codes, size)
    codes = ("not-dicom",) if "not-dicom" in codes else codes
    return Answer("skipped", codes, size)
