"""A revision request as we keep it: its page's facts, what it changes, what was said, and what shows each of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from marketsim.settlement.refusal import Refusal
from marketsim.settlement.yaml_texts import read_texts

from .record import Anomaly, Facts, GuideVersion, PageRecord, Text

Basis = Literal["quoted", "invariant", "inferred"]
TAG_OF: dict[Basis, str] = {"quoted": "quoted", "invariant": "invariant", "inferred": "model"}
"""The tag of a scenario by what it rests on: a quotation, what holds under any reading, or our reading."""


class Proof(Text, frozen=True):
    """A scenario that shows something of the request, and what it rests on."""

    scenario: str
    on: Basis


class Shown(Text, frozen=True, kw_only=True):
    """Something that is shown by scenarios, or that says why it cannot be shown; with the register's entries."""

    id: str
    says: str
    source: str
    requirements: tuple[str, ...]
    shown_by: tuple[Proof, ...] = ()
    untestable: str = ""


Part = TypeVar("Part", bound=Shown)


class Item(Shown, frozen=True, kw_only=True):
    """A change, or a correction of one (``corrects``). Provenance quoted: the page says so; inferred: we read it so."""

    guides: tuple[GuideVersion, ...]
    provenance: Literal["quoted", "inferred"]
    effective_from: date
    production_from: date
    reading: str = ""
    section: str = ""
    corrects: str = ""
    points: tuple[str, ...] = ()


class Point(Shown, frozen=True, kw_only=True):
    """A point of a comment and what came of it; ``unresolved``: promised or asked for, and never settled."""

    by: str
    at: str
    status: Literal["adopted", "accepted", "explained", "unresolved", "not answered"]
    answered: str = ""
    answer: str = ""


class Page(Text, frozen=True):
    """What the page has to say when it is read."""

    facts: Facts
    anomalies: tuple[Anomaly, ...]


class Request(Text, frozen=True):
    """A request by the name of its document in the register of requirements."""

    document: str
    title: str
    page: Page
    items: tuple[Item, ...]
    points: tuple[Point, ...]
    dates: tuple[Shown, ...]
    record: tuple[Shown, ...]

    def item(self, name: str) -> Item:
        """A change item by its id; Refusal when there is none."""
        return _named(self.items, name)

    def point(self, name: str) -> Point:
        """A point of a comment by its id; Refusal when there is none."""
        return _named(self.points, name)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Everything that has to be shown or be untestable."""
        return (*self.items, *self.points, *self.dates, *self.record)

    @property
    def unresolved(self) -> tuple[Point, ...]:
        """What was asked for or promised and never settled."""
        return tuple(each for each in self.points if each.status == "unresolved")

    def links(self) -> dict[str, tuple[str, ...]]:
        """The scenarios of every entry of the register that the request's parts name."""
        found: dict[str, list[str]] = {}
        for each in self.shown:
            for entry in each.requirements:
                found.setdefault(entry, []).extend(proof.scenario for proof in each.shown_by)
        return {entry: tuple(sorted(set(scenarios))) for entry, scenarios in sorted(found.items())}

    def differences(self, page: PageRecord) -> tuple[str, ...]:
        """Where a page that was read says something else than this record; empty when they agree."""
        ours, theirs = self.page.facts, page.facts
        facts = (
            f"{name}: expected {getattr(ours, name)!r}, found {getattr(theirs, name)!r}"
            for name in ours.__struct_fields__
            if getattr(ours, name) != getattr(theirs, name)
        )
        missing = (
            f"expected the anomaly {each}" for each in self.page.anomalies if each not in page.anomalies
        )
        others = (f"found the anomaly {each}" for each in page.anomalies if each not in self.page.anomalies)
        return (*facts, *missing, *others)


def load(file: Path) -> Request:
    """The request of a YAML file; ValueError, naming the place, when it is none; OSError when there is no file."""
    return msgspec.convert(read_texts(file), Request, strict=False)


def _named(shown: tuple[Part, ...], name: str) -> Part:
    for each in shown:
        if each.id == name:
            return each
    raise Refusal(
        f"one of {', '.join(each.id for each in shown)}", repr(name[:40]), "name a part of the request"
    )
