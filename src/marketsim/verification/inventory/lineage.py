"""Which CRR came of which: families of CRRs, by the parents that rows and results name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marketsim.verification.inventory.segment import OWNER, Segment

TRADED, MIGRATED, SYSTEM, SOLD = "SECONDARY_MARKET", "LOAD_MIGRATION", "SYSTEM", "AUCTION"
GAINED, COUNTERFLOW = "LSE_LMT", "LMT_CNT"
MIGRATION_TYPES = frozenset({GAINED, COUNTERFLOW})


class Lineage:
    """Every CRR that was ever seen or named: its parent, one row of it, and the days it was first seen to span."""

    def __init__(self) -> None:
        self.parents: dict[int, int | None] = {}
        self.rows: dict[int, Segment] = {}
        self.spans: dict[int, tuple[int, int]] = {}

    def see(self, rows: Iterable[Segment]) -> None:
        """Take in rows of one look; ids that an earlier look had keep what they were then.

        A CRR spans the days of all that came of it, too: a part that was cut off it has a row of its own. Where a
        parent of such parts has no row, nobody knows what they came of, and CRRs of that path and type span nothing.
        """
        look = list(rows)
        for row in look:
            if row.crr_id not in self.rows:
                self.rows[row.crr_id] = row
                if self.parents.get(row.crr_id) is None:
                    self.parents[row.crr_id] = row.parent
        loose = {(row.path, row.crr_type) for row in look if self.root(row.crr_id) not in self.rows}
        new = {row.crr_id for row in look if (row.path, row.crr_type) not in loose} - self.spans.keys()
        for row in look:
            for crr_id in self._upwards(row.crr_id):
                if crr_id in new:
                    first, last = self.spans.get(crr_id, (row.first, row.last))
                    self.spans[crr_id] = min(first, row.first), max(last, row.last)

    def name(self, parents: Iterable[tuple[int, int | None]]) -> None:
        """Take in CRRs that somebody names, with their parents where they are told."""
        for crr_id, parent in parents:
            if self.parents.get(crr_id) is None:
                self.parents[crr_id] = parent
            if parent is not None:
                self.parents.setdefault(parent, None)

    def root(self, crr_id: int) -> int:
        """The first of the family, as far up as parents are known."""
        *_, first = self._upwards(crr_id)
        return first

    def spanned(self, crr_id: int) -> tuple[int, int] | None:
        """The days of the nearest of a CRR and its ancestors whose days were seen."""
        return next((self.spans[each] for each in self._upwards(crr_id) if each in self.spans), None)

    def _upwards(self, crr_id: int) -> Iterator[int]:
        """A CRR, its parent, and so on; a ring of parents ends where it began."""
        seen: set[int] = set()
        at: int | None = crr_id
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            at = self.parents.get(at)

    def carries_on(self, row: Segment) -> bool | None:
        """Whether a row is a part of its parent (cut off, traded, sold) and nothing new; None: the parent is unseen."""
        parent = self.rows.get(row.parent) if row.parent is not None else None
        if parent is None:
            return None
        if row.category == TRADED:
            return True
        if (
            row.offer != OWNER and row.category == SOLD
        ):  # told under the seller's name, in the auction's market
            return (row.owner, row.crr_type) == (parent.owner, parent.crr_type)
        return (row.category, row.market, row.owner, row.crr_type) == (
            parent.category, parent.market, parent.owner, parent.crr_type,
        )  # fmt: skip

    def base(self, row: Segment) -> tuple[int, bool]:
        """The CRR that load migration drew a row's family from, and whether all on the way to it was seen."""
        seen: set[int] = set()
        while row.parent is not None and row.parent not in seen:
            seen.add(row.parent)
            carries = self.carries_on(row)
            if not carries:
                return row.parent, carries is not None
            row = self.rows[row.parent]
        return row.crr_id, False

    def ambiguous(self, row: Segment) -> bool:
        """Whether a row may as well be cut off its parent as be given back to its owner by a later migration.

        So where no month in the market's name tells two migrations apart.
        """
        parent = self.rows.get(row.parent) if row.parent is not None else None
        return (
            parent is not None
            and row.category == parent.category == MIGRATED
            and row.crr_type == parent.crr_type == GAINED
            and (row.owner, row.market) == (parent.owner, MIGRATED)
        )


def held(rows: Iterable[Segment]) -> list[Segment]:
    """The rows that tell what is held, without those that tell sales."""
    return [row for row in rows if row.offer == OWNER]
