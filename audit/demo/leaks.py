"""Planted faults of identity: what a de-identification left standing. The people are made up."""

from __future__ import annotations

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

_NAME = "Thorvaldsen^Aksel"
_REASON = "Thorvaldsen: follow-up of pneumonia, hard of hearing"
_COMMENT = "Dr. Weber informed, sequence repeated: patient moved"


def name_in_request(image: Dataset) -> None:
    """A patient who was missed: the name stands, and a second time in the nested request."""
    image.PatientName = _NAME
    request = Dataset()
    request.RequestedProcedureID, request.ScheduledProcedureStepID = "R-4711", "R-4711-1"
    request.ScheduledProcedureStepDescription = "Chest PA and lateral"
    request.ReasonForTheRequestedProcedure = _REASON
    image.RequestAttributesSequence = Sequence([request])


def comment_on(image: Dataset) -> None:
    """A remark of the operator, with a name that no other element holds."""
    image.ImageComments = _COMMENT
