"""Whether rights from a trading hub and their offsets inject what the hub's generators were awarded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from marketsim.verification.allocation.holdings import CATEGORY, LONG_TERM, over
from marketsim.verification.allocation.hubs import OFFSET
from marketsim.verification.allocation.subject import Allocation
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Finding
from marketsim.verification.rounding import MW_STEP

Group = tuple[str, str, str]  # owner, period and time of use
COLUMNS = ("AssetOwner", "Period", "TOU", "Source", "Sink", "CrrType")


class Right(NamedTuple):
    """MW of a right from source to sink."""

    group: Group
    source: str
    sink: str
    offsets: bool
    mw: float


def hubs_divided(subject: Allocation) -> Iterator[Finding]:
    """Parts of a hub are its factors' shares, and at every bus an owner's rights and offsets inject what was awarded.

    Published rights (private files) are compared, and those held; MW as far as rounding lets them agree.
    """
    yield from _shares(subject)
    published = subject.published
    if published is None:
        return
    if published.private:
        rights = [
            each for table in published.private.values() for each in _rights(table, [True] * len(table))
        ]
        yield from _injections(subject, rights, "published")
    if published.holdings is not None and subject.name and not subject.name.endswith(LONG_TERM):
        table = published.holdings
        pairs = zip(table.text("MarketName", filled=False), table.text("Category", filled=False), strict=True)
        own = [pair == (subject.name, CATEGORY) for pair in pairs]
        gone = over(table, subject.allocated.nominations)
        yield from _injections(subject, _rights(table, own), "held", gone)


def _shares(subject: Allocation) -> Iterator[Finding]:
    allocated = subject.allocated
    nominations, hubs, factors = allocated.nominations, allocated.hubs, allocated.factors
    whole: dict[str, float] = defaultdict(float)
    for record, mw in zip(nominations.record, nominations.mw.tolist(), strict=True):
        if record in hubs:
            whole[hubs[record].nomination] += mw
    for at, record in enumerate(nominations.record):
        if (part := hubs.get(record)) is None:
            continue
        own = factors.get(nominations.source[at], {})
        share = sum(factors.get(part.hub, {}).get(bus, 0.0) for bus in own) * whole[part.nomination]
        mw = float(nominations.mw[at])
        if abs(share - mw) > MW_STEP:
            expected = f"{share:.3f} MW, its part of {part.hub}"
            yield Finding(
                "hub-offsets",
                nominations.name(at),
                expected,
                f"{mw:.3f} MW",
                "the hub was divided by other factors",
            )


def _rights(table: Table, chosen: Iterable[bool]) -> list[Right]:
    words = zip(*(table.text(each, filled=False) for each in COLUMNS), strict=True)
    rows = zip(words, table.numbers("MW", least=0).tolist(), chosen, strict=True)
    return [
        Right((owner, period, tou), source, sink, kind == OFFSET, mw)
        for (owner, period, tou, source, sink, kind), mw, own in rows
        if own
    ]


def _injections(
    subject: Allocation, rights: list[Right], how: str, gone: Collection[str] = ()
) -> Iterator[Finding]:
    """Of owners with a hub or an offset: buses where rights inject other than awards."""
    allocated, nominations = subject.allocated, subject.allocated.nominations
    parts: dict[Group, int] = {each.group: 0 for each in rights if each.offsets}
    keys = list(zip(nominations.owner, nominations.period, nominations.tou, strict=True))
    for group, record in zip(keys, nominations.record, strict=True):
        if record in allocated.hubs and group[1] not in gone:
            parts[group] = parts.get(group, 0) + 1
    sums = _Sums(allocated.factors)
    rows = zip(keys, nominations.source, nominations.sink, allocated.results.mw.tolist(), strict=True)
    for group, source, sink, mw in rows:
        if group in parts and mw == mw:
            sums.add(group, source, sink, -mw)
    for each in rights:
        if each.group in parts:
            for name in {each.source, each.sink} - allocated.factors.keys():
                where = " ".join(each.group)
                yield Finding("hub-offsets", where, "locations of the market", name, "no such location")
            sums.add(each.group, each.source, each.sink, each.mw)
    for group, number in sorted(parts.items()):
        off = sums.off(group, number * MW_STEP / 2)
        if off:
            worst = max(off.values(), key=abs)
            yield Finding(
                "hub-offsets", " ".join(group), f"rights and offsets {how} that inject what was awarded",
                f"{worst:+.3f} MW at one of {len(off)} buses", "the hub's generators are not made up for",
            )  # fmt: skip


class _Sums:
    """MW injected by group and bus, and how far rounding may put them off."""

    def __init__(self, factors: Mapping[str, Mapping[int, float]]) -> None:
        self.factors = factors
        self.mw: dict[Group, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.slack: dict[Group, dict[int, float]] = defaultdict(lambda: defaultdict(float))

    def add(self, group: Group, source: str, sink: str, mw: float) -> None:
        """MW from source to sink."""
        for name, sign in ((source, 1.0), (sink, -1.0)):
            for bus, factor in self.factors.get(name, {}).items():
                self.mw[group][bus] += sign * factor * mw
                self.slack[group][bus] += abs(factor) * MW_STEP

    def off(self, group: Group, more: float) -> dict[int, float]:
        """The buses that are off by more than rounding (and ``more``) explains."""
        slack = self.slack[group]
        return {bus: mw for bus, mw in self.mw[group].items() if abs(mw) > slack[bus] + more + 1e-6}
