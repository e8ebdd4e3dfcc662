"""What a reconciliation says: findings by check, what is explained, and what nobody could tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from marketsim.verification.inventory.amounts import mw_text
from marketsim.verification.reconciliation.holding import Holding

CHECKS = (
    "counts", "mw", "lmt-pairs", "netting", "market-names", "names-unmapped", "nodes-retired", "expired", "owners",
    "dates", "dst-day", "roles", "offer-type", "parents", "sell-offers", "mapping-reports",
)  # fmt: skip
MOST_FINDINGS = 20
MOST_IDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: what, what was expected and found, what to do, and where.

    ``ids``: some of the CRRs (or rows) it is about; ``count``: how many things it stands for.
    """

    check: str
    what: str
    expected: str
    found: str
    fix: str
    owner: str = ""
    path: str = ""
    tou: str = ""
    period: str = ""
    days: str = ""
    ids: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference that has a reason: how many CRRs it is, and why."""

    what: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The verdict on OLD and NEW. ``judged``: by check, how many things it looked at."""

    counts: Mapping[str, Any]
    mw: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]
    explained: tuple[Explained, ...]
    not_checkable: tuple[str, ...]
    judged: Mapping[str, int]
    totals: Mapping[str, int]

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def checks(self) -> frozenset[str]:
        """The checks that found something."""
        return frozenset(each.check for each in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Plain data: ``{counts, mw, findings, explained, not_checkable, judged}``."""
        return {
            "counts": dict(self.counts),
            "mw": [dict(each) for each in self.mw],
            "findings": [asdict(each) | {"ids": list(each.ids)} for each in self.findings],
            "explained": [asdict(each) for each in self.explained],
            "not_checkable": list(self.not_checkable),
            "judged": dict(self.judged),
        }


class Ledger:
    """What the checks say while they judge."""

    def __init__(self) -> None:
        self._findings: dict[str, list[Finding]] = {}
        self._explained: dict[tuple[str, str], int] = {}
        self._untold: dict[str, None] = {}
        self.judged: dict[str, int] = {}

    def looked(self, check: str, times: int = 1) -> None:
        """A check has looked at so many things."""
        if times:
            self.judged[check] = self.judged.get(check, 0) + times

    def found(self, finding: Finding) -> None:
        """Something does not hold."""
        self._findings.setdefault(finding.check, []).append(finding)

    def explain(self, what: str, reason: str, count: int = 1) -> None:
        """A difference has a reason."""
        if count:
            key = what, reason
            self._explained[key] = self._explained.get(key, 0) + count

    def untold(self, what: str) -> None:
        """Something that neither side tells."""
        self._untold[what] = None

    def findings(self) -> tuple[Finding, ...]:
        """The findings by check, of each no more than anybody reads; the last tells how many more there are."""
        told: list[Finding] = []
        for check in CHECKS:
            group = self._findings.get(check, [])
            told += group[:MOST_FINDINGS]
            if left := group[MOST_FINDINGS:]:
                total = sum(each.count for each in left)
                told[-1] = replace(told[-1], what=f"{told[-1].what} (and {total:,} more)")
        return tuple(told)

    def totals(self) -> dict[str, int]:
        """By check, how many things its findings stand for."""
        return {check: sum(each.count for each in group) for check, group in self._findings.items()}

    def explained(self) -> tuple[Explained, ...]:
        """The differences that have a reason."""
        return tuple(Explained(*key, count) for key, count in self._explained.items())

    def not_checkable(self) -> tuple[str, ...]:
        """What neither side tells."""
        return tuple(self._untold)


def of_row(
    check: str, row: Holding, what: str, expected: str, found: str, fix: str, count: int = 1
) -> Finding:
    """A finding about one row."""
    terms = row.terms
    return Finding(
        check, what, expected, found, fix, terms.owner, terms.path, terms.tou, row.period, row.days,
        (row.crr_id,), count,
    )  # fmt: skip


def of_rows(check: str, rows: list[Holding], what: str, expected: str, found: str, fix: str) -> Finding:
    """A finding about rows that are wrong in the same way; it tells the first of them."""
    ids = tuple(dict.fromkeys(each.crr_id for each in rows))
    more = f" (and {len(ids) - MOST_IDS:,} more)" if len(ids) > MOST_IDS else ""
    one = of_row(check, rows[0], what + more, expected, found, fix, len(rows))
    same = {each.terms.path for each in rows} == {rows[0].terms.path}
    owners = {each.terms.owner for each in rows} == {rows[0].terms.owner}
    return replace(
        one,
        ids=ids[:MOST_IDS],
        path=one.path if same else "",
        owner=one.owner if owners else "",
        days=one.days if len(rows) == 1 else "",
    )


def amount(rows: Iterable[Holding]) -> str:
    """The MW of rows, for a finding."""
    return mw_text(sum((each.mw for each in rows), 0))
