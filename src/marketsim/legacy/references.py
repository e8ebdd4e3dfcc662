"""What the files of an extract say of each other: markets, participants and CRR ids that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from marketsim.legacy.columns import TABLES
from marketsim.legacy.extract import Extract
from marketsim.legacy.fault import Faults

MARKETS, OWNERS, CRRS = "markets.csv", "participants.csv", "awards, trades, migrations or conversions"
# Column -> what it refers to. holdings.csv is only told apart by reconciling, so its ids and owners are not held
# against the history here.
_REFERENCES = {
    "OldMarket": MARKETS, "OldWindow": MARKETS, "Participant": OWNERS, "Seller": OWNERS, "Buyer": OWNERS,
    "FromLse": OWNERS, "ToLse": OWNERS, "TorHolder": OWNERS, "OldCrrId": CRRS, "ParentOldCrrId": CRRS,
}  # fmt: skip
_OWN = {"participants.csv": {"Participant"}, "markets.csv": {"OldMarket"}}


def check_references(extract: Extract, faults: Faults) -> None:
    """Note a fault for everything that is referred to and not there, and for a CRR id that is given twice."""
    known: dict[str, set[object]] = {
        MARKETS: {each.old_market for each in extract.markets},
        OWNERS: {each.participant for each in extract.participants},
        CRRS: _ids(extract, faults),
    }
    for file, table in TABLES.items():
        for column in table.columns:
            target = _REFERENCES.get(column.name)
            if target is None or column.name in _OWN.get(file, ()):
                continue
            values = (getattr(each, column.attribute) for each in getattr(extract, table.name))
            for row, value in _strangers(values, known[target]):
                faults.add(file, row, column.name, f"one of {target}", str(value), "add it there, or mend it")


def _strangers(values: Iterable[object], known: set[object]) -> Iterator[tuple[int, object]]:
    for row, value in enumerate(values, start=2):
        if value is not None and value not in known:
            yield row, value


def _ids(extract: Extract, faults: Faults) -> set[object]:
    counted = Counter(each.old_crr_id for each in extract.awards)
    counted.update(each.new_old_crr_id for each in extract.trades)
    counted.update(each.old_crr_id for each in extract.migrations)
    counted.update(each.old_crr_id for each in extract.conversions)
    for crr_id, times in counted.items():
        if times > 1:
            faults.add(
                CRRS, None, "OldCrrId", "each CRR id given once", f"{crr_id}, {times} times", "renumber"
            )
    return set(counted)
