"""``bids/MARKET.csv`` of an extract: template rows of a market in flight."""

from __future__ import annotations

from typing import BinaryIO

from marketsim.contract.cells import fits
from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.tables import UnreadableTable, read_csv, write_csv
from marketsim.legacy.fault import Faults, shown
from marketsim.legacy.records import Bids
from marketsim.legacy.sources import BIDS, BROKEN

MOST_BYTES = 20_000_000
KINDS = {"AUCTION": "BIDS_AND_OFFERS", "ALLOCATION": "NOMINATIONS"}


def bids_file(old_market: str) -> str:
    """Where the bids of a market are."""
    return f"{BIDS}/{old_market}.csv"


def bids_bytes(bids: Bids) -> bytes:
    """The file for bids; raises ValueError for a value that doesn't fit its column."""
    return write_csv(bids.rows, TEMPLATES[bids.template])


def read_bids(stream: BinaryIO, name: str, kind: str, faults: Faults) -> Bids | None:
    """The bids in a file of a market of that kind; None where a fault was noted."""
    template = KINDS[kind]
    columns = TEMPLATES[template]
    market = name.removeprefix(f"{BIDS}/").removesuffix(".csv")
    try:
        content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            faults.add(name, None, None, f"at most {MOST_BYTES} bytes", "more")
            return None
        rows = read_csv(content, columns)
    except (UnreadableTable, *BROKEN) as problem:
        faults.add(name, None, None, f"a CSV of the template {template}", shown(str(problem)))
        return None
    heading = [each.name for each in columns.columns]
    if rows and list(rows[0]) != heading:
        faults.add(name, 1, None, f"the heading {','.join(heading)}", shown(",".join(rows[0])))
        return None
    before = faults.total
    for number, row in enumerate(rows, start=2):
        for column in columns.columns:
            if not fits(row[column.name], column.type):
                faults.add(
                    name, number, column.name, f"a value of type {column.type}", shown(str(row[column.name]))
                )
    return Bids(market, template, tuple(rows)) if faults.total == before else None
