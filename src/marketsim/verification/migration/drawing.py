"""What the net shares of a month draw from each CRR, on top of what earlier months drew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

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


class Standing(NamedTuple):
    """A CRR with the MW (thousandths) that a month's shares are taken of; its id is 0 where it is too small for one."""

    parent: Parent
    mw: Range


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
    for parent, mw in standing_before(parents, former):
        if parent.last < effective:
            continue
        for gainer, share in by_loser.get((parent.owner, parent.season, parent.path.tou), ()):
            back = parent.base is not None and parent.giver == gainer
            if not back and not parent.crr_id:
                continue
            drawn = Drawn(parent.crr_id, parent.owner, gainer)
            if back and parent.base is not None:
                drawn = Drawn(parent.base, gainer, parent.owner)
            amount = share.of(mw).times(-1 if back else 1)
            known = former.get(drawn)
            found[drawn] = Change(drawn, parent, known, (known.mw if known else unseen).plus(amount))
    return found


def standing_before(parents: Iterable[Parent], former: Mapping[Drawn, Former]) -> list[Standing]:
    """What shares are taken of: MW allocated, or received in all, less what earlier months drew from them."""
    listed = {each.crr_id: each for each in parents}
    whole: list[Standing] = []
    for each in listed.values():
        if each.base is None or Drawn(each.base, each.giver or "", each.owner) not in former:
            whole.append(Standing(each, Range.about(Fraction(each.mw))))
    for drawn, known in former.items():
        if (base := listed.get(drawn.parent)) is not None:
            received = replace(
                base, crr_id=known.gained_id or 0, owner=drawn.gainer, base=base.crr_id, giver=drawn.loser
            )
            whole.append(Standing(received, known.mw))
    away: dict[tuple[int, str], Range] = {}
    for drawn, known in former.items():
        key = (drawn.parent, drawn.loser)
        away[key] = away.get(key, NONE).plus(known.mw)
    return [
        Standing(parent, mw.plus(away.get((parent.crr_id, parent.owner), NONE).times(-1)))
        for parent, mw in whole
    ]
