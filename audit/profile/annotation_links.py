"""What annotations point to: held or not, whose, in which frame of reference, on which grid."""

from __future__ import annotations

from audit.profile.model.annotations import ImageComparison, Links
from audit.profile.model.shared import Subjects
from audit.scan.annotation_rows import FILES
from audit.scan.table import HeaderTable

# Copies of an object do not count. `owner` is the patient: of a file beside the images, the one
# that it names, in the form in which two spellings are equal.
_OBJECTS = """
create or replace temp table annotating as
select a.*, p.series, h.PatientID as patient_token, h.FrameOfReferenceUID, h.Rows, h.Columns,
       h.PixelSpacing, h.ImageOrientationPatient
from annotation_objects a
left join places p using (item) left join headers h using (item)
where a.status <> 'other' and (p.item is not null or list_contains({files}, a.kind))
order by item
"""
# Files name images by their names: of two items of one name the one that is DICOM counts.
_WHOLE = """
create or replace temp table named_wholly as
select whole, coalesce(min(item) filter (p.item is not null), min(n.item)) as item
from annotation_names n left join (select item from places) p using (item) group by 1
"""
_BARE = """
create or replace temp table named_barely as
select bare, coalesce(min(item) filter (p.item is not null), min(n.item)) as item
from annotation_names n left join (select item from places) p using (item) group by 1
having count(p.item) = 1 or (count(p.item) = 0 and count(*) = 1)
"""
_TARGETS = """
create or replace temp table pointing as
with listed as (
    select item as object, kind, patient_token, patient as file_patient, annotates,
           unnest(generate_series(1, len(targets))) as nth, targets from annotating),
each as (select object, kind, patient_token, file_patient, annotates, nth, targets[nth] as t
         from listed),
found as (
    select e.*, coalesce(i.item, a.item, b.item, c.item) as held
    from each e left join instances i on i.SOPInstanceUID = e.t.target
    left join named_wholly a on a.whole = e.t.names[1]
    left join named_wholly b on b.whole = e.t.names[2]
    left join named_barely c on c.bare = e.t.names[3])
select f.object, f.kind, f.annotates, coalesce(f.t.target, 'named ' || f.nth) as target,
       f.t.frame as frame, f.t.direct as direct, f.held,
       case when f.held is not null then 'held'
            when f.t.series in (select token from series_by_token) then 'dangling'
            else 'not held' end as state,
       case when f.kind = 'AIM' then f.file_patient <> h.patient_id_normalised
            else f.patient_token <> h.PatientID end as other_patient
from found f left join headers h on h.item = f.held
where f.t.is_object
"""
_LINKS = """
with once as (
    select distinct kind, object, target, state, other_patient from pointing)
select kind, count(distinct object), count(*), count(*) filter (state = 'held'),
       count(*) filter (state = 'dangling'), count(*) filter (state = 'not held'),
       count(other_patient), count(*) filter (other_patient)
from once group by kind order by kind
"""
_FRAMES = """
with pairs as (
    select p.object, p.frame = h.FrameOfReferenceUID as same
    from pointing p join headers h on h.item = p.held join places using (item)
    where p.kind in ('SEG', 'RTSTRUCT', 'ANN', 'PMAP') and role = 'image')
select object, bool_and(same) from pairs group by object order by object
"""
# A tile of a slide is no grid in the patient. Nothing is said where no image has the attribute.
_GRIDS = """
with pairs as (
    select a.item as object, {same} as same
    from annotating a join pointing p on p.object = a.item
    join headers h on h.item = p.held join places l on l.item = h.item
    where a.kind in ('SEG', 'PMAP') and l.role = 'image' and h.Modality is distinct from 'SM')
select object, bool_or(same) from pairs group by object order by object
"""
_COSINES = ", ".join(
    f"abs(a.ImageOrientationPatient[{n}] - h.ImageOrientationPatient[{n}])" for n in range(1, 7)
)
GRIDS = (
    ("Rows", "a.Rows = h.Rows and a.Columns = h.Columns"),
    (
        "PixelSpacing",
        "case when len(a.PixelSpacing) = 2 and len(h.PixelSpacing) = 2 then "
        "abs(a.PixelSpacing[1] - h.PixelSpacing[1]) <= 0.01 * h.PixelSpacing[1] and "
        "abs(a.PixelSpacing[2] - h.PixelSpacing[2]) <= 0.01 * h.PixelSpacing[2] end",
    ),
    (
        "ImageOrientationPatient",
        "case when len(a.ImageOrientationPatient) = 6 and len(h.ImageOrientationPatient) = 6 then "
        f"greatest({_COSINES}) <= 0.01 end",
    ),
)
"""By keyword, when a mask and an image agree: equal; within 1 %; within 0.01 a cosine."""


def add_links(table: HeaderTable) -> None:
    """Make `annotating` (one row an object) and `pointing` (one row a target)."""
    files = "[" + ", ".join(f"'{kind}'" for kind in FILES) + "]"
    for query in (_OBJECTS.format(files=files), _WHOLE, _BARE, _TARGETS):
        table.rows(query)


def count_links(table: HeaderTable) -> tuple[Links, ...]:
    """References of each kind of object that has any, plans and maps included."""
    return tuple(Links(*row) for row in table.rows(_LINKS))


def find_objects(table: HeaderTable, where: str, source: str = "pointing") -> Subjects:
    """The objects with a row for which `where` holds."""
    name = "object" if source == "pointing" else "item"
    rows = table.rows(f"select distinct {name} from {source} where {where} order by 1")
    items = tuple(row[0] for row in rows)
    return Subjects("item", items, items)


def compare_frames(table: HeaderTable) -> ImageComparison:
    """
    Masks, structure sets and groups whose frame of reference is another than an image's.

    Not judged: objects that name none, or of whose images none is held or names one.
    """
    return _judge("FrameOfReferenceUID", table.rows(_FRAMES))


def compare_grids(table: HeaderTable) -> tuple[ImageComparison, ...]:
    """Masks and maps that have the grid of none of the images they point to, by attribute."""
    return tuple(_judge(word, table.rows(_GRIDS.format(same=same))) for word, same in GRIDS)


def _judge(keyword: str, rows: list[tuple[int, bool | None]]) -> ImageComparison:
    items = tuple(item for item, same in rows if same is False)
    n_judged = sum(same is not None for _, same in rows)
    return ImageComparison(keyword, n_judged, len(rows), Subjects("item", items, items))
