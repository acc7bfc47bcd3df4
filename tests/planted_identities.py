"""300 files, each with one person's data in one place where it should not stand."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pydicom
from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.factories import instance

GIVEN = (
    "Ottilie",
    "Bartholomew",
    "Xanthe",
    "Ludovic",
    "Ingeborg",
    "Casimir",
    "Rosalind",
    "Tadeusz",
)
FAMILY = ("Quartermaine", "Vandersloot", "Okonkwo", "Thistlewood", "Brzezicki", "Achterberg",
          "Delacroix", "Featherstone", "Lindqvist", "Moorcroft")  # fmt: skip
SYNTAXES = ("explicit", "implicit", "deflated")


class Person(NamedTuple):
    """Synthetic."""

    family: str
    given: str
    identifier: str
    born: str


class Planted(NamedTuple):
    """Where a file lies, what it holds, and which kind stands where."""

    path: Path
    content: bytes
    kind: str
    place: str
    """The beginning of the place that must be named."""


def person(number: int) -> Person:
    """The same for the same number."""
    chance = random.Random(number)
    born = f"{chance.randint(1925, 2009)}{chance.randint(2, 12):02d}{chance.randint(2, 28):02d}"
    return Person(
        chance.choice(FAMILY), chance.choice(GIVEN), f"{chance.randint(10**8, 10**9)}", born
    )


def spellings(one: Person) -> tuple[tuple[str, str], ...]:
    """Texts with the person in them, as people and programs write them, with the kind."""
    y, m, d = one.born[:4], one.born[4:6], one.born[6:]
    return (
        ("name", f"{one.family.upper()}^{one.given.upper()}"),
        ("name", f"CT ABD {one.given} {one.family}"),
        ("name", f"chest of {one.family.lower()}"),
        ("name", f"{one.family},{one.given}"),
        ("identifier", f"MRN {one.identifier}"),
        ("identifier", one.identifier),
        ("birth date", f"born {d}.{m}.{y}"),
        ("birth date", f"DOB {y}-{m}-{d}"),
        ("birth date", f"{m}/{d}/{y}"),
        ("birth date", one.born),
    )


def _description(data: Dataset, text: str) -> str:
    data.SeriesDescription = text
    return "SeriesDescription"


def _comments(data: Dataset, text: str) -> str:
    data.ImageComments = f"repeat, {text}; breath hold"
    return "ImageComments"


def _private(data: Dataset, text: str) -> str:
    block = data.private_block(0x0029, "ACME 1.0", create=True)
    block.add_new(0x10, "LO", text)
    return "(0029,xx10)"


def _unknown(data: Dataset, text: str) -> str:
    block = data.private_block(0x0031, "ACME 1.0", create=True)
    block.add_new(0x20, "UN", text.encode() + b" " * (len(text) % 2))
    return "(0031,xx20)"


def _nested(data: Dataset, text: str) -> str:
    item, inner = Dataset(), Dataset()
    inner.CodeMeaning = text
    item.PurposeOfReferenceCodeSequence = Sequence([inner])
    data.SourceImageSequence = Sequence([item])
    return "CodeMeaning (nested)"


def _private_nested(data: Dataset, text: str) -> str:
    item = Dataset()
    item.private_block(0x0033, "ACME 1.0", create=True).add_new(0x11, "ST", text)
    block = data.private_block(0x0033, "ACME 1.0", create=True)
    block.add_new(0x12, "SQ", Sequence([item]))
    return "(0033,xx1"


def _wrong_vr(data: Dataset, text: str) -> str:
    data[0x00180022] = DataElement(0x00180022, "CS", text, validation_mode=config.IGNORE)
    return "ScanOptions"


def _bytes(data: Dataset, text: str) -> str:
    data.add_new(0x00420011, "OB", b"%PDF" + text.encode() + b"\0" * (len(text) % 2))
    return "EncapsulatedDocument"


PLACES: tuple[Callable[[Dataset, str], str], ...] = (
    _description, _comments, _private, _unknown, _nested, _private_nested, _wrong_vr, _bytes,
)  # fmt: skip


def planted(n_files: int = 300) -> Iterator[Planted]:
    """One place, one spelling and one syntax a file, in turn; every tenth in its path."""
    for number in range(n_files):
        one = person(number)
        texts = spellings(one)
        kind, text = texts[number % len(texts)]
        syntax = SYNTAXES[number % len(SYNTAXES)]
        content = instance(
            patient=number + 1, PatientName=f"{one.family}^{one.given}", PatientBirthDate=one.born,
            PatientID=one.identifier, syntax=syntax,
        )  # fmt: skip
        if number % 10 == 9:
            kind, text = texts[number // 10 % 7]
            name = text.replace("/", "-")
            path = Path(name, f"{number}.dcm") if number % 20 == 9 else Path(f"{name}_{number}.dcm")
            yield Planted(path, content, kind, "path")
            continue
        data = pydicom.dcmread(io.BytesIO(content))
        place = PLACES[number // 10 % len(PLACES)](data, text)
        buffer = io.BytesIO()
        data.save_as(buffer)
        yield Planted(Path(f"{number:04d}.dcm"), buffer.getvalue(), kind, place)
