"""CRRs for the holders of transmission ownership rights."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.tor_conversion import (
    ConversionApprovalRecord,
    ConversionApprovalUploadResponse,
    ConversionRequestUploadResponse,
    ConversionRequestWithStatus,
    MtTorCRRApproval,
    NewTorConversionRequest,
    TorConversionPath,
    TorConversionWindow,
)


class TorConversionService(ServiceGroup):
    """CRRs for the holders of transmission ownership rights.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "tor_conversion"

    def get_new_conversion_window_for_request(
        self, *, participant_name: str | None = None
    ) -> Answer[list[TorConversionWindow]]:
        """The windows in which conversions can be requested."""
        return self._call("getNewConversionWindowForRequest", participantName=participant_name)

    def get_new_conversion_window_for_approval(
        self, *, participant_name: str | None = None
    ) -> Answer[list[TorConversionWindow]]:
        """The windows whose requests await approval."""
        return self._call("getNewConversionWindowForApproval", participantName=participant_name)

    def get_tor_conversion_window_status(
        self, *, tor_conversion_window: str, participant_name: str | None = None
    ) -> Answer[TorConversionWindow]:
        """One conversion window with its status.

        Codes of its own: TOR0016.
        """
        return self._call(
            "getTorConversionWindowStatus",
            torConversionWindow=tor_conversion_window,
            participantName=participant_name,
        )

    def post_tor_conversion_request(
        self, body: NewTorConversionRequest
    ) -> Answer[ConversionRequestUploadResponse]:
        """Request conversions, as holder of a transmission ownership right.

        Codes of its own: TOR0016, TOR0023.
        """
        return self._call("postTorConversionRequest", body)

    def get_tor_conversion_request_list(
        self, *, tor_conversion_window: str, participant_name: str | None = None
    ) -> Answer[list[ConversionRequestWithStatus]]:
        """The requests of a right's holder and how they stand.

        Codes of its own: TOR0016.
        """
        return self._call(
            "getTorConversionRequestList",
            torConversionWindow=tor_conversion_window,
            participantName=participant_name,
        )

    def get_mt_tor_crr_list(
        self, *, tor_conversion_window: str, participant_name: str | None = None
    ) -> Answer[list[ConversionApprovalRecord]]:
        """The CRRs that a transferee is to approve.

        Codes of its own: TOR0016.
        """
        return self._call(
            "getMtTorCRRList", torConversionWindow=tor_conversion_window, participantName=participant_name
        )

    def get_tor_conversion_window_paths(
        self, *, tor_conversion_window: str, participant_name: str | None = None
    ) -> Answer[list[TorConversionPath]]:
        """The paths of a right's holder, with the MW that may be converted.

        Codes of its own: TOR0016.
        """
        return self._call(
            "getTorConversionWindowPaths",
            torConversionWindow=tor_conversion_window,
            participantName=participant_name,
        )

    def post_tor_conversion_approval(
        self, body: MtTorCRRApproval
    ) -> Answer[ConversionApprovalUploadResponse]:
        """Approve or disapprove CRRs, as transferee.

        Codes of its own: TOR0016, TOR0024.
        """
        return self._call("postTorConversionApproval", body)
