"""The ISO's side of a scenario: acting in an embedded system, observing on a live target."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from marketsim.target.console import Console
from marketsim.target.halt import Halted, skipped

ISO_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
ATTACHMENT_NAME = "notice.txt"


class Operator(Protocol):
    """What scenarios may ask of the ISO; the observing one answers each with a skip."""

    acting: bool

    def coming_auction(self) -> str:
        """The name of an auction that is about to be announced."""
        ...

    def announce_auction(self, name: str) -> None:
        """Create a monthly auction of that name whose window opens in the future."""
        ...

    def open_window(self, market: str) -> None:
        """Let the submission window of a market be open."""
        ...

    def close_window(self, market: str) -> None:
        """Let the submission window of a market be over."""
        ...

    def send_message(
        self,
        text: str,
        participant: str | None = None,
        attachment: bytes | None = None,
        sent: datetime | None = None,
    ) -> None:
        """Send a message to everyone, or to one participant alone; now, or at that moment."""
        ...

    def add_holding(self, owner: str, terms: Mapping[str, Any]) -> int:
        """Let a participant hold a CRR; its id."""
        ...

    def let_time_come(self, moment: datetime) -> None:
        """Let it be that moment."""
        ...

    def let_minutes_pass(self, minutes: float) -> None:
        """Let it be so many minutes later."""
        ...

    def hold_security(self, participant: str, amount: float) -> None:
        """Hold exactly so many dollars of security for a participant."""
        ...


class ActingOperator:
    """The operator of an embedded system, through its console."""

    acting = True
    _made = itertools.count(1)

    def __init__(self, console: Console) -> None:
        self._console = console

    def now(self) -> datetime:
        """Market time, in UTC."""
        said = self._console.get("/health")["marketTime"]
        return datetime.strptime(said, ISO_FORMAT).replace(tzinfo=UTC)

    def coming_auction(self) -> str:
        """The name of a monthly auction some years ahead, which this run has not used."""
        return f"AUC_MN_{self.now().year + 5 + next(self._made)}_M01"

    def announce_auction(self, name: str) -> None:
        """Create a monthly auction in PREP."""
        now, period = self.now(), name.removeprefix("AUC_MN_")
        window = {"openDate": stamp(now + timedelta(days=5)), "closeDate": stamp(now + timedelta(days=9))}
        kind = {"marketType": "AUCTION", "marketTerm": "MONTHLY"}
        self._console.post("/markets", {"name": name, "periods": [period], **kind, **window})

    def open_window(self, market: str) -> None:
        """Rewrite the dates so that the window opened an hour ago."""
        now = self.now()
        self._change(market, openDate=now - timedelta(hours=1), closeDate=now + timedelta(days=9))

    def close_window(self, market: str) -> None:
        """Rewrite the dates so that the window closed a minute ago."""
        now = self.now()
        self._change(market, openDate=now - timedelta(hours=1), closeDate=now - timedelta(minutes=1))

    def send_message(
        self,
        text: str,
        participant: str | None = None,
        attachment: bytes | None = None,
        sent: datetime | None = None,
    ) -> None:
        """Send a message at the present market time, or have one sent later; a file with it is ``notice.txt``."""
        body: dict[str, Any] = {"text": text}
        if participant is not None:
            body["participant"] = participant
        if sent is not None:
            body["sentTime"] = stamp(sent)
        if attachment is not None:
            body |= {"attachmentName": ATTACHMENT_NAME, "attachment": base64.b64encode(attachment).decode()}
        self._console.post("/messages", body)

    def add_holding(self, owner: str, terms: Mapping[str, Any]) -> int:
        """Let a participant hold a CRR; its id."""
        return int(self._console.post("/holdings", {"owner": owner, **terms})["crrId"])

    def let_time_come(self, moment: datetime) -> None:
        """Set the market clock."""
        self._console.post("/clock", {"now": stamp(moment)})

    def let_minutes_pass(self, minutes: float) -> None:
        """Move the market clock on."""
        self._console.post("/clock", {"advanceSeconds": 60 * minutes})

    def hold_security(self, participant: str, amount: float) -> None:
        """Put the amount in place of what the participant has posted."""
        self._console.send("PUT", f"/participants/{participant}/security", {"amount": amount})

    def _change(self, market: str, **dates: datetime) -> None:
        self._send_dates(f"/markets/{market}", dates)

    def _send_dates(self, path: str, dates: Mapping[str, datetime]) -> None:
        self._console.send("PATCH", path, {name: stamp(date) for name, date in dates.items()})


class ObservingOperator:
    """On a live target nobody of ours moves the ISO: what only it can do is a skip that waits for it."""

    acting = False

    def coming_auction(self) -> str:
        """Only the ISO knows what it will announce."""
        raise waits("announce an auction")

    def announce_auction(self, name: str) -> None:
        """Only the ISO announces a market."""
        raise waits("announce an auction")

    def open_window(self, market: str) -> None:
        """Only the ISO opens a window."""
        raise waits(f"open the window of {market}")

    def close_window(self, market: str) -> None:
        """Only the ISO closes a window."""
        raise waits(f"close the window of {market}")

    def send_message(
        self,
        text: str,
        participant: str | None = None,
        attachment: bytes | None = None,
        sent: datetime | None = None,
    ) -> None:
        """Only the ISO sends messages."""
        raise waits("send a message")

    def add_holding(self, owner: str, terms: Mapping[str, Any]) -> int:
        """Only the ISO's markets make CRRs."""
        raise waits(f"let {owner} hold a CRR")

    def let_time_come(self, moment: datetime) -> None:
        """Nobody moves the ISO's clock; the skip says until when to wait."""
        raise skipped(
            "timing", "a rehearsal on a live target waits for the date itself", "ISO", until=stamp(moment)
        )

    def let_minutes_pass(self, minutes: float) -> None:
        """Nobody moves the ISO's clock."""
        raise waits(f"let {minutes:g} minutes pass at once")

    def hold_security(self, participant: str, amount: float) -> None:
        """Only the ISO says what it holds."""
        raise waits(f"hold security of ${amount:,.2f} for {participant}")


def waits(deed: str) -> Halted:
    """A skip that waits for a deed of the ISO."""
    return skipped("timing", f"only the ISO can {deed}; on a live target we can but watch", waits_for="ISO")


def stamp(moment: datetime) -> str:
    """An instant as the contract writes it."""
    return moment.astimezone(UTC).strftime(ISO_FORMAT)


def traces_of(console: Console | None, request_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The inside view of requests where there is one; nothing on a live target."""
    return console.traces(request_ids) if console is not None and request_ids else []
