"""The ISO's trading desk: what becomes of the answered offers of the secondary market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marketsim.target.console import Console
from marketsim.target.operator import waits
from marketsim.target.patience import Patience


class TradingDesk:
    """What the ISO does with trades that await their credit check.

    With a console it is done when it is asked for. On a live target the ISO checks credit in its own time: we look
    whether it has, within ``patience``; all else is a skip that waits for the ISO. Raises ConsoleProblem where the
    console refuses.
    """

    def __init__(self, console: Console | None, patience: Patience | None = None) -> None:
        self._console = console
        self._patience = patience or Patience()

    @property
    def acting(self) -> bool:
        """Whether the ISO does what we ask of it."""
        return self._console is not None

    def check_credit(self, request: int, decided: Callable[[], bool]) -> None:
        """Let the credit of both sides of a trade be checked.

        ``decided`` looks whether the ISO has come to a decision about it. Raises Halted where it has not in time.
        """
        if self._console is not None:
            self._console.post("/credit-checks", {"requestIds": [request]})
            return

        def look() -> bool | None:
            return True if decided() else None

        if look() is None:
            what = f"the credit check of trade {request}"
            self._patience.wait(what, self._patience.now(), look)

    def told(self, request: int) -> Mapping[str, Any]:
        """What the ISO knows of an answered offer: parties, status, who is short of how much, and why."""
        trades = self._acting(f"tell what trade {request} waits for").get("/trades")["trades"]
        return next(dict(each) for each in trades if each["requestId"] == request)

    def disapprove(self, request: int, reason: str) -> None:
        """Refuse a trade."""
        console = self._acting(f"disapprove trade {request}")
        console.post(f"/trades/{request}/disapproval", {"reason": reason})

    def _acting(self, deed: str) -> Console:
        if self._console is None:
            raise waits(deed)
        return self._console
