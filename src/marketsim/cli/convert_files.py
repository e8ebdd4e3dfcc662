"""The files of ``marketsim convert``: read within bounds, written beside each other, nothing replaced unasked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

MOST_BYTES = 64_000_000  # what the largest body of the API may have (load)


class FileProblem(Exception):
    """A file can't be read or written: which, what was expected and found, what to do."""

    def __init__(self, file: Path, expected: str, found: str, fix: str) -> None:
        super().__init__(f"{file}: expected {expected}; found {found}")
        self.file, self.expected, self.found, self.fix = file, expected, found, fix


def read(file: Path) -> bytes:
    """The bytes of a file of at most MOST_BYTES; raises FileProblem."""
    try:
        if not file.is_file():
            found = "a folder" if file.is_dir() else "something else" if file.exists() else "nothing"
            raise FileProblem(file, "a file", found, "name a CSV or a JSON file")
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as problem:
        raise FileProblem(file, "a file that can be read", problem.strerror or "an error", "") from None
    if len(content) > MOST_BYTES:
        raise FileProblem(file, f"at most {MOST_BYTES} bytes", "more", "divide it")
    return content


def places(file: Path, out: Path | None, suffix: str, labels: Sequence[str]) -> list[Path]:
    """Where the files go: beside FILE, into the folder ``out``, or to the file ``out``; labels tell them apart.

    Raises FileProblem for an ``out`` that cannot be looked at.
    """
    with _reachable(out or file):
        into_folder = out is None or not out.suffix or out.is_dir()
    if out is None or into_folder:
        folder, stem, ending = out or file.parent, file.stem, f".{suffix}"
    else:
        folder, stem, ending = out.parent, out.stem, out.suffix
    made = [folder / f"{'-'.join(filter(None, (stem, label)))}{ending}" for label in labels]
    if out is None and file in made:
        made = [each.with_name(f"{each.stem}-converted{ending}") for each in made]
    return made


def write(source: Path, contents: Mapping[Path, bytes], force: bool) -> list[Path]:
    """Write all files or none, and tell which of them were there before; raises FileProblem.

    Without ``force`` none may be there; the source itself is never replaced.
    """
    there = [file for file in contents if _replaces(file, source, force)]
    drafts = {file: file.with_name(f".{file.name}.{os.getpid()}.part") for file in contents}
    try:
        for file, content in contents.items():
            with _reachable(file):
                file.parent.mkdir(parents=True, exist_ok=True)
                with drafts[file].open("xb") as stream:
                    stream.write(content)
        for file, draft in drafts.items():
            with _reachable(file):
                draft.replace(file)
    except FileProblem:
        _clear(drafts.values())
        raise
    return there


def _replaces(file: Path, source: Path, force: bool) -> bool:
    """Whether there is something that may be replaced; raises FileProblem where it may not."""
    with _reachable(file):
        if not file.is_symlink() and not file.exists():
            return False
        plain = file.is_file()
        same = plain and file.samefile(source)
    if force and plain and not same:
        return True
    fix = "choose another place with --out" if same else "choose another place with --out, or --force"
    raise FileProblem(file, "nothing there yet", "FILE itself" if same else "something", fix)


@contextmanager
def _reachable(file: Path) -> Iterator[None]:
    """What the system refuses is told as FileProblem."""
    try:
        yield
    except OSError as problem:
        raise FileProblem(file, "a place to write to", problem.strerror or "an error", "see --out") from None


def _clear(drafts: Iterable[Path]) -> None:
    for draft in drafts:
        with suppress(OSError):
            draft.unlink()
