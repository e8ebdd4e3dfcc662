"""Awards by participant: the MW that each asset owner bought and sold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketsim.pictures.canvas import FILL, INK, Panel, span
from marketsim.pictures.rows import Row, listed, more, mw, number, short, text

KEY = "////, to the right: MW bought · plain, to the left: MW sold"


def panel(heading: str, rows: Sequence[Row], most: int) -> Panel:
    """One product's asset owners, those who traded most first."""
    totals: dict[str, list[float]] = {}
    for row in rows:
        pair = totals.setdefault(text(row, "AssetOwner"), [0.0, 0.0])
        pair[text(row, "BidType").upper() == "SELL"] += number(row, "MW")
    every = sorted(totals.items(), key=lambda each: (-sum(each[1]), each[0]))
    shown = every[:most]

    def draw(axes: Any) -> None:
        span(axes, [each for _, (bought, sold) in shown for each in (bought, -sold)])
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, (_, (bought, sold)) in enumerate(shown):
            axes.barh(place, bought, height=0.55, facecolor=FILL, edgecolor=INK, hatch="////")
            axes.barh(place, -sold, height=0.55, facecolor="white", edgecolor=INK)
            axes.annotate(
                _told(bought, sold), (bought, place), (6, 0), textcoords="offset points", va="center"
            )

    words = listed([f"{name} {_told(*pair)}" for name, pair in shown])
    told = more(len(shown), len(every), "participant", "participants")
    return Panel(
        f"{heading} · {told}", [short(name) for name, _ in shown], "MW sold | MW bought", draw, words
    )


def _told(bought: float, sold: float) -> str:
    return f"bought {mw(bought)}, sold {mw(sold)} MW"
