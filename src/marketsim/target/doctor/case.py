"""What one examination is about: a profile, those who speak in it, and the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from marketsim.client.credentials import Credentials
from marketsim.contract.catalogue import Contract
from marketsim.target.doctor.chart import Chart
from marketsim.target.party import Party
from marketsim.target.profile import Profile


@dataclass(frozen=True, slots=True)
class Case:
    """The profile with its folder and parties, the chart to write to, and whom to tell of the progress."""

    profile: Profile
    folder: Path
    parties: tuple[Party, ...]
    contract: Contract
    chart: Chart
    tell: Callable[[str], None]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def host(self) -> str:
        """The server's host name or address."""
        return urlsplit(self.profile.target.base_url).hostname or ""

    @property
    def port(self) -> int:
        """The server's port."""
        return urlsplit(self.profile.target.base_url).port or 443

    @property
    def peer(self) -> str:
        """``host:port``, for people."""
        return f"{self.host}:{self.port}"

    @property
    def canned(self) -> bool:
        """Whether the target is a mock with canned answers."""
        return self.profile.target.answers == "canned"

    def certificates(self) -> dict[Credentials | None, str]:
        """Every certificate that speaks (None for none at all), with its subject in the chart."""
        names: dict[Credentials | None, list[str]] = {}
        for party in self.parties:
            spoken_for = names.setdefault(party.credentials, [])
            if party.name not in spoken_for:
                spoken_for.append(party.name)
        return {each: _subject(each, spoken_for) for each, spoken_for in names.items()}


def _subject(credentials: Credentials | None, names: Iterable[str]) -> str:
    file = credentials.file.name if credentials else "no certificate"
    return f"{', '.join(names)} ({file})"
