"""The facts Table 2 needs that no family measures: HeaderTable -> Catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from audit.profile.annotation_objects import measure_annotation_objects
from audit.profile.catalogue_tables import (
    KNOWN_SCHEMES,
    acquisition_parameters,
    lossy_syntaxes,
    presence_keywords,
)
from audit.profile.letters import letter_of
from audit.profile.model.catalogue import (
    Catalogue,
    Coding,
    Images,
    ParameterCell,
    Presence,
    Statements,
    Storage,
)
from audit.profile.model.shared import Counts, Level
from audit.profile.places import locate_instances
from audit.profile.tallies import code_name, count_by, find_instances, measure_spread, uid_name
from audit.scan.table import WEIGHT, WEIGHT_SUM, HeaderTable

# A class that no table knows is an image here only where it has Rows.
_CATALOGUED = """
create or replace temp view catalogued as
select * replace (
    case when allowed is null then case when Rows is null then 'other' else 'image' end
         else role end as role)
from located
"""
_PIXELS = f"""(Rows is not null
    or (not seen_whole and role = 'image' and {letter_of("Rows")} = 'u'))"""
"""SQL: an instance that carries pixels, or a row of a table that does not say so of an image."""
_MISMATCH = (
    "Modality is not null and allowed <> '-'"
    " and not list_contains(string_split(allowed, ','), Modality)"
)


def measure_catalogue(table: HeaderTable) -> Catalogue:
    """
    Count what Table 2 (Kohli, Summers, Geis 2017) asks for beyond the other families.

    Adds the views `located` and `catalogued`; changes no header.
    """
    locate_instances(table)
    table.rows(_CATALOGUED)
    return Catalogue(
        images=_images(table),
        storage=_storage(table),
        annotations=measure_annotation_objects(table),
        statements=_statements(table),
        presence=tuple(
            one for level, words in presence_keywords() for one in _presence(table, level, words)
        ),
        coding=(
            _coding(
                table, "AnatomicRegionSequence", "series", "BodyPartExamined", "role = 'image'"
            ),
            _coding(table, "ProcedureCodeSequence", "study", "StudyDescription", "true"),
            _coding(table, "SegmentedPropertyTypeCodeSequence", "instance", "", "role = 'SEG'"),
        ),
    )


def _images(table: HeaderTable) -> Images:
    image = "role = 'image'"
    ((n_series, n_instances, n_known, n_volume, n_sites),) = table.rows(f"""
        select count(distinct series) filter ({image}),
               {_weigh(image)},
               {_weigh("Modality is not null and allowed <> '-'")},
               count(distinct series) filter ({image} and ContrastBolusVolume is not null),
               count(distinct ClinicalTrialSiteID) from catalogued""")
    return Images(
        n_series=n_series,
        n_instances=n_instances,
        without_modality=find_instances(table, f"Modality is null and {_read('Modality')}"),
        class_mismatch=find_instances(table, _MISMATCH),
        n_class_known=n_known,
        BodyPartExamined=count_by(table, "series", "BodyPartExamined", image),
        original=count_by(table, "instance", "ImageType[1]", image),
        ReceiveCoilName=count_by(
            table, "series", "ReceiveCoilName", f"{image} and Modality = 'MR'"
        ),
        ContrastBolusAgent=count_by(table, "series", "ContrastBolusAgent", image),
        n_contrast_volume=n_volume,
        acquisition=_acquisition(table),
        n_trial_sites=n_sites,
    )


def _acquisition(table: HeaderTable) -> tuple[ParameterCell, ...]:
    modalities = {
        row[0]
        for row in table.rows("select distinct Modality from catalogued where role = 'image'")
    }
    return tuple(
        _parameter(table, modality, keywords)
        for modality, keywords in acquisition_parameters()
        if modality in modalities
    )


def _parameter(table: HeaderTable, modality: str, keywords: tuple[str, ...]) -> ParameterCell:
    held = " or ".join(f"{letter_of(keyword)} = 'p'" for keyword in keywords)
    unread = " or ".join(f"{letter_of(keyword)} = 'u'" for keyword in keywords)
    ((present, unknown, total),) = table.rows(f"""
        select count(*) filter (all_held), count(*) filter (not all_held and all_open), count(*)
        from (select series, bool_and({held}) as all_held, bool_and({held} or {unread}) as all_open
              from catalogued
              where role = 'image' and Modality = '{modality}' and series is not null
              group by series)""")
    return ParameterCell(modality, keywords, present, unknown, total)


def _storage(table: HeaderTable) -> Storage:
    pixels, flagged = _PIXELS, "LossyImageCompression = '01'"
    quoted = ", ".join(f"'{uid}'" for uid in lossy_syntaxes())
    lossy = f"TransferSyntaxUID in ({quoted})"
    ((n_instances, n_lossy, n_flagged),) = table.rows(f"""
        select {WEIGHT_SUM}, {_weigh(lossy)}, {_weigh(flagged)}
        from catalogued where {pixels}""")
    return Storage(
        n_instances=n_instances,
        transfer_syntaxes=count_by(table, "instance", "TransferSyntaxUID", pixels, name=uid_name),
        LossyImageCompression=count_by(table, "instance", "LossyImageCompression", pixels),
        n_lossy_syntax=n_lossy,
        lossy_not_flagged=find_instances(
            table,
            f"{pixels} and {lossy} and coalesce(LossyImageCompression, '') <> '01'"
            f" and {_read('LossyImageCompression')}",
        ),
        n_flagged=n_flagged,
        ratio_absent=find_instances(
            table,
            f"{pixels} and {flagged} and coalesce(len(LossyImageCompressionRatio), 0) = 0"
            f" and {_read('LossyImageCompressionRatio')}",
        ),
        ratio=measure_spread(table, "unnest(LossyImageCompressionRatio)", pixels),
        LossyImageCompressionMethod=count_by(
            table, "instance", "unnest(LossyImageCompressionMethod)", pixels
        ),
    )


def _statements(table: HeaderTable) -> Statements:
    ((n_private,),) = table.rows("select coalesce(sum(n_private), 0) from catalogued")

    def count(unit: Level, column: str, where: str = "true") -> Counts:
        return count_by(table, unit, column, where)

    return Statements(
        deidentification_codes=count_by(
            table, "series", "unnest(DeidentificationMethodCodeSequence)", "true", name=code_name
        ),
        LongitudinalTemporalInformationModified=count(
            "series", "LongitudinalTemporalInformationModified"
        ),
        DistributionType=count("study", "DistributionType"),
        ConsentForDistributionFlag=count("study", "ConsentForDistributionFlag"),
        BurnedInAnnotation=count("instance", "BurnedInAnnotation", "role = 'image'"),
        RecognizableVisualFeatures=count("series", "RecognizableVisualFeatures", "role = 'image'"),
        private_creators=count("instance", "unnest(private_creators)"),
        n_private_elements=int(n_private),
    )


def _presence(table: HeaderTable, level: Level, keywords: tuple[str, ...]) -> list[Presence]:
    inner = [
        part
        for n, word in enumerate(keywords)
        for part in (f"{letter_of(word)} = 'p' as p{n}", f"{letter_of(word)} = 'u' as u{n}")
    ]
    outer = ", ".join(
        f"{_sum(f'p{n}')}, {_sum(f'u{n} and not p{n}')}" for n in range(len(keywords))
    )
    ((total, *sums),) = table.rows(f"""
        select {_sum("true")}, {outer} from ({_by_unit(level, inner, "true")})""")
    return [
        Presence(word, level, sums[2 * n], sums[2 * n + 1], total)
        for n, word in enumerate(keywords)
    ]


def _coding(table: HeaderTable, keyword: str, level: Level, text: str, where: str) -> Coding:
    coded = f"coalesce(len({keyword}), 0) > 0"
    known = " or ".join(f"x like '%:{scheme}'" for scheme in KNOWN_SCHEMES)
    named = f"({text} is not null or {coded})" if text else "true"
    inner = (f"{coded} as coded", f"len(list_filter({keyword}, lambda x: {known})) > 0 as known")
    units = _by_unit(level, inner, f"{named} and {where} and {_read(keyword)}")
    ((n_coded, n_known, total),) = table.rows(
        f"select {_sum('coded')}, {_sum('known')}, {_sum('true')} from ({units})"
    )
    return Coding(keyword, level, n_coded, n_known, total)


def _by_unit(level: Level, facts: Sequence[str], where: str) -> str:
    """
    SQL: what holds of each unit, `CONDITION as NAME`, and its `weight`.

    Each row is an instance, or stands for so many; of another unit it is enough that it holds of
    one of its instances.
    """
    if level == "instance":
        return f"select {WEIGHT} as weight, {', '.join(facts)} from catalogued where {where}"
    pairs = [fact.rsplit(" as ", 1) for fact in facts]
    held = ", ".join(f"bool_or({condition}) as {name}" for condition, name in pairs)
    return f"""
        select 1 as weight, {held} from catalogued
        where {where} and {level} is not null group by {level}"""


def _sum(where: str) -> str:
    return f"coalesce(sum(weight) filter ({where}), 0)::bigint"


def _weigh(where: str) -> str:
    """Instances for which a condition holds."""
    return f"coalesce(sum({WEIGHT}) filter ({where}), 0)::bigint"


def _read(keyword: str) -> str:
    """Whether the header was read beyond this keyword: what stands behind a fault is unknown."""
    return f"{letter_of(keyword)} <> 'u'"
