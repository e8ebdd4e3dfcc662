"""Hourly load as the files that are uploaded in the screens: HISTORICAL_LOAD, FORECAST_LOAD and CEC_LOAD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from marketsim.contract.cells import Cell
from marketsim.contract.filecolumns import TEMPLATES
from marketsim.contract.messages.historical_forecasted_load import LoadDataSet
from marketsim.contract.tables import write_csv
from marketsim.contract.templates.upload_file import upload_file


@dataclass(frozen=True, slots=True)
class CecFigure:
    """The CEC's MW of an asset owner at a sink in one hour; ``effective_date`` is Pacific midnight of its day."""

    owner: str
    sink: str
    effective_date: datetime
    hour_ending: int
    mw: float


def load_file(load: LoadDataSet) -> bytes:
    """A submission as the CSV of its template."""
    template = "FORECAST_LOAD" if load.hist_forecast_flag == "F" else "HISTORICAL_LOAD"
    return upload_file(template, load)


def cec_file(figures: Iterable[CecFigure]) -> bytes:
    """Figures as the CSV of CEC_LOAD."""
    rows: Iterable[Mapping[str, Cell]] = (
        {
            "AssetOwner": each.owner,
            "SinkName": each.sink,
            "EffectiveDate": each.effective_date,
            "HourEnding": each.hour_ending,
            "MW": each.mw,
        }
        for each in figures
    )
    return write_csv(rows, TEMPLATES["CEC_LOAD"])
