"""HeaderTable -> Protocols: what most series of a group share, what departs, a user's reference."""

from __future__ import annotations

from collections import defaultdict

from audit.profile.descriptions import measure_procedures
from audit.profile.model.protocol_request import ProtocolRequest
from audit.profile.model.protocols import Protocol, Protocols
from audit.profile.places import locate_instances
from audit.profile.protocol_majority import assign, describe, find_protocols
from audit.profile.protocol_reference import compare_reference
from audit.profile.protocol_series import (
    SeriesSettings,
    modalities,
    parameters,
    read_series,
)
from audit.scan.table import HeaderTable


def measure_protocols(table: HeaderTable, asked: ProtocolRequest | None = None) -> Protocols:
    """
    Protocols by modality, body part (else words of the description), vendor and kind of image.

    A protocol is a set of settings that `min_series` series of a group share within the
    tolerances. What a series does not state differs from nothing.
    """
    asked = asked or ProtocolRequest()
    locate_instances(table)
    found: list[Protocol] = []
    n_series = n_silent = n_small = n_other = 0
    for modality in modalities():
        every = read_series(table, modality)
        series = [one for one in every if any(value is not None for value in one.settings)]
        n_series, n_silent = n_series + len(every), n_silent + len(every) - len(series)
        for group in _groups(series).values():
            if len(group) < asked.min_series:
                n_small += len(group)
                continue
            some, n_unlike = _judge(group, modality, asked)
            found += some
            n_other += n_unlike
    return Protocols(
        n_series=n_series,
        n_silent=n_silent,
        n_in_small=n_small,
        n_other=n_other,
        protocols=tuple(found),
        procedures=measure_procedures(table, asked),
        reference=compare_reference(table, asked.reference) if asked.reference else None,
    )


def _groups(series: list[SeriesSettings]) -> dict[tuple[object, ...], list[SeriesSettings]]:
    groups: dict[tuple[object, ...], list[SeriesSettings]] = defaultdict(list)
    for one in series:
        groups[one.body_part or one.words, one.vendor, one.kind].append(one)
    return groups


def _judge(
    group: list[SeriesSettings], modality: str, asked: ProtocolRequest
) -> tuple[list[Protocol], int]:
    params = parameters(modality, dict(asked.tolerances))
    gathered = find_protocols(group, params, asked)
    n_unlike = assign(group, gathered, params, asked.max_differences)
    part = group[0].body_part or group[0].listed
    return [describe(one, params, part, asked.min_majority) for one in gathered], n_unlike
