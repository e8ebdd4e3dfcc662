"""The transfer adjustment of trade dates before 1 August 2019: a model, since the old formula was not found.

It follows the share that a settlement of 2021 takes: transfers out over transfers out and own measured demand.
"""

from __future__ import annotations

from collections.abc import Mapping

from .number import N


def legacy_share(
    offsets: Mapping[str, N], flows: Mapping[tuple[str, str], N], demand: Mapping[str, N], /
) -> dict[str, N]:
    """Every area's offset ($) once its share has moved to the areas that took its energy, as much as each took.

    ``flows``: MWh out of one area into another. ``demand``: MWh by area. The sum over areas stays as it was.
    """
    after = dict(offsets)
    out = {area: offset * 0 for area, offset in offsets.items()}
    for (source, _), moved in flows.items():
        out[source] += moved
    for (source, sink), moved in flows.items():
        if moved:
            part = offsets[source] * moved / (out[source] + demand[source])
            after[source] -= part
            after[sink] += part
    return after
