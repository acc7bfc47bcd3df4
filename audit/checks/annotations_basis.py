"""What the checks of annotations begin with: facts, or the reason why there are none."""

from __future__ import annotations

from audit.checks.model import NotAssessed, need
from audit.profile.model import AnnotationFacts, Profile
from audit.profile.model.annotations import Parts
from audit.units import amount

OBJECT = "annotation object"


def found_annotations(profile: Profile) -> AnnotationFacts:
    """The facts of the family; raises NotAssessed where nothing was found or opened."""
    facts = profile.annotations
    need(facts.state != "absent", "annotation objects were not opened")
    if not (facts.kinds.total or facts.unread or facts.links):
        if facts.n_by_row:
            told = amount(facts.n_by_row, OBJECT)
            raise NotAssessed(f"{told} of a table were not opened")
        raise NotAssessed("no annotation object or file was found")
    return facts


def linked_annotations(profile: Profile) -> AnnotationFacts:
    """The same, where something points to something."""
    facts = found_annotations(profile)
    need(facts.n_linked, "no annotation object that was read points to anything")
    return facts


def annotation_parts(profile: Profile) -> tuple[Parts, ...]:
    """Segments, regions and other parts."""
    return found_annotations(profile).parts
