"""Seeded damage to bytes: flipped bits, cuts, insertions, removals, other lengths."""

from __future__ import annotations

from random import Random

_LENGTHS = (0, 1, 2, 7, 8, 12, 0x7F, 0xFF, 0x100, 0x7FFF, 0xFFFE, 0xFFFF,
            0x7FFFFFFE, 0xFFFFFFFE, 0xFFFFFFFF)  # fmt: skip


def mutate(data: bytes, chance: Random) -> bytes:
    """One to three pieces of damage."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _flip(data: bytes, chance: Random) -> bytes:
    out = bytearray(data)
    if out:
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randrange(1, 20)) + data[at:]


def _remove(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 20) :]


def _repeat(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[max(0, at - chance.randrange(1, 60)) : at] + data[at:]


def _length(data: bytes, chance: Random) -> bytes:
    """Another number over two or four bytes behind the meta group, where lengths may be."""
    out = bytearray(data)
    size = chance.choice((2, 4))
    number = chance.choice(_LENGTHS) & (1 << 8 * size) - 1
    at = chance.randrange(132, max(133, len(out) - size))
    out[at : at + size] = number.to_bytes(size, "little")
    return bytes(out)


_WAYS = (_flip, _flip, _cut, _insert, _remove, _repeat, _length, _length)
