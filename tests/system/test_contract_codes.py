"""Breaches of the contract that have a code of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from standing import Standing, codes, portfolio

CREATION = "/auction/v1.0/portfolioCreation"
READ = "/auction/v1.0/portfolioStatus"
DOWNLOAD = "/marketdata/v1.0/publicGeneralData"
OFFERS = "/secondarymarket/v1.0/mySmOffersByStatus"
PUBLIC_BUY = "/secondarymarket/v1.0/publicSmBuyOfferCreation"
SRTX = {"participantName": "SRTX"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("   ", "POR0215"),
        ("", "POR0215"),
        ("x" * 101, "POR0103"),
        ("a/b", "SER0022"),
        ("Straße", "SER0022"),
        ("tail\n/", "SER0022"),
    ],
)
def test_a_portfolio_name_is_refused_by_what_is_wrong_with_it(
    standing: Standing, name: str, expected: str
) -> None:
    """Blank, too long, or of other characters; in a body and in a query alike."""
    assert codes(standing.ask("srtx", "POST", CREATION, json=portfolio(name, marketName="M"))) == [expected]
    query = {**SRTX, "marketName": "M", "portfolioName": name}
    assert codes(standing.ask("srtx", "GET", READ, params=query)) == [expected]


def test_a_portfolio_name_may_be_wrong_in_two_ways_at_once(standing: Standing) -> None:
    """Too long and of other characters: both are told."""
    answer = standing.ask("srtx", "POST", CREATION, json=portfolio("/" * 101, marketName="M"))
    assert sorted(codes(answer)) == ["POR0103", "SER0022"]


def test_a_missing_portfolio_name_is_an_invalid_request(standing: Standing) -> None:
    """No code of its own is listed for that."""
    body = portfolio("P", marketName="M")
    del body["portfolioName"]
    assert codes(standing.ask("srtx", "POST", CREATION, json=body)) == ["SER0017"]


def test_an_unknown_download_type_or_file_format_has_its_code(standing: Standing) -> None:
    """DWL0001 and DWL0002; both at once when both are wrong."""
    kind, form = {"publicGeneralDownloadType": "NOTHING"}, {"fileFormat": "XML"}
    sound = {**SRTX, "publicGeneralDownloadType": "PUBLIC_EXISTING_CRR", "fileFormat": "CSV"}
    assert codes(standing.ask("srtx", "GET", DOWNLOAD, params={**sound, **kind})) == ["DWL0001"]
    assert codes(standing.ask("srtx", "GET", DOWNLOAD, params={**sound, **form})) == ["DWL0002"]
    assert codes(standing.ask("srtx", "GET", DOWNLOAD, params={**sound, **kind, **form})) == [
        "DWL0001",
        "DWL0002",
    ]


def test_an_unknown_secondary_market_status_has_its_code(standing: Standing) -> None:
    """SER0014; a missing one is an invalid request."""
    assert codes(standing.ask("srtx", "GET", OFFERS, params={**SRTX, "OfferStatusType": "SOLD"})) == [
        "SER0014"
    ]
    assert codes(standing.ask("srtx", "GET", OFFERS, params=SRTX)) == ["SER0017"]


def test_an_unknown_crr_type_in_one_record_has_its_code(standing: Standing) -> None:
    """SMT0138 names the record; other breaches of the same upload are told as well."""
    answer = standing.ask(
        "srtx", "POST", PUBLIC_BUY, params=SRTX, json=[{"crrType": "AUC"}, {"crrType": "GOLD"}]
    )
    found = answer.json()["errorList"]
    assert [each for each in found if each["errorCode"] == "SMT0138"] == [
        {
            "errorCode": "SMT0138",
            "errorDescription": "[1].crrType: there is no CRR type 'GOLD'",
            "severity": "ERROR",
        }
    ]
    assert {each["errorCode"] for each in found} == {"SMT0138", "SER0017"}


@pytest.mark.parametrize(
    ("rule", "path", "query"),
    [
        ("portfolio-name-not-blank", READ, {**SRTX, "marketName": "M", "portfolioName": " "}),
        ("portfolio-name-length", READ, {**SRTX, "marketName": "M", "portfolioName": "x" * 101}),
        ("portfolio-name-characters", READ, {**SRTX, "marketName": "M", "portfolioName": "/"}),
        (
            "file-format-known",
            DOWNLOAD,
            {**SRTX, "publicGeneralDownloadType": "PUBLIC_EXISTING_CRR", "fileFormat": "XML"},
        ),
        ("sm-status-known", OFFERS, {**SRTX, "OfferStatusType": "SOLD"}),
        ("query-by-contract", OFFERS, {**SRTX}),
    ],
)
def test_a_code_disappears_with_its_rule(
    standing: Standing, private: Callable[..., Standing], rule: str, path: str, query: dict[str, str]
) -> None:
    """Switched off, the rule's code is not answered, and no general code takes its place."""
    code = codes(standing.ask("srtx", "GET", path, params=query))
    answer = private(faults=[f"rule:{rule}"]).ask("srtx", "GET", path, params=query)
    assert answer.status_code == 200 or not {*code, "SER0017"} & set(codes(answer))
