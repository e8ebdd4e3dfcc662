"""A lying system: every fault that can be switched on, and what it does to an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from standing import Standing, codes

from marketsim.contract.catalogue import Contract
from marketsim.contract.decoding import encode
from marketsim.contract.exchange import ExchangeCheck
from marketsim.system.faults import FaultProblem, parse_faults
from marketsim.system.lies import LIES, can_lie, falsify
from marketsim.system.rules.all_rules import all_rules

CONTRACT = Contract.load()
SRTX = {"participantName": "SRTX"}
MARKETS = "/marketstatus/v1.0/activeAuctionMarkets"


def answer_by_schema(schema: dict, root: dict) -> object:
    """A small answer that keeps a schema: one entry a list, every member, the first word of each list of words."""
    while "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [answer_by_schema(schema["items"], root) for _ in range(schema.get("minItems", 1))]
    if schema.get("type") == "object":
        return {name: answer_by_schema(each, root) for name, each in schema.get("properties", {}).items()}
    if schema.get("format") == "date-time":
        return datetime(2026, 11, 21, 8, tzinfo=UTC)
    return {"string": "1", "integer": schema.get("minimum", 1), "number": 1.0, "boolean": True}[
        schema["type"]
    ]


TELLABLE = [
    (lie, operation)
    for operation in CONTRACT.operations.values()
    for lie in LIES
    if operation.response_media_type == "application/json" and can_lie(lie, operation, CONTRACT)
]


@pytest.mark.parametrize(("lie", "operation"), TELLABLE, ids=[f"{lie}:{its.key}" for lie, its in TELLABLE])
def test_a_lie_turns_a_clean_answer_into_one_that_breaks_the_contract(lie: str, operation) -> None:
    """The exchange check finds nothing in the honest answer, and something in the falsified one."""
    check = ExchangeCheck(CONTRACT)
    headers = {"content-type": "application/json"}
    honest = encode(answer_by_schema(operation.response_schema, operation.response_schema))
    assert check.response(operation, 200, headers, honest) == []
    status, body = falsify(lie, operation, CONTRACT, 200, honest)
    assert check.response(operation, status, headers, body)


def test_a_download_lies_by_being_cut_short(private: Callable[..., Standing]) -> None:
    """The zip can then not be read."""
    system = private(faults=["missing:market_data.getPublicGeneralData"])
    asked = {**SRTX, "publicGeneralDownloadType": "PUBLIC_EXISTING_CRR", "fileFormat": "CSV"}
    answer = system.ask("srtx", "GET", "/marketdata/v1.0/publicGeneralData", params=asked)
    operation = CONTRACT.operation("market_data", "getPublicGeneralData")
    assert ExchangeCheck(CONTRACT).response(operation, 200, dict(answer.headers), answer.content, asked)


def test_lies_touch_only_their_operation_and_only_good_answers(private: Callable[..., Standing]) -> None:
    """Another operation, and a refusal of the same one, stay as they are."""
    system = private(faults=["status:market_status.getActiveAuctionMarkets"])
    assert system.ask("srtx", "GET", MARKETS, params=SRTX).status_code == 201
    assert system.ask("srtx", "GET", MARKETS.replace("Auction", "Allocation"), params=SRTX).status_code == 200
    refused = system.ask("srtx", "GET", MARKETS, params={"participantName": "NVLY"})
    assert (refused.status_code, codes(refused)) == (403, ["SEC0002"])


def test_time_of_use_can_be_told_as_a_boolean_throughout(private: Callable[..., Standing]) -> None:
    """As a system does that read its documents with YAML 1.1."""
    system = private(faults=["tou-boolean:market_status.getActiveAuctionMarkets"])
    markets = system.ask("srtx", "GET", MARKETS, params=SRTX).json()
    assert {product["tou"] for market in markets for product in market["products"]} == {True, False}


def test_lies_can_be_told_together(private: Callable[..., Standing]) -> None:
    """A wrong word and a wrong status in one answer."""
    key = "market_status.getMarketStatus"
    system = private(faults=[f"enum:{key}", f"status:{key}"])
    market = f"AUC_AN_{system.system.clock.now().year + 1}"
    answer = system.ask(
        "srtx", "GET", "/marketstatus/v1.0/marketStatus", params={**SRTX, "marketName": market}
    )
    assert (answer.status_code, answer.json()) == (201, "NO_SUCH_WORD")


def test_every_rule_can_be_switched_off_by_its_id() -> None:
    """rule:ID is known for each rule of the list."""
    written = [f"rule:{rule.id}" for rule in all_rules()]
    assert parse_faults(written, all_rules(), CONTRACT).rules_off == {rule.id for rule in all_rules()}


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("rule:participant-knwon", "participant-known"),
        ("rules:participant-known", "rule"),
        ("status:auction.portfolioCretion", "auction.portfolioCreation"),
        ("enum:app_status.get-status", "market_status.getMarketStatus"),
        ("tou-boolean:messages.publicMessages", "market_status.getMarketInfo"),
        ("induce:GEN0004", "GEN0003"),
        ("induce:GEN0003@messages.publicMessages", "secondary_market"),
        ("", "rule"),
    ],
)
def test_an_unknown_fault_is_named_with_what_comes_near_it(fault: str, named: str) -> None:
    """Three parts: what was found, what was expected, what comes near."""
    with pytest.raises(FaultProblem) as caught:
        parse_faults([fault], all_rules(), CONTRACT)
    problem = caught.value
    assert fault in problem.found or fault.partition(":")[2] in problem.found
    assert problem.expected
    assert "near matches" in problem.fix
    assert named in problem.fix or fault.startswith(("enum", "tou", "induce:GEN0003@"))


def test_a_mistake_of_the_settlement_model_is_sent_to_the_run() -> None:
    """The system settles nothing: it says where such a fault belongs."""
    with pytest.raises(FaultProblem) as caught:
        parse_faults(["settlement:no-credit"], all_rules(), CONTRACT)
    assert "marketsim run --fault settlement:no-credit" in caught.value.fix


def test_the_operator_can_induce_a_code_no_request_brings_about(private: Callable[..., Standing]) -> None:
    """The refusal is marked as induced, so that coverage counts it apart."""
    system = private(
        faults=["induce:GEN0003@auction.getPortfolioList", "induce:SER0028@market_status.getMarketInfo"]
    )
    asked = {**SRTX, "marketName": "M"}
    busy = system.ask("srtx", "GET", "/auction/v1.0/portfolioList", params=asked)
    assert (busy.status_code, codes(busy)) == (400, ["GEN0003"])
    trace = system.trace(busy)
    assert trace is not None
    assert trace["induced"] is True
    assert trace["rulesFired"] == [{"id": "induced", "code": "GEN0003"}]
    broken = system.ask("srtx", "GET", "/marketstatus/v1.0/marketInfo", params=asked)
    assert (broken.status_code, codes(broken)) == (500, ["SER0028"])


def test_a_lie_keeps_the_rest_of_the_answer() -> None:
    """Dropping a member drops one member."""
    operation = CONTRACT.operation("market_status", "getActiveAuctionMarkets")
    honest = encode(answer_by_schema(operation.response_schema, operation.response_schema))
    _, body = falsify("missing", operation, CONTRACT, 200, honest)
    (before,), (after,) = json.loads(honest), json.loads(body)
    assert len(before) - len(after) == 1
    assert all(before[name] == value for name, value in after.items())
