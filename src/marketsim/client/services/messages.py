"""What the ISO says to the market and to one participant."""

from __future__ import annotations

from datetime import datetime

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.messages import Message


class MessagesService(ServiceGroup):
    """What the ISO says to the market and to one participant.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "messages"

    def public_messages(
        self, *, from_date: datetime, participant_name: str | None = None, to_date: datetime | None = None
    ) -> Answer[list[Message]]:
        """Messages to all participants sent in a span of time; without ``to_date`` until now.

        Codes of its own: SER0006, SER0007.
        """
        return self._call(
            "publicMessages", participantName=participant_name, fromDate=from_date, toDate=to_date
        )

    def private_messages(
        self, *, from_date: datetime, participant_name: str | None = None, to_date: datetime | None = None
    ) -> Answer[list[Message]]:
        """Messages to this participant alone sent in a span of time; without ``to_date`` until now.

        Codes of its own: SER0006, SER0007.
        """
        return self._call(
            "privateMessages", participantName=participant_name, fromDate=from_date, toDate=to_date
        )
