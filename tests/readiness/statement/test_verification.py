"""Every kind of tampering with a statement is refused, each with its own reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from client.pki import Authority, Issued
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from marketsim.readiness.statement.attested import attest
from marketsim.readiness.statement.campaign_key import CampaignKey
from marketsim.readiness.statement.document import WaiverFact
from marketsim.readiness.statement.origin import Trust
from marketsim.readiness.statement.signature import PublicKey, key_digest
from marketsim.readiness.statement.writing import DOCUMENT, PAGE, SIGNATURE

from ..rehearsal import Rehearsal
from .campaign_kit import NOW, Kit, asks, case, refused, sound

Told = dict[str, Any]


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """A sound campaign, stated."""
    return sound(tmp_path / "campaign")


def test_a_sound_statement_is_valid_with_and_without_its_annex(kit: Kit) -> None:
    """Everything that can be looked at again agrees."""
    assert kit.verify().refusals == []
    judgement = kit.verify(annex=True)
    assert judgement.refusals == [] and judgement.valid
    assert judgement.bodies is not None and judgement.bodies.again == judgement.bodies.all == 4


def test_what_the_screens_answered_is_judged_without_an_exchange_of_the_services(tmp_path: Path) -> None:
    """The rooms beside the ten services leave no exchange in the evidence; the assertions on them are told alone."""
    kit = Kit(tmp_path / "campaign", case("MS-INF-61", by_hand=True))

    def play(stage: Rehearsal) -> None:
        with stage.scenario("MS-INF-61", topic="market_information"):
            asks(stage)
            stage.asserts("7d9e0c1a-0000-4000-8000-999999999999", expected="200", found="200")

    kit.run(play)
    kit.state()
    assert kit.verify().refusals == kit.verify(annex=True).refusals == []


@pytest.mark.parametrize("name", [DOCUMENT, PAGE])
def test_a_flipped_byte_is_refused_by_the_digest_of_its_file(kit: Kit, name: str) -> None:
    """One bit in a text, and the file is not the one that was signed."""
    path = kit.statement / name
    content = bytearray(path.read_bytes())
    content[content.index(b"A scenario")] ^= 0x02
    path.write_bytes(content)
    assert "digest" in kit.reasons()


def test_a_flipped_byte_of_the_signature_is_refused(kit: Kit) -> None:
    """The signature itself."""
    path = kit.statement / SIGNATURE
    told = json.loads(path.read_bytes())
    told["signature"] = ("B" if told["signature"][0] == "A" else "A") + told["signature"][1:]
    path.write_bytes(msgspec.json.encode(told, order="sorted"))
    assert kit.reasons() == {"signature"}


def test_a_signature_by_another_key_than_the_statement_names_is_foreign(kit: Kit, tmp_path: Path) -> None:
    """Somebody signs our statement as theirs; that nobody trusts them either is a second reason."""
    stranger = CampaignKey.at(tmp_path / "stranger.pem")
    kit.sign_again(stranger)
    assert kit.reasons() == {"foreign key", "unknown origin"}
    trusted = Trust(keys=frozenset({key_digest(stranger.public_key)}))
    assert kit.reasons(trust=trusted) == {"foreign key"}


def test_a_campaign_key_that_nobody_named_is_of_unknown_origin(kit: Kit) -> None:
    """A key that vouches for itself vouches for nothing."""
    judgement = kit.verify(trust=Trust())
    assert [each.reason for each in judgement.refusals] == ["unknown origin"]
    assert "--trust" in judgement.refusals[0].found


def scenario(told: Told) -> Told:
    """The first scenario."""
    return dict(told["scenarios"][0])


def drop(told: Told) -> None:
    """A scenario less."""
    told["scenarios"].pop()


def add(told: Told) -> None:
    """A scenario that the features do not have."""
    more = json.loads(json.dumps(told["scenarios"][0]))
    more["case"]["id"] = "MS-AUC-77"
    told["scenarios"].append(more)


def describe_otherwise(told: Told) -> None:
    """A scenario that says it is for another function."""
    told["scenarios"][0]["case"]["functions"] = ["NDA"]


def edit_status(told: Told) -> None:
    """An answer that was 400 becomes 200."""
    told["scenarios"][0]["course"]["exchanges"][0]["status"] = 200


def edit_expected(told: Told) -> None:
    """What was expected is said to be something else."""
    told["scenarios"][0]["course"]["assertions"][0]["expected"]["said"] = "MKT0001"


def edit_verdict(told: Told) -> None:
    """The verdict alone."""
    told["scenarios"][0]["verdict"] = "omitted"


def edit_outcome(told: Told) -> None:
    """The word for a function alone."""
    told["outcome"]["functions"]["NDA"] = "ready"


def hide_attempt(told: Told) -> None:
    """The latest attempt is taken out, as if it were still to be made."""
    told["scenarios"][0] |= {"course": None, "untold": "not yet run in this campaign", "verdict": "skipped"}


def count_earlier(told: Told) -> None:
    """What counts is not what ran last."""
    told["scenarios"][0]["tries"][-1]["at"] = "2026-11-20T23:00:00.000000Z"


def other_contract(told: Told) -> None:
    """The run was judged by another contract than the statement says."""
    told["attempts"][0]["contract_digest"] = "ab" * 32


def hide_embedded(told: Told) -> None:
    """The target is called another."""
    told["target"]["base_url"] = "https://api.example/crr"


def lost_run(told: Told) -> None:
    """A run that the list of runs does not have."""
    told["attempts"] = []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop, "incomplete"),
        (add, "incomplete"),
        (describe_otherwise, "incomplete"),
        (edit_status, "status"),
        (edit_expected, "comparison"),
        (edit_verdict, "verdict"),
        (edit_outcome, "outcome"),
        (hide_attempt, "stale evidence"),
        (count_earlier, "stale evidence"),
        (other_contract, "stale evidence"),
        (hide_embedded, "target"),
        (lost_run, "verdict"),
    ],
)
def test_what_was_edited_is_refused_even_when_it_is_signed_anew(
    kit: Kit, change: Callable[[Told], None], reason: str
) -> None:
    """The campaign's own key does not help: the statement is decided again from what it tells."""
    kit.rewrite(change)
    assert reason in kit.reasons()


def test_an_edited_file_that_is_not_signed_anew_is_refused_by_its_digest(kit: Kit) -> None:
    """The same edit, by somebody without the key."""
    kit.rewrite(edit_verdict, sign_again=False)
    assert {"digest", "verdict"} <= kit.reasons()


def test_a_failure_that_is_rewritten_everywhere_is_refused_by_the_annex(tmp_path: Path) -> None:
    """Status, found, verdict and outcome agree with each other, and not with the evidence."""
    kit = Kit(tmp_path / "campaign")

    def play(stage: Any) -> None:
        refused(stage, "MS-AUC-21", "400 MKT0001")
        refused(stage, "MS-AUC-22")

    kit.run(play)
    kit.state()
    honest = kit.verify(annex=True)
    assert honest.valid and honest.statement is not None and honest.statement.outcome.exit_code == 1

    def whiten(told: Told) -> None:
        first, _second = told["scenarios"]
        first["course"]["assertions"][0] |= {
            "held": True,
            "found": {"said": "400 POR0100", "digest": None, "codes": []},
        }
        first["course"]["exchanges"][0]["codes"] = ["POR0100"]
        first |= {"verdict": "passed", "cause": None, "responsible": None}
        first["tries"][0]["verdict"] = "passed"
        told["outcome"] |= {"readiness": "ready", "exit_code": 0}
        told["outcome"]["sentence"] = "Ready for what was selected: all 2 scenarios that apply passed."
        told["outcome"]["counts"] |= {"failed": 0, "passed": 2}
        told["outcome"]["functions"] = {
            name: "ready" if name == "CRRH" else "not assessed" for name in told["outcome"]["functions"]
        }
        told["outcome"]["phases"] = {"structured": "ready"}

    kit.rewrite(whiten)
    assert kit.reasons() == set()
    assert kit.reasons(annex=True) == {"evidence"}


def evidence_file(kit: Kit) -> Path:
    """The evidence of the only run."""
    return next((kit.annex / "runs").rglob("*.jsonl"))


def test_swapped_evidence_is_refused_because_the_statement_binds_its_digest(kit: Kit) -> None:
    """Another file of evidence in its place."""
    path = evidence_file(kit)
    path.write_bytes(path.read_bytes().replace(b"no such portfolio", b"no such thing    "))
    refusals = {each.reason: each.found for each in kit.verify(annex=True).refusals}
    assert "is not the file that the statement binds" in refusals["annex"]


def test_swapped_evidence_that_is_bound_anew_is_refused_by_what_it_says(kit: Kit) -> None:
    """The digest is mended too: then the facts, made again from the evidence, differ; and so do digested bodies."""
    path = evidence_file(kit)
    path.write_bytes(path.read_bytes().replace(b'\\"POR0100\\"', b'\\"MKT0001\\"'))
    facts = [msgspec.to_builtins(each) for each in kit.campaign.annex.files()]
    kit.rewrite(lambda told: told.update(annex=facts))
    assert kit.reasons(annex=True) == {"evidence", "body"}


def test_a_body_that_breaks_the_contract_without_a_word_in_the_evidence_is_refused(tmp_path: Path) -> None:
    """Deviations that were left out of the record are found again on the kept bytes."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))

    def play(stage: Any) -> None:
        with stage.scenario("MS-AUC-21", topic="auction"):
            asked = stage.call(
                "auction", "getPortfolio", status=200, response_body=b'{"name": 7}',
                query={"marketName": "M", "portfolioName": "p", "participantName": "SRTX"},
            )  # fmt: skip
            stage.asserts(asked, expected="200", found="200", subject="status", comparison="status")

    kit.run(play)
    kit.state()
    assert kit.reasons() == set()
    assert kit.reasons(annex=True) == {"body"}


@pytest.mark.parametrize("part", ["salt", "runs"])
def test_a_part_of_the_annex_that_is_missing_is_refused(kit: Kit, part: str) -> None:
    """Whatever is bound has to be there."""
    path = kit.annex / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "annex" in kit.reasons(annex=True)


def test_a_file_of_the_annex_that_nothing_binds_is_refused(kit: Kit) -> None:
    """Nothing is slipped in."""
    (kit.annex / "extra.txt").write_text("more", "utf-8")
    assert kit.reasons(annex=True) == {"annex"}


def test_another_contract_of_the_reader_is_named(kit: Kit) -> None:
    """Judged by other files: said so, and how to name them."""
    kit.rewrite(lambda told: told.update(contract_digest="ab" * 32))
    judgement = kit.verify()
    stale = next(each for each in judgement.refusals if each.reason == "stale contract")
    assert "--contract" in stale.found


def test_other_features_of_the_reader_are_named(kit: Kit) -> None:
    """A statement on other scenarios is not complete by ours."""
    kit.features = "00" * 32
    assert kit.reasons() == {"stale features"}


def test_a_statement_is_refused_after_its_last_day_and_before_its_first(kit: Kit) -> None:
    """It may be relied upon for ninety days."""
    kit.now = NOW + timedelta(days=89)
    assert kit.reasons() == set()
    kit.now = NOW + timedelta(days=91)
    assert kit.reasons() == {"expired"}
    kit.now = NOW - timedelta(days=1)
    assert kit.reasons() == {"expired"}


def test_a_clock_a_little_behind_does_not_refuse_a_fresh_statement(kit: Kit) -> None:
    """Two minutes are forgiven between two machines, and no more."""
    kit.now = NOW - timedelta(minutes=2)
    assert kit.reasons() == set()
    kit.now = NOW - timedelta(minutes=2, seconds=1)
    assert kit.reasons() == {"expired"}


def test_an_attested_step_that_the_register_does_not_have_is_refused(kit: Kit, tmp_path: Path) -> None:
    """By the reader's own register, even when it is signed; a known one is not."""
    proof = tmp_path / "proof.txt"
    proof.write_text("seen", "utf-8")
    attest(kit.campaign.annex, "DECK-122", "Jo Doe", proof, {"DECK-122": "Training"}, "2026-11-21T09:00:00Z")
    kit.state()
    assert kit.reasons(annex=True) == set()
    kit.attestable = frozenset({"DECK-123"})
    (refusal,) = kit.verify(annex=True).refusals
    assert refusal.reason == "unknown attested step"
    assert "DECK-122" in refusal.found


def test_a_waiver_of_a_scenario_that_is_none_is_refused(kit: Kit) -> None:
    """It would read as an excuse for something, and nobody could say for what; a known one is not."""
    kit.waivers = (WaiverFact("MS-AUC-21", "known", "Jo", "2026-12-25"),)
    kit.state()
    assert kit.reasons() == set()
    kit.waivers = (WaiverFact("MS-AUC-99", "known", "Jo", "2026-12-25"),)
    kit.state()
    (refusal,) = kit.verify().refusals
    assert refusal.reason == "unknown waiver"
    assert "MS-AUC-99" in refusal.found


def test_a_statement_that_wants_to_last_for_ever_is_refused(kit: Kit) -> None:
    """A made-up last day does not help."""
    kit.rewrite(lambda told: told.update(expires="2099-01-01T00:00:00Z"))
    assert kit.reasons() == {"expired"}


def test_an_expired_waiver_is_refused_though_it_held_when_the_statement_was_made(tmp_path: Path) -> None:
    """The statement outlives its waiver, its validity does not."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))
    kit.run(lambda stage: refused(stage, "MS-AUC-21", "400 MKT0001"))
    kit.waivers = (WaiverFact("MS-AUC-21", "known", "Jo", "2026-11-25"),)
    assert kit.state().outcome.exit_code == 0
    assert kit.reasons() == set()
    kit.now = NOW + timedelta(days=10)
    assert kit.reasons() == {"expired waiver"}


class CertificateSigner:
    """Signs as a participant does."""

    def __init__(self, issued: Issued, *chain: x509.Certificate) -> None:
        self._key = issued.key
        self.certificates = (issued.certificate, *chain)

    @property
    def public_key(self) -> PublicKey:
        """The certificate's key."""
        return self._key.public_key()

    def sign(self, content: bytes) -> bytes:
        """The signature."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            whole = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            return self._key.sign(content, whole, hashes.SHA256())
        return self._key.sign(content, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_participants_certificate_is_trusted_through_its_authority_alone(tmp_path: Path, kind: Any) -> None:
    """The chain leads to an authority that --trust names; another authority of the same name does not do."""
    authority = Authority("Participants")
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else None
    kit.signer = CertificateSigner(authority.issue("srtx", key=key))
    kit.now = kit.made = authority.at
    kit.run(lambda stage: refused(stage, "MS-AUC-21"))
    kit.state()
    assert kit.reasons(trust=Trust((authority.own.certificate,))) == set()
    other = Authority("Participants")
    assert kit.reasons(trust=Trust((other.own.certificate,))) == {"unknown origin"}
    assert kit.reasons(trust=Trust()) == {"unknown origin"}


def test_a_certificate_of_somebody_else_beside_the_signature_is_foreign(tmp_path: Path) -> None:
    """A certificate that is trusted does not lend its name to another key."""
    authority = Authority("Participants")
    ours, theirs = authority.issue("srtx"), authority.issue("gbtr")
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))
    kit.signer = CertificateSigner(ours)
    kit.now = kit.made = authority.at
    kit.run(lambda stage: refused(stage, "MS-AUC-21"))
    kit.state()
    mixed = CertificateSigner(ours)
    mixed.certificates = (theirs.certificate,)
    kit.sign_again(mixed)
    assert kit.reasons(trust=Trust((authority.own.certificate,))) == {"foreign key"}
