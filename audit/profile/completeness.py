"""HeaderTable -> Completeness: the state of every keyword that a series is expected to carry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from audit.profile.model.completeness import Cell, Completeness
from audit.profile.model.shared import Subjects
from audit.profile.places import level_of_rows, locate_instances
from audit.profile.series_scopes import scope_of
from audit.profile.series_states import (
    ABSENT,
    EMPTY,
    INVALID,
    PLACEHOLDER,
    PRESENT,
    UNKNOWN,
    SeriesStates,
    read_series_states,
)
from audit.scan.keywords import Column, Keep, columns
from audit.scan.table import HeaderTable

_NAMING = frozenset({Keep.TOKEN, Keep.PRESENCE})


def measure_completeness(table: HeaderTable) -> Completeness:
    """
    Cells keyword by modality, from the column `states`.

    A keyword applies to a series by `audit/data/columns.tsv`; to a series of objects that hold no
    image (spectra, dose reports) only the keywords of all modalities apply. In a series with images
    what applies to images is asked of them alone; parameters of acquisition are asked neither of
    secondary captures nor of localizers of CT and PET, and SpiralPitchFactor only of series that
    something calls spiral. Adds the view `located` to `table`.
    """
    locate_instances(table)
    states = read_series_states(table)
    cells = [cell for modality in states.modalities() for cell in _cells(states, modality)]
    cells.sort(key=lambda cell: cell.modality)
    cells.sort(key=lambda cell: _PLACE[cell.keyword])
    ((n_instances,),) = table.rows("select count(*) from located")
    rows = table.rows("select item from located where status = 'partial' order by item")
    partial = tuple(row[0] for row in rows)
    return Completeness(
        cells=tuple(cells),
        n_series=states.n_series,
        n_partial_instances=len(partial),
        n_instances=n_instances,
        explained_by_deidentification=states.n_deidentified,
        partial_instances=Subjects(level_of_rows(table), partial, partial),
    )


_PLACE = {column.keyword: column.index for column in columns()}


def _cells(states: SeriesStates, modality: str) -> Iterator[Cell]:
    """A cell for each keyword that applies to a series of the modality."""
    all_groups = states.groups_of(modality)
    images = all_groups[states.may_hold_image[all_groups]]
    for column in columns():
        if "all" in column.applies:
            yield _cell(states, column, modality, all_groups)
        elif column.applies_to(modality):
            asked = _asked(states, column, images)
            if asked.size:
                yield _cell(states, column, modality, asked)


def _asked(states: SeriesStates, column: Column, images: np.ndarray) -> np.ndarray:
    """Of groups that may hold images those that are asked for the attribute."""
    if scope_of(column) == "acquired":
        images = images[states.acquired[images]]
    return images[states.helical[images]] if column.keyword == "SpiralPitchFactor" else images


def _cell(states: SeriesStates, column: Column, modality: str, groups: np.ndarray) -> Cell:
    ranks = states.worst[groups, column.index]
    sizes = states.sizes[groups]
    removed = states.deidentified[groups] & _is_naming(column)
    lacking = np.isin(ranks, (EMPTY, ABSENT))
    filled = ranks == PLACEHOLDER
    invalid = ranks == INVALID
    return Cell(
        keyword=column.keyword,
        modality=modality,
        total=int(sizes.sum()),
        present=int(sizes[ranks == PRESENT].sum()),
        placeholder=int(sizes[filled].sum()),
        invalid=int(sizes[invalid].sum()),
        empty=int(sizes[ranks == EMPTY].sum()),
        absent=int(sizes[ranks == ABSENT].sum()),
        unknown=int(sizes[ranks == UNKNOWN].sum()),
        missing=states.subjects(groups[lacking & ~removed]),
        placeholders=states.subjects(groups[filled & ~removed]),
        invalids=states.subjects(groups[invalid]),
        explained=int(sizes[(lacking | filled) & removed].sum()),
    )


def _is_naming(column: Column) -> bool:
    """
    Whether de-identification takes the value away on purpose: names, dates, places, devices.

    Those are the columns of which the header table keeps no value; UIDs are replaced instead, and
    the words about de-identification itself are meant to stay.
    """
    return column.keep in _NAMING and column.vr != "UI" and not column.keyword.startswith("Deident")
