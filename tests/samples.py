"""
How `sample_reports/` is made; `python -m tests.samples [CORPUS]` makes it again.

Without the folder of the corpus only the sample of the demonstration is made.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from audit.errors import EXIT_INCOMPLETE, EXIT_PASS

SAMPLES = Path(__file__).resolve().parent.parent / "sample_reports"
DECLARATION = SAMPLES / "corpus" / "datasheet.yaml"
POLICY = SAMPLES / "corpus" / "policy.yaml"
OUTPUTS = (
    "SHA256SUMS",
    "audit.json",
    "croissant.json",
    "datacite.json",
    "findings.csv",
    "inventory.parquet",
    "junit.xml",
    "occurrences.parquet",
    "report.html",
    "report.pdf",
    "results.sarif",
    "ro-crate-metadata.json",
    "run.json",
    "summary.md",
)
DEMO_INPUTS = ("datasheet.yaml", "labels.csv", "policy.yaml")

# The two sources that hold heads with a face: of one a part is taken, of the other nothing.
LEFT_OUT = ("LICENSES", "neurolabusc+dcm_qa_uih")
IN_PART = {"neurolabusc+dcm_qa_ct": "In/Philips"}


def corpus_sources(corpus: Path) -> list[Path]:
    """The folders that are audited, in the order of their names."""
    folders = sorted(one for one in corpus.iterdir() if one.is_dir() and one.name not in LEFT_OUT)
    return [one / IN_PART.get(one.name, "") for one in folders]


def make_demo(work: Path) -> Path:
    """Run `dicom-audit demo`; the folder of its report. The inputs lie in the folder above."""
    _run(EXIT_PASS, "demo", str(work / "demo"))
    return work / "demo" / "report"


def make_corpus(corpus: Path, work: Path, formats: str = "") -> Path:
    """Audit the corpus without a path in any output; the folder of the report."""
    out = work / "corpus"
    chosen = ["--formats", formats] if formats else []
    named = map(str, corpus_sources(corpus))
    _run(
        EXIT_INCOMPLETE, "run", *named, "-o", str(out), "--shareable", "--no-progress",
        "--datasheet", str(DECLARATION), "--policy", str(POLICY), *chosen,
    )  # fmt: skip
    return out


def _run(expected: int, *words: str) -> None:
    """The program as a user calls it; raises RuntimeError where it ends otherwise."""
    done = subprocess.run([sys.executable, "-m", "audit", *words, "-q"], check=False)
    if done.returncode != expected:
        raise RuntimeError(f"dicom-audit {words[0]} ended with {done.returncode}, not {expected}")


def _take(made: Path, names: tuple[str, ...], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(made / name, into / name)  # copyfile: mode 0644, this one is published


def main(arguments: list[str]) -> None:
    """Write both samples into their places, or only the first where no corpus is named."""
    with tempfile.TemporaryDirectory() as name:
        made = make_demo(Path(name))
        _take(made.parent, DEMO_INPUTS, SAMPLES / "demo")
        _take(made, OUTPUTS, SAMPLES / "demo")
        if arguments:
            _take(make_corpus(Path(arguments[0]), Path(name)), OUTPUTS, SAMPLES / "corpus")


if __name__ == "__main__":
    main(sys.argv[1:])
