"""The CEC's figures: uploaded in its screen, held against submitted load then and at every submission."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at, system_like
from load_bodies import DAY, HIST, PGE, SCE, SDGE, exceedances, load_data, record, submit
from mui_room import Screens
from portfolio_bodies import NOW

from marketsim.contract.filecolumns import TEMPLATES
from marketsim.contract.tables import write_csv
from marketsim.system.calendar.periods import pacific_midnight


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a world as it was laid."""
    folder = tmp_path_factory.mktemp("laid")
    with system_at(folder, NOW):
        return folder / "system.db"


@pytest.fixture
def own(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    """A system of its own: what one test submits is not there for the next."""
    with system_like(laid, tmp_path) as asking:
        yield asking


def figure(mw: float, owner: str = "NVLY", day: date = DAY, hour: int = 9, sink: str = PGE) -> dict[str, Any]:
    """A row of CEC_LOAD."""
    return {
        "AssetOwner": owner, "SinkName": sink, "EffectiveDate": pacific_midnight(day), "HourEnding": hour, "MW": mw,
    }  # fmt: skip


def send(ask: Asking, *rows: dict[str, Any], person: str = "mui-cec") -> tuple[int, Any, list[Any]]:
    """Upload figures; status, answer and the transitions they led to."""
    request_id = str(uuid.uuid4())
    content = write_csv(rows, TEMPLATES["CEC_LOAD"])
    status, answer = Screens(ask)("POST", "/cec-load", person, {}, content, request_id)
    return (
        status,
        answer,
        [each for trace in ask.system.traces.find([request_id]) for each in trace.transitions],
    )


def told(ask: Asking, owner: str = "NVLY") -> tuple[str, str | None]:
    """Status and text of what is kept of an owner."""
    (found,) = load_data(ask, owner).value
    status = found["loadSubmissionStatus"]
    return status["status"], status.get("errorMessages")


RED = [("load-submission", "VALID", "fail-cec-check", "ERROR")]


def test_load_above_a_lowered_figure_turns_error_with_a_text_for_each_hour(own: Asking) -> None:
    """The published example: 273.561 MW against 238.357 MW, whose limit is 250.275 MW."""
    submit(own, [record(DAY, 9, 273.561), record(DAY, 10, 250.275), record(DAY, 11, 250.276)])
    assert told(own) == ("VALID", None)
    status, answer, moved = send(own, *(figure(238.357, hour=hour) for hour in (9, 10, 11)))
    assert (status, answer["records"], moved) == (200, 3, RED)
    assert answer["inError"] == [{"assetOwner": "NVLY", "window": HIST, "period": "2025_S04", "sink": PGE}]
    error, text = told(own)
    assert error == "ERROR"
    assert text is not None
    above = "MW is above 250.275 MW, 5 percent over the CEC's 238.357 MW"
    assert text.splitlines() == [
        f"2025-10-07 HE09 {PGE}: 273.561 {above}",
        f"2025-10-07 HE11 {PGE}: 250.276 {above}",
    ]


def test_a_figure_turns_only_its_own_owner_and_sink_red(own: Asking) -> None:
    """Other sinks of the owner, other owners at the sink and other hours are none of its business."""
    for owner in ("NVLY", "BAYC"):
        submit(own, [record(DAY, 9, 100.0), record(DAY, 9, 100.0, sinkName=SCE)], owner)
    assert send(own, figure(1.0, hour=10), figure(1.0, owner="SDCC"))[2] == []
    assert send(own, figure(95.0))[2] == RED
    assert told(own)[0] == "ERROR"
    assert SCE not in (told(own)[1] or "")
    assert told(own, "BAYC") == ("VALID", None)


def test_load_for_which_there_is_no_figure_is_not_checked(own: Asking) -> None:
    """Without the CEC nothing is held against it, and a figure of another day changes nothing."""
    send(own, figure(1.0, day=date(2025, 10, 8)))
    assert submit(own, [record(DAY, 9, 5000.0)]).status == 200


def test_new_load_within_the_figure_heals_and_load_above_it_is_refused(own: Asking) -> None:
    """A submission above a figure that is there is told of by sink; the sound sink is kept."""
    submit(own, [record(DAY, 9, 200.0)])
    send(own, figure(100.0))
    again = submit(own, [record(DAY, 9, 105.001), record(DAY, 9, 7.0, sinkName=SCE)])
    assert again.codes == ["SER0030"]
    assert again.texts[0].startswith(
        f"hourlyLoad[0]: sink {PGE}: 2025-10-07 HE09 {PGE}: 105.001 MW is above 105.0"
    )
    assert {each["sinkName"]: each["mw"] for each in load_data(own).value[0]["hourlyLoad"]} == {
        PGE: 200.0,
        SCE: 7.0,
    }
    assert told(own)[0] == "ERROR"
    healed = submit(own, [record(DAY, 9, 105.0)])
    assert healed.trace.transitions == [("load-submission", "ERROR", "replace", "VALID")]
    assert told(own) == ("VALID", None)


def test_a_higher_figure_heals_nothing_and_a_lower_one_is_told_anew(own: Asking) -> None:
    """Only new load turns ERROR into VALID; the text follows the latest figures that fail."""
    submit(own, [record(DAY, 9, 200.0)])
    send(own, figure(100.0))
    assert send(own, figure(50.0))[2] == []
    assert "the CEC's 50.000 MW" in (told(own)[1] or "")
    send(own, figure(500.0))
    assert told(own)[0] == "ERROR"


def test_gross_load_is_not_held_against_the_cec(own: Asking) -> None:
    """The figure is for FINAL_LOAD."""
    records = [record(DAY, 9, 100.0), record(DAY, 9, 900.0, dataType="GROSS_LOAD")]
    submit(own, records, "MSSV")
    assert send(own, figure(100.0, owner="MSSV"))[2] == []
    assert submit(own, records, "MSSV").status == 200


def test_the_whole_sink_can_be_what_is_held_against_the_cec(own: Asking) -> None:
    """With cec.scope "sink" all who submit there add up, against the sum of the figures."""
    owners = ("NVLY", "SDCC", "SOCO")
    with own.setting("cec.scope", "sink"):
        for owner in owners:
            submit(own, [record(DAY, 9, 100.0, sinkName=SDGE)], owner)
        assert send(own, *(figure(100.0, owner=owner, sink=SDGE) for owner in owners))[2] == []
        assert send(own, figure(60.0, owner="SDCC", sink=SDGE))[2] == RED * 3
        assert "300.000 MW is above 273.000 MW" in (told(own, "SOCO")[1] or "")
        assert submit(own, [record(DAY, 9, 73.001, sinkName=SDGE)], "SOCO").codes == ["SER0030"]
        assert submit(own, [record(DAY, 9, 73.0, sinkName=SDGE)], "SOCO").status == 200
        assert (told(own, "SOCO")[0], told(own, "NVLY")[0]) == ("VALID", "ERROR")


def test_with_the_rule_off_nothing_turns_red(own: Asking) -> None:
    """The check hangs on its one rule, at the upload as at the submission."""
    submit(own, [record(DAY, 9, 200.0)])
    with own.without("load-within-cec"):
        assert send(own, figure(1.0))[2] == []
        assert submit(own, [record(DAY, 9, 200.0)]).status == 200
    assert told(own) == ("VALID", None)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (figure(1.0, owner="NOBODY"), "there is no participant NOBODY"),
        (figure(1.0, hour=25), "2025-10-07 has no hour ending 25"),
        (figure(1.0) | {"EffectiveDate": NOW}, "is not Pacific midnight"),
        (figure(-1.0), "MW is -1.0"),
        (figure(1.0) | {"MW": None}, "MW is empty"),
    ],
)
def test_a_file_of_the_cec_that_makes_no_sense_is_kept_from_the_store(
    own: Asking, row: dict[str, Any], says: str
) -> None:
    """Nothing of it is kept, not even its sound rows."""
    status, answer, _ = send(own, figure(1.0), row)
    assert status == 400
    assert says in answer["error"]
    assert submit(own, [record(DAY, 9, 200.0)]).status == 200


@pytest.mark.parametrize("person", ["mui-nvly", "mui-srtx", "cec"])
def test_only_the_cec_opens_its_screen(own: Asking, person: str) -> None:
    """Neither a load-serving entity nor the CEC's certificate for the services does."""
    assert send(own, figure(1.0), person=person)[0] == 403


class TestLoadInTheScreens:
    """A load-serving entity uploads its own load as a CSV of the template."""

    def rows(self, mw: float = 100.0, **changes: Any) -> list[dict[str, Any]]:
        row = {
            "LoadSubmissionWindowName": HIST, "PeriodName": "2025_S04", "AssetOwner": "NVLY",
            "EffectiveDate": pacific_midnight(DAY), "HourEnding": 9, "DataType": "FINAL_LOAD", "MW": mw,
        } | changes  # fmt: skip
        return [row | {"SinkName": sink} for sink in (PGE, SCE)]

    def upload(
        self,
        ask: Asking,
        rows: list[dict[str, Any]],
        path: str = "/historical-load",
        person: str = "mui-nvly",
    ) -> tuple[int, Any]:
        content = write_csv(rows, TEMPLATES["HISTORICAL_LOAD"])
        return Screens(ask)("POST", path, person, {}, content, str(uuid.uuid4()))

    def test_what_is_uploaded_reads_back_by_the_service(self, own: Asking) -> None:
        """The screens and the service fill the same store."""
        status, answer = self.upload(own, self.rows())
        assert (status, answer["status"], answer["kept"], answer["failed"]) == (200, "VALID", [PGE, SCE], [])
        assert told(own) == ("VALID", None)
        assert [each["maxMW"] for each in exceedances(own).value[0]["loadExceedance"]] == [100.0, 100.0]

    def test_each_failed_sink_is_told_and_the_sound_ones_are_kept(self, own: Asking) -> None:
        """As in the service, but as an answer of the screen."""
        good, bad = self.rows()
        _, answer = self.upload(own, [good, bad | {"HourEnding": 25}])
        assert (answer["status"], answer["kept"]) == ("ERROR", [PGE])
        assert [each["sink"] for each in answer["failed"]] == [SCE]
        assert "there is no hour 2025-10-07 HE25" in answer["failed"][0]["error"]

    def test_the_template_says_which_load_it_is(self, own: Asking) -> None:
        """The forecast template does not go into a historical window."""
        status, answer = self.upload(own, self.rows(), "/forecast-load")
        assert (status, "the window takes H, not F" in answer["error"]) == (409, True)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"PeriodName": "2025_S03"}, "PeriodName is not the same in all rows"),
            ({"DataType": "NET"}, "hourlyLoad[1].dataType"),
            ({"MW": 0.0001}, "hourlyLoad[1].mw"),
        ],
    )
    def test_a_file_that_is_no_submission_is_not_kept(
        self, own: Asking, changes: dict[str, Any], says: str
    ) -> None:
        """One owner, window and period a file; what the contract forbids is told by its place."""
        good, other = self.rows()
        status, answer = self.upload(own, [good, other | changes])
        assert (status, says in answer["error"]) == (400, True)
        assert load_data(own).value == []

    def test_nobody_uploads_for_another(self, own: Asking) -> None:
        """Not even another load-serving entity."""
        assert self.upload(own, self.rows(), person="mui-bayc")[0] == 403
