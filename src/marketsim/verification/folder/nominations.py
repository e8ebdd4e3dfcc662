"""``nominations.csv``: a row a nomination, of all owners; every nomination is of an obligation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.folder.asked import Asked
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.table import Table, read_table

COLUMNS = ("Record", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType", "MW")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NominationTable(Asked):
    """Nominations by position; ``mw``: as nominated, from 0."""

    mw: NDArray[np.float64]

    def name(self, at: int) -> str:
        """A nomination as findings tell it."""
        return f"{self.period[at]} {self.tou[at]}, nomination {self.record[at]} of {self.owner[at]}"


def read_nominations(files: MarketFiles, name: str) -> NominationTable:
    """The nominations of a folder; raises Unreadable with the line."""
    return nominations_of(read_table(files, name, COLUMNS))


def nominations_of(table: Table) -> NominationTable:
    """The nominations in a table. Raises Unreadable."""
    record, mw = table.text("Record"), table.numbers("MW", least=0)
    if len(set(record)) != len(record):
        again = next(at for at, each in enumerate(record) if each in record[:at])
        table.refuse(again, "every record once", f"{record[again][:40]} again")
    table.words("HedgeType", "OBL")
    return NominationTable(
        record=record, owner=table.text("AssetOwner"), crr_type=table.text("CrrType", filled=False),
        period=table.text("Period"), tou=table.words("TOU", "ON", "OFF"), source=table.text("Source"),
        sink=table.text("Sink"), mw=mw,
    )  # fmt: skip
