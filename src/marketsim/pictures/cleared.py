"""Cleared against bid MW: of each owner's bids on a path, how much was asked for and how much it got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketsim.pictures.canvas import FILL, INK, Panel, span
from marketsim.pictures.rows import Row, listed, more, mw, number, short, text

KEY = "outline: MW bid or offered · ////: MW cleared"


@dataclass(slots=True)
class Asked:
    """The bids of one owner, of one type, on one path."""

    bids: int = 0
    bid: float = 0.0
    cleared: float = 0.0

    def __str__(self) -> str:
        """``30 of 50 MW``, and of how many bids when there are several."""
        told = f"{mw(self.cleared)} of {mw(self.bid)} MW"
        return told if self.bids == 1 else f"{told} in {self.bids:,} bids"


def panel(heading: str, rows: Sequence[Row], most: int) -> Panel:
    """One product's bids, the largest first. Rows without BidMW (public ones) do not tell what was bid."""
    groups: dict[str, Asked] = {}
    for row in rows:
        if text(row, "BidMW"):
            group = groups.setdefault(_bid(row), Asked())
            group.bids += 1
            group.bid += number(row, "BidMW")
            group.cleared += number(row, "MW")
    every = sorted(groups.items(), key=lambda each: (-each[1].bid, each[0]))
    shown = every[:most]

    def draw(axes: Any) -> None:
        span(axes, [asked.bid for _, asked in shown])
        for place, (_, asked) in enumerate(shown):
            axes.barh(place, asked.bid, height=0.6, facecolor="white", edgecolor=INK)
            axes.barh(place, asked.cleared, height=0.6, facecolor=FILL, edgecolor=INK, hatch="////")
            axes.annotate(str(asked), (asked.bid, place), (6, 0), textcoords="offset points", va="center")

    words = listed([f"{name} {asked}" for name, asked in shown])
    told = more(len(shown), len(every), "bid by owner and path", "bids by owner and path")
    return Panel(f"{heading} · {told}", [short(name, 42) for name, _ in shown], "MW", draw, words)


def _bid(row: Row) -> str:
    """``SRTX buy NODE_A → NODE_B``."""
    who = f"{text(row, 'AssetOwner')} {text(row, 'BidType').lower()}"
    return f"{who} {text(row, 'Source')} → {text(row, 'Sink')}"
