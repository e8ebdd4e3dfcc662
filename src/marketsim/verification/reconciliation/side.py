"""One of the two sides: what it lists, and which facts about a conversion it knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from marketsim.verification.inventory.amounts import Thousandths
from marketsim.verification.reconciliation.holding import Holding

Kind = Literal["legacy extract", "downloads", "OASIS inventory"]
EXTRACT: Final = "legacy extract"
DOWNLOADS: Final = "downloads"
OASIS: Final = "OASIS inventory"


class Market(NamedTuple):
    """A market of the old system: what it is called now (empty where it is not said) and where it finishes."""

    kind: str
    new_name: str
    in_flight: str


class Migration(NamedTuple):
    """What a migrated CRR of the old system came from."""

    market: str
    parent: str
    loser: str
    gainer: str
    owner: str
    crr_type: str
    source: str
    sink: str
    tou: str
    mw: Thousandths


class Location(NamedTuple):
    """What a source or sink is, and whether it may be bid; None where that is not told."""

    type: str
    biddable: bool | None


class Reported(NamedTuple):
    """A row of a mapping report, cells by column, with where it stands."""

    place: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class Side:
    """OLD or NEW. A fact that is None was not told by any file; names are as the files have them.

    ``tells``: the members of a holding that its rows carry (``id parent crr_type category market offer``).
    ``owners``: the only owners it lists, where it is somebody's private files; ``categories`` likewise.
    ``as_of``: the day number from which it holds; ``taken``: the day on which it was taken; ``awarded``: by id, the
    market that awarded it.
    """

    title: str
    kind: Kind
    holdings: list[Holding]
    tells: frozenset[str]
    as_of: int | None = None
    taken: int | None = None
    owners: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    sales: list[Holding] | None = None
    sale_crrs: dict[str, tuple[str, str]] = field(default_factory=dict)
    markets: dict[str, Market] | None = None
    participants: dict[str, str] | None = None
    roles: set[tuple[str, str, str]] | None = None
    old_roles: set[tuple[str, str, str]] | None = None
    retired: dict[str, str] | None = None
    locations: dict[str, Location] | None = None
    replacements: dict[str, dict[str, str]] | None = None
    migrations: dict[str, Migration] | None = None
    awarded: dict[str, str] = field(default_factory=dict)
    adjusted: dict[str, Holding] = field(default_factory=dict)
    names: dict[tuple[str, str], str] | None = None
    reports: dict[str, list[Reported]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    superseded: int = 0
