"""Sentences on who supplies the five-minute values of a transfer resource."""

from __future__ import annotations

from typing import Literal

from pytest_bdd import given, parsers, then

from fixtures.expectation import Expectation
from marketsim.settlement.refusal import MissingInput
from marketsim.settlement.supply import Submission
from steps.settlement_ledger import INTERVALS, Ledger
from steps.settlement_texts import each, number

KINDS: dict[str, Literal["tag", "dispatch"]] = {"tag values": "tag", "the dispatch": "dispatch"}


def responsible(ledger: Ledger, area: str) -> None:
    """Make an area answer for the resource that was named last."""
    etsr = ledger.etsrs[ledger.etsr]
    ledger.add_etsr(etsr.source, etsr.sink, area)


@given(
    parsers.re(
        r"(?P<area>\w+) is responsible for it and submits (?P<kind>tag values|the dispatch), (?P<value>[\d.]+) MWh in "
        r"every five minutes"
    )
)
def submitted(ledger: Ledger, area: str, kind: str, value: str) -> None:
    responsible(ledger, area)
    ledger.put("submitted", ledger.etsr, Submission(KINDS[kind], (number(value),) * INTERVALS))


@given(parsers.re(r"(?P<area>\w+) is responsible for it and submits nothing"))
def not_submitted(ledger: Ledger, area: str) -> None:
    responsible(ledger, area)


@then(parsers.re(r"every five-minute value is (?P<value>[\d.]+) MWh"))
def every_value(ledger: Ledger, expect: Expectation, value: str) -> None:
    expected = each((number(value),) * INTERVALS)
    expect.equal("the five-minute values in MWh", each(ledger.values()), expected)


@then(parsers.re(r"their source is the (?P<source>shaped tag|submitted tag shape|submitted dispatch)"))
def source_is(ledger: Ledger, expect: Expectation, source: str) -> None:
    expect.equal("their source", ledger.results.settled[ledger.etsr, ledger.hour].source, source)


@then("the hour is not settled, and the missing submission is named")
def missing(ledger: Ledger, expect: Expectation) -> None:
    try:
        values = each(ledger.values(ledger.calculate()))
    except MissingInput as refusal:
        area = ledger.etsrs[ledger.etsr].responsible
        expect.equal("what is missing", refusal.expected, f"a submission of {area}")
        where = f"{ledger.etsr}, {ledger.hour}"
        expect.equal("where", refusal.where, where)
    else:
        expect.fail("the hour", f"settled: {values} MWh", "refused for a missing input")


@then(
    parsers.re(
        r"under the policy (?P<name>\w+) of (?P<choice>\w+) every five-minute value is (?P<value>[\d.]+) MWh"
    )
)
def under_policy(ledger: Ledger, expect: Expectation, name: str, choice: str, value: str) -> None:
    found = ledger.values(ledger.calculate(**{name: choice}))
    expected = each((number(value),) * INTERVALS)
    expect.equal(f"the five-minute values in MWh, {name} = {choice}", each(found), expected)
