"""What the ISO decides about an answered trade: approved and transferred, short of security, disapproved, failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.service_faults import DISAPPROVED_TRANSFERRED, LATE_TRADES
from marketsim.system.settings import Settings
from marketsim.system.states import SM_OFFER, SM_RESPONSE
from marketsim.system.store.holdings import Crr, list_crrs, next_crr_id
from marketsim.system.store.security import secured
from marketsim.system.store.trades import Shortage, Trade, keep_decision, short_trades
from marketsim.system.trace import Trace
from marketsim.system.trades.notices import tell_parties
from marketsim.system.trades.requirement import CreditCheck
from marketsim.system.trades.transfer import CannotTransfer, Transfer, carry_out, transfer_of

BEFORE_ALL_TRADES = datetime(1, 1, 1, tzinfo=UTC)


class TradeDesk:
    """Where the trades that await their credit check are judged, at one moment and in one unit of work.

    The transitions that are taken are noted in ``trace``; both parties of a trade get a private message about what
    became of it.
    """

    def __init__(
        self,
        store: Connection,
        settings: Settings,
        now: datetime,
        trace: Trace | None = None,
        faults: ResultFaults = NO_RESULT_FAULTS,
    ) -> None:
        self._store, self._settings, self._now = store, settings, now
        self._trace, self._faults = trace or Trace(""), faults
        self._check: CreditCheck | None = None

    def judge(self, pending: Iterable[Trade]) -> list[Trade]:
        """Check the credit of both sides of each trade, one after the other; what became of each.

        APPROVED: transferred at once. ERROR: it cannot be carried out any more. Still PENDING_CREDIT_CHECK: who is
        short, and why, is kept with it.
        """
        return [self._judged(each) for each in pending]

    def judge_short(self, participant: str) -> list[Trade]:
        """Judge the trades again that wait for more security of a participant."""
        return self.judge(short_trades(self._store, participant))

    def disapprove(self, trade: Trade, reason: str) -> Trade:
        """Refuse a trade that awaits its credit check; with a fault it is transferred all the same."""
        if DISAPPROVED_TRANSFERRED in self._faults.names:
            with suppress(CannotTransfer):
                held = {crr.crr_id: crr for crr in list_crrs(self._store)}
                carry_out(self._store, self._transfer_of(trade, held))
        return self._decided(trade, "disapprove", reason)

    def _judged(self, trade: Trade) -> Trade:
        inventory = list_crrs(self._store)
        by_id = {crr.crr_id: crr for crr in inventory}
        try:
            transfer = self._transfer_of(trade, by_id)
        except CannotTransfer as problem:
            return self._decided(trade, "fail", str(problem))
        if not self._faults.unsecured and (short := self._short(trade, transfer.applied(inventory))):
            return self._waiting(trade, short)
        carry_out(self._store, transfer, self._faults.names)
        return self._decided(replace(trade, new_crr_id=transfer.bought.crr_id), "approve", None)

    def _transfer_of(self, trade: Trade, held: Mapping[int, Crr]) -> Transfer:
        """What the trade does to the inventory; with a fault it may come too late. Raises CannotTransfer."""
        now = BEFORE_ALL_TRADES if LATE_TRADES in self._faults.names else self._now
        return transfer_of(trade, held, now, next_crr_id(self._store))

    def _short(self, trade: Trade, then: Sequence[Crr]) -> tuple[Shortage, ...]:
        """The parties whose security does not cover what they require of the inventory after the transfer."""
        if self._check is None:
            self._check = CreditCheck.of(self._store, self._settings, self._now)
        standing = [
            Shortage(each, self._check.required(each, then), secured(self._store, each))
            for each in trade.parties
        ]
        return tuple(each for each in standing if each.required > each.posted)

    def _waiting(self, trade: Trade, short: tuple[Shortage, ...]) -> Trade:
        names = " and ".join(each.participant for each in short)
        waiting = replace(trade, reason=f"{names} posted too little security", short=short)
        keep_decision(self._store, waiting, self._now, shortages=short)
        self._tell(waiting)
        return waiting

    def _decided(self, trade: Trade, event: str, reason: str | None) -> Trade:
        before = trade.status
        after = SM_OFFER.after(before, event)
        for table in (SM_OFFER, SM_RESPONSE):
            self._trace.moved(table.name, before, event, table.after(before, event))
        decided = replace(trade, status=after, reason=reason, short=())
        keep_decision(self._store, decided, self._now)
        self._tell(decided)
        return decided

    def _tell(self, trade: Trade) -> None:
        if not self._faults.silent:
            tell_parties(self._store, self._settings, trade, self._now)
