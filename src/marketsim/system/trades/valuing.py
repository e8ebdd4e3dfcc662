"""What a MW of a CRR is taken to be worth, and what it requires of security (market rules 5.4, CREDIT11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, span
from marketsim.system.settings import Settings
from marketsim.system.store.downloads import clearing_prices, published
from marketsim.system.store.holdings import Crr
from marketsim.system.store.markets import list_markets

Place = tuple[str, str, str]  # period, time of use, location


@dataclass(frozen=True, slots=True)
class Valuation:
    """What CRRs are worth on a Pacific day, in exact dollars.

    ``prices`` are those of posted auctions in $/MW for period and time of use; ``expected`` is the expected value of
    a MW on any path and ``margin`` the credit margin, both in $/MW for the period.
    """

    today: date
    prices: Mapping[Place, Fraction]
    expected: Fraction
    margin: Fraction

    @classmethod
    def of(cls, store: Connection, settings: Settings, now: datetime) -> Valuation:
        """The valuation at ``now``: the prices of the auctions posted by then, the newest where two have one."""
        posted = [each for each in list_markets(store, "AUCTION") if each.status(now) == "POSTED"]
        prices: dict[Place, Fraction] = {}
        for market in sorted(posted, key=lambda each: (each.posted_at or now, each.name)):
            for row in published(store, clearing_prices, market.name):
                prices[row["period"], row["tou"], row["location"]] = Fraction(repr(row["price"]))
        return cls(
            today=now.astimezone(PACIFIC).date(),
            prices=prices,
            expected=settings.fraction("trades.expected_value"),
            margin=Fraction(repr(settings.number("credit.margin"))),
        )

    def requirement(self, crr: Crr) -> Fraction:
        """The dollars of security that a held CRR requires; below 0 where it is a credit.

        Per MW the credit margin less the smaller of the auction price of its path and the expected value, for the
        share of its period that it covers and that is still to come. An option is never worth less than nothing.
        """
        price = self._price(crr)
        worth = self.expected if price is None else min(price, self.expected)
        if crr.hedge_type == "OPT":
            worth = max(worth, Fraction(0))
        return Fraction(repr(crr.mw)) * self._share(crr) * (self.margin - worth)

    def _price(self, crr: Crr) -> Fraction | None:
        """The price of a path in the auction of the CRR's own period; None where none was posted for both ends."""
        ends = [self.prices.get((crr.period, crr.tou, place)) for place in (crr.source, crr.sink)]
        if ends[0] is None or ends[1] is None:
            return None
        return ends[1] - ends[0]

    def _share(self, crr: Crr) -> Fraction:
        first = max(crr.start.astimezone(PACIFIC).date(), self.today)
        last = crr.end.astimezone(PACIFIC).date()
        return Fraction(max((last - first).days + 1, 0), len(span(crr.period).days()))
