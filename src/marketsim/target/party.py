"""Those who speak to the system under test: a participant, in one function, by one certificate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marketsim.client.credentials import Credentials
from marketsim.client.passphrase import PassphraseSource
from marketsim.target.profile import ParticipantTable, Profile, ProfileProblem


@dataclass(frozen=True, slots=True)
class Party:
    """A participant as it appears at the gate: its name, one function with its access, its credentials.

    Without credentials (on a canned mock only) no certificate is presented.
    """

    name: str
    function: str
    write: bool
    credentials: Credentials | None
    mui_certificate: Path | None = None
    metered_subsystem: bool = False
    outside_area: bool = False

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
            credentials=credentials(table, folder, needed=profile.target.answers != "canned"),
            mui_certificate=folder / table.mui_certificate if table.mui_certificate else None,
            metered_subsystem=table.metered_subsystem,
            outside_area=table.outside_area,
        )
        for table in profile.participants
        for function, access in table.functions.items()
    )


def credentials(table: ParticipantTable, folder: Path, *, needed: bool = True) -> Credentials | None:
    """The credentials of a participant; raises ProfileProblem when it is not plain which files are meant.

    None where it names no certificate and none is ``needed``.
    """
    _one_of(table, "certificate", "pfx", needed=needed)
    _one_of(table, "passphrase_file", "passphrase_env", needed=False)
    if table.key and table.pfx:
        raise ProfileProblem(
            f"Expected no key beside the pfx of participant {table.name}, which holds its own; found "
            f"{table.key}. Remove it."
        )
    if not table.certificate and not table.pfx:
        return None
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


def _one_of(table: ParticipantTable, one: str, other: str, *, needed: bool) -> None:
    named = [each for each in (one, other) if getattr(table, each)]
    if len(named) == 2 or (needed and not named):
        raise ProfileProblem(
            f"Expected {'either' if needed else 'at most one of'} {one} {'or' if needed else 'and'} {other} for "
            f"participant {table.name}; found {'both' if named else 'neither'}. Name one."
        )
