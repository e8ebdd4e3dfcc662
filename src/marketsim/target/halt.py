"""How a scenario stops without a verdict on the system: it does not apply here, or could not be told."""

from __future__ import annotations

from typing import Literal

HaltVerdict = Literal["skipped", "omitted"]
HaltCause = Literal["timing", "data", "phase", "function", "target", "permission"]
WaitsFor = Literal["us", "ISO", "partner"]


class Halted(Exception):
    """The scenario ends here: *omitted* does not apply, *skipped* could not be told (design.md section 2).

    A skip says for whom we wait and, where that is known, until when (an ISO date and time).
    """

    def __init__(
        self,
        verdict: HaltVerdict,
        cause: HaltCause,
        reason: str,
        waits_for: WaitsFor | None = None,
        until: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.cause = cause
        self.reason = reason
        self.waits_for = waits_for
        self.until = until


def skipped(cause: HaltCause, reason: str, waits_for: WaitsFor, until: str | None = None) -> Halted:
    """The scenario applies but could not be told now."""
    return Halted("skipped", cause, reason, waits_for, until)


def omitted(cause: HaltCause, reason: str) -> Halted:
    """The scenario does not apply to this function, phase or target."""
    return Halted("omitted", cause, reason)
