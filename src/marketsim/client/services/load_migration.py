"""Load that moves between load-serving entities, and the CRRs that follow it."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.load_migration import (
    CustomerRateSet,
    DASRsummaryset,
    LoadMigrationMarket,
    LoadMigrationMarketStatus,
    LoadMigrationResults,
    LoadPercentageResults,
    NHourData,
    NumberOfCustomersSet,
    PostCustomerRateSet,
    PostDASRsummaryset,
    PostNumberOfCustomersSet,
    UDCSubmissionStatus,
)


class LoadMigrationService(ServiceGroup):
    """Load that moves between load-serving entities, and the CRRs that follow it.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "load_migration"

    def get_active_load_migration_market_list(
        self, *, participant_name: str | None = None
    ) -> Answer[list[LoadMigrationMarket]]:
        """The load migration markets that are not yet posted.

        Codes of its own: LMV1002.
        """
        return self._call("getActiveLoadMigrationMarketList", participantName=participant_name)

    def get_posted_load_migration_market_list(
        self, *, participant_name: str | None = None
    ) -> Answer[list[LoadMigrationMarket]]:
        """The load migration markets whose results are posted.

        Codes of its own: LMV1002.
        """
        return self._call("getPostedLoadMigrationMarketList", participantName=participant_name)

    def get_load_migration_market_status(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[LoadMigrationMarketStatus]:
        """The status of one load migration market.

        Codes of its own: LMV1003.
        """
        return self._call(
            "getLoadMigrationMarketStatus",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def get_load_percentages(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[LoadPercentageResults]:
        """The shares of load that moved, in per cent and MW.

        Codes of its own: LMV0103, LMV1003.
        """
        return self._call(
            "getLoadPercentages",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def get_load_migration_crrs(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[LoadMigrationResults]:
        """The CRRs that followed the load.

        Codes of its own: LMV0103, LMV1003.
        """
        return self._call(
            "getLoadMigrationCRRs",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def get_n_hour_data(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[list[NHourData]]:
        """The N hours of each load aggregation point.

        Codes of its own: LMV0101, LMV1003.
        """
        return self._call(
            "getNHourData",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def get_existing_number_of_customers(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[NumberOfCustomersSet]:
        """The customer counts that a distribution company has posted.

        Codes of its own: LMV1003.
        """
        return self._call(
            "getExistingNumberOfCustomers",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def post_number_of_customers(
        self, body: PostNumberOfCustomersSet, *, participant_name: str | None = None
    ) -> Answer[UDCSubmissionStatus]:
        """Post customer counts by class and load-serving entity.

        Codes of its own: LMV0102, LMV024, LMV1003, SER0030.
        """
        return self._call("postNumberOfCustomers", body, participantName=participant_name)

    def get_existing_dasr_summary(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[DASRsummaryset]:
        """The summary of customer transfers that a distribution company has posted.

        Codes of its own: LMV1003.
        """
        return self._call(
            "getExistingDasrSummary",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def post_dasr_summary(
        self, body: PostDASRsummaryset, *, participant_name: str | None = None
    ) -> Answer[UDCSubmissionStatus]:
        """Post the summary of customer transfers (direct access service requests).

        Codes of its own: LMV0102, LMV023, LMV024, LMV1003, SER0030.
        """
        return self._call("postDasrSummary", body, participantName=participant_name)

    def get_existing_customer_rates(
        self, *, load_migration_market_name: str, participant_name: str | None = None
    ) -> Answer[CustomerRateSet]:
        """The rates of use that a distribution company has posted.

        Codes of its own: LMV1003.
        """
        return self._call(
            "getExistingCustomerRates",
            loadMigrationMarketName=load_migration_market_name,
            participantName=participant_name,
        )

    def post_customer_rates(
        self, body: PostCustomerRateSet, *, participant_name: str | None = None
    ) -> Answer[UDCSubmissionStatus]:
        """Post rates of use, in kW, by class, season and time of use.

        Codes of its own: LMV0102, LMV024, LMV1003, SER0030.
        """
        return self._call("postCustomerRates", body, participantName=participant_name)
