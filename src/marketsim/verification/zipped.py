"""The members of a zip that nobody vouches for, within bounds; nothing is written."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from marketsim.verification.report import Unreadable

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members_of(
    zipped: bytes, zip_name: str, *, most_files: int, most_bytes: int, fix: str, smaller: str
) -> Iterator[tuple[str, bytes]]:
    """Names and contents, folders left out, of at most ``most_files`` files with ``most_bytes`` unzipped.

    Raises Unreadable, which tells to ``fix`` a zip that is broken, and ``smaller`` how to have less in it.
    """
    left = most_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > most_files:
                raise Unreadable(zip_name, None, f"at most {most_files} files", f"{len(entries)}", smaller)
            for entry in entries:
                if entry.compress_type not in _METHODS or entry.flag_bits & 0x1:
                    odd = f"{entry.filename[:80]}, which is encrypted or odd"
                    raise Unreadable(zip_name, None, "plain zip members", odd, fix)
                with archive.open(entry) as stream:
                    content = stream.read(left + 1)
                if len(content) > left:
                    raise Unreadable(zip_name, None, f"at most {most_bytes} bytes unzipped", "more", smaller)
                left -= len(content)
                yield entry.filename, content
    except _BROKEN as problem:
        found = f"{type(problem).__name__}: {problem}"[:120]
        raise Unreadable(zip_name, None, "a readable zip", found, fix) from problem
