"""The leakage of the sample report: two patients in two splits, one person under two PatientIDs."""

from __future__ import annotations

from typing import Any

from audit.profile.model import Leakage, Subjects
from audit.profile.model.leakage import Known, Linked, Shared, SplitPair, SplitSize
from audit.profile.model.pixels import NearAt, NearDuplicates, Pixels
from tests import records


def some(level: Any, *numbers: int) -> Subjects:
    return Subjects(level, numbers, tuple(10 * number for number in numbers))


def leakage(**changes: Any) -> Leakage:
    pair = (SplitPair("test", "train", 2),)
    plain = Leakage(
        split_source="column",
        splits=(SplitSize("train", 110, 18_900), SplitSize("test", 40, 7_040)),
        train_splits=("train",),
        test_splits=("test",),
        shared=(
            Shared("PatientID", 148, 2, 0, pair, 2, 310, some("instance", 41, 42)),
            Shared("StudyInstanceUID", 163, 1, 0, (SplitPair("test", "train", 1),), 1, 155,
                   some("instance", 41)),
            Shared("AccessionNumber", 90, 0, n_common=1),
        ),
        linked=(
            Linked("StudyInstanceUID", 148, 2, 1, 1, 2, 1, 90, Subjects("patient"),
                   some("patient", 17, 88)),
            Linked("birth date, sex and study date", 140, expected_pairs=0.4, n_pairs=0),
        ),
        n_test_patients=40,
        n_test_instances=7_040,
        n_leaked_patients=3,
        n_leaked_instances=400,
        n_unit_leaked_patients=2,
        n_unit_leaked_instances=310,
        known=(Known("site (InstitutionName)", 40, 30, 8, 2, 3, 2),),
        pixels=pixels(),
        in_two_splits=some("patient", 3, 9),
        n_patients=184,
    )  # fmt: skip
    return records.replace(plain, **changes)


def pixels(**changes: Any) -> Pixels:
    near = tuple(
        NearAt(bits, 2 + bits, bits, 0.001 * bits, some("instance", 7, 8)) for bits in range(9)
    )
    plain = Pixels(
        state="measured",
        n_images=31_800,
        n_decoded=31_780,
        n_frames=31_860,
        not_decoded=(("pixel-no-decoder", 18, some("instance", 5)),
                     ("pixel-undecodable", 2, some("instance", 6, 77))),
        constant=some("instance", 12),
        n_constant_frames=1,
        clipped=some("instance", 13, 14),
        n_at_bottom=400,
        n_gauged=31_780,
        near=NearDuplicates(31_000, 0, near, True),
    )  # fmt: skip
    return records.replace(plain, **changes)
