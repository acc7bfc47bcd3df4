"""A small dataset whose faults are known in advance, and what an audit finds of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import OutputNotWritten, UserError

if TYPE_CHECKING:
    from audit.demo.planted import Fault, Outcome
    from audit.pipeline import Finished

MARK = "made-by-dicom-audit-demo.txt"
_VERDICTS = {1: "gate failed", 3: "incomplete", 5: "an output missing"}
_MARK_TEXT = (
    "Made by `dicom-audit demo`, which may overwrite everything in here.\n"
    "data: made-up images. report: the audit of them. Beside: label table, declaration, policy.\n"
)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was planted, what was found, and the run itself."""

    finished: Finished
    outcomes: tuple[Outcome, ...]

    @property
    def complete(self) -> bool:
        """Whether every planted fault was found."""
        return all(one.finding is not None for one in self.outcomes)

    def lines(self) -> Iterator[str]:
        """Planted against found, for the terminal."""
        for one in self.outcomes:
            mark = "found " if one.finding else "MISSED"
            yield f"  {mark}  {one.fault.rule}  {one.fault.told}"
        n_found = sum(one.finding is not None for one in self.outcomes)
        yield f"{n_found} of {len(self.outcomes)} planted faults found"
        code = self.finished.exit_code
        if self.outcomes and code:
            yield (
                f"The audit itself ends with {code}, {_VERDICTS.get(code, 'as said above')}, "
                "because of what was planted; the demonstration ends with "
                + ("0: it asks whether every fault was found" if self.complete else "1")
            )


def make_demo(folder: Path, faults: bool = True) -> tuple[Fault, ...]:
    """
    Write the dataset into `folder`: `data/`, `labels.csv`, `datasheet.yaml`, `policy.yaml`.

    The same bytes at every run. Returns the planted faults, () without. Raises UserError where
    `folder` holds something that we did not make, OutputNotWritten where it cannot be written.
    """
    from audit.demo.faults import plant_faults  # noqa: PLC0415 - pydicom costs start-up time
    from audit.demo.plan import make_plan  # noqa: PLC0415
    from audit.demo.planted import PLANTED  # noqa: PLC0415
    from audit.demo.side_files import POLICY, make_declaration, make_labels  # noqa: PLC0415

    plan = make_plan()
    if faults:
        plant_faults(plan)
    files = {f"data/{path}": plan.bytes_of(path) for path in plan.paths()}
    files["labels.csv"] = make_labels(faults).encode("utf-8")
    files["datasheet.yaml"] = make_declaration(faults).encode("utf-8")
    files["policy.yaml"] = POLICY.encode("utf-8")
    try:
        _clear(folder)
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except OSError:
        raise OutputNotWritten(
            "the demonstration dataset could not be written: name another folder"
        ) from None
    return PLANTED if faults else ()


def _clear(folder: Path) -> None:
    """An empty folder that bears our mark; only what bears it is ever removed."""
    if folder.exists() and not folder.is_dir():
        raise UserError("OUT names something that is not a folder: name a folder")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UserError("OUT is a folder with files of yours: name an empty or a new one")
    if (folder / "data").is_dir():
        shutil.rmtree(folder / "data")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(_MARK_TEXT, "utf-8")


def demonstrate(
    folder: Path,
    jobs: int = 0,
    faults: bool = True,
    formats: tuple[str, ...] = (),
    progress: bool = False,
) -> Demonstration:
    """Make the dataset, audit it into `folder/report`, compare planted with found."""
    from audit.demo.planted import compare  # noqa: PLC0415 - heavy
    from audit.outputs.paths import paths_of_items  # noqa: PLC0415
    from audit.pipeline import run  # noqa: PLC0415
    from audit.publish import INVENTORY  # noqa: PLC0415
    from audit.request import RunOptions  # noqa: PLC0415

    make_demo(folder, faults)
    finished = run(
        RunOptions(
            sources=(str(folder / "data"),),
            out=folder / "report",
            labels=folder / "labels.csv",
            datasheet=folder / "datasheet.yaml",
            policy=folder / "policy.yaml",
            formats=formats,
            jobs=jobs,
            progress=progress,
        )
    )
    results = finished.report.results
    items = sorted({i for r in results for f in r.findings for i in f.subjects.items})
    paths = paths_of_items(finished.folder / INVENTORY, items)
    return Demonstration(finished, compare(results, paths) if faults else ())
