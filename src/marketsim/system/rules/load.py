"""Rules about load submission windows and hourly load (historical and forecasted load 1.1.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.calendar.time_of_use import hour_endings
from marketsim.system.rules.load_facts import HourKey, LoadSheet, NamedWindow
from marketsim.system.rules.rule import Finding, Provenance, Rule, Stage, operations

SERVICE = "historical_forecasted_load"
SUBMISSION = operations(SERVICE, "postLoadSubmission")
OF_A_PERIOD = SUBMISSION | operations(SERVICE, "getLoadData", "getLoadExceedanceValues")
OF_A_WINDOW = OF_A_PERIOD | operations(SERVICE, "getLoadSubmissionWindowStatus")


def _window_unknown(facts: NamedWindow) -> Iterable[Finding]:
    if facts.window is None:
        yield Finding("loadSubmissionWindowName", (facts.window_name,))


def _period_of_another_window(facts: NamedWindow) -> Iterable[Finding]:
    if facts.window is not None and facts.period is None:
        yield Finding("periodName", (facts.period_name, facts.window_name))


def _window_closed(facts: LoadSheet) -> Iterable[Finding]:
    if facts.window is not None and (status := facts.window.status(facts.now)) != "OPEN":
        yield Finding("loadSubmissionWindowName", (facts.window_name, facts.period_name, status))


def _other_flag(facts: LoadSheet) -> Iterable[Finding]:
    if facts.window is not None and facts.flag != facts.window.flag:
        yield Finding(
            "histForecastFlag", (facts.window_name, facts.period_name, facts.window.flag, facts.flag)
        )


def _type_not_allowed(facts: LoadSheet) -> Iterable[Finding]:
    if not facts.metered_subsystem:
        for each in facts.sinks:
            if {kind for _, _, kind in each.keys} == {"FINAL_LOAD"}:
                continue
            yield from each.finding(lambda key: key.data_type != "FINAL_LOAD", lambda key: key.data_type)


def _no_load_point(facts: LoadSheet) -> Iterable[Finding]:
    for each in facts.sinks:
        if each.sink not in facts.load_points:
            yield Finding(f"hourlyLoad[{each.places[0]}]", (each.sink, each.sink, len(each.places)))


def _not_midnight(facts: LoadSheet) -> Iterable[Finding]:
    wrong = {instant for instant, day in facts.days.items() if pacific_midnight(day) != instant}
    yield from _on_dates(facts, wrong, lambda key: key.effective_date.isoformat())


def _outside_period(facts: LoadSheet) -> Iterable[Finding]:
    period = facts.period
    if period is not None:
        wrong = {instant for instant, day in facts.days.items() if not period.first <= day <= period.last}
        yield from _on_dates(facts, wrong, lambda key: facts.days[key.effective_date].isoformat())


def _on_dates(
    facts: LoadSheet, wrong: set[datetime], shown: Callable[[HourKey], object]
) -> Iterable[Finding]:
    for each in facts.sinks if wrong else ():
        yield from each.finding(lambda key: key.effective_date in wrong, shown)


def _no_such_hour(facts: LoadSheet) -> Iterable[Finding]:
    hours = {instant: hour_endings(day) for instant, day in facts.days.items()}
    asked = {key for each in facts.sinks for key in each.keys}
    wrong = {(instant, hour) for instant, hour, _ in asked if hour not in hours[instant]}
    for each in facts.sinks if wrong else ():
        yield from each.finding(lambda key: key[:2] in wrong, lambda key: _hour(facts, key))


def _twice(facts: LoadSheet) -> Iterable[Finding]:
    for each in facts.sinks:
        if len(set(each.keys)) < len(each.keys):
            yield from each.finding(_seen_before(), lambda key: f"{_hour(facts, key)} {key.data_type}")


def _seen_before() -> Callable[[HourKey], bool]:
    """A test that is true for a key from its second time on."""
    seen: set[HourKey] = set()

    def test(key: HourKey) -> bool:
        known = key in seen
        seen.add(key)
        return known

    return test


def _incomplete(facts: LoadSheet) -> Iterable[Finding]:
    period = facts.period
    if not facts.complete or period is None:
        return
    wanted = {(pacific_midnight(day), hour) for day in period.days() for hour in hour_endings(day)}
    for each in facts.sinks:
        for kind in sorted({kind for _, _, kind in each.keys}):
            missing = wanted - {key[:2] for key in each.keys if key[2] == kind}
            if missing:
                first = _hour(facts, HourKey(*min(missing), kind))
                yield Finding(f"hourlyLoad[{each.places[0]}]", (each.sink, f"{first} {kind}", len(missing)))


def _hour(facts: LoadSheet, key: HourKey) -> str:
    day = facts.days.get(key.effective_date)
    return f"{day.isoformat() if day else key.effective_date.isoformat()} HE{key.hour_ending:02d}"


def _rule(
    rule_id: str, code: str, stage: Stage, check: Callable[[Any], Iterable[Finding]], message: str, *,
    source: str = "", provenance: Provenance = "contract", facts: type = LoadSheet, where: Any = SUBMISSION,
) -> Rule:  # fmt: skip
    return Rule(
        id=rule_id, code=code, stage=stage, facts=facts, operations=where,
        source=f"historical and forecasted load 1.1.1, error {code}{source}", provenance=provenance,
        check=check, message=message,
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    _rule("load-window-exists", "LHFV0030", Stage.EXISTENCE, _window_unknown,
          "there is no load submission window named {0}", facts=NamedWindow, where=OF_A_WINDOW),
    _rule("load-period-of-window", "LHFV0031", Stage.EXISTENCE, _period_of_another_window,
          "period {0} is not one of window {1}", facts=NamedWindow, where=OF_A_PERIOD),
    _rule("load-window-open", "LHFV0033", Stage.WINDOW, _window_closed,
          "no submission to {0} for period {1}: the window is {2}"),
    _rule("load-flag-of-window", "LHFV0033", Stage.WINDOW, _other_flag,
          "no submission to {0} for period {1}: the window takes {2}, not {3}", provenance="assumed"),
    # Judged before the content, as nothing is saved when it fires.
    _rule("load-type-allowed", "LHFV0026", Stage.STATE, _type_not_allowed,
          "sink {0}: {1} is not allowed ({2} records): only FINAL_LOAD from who is no metered subsystem"),
    _rule("load-sink-known", "SER0030", Stage.CONTENT, _no_load_point,
          "sink {1} is no load aggregation point ({2} records)", source="; market rules 3.2, sinks",
          provenance="assumed"),
    _rule("load-date-at-midnight", "SER0030", Stage.CONTENT, _not_midnight,
          "sink {0}: effectiveDate {1} is not Pacific midnight ({2} records)", source="; design: dates",
          provenance="assumed"),
    _rule("load-date-in-period", "SER0030", Stage.CONTENT, _outside_period,
          "sink {0}: {1} lies outside the period ({2} records)", provenance="assumed"),
    _rule("load-hour-exists", "SER0030", Stage.CONTENT, _no_such_hour,
          "sink {0}: there is no hour {1} ({2} records)", source="; market rules 2.2, hour endings 1..25"),
    _rule("load-hour-once", "SER0030", Stage.CONTENT, _twice,
          "sink {0}: {1} is there more than once ({2} records too many)", provenance="assumed"),
    _rule("load-complete", "SER0030", Stage.CONTENT, _incomplete,
          "sink {0}: {1} is missing ({2} hours missing)", source="; setting load.complete",
          provenance="assumed"),
)  # fmt: skip
