"""Laws of the CRRs that a load migration made and adjusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from marketsim.verification.inventory.amounts import Thousandths, days_text, mw_text
from marketsim.verification.inventory.lineage import COUNTERFLOW, GAINED
from marketsim.verification.laws import Docket
from marketsim.verification.migration.answers import Row
from marketsim.verification.migration.drawing import Change
from marketsim.verification.migration.parents import Drawn, Parent

LAWS = {GAINED: "gained-mw", COUNTERFLOW: "counterflow-mw"}


class Claim(NamedTuple):
    """Whose rows of a type, drawn from a CRR, tell a change; ``back``: they tell it the other way round."""

    crr_type: str
    owner: str
    parent: int
    back: bool = False


class _Rows:
    """The rows of the results; each tells one change. A counterflow does not say who gained, so amounts decide."""

    def __init__(self, rows: Iterable[Row], claims: Counter[Claim], known: Collection[int]) -> None:
        self._left, self._claims, self._known = list(rows), claims, known

    def take(
        self,
        claim: Claim,
        own_id: int | None,
        bounds: tuple[Thousandths, Thousandths],
        *,
        new: bool,
    ) -> list[Row]:
        """The rows that tell a change: of that id, or all that nobody else claims, or one that fits.

        Of several that fit, one that was made is rather ``new``, one that was adjusted is not.
        """
        found = [each for each in self._left if (each.crr_type, each.owner, each.parent) == claim[:3]]
        if own_id is not None and any(each.crr_id == own_id for each in found):
            found = [each for each in found if each.crr_id == own_id]
        elif (
            own_id is not None or self._claims[claim] + self._claims[claim._replace(back=not claim.back)] > 1
        ):
            found = [each for each in found if each.crr_id not in self._known]
            found = [
                each for each in found if own_id is None or each.initial
            ]  # another's is what is adjusted
            found = [each for each in found if bounds[0] <= each.initial + each.adjusted <= bounds[1]]
            found = sorted(found, key=lambda each: bool(each.initial) != new)[:1]
        self._left = [each for each in self._left if each not in found]
        return found

    def all_of(self, crr_type: str, owner: str, parent: int) -> list[Row]:
        """All rows of a type and owner that are drawn from a CRR."""
        found = [
            each
            for each in self._left
            if (each.crr_type, each.owner, each.parent) == (crr_type, owner, parent)
        ]
        self._left = [each for each in self._left if each not in found]
        return found

    def left(self) -> Sequence[Row]:
        """Rows that tell no change."""
        return self._left


def crrs_follow_shares(
    rows: Iterable[Row],
    changes: Mapping[Drawn, Change],
    parents: Iterable[Parent],
    effective: int,
    docket: Docket,
    viewer: str | None = None,
) -> None:
    """Both CRRs of every pair and parent have the MW, path and days that shares and parents make of them.

    ``viewer``: who sees the rows of its own only.
    """
    by_id = {each.crr_id: each for each in parents}
    rows, changes = _judge_cut(list(rows), changes, by_id, effective, docket, viewer)
    claimed = [claim for each in changes.values() for claim in _claims(each)]
    known = {own_id for _, own_id in claimed if own_id is not None}
    left = _Rows(rows, Counter(claim for claim, _ in claimed), known)
    # Where a counterflow may be of several gainers, those go first whose MW are known best.
    ordered = [change for _, change in sorted(changes.items(), key=_unsure)]
    if viewer is not None:
        ordered = _judge_together(ordered, left, viewer, docket)
    told = [each for change in ordered for each in _told(change, left, whole=viewer is None)]
    for change, claim, forth in told:
        back = _given_back(change, claim.crr_type, forth, left, whole=viewer is None)
        if viewer in (None, claim.owner) or back:
            _judge_mw(claim.crr_type, change, forth, back, docket, whole=viewer is None)
        if viewer is None or change.former is not None:  # a pair of 0 MW stands in no inventory
            _judge_kind(change, forth, docket)
        _judge_days(change, claim.crr_type, [*forth, *back], by_id, effective, docket)
    for row in left.left():
        docket.looked("unexplained-crr")
        if row.initial or row.adjusted:
            found = f"{mw_text(row.initial + row.adjusted)} from CRR {row.parent}"
            meaning = "no load moved from the owner of that CRR, or it does not migrate"
            docket.found("unexplained-crr", str(row), "no such CRR", found, meaning)


def _told(change: Change, left: _Rows, *, whole: bool) -> list[tuple[Change, Claim, list[Row]]]:
    """The rows that tell a change of both CRRs; ``whole``: both are there, and have as many MW."""
    found: list[tuple[Change, Claim, list[Row]]] = []
    bounds: tuple[Thousandths, Thousandths] = change.least_and_most()
    for claim, own_id in _claims(change):
        if not claim.back:
            rows = left.take(claim, own_id, bounds, new=change.former is None)
            found.append((change, claim, rows))
            if whole and bounds[0] <= (moved := _sum(rows)) <= bounds[1]:
                bounds = moved, moved
    return found


def _unsure(item: tuple[Drawn, Change]) -> tuple[int, Drawn]:
    least, most = item[1].least_and_most()
    return most - least, item[0]


def _judge_cut(
    rows: list[Row],
    changes: Mapping[Drawn, Change],
    parents: Mapping[int, Parent],
    effective: int,
    docket: Docket,
    viewer: str | None,
) -> tuple[list[Row], Mapping[Drawn, Change]]:
    """What was drawn from CRRs of whose pairs a trade cut one by date; the rows and changes that are left.

    MW cannot change under an id that has only some of the days, so that new pairs are made in any direction: judged
    is what each owner has more of in the end, gained less counterflow. So it is for one ``viewer`` where there is a
    second pair: nobody sees both sides of it.
    """
    cut = {
        drawn.parent
        for drawn, each in changes.items()
        if each.former and (not each.former.whole or (viewer is not None and each.former.back))
    }
    for parent in sorted(cut):
        group = {drawn: each for drawn, each in changes.items() if drawn.parent == parent}
        told = [row for row in rows if row.parent == parent]
        for owner in sorted({name for drawn in group for name in (drawn.loser, drawn.gainer)}):
            if viewer not in (None, owner):
                continue
            bounds = [
                (low, high) if drawn.gainer == owner else (-high, -low)
                for drawn, (low, high) in ((drawn, each.least_and_most()) for drawn, each in group.items())
                if owner in (drawn.loser, drawn.gainer)
            ]
            least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
            own = [row for row in told if row.owner == owner]
            moved = sum((row.initial + row.adjusted) * (1 if row.crr_type == GAINED else -1) for row in own)
            law = LAWS[GAINED] if any(drawn.gainer == owner for drawn in group) else LAWS[COUNTERFLOW]
            docket.looked(law)
            if not least <= moved <= most:
                expected = mw_text(least) if least == most else f"{mw_text(least)} to {mw_text(most)}"
                where = f"{owner}, net, from CRR {parent}"
                meaning = "MW are not share times parent, rounded over all months"
                docket.found(law, where, expected, mw_text(moved), meaning)
        change = next(iter(group.values()))
        for crr_type in LAWS:
            of_type = [row for row in told if row.crr_type == crr_type]
            _judge_days(change, crr_type, of_type, parents, effective, docket)
    left = [row for row in rows if row.parent not in cut]
    return left, {drawn: each for drawn, each in changes.items() if drawn.parent not in cut}


def _judge_together(changes: Sequence[Change], left: _Rows, viewer: str, docket: Docket) -> list[Change]:
    """Counterflows that one loser has from one CRR for several gainers, as a sum; the changes that are left.

    Who sees rounded figures only cannot tell which of them is for whom.
    """
    own = Counter(each.drawn.parent for each in changes if each.drawn.loser == viewer)
    several = {parent for parent, times in own.items() if times > 1}
    for parent in sorted(several):
        group = [each for each in changes if (each.drawn.loser, each.drawn.parent) == (viewer, parent)]
        bounds = [each.least_and_most() for each in group]
        least = sum(low for low, _ in bounds)
        most = sum(max(high, 0) if low < 0 else high for low, high in bounds)
        moved = _sum(left.all_of(COUNTERFLOW, viewer, parent))
        docket.looked(LAWS[COUNTERFLOW])
        if not least <= moved <= most:
            where = f"{COUNTERFLOW} from CRR {parent}, {viewer} to all"
            expected = f"{mw_text(least)} to {mw_text(most)}"
            meaning = "MW are not share times parent, rounded over all months"
            docket.found(LAWS[COUNTERFLOW], where, expected, mw_text(moved), meaning)
        for source in {parent, *(each.parent.crr_id for each in group)}:
            left.all_of(GAINED, viewer, source)  # given back to it; how much cannot be told apart either
    return [each for each in changes if each.drawn.loser != viewer or each.drawn.parent not in several]


def _given_back(
    change: Change, crr_type: str, forth: Sequence[Row], left: _Rows, *, whole: bool
) -> list[Row]:
    """The rows that tell under new CRRs what the old ones could no longer give back."""
    least, most = change.least_and_most()
    moved = _sum(forth)
    if least <= moved <= most and (least == most if whole else least >= 0):
        return []
    bounds = (moved - most, moved - least) if whole else (min(1, moved - most), moved - least)
    found: list[Row] = []
    for claim, _ in _claims(change):
        if claim.back and claim.crr_type == crr_type:
            found += left.take(claim, None, bounds, new=True)
    return found


def _claims(change: Change) -> list[tuple[Claim, int | None]]:
    """Which rows tell a change, with the id that they have from earlier months."""
    drawn, former = change.drawn, change.former
    found: list[tuple[Claim, int | None]] = [
        (Claim(GAINED, drawn.gainer, drawn.parent), former.gained_id if former else None),
        (Claim(COUNTERFLOW, drawn.loser, drawn.parent), former.counterflow_id if former else None),
    ]
    if (
        former is not None
    ):  # what was sold on went back, or goes back now, as a second pair the other way round
        for source in sorted({drawn.parent, change.parent.crr_id} - {0}):
            found.append((Claim(GAINED, drawn.loser, source, back=True), None))
            found.append((Claim(COUNTERFLOW, drawn.gainer, source, back=True), None))
    return found


def _judge_mw(
    crr_type: str, change: Change, forth: Sequence[Row], back: Sequence[Row], docket: Docket, *, whole: bool
) -> None:
    """What was made and adjusted, less what went back under new CRRs; of a decrease one side may see only a part."""
    docket.looked(LAWS[crr_type])
    moved = _sum(forth) - _sum(back)
    least, most = change.least_and_most()
    if not whole and least < 0:
        most = max(most, 0)
    if not least <= moved <= most:
        drawn = change.drawn
        where = f"{crr_type} from CRR {drawn.parent}, {drawn.loser} to {drawn.gainer}"
        expected = mw_text(least) if least == most else f"{mw_text(least)} to {mw_text(most)}"
        meaning = "MW are not share times parent, rounded over all months"
        docket.found(LAWS[crr_type], where, expected, mw_text(moved), meaning)


def _judge_kind(change: Change, forth: Sequence[Row], docket: Docket) -> None:
    """New CRRs where none of the pair and parent were, else the old ones, adjusted."""
    former = change.former
    least, most = former.mw.rounded() if former else (0, 0)
    if former is not None and former.gained_id is None and least == 0 < most:
        return  # as far as decimals tell, an earlier month may have made one or not
    for row in forth:
        docket.looked("netted")
        if former is None or (most == 0 and former.gained_id is None):
            if row.adjusted:
                found = f"adjusted {mw_text(row.adjusted)}"
                meaning = "no earlier month made a CRR that could be adjusted"
                docket.found("netted", str(row), "a new CRR with initial MW", found, meaning)
            continue
        own = former.gained_id if row.crr_type == GAINED else former.counterflow_id
        if row.initial or (own is not None and own != row.crr_id):
            expected = f"CRR {own or 'of the earlier month'}, adjusted"
            found = f"CRR {row.crr_id}, initial {mw_text(row.initial)}"
            docket.found("netted", str(row), expected, found, "months are netted, no new id is made")


def _judge_days(
    change: Change,
    crr_type: str,
    rows: Sequence[Row],
    parents: Mapping[int, Parent],
    effective: int,
    docket: Docket,
) -> None:
    """With the parent's path or against it; from the effective date, or when the parent begins, to its end."""
    base = parents.get(change.drawn.parent, change.parent)
    path = base.path.back() if crr_type == COUNTERFLOW else base.path
    for row in rows:
        docket.looked("path-and-days")
        begins = max(effective, base.first)
        if row.path != path or row.last != base.last or (row.initial and row.first != begins):
            expected = f"{path}, {days_text(begins, base.last)}"
            found = f"{row.path}, {days_text(row.first, row.last)}"
            docket.found("path-and-days", str(row), expected, found, "it is not what its parent was")


def _sum(rows: Iterable[Row]) -> Thousandths:
    return sum((each.initial + each.adjusted for each in rows), 0)
