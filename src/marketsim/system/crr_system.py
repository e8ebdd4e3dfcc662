"""One embedded CRR system: its store, clock, rules in force, faults, settings and traces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey
from marketsim.system.clock import MarketClock
from marketsim.system.faults import Faults, parse_faults
from marketsim.system.phases import DEFAULT_PHASE, PHASES
from marketsim.system.problem import SystemProblem
from marketsim.system.reception import ParticipantPlace, participant_place
from marketsim.system.rules.all_rules import all_rules
from marketsim.system.rules.rulebook import RuleBook
from marketsim.system.security import roles
from marketsim.system.services.catalogue import Handler, all_handlers
from marketsim.system.settings import Settings
from marketsim.system.store.engine import Store, has_world
from marketsim.system.trace import TraceRing
from marketsim.system.world.lay import DEMONSTRATION, WORLDS, lay


class PhaseProblem(SystemProblem):
    """There is no such phase."""


class CrrSystem:
    """What stands behind the ten services; one per store.

    Lays a world when the store has none: the demonstration, or ``empty``, which is its participants, network and
    locations. ``admit`` is called when there are new persons, whom whoever keeps the certificates gives some, and
    ``renew`` with a person who shall have a new one. Raises PhaseProblem and FaultProblem.
    """

    admit: Callable[[], None]
    renew: Callable[[str], None]

    def __init__(
        self,
        store: Store,
        *,
        faults: Sequence[str] = (),
        phase: str = DEFAULT_PHASE,
        world: str = DEMONSTRATION,
    ) -> None:
        if phase not in PHASES:
            raise PhaseProblem(f"there is no phase {phase!r}", "a phase", f"choose from {', '.join(PHASES)}")
        self.store = store
        self.phase = phase
        self.contract = Contract.load()
        self.settings = Settings.load()
        self.roles: Mapping[OperationKey, frozenset[str]] = roles(self.contract.operations.values())
        self.participant_places: Mapping[OperationKey, ParticipantPlace | None] = {
            key: participant_place(operation) for key, operation in self.contract.operations.items()
        }
        self.handlers: Mapping[OperationKey, Handler] = all_handlers(self.contract)
        self.clock = MarketClock(store)
        self.traces = TraceRing(self.settings.whole("limits.traces_kept"))
        self.faults, self.rules = Faults(), RuleBook(())
        self.admit = lambda: None
        self.renew = lambda _person: None
        self.switch_faults(faults)
        self._lay_world(world)

    def switch_faults(self, written: Sequence[str]) -> None:
        """Put exactly these faults in force; raises FaultProblem and changes nothing when one is unknown."""
        faults = parse_faults(written, all_rules(), self.contract)
        self.rules = RuleBook(all_rules(), off=faults.rules_off)
        self.faults = faults

    def _lay_world(self, world: str) -> None:
        with self.store.writing() as connection:
            if not has_world(connection):
                lay(connection, self.clock.now(), WORLDS[world])
