"""Whether the application is up."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.app_status import ApplicationStatus


class AppStatusService(ServiceGroup):
    """Whether the application is up.

    Its one operation needs no participant.
    """

    service = "app_status"

    def get_status(self) -> Answer[ApplicationStatus]:
        """How the application says it is.

        No error codes; needs no participant.
        """
        return self._call("get-status")
