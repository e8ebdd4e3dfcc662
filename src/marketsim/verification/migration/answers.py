"""What the API answered of a load migration, as records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from marketsim.verification.inventory.amounts import Thousandths, day_number, thousandths
from marketsim.verification.inventory.segment import Path
from marketsim.verification.report import Unreadable


class Told(NamedTuple):
    """One record of load percentages: whose load moved to whom, per cent and MW as doubles."""

    udc: str
    loser: str
    gainer: str
    season: int
    tou: str
    percent: float
    mw: float
    from_lse: str
    to_lse: str
    record: int

    def __str__(self) -> str:
        return f"{self.udc}, {self.loser} to {self.gainer}, season {self.season} {self.tou}"


class Row(NamedTuple):
    """One CRR of the results: thousandths of a MW that were made (initial), or added to an earlier month's."""

    crr_id: int
    parent: int
    owner: str
    path: Path
    crr_type: str
    first: int
    last: int
    initial: Thousandths
    adjusted: Thousandths

    def __str__(self) -> str:
        return f"{self.crr_type} {self.crr_id} of {self.owner}, from CRR {self.parent}"


def told_percentages(answers: Iterable[Mapping[str, Any]]) -> list[Told]:
    """The records of ``LoadPercentageResults`` as plain JSON, of one or more readers; each once. Raises Unreadable."""
    try:
        found = (
            Told(
                each["udc"], each["fromAssetOwner"], each["toAssetOwner"], each["seasonNumber"], each["tou"],
                float(each["loadPercentage"]), float(each["loadTransferMw"]), each["fromLse"], each["toLse"],
                int(each["id"]),
            )
            for answer in answers
            for each in answer["loadMigrationPercentages"]
        )  # fmt: skip
        return list(dict.fromkeys(found))
    except (KeyError, TypeError, ValueError) as problem:
        raise _unreadable("load percentages", problem) from None


def told_results(answers: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The CRRs of ``LoadMigrationResults`` as plain JSON, of one or more readers; each once. Raises Unreadable."""
    try:
        found = (
            Row(
                int(each["crrId"]), int(each["parentCrrId"]), each["assetOwner"],
                Path(each["source"], each["sink"], each["tou"], "OBL"), each["crrType"],
                day_number(each["startDate"]), day_number(each["endDate"]),
                thousandths(each.get("initialMw") or 0), thousandths(each.get("adjustedMw") or 0),
            )
            for answer in answers
            for each in answer["loadMigrationCrrs"]
        )  # fmt: skip
        return list(dict.fromkeys(found))
    except (KeyError, TypeError, ValueError) as problem:
        raise _unreadable("load migration results", problem) from None


def _unreadable(title: str, problem: Exception) -> Unreadable:
    return Unreadable(title, None, "records of the API", repr(problem)[:120], "read them again")
