"""The ISO's desk for the cutover from the old system. On a live target each deed is a skip."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Literal

from marketsim.target.console import Console, ConsoleProblem
from marketsim.target.market_folder import MarketFolder
from marketsim.target.operator import waits

REFUSED = " 409 "  # as a ConsoleProblem tells it


class CutoverDesk:
    """What the ISO does to cut a system over; without a console every deed is a skip that waits for the ISO.

    Raises ConsoleProblem where the console refuses.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def cut_over(
        self, extract: bytes, *, dry_run: bool = False, fail_at: str | None = None
    ) -> dict[str, Any]:
        """Cut over from a zipped extract, in place of whatever is there; what was done."""
        order = {"extract": base64.b64encode(extract).decode(), "dryRun": dry_run, "replace": True}
        if fail_at is not None:
            order["failAt"] = fail_at
        return dict(self._acting("cut over from the old system").post("/cutover", order))

    def refusal(self, extract: bytes, *, fail_at: str | None = None) -> str | None:
        """Why the system is not cut over; None where it was. Raises ConsoleProblem for anything but a refusal."""
        try:
            self.cut_over(extract, fail_at=fail_at)
        except ConsoleProblem as problem:
            return _refused(problem)
        return None

    def state(self) -> dict[str, Any]:
        """Whether and from what it was cut over, and what is awaited of the old system."""
        return dict(self._acting("tell of its cutover").get("/cutover"))

    def roll_back(self) -> str | None:
        """Let it be as it was before; why not, where it is refused."""
        try:
            self._acting("roll its cutover back").post("/cutover/rollback", {})
        except ConsoleProblem as problem:
            return _refused(problem)
        return None

    def take_results(self, market: str, awards: str, sales: str | None = None) -> str | None:
        """Take what the old system awarded and sold in a market (CSV of the extract); why not, where it is refused."""
        order: Mapping[str, Any] = {"market": market, "awards": awards, "sales": sales}
        try:
            self._acting(f"take the results of {market}").post("/cutover/results", order)
        except ConsoleProblem as problem:
            return _refused(problem)
        return None

    def origins(self) -> list[dict[str, Any]]:
        """Which old CRRs every CRR has taken in, and what made each: ``crrId``, ``oldCrrId``, ``origin``, ``event``."""
        return list(self._acting("tell where CRRs came from").get("/cutover/origins")["origins"])

    def report(self, name: str, file_format: Literal["CSV", "JSON"] = "CSV") -> bytes:
        """The file of a report on the cutover."""
        console = self._acting(f"hand out {name}")
        (content,) = MarketFolder.of_zip(
            console.fetch(f"/cutover/reports/{name}", {"fileFormat": file_format})
        ).files.values()
        return content

    def revoke(self, person: str) -> None:
        """Take all grants of a person away; its certificate still opens the door."""
        self._acting(f"take the grants of {person} away").post(f"/persons/{person}/revocation", {})

    def renew(self, person: str) -> None:
        """Give a person a new certificate, in the file of the former one."""
        self._acting(f"renew the certificate of {person}").post(f"/persons/{person}/certificate", {})

    def _acting(self, deed: str) -> Console:
        if self._console is None:
            raise waits(deed)
        return self._console


def _refused(problem: ConsoleProblem) -> str:
    if REFUSED not in str(problem):
        raise problem
    return str(problem)
