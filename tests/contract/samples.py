"""Bodies that keep the contract, for tests to break; and the official-like documents that tests load."""

from __future__ import annotations

import copy
import json
from typing import Any

import yaml

from marketsim.contract import Contract

JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
REQUEST_ID = {"caiso-request-id": "123e4567-e89b-12d3-a456-426614174000"}


def point(mw: float = 0, price: float = 10.25) -> dict[str, Any]:
    """A point of a bid curve."""
    return {"mw": mw, "price": price}


def bid(**changes: Any) -> dict[str, Any]:
    """A saved bid of an auction portfolio."""
    return {
        "bidId": 7,
        "assetOwner": "SRTX",
        "source": "DIABLO_7_B1",
        "sink": "DLAP_PGAE-APND",
        "hedgeType": "OBL",
        "tou": "ON",
        "period": "2026_S01",
        "crrType": "AUC",
        "bidCurve": [point(), point(12.345)],
        **changes,
    }


def portfolio(*bids: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A saved auction portfolio."""
    return {"portfolioName": "P 1", "marketName": "AUC", "bids": list(bids), "offers": [], **changes}


def new_portfolio(**changes: Any) -> dict[str, Any]:
    """An auction portfolio to be created, with one bid."""
    new_bid = {name: value for name, value in bid().items() if name != "bidId"}
    return {
        "portfolioName": "P 1",
        "marketName": "AUC",
        "newBids": [new_bid],
        "newOffers": [],
        "participantName": "SRTX",
        **changes,
    }


def refusal(code: str = "MKT0001", **changes: Any) -> dict[str, Any]:
    """The body of a refusal."""
    error = {"errorCode": code, "errorDescription": "no such market", "severity": "ERROR"}
    return {"errorList": [error], "creationTime": "2026-01-31T08:00:00Z", **changes}


def as_bytes(value: Any) -> bytes:
    """The JSON of a value."""
    return json.dumps(value).encode()


class Yaml11Dumper(yaml.SafeDumper):
    """Writes ON, OFF, Yes and No without quotes, as the published files do."""

    def ignore_aliases(self, data: Any) -> bool:
        """Official files repeat themselves instead of using aliases."""
        return True


Yaml11Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def official(service: str) -> dict[str, Any]:
    """Our document made to look like the published one: quirks back in, our extensions gone."""
    document = copy.deepcopy(dict(Contract.load().documents[service]))
    _strip(document)
    document["servers"] = [{"url": "https://mock.example/crr"}, {"url": "https://api.example/crr"}]
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        if schema["type"] == "number":
            schema["pattern"] = r"[\-+]?[\d]+\.?\d?\d?\d?"
            schema["maxLength"] = 20
    if service == "nomination":
        identifier = schemas["PortfolioIdentifier"]
        identifier["required"] = ["portfolioName", "market", "participantName"]
        del identifier["properties"]["market"]
    if service == "tor_conversion":
        window = schemas["TorConversionWindow"]
        window["required"] = [
            "name",
            "period",
            "conversionSubmissionWindow",
            "conversionApprovalWindow",
            "status",
        ]
        del window["properties"]["conversionApprovalWindow"]
    if service == "market_data":
        for item in document["paths"].values():
            binary = {"type": "object", "properties": {"items": {"type": "string", "format": "binary"}}}
            item["get"]["responses"]["200"]["content"]["application/octet-stream"]["schema"] = binary
    return document


def _strip(node: Any) -> None:
    """Take away what only our documents have: extensions, tags and descriptions of answers that we word."""
    if isinstance(node, dict):
        for name in [name for name in node if name.startswith("x-") or name == "tags"]:
            del node[name]
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, dict | list):
            _strip(value)


def official_text(document: dict[str, Any]) -> str:
    """A document as an official-like YAML text."""
    return yaml.dump(document, Dumper=Yaml11Dumper, sort_keys=False, width=200)
