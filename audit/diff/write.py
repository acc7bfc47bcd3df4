"""The folder of a comparison: `diff.json`, `diff.md` and their digests."""

from __future__ import annotations

from pathlib import Path

from audit.diff import document, markdown
from audit.diff.model import Compared
from audit.errors import OutputNotWritten, UserError
from audit.folder import former_outputs, open_folder
from audit.outputs.atomic import atomic_write
from audit.outputs.write import SUMS, write_sums

FILES = {"diff.json": document.render, "diff.md": markdown.render}


def write_comparison(compared: Compared, out: Path) -> None:
    """
    SHA256SUMS goes first and comes back last, as in a run.

    Raises UserError where `out` is the folder of a run, whose digests would be lost,
    OutputNotWritten where it cannot be written to.
    """
    if set(former_outputs(out)) - FILES.keys():
        raise UserError("-o names the output folder of a run: name another for the comparison")
    with open_folder(out) as folder:
        try:
            (folder.path / SUMS).unlink(missing_ok=True)
        except OSError:
            raise OutputNotWritten(f"an older {SUMS} cannot be removed from the folder") from None
        for name, render in FILES.items():
            atomic_write(folder.path / name, render(compared))
        write_sums(folder.path, tuple(FILES))
