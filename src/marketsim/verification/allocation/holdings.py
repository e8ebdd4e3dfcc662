"""Holdings against awards; where a trading hub was divided into its generators, by what they inject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from marketsim.verification.allocation.subject import Allocation
from marketsim.verification.checks.holdings import Key, differing, holdings_of
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Finding
from marketsim.verification.rounding import MW_STEP, published_mw

CATEGORY, OFFSET, LONG_TERM = "ALLOCATION", "LSE_THCNT", "_LT"
Divided = tuple[str, str, str]  # owner, period and time of use with offsets of a hub
Buses = Mapping[str, Mapping[int, float]]  # a location's factors by bus


def holdings_are_awards(subject: Allocation) -> Iterator[Finding]:
    """By owner, path and product the market's new CRRs add up to what was awarded; hubs are judged apart."""
    if subject.published is None or subject.published.holdings is None or not subject.name:
        return
    table = subject.published.holdings
    nominations, mw = subject.allocated.nominations, subject.allocated.results.mw.tolist()
    yield from compared(nominations, mw, table, subject.name)


def hubs_divided(subject: Allocation) -> Iterator[Finding]:
    """Where an owner has offsets of a hub, its new CRRs inject at every bus what its awards inject."""
    if subject.published is None or subject.published.holdings is None or not subject.name:
        return
    table, buses = subject.published.holdings, subject.allocated.factors
    groups = divided(table, subject.name)
    nominations = subject.allocated.nominations
    wanted: dict[Divided, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    slack: dict[Divided, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    rows = zip(
        nominations.owner, nominations.period, nominations.tou, nominations.source, nominations.sink,
        subject.allocated.results.mw.tolist(), strict=True,
    )  # fmt: skip
    for owner, period, tou, source, sink, mw in rows:
        own = owner, period, tou
        if own in groups and mw == mw:
            _inject(wanted[own], slack[own], buses, source, sink, float(published_mw(mw)))
    held: dict[Divided, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for group, source, sink, mw in _crrs(table, subject.name):
        if group in groups:
            for name in {source, sink} - buses.keys():
                yield Finding(
                    "hub-offsets", " ".join(group), "locations of the market", name, "no such location"
                )
            _inject(held[group], slack[group], buses, source, sink, mw)
    for group in sorted(groups):
        off = {
            bus: held[group][bus] - wanted[group][bus]
            for bus in slack[group]
            if abs(held[group][bus] - wanted[group][bus]) > slack[group][bus] + 1e-6
        }
        if off:
            worst = max(off.values(), key=abs)
            yield Finding(
                "hub-offsets", " ".join(group), "CRRs and offsets that inject what the awards inject",
                f"{worst:+.3f} MW at one of {len(off)} buses", "the hub's generators are not made up for",
            )  # fmt: skip


def compared(
    nominations: NominationTable, mw: Iterable[float], table: Table, market: str
) -> Iterator[Finding]:
    """Holdings that are not what the nominations were awarded (MW; NaN: nothing told), but where hubs were divided.

    Long-term awards are held in the same season of other years too, where each year has to have all of the award.
    """
    groups = divided(table, market)
    awarded: dict[Key, Decimal] = defaultdict(Decimal)
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
        if amount and (owner, period, tou) not in groups:
            awarded[owner, source, sink, period, tou, "OBL"] += amount
    holdings = holdings_of(table, market, CATEGORY)
    held = {key: mw for key, mw in holdings.held.items() if (key[0], key[3], key[4]) not in groups}
    if market.endswith(LONG_TERM):
        awarded = _of_years(awarded, held)
    yield from differing(awarded, held, holdings.moved, "awarded")


def traded_on(table: Table, market: str) -> list[Key]:
    """What can no longer be compared, as CRRs of it were split, sold or traded since; raises Unreadable."""
    groups = divided(table, market)
    moved = holdings_of(table, market, CATEGORY).moved
    return sorted(key for key in moved if (key[0], key[3], key[4]) not in groups)


def divided(table: Table, market: str) -> set[Divided]:
    """Owner, period and time of use that have offsets of a hub from this market."""
    rows = zip(
        table.text("AssetOwner"), table.text("Period", filled=False), table.text("TOU"), table.text("CrrType"),
        table.text("MarketName", filled=False), strict=True,
    )  # fmt: skip
    return {
        (owner, period, tou) for owner, period, tou, kind, name in rows if kind == OFFSET and name == market
    }


def _of_years(awarded: Mapping[Key, Decimal], held: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Awards in every year that holds any CRR of this market; in their own where none does."""
    years = {key[3].partition("_")[0] for key in held}
    return {
        (*key[:3], f"{year}_{key[3].partition('_')[2]}", *key[4:]): mw
        for key, mw in awarded.items()
        for year in (years or {key[3].partition("_")[0]})
    }


def _crrs(table: Table, market: str) -> Iterator[tuple[Divided, str, str, float]]:
    columns = ("AssetOwner", "Period", "TOU", "Source", "Sink", "MarketName", "Category")
    rows = zip(
        *(table.text(each, filled=False) for each in columns), table.numbers("MW", least=0), strict=True
    )
    for owner, period, tou, source, sink, name, category, mw in rows:
        if name == market and category == CATEGORY:
            yield (owner, period, tou), source, sink, float(mw)


def _inject(
    total: dict[int, float], slack: dict[int, float], buses: Buses, source: str, sink: str, mw: float
) -> None:
    """Add a CRR to the injections by bus, and what rounding its MW may do to them."""
    for name, sign in ((source, 1.0), (sink, -1.0)):
        for bus, factor in buses.get(name, {}).items():
            total[bus] += sign * factor * mw
            slack[bus] += abs(factor) * MW_STEP
