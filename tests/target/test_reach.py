"""Before a run on a named target: what keeps us out is told by kind - usage 2, set-up 3, unreachable 4."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.reach import SET_UP, UNREACHABLE, USAGE, NotReached, reach

ProfileWith = Callable[[Callable[[dict[str, Any]], None]], Path]
CONTRACT = Contract.load()


def kept_out(path: Path) -> NotReached:
    """Why the target of a profile is not reached."""
    with pytest.raises(NotReached) as problem:
        reach(path, CONTRACT)
    return problem.value


@pytest.mark.parametrize("which", ["profile", "observed"])
def test_a_standing_system_is_reached_by_either_of_its_profiles(embedded: EmbeddedSystem, which: str) -> None:
    """Nothing is raised, nothing is said."""
    reach(getattr(embedded, which), CONTRACT)


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    """Scripts rely on them."""
    assert (USAGE, SET_UP, UNREACHABLE) == (2, 3, 4)


def test_a_profile_that_cannot_be_used_is_wrong_usage(tmp_path: Path) -> None:
    """The message is that of the profile."""
    problem = kept_out(tmp_path / "nowhere.toml")
    assert problem.exit_code == USAGE
    assert "nowhere.toml" in str(problem)


def test_a_profile_without_participants_is_wrong_usage(profile_with: ProfileWith) -> None:
    """Nobody could speak."""
    problem = kept_out(profile_with(lambda written: written.update(participants=[])))
    assert problem.exit_code == USAGE
    assert "participant" in str(problem)


@pytest.mark.parametrize("content", [None, b"", b"no certificate at all"])
def test_a_certificate_that_cannot_be_opened_is_a_matter_of_set_up(
    profile_with: ProfileWith, tmp_path: Path, content: bytes | None
) -> None:
    """Missing, empty or something else: the file is named, whichever participant's it is."""
    file = tmp_path / "last.pem"
    if content is not None:
        file.write_bytes(content)

    def change(written: dict[str, Any]) -> None:
        written["participants"][-1]["certificate"] = str(file)

    problem = kept_out(profile_with(change))
    assert problem.exit_code == SET_UP
    assert "last.pem" in str(problem)


@pytest.mark.parametrize("room", ["operator", "participants"])
def test_the_certificates_of_console_and_screens_are_opened_too(
    profile_with: ProfileWith, tmp_path: Path, room: str
) -> None:
    """Else the run would break at its first scenario."""

    def change(written: dict[str, Any]) -> None:
        if room == "operator":
            written["operator"]["certificate"] = str(tmp_path / "gone.pem")
        else:
            written["participants"][0]["mui_certificate"] = str(tmp_path / "gone.pem")

    problem = kept_out(profile_with(change))
    assert problem.exit_code == SET_UP
    assert "gone.pem" in str(problem)


def test_an_authority_that_is_not_there_is_a_matter_of_set_up(
    profile_with: ProfileWith, tmp_path: Path
) -> None:
    """Without it no server can be trusted."""
    problem = kept_out(profile_with(lambda written: written["target"].update(ca=str(tmp_path / "gone.pem"))))
    assert problem.exit_code == SET_UP


@pytest.mark.parametrize("flaw", ["foreign", "expired", "not-yet-valid", "server-usage"])
def test_a_certificate_that_the_target_refuses_is_a_matter_of_set_up(
    profile_with: ProfileWith, embedded: EmbeddedSystem, flaw: str
) -> None:
    """The server is there; it does not let us in."""
    file = embedded.profile.parent / "refused" / f"{flaw}.pem"

    def change(written: dict[str, Any]) -> None:
        written["participants"][0]["certificate"] = str(file)

    problem = kept_out(profile_with(change))
    assert problem.exit_code == SET_UP
    assert f"{flaw}.pem" in str(problem)


def test_a_target_where_nobody_listens_is_unreachable(profile_with: ProfileWith, dead_port: int) -> None:
    """The address is in the message."""
    url = f"https://127.0.0.1:{dead_port}/crr"
    problem = kept_out(profile_with(lambda written: written["target"].update(base_url=url)))
    assert problem.exit_code == UNREACHABLE
    assert url in str(problem)


def test_a_server_of_another_authority_is_not_trusted(
    profile_with: ProfileWith, embedded: EmbeddedSystem
) -> None:
    """We refuse it; that too is for us to set up."""
    foreign = embedded.profile.parent / "refused" / "foreign.pem"
    problem = kept_out(profile_with(lambda written: written["target"].update(ca=str(foreign))))
    assert problem.exit_code == SET_UP
