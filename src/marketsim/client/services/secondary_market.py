"""Bilateral trades between CRR holders."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.secondary_market import (
    NewPrivateSmBuyOffer,
    NewPrivateSmSellOffer,
    NewPublicSmBuyOffer,
    NewPublicSmSellOffer,
    OfferStatus,
    ResponseStatus,
    SmOffer,
    SmOfferStatus,
    SmResponse,
    SmResponseStatus,
    SmResponseToBuyOffer,
    SmResponseToSellOffer,
    TargetRespondingMp,
)


class SecondaryMarketService(ServiceGroup):
    """Bilateral trades between CRR holders.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "secondary_market"

    def get_my_sm_offers_by_status(
        self, *, offer_status_type: OfferStatus, participant_name: str | None = None
    ) -> Answer[list[SmOffer]]:
        """The offers of a participant in one status.

        Codes of its own: SER0014.
        """
        return self._call(
            "getMySmOffersByStatus", participantName=participant_name, OfferStatusType=offer_status_type
        )

    def get_my_sm_responses_by_status(
        self, *, response_status_type: ResponseStatus, participant_name: str | None = None
    ) -> Answer[list[SmResponse]]:
        """The responses of a participant in one status.

        Codes of its own: SER0014.
        """
        return self._call(
            "getMySmResponsesByStatus",
            participantName=participant_name,
            responseStatusType=response_status_type,
        )

    def post_public_sm_buy_offers(
        self, body: list[NewPublicSmBuyOffer], *, participant_name: str | None = None
    ) -> Answer[list[SmOfferStatus]]:
        """Offer to buy, to anyone; faults in content answer 200 with ERROR in the record.

        Codes of its own: SMT0138, SMT0146.
        """
        return self._call("postPublicSmBuyOffers", body, participantName=participant_name)

    def post_public_sm_sell_offers(
        self, body: list[NewPublicSmSellOffer], *, participant_name: str | None = None
    ) -> Answer[list[SmOfferStatus]]:
        """Offer to sell, to anyone; faults in content answer 200 with ERROR in the record.

        Codes of its own: SMT0138, SMT0146.
        """
        return self._call("postPublicSmSellOffers", body, participantName=participant_name)

    def post_private_sm_buy_offers(
        self, body: list[NewPrivateSmBuyOffer], *, participant_name: str | None = None
    ) -> Answer[list[SmOfferStatus]]:
        """Offer to buy, to one participant; faults in content answer 200 with ERROR in the record.

        Codes of its own: SMT0107, SMT0138, SMT0146.
        """
        return self._call("postPrivateSmBuyOffers", body, participantName=participant_name)

    def post_private_sm_sell_offers(
        self, body: list[NewPrivateSmSellOffer], *, participant_name: str | None = None
    ) -> Answer[list[SmOfferStatus]]:
        """Offer to sell, to one participant; faults in content answer 200 with ERROR in the record.

        Codes of its own: SMT0107, SMT0138, SMT0146.
        """
        return self._call("postPrivateSmSellOffers", body, participantName=participant_name)

    def target_sm_public_offer_to_mp(
        self, body: list[TargetRespondingMp], *, participant_name: str | None = None
    ) -> Answer[list[SmOfferStatus]]:
        """Bind public offers of one's own to a responding participant.

        Codes of its own: SMT0016, SMT0063, SMT0082, SMT0107, SMT0145.
        """
        return self._call("targetSmPublicOfferToMp", body, participantName=participant_name)

    def post_sm_response_to_buy_offers(
        self, body: list[SmResponseToBuyOffer], *, participant_name: str | None = None
    ) -> Answer[list[SmResponseStatus]]:
        """Respond to offers to buy, each with a CRR of one's own.

        Codes of its own: SMT0016, SMT0063, SMT0082.
        """
        return self._call("postSmResponseToBuyOffers", body, participantName=participant_name)

    def post_sm_response_to_sell_offers(
        self, body: list[SmResponseToSellOffer], *, participant_name: str | None = None
    ) -> Answer[list[SmResponseStatus]]:
        """Respond to offers to sell.

        Codes of its own: SMT0016, SMT0063, SMT0082.
        """
        return self._call("postSmResponseToSellOffers", body, participantName=participant_name)
