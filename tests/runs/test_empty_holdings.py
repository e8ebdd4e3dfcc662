"""A participant may hold nothing: what reads its own holdings is then undecided, and nobody is to blame."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomli_w

from marketsim.target.embedded import EmbeddedSystem

from .session_run import session_run

DOWNLOADS = "features/market_information/downloads.feature"
PRIVATE = ("MS-INF-31#PRIVATE_EXISTING_CRR_AUCTION", "MS-INF-31#PRIVATE_EXISTING_CRR_SYSTEM")


def test_scenarios_on_our_holdings_wait_for_some(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """TORA holds no CRR: what would read them is skipped for want of data, and names the download."""
    written = tomllib.loads(embedded.observed.read_text("utf-8"))
    (holder,) = (each for each in written["participants"] if each["name"] == "TORA")
    written["participants"] = [{**holder, "functions": {"CRRH": "write"}}]
    profile = embedded.observed.with_name("nothing-held.toml")
    profile.write_text(tomli_w.dumps(written), "utf-8")
    run = session_run(tmp_path / "out", profile, DOWNLOADS, scenarios=PRIVATE)
    assert run.words() == dict.fromkeys(PRIVATE, ("skipped", "data")), run.told
    found = {each.id: each.finding.found for each in run.scenarios if each.finding}
    assert all("PRIVATE_EXISTING_CRR_" in found[name] for name in PRIVATE), found
    assert {each.finding.responsible for each in run.scenarios if each.finding} == {"ISO"}


def test_another_participant_of_ours_who_holds_some_speaks(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """GBTR holds no CRR of the group SYSTEM, and SRTX does: nothing is left undecided."""
    written = tomllib.loads(embedded.observed.read_text("utf-8"))
    named = {each["name"]: each for each in written["participants"]}
    written["participants"] = [named["GBTR"], named["SRTX"]]
    profile = embedded.observed.with_name("another-holds.toml")
    profile.write_text(tomli_w.dumps(written), "utf-8")
    run = session_run(tmp_path / "out", profile, DOWNLOADS, scenarios=PRIVATE)
    assert run.words() == dict.fromkeys(PRIVATE, ("passed", None)), run.told
