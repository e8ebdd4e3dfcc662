"""How much load moved, and which share of the losing LSE's metric that is; all in exact fractions.

MW moved = customers who went x kW rate / 1000, summed over the classes; netted both ways between each two LSEs. The
metric of an LSE is its customers x kW rate over all its utilities and classes, by season and time of use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from marketsim.verification.migration.uploads import Uploads

SEASONS, TIMES_OF_USE = (1, 2, 3, 4), ("ON", "OFF")
Quarter = tuple[int, str]  # season, time of use
ZERO = Fraction(0)


class Range(NamedTuple):
    """A figure between two bounds, which are equal where it is known exactly."""

    low: Fraction
    high: Fraction

    @classmethod
    def about(cls, figure: Fraction, tolerance: Fraction = ZERO) -> Range:
        """A figure that may be off by a tolerance."""
        return cls(figure - tolerance, figure + tolerance)

    def plus(self, other: Range) -> Range:
        """The sum."""
        return Range(self.low + other.low, self.high + other.high)

    def times(self, factor: Fraction | int) -> Range:
        """A multiple, of a factor of either sign."""
        ends = (self.low * factor, self.high * factor)
        return Range(min(ends), max(ends))

    def of(self, other: Range) -> Range:
        """The product of two figures that are not below 0."""
        return Range(self.low * max(other.low, ZERO), self.high * max(other.high, ZERO))

    def rounded(self) -> tuple[int, int]:
        """The whole numbers that it may be rounded to, half-even: the least and the largest."""
        return round(self.low), round(self.high)


NONE = Range(ZERO, ZERO)


class Share(NamedTuple):
    """Net load that moved within one utility: MW, and per cent of the loser's metric (None where that is 0)."""

    udc: str
    loser: str
    gainer: str
    season: int
    tou: str
    mw: Fraction
    percent: Fraction | None


class Pair(NamedTuple):
    """Who lost load to whom, in which season and time of use."""

    loser: str
    gainer: str
    season: int
    tou: str


class Worked(NamedTuple):
    """All that uploads tell: shares by utility, shares by pair over the utilities, metrics, and what lacks."""

    shares: tuple[Share, ...]
    pairs: Mapping[Pair, Range]
    metrics: Mapping[tuple[str, int, str], Fraction]
    lacking: tuple[str, ...]


def work_out(uploads: Collection[Uploads], owners: Mapping[str, str], year: int) -> Worked:
    """Shares from all utilities' uploads; ``owners``: asset owner by DUNS number; ``year``: of the effective date.

    A share of a pair is its net MW over all utilities in the direction of their sign, over the loser's metric.
    """
    lacking: dict[str, None] = {}
    metrics = _metrics(uploads, owners, year, lacking)
    shares: list[Share] = []
    net: dict[Pair, Fraction] = defaultdict(Fraction)
    for each in uploads:
        for pair, mw in netted(_moved(each, owners, year, lacking)).items():
            metric = metrics.get((pair.loser, pair.season, pair.tou), ZERO)
            shares.append(Share(each.udc, *pair, mw, 100 * mw / metric if metric else None))
            net[pair] += mw
    pairs: dict[Pair, Range] = {}
    for pair, mw in netted(net).items():
        if metric := metrics.get((pair.loser, pair.season, pair.tou), ZERO):
            pairs[pair] = Range.about(mw / metric)
        else:
            lacking[f"the share of {pair.loser} in season {pair.season} {pair.tou}: it has no customers"] = (
                None
            )
    return Worked(tuple(shares), pairs, metrics, tuple(lacking))


def netted(moved: Mapping[Pair, Fraction]) -> dict[Pair, Fraction]:
    """Net MW of each two LSEs, in the direction of its sign; none where both ways are equal."""
    found: dict[Pair, Fraction] = {}
    for pair, mw in moved.items():
        back = moved.get(Pair(pair.gainer, pair.loser, pair.season, pair.tou), ZERO)
        if mw > back:
            found[pair] = mw - back
    return found


def _moved(
    uploads: Uploads, owners: Mapping[str, str], year: int, lacking: dict[str, None]
) -> dict[Pair, Fraction]:
    found: dict[Pair, Fraction] = defaultdict(Fraction)
    for each in uploads.transfers:
        for season, tou, kw in _rates(uploads, each.customer_class, year, lacking):
            pair = Pair(_named(each.from_lse, owners), _named(each.to_lse, owners), season, tou)
            found[pair] += each.customers * kw / 1000
    return found


def _metrics(
    uploads: Iterable[Uploads], owners: Mapping[str, str], year: int, lacking: dict[str, None]
) -> dict[tuple[str, int, str], Fraction]:
    found: dict[tuple[str, int, str], Fraction] = defaultdict(Fraction)
    for one in uploads:
        for each in one.counts:
            for season, tou, kw in _rates(one, each.customer_class, year, lacking):
                found[_named(each.lse, owners), season, tou] += each.customers * kw / 1000
    return dict(found)


def _rates(
    uploads: Uploads, customer_class: str, year: int, lacking: dict[str, None]
) -> Iterable[tuple[int, str, Fraction]]:
    for season in SEASONS:
        for tou in TIMES_OF_USE:
            kw = uploads.rate_of(customer_class, season, tou, year)
            if kw is None:
                lacking[f"{uploads.udc}: no rate of {customer_class} in season {season} {tou}"] = None
            else:
                yield season, tou, kw


def _named(duns: str, owners: Mapping[str, str]) -> str:
    return owners.get(duns, duns)
