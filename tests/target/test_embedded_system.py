"""The embedded system as a subprocess: it starts, says where it is, and leaves nothing behind."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from marketsim.target import embedded as room
from marketsim.target.embedded import EmbeddedSystem, SetUpProblem


def listens(base_url: str) -> bool:
    """Whether anybody takes connections at a base URL."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(base_url).port or 0)) == 0


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """Every process that is started from here on."""
    processes: list[subprocess.Popen[str]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *words: object, **named: object) -> None:
            super().__init__(*words, **named)  # type: ignore[call-overload]
            processes.append(self)

    monkeypatch.setattr(room.subprocess, "Popen", Noted)
    return processes


def test_a_started_system_answers_and_has_written_both_profiles(embedded: EmbeddedSystem) -> None:
    """Its one line of output says where."""
    assert embedded.base_url.endswith("/crr")
    assert listens(embedded.base_url)
    assert embedded.profile.is_file()
    assert embedded.observed.is_file()
    assert embedded.store.is_file()


def test_leaving_a_system_ends_its_process_and_frees_its_port(tmp_path: Path) -> None:
    """Also when the block is left by an error; stopping twice is no error."""
    with pytest.raises(RuntimeError, match="on purpose"), EmbeddedSystem(tmp_path) as system:
        assert listens(system.base_url)
        raise RuntimeError("on purpose")
    with pytest.raises(ProcessLookupError):
        os.kill(system.pid, 0)
    assert not listens(system.base_url)
    system.stop()


def test_a_system_that_does_not_start_is_reported_with_its_last_words(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    """The reason stands in the log of the process, which nobody would look for."""
    with pytest.raises(SetUpProblem) as problem:
        EmbeddedSystem(tmp_path, faults=["rule:no-such-rule"])
    message = str(problem.value)
    assert "exit code 2" in message
    assert "no-such-rule" in message
    assert started[0].poll() is not None


def test_a_system_that_is_not_ready_in_time_is_stopped(
    tmp_path: Path, started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not go on in the background."""
    monkeypatch.setattr(room, "READY_WITHIN", 0.0)
    with pytest.raises(SetUpProblem, match="said nothing for 0 s"):
        EmbeddedSystem(tmp_path)
    assert started[0].poll() is not None


class GivenUp(EmbeddedSystem):
    """A system whose starter presses Ctrl-C while waiting."""

    def _await_ready(self) -> tuple[str, Path]:
        raise KeyboardInterrupt


def test_a_person_who_gives_up_while_it_starts_leaves_nothing_behind(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    """Ctrl-C comes at any moment."""
    with pytest.raises(KeyboardInterrupt):
        GivenUp(tmp_path)
    assert started[0].poll() is not None
