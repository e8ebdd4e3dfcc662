"""The tables of a market folder that say who wants what: bids and offers, and what loads the network already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from marketsim.clearing.folder_settings import Shape
from marketsim.clearing.folder_table import Row, Table
from marketsim.clearing.market import Bid, Curve, FixedCrr

BID_COLUMNS = (
    "Record", "BidType", "CrrId", "AssetOwner", "Source", "Sink", "HedgeType",
    "TOU", "Period", "CrrType", "MW", "Price", "Description",
)  # fmt: skip
BASE_COLUMNS = ("Period", "TOU", "Source", "Sink", "HedgeType", "MW")
MOST_PRICE = 1e7  # $/MW, either way
OWN = ("MW", "Price", "Description")  # the columns in which rows of a record may differ
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)  # it is part of a file's name

ProductKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """A bid or offer as its rows tell it: the bid (keyed by the record's number), and what clearing needn't know."""

    bid: Bid
    period: str
    tou: str
    owner: str
    crr_id: str
    crr_type: str

    @property
    def product(self) -> ProductKey:
        """Its period and time of use."""
        return self.period, self.tou


def read_bids(table: Table, locations: Collection[str], shape: Shape) -> dict[str, Record]:
    """The records of ``bids.csv`` by number, in order of their first rows. Raises CaseProblem."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        rows[record_number(table, row)].append(row)
    records = {key: _record(table, key, group, locations, shape) for key, group in rows.items()}
    table.done()
    return records


def record_number(table: Table, row: Row) -> str:
    """A record's number without leading zeros; empty text with a problem gathered."""
    if re.fullmatch(r"\d{1,18}", row["Record"], re.ASCII):
        return str(int(row["Record"]))
    table.tell(row.line, "Record", "a whole number", repr(row["Record"][:40]), "number the records")
    return ""


def _record(table: Table, key: str, rows: list[Row], locations: Collection[str], shape: Shape) -> Record:
    head = rows[0]
    for row in rows[1:]:
        for column in BID_COLUMNS:
            if column not in OWN and row[column] != head[column]:
                expected = f"{head[column] or 'nothing'!r}, as in the first row of record {key}"
                table.tell(row.line, column, expected, repr(row[column][:40]), "make the rows agree")
    source, sink = read_path(table, head, locations)
    sells = table.word(head, "BidType", ("BUY", "SELL")) == "SELL"
    option = table.word(head, "HedgeType", ("OBL", "OPT")) == "OPT"
    if option and not sells:
        table.tell(head.line, "HedgeType", "OBL for a BUY", "'OPT'", "options are only offered, not bought")
    check_owner(table, head)
    if head["CrrId"] and not re.fullmatch(r"\d{1,18}", head["CrrId"], re.ASCII):
        table.tell(head.line, "CrrId", "a whole number or nothing", repr(head["CrrId"][:40]), "correct it")
    if head["CrrType"]:
        table.name(head, "CrrType")
    bid = Bid(
        key, source, sink, sells, _curve(table, key, rows, shape, sells=sells), "OPT" if option else "OBL"
    )
    period, tou = read_product(table, head)
    return Record(bid, period, tou, head["AssetOwner"], head["CrrId"], head["CrrType"])


def _curve(table: Table, key: str, rows: list[Row], shape: Shape, *, sells: bool) -> Curve:
    """The points (MW, $/MW). A step curve has no use for the price of its first point, so that one is free."""
    points = [(table.number(row, "MW"), table.number(row, "Price", -MOST_PRICE, MOST_PRICE)) for row in rows]
    if len(points) < 2:
        expected, fix = "two points or more", "write one row a point, the first at 0 MW"
        table.tell(rows[0].line, "MW", expected, f"one in record {key}", fix)
    if points[0][0] != 0:
        table.tell(rows[0].line, "MW", "0 at the first point", repr(rows[0]["MW"][:40]), "begin at 0 MW")
    for at, ((mw, price), (next_mw, next_price)) in enumerate(pairwise(points), 1):
        if next_mw <= mw:
            table.tell(
                rows[at].line, "MW", f"more than {mw:g}", f"{next_mw:g}", "let MW rise from point to point"
            )
        falls = next_price < price
        if next_price != price and falls == sells and (at > 1 or shape == "linear"):
            way = "never fall" if sells else "never rise"
            expected = f"prices of {'an offer' if sells else 'a bid'} that {way}"
            table.tell(rows[at].line, "Price", expected, f"{next_price:g} after {price:g}", "sort the prices")
    return tuple(points)


def check_owner(table: Table, row: Row) -> None:
    """Gather a problem where the owner has no name that a file's name may hold."""
    if not _OWNER.fullmatch(row["AssetOwner"]):
        expected = "a name of letters and digits"
        table.tell(row.line, "AssetOwner", expected, repr(row["AssetOwner"][:40]), "name who bids")


def read_path(table: Table, row: Row, locations: Collection[str]) -> tuple[str, str]:
    """Source and sink, two locations of the market; problems gathered."""
    source, sink = table.name(row, "Source"), table.name(row, "Sink")
    for column, name in (("Source", source), ("Sink", sink)):
        if name and name not in locations:
            fix = "name it as locations.csv does"
            table.tell(row.line, column, "a location of the market", repr(name), fix)
    if source and source == sink:
        table.tell(row.line, "Sink", "another location than the source", repr(sink), "name a path")
    return source, sink


def read_product(table: Table, row: Row) -> ProductKey:
    """Period and time of use; problems gathered."""
    return table.name(row, "Period"), table.word(row, "TOU", ("ON", "OFF"))


def read_base_loading(table: Table, locations: Collection[str]) -> Mapping[ProductKey, tuple[FixedCrr, ...]]:
    """What loads each product before anything is awarded. Raises CaseProblem."""
    loading: dict[ProductKey, list[FixedCrr]] = defaultdict(list)
    for row in table.rows:
        source, sink = read_path(table, row, locations)
        option = table.word(row, "HedgeType", ("OBL", "OPT")) == "OPT"
        mw = table.number(row, "MW")
        loading[read_product(table, row)].append(FixedCrr(source, sink, "OPT" if option else "OBL", mw))
    table.done()
    return {key: tuple(crrs) for key, crrs in loading.items()}
