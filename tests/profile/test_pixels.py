"""Facts of decoded pixels on real files: constant, clipped, undecodable, alike."""

from __future__ import annotations

import numpy as np
import pytest

from audit.profile.model import Leakage
from audit.profile.model.pixels import Pixels
from audit.stats.overlap import expected_chance_pairs
from tests.planted_leaks import Files, image, pixels
from tests.test_planted_leaks import measure, scanned

SIDE = 16


def filled(value: int, n: int = SIDE * SIDE, patient: int = 1) -> bytes:
    """The first `n` pixels of one value, the others as they were."""
    values = pixels(patient, 1).reshape(-1).copy()
    values[:n] = value
    return values.tobytes()


FILES: Files = {
    "train/1.dcm": image(1),
    "train/2.dcm": image(2, PixelData=filled(7)),
    "train/3.dcm": image(3, PixelData=filled(4095, 13, 3)),  # 13 of 256 are 5 % and a bit
    "train/4.dcm": image(4, PixelData=filled(4095, 12, 4)),
    "test/5.dcm": image(5, PixelData=filled(0, 128, 5)),
    "test/6.dcm": image(6)[:-40],
    "test/7.dcm": image(7, PixelData=(pixels(1, 1) + 3).astype("<u2").tobytes()),
    "test/8.dcm": image(8, PixelData=pixels(1, 1).tobytes()),
    "test/9.dcm": image(9, PixelData=(pixels(5, 2) * 2).astype("<u2").tobytes()),
    "test/9b.dcm": image(9, 2, PixelData=(pixels(5, 2) * 2 + 1).astype("<u2").tobytes()),
}
NUMBER = {path: number for number, path in enumerate(sorted(FILES), 1)}


@pytest.fixture(scope="module")
def facts() -> Leakage:
    with scanned(FILES, pixels=True) as table:
        return measure(table)


@pytest.fixture(scope="module")
def found(facts: Leakage) -> Pixels:
    return facts.pixels


def test_what_was_decoded(found: Pixels) -> None:
    assert (found.state, found.n_images, found.n_decoded, found.n_frames) == ("measured", 10, 9, 9)
    ((code, n, who),) = found.not_decoded
    assert (code, n, who.numbers) == ("pixel-undecodable", 1, (NUMBER["test/6.dcm"],))


def test_constant_and_clipped(found: Pixels) -> None:
    assert found.constant.numbers == (NUMBER["train/2.dcm"],)
    assert found.n_constant_frames == 1
    assert found.clipped.numbers == (NUMBER["train/3.dcm"],)
    assert (found.n_at_bottom, found.n_gauged) == (1, 9)


def test_lookalikes_of_two_patients_only(found: Pixels) -> None:
    near = found.near
    assert near is not None
    assert near.complete
    # eight frames with something to see, of which two have the same content
    assert (near.n_frames, near.n_left_out) == (7, 0)
    first = near.at[0]
    # of the brighter copy, the pair with patient 1 and 8; not the two of patient 9
    assert (first.n_pairs, first.n_pairs_across) == (1, 1)
    assert NUMBER["test/7.dcm"] in first.instances.numbers
    assert [one.distance for one in near.at] == list(range(9))
    assert first.expected == expected_chance_pairs(64, 0, 7)


def test_equal_contents_are_leakage_and_no_lookalikes(facts: Leakage) -> None:
    shared = facts.find_shared("pixel content")
    assert shared is not None
    assert shared.n_shared == 1
    assert set(shared.subjects.numbers) == {NUMBER["train/1.dcm"], NUMBER["test/8.dcm"]}
    linked = facts.find_linked("pixel content")
    assert linked is not None
    assert (linked.n_groups_across, linked.n_patients) == (1, 2)


def test_a_picture_of_many_values_is_no_constant() -> None:
    assert len(np.unique(pixels(1, 1))) > 100


def test_a_copy_with_other_pixels_under_one_uid_is_compared_too() -> None:
    files: Files = {
        "train/1.dcm": image(1),
        "test/2.dcm": image(2),
        "test/2 (1).dcm": image(2, PixelData=(pixels(1, 1) + 3).astype("<u2").tobytes()),
    }
    with scanned(files, pixels=True) as table:
        near = measure(table).pixels.near
    assert near is not None
    assert (near.n_frames, near.at[0].n_pairs_across) == (3, 1)
