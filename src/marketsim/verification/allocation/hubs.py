"""Trading hubs that are tested as their generators: ``hubs.csv`` tells which nominations are parts of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.folder.table import read_table
from marketsim.verification.grid.network import Reals

HUBS = "hubs.csv"
COLUMNS = ("Record", "Nomination", "Hub", "Factor")
OFFSET = "LSE_THCNT"  # moves MW between generators from what the hub's factors make to what they were awarded


class HubPart(NamedTuple):
    """Which nomination of which hub a record is a part of, and its factor in it."""

    nomination: str
    hub: str
    factor: float


def read_hubs(files: MarketFiles) -> Mapping[str, HubPart]:
    """The parts by record; none without the file. Raises Unreadable."""
    if not files.has(HUBS):
        return {}
    table = read_table(files, HUBS, COLUMNS)
    rows = zip(
        table.text("Record"), table.text("Nomination"), table.text("Hub"),
        table.numbers("Factor", least=0).tolist(), strict=True,
    )  # fmt: skip
    return {record: HubPart(*part) for record, *part in rows}


def put_together(
    nominations: NominationTable, mw: Reals, hubs: Mapping[str, HubPart]
) -> tuple[NominationTable, Reals]:
    """The nominations as they were made, each hub's parts as one from the hub, and what they got in all, MW."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, record in enumerate(nominations.record):
        part = hubs.get(record)
        groups.setdefault(("record", record) if part is None else ("hub", part.nomination), []).append(at)
    first = [own[0] for own in groups.values()]
    parts = [hubs.get(nominations.record[at]) for at in first]
    total = [round(float(nominations.mw[own].sum()), 6) for own in groups.values()]
    made = NominationTable(
        record=[nominations.record[at] for at in first],
        owner=[nominations.owner[at] for at in first],
        crr_type=[nominations.crr_type[at] for at in first],
        period=[nominations.period[at] for at in first],
        tou=[nominations.tou[at] for at in first],
        source=[
            nominations.source[at] if part is None else part.hub
            for at, part in zip(first, parts, strict=True)
        ],
        sink=[nominations.sink[at] for at in first],
        mw=np.array(total, dtype=np.float64),
    )
    return made, np.array([float(mw[own].sum()) for own in groups.values()], dtype=np.float64)
