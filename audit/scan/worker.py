"""The reading process: takes batches of items, gives Arrow tables back; dies when told to."""

from __future__ import annotations

import json
import mmap
import os
import resource
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from audit.scan import limits
from audit.scan.forked import held_bytes
from audit.scan.headers import Answer, HeaderReader
from audit.scan.shown_path import shown_path
from audit.scan.source_bytes import digest_whole
from audit.scan.wire import pack

LENGTH = struct.Struct("<Q")
DONE = (1 << 63) - 1
"""The progress mark between batches."""


Answerer = Callable[[dict[str, Any], mmap.mmap], bytes | memoryview]


def serve(prepare: Callable[[dict[str, Any]], Answerer] | None = None, inherited: int = 0) -> int:
    """
    Serve batches from standard input until it ends.

    `prepare` makes what answers a batch from the settings: headers, if nothing else is given.
    `inherited` are bytes of address space that came from the parent, and are not counted.
    """
    os.umask(0o077)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing but answers may ever stand on that pipe
    settings = json.loads(_receive(requests) or b"{}")
    _bind_limits(settings["memory"] + inherited)
    with mmap.mmap(settings["progress"], 16) as progress:
        answer_batch = (prepare or _read_headers)(settings)
        at_first = held_bytes()
        while (request := _receive(requests)) is not None:
            answer = answer_batch(json.loads(request), progress)
            progress[:] = LENGTH.pack(DONE) + LENGTH.pack(max(0, held_bytes() - at_first))
            _send(answers, answer)
    return 0


def _read_headers(settings: dict[str, Any]) -> Answerer:
    reader = HeaderReader(
        bytes.fromhex(settings["key"]), settings["follow_links"], settings["marks"]
    )

    def answer(batch: dict[str, Any], progress: mmap.mmap) -> bytes | memoryview:
        if "annotations" in batch:
            return _annotate(reader, batch, progress)
        work = _digest if batch["digest"] else _compare if "compare" in batch else _read
        return work(reader, batch, progress)

    return answer


def _bind_limits(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_NOFILE, limits.OPEN_FILES)):
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (ValueError, OSError):
            continue  # some systems refuse; the parent's deadline still holds


class _Granting:
    """
    Says which item is next, and grants it processor time.

    The system counts that time by process: the soft limit moves on with the items. What runs
    beyond it is killed by the system, also where nobody watches the clock any more.
    """

    def __init__(self, progress: mmap.mmap) -> None:
        self._progress = progress
        self._next = 0.0

    def begin(self, number: int) -> None:
        """Before each item; the grant is renewed once a second at most, for it is slow."""
        self._progress[:8] = LENGTH.pack(number)
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + 1.0
        soft = int(time.process_time()) + 2 + limits.CPU_SECONDS
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        try:
            allowed = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
            resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
        except (ValueError, OSError):
            return  # as above


def _receive(pipe: BinaryIO) -> bytes | None:
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return pipe.read(LENGTH.unpack(head)[0])


def _send(pipe: BinaryIO, data: bytes | memoryview) -> None:
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _read(reader: HeaderReader, batch: dict[str, Any], progress: mmap.mmap) -> memoryview:
    """All answers of a batch as one Arrow table; unread items have null columns."""
    rows, alone, begin = [], "alone" in batch, _Granting(progress).begin
    reserve = bytes(limits.RESERVE_BYTES if alone else 0)
    for number, full, path, status, code, source in batch["items"]:
        begin(number)
        name = path if path.isascii() else shown_path(os.fsencode(path))
        answer = Answer(status, (code,)) if status else _guarded(reader, os.fsencode(full), alone)
        row = answer.row or {}
        if reader.marks is not None:
            reader.marks.mark_path(row, path)
        row["item"], row["path"], row["status"] = number, name, answer.status
        row["codes"], row["sha256"] = list(answer.codes), answer.sha256
        row["size_bytes"], row["source"] = answer.size_bytes, source
        rows.append(row)
    progress[:8] = LENGTH.pack(DONE)
    del reserve  # so that there is room to say that there was none
    return pack(rows)


def _guarded(reader: HeaderReader, path: bytes, alone: bool) -> Answer:
    """The border: whatever a file does to the reader is an answer, and a code, never a text."""
    try:
        return reader.read(path)
    except MemoryError:
        if not alone:  # others may have filled the memory: it is tried again in a new process
            os._exit(1)
        return Answer("rejected", ("memory-limit",))
    except Exception:
        return Answer("rejected", ("internal-error",))


def _digest(reader: HeaderReader, batch: dict[str, Any], progress: mmap.mmap) -> bytes:
    """SHA-256 of whole files, null where one cannot be read or is longer than allowed."""
    digests: list[str | None] = []
    begin = _Granting(progress).begin
    for number, full, *_ in batch["items"]:
        begin(number)
        digests.append(_digest_of(os.fsencode(full), reader.flags, batch["longest"]))
    return json.dumps(digests).encode()


def _compare(reader: HeaderReader, batch: dict[str, Any], progress: mmap.mmap) -> bytes:
    """For each file the keywords on which pydicom disagrees; null where that cannot be told."""
    from audit.scan.pydicom_answers import differing  # noqa: PLC0415 - once a run, not once a worker

    found: list[list[str] | None] = []
    begin = _Granting(progress).begin
    for number, full, *_ in batch["items"]:
        begin(number)
        path = os.fsencode(full)
        row = _guarded(reader, path, True).row
        found.append(None if row is None else differing(path, reader.flags, row, reader.key))
    return json.dumps(found).encode()


def _annotate(reader: HeaderReader, batch: dict[str, Any], progress: mmap.mmap) -> memoryview:
    """Annotation objects and files, with what stands in their sequences kept together."""
    from audit.scan.annotation_answers import annotate  # noqa: PLC0415 - where there are any

    answer = annotate(batch, reader.flags, reader.key, _Granting(progress).begin)
    progress[:8] = LENGTH.pack(DONE)
    return answer


def _digest_of(path: bytes, flags: int, longest: int) -> str | None:
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    try:
        size = os.fstat(descriptor).st_size
        return digest_whole(descriptor, size) if size <= longest else None
    except OSError:
        return None
    finally:
        os.close(descriptor)
