"""Results of a market that the old system finished after the cutover: its awards and sales come in later, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.extract.reader import read_table
from marketsim.system.cutover.extract.rows import Award, Sale
from marketsim.system.cutover.inventory import period_of
from marketsim.system.cutover.markets import AWARDING, FINISH_OLD, write_markets
from marketsim.system.cutover.problem import CutoverProblem, ExtractFault
from marketsim.system.cutover.writing import inventory_digest
from marketsim.system.holdings.cutting import CuttingProblem, cut
from marketsim.system.store.cutovers import (
    CutMarket,
    cut_markets,
    find_cutover,
    finish_market,
    keep_origins,
    origins,
    participant_names,
)
from marketsim.system.store.holdings import Crr, add_crrs, change_crr, find_crr, next_crr_id
from marketsim.system.store.locations import list_locations, list_replacements


def take_results(system: CrrSystem, market: str, awards: str, sales: str | None) -> dict[str, Any]:
    """Let the awards of an old market be held and its sales be gone; the market is known from now on, as posted.

    ``awards`` and ``sales`` are CSV in the columns of the extract's files. Raises CutoverProblem, with nothing changed.
    """
    awarded: list[Award] = read_table("awards.csv", awards.encode())
    sold: list[Sale] = read_table("sales.csv", sales.encode()) if sales else []
    now = system.clock.now()
    with system.store.writing() as store:
        row = _awaited(store, market)
        faults = [
            ExtractFault(file, each.line, "OldMarket", str(each.market), market)
            for file, rows in (("awards.csv", awarded), ("sales.csv", sold))
            for each in rows
            if each.market != market
        ]
        if faults:
            raise CutoverProblem("results are of one market", faults, refused=False)
        finish_market(store, market, now)
        _know(system, store, row, replace(row, posted=now, finished_at=now))
        book = _Book(store, row)
        book.award(awarded)
        book.sell(sold)
        book.write()
        return {
            "market": row.new_market,
            "made": [each.crr_id for each in book.made],
            "digest": inventory_digest(store),
        }


def _awaited(store: Connection, market: str) -> CutMarket:
    if find_cutover(store) is None:
        raise CutoverProblem("this system was not cut over")
    row = next((each for each in cut_markets(store) if each.old_market == market), None)
    if row is None:
        raise CutoverProblem(f"the extract has no market {market}")
    if row.in_flight != FINISH_OLD or row.kind not in AWARDING:
        raise CutoverProblem(f"{market} is not a market that the old system finishes with awards")
    if row.finished_at is not None:
        raise CutoverProblem(f"the results of {market} are here; exactly one system posts a market, once")
    return row


def _know(system: CrrSystem, store: Connection, row: CutMarket, finished: CutMarket) -> None:
    """Let the market be known once the last of its seasons is here."""
    parts = [
        finished if each.old_market == row.old_market else each
        for each in cut_markets(store)
        if each.new_market == row.new_market
    ]
    if all(each.finished_at is not None for each in parts):
        write_markets(store, system.settings, [replace(each, posted=each.finished_at) for each in parts])


class _Book:
    """The CRRs that results make and change."""

    def __init__(self, store: Connection, market: CutMarket) -> None:
        self._store, self._market = store, market
        self._owners = participant_names(store)
        self._nodes = {each.retired: each.replacement for each in list_replacements(store)}
        self._places = {each.name for each in list_locations(store)}
        self._known = {each["old_crr_id"]: each["crr_id"] for each in reversed(origins(store))}
        self._next = next_crr_id(store)
        self._rows: list[dict[str, object]] = []
        self.made: list[Crr] = []

    def award(self, awards: list[Award]) -> None:
        """What the market awarded."""
        for each in awards:
            if each.old_id in self._known:
                raise CutoverProblem(f"CRR {each.old_id} is here already")
            if each.participant not in self._owners:
                raise CutoverProblem(f"{each.participant} is no participant of the extract")
            for node in (each.source, each.sink):
                if node not in self._places:
                    raise CutoverProblem(f"CRR {each.old_id}: {node} is no source or sink that is known")
            crr = Crr(
                crr_id=self._id(),
                parent_crr_id=None,
                owner=self._owners[each.participant],
                source=self._nodes.get(each.source, each.source),
                sink=self._nodes.get(each.sink, each.sink),
                tou=each.tou,
                hedge_type=each.hedge_type,
                crr_type=each.crr_type,
                category=self._market.kind,
                market_name=self._market.new_market,
                period=period_of(each.start, each.end, self._market.period),
                start=each.start,
                end=each.end,
                mw=each.mw / 1000,
            )
            self._add(crr, each.old_id, "AWARD", self._market.old_market)

    def sell(self, sales: list[Sale]) -> None:
        """What the market sold of CRRs that are held here, in the stretch that has all of the dates."""
        for each in sales:
            held = self._held(each)
            try:
                pieces = cut(held, each.start, each.end, each.mw / 1000, lambda _part: self._id())
            except CuttingProblem as problem:
                raise CutoverProblem(f"sale {each.sale_id} of CRR {each.old_id}: {problem}") from None
            rest = pieces.rest
            change_crr(self._store, rest.crr_id, start=rest.start, end=rest.end, mw=rest.mw)
            for piece in (pieces.early, pieces.late):
                if piece is not None:
                    self._add(piece, each.old_id, "SALE", each.sale_id)
            taken = replace(
                pieces.taken,
                category="AUCTION",
                market_name=self._market.new_market,
                offer_type="SELLER",
            )
            self._add(taken, each.old_id, "SALE", each.sale_id)

    def write(self) -> None:
        """Keep what came of it."""
        keep_origins(self._store, self._rows)

    def _held(self, sale: Sale) -> Crr:
        crr = find_crr(self._store, self._known.get(sale.old_id, 0))
        if crr is None:
            raise CutoverProblem(f"sale {sale.sale_id}: CRR {sale.old_id} is not held here")
        if crr.owner != self._owners.get(sale.participant):
            raise CutoverProblem(f"sale {sale.sale_id}: CRR {sale.old_id} is not {sale.participant}'s")
        return crr

    def _add(self, crr: Crr, old_id: str, origin: str, event: str) -> None:
        add_crrs(self._store, [crr])
        self._rows.append({"crr_id": crr.crr_id, "old_crr_id": old_id, "origin": origin, "event": event})
        self.made.append(crr)
        self._known.setdefault(old_id, crr.crr_id)

    def _id(self) -> int:
        self._next += 1
        return self._next - 1
