"""Head scans of many slices, from which a face could be drawn, and what they say of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from audit.profile.model.privacy import PixelRisk
from audit.profile.model.shared import Counts, Subjects
from audit.scan.description_words import vocabulary
from audit.scan.table import HeaderTable

SLICES = 30
"""Images of a head CT or MR series from which a face can be drawn; ours."""
WORDS = ("brain", "face", "head", "iac", "orbit", "pituitary")
"""Normal forms of `description_words.tsv` (`skull` is `head`); a neck alone shows no face."""
_PART = "nullif(trim(BodyPartExamined), '') is not null or len(AnatomicRegionSequence) > 0"
_HEAD = (
    "regexp_matches(upper(coalesce(BodyPartExamined, '')),"
    " 'HEAD|BRAIN|SKULL|FACE|FACIAL|ORBIT|SINUS|^EAR|MAXILL|JAW|MANDIB|TMJ|NASAL|PITUITARY')"
    " or len([c for c in AnatomicRegionSequence if split_part(c, ':', 1) in"
    " ('69536005', '12738006', '774007', '89546000', '89545001', 'T-D1100', 'T-A0100')]) > 0"
)
_FACES = """
select series, min(item) as first,
       greatest(count(*), sum(coalesce(NumberOfFrames, 1))) >= {slices} as many,
       coalesce(bool_or({head}), false) as head, coalesce(bool_or({part}), false) as part,
       coalesce(bool_or(list_has_any(series_words, {words})), false) as series_head,
       coalesce(bool_or(list_has_any(series_words, {anatomy})), false) as series_told,
       coalesce(bool_or(list_has_any(study_words, {words})), false) as study_head,
       coalesce(bool_or(list_has_any(study_words, {anatomy})), false) as study_told,
       coalesce(bool_or(regexp_matches(upper(ReceiveCoilName), 'HEAD|BRAIN')), false) as coil,
       coalesce(bool_or(upper(trim(RecognizableVisualFeatures)) = 'NO'), false) as none,
       coalesce(bool_or(len([c for c in DeidentificationMethodCodeSequence
                             if starts_with(c, '113102:')]) > 0), false) as cleaned
from located where series is not null and role = 'image' and Modality in ('CT', 'MR', 'PT')
group by series
"""
_TOLD = """
select series, first, none, cleaned,
       case when part then case when head then 'BodyPartExamined or AnatomicRegionSequence' end
            when series_told then case when series_head then 'series description' end
            when study_head then 'study description'
            when coil and not study_told then 'ReceiveCoilName' end as told_by,
       part or series_told or study_told or coil as known
from ({faces}) where many order by series
"""


def measure_faces(table: HeaderTable) -> dict[str, Any]:
    """
    The fields of `Privacy` about faces.

    The part of the body that a header names decides; where it names none, the words of the series,
    then those of the study, then the coil.
    """
    faces = _FACES.format(slices=SLICES, head=_HEAD, part=_PART, words=_list(WORDS),
                          anatomy=_list(_anatomy()))  # fmt: skip
    rows = table.rows(_TOLD.format(faces=faces))
    heads = [row for row in rows if row[4]]
    silent = [(series, item) for series, item, none, cleaned, _, _ in heads
              if not (none or cleaned)]  # fmt: skip
    told_by = [row[4] for row in heads]
    counts = sorted(((name, told_by.count(name)) for name in set(told_by)), key=_by_size)
    subjects = Subjects("series", tuple(s for s, _ in silent), tuple(i for _, i in silent))
    return {
        "faces": PixelRisk("head of a CT, MR or PET series", subjects, len(heads)),
        "n_faces_cleaned": sum(row[3] for row in heads),
        "heads_told_by": Counts("series", len(heads), tuple(counts)),
        "n_faces_unknown": sum(not row[5] for row in rows),
    }


def _by_size(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


@cache
def _anatomy() -> tuple[str, ...]:
    return tuple(sorted({normal for normal, kind in vocabulary().values() if kind == "anatomy"}))
