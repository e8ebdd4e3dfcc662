"""``marketsim attest``: record a step outside the API, with who says so and a proof."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from marketsim.cli.cases import all_cases
from marketsim.cli.certify import FOLDER
from marketsim.readiness.statement.annex import AnnexProblem
from marketsim.readiness.statement.attested import NotAttestable
from marketsim.readiness.statement.attested import attest as record
from marketsim.readiness.statement.campaign import Campaign, CampaignProblem
from marketsim.readiness.statement.writing import instant
from marketsim.suite.register import read_register
from marketsim.suite.root import SuiteMissing, suite_root
from marketsim.target.plan import fresh_run_id

USAGE = 2


def attest(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="An attested entry of the register, or an @mui scenario.")
    ],
    by: Annotated[str, typer.Option(help="Who attests it.")],
    file: Annotated[Path, typer.Option(help="The proof: a screenshot, a mail, a certificate of attendance.")],
    campaign: Annotated[Path, typer.Option("--campaign", "--out", help="The campaign's folder.")] = FOLDER,
) -> None:
    """Record a step in the campaign: name, time, digest of the proof, and a copy of it in annex/.

    The next `marketsim certify` (`--resume`) puts it into the statement, where it is counted apart, never as passed.
    Until then an earlier statement does not verify with the annex.
    """
    try:
        known = attestable(suite_root())
        now = instant(datetime.now(UTC))
        opened = Campaign.open(campaign.resolve(), fresh_run_id(), now)
        fact = record(opened.annex, id, by, file, known, now)
    except (NotAttestable, CampaignProblem, AnnexProblem, SuiteMissing) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    typer.echo(f"attested {fact.id} by {fact.by}: {fact.text}")
    typer.echo(f"proof    {fact.proof}  {opened.annex.folder / fact.file}")
    typer.echo(
        "next     the next `marketsim certify --resume` renews the statement; "
        "until then an earlier one does not verify with the annex"
    )


def attestable(root: Path) -> dict[str, str]:
    """The steps outside the API: register entries that people attest, and scenarios of the MUI."""
    entries = read_register(root).requirements
    steps = {each.id: f"{each.text}: {each.reason}" for each in entries if "attested" in each.links}
    return steps | {each.base_id: each.name for each in all_cases(root) if each.by_hand}
