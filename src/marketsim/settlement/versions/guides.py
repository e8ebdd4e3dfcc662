"""The configuration guides by version, with the trade dates they hold for and the runs they are used in."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from marketsim.settlement.yaml_texts import read_texts

DATA = Path(__file__).with_name("guides.yaml")


class Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of one guide; the file says what each date means. Provenance: quoted, inferred or assumed."""

    guide: str
    version: str
    rule_set: str
    source: str
    provenance: str
    request: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    in_production_from: date | None = None
    posted_from: date | None = None
    posted_to: date | None = None

    def holds(self, trade_date: date) -> bool:
        """Whether the version was written for a trade date."""
        return (self.effective_from or date.min) <= trade_date <= (self.effective_to or date.max)

    def runs(self, run_date: date) -> bool:
        """Whether a statement of a day can be run with it; never true of a draft."""
        return self.in_production_from is not None and self.in_production_from <= run_date


class Later(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of rules that is known but not modelled."""

    effective_from: date
    says: str
    source: str
    provenance: str


class Guides(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All versions, and the later changes that are refused."""

    guides: tuple[Guide, ...]
    not_modelled: tuple[Later, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The guides, each once, as the file orders them."""
        return tuple(dict.fromkeys(each.guide for each in self.guides))

    def of(self, guide: str) -> tuple[Guide, ...]:
        """The versions of a guide."""
        return tuple(each for each in self.guides if each.guide == guide)

    def brought_by(self, request: str) -> dict[str, tuple[str, ...]]:
        """The versions that a request brings into production, by guide."""
        adopted = [each for each in self.guides if each.request == request and each.in_production_from]
        return {
            name: tuple(each.version for each in adopted if each.guide == name)
            for name in self.names
            if any(each.guide == name for each in adopted)
        }


@cache
def load(file: Path = DATA) -> Guides:
    """The guides of a file; ValueError when it is none."""
    return msgspec.convert(read_texts(file), Guides)
