"""Binding constraints: shadow price, and the flow against its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketsim.pictures.canvas import FILL, INK, Panel, span
from marketsim.pictures.rows import Row, listed, more, mw, number, price, short, text

KEY = "bar: shadow price · plain: in the base case · ////: in a contingency · beside it: flow and limit"


def panel(heading: str, rows: Sequence[Row], most: int) -> Panel:
    """One product's binding constraints, dearest first. Columns as in the file BINDING_CONSTRAINT."""
    every = sorted(rows, key=lambda row: (-_shadow(row), _name(row)))
    shown = every[:most]

    def draw(axes: Any) -> None:
        values = [_shadow(row) for row in shown]
        span(axes, values)
        for place, (row, value) in enumerate(zip(shown, values, strict=True)):
            hatch = "////" if text(row, "Contingency") else ""
            axes.barh(place, value, height=0.55, facecolor=FILL, edgecolor=INK, hatch=hatch)
            axes.annotate(
                f"{price(value)}  ·  {_flow(row)}",
                (value, place),
                (6, 0),
                textcoords="offset points",
                va="center",
            )

    words = listed([f"{_name(row)} shadow price {price(_shadow(row))} $/MW, {_flow(row)}" for row in shown])
    told = more(len(shown), len(every), "binding constraint", "binding constraints")
    return Panel(f"{heading} · {told}", [_label(row) for row in shown], "shadow price, $/MW", draw, words)


def _shadow(row: Row) -> float:
    """$/MW; an allocation's constraint has none and counts as zero."""
    return number(row, "ShadowPrice") if text(row, "ShadowPrice") else 0.0


def _name(row: Row) -> str:
    """``LINE-A forward, in OUTAGE-1``."""
    way = text(row, "Direction").lower()
    outage = text(row, "Contingency")
    return f"{text(row, 'ConstraintName')} {way}".strip() + (f", in {outage}" if outage else "")


def _label(row: Row) -> str:
    """The same, cut where it is long; constraint and contingency each keep their ends."""
    way, outage = text(row, "Direction").lower(), text(row, "Contingency")
    name = f"{short(text(row, 'ConstraintName'), 18 if outage else 30)} {way}".strip()
    return f"{name}, in {short(outage, 16)}" if outage else name


def _flow(row: Row) -> str:
    return f"flow {mw(number(row, 'Flow'))} of {mw(number(row, 'Limit'))} MW"
