"""From shares of load to MW of CRRs: each right of the loser moves by the share of load lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from marketsim.system.migration.inputs import MigrationInputs, Parent
from marketsim.system.migration.percentages import Share

STEPS = 1000  # of 0.001 MW


@dataclass(frozen=True, slots=True)
class Move:
    """What one market changes between two owners on one right; exact MW.

    ``parent`` is the right (of ``from_owner``) whose MW move; ``before`` and ``after`` are what has moved of it to
    ``to_owner`` until then and in all, never below 0. ``after`` is smaller where load came back.
    """

    parent_crr_id: int
    from_owner: str
    to_owner: str
    before: Fraction
    after: Fraction

    @property
    def steps(self) -> int:
        """The change of what is held, in steps of 0.001 MW: the difference of both, each rounded half-even."""
        return in_steps(self.after) - in_steps(self.before)


def in_steps(mw: Fraction) -> int:
    """MW rounded half-even to steps of 0.001 MW."""
    return round(mw * STEPS)


def moves(inputs: MigrationInputs, shares: Iterable[Share]) -> list[Move]:
    """Every right of a losing LSE moves by the LSE's share; in order of parent, loser and gainer.

    A right's MW are what was allocated (or received from another LSE) less what has moved away from it in earlier
    markets; all shares of one market are taken of these same MW. What goes to the LSE that it was received from is
    taken off what was received (one pair of CRRs for both ways); everything else is added to what has moved from the
    right to that LSE.
    """
    owners = dict(inputs.owners)
    former = {
        (each.parent_crr_id, each.from_owner, each.to_owner): Fraction(each.mw) for each in inputs.migrated
    }
    gone: defaultdict[tuple[int, str], Fraction] = defaultdict(Fraction)
    for (parent, loser, _), mw in former.items():
        gone[parent, loser] += mw
    changes: defaultdict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
    for share in shares:
        loser, gainer = owners[share.from_lse], owners[share.to_lse]
        for right in _rights(inputs, loser, share):
            left = Fraction(right.mw)
            left -= gone[right.crr_id, loser] if right.crr_id is not None else 0
            if right.giver == gainer and right.base is not None:
                changes[right.base, gainer, loser] -= share.share * left
            elif right.crr_id is not None:
                changes[right.crr_id, loser, gainer] += share.share * left
    return [
        Move(*key, before=former.get(key, Fraction(0)), after=former.get(key, Fraction(0)) + changes[key])
        for key in sorted(changes)
        if changes[key]
    ]


def _rights(inputs: MigrationInputs, owner: str, share: Share) -> Iterable[Parent]:
    return (
        each
        for each in inputs.parents
        if (each.owner, each.season, each.tou) == (owner, share.season, share.tou)
    )
