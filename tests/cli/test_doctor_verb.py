"""`marketsim doctor` tells what it found, to people and to programs, and ends with a code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli_w
from click.testing import Result
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.target.embedded import EmbeddedSystem


def doctor(*words: str) -> Result:
    """Call the verb."""
    return CliRunner().invoke(command_line(["doctor"]), ["doctor", *words])


@pytest.fixture
def profile(embedded: EmbeddedSystem, tmp_path: Path) -> Path:
    """SRTX on the embedded system; its function is its own."""
    return written(embedded, tmp_path, "SRTX")


def written(embedded: EmbeddedSystem, folder: Path, name: str) -> Path:
    """A profile by the certificate of SRTX, for a participant of that name."""
    clients = embedded.profile.parent
    path = folder / "srtx.toml"
    participant = {"name": name, "functions": {"CRRH": "write"}, "certificate": str(clients / "srtx.pem")}
    target = {"base_url": embedded.base_url, "ca": str(clients / "ca.pem")}
    limits = {"requests_per_second": 0}
    path.write_text(
        tomli_w.dumps({"target": target, "limits": limits, "participants": [participant]}), "utf-8"
    )
    return path


def test_a_sound_set_up_ends_with_0_and_the_next_command(profile: Path) -> None:
    """Every check in a line."""
    result = doctor("--target", str(profile))
    assert result.exit_code == 0, result.output
    assert "ok       The server accepts our certificate" in result.stdout
    assert "FAULT" not in result.stdout
    assert "skipped  no read tells it: The certificate holds the function CRRH [SRTX]" in result.stdout
    assert "the AIM role EXTERNAL CRR HOLDER READ/WRITE ACCESS" in result.stdout
    assert result.stdout.rstrip().endswith(f"Next: marketsim certify --target {profile}")


def test_a_fault_is_told_in_full_before_the_list_and_ends_with_1(
    embedded: EmbeddedSystem, tmp_path: Path
) -> None:
    """What was found, what was expected, what to do."""
    result = doctor("--target", str(written(embedded, tmp_path, "GBTR")))
    assert result.exit_code == 1
    first = result.stdout.splitlines()[:5]
    assert first[0].startswith("FAULT    The certificate may act for the participant: no")
    assert [line.split()[0] for line in first[1:]] == ["cause", "found", "expected", "do"]
    assert "skipped  see participant first: service:market_status" in result.stdout


def test_programs_get_a_list_of_checks(embedded: EmbeddedSystem, tmp_path: Path) -> None:
    """With the members that scripts rely on, the first cause first."""
    result = doctor("--target", str(written(embedded, tmp_path, "GBTR")), "--json")
    checks = json.loads(result.stdout)
    assert {"id", "status", "cause", "found", "expected", "fix"} <= set(checks[0])
    assert {each["status"] for each in checks} <= {"ok", "fault", "warning", "skipped"}
    assert next(each for each in checks if each["status"] == "fault")["cause"] == "not-your-participant"
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[targt]", "did you mean target?"),
        ("nonsense", "TOML"),
        ('participants = []\n[target]\nbase_url = "https://127.0.0.1:9/crr"', "names none"),
    ],
)
def test_a_profile_that_cannot_be_used_ends_with_2(tmp_path: Path, text: str, said: str) -> None:
    """It is wrong usage, not a finding."""
    path = tmp_path / "profile.toml"
    path.write_text(text, "utf-8")
    result = doctor("--target", str(path))
    assert result.exit_code == 2
    assert said in result.output


def test_a_contract_folder_that_cannot_be_used_ends_with_2(profile: Path) -> None:
    """The option counts before the profile."""
    result = doctor("--target", str(profile), "--contract", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.output


def test_without_a_target_an_embedded_system_is_looked_at() -> None:
    """Of our own, started for it: the doctor shows what health looks like."""
    result = doctor()
    assert result.exit_code == 0, result.output
    assert "embedded system of our own" in result.stderr
    assert "No fault found" in result.stdout


def test_progress_goes_to_the_error_stream(profile: Path) -> None:
    """So that the list can be piped."""
    result = doctor("--target", str(profile), "--json")
    assert "... asking auction as SRTX" in result.stderr
    json.loads(result.stdout)
