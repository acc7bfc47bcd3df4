"""Devices and screens that are known to draw text into their pixels, as one SQL condition."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_LISTS = frozenset({"ImageType", "SoftwareVersions"})


@cache
def screen_rules() -> str:
    """SQL over `located`: whether any rule of `audit/data/screen_regions.tsv` holds."""
    text = files("audit").joinpath("data/screen_regions.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    rules = (" and ".join(map(_test, line[1].split("; "))) for line in lines[1:])
    return " or ".join(f"({rule})" for rule in dict.fromkeys(rules))


def _test(condition: str) -> str:
    """`contains` is a search without case, as in the recipe the rules come from."""
    how, keyword, value = condition.split(" ", 2)
    held = f"array_to_string({keyword}, ' ')" if keyword in _LISTS else f"{keyword}::varchar"
    told = f"upper(coalesce({held}, ''))"
    wanted = [part.strip().upper().replace("'", "''") for part in value.split("|")]
    if how.endswith("equals"):
        test = " or ".join(f"{told} = '{part}'" for part in wanted)
    else:
        test = " or ".join(f"contains({told}, '{part}')" for part in wanted)
    return f"not ({test})" if how.startswith("not") else f"({test})"
