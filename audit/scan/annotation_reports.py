"""Content trees of structured reports to parts: measurement groups and findings (TID 1500)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.scan.annotation_parts import Part, code_in, items_of, make_part
from audit.scan.annotation_words import FINDING, FINDING_CATEGORY, MEASUREMENT_GROUP, OBSERVERS
from audit.scan.item_reader import Item

_SIGNED = ("AuthorObserverSequence", "ParticipantSequence", "VerifyingObserverSequence")
_NAMED = ("ContentCreatorName", "ReviewerName", "OperatorsName")


def findings_of(root: Item, whole: bool) -> list[Part]:
    """
    Measurement groups (PS3.16 TID 1410, 1411, 1501) and single findings of a report.

    A finding in text and not as a code is named.
    """
    parts, inside = [], set[int]()
    for item in content_of(root):
        concept = code_in(item, "ConceptNameCodeSequence")
        if concept == MEASUREMENT_GROUP:
            children = items_of(item, "ContentSequence")
            inside |= {id(child) for child in children}
            parts.append(_group(children))
        elif concept == FINDING and id(item) not in inside:
            parts.append(_finding(item))
    return parts


def _group(children: Sequence[Item]) -> Part:
    by_concept = {code_in(one, "ConceptNameCodeSequence"): one for one in reversed(children)}
    finding = by_concept.get(FINDING, {})
    return make_part(
        "finding",
        category=code_in(by_concept.get(FINDING_CATEGORY, {}), "ConceptCodeSequence"),
        code=code_in(finding, "ConceptCodeSequence"),
        named=bool(finding.get("TextValue")),
    )


def _finding(item: Item) -> Part:
    code = code_in(item, "ConceptCodeSequence")
    return make_part("finding", code=code, named=bool(item.get("TextValue")))


def content_of(root: Item) -> Iterator[Item]:
    """All content items below the document, each before what it contains."""
    waiting = [*reversed(items_of(root, "ContentSequence"))]
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(reversed(items_of(item, "ContentSequence")))


def template_of(root: Item) -> str | None:
    """TemplateIdentifier of the document, as `1500`."""
    for template in items_of(root, "ContentTemplateSequence")[:1]:
        found = template.get("TemplateIdentifier")
        return found if isinstance(found, str) and found.isdecimal() else None
    return None


def has_observer(root: Item, kind: str) -> bool:
    """Whether anybody, or any device, stands as the one who annotated; never who."""
    if any(root.get(word) for word in _NAMED if word != "OperatorsName" or kind == "RTSTRUCT"):
        return True
    if any(items_of(root, word) for word in _SIGNED):
        return True
    if items_of(root, "ContentCreatorIdentificationCodeSequence"):
        return True
    if any(one.get("ROIInterpreter") for one in items_of(root, "RTROIObservationsSequence")):
        return True
    return any(code_in(item, "ConceptNameCodeSequence") in OBSERVERS for item in content_of(root))
