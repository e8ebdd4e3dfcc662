"""What posted awards do to the inventory: bought MW become CRRs, sold MW leave theirs; and how to take it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.publishing import PublishedAward
from marketsim.system.store.holdings import (
    Crr,
    add_crrs,
    change_crr,
    find_crr,
    ids_given,
    keep_id,
    list_crrs,
    next_crr_id,
    remove_crrs,
)
from marketsim.system.store.market_runs import Change, changes_of, keep_changes

A_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class _Ids:
    """Gives a bid's CRR the id that a former posting of the market gave it, else the next that is free."""

    store: Connection
    market: str
    given: dict[tuple[int, str], int]

    def take(self, bid_id: int, part: str) -> int:
        crr_id = self.given.get((bid_id, part))
        if crr_id is None:
            crr_id = self.given[bid_id, part] = next_crr_id(self.store)
            keep_id(self.store, self.market, bid_id, part, crr_id)
        return crr_id


def award_crrs(store: Connection, market: str, awards: Sequence[PublishedAward]) -> dict[int, int]:
    """Let awards become holdings; the ids of the CRRs bought, by record.

    A buy makes a CRR (category AUCTION, type AUC). A sale takes its MW off the seller's CRR for that period,
    which is split by date where it covers more, and leaves a SELLER row of as many MW: no MW get lost or made.
    """
    ids = _Ids(store, market, ids_given(store, market))
    changes: list[Change] = []
    bought: dict[int, int] = {}
    for award in awards:
        if award.mw <= 0:
            continue
        made = list(_bought(award, market, ids) if award.record.crr_id is None else _sold(award, market, ids))
        for change in made:
            _write(store, change)
        changes += made
        if award.record.crr_id is None:
            bought[award.record.record] = made[0].after.crr_id
    keep_changes(store, market, _merged(changes))
    return bought


def take_back(store: Connection, market: str) -> int:
    """Undo what the posting in force did to the inventory; the number of CRRs touched.

    Raises MarketProblem, with nothing changed, where one of its CRRs was traded, split or sold on since.
    """
    changes = changes_of(store, market)
    made = {each.after.crr_id for each in changes}
    for each in changes:
        if find_crr(store, each.after.crr_id) != each.after:
            raise _moved_on(market, each.after.crr_id)
    for crr in list_crrs(store):
        if crr.parent_crr_id in made and crr.crr_id not in made and _is_ours(crr, changes):
            raise _moved_on(market, crr.parent_crr_id or 0)
    remove_crrs(store, [each.after.crr_id for each in changes if each.before is None])
    for each in changes:
        if each.before is not None:
            _rewrite(store, each.before)
    keep_changes(store, market, [])
    return len(changes)


def _is_ours(child: Crr, changes: Sequence[Change]) -> bool:
    """Whether a CRR was split from one that the posting made (and not from one it only took MW off)."""
    return any(each.before is None and each.after.crr_id == child.parent_crr_id for each in changes)


def _bought(award: PublishedAward, market: str, ids: _Ids) -> Iterator[Change]:
    record, period = award.record, span(award.record.period)
    crr = Crr(
        crr_id=ids.take(record.bid_id, "AWARD"),
        parent_crr_id=None,
        owner=record.owner,
        source=record.source,
        sink=record.sink,
        tou=record.tou,
        hedge_type=record.hedge_type,
        crr_type=record.crr_type,
        category="AUCTION",
        market_name=market,
        period=period.name,
        start=period.start,
        end=period.end,
        mw=award.mw,
    )
    yield Change(None, crr, record.bid_id)


def _sold(award: PublishedAward, market: str, ids: _Ids) -> Iterator[Change]:
    """The seller's CRR in up to three stretches of time, and the row of what was sold."""
    record, period = award.record, span(award.record.period)
    held = find_crr(ids.store, record.crr_id or 0)
    if held is None:
        raise MarketProblem(
            f"CRR {record.crr_id}, awarded to be sold, is not there",
            expected="the CRR that was offered",
            fix="clear the market again: the offer will be left out",
        )
    rest = replace(
        held,
        mw=round(held.mw - award.mw, 3),
        start=max(held.start, period.start),
        end=min(held.end, period.end),
    )
    yield Change(held, rest, None)
    if held.start < period.start:
        early = replace(held, end=period.start - A_SECOND, parent_crr_id=held.crr_id)
        yield Change(None, replace(early, crr_id=ids.take(record.bid_id, "EARLY")), record.bid_id)
    if held.end > period.end:
        late = replace(held, start=period.end + A_SECOND, parent_crr_id=held.crr_id)
        yield Change(None, replace(late, crr_id=ids.take(record.bid_id, "LATE")), record.bid_id)
    sold = replace(
        rest,
        crr_id=ids.take(record.bid_id, "SOLD"),
        parent_crr_id=held.crr_id,
        category="AUCTION",
        market_name=market,
        period=period.name,
        mw=award.mw,
        offer_type="SELLER",
    )
    yield Change(None, sold, record.bid_id)


def _write(store: Connection, change: Change) -> None:
    if change.before is None:
        add_crrs(store, [change.after])
    else:
        _rewrite(store, change.after)


def _rewrite(store: Connection, crr: Crr) -> None:
    values = asdict(crr)
    change_crr(store, values.pop("crr_id"), **values)


def _merged(changes: Sequence[Change]) -> list[Change]:
    """One change a CRR: from what it was before the first to what it is after the last."""
    found: dict[int, Change] = {}
    for each in changes:
        former = found.get(each.after.crr_id)
        found[each.after.crr_id] = replace(each, before=former.before) if former else each
    return list(found.values())


def _moved_on(market: str, crr_id: int) -> MarketProblem:
    return MarketProblem(
        f"CRR {crr_id}, which the posted results of {market} made or changed, was traded on since",
        expected="holdings as the posting left them",
        fix="leave the results as they are: the ISO resolves such a case by hand",
    )
