"""Holdings against awards."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from marketsim.verification.allocation.hubs import OFFSET
from marketsim.verification.allocation.subject import Allocation
from marketsim.verification.checks.holdings import Key, differing, holdings_of
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Finding
from marketsim.verification.rounding import published_mw

CATEGORY, LONG_TERM = "ALLOCATION", "_LT"
_PERIOD = re.compile(r"(?P<year>\d{4})_(?P<kind>[SM])(?P<number>\d{2})", re.ASCII)


def holdings_are_awards(subject: Allocation) -> Iterator[Finding]:
    """By owner, path and product the market's new CRRs add up to what was awarded; offsets of hubs are judged apart."""
    if subject.published is not None and subject.published.holdings is not None and subject.name:
        made, mw = subject.allocated.made, subject.allocated.made_mw.tolist()
        yield from compared(made, mw, subject.published.holdings, subject.name)


def compared(
    nominations: NominationTable, mw: Iterable[float], table: Table, market: str
) -> Iterator[Finding]:
    """Holdings that are not what the nominations were awarded (MW; NaN: nothing told).

    Long-term awards are held in the same season of other years, where each year has to have all of the award. What
    is over by the time of the inventory is no longer in it; see ``over``.
    """
    awarded: dict[Key, Decimal] = defaultdict(Decimal)
    gone = over(table, nominations)
    rows = zip(
        nominations.owner,
        nominations.source,
        nominations.sink,
        nominations.period,
        nominations.tou,
        mw,
        strict=True,
    )
    for owner, source, sink, period, tou, award in rows:
        amount = published_mw(award) if award == award else Decimal(0)
        if amount and (period not in gone or market.endswith(LONG_TERM)):
            awarded[owner, source, sink, period, tou, "OBL"] += amount
    holdings = holdings_of(_awards(table), market, CATEGORY)
    expected = _of_years(awarded, holdings.held) if market.endswith(LONG_TERM) else awarded
    yield from differing(expected, holdings.held, holdings.moved, "awarded")


def over(table: Table, nominations: NominationTable) -> set[str]:
    """The periods nominated for that end before any CRR of the inventory does, which has no expired ones.

    Whether they were ever held is not to be seen then.
    """
    ends = [end for each in set(table.text("Period", filled=False)) if (end := _end(each)) is not None]
    first = min(ends, default=0)
    return {each for each in set(nominations.period) if (end := _end(each)) is not None and end < first}


def _end(period: str) -> int | None:
    """The last month of a season or month by its name, counted through the years; None for another name."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    return 12 * int(found["year"]) + int(found["number"]) * (3 if found["kind"] == "S" else 1)


def traded_on(table: Table, market: str) -> list[Key]:
    """What can no longer be compared, as CRRs of it were split, sold or traded since; raises Unreadable."""
    return sorted(holdings_of(_awards(table), market, CATEGORY).moved)


def _awards(table: Table) -> Table:
    """Without offsets of hubs."""
    kinds = table.text("CrrType", filled=False)
    return table.picked([row for row, kind in enumerate(kinds) if kind != OFFSET])


def _of_years(awarded: Mapping[Key, Decimal], held: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Awards in every year that holds any CRR of this market; in their own where none does."""
    years = {key[3].partition("_")[0] for key in held}
    return {
        (*key[:3], f"{year}_{key[3].partition('_')[2]}", *key[4:]): mw
        for key, mw in awarded.items()
        for year in (years or {key[3].partition("_")[0]})
    }
