"""``certify --plan``: every call, write and wait beforehand, as far as they are known without asking anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from marketsim.cli.certify_run import Certification
from marketsim.contract.operations import OperationKey
from marketsim.evidence.reader import read_events
from marketsim.readiness.record import Attempt, RunRecord, assemble, operation_of
from marketsim.readiness.statement.annex import RUNS
from marketsim.readiness.statement.campaign import ANNEX
from marketsim.readiness.statement.facts import Case
from marketsim.readiness.wording import counted
from marketsim.target.calendar import phase_at
from marketsim.target.phases import is_due
from marketsim.target.profile import Profile
from marketsim.target.scenario_writes import Writes, read_writes
from marketsim.target.writes import WRITES, is_allowed_key

SHOWN = 12  # ids in a line


def plan_lines(asked: Certification) -> Iterator[str]:
    """The plan, line by line; reads files only."""
    seen = _seen(asked)
    writes = read_writes(asked.root)
    where = asked.profile.target.base_url if asked.profile else "an embedded system, started for the run"
    yield f"target     {where}"
    yield f"functions  {', '.join(asked.selection.functions)}" + (
        f"   topic {asked.selection.topic}" if asked.selection.topic else ""
    )
    yield f"scenarios  {len(asked.cases)}; nothing has been sent, and nothing written"
    yield from _calls(asked, seen)
    yield from _writes(asked, writes)
    yield from _waits(asked, seen, writes)


def _seen(asked: Certification) -> Mapping[str, tuple[RunRecord, Attempt]]:
    """The latest attempt of each scenario in the campaign so far."""
    found: dict[str, tuple[RunRecord, Attempt]] = {}
    runs = asked.out / ANNEX / RUNS
    for folder in sorted(runs.iterdir()) if runs.is_dir() else ():
        record = assemble(read_events(folder / "evidence"))
        found |= {attempt.id: (record, attempt) for attempt in record.attempts}
    return found


def _calls(asked: Certification, seen: Mapping[str, tuple[RunRecord, Attempt]]) -> Iterator[str]:
    known: Counter[str] = Counter()
    told: Counter[str] = Counter()
    unknown: list[str] = []
    names = {str(key) for key in asked.loaded.operations}  # a row may name an operation without its service
    requests = 0
    for case in asked.cases:
        if case.id in seen:
            calls = [operation_of(each) or "outside the contract" for each in seen[case.id][1].exchanges]
            requests += len(calls)
            told.update(set(calls))
        elif (operation := case.row.get("operation", "")) in names:
            known[operation] += 1
        else:
            unknown.append(case.id)
    yield "calls"
    yield from (
        f"  {name}  in {counted(number, 'scenario')}, seen in this campaign"
        for name, number in sorted(told.items())
    )
    yield from (
        f"  {name}  in {counted(number, 'scenario')}, named by its row"
        for name, number in sorted(known.items())
    )
    if unknown:
        yield (
            f"  {counted(len(unknown), 'scenario')} whose calls are known only once they ran (steps bind what the "
            f"target publishes): {_some(unknown)}"
        )
    yield from _duration(asked.profile, requests, len(unknown))


def _duration(profile: Profile | None, requests: int, unknown: int) -> Iterator[str]:
    rate = profile.limits.requests_per_second if profile else 0.0
    if rate and requests:
        yield (
            f"  at {rate:g} requests a second, {counted(requests, 'known request')} take at least "
            f"{requests / rate / 60:.0f} minutes" + (", the others come on top" if unknown else "")
        )


def _writes(asked: Certification, writes: Writes) -> Iterator[str]:
    """Every write that a scenario was seen to send on an embedded system, and whether it may be sent here."""
    sends = Counter(operation for case in asked.cases for operation in writes.get(case.id, ()))
    yield "writes (as the suite's own list has them, from a run on an embedded system)"
    if not sends:
        yield "  none is listed for these scenarios"
    for operation, number in sorted(sends.items()):
        yield f"  {operation}  {WRITES[operation]}, {_allowed(asked, operation)}  in {counted(number, 'scenario')}"
    if not writes:
        yield "  the suite has no list of writes: any scenario may write, within what the profile allows"


def _allowed(asked: Certification, operation: OperationKey) -> str:
    profile = asked.profile
    if profile is None or profile.target.kind == "embedded":
        return "allowed (embedded)"
    return (
        "allowed" if is_allowed_key(operation, profile.writes.allowed) else "not allowed: those are skipped"
    )


def _waits(
    asked: Certification, seen: Mapping[str, tuple[RunRecord, Attempt]], writes: Writes
) -> Iterator[str]:
    phase = asked.phase or _phase(asked.profile)
    yield f"waits (phase {phase or 'structured'})"
    lines = [*_not_due(asked, writes, phase), *_by_hand(asked), *_waited(asked, seen)]
    yield from lines or ["  none is known beforehand"]
    profile = asked.profile
    if profile is not None and profile.limits.patience_seconds:
        yield f"  a window that is announced is waited for, visibly, {profile.limits.patience_seconds:g} s at most"


def _phase(profile: Profile | None) -> str | None:
    return phase_at(profile, datetime.now(UTC)) if profile is not None else None


def _not_due(asked: Certification, writes: Writes, phase: str | None) -> Iterator[str]:
    if phase is None:
        return
    operations = asked.loaded.operations
    early: dict[OperationKey, list[str]] = {}
    for case in asked.cases:
        for key in writes.get(case.id, ()):
            if key in operations and not is_due(operations[key], phase):
                early.setdefault(key, []).append(case.id)
    for key, ids in sorted(early.items()):
        yield f"  {key} is not yet due in {phase}: {_some(ids)}"


def _by_hand(asked: Certification) -> Iterator[str]:
    mui = [each.id for each in asked.cases if each.by_hand]
    if mui and asked.profile is not None and asked.profile.mui is None:
        yield f"  {counted(len(mui), 'scenario')} to be done in the MUI, or attested: {_some(mui)}"


def _waited(asked: Certification, seen: Mapping[str, tuple[RunRecord, Attempt]]) -> Iterator[str]:
    """What the latest attempts waited for."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in asked.cases:
        for halt in seen[case.id][1].halts if case.id in seen else ():
            if halt["verdict"] == "skipped":
                until = f" until {halt['until']}" if halt["until"] else ""
                groups.setdefault((halt["waits_for"] or "us", halt["reason"] + until), []).append(case)
    for (party, reason), members in sorted(groups.items(), key=lambda item: -len(item[1])):
        yield f"  for {party}: {reason}: {_some([each.id for each in members])}"


def _some(ids: list[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more
