"""Sentences on downloads of market data."""

from __future__ import annotations

from collections import defaultdict

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder, first, missing
from marketsim.target.download_rows import differing, rows_of
from marketsim.target.downloads import MARKET, Download, DownloadType, download_type, downloads_of
from marketsim.target.market_results import FileFormatName
from marketsim.target.operator import Operator
from marketsim.target.session import Session

KIND = "(?P<kind>[A-Z][A-Z0-9_]+(?: of an (?:auction|allocation))?)"
FORMATS: tuple[FileFormatName, FileFormatName] = ("CSV", "JSON")
FACTOR_TOLERANCE = 1e-6
HOLDING_COLUMNS = ("AssetOwner", "Source", "Sink", "MW")


def download_for(story: Story, session: Session, binder: Binder, kind: str) -> Download:
    """What the story has bound of that kind, or the first thing there is to ask: of its market where it has one."""
    bound: Download | None = story.bound.get("download")
    if bound is not None and bound.type == type_of(session, kind):
        return bound
    wanted, market = type_of(session, kind), story.bound.get("market")
    if wanted.subject == MARKET and market is not None:
        return Download(wanted, market.name)
    return first(downloads_of(session, binder, story.us, wanted), f"something to ask {kind} of")


def type_of(session: Session, kind: str) -> DownloadType:
    """A download type as features write it: ``SEQ``, ``BINDING_CONSTRAINT of an auction``."""
    name, _, side = kind.partition(" of an ")
    return download_type(session.contract, name, side or None)


@given(parsers.re(f"the download {KIND} has rows for us"))
def rows_for_us(story: Story, session: Session, binder: Binder, kind: str) -> None:
    """Whoever of our participants in the function it has rows for speaks from here on."""
    us, wanted = story.us, type_of(session, kind)
    alike = (each for each in session.parties if (each.function, each.write) == (us.function, us.write))
    for party in dict.fromkeys((us, *alike)):
        for each in downloads_of(session, binder, party, wanted):
            if rows_of(each.ask(session, party)):
                story.party, story.bound["download"] = party, each
                return
    raise missing(f"rows of {kind} for a participant of ours in the function {us.function}")


@when(parsers.re(f"we download {KIND} in CSV and in JSON"))
def download_both(story: Story, session: Session, binder: Binder, kind: str) -> None:
    asked = download_for(story, session, binder, kind)
    for file_format in FORMATS:
        story.heard(asked.ask(session, story.us, file_format))


@when("we and the other participant download it")
def both_download(story: Story, session: Session) -> None:
    """The other is another than us, whoever of our participants speaks."""
    us = story.us
    if story.bound["partner"].name == us.name:
        story.bound["partner"] = session.party(us.function, besides=(us,))
    for party in (us, story.bound["partner"]):
        story.heard(story.bound["download"].ask(session, party))


@then("both files hold the same rows")
def same_rows(story: Story, expect: Expectation) -> None:
    in_csv, in_json = story.answers[-2:]
    difference = differing(in_csv, in_json)
    expect.equal("the number of rows", len(rows_of(in_csv)), len(rows_of(in_json)), answer=story.answer)
    if difference is not None:
        expect.fail("a row in CSV", *difference, answer=story.answer)


@then("they hold at least one row")
def some_rows(story: Story, expect: Expectation) -> None:
    rows = rows_of(story.answer)
    expect.that("the rows", len(rows), "one or more", len(rows) > 0, answer=story.answer)


@then("every row is our own")
def every_row_ours(story: Story, expect: Expectation) -> None:
    owners = {row["AssetOwner"] for row in rows_of(story.answer, "AssetOwner")}
    expect.equal("the owners listed", sorted(map(str, owners)), [story.us.name], answer=story.answer)


@given("a CRR that we do not yet hold")
def crr_not_yet_ours(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, expect: Expectation
) -> None:
    market = binder.market(story.us, "auction", "POSTED", "MONTHLY")
    source, sink = binder.pair(story.us, binder.market(story.us, "auction", "OPEN", "MONTHLY"))
    terms = {"source": source, "sink": sink, "tou": "ON", "hedgeType": "OBL", "crrType": "MT"}
    terms |= {"category": "SYSTEM", "marketName": "SYSTEM", "period": market.products[0].period.name}
    story.bound["terms"] = {**terms, "mw": build.mw()}
    asked = download_for(story, session, binder, "PRIVATE_EXISTING_CRR_SYSTEM")
    answer = story.heard(asked.ask(session, story.us))
    story.bound["before"] = {row["CrrId"] for row in rows_of(answer, "CrrId")}


@when("the ISO lets us hold it")
def hold_it(story: Story, iso: Operator, expect: Expectation) -> None:
    story.bound["crr_id"] = iso.add_holding(story.us.name, story.bound["terms"])
    expect.absent("what we held before", story.bound["crr_id"], story.bound["before"], answer=story.answer)


@then(parsers.re("the download (?P<kind>[A-Z0-9_]+) lists it"))
def download_lists_it(story: Story, session: Session, binder: Binder, expect: Expectation, kind: str) -> None:
    answer = story.heard(download_for(story, session, binder, kind).ask(session, story.us, "CSV"))
    terms = story.bound["terms"]
    listed = rows_of(answer, "CrrId", *HOLDING_COLUMNS)
    rows = [row for row in listed if row["CrrId"] == story.bound["crr_id"]]
    found = [tuple(row[column] for column in HOLDING_COLUMNS) for row in rows]
    wanted = (story.us.name, terms["source"], terms["sink"], terms["mw"])
    expect.equal(f"the row of the CRR in {kind}", found, [wanted], answer=answer)


@when("we download its source and sink list")
def download_source_sink(story: Story, session: Session, binder: Binder) -> None:
    story.heard(download_for(story, session, binder, "SOURCE_SINK").ask(session, story.us, "CSV"))


@then("the participation factors of every location add up to 1 in each time of use")
def factors_add_up(story: Story, expect: Expectation) -> None:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows_of(story.answer, "SourceSink", "TOU", "ParticipationFactor"):
        sums[str(row["SourceSink"]), str(row["TOU"])] += float(str(row["ParticipationFactor"]))
    off = {key: total for key, total in sums.items() if abs(total - 1) > FACTOR_TOLERANCE}
    expect.that("the locations listed", len(sums), "one or more", bool(sums), answer=story.answer)
    expect.equal("locations whose factors do not add up", off, {}, answer=story.answer)


@when(parsers.re("we download (?P<kind>[A-Z_]+) in deliberate breach of the contract"))
def download_unknown_type(story: Story, session: Session, kind: str) -> None:
    _download_in_breach(story, session, kind, "CSV", "a download type that the contract does not know")


@when(parsers.re("we download (?P<kind>[A-Z_]+) in the format XML"))
def download_xml(story: Story, session: Session, kind: str) -> None:
    _download_in_breach(story, session, kind, "XML", "a file format that is not offered")


def _download_in_breach(story: Story, session: Session, kind: str, file_format: str, breach: str) -> None:
    query = {"publicGeneralDownloadType": kind, "fileFormat": file_format, "participantName": story.us.name}
    path = "/marketdata/v1.0/publicGeneralData"
    story.heard(session.client(story.us).raw("GET", path, query=query, breach=breach))


@when(parsers.re(f"we ask for the results {KIND} of that market"))
def ask_results(story: Story, session: Session, binder: Binder, kind: str) -> None:
    story.heard(download_for(story, session, binder, kind).ask(session, story.us))


@when("we ask for the results of that auction as those of an allocation")
def ask_wrong_results(story: Story, session: Session) -> None:
    story.heard(
        session.client(story.us).market_data.get_public_allocation_result(
            market_name=story.bound["market"].name,
            public_allocation_result_download_type="PUBLIC_ALLOCATION_RESULT",
            file_format="CSV",
        )
    )
