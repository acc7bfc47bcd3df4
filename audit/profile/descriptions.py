"""Procedures: which studies are coded, and which descriptions may mean the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audit.profile.catalogue_tables import KNOWN_SCHEMES
from audit.profile.letters import letter_of
from audit.profile.model.protocol_request import ProtocolRequest
from audit.profile.model.protocols import Cluster, Procedures
from audit.profile.model.shared import Counts, Subjects
from audit.scan.description_words import UNLISTED, vocabulary
from audit.scan.table import HeaderTable

STANDARD = ("LN", "LOINC", "RADLEX", "RPID")
"""Coding scheme designators of LOINC and of the RadLex Playbook (PS3.16 table 8-1)."""
MOST_TEXTS = 2_000
"""Different descriptions that are compared with each other, the most frequent ones."""
LOCAL = "of a site or vendor"
_CODES = ("ProcedureCodeSequence", "RequestedProcedureCodeSequence")
_MUST_AGREE = ("anatomy", "side", "plane")
_SCHEMES = " union ".join(
    f"select study, split_part(one, ':', 2) as scheme "
    f"from (select study, unnest({keyword}) as one from located)"
    for keyword in _CODES
)
_TEXTS = f"""
select StudyDescription as text, arg_min(study_words, item) as words,
       list(distinct study order by study) as studies
from located where study is not null and StudyDescription is not null
  and {letter_of("StudyDescription")} in ('p', 'i')
group by 1 order by len(studies) desc, min(item)
"""


@dataclass(frozen=True, slots=True)
class Text:
    """One description: its words, and the studies that have it."""

    words: tuple[str, ...]
    studies: tuple[int, ...]

    @property
    def listed(self) -> str:
        """The words that may be compared letter by letter and shown, sorted."""
        words = {word for word in self.words if not word.startswith(UNLISTED)}
        if words & {"with", "without"}:
            words.discard("contrast")
        return " ".join(sorted(words))

    @property
    def block(self) -> tuple[frozenset[str], ...]:
        """What two descriptions of one procedure cannot differ in."""
        kinds = _kinds()
        groups = [frozenset(w for w in self.words if kinds.get(w) == k) for k in _MUST_AGREE]
        contrast = frozenset(self.words) & {"with", "without"}
        unlisted = frozenset(word for word in self.words if word.startswith(UNLISTED))
        return (*groups, contrast, unlisted)


def measure_procedures(table: HeaderTable, asked: ProtocolRequest) -> Procedures:
    """Codes and descriptions by study; needs `located`."""
    ((n_studies,),) = table.rows("select count(distinct study) from located")
    rows = table.rows(
        f"select study, scheme from ({_SCHEMES}) where study is not null order by 1, 2"
    )
    coded = {study for study, _ in rows}
    standard = {study for study, scheme in rows if scheme.upper() in STANDARD}
    by_scheme: dict[str, set[int]] = defaultdict(set)
    for study, scheme in rows:
        by_scheme[scheme if scheme in (*STANDARD, *KNOWN_SCHEMES) else LOCAL].add(study)
    counts = sorted(((k, len(v)) for k, v in by_scheme.items()), key=lambda one: (-one[1], one[0]))
    found = table.rows(_TEXTS)
    texts = [Text(tuple(words or ()), tuple(studies)) for _, words, studies in found[:MOST_TEXTS]]
    n_mapped, unmapped = _mapped(table, asked, standard, [(row[0], row[2]) for row in found])
    return Procedures(
        n_studies=n_studies,
        n_coded=len(coded),
        n_standard=len(standard),
        schemes=Counts("study", n_studies, tuple(counts), n_studies - len(coded)),
        n_mapped=n_mapped,
        unmapped=unmapped,
        n_texts=len(found),
        n_texts_left_out=max(0, len(found) - MOST_TEXTS),
        clusters=tuple(_clusters(table, texts, asked.similarity)),
    )


def _mapped(
    table: HeaderTable,
    asked: ProtocolRequest,
    standard: set[int],
    texts: Sequence[tuple[str, list[int]]],
) -> tuple[int | None, Subjects]:
    if asked.procedure_map is None:
        return None, Subjects("study")
    held = {s for text, studies in texts if text in asked.procedure_map for s in studies}
    rows = table.rows("select distinct study from located where study is not null order by 1")
    open_ = [study for (study,) in rows if study not in standard]
    return len(held & set(open_)), _studies(table, [study for study in open_ if study not in held])


def _clusters(table: HeaderTable, texts: Sequence[Text], similarity: float) -> list[Cluster]:
    """Each description joins the commonest one of its block that it is like; nothing chains."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where there are descriptions

    blocks: dict[tuple[frozenset[str], ...], list[list[tuple[Text, float]]]] = defaultdict(list)
    for text in texts:
        for cluster in blocks[text.block] if text.words else ():
            alike = fuzz.token_sort_ratio(cluster[0][0].listed, text.listed)
            if alike >= similarity and _same_modality(cluster[0][0], text):
                cluster.append((text, alike))
                break
        else:
            blocks[text.block].append([(text, 100.0)])
    several = [one for block in blocks.values() for one in block if len(one) > 1]
    return [_cluster(table, one) for one in sorted(several, key=lambda one: one[0][0].studies)]


def _cluster(table: HeaderTable, found: Sequence[tuple[Text, float]]) -> Cluster:
    studies = sorted({study for text, _ in found for study in text.studies})
    return Cluster(
        words=found[0][0].listed,
        n_texts=len(found),
        n_studies=len(studies),
        studies=_studies(table, studies),
        similarity=min(alike for _, alike in found),
    )


def _same_modality(one: Text, other: Text) -> bool:
    """A description that names none may be of any."""
    kinds = _kinds()
    a, b = ({w for w in text.words if kinds.get(w) == "modality"} for text in (one, other))
    return a == b or not a or not b


def _studies(table: HeaderTable, numbers: Sequence[int]) -> Subjects:
    if not numbers:
        return Subjects("study")
    rows = table.rows("select number, first_item from studies_by_token order by 1")
    items = dict(rows)
    return Subjects("study", tuple(numbers), tuple(items[number] for number in numbers))


def _kinds() -> dict[str, str]:
    return dict(vocabulary().values())
