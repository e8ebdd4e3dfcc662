"""Downloads, each a zip archive with one CSV or JSON file."""

from __future__ import annotations

from typing import Literal

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup

PublicGeneralDownloadType = Literal["PUBLIC_EXISTING_CRR", "SOURCE_SINK_REPLACEMENT"]
FileFormat = Literal["CSV", "JSON"]
PublicMarketDownloadType = Literal["GROUPED_BASE_LOADING", "SOURCE_SINK", "SET_ASIDE"]
PublicAllocationResultDownloadType = Literal["BINDING_CONSTRAINT", "PUBLIC_ALLOCATION_RESULT"]
PublicAuctionResultDownloadType = Literal["BINDING_CONSTRAINT", "PUBLIC_AUCTION_RESULT", "CLEARING_PRICE"]
PrivateGeneralDownloadType = Literal[
    "PRIVATE_EXISTING_CRR_ALLOCATION",
    "PRIVATE_EXISTING_CRR_AUCTION",
    "PRIVATE_EXISTING_CRR_SECONDARY_MARKET",
    "PRIVATE_EXISTING_CRR_SYSTEM",
    "PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3",
    "PRIVATE_EXISTING_CRR_LM_BEYOND_3",
]
PrivateAllocationDataDownloadType = Literal["SIGNATURE", "UPPER_BOUND", "SEQ", "MEQ"]
PrivateAllocationResultDownloadType = Literal["PRIVATE_ALLOCATION_RESULT"]
PrivateAuctionResultDownloadType = Literal["PRIVATE_AUCTION_RESULT"]


class MarketDataService(ServiceGroup):
    """Downloads, each a zip archive with one CSV or JSON file.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030;
    here SER0003 and GEN0003 as well.
    """

    service = "market_data"

    def get_public_general_data(
        self,
        *,
        public_general_download_type: PublicGeneralDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """Public data of no one market.

        Codes of its own: DWL0001, DWL0002.
        """
        return self._call(
            "getPublicGeneralData",
            publicGeneralDownloadType=public_general_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_public_market_data(
        self,
        *,
        market_name: str,
        public_market_download_type: PublicMarketDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """Public data of one market.

        Codes of its own: DWL0001, DWL0002, DWL0005, MKT0001.
        """
        return self._call(
            "getPublicMarketData",
            marketName=market_name,
            publicMarketDownloadType=public_market_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_public_allocation_result(
        self,
        *,
        market_name: str,
        public_allocation_result_download_type: PublicAllocationResultDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """Public results of an allocation.

        Codes of its own: DWL0001, DWL0002, DWL0005, MKT0001, MKT0007, SER0005.
        """
        return self._call(
            "getPublicAllocationResult",
            marketName=market_name,
            publicAllocationResultDownloadType=public_allocation_result_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_public_auction_result(
        self,
        *,
        market_name: str,
        public_auction_result_download_type: PublicAuctionResultDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """Public results of an auction.

        Codes of its own: DWL0001, DWL0002, DWL0005, MKT0001, MKT0007, SER0005.
        """
        return self._call(
            "getPublicAuctionResult",
            marketName=market_name,
            publicAuctionResultDownloadType=public_auction_result_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_private_general_data(
        self,
        *,
        private_general_download_type: PrivateGeneralDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """A participant's own CRRs.

        Codes of its own: DWL0001, DWL0002, DWL0006.
        """
        return self._call(
            "getPrivateGeneralData",
            privateGeneralDownloadType=private_general_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_private_allocation_market_data(
        self,
        *,
        nomination_cap_calc_name: str,
        private_allocation_data_download_type: PrivateAllocationDataDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """What bounds a participant's nominations.

        Codes of its own: CAP0001, CAP0002, DWL0001, DWL0002, DWL0006.
        """
        return self._call(
            "getPrivateAllocationMarketData",
            nominationCapCalcName=nomination_cap_calc_name,
            privateAllocationDataDownloadType=private_allocation_data_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_private_allocation_result(
        self,
        *,
        market_name: str,
        private_allocation_result_download_type: PrivateAllocationResultDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """A participant's own results of an allocation.

        Codes of its own: DWL0001, DWL0002, DWL0006, MKT0001, MKT0007, SER0005.
        """
        return self._call(
            "getPrivateAllocationResult",
            marketName=market_name,
            privateAllocationResultDownloadType=private_allocation_result_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )

    def get_private_auction_result(
        self,
        *,
        market_name: str,
        private_auction_result_download_type: PrivateAuctionResultDownloadType,
        file_format: FileFormat,
        participant_name: str | None = None,
    ) -> Answer[bytes]:
        """A participant's own results of an auction.

        Codes of its own: DWL0001, DWL0002, DWL0006, MKT0001, MKT0007, SER0005.
        """
        return self._call(
            "getPrivateAuctionResult",
            marketName=market_name,
            privateAuctionResultDownloadType=private_auction_result_download_type,
            fileFormat=file_format,
            participantName=participant_name,
        )
