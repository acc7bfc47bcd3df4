"""Persistent identifiers and open protocols: what a text claims to be, without asking a network."""

from __future__ import annotations

import re

_KINDS = (
    ("DOI", r"(https?://(dx\.)?doi\.org/|doi:)?10\.\d{4,9}(\.\d+)*/\S+"),
    ("ARK", r"(https?://\S+/)?ark:/?\d{5,9}/\S+"),
    ("Handle", r"(https?://hdl\.handle\.net/|hdl:)\d+(\.\d+)*/\S+"),
    ("w3id", r"https?://w3id\.org/\S+"),
    ("PURL", r"https?://purl\.(org|obolibrary\.org)/\S+"),
)
OPEN_PROTOCOLS = frozenset(
    {"http", "https", "dicomweb+http", "dicomweb+https", "ftp", "sftp", "ftps"}
)
"""Protocols that anybody can implement for free."""
STORES = frozenset({"s3", "gs", "az"})
"""Addresses of object stores: documented, spoken over HTTPS, owned by a vendor."""


def identifier_kind(text: str) -> str:
    """DOI, ARK, Handle, w3id or PURL; "" where the text has the form of none."""
    for kind, pattern in _KINDS:
        if re.fullmatch(pattern, text.strip(), re.IGNORECASE):
            return kind
    return ""


def scheme_of(url: str) -> str:
    """The protocol of an address: `https`; "" without one."""
    return url.partition("://")[0].lower() if "://" in url else ""
