"""Faults of matching as findings: each by the check that names it, equal ones as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from marketsim.verification.inventory.amounts import days_text, mw_text
from marketsim.verification.reconciliation.holding import MIGRATED, SELLER, Holding
from marketsim.verification.reconciliation.ledger import Finding, Ledger, amount, of_row, of_rows
from marketsim.verification.reconciliation.matching import Fault
from marketsim.verification.reconciliation.naming import is_new_name

MOST_ROWS = 100  # of one id, to look for twins in
LOOK = "look both CRRs up, and find the step that changed it"


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes findings of faults. ``counted``: CRRs are told apart by ids on both sides; ``owners``: names that the
    participants have in the new system; ``ids``: rows of NEW by id, to see one that stands twice.
    """

    ledger: Ledger
    counted: bool
    owners: Collection[str]
    in_flight: Collection[str]
    ids: dict[str, list[Holding]]

    def tell(self, faults: Iterable[Fault]) -> None:
        """All of them."""
        grouped: dict[tuple[str, str, str], list[Fault]] = {}
        for each in faults:
            how = _ALONE.get(each.respect)
            if how is not None:
                self.ledger.found(how(each))
            elif each.respect == "lost":
                self._lost(each.row)
            elif each.respect == "extra":
                self._extra(each.row)
            else:
                grouped.setdefault((each.respect, *_differ(each)), []).append(each)
        for (respect, expected, found), group in grouped.items():
            self.ledger.found(_TOGETHER[respect](group, expected, found))

    def _lost(self, row: Holding) -> None:
        if row.terms.offer == SELLER:
            what, fix = "an awarded sell offer is not told", "add its SELLER row"
            self.ledger.found(of_row("sell-offers", row, what, f"{amount([row])} SELLER", "no such row", fix))
            return
        check = "counts" if self.counted else "mw"
        expected, fix = f"{amount([row])} {_kind(row)}", "bring it over, or explain it"
        self.ledger.found(of_row(check, row, "lost: OLD has it, NEW has not", expected, "no CRR", fix))

    def _extra(self, row: Holding) -> None:
        twin = next((each for each in self.ids.get(row.crr_id, [])[:MOST_ROWS] if _overlaps(each, row)), None)
        found = f"{amount([row])} {_kind(row)}"
        if row.terms.market in self.in_flight:
            reason = f"market {row.terms.market} was in flight: its results came after the extract"
            self.ledger.explain("CRRs that OLD has not", reason)
        elif row.terms.offer == SELLER:
            what, fix = "a sale that OLD does not tell", "remove the row, or complete sales.csv"
            self.ledger.found(of_row("sell-offers", row, what, "no SELLER row", found, fix))
        elif twin is not None:
            what, fix = "the same CRR twice on the same days", "keep one of the rows"
            self.ledger.found(of_row("mw", row, what, f"{amount([row])} once", "twice", fix))
        elif self.owners and row.terms.owner not in self.owners:
            what, fix = "an owner that OLD does not know", "correct the owner, or add it to the name map"
            expected = "an owner of participants.csv"
            self.ledger.found(of_row("owners", row, what, expected, row.terms.owner, fix))
        else:
            check = "counts" if self.counted else "mw"
            what, fix = "NEW has it, OLD has not", "remove it, or explain where it came from"
            self.ledger.found(of_row(check, row, what, "no CRR", found, fix))


def _overlaps(one: Holding, other: Holding) -> bool:
    return one is not other and one.first <= other.last and other.first <= one.last


def _kind(row: Holding) -> str:
    terms = row.terms
    return f"{terms.hedge} {terms.crr_type} of {terms.market or 'no market'}".replace("  ", " ")


def _pair(fault: Fault) -> tuple[Holding, Holding]:
    assert fault.old is not None and fault.new is not None
    return fault.old, fault.new


def _both(fault: Fault, check: str, what: str, expected: str, found: str) -> Finding:
    old, new = _pair(fault)
    return replace(of_row(check, new, what, expected, found, LOOK), ids=(old.crr_id, new.crr_id))


def _mw(fault: Fault) -> Finding:
    old, new = _pair(fault)
    apart = fault.difference
    expected, found = (apart.expected, apart.found) if apart else (old.mw, new.mw)
    check = "sell-offers" if new.terms.offer == SELLER else "mw"
    finding = _both(fault, check, "other MW", mw_text(expected), mw_text(found))
    return replace(finding, days=days_text(apart.first, apart.last)) if apart else finding


def _dates(fault: Fault) -> Finding:
    old, new = _pair(fault)
    return _both(fault, "dates", "other days", old.days, new.days)


def _clock(fault: Fault) -> Finding:
    old, new = _pair(fault)
    if fault.difference is not None:
        apart = fault.difference
        what = f"the day of the clock change {days_text(apart.first, apart.last)} counts otherwise"
        return _both(fault, "dst-day", what, mw_text(apart.expected), mw_text(apart.found))
    what = "other days: a day on which the clocks change is lost, or too many"
    return _both(fault, "dst-day", what, old.days, new.days)


def _number(fault: Fault) -> Finding:
    _, new = _pair(fault)
    if new.terms.crr_type in MIGRATED:
        what = "migrated CRRs of the same LSEs and parent are not one, though their MW agree"
        return _both(fault, "netting", what, "one CRR a gainer, loser and parent", "another number")
    what = "the MW agree, but are spread over another number of CRRs"
    return _both(fault, "counts", what, "as many CRRs as OLD has", "more or fewer")


def _market(group: list[Fault], expected: str, found: str) -> Finding:
    rows = [_pair(each)[1] for each in group]
    old = {_pair(each)[0].was for each in group}
    told = f"{expected} (of {', '.join(sorted(old))[:120]})" if any(old) else expected
    if not is_new_name(rows[0].terms.market):
        what, fix = "a name that the new system has not", "add it to the name map, and convert again"
        return of_rows("names-unmapped", rows, what, told, found, fix)
    return of_rows("market-names", rows, "another market's name", told, found, "correct the market name")


def _node(group: list[Fault], expected: str, found: str) -> Finding:
    rows = [_pair(each)[1] for each in group]
    what, fix = "sits at another source or sink", "take the node that the replacement list names"
    return of_rows("nodes-retired", rows, what, expected, found, fix)


def _owner(group: list[Fault], expected: str, found: str) -> Finding:
    rows = [_pair(each)[1] for each in group]
    fix = "give it back to its owner, or add the new name to participants.csv or --name-map"
    return of_rows("owners", rows, "another owner", expected, found, fix)


def _offer(group: list[Fault], expected: str, found: str) -> Finding:
    rows = [_pair(each)[1] for each in group]
    return of_rows(
        "offer-type", rows, "another offer type", expected, found, "OWNER is held, SELLER was sold"
    )


def _other(group: list[Fault], expected: str, found: str) -> Finding:
    rows = [_pair(each)[1] for each in group]
    return of_rows(
        "mw", rows, "the MW are of another kind", expected, found, "correct TOU, hedge or CRR type"
    )


def _differ(fault: Fault) -> tuple[str, str]:
    """In words, wherein the terms of a pair differ."""
    old, new = _pair(fault)
    names = [name for name in old.terms._fields if getattr(old.terms, name) != getattr(new.terms, name)]
    if fault.respect == "market" and "market" in names:
        names = ["market"]
    told = [[str(getattr(each.terms, name) or "none") for name in names] for each in (old, new)]
    return " ".join(told[0]), " ".join(told[1])


_ALONE: dict[str, Callable[[Fault], Finding]] = {
    "mw": _mw, "dates": _dates, "dst-day": _clock, "number": _number,
}  # fmt: skip
_TOGETHER: dict[str, Callable[[list[Fault], str, str], Finding]] = {
    "market": _market, "node": _node, "owner": _owner, "offer": _offer, "kind": _other,
}  # fmt: skip
