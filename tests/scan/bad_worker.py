"""A reading process that dies, hangs, or fills its memory over files with telling names."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import sys
import time
from pathlib import Path

from audit.scan.lean import Without

if __name__ == "__main__":
    sys.meta_path.insert(0, Without())

from audit.scan import limits, worker
from audit.scan.headers import Answer, HeaderReader

_HELD: list[bytes] = []


class BadReader(HeaderReader):
    """Reads as always, but for what the name of a file tells it to do; each try is noted."""

    def read(self, path: bytes) -> Answer:
        name = os.fsdecode(path.rpartition(b"/")[2])
        what = name.partition("-")[0]
        if what != "good":
            with Path(os.fsdecode(path) + ".tries").open("a") as tries:
                tries.write("x")
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif what == "crash":
            ctypes.string_at(0)
        elif what == "hang":
            time.sleep(600)
        elif what == "burn":
            limits.CPU_SECONDS = 0
            with mmap.mmap(-1, 16) as progress:
                worker._Granting(progress).begin(0)
            while True:
                pass
        elif what == "slow":
            time.sleep(0.4)
        elif what == "fill":
            while True:
                _HELD.append(b"x" * (32 << 20))
        elif what == "grow":
            _HELD.append(os.urandom(40 << 20))
        elif what == "spoil":  # a row that the table cannot take: it kills behind the last item
            return Answer("ok", (), row={"Rows": "no number"})
        return super().read(path)


if __name__ == "__main__":
    setattr(worker, "HeaderReader", BadReader)  # noqa: B010 - mypy sees no such name
    sys.exit(worker.serve())
