"""The folder of a market as the operator hands it out: its files by name, tables as rows of text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

MOST_BYTES = 100_000_000  # of all files together; a month on the whole grid is a tenth of that

TextRow = Mapping[str, str]


class FolderProblem(Exception):
    """What the operator handed out is no market folder."""


@dataclass(frozen=True, slots=True)
class MarketFolder:
    """Names (``results/awards.csv``) and contents of the files of one market."""

    files: Mapping[str, bytes]

    @classmethod
    def of_zip(cls, zipped: bytes) -> MarketFolder:
        """Unpack in memory; raises FolderProblem for what is no zip or too large."""
        try:
            with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
                entries = [each for each in archive.infolist() if not each.is_dir()]
                if sum(each.file_size for each in entries) > MOST_BYTES:
                    raise FolderProblem(f"the market folder is larger than {MOST_BYTES} bytes")
                return cls({each.filename: archive.read(each) for each in entries})
        except zipfile.BadZipFile as problem:
            raise FolderProblem(f"the market folder is no zip: {problem}") from None

    def rows(self, name: str) -> list[TextRow]:
        """The rows of a CSV file; none where the market has no such file."""
        text = self.files.get(name, b"").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def branches(self) -> list[tuple[str, str, str]]:
        """Name, from bus and to bus of each branch of ``case.m``, named as in the other files: ``FROM-TO-K``."""
        case = self.files["case.m"].decode()
        names = re.findall(r"'([^']*)'", case.partition("mpc.bus_name")[2])
        table = case.partition("mpc.branch = [")[2].partition("]")[0]
        seen: Counter[tuple[str, str]] = Counter()
        found = []
        for line in table.strip().splitlines():
            ends = [names[int(cell) - 1] for cell in line.split()[:2]]
            seen[ends[0], ends[1]] += 1
            found.append((f"{ends[0]}-{ends[1]}-{seen[ends[0], ends[1]]}", ends[0], ends[1]))
        return found

    def with_files(self, files: Mapping[str, bytes]) -> MarketFolder:
        """The same folder with these files in place of its own."""
        return MarketFolder({**self.files, **files})

    def zipped(self) -> bytes:
        """As a zip again."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.files):
                archive.writestr(name, self.files[name])
        return packed.getvalue()
