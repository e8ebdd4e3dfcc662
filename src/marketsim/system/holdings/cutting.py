"""Cuts a CRR by dates and MW, so that on every day the pieces have the MW that it had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from marketsim.system.store.holdings import Crr

A_SECOND = timedelta(seconds=1)
LARGE = 1e300  # MW that could not be multiplied; no rule but those of the market bounds what is uploaded


class CuttingProblem(Exception):
    """The CRR has no such piece."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A CRR after a piece was cut out of it.

    ``rest`` keeps its id and has what is left in the dates of the piece, 0 MW included; ``early`` and ``late`` are
    what lies before and after them, whole; ``taken`` is the piece. All but ``rest`` have the CRR as their parent.
    """

    rest: Crr
    early: Crr | None
    late: Crr | None
    taken: Crr

    def kept(self) -> Iterator[Crr]:
        """Everything but the piece."""
        yield from (each for each in (self.rest, self.early, self.late) if each is not None)


def cut(held: Crr, start: datetime, end: datetime, mw: float, id_of: Callable[[str], int]) -> Pieces:
    """Cut ``mw`` (three decimals) from ``start`` to ``end`` (first and last second) out of a CRR.

    ``id_of`` gives the ids of the new CRRs; it is asked for EARLY and LATE where there is such a piece, then for
    SOLD. Raises CuttingProblem.
    """
    if not held.start <= start <= end <= held.end:
        raise CuttingProblem(f"CRR {held.crr_id} does not have all of the dates")
    if not 0 < thousandths(mw) <= thousandths(held.mw):
        raise CuttingProblem(f"CRR {held.crr_id} has {held.mw:.3f} MW, not {mw:.3f}")
    piece = replace(held, parent_crr_id=held.crr_id)
    early = late = None
    if held.start < start:
        early = replace(piece, crr_id=id_of("EARLY"), end=start - A_SECOND)
    if end < held.end:
        late = replace(piece, crr_id=id_of("LATE"), start=end + A_SECOND)
    left = (thousandths(held.mw) - thousandths(mw)) / 1000
    return Pieces(
        rest=replace(held, start=start, end=end, mw=left),
        early=early,
        late=late,
        taken=replace(piece, crr_id=id_of("SOLD"), start=start, end=end, mw=thousandths(mw) / 1000),
    )


def thousandths(mw: float) -> int:
    """MW in the unit in which they add up exactly; any finite number has some."""
    return round(mw * 1000) if abs(mw) < LARGE else round(mw) * 1000
