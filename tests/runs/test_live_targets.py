"""The same files on a second embedded system without operator or MUI, whatever the status of its markets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.contract.messages.auction import NewPortfolio, PortfolioIdentifier
from marketsim.evidence.recorder import Recorder
from marketsim.target.binding import Binder
from marketsim.target.console import Console
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.guard import Guard
from marketsim.target.halt import Halted
from marketsim.target.leftovers import FILE, LeftoverList, Place, read_leftovers
from marketsim.target.patience import Patience
from marketsim.target.profile import load
from marketsim.target.session import Session
from marketsim.target.write_log import WriteLog

from .finished_run import finished, marketsim
from .session_run import SessionRun, session_run
from .troubled_target import live_profile

FILES = (
    "features/auction/portfolio.feature",
    "features/auction/submission.feature",
    "features/auction/closed_window.feature",
    "features/market_information/market_status.feature",
)
STATUSES = ("PREP", "OPEN", "CLOSED", "POSTED")
DAYS = {"PREP": (10, 20), "OPEN": (-5, 9), "CLOSED": (-9, -2), "POSTED": (-9, -2)}
"""How many days from now the windows open and close."""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """A second system: its windows and its clock are moved from outside, by nobody that the run knows."""
    with EmbeddedSystem(tmp_path_factory.mktemp("second")) as system:
        yield system


@pytest.fixture
def console(system: EmbeddedSystem) -> Iterator[Console]:
    """The ISO of that system."""
    console = Console(load(system.profile), system.profile.parent, Contract.load())
    yield console
    console.close()


@pytest.fixture
def session(system: EmbeddedSystem) -> Iterator[Session]:
    """A session as a live run has it."""
    guard = Guard("structured", "all", wait=lambda seconds: None)
    with Session(
        load(system.observed), system.observed.parent, Contract.load(), guard, lambda *each, **more: None
    ) as session:
        yield session


@pytest.fixture
def all_auctions(console: Console, session: Session) -> Callable[[str], tuple[datetime, datetime]]:
    """Brings every auction to a status; when its window then opens and closes."""
    service = session.client(session.party("CRRH")).market_status

    def bring(status: str) -> tuple[datetime, datetime]:
        now = market_time(console)
        opens, closes = (now + timedelta(days=days) for days in DAYS[status])
        dates: dict[str, Any] = {"openDate": stamp(opens), "closeDate": stamp(closes)}
        dates["postedAt"] = stamp(now - timedelta(days=1)) if status == "POSTED" else None
        for each in [
            *service.get_active_auction_markets().value,
            *service.get_posted_auction_markets().value,
        ]:
            console.send("PATCH", f"/markets/{each.name}", dates)
        return opens, closes

    return bring


def market_time(console: Console) -> datetime:
    """The time that the system tells."""
    return datetime.fromisoformat(console.get("/health")["marketTime"])


def stamp(moment: datetime) -> str:
    """An instant as the console reads it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


NEEDS = {
    "MS-AUC-31": "OPEN",
    "MS-AUC-22": "OPEN",
    "MS-INF-12#OPEN monthly auction": "OPEN",
    "MS-INF-12#PREP monthly auction": "PREP",
    "MS-INF-12#CLOSED monthly auction": "CLOSED",
    "MS-INF-12#POSTED monthly auction": "POSTED",
}
ANNOUNCED = {("PREP", "OPEN"), ("PREP", "CLOSED"), ("OPEN", "CLOSED")}
"""(status of all auctions, status needed) where the dates tell when the status comes."""


@pytest.mark.parametrize("status", STATUSES)
def test_what_the_markets_do_not_show_is_skipped_and_nothing_fails(
    status: str, system: EmbeddedSystem, all_auctions: Any, tmp_path: Path
) -> None:
    """With every auction in one status: what needs it passes, what needs another waits for the ISO, until when."""
    opens, closes = all_auctions(status)
    run = session_run(tmp_path / "out", system.observed, *FILES)
    words = {verdict for verdict, _ in run.words().values()}
    assert words == {"passed", "skipped", "omitted"}, run.told
    assert run.verdict.exit_code == 6
    assert {each.cause for each in run.scenarios if each.verdict == "omitted"} == {"permission"}
    skipped = [each.finding for each in run.scenarios if each.verdict == "skipped"]
    assert {each.responsible for each in skipped if each} == {"ISO"}
    for name, needed in NEEDS.items():
        assert told(run, name) == expected(status, needed, opens, closes), name
    assert not [each for each in run.events("undone") if each["outcome"] == "left"]


def told(run: SessionRun, name: str) -> tuple[str, str | None, str | None]:
    """Verdict, cause and until when of a scenario."""
    (scenario,) = (each for each in run.scenarios if each.id == name)
    return scenario.verdict, scenario.cause, scenario.finding.until if scenario.finding else None


def expected(
    status: str, needed: str, opens: datetime, closes: datetime
) -> tuple[str, str | None, str | None]:
    """What a scenario that needs a status must come to, where all auctions are in another."""
    if status == needed:
        return "passed", None, None
    if (status, needed) in ANNOUNCED:
        return "skipped", "timing", stamp(opens if needed == "OPEN" else closes)
    return "skipped", "data", None


def test_a_window_within_the_patience_is_waited_for_and_seen(
    console: Console, session: Session, all_auctions: Any
) -> None:
    """The wait is told before it begins, ends when the window opens, and the market is then bound."""
    opens, _ = all_auctions("PREP")
    heard: list[dict[str, Any]] = []

    def sleep(seconds: float) -> None:
        """Nobody sleeps: the system's time goes on instead."""
        console.post("/clock", {"advanceSeconds": seconds})

    patience = Patience(
        timedelta(days=30).total_seconds(),
        lambda **told: heard.append(told),
        now=lambda: market_time(console),
        sleep=sleep,
    )
    market = Binder(session, patience).market(session.party("CRRH"), "auction", "OPEN", "MONTHLY")
    assert market_time(console) >= opens.replace(microsecond=0)
    assert [each["until"] for each in heard] == [market.submission_window.open_date]
    assert "an OPEN monthly auction" in heard[0]["what"] and market.name in heard[0]["what"]


def test_without_patience_nothing_is_waited_for(session: Session, all_auctions: Any) -> None:
    """The skip says until when, and nobody slept."""
    opens, _ = all_auctions("PREP")

    def never(seconds: float) -> None:
        raise AssertionError("nobody waits")

    with pytest.raises(Halted) as stopped:
        Binder(session, Patience(sleep=never)).market(session.party("CRRH"), "auction", "OPEN")
    assert (stopped.value.cause, stopped.value.waits_for, stopped.value.until) == (
        "timing",
        "ISO",
        stamp(opens),
    )


def test_what_was_submitted_when_the_window_closed_is_told_as_left(
    system: EmbeddedSystem, session: Session, all_auctions: Any, tmp_path: Path
) -> None:
    """Neither retraction nor deletion is possible any more: the reason stands on the list and in the events."""
    all_auctions("OPEN")
    party = session.party("CRRH")
    market = Binder(session).market(party, "auction", "OPEN", "MONTHLY")
    with Recorder(tmp_path / "main.jsonl") as recorder:
        path = tmp_path / "leftovers.jsonl"
        session.writes = WriteLog(session, LeftoverList(path), recorder, profile=str(system.observed))
        names = {"market_name": market.name, "participant_name": party.name, "portfolio_name": "left behind"}
        client = session.client(party).auction
        assert client.portfolio_creation(NewPortfolio(new_bids=[], new_offers=[], **names)).ok
        client.portfolio_submission(PortfolioIdentifier(**names))
        all_auctions("CLOSED")
        session.writes.undo_all()
        (left,) = read_leftovers(path)
        assert left.state == "left" and "window" in left.why and "closed" in left.why, left.why
        cleaned = marketsim("clean", str(run_folder(tmp_path, path)))
        assert cleaned.returncode == 1 and "1 remain" in cleaned.stdout, cleaned.stdout + cleaned.stderr
        all_auctions("OPEN")
        assert marketsim("clean", str(tmp_path / "run")).returncode == 0
        assert client.get_portfolio_status(market_name=market.name, portfolio_name="left behind").codes == (
            "POR0100",
        )


def run_folder(folder: Path, listed: Path) -> Path:
    """A run's folder with that list in it."""
    (folder / "run" / "evidence").mkdir(parents=True)
    return Path(listed.rename(folder / "run" / listed.name)).parent


def left_behind(session: Session, profile: Path, listed: Path, name: str) -> None:
    """A portfolio that a run has created and listed, and then nobody took back."""
    party = session.party("CRRH")
    market = Binder(session).market(party, "auction", "OPEN", "MONTHLY")
    names = {"market_name": market.name, "participant_name": party.name, "portfolio_name": name}
    assert (
        session.client(party).auction.portfolio_creation(NewPortfolio(new_bids=[], new_offers=[], **names)).ok
    )
    place = Place("auction", market.name, name, party.name, "CRRH", session.base_url, str(profile))
    LeftoverList(listed).add("created", place)


def test_what_all_attempts_of_a_campaign_have_left_is_cleaned_at_once(
    system: EmbeddedSystem, session: Session, all_auctions: Any, tmp_path: Path
) -> None:
    """The campaign's folder is named, not each of its attempts; afterwards nothing is left of any."""
    all_auctions("OPEN")
    (tmp_path / "campaign.json").write_text("{}", "utf-8")
    for name in ("first", "second"):
        left_behind(session, system.observed, tmp_path / "attempts" / name / FILE, f"of the {name}")
    cleaned = marketsim("clean", str(tmp_path))
    told = cleaned.stdout + cleaned.stderr
    assert cleaned.returncode == 0 and "2 of 2 are undone; 0 remain" in cleaned.stdout, told
    assert "nothing is left" in marketsim("clean", str(tmp_path)).stdout


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"target": {"read_only": True}, "writes": {"allowed": []}}, "read_only"),
        ({"writes": {"allowed": ["auction.portfolioCreation"]}}, '"auction.deletePortfolio"'),
    ],
    ids=["read only", "deletion not allowed"],
)
def test_clean_sends_nothing_that_the_profile_does_not_allow(
    tables: dict[str, Any],
    said: str,
    system: EmbeddedSystem,
    session: Session,
    all_auctions: Any,
    tmp_path: Path,
) -> None:
    """The portfolio stays, and what to allow is said; once it is allowed, the same list is worked off."""
    all_auctions("OPEN")
    (tmp_path / "evidence").mkdir()
    profile = live_profile(system, "may-not-clean", **tables)
    left_behind(session, profile, tmp_path / FILE, "stays")
    refused = marketsim("clean", str(tmp_path))
    assert refused.returncode == 2 and said in refused.stderr, refused.stdout + refused.stderr
    named = live_profile(system, "may-clean", writes={"allowed": ["auction.deletePortfolio"]})
    cleaned = marketsim("clean", str(tmp_path), "--target", str(named))
    assert cleaned.returncode == 0 and "deleted" in cleaned.stdout, cleaned.stdout + cleaned.stderr


def test_irreversible_writes_are_shown_before_and_listed_after(
    system: EmbeddedSystem, tmp_path: Path
) -> None:
    """Which operations and in how many scenarios; then each with its request id, time and outcome."""
    profile = live_profile(
        system, "some-writes", writes={"allowed": ["historical_forecasted_load.postLoadSubmission"]}
    )
    done = finished(tmp_path / "out", "features/load_data/submission.feature", "--target", str(profile))
    announced = done.told.index("irreversible writes that this run may send to observed")
    assert "historical_forecasted_load.postLoadSubmission in " in done.told[announced:]
    sent = done.readiness["writes"]["irreversible"]
    assert sent and {each["operation"] for each in sent} == {"historical_forecasted_load.postLoadSubmission"}
    for each in sent:
        assert each["request_id"] in done.told and each["at"] and each["outcome"] in ("done", "refused")
    assert sent[0]["request_id"] in (done.out / "index.html").read_text("utf-8")


def test_nothing_is_written_where_the_profile_allows_nothing(
    system: EmbeddedSystem, tmp_path: Path, all_auctions: Callable[[str], tuple[datetime, datetime]]
) -> None:
    """The default of a live target: every scenario that needs a write is skipped and waits for us."""
    all_auctions("OPEN")
    profile = live_profile(system, "no-writes", writes={"allowed": []})
    run = session_run(tmp_path / "out", profile, "features/auction/offers.feature")
    assert run.events("write") == []
    assert set(run.words().values()) == {("skipped", "data")}, run.told
    assert {each.finding.responsible for each in run.scenarios if each.finding} <= {"us", "ISO"}


def test_no_irreversible_write_is_sent_for_nothing(system: EmbeddedSystem, tmp_path: Path) -> None:
    """An offer may be posted, the response to it may not: no offer is posted, and the missing write is named."""
    allowed = ["reversible", "secondary_market.postPublicSmBuyOffers"]
    profile = live_profile(system, "half-allowed", writes={"allowed": allowed})
    run = session_run(
        tmp_path / "out", profile, "features/secondary_market/refusals.feature", scenarios=("MS-SMT-43#buy",)
    )
    assert run.words() == {"MS-SMT-43#buy": ("skipped", "data")}, run.told
    (scenario,) = run.scenarios
    assert scenario.finding and scenario.finding.responsible == "us"
    assert "secondary_market.postSmResponseToBuyOffers" in str(scenario.finding)
    assert run.events("write") == [] and run.events("exchange") == []


def test_a_live_target_is_never_made_to_err(system: EmbeddedSystem, tmp_path: Path) -> None:
    """Faults in a plan, and a sweep of faults, are refused on a live profile: nothing is sent."""
    swept = marketsim("faults", "--target", str(system.observed))
    assert swept.returncode == 2 and "live target" in swept.stderr
    run = session_run(
        tmp_path / "out",
        system.observed,
        "features/auction/offers.feature",
        faults=("rule:portfolio-name-free",),
    )
    assert run.events("exchange") == []
    assert {cause for _, cause in run.words().values()} == {"set-up"}


def test_a_live_target_takes_one_worker(system: EmbeddedSystem, tmp_path: Path) -> None:
    """More would double the rate: wrong usage."""
    done = marketsim("run", "--target", str(system.observed), "-n", "2", "--out", str(tmp_path / "out"))
    assert done.returncode == 2 and "one worker" in done.stderr
