"""Which CRR of NEW is which of OLD, without ids in common, and in what respect those that are left differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from marketsim.verification.inventory.amounts import Difference, MwByDay
from marketsim.verification.reconciliation.days import changes_clock
from marketsim.verification.reconciliation.holding import MIGRATED, SELLER, Holding, Terms

Respect = Literal[
    "mw", "dates", "dst-day", "market", "node", "owner", "offer", "kind", "number", "lost", "extra"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Two rows that differ in one respect; one of them is None where there is no other."""

    respect: Respect
    old: Holding | None
    new: Holding | None
    difference: Difference[Terms] | None = None

    @property
    def row(self) -> Holding:
        """The row to tell of: that of NEW where there is one."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(slots=True)
class Matching:
    """The rows that agree, and the faults of the others. ``counted``: both sides tell CRRs apart by ids."""

    since: int
    counted: bool
    pairs: list[tuple[Holding, Holding]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    keys: int = 0

    def match(self, old: Sequence[Holding], new: Sequence[Holding]) -> None:
        """Match all rows; they are unexpired and under the same names."""
        groups: dict[Terms, tuple[list[Holding], list[Holding]]] = {}
        for side, rows in enumerate((old, new)):
            for row in rows:
                pair = groups.get(row.terms)
                if pair is None:
                    pair = groups[row.terms] = ([], [])
                pair[side].append(row)
        self.keys = len(groups)
        lost: list[Holding] = []
        extra: list[Holding] = []
        for terms, (olds, news) in groups.items():
            left = self._same(olds, news)
            left = self._within(terms, *left) if all(left) else left
            lost += left[0]
            extra += left[1]
        self._across(lost, extra)

    def _same(self, olds: list[Holding], news: list[Holding]) -> tuple[list[Holding], list[Holding]]:
        """Without the rows that agree; a start that differs before ``since`` is a fault of dates."""
        if len(olds) == len(news) == 1 and olds[0][4:7] == news[0][4:7]:
            self.pairs.append((olds[0], news[0]))
            return [], []
        for key in (_exactly, self._from_here):
            if not olds or not news:
                break
            agreed, olds, news = _paired(olds, news, key)
            self.pairs += agreed
            if key is not _exactly and self.counted:
                self.faults += [
                    Fault("dates", a, b)
                    for a, b in agreed
                    if a.terms.crr_type not in MIGRATED and a.terms.offer != SELLER and a.first != b.first
                ]
        return olds, news

    def _from_here(self, row: Holding) -> Hashable:
        return row.within(self.since)

    def _within(
        self, terms: Terms, olds: list[Holding], news: list[Holding]
    ) -> tuple[list[Holding], list[Holding]]:
        """Rows of the same terms: MW or days differ."""
        apart = self._apart(terms, olds, news)
        if not apart:
            if self.counted and terms.offer != SELLER and self._numbers_differ(olds, news):
                self.faults.append(Fault("number", olds[0], news[0]))
            return [], []
        if all(changes_clock(day) for each in apart for day in (each.first, each.last)) and all(
            each.last == each.first for each in apart
        ):
            self.faults.append(Fault("dst-day", olds[0], news[0], apart[0]))
            return [], []
        agreed, olds, news = _paired(olds, news, lambda row: (row.first, row.last))
        self.faults += [Fault("mw", a, b) for a, b in agreed]
        if self.counted or len(olds) == len(news):  # else runs of days, which may be parts of several CRRs
            agreed, olds, news = _paired(olds, news, lambda row: row.mw)
            self.faults += [Fault(_of_days(a, b), a, b) for a, b in agreed]
        if olds and news:
            self.faults += [Fault("mw", olds[0], news[0], each) for each in self._apart(terms, olds, news)]
            return [], []
        return olds, news

    def _apart(self, terms: Terms, olds: list[Holding], news: list[Holding]) -> list[Difference[Terms]]:
        accounts: list[MwByDay[Terms]] = []
        for rows in (olds, news):
            account: MwByDay[Terms] = MwByDay(self.since)
            for row in rows:
                account.add(terms, row.first, row.last, row.mw)
            accounts.append(account)
        return list(accounts[0].differences(accounts[1]))

    def _numbers_differ(self, olds: list[Holding], news: list[Holding]) -> bool:
        """Whether on some day there are more or fewer CRRs, MW being the same."""
        numbers: MwByDay[int] = MwByDay(self.since)
        for sign, rows in ((1, olds), (-1, news)):
            for row in rows:
                numbers.add(0, row.first, row.last, sign)
        return bool(numbers.steps(0))

    def _across(self, lost: list[Holding], extra: list[Holding]) -> None:
        """Rows whose terms only one side has: the same in all but one respect."""
        for respect, key in _RESPECTS:
            if not lost or not extra:
                break
            agreed, lost, extra = _paired(lost, extra, key)
            self.faults += [Fault(respect, a, b) for a, b in agreed]
        self.faults += [Fault("lost", each, None) for each in lost]
        self.faults += [Fault("extra", None, each) for each in extra]


def _exactly(row: Holding) -> Hashable:
    return row[4:7]


def _all_but(*members: str) -> Callable[[Holding], Hashable]:
    places = [at for at, name in enumerate(Terms._fields) if name not in members]

    def key(row: Holding) -> Hashable:
        return tuple(row.terms[at] for at in places), row.first, row.last, row.mw

    return key


_RESPECTS: tuple[tuple[Respect, Callable[[Holding], Hashable]], ...] = (
    ("market", _all_but("market", "category")),
    ("node", _all_but("source")),
    ("node", _all_but("sink")),
    ("owner", _all_but("owner")),
    ("offer", _all_but("offer", "crr_type", "category", "market")),
    ("kind", _all_but("crr_type", "category", "market")),
    ("kind", _all_but("tou")),
    ("kind", _all_but("hedge")),
)


def _paired(
    olds: list[Holding], news: list[Holding], key: Callable[[Holding], Hashable]
) -> tuple[list[tuple[Holding, Holding]], list[Holding], list[Holding]]:
    """Pairs with equal keys, in order, and what is left of both."""
    waiting: dict[Hashable, list[Holding]] = {}
    for row in reversed(news):
        waiting.setdefault(key(row), []).append(row)
    agreed: list[tuple[Holding, Holding]] = []
    left: list[Holding] = []
    for row in olds:
        found = waiting.get(key(row))
        if found:
            agreed.append((row, found.pop()))
        else:
            left.append(row)
    if not agreed:
        return agreed, olds, news
    taken = Counter(id(pair[1]) for pair in agreed)
    return agreed, left, [row for row in news if not taken[id(row)]]


def _of_days(old: Holding, new: Holding) -> Respect:
    """Whether only days on which the clocks change got lost or were added."""
    edges = ((old.first, new.first), (old.last, new.last))
    moved = [(min(pair), max(pair)) for pair in edges if pair[0] != pair[1]]
    lost = [high if pair == 1 else low for pair, (low, high) in enumerate(_ordered(edges)) if low != high]
    near = all(high - low == 1 for low, high in moved)
    return "dst-day" if near and all(changes_clock(day) for day in lost) else "dates"


def _ordered(edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(min(pair), max(pair)) for pair in edges]
