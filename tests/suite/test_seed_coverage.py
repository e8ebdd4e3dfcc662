"""The register against the texts of the two documents, where they lie beside the checkout."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest

from marketsim.suite.register import Register, Requirement, read_register
from marketsim.suite.root import suite_root

SEEDS = suite_root().parent / "shared" / "seeds"
HEADERS = {"Time (PST)", "Spec File", "Schema Name", "CRRH Only", "#", "SERVICE", "Service"}
BULLET = re.compile(r"\s*- ")
ITEM = re.compile(r"<li>")


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(suite_root())


@pytest.fixture(scope="module")
def texts(register: Register) -> dict[str, list[str]]:
    """The lines of each registered document, found by its digest."""
    found = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.read_text("utf-8").split("\n")
        for path in sorted(SEEDS.glob("*.txt"))
    }
    if not found:
        pytest.skip("the source documents do not lie beside this checkout")
    return {name: found[digest] for name, digest in register.documents.items()}


def units(lines: list[str]) -> dict[str, str]:
    """What must be claimed: ``12`` or ``12#3`` -> bullet, row, item, code or prose; no headings."""
    wanted: dict[str, str] = {}
    fenced = False
    for number, line in enumerate(lines, 1):
        fence = line.startswith("```")
        if fence or fenced:
            wanted[str(number)] = "code"
            fenced = fenced != fence
        elif ITEM.search(line):
            wanted.update({f"{number}#{n}": "item" for n in range(1, len(ITEM.findall(line)) + 1)})
        elif "\t" in line:
            if line.split("\t")[0] not in HEADERS:
                wanted[str(number)] = "row"
        elif line.strip() and not re.match(r"#+ (?!of )", line):
            wanted[str(number)] = "bullet" if BULLET.match(line) else "prose"
    return wanted


def claims(requirement: Requirement) -> set[str]:
    """The units that an entry's ``lines`` names."""
    first, _, last = requirement.lines.partition("-")
    if not last:
        return {first}
    return {str(number) for number in range(int(first), int(last) + 1)}


def of(register: Register, document: str) -> list[Requirement]:
    return [each for each in register.requirements if each.id.startswith(f"{document}-")]


@pytest.mark.parametrize("document", ["DECK", "PRR"])
def test_every_line_that_says_something_is_claimed(
    document: str, register: Register, texts: dict[str, list[str]]
) -> None:
    """No bullet, table row, list item, code block or sentence of a document is without an entry."""
    wanted = units(texts[document])
    claimed = set[str]().union(*(claims(each) for each in of(register, document)))
    assert len(wanted) > 90
    assert [f"{unit} {wanted[unit]}" for unit in wanted if unit not in claimed] == []


@pytest.mark.parametrize("document", ["DECK", "PRR"])
def test_every_entry_claims_something_that_is_there(
    document: str, register: Register, texts: dict[str, list[str]]
) -> None:
    """An entry stands for a place that says something; headings and blank lines only come along."""
    wanted = units(texts[document])
    assert [each.id for each in of(register, document) if not claims(each) & wanted.keys()] == []
    assert [each.id for each in of(register, document) if max(_numbers(each)) > len(texts[document])] == []


@pytest.mark.parametrize("document", ["DECK", "PRR"])
def test_no_entry_lumps_bullets_or_rows_together(
    document: str, register: Register, texts: dict[str, list[str]]
) -> None:
    """Each bullet, list item and table row has an entry of its own."""
    wanted = {unit for unit, kind in units(texts[document]).items() if kind in ("bullet", "row", "item")}
    assert [each.id for each in of(register, document) if len(claims(each) & wanted) > 1] == []


def test_the_deck_has_as_many_entries_as_bullets_and_rows(
    register: Register, texts: dict[str, list[str]]
) -> None:
    """Bullets, list items and rows are counted without the register, and entries are no fewer."""
    text = "\n".join(texts["DECK"])
    outside = re.sub(r"```.*?```", "", text, flags=re.S)
    bullets = len(re.findall(r"^\s*- ", outside, flags=re.M))
    items = outside.count("<li>")
    rows = sum(
        1
        for line in outside.split("\n")
        if "\t" in line and "<li>" not in line and line.split("\t")[0] not in HEADERS
    )
    kinds = Counter(units(texts["DECK"]).values())
    assert (bullets, items, rows) == (kinds["bullet"], kinds["item"], kinds["row"])
    own = set(units(texts["DECK"])) & set[str]().union(*(claims(each) for each in of(register, "DECK")))
    assert len(own) >= bullets + items + rows
    assert len(of(register, "DECK")) >= bullets + items + rows


def _numbers(requirement: Requirement) -> list[int]:
    return [int(each.partition("#")[0]) for each in claims(requirement)]
