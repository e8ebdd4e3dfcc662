"""Random histories of bilateral trades, driven through the handlers of the service and what the ISO decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from counter import CONSOLE_SETTINGS, Counter, day, end_of_day
from hypothesis import strategies as st
from sqlalchemy import select

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.holdings.cutting import thousandths
from marketsim.system.holdings.peaks import peak_mw
from marketsim.system.rules.rulebook import Refused
from marketsim.system.services.trades_waiting import trades_waiting
from marketsim.system.states import SM_OFFER, SM_RESPONSE, StateTable
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.secondary_market import sm_offers, sm_responses
from marketsim.system.store.security import post_security
from marketsim.system.store.trades import pending
from marketsim.system.trades.deciding import TradeDesk

PARTIES = ("SRTX", "GBTR", "GBT2", "PCFT", "NVLY")
CONTACT = {"name": "Desk", "phone": "555 0100", "email": "desk@example.com"}
Profile = dict[tuple[str, ...], tuple[tuple[datetime, int], ...]]


class History:
    """One history: every step draws what happens next, then the laws are held against everything that is kept."""

    def __init__(self, counter: Counter, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.counter, self.draw = counter, draw
        held = list_crrs(counter.store)
        self.whole = profile(held)
        self.owned_by_nobody_else = {crr.crr_id: product(crr) for crr in held}
        self.statuses: dict[tuple[str, int], str] = self._statuses()
        self.approved = 0

    def step(self) -> None:
        """Something happens; a refused upload changes nothing."""
        kinds = (self.offer, self.offer, self.bind, self.respond, self.respond, self.check, self.secure,
                 self.disapprove, self.wait)  # fmt: skip
        try:
            self.draw(st.sampled_from(kinds))()
        except Refused:
            self.require_nothing_moved()

    def offer(self) -> None:
        """One or two offers of one owner, public or private, of a CRR of anybody's."""
        owner, target = (self.draw(st.sampled_from(PARTIES)) for _ in range(2))
        sells, private = self.draw(st.booleans()), self.draw(st.integers(0, 2)) > 0
        mine = [each for each in self._tradable() if each.owner == (owner if sells else target)]
        if not mine:
            return
        records = []
        for _ in range(self.draw(st.integers(1, 2))):
            crr = self.draw(st.sampled_from(mine))
            to = {"targetMpName": target} if private else {"contactInfo": CONTACT}
            records.append(
                self._terms(crr) | {"assetOwner": owner} | to | ({"crrId": crr.crr_id} if sells else {})
            )
        kind = f"post{'Private' if private else 'Public'}Sm{'Sell' if sells else 'Buy'}Offers"
        self.counter.call(kind, owner, records)

    def bind(self) -> None:
        """Somebody is bound to a posted offer, mostly at its price."""
        posted = self._rows(sm_offers, "POSTED")
        if not posted:
            return
        row = self.draw(st.sampled_from(posted))
        price = round(row["price"] + self.draw(st.sampled_from((0, 0, 0, 1))), 2)
        record = {
            "requestId": row["request_id"],
            "respondingMpName": self.draw(st.sampled_from(PARTIES)),
            "price": price,
        }
        self.counter.call("targetSmPublicOfferToMp", row["asset_owner"], [record])

    def respond(self) -> None:
        """Everything that some participant is asked for, or one of it, is answered."""
        asked = self._rows(sm_responses, "PENDING_MP_RESPONSE")
        if not asked:
            return
        row = self.draw(st.sampled_from(asked))
        offers = {each["request_id"]: each for each in self._rows(sm_offers)}
        kind = offers[row["request_id"]]["offer_type"]
        mine = [
            each
            for each in asked
            if each["responder"] == row["responder"] and offers[each["request_id"]]["offer_type"] == kind
        ]
        chosen = mine if self.draw(st.booleans()) else [row]
        if kind == "SELL":
            records = [{"requestId": each["request_id"]} for each in chosen]
            self.counter.call("postSmResponseToSellOffers", row["responder"], records)
            return
        own = [each.crr_id for each in self._tradable() if each.owner == row["responder"]]
        if own:
            records = [
                {"requestId": each["request_id"], "crrId": self.draw(st.sampled_from(own))} for each in chosen
            ]
            self.counter.call("postSmResponseToBuyOffers", row["responder"], records)

    def check(self) -> None:
        """The ISO judges what waits, or one of it."""
        waiting = pending(self.counter.store)
        if waiting and self.draw(st.booleans()):
            waiting = [self.draw(st.sampled_from(waiting))]
        self.approved += sum(each.status == "APPROVED" for each in self._desk().judge(waiting))

    def disapprove(self) -> None:
        """The ISO refuses a trade."""
        if waiting := pending(self.counter.store):
            self._desk().disapprove(self.draw(st.sampled_from(waiting)), "no reason")

    def secure(self) -> None:
        """A participant has next to nothing posted, or plenty; what waited for that is judged again."""
        participant = self.draw(st.sampled_from(PARTIES))
        post_security(
            self.counter.store, participant, self.draw(st.sampled_from((0, 25, 50_000_000, 50_000_000)))
        )
        told = self._desk().judge_short(participant)
        self.approved += sum(each.status == "APPROVED" for each in told)

    def wait(self) -> None:
        """Days go by."""
        self.counter.now += timedelta(days=self.draw(st.sampled_from((1, 1, 7, 30))))

    def require_the_laws(self, *, rules_off: bool = False) -> None:
        """Everything that must hold after each step; with a rule off MW may be promised twice, though never moved."""
        held = list_crrs(self.counter.store)
        assert profile(held) == self.whole, "the MW of every path, time of use and day are conserved"
        assert min(each.mw for each in held) >= 0, "nobody holds less than nothing"
        assert all(each.start < each.end for each in held)
        self._require_ids(held)
        if not rules_off:
            self._require_no_mw_twice(held)
        after = self._statuses()
        for key, status in after.items():
            table = SM_OFFER if key[0] == "offer" else SM_RESPONSE
            assert status in reachable(table, self.statuses.get(key, "-")), f"{key} cannot become {status}"
        self.statuses = after
        for each in self._rows(sm_offers, "PENDING_CREDIT_CHECK"):
            assert self._answered(each["request_id"]) == ["PENDING_CREDIT_CHECK"]

    def require_nothing_moved(self) -> None:
        """After a refusal everything has the status it had."""
        assert self._statuses() == self.statuses

    def _require_ids(self, held: list[Crr]) -> None:
        """An id stays with its product for ever; a new one is above all that there were."""
        known = self.owned_by_nobody_else
        highest = max(known)
        for each in held:
            assert known.get(each.crr_id, product(each)) == product(each)
            assert each.crr_id in known or each.crr_id > highest
        assert known.keys() <= {each.crr_id for each in held}
        known |= {each.crr_id: product(each) for each in held}

    def _require_no_mw_twice(self, held: list[Crr]) -> None:
        """What pending trades would take of a CRR together is held."""
        by_id = {each.crr_id: each for each in held}
        for crr_id, waiting in trades_waiting(self.counter.store, list(by_id)).items():
            crr = by_id[crr_id]
            assert thousandths(peak_mw(waiting, crr.start, crr.end)) <= thousandths(crr.mw)

    def _terms(self, crr: Crr) -> dict[str, Any]:
        """Some days and MW of a CRR, now and then more than it has."""
        first, last = (each.astimezone(PACIFIC).date() for each in (crr.start, crr.end))
        begin = self.draw(st.dates(first, last))
        end = self.draw(st.dates(begin, last + timedelta(days=self.draw(st.sampled_from((0, 0, 0, 1))))))
        mw = self.draw(st.integers(1, thousandths(crr.mw) + self.draw(st.sampled_from((0, 0, 0, 1_000)))))
        return {
            "source": crr.source,
            "sink": crr.sink,
            "tou": crr.tou,
            "hedgeType": crr.hedge_type,
            "crrType": crr.crr_type,
            "startDate": _first(begin),
            "endDate": _last(end),
            "mw": mw / 1000,
            "price": self.draw(st.integers(-1_000, 1_000)) / 100,
        }

    def _tradable(self) -> list[Crr]:
        """The CRRs of the coming year's options, and what became of them."""
        return [
            each
            for each in list_crrs(self.counter.store)
            if each.crr_type == "MT" and each.mw > 0 and each.offer_type == "OWNER"
        ]

    def _desk(self) -> TradeDesk:
        return TradeDesk(self.counter.store, CONSOLE_SETTINGS, self.counter.now)

    def _rows(self, table: Any, status: str | None = None) -> list[dict[str, Any]]:
        query = select(table) if status is None else select(table).where(table.c.status == status)
        return [dict(row) for row in self.counter.store.execute(query).mappings()]

    def _answered(self, request_id: int) -> list[str]:
        return [each["status"] for each in self._rows(sm_responses) if each["request_id"] == request_id]

    def _statuses(self) -> dict[tuple[str, int], str]:
        offers = {("offer", each["request_id"]): each["status"] for each in self._rows(sm_offers)}
        answers = {("response", each["response_id"]): each["status"] for each in self._rows(sm_responses)}
        return offers | answers


def product(crr: Crr) -> tuple[str, ...]:
    """What a CRR is for ever."""
    return crr.source, crr.sink, crr.tou, crr.hedge_type, crr.crr_type, crr.period


def profile(held: list[Crr]) -> Profile:
    """By product the MW in force over time, in thousandths, as the moments at which their sum changes."""
    changes: dict[tuple[str, ...], dict[datetime, int]] = {}
    for each in held:
        mine = changes.setdefault((*product(each), each.offer_type), {})
        mine[each.start] = mine.get(each.start, 0) + thousandths(each.mw)
        past = each.end + timedelta(seconds=1)
        mine[past] = mine.get(past, 0) - thousandths(each.mw)
    return {key: tuple(sorted((at, by) for at, by in mine.items() if by)) for key, mine in changes.items()}


def reachable(table: StateTable, status: str) -> set[str]:
    """The statuses that may follow one, itself included."""
    found = {status}
    while more := {to for before, _, to in table.rows if before in found} - found:
        found |= more
    return found


def _first(on: date) -> str:
    return day(on.year, on.month, on.day)


def _last(on: date) -> str:
    return end_of_day(on.year, on.month, on.day)
