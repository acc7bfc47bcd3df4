"""HeaderTable -> items of one SOPInstanceUID that differ in their encoding alone."""

from __future__ import annotations

from audit.profile.pixels import has_pixels
from audit.scan.table import HeaderTable

_GROUPS = """
with shared as (
    select item, SOPInstanceUID from headers
    where status <> 'rejected' and list_contains(codes, 'uid-conflict')),
said as (
    select SOPInstanceUID, item, object_sha256
    from shared left join (
        select item, object_sha256 from pixels where frame = 1) as first using (item))
select item from shared where SOPInstanceUID in (
    select SOPInstanceUID from said group by 1
    having count(object_sha256) = count(*) and count(distinct object_sha256) = 1)
order by item
"""


def find_recoded(table: HeaderTable) -> list[int]:
    """
    Items in conflict whose UID stands for one image: decoded pixels and headers of all are equal.

    Empty without decoded pixels (`--pixels`). One item of a UID that cannot be decoded, or differs
    in a value, leaves all items of that UID in conflict.
    """
    if not has_pixels(table):
        return []
    return [item for (item,) in table.rows(_GROUPS)]
