"""``caps.csv``: how many MW an owner may nominate in all, by sink, or by pair of source and sink (SIGNATURE)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.table import Table, read_table

COLUMNS = ("Kind", "AssetOwner", "Source", "Sink", "CrrType", "Period", "TOU", "MW")
SIGNATURE = "SIGNATURE"
KINDS = ("SEQ", "MEQ", "UPPER_BOUND", SIGNATURE)


class CapKey(NamedTuple):
    """What a cap limits the sum of; ``source`` is empty but for SIGNATURE."""

    kind: str
    owner: str
    source: str
    sink: str
    crr_type: str
    period: str
    tou: str

    def __str__(self) -> str:
        path = f"{self.source} to {self.sink}" if self.source else f"sink {self.sink}"
        return f"{self.period} {self.tou}, {self.kind} of {self.owner}, {path}, {self.crr_type}"


@dataclass(frozen=True, slots=True)
class Caps:
    """MW by what they limit."""

    mw: Mapping[CapKey, float]

    @property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """Which kinds each owner has a cap of: (kind, owner)."""
        return frozenset((each.kind, each.owner) for each in self.mw)


def read_caps(files: MarketFiles, name: str) -> Caps:
    """The caps of a folder; raises Unreadable with the line."""
    return caps_of(read_table(files, name, COLUMNS))


def caps_of(table: Table) -> Caps:
    """The caps in a table, each once. Raises Unreadable."""
    found: dict[CapKey, float] = {}
    kinds, sources = table.words("Kind", *KINDS), table.text("Source", filled=False)
    rest = zip(
        table.text("AssetOwner"), table.text("Sink"), table.text("CrrType"), table.text("Period"),
        table.words("TOU", "ON", "OFF"), table.numbers("MW", least=0).tolist(), strict=True,
    )  # fmt: skip
    for row, (kind, source, (owner, sink, crr_type, period, tou, mw)) in enumerate(
        zip(kinds, sources, rest, strict=True)
    ):
        if bool(source) != (kind == SIGNATURE):
            expected = "a source for SIGNATURE, and for no other kind"
            table.refuse(row, expected, f"{source[:40] or 'none'} for {kind}")
        key = CapKey(kind, owner, source, sink, crr_type, period, tou)
        if key in found:
            table.refuse(row, "every cap once", f"{key} again"[:120])
        found[key] = mw
    return Caps(found)
