"""Sentences on the result files of a market: when they are given out, to whom, and in which format."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.binding import missing
from marketsim.target.download_rows import differing, rows_of
from marketsim.target.market_results import FileFormatName, download, result_rows
from marketsim.target.session import Session
from steps.results import files

FORMATS: tuple[FileFormatName, FileFormatName] = ("CSV", "JSON")


@given("results of ours in it")
def results_of_ours(story: Story, session: Session) -> None:
    rows_of_kind(story, session, files(story).private)


@given(parsers.re("rows of (?P<kind>[A-Z_]+) in it"))
def rows_of_kind(story: Story, session: Session, kind: str) -> None:
    """Whoever of our participants in the function has rows there speaks from here on."""
    market, us = story.bound["market"], story.us
    for party in (each for each in session.parties if (each.function, each.write) == (us.function, us.write)):
        if result_rows(download(session, party, market, kind), kind):
            story.party = party
            return
    raise missing(f"rows of {kind} for a participant of ours in {market.name}")


@when(parsers.re("we download the results (?P<kind>[A-Z_]+)"))
def download_results(story: Story, session: Session, kind: str) -> None:
    story.heard(download(session, story.us, story.bound["market"], kind))


@when(parsers.re("we download the results (?P<kind>[A-Z_]+) in CSV and in JSON"))
def download_both(story: Story, session: Session, kind: str) -> None:
    for file_format in FORMATS:
        story.heard(download(session, story.us, story.bound["market"], kind, file_format))


@then(
    parsers.re(r"each of the (?P<count>\d) result files is refused with MKT0007"), converters={"count": int}
)
def all_refused(story: Story, session: Session, expect: Expectation, count: int) -> None:
    for kind in _kinds(story, expect, count):
        answer = story.heard(download(session, story.us, story.bound["market"], kind))
        expect.refused(answer, "MKT0007")


def _kinds(story: Story, expect: Expectation, count: int) -> tuple[str, ...]:
    kinds = (*files(story).public, files(story).private)
    expect.equal("the kinds of result files", len(kinds), count)
    return kinds


@then(
    parsers.re(r"each of the (?P<count>\d) result files holds the same rows in CSV and in JSON"),
    converters={"count": int},
)
def all_alike(story: Story, session: Session, expect: Expectation, count: int) -> None:
    for kind in _kinds(story, expect, count):
        download_both(story, session, kind)
        differing(*story.answers[-2:])  # halts where the formats cannot be compared
        csv_rows, json_rows = (result_rows(each, kind) for each in story.answers[-2:])
        expect.that(f"the rows of {kind}", len(csv_rows), "one or more", bool(csv_rows), answer=story.answer)
        expect.equal(f"the rows of {kind}, in CSV and in JSON", csv_rows, json_rows, answer=story.answer)


@when("we and the other participant download the private results")
def both_download(story: Story, session: Session) -> None:
    for party in (story.us, story.bound["partner"]):
        story.heard(download(session, party, story.bound["market"], files(story).private))


@then("every row is of the one who asked")
def own_rows(story: Story, expect: Expectation) -> None:
    for party, answer in zip((story.us, story.bound["partner"]), story.answers[-2:], strict=True):
        owners = sorted({str(row["AssetOwner"]) for row in rows_of(answer, "AssetOwner")})
        expect.that(
            f"the owners that {party.name} is told of",
            owners,
            [party.name],
            owners in ([party.name], []),
            answer=answer,
        )
    rows = rows_of(story.answers[-2])
    expect.that("our rows", len(rows), "one or more", bool(rows), answer=story.answers[-2])


@then("the public results show the awards of both")
def public_shows_both(story: Story, session: Session, expect: Expectation) -> None:
    kind = files(story).awards
    private = [row for each in story.answers[-2:] for row in result_rows(each, files(story).private)]
    answer = story.heard(download(session, story.us, story.bound["market"], kind))
    names = (story.us.name, story.bound["partner"].name)
    public = [row for row in result_rows(answer, kind) if row["AssetOwner"] in names]
    expect.equal(
        "the public rows of the two",
        sorted(_public(story, public)),
        sorted(_public(story, [row for row in private if row["MW"] > 0])),
        answer=answer,
    )


def _public(story: Story, rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in files(story).award) for row in rows]


@when(parsers.re("we download the results (?P<kind>[A-Z_]+) in deliberate breach of the contract"))
def unknown_type(story: Story, session: Session, kind: str) -> None:
    _in_breach(story, session, kind, "CSV", "a result type that the contract does not know")


@when(parsers.re("we download the results (?P<kind>[A-Z_]+) in the format XML"))
def unknown_format(story: Story, session: Session, kind: str) -> None:
    _in_breach(story, session, kind, "XML", "a file format that is not offered")


def _in_breach(story: Story, session: Session, kind: str, file_format: str, breach: str) -> None:
    query = {
        "marketName": story.bound["market"].name,
        "publicAuctionResultDownloadType": kind,
        "fileFormat": file_format,
        "participantName": story.us.name,
    }
    path = "/marketdata/v1.0/publicAuctionResult"
    story.heard(session.client(story.us).raw("GET", path, query=query, breach=breach))
