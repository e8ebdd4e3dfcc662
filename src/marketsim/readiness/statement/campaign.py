"""A campaign: the folder in which attempts gather over days, and what they are about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from marketsim.evidence.attachments import FOLDER
from marketsim.readiness.statement.annex import NOTE, RUNS, SALT, Annex, AttemptNote
from marketsim.readiness.statement.canonical import canonical
from marketsim.readiness.statement.document import SelectionFact
from marketsim.readiness.statement.facts import Fact, Moment, Word
from marketsim.readiness.statement.veil import Veil

ABOUT = "campaign.json"
ATTEMPTS = "attempts"
STATEMENT = "statement"
ANNEX = "annex"
KEY = "signing-key.pem"
LARGEST = 1_000_000


class CampaignProblem(Exception):
    """The campaign's folder cannot be used; the message has three parts."""


class About(Fact, frozen=True):
    """What a campaign is about. ``target`` (name and kind) and ``selection`` are known from the first run on."""

    id: Word
    made: Moment
    target: tuple[Word, Word] | None = None
    selection: SelectionFact | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """An open campaign folder."""

    folder: Path
    about: About

    @classmethod
    def open(cls, folder: Path, fresh_id: str, now: str) -> Campaign:
        """The campaign in a folder; a new one in an empty or missing folder. Raises CampaignProblem."""
        if (folder / ABOUT).exists():
            return cls.at(folder)
        try:
            return cls._begin(folder, fresh_id, now)
        except OSError as flaw:
            raise CampaignProblem(
                f"Expected a folder for the campaign at {folder} that can be written; found: {flaw.strerror}. Name "
                "another folder."
            ) from None

    @classmethod
    def _begin(cls, folder: Path, fresh_id: str, now: str) -> Campaign:
        if folder.exists() and any(folder.iterdir()):
            raise CampaignProblem(
                f"Expected a campaign in {folder}, or an empty folder; found other files. Name another folder."
            )
        campaign = cls(folder, About(fresh_id, now))
        campaign.annex.folder.mkdir(parents=True, exist_ok=True)
        _private(campaign.annex.folder / SALT, Veil.fresh_salt().hex().encode("ascii"))
        campaign._keep(campaign.about)
        return campaign

    @classmethod
    def at(cls, folder: Path) -> Campaign:
        """The campaign in a folder; raises CampaignProblem when there is none."""
        try:
            with (folder / ABOUT).open("rb") as file:
                about = msgspec.json.decode(file.read(LARGEST), type=About)
        except OSError:
            raise CampaignProblem(
                f"Expected a campaign in {folder}; found none. Name its folder, or begin one with `marketsim certify`."
            ) from None
        except msgspec.MsgspecError as flaw:
            raise CampaignProblem(
                f"Expected a campaign in {folder}; found {ABOUT} damaged ({flaw}). Restore it."
            ) from None
        return cls(folder, about)

    @property
    def annex(self) -> Annex:
        """The private part."""
        return Annex(self.folder / ANNEX)

    @property
    def key(self) -> Path:
        """Where the campaign's own signing key lies: in neither part that is handed out."""
        return self.folder / KEY

    def about_target(self, target: tuple[str, str], selection: SelectionFact) -> Campaign:
        """The campaign, about this target and selection from its first run on. Raises CampaignProblem for another."""
        about = self.about
        if about.target not in (None, target):
            raise CampaignProblem(
                f"Expected the campaign's target {about.target[0]} ({about.target[1]}); found {target[0]} "
                f"({target[1]}). Begin another campaign with --out."
            )
        if about.selection not in (None, selection):
            raise CampaignProblem(
                f"Expected the campaign's selection ({told(about.selection)}); found {told(selection)}. "
                "Leave the options out, or begin another campaign with --out."
            )
        settled = msgspec.structs.replace(about, target=target, selection=selection)
        return Campaign(self.folder, settled)

    def keep(self) -> None:
        """Write down what the campaign is about."""
        self._keep(self.about)

    def _keep(self, about: About) -> None:
        replace(self.folder / ABOUT, canonical(about))

    def attempt(self, run_id: str) -> Path:
        """Where a run leaves its pages; the evidence is taken into the annex."""
        return self.folder / ATTEMPTS / run_id

    def take(self, note: AttemptNote) -> None:
        """Take a run's evidence into the annex, and the files that its scenarios have attached."""
        home = self.annex.folder / RUNS / note.run_id
        source = self.attempt(note.run_id) / "evidence"
        (home / "evidence").mkdir(parents=True)
        for path in sorted(source.glob("*.jsonl")):
            shutil.copyfile(path, home / "evidence" / path.name)
        attached = self.attempt(note.run_id) / FOLDER
        for path in sorted(attached.glob("*/*")):
            copy = home / FOLDER / path.parent.name / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        replace(home / NOTE, canonical(note))


def told(selection: SelectionFact | None) -> str:
    """A selection in words."""
    if selection is None:
        return "nothing yet"
    topic = f", topic {selection.topic}" if selection.topic else ""
    return f"functions {', '.join(selection.functions)}{topic}"


def replace(path: Path, content: bytes) -> None:
    """Replace a file as a whole, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
        file.write(content)


def runs_of(campaign: Campaign) -> Sequence[str]:
    """The names of the runs that the campaign has."""
    folder = campaign.annex.folder / RUNS
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
