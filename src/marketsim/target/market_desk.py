"""The ISO's market desk: limits, clearing, posting, the market folder. On a live target each is a skip."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from marketsim.target.console import Console
from marketsim.target.market_folder import MarketFolder
from marketsim.target.operator import ActingOperator, stamp, waits

SEASONS = ("S01", "S02", "S03", "S04")


class MarketDesk:
    """What the ISO does with one market between its announcement and its results.

    Without a console every deed is a skip that waits for the ISO. Raises ConsoleProblem where the console refuses.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def open_market(self, name: str) -> None:
        """Hold a market open, with its data published: ``AUC_MN_YYYY_Mmm``, ``AUC_AN_YYYY``, ``ALLOC_AN_YYYY_T1``."""
        console = self._acting(f"open {name}")
        kind, term, *rest = name.split("_")
        monthly, period = term == "MN", "_".join(rest[: 2 if term == "MN" else 1])
        now = ActingOperator(console).now()
        console.post(
            "/markets",
            {
                "name": name,
                "marketType": "AUCTION" if kind == "AUC" else "ALLOCATION",
                "marketTerm": "MONTHLY" if monthly else "ANNUAL",
                "periods": [period] if monthly else [f"{period}_{season}" for season in SEASONS],
                "dataPublishDate": stamp(now - timedelta(hours=1)),
                "openDate": stamp(now - timedelta(hours=1)),
                "closeDate": stamp(now + timedelta(days=9)),
            },
        )

    def extend_window(self, market: str, days: int) -> str:
        """Let the window close that many days from now; the date, as the contract writes it."""
        console = self._acting(f"extend the window of {market}")
        closes = stamp(ActingOperator(console).now() + timedelta(days=days))
        console.send("PATCH", f"/markets/{market}", {"closeDate": closes})
        return closes

    def cancel(self, market: str) -> None:
        """Withdraw the market."""
        console = self._acting(f"cancel {market}")
        console.send("PATCH", f"/markets/{market}", {"cancelled": True})

    def limit(
        self,
        market: str,
        *,
        interfaces: Mapping[str, Mapping[str, float | None]] | None = None,
        branches: Mapping[str, Mapping[str, float | None]] | None = None,
        capacity_factor: float | None = None,
        objective: str | None = None,
    ) -> None:
        """Set limits of this market alone: ``forwardMw``, ``reverseMw``; ``normalMw``, ``emergencyMw``.

        ``objective`` is what an allocation's awards are best by: ``least_squares`` or ``max_mw``.
        """
        given: dict[str, Any] = {
            "interfaces": interfaces,
            "branches": branches,
            "capacityFactor": capacity_factor,
            "objective": objective,
        }
        console = self._acting(f"set limits of {market}")
        console.send(
            "PUT",
            f"/markets/{market}/limits",
            {name: value for name, value in given.items() if value is not None},
        )

    def withdraw(self, market: str, locations: Collection[str]) -> None:
        """Take locations off the source and sink list of the market."""
        console = self._acting(f"withdraw a location of {market}")
        console.send("PUT", f"/markets/{market}/source-sinks", {"withdrawn": sorted(locations)})

    def lists(self, market: str) -> dict[str, Any]:
        """Every version of the source and sink list: ``inForce`` and ``lists`` of version, published, withdrawn."""
        console = self._acting(f"tell the source and sink lists of {market}")
        return dict(console.get(f"/markets/{market}/source-sinks"))

    def publish_data(self, market: str) -> None:
        """Let the data of a market, and with them its first source and sink list, be out from now on."""
        console = self._acting(f"publish the data of {market}")
        now = stamp(ActingOperator(console).now())
        console.send("PATCH", f"/markets/{market}", {"dataPublishDate": now})

    def clear(self, market: str) -> dict[str, Any]:
        """Clear a closed market; what the run found."""
        return dict(self._acting(f"clear {market}").post(f"/markets/{market}/clearing", {}))

    def post(self, market: str) -> dict[str, Any]:
        """Post what the latest run found."""
        return dict(self._acting(f"post the results of {market}").post(f"/markets/{market}/posting", {}))

    def work_out_caps(self, name: str, market: str, load_window: str | None = None) -> None:
        """Make a calculation of nomination caps for an allocation, not yet posted.

        It takes the load of that window; without one, the load that an earlier tier of the same year or month was
        worked out from, else the newest there is.
        """
        console, cycle = self._acting(f"work out nomination caps of {market}"), market.rpartition("_")[0]
        made = console.get("/cap-calculations")["calculations"]
        windows = [each["loadWindow"] for each in made if (each["market"] or "").rpartition("_")[0] == cycle]
        windows += [load_window] if load_window else []
        of_load = {"loadWindow": windows[-1]} if windows else {}
        console.post("/cap-calculations", {"name": name, "market": market, **of_load})

    def post_caps(self, name: str) -> None:
        """Post a calculation of nomination caps."""
        self._acting(f"post the nomination caps {name}").post(f"/cap-calculations/{name}/posting", {})

    def folder(self, market: str) -> MarketFolder:
        """The market's folder: what it was, or would be, cleared with, and the latest results."""
        told = self._acting(f"hand out the folder of {market}").get(f"/markets/{market}/workings")
        return MarketFolder.of_zip(base64.b64decode(told["folder"]))

    def _acting(self, deed: str) -> Console:
        if self._console is None:
            raise waits(deed)
        return self._console
