"""What the net shares of a month draw from each CRR, on top of what earlier months drew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from marketsim.verification.inventory.amounts import Thousandths
from marketsim.verification.migration.parents import Drawn, Former, Parent
from marketsim.verification.migration.shares import NONE, Pair, Range


class Change(NamedTuple):
    """What a month changes about the MW drawn from a CRR, cumulative and unrounded, in thousandths of a MW."""

    drawn: Drawn
    parent: Parent  # the CRR itself, or what was received from it where that goes back
    former: Former | None
    mw: Range

    def least_and_most(self) -> tuple[int, int]:
        """The change of the rounded cumulative figures, between two bounds."""
        before = (self.former.mw if self.former else NONE).rounded()
        after = self.mw.rounded()
        return after[0] - before[1], after[1] - before[0]


def drawn_by(
    shares: Mapping[Pair, Range],
    parents: Iterable[Parent],
    former: Mapping[Drawn, Former],
    effective: int,
    unseen: Range = NONE,
) -> dict[Drawn, Change]:
    """All that the shares draw from CRRs in force on or after the effective day.

    A CRR migrates with the share that its owner loses in its season and time of use. What its owner once received
    from the LSE that gains now is netted: less is drawn from the CRR it came of, and nothing from what was received.
    ``unseen``: what earlier months may have drawn where ``former`` tells nothing.
    """
    found: dict[Drawn, Change] = {}
    by_loser: dict[tuple[str, int, str], list[tuple[str, Range]]] = {}
    for pair, share in shares.items():
        by_loser.setdefault((pair.loser, pair.season, pair.tou), []).append((pair.gainer, share))
    for parent in parents:
        if parent.last < effective:
            continue
        for gainer, share in by_loser.get((parent.owner, parent.season, parent.path.tou), ()):
            back = parent.base is not None and parent.giver == gainer
            drawn = Drawn(parent.crr_id, parent.owner, gainer)
            if back and parent.base is not None:
                drawn = Drawn(parent.base, gainer, parent.owner)
            amount = share.times(_migrating(parent, former)).times(-1 if back else 1)
            known = former.get(drawn)
            found[drawn] = Change(drawn, parent, known, (known.mw if known else unseen).plus(amount))
    return found


def _migrating(parent: Parent, former: Mapping[Drawn, Former]) -> Thousandths:
    """The MW that a CRR migrates with: what was allocated, or what was received up to now."""
    if parent.base is not None and parent.giver is not None:
        received = former.get(Drawn(parent.base, parent.giver, parent.owner))
        if received is not None:
            return round((received.mw.low + received.mw.high) / 2)
    return parent.mw
