"""Columns of every download and of every CSV template of the market user interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from marketsim.contract.yaml12 import read_yaml

_FILES = Path(__file__).with_name("files")

ColumnType = Literal["text", "integer", "number", "date-time"]
Provenance = Literal["confirmed", "ours", "schemas"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``provenance``: ``confirmed`` where its name is known from the published files, ``ours`` where nothing tells it,
    ``schemas`` where it comes from the ISO's schemas in the folder of ``--schemas``.
    """

    name: str
    type: ColumnType
    unit: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class FileFormat:
    """The columns of one download type (or template), in their order.

    ``provenance`` is ``confirmed`` only when every column is; ``functions`` are those a template is for.
    """

    download_type: str
    provenance: Provenance
    columns: tuple[Column, ...]
    functions: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((each for each in self.columns if each.name == name), None)


def _formats(kind: str) -> Mapping[str, FileFormat]:
    return MappingProxyType({each.download_type: each for file in _readings() for each in _of(file, kind)})


def _readings() -> Iterator[dict[str, Any]]:
    for file in sorted(_FILES.glob("*.yaml")):
        yield read_yaml(file)


def _of(file: dict[str, Any], kind: str) -> Iterator[FileFormat]:
    for entry in file["formats"]:
        columns = tuple(Column(**column) for column in entry["columns"])
        confirmed = all(column.provenance == "confirmed" for column in columns)
        for name in entry.get(kind, ()):
            yield FileFormat(
                name, "confirmed" if confirmed else "ours", columns, tuple(entry.get("functions", ()))
            )


FILE_FORMATS: Mapping[str, FileFormat] = _formats("download_types")
TEMPLATES: Mapping[str, FileFormat] = _formats("templates")
CUTOVER_FILES: Mapping[str, FileFormat] = _formats("reports")
