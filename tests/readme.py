"""The parts of README.md that are made from the program: `python -m tests.readme` renews them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from audit.checks import ALL_CHECKS
from audit.cli import app
from audit.outputs.write import FORMATS
from audit.scan import limits

README = Path(__file__).resolve().parent.parent / "README.md"
MIB = 1024 * 1024


def rules() -> str:
    """One row a rule, in the order of the report."""
    rows = [
        f"| `{check.rule}` | {check.severity} | {check.title} | {check.confidence} |"
        for check in ALL_CHECKS
    ]
    head = ["| rule | severity | finds | confidence |", "| :--- | :--- | :--- | :--- |"]
    return "\n".join([*head, *rows])


def commands() -> str:
    """One row a command, with the first sentence of its help."""
    rows = []
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.callback.__name__
        rows.append(f"| `dicom-audit {name}` | {(command.callback.__doc__ or '').strip()} |")
    return "\n".join(["| command | does |", "| :--- | :--- |", *rows])


def outputs() -> str:
    """One row a format that `--formats` takes."""
    rows = [
        f"| `{name}` | {', '.join(f'`{file}`' for file, _ in pairs)} |"
        for name, pairs in FORMATS.items()
    ]
    return "\n".join(["| format | files |", "| :--- | :--- |", *rows])


def limits_of_a_file() -> str:
    """What one file may cost, from the constants of the scanner."""
    rows = [
        ("header bytes read", f"{limits.HEADER_BYTES // MIB} MiB"),
        ("bytes inflated of a deflated file", f"{limits.INFLATED_BYTES // MIB} MiB"),
        ("bytes kept of one value", f"{limits.VALUE_BYTES // 1024} KiB"),
        ("elements", f"{limits.ELEMENTS:,}"),
        ("sequence items", f"{limits.ITEMS:,}"),
        ("sequences inside sequences", f"{limits.DEPTH}"),
        ("time", f"{limits.SECONDS:g} s, then once more alone with {limits.SECONDS_ALONE:g} s"),
        ("memory of the reading process", f"{limits.WORKER_BYTES // MIB} MiB"),
    ]
    lines = [f"| {what} | {limit} |" for what, limit in rows]
    return "\n".join(["| of one file | at most |", "| :--- | :--- |", *lines])


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "outputs": outputs,
    "rules": rules,
    "limits": limits_of_a_file,
}


def renew(text: str) -> str:
    """README.md with every part made again; raises ValueError where a part has no place."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"README.md has no place for {name}")
        text = pattern.sub(lambda found, make=make: found[1] + make() + "\n" + found[2], text)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    README.write_text(renew(README.read_text("utf-8")), "utf-8")
    sys.exit(0)
