"""The reference says what is so: options, codes, keys, kinds, members and endpoints."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec
import pytest
from markdown_page import PAGES, ROOT, Page, rows, words

from marketsim.contract.catalogue import Contract
from marketsim.contract.yaml12 import parse_yaml
from marketsim.evidence import events
from marketsim.readiness import exit_code, selection
from marketsim.readiness.coverage import Coverage, coverage_of
from marketsim.readiness.finding import VERDICTS
from marketsim.readiness.record import assemble
from marketsim.readiness.settlement import SettlementVerdict, settlement_facts
from marketsim.readiness.summary import summary
from marketsim.suite.lint.tags import PLAIN, PROVENANCES, SETTLEMENT_PLAIN, SETTLEMENT_PROVENANCES
from marketsim.suite.scenario_ids import TOPICS
from marketsim.system.cutover.faults import FAULTS as CUTOVER_FAULTS
from marketsim.system.faults import INDUCIBLE, KINDS
from marketsim.system.mui.app import mui_app
from marketsim.system.operator import cutting_over, migration_markets, scheduling
from marketsim.system.operator import requests as bodies
from marketsim.system.operator.app import operator_app
from marketsim.system.result_faults import RESULT_FAULTS
from marketsim.system.settings import Settings
from marketsim.system.store.market_limits import MarketLimits
from marketsim.target.phases import PHASES
from marketsim.target.pins import PINS
from marketsim.target.profile_tables import Profile, Table

REFERENCE = Page(ROOT / "docs" / "reference.md")


def test_exit_codes_agree_with_the_code_and_stand_in_the_order_in_which_they_apply() -> None:
    """The table of the reference, and the order in the README."""
    expected = [
        (exit_code.USAGE, "usage"),
        (exit_code.SET_UP, "set-up"),
        (exit_code.NETWORK, "unreachable"),
        (exit_code.HARNESS, "harness"),
        (exit_code.NOT_READY, "not ready"),
        (exit_code.UNDECIDED, "undecided"),
        (exit_code.READY, "ready"),
    ]
    table = list(rows(REFERENCE.section("Exit codes")))
    assert [(int(code), re.split("[:,]", text)[0]) for code, text in table] == expected
    readme = Page(PAGES[0]).section("Verdicts and exit codes")
    assert f"in the order {', '.join(str(code) for code, _ in expected)}." in readme
    told = {int(code): word for code, word in re.findall(r"(\d) ([a-z-]+(?: ready)?)", "".join(readme))}
    assert told.items() <= dict(expected).items()


def test_verdicts_and_causes_agree_with_the_code() -> None:
    """Every verdict once, in order, with the causes that events can give it."""
    table = list(rows(REFERENCE.section("Verdicts")))
    assert tuple(words(cells[0])[0] for cells in table) == VERDICTS
    causes = {words(cells[0])[0]: set(words(cells[2])) for cells in table}
    assert causes["failed"] == set(get_args(events.FailureCause))
    assert causes["broken"] == set(get_args(events.ProblemCause))
    assert causes["skipped"] | causes["omitted"] == set(get_args(events.HaltCause))


def test_profile_keys_agree_with_the_profile() -> None:
    """Every table of a profile has its keys in the reference, and no others."""
    told: dict[str, set[str]] = {}
    for part in re.split(r"^(?=`\[)", REFERENCE.section("Profile"), flags=re.M)[1:]:
        name = part[: part.index("`", 1)].strip("`[]")
        told[name.partition(".")[0]] = {word for cells in rows(part) for word in words(cells[0])}
    pins = told.pop("pins")
    assert told == {
        field.name: {each.encode_name for each in msgspec.structs.fields(_table(field.type))}
        for field in msgspec.structs.fields(Profile)
        if field.name != "pins"
    }
    shapes = [re.sub("[A-Z]+", "[A-Z_]+", each.replace(".", r"\.")) for each in pins]
    assert {each for each in PINS if not any(re.fullmatch(shape, each) for shape in shapes)} == set()
    assert [shape for shape in shapes if not any(re.fullmatch(shape, each) for each in PINS)] == []


def _table(annotation: Any) -> Any:
    inside = get_args(annotation) or (annotation,)
    return next(each for each in inside if isinstance(each, type) and issubclass(each, Table))


def test_phases_agree() -> None:
    """Every phase, in order."""
    assert tuple(word for cells in rows(REFERENCE.section("Phases")) for word in words(cells[0])) == PHASES


def test_event_kinds_and_their_members_agree_with_the_code() -> None:
    """Every kind of event with all of its own members."""
    common = set(events.Event.__annotations__)
    expected = {kind: set(shape.__annotations__) - common for kind, shape in events.KINDS.items()}
    table = rows(REFERENCE.section("Evidence"))
    assert {words(cells[0])[0]: set(words(cells[2])) for cells in table} == expected


def _settled() -> dict[str, Any]:
    """What readiness.json says of settlement, but for its scenarios."""
    return settlement_facts(SettlementVerdict(None, 0, "", {}, (), None, ()))


def test_the_members_of_readiness_json_agree_with_what_is_written() -> None:
    """What the reference names is what an (empty) run's summary holds; the same for coverage."""
    record, contract = assemble([]), Contract.load()
    verdict = selection.judge(record)
    made = summary(record, verdict, coverage_of(record, verdict.scenarios, contract, []))
    told = REFERENCE.section("Output").rsplit("`readiness.json` holds", 1)[1]
    assert words(told.replace("\n", " ")) == list(made)
    made_of = {name for cells in rows(REFERENCE.section("Settlement")) for name in words(cells[0])}
    assert made_of == {*_settled(), "scenarios", "tracking", "tickets"}
    tallies = rows(REFERENCE.section("marketsim coverage"))
    assert [words(cells[0])[0] for cells in tallies] == list(Coverage.__annotations__)


def test_tags_agree_with_lint() -> None:
    """Every tag that lint knows is told, and every topic of an id."""
    section = REFERENCE.section("Tags and ids")
    told = set(words(section.replace("\n", " ")))
    assert {f"@{tag}" for tag in (*PLAIN, *PROVENANCES, *SETTLEMENT_PLAIN, *SETTLEMENT_PROVENANCES)} <= told
    topics = next(cells[1] for cells in rows(section) if "MS-TOPIC" in cells[0]).split("TOPIC is ")[1]
    assert re.findall("[A-Z]+", topics) == list(TOPICS)


def test_fault_kinds_agree_with_the_system() -> None:
    """Every kind of fault, and the codes that can be induced."""
    section = REFERENCE.section("Faults")
    assert tuple(words(cells[0])[0].partition(":")[0] for cells in rows(section)) == KINDS
    codes = section.split("Codes that can be induced: ")[1].split(".")[0]
    assert set(re.findall(r"[A-Z]+\d+", codes)) == INDUCIBLE


def test_faults_of_results_agree_with_the_system() -> None:
    """Every way to get an auction wrong."""
    listed = [word for cells in rows(REFERENCE.section("Faults of results")) for word in words(cells[0])]
    assert sorted(listed) == list(RESULT_FAULTS)


def test_faults_of_the_cutover_agree_with_the_system() -> None:
    """Every way to get a cutover wrong."""
    listed = [word for cells in rows(REFERENCE.section("Faults of the cutover")) for word in words(cells[0])]
    assert sorted(listed) == sorted(CUTOVER_FAULTS)


@pytest.mark.parametrize(("heading", "app"), [("Operator console", operator_app), ("MUI room", mui_app)])
def test_endpoints_agree_with_the_routes(heading: str, app: Any) -> None:
    """Every request of the two rooms that are no part of the contract."""
    routes = app(None).routes  # no route needs the system before it is asked
    expected = {f"{method} {each.path}" for each in routes for method in each.methods - {"HEAD"}}
    assert {words(cells[0])[0] for cells in rows(REFERENCE.section(heading))} == expected


def test_the_members_of_the_operators_requests_agree_with_the_code() -> None:
    """Every member that a request body of the console may have."""
    shapes = {
        "PUT /faults": bodies.FaultList,
        "POST /traces": bodies.RequestIds,
        "POST /clock": bodies.SetClock,
        "POST /markets": bodies.NewMarket,
        "PATCH /markets/{name}": bodies.ChangedMarket,
        "PUT /markets/{name}/outages": bodies.Outages,
        "PUT /markets/{name}/source-sinks": bodies.Withdrawn,
        "PUT /markets/{name}/limits": MarketLimits,
        "PUT /participants/{name}/security": bodies.SecurityAmount,
        "POST /cap-calculations": bodies.NewCapCalculation,
        "POST /load-migration-markets": migration_markets.NewMigrationMarket,
        "PATCH /load-migration-markets/{name}": migration_markets.ChangedMigrationMarket,
        "PUT /load-migration-markets/{name}/n-hours": migration_markets.NHours,
        "POST /tor-windows": bodies.NewTorWindow,
        "PATCH /tor-windows/{name}": bodies.ChangedTorWindow,
        "POST /credit-checks": bodies.CreditChecks,
        "POST /trades/{name}/disapproval": bodies.Disapproval,
        "POST /calendar": scheduling.Scheduled,
        "POST /cutover": cutting_over.NewCutover,
        "POST /cutover/results": cutting_over.OldResults,
        "POST /messages": bodies.NewMessage,
        "POST /holdings": bodies.NewHolding,
    }
    table = {
        words(cells[0])[0]: set(words(cells[1])) for cells in rows(REFERENCE.section("Operator console"))
    }
    assert {request: names for request, names in table.items() if names} == {
        request: {field.encode_name for field in msgspec.structs.fields(shape)}
        for request, shape in shapes.items()
    }


def test_settings_agree_with_the_settings_file() -> None:
    """Every setting by its table."""
    table = rows(REFERENCE.section("Settings"))
    told = [f"{words(name)[0]}.{word}" for name, cells in table for word in words(cells)]
    assert told == [each.name for each in Settings.load()]


def test_the_participants_of_the_world_are_told() -> None:
    """Every participant under its function."""
    world = parse_yaml((ROOT / "src/marketsim/system/world/participants.yaml").read_bytes())
    expected: dict[str, list[str]] = {}
    for each in world["participants"]:
        expected.setdefault(each["function"], []).append(each["name"])
    table = list(rows(REFERENCE.section("Certificates")))
    told = {function: names.split(", ") for function, names in table if function in expected}
    assert {function: sorted(names) for function, names in told.items()} == {
        function: sorted(names) for function, names in expected.items()
    }
