"""What the tests of the target room stand on: sessions with the one embedded system, and profiles of it."""

from __future__ import annotations

import socket
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli_w

from marketsim.client.exchange import Exchange
from marketsim.contract.catalogue import Contract
from marketsim.contract.deviation import Deviation
from marketsim.target.console import Console
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.guard import Guard
from marketsim.target.party import Party
from marketsim.target.profile import load
from marketsim.target.session import Session


@dataclass
class Heard:
    """What a session wrote down: every exchange with its deviations and the party that spoke."""

    written: list[tuple[Exchange, list[Deviation], Party]] = field(default_factory=list)

    def __call__(
        self, exchange: Exchange, deviations: list[Deviation], party: Party, *_: object, **__: object
    ) -> None:
        self.written.append((exchange, deviations, party))


@dataclass
class Talk:
    """A session with the embedded system, and what it heard."""

    session: Session
    heard: Heard


@pytest.fixture
def talk(embedded: EmbeddedSystem) -> Iterator[Callable[..., Talk]]:
    """Opens sessions: ``talk(strict=True, observed=True, phase=..., writes=..., **members of the profile)``."""
    opened: list[Session] = []

    def begin(
        *,
        strict: bool = False,
        observed: bool = False,
        phase: str = "structured",
        writes: Any = "all",
        **more: Any,
    ) -> Talk:
        path = embedded.observed if observed else embedded.profile
        profile = msgspec.structs.replace(load(path), **more)
        heard = Heard()
        guard = Guard(phase, writes)
        session = Session(profile, path.parent, Contract.load(), guard, heard, strict=strict)
        opened.append(session)
        return Talk(session, heard)

    yield begin
    for session in opened:
        session.close()


@pytest.fixture
def console(embedded: EmbeddedSystem) -> Iterator[Console]:
    """The operator console; faults are switched off again afterwards."""
    console = Console(load(embedded.profile), embedded.profile.parent, Contract.load())
    yield console
    console.set_faults([])
    console.close()


@pytest.fixture
def profile_with(embedded: EmbeddedSystem, tmp_path: Path) -> Callable[..., Path]:
    """Writes the embedded system's profile anew, with a change: ``profile_with(lambda written: ...)``."""

    def write(change: Callable[[dict[str, Any]], None]) -> Path:
        written = tomllib.loads(embedded.profile.read_text("utf-8"))
        folder = embedded.profile.parent
        written["target"]["ca"] = str(folder / written["target"]["ca"])
        written["operator"]["certificate"] = str(folder / written["operator"]["certificate"])
        for participant in written["participants"]:
            for key in ("certificate", "mui_certificate"):
                if key in participant:
                    participant[key] = str(folder / participant[key])
        change(written)
        path = tmp_path / "changed.toml"
        path.write_text(tomli_w.dumps(written), "utf-8")
        return path

    return write


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port of loopback that is taken, and on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
