"""Markets of chance that the engine cleared, auctions or allocations: judged right, and picked to be spoiled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from spoiling import AWARDS, BINDING, Rows, exact_only, has_outage
from written_market import rows_of

from marketsim.verification import verify

EXACT = ("awards", "prices", "binding_constraints", "raised_limits")
"""The unrounded results of an auction; an allocation has no prices."""

Made = Callable[[Path, int], Path]
"""Makes the market of a seed in a folder."""
Wanted = Callable[[Rows], bool]
"""Whether awards are worth the trouble."""


def as_published(market: Path) -> Path:
    """Without the unrounded results."""
    for name in EXACT:
        (market / "results" / f"{name}.csv").unlink(missing_ok=name == "prices")
    return market


def is_rich(market: Path, wanted: Wanted) -> bool:
    """Three binding rows or more, one of a contingency, and the awards that are wanted."""
    binding = rows_of(market / BINDING)
    return (
        len(binding) >= 3 and any(row["Contingency"] for row in binding) and wanted(rows_of(market / AWARDS))
    )


def no_false_alarms(folder: Path, seeds: Iterable[int], made: Made, wanted: Wanted, gap: float) -> None:
    """Make and judge, unrounded and as published; at least half of the markets must be worth the trouble."""
    rich = []
    for seed in seeds:
        market = made(folder / str(seed), seed)
        report = verify(market)
        assert report.findings == (), seed
        assert report.duality_gap is not None and abs(report.duality_gap) < gap
        rich.append(is_rich(market, wanted))
        assert verify(as_published(market)).findings == (), f"{seed}, as published"
        shutil.rmtree(market)
    assert rich and sum(rich) >= len(rich) / 2


def rich_markets(folder: Path, made: Made, wanted: Wanted) -> list[Path]:
    """The first four with everything in them that a fault needs, unrounded results alone."""
    found: list[Path] = []
    for seed in range(300, 340):
        market = made(folder / str(seed), seed)
        if is_rich(market, wanted) and has_outage(market):
            found.append(exact_only(market))
        if len(found) == 4:
            break
    return found
