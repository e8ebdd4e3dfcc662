"""What posted awards do to the inventory: MW bought or allocated become CRRs, sold MW leave theirs; and back again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.holdings.cutting import cut, thousandths
from marketsim.system.markets.allocated import PublishedNomination
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.publishing import PublishedAward
from marketsim.system.store.holdings import (
    Crr,
    add_crrs,
    change_crr,
    find_crr,
    ids_given,
    keep_ids,
    list_crrs,
    next_crr_id,
    remove_crrs,
)
from marketsim.system.store.market_runs import Change, changes_of, keep_changes


class _Ids:
    """Gives a bid's CRR the id that a former posting of the market gave it, else the next that is free."""

    def __init__(self, store: Connection, market: str) -> None:
        self._given, self._next = ids_given(store, market), next_crr_id(store)
        self.fresh: dict[int, tuple[int, str]] = {}

    def take(self, bid_id: int, part: str) -> int:
        crr_id = self._given.get((bid_id, part))
        if crr_id is None:
            crr_id, self._next = self._next, self._next + 1
            self._given[bid_id, part] = crr_id
            self.fresh[crr_id] = bid_id, part
        return crr_id


class _Stock:
    """The CRRs that are sold from, each in the stretches of time that this posting made of it."""

    def __init__(self, store: Connection) -> None:
        self._store = store
        self._stretches: dict[int, dict[int, Crr]] = {}

    def to_sell(self, award: PublishedAward) -> Crr:
        """The stretch that an awarded offer is sold from; raises MarketProblem where it isn't held any more."""
        crr_id, period = award.record.crr_id or 0, span(award.record.period)
        if crr_id not in self._stretches:
            whole = find_crr(self._store, crr_id)
            self._stretches[crr_id] = {crr_id: whole} if whole else {}
        for each in self._stretches[crr_id].values():
            own = each.owner == award.record.owner and each.offer_type == "OWNER"
            enough = thousandths(each.mw) >= thousandths(award.mw)
            if own and enough and each.start <= period.start and period.end <= each.end:
                return each
        raise MarketProblem(
            f"{award.mw:g} MW of CRR {crr_id}, awarded to be sold in {period.name}, are not held any more",
            expected="holdings as they were when the market was cleared",
            fix="clear the market again: the offer will be left out",
        )

    def keep(self, award: PublishedAward, stretch: Crr) -> None:
        """Note what became of a stretch, or a new one."""
        self._stretches[award.record.crr_id or 0][stretch.crr_id] = stretch


def award_crrs(store: Connection, market: str, awards: Sequence[PublishedAward]) -> dict[int, int]:
    """Let awards become holdings; the ids of the CRRs bought, by record.

    A buy makes a CRR (category AUCTION, type AUC). A sale takes its MW off the seller's CRR for that period,
    which is split by date where it covers more, and leaves a SELLER row of as many MW: no MW get lost or made.
    """
    ids, stock = _Ids(store, market), _Stock(store)
    changes: list[Change] = []
    bought: dict[int, int] = {}
    for award in awards:
        if award.mw <= 0:
            continue
        if award.record.crr_id is None:
            changes.append(_bought(award, market, ids))
            bought[award.record.record] = changes[-1].after.crr_id
        else:
            for change in _sold(stock.to_sell(award), award, market, ids):
                stock.keep(award, change.after)
                changes.append(change)
    _keep(store, market, changes, ids)
    return bought


def allocate_crrs(
    store: Connection, market: str, awards: Sequence[PublishedNomination], years: int
) -> dict[tuple[int, int], int]:
    """Let an allocation's awards become holdings; the ids of the CRRs made, by nomination and offset.

    An award is a CRR of its period, category ALLOCATION. A long-term one (``years`` above 0) is a CRR in the same
    season of each of the next ``years`` years, for in its own year the award that it was elected from is held; the
    id told is that of the first.
    """
    ids = _Ids(store, market)
    changes: list[Change] = []
    made: dict[tuple[int, int], int] = {}
    for award in awards:
        if award.mw <= 0:
            continue
        for ahead in range(1, years + 1) if years else (0,):
            change = _allocated(award, market, ahead, ids)
            changes.append(change)
            made.setdefault((award.nomination_id, award.offset), change.after.crr_id)
    _keep(store, market, changes, ids)
    return made


def _keep(store: Connection, market: str, changes: Sequence[Change], ids: _Ids) -> None:
    merged = _merged(changes)
    for each in merged:
        if each.before is not None:
            _rewrite(store, each.after)
    add_crrs(store, (each.after for each in merged if each.before is None))
    keep_ids(store, market, ids.fresh)
    keep_changes(store, market, merged)


def take_back(store: Connection, market: str) -> int:
    """Undo what the posting in force did to the inventory; the number of CRRs touched.

    Raises MarketProblem, with nothing changed, where one of its CRRs was traded, split or sold on since.
    """
    changes = changes_of(store, market)
    if not changes:
        return 0
    held = {crr.crr_id: crr for crr in list_crrs(store)}
    for each in changes:
        if held.get(each.after.crr_id) != each.after:
            raise _moved_on(market, each.after.crr_id)
    touched = {each.after.crr_id for each in changes}
    made = {each.after.crr_id for each in changes if each.before is None}
    for crr in held.values():
        if crr.parent_crr_id in made and crr.crr_id not in touched:
            raise _moved_on(market, crr.parent_crr_id or 0)
    remove_crrs(store, [each.after.crr_id for each in changes if each.before is None])
    for each in changes:
        if each.before is not None:
            _rewrite(store, each.before)
    keep_changes(store, market, [])
    return len(changes)


def _bought(award: PublishedAward, market: str, ids: _Ids) -> Change:
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
    return Change(None, crr, record.bid_id)


def _allocated(award: PublishedNomination, market: str, ahead: int, ids: _Ids) -> Change:
    own = span(award.period)
    period = span(f"{own.first.year + ahead}{award.period[4:]}") if ahead else own
    part = (
        f"{'OFF' if award.offset else 'AW'}{award.offset:02d}{ahead:02d}"
        if award.offset or ahead
        else "AWARD"
    )
    crr = Crr(
        crr_id=ids.take(award.nomination_id, part),
        parent_crr_id=None,
        owner=award.owner,
        source=award.source,
        sink=award.sink,
        tou=award.tou,
        hedge_type="OBL",
        crr_type=award.crr_type,
        category="ALLOCATION",
        market_name=market,
        period=period.name,
        start=period.start,
        end=period.end,
        mw=award.mw,
    )
    return Change(None, crr, award.nomination_id)


def _sold(held: Crr, award: PublishedAward, market: str, ids: _Ids) -> Iterator[Change]:
    """The seller's CRR in up to three stretches of time, and the row of what was sold."""
    bid, period = award.record.bid_id, span(award.record.period)
    pieces = cut(held, period.start, period.end, award.mw, partial(ids.take, bid))
    yield Change(held, pieces.rest, None)
    for stretch in (pieces.early, pieces.late):
        if stretch is not None:
            yield Change(None, stretch, bid)
    sold = replace(
        pieces.taken, category="AUCTION", market_name=market, period=period.name, offer_type="SELLER"
    )
    yield Change(None, sold, bid)


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
