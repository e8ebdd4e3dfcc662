"""What may be sent at all: phases, allowed writes and the rate, judged before a request leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from marketsim.contract.operations import Operation
from marketsim.target.halt import omitted, skipped
from marketsim.target.phases import is_due
from marketsim.target.writes import WRITES, is_allowed


@dataclass(slots=True)
class Guard:
    """Holds back what is not due, not allowed or too early; raises Halted.

    ``allowed_writes`` is as ``is_allowed`` takes it. ``requests_per_second`` 0 is no limit; ``clock`` and ``wait``
    count in seconds. ``needed`` are the phases that the running scenario is made for: a write that is not yet due
    is *omitted* from another phase and *skipped* in the phase that needs it. ``max_records`` bounds a submission.
    ``not_offered`` names operations (``service.operationId``) that the target does not have: what needs one is
    *omitted*.
    """

    phase: str
    allowed_writes: str | tuple[str, ...]
    requests_per_second: float = 0.0
    needed: tuple[str, ...] = ()
    max_records: int | None = None
    not_offered: tuple[str, ...] = ()
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    _last: float = field(default=float("-inf"))

    def admit(self, operation: Operation, records: int = 0) -> None:
        """Let a request of this operation, with that many records, go; or raise Halted with the reason."""
        self.require_offered([operation])
        if not is_due(operation, self.phase):
            if self.phase in self.needed:
                raise skipped(
                    "timing", f"{operation.key} is not yet offered in {self.phase}", waits_for="ISO"
                )
            raise omitted("phase", f"{operation.key} is not due in {self.phase}")
        if not is_allowed(operation, self.allowed_writes):
            raise skipped(
                "data",
                f"the profile does not allow the write {operation.key}; name it under [writes] allowed",
                waits_for="us",
            )
        if self.max_records is not None and records > self.max_records:
            raise skipped(
                "data",
                f"the profile allows {self.max_records} records a submission, and this one has {records}; "
                "raise [limits] max_records",
                waits_for="us",
            )
        self.pace()

    def require_offered(self, operations: Collection[Operation]) -> None:
        """Omit, by raising Halted, what needs an operation that the target does not offer."""
        for each in operations:
            if str(each.key) in self.not_offered:
                raise omitted("target", f"the target does not offer {each.key}, the profile says")

    def foresee(self, writes: Collection[Operation]) -> None:
        """Judge all writes of a scenario before its first call.

        Raises Halted where one that nothing takes back would be sent, and another then held back: it would be sent
        for nothing. What is not due in the phase is left to ``admit``, which says so.
        """
        if not all(is_due(each, self.phase) for each in writes):
            return
        missing = sorted(str(each.key) for each in writes if not is_allowed(each, self.allowed_writes))
        if missing and any(
            WRITES[each.key] == "irreversible" and is_allowed(each, self.allowed_writes) for each in writes
        ):
            raise skipped(
                "data",
                f"the profile allows one irreversible write of this scenario, but not {', '.join(missing)}, so "
                "nothing was sent; name all under [writes] allowed",
                waits_for="us",
            )

    def rest(self, seconds: float) -> None:
        """Wait before an attempt is repeated, no less than the rate asks for."""
        self.wait(seconds)
        self.pace()

    def pace(self) -> None:
        """Keep to the profile's rate of requests."""
        if self.requests_per_second <= 0:
            return
        due = self._last + 1 / self.requests_per_second
        if (rest := due - self.clock()) > 0:
            self.wait(rest)
        self._last = self.clock()
