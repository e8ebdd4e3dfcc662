"""The page says whose word it is, what was attested by hand, and that an embedded system is not the ISO's."""

from __future__ import annotations

from pathlib import Path

import msgspec

from marketsim.readiness.statement.attested import attest
from marketsim.readiness.statement.page import page

from .campaign_kit import TEMPLATES, Kit, case, refused


def test_the_page_says_that_it_is_self_attested(kit: Kit) -> None:
    """In the words of the statement, above everything."""
    told = (kit.statement / "index.html").read_text("utf-8")
    assert "elf-attested: the signature proves the signer and not the server" in told
    assert "EMBEDDED SYSTEM" not in told


def test_the_page_says_what_only_the_annex_can_show(kit: Kit) -> None:
    """In one sentence, for whoever has the page alone."""
    told = (kit.statement / "index.html").read_text("utf-8")
    (sentence,) = [line for line in told.splitlines() if "Only the annex can show" in line]
    for part in ("recorded", "bodies", "digests", "proof"):
        assert part in sentence


def test_an_embedded_system_is_named_on_every_printed_page(kit: Kit) -> None:
    """A band on the first, a running head on all."""
    target = msgspec.structs.replace(kit.compose().target, kind="embedded", embedded=True)
    told = page(msgspec.structs.replace(kit.compose(), target=target), TEMPLATES)
    assert 'class="band"><strong>EMBEDDED SYSTEM' in told
    assert '@top-center { content: "EMBEDDED SYSTEM"' in told


def test_words_for_functions_phases_server_and_attempts_are_shown(kit: Kit) -> None:
    """Ready, not assessed, and the fingerprint of the server's certificate."""
    told = (kit.statement / "index.html").read_text("utf-8")
    for text in ("r-ready", "r-not-assessed", "structured", "ab" * 32, kit.compose().attempts[0].run_id):
        assert text in told


def test_attested_steps_stand_apart(kit: Kit, tmp_path: Path) -> None:
    """With who, when and the digest of the proof; the count of passed stays."""
    proof = tmp_path / "proof.txt"
    proof.write_text("seen", "utf-8")
    attest(
        kit.campaign.annex,
        "DECK-122",
        "Jo <b>Doe</b>",
        proof,
        {"DECK-122": "Training"},
        "2026-11-21T09:00:00Z",
    )
    told = page(kit.state(), TEMPLATES)
    assert "Jo &lt;b&gt;Doe&lt;/b&gt;" in told and "never as passed" in told
    assert '<b class="t-passed">2</b> passed' in told


def test_a_failure_shows_codes_and_statuses_and_keeps_values(tmp_path: Path) -> None:
    """Found is told where it is published; else it is in the annex."""
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"), case("MS-AUC-22"))

    def play(stage: object) -> None:
        refused(stage, "MS-AUC-21", "400 MKT0001")  # type: ignore[arg-type]
        with stage.scenario("MS-AUC-22", topic="auction"):  # type: ignore[attr-defined]
            stage.asserts(expected=12.5, found=99.125, held=False, comparison="equal")  # type: ignore[attr-defined]

    kit.run(play)
    told = page(kit.compose(), TEMPLATES)
    assert "400 MKT0001" in told and "kept in the annex" in told
    assert "99.125" not in told and "12.5<" not in told


def test_the_page_asks_the_network_for_nothing(kit: Kit) -> None:
    """No script, no picture, no style and no link from elsewhere; the policy in the page forbids them."""
    told = (kit.statement / "index.html").read_text("utf-8")
    assert "default-src 'none'" in told
    assert not [each for each in ("<script", " src=", "@import", "url(", 'href="http') if each in told]
