"""The rows of a side that are compared: unexpired, in scope, with what both sides tell of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from marketsim.verification.inventory.amounts import days_text
from marketsim.verification.inventory.segment import period_days
from marketsim.verification.reconciliation.days import HOUR_OFF
from marketsim.verification.reconciliation.holding import SELLER, Holding, Terms
from marketsim.verification.reconciliation.ledger import Ledger, of_row
from marketsim.verification.reconciliation.naming import MIGRATION, OTHER, SYSTEM, TRADED
from marketsim.verification.reconciliation.side import EXTRACT, Side

_BY_MARKET = {TRADED: "SECONDARY_MARKET", SYSTEM: "SYSTEM", MIGRATION: "LOAD_MIGRATION", OTHER: ""}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose CRRs and which kinds are compared; None is all."""

    owners: Collection[str] | None
    categories: Collection[str] | None

    def holds(self, terms: Terms) -> bool:
        """Whether a row is compared."""
        if self.owners is not None and terms.owner not in self.owners:
            return False
        return self.categories is None or category_of(terms) in self.categories


def category_of(terms: Terms) -> str:
    """Where a CRR came from, by its category or else its market's name."""
    if terms.offer == SELLER:
        return "AUCTION"
    if terms.category:
        return terms.category
    if terms.market in _BY_MARKET:
        return _BY_MARKET[terms.market]
    return "ALLOCATION" if terms.market.startswith("ALLOC") else "AUCTION"


def unexpired(
    side: Side, rows: Iterable[Holding], as_of: int | None, judged: bool, ledger: Ledger
) -> list[Holding]:
    """The rows that go on after ``as_of``; those of NEW that should not be there any more are findings."""
    kept: list[Holding] = []
    dropped = earlier = 0
    for row in rows:
        if not row.mw:
            continue
        if as_of is None or row.last >= as_of:
            kept.append(row)
        elif side.taken is not None and row.last < side.taken and row.terms.offer != SELLER:
            what, fix = f"{side.title}: expired before the extract was taken", "remove it"
            expected = f"rows that end on {days_text(side.taken, side.taken)} or later"
            ledger.found(of_row("expired", row, what, expected, f"an end on {_last(row)}", fix))
        elif not judged or side.kind == EXTRACT:
            dropped += 1
        elif row.listed and row.last >= row.listed:
            earlier += 1
        else:
            day = row.listed or as_of
            what, fix = "expired, and still there", "remove it"
            expected = f"rows that end on {days_text(day, day)} or later"
            ledger.found(of_row("expired", row, what, expected, f"an end on {_last(row)}", fix))
    when = "" if as_of is None else days_text(as_of, as_of)
    ledger.explain(f"{side.title}: CRRs not compared", f"they end before {when}", dropped)
    ledger.explain(f"{side.title}: rows not compared", "listed for an earlier inventory date", earlier)
    return kept


def _last(row: Holding) -> str:
    return days_text(row.last, row.last)


def edges(side: Side, rows: Iterable[Holding], ledger: Ledger) -> None:
    """Every row begins at a Pacific midnight, ends with a Pacific day, and stays within its period."""
    periods: dict[str, tuple[int, int] | None] = {}
    fix = "write instants of Pacific midnights: 08Z in winter, 07Z in summer"
    for row in rows:
        if row.flaw == HOUR_OFF:
            what = f"{side.title}: an hour is lost or too many at the edge of a day"
            ledger.found(of_row("dst-day", row, what, "whole Pacific days", row.flaw, fix))
        elif row.flaw:
            what = f"{side.title}: instants that are no edges of days"
            ledger.found(of_row("dates", row, what, "whole Pacific days", row.flaw, fix))
        if row.period:
            if row.period not in periods:
                periods[row.period] = period_days(row.period)
            days = periods[row.period]
            if days is not None and (row.first < days[0] or row.last > days[1]):
                what, mend = f"{side.title}: days outside its period", "correct days or period"
                ledger.found(of_row("dates", row, what, f"days in {row.period}", row.days, mend))


def aligned(rows: Iterable[Holding], tells: Collection[str], offers: bool) -> list[Holding]:
    """The rows with the members that both sides tell; SELLER rows only with ``offers``."""
    blank = {name: "" for name in ("crr_type", "category", "market") if name not in tells}
    seen: dict[Terms, Terms] = {}
    found: list[Holding] = []
    for row in rows:
        terms = row.terms
        if terms.offer == SELLER and not offers:
            continue
        new = seen.get(terms)
        if new is None:
            new = terms._replace(**blank) if blank else terms
            if terms.offer == SELLER:
                new = new._replace(category="", crr_type="")
            seen[terms] = new
        found.append(row if new is terms else row._replace(terms=new))
    return found
