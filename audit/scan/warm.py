"""What every reading process loads sooner or later, loaded before it is copied."""

from __future__ import annotations

from functools import cache

from audit.scan.container import transfer_syntaxes
from audit.scan.description_words import vocabulary
from audit.scan.dictionary import private_creators, uids
from audit.scan.headers import HeaderReader
from audit.scan.image_faults import image_classes
from audit.scan.person_names import common_words, person_names
from audit.scan.schema import header_schema
from audit.scan.text_signs import signs_of


@cache
def warm_up() -> None:
    """
    Fill the memories that live as long as a process: dictionaries, lists of words, rules.

    Only what is the same for every dataset; a copy then has it without the time of loading it.
    """
    HeaderReader(b"")
    header_schema()
    for load in (uids, transfer_syntaxes, image_classes, private_creators, vocabulary):
        load()
    common_words()
    person_names()
    signs_of("a text, 2000-01-01, a street @")
