"""``marketsim convert`` does what its how-to says, with the very files of the page; faults are told by cell."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketsim.cli import command_line
from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.templates.mappings import SHAPES
from marketsim.system.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "convert-a-file.md"
TEXT = PAGE.read_text("utf-8")
_FILE = re.compile(r"^`([\w./]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.M | re.S)
_CALL = re.compile(r"^```\nmarketsim convert ([^\n]*)\n```\n\n```\n(.*?)^```$", re.M | re.S)
NAMED = ("--market", "AUC_MN_2027_M01", "--portfolio", "SPRING")


OFFER = {
    "AssetOwner": "SRTX", "Source": "DIABLO_7_B1", "Sink": "DLAP_SCE-APND", "TOU": "ON", "HedgeType": "OBL",
    "CrrType": "AUC", "StartDate": "2027-02-01T08:00:00Z", "EndDate": "2027-03-01T07:59:59Z", "MW": "5",
    "Price": "-10.25",
}  # fmt: skip


def offers(rows: list[dict[str, str]]) -> str:
    """A file of the secondary market."""
    columns = [each.name for each in TEMPLATES["SECONDARY_MARKET"].columns]
    return "\n".join([",".join(columns), *(",".join(row.get(name, "") for name in columns) for row in rows)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the files of the page, in which commands are called."""
    for name, text in _FILE.findall(TEXT):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def convert(*words: str | Path) -> Result:
    """The verb with these words."""
    return CliRunner().invoke(command_line(["convert"]), ["convert", *map(str, words)])


def bids(records: int) -> str:
    """A file of so many flat bids of two points."""
    heading = ",".join(each.name for each in TEMPLATES["BIDS_AND_OFFERS"].columns)
    row = "{},BUY,,SRTX,DIABLO_7_B1,DLAP_SCE-APND,OBL,ON,2027_M01,AUC,{},50,"
    lines = [row.format(number, mw) for number in range(1, records + 1) for mw in (0, 10)]
    return "\n".join([heading, *lines, ""])


def test_the_page_shows_what_its_commands_print(folder: Path) -> None:
    """Every command of the page, in order, prints what stands below it."""
    calls = _CALL.findall(TEXT)
    assert len(calls) == 4
    for words, shown in calls:
        assert convert(*shlex.split(words)).output == shown


def test_what_the_page_converts_is_what_the_operation_takes(folder: Path) -> None:
    """The names as given, the participant told by the rows, the curve in thousandths; theirs in MW and our words."""
    convert("bids.csv", *NAMED)
    made = json.loads((folder / "bids.json").read_text("utf-8"))
    assert (made["portfolioName"], made["marketName"], made["participantName"]) == (
        "SPRING",
        NAMED[1],
        "ALFA",
    )
    assert made["newBids"][0]["bidCurve"] == [{"mw": 0, "price": 12}, {"mw": 80.125, "price": 12}]
    assert (made["newBids"][0]["description"], made["newOffers"][0]["crrId"]) == ("first try", 1000001)
    assert "description" not in made["newOffers"][0]
    convert("theirs.csv", "--templates", "iso", *NAMED)
    nomination = json.loads((folder / "theirs.json").read_text("utf-8"))["newNominations"][0]
    assert (nomination["mw"], nomination["tou"]) == (10.25, "ON")


def test_their_file_comes_back_in_their_headings(folder: Path) -> None:
    """Words, unit and the empty column as they were."""
    convert("theirs.csv", "--templates", "iso", *NAMED)
    result = convert("theirs.json", "--templates", "iso", "--out", "again.csv")
    assert "given by iso" in result.output
    assert (folder / "again.csv").read_bytes().replace(b"\r", b"") == (folder / "theirs.csv").read_bytes()


def test_more_than_500_records_become_numbered_files_of_numbered_portfolios(folder: Path) -> None:
    """501 bids: 500 and 1, the points of each together; it is said."""
    (folder / "many.csv").write_text(bids(501), "utf-8")
    result = convert("many.csv", *NAMED)
    assert result.exit_code == 0, result.output
    assert (
        "501 records are more than the 500 that a submission may hold: divided into 2 files" in result.output
    )
    parts = [json.loads((folder / f"many-{n}.json").read_text("utf-8")) for n in (1, 2)]
    assert [len(each["newBids"]) for each in parts] == [500, 1]
    assert [each["portfolioName"] for each in parts] == ["SPRING-1", "SPRING-2"]
    assert {len(each["bidCurve"]) for part in parts for each in part["newBids"]} == {2}


def test_500_records_stay_one_file(folder: Path) -> None:
    """The limit counts records, not rows."""
    (folder / "many.csv").write_text(bids(500), "utf-8")
    assert convert("many.csv", *NAMED).exit_code == 0
    assert [each.name for each in folder.glob("many*.json")] == ["many.json"]


def test_a_csv_is_divided_for_the_screens_too(folder: Path) -> None:
    """CSV to CSV: two files, all rows there, in order."""
    (folder / "many.csv").write_text(bids(501), "utf-8")
    assert convert("many.csv", "--to", "csv", "--out", "parts").exit_code == 0
    parts = [(folder / "parts" / f"many-{n}.csv").read_text("utf-8").splitlines() for n in (1, 2)]
    assert [len(each) for each in parts] == [1001, 3]
    assert [line.split(",")[0] for line in parts[1][1:]] == ["501", "501"]


def test_without_its_names_a_portfolio_is_not_written(folder: Path) -> None:
    """The options are named; wrong usage."""
    result = convert("bids.csv")
    assert result.exit_code == 2
    assert "--market" in result.stderr and "--portfolio" in result.stderr
    assert not (folder / "bids.json").exists()


def test_a_name_that_the_contract_refuses_is_wrong_usage(folder: Path) -> None:
    """Told by its option."""
    result = convert("bids.csv", "--market", "AUC_MN_2027_M01", "--portfolio", "SPRING!")
    assert (result.exit_code, result.stderr.splitlines()[1]) == (2, "--portfolio")


def test_of_several_owners_somebody_says_whose_portfolio_it_is(folder: Path) -> None:
    """Nobody is chosen by chance."""
    text = (folder / "bids.csv").read_text("utf-8").replace("2,SELL,1000001,ALFA", "2,SELL,1000001,BETA")
    (folder / "two.csv").write_text(text, "utf-8")
    result = convert("two.csv", *NAMED)
    assert (result.exit_code, "--participant" in result.stderr) == (2, True)
    assert convert("two.csv", *NAMED, "--participant", "BETA").exit_code == 0
    assert json.loads((folder / "two.json").read_text("utf-8"))["participantName"] == "BETA"


def test_files_are_divided_at_what_the_embedded_system_takes() -> None:
    """The deck's 500, for the auction, the nominations and the secondary market."""
    settings = Settings.load()
    limits = {each.most for shapes in SHAPES.values() for each in shapes if each.most}
    assert limits == {settings.whole("portfolio.records"), settings.whole("secondary_market.upload_records")}


def test_nothing_is_replaced_unasked(folder: Path) -> None:
    """A file that is there stops all; --force replaces it and says so; FILE itself is never replaced."""
    (folder / "bids.json").write_text("mine", "utf-8")
    assert convert("bids.csv", *NAMED).exit_code == 2
    assert (folder / "bids.json").read_text("utf-8") == "mine"
    result = convert("bids.csv", *NAMED, "--force")
    assert (result.exit_code, "bids.json was there: replaced" in result.output) == (0, True)
    itself = convert("bids.csv", "--to", "csv", "--out", "bids.csv", "--force")
    assert (itself.exit_code, "FILE itself" in itself.stderr) == (2, True)
    assert sorted(each.name for each in folder.glob(".*")) == []


def test_one_of_several_files_in_the_way_keeps_all_from_being_written(folder: Path) -> None:
    """All or none."""
    (folder / "many.csv").write_text(bids(501), "utf-8")
    (folder / "many-2.json").write_text("mine", "utf-8")
    assert convert("many.csv", *NAMED).exit_code == 2
    assert not (folder / "many-1.json").exists()


def test_operation_only_says_what_takes_the_file(folder: Path) -> None:
    """No names needed, nothing written."""
    before = sorted(folder.iterdir())
    result = convert("bids.csv", "--operation")
    assert (result.exit_code, "auction.portfolioCreation" in result.output) == (0, True)
    assert sorted(folder.iterdir()) == before


def test_json_tells_what_was_written(folder: Path) -> None:
    """Each file with its operation and names; faults with row and column."""
    told = json.loads(convert("bids.csv", *NAMED, "--json").stdout)
    (written,) = told["written"]
    assert (told["template"], told["columns"], written["file"]) == (
        "BIDS_AND_OFFERS",
        "harness format",
        "bids.json",
    )
    assert written["operation"] == "auction.portfolioCreation"
    assert written["names"] == {"participantName": "ALFA", "marketName": NAMED[1], "portfolioName": "SPRING"}
    wrong = convert("wrong.csv", *NAMED, "--json")
    faults = [(each["row"], each["column"]) for each in json.loads(wrong.stdout)["faults"]]
    assert (wrong.exit_code, faults) == (1, [(2, "TOU"), (3, "MW")])


def test_the_two_templates_of_load_have_to_be_told_apart(folder: Path) -> None:
    """One heading, two templates; with the name one message a period and owner."""
    heading = ",".join(each.name for each in TEMPLATES["HISTORICAL_LOAD"].columns)
    row = "HIST_LOAD_2026,{},NVLY,DLAP_SCE-APND,{},{},FINAL_LOAD,10.125"
    rows = [
        row.format("2025_S01", "2025-03-09T08:00:00Z", 23),
        row.format("2025_S04", "2025-11-02T07:00:00Z", 25),
        row.format("2025_S04", "2025-11-02T00:00:00-07:00", 24),
    ]
    (folder / "load.csv").write_text("\n".join([heading, *rows]), "utf-8")
    result = convert("load.csv")
    assert (result.exit_code, "--template FORECAST_LOAD or HISTORICAL_LOAD" in result.stderr) == (2, True)
    assert convert("load.csv", "--template", "HISTORICAL_LOAD").exit_code == 0
    parts = [json.loads((folder / f"load-{n}.json").read_text("utf-8")) for n in (1, 2)]
    assert [(each["histForecastFlag"], each["periodName"]) for each in parts] == [
        ("H", "2025_S01"),
        ("H", "2025_S04"),
    ]
    hours = [(each["effectiveDate"], each["hourEnding"]) for each in parts[1]["hourlyLoad"]]
    assert hours == [("2025-11-02T07:00:00Z", 25), ("2025-11-02T07:00:00Z", 24)]


def test_each_kind_of_offer_of_the_secondary_market_becomes_a_message(folder: Path) -> None:
    """Public and private, to buy and to sell: four operations."""
    base = OFFER
    contact = {"ContactName": "Ann Ode", "ContactPhone": "555 0100", "ContactEmail": "ann@example.org"}
    rows: list[dict[str, str]] = [
        base | contact | {"OfferType": "BUY", "PostType": "PUBLIC"},
        base | contact | {"OfferType": "SELL", "PostType": "PUBLIC", "CrrId": "1000001"},
        base | {"OfferType": "BUY", "PostType": "PRIVATE", "TargetMpName": "PCFT"},
        base | {"OfferType": "SELL", "PostType": "PRIVATE", "TargetMpName": "PCFT", "CrrId": "1000001"},
    ]
    (folder / "trades.csv").write_text(offers(rows), "utf-8")
    told = json.loads(convert("trades.csv", "--json").stdout)
    assert {Path(each["file"]).stem: each["operation"] for each in told["written"]} == {
        "trades-public-buy": "secondary_market.postPublicSmBuyOffers",
        "trades-public-sell": "secondary_market.postPublicSmSellOffers",
        "trades-private-buy": "secondary_market.postPrivateSmBuyOffers",
        "trades-private-sell": "secondary_market.postPrivateSmSellOffers",
    }
    (public,) = json.loads((folder / "trades-public-buy.json").read_text("utf-8"))
    assert public["contactInfo"] == {"name": "Ann Ode", "phone": "555 0100", "email": "ann@example.org"}


def test_offers_are_divided_within_their_kind(folder: Path) -> None:
    """600 of two kinds are two files; 501 of one kind are two files of it, which is said."""
    buys = [OFFER | {"OfferType": "BUY", "PostType": "PRIVATE", "TargetMpName": "PCFT"}] * 501
    sells = [each | {"OfferType": "SELL", "CrrId": "1000001"} for each in buys[:300]]
    (folder / "few.csv").write_text(offers([*buys[:300], *sells]), "utf-8")
    few = json.loads(convert("few.csv", "--json").stdout)
    assert [each["records"] for each in few["written"]] == [300, 300]
    assert few["notes"] == ["2 files, as one message holds what is alike in OfferType, PostType"]
    (folder / "many.csv").write_text(offers([*buys, *sells]), "utf-8")
    many = json.loads(convert("many.csv", "--json").stdout)
    names = {Path(each["file"]).stem: each["records"] for each in many["written"]}
    assert names == {"many-private-buy-1": 500, "many-private-buy-2": 1, "many-private-sell": 300}
    assert "more than the 500" in many["notes"][0]


def test_nominations_are_divided_too(folder: Path) -> None:
    """From JSON as well: a portfolio too large for one submission becomes two files for the screens."""
    nomination = {
        "assetOwner": "NVLY", "source": "A", "sink": "B", "hedgeType": "OBL", "tou": "ON", "period": "2027_M01",
        "crrType": "LSE", "mw": 1.5,
    }  # fmt: skip
    message = {
        "portfolioName": "SPRING", "marketName": "M", "participantName": "NVLY",
        "newNominations": [nomination] * 501,
    }  # fmt: skip
    (folder / "large.json").write_text(json.dumps(message), "utf-8")
    told = json.loads(convert("large.json", "--json").stdout)
    assert [(each["records"], each["names"]["portfolioName"]) for each in told["written"]] == [
        (500, "SPRING-1"),
        (1, "SPRING-2"),
    ]


@pytest.mark.parametrize(
    ("template", "row", "screen"),
    [
        ("CEC_LOAD", "SOCO,DLAP_SCE-APND,2025-11-02T07:00:00Z,25,10.125", "/mui/v1/cec-load"),
        ("LT_NOMINATION_ELECTION", "1000001,SOCO,A,B,ON,2027_S01,10,5", "/mui/v1/lt-election"),
    ],
)
def test_what_no_operation_takes_is_written_for_the_screens(
    folder: Path, template: str, row: str, screen: str
) -> None:
    """CSV it is, and it is said; as JSON it is a list of rows, which comes back."""
    heading = ",".join(each.name for each in TEMPLATES[template].columns)
    (folder / "rows.csv").write_text(f"{heading}\n{row}\n", "utf-8")
    result = convert("rows.csv")
    assert (result.exit_code, screen in result.output) == (0, True), result.output
    assert "no operation takes this" in result.output
    assert (folder / "rows-converted.csv").exists()
    assert convert("rows.csv", "--to", "json").exit_code == 0
    assert convert("rows.json", "--out", "back.csv").exit_code == 0
    assert (folder / "back.csv").read_bytes() == (folder / "rows-converted.csv").read_bytes()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "CSV without a heading"),
        ("Owner;MW\n".encode("utf-16"), "save it as CSV UTF-8"),
        (b"AssetOwner,Source\nM\xfcller,A\n", "byte 0xfc in line 2"),
        (b"AssetOwner;Source;Sink\nA;B;C\n", "cells parted by semicolons"),
        (b"AssetOwner,Sorce,Sink,HedgeType,TOU,Period,CrrType,MW,Description\n", "rename it Source"),
        (b"Colour,Shape\nred,round\n", "none of them: Colour, Shape"),
        (b"AssetOwner,Source,AssetOwner\n", "twice in the heading"),
        (b'{"bids": [], "offers": []}', "this is what a portfolio reads as"),
        (b"[1, 2]", "a list of other things"),
        (b'{"newBids": [', "no JSON"),
    ],
)
def test_a_file_that_cannot_be_told_says_what_to_do(folder: Path, content: bytes, text: str) -> None:
    """What was expected and found, exit code 1, never a traceback."""
    (folder / "odd").write_bytes(content)
    result = convert("odd", *NAMED)
    assert (result.exit_code, text in result.output) == (1, True), result.output


@pytest.mark.parametrize("place", [".", "nothing.csv", "pipe"])
def test_what_is_no_file_is_wrong_usage(folder: Path, place: str) -> None:
    """A folder, nothing, a pipe that nobody writes to."""
    os.mkfifo(folder / "pipe")
    assert convert(place).exit_code == 2


def test_hostile_texts_do_not_steer_the_terminal(folder: Path) -> None:
    """Escape sequences in a heading are replaced."""
    (folder / "odd.csv").write_bytes(b"AssetOwner,\x1b[2Jx\nA,B\n")
    assert "\x1b" not in convert("odd.csv").output


def test_many_faults_are_told_up_to_a_bound(folder: Path) -> None:
    """The first ones, and how many more."""
    heading = ",".join(each.name for each in TEMPLATES["NOMINATIONS"].columns)
    rows = ["ALFA,A,B,OBL,NOON,2027_M01,LSE,1.0001,"] * 300
    (folder / "bad.csv").write_text("\n".join([heading, *rows]), "utf-8")
    result = convert("bad.csv", *NAMED)
    assert result.exit_code == 1
    assert len(result.output) < 20_000
    assert re.search(r"no further faults\n  found:    \d+ more", result.output)


@pytest.mark.parametrize(
    "out", ["bids.csv/x.json", "a" * 252 + ".json", "a" * 300 + ".json", "a" * 300 + "/x"]
)
def test_a_place_that_cannot_be_is_told(folder: Path, out: str) -> None:
    """A file is no folder, and a name can be too long: even that of the draft."""
    before = sorted(folder.iterdir())
    told = convert("bids.csv", *NAMED, "--out", out)
    assert (told.exit_code, sorted(folder.iterdir())) == (2, before)
    assert "expected: a place to write to" in told.output


def test_templates_that_cannot_be_looked_at_are_told(folder: Path) -> None:
    """As any other wrong path is."""
    assert folder.is_dir()
    told = convert("bids.csv", *NAMED, "--templates", "a" * 300)
    assert (told.exit_code, "too long" in told.output) == (2, True)
