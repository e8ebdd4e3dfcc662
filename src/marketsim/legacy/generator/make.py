"""An extract from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from marketsim.legacy import history
from marketsim.legacy.calendar import midnight, months_later
from marketsim.legacy.extract import Extract, Head
from marketsim.legacy.generator import flight, people
from marketsim.legacy.generator.awarding import Awarding
from marketsim.legacy.generator.books import Ids
from marketsim.legacy.generator.deeds import Deeds, posted
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.generator.markets import Product, products
from marketsim.legacy.generator.stories import Stories
from marketsim.legacy.records import Location, Retired
from marketsim.legacy.world import Owner, Place, owners, places

FEWEST_PARTICIPANTS = 4
MOST_PARTICIPANTS = 20_000
MOST_HOLDINGS = 1_000_000
HISTORY_FROM = date(2022, 1, 1)
EARLIEST_GO_LIVE = date(2022, 3, 1)
LATEST_GO_LIVE = date(2060, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make: how many participants and rows of holdings.csv, from which seed, for which go-live.

    ``taken_at`` is by default the 24th of the month before go-live, 11 hours after Pacific midnight;
    without ``in_flight`` every market from the month of go-live on is left to the new system.
    Raises ValueError for what cannot be made.
    """

    participants: int = 20
    holdings: int = 400
    seed: int = 1
    go_live: date = date(2025, 5, 1)
    taken_at: datetime | None = None
    in_flight: bool = True

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("participants", self.participants, FEWEST_PARTICIPANTS, MOST_PARTICIPANTS),
            ("holdings", self.holdings, 1, MOST_HOLDINGS),
            ("seed", self.seed, 0, 2**63 - 1),
        ):
            if not least <= value <= most:
                raise ValueError(f"{name}: expected {least} to {most}; found {value}")
        if self.go_live.day != 1 or not EARLIEST_GO_LIVE <= self.go_live <= LATEST_GO_LIVE:
            raise ValueError(
                f"go-live: expected the first of a month from {EARLIEST_GO_LIVE} to {LATEST_GO_LIVE}; "
                f"found {self.go_live}"
            )
        if not midnight(months_later(self.go_live, -2)) <= self.taken < midnight(self.go_live):
            raise ValueError("taken at: expected an instant within two months before go-live")

    @property
    def taken(self) -> datetime:
        """The instant the extract is of."""
        default = midnight(months_later(self.go_live, -1) + timedelta(days=23)) + timedelta(hours=11)
        return self.taken_at or default


def generate(
    participants: int = 20,
    holdings: int = 400,
    seed: int = 1,
    go_live: date = date(2025, 5, 1),
    *,
    taken_at: datetime | None = None,
    in_flight: bool = True,
) -> Extract:
    """An extract with exactly that many rows in holdings.csv; equal arguments give equal extracts.

    Raises ValueError for what cannot be made (see Wanted).
    """
    wanted = Wanted(participants, holdings, seed, go_live, taken_at, in_flight)
    who, where = owners(wanted.participants), places()
    markets = products(HISTORY_FROM, wanted.taken, wanted.go_live, wanted.in_flight)
    stories = _stories(wanted, markets, who, where)
    stories.tell(wanted.holdings)
    rows = stories.rows
    told = Extract(
        head=_head(wanted),
        participants=people.participants(who),
        roles=people.roles(who),
        markets=tuple(each.market for each in markets),
        awards=tuple(rows.awards),
        sales=tuple(rows.sales),
        trades=tuple(rows.trades),
        adjustments=tuple(rows.adjustments),
        migrations=tuple(rows.migrations),
        conversions=tuple(rows.conversions),
        locations=tuple(_locations(where)),
        retired=tuple(_retired(where, wanted)),
    )
    return _closed(told, wanted, who, where)


def _head(wanted: Wanted) -> Head:
    return Head(
        name=f"made-{wanted.participants}-{wanted.holdings}-{wanted.seed}",
        taken_at=wanted.taken,
        go_live=wanted.go_live,
        history_from=HISTORY_FROM,
        seed=wanted.seed,
        made_by="marketsim extract",
    )


def _stories(
    wanted: Wanted, markets: tuple[Product, ...], who: tuple[Owner, ...], where: tuple[Place, ...]
) -> Stories:
    draws, ids = Draws(wanted.seed, "stories"), Ids()
    serving = [each.old for each in who if each.function == "CLSE"]
    holders = [each.old for each in who if each.function in ("CRRH", "CLSE")]
    transmission = [each.old for each in who if each.function == "TOR"]
    awarding = Awarding(
        draws, ids, markets, HISTORY_FROM, wanted.taken, holders, serving, transmission, where
    )
    deeds = Deeds(
        draws,
        ids,
        midnight(HISTORY_FROM),
        wanted.taken,
        posted(markets, "AUC"),
        posted(markets, "LM"),
        holders,
        serving,
    )
    return Stories(awarding, deeds)


def _closed(told: Extract, wanted: Wanted, who: tuple[Owner, ...], where: tuple[Place, ...]) -> Extract:
    """With the inventory that the history amounts to, and what stood in the markets in flight."""
    held = tuple(history.holdings(told, wanted.taken))
    holders = [each.old for each in who if each.function in ("CRRH", "CLSE")]
    serving = [each.old for each in who if each.function == "CLSE"]
    found = flight.bids(Draws(wanted.seed, "flight"), told.markets, held, holders, serving, where)
    told_to = list(islice((each.old for each in who), 4))
    return Extract(
        told.head, told.participants, told.roles, told.markets, told.awards, told.sales, told.trades,
        told.adjustments, told.migrations, told.conversions, held, told.locations, told.retired,
        flight.messages(told.markets, wanted.taken, told_to), found,
    )  # fmt: skip


def _locations(where: tuple[Place, ...]) -> list[Location]:
    return [
        Location(each.name, each.kind, bus, factor, each.biddable)
        for each in where
        for bus, factor in each.factors.items()
    ]


def _retired(where: tuple[Place, ...], wanted: Wanted) -> list[Retired]:
    return [
        Retired(each.name, each.kind, midnight(wanted.go_live))
        for each in where
        if each.replacement is not None
    ]
