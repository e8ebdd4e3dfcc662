"""Takes in the hourly load of one period, however it came: judged sink by sink, the sound sinks kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from marketsim.contract.messages import historical_forecasted_load as messages
from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.load_cec import HeldSink
from marketsim.system.rules.load_facts import LoadSheet, SinkRecords
from marketsim.system.rules.rule import Stage, Violation
from marketsim.system.rules.rulebook import Refused
from marketsim.system.service_faults import OLD_LOAD_LEFT
from marketsim.system.services import load_cec as cec
from marketsim.system.states import LOAD_SUBMISSION
from marketsim.system.store import load as kept
from marketsim.system.store.load_windows import find_window
from marketsim.system.store.locations import locations
from marketsim.system.store.participants import find_participant


@dataclass(frozen=True, slots=True)
class TakenLoad:
    """What became of a submission: the sinks that were kept, and what is wrong with those that were not."""

    kept: tuple[str, ...]
    failed: tuple[Violation, ...]


def take(call: Call, desk: Desk) -> TakenLoad:
    """Keep the load of a LoadDataSet, each sound sink in place of what it had.

    Raises Refused with an LHFV code, and then nothing is kept.
    """
    body: messages.LoadDataSet = call.body
    facts = _sheet(call, desk, body)
    found = desk.findings(call, facts)
    if any(each.rule.stage is not Stage.CONTENT for each in found):
        raise Refused(found)
    failed = {each.finding.values[0] for each in found}
    sound = [each for each in facts.sinks if each.sink not in failed]
    above = desk.findings(call, cec.comparison(desk, _held(desk, body, facts, sound)))
    failed |= {each.finding.values[0] for each in above}
    sound = [each for each in sound if each.sink not in failed]
    _keep(call, desk, body, facts, sound)
    return TakenLoad(tuple(each.sink for each in sound), (*found, *above))


def _sheet(call: Call, desk: Desk, body: messages.LoadDataSet) -> LoadSheet:
    sinks: dict[str, SinkRecords] = {}
    for place, record in enumerate(body.hourly_load):
        if (sink := sinks.get(record.sink_name)) is None:
            sink = sinks[record.sink_name] = SinkRecords(record.sink_name, [], [])
        sink.places.append(place)
        sink.keys.append((record.effective_date, record.hour_ending, record.data_type))
    owner = find_participant(desk.store, body.asset_owner)
    return LoadSheet(
        window_name=body.load_submission_window_name,
        window=find_window(desk.store, body.load_submission_window_name),
        now=call.now,
        period_name=body.period_name,
        flag=body.hist_forecast_flag,
        metered_subsystem=owner is not None and owner.metered_subsystem,
        sinks=tuple(sinks.values()),
        days=_days(record.effective_date for record in body.hourly_load),  # each of a few hundred, many times
        load_points=_load_points(desk.store, outside=owner is not None and owner.obaalse),
        complete=desk.settings.flag("load.complete"),
    )


def _days(instants: Iterable[datetime]) -> dict[datetime, date]:
    """The Pacific day of each instant; a year out of the calendar's reach keeps its UTC day."""
    found: dict[datetime, date] = {}
    for instant in set(instants):
        try:
            found[instant] = instant.astimezone(PACIFIC).date()
        except OverflowError:
            found[instant] = instant.date()
    return found


def _load_points(store: Connection, *, outside: bool) -> frozenset[str]:
    """Where load may be taken: at aggregation points; from outside the area at scheduling points (ours)."""
    taken = "SP" if outside else "LAP"
    query = select(locations.c.name).where(locations.c.type == taken, locations.c.retired.is_(False))
    return frozenset(store.execute(query).scalars())


def _held(
    desk: Desk, body: messages.LoadDataSet, facts: LoadSheet, sinks: Iterable[SinkRecords]
) -> Iterable[HeldSink]:
    """The sinks for which the CEC has figures, with the hours to be held against them."""
    by_sink = {each.sink: each for each in sinks}
    for sink, figures in cec.figures_for(desk, by_sink, body.asset_owner).items():
        records = by_sink[sink]
        own = {
            (facts.days[instant], hour_ending): body.hourly_load[place].mw
            for place, (instant, hour_ending, kind) in zip(records.places, records.keys, strict=True)
            if kind == "FINAL_LOAD"
        }
        path = f"hourlyLoad[{records.places[0]}]"
        loads = cec.with_others(own, _others(desk, body, sink))
        yield HeldSink(body.asset_owner, sink, loads, figures, path)


def _others(desk: Desk, body: messages.LoadDataSet, sink: str) -> Iterable[cec.Loads]:
    """What others have submitted at the sink for the same period, where the whole sink is looked at."""
    if not cec.whole_sink(desk):
        return ()
    wanted = (body.load_submission_window_name, body.period_name)
    there = [
        each
        for each in kept.submissions_at(desk.store, sink)
        if (each.window_name, each.period) == wanted and each.owner != body.asset_owner
    ]
    return cec.kept_loads(desk, there).values()


def _keep(
    call: Call, desk: Desk, body: messages.LoadDataSet, facts: LoadSheet, sinks: Iterable[SinkRecords]
) -> None:
    there = kept.submissions(desk.store, facts.window_name, body.period_name, body.asset_owner)
    states = {each.sink: each.status for each in there}
    for each in sinks:
        before = states.get(each.sink)
        status = desk.move(LOAD_SUBMISSION, before or "-", "replace" if before else "accept")
        submission = kept.LoadSubmission(
            id=0, owner=body.asset_owner, window_name=facts.window_name, period=body.period_name,
            sink=each.sink, status=status, error_message=None, submitted_at=call.now,
        )  # fmt: skip
        hours = [
            (facts.days[instant], hour_ending, kind, body.hourly_load[place].mw)
            for place, (instant, hour_ending, kind) in zip(each.places, each.keys, strict=True)
        ]
        if OLD_LOAD_LEFT in desk.result_faults.names:
            old = [other.id for other in there if other.sink == each.sink]
            left = [hour for rows in kept.hours_of(desk.store, old).values() for hour in rows]
            hours = [*left, *hours]  # of one hour the last is kept
        kept.replace_submission(desk.store, submission, hours)
