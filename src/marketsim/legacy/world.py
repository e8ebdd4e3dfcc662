"""The names of made extracts, from ``world.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from marketsim.contract.yaml12 import read_yaml

_FILE = Path(__file__).with_name("world.yaml")


@dataclass(frozen=True, slots=True)
class Owner:
    """A participant: old and new name, its function, DUNS (load-serving ones) and the person who acts for it."""

    old: str
    new: str
    function: str
    duns: str | None
    person: str


@dataclass(frozen=True, slots=True)
class Place:
    """A location: its designation, factors (millionths) by bus, and what replaces it where it is retired."""

    name: str
    kind: str
    factors: Mapping[str, int]
    biddable: bool
    replacement: str | None


def owners(count: int) -> tuple[Owner, ...]:
    """That many participants: those of the demonstration world, then made-up holders and load-serving entities."""
    known = [_owner(each) for each in _world()["participants"][:count]]
    made = [_made_up(number) for number in range(1, count - len(known) + 1)]
    return (*known, *made)


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Every location of the old list."""
    return tuple(_place(each) for each in _world()["locations"])


@lru_cache(maxsize=1)
def _world() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(_FILE)
    return content


def _owner(entry: dict[str, Any]) -> Owner:
    name = entry["name"]
    return Owner(
        old=entry.get("old", name),
        new=name,
        function=entry["function"],
        duns=entry.get("duns"),
        person=entry.get("person", name.lower()),
    )


def _made_up(number: int) -> Owner:
    serves = number % 3 == 0
    name = f"{'L' if serves else 'H'}{number:05d}"
    return Owner(name, name, "CLSE" if serves else "CRRH", f"2{number:08d}" if serves else None, name.lower())


def _place(entry: dict[str, Any]) -> Place:
    return Place(
        name=entry["name"],
        kind=entry["type"],
        factors={bus: int(Decimal(factor).scaleb(6)) for bus, factor in entry["buses"].items()},
        biddable=entry.get("biddable", True),
        replacement=entry.get("replacement"),
    )
