"""Awards against bids: every bid has one, within its bounds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from marketsim.verification.checks.check import Subject, bid_name, mw_text
from marketsim.verification.report import Finding


def every_bid_has_one_award(subject: Subject) -> Iterator[Finding]:
    """Each bid in the market has exactly one award that tells the same bid; nothing else is awarded."""
    results = subject.cleared.results
    for where, found in results.strange:
        yield Finding(
            "awards", where, "one award for each bid, telling that bid", found, "results of other bids"
        )
    for product in subject.cleared.products:
        for at in np.flatnonzero(np.isnan(product.mw)):
            where = bid_name(subject, product, int(at))
            yield Finding("awards", where, "an award, also of 0 MW", "none", "the bid's result is missing")


def within_bounds(subject: Subject) -> Iterator[Finding]:
    """An award lies between 0 and the last point of its curve."""
    for product in subject.cleared.products:
        slack = product.tolerance.mw if product.tolerance.price_step == 0 else 1e-6
        for at in np.flatnonzero((product.mw < -slack) | (product.mw > product.most + slack)):
            yield Finding(
                "bounds",
                bid_name(subject, product, int(at)),
                f"0 to {mw_text(float(product.most[at]))}",
                mw_text(float(product.mw[at])),
                "awarded outside what was bid",
            )
