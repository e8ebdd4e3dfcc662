"""From an allocation's unrounded run to awards as they are published: hubs put together again, MW of 0.001.

A trading hub is tested as its generators, each of which may be cut by a part of its own. What is awarded is one right
from the hub, of the sum of what its generators got. Used by its participation factors it would inject more at some
generators than was found feasible and less at others; offsets (CRR type LSE_THCNT, market rules 3.2) run from the
latter to the former. Right and offsets together inject at every generator what was tested, to 0.001 MW.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from marketsim.clearing.rounding import published_mw
from marketsim.system.markets.inputs import Nominated
from marketsim.system.markets.run import Run

OFFSET = "LSE_THCNT"


@dataclass(frozen=True, slots=True)
class PublishedNomination:
    """What a nomination was awarded as it is published, or an offset of it (nominated: 0 MW)."""

    nomination_id: int
    offset: int  # 0: the award itself; offsets count from 1
    owner: str
    source: str
    sink: str
    period: str
    tou: str
    crr_type: str
    nominated_mw: float
    mw: float

    @property
    def kind(self) -> str:
        """What becomes of it: MW that are held from then on."""
        return "AWARD"


def published_nominations(run: Run) -> list[PublishedNomination]:
    """Every nomination with what it got, rounded, in the order of the records; its offsets right behind it."""
    awarded = {award.key: award.mw for product in run.results for award in product.awards}
    parts: dict[int, list[Nominated]] = {}
    for each in run.inputs.nominations:
        parts.setdefault(each.nomination_id, []).append(each)
    return [
        published
        for together in parts.values()
        for published in _put_together(together, [awarded[str(each.record)] for each in together])
    ]


def _put_together(parts: Sequence[Nominated], mw: Sequence[float]) -> Iterator[PublishedNomination]:
    first, total = parts[0], sum(mw)

    def published(
        offset: int, source: str, sink: str, nominated: float, awarded: float
    ) -> PublishedNomination:
        crr_type = OFFSET if offset else first.crr_type
        where = (source, sink, first.period, first.tou, crr_type)
        return PublishedNomination(first.nomination_id, offset, first.owner, *where, nominated, awarded)

    nominated = round(sum(each.mw for each in parts), 3)
    yield published(0, first.hub or first.source, first.sink, nominated, published_mw(total))
    if first.hub is None:
        return
    short = ((each.source, got - total * each.share) for each, got in zip(parts, mw, strict=True))
    for number, (source, sink, moved) in enumerate(_moves(short), start=1):
        yield published(number, source, sink, 0.0, moved)


def _moves(short: Iterable[tuple[str, float]]) -> Iterator[tuple[str, str, float]]:
    """MW from the generators that got more than their share to those that got less, each used up in their order."""
    rest = {name: round(mw * 1000) for name, mw in short}  # thousandths, so that what is moved adds up
    givers = [name for name in rest if rest[name] > 0]
    for sink in [name for name in rest if rest[name] < 0]:
        for source in givers:
            moved = min(rest[source], -rest[sink])
            if moved > 0:
                rest[source], rest[sink] = rest[source] - moved, rest[sink] + moved
                yield source, sink, moved / 1000
