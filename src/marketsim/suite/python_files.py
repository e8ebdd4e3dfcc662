"""The Python of the suite (steps/ and fixtures/) as syntax trees; nothing of it is imported or run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


class UnreadablePython(Exception):
    """The file is no Python; ``line`` is where the parser gave up."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One module; ``path`` is relative to the suite's root, with slashes."""

    path: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        """``steps`` or ``fixtures``."""
        return self.path.split("/")[0]


def read_python(path: Path, root: Path) -> PythonFile:
    """Parse one module. Raises UnreadablePython."""
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except SyntaxError as error:
        raise UnreadablePython(error.lineno or 1, error.msg) from None
    except (UnicodeDecodeError, ValueError) as error:
        raise UnreadablePython(1, str(error)) from None
    return PythonFile(path.relative_to(root).as_posix(), tree)


def last_name(node: ast.expr) -> str:
    """``parse`` of ``parsers.parse``, ``given`` of ``given``; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def constants_of(tree: ast.Module) -> dict[str, str]:
    """The texts that a module assigns to names at its top level."""
    known: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and (text := literal_text(node.value, known)) is not None:
            known.update({target.id: text for target in node.targets if isinstance(target, ast.Name)})
    return known


def literal_text(node: ast.expr | None, constants: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """The text of a literal, or of one put together from literals and the module's constants, else None."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return constants.get(name)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return literal_text(value, constants)
        case ast.JoinedStr(values=values):
            return _joined(values, constants)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([left, right], constants)
    return None


def _joined(parts: Iterable[ast.expr], constants: Mapping[str, str]) -> str | None:
    texts = [literal_text(each, constants) for each in parts]
    return None if None in texts else "".join(each for each in texts if each is not None)
