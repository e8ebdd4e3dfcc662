"""The messages of the ISO about its markets: to everyone, or to the owner of a record that was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from marketsim.system.markets.inputs import LeftOut
from marketsim.system.settings import Settings
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.messages import MessageRow, add_message

LONGEST = 512
UNWRITABLE = re.compile(r"[^a-zA-Z0-9#@(). _-]")  # messages 1.2.1, pattern of messageText


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message; its name has at most 50 of the characters that messages 1.2.1 allow."""

    name: str
    content: bytes


def tell_everyone(
    store: Connection, settings: Settings, text: str, now: datetime, attached: Attached | None = None
) -> None:
    """Send a public message, with a file where one goes with it."""
    _send(store, settings, None, text, now, attached)


def tell_one(store: Connection, settings: Settings, participant: str, text: str, now: datetime) -> None:
    """Send a private message."""
    _send(store, settings, participant, text, now)


def tell_left_out(
    store: Connection, settings: Settings, market: str, left_out: Sequence[LeftOut], now: datetime
) -> None:
    """Tell each owner privately which records of a portfolio were left out of the clearing, and why."""
    portfolios: dict[tuple[str, str], list[LeftOut]] = {}
    for each in left_out:
        portfolios.setdefault((each.participant, each.portfolio), []).append(each)
    for (owner, portfolio), records in portfolios.items():
        reasons = " ".join(f"({each.record}) {_named(each)} - {each.reason}" for each in records)
        text = f"Left out of the clearing of {market} from portfolio {portfolio} - {reasons}"
        _send(store, settings, owner, text, now)


def _named(left: LeftOut) -> str:
    return f"bid {left.bid_id}" if left.nomination_id is None else f"nomination {left.nomination_id}"


def told_change(before: MarketRow, after: MarketRow, now: datetime) -> str | None:
    """What everyone is told when the operator rewrote a market; None where it isn't news to a participant."""
    name, was, is_ = after.name, before.status(now), after.status(now)
    if after.cancelled != before.cancelled:
        return f"Market {name} is cancelled" if after.cancelled else f"Market {name} takes place after all"
    if was == "POSTED" and is_ != "POSTED":
        return f"The results of market {name} are taken back"
    if was == "CLOSED" and is_ == "OPEN":
        return f"Market {name} is open again and closes {stamp(after.close_date)}"
    if was == is_ == "OPEN" and after.close_date > before.close_date:
        return f"The window of market {name} is extended and closes {stamp(after.close_date)}"
    return None


def stamp(moment: datetime) -> str:
    """A moment in the characters a message may have."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H.%M} UTC"


def _send(
    store: Connection,
    settings: Settings,
    owner: str | None,
    text: str,
    now: datetime,
    attached: Attached | None = None,
) -> None:
    written = UNWRITABLE.sub(" ", text)
    if len(written) > LONGEST:
        written = written[: LONGEST - 4] + " ..."
    file = (attached.name, attached.content) if attached else (None, None)
    add_message(store, MessageRow(owner, now, settings.text("messages.sender"), written, *file))
