"""Every write of a run: what it may leave is listed before it is sent, what became of it is told, and it is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from marketsim.client.client import CrrClient
from marketsim.client.exchange import Exchange
from marketsim.client.refusal import refusal_codes
from marketsim.contract.decoding import encode
from marketsim.contract.operations import Operation, OperationKey
from marketsim.contract.strict_json import parse
from marketsim.evidence.events import KnownBy, Undo, UndoOutcome, WriteOutcome
from marketsim.target.leftovers import SETTLED, Leftover, LeftoverList, Place
from marketsim.target.party import Party
from marketsim.target.read_back import Seen, Sent, read_back
from marketsim.target.undoing import RETRACTION, undo
from marketsim.target.writes import WRITES

CREATION, SUBMISSION, DELETION = "portfolioCreation", "portfolioSubmission", "deletePortfolio"
NEVER_LEFT = frozenset({"dns", "refused", "proxy"})
"""Failures after which no request can have arrived."""
LOOKS_AFTER = (0.0, 1.0, 3.0)
"""Seconds before each look for a write that nobody answered: it may still be under way."""
GATEWAYS = frozenset({502, 503, 504})
"""Statuses that say nothing of the system behind, unlike an answer of its own."""


class Pen(Protocol):
    """Writes the events of writes."""

    def write(
        self,
        *,
        request_id: str,
        operation: str,
        undo: Undo,
        participant: str,
        outcome: WriteOutcome,
        known_by: KnownBy,
        found: str,
    ) -> None:
        """A write was sent."""
        ...

    def undone(
        self, *, operation: str, participant: str, market: str, portfolio: str, outcome: UndoOutcome, why: str
    ) -> None:
        """A leftover was undone, or could not be."""
        ...


class Speaking(Protocol):
    """What the log needs of the session."""

    @property
    def base_url(self) -> str:
        """Where the system under test answers."""
        ...

    def aside(self, party: Party, purpose: Any) -> CrrClient:
        """A client whose exchanges belong to no step and are not judged."""
        ...

    def rest(self, seconds: float) -> None:
        """Wait."""
        ...


@dataclass(slots=True)
class Note:
    """A write that is about to be sent."""

    party: Party
    operation: OperationKey
    place: Place | None
    leftover: Leftover | None
    was_there: bool


class WriteLog:
    """Notes each write of the session before and after, looks where its answer was lost, undoes what it left.

    ``scenario`` names the running scenario, ``profile`` the file by which ``clean`` finds the system again.
    """

    def __init__(
        self,
        session: Speaking,
        leftovers: LeftoverList,
        pen: Pen,
        scenario: Callable[[], str | None] = lambda: None,
        profile: str | None = None,
    ) -> None:
        self._session, self._list, self._pen = session, leftovers, pen
        self._scenario, self._profile = scenario, profile
        self._open: list[tuple[Leftover, Party]] = []

    def begin(self, party: Party, operation: Operation, query: Mapping[str, Any], body: Any) -> Note | None:
        """Note a write before it is sent; None for a read."""
        if operation.access == "read":
            return None
        key = operation.key
        place = self._place(party, key, query, body) if WRITES[key] == "reversible" else None
        mine = list(self._of(place))
        leftover = None
        if place is not None and key.operation_id == CREATION:
            leftover = self._list.add("created", place, self._scenario())
        elif place is not None and key.operation_id == SUBMISSION and not mine:
            leftover = self._list.add("submitted", place, self._scenario())
        if leftover is not None:
            self._open.append((leftover, party))
        return Note(party, key, place, leftover, was_there=bool(mine))

    def end(self, note: Note, exchange: Exchange) -> None:
        """Tell what became of the write; looks at the system where the answer does not say."""
        outcome, known_by, found = self._outcome(note, exchange)
        self._settle(note, outcome, known_by, found)
        self._pen.write(
            request_id=exchange.request_id or "",
            operation=str(note.operation),
            undo=WRITES[note.operation],
            participant=note.party.name,
            outcome=outcome,
            known_by=known_by,
            found=found,
        )

    def undo_all(self) -> None:
        """Undo what is still there, last things first; what cannot be undone is told and stays on the list."""
        for leftover, party in reversed(self._open):
            if leftover.state in SETTLED:
                continue
            undoing = undo(self._session.aside(party, "undo"), leftover)
            self._list.settle(leftover, undoing.state, undoing.why)
            self._pen.undone(
                operation=f"{leftover.place.service}.{CREATION if leftover.deed == 'created' else SUBMISSION}",
                participant=party.name,
                market=leftover.place.market,
                portfolio=leftover.place.portfolio,
                outcome="undone" if undoing.state == "undone" else "left",
                why=undoing.why,
            )
        self._open.clear()

    def _outcome(self, note: Note, exchange: Exchange) -> tuple[WriteOutcome, KnownBy, str]:
        failure, status = exchange.transport_error, exchange.status
        if failure is not None and failure.kind in NEVER_LEFT:
            return "not done", "failure", f"{failure.kind}: the request never left"
        if failure is None and status is not None and status < 500:
            said = " ".join([str(status), *refusal_codes(status, exchange.response_body)])
            return ("done" if 200 <= status < 300 else "refused"), "answer", said
        lost = failure.kind if failure is not None else str(status)
        seen = self._looked(note, exchange)
        return seen.outcome, "read-back", f"after {lost}: {seen.found}"

    def _looked(self, note: Note, exchange: Exchange) -> Seen:
        """Look until the write is seen; one that is not may still be under way, so it is looked for again."""
        client, sent = self._session.aside(note.party, "read-back"), Sent.of(exchange)
        seen = Seen("unknown", "nobody looked")
        answered = exchange.status is not None and exchange.status not in GATEWAYS
        for rest in LOOKS_AFTER[:1] if answered else LOOKS_AFTER:
            if rest:
                self._session.rest(rest)
            seen = read_back(client, sent)
            if seen.outcome != "not done":
                break
        if seen.outcome == "done" and note.operation.operation_id == CREATION and note.was_there:
            return Seen("unknown", "a portfolio of that name was there before")
        return seen

    def _settle(self, note: Note, outcome: WriteOutcome, known_by: KnownBy, found: str) -> None:
        if note.leftover is not None:
            if outcome == "refused" or (outcome == "not done" and known_by == "failure"):
                self._list.settle(note.leftover, "refused", found)
            elif outcome != "done":
                self._list.settle(note.leftover, "unseen", found)
        if outcome != "done":
            return
        deletes = note.operation.operation_id == DELETION
        retracts = note.operation.operation_id in RETRACTION.values()
        for mine in list(self._of(note.place)):
            if deletes or (retracts and mine.deed == "submitted"):
                self._list.settle(mine, "undone", "by the scenario itself")

    def _of(self, place: Place | None) -> Iterator[Leftover]:
        return (
            each
            for each, _ in self._open
            if place is not None and each.place == place and each.state not in SETTLED
        )

    def _place(self, party: Party, key: OperationKey, query: Mapping[str, Any], body: Any) -> Place | None:
        """The portfolio that a write names; None where it names none (a deliberate breach may)."""
        names = query if body is None else _members(body)
        market, portfolio = names.get("marketName"), names.get("portfolioName")
        if not isinstance(market, str) or not isinstance(portfolio, str):
            return None
        owner = names.get("participantName")
        return Place(
            service=key.service,
            market=market,
            portfolio=portfolio,
            participant=owner if isinstance(owner, str) else party.name,
            function=party.function,
            base_url=self._session.base_url,
            profile=self._profile,
        )


def _members(body: Any) -> Mapping[str, Any]:
    try:
        value = parse(body if isinstance(body, bytes) else encode(body))
    except ValueError:
        return {}
    return value if isinstance(value, Mapping) else {}
