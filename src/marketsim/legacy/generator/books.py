"""The books that history is written into: a story's rows at first apart, so that it can be left out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from marketsim.legacy.history import Stretch, stretches, unexpired
from marketsim.legacy.records import Adjustment, Award, Conversion, Migration, Sale, Trade


@dataclass(slots=True)
class Rows:
    """Rows by table."""

    awards: list[Award] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    migrations: list[Migration] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)

    def take(self, other: Rows) -> None:
        """Append another's rows."""
        for each in fields(self):
            getattr(self, each.name).extend(getattr(other, each.name))


@dataclass(slots=True)
class Right:
    """A CRR of a story, with what has changed its MW so far, and since when it is there."""

    crr_id: int
    owner: str
    source: str
    sink: str
    tou: str
    made: Stretch
    since: datetime
    changes: list[Stretch] = field(default_factory=list)

    def free(self, start: datetime, end: datetime) -> int:
        """The MW (thousandths) that it has on every day of these."""
        parts = stretches(self.made, self.changes)
        return min(each.mw for each in parts if each.start <= end and each.end >= start)

    def change(self, start: datetime, end: datetime, mw: int) -> None:
        """Add MW on these days, below 0 take off."""
        self.changes.append(Stretch(start, end, mw))


@dataclass(slots=True)
class Ids:
    """The numbers given last: CRRs, and the old system's own records."""

    crr: int = 100_000
    record: int = 0

    def next_crr(self) -> int:
        """A CRR id."""
        self.crr += 1
        return self.crr

    def next_record(self) -> int:
        """The id of a sale, trade or adjustment."""
        self.record += 1
        return self.record


def listed(rights: Sequence[Right], moment: datetime) -> int:
    """How many rows the rights have in the inventory of that instant."""
    return sum(len(unexpired(stretches(each.made, each.changes), moment)) for each in rights)
