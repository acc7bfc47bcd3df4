"""Frames that look alike and are not the same: candidates, counted by distance."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.profile.leak_base import MOST
from audit.profile.model.pixels import NearAt, NearDuplicates
from audit.profile.model.shared import Subjects
from audit.scan.table import HeaderTable
from audit.stats.hamming import BITS, near_pairs
from audit.stats.overlap import expected_chance_pairs

LARGEST_DISTANCE = 8
"""Bits; at 10 of 64 chance alone makes fifty pairs of a hundred thousand images (B5)."""
MOST_FRAMES = 200_000
"""Different frames that are compared; beyond it, the first of each series go before the rest."""
MOST_PAIRS = 2_000_000
MOST_LOOKS = 500_000_000
"""Comparisons; about ten seconds."""
# One frame a content; its patient and split are those of each of its items. Copies under one
# SOPInstanceUID with other pixels are frames of their own: the role is that of the instance.
_CONTENTS = """
create or replace temp table near_contents as
select f.frame_sha256 as content, any_value(f.perceptual_hash) as look, min(f.item) as item,
       min(f.nth) as nth
from (select p.*, l.series, row_number() over (
          partition by l.series order by p.item, p.frame) as nth
      from pixels p
      join (select distinct item, instance from leak_base) b on b.item = p.item
      join places l on l.item = b.instance
      where l.role = 'image' and p.perceptual_hash is not null) f
group by 1
"""
_LOOKS = f"""
create or replace temp table near_looks as
select content, look, dense_rank() over (order by look) - 1 as place
from (select * from near_contents order by nth, item, content limit {MOST_FRAMES})
"""
_OF = """
create or replace temp table near_of as
select distinct k.content, k.place, b.patient, b.split, b.instance
from near_looks k join pixels p on p.frame_sha256 = k.content
join leak_base b on b.item = p.item
"""
# Pairs of contents of two patients; where one content is of several, of any two different ones.
_PAIRS = """
create or replace temp table near_found as
with pairs as (
    select a.content as one, b.content as other, n.distance
    from near_places n join near_looks a on a.place = n.one join near_looks b on b.place = n.other
    union all
    select a.content, b.content, 0 from near_looks a
    join near_looks b on b.place = a.place and a.content < b.content limit {most})
select one, other, distance,
       bool_or(a.split is not null and b.split is not null and a.split <> b.split) as across,
       min(a.instance) as first_instance, min(b.instance) as second_instance
from pairs join near_of a on a.content = one join near_of b on b.content = other
where a.patient is distinct from b.patient
group by all
"""
_COUNT = """
select count(*), count(*) filter (across) from near_found where distance <= {distance}
"""
_WHO = f"""
with chosen as (select * from near_found where distance <= {{distance}} and ({{where}}))
select distinct unnest([first_instance, second_instance]) as item from chosen
order by 1 limit {MOST}
"""


def measure_near(table: HeaderTable) -> NearDuplicates:
    """Compare the perceptual hashes of all different frames; needs `leak_base` and `pixels`."""
    for query in (_CONTENTS, _LOOKS, _OF):
        table.rows(query)
    looks = table.rows("select distinct place, look from near_looks order by place")
    hashes = np.array([look for _, look in looks], np.uint64)
    pairs = near_pairs(hashes, LARGEST_DISTANCE, MOST_PAIRS, MOST_LOOKS)
    columns = {"one": pairs.one, "other": pairs.other, "distance": pairs.distance}
    table.add("near_places", pa.table({name: pa.array(c) for name, c in columns.items()}))
    table.rows(_PAIRS.format(most=MOST_PAIRS))
    ((n_all,),) = table.rows("select count(*) from near_contents")
    ((n_frames,),) = table.rows("select count(*) from near_looks")
    return NearDuplicates(
        n_frames=n_frames,
        n_left_out=n_all - n_frames,
        at=tuple(_at(table, distance, n_frames) for distance in range(LARGEST_DISTANCE + 1)),
        complete=pairs.complete and not _cut(table),
    )


def _cut(table: HeaderTable) -> bool:
    """Whether frames of one hash alone make more pairs than are looked at."""
    ((n,),) = table.rows(
        "select coalesce(sum(n * (n - 1) // 2), 0) from "
        "(select count(*) as n from near_looks group by place)"
    )
    return int(n) > MOST_PAIRS


def _at(table: HeaderTable, distance: int, n_frames: int) -> NearAt:
    ((n_pairs, n_across),) = table.rows(_COUNT.format(distance=distance))
    where = "across" if n_across else "true"
    rows = table.rows(_WHO.format(distance=distance, where=where))
    items = tuple(row[0] for row in rows)
    expected = expected_chance_pairs(BITS, distance, n_frames)
    return NearAt(distance, n_pairs, n_across, expected, Subjects("instance", items, items))
