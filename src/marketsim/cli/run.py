"""``marketsim run``: scenarios against the embedded system or a live target, and the report of it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from marketsim.cli.run_inputs import InputProblem, check_half, plan_of, waivers_of
from marketsim.cli.run_session import carry_out
from marketsim.cli.settlement_inputs import settlement_faults, supplied_statement
from marketsim.contract.catalogue import Contract
from marketsim.contract.folder import ContractFolderProblem
from marketsim.suite.root import SuiteMissing, suite_root
from marketsim.target.phases import PHASES
from marketsim.target.plan import RunPlan, as_given, fresh_run_id
from marketsim.target.profile import ProfileProblem, load
from marketsim.target.reach import NotReached, reach
from marketsim.target.roles import FUNCTIONS

USAGE = 2


def run(
    features: Annotated[
        list[Path] | None, typer.Argument(help="Feature files or folders; all of them when none is named.")
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(help="The profile of a target. Default: an embedded system, started for the run."),
    ] = None,
    phase: Annotated[
        str | None, typer.Option(help=f"The phase of the Market Simulation: {', '.join(PHASES)}.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="One folder of features/, for example connectivity.")
    ] = None,
    function: Annotated[
        str | None,
        typer.Option(help=f"Scenarios for this function, and those for all: {', '.join(FUNCTIONS)}."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The seed of all chance; drawn and told when not given.")
    ] = None,
    workers: Annotated[
        int, typer.Option("-n", min=1, max=32, help="Workers, each with a system of its own.")
    ] = 1,
    shard: Annotated[
        str | None, typer.Option(help="I/N: only this machine's share of the scenarios.")
    ] = None,
    contract: Annotated[
        Path | None,
        typer.Option(help="A folder of official OpenAPI files to check against, instead of ours."),
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(help="A folder of the ISO's JSON schemas of the downloads, instead of our columns."),
    ] = None,
    strict: Annotated[
        bool, typer.Option(help="Count undocumented members of answers as deviations.")
    ] = False,
    intrusive: Annotated[
        str | None,
        typer.Option(help="The reference of a permission to run intrusive scenarios on a live target."),
    ] = None,
    waivers: Annotated[
        Path | None,
        typer.Option(
            help="TOML; each table of waivers has id, reason, owner, expires and, if there is one, issue."
        ),
    ] = None,
    market_sim_plan: Annotated[
        Path | None,
        typer.Option(
            help="The ISO's scenario numbers, days and our scenarios, as features/market-sim-plan.yaml."
        ),
    ] = None,
    side: Annotated[
        str | None, typer.Option(help="A or B: only that half of the scenarios with two participants.")
    ] = None,
    handover: Annotated[
        Path | None, typer.Option(help="The file (or a folder for it) that side A writes and side B reads.")
    ] = None,
    partner: Annotated[str | None, typer.Option(help="The participant to whom side A hands over.")] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="settlement:ID, a mistake for the settlement model to make; may be given several times. Faults of the "
            "embedded system are for `marketsim serve`."
        ),
    ] = None,
    statement: Annotated[
        Path | None,
        typer.Option(
            help="A settlement statement to hold the model against: CSV, a folder or a zip of such."
        ),
    ] = None,
    inputs: Annotated[
        Path | None, typer.Option(help="What that statement is settled from, likewise: with --statement.")
    ] = None,
    rules: Annotated[
        str | None, typer.Option(help="The rule set by which it is settled, or by-date: with --statement.")
    ] = None,
    run_date: Annotated[
        str | None, typer.Option(help="The day on which the statement was made, for example 2019-11-01.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the output goes. Default: reports/out/RUN-ID.")
    ] = None,
) -> None:
    """Run scenarios and write a report: index.html, readiness.json, junit.xml, allure/, evidence/, run.toml.

    Exit codes, the first that applies: 2 wrong usage or configuration, or nothing selected; 3 set-up or
    certificate; 4 target unreachable; 5 harness broken; 1 not ready; 6 undecided (something was skipped); 0 ready
    for what was selected. Settlement is no part of readiness: it makes the code 1 where a scenario of it failed and
    nothing else is wrong, and decides it where nothing else was selected.

    Examples: `marketsim run` · `marketsim run --topic connectivity -n 2` ·
    `marketsim run --target mapstage.toml --phase connectivity-week-2` ·
    `marketsim run features/secondary_market --target a.toml --side A --handover shared --partner OTHER` ·
    `marketsim run --topic settlement --statement s.csv --inputs i.csv --rules prr-1185`
    """
    try:
        root = suite_root()
        asked_contract, asked_schemas = contract, schemas
        profile = load(target) if target else None
        if profile is not None and target is not None:
            contract = contract or profile.contract_folder(target.parent)
            schemas = schemas or profile.schemas_folder(target.parent)
        plan = _plan(
            root, features, target, phase, topic, function, seed, shard, contract, strict, intrusive, out
        )
        check_half(side, handover, partner, profile)
        plan = msgspec.structs.replace(
            plan,
            schemas=str(schemas.resolve()) if schemas else None,
            waivers=waivers_of(root, waivers),
            market_sim_plan=plan_of(root, market_sim_plan) if market_sim_plan else None,
            side=side,
            handover=str(handover.resolve()) if handover else None,
            partner=partner,
            faults=settlement_faults(fault or (), profile),
            settlement=supplied_statement(statement, inputs, rules, run_date),
            asked=as_given(
                "run",
                target=target,
                topic=topic,
                function=function,
                shard=shard,
                contract=asked_contract,
                schemas=asked_schemas,
                strict=strict,
                intrusive=intrusive,
                waivers=waivers,
                market_sim_plan=market_sim_plan,
                side=side,
                handover=handover,
                partner=partner,
                fault=fault,
                statement=statement,
                inputs=inputs,
                rules=rules,
                run_date=run_date,
            ),
        )
        loaded = Contract.load(contract, schemas)
        if profile is not None and profile.target.kind == "live" and workers > 1:
            raise _Wrong("Expected one worker on a live target; found -n; leave it out.")
    except (_Wrong, InputProblem, SuiteMissing, ContractFolderProblem, ProfileProblem) as problem:
        raise _stop(str(problem), USAGE) from None
    if target is not None:
        try:
            plan = msgspec.structs.replace(plan, embedded=reach(target, loaded))
        except NotReached as problem:
            raise _stop(str(problem), problem.exit_code) from None
    raise typer.Exit(carry_out(root, plan, workers, loaded))


class _Wrong(Exception):
    """Wrong usage; the message has three parts."""


def _stop(message: str, code: int) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _plan(
    root: Path,
    features: list[Path] | None,
    target: Path | None,
    phase: str | None,
    topic: str | None,
    function: str | None,
    seed: int | None,
    shard: str | None,
    contract: Path | None,
    strict: bool,
    intrusive: str | None,
    out: Path | None,
) -> RunPlan:
    """What was asked for, checked; raises _Wrong."""
    topics = sorted(each.name for each in (root / "features").iterdir() if each.is_dir())
    for name, value, known in (
        ("phase", phase, PHASES),
        ("function", function, FUNCTIONS),
        ("topic", topic, topics),
    ):
        if value is not None and value not in known:
            raise _Wrong(f"Expected --{name} to be one of {', '.join(known)}; found {value!r}.")
    for each in features or ():
        _check_feature(root, each)
    if shard is not None and not _is_shard(shard):
        raise _Wrong(f"Expected --shard I/N with 1 <= I <= N, for example 1/4; found {shard!r}.")
    run_id = fresh_run_id()
    folder = (out or Path("reports") / "out" / run_id).resolve()
    if folder.is_dir() and any(folder.iterdir()):
        raise _Wrong(f"Expected an empty output folder; {folder} is not. Name another with --out.")
    return RunPlan(
        run_id=run_id,
        out=str(folder),
        seed=secrets.randbelow(2**32) if seed is None else seed,
        phase=phase,
        profile=str(target.resolve()) if target else None,
        contract=str(contract.resolve()) if contract else None,
        strict=strict,
        intrusive=intrusive,
        function=function,
        topic=topic,
        features=tuple(str(each.resolve()) for each in features or ()),
        shard=shard,
    )


def _check_feature(root: Path, named: Path) -> None:
    """A feature file or folder must be one of the suite's, where its steps and fixtures are known; raises _Wrong."""
    suite = root / "features"
    if not named.exists():
        raise _Wrong(f"Expected a feature file or folder; there is no {named}. Check the path.")
    if not named.resolve().is_relative_to(suite.resolve()):
        raise _Wrong(f"Expected a feature file or folder in {suite}; found {named}. Name one of those.")
    if named.is_file() and named.suffix != ".feature":
        raise _Wrong(f"Expected a feature file; {named} does not end in .feature. Name one that does.")


def _is_shard(text: str) -> bool:
    number, _, total = text.partition("/")
    return number.isdigit() and total.isdigit() and 1 <= int(number) <= int(total)
