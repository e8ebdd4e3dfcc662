"""The tables of a profile, as they may be written."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Positive = Annotated[float, msgspec.Meta(gt=0)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the profile; a key it does not know is an error."""


class TargetTable(Table, frozen=True):
    """Where the system under test answers. Paths are relative to the profile's folder."""

    base_url: str
    ca: str
    name: str = "target"
    kind: Literal["embedded", "live"] = "live"
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

    requests_per_second: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    max_mw: Positive = 50.0
    max_price: Positive = 100.0


class TimeoutsTable(Table, frozen=True):
    """Seconds to wait for the connection and for an answer."""

    connect: Positive = 10.0
    read: Positive = 60.0


class RefusedTable(Table, frozen=True):
    """Certificates that must not get in, for the intrusive scenarios."""

    foreign: str | None = None
    expired: str | None = None
    not_yet_valid: str | None = None
    server_usage: str | None = None


class ParticipantTable(Table, frozen=True):
    """A participant, the functions it claims (``write`` or ``read``) and the certificate that speaks for it.

    ``metered_subsystem`` is what no service tells: whether it may submit gross load and generation.
    """

    name: str
    functions: dict[str, Literal["write", "read"]]
    certificate: str | None = None
    key: str | None = None
    pfx: str | None = None
    passphrase_file: str | None = None
    passphrase_env: str | None = None
    mui_certificate: str | None = None
    metered_subsystem: bool = False


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
