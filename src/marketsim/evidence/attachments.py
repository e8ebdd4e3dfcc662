"""Files that belong to a scenario: kept in the run's folder, named by us, bounded, bound by their digest."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from marketsim.evidence.quiet_svg import NotQuiet, quiet_svg
from marketsim.evidence.redaction import Redactor

FOLDER = "attachments"
SVG, ZIP = "image/svg+xml", "application/zip"
EXTENSIONS = {SVG: "svg", ZIP: "zip", "text/csv": "csv", "text/plain": "txt", "application/json": "json"}
LARGEST = 32 * 1024 * 1024
LARGEST_PICTURE = 4 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST = 99
"""How many files one scenario may have."""
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError)
_ONE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}")
_IDLE = re.compile(r"[^A-Za-z0-9_]+")


class AttachmentProblem(Exception):
    """A file that cannot be kept, or is not the one that was kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file: ``file`` is relative to the run's folder, with slashes; ``digest`` is SHA-256."""

    file: str
    media_type: str
    bytes: int
    digest: str

    def facts(self) -> dict[str, Any]:
        """The members that the event has of it."""
        return asdict(self)


def keep(run: Path, scenario: str, title: str, content: bytes, media_type: str, redactor: Redactor) -> Kept:
    """Write a file of a scenario below ``run``; text is redacted first. Raises AttachmentProblem.

    An SVG must be a mere picture, an archive must hold no secret that is known; what is too large is refused.
    """
    content = _fit(content, media_type, redactor)
    folder = run / FOLDER / _name(scenario)
    if (run / FOLDER).is_symlink() or folder.is_symlink():
        raise AttachmentProblem(f"{FOLDER} of the run is a link; files are kept in the run's own folder")
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST + 1):
        if any(folder.glob(f"{number:02}-*")):
            continue
        path = folder / f"{number:02}-{_name(title)}.{EXTENSIONS[media_type]}"
        try:
            with path.open("xb") as file:  # never over a file that is there, never through a link
                file.write(content)
        except FileExistsError:
            continue
        return Kept(
            path.relative_to(run).as_posix(), media_type, len(content), hashlib.sha256(content).hexdigest()
        )
    raise AttachmentProblem(f"{scenario} has {MOST} files already")


def attached(run: Path, event: Mapping[str, Any]) -> bytes:
    """The file that an ``attachment`` event speaks of, as it was kept. Raises AttachmentProblem.

    The event may come from anywhere: a name that leads elsewhere, another file than was kept and an SVG that is
    more than a picture are refused.
    """
    name = str(event["file"])
    parts = name.split("/")
    if len(parts) != 3 or parts[0] != FOLDER or not all(_ONE_NAME.fullmatch(each) for each in parts[1:]):
        raise AttachmentProblem("its name is none that a run gives")
    if event["media_type"] not in EXTENSIONS or not name.endswith(f".{EXTENSIONS[event['media_type']]}"):
        raise AttachmentProblem("its kind is none that a run keeps")
    path = run.joinpath(*parts)
    if any(each.is_symlink() for each in (path, path.parent, path.parent.parent)):
        raise AttachmentProblem("it is a link")
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != event["digest"]:
        raise AttachmentProblem("it is another file than the one that was kept")
    if event["media_type"] == SVG:
        _picture(content)
    return content


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise AttachmentProblem("it is not there")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as flaw:
        raise AttachmentProblem(f"it cannot be read: {flaw.strerror}") from None
    if len(content) > LARGEST:
        raise AttachmentProblem(f"it has more than {LARGEST} bytes")
    return content


def _fit(content: bytes, media_type: str, redactor: Redactor) -> bytes:
    """The content as it may be kept."""
    if media_type not in EXTENSIONS:
        raise AttachmentProblem(f"expected one of {', '.join(EXTENSIONS)}; found {media_type[:60]!r}")
    if media_type == ZIP:
        _judge_archive(content, redactor)
    else:
        content = redactor.text(content.decode("utf-8", "replace")).encode("utf-8", "replace")
    if len(content) > LARGEST:
        raise AttachmentProblem(f"expected at most {LARGEST} bytes; found {len(content)}")
    if media_type == SVG:
        _picture(content)
    return content


def _picture(content: bytes) -> None:
    if len(content) > LARGEST_PICTURE:
        raise AttachmentProblem(
            f"expected a picture of at most {LARGEST_PICTURE} bytes; found {len(content)}"
        )
    try:
        quiet_svg(content)
    except NotQuiet as found:
        raise AttachmentProblem(f"expected an SVG that is a mere picture; found {found}") from None


def _judge_archive(content: bytes, redactor: Redactor) -> None:
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as file:
                    unpacked = file.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise AttachmentProblem(
                        f"expected at most {LARGEST_UNPACKED} bytes when unpacked; found more"
                    )
                if redactor.knows(unpacked.decode("latin-1")) or redactor.knows(member.filename):
                    raise AttachmentProblem(f"a secret stands in {redactor.text(member.filename)[:80]!r}")
    except _BROKEN as flaw:
        raise AttachmentProblem(f"expected a zip archive that can be read; {flaw}") from None


def _name(text: str) -> str:
    """A name for a file: letters, digits and dashes, so that no system gives it a meaning of its own."""
    return _IDLE.sub("-", text).strip("-")[:80] or "unnamed"
