"""What ``marketsim settle --columns`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketsim.settlement.crr.files.columns import crr_determinants, crr_files
from marketsim.settlement.files.columns import columns, described

HEADINGS = {"fact": "facts of --inputs", "input": "inputs", "result": "what a statement may hold"}


class Listed:
    """The columns of the long form, and every determinant."""

    clean = True

    def lines(self) -> Iterator[str]:
        """Columns, then determinants by kind."""
        yield from (f"{name:13}{says}" for name, says in columns())
        for kind, heading in HEADINGS.items():
            yield from ("", heading)
            for each in described():
                if each["kind"] == kind or (kind == "result" and each["stated"]):
                    grain = " ".join(filter(None, (each["granularity"], each["unit"])))
                    whose = ", ".join(each["of"])
                    sign = f"; {_sign(each['sign'])}" if each["sign"] else ""
                    yield f"{each['determinant']:28}{grain:18}{whose:22}{each['provenance']:10}{each['says']}{sign}"

    def as_json(self) -> dict[str, Any]:
        """``{columns, determinants}``."""
        return {
            "columns": [{"column": name, "says": says} for name, says in columns()],
            "determinants": described(),
        }


def _sign(text: str) -> str:
    return text if text == "zero or more" else f"positive: {text}"


class ListedCrr:
    """The files of a CRR settlement with their columns, and every determinant."""

    clean = True

    def lines(self) -> Iterator[str]:
        """File by file."""
        for file in crr_files().values():
            yield f"{file.name}: {file.says}"
            yield from (f"  {each.name:14}{each.unit:22}{each.says}" for each in file.columns)
        yield from ("", "what a statement may hold")
        for each in crr_determinants().values():
            yield f"{each.name:22}{each.of:22}{each.unit:4}{each.provenance:10}{each.says}"

    def as_json(self) -> dict[str, Any]:
        """``{files, determinants}``."""
        return {
            "files": {file.name: [each.name for each in file.columns] for file in crr_files().values()},
            "determinants": [
                {"determinant": each.name, "of": each.of, "unit": each.unit, "provenance": each.provenance}
                for each in crr_determinants().values()
            ],
        }
