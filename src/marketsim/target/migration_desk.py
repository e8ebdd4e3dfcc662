"""The ISO's desk for load migrations: hours, runs, postings and what is taken back. On a live target each is a skip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from marketsim.target.console import Console
from marketsim.target.operator import ActingOperator, stamp, waits


class MigrationDesk:
    """What the ISO does with a load migration market; without a console every deed is a skip that waits for the ISO.

    Raises ConsoleProblem where the console refuses.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def owners(self, market: str) -> dict[str, str]:
        """The asset owner of every load-serving entity, by its DUNS number."""
        told = self._acting(f"tell the entities of {market}").get(self._path(market, "workings"))
        return {each["duns"]: each["assetOwner"] for each in told["lses"]}

    def tell_hours(self, market: str, hours: Sequence[Mapping[str, Any]]) -> None:
        """Let exactly these be the N hours: ``lap``, ``season``, ``tou``, ``day``, ``hourEnding``; out at once."""
        console = self._acting(f"tell the N hours of {market}")
        date = stamp(ActingOperator(console).now() - timedelta(minutes=1))
        body = {"hours": [dict(each) for each in hours], "postDate": date}
        console.send("PUT", self._path(market, "n-hours"), body)

    def clear(self, market: str) -> dict[str, Any]:
        """Work out what the uploads of a closed market come to."""
        return dict(
            self._acting(f"run the load migration of {market}").post(self._path(market, "clearing"), {})
        )

    def post(self, market: str) -> dict[str, Any]:
        """Post what the latest run came to, in place of what was posted before."""
        return dict(self._acting(f"post the results of {market}").post(self._path(market, "posting"), {}))

    def take_back(self, market: str) -> None:
        """Take posted results back, and let the window be open again."""
        console = self._acting(f"take the results of {market} back")
        closes = stamp(ActingOperator(console).now() + timedelta(days=9))
        path = self._path(market, "").rstrip("/")
        console.send("PATCH", path, {"postedAt": None, "closeDate": closes})

    @staticmethod
    def _path(market: str, order: str) -> str:
        return f"/load-migration-markets/{market}/{order}"

    def _acting(self, deed: str) -> Console:
        if self._console is None:
            raise waits(deed)
        return self._console
