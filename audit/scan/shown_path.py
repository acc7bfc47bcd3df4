"""Paths as text."""

from __future__ import annotations


def shown_path(path: bytes) -> str:
    """
    A path as the inventory has it: UTF-8 as it is; where other bytes stand in it, these and the
    percent sign are percent-encoded.
    """
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        text = path.replace(b"%", b"%25").decode("utf-8", "surrogateescape")
        return "".join(f"%{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text)
