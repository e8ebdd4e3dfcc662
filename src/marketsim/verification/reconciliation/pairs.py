"""Every LSE_LMT has its LMT_CNT: by path, what gainers got is on every day what losers carry the other way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from marketsim.verification.inventory.amounts import Difference, MwByDay, Thousandths, days_text, mw_text
from marketsim.verification.reconciliation.holding import COUNTERFLOW, GAINED, MIGRATED, Holding, Terms
from marketsim.verification.reconciliation.ledger import MOST_IDS, Finding, Ledger
from marketsim.verification.reconciliation.matching import Fault

Path = tuple[str, str, str]
Absent = Mapping[tuple[str, str, str, str], Collection[Thousandths]]
_ALONE = ("lost", "extra")


def gained_path(terms: Terms) -> Path:
    """The path of a pair, as its gainer has it."""
    ends = (terms.source, terms.sink) if terms.crr_type == GAINED else (terms.sink, terms.source)
    return *ends, terms.tou


def apart(rows: Iterable[Holding], adjusted: Sequence[Holding], since: int) -> dict[Path, Difference[Path]]:
    """The paths on which pairs do not cancel, with the first days; what the operator adjusted is taken back."""
    gained: MwByDay[Path] = MwByDay(since)
    against: MwByDay[Path] = MwByDay(since)
    for sign, each in (*((1, row) for row in rows), *((-1, row) for row in adjusted)):
        if each.terms.crr_type in MIGRATED:
            account = gained if each.terms.crr_type == GAINED else against
            account.add(gained_path(each.terms), each.first, each.last, sign * each.mw)
    found: dict[Path, Difference[Path]] = {}
    for difference in sorted(gained.differences(against)):
        found.setdefault(difference.key, difference)
    return found


def judge_pairs(
    old: Sequence[Holding],
    new: Sequence[Holding],
    adjusted: Sequence[Holding],
    since: int,
    faults: Sequence[Fault],
    absent: Absent,
    ledger: Ledger,
) -> list[Fault]:
    """Tell broken pairs; gives back the faults that they do not stand for. Rows lost from a pair are told with it,
    and a pair that is broken by rows with another fault is told by that fault. ``absent``: what OLD migrated and
    does not hold, so that MW which NEW has more of it are no fault of their own.
    """
    before, after = apart(old, adjusted, since), apart(new, adjusted, since)
    paths = {
        gained_path(each.terms) for rows in (old, new) for each in rows if each.terms.crr_type in MIGRATED
    }
    ledger.looked("lmt-pairs", len(paths))
    alone: dict[Path, list[Holding]] = {}
    otherwise: set[Path] = set()
    left: list[Fault] = []
    for fault in faults:
        ours = [each for each in (fault.old, fault.new) if each and each.terms.crr_type in MIGRATED]
        touched = {gained_path(each.terms) for each in ours}
        if (
            fault.respect in _ALONE or _is_absent(fault, absent, before.keys() - after.keys())
        ) and touched & (before.keys() | after.keys()):
            alone.setdefault(touched.pop(), []).append(fault.row)
            continue
        left.append(fault)
        otherwise |= touched
    for path in sorted(before.keys() | after.keys()):
        if path in alone or path in before or path not in otherwise:
            where = "NEW" if path not in before else "OLD" if path not in after else "OLD and NEW"
            ledger.found(_finding(where, after.get(path) or before[path], alone.get(path, ()), old, new))
    return left


def _is_absent(fault: Fault, absent: Absent, paths: Set[Path]) -> bool:
    """Whether NEW has more MW, as many as one CRR that OLD has lost from a pair."""
    if fault.respect != "mw" or fault.old is None or fault.new is None:
        return False
    apart = fault.difference
    more = (apart.found - apart.expected) if apart else (fault.new.mw - fault.old.mw)
    path = gained_path(fault.new.terms)
    return path in paths and more in absent.get((*path, fault.new.terms.crr_type), ())


def _finding(
    where: str,
    difference: Difference[Path],
    rows: Sequence[Holding],
    old: Sequence[Holding],
    new: Sequence[Holding],
) -> Finding:
    source, sink, tou = difference.key
    told = rows or [
        each
        for each in (new if where != "OLD" else old)
        if each.terms.crr_type in MIGRATED and gained_path(each.terms) == difference.key
    ]
    ids = tuple(dict.fromkeys(each.crr_id for each in told))
    finding = Finding(
        "lmt-pairs",
        f"{where}: a migrated pair does not cancel: one of its two sides is lost, or other MW",
        f"{mw_text(difference.expected)} {COUNTERFLOW}, as {GAINED}",
        mw_text(difference.found),
        "bring both sides of the pair over",
        path=f"{source} to {sink}",
        tou=tou,
        days=days_text(difference.first, difference.last),
        ids=ids[:MOST_IDS],
    )
    return replace(finding, owner=told[0].terms.owner) if told else finding
