"""MW over time: stretches of equal MW in thousandths, one after the other without a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

A_SECOND = timedelta(seconds=1)


class Step(NamedTuple):
    """MW in thousandths from ``start`` to the second ``end``."""

    start: datetime
    end: datetime
    mw: int


def changed(steps: Sequence[Step], start: datetime, end: datetime, by: int) -> list[Step]:
    """The same with ``by`` more from ``start`` to ``end``; raises ValueError where they don't have all those dates."""
    if not steps or start < steps[0].start or end > steps[-1].end:
        raise ValueError("it does not have all of the dates")
    found: list[Step] = []
    for each in steps:
        if each.end < start or each.start > end:
            found.append(each)
            continue
        if each.start < start:
            found.append(Step(each.start, start - A_SECOND, each.mw))
        found.append(Step(max(each.start, start), min(each.end, end), each.mw + by))
        if each.end > end:
            found.append(Step(end + A_SECOND, each.end, each.mw))
    return found


def stretches(steps: Iterable[Step]) -> list[Step]:
    """Those with MW, neighbours of equal MW as one."""
    found: list[Step] = []
    for each in steps:
        if not each.mw:
            continue
        if found and found[-1].mw == each.mw and found[-1].end + A_SECOND == each.start:
            found[-1] = Step(found[-1].start, each.end, each.mw)
        else:
            found.append(each)
    return found


def total(several: Iterable[Iterable[Step]]) -> list[Step]:
    """What they have together at every time, as stretches."""
    rises: defaultdict[datetime, int] = defaultdict(int)
    for steps in several:
        for each in steps:
            rises[each.start] += each.mw
            rises[each.end + A_SECOND] -= each.mw
    times = sorted(rises)
    found, mw = [], 0
    for begin, following in pairwise(times):
        mw += rises[begin]
        found.append(Step(begin, following - A_SECOND, mw))
    return stretches(found)
