"""CRRs that load draws along, and what earlier months drew, as rows of inventories tell them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from marketsim.verification.inventory.amounts import MwByDay, Thousandths, thousandths
from marketsim.verification.inventory.lineage import COUNTERFLOW, GAINED, MIGRATED, TRADED, Lineage
from marketsim.verification.inventory.segment import Path, Segment, period_days, read_inventory
from marketsim.verification.migration.shares import Range
from marketsim.verification.report import Unreadable

SEASONAL = "ALLOC_AN_"  # annual allocations, whose seasonal and long-term tiers migrate
HALF = Fraction(1, 2)
UNSEEN = Range(Fraction(0), HALF)  # of what is rounded to 0 no CRR is made, so that no inventory tells it


@dataclass(frozen=True, slots=True)
class Parent:
    """A CRR that migrates: thousandths of a MW allocated to its owner, whoever holds them now.

    ``base`` and ``giver``: of what was received in a migration, the CRR it was drawn from and that one's owner.
    """

    crr_id: int
    owner: str
    path: Path
    season: int
    first: int
    last: int
    mw: Thousandths
    base: int | None = None
    giver: str | None = None


class Drawn(NamedTuple):
    """From which CRR load drew MW, and from whom to whom."""

    parent: int
    loser: str
    gainer: str


class Former(NamedTuple):
    """What earlier months drew in all: thousandths of a MW, unrounded; the two CRRs that tell it.

    ``whole``: neither CRR was cut by date since, so that its MW may change for all the days to come; ``back``: some of
    the MW went back under a second pair, the other way round.
    """

    mw: Range
    gained_id: int | None = None
    counterflow_id: int | None = None
    whole: bool = True
    back: bool = False


def parents_of(
    rows: Iterable[Mapping[str, Any]], effective: date, known: Iterable[Mapping[str, Any]] = ()
) -> list[Parent]:
    """The CRRs in an inventory of all owners that migrate with load from the effective date on.

    Obligations of annual allocations (LSE), and what was received in earlier migrations (LSE_LMT). Their MW are
    counted over everything that they were cut, sold and traded into; ``known``: rows of earlier inventories, which
    tell parents that have no row any more. What was resold as a whole between two inventories is lost to them; the
    parents that a month before had (``Migrated.parents``) are not. Raises Unreadable.
    """
    lineage = Lineage()
    lineage.see(read_inventory(known, "the earlier inventory"))
    segments = read_inventory(rows)
    lineage.see(segments)
    families: dict[int, list[Segment]] = defaultdict(list)
    for row in segments:
        if row.crr_type in ("LSE", GAINED) and row.last >= effective.toordinal():
            families[_head(row, lineage)].append(row)
    found = [_parent(crr_id, family, lineage, effective) for crr_id, family in families.items()]
    return sorted((each for each in found if each is not None), key=lambda each: each.crr_id)


def parents_awarded(rows: Iterable[Mapping[str, Any]]) -> list[Parent]:
    """The CRRs that migrate, as rows of PRIVATE_ALLOCATION_RESULT of seasonal tiers tell them. Raises Unreadable.

    Better than an inventory where much was traded since; a long-term tier's CRRs of later years are not told there.
    """
    found: list[Parent] = []
    for at, row in enumerate(rows, start=1):
        days = period_days(str(row["Period"]))
        if days is None or row.get("CrrId") is None:
            told = f"period {row['Period']}, CRR {row.get('CrrId')}"
            raise Unreadable("the allocation", at, "a season and a CRR", told[:60], "download it again")
        if (
            row["CrrType"] == "LSE"
            and str(row["MarketName"]).startswith(SEASONAL)
            and (mw := thousandths(row["MW"]))
        ):
            path = Path(row["Source"], row["Sink"], row["TOU"], row["HedgeType"])
            season = (date.fromordinal(days[0]).month - 1) // 3 + 1
            found.append(Parent(int(row["CrrId"]), row["AssetOwner"], path, season, *days, mw))
    return found


def former_of(
    rows: Iterable[Mapping[str, Any]], effective: date, known: Iterable[Mapping[str, Any]] = ()
) -> dict[Drawn, Former]:
    """What earlier months drew, as the inventory before a market tells it: rounded, so by half a thousandth unsure.

    ``known``: see ``parents_of``. Raises Unreadable.
    """
    listed = list(rows)
    segments = read_inventory(listed)
    found: dict[Drawn, Former] = {}
    for each in parents_of(listed, effective, known):
        if each.base is None or each.giver is None:
            continue
        counterflows = [
            row
            for row in segments
            if (row.crr_type, row.parent, row.owner, row.path)
            == (COUNTERFLOW, each.base, each.giver, each.path.back())
        ]
        against = {row.crr_id for row in counterflows}  # of several gainers nobody can tell whose it is
        returned = [
            row.mw
            for row in segments
            if (row.crr_type, row.parent, row.owner, row.last)
            == (COUNTERFLOW, each.base, each.owner, each.last)
        ]  # under a second pair, the other way round
        only = next(iter(against)) if len(against) == 1 else None
        drawn, mw = Drawn(each.base, each.giver, each.owner), Fraction(each.mw)
        whole = _whole(drawn, each.crr_id, segments)
        first = found.get(drawn)  # of a pair whose CRRs were cut by date there may be a second
        if first is None:
            mw_left = Range.about(mw - sum(returned), HALF)
            found[drawn] = Former(mw_left, each.crr_id, only, whole, back=bool(returned))
        else:
            found[drawn] = first._replace(mw=first.mw.plus(Range.about(mw)), whole=False)
    return found


def cut_since(former: Mapping[Drawn, Former], rows: Iterable[Mapping[str, Any]]) -> dict[Drawn, Former]:
    """What earlier months drew (``Migrated.former``), and by the inventory since, which CRRs trades cut by date.

    Raises Unreadable.
    """
    segments = read_inventory(rows)
    return {
        drawn: each._replace(
            whole=each.whole and (each.gained_id is None or _whole(drawn, each.gained_id, segments))
        )
        for drawn, each in former.items()
    }


def _whole(drawn: Drawn, gained_id: int, rows: Collection[Segment]) -> bool:
    """Whether neither what was gained nor a counterflow to it was cut by date; what is over was."""
    counterflows = {
        row.crr_id
        for row in rows
        if (row.crr_type, row.parent, row.owner) == (COUNTERFLOW, drawn.parent, drawn.loser)
    }
    sides = [[row for row in rows if row.crr_id == crr_id] for crr_id in (gained_id, *(counterflows or {0}))]
    return all(own and not any(_cut_off(row, own[-1]) for row in rows) for own in sides)


def _cut_off(row: Segment, of: Segment) -> bool:
    """Whether a row is of days that were cut off another one."""
    same = (row.parent, row.owner, row.crr_type, row.category) == (
        of.crr_id, of.owner, of.crr_type, of.category,
    )  # fmt: skip
    return same and (row.last < of.first or of.last < row.first)


def _head(row: Segment, lineage: Lineage) -> int:
    """The CRR that a row is a part of, as far up as rows tell; it may be one that no longer has a row itself."""
    seen = {row.crr_id}
    while row.parent is not None and row.parent not in seen:
        if row.parent not in lineage.rows:
            return row.crr_id if row.category == MIGRATED else row.parent
        if not lineage.carries_on(row):
            break
        row = lineage.rows[row.parent]
        seen.add(row.crr_id)
    return row.crr_id


def _parent(crr_id: int, family: list[Segment], lineage: Lineage, effective: date) -> Parent | None:
    """A family as the one CRR it was; None where it does not migrate, or nobody can tell who is liable for it.

    What was allocated counts as it is on its first day from the effective date on (the ISO may have adjusted a part
    of its days); what was received, as its newest part has it.
    """
    head = lineage.rows.get(crr_id) or next((row for row in family if row.category != TRADED), None)
    account: MwByDay[int] = MwByDay()
    for row in family:
        account.add(0, row.first, row.last, row.mw)
    last = max(row.last for row in family)
    if head is None:
        return None
    days, first = period_days(head.period), min(row.first for row in family)
    mw = account.on(0, max(first, effective.toordinal()) if head.crr_type == "LSE" else last)
    if not mw:
        return None
    season = (date.fromordinal(days[0] if days else first).month - 1) // 3 + 1
    common = (crr_id, head.owner, head.path, season, first, last, mw)
    if head.crr_type == "LSE":
        return Parent(*common) if head.market.startswith(SEASONAL) else None
    base = lineage.rows.get(head.parent) if head.parent is not None and head.category == MIGRATED else None
    if base is None or base.owner == head.owner:  # what went back to its owner is no further right
        return None
    return Parent(*common, base.crr_id, base.owner)
