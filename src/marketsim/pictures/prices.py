"""Prices over locations: the highest and the lowest of each product, $/MW."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketsim.pictures.canvas import INK, Panel, span
from marketsim.pictures.rows import Row, listed, more, number, price, short, text

KEY = "● price of zero or above · □ price below zero · the price of a path is sink less source"


def panel(heading: str, rows: Sequence[Row], most: int) -> Panel:
    """One product's prices, highest first; of many locations the ends, for they tell the spread."""
    every = sorted(
        ((text(row, "SourceSink"), number(row, "ClearingPrice")) for row in rows),
        key=lambda each: (-each[1], each[0]),
    )
    shown = every if len(every) <= most else [*every[: most // 2], *every[most // 2 - most :]]
    told = more(len(shown), len(every), "location", "locations")
    if len(shown) < len(every):
        told += " between (the highest and the lowest are shown)"

    def draw(axes: Any) -> None:
        values = [each for _, each in shown]
        span(axes, values)
        axes.axvline(0, color=INK, linewidth=0.8)
        for place, value in enumerate(values):
            axes.hlines(place, 0, value, color=INK, linewidth=0.8)
            below = value < 0
            axes.plot(
                [value], [place], "s" if below else "o", markersize=6, color=INK,
                markerfacecolor="white" if below else INK,
            )  # fmt: skip
            axes.annotate(
                price(value), (max(value, 0.0), place), (8, 0), textcoords="offset points", va="center"
            )

    words = listed([f"{name} {price(value)} $/MW" for name, value in shown])
    return Panel(
        f"{heading} · {told}", [short(name) for name, _ in shown], "$/MW for the period", draw, words
    )
