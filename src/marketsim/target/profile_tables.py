"""The tables of a profile, as they may be written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

Positive = Annotated[float, msgspec.Meta(gt=0)]
AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]

FILE_LIMIT = 500
"""Records of one submitted file, at most (the deck, slide "CRR Service Endpoint Details")."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the profile; a key it does not know is an error."""


class TargetTable(Table, frozen=True):
    """Where the system under test answers, and what it is. Paths are relative to the profile's folder.

    Without ``ca`` the system's own authorities are trusted. ``answers = "canned"``: a mock that gives the same
    answers whatever it is asked, so that of all assertions only those on the contract count. ``read_only``:
    nothing may ever be written there. ``server_issuer``: a part of the name of the authority that the server's
    certificate comes from; another one means that something else answers in its place. ``not_offered``: operations
    of the contract (``service.operationId``) that it does not have, or not yet.
    """

    base_url: str
    ca: str | None = None
    name: str = "target"
    kind: Literal["embedded", "live"] = "live"
    answers: Literal["system", "canned"] = "system"
    read_only: bool = False
    server_issuer: str | None = None
    phase: str | None = None
    not_offered: tuple[str, ...] = ()


class ContractTable(Table, frozen=True):
    """The contract to judge by: a folder of official files, and the versions that are expected, by service.

    ``schemas`` is a folder with the ISO's JSON schemas of the downloads.
    """

    folder: str | None = None
    schemas: str | None = None
    versions: dict[str, str] = msgspec.field(default_factory=dict)


class NetworkTable(Table, frozen=True):
    """How requests leave: through which proxy, and from which network.

    ``proxy`` is ``http://HOST:PORT``; what it asks for as user and password stands in a file or an environment
    variable, as ``user:password``. ``address`` is the network that production calls come from: addresses or
    ranges such as ``203.0.113.0/24``.
    """

    proxy: str | None = None
    proxy_credentials_file: str | None = None
    proxy_credentials_env: str | None = None
    address: str | tuple[str, ...] = ()


class RoomTable(Table, frozen=True):
    """The operator console or the MUI room of an embedded system."""

    url: str
    certificate: str | None = None


class WritesTable(Table, frozen=True):
    """What may be written: ``all``, ``reversible``, or a list of ``service.operationId``; nothing by default."""

    allowed: str | tuple[str, ...] = ()


class LimitsTable(Table, frozen=True):
    """Bounds on what scenarios send, and on how long they wait for a window. A rate of 0 is no limit."""

    requests_per_second: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    max_mw: Positive = 50.0
    max_price: Positive = 100.0
    max_records: AtLeastOne = FILE_LIMIT
    patience_seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.0


class TimeoutsTable(Table, frozen=True):
    """Seconds to wait for the connection and for an answer."""

    connect: Positive = 10.0
    read: Positive = 60.0


class PhaseDates(Table, frozen=True):
    """The first and the last day of a phase, Pacific."""

    from_: date = msgspec.field(name="from")
    to: date


class MaintenanceTable(Table, frozen=True):
    """An announced outage: every week (``"Mon 09:00"``) or once (``2026-12-05T08:00:00``), Pacific."""

    from_: Any = msgspec.field(name="from")
    to: Any
    reason: str = "maintenance"


class RefusedTable(Table, frozen=True):
    """Certificates that must not get in, for the intrusive scenarios."""

    foreign: str | None = None
    expired: str | None = None
    not_yet_valid: str | None = None
    server_usage: str | None = None


class ParticipantTable(Table, frozen=True):
    """A participant, the functions it claims (``write`` or ``read``) and the certificate that speaks for it.

    ``metered_subsystem`` and ``outside_area`` are what no service tells: whether it may submit gross load and
    generation, and whether it serves load outside the balancing authority area (OBAALSE).
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
    outside_area: bool = False


class Profile(Table, frozen=True):
    """The whole profile, as written."""

    target: TargetTable
    participants: tuple[ParticipantTable, ...]
    operator: RoomTable | None = None
    mui: RoomTable | None = None
    contract: ContractTable = ContractTable()
    network: NetworkTable = NetworkTable()
    writes: WritesTable = WritesTable()
    limits: LimitsTable = LimitsTable()
    timeouts: TimeoutsTable = TimeoutsTable()
    calendar: dict[str, PhaseDates] = msgspec.field(default_factory=dict)
    maintenance: tuple[MaintenanceTable, ...] = ()
    refused: RefusedTable = RefusedTable()
    pins: dict[str, str] = msgspec.field(default_factory=dict)

    def authorities(self, folder: Path) -> Path | None:
        """The file of the authorities that the server is judged by; None for the system's own."""
        return folder / self.target.ca if self.target.ca else None

    def contract_folder(self, folder: Path) -> Path | None:
        """The folder of official contract files, if one is named."""
        return folder / self.contract.folder if self.contract.folder else None

    def schemas_folder(self, folder: Path) -> Path | None:
        """The folder of the ISO's schemas of the downloads, if one is named."""
        return folder / self.contract.schemas if self.contract.schemas else None
