"""Two CRRs on one constraint in two hours, as inputs; by hand, they come to what the tests say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from marketsim.settlement.crr import At, Binding, CrrInputs, CrrResults, Holding, with_made_prices
from marketsim.settlement.crr.holding import SECOND
from marketsim.settlement.crr.random_month import midnight
from marketsim.settlement.interval import TradeHour

DAY = date(2026, 3, 3)
FIRST, SECOND_HOUR = TradeHour(DAY, 9), TradeHour(DAY, 10)
MONTH = "2026-03"


def held(
    crr: str, mw: int, source: str = "S", sink: str = "T", hedge: str = "OBL", owner: str = ""
) -> Holding:
    """An ON CRR of one day."""
    return Holding(
        crr=crr,
        owner=owner or f"OWNER_{crr}",
        source=source,
        sink=sink,
        tou="ON",
        hedge=hedge,  # type: ignore[arg-type]
        start=midnight(DAY),
        end=midnight(date(2026, 3, 4)) - SECOND,
        mw=Fraction(mw),
    )


def month(*holdings: Holding, revenues: tuple[int, int] = (240, 200), demand: bool = True) -> CrrInputs:
    """K1 at 20 $ in one hour and at 10 $ in the next; a MW from S to T is a MW on it."""
    return with_made_prices(
        CrrInputs(
            holdings=holdings or (held("A", 10), held("B", 5)),
            prices={},
            constraints={
                At("K1", FIRST): Binding(Fraction(20), Fraction(revenues[0])),
                At("K1", SECOND_HOUR): Binding(Fraction(10), Fraction(revenues[1])),
            },
            factors={("K1", "S"): Fraction(1), ("K1", "T"): Fraction(0)},
            demand={("SC1", MONTH): Fraction(2), ("SC2", MONTH): Fraction(1)} if demand else {},
        )
    )


def amounts(results: CrrResults) -> dict[str, str]:
    """Cents by CRR."""
    return {key.crr: f"{float(value):.2f}" for (key, _), value in results.amounts.items()}
