"""Where each instance belongs, worked out once: the view `located`."""

from __future__ import annotations

from audit.scan.table import HeaderTable

# The view `instances` sorts the whole table; asked once here instead of once a question.
_PLACES = """
create temp table if not exists places as
select i.item, i.patient, i.study, i.series, s.item as series_item,
       coalesce(s.Modality, i.Modality, 'none') as series_modality
from instances i left join series s on s.series = i.series
where i.status <> 'rejected'
"""
_LOCATED = """
create temp view if not exists located as select h.*, p.* exclude (item)
from headers h join places p on p.item = h.item
"""


def locate_instances(table: HeaderTable) -> None:
    """
    Put the view `located` beside the headers: one row an instance that was read.

    It adds to the columns of `headers` the numbers `patient`, `study`, `series` (NULL where the
    identifier is absent), `series_item` (the first item of the series) and `series_modality`
    (the Modality of its first instance; of the instance itself where it is in no series).
    """
    table.rows(_PLACES)
    table.rows(_LOCATED)
