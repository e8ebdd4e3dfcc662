"""A profile: the TOML file that names a system under test and those who speak to it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

LARGEST = 1_000_000  # bytes; a profile is a page of text


class ProfileProblem(Exception):
    """A profile cannot be used; the message says what was expected, what was found and what to do."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the profile; a key it does not know is an error."""


class TargetTable(Table, frozen=True):
    """Where the system under test answers. Paths are relative to the profile's folder."""

    base_url: str
    ca: str
    name: str = "target"
    kind: Literal["embedded", "live"] = "live"
    contract: str | None = None
    phase: str | None = None


class RoomTable(Table, frozen=True):
    """The operator console or the MUI room of an embedded system."""

    url: str
    certificate: str | None = None


class WritesTable(Table, frozen=True):
    """What may be written: ``all``, ``reversible``, or a list of ``service.operationId``; nothing by default."""

    allowed: str | tuple[str, ...] = ()


class LimitsTable(Table, frozen=True):
    """Bounds on what scenarios send. A rate of 0 is no limit."""

    requests_per_second: float = 1.0
    max_mw: float = 50.0
    max_price: float = 100.0


class TimeoutsTable(Table, frozen=True):
    """Seconds to wait for the connection and for an answer."""

    connect: float = 10.0
    read: float = 60.0


class RefusedTable(Table, frozen=True):
    """Certificates that must not get in, for the intrusive scenarios."""

    foreign: str | None = None
    expired: str | None = None
    not_yet_valid: str | None = None
    server_usage: str | None = None


class ParticipantTable(Table, frozen=True):
    """A participant, the functions it claims (``write`` or ``read``) and the certificate that speaks for it."""

    name: str
    functions: dict[str, Literal["write", "read"]]
    certificate: str | None = None
    key: str | None = None
    pfx: str | None = None
    passphrase_file: str | None = None
    passphrase_env: str | None = None
    mui_certificate: str | None = None


class Profile(Table, frozen=True):
    """The whole profile, as written."""

    target: TargetTable
    participants: tuple[ParticipantTable, ...]
    operator: RoomTable | None = None
    mui: RoomTable | None = None
    writes: WritesTable = WritesTable()
    limits: LimitsTable = LimitsTable()
    timeouts: TimeoutsTable = TimeoutsTable()
    refused: RefusedTable = RefusedTable()
    pins: dict[str, str] = msgspec.field(default_factory=dict)


def load(path: Path) -> Profile:
    """Read a profile; raises ProfileProblem, which names a wrong key and the nearest right one."""
    try:
        if path.stat().st_size > LARGEST:
            raise ProfileProblem(f"Expected a profile of at most {LARGEST} bytes; {path} is larger.")
        written = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProfileProblem(
            f"Expected a profile at {path}; there is no such file. Check the path."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as flaw:
        raise ProfileProblem(f"Expected TOML in {path}; found: {flaw}. Mend that line.") from None
    for message in _wrong_keys(written, Profile, ""):
        raise ProfileProblem(f"{path}: {message}")
    try:
        return msgspec.convert(written, Profile)
    except msgspec.ValidationError as flaw:
        raise ProfileProblem(f"{path}: {flaw}. Mend that value.") from None


def _wrong_keys(written: Any, table: Any, where: str) -> Iterator[str]:
    """Keys that the profile does not know, each with the nearest one that it does."""
    known = {field.name: field.type for field in msgspec.structs.fields(table)}
    for key, value in written.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
            yield f"Expected a known key; found {where}{key}; {hint}"
            continue
        inner = _table_of(known[key])
        for each in value if isinstance(value, list) else [value]:
            if inner is not None and isinstance(each, dict):
                yield from _wrong_keys(each, inner, f"{where}{key}.")


def _table_of(annotation: Any) -> Any:
    """The Table type inside an annotation such as ``RoomTable | None`` or ``tuple[ParticipantTable, ...]``."""
    inside = getattr(annotation, "__args__", (annotation,))
    return next((each for each in inside if isinstance(each, type) and issubclass(each, Table)), None)
