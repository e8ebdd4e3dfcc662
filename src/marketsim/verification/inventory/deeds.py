"""What happened between two inventories, as MW that owners gave and received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from marketsim.verification.inventory.amounts import Thousandths, day_number, thousandths
from marketsim.verification.inventory.segment import Path, period_days
from marketsim.verification.report import Unreadable

Day = (
    date | datetime | str
)  # a date, or an instant (text as the API writes it), which counts as its Pacific day


@dataclass(frozen=True, slots=True)
class Entry:
    """MW (thousandths) that an owner received, or gave where below 0, on the days ``first`` to ``last``.

    ``crr_id``: which CRR grew or shrank by it, and its type; None where that is another CRR of the same family,
    so that the family as a whole has neither more nor less.
    """

    owner: str
    path: Path
    first: int
    last: int
    mw: Thousandths
    crr_type: str
    crr_id: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened: its entries, the CRRs it names with their parents, and the market that was posted."""

    what: str
    entries: tuple[Entry, ...]
    parents: tuple[tuple[int, int | None], ...] = ()
    market: str | None = None


def trade(offer: Mapping[str, Any], *, crr_id: int | None = None) -> Deed:
    """An approved trade, from the initiator's ``SmOffer`` as plain JSON.

    ``crr_id``: of a buy offer, the CRR that the response named, where the offer does not tell it.
    Raises Unreadable where the offer lacks a term or a counterparty.
    """
    return _trade(offer, offer, "offerType", "assetOwner", "targetMpName", crr_id)


def responded_trade(response: Mapping[str, Any], responder: str) -> Deed:
    """The same trade from the other side's ``SmResponse``; ``responder``: whose response it is."""
    named = dict(response, responder=response.get("respondingAssetOwner") or responder)
    return _trade(response, named, "initiatingOfferType", "initiatingAO", "responder", None)


def _trade(
    told: Mapping[str, Any],
    terms: Mapping[str, Any],
    kind: str,
    initiator: str,
    other: str,
    crr_id: int | None,
) -> Deed:
    title = f"the trade {told.get('requestId')}"
    first, last, mw = _days(terms, title), _last(terms, title), _mw(terms, "mw", title)
    side, own, partner = (_text(terms, name, title) for name in (kind, initiator, other))
    seller, buyer = (own, partner) if side == "SELL" else (partner, own)
    path = Path(*(_text(terms, name, title) for name in ("source", "sink", "tou", "hedgeType")))
    crr_type = _text(terms, "crrType", title)
    sold = crr_id if crr_id is not None else terms.get("crrId")
    return Deed(
        title,
        (Entry(seller, path, first, last, -mw, crr_type), Entry(buyer, path, first, last, mw, crr_type)),
        () if sold is None else ((int(sold), None),),
    )


def migration(results: Mapping[str, Any], effective: Day) -> Deed:
    """A posted load migration, from everybody's ``LoadMigrationResults`` as plain JSON and its effective date.

    What is initial holds for the CRR's days, what is adjusted from the effective date on. Raises Unreadable.
    """
    title, begins = (
        f"the load migration {results.get('loadMigrationMarket')}",
        _day(effective, "its effective date"),
    )
    entries: list[Entry] = []
    parents: dict[int, int | None] = {}
    for row in results.get("loadMigrationCrrs", ()):
        crr_id, parent = int(row["crrId"]), int(row["parentCrrId"])
        path = Path(row["source"], row["sink"], row["tou"], "OBL")
        first, last = max(begins, _days(row, title)), _last(row, title)
        mw = _mw(row, "initialMw", title, 0) + _mw(row, "adjustedMw", title, 0)
        entries.append(Entry(row["assetOwner"], path, first, last, mw, row["crrType"], crr_id))
        parents[crr_id] = parent
    return Deed(title, tuple(entries), tuple(parents.items()))


def conversion(approval: Mapping[str, Any], owner: str, start: Day, end: Day) -> Deed:
    """A converted right, from the transferee's approved ``ConversionApprovalRecord`` and its request's dates."""
    title = f"the conversion {approval.get('conversionApprovalId')}"
    path = Path(*(_text(approval, name, title) for name in ("source", "sink", "tou", "hedgeType")))
    crr_id = int(approval["mtTorCrrId"]) if approval.get("mtTorCrrId") is not None else None
    mw = _mw(approval, "mw", title)
    entry = Entry(owner, path, _day(start, title), _day(end, title), mw, "MT_TOR", crr_id)
    return Deed(title, (entry,), () if crr_id is None else ((crr_id, None),))


def auction(rows: Iterable[Mapping[str, Any]]) -> Deed:
    """A posted auction, from the rows of everybody's PRIVATE_AUCTION_RESULT: bought and sold. Raises Unreadable."""
    return _posted("the auction", rows, ())


def allocation(rows: Iterable[Mapping[str, Any]], years: Iterable[int] = ()) -> Deed:
    """A posted allocation, from the rows of everybody's PRIVATE_ALLOCATION_RESULT.

    ``years``: of a long-term tier, all years in which its awards are held, in the same season. Raises Unreadable.
    """
    return _posted("the allocation", rows, tuple(years))


def _posted(what: str, rows: Iterable[Mapping[str, Any]], years: tuple[int, ...]) -> Deed:
    entries: list[Entry] = []
    market: str | None = None
    for at, row in enumerate(rows, start=1):
        market = row["MarketName"]
        title, sells = f"{what} {market}", row.get("BidType") == "SELL"
        mw = _mw(row, "MW", title) * (-1 if sells else 1)
        path = Path(row["Source"], row["Sink"], row["TOU"], row["HedgeType"])
        crr_id = int(row["CrrId"]) if row.get("CrrId") is not None else None
        for name in [f"{year}{row['Period'][4:]}" for year in years] or [row["Period"]]:
            days = period_days(name)
            if days is None:
                raise Unreadable(title, at, "a season or a month", repr(name)[:40], "name the period")
            entries.append(Entry(row["AssetOwner"], path, *days, mw, row["CrrType"], crr_id))
    return Deed(f"{what} {market}", tuple(entries), market=market)


def received(
    owner: str,
    path: Path,
    start: Day,
    end: Day,
    mw: float,
    crr_type: str,
    *,
    why: str,
    market: str | None = None,
) -> Deed:
    """MW that an owner got (or gave: below 0) in any other way, which ``why`` tells; ``market``: where it came from."""
    entry = Entry(owner, path, _day(start, why), _day(end, why), thousandths(mw), crr_type)
    return Deed(why, (entry,), market=market)


def taken_back(deed: Deed) -> Deed:
    """The reverse of a deed, as when a posting is corrected."""
    undone = tuple(replace(each, mw=-each.mw) for each in deed.entries)
    return Deed(f"{deed.what}, taken back", undone, deed.parents)


def _days(terms: Mapping[str, Any], title: str) -> int:
    return _day(terms.get("startDate"), title)


def _last(terms: Mapping[str, Any], title: str) -> int:
    return _day(terms.get("endDate"), title)


def _day(value: object, title: str) -> int:
    try:
        return day_number(value)
    except ValueError as problem:
        raise Unreadable(title, None, "a date", str(problem)[:80], "tell it whole") from None


def _mw(terms: Mapping[str, Any], name: str, title: str, default: float | None = None) -> Thousandths:
    value = terms.get(name)
    try:
        return thousandths(default if value is None and default is not None else value)
    except (TypeError, ValueError):
        raise Unreadable(title, None, f"MW as {name}", repr(value)[:40], "tell it whole") from None


def _text(terms: Mapping[str, Any], name: str, title: str) -> str:
    value = terms.get(name)
    if not isinstance(value, str) or not value:
        raise Unreadable(title, None, f"a text {name}", repr(value)[:40], "tell it whole")
    return value
