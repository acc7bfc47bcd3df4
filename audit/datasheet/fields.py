"""What the sections of `datasheet.yaml` are made of: kinds of answers, and the section itself."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FREE_TEXT = "free text"
NONE_ALLOWED = "none is an answer"
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), FREE_TEXT]
"""Free text. Below 20 characters, or equal to a question of the template, it is no answer."""
TextOrNone = Annotated[Text, NONE_ALLOWED]
"""Free text that may also say `none`."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Names = tuple[Name, ...]
Count = Annotated[int, Field(ge=0)]
Year = Annotated[int, Field(ge=1895, le=2200)]
Millimetres = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A part of one, never a percentage."""
Wanted = Annotated[float, Field(gt=0, le=0.5, allow_inf_nan=False)]
"""A half-width or a difference of shares."""
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
AtLeastOne = Annotated[int, Field(ge=1)]
Url = Annotated[
    str, StringConstraints(pattern=r"^$|^(https?|s3|gs|az|ftps?|sftp|dicomweb\+https?)://\S+$")
]
Email = Annotated[str, StringConstraints(pattern=r"^$|^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$")]
DuoTerm = Annotated[str, StringConstraints(pattern=r"^DUO[:_]\d{7}$")]


class Section(BaseModel):
    """A part of the file. A key without a value is the same as no key."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        if isinstance(data, dict):
            fields = cls.model_fields
            return {k: v for k, v in data.items() if v is not None or k not in fields}
        return data


class Item(Section):
    """One item of Table 2."""

    not_applicable: Text = Field(
        default="", description="why this item does not apply, if it does not"
    )
