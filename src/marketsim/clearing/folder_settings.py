"""``market.toml``: which case a market is cleared on, and how."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

from marketsim.clearing.allocation_outcome import Objective
from marketsim.clearing.case import RATINGS, Rating
from marketsim.clearing.case_problem import CaseProblem

Shape = Literal["step", "linear"]

FILES = {
    "locations": "locations.csv",
    "contingencies": "contingencies.csv",
    "interfaces": "interfaces.csv",
    "ratings": "ratings.csv",
    "monitored": "monitored.csv",
    "base_loading": "base_loading.csv",
    "set_asides": "set_asides.csv",
    "bids": "bids.csv",
    "nominations": "nominations.csv",
    "caps": "caps.csv",
    "security": "security.csv",
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "": (
        "case",
        "name",
        "products",
        "capacity",
        "curve",
        "allocation",
        "ratings",
        "model",
        "credit",
        "files",
    ),
    "capacity": ("factor",),
    "curve": ("shape",),
    "allocation": ("objective",),
    "ratings": ("normal", "emergency"),
    "model": ("islands", "islanding_contingencies", "reference"),
    "credit": ("margin", "minimum"),  # for the oracle; a clearing knows no credit
    "files": tuple(FILES),
}
MOST_FACTOR = 10
_FRACTION = re.compile(r"\d{1,20}(\.\d{1,20}|\s*/\s*\d{1,20})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MarketSettings:
    """What ``market.toml`` says; paths are whole. ``products`` are (period, TOU) beside those of the files."""

    file: Path
    name: str
    case: Path | None
    products: tuple[tuple[str, str], ...]
    capacity_factor: float
    shape: Shape
    objective: Objective
    normal: Rating
    emergency: Rating
    islands: Literal["refuse", "largest"]
    islanding_contingencies: Literal["refuse", "skip"]
    reference: str | None
    files: Mapping[str, Path]
    named: frozenset[str]  # the files that [files] names, which therefore have to be there


def read_settings(path: Path, raw: bytes) -> MarketSettings:
    """The settings in the bytes of ``market.toml``. Raises CaseProblem."""
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # whatever is no TOML, or no number, or too deep
        found = str(error) or type(error).__name__
        raise CaseProblem(
            path, None, "", expected="TOML in UTF-8", found=found[:200], fix="correct it"
        ) from None
    return _Document(path, document).settings()


class _Document:
    def __init__(self, path: Path, document: Mapping[str, Any]) -> None:
        self._path = path
        self._document = document
        self._check_keys()

    def settings(self) -> MarketSettings:
        folder = self._path.parent
        case = self._text("", "case", "")
        named = self._table("files")
        return MarketSettings(
            file=self._path,
            name=self._text("", "name", folder.resolve().name or "market"),
            case=folder / case if case else None,
            products=self._products(),
            capacity_factor=self._factor(),
            shape=cast(Shape, self._word("curve", "shape", ("step", "linear"))),
            objective=cast(Objective, self._word("allocation", "objective", ("least_squares", "max_mw"))),
            normal=cast(Rating, self._word("ratings", "normal", RATINGS)),
            emergency=cast(Rating, self._word("ratings", "emergency", RATINGS, "C")),
            islands=cast(Any, self._word("model", "islands", ("refuse", "largest"))),
            islanding_contingencies=cast(
                Any, self._word("model", "islanding_contingencies", ("refuse", "skip"))
            ),
            reference=self._text("model", "reference", "") or None,
            files={key: folder / self._text("files", key, name) for key, name in FILES.items()},
            named=frozenset(named),
        )

    def _refuse(self, key: str, expected: str, found: object, fix: str) -> NoReturn:
        raise CaseProblem(self._path, None, key, expected=expected, found=f"{found!r:.80}", fix=fix)

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self._document if not name else self._document.get(name, {})
        if not isinstance(table, Mapping):
            self._refuse(name, "a table", table, f"write [{name}] above its keys")
        return table

    def _check_keys(self) -> None:
        for name, keys in KEYS.items():
            if odd := [key for key in self._table(name) if key not in keys]:
                where = f"[{name}]" if name else "market.toml"
                self._refuse(
                    name, f"the keys {', '.join(keys)} in {where}", odd[0], "take it out or correct it"
                )

    def _text(self, table: str, key: str, default: str) -> str:
        value = self._table(table).get(key, default)
        if (
            not isinstance(value, str)
            or not value.isprintable()
            or (key in self._table(table) and not value.strip())
        ):
            self._refuse(key, "text", value, "write it in quotes")
        return value.strip()

    def _word(self, table: str, key: str, words: tuple[str, ...], default: str | None = None) -> str:
        value = self._table(table).get(key, words[0] if default is None else default)
        if value not in words:
            self._refuse(f"{table}.{key}", " or ".join(words), value, "write one of these")
        return str(value)

    def _factor(self) -> float:
        value = self._table("capacity").get("factor", 1)
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError
            if isinstance(value, str) and not _FRACTION.fullmatch(value.strip()):
                raise ValueError
            factor = Fraction(value)
        except (ValueError, OverflowError, ZeroDivisionError):
            factor = Fraction(0)
        if not 0 < factor <= MOST_FACTOR:
            expected = f'a number or a fraction such as "2/3", above 0 and at most {MOST_FACTOR}'
            self._refuse("capacity.factor", expected, value, "write the share of capacity")
        return float(factor)

    def _products(self) -> tuple[tuple[str, str], ...]:
        value = self._table("").get("products", [])
        fits = isinstance(value, list) and all(
            isinstance(each, list)
            and len(each) == 2
            and isinstance(each[0], str)
            and each[1] in ("ON", "OFF")
            for each in value
        )
        if not fits or any(not each[0].strip() or not each[0].isprintable() for each in value):
            self._refuse("products", '[["PERIOD", "ON"], …]', value, "list periods with their time of use")
        return tuple((each[0].strip(), each[1]) for each in value)
