"""The reference tells every file and column of an extract, with its type, and every kind of inconsistency."""

from __future__ import annotations

import re
from pathlib import Path

from marketsim.contract.file_format import CUTOVER_FILES
from marketsim.legacy.columns import TABLES
from marketsim.legacy.plants import KINDS

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text("utf-8")


def section(heading: str) -> str:
    """The text under a heading, up to the next one."""
    found = re.search(rf"^(#+) {re.escape(heading)}[^\n]*\n(.*?)(?=^#|\Z)", REFERENCE, re.M | re.S)
    assert found is not None, heading
    return found[2]


def test_every_file_has_its_columns_in_their_order() -> None:
    """With type, words and what it tells."""
    for table in TABLES.values():
        text = section(f"`{table.file}`")
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", text, re.M)
        assert [each[0] for each in rows] == table.heading
        for column, (_, kind, tells) in zip(table.columns, rows, strict=True):
            words = f": {', '.join(column.words)}" if column.words else ""
            assert kind == column.type + words + ("; may be empty" if column.optional else "")
            assert tells == column.tells.replace("with | between", "with a bar between")


def test_files_that_must_be_there_are_marked() -> None:
    """By their heading."""
    for table in TABLES.values():
        assert (f"### `{table.file}` (must)\n" in REFERENCE) is table.required


def test_every_report_of_a_conversion_has_its_columns() -> None:
    """By its file."""
    text = section("Files of a conversion")
    files = {"CUTOVER_NAMES": "names.csv", "CUTOVER_ROLES": "roles.csv"}
    for kind, form in CUTOVER_FILES.items():
        (told,) = re.findall(rf"^\| `{re.escape(files.get(kind, kind + '.csv'))}` \| (.+) \|$", text, re.M)
        assert re.findall(r"`(\w+)`", told) == [each.name for each in form.columns]


def test_every_kind_of_plant_is_told() -> None:
    """In its words."""
    text = section("`marketsim extract`")
    assert [kind for kind, what in KINDS.items() if f"| `{kind}` | {what} |" not in text] == []
