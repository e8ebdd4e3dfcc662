"""Results of a market that the old system finished after the cutover: they come in later, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.book import Book
from marketsim.system.cutover.extract.reader import read_table
from marketsim.system.cutover.extract.rows import Award, OldConversion, Sale
from marketsim.system.cutover.inventory import period_of
from marketsim.system.cutover.late_migrations import migrate
from marketsim.system.cutover.markets import FINISH_OLD, write_conversions, write_markets
from marketsim.system.cutover.names import name_map
from marketsim.system.cutover.problem import CutoverProblem, ExtractFault
from marketsim.system.cutover.replay import AWARD, CONVERSION
from marketsim.system.cutover.writing import inventory_digest
from marketsim.system.holdings.cutting import cut
from marketsim.system.holdings.stretches import covering
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.run import require_newest
from marketsim.system.store.cutovers import (
    CutMarket,
    cut_markets,
    find_cutover,
    finish_market,
    keep_written,
    table_digests,
)
from marketsim.system.store.holdings import Crr, change_crr

RESULTS = {
    "AUCTION": ("awards", "sales"),
    "ALLOCATION": ("awards", "sales"),
    "LOAD_MIGRATION": ("migrations",),
    "TOR": ("conversions",),
}
"""The files that tell what a market of a kind did; the first must be there."""


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """CSV in the columns of the extract's files; None is no such file."""

    awards: str | None = None
    sales: str | None = None
    migrations: str | None = None
    conversions: str | None = None


def take_results(system: CrrSystem, market: str, files: ResultFiles) -> dict[str, Any]:
    """Let what an old market did be so here too; the market is known from now on, as posted.

    Raises CutoverProblem, with nothing changed.
    """
    given = {each.name: text for each in fields(files) if (text := getattr(files, each.name)) is not None}
    tables = {name: read_table(f"{name}.csv", text.encode()) for name, text in given.items()}
    now = system.clock.now()
    with system.store.writing() as store:
        row = _awaited(store, market)
        _require_files(row, tables)
        before = _written(store)
        finish_market(store, market, now)
        _know(system, store, row, replace(row, posted=now, finished_at=now))
        book = Book(store, row)
        _award(book, tables.get("awards", ()))
        _sell(book, tables.get("sales", ()))
        _convert(book, tables.get("conversions", ()))
        if row.kind == "LOAD_MIGRATION":
            _require_order(store, row)
            migrate(book, tables["migrations"])
        book.write()
        _keep_written(store, before)
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
    if row.in_flight != FINISH_OLD:
        raise CutoverProblem(f"{market} is not a market that the old system finishes")
    if row.finished_at is not None:
        raise CutoverProblem(f"the results of {market} are here; exactly one system posts a market, once")
    return row


def _require_files(row: CutMarket, tables: Mapping[str, Sequence[Any]]) -> None:
    """The files are those of the kind of market, and every row is of this market."""
    needed, *also = RESULTS[row.kind]
    if needed not in tables or set(tables) - {needed, *also}:
        may = f", and may have {', '.join(also)}" if also else ""
        raise CutoverProblem(
            f"found: {', '.join(tables) or 'no file'} for {row.old_market}, which is of kind {row.kind}; "
            f"expected: {needed}{may}; fix: send the file that this kind of market makes, if only its heading",
            refused=False,
        )
    faults = [
        ExtractFault(f"{name}.csv", each.line, column, str(getattr(each, member)), row.old_market)
        for name, rows in tables.items()
        for member, column in [("window", "OldWindow") if name == "conversions" else ("market", "OldMarket")]
        for each in rows
        if getattr(each, member) != row.old_market
    ]
    if faults:
        raise CutoverProblem("results are of one market", faults, refused=False)


def _know(system: CrrSystem, store: Connection, row: CutMarket, finished: CutMarket) -> None:
    """Let the market be known once the last of its seasons is here."""
    parts = [
        finished if each.old_market == row.old_market else each
        for each in cut_markets(store)
        if each.new_market == row.new_market and each.kind == row.kind
    ]
    if all(each.finished_at is not None for each in parts):
        write_markets(store, system.settings, [replace(each, posted=each.finished_at) for each in parts])


def _require_order(store: Connection, row: CutMarket) -> None:
    """Months of load migration stand on those before."""
    try:
        require_newest(store, row.new_market, span(row.period).start)
    except MarketProblem as problem:
        raise CutoverProblem(str(problem)) from None


def _written(store: Connection) -> dict[str, str]:
    """Digests of what participants write, as a cutover keeps them."""
    former = find_cutover(store)
    return table_digests(store, former.written) if former else {}


def _keep_written(store: Connection, before: Mapping[str, str]) -> None:
    """What results wrote is not a participant's writing: a cutover that could be rolled back still can."""
    former = find_cutover(store)
    if former is not None:
        now = table_digests(store, former.written)
        same = {name: now[name] for name, digest in former.written.items() if before[name] == digest}
        keep_written(store, former.written | same)


def _award(book: Book, awards: Sequence[Award]) -> None:
    """What the market awarded."""
    for each in awards:
        book.require_new(each.old_id)
        crr = _crr(book, each, each.crr_type, each.hedge_type, book.market.kind, book.market.new_market)
        book.add(crr, each.old_id, AWARD, book.market.old_market)


def _convert(book: Book, conversions: Sequence[OldConversion]) -> None:
    """What the window converted into options; what ends before the system went live stays behind."""
    lasting = [each for each in conversions if each.end >= book.lives]
    for each in lasting:
        book.require_new(each.old_id)
        book.owner(each.holder)
        crr = _crr(book, each, "MT_TOR", "OPT", "SYSTEM", name_map().inventory["SYSTEM"])
        book.add(crr, each.old_id, CONVERSION, book.market.old_market)
    names = {book.market.old_market: book.market.new_market}
    write_conversions(book.store, lasting, names, book.owners, book.nodes, book.known)


def _crr(
    book: Book, row: Award | OldConversion, crr_type: str, hedge_type: str, category: str, market: str
) -> Crr:
    return Crr(
        crr_id=book.take_id(),
        parent_crr_id=None,
        owner=book.owner(row.participant),
        source=book.node(row.old_id, row.source),
        sink=book.node(row.old_id, row.sink),
        tou=row.tou,
        hedge_type=hedge_type,
        crr_type=crr_type,
        category=category,
        market_name=market,
        period=period_of(row.start, row.end, book.market.period),
        start=row.start,
        end=row.end,
        mw=row.mw / 1000,
    )


def _sell(book: Book, sales: Sequence[Sale]) -> None:
    """What the market sold of CRRs that are held here, out of the stretches that have it on the dates of the sale."""
    for each in sales:
        first = _sold(book, each)
        mw = each.mw / 1000
        held = covering(book.stretches(each.old_id), each.start, each.end, mw) if each.mw > 0 else None
        if held is None:
            raise CutoverProblem(
                f"sale {each.sale_id}: CRR {each.old_id} does not have {mw:.3f} MW on all of the dates"
            )
        for stretch in held:
            _cut_out(book, stretch, each)
        taken = replace(
            held[0],
            crr_id=book.take_id(),
            parent_crr_id=first.crr_id,
            start=each.start,
            end=each.end,
            mw=mw,
            category="AUCTION",
            market_name=book.market.new_market,
            offer_type="SELLER",
        )
        book.add(taken, each.old_id, "SALE", each.sale_id)


def _cut_out(book: Book, stretch: Crr, sale: Sale) -> None:
    """Take what was sold off a stretch, on its days of the sale; the rest of its days is split off."""
    start, end = max(stretch.start, sale.start), min(stretch.end, sale.end)
    pieces = cut(stretch, start, end, sale.mw / 1000, lambda part: 0 if part == "SOLD" else book.take_id())
    rest = pieces.rest
    change_crr(book.store, rest.crr_id, start=rest.start, end=rest.end, mw=rest.mw)
    for piece in (pieces.early, pieces.late):
        if piece is not None:
            book.add(piece, sale.old_id, "SALE", sale.sale_id)


def _sold(book: Book, sale: Sale) -> Crr:
    crr = book.held(sale.old_id)
    if crr is None:
        raise CutoverProblem(f"sale {sale.sale_id}: CRR {sale.old_id} is not held here")
    if crr.owner != book.owners.get(sale.participant):
        raise CutoverProblem(f"sale {sale.sale_id}: CRR {sale.old_id} is not {sale.participant}'s")
    return crr
