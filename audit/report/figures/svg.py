"""From matplotlib's SVG to one that stands inside a page and follows light and dark."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from audit.report.palette import FIGURE_LIGHT
from audit.report.typeface import FAMILY

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NAMES = {colour: name for name, colour in FIGURE_LIGHT.items()}
_FONT = re.compile(r"(?:(?:normal|(?P<weight>\d+|bold)) )*(?P<size>[\d.]+)px")


def tidy(text: str, id_: str, alt: str) -> str:
    """
    One `<svg>` with `alt` as its title, ids that start with `id_`, attributes instead of styles.

    A colour of our palette also becomes a class (`f-ink`, `s-c0`), so that the page's style sheet
    can turn it for a dark page; the attribute keeps the light colour for the PDF. The input is
    what matplotlib wrote a moment ago, never a file from outside.
    """
    root = ET.fromstring(text[text.index("<svg") :])
    _drop(root, f"{_SVG}metadata")
    for parent in list(root.iter(f"{_SVG}defs")):
        _drop(parent, f"{_SVG}style")
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _own_ids(element, id_)
        _attributes(element)
    return _as_text(_dressed(root, id_, alt))


def _drop(parent: ET.Element, tag: str) -> None:
    for child in parent.findall(tag):
        parent.remove(child)


def _own_ids(element: ET.Element, id_: str) -> None:
    if (name := element.attrib.pop("id", None)) is not None and element.tag != "g":
        element.set("id", f"{id_}-{name}")
    if (target := element.attrib.pop(_HREF, None)) is not None:
        element.set("href", target.replace("#", f"#{id_}-"))
    for name in ("clip-path", "style", "fill"):
        if "url(#" in element.get(name, ""):
            element.set(name, element.attrib[name].replace("url(#", f"url(#{id_}-"))


def _attributes(element: ET.Element) -> None:
    classes = []
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            _font(element, value)
        elif name == "font-family" or not name:
            continue
        else:
            element.set(name, value)
    for name in ("fill", "stroke"):
        if (known := _NAMES.get(element.get(name, ""))) is not None:
            classes.append(f"{name[0]}-{known}")
    if classes:
        element.set("class", " ".join(classes))


def _font(element: ET.Element, value: str) -> None:
    if found := _FONT.match(value):
        element.set("font-size", found["size"])
        if found["weight"]:
            element.set("font-weight", found["weight"])


def _dressed(root: ET.Element, id_: str, alt: str) -> ET.Element:
    # Lines and joints as matplotlib's own style sheet had them for every element.
    kept = {"viewBox": root.attrib["viewBox"]}
    root.attrib.clear()
    root.attrib.update(
        {
            **kept,
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": f"{id_}-title",
            "font-family": FAMILY,
            "stroke-linejoin": "round",
            "stroke-linecap": "butt",
        }
    )
    _drop(root, "title")
    title = ET.Element("title", {"id": f"{id_}-title"})
    title.text = alt
    root.insert(0, title)
    return root


def _as_text(root: ET.Element) -> str:
    for element in root.iter():
        if not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    return ET.tostring(root, encoding="unicode")
