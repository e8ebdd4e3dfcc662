"""An inventory kept on paper: a small market of its own that trades, sells, converts and lets load migrate.

Everything is counted in thousandths of a MW and by rows that are cut like paper; nothing is shared with what judges it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

PACIFIC, DAY = ZoneInfo("America/Los_Angeles"), timedelta(days=1)
DUNS = {"100000001": "NVLY", "100000002": "BAYC", "100000003": "SOCO"}
LSES, HOLDERS = tuple(DUNS.values()), ("SRTX", "GBTR")
NUMBER = {owner: duns for duns, owner in DUNS.items()}
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A row of paper."""

    crr_id: int
    parent: int | None
    owner: str
    source: str
    sink: str
    tou: str
    hedge: str
    crr_type: str
    category: str
    market: str
    period: str
    first: date
    last: date
    mw: int
    offer: str = "OWNER"


def begin(day: date) -> datetime:
    """Pacific midnight as an instant."""
    return datetime.combine(day, time(0), PACIFIC).astimezone(UTC)


def end(day: date) -> datetime:
    """The last second of a Pacific day."""
    return begin(day + DAY) - timedelta(seconds=1)


def text(instant: datetime) -> str:
    """An instant as the API writes it."""
    return instant.isoformat().replace("+00:00", "Z")


def download(row: Row) -> Json:
    """A row as the inventory is downloaded."""
    return {
        "CrrId": row.crr_id, "ParentCrrId": row.parent, "AssetOwner": row.owner, "Source": row.source,
        "Sink": row.sink, "TOU": row.tou, "HedgeType": row.hedge, "CrrType": row.crr_type,
        "Category": row.category, "MarketName": row.market, "Period": row.period, "StartDate": begin(row.first),
        "EndDate": end(row.last), "MW": row.mw / 1000, "OfferType": row.offer,
    }  # fmt: skip


def season_days(year: int, number: int) -> tuple[date, date]:
    """First and last day of a season."""
    first = date(year, 3 * number - 2, 1)
    return first, (date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)) - DAY


@dataclass
class Pair:
    """What load drew from one CRR, between two LSEs: the cumulative figure, and the two CRRs that tell it."""

    parent: int
    loser: str
    gainer: str
    season: int
    exact: Fraction
    gained: int = 0
    against: int = 0


@dataclass
class Base:
    """A CRR that migrates, as it was given."""

    row: Row
    season: int
    pair: Pair | None = None


class Paper:
    """The inventory, with what chance does to it."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.rows, self.next_id = chance, list[Row](), 1_000_001
        self.bases, self.pairs = list[Base](), dict[tuple[int, str, str], Pair]()
        for owner in LSES:
            for _ in range(chance.randint(1, 2)):
                self._allocate(owner, chance.randint(1, 4))
        for owner in HOLDERS:
            first, last = season_days(2026, number := chance.randint(1, 4))
            self.new(
                owner,
                *self._path(),
                "OBL",
                "AUC",
                "AUCTION",
                "AUC_AN_2026",
                f"2026_S{number:02}",
                first,
                last,
            )

    def _path(self) -> tuple[str, str, str]:
        places = self.chance.sample(("NODE_A", "NODE_B", "NODE_C"), 2)
        return places[0], places[1], self.chance.choice(("ON", "OFF"))

    def _allocate(self, owner: str, number: int) -> None:
        first, last = season_days(2026, number)
        row = self.new(
            owner,
            *self._path(),
            "OBL",
            "LSE",
            "ALLOCATION",
            "ALLOC_AN_2026_T1",
            f"2026_S{number:02}",
            first,
            last,
        )
        self.bases.append(Base(row, number))

    def new(
        self, owner: str, source: str, sink: str, tou: str, hedge: str, crr_type: str, category: str, market: str,
        period: str, first: date, last: date, mw: int | None = None, parent: int | None = None,
    ) -> Row:  # fmt: skip
        """A row with an id of its own."""
        amount = self.chance.randint(1000, 90_000) if mw is None else mw
        row = Row(
            self.next_id, parent, owner, source, sink, tou, hedge, crr_type, category, market, period, first,
            last, amount,
        )  # fmt: skip
        self.next_id += 1
        self.rows.append(row)
        return row

    def seen(self, today: date, *, whole: bool = False) -> list[Json]:
        """The inventory as downloaded that day; rows without MW are sometimes left out, unless it is ``whole``."""
        return [
            download(row)
            for row in self.rows
            if row.last >= today and (row.mw or row.offer == "SELLER" or whole or self.chance.random() < 0.5)
        ]

    # --- trades and sales -------------------------------------------------------------------------------------

    def cut(self, today: date, kinds: tuple[str, ...], days: tuple[date, date] | None = None) -> Row | None:
        """Cut out days and MW of a row that chance picks: what is given, as a part of the row that stays."""
        fitting = [
            row
            for row in self.rows
            if row.offer == "OWNER" and row.mw and row.last >= today and row.crr_type in kinds
            and (days is None or (row.first <= days[0] and days[1] <= row.last))
        ]  # fmt: skip
        if not fitting:
            return None
        row = self.chance.choice(fitting)
        first = max(row.first, today)
        first += DAY * self.chance.randint(0, (row.last - first).days)
        last = first + DAY * self.chance.randint(0, (row.last - first).days)
        first, last = days or (first, last)
        mw = self.chance.choice((row.mw, self.chance.randint(1, row.mw)))
        self.rows.remove(row)
        for begins, ends in ((row.first, first - DAY), (last + DAY, row.last)):
            if begins <= ends:
                part = replace(row, crr_id=self.next_id, parent=row.crr_id, first=begins, last=ends)
                self.next_id += 1
                self.rows.append(part)
        self.rows.append(replace(row, first=first, last=last, mw=row.mw - mw))
        return replace(row, first=first, last=last, mw=mw)

    def trade(self, today: date, kinds: tuple[str, ...]) -> Json | None:
        """An approved trade; the offer as the API tells it, of either side."""
        sold = self.cut(today, kinds)
        if sold is None:
            return None
        buyer = self.chance.choice([each for each in LSES + HOLDERS if each != sold.owner])
        self.rows.append(
            replace(
                sold, crr_id=self.next_id, parent=sold.crr_id, owner=buyer, category="SECONDARY_MARKET",
                market="SECONDARY_MARKET",
            )
        )  # fmt: skip
        self.next_id += 1
        sells = self.chance.random() < 0.5
        return {
            "assetOwner": sold.owner if sells else buyer, "targetMpName": buyer if sells else sold.owner,
            "offerType": "SELL" if sells else "BUY", "postType": "PRIVATE", "requestId": self.next_id,
            "crrId": sold.crr_id, "source": sold.source, "sink": sold.sink, "tou": sold.tou,
            "hedgeType": sold.hedge, "crrType": sold.crr_type, "startDate": text(begin(sold.first)),
            "endDate": text(end(sold.last)), "mw": sold.mw / 1000, "price": 1.0,
        }  # fmt: skip

    def auction(self, today: date) -> list[Json]:
        """A monthly auction: what one sells another buys; private results of both."""
        month = self.chance.randint(min(today.month + 1, 12), 12)
        first = date(2026, month, 1)
        last = (date(2026, month + 1, 1) if month < 12 else date(2027, 1, 1)) - DAY
        name, period = f"AUC_MN_2026_M{month:02}", f"2026_M{month:02}"
        sold = self.cut(first, ("AUC", "LSE"), (first, last))
        if sold is None or today >= first:
            return []
        buyer = self.chance.choice(HOLDERS)
        self.rows.append(replace(sold, crr_id=self.next_id, parent=sold.crr_id, offer="SELLER"))
        self.next_id += 1
        bought = self.new(
            buyer,
            sold.source,
            sold.sink,
            sold.tou,
            "OBL",
            "AUC",
            "AUCTION",
            name,
            period,
            first,
            last,
            sold.mw,
        )
        same = {
            "MarketName": name, "Period": period, "TOU": sold.tou, "HedgeType": "OBL", "Source": sold.source,
            "Sink": sold.sink, "MW": sold.mw / 1000, "BidMW": sold.mw / 1000, "ClearingPrice": 1.0,
        }  # fmt: skip
        return [
            same
            | {"AssetOwner": sold.owner, "CrrId": sold.crr_id, "BidType": "SELL", "CrrType": sold.crr_type},
            same | {"AssetOwner": buyer, "CrrId": bought.crr_id, "BidType": "BUY", "CrrType": "AUC"},
        ]

    def convert(self, today: date) -> tuple[Json, str, datetime, datetime]:
        """A converted right: the approval, whose it is, and the dates of its request."""
        first, last = season_days(2026, number := (today.month - 1) // 3 + 1)
        first = max(first, today)
        row = self.new(
            self.chance.choice(LSES + HOLDERS), *self._path(), "OPT", "MT_TOR", "SYSTEM", "SYSTEM",
            f"2026_S{number:02}", first, last,
        )  # fmt: skip
        approval = {
            "conversionApprovalId": row.crr_id, "mtTorCrrId": row.crr_id, "source": row.source, "sink": row.sink,
            "tou": row.tou, "hedgeType": "OPT", "mw": row.mw / 1000, "approvalStatus": "APPROVED",
        }  # fmt: skip
        return approval, row.owner, begin(first), end(last)
