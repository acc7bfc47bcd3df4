"""SQL over the column `states`: what one keyword's letter says of a header."""

from __future__ import annotations

from audit.scan.keywords import column_index


def letter_of(keyword: str, alias: str = "") -> str:
    """The SQL expression of the state letter of a keyword (`audit.scan.keywords.State`)."""
    return f"substr({alias}states, {column_index()[keyword] + 1}, 1)"


def told_by(keyword: str, alias: str = "") -> str:
    """
    The SQL expression of a value that says something: NULL where it is blank or a placeholder.

    A value that its VR forbids stays: it is what the header says.
    """
    text = f"nullif(trim({alias}{keyword}), '')"
    return f"case when {letter_of(keyword, alias)} in ('p', 'i') then {text} end"
