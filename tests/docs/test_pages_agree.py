"""Every page says what is so: the files and links that it names exist; numbers are right."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess

import pytest
from markdown_page import PAGES, ROOT, Page, rows, words

from marketsim.contract.catalogue import Contract
from marketsim.contract.errors import ERROR_CODES

EVERY = pytest.mark.parametrize("page", [Page(path) for path in PAGES], ids=lambda page: page.name)
ARCHITECTURE = Page(ROOT / "docs" / "ARCHITECTURE.md")
FOLDERS = ("src", "docs", "features", "steps", "fixtures", "reports", "tests", "benchmarks", ".ci")
MADE_BY_A_RUN = ("reports/out/", "evidence/", "allure/", "allure-results/")


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
