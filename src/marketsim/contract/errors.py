"""The 65 error codes of the ten services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from marketsim.contract.yaml12 import read_yaml


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One code of the catalogue.

    ``status`` is the HTTP status the embedded system answers with (a live target may choose another 4xx);
    ``meaning`` is in our own words, with {0}, {1} where the real system names a value.
    """

    code: str
    status: int
    meaning: str


def _read(file: Path) -> Mapping[str, ErrorCode]:
    return MappingProxyType(
        {code: ErrorCode(code, entry["status"], entry["meaning"]) for code, entry in read_yaml(file).items()}
    )


ERROR_CODES: Mapping[str, ErrorCode] = _read(Path(__file__).with_name("errors.yaml"))
