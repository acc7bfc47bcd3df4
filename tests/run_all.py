"""Everything that has to hold before a change goes in: format, lint, types, layers, tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEPS = (
    ("format", [sys.executable, "-m", "ruff", "format", "--check", "."]),
    ("lint", [sys.executable, "-m", "ruff", "check", "."]),
    ("types", [sys.executable, "-m", "mypy"]),
    ("layers", [str(BIN / "lint-imports")]),
    ("tests", [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]),
)


def main() -> int:
    """Run every step, also after one that failed; 0 only where all are good."""
    results = []
    for name, command in STEPS:
        print(f"== {name}", flush=True)
        results.append((name, subprocess.run(command, cwd=ROOT, check=False).returncode))
    print("== summary")
    for name, code in results:
        print(f"{'good  ' if code == 0 else 'FAILED'}  {name}")
    return 1 if any(code for _, code in results) else 0


if __name__ == "__main__":
    sys.exit(main())
