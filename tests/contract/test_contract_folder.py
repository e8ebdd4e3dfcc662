"""A folder of official documents takes the place of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract import Contract, ContractFolderProblem
from marketsim.contract.decoding import decode, encode
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.messages import nomination

from .samples import JSON_HEADERS, REQUEST_ID, as_bytes, bid, official, official_text, portfolio

FILE_NAMES = {
    "app_status": "caiso_crr_app_status_v1.0.1.yaml",
    "market_status": "caiso_crr_market_status_v1.2.0.yaml",
    "messages": "caiso_crr_messages_v1.2.1.yaml",
    "auction": "caiso_crr_auction_v1.2.1.yaml",
    "nomination": "caiso_crr_nomination_v1.3.1.yml",
    "historical_forecasted_load": "caiso_crr_historical_forecasted_load_v1.1.1.yaml",
    "secondary_market": "sm.yaml",
    "load_migration": "caiso_crr_load_migration_v1.3.2.yaml",
    "tor_conversion": "caiso_crr_tor_conversion_v1.2.1.yaml",
    "market_data": "caiso_crr_market_data_v1.2.0.yaml",
}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The official-like documents by service."""
    return {service: official_text(official(service)) for service in FILE_NAMES}


@pytest.fixture
def folder(tmp_path: Path, texts: dict[str, str]) -> Path:
    """A folder with the ten official-like documents and a note beside them."""
    for service, text in texts.items():
        (tmp_path / FILE_NAMES[service]).write_text(text)
    (tmp_path / "README.txt").write_text("downloaded")
    return tmp_path


def change(folder: Path, service: str, edit: Callable[[dict[str, Any]], None]) -> None:
    """Edit one official-like document in place."""
    document = official(service)
    edit(document)
    (folder / FILE_NAMES[service]).write_text(official_text(document))


def test_official_files_give_the_same_operations(folder: Path) -> None:
    """The same 69 operations with the same access are found by the paths, whatever the files are called."""
    ours, theirs = Contract.load(), Contract.load(folder)
    assert theirs.operations.keys() == ours.operations.keys()
    assert {key: each.access for key, each in theirs.operations.items()} == {
        key: each.access for key, each in ours.operations.items()
    }
    assert theirs.match("POST", "/auction/v1.0/portfolioCreation") is not None
    assert theirs.digest != ours.digest


def test_the_provenance_says_what_the_files_did_not(folder: Path) -> None:
    """It names the folder, and that access and codes were taken from elsewhere."""
    provenance = Contract.load(folder).provenance
    assert str(folder) in provenance
    assert "read or write from the method" in provenance
    assert "from our own list (app_status, market_status" in provenance


def test_codes_are_read_from_the_descriptions_of_the_answers(folder: Path) -> None:
    """Where descriptions name codes these count, else ours do."""

    def describe(document: dict[str, Any]) -> None:
        document["components"]["responses"]["Refused"]["description"] = (
            "One of POR0010, LHFV0026; see SEC0001, RFC3339."
        )

    change(folder, "auction", describe)
    contract = Contract.load(folder)
    assert contract.error_codes("auction") == {"POR0010", "LHFV0026", "SEC0001"}
    assert contract.error_codes("nomination") == Contract.load().error_codes("nomination")
    assert "named in the descriptions of the answers (auction)" in contract.provenance


def test_tags_tell_reading_from_writing_where_there_are_any(folder: Path) -> None:
    """A tag read makes a POST a reading one."""

    def tag(document: dict[str, Any]) -> None:
        document["paths"]["/auction/v1.0/portfolioSubmission"]["post"]["tags"] = ["read"]

    change(folder, "auction", tag)
    assert Contract.load(folder).operation("auction", "portfolioSubmission").access == "read"


def test_times_of_use_stay_text_and_patterns_on_numbers_say_nothing(folder: Path) -> None:
    """An answer with ON and three decimals keeps the official contract, quirks and all."""
    text = (folder / FILE_NAMES["auction"]).read_text()
    assert "- ON\n" in text
    assert "[\\-+]?" in text
    contract = Contract.load(folder)
    operation = contract.operation("auction", "getPortfolio")
    check = ExchangeCheck(contract)
    assert check.response(operation, 200, JSON_HEADERS, as_bytes(portfolio(bid()))) == []
    (deviation,) = check.response(operation, 200, JSON_HEADERS, as_bytes(portfolio(bid(tou=True))))
    assert (deviation.path, deviation.expected) == ("bids[0].tou", "one of ON, OFF")


def test_a_body_with_both_spellings_keeps_both_contracts(folder: Path) -> None:
    """What our message sends validates against ours and the official document, which requires another member."""
    identifier = nomination.PortfolioIdentifier(portfolio_name="P", market_name="M", participant_name="NVLY")
    theirs = Contract.load(folder)
    for contract in (Contract.load(), theirs):
        operation = contract.operation("nomination", "portfolioSubmission")
        request = encode(identifier)
        check = ExchangeCheck(contract, strict=True)
        assert check.request(operation, {}, {**JSON_HEADERS, **REQUEST_ID}, request) == []
        assert decode(operation, request) == (identifier, [])
    alone = as_bytes({"portfolioName": "P", "marketName": "M", "participantName": "NVLY"})
    _, deviations = decode(theirs.operation("nomination", "portfolioSubmission"), alone)
    assert [each.path for each in deviations] == ["market"]


def test_windows_with_both_spellings_keep_both_contracts(folder: Path) -> None:
    """An answer with both spellings of the approval window validates; one alone does not in the other contract."""
    span = {"openDate": "2026-01-01T08:00:00Z", "closeDate": "2026-02-01T08:00:00Z"}
    window = {
        "name": "W",
        "period": {"name": "P", "startDate": span["openDate"], "endDate": span["closeDate"]},
        "conversionSubmissionWindow": span,
        "ConversionApprovalWindow": span,
        "conversionApprovalWindow": span,
        "status": "NEW",
    }
    for contract, required in ((Contract.load(), "Conversion"), (Contract.load(folder), "conversion")):
        operation = contract.operation("tor_conversion", "getTorConversionWindowStatus")
        check = ExchangeCheck(contract, strict=True)
        assert check.response(operation, 200, JSON_HEADERS, as_bytes(window)) == []
        name = f"{required}ApprovalWindow"
        without = as_bytes({key: value for key, value in window.items() if key != name})
        assert [each.path for each in check.response(operation, 200, JSON_HEADERS, without)] == [name]


def test_paths_may_carry_the_base_and_statuses_may_be_bare_numbers(folder: Path) -> None:
    """A document whose paths begin with /crr and whose statuses are unquoted reads the same."""
    file = folder / FILE_NAMES["market_status"]
    text = file.read_text().replace("  /marketstatus/", "  /crr/marketstatus/").replace("'200':", "200:")
    file.write_text(text)
    operation = Contract.load(folder).operation("market_status", "getMarketStatus")
    assert operation.path == "/marketstatus/v1.0/marketStatus"
    assert 200 in operation.statuses


def test_ranges_of_statuses_and_the_default_answer_are_understood(folder: Path) -> None:
    """4XX stands for every refusal, default for all else."""

    def widen(document: dict[str, Any]) -> None:
        answers = document["paths"]["/marketstatus/v1.0/marketStatus"]["get"]["responses"]
        answers["4XX"] = answers.pop("400")
        answers["default"] = answers.pop("500")

    change(folder, "market_status", widen)
    contract = Contract.load(folder)
    operation = contract.operation("market_status", "getMarketStatus")
    for status in (418, 503):
        answer = contract.answer(operation.key, status)
        assert answer is not None
        assert "application/json" in answer.media_types


def problem(folder: Path) -> ContractFolderProblem:
    """The refusal of a folder."""
    with pytest.raises(ContractFolderProblem) as refused:
        Contract.load(folder)
    return refused.value


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message says where it looked."""
    refused = problem(tmp_path / "nowhere")
    assert refused.file == tmp_path / "nowhere"
    assert "expected a folder" in refused.reason


def test_missing_services_are_named(folder: Path) -> None:
    """All that are missing, at once."""
    (folder / FILE_NAMES["auction"]).unlink()
    (folder / FILE_NAMES["messages"]).unlink()
    refused = problem(folder)
    assert refused.file == folder
    assert "messages, auction" in refused.reason
    assert "Put the missing documents" in str(refused)


def test_two_versions_of_a_service_are_refused(folder: Path) -> None:
    """Both files are named."""
    (folder / "caiso_crr_auction_v1.2.0.yaml").write_text((folder / FILE_NAMES["auction"]).read_text())
    refused = problem(folder)
    assert refused.file.name == FILE_NAMES["auction"]
    assert "caiso_crr_auction_v1.2.0.yaml" in refused.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [", "expected a YAML document"),
        ("[1, 2]", "no member openapi"),
        ("swagger: '2.0'", "no member openapi"),
        ("openapi: 3.1.0\npaths: {}", "found openapi: 3.1.0"),
        ("openapi: 3.0.0\npaths: {/weather: {}}", "paths that begin with /weather"),
        ("openapi: 3.0.0\npaths: {/auction/x: {}, /nomination/y: {}}", "/auction, /nomination"),
        ("openapi: 3.0.0", "paths that begin with nothing"),
    ],
)
def test_files_that_are_no_document_of_a_service_are_refused(folder: Path, text: str, reason: str) -> None:
    """The file and what is wrong with it are named."""
    stray = folder / "stray.yaml"
    stray.write_text(text)
    refused = problem(folder)
    assert refused.file == stray
    assert reason in refused.reason
    assert refused.fix in str(refused)


BREAKS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "no version": (lambda document: document["info"].pop("version"), "a version under info"),
    "no info": (lambda document: document.pop("info"), "structure of an OpenAPI"),
    "no operationId": (
        lambda document: document["paths"]["/auction/v1.0/portfolio"]["get"].pop("operationId"),
        "an operationId for every operation; found none for GET /auction/v1.0/portfolio",
    ),
    "one operationId twice": (
        lambda document: document["paths"]["/auction/v1.0/portfolio"]["get"].update(
            operationId="deletePortfolio"
        ),
        "deletePortfolio more than once",
    ),
    "a reference to nowhere": (
        lambda document: document["components"]["schemas"]["Bid"]["properties"].update(
            tou={"$ref": "#/components/schemas/Nobody"}
        ),
        "references that lead somewhere",
    ),
    "a reference to another host": (
        lambda document: document["components"]["schemas"]["Bid"]["properties"].update(
            tou={"$ref": "http://127.0.0.1:9/schema"}
        ),
        "references within the document",
    ),
    "a circle of references": (
        lambda document: document["components"]["parameters"].update(
            RequestId={"$ref": "#/components/parameters/RequestId"}
        ),
        "a circle of $ref",
    ),
    "a parameter in the path": (
        lambda document: document["components"]["parameters"]["MarketName"].update({"in": "path"}),
        "query and header parameters only",
    ),
    "a pattern that is none": (
        lambda document: document["components"]["parameters"]["MarketName"]["schema"].update(pattern="(["),
        "schemas that can be checked",
    ),
    "an empty path": (
        lambda document: document["paths"].update({"/auction/v1.0/portfolio": None}),
        "an object; found None",
    ),
    "responses as a list": (
        lambda document: document["paths"]["/auction/v1.0/portfolio"]["get"].update(responses=[]),
        "structure of an OpenAPI",
    ),
    "codes that are no list": (
        lambda document: document.update({"x-error-codes": "POR0010"}),
        "a list of codes",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_documents_that_cannot_be_used_are_refused_when_loaded(folder: Path, name: str) -> None:
    """What would break a run in the middle is found at the start, with the file at fault."""
    edit, reason = BREAKS[name]
    change(folder, "auction", edit)
    refused = problem(folder)
    assert refused.file.name == FILE_NAMES["auction"]
    assert reason in refused.reason
