"""Messages 1.2.1: what the ISO told everyone, and what it told one participant."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

from msgspec import UNSET

from marketsim.contract.messages.messages import Message
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.result_faults import ALTERED_ATTACHMENTS, EARLY_MESSAGES
from marketsim.system.rules.messages import DateRange, FoundMessages
from marketsim.system.service_faults import PUBLIC_TO_ONE
from marketsim.system.store.messages import MessageRow, messages_between
from marketsim.system.store.participants import all_participants

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)


def public_messages(call: Call, desk: Desk) -> list[Message]:
    """Messages to everyone sent between fromDate and toDate."""
    return _answer(call, desk, None)


def private_messages(call: Call, desk: Desk) -> list[Message]:
    """Messages to the asking participant alone sent between fromDate and toDate."""
    return _answer(call, desk, call.participant)


def _answer(call: Call, desk: Desk, participant: str | None) -> list[Message]:
    dates = DateRange(_moment(call, "fromDate") or EARLIEST, _moment(call, "toDate"))
    desk.require(call, dates)
    # What is yet to be sent at a later market time has not been sent, whatever the range.
    until = min(dates.last or call.now, call.now)
    if EARLY_MESSAGES in desk.result_faults.names:
        until = dates.last or LATEST
    readers = [participant]
    if desk.result_faults.leaks and participant is not None:
        readers = [each.name for each in all_participants(desk.store)]
    found = [row for each in readers for row in messages_between(desk.store, each, dates.first, until)]
    if PUBLIC_TO_ONE in desk.result_faults.names and participant is None:
        found = found if call.participant == all_participants(desk.store)[0].name else []
    desk.require(call, FoundMessages(dates.first, dates.last or call.now, len(found)))
    if ALTERED_ATTACHMENTS in desk.result_faults.names:
        found = [_altered(each) for each in found]
    return [_message(each) for each in found]


def _altered(row: MessageRow) -> MessageRow:
    """The line ends of another system, as a careless transfer of text makes them."""
    return row if row.attachment is None else replace(row, attachment=row.attachment.replace(b"\n", b"\r\n"))


def _moment(call: Call, name: str) -> datetime | None:
    """A date parameter; unreadable only when the contract rule that refuses such is switched off."""
    text = call.query.get(name)
    try:
        return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _message(row: MessageRow) -> Message:
    attachment = UNSET if row.attachment is None else base64.b64encode(row.attachment).decode("ascii")
    return Message(
        sent_time=row.sent_time,
        sender=row.sender,
        message=row.text,
        attachment_name=UNSET if row.attachment_name is None else row.attachment_name,
        attachment=attachment,
    )


HANDLERS = {"publicMessages": public_messages, "privateMessages": private_messages}
