"""The CRRs that a party holds, as its private downloads show them (the columns are ours until the ISO's are known)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.contract.messages.market_status import Market
from marketsim.target.binding import first
from marketsim.target.download_rows import rows_of
from marketsim.target.party import Party
from marketsim.target.session import Session

TRADED_GROUPS = ("SYSTEM", "SECONDARY_MARKET", "AUCTION", "ALLOCATION")
COLUMNS = (
    "CrrId", "ParentCrrId", "AssetOwner", "OfferType", "Source", "Sink", "TOU", "HedgeType", "CrrType",
    "Category", "MarketName", "StartDate", "EndDate", "MW",
)  # fmt: skip
MOST_PENDING = (
    0.9  # of the MW of a CRR: what trades may be about to sell of one that another trade is to come out of
)
MIGRATED_GROUPS = ("LM_CURRENT_PLUS_3", "LM_BEYOND_3")


@dataclass(frozen=True, slots=True)
class HeldCrr:
    """One CRR of a holder: what it is, its first and last instant (UTC), and its MW."""

    crr_id: int
    parent_crr_id: int | None
    owner: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    category: str
    market_name: str
    start: datetime
    end: datetime
    mw: float


def held_crrs(session: Session, party: Party, *groups: str, sold: bool = False) -> Iterator[HeldCrr]:
    """The party's own CRRs of the groups PRIVATE_EXISTING_CRR_<group>; a group without any is refused, so empty.

    With ``sold`` also what the party has sold of them in auctions, which stays listed as SELLER.
    """
    kinds = ("OWNER", "SELLER") if sold else ("OWNER",)
    for group in groups:
        answer = session.client(party).market_data.get_private_general_data(
            private_general_download_type=f"PRIVATE_EXISTING_CRR_{group}",  # type: ignore[arg-type]
            file_format="JSON",
        )
        for row in rows_of(answer, *COLUMNS):
            if row["AssetOwner"] == party.name and row["OfferType"] in kinds:
                yield _held(row)


def tradable_crr(session: Session, party: Party, until: datetime) -> HeldCrr:
    """A CRR of the party's that still holds after ``until``; raises Halted when the party shows none.

    Of one that trades are about to sell enough is left for many more.
    """
    pending = megawatts_awaiting_credit(session, party)
    held = (
        crr
        for crr in held_crrs(session, party, *TRADED_GROUPS)
        if crr.end > until and pending.get(crr.crr_id, 0.0) < MOST_PENDING * crr.mw
    )
    return first(held, f"a CRR of {party.name} that is valid after {until:%Y-%m-%d} and not about to be sold")


def offerable(session: Session, party: Party, market: Market) -> Iterator[tuple[HeldCrr, str]]:
    """The party's CRRs that cover a product of the market, each with the name of the first period that it covers."""
    for crr in held_crrs(session, party, *TRADED_GROUPS):
        for product in market.products:
            period = product.period
            if product.tou == crr.tou and crr.start <= period.start_date and period.end_date <= crr.end:
                yield crr, period.name
                break


def trades_awaiting_credit(session: Session, party: Party) -> dict[int, int]:
    """The CRRs that the party is about to sell, each with the requestId of the trade that awaits its credit check."""
    return {each.crr_id: each.request_id for each in _sales_awaiting_credit(session, party)}


def megawatts_awaiting_credit(session: Session, party: Party) -> dict[int, float]:
    """The MW of each CRR that the party is about to sell, whatever the days."""
    found: dict[int, float] = {}
    for each in _sales_awaiting_credit(session, party):
        found[each.crr_id] = found.get(each.crr_id, 0.0) + each.mw
    return found


def _sales_awaiting_credit(session: Session, party: Party) -> list[Any]:
    service = session.client(party).secondary_market
    offers = service.get_my_sm_offers_by_status(offer_status_type="PENDING_CREDIT_CHECK").value
    responses = service.get_my_sm_responses_by_status(response_status_type="PENDING_CREDIT_CHECK").value
    sales: list[Any] = [each for each in offers if each.offer_type == "SELL"]
    sales += [each for each in responses if each.initiating_offer_type == "BUY"]
    return [each for each in sales if isinstance(each.crr_id, int)]


def _held(row: Mapping[str, Any]) -> HeldCrr:
    return HeldCrr(
        crr_id=row["CrrId"],
        parent_crr_id=row["ParentCrrId"],
        owner=row["AssetOwner"],
        source=row["Source"],
        sink=row["Sink"],
        tou=row["TOU"],
        hedge_type=row["HedgeType"],
        crr_type=row["CrrType"],
        category=row["Category"],
        market_name=row["MarketName"],
        start=row["StartDate"],
        end=row["EndDate"],
        mw=row["MW"],
    )
