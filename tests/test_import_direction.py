"""Imports run one way through the house (design: the rooms); read from the syntax trees, nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "marketsim"

TARGET = {"target", "client", "contract", "evidence"}
ROOMS = {
    "contract", "evidence", "clearing", "settlement", "verification", "client", "target", "system",
    "readiness", "suite", "pictures", "legacy", "cli",
}  # fmt: skip

# Room -> the rooms it may import from. Steps and fixtures lie beside the package and are rooms too.
ARROWS: dict[str, set[str]] = {
    "contract": set(),
    "evidence": set(),
    "clearing": set(),
    "settlement": set(),
    "verification": {"contract"},
    "client": {"contract", "evidence"},
    "target": TARGET - {"target"},
    "system": {"clearing", "contract"},
    "readiness": {"evidence", "contract"},
    "suite": {"contract"},
    "pictures": set(),
    "legacy": {"contract"},
    "cli": ROOMS - {"cli"},
    "fixtures": TARGET | {"legacy"},
    "steps": TARGET | {"fixtures", "legacy", "verification", "settlement", "pictures"},
}
HTTP_LIBRARY = "httpx"


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the product with its room; the package's own two files belong to the room ``marketsim``."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).parts
        yield inside[0] if len(inside) > 1 else "marketsim", path
    for room in ("steps", "fixtures"):
        yield from ((room, path) for path in sorted((ROOT / room).rglob("*.py")))


def imported(path: Path) -> Iterator[str]:
    """The full names of what a module of ours imports."""
    home = path.relative_to(ROOT / "src" if PACKAGE in path.parents else ROOT).with_suffix("").parts
    yield from names_in(path.read_text("utf-8"), home)


def names_in(source: str, home: tuple[str, ...]) -> Iterator[str]:
    """The full names of what a source imports, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(home[: -node.level]) + "." if node.level else ""
            origin = f"{base}{node.module or ''}".strip(".")
            # ``from marketsim import client`` names a room only in its second half.
            yield from (f"{origin}.{each.name}" for each in node.names)


def room_of(name: str) -> str | None:
    """The room that an imported name lies in; None for what is not ours and for the bare package."""
    parts = name.split(".")
    if parts[0] == "marketsim":
        return parts[1] if len(parts) > 1 and parts[1] in ROOMS | {"_suite"} else None
    return parts[0] if parts[0] in ("steps", "fixtures", "features", "tests", "benchmarks") else None


def test_every_folder_of_the_package_is_a_room_of_the_table() -> None:
    """A new room needs a line in the table, and a decision on what it may import."""
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= ROOMS


@pytest.mark.parametrize("room", sorted(ARROWS))
def test_a_room_imports_only_from_the_rooms_that_its_arrows_name(room: str) -> None:
    """Everything a room imports of ours comes from itself or from further down."""
    strays = [
        f"{path.relative_to(ROOT)}: {name}"
        for own, path in modules()
        if own == room
        for name in imported(path)
        if room_of(name) not in {None, room, *ARROWS[room]}
    ]
    assert strays == []


def test_the_package_itself_imports_only_the_command_line() -> None:
    """``marketsim/__init__.py`` stays free of rooms, so that importing it loads none; ``__main__`` is the cli's."""
    found = {
        (path.name, room_of(name)) for own, path in modules() if own == "marketsim" for name in imported(path)
    }
    assert {each for each in found if each[1] is not None} <= {("__main__.py", "cli")}


def test_only_the_command_line_imports_the_embedded_system() -> None:
    """Everybody else meets it over HTTPS, as a subprocess."""
    importers = {own for own, path in modules() for name in imported(path) if room_of(name) == "system"}
    assert importers <= {"system", "cli"}


def test_nothing_in_the_package_imports_the_suite() -> None:
    """The suite (steps, fixtures, features) stands on the package, never the other way round."""
    strays = [
        f"{path.relative_to(ROOT)}: {name}"
        for own, path in modules()
        if own not in ("steps", "fixtures")
        for name in imported(path)
        if room_of(name) in ("steps", "fixtures", "features", "tests", "benchmarks", "_suite")
    ]
    assert strays == []


def test_the_http_library_is_imported_in_one_module() -> None:
    """Whoever wants another HTTP library changes one file."""
    importers = {
        path.relative_to(ROOT).as_posix()
        for _, path in modules()
        for name in imported(path)
        if name.split(".")[0] == HTTP_LIBRARY
    }
    assert importers == {"src/marketsim/client/http.py"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import marketsim.system.app", "system"),
        ("from marketsim import system", "system"),
        ("from marketsim.system.app import create_app", "system"),
        ("def late():\n    from fixtures.story import Story", "fixtures"),
        ("from . import session", "target"),
        ("from ..system import app", "system"),
    ],
)
def test_every_way_to_import_is_seen(source: str, found: str) -> None:
    """The judge itself: plain, from, relative and late imports all count."""
    home = ("marketsim", "target", "planted")
    assert {room_of(name) for name in names_in(source, home)} == {found}
