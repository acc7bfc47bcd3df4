"""HeaderTable -> Deep: what `dciodvfy` said of a sample of each series."""

from __future__ import annotations

from audit.profile.model.conformance import Deep
from audit.profile.model.shared import Subjects
from audit.scan.table import HeaderTable


def measure_deep(table: HeaderTable) -> Deep:
    """Items by fault and keyword; nothing where the deep pass was not asked for."""
    ((n_chosen, n_read),) = table.rows("select count(*), count(*) filter (was_read) from deep")
    rows = table.rows("""
        select fault, keyword, list(item order by item)
        from (select distinct item, unnest(faults) as fault, unnest(keywords) as keyword from deep)
        group by 1, 2 order by 1, 2""")
    found = tuple(
        (fault, keyword, Subjects("instance", tuple(items), tuple(items)))
        for fault, keyword, items in rows
    )
    return Deep(n_chosen, n_read, found)
