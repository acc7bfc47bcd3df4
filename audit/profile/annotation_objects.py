"""Annotation objects of a dataset: what they are, what they name, what they point to."""

from __future__ import annotations

from audit.profile.letters import letter_of
from audit.profile.model.catalogue import Annotations
from audit.profile.model.shared import Subjects
from audit.profile.tallies import code_name, count_by, count_elements
from audit.scan.table import HeaderTable

CARRIERS = ("SEG", "SR", "RTSTRUCT", "PR", "KO", "ANN", "PMAP")
_CARRIER = "role in ({})".format(", ".join(f"'{carrier}'" for carrier in CARRIERS))

# A structure set also names its study by ReferencedSOPInstanceUID; that is no object.
_REFERENCES = f"""
create or replace temp view annotation_references as
select item, target from (
    select item, unnest(ReferencedSOPInstanceUID) as target from catalogued where {_CARRIER})
where target is not null
  and target not in (select token from studies_by_token where token is not null)
"""


def measure_annotation_objects(table: HeaderTable) -> Annotations:
    """
    Count annotation objects; needs the view `catalogued`.

    References are compared as tokens within this dataset, so `not held` also holds for objects
    that exist elsewhere, and for procedure steps that an annotation names.
    """
    table.rows(_REFERENCES)
    segments = count_elements(table, "segment", "SegmentAlgorithmType", "role = 'SEG'")
    rois = count_elements(table, "region", "ROIGenerationAlgorithm", "role = 'RTSTRUCT'")
    n_references, n_held, n_series = _targets(table)
    ((n_read,),) = table.rows(
        f"select count(*) from catalogued where {_CARRIER} and "
        f"{letter_of('ReferencedSOPInstanceUID')} <> 'u'"
    )
    return Annotations(
        carriers=count_by(table, "instance", f"case when {_CARRIER} then role end", "true"),
        n_segments=max(segments.total, _count_listed(table, "SegmentLabel")),
        property_types=count_by(
            table,
            "instance",
            "unnest(SegmentedPropertyTypeCodeSequence)",
            "role = 'SEG'",
            name=code_name,
        ),
        segment_algorithms=segments,
        n_rois=max(rois.total, _count_listed(table, "ROIName")),
        roi_algorithms=rois,
        roi_types=count_elements(table, "region", "RTROIInterpretedType", "role = 'RTSTRUCT'"),
        titles=count_by(
            table,
            "instance",
            "unnest(ConceptNameCodeSequence)",
            "role in ('SR', 'KO')",
            name=code_name,
        ),
        VerificationFlag=count_by(table, "instance", "VerificationFlag", "role = 'SR'"),
        n_references=n_references,
        n_references_held=n_held,
        dangling=_dangling(table),
        n_series_annotated=n_series,
        references_read=bool(n_read),
    )


def _count_listed(table: HeaderTable, keyword: str) -> int:
    ((total,),) = table.rows(f"select coalesce(sum(len({keyword})), 0) from catalogued")
    return int(total)


def _targets(table: HeaderTable) -> tuple[int, int, int]:
    ((n, n_held, n_series),) = table.rows("""
        select count(distinct r.target), count(distinct c.SOPInstanceUID),
               count(distinct c.series) filter (c.role = 'image')
        from annotation_references r left join catalogued c on c.SOPInstanceUID = r.target""")
    return n, n_held, n_series


def _dangling(table: HeaderTable) -> Subjects:
    rows = table.rows("""
        select distinct r.item from annotation_references r
        where not exists (select 1 from instances i where i.SOPInstanceUID = r.target)
        order by r.item""")
    items = tuple(row[0] for row in rows)
    return Subjects("instance", items, items)
