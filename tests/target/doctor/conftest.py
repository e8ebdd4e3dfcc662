"""What the doctor's tests stand on: a sound set-up, to be changed in one place by each test."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from marketsim.contract.catalogue import Contract
from marketsim.target.doctor.check import Check
from marketsim.target.doctor.examination import examine
from marketsim.target.profile import load

from .issuing import Authority, Issued
from .stand_ins import Application, Script, applying

Faults = list[tuple[str, str]]


@dataclass
class SetUp:
    """A profile, the folder with its files, and what is found when the doctor looks at it."""

    folder: Path
    authority: Authority
    written: dict[str, Any]
    stack: ExitStack
    contract: Contract = field(default_factory=Contract.load)

    @property
    def participant(self) -> dict[str, Any]:
        """The table of the one participant."""
        table: dict[str, Any] = self.written["participants"][0]
        return table

    def say(self, table: str, **members: Any) -> None:
        """Write members into a table of the profile."""
        self.written.setdefault(table, {}).update(members)

    def serve(
        self,
        script: Script = lambda path: None,
        *,
        server: Issued | None = None,
        clients: Authority | None = None,
        asks: ssl.VerifyMode = ssl.CERT_REQUIRED,
        only: ssl.TLSVersion | None = None,
    ) -> Application:
        """Start an application, and write its address into the profile."""
        issued = server or self.authority.server()
        file = issued.write(self.folder / "server.pem", chain=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.load_verify_locations((clients or self.authority).write(self.folder / "clients-ca.pem"))
        context.verify_mode = asks
        if only is not None:
            context.minimum_version = context.maximum_version = only
        application = self.stack.enter_context(applying(context, script))
        self.say("target", base_url=application.url)
        return application

    def speak_as(self, issued: Issued, *, chain: bool = False) -> None:
        """Use this certificate."""
        issued.write(self.folder / "srtx.pem", chain=chain)

    def checks(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: float = 60,
        tell: Callable[[str], None] = lambda text: None,
    ) -> tuple[Check, ...]:
        """What the doctor finds."""
        file = self.folder / "profile.toml"
        file.write_text(tomli_w.dumps(self.written), "utf-8")
        return examine(load(file), self.folder, self.contract, seconds=seconds, now=now, tell=tell)

    def faults(self, **more: Any) -> Faults:
        """The faults alone, as pairs of id and cause."""
        return faults_in(self.checks(**more))


def faults_in(checks: Sequence[Check]) -> Faults:
    """The faults among checks, as pairs of id and cause."""
    return [(each.id, each.cause) for each in checks if each.status == "fault"]


@pytest.fixture(scope="session")
def sound_authority() -> Authority:
    """The authority of servers and persons."""
    return Authority("Test Authority")


@pytest.fixture
def set_up(sound_authority: Authority, tmp_path: Path) -> Iterator[SetUp]:
    """A participant SRTX that claims CRRH, by a sound certificate; the server is started by the test."""
    sound_authority.write(tmp_path / "ca.pem")
    sound_authority.person().write(tmp_path / "srtx.pem")
    written = {
        "target": {"base_url": "https://127.0.0.1:9/crr", "ca": "ca.pem"},
        "limits": {"requests_per_second": 0},
        "participants": [{"name": "SRTX", "functions": {"CRRH": "write"}, "certificate": "srtx.pem"}],
    }
    with ExitStack() as stack:
        yield SetUp(tmp_path, sound_authority, written, stack)
