"""What a page of a revision request says: raw text, facts in one form, and where the page contradicts itself."""

from __future__ import annotations

from typing import Literal

import msgspec


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A base of records that hold no other members than theirs."""


class GuideVersion(Text, frozen=True, order=True):
    """A version of a configuration guide (``PC RTEQ``, ``CC 64770``); versions are text, 5.10 is not 5.1."""

    guide: str
    version: str


class Announcement(Text, frozen=True):
    """An announcement; ``posted`` is ``2019-09-09T16:26``, in the page's own time (it prints no zone)."""

    posted: str
    guides: tuple[GuideVersion, ...] = ()
    determinants: tuple[str, ...] = ()


class Remark(Text, frozen=True):
    """A comment or an answer to one. ``by`` is an organisation: persons stay in the raw text."""

    part: Literal["initial", "recommendation"]
    kind: Literal["comment", "answer"]
    by: str
    at: str
    guides: tuple[GuideVersion, ...] = ()
    determinants: tuple[str, ...] = ()
    attached: bool = False


class Appeals(Text, frozen=True):
    """How many appeals there are; None where the page does not say."""

    in_progress: int | None = None
    closed: int | None = None
    abandoned: int | None = None


class LifeCycle(Text, frozen=True):
    """The step named on the track, with the marks that stand for the steps before and after it."""

    before: int
    step: str
    after: int


class Facts(Text, frozen=True):
    """A request's facts; empty or None where the page says nothing. Dates are ISO."""

    number: int | None
    submitted: str
    category: str
    priority: str
    owner: str
    status: str
    ended: str
    manual: str
    guides: tuple[GuideVersion, ...]
    life_cycle: LifeCycle | None
    recommended: str  # as submitted | as modified
    modified_language: bool | None
    effective: str
    production: str
    decided: str  # as originally issued | as modified
    decided_effective: str
    announcements: tuple[Announcement, ...]
    remarks: tuple[Remark, ...]
    appeals: Appeals


class Anomaly(Text, frozen=True, order=True):
    """A trap of the page: ``raw`` is what stands there, ``normalised`` what it is read as (empty: left open)."""

    id: str
    where: str
    raw: str
    normalised: str


class PageRecord(Text, frozen=True):
    """A page as it was read; ``raw`` holds its fields' own text by label."""

    raw: dict[str, str]
    facts: Facts
    anomalies: tuple[Anomaly, ...]
