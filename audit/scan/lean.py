"""
The way a reading process starts: without numpy and pandas, which it has no use for.

pyarrow imports both if it can. That takes half of the start and a second at the first array, and
60 MB of every worker.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec

_REFUSED = frozenset({"numpy", "pandas", "cloudpickle"})


class Without:
    """
    A finder that refuses some modules and knows nothing of the others.

    Without a base class: importing that one alone takes a tenth of the start.
    """

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        """Raise ModuleNotFoundError for a refused module."""
        if fullname in _REFUSED:
            raise ModuleNotFoundError("not in a reading process")
        return None


def refuse_heavy_modules() -> None:
    """From now on; what is imported already stays."""
    sys.meta_path.insert(0, Without())


def main() -> int:
    """Serve batches from standard input until it ends."""
    refuse_heavy_modules()
    from audit.scan.worker import serve  # noqa: PLC0415 - imports pyarrow

    return serve()


if __name__ == "__main__":
    sys.exit(main())
