"""The HTTP library stays behind one module."""

from __future__ import annotations

import ast
from importlib.resources import files
from pathlib import Path

LIBRARIES = {"httpx", "httpcore", "requests", "urllib3", "aiohttp"}


def imported(file: Path) -> set[str]:
    """The top-level packages that a module imports, at any depth of its code."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_one_module_imports_an_http_library() -> None:
    """So that it can be exchanged in one place."""
    source = Path(str(files("marketsim")))
    importing = {str(file.relative_to(source)) for file in source.rglob("*.py") if imported(file) & LIBRARIES}
    assert importing == {str(Path("client") / "http.py")}
