"""What has been found so far, and which checks can still be made."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from marketsim.target.doctor.check import TITLES, Check, skipped

OUT_OF_TIME = "time"
_ORDER = {name: place for place, name in enumerate(TITLES)}


@dataclass(slots=True)
class Budget:
    """The time an examination may take in all, in seconds."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def left(self) -> float:
        """Seconds that are left, 0 when it is used up."""
        return max(0.0, self.seconds - (self.clock() - self._began))

    def within(self, limit: float) -> float:
        """A time-out for one step: its own limit, but no more than is left."""
        return max(0.01, min(limit, self.left))


@dataclass(slots=True)
class Chart:
    """The checks made, each under its id and subject."""

    budget: Budget
    checks: list[Check] = field(default_factory=list)

    def note(self, *checks: Check) -> None:
        """Write checks down."""
        self.checks.extend(checks)

    def stands(self, id: str, subject: str = "") -> bool:
        """Whether a check was made and held, perhaps with a warning."""
        return any(
            each.id == id and each.subject == subject and each.status in ("ok", "warning")
            for each in self.checks
        )

    def obstacle(self, *ids: str, subject: str = "") -> str | None:
        """The first of these checks that did not hold (or the time, when it is used up); None when all did.

        A check that waits for an earlier one hands on that one's name.
        """
        for name in ids:
            for each in self.checks:
                if each.id == name and each.subject in ("", subject):
                    if each.status == "fault":
                        return name
                    if each.status == "skipped" and each.cause.startswith("after:"):
                        return each.cause.removeprefix("after:")
        return None if self.budget.left > 0 else OUT_OF_TIME

    def skip(self, after: str, *ids: str, subject: str = "") -> None:
        """Note checks that cannot be made."""
        self.note(*(skipped(each, after, subject) for each in ids))

    def in_order(self) -> tuple[Check, ...]:
        """All checks, first causes first."""
        return tuple(sorted(self.checks, key=lambda each: _ORDER.get(each.id, len(_ORDER))))
