"""``marketsim certify``: a campaign of runs over days, and the signed readiness statement that tells of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from marketsim.cli.certify_plan import plan_lines
from marketsim.cli.certify_run import Certification, CertifyProblem, certification, certified
from marketsim.readiness.statement.writing import EXPIRES_AFTER
from marketsim.target.phases import PHASES
from marketsim.target.roles import FUNCTIONS

FOLDER = Path("reports") / "out" / "campaign"


def certify(
    target: Annotated[
        Path | None,
        typer.Option(help="The profile of a target. Default: an embedded system, started for the run."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The campaign's folder; it is made when there is none.")] = FOLDER,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only print every call, write and wait beforehand; touch nothing.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Only run what has not passed yet, or whose evidence is stale.")
    ] = False,
    function: Annotated[
        str | None, typer.Option(help=f"One of the claimed functions: {', '.join(FUNCTIONS)}.")
    ] = None,
    phase: Annotated[
        str | None, typer.Option(help=f"The phase of the Market Simulation: {', '.join(PHASES)}.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="One folder of features/; the statement is then on that alone.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of all chance; drawn when not given.")] = None,
    contract: Annotated[
        Path | None, typer.Option(help="A folder of official OpenAPI files to check against.")
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
    sign_with: Annotated[
        str | None,
        typer.Option(help="Sign with this participant's certificate. Default: a key of the campaign's own."),
    ] = None,
    days: Annotated[
        int, typer.Option(min=1, max=366, help="How many days the statement may be relied upon.")
    ] = EXPIRES_AFTER,
    waivers: Annotated[
        Path | None,
        typer.Option(
            help="TOML; each table of waivers has id, reason, owner, expires and, if there is one, issue."
        ),
    ] = None,
    side: Annotated[
        str | None, typer.Option(help="A or B: only that half of the scenarios with two participants.")
    ] = None,
    handover: Annotated[
        Path | None, typer.Option(help="The file (or a folder for it) that side A writes and side B reads.")
    ] = None,
    partner: Annotated[str | None, typer.Option(help="The participant to whom side A hands over.")] = None,
) -> None:
    """Run the scenarios of the functions that the profile claims, and write a signed statement.

    statement/ may be shared; annex/ is private. Attempts gather over days: the latest of each scenario counts, and
    evidence goes stale when contract, features or a service's version change. Exit codes as for `run`.

    Examples: `marketsim certify --target mapstage.toml --plan` · `marketsim certify --target mapstage.toml --resume`
    """
    try:
        asked = certification(
            Certification(
                target=target.resolve() if target else None,
                out=out.resolve(),
                resume=resume,
                function=function,
                phase=phase,
                topic=topic,
                seed=seed,
                contract=contract.resolve() if contract else None,
                schemas=schemas.resolve() if schemas else None,
                strict=strict,
                intrusive=intrusive,
                sign_with=sign_with,
                days=days,
                waivers=waivers,
                side=side,
                handover=handover.resolve() if handover else None,
                partner=partner,
            )
        )
        if plan:
            typer.echo("\n".join(plan_lines(asked)))
            return
        raise typer.Exit(certified(asked))
    except CertifyProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(problem.exit_code) from None
