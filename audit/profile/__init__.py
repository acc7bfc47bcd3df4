"""Facts: the only room that asks the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.profile.model import Documentation, Profile

if TYPE_CHECKING:
    from audit.profile.model.protocol_request import ProtocolRequest
    from audit.profile.model.samples import SampleDeclaration
    from audit.profile.model.shortcuts import ShortcutOptions
    from audit.scan.cohort import LabelTable
    from audit.scan.table import HeaderTable


REFERENCE_YEAR = 2026
"""
A StudyDate in a later year cannot be true. It is the year of this release and not the clock's, so
that the same input gives the same bytes on every day.
"""


def build_profile(
    table: HeaderTable,
    labels: LabelTable | None,
    declared: SampleDeclaration,
    options: ShortcutOptions | None = None,
    protocols: ProtocolRequest | None = None,
) -> Profile:
    """
    All facts of one dataset, family by family; no threshold, no judgement.

    The documentation holds only the measured catalogue: its rows are settled afterwards, because
    they need these facts and what a person declared.
    """
    # Here and not above: the records are read by programs that never open a table.
    from audit.profile.annotations import measure_annotations  # noqa: PLC0415
    from audit.profile.catalogue import measure_catalogue  # noqa: PLC0415
    from audit.profile.classes import measure_classes  # noqa: PLC0415
    from audit.profile.cohort import measure_cohort  # noqa: PLC0415
    from audit.profile.completeness import measure_completeness  # noqa: PLC0415
    from audit.profile.conformance import measure_conformance  # noqa: PLC0415
    from audit.profile.geometry import measure_geometry  # noqa: PLC0415
    from audit.profile.hierarchy import measure_hierarchy  # noqa: PLC0415
    from audit.profile.integrity import measure_integrity  # noqa: PLC0415
    from audit.profile.leakage import measure_leakage  # noqa: PLC0415
    from audit.profile.model.shortcuts import ShortcutOptions  # noqa: PLC0415
    from audit.profile.overview import measure_overview  # noqa: PLC0415
    from audit.profile.places import locate_instances  # noqa: PLC0415
    from audit.profile.privacy import measure_privacy  # noqa: PLC0415
    from audit.profile.protocols import measure_protocols  # noqa: PLC0415
    from audit.profile.samples import measure_samples  # noqa: PLC0415
    from audit.profile.shortcuts import measure_shortcuts  # noqa: PLC0415
    from audit.profile.utility import measure_utility  # noqa: PLC0415
    from audit.profile.values import measure_values  # noqa: PLC0415
    from audit.profile.vendors import measure_vendors  # noqa: PLC0415

    locate_instances(table)
    classes = measure_classes(table, labels, declared.normal_class)
    return Profile(
        overview=measure_overview(table),
        integrity=measure_integrity(table),
        hierarchy=measure_hierarchy(table),
        conformance=measure_conformance(table),
        vendors=measure_vendors(table),
        completeness=measure_completeness(table),
        cohort=measure_cohort(table, REFERENCE_YEAR),
        geometry=measure_geometry(table),
        classes=classes,
        samples=measure_samples(table, labels, classes, declared),
        leakage=measure_leakage(table, classes),
        shortcuts=measure_shortcuts(table, classes, options or ShortcutOptions()),
        privacy=measure_privacy(table),
        annotations=measure_annotations(table, labels),
        protocols=measure_protocols(table, protocols),
        utility=measure_utility(table),
        values=measure_values(table),
        documentation=Documentation(catalogue=measure_catalogue(table)),
    )
