"""The gates for the terminal: one line a phase that was assessed, with the first reason of each gate that isn't go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SHOWN = 3  # ids
PARTIES = {"us": "us", "ISO": "the ISO", "partner": "a partner"}
GRAVEST_FIRST = ("not met", "open", "not assessed")


def lines(gates: Mapping[str, Any] | None) -> Iterator[str]:
    """Nothing without gates; else whose criteria they are, a line for each phase, and which were not assessed."""
    if gates is None:
        return
    yield f"phases   {gates['title']}. {' '.join(gates['about'])}".rstrip()
    silent = [each["phase"] for each in gates["phases"] if _unassessed(each)]
    assessed = [each for each in gates["phases"] if not _unassessed(each)]
    width = max((len(each["phase"]) for each in assessed), default=0)
    for each in assessed:
        sides = " · ".join(_side(name, each[name]) for name in ("entry", "exit"))
        yield f"  {each['phase']:{width}}  {sides}"
    if silent:
        yield f"  not assessed: {', '.join(silent)}"


def _unassessed(phase: Mapping[str, Any]) -> bool:
    return all(phase[side]["word"] == "not assessed" for side in ("entry", "exit"))


def _side(name: str, gate: Mapping[str, Any]) -> str:
    said = f"{name} {gate['word']}"
    if gate["word"] not in ("no-go", "undecided"):
        return said
    first = next(
        (each for state in GRAVEST_FIRST for each in gate["criteria"] if each["state"] == state), None
    )
    if first is None:
        return f"{said}: the run itself had problems"
    ids = [one["id"] for one in first["against"]]
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    named = f" [{', '.join(ids[:SHOWN])}{more}]" if ids else ""
    turn = f", turn of {' and '.join(PARTIES[one] for one in gate['turn'])}" if gate["turn"] else ""
    return f"{said}: {first['id']} wants {first['wanted']}, found {first['found']}{named}{turn}"
