"""Stencils change the speed and nothing else: every answer equals that of the bare walker."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from audit.scan.headers import Answer, HeaderReader
from audit.scan.stencils import Kind
from audit.scan.walker import Walker
from tests.scan.encode import (
    BIG,
    CT,
    EXPLICIT,
    IMPLICIT,
    JPEG,
    PIXELS,
    Elements,
    element,
    encapsulated,
    encode,
    header_of,
    legal_file,
    part10,
    sequence,
    short,
    slice_of,
)
from tests.scan.mutate import mutate
from tests.scan.reading import KEY, Reading, value, without_stencils

SYNTAXES = (EXPLICIT, IMPLICIT, JPEG, EXPLICIT, IMPLICIT, BIG)


def differences(one: Answer, other: Answer) -> str:
    """ "" where two answers are equal in all they say, the order of codes included."""
    if one == other:
        return ""
    if one.row is None or other.row is None:
        return f"{one.status} {one.codes} | {other.status} {other.codes}"
    keys = [key for key in {**one.row, **other.row} if one.row.get(key) != other.row.get(key)]
    return f"{one.codes} | {other.codes} in {keys}"


class Pair:
    """Two readers, with and without stencils, and how often a stencil did it all or a part."""

    def __init__(self, folder: Path) -> None:
        self._with, self._without = Reading(folder), Reading(folder, stencils=False)
        self.helped: Counter[str] = Counter()
        stencils = self._with.reader._stencils
        own = stencils.help

        def watched(walker: Walker, kind: Kind) -> bool:
            before = walker.at
            whole = own(walker, kind)
            kind = "whole" if whole else "part" if walker.at > before else "not"
            self.helped[kind] += 1
            return whole

        stencils.help = watched  # type: ignore[method-assign]

    def check(self, data: bytes) -> Answer:
        answer, bare = self._with(data), self._without(data)
        assert not differences(answer, bare)
        return answer


def varying_slice(chance: Random, series: int, hostile: bool) -> bytes:
    """A slice of one of six series: some lengths vary within it, and seldom a value is empty."""
    syntax = SYNTAXES[series - 1]
    inner = EXPLICIT if syntax == JPEG else syntax
    undefined, open_items = series % 2 == 0, series % 3 == 0
    empty = 0.1 if hostile else 0.02

    def text(most: int) -> str:
        return "" if chance.random() < empty else "x" * chance.randrange(1, most)

    # what stands in sequences of defined length is of one length: else no two headers agree
    digits = chance.randrange(1, 6) if undefined and open_items else 4
    number = chance.randrange(10 ** (digits - 1), 10**digits)
    reference = element(0x00081150, "UI", CT, inner)
    reference += element(0x00081155, "UI", f"2.25.{number}", inner)
    reference += element(0x00091001, "UN", bytes(100), inner)
    meaning = "x" * (chance.randrange(9) if undefined and open_items else 5)
    code = element(0x00080100, "SH", "T-1", inner) + element(0x00080104, "LO", meaning, inner)
    icon = element(0x00280010, "US", short(4, inner), inner)
    icon += element(PIXELS, "OW", bytes(3_000), inner)
    changes: Elements = {
        0x00080000: ("UL", (700).to_bytes(4, "big" if inner == BIG else "little")),
        0x00081030: ("LO", text(9) + ("\x07" if hostile and chance.random() < 0.2 else "")),
        0x00081140: sequence(0x00081140, [reference], inner, undefined, open_items),
        0x00090010: ("LO", "VENDOR" + "S" * chance.randrange(3)),
        0x00090011: ("LO", "OTHER"),
        0x00091001: ("UN", bytes(3_000 + 2 * chance.randrange(2))),
        0x00101010: ("AS", "52Y " if hostile and chance.random() < 0.3 else "052Y"),
        0x00104000: ("LT", text(30)),
        0x00400275: sequence(
            0x00400275, [sequence(0x00400008, [code], inner, undefined, open_items)],
            inner, undefined, open_items,
        ),
        0x00880200: sequence(0x00880200, [icon], inner, undefined, open_items),
    }  # fmt: skip
    if syntax == JPEG:
        changes[PIXELS] = encapsulated([b"\xff\xd8" + bytes(2 * chance.randrange(40))])
    return slice_of(chance.randrange(1, 400), changes, syntax, series)


def test_six_interleaved_series(tmp_path: Path) -> None:
    pair, chance = Pair(tmp_path), Random(21)
    for _ in range(600):
        answer = pair.check(varying_slice(chance, chance.randrange(1, 7), hostile=False))
        assert set(answer.codes) <= {"syntax-retired"}
    assert pair.helped["whole"] > 150, pair.helped
    assert pair.helped["part"] > 20, pair.helped


def test_two_thousand_mutants(tmp_path: Path) -> None:
    """Damage on top of series that the stencils know, so that it falls inside a stencil."""
    pair, chance = Pair(tmp_path), Random(22)
    statuses = Counter[str]()
    for number in range(2_000):
        data = varying_slice(chance, chance.randrange(1, 7), hostile=number % 3 == 0)
        if number % 2:
            data = mutate(data, chance) if number % 4 == 1 else data[: chance.randrange(len(data))]
        statuses[pair.check(data).status] += 1
    assert min(statuses[s] for s in ("ok", "finding", "partial", "rejected")) > 30, statuses
    assert pair.helped["part"] > 100, pair.helped


def test_every_cut_of_one_file(tmp_path: Path) -> None:
    """The end of the file on each byte in turn, also inside the last value of a sequence."""
    pair, chance = Pair(tmp_path), Random(23)
    whole = [varying_slice(chance, 1, hostile=False) for _ in range(12)]
    for data in whole:
        pair.check(data)
    for end in range(132, len(whole[-1]), 11):
        pair.check(whole[-1][:end])
    assert pair.helped["whole"] > 3


def test_values_empty_in_some_files_only(tmp_path: Path) -> None:
    pair, chance = Pair(tmp_path), Random(24)
    tags = [tag for tag in header_of() if tag not in (0x00080018, PIXELS)]
    for n in range(300):
        changes: Elements = {}
        for tag in chance.sample(tags, chance.randrange(3)):
            changes[tag] = (header_of()[tag][0], b"")  # type: ignore[assignment]
        answer = pair.check(slice_of(n, changes))
        assert answer.row is not None
        assert set(answer.row["empty"]) == {f"{tag:08X}" for tag in changes}


def test_a_tag_that_stands_twice(tmp_path: Path) -> None:
    """Of two values the last counts, whichever of them has a length that varies."""
    pair = Pair(tmp_path)
    for n in range(60):
        first = element(0x00080070, "LO", "A" * (2 + 2 * (n % 4)))
        second = element(0x00080070, "LO", "LAST")
        answer = pair.check(slice_of(n, {0x00080070: first + second}))
        assert answer.codes == ("tag-duplicate",)
        assert value(answer, "Manufacturer") == "LAST"


def test_a_group_length_is_judged_by_the_file(tmp_path: Path) -> None:
    """The same header in a shorter file: the group length cannot be true there."""
    pair = Pair(tmp_path)
    group = {0x00080000: ("UL", (9_000).to_bytes(4, "little"))}
    long_one = part10(encode({**header_of(), **group, 0x00091001: ("UN", bytes(9_000))}))
    short_one = long_one[:2_000]
    for _ in range(6):
        assert "group-length-wrong" not in pair.check(long_one).codes
    assert "group-length-wrong" in pair.check(short_one).codes
    assert "group-length-wrong" not in pair.check(long_one).codes


@pytest.mark.parametrize("seed", range(3))
def test_an_answer_does_not_depend_on_what_was_read_before(tmp_path: Path, seed: int) -> None:
    chance = Random(30)
    files = [varying_slice(chance, n % 6 + 1, hostile=True) for n in range(150)]
    files += [mutate(legal_file(chance), chance) for _ in range(50)]
    fresh = [Reading(tmp_path)(data) for data in files]
    order = list(range(len(files)))
    Random(seed).shuffle(order)
    read = Reading(tmp_path)
    for number in order:
        assert not differences(read(files[number]), fresh[number])


@pytest.mark.corpus
def test_real_files(corpus: Path) -> None:
    """Each real file twice: a stencil made of the first is used on the second."""
    ours, bare = HeaderReader(KEY), without_stencils(HeaderReader(KEY))
    n_files = 0
    for path in sorted(p for p in corpus.rglob("*") if p.is_file()):
        expected = bare.read(bytes(path))
        for _ in range(2):
            assert not differences(ours.read(bytes(path)), expected), path.name
        n_files += expected.row is not None
    assert n_files > 1_100
