"""Parties: a participant in one function, with the files that it proves itself with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketsim.target.party import credentials, parties
from marketsim.target.profile import ParticipantTable, Profile, ProfileProblem
from marketsim.target.profile_tables import TargetTable

FOLDER = Path("/profiles")


def participant(**files: Any) -> ParticipantTable:
    """SRTX with these files."""
    return ParticipantTable(name="SRTX", functions={"CRRH": "write"}, **files)


def test_a_participant_is_a_party_for_each_function_it_claims() -> None:
    """Whoever holds two functions speaks twice, each time with that function's access."""
    table = ParticipantTable("NVLY", {"CLSE": "write", "CRRH": "read"}, certificate="nvly.pem")
    profile = Profile(TargetTable("https://x.example/crr", "ca.pem"), (table,))
    told = [(each.name, each.function, each.write) for each in parties(profile, FOLDER)]
    assert told == [("NVLY", "CLSE", True), ("NVLY", "CRRH", False)]
    assert parties(profile, FOLDER)[1].label == "NVLY (CRRH:read)"


def test_paths_are_taken_from_the_folder_of_the_profile() -> None:
    """A profile and its certificates travel together."""
    table = participant(certificate="srtx.crt", key="keys/srtx.key", mui_certificate="mui.pem")
    profile = Profile(TargetTable("https://x.example/crr", "ca.pem"), (table,))
    (party,) = parties(profile, FOLDER)
    assert party.credentials is not None
    assert party.credentials.pem == FOLDER / "srtx.crt"
    assert party.credentials.key == FOLDER / "keys" / "srtx.key"
    assert party.mui_certificate == FOLDER / "mui.pem"


def test_a_pfx_file_stands_in_place_of_certificate_and_key() -> None:
    """Windows exports one file that holds both."""
    found = credentials(participant(pfx="srtx.pfx"), FOLDER)
    assert found is not None
    assert (found.pem, found.pfx, found.passphrase) == (None, FOLDER / "srtx.pfx", None)


def test_a_pass_phrase_comes_from_a_file_beside_the_profile(tmp_path: Path) -> None:
    """Its first line, read only when the key is opened."""
    (tmp_path / "secret.txt").write_text("open sesame\nnot this\n", "utf-8")
    found = credentials(participant(pfx="srtx.pfx", passphrase_file="secret.txt"), tmp_path)
    assert found is not None
    assert found.passphrase is not None
    assert found.passphrase.read().reveal() == b"open sesame"
    assert "sesame" not in repr(found)


def test_a_pass_phrase_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable's name; the profile never holds the text."""
    monkeypatch.setenv("SRTX_PASSPHRASE", "open sesame")
    found = credentials(participant(certificate="srtx.pem", passphrase_env="SRTX_PASSPHRASE"), FOLDER)
    assert found is not None
    assert found.passphrase is not None
    assert found.passphrase.read().reveal() == b"open sesame"


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({}, "neither"),
        ({"certificate": "a.pem", "pfx": "a.pfx"}, "both"),
        ({"pfx": "a.pfx", "passphrase_file": "f", "passphrase_env": "E"}, "both"),
        ({"pfx": "a.pfx", "key": "a.key"}, "a.key"),
    ],
)
def test_files_that_leave_a_choice_open_are_refused(files: dict[str, str], named: str) -> None:
    """No certificate, two of them, two pass-phrases, a key too many: the participant is named, and why."""
    with pytest.raises(ProfileProblem, match="SRTX") as problem:
        credentials(participant(**files), FOLDER)
    assert named in str(problem.value)


def test_a_canned_mock_may_be_spoken_to_without_a_certificate() -> None:
    """Only there none is needed."""
    assert credentials(participant(), FOLDER, needed=False) is None
