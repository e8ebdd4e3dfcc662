"""``marketsim replay``: one scenario of an earlier run again, alone, and what is different now."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from marketsim.cli.run_session import run_session
from marketsim.contract.catalogue import Contract
from marketsim.contract.folder import ContractFolderProblem
from marketsim.evidence.features_digest import features_digest
from marketsim.evidence.reader import read_events
from marketsim.readiness.record import Attempt, RunRecord, assemble, operation_of
from marketsim.readiness.statement.earlier import Earlier, NotFound, earlier
from marketsim.readiness.verdict import ScenarioVerdict, decide
from marketsim.readiness.wording import answered_codes, as_text
from marketsim.suite.root import SuiteMissing, suite_root
from marketsim.target.plan import RunPlan, fresh_run_id
from marketsim.target.profile import ProfileProblem, load
from marketsim.target.reach import NotReached, reach

USAGE, HARNESS_BROKEN = 2, 5
_GOOD = ("passed", "waived")


def replay(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="A run's folder, or statement/ with annex/ beside it.")
    ],
    id: Annotated[str, typer.Argument(metavar="ID[#row]", help="The scenario, with its row.")],
    target: Annotated[
        Path | None, typer.Option(help="The profile of a target. Default: an embedded system.")
    ] = None,
    contract: Annotated[
        Path | None, typer.Option(help="The OpenAPI files of that run, when those were not ours.")
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(help="The ISO's schemas of the downloads, when that run was judged by some."),
    ] = None,
    intrusive: Annotated[
        str | None, typer.Option(help="The reference of a permission, as for `marketsim run`.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Keep the new evidence in this empty folder.")] = None,
) -> None:
    """Run one scenario again with the same seed, selection and contract, and tell the differences.

    Prints FIXED, STILL FAILING, STILL PASSING, NOW FAILING or NOT TOLD. Exit codes: 0 it passes now, 1 it does not,
    2 wrong usage; 3, 4 and 5 as for `run`.
    """
    try:
        before = earlier(run.resolve(), id)
        root, profile = suite_root(), load(target) if target else None
        if profile is not None and target is not None:
            contract = contract or profile.contract_folder(target.parent)
            schemas = schemas or profile.schemas_folder(target.parent)
        loaded = Contract.load(contract, schemas)
        if out is not None and out.exists() and any(out.iterdir()):
            raise NotFound(f"Expected an empty output folder; {out} is not. Name another with --out.")
        _same_contract(before, loaded)
        embedded = target is not None and reach(target, loaded)
    except (NotFound, SuiteMissing, ProfileProblem, ContractFolderProblem) as problem:
        raise _stop(str(problem), USAGE) from None
    except NotReached as problem:
        raise _stop(str(problem), problem.exit_code) from None
    for note in _notes(before, root, target is not None):
        typer.echo(note)
    scratch = Path(tempfile.mkdtemp(prefix="marketsim-"))
    try:
        plan = _plan(before, root, scratch, (out or scratch / "out").resolve(), target, contract, intrusive)
        given = str(schemas.resolve()) if schemas else None
        plan = msgspec.structs.replace(plan, embedded=embedded, schemas=given)
        told = _again(root, plan, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for line in differences(before.verdict, told):
        typer.echo(line)
    raise typer.Exit(0 if told.verdict in _GOOD else 1)


def _stop(message: str, code: int) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _same_contract(before: Earlier, contract: Contract) -> None:
    digest = before.start.get("contract", {}).get("digest")
    if digest not in (None, contract.digest):
        raise NotFound(
            f"Expected the contract of that run ({str(digest)[:12]}…); found {contract.digest[:12]}…. Name its files "
            "with --contract and --schemas."
        )


def _notes(before: Earlier, root: Path, named: bool) -> Iterator[str]:
    """What is not the same as it was."""
    if before.start.get("features_digest") not in (None, features_digest(root)):
        yield "note: the feature files have changed since that run; the scenario may say something else now"
    if before.record.live and not named:
        yield "note: that run was on a live target; this one is on an embedded system (name the target with --target)"
    if before.record.faults:
        yield f"note: that run's target was made to err ({', '.join(before.record.faults)}); this one is not"
    if before.record.mistakes:
        yield f"note: the settlement model was made to err ({', '.join(before.record.mistakes)}); now it is not"
    if before.record.settlement:
        yield "note: that run was given a statement; this one is not, so what needs one is omitted"


def _plan(
    before: Earlier,
    root: Path,
    scratch: Path,
    out: Path,
    target: Path | None,
    contract: Path | None,
    intrusive: str | None,
) -> RunPlan:
    start, started = before.start, before.attempt.started
    selection: dict[str, Any] = start.get("selection") or {}
    feature = root / str(started["feature_path"])
    return RunPlan(
        run_id=fresh_run_id(),
        out=str(out),
        seed=int(start.get("seed") or 0),
        phase=start.get("phase"),
        profile=str(target.resolve()) if target else None,
        contract=str(contract.resolve()) if contract else None,
        strict=before.record.strict,
        intrusive=intrusive,
        function=selection.get("function"),
        features=(str(feature),) if feature.is_file() and feature.is_relative_to(root) else (),
        scenarios=(before.attempt.id,),
        scratch=str(scratch),
    )


def _again(root: Path, plan: RunPlan, scratch: Path) -> ScenarioVerdict:
    """The verdict of the new attempt; exits with 5 when the session broke, with 2 when the scenario is no more."""
    code, told = run_session(root, plan, 1, scratch)
    record: RunRecord = assemble(read_events(Path(plan.out) / "evidence"))
    if not record.attempts:
        gone = code == HARNESS_BROKEN  # pytest: nothing was collected
        what = "there is no such scenario any more" if gone else f"the session broke:\n{told[-3000:]}"
        raise _stop(f"Expected {plan.scenarios[0]} to run again; {what}.", USAGE if gone else HARNESS_BROKEN)
    return decide(record.latest()[0], record)


def differences(before: ScenarioVerdict, now: ScenarioVerdict) -> Iterator[str]:
    """The word, and what was expected, found and answered then and now."""
    yield f"{word(before.verdict, now.verdict)}  {before.id}"
    yield f"  verdict   {_verdict(before)}  ->  {_verdict(now)}"
    for then, again in ((before, now),) if before.finding or now.finding else ():
        yield f"  expected  {_of(then, 'expected')}  ->  {_of(again, 'expected')}"
        yield f"  found     {_of(then, 'found')}  ->  {_of(again, 'found')}"
    yield from _calls(before.attempt, now.attempt)


def word(before: str, now: str) -> str:
    """What changed, in two words."""
    if now not in (*_GOOD, "failed", "broken"):
        return "NOT TOLD"
    if before in (*_GOOD,):
        return "STILL PASSING" if now in _GOOD else "NOW FAILING"
    if before in ("failed", "broken"):
        return "FIXED" if now in _GOOD else "STILL FAILING"
    return "NOW PASSING" if now in _GOOD else "NOW FAILING"


def _verdict(told: ScenarioVerdict) -> str:
    return f"{told.verdict} ({told.cause})" if told.cause else told.verdict


def _of(told: ScenarioVerdict, name: str) -> str:
    return as_text(getattr(told.finding, name))[:300] if told.finding else "(held)"


def _calls(before: Attempt, now: Attempt) -> Iterator[str]:
    """The answers that differ, call by call."""
    then, again = _answers(before), _answers(now)
    matched = difflib.SequenceMatcher(a=then, b=again, autojunk=False).get_opcodes()
    for kind, low, high, first, last in matched if then != again else ():
        if kind != "equal":
            pairs = zip_longest(then[low:high], again[first:last], fillvalue="no such call")
            yield from (f"  answered  {one}  ->  {other}" for one, other in pairs)
    if then == again:
        yield f"  calls     {len(then)}, answered with the same statuses and codes"


def _answers(attempt: Attempt) -> list[str]:
    return [
        " ".join(
            [
                operation_of(each) or f"{each['method']} outside the contract",
                str(each["status"] or (each["transport_error"] or {}).get("kind")),
                *answered_codes(each),
            ]
        )
        for each in attempt.exchanges
    ]
