"""The inner workings of an embedded system as its operator sees them: settings told, refusals ordered."""

from __future__ import annotations

from typing import Any

from marketsim.target.console import Console
from marketsim.target.operator import waits


class Workings:
    """What no participant can see or bring about; without a console every wish is a skip that waits for the ISO."""

    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._before: list[str] | None = None

    def setting(self, name: str) -> Any:
        """The value of one setting, such as ``credit.margin``; raises Halted and KeyError."""
        if self._console is None:
            raise waits(f"tell its setting {name}")
        told = {each["name"]: each["value"] for each in self._console.get("/settings")["settings"]}
        return told[name]

    def refuse(self, operation: str, code: str) -> None:
        """Order that an operation be refused with a code, beside the faults in force; raises Halted."""
        if self._console is None:
            raise waits(f"have {operation} refused with {code}")
        faults = list(self._console.get("/faults")["faults"])
        if self._before is None:
            self._before = faults
        self._console.set_faults([*faults, f"induce:{code}@{operation}"])

    def relent(self) -> None:
        """Take every such order back."""
        if self._console is not None and self._before is not None:
            self._console.set_faults(self._before)
            self._before = None
