"""The documentation says what is so: commands, options, codes, keys, kinds, endpoints, files and links."""

from __future__ import annotations

import ast
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast, get_args

import msgspec
import pytest
import typer.main
from markdown_page import PAGES, ROOT, Page, rows, words

from marketsim.cli import VERBS, command_line
from marketsim.contract.catalogue import Contract
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.yaml12 import parse_yaml
from marketsim.evidence import events
from marketsim.readiness import selection
from marketsim.readiness.coverage import Coverage, coverage_of
from marketsim.readiness.finding import VERDICTS
from marketsim.readiness.record import assemble
from marketsim.readiness.summary import summary
from marketsim.suite.lint import lint, read_suite
from marketsim.suite.lint.tags import PLAIN, PROVENANCES, SETTLEMENT_PROVENANCES
from marketsim.suite.scenario_ids import TOPICS, lock_new
from marketsim.system.cutover.faults import FAULTS as CUTOVER_FAULTS
from marketsim.system.faults import INDUCIBLE, KINDS
from marketsim.system.mui.app import mui_app
from marketsim.system.operator import cutting_over, migration_markets, scheduling
from marketsim.system.operator import requests as bodies
from marketsim.system.operator.app import operator_app
from marketsim.system.result_faults import RESULT_FAULTS
from marketsim.system.rules.rule import Rule
from marketsim.system.rules.rulebook import RuleBook
from marketsim.system.settings import Settings
from marketsim.system.store.market_limits import MarketLimits
from marketsim.target.phases import PHASES
from marketsim.target.pins import PINS
from marketsim.target.profile_tables import Profile, Table

EVERY = pytest.mark.parametrize("page", [Page(path) for path in PAGES], ids=lambda page: page.name)
REFERENCE = Page(ROOT / "docs" / "reference.md")
ARCHITECTURE = Page(ROOT / "docs" / "ARCHITECTURE.md")
HOW_TO = Page(ROOT / "docs" / "how-to.md")

FOLDERS = ("src", "docs", "features", "steps", "fixtures", "reports", "tests", "benchmarks", ".ci")
MADE_BY_A_RUN = ("reports/out/", "evidence/", "allure/", "allure-results/")
OTHER_TOOLS = ("--cacert", "--cert")  # curl's


def options(verb: str) -> set[str]:
    """Every spelling of every option of a verb, as its ``--help`` lists them."""
    group = cast(Any, typer.main.get_command(command_line([verb])))
    return {"--help"} | {
        word
        for each in group.commands[verb].params
        if each.param_type_name == "option"
        for word in (*each.opts, *each.secondary_opts)
    }


def commands(page: Page) -> Iterator[list[str]]:
    """The words after ``marketsim`` of every command on a page."""
    lines = [line for block in page.blocks() for line in block.replace("\\\n", " ").splitlines()]
    for text in (*lines, *page.spans()):
        found = re.match(r"\s*(?:\.venv/bin/|\.venv\\Scripts\\|python -m )?marketsim (.+)", text)
        if found and not found[1].startswith("needs"):
            yield shlex.split(found[1], comments=True)


@EVERY
def test_every_command_names_a_verb_and_options_that_exist(page: Page) -> None:
    """What a reader copies from a page is understood by the command line."""
    verbs = {verb.name for verb in VERBS} | {"VERB", "--version"}
    for verb, *rest in commands(page):
        assert verb in verbs, f"{page.name}: marketsim {verb}"
        if verb.isalpha() and verb.islower():
            stray = [word for word in rest if word.startswith("-") and word not in options(verb)]
            assert not stray, f"{page.name}: marketsim {verb} {stray}"


@EVERY
def test_every_option_named_in_a_sentence_exists(page: Page) -> None:
    """An option that is gone is gone from every page."""
    known = {word for verb in VERBS for word in options(verb.name)} | {"--version", *OTHER_TOOLS}
    named = {span.split()[0] for span in page.spans() if re.match(r"--?[a-z]", span)}
    assert named <= known


def test_the_reference_lists_every_verb_with_every_option() -> None:
    """An option that comes, or a verb, comes to the reference too."""
    told = {
        verb.name: {
            word
            for span in re.findall(r"`([^`]+)`", REFERENCE.section(f"marketsim {verb.name}"))
            for word in span.split()
            if word.startswith("-")
        }
        for verb in VERBS
    }
    missing = {verb: options(verb) - {"--help"} - told[verb] for verb in told}
    assert {verb: words for verb, words in missing.items() if words} == {}


def test_the_readme_lists_every_verb() -> None:
    """The table of verbs is whole."""
    told = {words(cells[0])[0] for cells in rows(Page(PAGES[0]).section("The verbs"))}
    assert told == {f"marketsim {verb.name}" for verb in VERBS}


@EVERY
def test_every_file_that_is_mentioned_exists(page: Page) -> None:
    """A path from the root of the project is there, also with a star in it."""
    for span in page.spans():
        path = span.split("#")[0].split(" ")[0]
        if not path.startswith(tuple(f"{each}/" for each in FOLDERS)) or path.startswith(MADE_BY_A_RUN):
            continue
        assert list(ROOT.glob(path.rstrip("/"))), f"{page.name}: {span}"


@EVERY
def test_every_relative_link_resolves(page: Page) -> None:
    """The file is there, and where a heading is named, that too."""
    for link in page.links():
        assert not link.startswith(("http:", "https:")), f"{page.name}: {link} leads outside"
        path, _, fragment = link.partition("#")
        target = (page.path.parent / path).resolve() if path else page.path
        assert target.exists(), f"{page.name}: {link}"
        assert not fragment or fragment in Page(target).anchors(), f"{page.name}: {link}"


def test_exit_codes_agree_with_the_code_and_stand_in_the_order_in_which_they_apply() -> None:
    """The table of the reference, and the order in the README."""
    expected = [
        (selection.USAGE, "usage"),
        (selection.SET_UP, "set-up"),
        (selection.NETWORK, "unreachable"),
        (selection.HARNESS, "harness"),
        (selection.NOT_READY, "not ready"),
        (selection.UNDECIDED, "undecided"),
        (selection.READY, "ready"),
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


def test_the_members_of_readiness_json_agree_with_what_is_written() -> None:
    """What the reference names is what an (empty) run's summary holds; the same for coverage."""
    record, contract = assemble([]), Contract.load()
    verdict = selection.judge(record)
    made = summary(record, verdict, coverage_of(record, verdict.scenarios, contract, []))
    told = REFERENCE.section("Output").rsplit("`readiness.json` holds", 1)[1]
    assert words(told.replace("\n", " ")) == list(made)
    tallies = rows(REFERENCE.section("marketsim coverage"))
    assert [words(cells[0])[0] for cells in tallies] == list(Coverage.__annotations__)


def test_tags_agree_with_lint() -> None:
    """Every tag that lint knows is told, and every topic of an id."""
    section = REFERENCE.section("Tags and ids")
    told = set(words(section.replace("\n", " ")))
    assert {f"@{tag}" for tag in (*PLAIN, *PROVENANCES, *SETTLEMENT_PROVENANCES)} <= told
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


def test_make_targets_exist() -> None:
    """Every target that a page names is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    texts = [
        text for path in PAGES for text in (*Page(path).spans(), *"\n".join(Page(path).blocks()).splitlines())
    ]
    named = {found[1] for text in texts if (found := re.match(r"make ([a-z]+)", text))}
    assert named <= targets


def test_numbers_of_the_contract_agree() -> None:
    """69 operations and 65 error codes, wherever a page says so."""
    text = " ".join(" ".join(Page(path).prose.split()) for path in PAGES)
    counts = {"operations": len(Contract.load().operations), "error codes": len(ERROR_CODES)}
    for what, count in counts.items():
        assert {int(number) for number in re.findall(rf"(\d+) {what}", text)} == {count}


def test_the_architecture_stays_on_one_page_and_tells_the_arrows_that_are_enforced() -> None:
    """At most a hundred lines; each room with the rooms it may import."""
    assert len(ARCHITECTURE.text.splitlines()) <= 100
    arrows = runpy.run_path(str(ROOT / "tests" / "test_import_direction.py"))["ARROWS"]
    told = {
        words(cells[0])[0]: set(words(cells[2]))
        for cells in rows(ARCHITECTURE.section("The rooms, and which may import which"))
    }
    assert told.pop("cli") == {"src/marketsim"}
    assert told == {room: others for room, others in arrows.items() if room != "cli"}


def test_the_example_scenario_is_sound(tmp_path: Path) -> None:
    """The feature and the step of the how-to, put into a copy of the suite, leave lint as it was."""
    for folder in ("features", "steps", "fixtures"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = {(each.file, each.message) for each in lint(read_suite(tmp_path))}
    (feature,) = HOW_TO.blocks("gherkin")
    step = next(block for block in HOW_TO.blocks("python") if "pytest_bdd" in block)
    (tmp_path / "features" / "market_information" / "of_the_how_to.feature").write_text(feature, "utf-8")
    (tmp_path / "steps" / "of_the_how_to.py").write_text(step, "utf-8")
    lock_new(tmp_path, read_suite(tmp_path).scenarios)
    assert {(each.file, each.message) for each in lint(read_suite(tmp_path))} <= before


def test_the_example_rule_can_be_judged_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module of the how-to makes a rule book, and its code is one of the catalogue."""
    block = next(block for block in HOW_TO.blocks("python") if "RULES" in block)
    module = ModuleType("of_the_how_to")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # dataclasses look their module up
    exec(compile(block, "how-to.md", "exec"), module.__dict__)
    rules: tuple[Rule, ...] = module.RULES
    assert {rule.code for rule in rules} <= set(ERROR_CODES)
    assert RuleBook(rules).rules == rules


def test_the_tutorials_scenario_is_the_one_of_the_suite() -> None:
    """What the tutorial quotes stands word for word in the feature file it names."""
    tutorial = Page(ROOT / "docs" / "tutorial.md")
    (quoted,) = tutorial.blocks("gherkin")
    assert quoted in (ROOT / "features" / "auction" / "portfolio.feature").read_text("utf-8")


@EVERY
def test_every_python_example_can_be_read(page: Page) -> None:
    """No slip of the pen in code that readers copy."""
    for block in page.blocks("python"):
        ast.parse(block)


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    """What is tracked works everywhere and gives nothing away about where it was written."""
    registries = (
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry.npm" + "js.org",
        "--extra-" + "index-url",
    )
    machines = (r"/ro" + r"ot/", r"(?<![\w.])/wo" + r"rk/", r"/Us" + r"ers/\w", r"[A-Z]:\\+Us" + r"ers\\")
    pattern = re.compile("|".join([*map(re.escape, registries), *machines]))
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    tracked = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    strays = []
    for name in filter(None, tracked.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content[:8000]:
            strays += [
                f"{name}: {found.group()}" for found in pattern.finditer(content.decode("utf-8", "replace"))
            ]
    assert strays == []
