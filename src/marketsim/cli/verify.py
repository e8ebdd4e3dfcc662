"""``marketsim verify``: check a readiness statement without trusting whoever made it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from marketsim.cli.attest import attestable
from marketsim.cli.cases import LockBroken, all_cases, cases
from marketsim.cli.terminal import plain
from marketsim.contract.catalogue import Contract
from marketsim.contract.folder import ContractFolderProblem
from marketsim.evidence.features_digest import features_digest
from marketsim.readiness.statement.known import Known
from marketsim.readiness.statement.trusted import TrustProblem, trusted
from marketsim.readiness.statement.verification import Judgement
from marketsim.readiness.statement.verification import verify as judge
from marketsim.suite.root import SuiteMissing, suite_root
from marketsim.suite.yaml_file import UnreadableYaml

USAGE = 2


def verify(
    statement: Annotated[
        Path, typer.Argument(metavar="STATEMENT", help="The folder statement/ (or its statement.json).")
    ],
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            help="A CA's certificates, or a campaign's public key (PEM). May be given several times."
        ),
    ] = None,
    annex: Annotated[
        Path | None, typer.Option(help="The private part: facts are made anew, bodies validated again.")
    ] = None,
    contract: Annotated[
        Path | None, typer.Option(help="The OpenAPI files it was judged by, when those were not ours.")
    ] = None,
    schemas: Annotated[
        Path | None, typer.Option(help="The ISO's schemas of the downloads, when it was judged by some.")
    ] = None,
) -> None:
    """Check signature, digests and completeness, and decide every verdict again from what is told.

    Exit codes: 0 valid, 1 not valid (each reason in a line), 2 wrong usage.
    """
    try:
        if not statement.exists():
            raise TrustProblem(f"Expected a statement; there is no {statement}. Check the path.")
        if annex is not None and not annex.is_dir():
            raise TrustProblem(f"Expected the folder annex/; there is no folder {annex}. Check the path.")
        root = suite_root()
        judgement = judge(
            statement,
            contract=Contract.load(contract, schemas),
            features_digest=features_digest(root),
            cases=lambda selection: cases(root, selection),
            known=_known(root),
            trust=trusted(trust or ()),
            annex=annex,
            now=datetime.now(UTC),
            templates=root / "reports" / "templates",
        )
    except (TrustProblem, SuiteMissing, LockBroken, ContractFolderProblem) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    for line in _told(judgement):
        typer.echo(plain(line))
    raise typer.Exit(0 if judgement.valid else 1)


def _known(root: Path) -> Known:
    """The ids of the reader's own suite: the register's attested entries, and every scenario and row."""
    scenarios = {id_ for each in all_cases(root) for id_ in (each.id, each.base_id)}
    try:
        return Known(frozenset(attestable(root)), frozenset(scenarios))
    except UnreadableYaml as flaw:
        raise TrustProblem(
            f"Expected a register of requirements that can be read; {flaw}. Run `marketsim lint`."
        ) from None


def _told(judgement: Judgement) -> Iterator[str]:
    statement = judgement.statement
    if judgement.valid and statement is not None:
        mark = (
            "EMBEDDED SYSTEM: this says nothing about the ISO's systems. "
            if statement.target.embedded
            else ""
        )
        yield f"valid: {mark}{statement.outcome.sentence}"
        yield f"target {statement.target.name}, made {statement.made}, until {statement.expires}"
        yield f"signed by {statement.signer.subject or 'a campaign key that is trusted here'}; {statement.says}"
    else:
        yield "not valid"
        yield from (f"  {each}" for each in judgement.refusals)
    if statement is not None:
        made = [each for one in statement.scenarios if one.course for each in one.course.assertions]
        again = sum(each.comparison != "recorded" for each in made)
        yield f"{again} of {len(made)} assertions compared again; the others rest on the record"
    if judgement.bodies is not None:
        bodies = judgement.bodies
        yield f"{bodies.again} of {bodies.all} bodies validated again; the others were kept in part"
