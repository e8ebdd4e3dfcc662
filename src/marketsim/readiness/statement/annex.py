"""The private part: evidence with bodies, the salt, proofs. Its files are bound by their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from marketsim.evidence.reader import read_events
from marketsim.readiness.record import RunRecord, assemble
from marketsim.readiness.statement.document import FileFact, ServerFact, TargetFact
from marketsim.readiness.statement.facts import Fact, Hex, Moment, Word, Words
from marketsim.readiness.statement.veil import Veil

SALT = "salt"
RUNS = "runs"
PROOFS = "attested"
NOTE = "attempt.json"
LARGEST_NOTE = 4 * 1024 * 1024
LARGEST_FILE = 2 * 1024**3
MOST_FILES = 20_000


class AnnexProblem(Exception):
    """The annex cannot be read; the message says which file and why."""


class AttemptNote(Fact, frozen=True):
    """What is known of a run beside its evidence, also when the run never came to begin."""

    run_id: Word
    began: Moment
    ended: Moment
    phase: Word | None
    seed: int
    target: TargetFact
    contract_digest: Hex
    features_digest: Hex
    strict: bool
    intrusive: bool
    versions: dict[Word, Word]
    server: ServerFact
    session_code: int


@dataclass(frozen=True, slots=True)
class AnnexedRun:
    """One run of the campaign with its evidence."""

    note: AttemptNote
    record: RunRecord

    @property
    def faults(self) -> Words:
        """The faults that the target was started with."""
        return tuple(self.record.faults)


class Annex:
    """An annex folder, read as what somebody else may have made: bounded, and never left by a path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def veil(self) -> Veil:
        """The campaign's keyed digests; raises AnnexProblem."""
        try:
            return Veil(bytes.fromhex(self._read(SALT).decode("ascii").strip()))
        except ValueError:
            raise AnnexProblem(f"expected 32 bytes in hexadecimal in {SALT}; found something else") from None

    def runs(self) -> list[AnnexedRun]:
        """Every run in the order in which they began; raises AnnexProblem."""
        folder = self.folder / RUNS
        names = sorted(each.name for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []
        found = [self._run(name) for name in names]
        return sorted(found, key=lambda each: (each.note.began, each.note.run_id))

    def _run(self, name: str) -> AnnexedRun:
        try:
            note = msgspec.json.decode(self._read(f"{RUNS}/{name}/{NOTE}"), type=AttemptNote)
        except msgspec.MsgspecError as flaw:
            raise AnnexProblem(f"{RUNS}/{name}/{NOTE}: {flaw}") from None
        if note.run_id != name:
            raise AnnexProblem(f"{RUNS}/{name}/{NOTE} is the note of another run")
        self.inside(f"{RUNS}/{name}/evidence")
        return AnnexedRun(note, assemble(read_events(self.folder / RUNS / name / "evidence")))

    def _read(self, name: str) -> bytes:
        path = self.inside(name)
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_NOTE + 1)
        except OSError as flaw:
            raise AnnexProblem(
                f"expected {name} in the annex; {flaw.strerror or 'it cannot be read'}"
            ) from None
        if len(content) > LARGEST_NOTE:
            raise AnnexProblem(f"{name} has more than {LARGEST_NOTE} bytes")
        return content

    def inside(self, name: str) -> Path:
        """The path of a file of the annex; raises AnnexProblem for a name that leads out of it."""
        parts = PurePosixPath(name).parts
        odd = (
            not parts or ".." in parts or name.startswith("/") or "\\" in name or ":" in name or "\0" in name
        )
        path = self.folder.joinpath(*parts) if not odd else self.folder
        if odd or not path.resolve().is_relative_to(self.folder.resolve()):
            raise AnnexProblem(f"a name that leads out of the annex: {name!r}")
        return path

    def files(self) -> tuple[FileFact, ...]:
        """Every file of the annex with its digest; raises AnnexProblem."""
        return tuple(self.file(name) for name in sorted(self.names()))

    def names(self) -> Iterator[str]:
        """The names of every file, with slashes; links are refused."""
        for number, path in enumerate(self.folder.rglob("*")):
            if number >= MOST_FILES:
                raise AnnexProblem(f"more than {MOST_FILES} files")
            name = path.relative_to(self.folder).as_posix()
            if path.is_symlink():
                raise AnnexProblem(f"{name} is a link; an annex holds plain files")
            if path.is_file():
                yield name
            elif not path.is_dir():  # opening a pipe would wait for ever
                raise AnnexProblem(f"{name} is no plain file")

    def file(self, name: str) -> FileFact:
        """One file with its digest; raises AnnexProblem."""
        path = self.inside(name)
        try:
            size = path.stat().st_size
            if size > LARGEST_FILE:
                raise AnnexProblem(f"{name} has more than {LARGEST_FILE} bytes")
            with path.open("rb") as file:
                return FileFact(name, size, hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as flaw:
            raise AnnexProblem(
                f"expected {name} in the annex; {flaw.strerror or 'it cannot be read'}"
            ) from None
