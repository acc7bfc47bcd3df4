"""One YAML 1.2 file of a user -> one pydantic model; a fault names the line and the key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from audit.datasheet.near_keys import suggest_key
from audit.errors import UserError
from audit.scan.safe_text import safe_text
from audit.units import amount

MAX_BYTES = 1_000_000
"""A hand-written file is far smaller; a bomb of aliases or nesting needs room."""

TOLD = 20
"""Faults of one file that a message lists; the rest is counted."""

M = TypeVar("M", bound=BaseModel)

_WORDS = {
    "extra_forbidden": "is not a key that may stand here",
    "missing": "is required",
    "string_type": "must be text: put it in quotes",
    "string_too_long": "is too long",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "date_type": "must be a day as YYYY-MM-DD",
    "tuple_type": "must be a list in square brackets",
    "list_type": "must be a list in square brackets",
    "dict_type": "must be a section with keys of its own",
    "model_type": "must be a section with keys of its own",
    "string_pattern_mismatch": "has the wrong form",
    "too_short": "has too few parts",
    "too_long": "has too many parts",
    "invalid_key": "must be text",
}


def read_yaml(path: Path, model: type[M], option: str) -> M:
    """
    Read and validate one file; `option` (`--datasheet`) names it in messages.

    Raises UserError with line and key, all faults of the file at once: unreadable, no YAML, a key
    twice, an unknown key, a value of a wrong form. Values are never repeated.
    """
    text = _read_text(path, option)
    data = _load(text, option)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise UserError(f"{option}: line 1: the file must hold keys with values, `key: value`")
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        faults: list[Any] = [*fault.errors(include_url=False, include_input=False)]
    for one in faults:
        near = suggest_key(model, one["loc"]) if one["type"] == "extra_forbidden" else ""
        one["near"] = f" (did you mean `{near}`?)" if near else ""
    raise UserError(_sentence(faults, text, option))


def _read_text(path: Path, option: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError:
        raise UserError(f"{option} cannot be read: name a readable YAML file") from None
    if len(raw) > MAX_BYTES:
        raise UserError(f"{option}: the file is larger than {MAX_BYTES} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise UserError(f"{option}: line {line}: the file is not UTF-8 text") from None


class _Constructor(SafeConstructor):
    """A day that does not exist stays text, so that the model refuses it and its line is known."""

    def construct_yaml_timestamp(self, node: ScalarNode, values: Any = None) -> Any:
        """A date or a time, or the text as it stands."""
        try:
            return super().construct_yaml_timestamp(node, values)
        except (ValueError, OverflowError):
            return node.value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def _parser() -> YAML:
    parser = YAML(typ="safe", pure=True)
    parser.Constructor = _Constructor
    return parser


def _load(text: str, option: str) -> Any:
    try:
        return _parser().load(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        twice = "found duplicate key" in (fault.problem or "")
        problem = "a key stands twice" if twice else "this is not valid YAML (mind the indentation)"
        raise UserError(f"{option}: line {line}: {problem}") from None
    except (YAMLError, RecursionError, ValueError, TypeError):
        raise UserError(f"{option}: this is not valid YAML 1.2") from None


def _sentence(faults: Sequence[Any], text: str, option: str) -> str:
    """One line a fault, in the order of the file."""
    root = _parser().compose(text)
    placed = sorted(
        ((_line(root, one["loc"]), _key(one["loc"]), _say(one) + one["near"]) for one in faults),
    )
    return list_faults(option, [f"line {line}: `{key}` {told}" for line, key, told in placed])


def list_faults(option: str, faults: Sequence[str]) -> str:
    """`--policy: line 4: ...`, or, of several, how many and one a line; those beyond 20 counted."""
    if len(faults) == 1:
        return f"{option}: {faults[0]}"
    lines = [f"{option}: {amount(len(faults), 'fault')}", *faults[:TOLD]]
    if len(faults) > TOLD:
        lines.append(f"and {len(faults) - TOLD} more")
    return "\n  ".join(lines)


def _key(loc: Sequence[Any]) -> str:
    return ".".join(safe_text(str(part), 60) for part in loc if part != "function-after")


def _say(fault: Any) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "literal_error":
        choices = str(context["expected"]).removeprefix("'', ")
        return f"must be one of {choices}"
    if kind.startswith("int_"):
        return "must be a whole number"
    if kind.startswith("float_") or kind == "finite_number":
        return "must be a number"
    if kind.startswith("date_"):
        return _WORDS["date_type"]
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return "is out of range"
    return _length(kind, context) or _WORDS.get(kind, "has a value of the wrong kind")


def _length(kind: str, context: Any) -> str:
    """What a text of the wrong length must have; "" for other faults."""
    if kind not in ("string_too_short", "string_too_long"):
        return ""
    wanted, bound = ("min", "at least") if kind.endswith("short") else ("max", "at most")
    return f"must have {bound} {context[f'{wanted}_length']} characters"


def _line(node: Node | None, loc: Sequence[Any]) -> int:
    """The line of the deepest part of `loc` that stands in the file, counted from 1."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        found = _step(node, part)
        if found is None:
            return line
        line, node = found
    return line


def _step(node: Node | None, part: Any) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
