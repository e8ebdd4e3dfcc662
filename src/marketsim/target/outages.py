"""Outages of one market as the ISO plans them: which branches cut a location off, by the market's own folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from marketsim.target.console import Console
from marketsim.target.market_desk import MarketDesk
from marketsim.target.market_folder import MarketFolder
from marketsim.target.operator import waits

BUS_NAME = re.compile(r"^\s*'((?:[^']|'')*)'\s*;", re.MULTILINE)


class Outages:
    """Takes branches out of service in a market. Without a console every wish is a skip that waits for the ISO.

    Raises ConsoleProblem where the console refuses.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def cut_off(self, market: str, *locations: str) -> list[str]:
        """Take out every branch at the buses of these locations; the locations that are islanded then."""
        console = self._acting(f"cut {', '.join(locations)} off")
        folder = MarketDesk(console).folder(market)
        buses = {row["Bus"] for row in folder.rows("locations.csv") if row["Location"] in locations}
        out = [name for name, ends in branches_of(folder) if buses & set(ends)]
        told = console.send("PUT", f"/markets/{market}/outages", {"branches": out})
        return list(told["islanded"])

    def end(self, market: str) -> None:
        """Put all branches of the market back into service."""
        self._acting("end the outages").send("PUT", f"/markets/{market}/outages", {"branches": []})

    def _acting(self, deed: str) -> Console:
        if self._console is None:
            raise waits(deed)
        return self._console


def branches_of(folder: MarketFolder) -> Iterator[tuple[str, tuple[str, str]]]:
    """The branches of the folder's case, each with its two buses: FROM-TO-K, K counting within its pair from 1."""
    text = folder.files["case.m"].decode()
    names = [each.replace("''", "'") for each in BUS_NAME.findall(_between(text, "mpc.bus_name = {", "};"))]
    numbers = [row.split()[0] for row in _rows(text, "bus")]
    called = dict(zip(numbers, names, strict=True))
    counted: Counter[tuple[str, str]] = Counter()
    for row in _rows(text, "branch"):
        one, other = row.split()[:2]
        ends = called[one], called[other]
        counted[ends] += 1
        yield f"{ends[0]}-{ends[1]}-{counted[ends]}", ends


def _rows(text: str, field: str) -> list[str]:
    table = _between(text, f"mpc.{field} = [", "];")
    return [row for row in (each.strip() for each in table.split(";")) if row]


def _between(text: str, begin: str, end: str) -> str:
    return text.partition(begin)[2].partition(end)[0]
