"""What is known and held while the results of a market that the old system finished are entered."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from marketsim.system.cutover.problem import CutoverProblem
from marketsim.system.holdings.stretches import stretches
from marketsim.system.store.cutovers import CutMarket, find_cutover, keep_origins, origins, participant_names
from marketsim.system.store.holdings import Crr, add_crrs, find_crr, list_crrs, next_crr_id
from marketsim.system.store.locations import list_locations, list_replacements


class Book:
    """The CRRs that results make and change: ``made`` are new, ``known`` the first CRR here of every old id.

    The first one stands for all that an old CRR became where it is not about dates: load migration nets on it.

    Each look-up raises CutoverProblem where the old name is none that came with the cutover.
    """

    def __init__(self, store: Connection, market: CutMarket) -> None:
        cutover = find_cutover(store)
        if cutover is None:
            raise CutoverProblem("this system was not cut over")
        self.store, self.market = store, market
        self.lives: datetime = cutover.go_live
        self.owners = participant_names(store)
        self.nodes = {each.retired: each.replacement for each in list_replacements(store)}
        self.known: dict[str, int] = {}
        self._became: defaultdict[str, set[int]] = defaultdict(set)
        self.made: list[Crr] = []
        self._places = {each.name for each in list_locations(store)}
        self._next = next_crr_id(store)
        self._rows: list[dict[str, Any]] = []
        for each in origins(store):
            self._know(each["crr_id"], each["old_crr_id"])

    def require_new(self, old_id: str) -> None:
        """No CRR comes twice."""
        if old_id in self.known:
            raise CutoverProblem(f"CRR {old_id} is here already")

    def owner(self, old: str) -> str:
        """What a participant is called here."""
        if old not in self.owners:
            raise CutoverProblem(f"{old} is no participant of the extract")
        return self.owners[old]

    def node(self, old_id: str, old: str) -> str:
        """The source or sink of a CRR, or what replaces it."""
        if old not in self._places:
            raise CutoverProblem(f"CRR {old_id}: {old} is no source or sink that is known")
        return self.nodes.get(old, old)

    def held(self, old_id: str) -> Crr | None:
        """The first CRR here of an old id."""
        return find_crr(self.store, self.known.get(old_id, 0))

    def stretches(self, old_id: str) -> list[Crr]:
        """All that an old CRR became, and what sales and trades here have split off that by date; none is sold."""
        first = self.held(old_id)
        if first is None:
            return []
        owned = list_crrs(self.store, owner=first.owner)
        roots = [each for each in owned if each.crr_id in self._became[old_id] and each.offer_type == "OWNER"]
        found = {each.crr_id: each for root in roots for each in stretches(root, owned)}
        return list(found.values())

    def take_id(self) -> int:
        """The next id that is free."""
        self._next += 1
        return self._next - 1

    def add(self, crr: Crr, old_id: str, origin: str, event: str) -> None:
        """Let a CRR be held."""
        add_crrs(self.store, [crr])
        self.made.append(crr)
        self.note(crr.crr_id, old_id, origin, event)

    def note(self, crr_id: int, old_id: str, origin: str, event: str) -> None:
        """Note that a CRR has taken in an old one."""
        self._rows.append({"crr_id": crr_id, "old_crr_id": old_id, "origin": origin, "event": event})
        self._know(crr_id, old_id)

    def _know(self, crr_id: int, old_id: str) -> None:
        self.known.setdefault(old_id, crr_id)
        self._became[old_id].add(crr_id)

    def write(self) -> None:
        """Keep where it all came from."""
        keep_origins(self.store, self._rows)
