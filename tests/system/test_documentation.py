"""Swagger UI, served by the system itself."""

from __future__ import annotations

import re

import pytest
from standing import Standing

from marketsim.contract.catalogue import Contract

SERVICES = tuple(Contract.load().documents)


def test_the_page_needs_no_certificate_and_asks_nobody_else(standing: Standing) -> None:
    """Every address in it leads back here, and the policy forbids any other."""
    page = standing.ask(None, "GET", "/docs/")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert linked
    assert all(each.startswith("/docs/") for each in linked)
    for each in linked:
        assert standing.ask(None, "GET", each).status_code == 200
    assert "//" not in page.text.replace("<!DOCTYPE", "")


def test_the_drop_down_offers_the_ten_documents(standing: Standing) -> None:
    """One entry a service, with its version."""
    start = standing.ask(None, "GET", "/docs/start.js").text
    assert re.findall(r"/docs/(\w+)\.json", start) == list(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_document_names_this_server(standing: Standing, service: str) -> None:
    """So that a call can be tried from the page; all else is the contract's."""
    document = standing.ask(None, "GET", f"/docs/{service}.json").json()
    assert document["servers"] == [{"url": f"{standing.root}/crr"}]
    assert document["paths"].keys() == Contract.load().documents[service]["paths"].keys()


def test_nothing_else_is_served(standing: Standing) -> None:
    """Neither other files of the package nor paths out of it."""
    for path in ("/docs/index.j2", "/docs/..%2f..%2fsettings.toml", "/docs/nothing.json", "/docs/auction"):
        assert standing.ask(None, "GET", path).status_code == 404
