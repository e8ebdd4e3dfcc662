"""Those who speak to the system under test: a participant, in one function, by one certificate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marketsim.client.credentials import Credentials
from marketsim.client.passphrase import PassphraseSource
from marketsim.target.profile import ParticipantTable, Profile, ProfileProblem


@dataclass(frozen=True, slots=True)
class Party:
    """A participant as it appears at the gate: its name, one function with its access, its credentials."""

    name: str
    function: str
    write: bool
    credentials: Credentials
    mui_certificate: Path | None = None

    @property
    def label(self) -> str:
        """``SRTX (CRRH:write)``, for people."""
        return f"{self.name} ({self.function}:{'write' if self.write else 'read'})"


def parties(profile: Profile, folder: Path) -> tuple[Party, ...]:
    """Every party of a profile, one for each function claimed; paths are taken from the profile's folder."""
    return tuple(
        Party(
            name=table.name,
            function=function,
            write=access == "write",
            credentials=credentials(table, folder),
            mui_certificate=folder / table.mui_certificate if table.mui_certificate else None,
        )
        for table in profile.participants
        for function, access in table.functions.items()
    )


def credentials(table: ParticipantTable, folder: Path) -> Credentials:
    """The credentials of a participant; raises ProfileProblem when it names no certificate or two."""
    if (table.certificate is None) == (table.pfx is None):
        raise ProfileProblem(
            f"Expected either certificate or pfx for participant {table.name}; found "
            f"{'neither' if table.pfx is None else 'both'}. Name one file."
        )
    passphrase = None
    if table.passphrase_file:
        passphrase = PassphraseSource.file(folder / table.passphrase_file)
    elif table.passphrase_env:
        passphrase = PassphraseSource.environment(table.passphrase_env)
    return Credentials(
        pem=folder / table.certificate if table.certificate else None,
        key=folder / table.key if table.key else None,
        pfx=folder / table.pfx if table.pfx else None,
        passphrase=passphrase,
    )
