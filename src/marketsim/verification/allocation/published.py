"""The published files of an allocation: rounded as the rule says, public what the private files add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from marketsim.verification.allocation.hubs import OFFSET
from marketsim.verification.allocation.subject import Allocation
from marketsim.verification.checks.published import (
    Rows,
    compared_rows,
    constraint_rows,
    public_private,
    rows_of,
)
from marketsim.verification.folder.published import ALLOCATED, GROUPED, OWN
from marketsim.verification.report import Finding
from marketsim.verification.rounding import millionths, published_mw, published_mws

SAME = ("Period", "TOU", "AssetOwner", "CrrType", "HedgeType", "Source", "Sink")
PATH = ("Period", "TOU", "Source", "Sink", "HedgeType")
CONSTRAINT = ("Period", "TOU", "ConstraintType", "ConstraintName", "Contingency", "Direction")


def public_is_sum_of_private(subject: Allocation) -> Iterator[Finding]:
    """Each award above 0 stands once in its owner's private file and once in the public one."""
    if subject.published is not None:
        yield from public_private(subject.published, subject.name, SAME, ("MW",), (ALLOCATED, OWN))


def rounded_as_ruled(subject: Allocation) -> Iterator[Finding]:
    """Published awards and binding constraints are the unrounded ones, rounded; offsets of hubs are judged apart."""
    published, results = subject.published, subject.allocated.results
    if published is None or not results.exact:
        return
    private, public = _expected(subject)
    if published.private:
        found: Rows = Counter()
        for table in published.private.values():
            found.update(_without_offsets(rows_of(table, SAME, ("NominatedMW", "MW"))))
        yield from compared_rows(OWN, private, found)
    if published.public is not None:
        listed = _without_offsets(rows_of(published.public, SAME, ("MW",)))
        yield from compared_rows(ALLOCATED, public, Counter({row: n for row, n in listed.items() if row[-1]}))
    if published.binding is not None:
        rows = constraint_rows(results.binding.items())
        expected: Rows = Counter(row[:-1] for row in rows)  # an allocation has no prices to publish
        told = rows_of(published.binding, CONSTRAINT, ("Limit", "Flow"))
        yield from compared_rows("BINDING_CONSTRAINT", expected, told)


def _without_offsets(rows: Rows) -> Rows:
    return Counter({row: n for row, n in rows.items() if row[SAME.index("CrrType")] != OFFSET})


def _expected(subject: Allocation) -> tuple[Rows, Rows]:
    """The private rows of all owners, and the public ones, that the unrounded results make."""
    nominations, mw = subject.allocated.made, subject.allocated.made_mw
    private: Rows = Counter()
    public: Rows = Counter()
    rows = zip(
        nominations.period, nominations.tou, nominations.owner, nominations.crr_type, ["OBL"] * len(nominations),
        nominations.source, nominations.sink, millionths(nominations.mw), published_mws(np.nan_to_num(mw)),
        np.isnan(mw).tolist(), strict=True,
    )  # fmt: skip
    for *same, nominated, awarded, unknown in rows:
        if not unknown:
            private[(*same, nominated, awarded)] += 1
            if awarded:
                public[(*same, awarded)] += 1
    return private, public


def grouped_base_loading(subject: Allocation) -> Iterator[Finding]:
    """GROUPED_BASE_LOADING has the base loading by path, period, time of use and hedge type."""
    if subject.published is None or subject.published.grouped is None:
        return
    expected: dict[tuple[str, ...], Decimal] = {}
    for product, fixed in subject.allocated.market.fixed.items():
        rows = zip(fixed.source, fixed.sink, fixed.option.tolist(), fixed.mw.tolist(), strict=True)
        for source, sink, option, mw in rows:
            key = (*product, source, sink, "OPT" if option else "OBL")
            expected[key] = expected.get(key, Decimal(0)) + Decimal(repr(mw))
    table = subject.published.grouped
    found: dict[tuple[str, ...], Decimal] = {}
    keys = zip(*(table.text(each) for each in PATH), strict=True)
    for path, mw in zip(keys, table.numbers("MW").tolist(), strict=True):
        found[path] = found.get(path, Decimal(0)) + Decimal(repr(mw))
    for each in sorted(expected.keys() | found.keys()):
        want, have = (published_mw(float(side.get(each, 0))) for side in (expected, found))
        if want != have:
            where = f"{GROUPED}, {' '.join(each)}"
            meaning = "others plan with base loading that is not that of the allocation"
            yield Finding("grouped-base-loading", where, f"{want} MW", f"{have} MW", meaning)
