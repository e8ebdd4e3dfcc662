"""Hourly load, historical and forecast, and what is made of it."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.historical_forecasted_load import (
    LoadDataResponseSet,
    LoadDataSet,
    LoadExceedanceSet,
    LoadSubmissionStatus,
    LoadSubmissionWindow,
)


class LoadService(ServiceGroup):
    """Hourly load, historical and forecast, and what is made of it.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "historical_forecasted_load"

    def get_load_submission_window_status(
        self, *, load_submission_window_name: str, participant_name: str | None = None
    ) -> Answer[LoadSubmissionWindow]:
        """One load submission window with its status.

        Codes of its own: LHFV0030, SER0002.
        """
        return self._call(
            "getLoadSubmissionWindowStatus",
            loadSubmissionWindowName=load_submission_window_name,
            participantName=participant_name,
        )

    def get_open_historical_load_submission_window_list(
        self, *, participant_name: str | None = None
    ) -> Answer[list[LoadSubmissionWindow]]:
        """The open windows for historical load.

        Codes of its own: SER0002.
        """
        return self._call("getOpenHistoricalLoadSubmissionWindowList", participantName=participant_name)

    def get_open_forecast_load_submission_window_list(
        self, *, participant_name: str | None = None
    ) -> Answer[list[LoadSubmissionWindow]]:
        """The open windows for forecast load.

        Codes of its own: SER0002.
        """
        return self._call("getOpenForecastLoadSubmissionWindowList", participantName=participant_name)

    def get_closed_hist_load_submission_window_list(
        self, *, participant_name: str | None = None
    ) -> Answer[list[LoadSubmissionWindow]]:
        """The closed windows for historical load.

        Codes of its own: SER0002.
        """
        return self._call("getClosedHistLoadSubmissionWindowList", participantName=participant_name)

    def get_closed_forecast_load_submission_window_list(
        self, *, participant_name: str | None = None
    ) -> Answer[list[LoadSubmissionWindow]]:
        """The closed windows for forecast load.

        Codes of its own: SER0002.
        """
        return self._call("getClosedForecastLoadSubmissionWindowList", participantName=participant_name)

    def get_load_data(
        self, *, load_submission_window_name: str, period_name: str, participant_name: str | None = None
    ) -> Answer[list[LoadDataResponseSet]]:
        """The hourly load that a participant submitted for a period of a window.

        Codes of its own: LHFV0030, LHFV0031.
        """
        return self._call(
            "getLoadData",
            loadSubmissionWindowName=load_submission_window_name,
            periodName=period_name,
            participantName=participant_name,
        )

    def post_load_submission(self, body: LoadDataSet) -> Answer[LoadSubmissionStatus]:
        """Submit the hourly load of one period.

        Codes of its own: LHFV0026, LHFV0030, LHFV0031, LHFV0033, SER0017, SER0030.
        """
        return self._call("postLoadSubmission", body)

    def get_load_exceedance_values(
        self, *, load_submission_window_name: str, period_name: str, participant_name: str | None = None
    ) -> Answer[list[LoadExceedanceSet]]:
        """What the system computed from the load of a period, in MW a sink and time of use.

        Codes of its own: LHFV0030, LHFV0031.
        """
        return self._call(
            "getLoadExceedanceValues",
            loadSubmissionWindowName=load_submission_window_name,
            periodName=period_name,
            participantName=participant_name,
        )
