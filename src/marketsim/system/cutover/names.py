"""What markets are called here: a map that is data (names.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marketsim.system.cutover.extract.rows import OldMarket
from marketsim.system.cutover.problem import ExtractFault

_FILE = Path(__file__).with_name("names.toml")


@dataclass(frozen=True, slots=True)
class NameMap:
    """Patterns of old names by kind, in their order, and what the inventory calls the market of what none awarded."""

    rules: tuple[tuple[str, re.Pattern[str], str], ...]
    tiers: Mapping[str, str]
    inventory: Mapping[str, str]
    provenance: str

    def new_name(self, market: OldMarket) -> str | None:
        """What the market is called here: as the extract says, else by the first rule that fits, else None."""
        if market.new_name:
            return market.new_name
        for kind, pattern, new in self.rules:
            if kind == market.kind and (found := pattern.match(market.name)):
                groups = found.groupdict()
                return new.format(**groups | {"tier": self.tiers.get(groups.get("tier", ""), "")})
        return None


@cache
def name_map() -> NameMap:
    """The map of names.toml."""
    data = tomllib.loads(_FILE.read_text("utf-8"))
    rules = tuple((each["kind"], re.compile(each["old"] + r"\Z"), each["new"]) for each in data["rule"])
    return NameMap(rules, data["tier"], data["inventory"], data["provenance"])


def named(markets: Iterable[OldMarket], names: NameMap) -> tuple[dict[str, str], list[ExtractFault]]:
    """The new name of every old market, and a fault for each that no rule fits."""
    found, faults = {}, []
    for market in markets:
        name = names.new_name(market)
        if name is None:
            expected = "a name that the name map knows, or a NewMarket"
            faults.append(ExtractFault("markets.csv", market.line, "OldMarket", market.name, expected))
        else:
            found[market.name] = name
    return found, faults
