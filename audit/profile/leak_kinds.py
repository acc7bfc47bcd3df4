"""The kinds of values that may tie two images to one person, as SQL over items."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.letters import letter_of
from audit.scan.patient_ids import PATIENT
from audit.scan.table import HeaderTable

VOLUME, PIXELS = "volume", "pixel content"
WRITING = "PatientID in other writing"
LIKELY = "birth date, sex and study date"
_MIN_SLICES = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """`value` and `where` speak of `h` (headers); the value is kept in `leak_base.column`."""

    name: str
    column: str
    value: str
    where: str = "true"
    is_unit: bool = True
    """Something that ought to stand in one split."""
    is_link: bool = True
    """Something that two patients cannot have in common."""
    is_common: bool = False
    """One value may stand for nobody (accession number 1): what many patients share is left out."""


MOST_PATIENTS = 20
"""Patients who may be one person; a value that more of them share was filled in by a machine."""


def _keyword(name: str, where: str = "true", is_link: bool = True, is_common: bool = False) -> Kind:
    told = f"{letter_of(name, 'h.')} in ('p', 'i') and {where}"
    return Kind(name, f"k_{name}", f"h.{name}", told, is_link=is_link, is_common=is_common)


_FRAME = "h.FrameOfReferenceUID not in (select token from known_frames)"
_PLANE = ", ".join(f"round(h.ImageOrientationPatient[{n}], 2) + 0.0" for n in range(1, 7))
_SPACE = f"""coalesce(case when {_FRAME} then h.FrameOfReferenceUID end, h.SeriesInstanceUID)"""
_SEXES = "h.PatientSex in ('M', 'F', 'O')"
_BORN = f"{letter_of('PatientBirthDate', 'h.')} = 'p' and {letter_of('StudyDate', 'h.')} = 'p'"

KINDS = (
    _keyword("PatientID", is_link=False),
    _keyword("StudyInstanceUID"),
    _keyword("SeriesInstanceUID"),
    _keyword("SOPInstanceUID"),
    _keyword("FrameOfReferenceUID", _FRAME),
    _keyword("AccessionNumber", is_common=True),
    Kind(
        VOLUME,
        "k_volume",
        f"concat_ws('|', {_SPACE}, hash({_PLANE}), h.Rows, h.Columns)",
        f"{_SPACE} is not null and len(h.ImageOrientationPatient) = 6 "
        "and len(h.ImagePositionPatient) = 3",
        is_link=False,
    ),
    Kind(
        WRITING,
        "k_writing",
        f"h.{PATIENT}",
        f"{letter_of('PatientID', 'h.')} in ('p', 'i')",
        is_unit=False,
    ),
    Kind(
        LIKELY,
        "k_born",
        "concat_ws('|', h.PatientBirthDate, h.PatientSex, h.StudyDate)",
        f"{_BORN} and {_SEXES}",
        is_unit=False,
    ),
)
"""In the order of the report; pixel content, which is no column, comes last."""
PIXEL_KIND = Kind(PIXELS, "value", "")


def column_of(kind: Kind) -> str:
    """
    The SQL of a kind's column: a hash of 64 bits, NULL where there is no value.

    Among a million values two are taken for one with a chance of 3 in 100 million.
    """
    told = f"{kind.value} is not null and {kind.where}"
    return f"case when {told} then hash({kind.value}) end as {kind.column}"


_MAKE = """
create or replace temp view leak_kind as
select {column} as value, item, instance, split, patient, is_test from {source}
where {column} is not null
"""
# A volume has three positions or more.
_SLICES = f"""
create or replace temp table leak_flat as
select b.k_volume as value from leak_base b join headers h on h.item = b.item
where b.k_volume is not null
group by 1 having count(distinct hash(h.ImagePositionPatient)) < {_MIN_SLICES}
"""
# The header scan digests small native pixels on its way; decoded frames say more, where asked for.
_PIXELS = """
create or replace temp table leak_pixels as
with contents as (
    select item, concat_ws('|', pixel_sha256, Rows, Columns, BitsAllocated) as value
    from headers where pixel_sha256 is not null and pixel_varied is not false {frames})
select distinct hash(c.value) as value, b.item, b.instance, b.split, b.patient, b.is_test
from leak_base b join contents c on c.item = b.item
join places p on p.item = b.instance where p.role = 'image'
"""
# An object that was decoded is known by its frames alone, so that no content counts twice.
_FRAMES = """
    and item not in (select item from pixels where frame is not null)
    union select item, frame_sha256 from pixels where frame_sha256 is not null and not constant"""


_COMMON = f"""
create or replace temp table leak_common as
select value from leak_kind group by 1 having count(distinct patient) > {MOST_PATIENTS}
"""


def select_kind(table: HeaderTable, kind: Kind, with_frames: bool) -> None:
    """
    Make `leak_kind` (value, item, instance, split, patient, is_test): who has such a value.

    `with_frames` needs the table `pixels`.
    """
    if kind.name == PIXELS:
        table.rows(_PIXELS.format(frames=_FRAMES if with_frames else ""))
        table.rows(_MAKE.format(column="value", source="leak_pixels"))
        return
    table.rows(_MAKE.format(column=kind.column, source="leak_base"))
    if kind.name == VOLUME:
        table.rows(_SLICES)
        _leave_out(table, "leak_flat")


def drop_common(table: HeaderTable) -> int:
    """Take values that too many patients share out of `leak_kind`; how many there were."""
    table.rows(_COMMON)
    ((n_common,),) = table.rows("select count(*) from leak_common")
    if n_common:
        _leave_out(table, "leak_common")
    return int(n_common)


def _leave_out(table: HeaderTable, name: str) -> None:
    table.rows(f"create or replace temp table leak_rest as select * from leak_kind "
               f"where value not in (select value from {name})")  # fmt: skip
    table.rows("create or replace temp view leak_kind as select * from leak_rest")
