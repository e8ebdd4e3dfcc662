"""A campaign that never called anybody: runs are rehearsed, taken into the annex, stated, signed and verified."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.readiness.statement.annex import AttemptNote
from marketsim.readiness.statement.campaign import Campaign
from marketsim.readiness.statement.campaign_key import CampaignKey
from marketsim.readiness.statement.canonical import canonical, digest
from marketsim.readiness.statement.document import (
    CertificateFact,
    FileFact,
    SelectionFact,
    ServerFact,
    Statement,
    TargetFact,
    WaiverFact,
)
from marketsim.readiness.statement.facts import Case
from marketsim.readiness.statement.known import Known
from marketsim.readiness.statement.origin import Trust
from marketsim.readiness.statement.page import page
from marketsim.readiness.statement.signature import Signer, key_digest, sign
from marketsim.readiness.statement.verification import Judgement, verify
from marketsim.readiness.statement.writing import DOCUMENT, PAGE, SIGNATURE, Terms, compose, write

from ..rehearsal import LIVE, Rehearsal

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "reports" / "templates"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONTRACT = Contract.load()
FEATURES = "77ab31" + "0" * 58
SELECTION = SelectionFact(("CRRH",), None)
QUERY = {"marketName": "AUC_MN_2026_M11", "portfolioName": "bids", "participantName": "SRTX"}
Play = Callable[[Rehearsal], None]


def case(id_: str = "MS-AUC-21", **more: Any) -> Case:
    """A scenario of the features."""
    facts: dict[str, Any] = {
        "id": id_,
        "base_id": id_.partition("#")[0],
        "name": "A scenario",
        "topic": "auction",
        "functions": (),
        "phases": (),
        "codes": (),
        "requirements": (),
        "provenance": "contract",
        "row": {},
        "by_hand": False,
    }
    return Case(**(facts | more))


def refusal(code: str = "POR0100", version: str = "1.2.1") -> bytes:
    """A refusal that keeps the contract."""
    entry = {"errorCode": code, "errorDescription": "no such portfolio", "severity": "ERROR"}
    told = {"errorList": [entry], "creationTime": "2026-11-21T12:00:00Z", "serviceVersion": version}
    return json.dumps(told).encode()


def asks(stage: Rehearsal, status: int = 400, body: bytes | None = None, **more: Any) -> str:
    """Ask for a portfolio; it is refused with POR0100 unless said otherwise."""
    return stage.call(
        "auction",
        "getPortfolio",
        query=QUERY,
        status=status,
        response_body=refusal() if body is None else body,
        **more,
    )


def refused(stage: Rehearsal, id_: str, found: str = "400 POR0100", version: str = "1.2.1") -> None:
    """A scenario that demands to be refused with POR0100, and what it found."""
    status, _, code = found.partition(" ")
    with stage.scenario(id_, topic="auction"):
        asked = asks(stage, int(status), refusal(code or "POR0100", version))
        stage.asserts(
            asked,
            held=code == "POR0100",
            expected="POR0100",
            found=found,
            subject="code",
            comparison="code",
            operation="auction.getPortfolio",
        )


class Kit:
    """A campaign with its key. ``cases`` are the scenarios of the features; ``made`` and ``now`` two clocks."""

    def __init__(self, folder: Path, *cases: Case) -> None:
        self.folder = folder
        self.cases: Sequence[Case] = cases or (case("MS-AUC-21"), case("MS-AUC-22"))
        self.waivers: tuple[WaiverFact, ...] = ()
        self.attestable = frozenset({"DECK-122"})
        self.features, self.contract = FEATURES, CONTRACT
        self.now = self.made = NOW
        campaign = Campaign.open(folder, "20261120T000000Z-0000", "2026-11-20T00:00:00Z")
        self.campaign = campaign.about_target((LIVE["name"], LIVE["kind"]), SELECTION)
        self.campaign.keep()
        self.signer: Signer = CampaignKey.at(campaign.key)
        self._runs = 0

    def run(self, play: Play, *, finished: bool = True, **more: Any) -> str:
        """Rehearse a run and take it into the annex; its id."""
        self._runs += 1
        run_id = f"2026112{self._runs}T000000Z-000{self._runs}"
        stage = Rehearsal(self.campaign.attempt(run_id) / "evidence")
        stage.now += timedelta(hours=self._runs)
        facts = {"contract_digest": CONTRACT.digest, "features_digest": FEATURES} | more
        stage.run(
            run_id=run_id,
            target=LIVE,
            contract={"provenance": "ours", "digest": facts["contract_digest"], "versions": {}},
            features_digest=facts["features_digest"],
            phase=facts.get("phase", "structured"),
            observable=None,
            faults=facts.get("faults", []),
        )
        play(stage)
        if finished:
            stage.end()
        else:
            stage.recorder.close()
        began = f"2026-11-20T0{self._runs}:00:00Z"
        self.campaign.take(
            AttemptNote(
                run_id=run_id,
                began=began,
                ended=began,
                phase=facts.get("phase", "structured"),
                seed=20261120,
                target=TargetFact(LIVE["name"], "live", LIVE["base_url"], False),
                contract_digest=facts["contract_digest"],
                features_digest=facts["features_digest"],
                strict=False,
                intrusive=False,
                versions={"marketsim": "0.1.0"},
                server=SERVER,
                session_code=0,
            )
        )
        return run_id

    def compose(self) -> Statement:
        """The statement of the campaign as it is."""
        terms = Terms(self.contract, self.features, self.cases, self.waivers, {"marketsim": "0.1.0"})
        return compose(self.campaign, terms, self.signer, self.made)

    def state(self) -> Statement:
        """Write the statement; what it says."""
        statement = self.compose()
        write(self.campaign, statement, self.signer, TEMPLATES)
        return statement

    @property
    def statement(self) -> Path:
        """The folder that is handed out."""
        return self.folder / "statement"

    @property
    def annex(self) -> Path:
        """The private folder."""
        return self.folder / "annex"

    def verify(self, *, annex: bool = False, trust: Trust | None = None) -> Judgement:
        """Judge it, as somebody who trusts the campaign's key."""
        return verify(
            self.statement,
            contract=self.contract,
            features_digest=self.features,
            cases=lambda _: self.cases,
            known=Known(self.attestable, frozenset(each.id for each in self.cases)),
            trust=trust or Trust(keys=frozenset({key_digest(self.signer.public_key)})),
            annex=self.annex if annex else None,
            now=self.now,
            templates=TEMPLATES,
        )

    def reasons(self, **more: Any) -> set[str]:
        """The reasons for which it is refused."""
        return {each.reason for each in self.verify(**more).refusals}

    def rewrite(self, change: Callable[[dict[str, Any]], None], *, sign_again: bool = True) -> None:
        """Change statement.json, and sign the changed one with the campaign's key."""
        told = json.loads((self.statement / DOCUMENT).read_bytes())
        change(told)
        content = msgspec.json.encode(told, order="sorted")
        (self.statement / DOCUMENT).write_bytes(content)
        with contextlib.suppress(msgspec.ValidationError, ValueError, OverflowError):
            shown = page(msgspec.json.decode(content, type=Statement), TEMPLATES)
            (self.statement / PAGE).write_text(shown, "utf-8", newline="")
        if sign_again:
            self.sign_again(self.signer)

    def sign_again(self, signer: Signer) -> None:
        """Sign the files as they are."""
        files = []
        for name in sorted((DOCUMENT, PAGE)):
            content = (self.statement / name).read_bytes()
            files.append(FileFact(name, len(content), digest(content)))
        (self.statement / SIGNATURE).write_bytes(canonical(sign(files, signer)))


SERVER = ServerFact(
    "TLSv1.3",
    (
        CertificateFact(
            "CN=mapstage.example",
            "CN=authority",
            "2a",
            "2026-01-01T00:00:00Z",
            "2027-01-01T00:00:00Z",
            "ab" * 32,
        ),
    ),
)


def sound(folder: Path) -> Kit:
    """A campaign of two scenarios, both passed, stated."""
    kit = Kit(folder)

    def play(stage: Rehearsal) -> None:
        refused(stage, "MS-AUC-21")
        refused(stage, "MS-AUC-22")

    kit.run(play)
    kit.state()
    return kit
