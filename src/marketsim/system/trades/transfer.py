"""The transfer of a CRR, or of a part of it by dates and MW, from a seller to a buyer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import count

from sqlalchemy import Connection

from marketsim.system.holdings.cutting import Pieces, cut, thousandths
from marketsim.system.holdings.stretches import covering, stretches
from marketsim.system.store.holdings import Crr, add_crrs, change_crr
from marketsim.system.store.trades import Trade

MARKET = "SECONDARY_MARKET"
PRODUCT = ("source", "sink", "tou", "hedge_type", "crr_type")


class CannotTransfer(Exception):
    """A trade cannot be carried out; the text says why, in the characters of messages."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a trade does to the inventory: CRRs of the seller as they become, those split off them, the buyer's."""

    changed: tuple[Crr, ...]
    split_off: tuple[Crr, ...]
    bought: Crr

    def applied(self, held: Sequence[Crr]) -> list[Crr]:
        """The inventory as it would be afterwards."""
        changed = {crr.crr_id for crr in self.changed}
        untouched = [each for each in held if each.crr_id not in changed]
        return [*untouched, *self.changed, *self.split_off, self.bought]


def transfer_of(trade: Trade, held: Mapping[int, Crr], now: datetime, first_id: int) -> Transfer:
    """What a trade would do at ``now`` to the CRRs ``held``, by id; new ids count from ``first_id``.

    The seller's CRR may have been split by date since it was offered: what it was split into counts as well. The
    buyer gets one CRR, of the category and market SECONDARY_MARKET and of the period and type of the seller's, with
    the CRR that was offered as its parent. Raises CannotTransfer.
    """
    crr = held.get(trade.crr_id or 0)
    if crr is None or crr.offer_type != "OWNER" or crr.owner != trade.seller:
        raise CannotTransfer(f"CRR {trade.crr_id or 'unnamed'} is not held by {trade.seller}")
    if any(getattr(trade, name) != getattr(crr, name) for name in PRODUCT):
        raise CannotTransfer(f"CRR {crr.crr_id} is another product")
    if trade.start <= now:
        raise CannotTransfer("the first day of the trade has begun")
    whole = covering(stretches(crr, held.values()), trade.start, trade.end, trade.mw)
    if whole is None or thousandths(trade.mw) <= 0:
        raise CannotTransfer(f"{trade.mw:.3f} MW of CRR {crr.crr_id} are not held on every day of the trade")
    ids = count(first_id)
    cuts = [_cut(trade, each, ids) for each in whole]
    return Transfer(
        changed=tuple(each.rest for each in cuts),
        split_off=tuple(new for each in cuts for new in (each.early, each.late) if new is not None),
        bought=replace(
            cuts[0].taken,
            crr_id=next(ids),
            parent_crr_id=crr.crr_id,
            owner=trade.buyer,
            category=MARKET,
            market_name=MARKET,
            start=trade.start,
            end=trade.end,
        ),
    )


def carry_out(store: Connection, transfer: Transfer, faults: frozenset[str] = frozenset()) -> None:
    """Move the traded part to the buyer.

    ``faults`` of results: with ``sold-not-removed`` the seller keeps all, with ``bought-not-held`` the buyer gets
    nothing.
    """
    if "sold-not-removed" not in faults:
        for each in transfer.changed:
            values = asdict(each)
            change_crr(store, values.pop("crr_id"), **values)
        add_crrs(store, transfer.split_off)
    if "bought-not-held" not in faults:
        add_crrs(store, [transfer.bought])


def _cut(trade: Trade, stretch: Crr, ids: count[int]) -> Pieces:
    """Cut the trade's days out of a stretch; the piece itself gets no id, for the buyer's CRR is of all stretches."""
    start, end = max(trade.start, stretch.start), min(trade.end, stretch.end)
    return cut(stretch, start, end, trade.mw, lambda part: 0 if part == "SOLD" else next(ids))
