"""Answers through a pipe: in pieces, one behind the other, and lengths that cannot be."""

from __future__ import annotations

import array
import fcntl
import os
import termios

import pytest

from audit.scan.inbox import LENGTH, Inbox, widen


def receive(pieces: list[bytes], longest: int = 1_000) -> list[bytes | None]:
    """What `answer` gives after each piece; None in place of it where `take` refuses."""
    reading, writing = os.pipe()
    widen(writing)
    inbox, given = Inbox(longest), []
    try:
        for piece in pieces:
            os.write(writing, piece)
            n_left = len(piece)
            while n_left > 0:
                if not inbox.take(reading):
                    return [*given, None]
                n_left = waiting(reading)
            answer = inbox.answer()
            given.append(None if answer is None else bytes(answer))
    finally:
        os.close(reading)
        os.close(writing)
    return given


def waiting(descriptor: int) -> int:
    """Bytes that stand in a pipe."""
    held = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, held)
    return held[0]


def test_an_answer_at_once_and_another() -> None:
    one, two = LENGTH.pack(3) + b"one", LENGTH.pack(4) + b"more"
    assert receive([one, two]) == [b"one", b"more"]


def test_an_answer_in_pieces() -> None:
    whole = LENGTH.pack(6) + b"pieces"
    assert receive([whole[:3], whole[3:10], whole[10:]]) == [None, None, b"pieces"]


def test_an_empty_answer() -> None:
    assert receive([LENGTH.pack(0)]) == [b""]


@pytest.mark.parametrize("size", [1_001, (1 << 64) - 1])
def test_no_room_is_made_for_what_cannot_be_an_answer(size: int) -> None:
    assert receive([LENGTH.pack(size)]) == [None]


def test_the_end_of_the_pipe() -> None:
    reading, writing = os.pipe()
    os.write(writing, LENGTH.pack(5) + b"abc")
    os.close(writing)
    inbox = Inbox(1_000)
    assert inbox.take(reading)
    assert inbox.take(reading)
    assert inbox.answer() is None
    assert not inbox.take(reading)
    os.close(reading)
