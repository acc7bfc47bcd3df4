"""AIM files, versions 3 and 4: XML to parts and references; no entity, no document type."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from audit.scan import limits
from audit.scan.annotation_parts import Part, make_part
from audit.scan.annotation_rows import Row
from audit.scan.patient_ids import normalise_id
from audit.scan.safe_text import safe_text
from audit.scan.tokens import token

_ROOTS = ("ImageAnnotationCollection", "ImageAnnotation")
_OBSERVED = ("ImagingObservationEntity", "ImagingPhysicalEntity", "ImagingObservation",
             "AnatomicEntity")  # fmt: skip
_NAMES = {("name", "ImageAnnotation"), *(("label", outer) for outer in _OBSERVED)}
_DRAWN = ("MarkupEntity", "GeometricShape", "GeometricShapeEntity")
Names = dict[str, str]


class _Refused(Exception):
    """The file is no annotation (no code), or one that may not be read further."""

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code


class _Aim:
    """What the handlers of the parser gather."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._path: list[str] = []
        self._n_elements = 0
        self._study = self._series = ""
        self.parts: list[Part] = []
        self.references: dict[str, dict[str, Any]] = {}
        self.observer = False
        self.patient: str | None = None

    def start(self, name: str, attributes: Names) -> None:
        """An element opens."""
        name = name.rpartition(":")[2]
        if not self._path and name not in _ROOTS:
            raise _Refused
        self._n_elements += 1
        if len(self._path) >= limits.XML_DEPTH or self._n_elements > limits.XML_ELEMENTS:
            raise _Refused("file-limit")
        outer = self._path[-1] if self._path else ""
        self._path.append(name)
        local = {word.rpartition(":")[2]: text.strip() for word, text in attributes.items()}
        self._take_part(name, outer, local)
        self._take_place(name, outer, local)
        self._take_people(name, outer, local)

    def end(self, name: str) -> None:
        """An element closes."""
        self._path.pop()

    def doctype(self, *declared: object) -> None:
        """A document type may define entities: nothing of them is ever read."""
        raise _Refused("xml-doctype")

    def _take_part(self, name: str, outer: str, said: Names) -> None:
        if name == "ImageAnnotation":
            self.parts.append(_annotation(said))
        elif name in _OBSERVED:
            self.parts.append(make_part("observation", code=_code(said), named=bool(_label(said))))
        elif name == "typeCode" and self.parts and outer in ("ImageAnnotation", *_OBSERVED):
            self.parts[-1]["code"] = self.parts[-1]["code"] or _code(said)
        elif self.parts and (name, outer) in _NAMES:
            self.parts[-1]["named"] |= bool(said.get("value"))
        elif name in _DRAWN:
            drawn = next((p for p in reversed(self.parts) if p["unit"] == "annotation"), None)
            if drawn:
                drawn["n"] += 1

    def _take_place(self, name: str, outer: str, said: Names) -> None:
        """Version 4 has the UID in an element below, version 3 in an attribute."""
        kind = outer.lower() if name == "instanceUid" else name.lower()
        uid = said.get("root") or said.get("instanceUID") or said.get("sopInstanceUID", "")
        if kind == "imagestudy":
            self._study = uid
        elif kind == "imageseries":
            self._series = uid
        elif name in ("sopInstanceUid", "Image") and uid:
            self.references[uid] = {
                "target": token(self._key, uid),
                "series": token(self._key, self._series) if self._series else None,
                "is_object": True,
                "direct": True,
            }

    def _take_people(self, name: str, outer: str, said: Names) -> None:
        if name.lower() == "user":
            self.observer |= bool(said.get("name") or said.get("loginName"))
        elif outer.lower() == "user" and name in ("name", "loginName"):
            self.observer |= bool(said.get("value"))
        who = said.get("id" if name.lower() == "person" else "value", "")
        if who and (name.lower() == "person" or (outer.lower() == "person" and name == "id")):
            self.patient = token(self._key, normalise_id(who))


def read_aim(data: bytes, key: bytes) -> Row:
    """The row of an XML file: `other` where it is no AIM file, `unreadable` where it is broken."""
    aim = _Aim(key)
    parser = expat.ParserCreate()
    parser.StartElementHandler = aim.start
    parser.EndElementHandler = aim.end
    parser.StartDoctypeDeclHandler = aim.doctype
    try:
        parser.Parse(data, True)
    except _Refused as refused:
        return _refusal(refused.code, data)
    except (expat.ExpatError, ValueError, LookupError):  # also an encoding that nobody knows
        return _refusal("aim-invalid", data)
    return {
        "kind": "AIM",
        "status": "read",
        "codes": [],
        "annotates": True,
        "observer": aim.observer,
        "patient": aim.patient,
        "parts": aim.parts,
        "targets": list(aim.references.values()),
    }


def _refusal(code: str, data: bytes) -> Row:
    """XML that is not AIM is no concern of ours; broken XML is, if it says so at its beginning."""
    if not code or b"ImageAnnotation" not in data[: limits.FIRST_READ]:
        return {"kind": "AIM", "status": "other", "codes": []}
    return {"kind": "AIM", "status": "unreadable", "codes": [code]}


def _annotation(said: Names) -> Part:
    return make_part("annotation", code=_code(said), named=bool(said.get("name")), n=0)


def _code(said: Names) -> str | None:
    value = said.get("code") or said.get("codeValue")
    if not value:
        return None
    scheme = (
        said.get("codeSystemName")
        or said.get("codingSchemeDesignator")
        or said.get("codeSystem", "")
    )
    return f"{safe_text(value)}:{safe_text(scheme)}"


def _label(said: Names) -> str:
    return said.get("label") or said.get("codeMeaning", "")
