"""What the operator arranges: market time, markets and windows, messages, holdings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
from sqlalchemy import Connection

from marketsim.system.calendar.periods import Span, span
from marketsim.system.clock import ClockProblem
from marketsim.system.crr_system import CrrSystem
from marketsim.system.downloads.set_asides import publish_set_asides
from marketsim.system.markets.notices import stamp, tell_everyone, told_change
from marketsim.system.markets.posting import withdraw_results
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.operator.migration_markets import change_dates as change_migration_dates
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import (
    ChangedMarket,
    NewHolding,
    NewMarket,
    NewMessage,
    SetClock,
)
from marketsim.system.store.holdings import Crr, add_crrs, next_crr_id
from marketsim.system.store.load_windows import change_window, find_window
from marketsim.system.store.locations import (
    move_source_sinks,
    publish_source_sinks,
    replace_in,
    source_sink_lists_of,
)
from marketsim.system.store.markets import MarketRow, add_market, change_market, list_markets
from marketsim.system.store.messages import MessageRow, add_message
from marketsim.system.store.migration_markets import find_migration_market
from marketsim.system.store.participants import find_participant


def set_clock(system: CrrSystem, wanted: SetClock) -> dict[str, Any]:
    """Set or move market time; raises OperatorProblem."""
    if (wanted.now is None) == (wanted.advance_seconds is None):
        raise OperatorProblem("say either now or advanceSeconds")
    try:
        if wanted.now is not None:
            moment = system.clock.set(wanted.now)
        else:
            moment = system.clock.advance(wanted.advance_seconds or 0.0)
    except ClockProblem as problem:
        raise OperatorProblem(str(problem)) from None
    return {"marketTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}


def create_market(system: CrrSystem, new: NewMarket) -> dict[str, Any]:
    """Create an allocation or auction market; raises OperatorProblem when the name is taken."""
    periods = tuple(_period(each) for each in new.periods)
    _require_apart(periods)
    market = MarketRow(
        name=new.name,
        market_type=new.market_type,
        market_term=new.market_term,
        data_publish_date=new.data_publish_date or new.open_date,
        open_date=new.open_date,
        close_date=new.close_date,
        posted_at=new.posted_at,
        cancelled=False,
        periods=periods,
    )
    _require_order(market.open_date, market.close_date)
    with system.store.writing() as store:
        if _kind_of(store, new.name) is not None:
            raise OperatorProblem(f"there is a market or window named {new.name} already", 409)
        announce_market(system, store, market)
    return {"name": new.name, "status": market.status(system.clock.now())}


def announce_market(system: CrrSystem, store: Connection, market: MarketRow) -> None:
    """Keep a new market whose name is free, give it its lists and set-asides, and tell everyone."""
    add_market(store, market)
    _announce_lists(system, store, market)
    publish_set_asides(store, market, system.settings.fraction("setaside.intertie"))


def _announce_lists(system: CrrSystem, store: Connection, market: MarketRow) -> None:
    """Give a new market its source and sink lists, and tell everyone when they come out."""
    now = system.clock.now()
    if market.status(now) != "POSTED":  # a posted one keeps what was not yet retired in its periods
        replace_in(store, [period.name for period in market.periods])
    publish_source_sinks(store, market)
    if not system.faults.results.silent:
        dates = [
            f"{each.version} comes out {stamp(each.published)}"
            for each in source_sink_lists_of(store, market.name)
        ]
        text = f"Market {market.name} is announced. Its source and sink list {' and '.join(dates)}"
        tell_everyone(store, system.settings, text, now)


def change_dates(system: CrrSystem, name: str, change: ChangedMarket) -> dict[str, Any]:
    """Rewrite dates of a market (of any kind) or a load window; raises OperatorProblem."""
    values = _given(change)
    with system.store.writing() as store:
        kind = _kind_of(store, name)
        if kind == "market":
            row: Any = _changed_market(system, store, name, values)
        elif kind == "migration market":
            _refuse(values, "cancelled", kind)
            _refuse(values, "data_publish_date", kind)
            row = change_migration_dates(store, name, values, system.clock.now())
        elif kind == "load window":
            _refuse(values, "cancelled", kind)
            _refuse(values, "posted_at", kind)
            _refuse(values, "data_publish_date", kind)
            change_window(store, name, **values)
            row = find_window(store, name)
        else:
            raise OperatorProblem(f"there is no market or window named {name}", 404)
        if row.open_date is not None and row.close_date is not None:
            _require_order(row.open_date, row.close_date)
        return {"name": name, "status": row.status(system.clock.now())}


def _changed_market(system: CrrSystem, store: Connection, name: str, values: dict[str, Any]) -> MarketRow:
    """Rewrite a market and tell everyone; results that are taken back take their holdings along."""
    now = system.clock.now()
    before = list_markets(store, name=name, cancelled=True)[0]
    values = {**values, "posted_at": None} if values.get("cancelled") else values
    change_market(store, name, **values)
    after = list_markets(store, name=name, cancelled=True)[0]
    move_source_sinks(store, after, now)
    no_more = before.status(now) == "POSTED" and after.status(now) != "POSTED"
    if no_more or after.posted_at is None:
        try:
            withdraw_results(store, name)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
    if (text := told_change(before, after, now)) is not None and not system.faults.results.silent:
        tell_everyone(store, system.settings, text, now)
    return after


def send_message(system: CrrSystem, new: NewMessage) -> dict[str, Any]:
    """Send a message, to everyone or to one participant; raises OperatorProblem.

    One with a later ``sent_time`` is found from then on.
    """
    if (new.attachment is None) != (new.attachment_name is None):
        raise OperatorProblem("an attachment has a name, and a name an attachment")
    most = system.settings.whole("messages.attachment_bytes")
    if new.attachment is not None and not 0 < len(new.attachment) <= most:
        raise OperatorProblem(f"an attachment has 1 to {most} bytes, not {len(new.attachment)}")
    sent = new.sent_time or system.clock.now()
    with system.store.writing() as store:
        if new.participant is not None:
            _require_participant(store, new.participant)
        add_message(
            store,
            MessageRow(
                participant=new.participant,
                sent_time=sent,
                sender=system.settings.text("messages.sender"),
                text=new.text,
                attachment_name=new.attachment_name,
                attachment=new.attachment,
            ),
        )
    return {"sentTime": f"{sent:%Y-%m-%dT%H:%M:%SZ}"}


def create_holding(system: CrrSystem, new: NewHolding) -> dict[str, Any]:
    """Make a CRR exist; raises OperatorProblem."""
    period = _period(new.period)
    with system.store.writing() as store:
        _require_participant(store, new.owner)
        crr_id = next_crr_id(store)
        terms = {name: value for name, value in msgspec.structs.asdict(new).items() if name != "period"}
        terms["mw"] = round(new.mw, 3)
        add_crrs(store, [Crr(crr_id=crr_id, period=period.name, start=period.start, end=period.end, **terms)])
    return {"crrId": crr_id}


def _given(change: msgspec.Struct) -> dict[str, Any]:
    """The members that were sent, null included."""
    values = {
        name: value for name, value in msgspec.structs.asdict(change).items() if value is not msgspec.UNSET
    }
    if not values:
        raise OperatorProblem("nothing to change was given")
    return values


def _kind_of(store: Connection, name: str) -> str | None:
    if list_markets(store, name=name, cancelled=True):
        return "market"
    if find_migration_market(store, name) is not None:
        return "migration market"
    return "load window" if find_window(store, name) is not None else None


def _refuse(values: dict[str, Any], member: str, kind: str) -> None:
    if member in values:
        raise OperatorProblem(f"a {kind} has no {member.replace('_', ' ')}")


def _period(name: str) -> Span:
    try:
        return span(name)
    except ValueError as problem:
        raise OperatorProblem(str(problem)) from None


def _require_apart(periods: Sequence[Span]) -> None:
    """One CRR could be sold twice in periods that overlap."""
    for former, period in pairwise(sorted(periods, key=lambda each: each.first)):
        if period.first <= former.last:
            raise OperatorProblem(f"the periods {former.name} and {period.name} overlap")


def _require_order(opens: Any, closes: Any) -> None:
    if opens >= closes:
        raise OperatorProblem("a window opens before it closes")


def _require_participant(store: Connection, name: str) -> None:
    if find_participant(store, name) is None:
        raise OperatorProblem(f"there is no participant named {name}", 404)
