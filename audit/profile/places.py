"""Where each instance belongs, worked out once: the view `located`."""

from __future__ import annotations

from audit.profile.catalogue_tables import sop_roles
from audit.profile.model.shared import Level
from audit.scan.image_faults import image_classes
from audit.scan.table import HeaderTable

_PLACES = """
create temp table places as
select i.item, i.patient, i.study, i.series, s.item as series_item,
       coalesce(s.Modality, i.Modality, 'none') as series_modality,
       coalesce(r.role, case when {may_be_image} then 'image' else 'other' end) as role,
       r.modalities as allowed
from instances i left join series s on s.series = i.series
left join sop_roles r on r.uid = i.SOPClassUID
where i.status <> 'rejected'
"""
# All questions are asked of this one: joined each time, a million rows would take minutes.
_LOCATED = """
select {columns}, h.present is not null as seen_whole, p.* exclude (item)
from headers h join places p on p.item = h.item
"""
_LEFT_OUT = ("present", "empty", "sha256")
_INSTANCES = """
create or replace view instances as
select * exclude (series_item, series_modality, role, allowed) from located
"""


def level_of_rows(table: HeaderTable) -> Level:
    """What one row of `located` is: an instance; an item where some rows stand for a series."""
    return "item" if table.holds_series_rows else "instance"


def locate_instances(table: HeaderTable) -> None:
    """
    Put the view `located` beside the headers: one row an instance that was read.

    It adds to the columns of `headers` the numbers `patient`, `study`, `series` (NULL where the
    identifier is absent), `series_item` (the first item of the series) and `series_modality`
    (that of most of its instances; of the instance itself where it is in no series), and `role`:
    `image`, an annotation carrier, or `other`. A class that no table knows holds images if it has
    Rows; an instance that names no class is taken for what its Modality says. `allowed` are the
    modalities that its SOP class allows; `seen_whole` says that the row is a header that was read,
    and not a row of a table with some of its columns. Of the columns of `headers` only the lists
    of tags and the digest are left out.
    """
    if table.rows("select 1 from duckdb_tables() where table_name = 'places'"):
        return
    classes = ", ".join(f"'{uid}'" for uid in sorted(image_classes()))
    may_be_image = f"i.SOPClassUID is null or i.Rows is not null or i.SOPClassUID in ({classes})"
    table.add("sop_roles", sop_roles())
    table.rows(_PLACES.format(may_be_image=may_be_image))
    held, nulls = table.columns()
    columns = ", ".join(f"h.{name}" for name in held if name not in _LEFT_OUT)
    nulls = {name: kind for name, kind in nulls.items() if name not in _LEFT_OUT}
    table.keep("located", _LOCATED.format(columns=columns), nulls)
    table.rows(_INSTANCES)
