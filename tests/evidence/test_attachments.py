"""Files of a scenario: named by us, bounded, redacted, and found again only as they were kept."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.evidence.attachments import (
    LARGEST_PICTURE,
    MOST,
    SVG,
    ZIP,
    AttachmentProblem,
    Kept,
    attached,
    keep,
)
from marketsim.evidence.reader import read_events
from marketsim.evidence.recorder import Recorder
from marketsim.evidence.redaction import Redactor

from .sample_events import scenario

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A</title><rect width="1" height="1"/></svg>'


def kept(run: Path, content: bytes = PICTURE, media_type: str = SVG, **more: Any) -> Kept:
    """Keep a file of MS-AUC-01."""
    facts = {"scenario": "MS-AUC-01", "title": "Prices", "redactor": Redactor()} | more
    return keep(run, content=content, media_type=media_type, **facts)


def archive(**members: bytes) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def test_a_file_is_kept_and_read_back_by_its_event(tmp_path: Path) -> None:
    """The event names file, kind, size and digest, and the step that attached it."""
    with Recorder(tmp_path / "evidence" / "main.jsonl") as recorder:
        scenario(recorder)
        recorder.enter_step(3)
        recorder.attachment(title="Prices", kept=kept(tmp_path))
    (event,) = [each for each in read_events(tmp_path / "evidence") if each["event"] == "attachment"]
    assert event["file"] == "attachments/MS-AUC-01/01-Prices.svg"
    assert (event["scenario"], event["step"], event["title"]) == ("MS-CON-01", 3, "Prices")
    assert (event["media_type"], event["bytes"]) == (SVG, len(PICTURE))
    assert event["digest"] == hashlib.sha256(PICTURE).hexdigest()
    assert attached(tmp_path, event) == PICTURE


def test_no_file_is_written_over(tmp_path: Path) -> None:
    """Two of a name, and a scenario that is attempted again, get numbers of their own."""
    names = [kept(tmp_path, title=title).file for title in ("Prices", "Prices", "prices", "Others")]
    assert [each.rpartition("/")[2] for each in names] == [
        "01-Prices.svg", "02-Prices.svg", "03-prices.svg", "04-Others.svg",
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(name=st.text(max_size=300), title=st.text(max_size=300))
def test_whatever_scenario_and_title_are_called_the_file_lies_in_the_run(
    tmp_path_factory: pytest.TempPathFactory, name: str, title: str
) -> None:
    """Names with slashes, dots, colons, controls or of devices make plain names in the run's folder."""
    run = tmp_path_factory.mktemp("run")
    file = kept(run, scenario=name, title=title)
    assert attached(run, {**file.facts()}) == PICTURE
    assert [each.relative_to(run).as_posix() for each in run.rglob("*.svg")] == [file.file]


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """Nothing is written outside the run's folder."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "attachments").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AttachmentProblem, match="link"):
        kept(tmp_path / "run")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_size_and_number_are_bounded(tmp_path: Path) -> None:
    """A picture of more than 4 MB, and the hundredth file of a scenario, are refused."""
    with pytest.raises(AttachmentProblem, match="at most"):
        kept(tmp_path, PICTURE.replace(b">A<", b">" + b"A" * LARGEST_PICTURE + b"<"))
    for _ in range(MOST):
        kept(tmp_path)
    with pytest.raises(AttachmentProblem, match="99 files"):
        kept(tmp_path)


def test_a_kind_that_is_not_known_is_refused(tmp_path: Path) -> None:
    """No page of somebody's, no program."""
    with pytest.raises(AttachmentProblem, match="text/html"):
        kept(tmp_path, b"<p>", "text/html")


def test_secrets_are_masked_in_text(tmp_path: Path) -> None:
    """A registered secret never reaches the disk."""
    redactor = Redactor(["correct-horse"])
    file = kept(tmp_path, b"a,b\n1,correct-horse\n", "text/csv", redactor=redactor)
    assert (tmp_path / file.file).read_bytes() == b"a,b\n1,***\n"


def test_an_archive_with_a_secret_in_it_is_refused(tmp_path: Path) -> None:
    """What is packed cannot be masked; the member is named, the secret is not."""
    redactor = Redactor(["correct-horse"])
    assert kept(tmp_path, archive(a=b"fine"), ZIP, redactor=redactor).file.endswith(".zip")
    with pytest.raises(AttachmentProblem, match=r"secret stands in 'key\.txt'") as problem:
        kept(tmp_path, archive(**{"key.txt": b"x correct-horse x"}), ZIP, redactor=redactor)
    assert "correct-horse" not in str(problem.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        archive(a=b"x" * 900)[:-40],
        archive(a=b"x" * 900)[:31] + b"\xff" * 4 + archive(a=b"x" * 900)[35:],
    ],
    ids=["empty", "begun", "cut short", "spoiled within"],
)
def test_a_broken_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty, cut off, or packed in a way that none can unpack."""
    with pytest.raises(AttachmentProblem, match="archive"):
        kept(tmp_path, content, ZIP)


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is on what comes out."""
    monkeypatch.setattr("marketsim.evidence.attachments.LARGEST_UNPACKED", 1000)
    with pytest.raises(AttachmentProblem, match="when unpacked"):
        kept(tmp_path, archive(a=b"x" * 600, b=b"y" * 600), ZIP)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"file": "../secret.svg"}, "name"),
        ({"file": "attachments/../../etc/passwd.svg"}, "name"),
        ({"file": "attachments/MS-AUC-01/..svg"}, "name"),
        ({"file": "attachments/MS-AUC-01\\01-Prices.svg"}, "name"),
        ({"file": "/attachments/MS-AUC-01/01-Prices.svg"}, "name"),
        ({"file": "attachments/MS-AUC-01/09-Prices.svg"}, "not there"),
        ({"media_type": "text/html"}, "kind"),
        ({"media_type": ZIP}, "kind"),
        ({"digest": "0" * 64}, "another file"),
    ],
)
def test_an_event_cannot_lead_elsewhere(tmp_path: Path, change: dict[str, str], why: str) -> None:
    """Evidence may come from anybody: only the file that a run would have kept is opened."""
    (tmp_path / "secret.svg").write_bytes(PICTURE)
    with pytest.raises(AttachmentProblem, match=why):
        attached(tmp_path, {**kept(tmp_path).facts(), **change})


def test_a_file_that_became_a_link_is_refused(tmp_path: Path) -> None:
    """Even one to the same bytes."""
    file = kept(tmp_path)
    (tmp_path / "elsewhere.svg").write_bytes(PICTURE)
    (tmp_path / file.file).unlink()
    (tmp_path / file.file).symlink_to(tmp_path / "elsewhere.svg")
    with pytest.raises(AttachmentProblem, match="link"):
        attached(tmp_path, file.facts())
