"""Writing a statement: composed from the annex, laid out as files, signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.evidence.waivers import pacific_day
from marketsim.readiness.statement.attested import attested
from marketsim.readiness.statement.campaign import STATEMENT, Campaign, replace
from marketsim.readiness.statement.canonical import canonical, digest
from marketsim.readiness.statement.compose import Composer, Told
from marketsim.readiness.statement.document import (
    SCHEMA,
    SELF_ATTESTED,
    FileFact,
    SelectionFact,
    Statement,
    TargetFact,
    WaiverFact,
)
from marketsim.readiness.statement.facts import Case, ScenarioFact
from marketsim.readiness.statement.page import page
from marketsim.readiness.statement.signature import Signer, sign, signer_fact
from marketsim.readiness.statement.standing import Standing, outcome, standing

DOCUMENT = "statement.json"
PAGE = "index.html"
SIGNATURE = "signature.json"
EXPIRES_AFTER = 90  # days, unless said otherwise


@dataclass(frozen=True, slots=True)
class Terms:
    """What a statement is made under. ``days`` is how long it may be relied upon."""

    contract: Contract
    features_digest: str
    cases: Sequence[Case]
    waivers: Sequence[WaiverFact]
    versions: Mapping[str, str]
    days: int = EXPIRES_AFTER


def compose(campaign: Campaign, terms: Terms, signer: Signer, now: datetime) -> Statement:
    """The statement of a campaign that has run at least once. Raises AnnexProblem."""
    annex, about = campaign.annex, campaign.about
    if about.target is None or about.selection is None:
        raise ValueError("a campaign that never ran has no statement")
    runs = annex.runs()
    composer = Composer(runs, annex.veil(), terms.contract, terms.features_digest, about.target)
    told = [composer.told(case) for case in terms.cases]
    steps = attested(annex)
    scenarios, standings = settled(told, composer, terms.waivers, frozenset(each.id for each in steps), now)
    functions = about.selection.functions
    return Statement(
        schema=SCHEMA,
        says=SELF_ATTESTED,
        campaign=about.id,
        made=instant(now),
        expires=instant(now + timedelta(days=terms.days)),
        signer=signer_fact(signer),
        target=_target(composer),
        selection=SelectionFact(functions, about.selection.topic),
        contract_digest=terms.contract.digest,
        contract_versions={each: terms.contract.version(each) for each in terms.contract.documents},
        features_digest=terms.features_digest,
        service_versions=composer.services,
        versions=dict(terms.versions),
        participants=composer.participants,
        attempts=composer.attempts,
        outcome=outcome(standings, {each.case.id: each for each in scenarios}, composer.attempts, functions),
        scenarios=tuple(scenarios),
        waivers=tuple(terms.waivers),
        attested=tuple(steps),
        annex=annex.files(),
    )


def settled(
    told: Sequence[Told],
    composer: Composer,
    waivers: Sequence[WaiverFact],
    steps: frozenset[str],
    now: datetime,
) -> tuple[list[ScenarioFact], list[Standing]]:
    """Every scenario with its verdict."""
    runs = {each.run_id: each for each in composer.attempts}
    waived = {each.id: each for each in waivers}
    standings = [
        standing(each.case, each.course, each.untold, runs, waived, steps, pacific_day(now)) for each in told
    ]
    scenarios = [
        ScenarioFact(
            case=one.case,
            verdict=stands.verdict,
            cause=stands.cause,
            responsible=stands.responsible,
            untold=one.untold,
            course=one.course,
            tries=one.tries,
        )
        for one, stands in zip(told, standings, strict=True)
    ]
    return scenarios, standings


def write(campaign: Campaign, statement: Statement, signer: Signer, templates: Path) -> Path:
    """Write statement/ anew and sign it; its folder. Raises msgspec.ValidationError for what cannot be shared."""
    folder = campaign.folder / STATEMENT
    document = canonical(statement)
    # lengths and patterns hold for readers, and for us as well; and the page is made of what they will read
    told = msgspec.json.decode(document, type=Statement)
    files = {DOCUMENT: document, PAGE: page(told, templates).encode("utf-8", "replace")}
    facts = [FileFact(name, len(content), digest(content)) for name, content in sorted(files.items())]
    for name, content in files.items():
        replace(folder / name, content)
    replace(folder / SIGNATURE, canonical(sign(facts, signer)))
    return folder


def instant(moment: datetime) -> str:
    """An instant as statements write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _target(composer: Composer) -> TargetFact:
    return composer.attempts[-1].target
