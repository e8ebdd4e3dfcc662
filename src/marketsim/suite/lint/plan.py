"""Rules about the Market Simulation plan: rows that are complete, mapped to scenarios, and in time."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator

from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.lint.tags import PHASES
from marketsim.suite.plan import HEAD, LISTS, MOST_ROWS, NEEDED, PLAN, TEXTS, Plan, PlanRow, unknown_ids

Search = Callable[[Plan, str, Collection[str]], Iterator[Fault]]
DAY = "a day such as 2027-03-01, or D-28 counted from plan.begins"


def _fields(plan: Plan, path: str, ids: Collection[str]) -> Iterator[Fault]:
    for name in plan.misplaced:
        yield _fault(path, 1, f"plan: ({', '.join(HEAD)}) and rows:", name, _nearest(name, HEAD))
    if not plan.head.get("title") or plan.head.get("example", "false").lower() not in ("true", "false"):
        found = "a title and example: true or false"
        yield _fault(path, 1, f"plan: to have {found}", "something else", "say whose plan it is")
    if len(plan.rows) > MOST_ROWS:
        yield _fault(path, 1, f"at most {MOST_ROWS} rows", str(len(plan.rows)), "split the plan")
    for row in plan.rows:
        for name in row.misplaced:
            expected = f"{', '.join(TEXTS)} as texts and {', '.join(LISTS)} as lists of texts"
            yield _fault(path, row.line, expected, name, _nearest(name, (*TEXTS, *LISTS)))
        lacking = [name for name in NEEDED if name != "scenarios" and not row.texts.get(name)]
        if lacking:
            yield _fault(path, row.line, ", ".join(NEEDED), f"no {' and no '.join(lacking)}", "add it")
        phase = row.texts.get("phase")
        if phase is not None and phase not in PHASES:
            yield _fault(path, row.line, f"a phase: {', '.join(PHASES)}", phase, _nearest(phase, PHASES))


def _numbers(plan: Plan, path: str, ids: Collection[str]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in plan.rows:
        if row.number and seen.setdefault(row.number, row.line) != row.line:
            found = f"{row.number} again, as on line {seen[row.number]}"
            yield _fault(path, row.line, "each number once", found, "join the two rows or mend the number")


def _days(plan: Plan, path: str, ids: Collection[str]) -> Iterator[Fault]:
    if begins := plan.head.get("begins"):
        try:
            plan.day(begins)
        except (ValueError, OverflowError):
            yield _fault(path, 1, "plan.begins to be a date", repr(begins), "write it as 2027-03-01")
            return
    for row in plan.rows:
        yield from _days_of(plan, path, row)


def _days_of(plan: Plan, path: str, row: PlanRow) -> Iterator[Fault]:
    days = {}
    for name in ("first_day", "last_day", "cut_off"):
        if text := row.texts.get(name):
            try:
                days[name] = plan.cut_off(text).date() if name == "cut_off" else plan.day(text)
            except (ValueError, OverflowError):
                expected = f"{name} to be {DAY}" + (", and a time" if name == "cut_off" else "")
                yield _fault(path, row.line, expected, repr(text), "mend it")
    first = days.get("first_day")
    for name, day in days.items():
        if first is not None and day < first:
            yield _fault(
                path, row.line, f"{name} on or after first_day, {first}", str(day), "put them in order"
            )


def _unmapped(plan: Plan, path: str, ids: Collection[str]) -> Iterator[Fault]:
    for row in plan.rows:
        if len(unknown_ids(row, ids)) == len(row.scenarios):
            found = "none that is there" if row.scenarios else "none"
            do = "name those that show it, or take the row out until one does"
            yield _fault(path, row.line, f"scenarios of ours for {row.number or 'the row'}", found, do)


def _scenarios(plan: Plan, path: str, ids: Collection[str]) -> Iterator[Fault]:
    for row in plan.rows:
        for line, id_ in unknown_ids(row, ids):
            yield _fault(path, line, "a scenario or a row of an outline", id_, _nearest(id_, ids))


def _settlement(plan: Plan, path: str, ids: Collection[str]) -> Iterator[Fault]:
    for row in plan.rows:
        for line, id_ in row.scenarios:
            if id_.startswith("MS-SET-"):
                expected = "scenarios that tell of CRR readiness"
                yield _fault(path, line, expected, f"{id_}, of settlement", "take it out")


def _fault(path: str, line: int, expected: str, found: str, do: str) -> Fault:
    return Fault(path, line, expected, found, do)


def _nearest(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word.rpartition(".")[2], list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "remove it"


SEARCHES: tuple[tuple[str, str, Search], ...] = (
    (
        "plan-field",
        "A row of the Market Simulation plan is complete, and nothing in it is misspelt.",
        _fields,
    ),
    ("plan-number", "A number of the plan stands for one row.", _numbers),
    ("plan-day", "The days of a row are days and in order, and its cut-off is not before its start.", _days),
    ("plan-unmapped", "A row of the plan has scenarios of ours.", _unmapped),
    ("plan-scenario", "The scenarios that a row names exist.", _scenarios),
    (
        "plan-settlement",
        "No row names a settlement scenario, which tells nothing of CRR readiness.",
        _settlement,
    ),
)


def plan_faults(plan: Plan, path: str, ids: Collection[str]) -> list[Fault]:
    """Everything that is wrong with a plan; ``ids`` are those of all scenarios and of all rows of outlines."""
    return sorted(fault for _, _, search in SEARCHES for fault in search(plan, path, ids))


def _rule(id_: str, demands: str, search: Search) -> LintRule:
    def of_suite(suite: Suite) -> Iterator[Fault]:
        if suite.plan is not None:
            yield from search(suite.plan, PLAN, suite.case_ids)

    return LintRule(id_, demands, of_suite)


RULES = tuple(_rule(*each) for each in SEARCHES)
