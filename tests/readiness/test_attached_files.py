"""What scenarios attached reaches the page, Allure and the annex; nothing of it acts, and nobody else sees it."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import attr
import pytest
from allure_commons import hookimpl, model2, plugin_manager

from marketsim.contract.catalogue import Contract
from marketsim.evidence.attachments import SVG, ZIP, Kept, keep
from marketsim.evidence.redaction import Redactor
from marketsim.readiness.allure_bridge import AllureBridge
from marketsim.readiness.report import write_report

from .page_reader import Page
from .rehearsal import Rehearsal
from .statement.campaign_kit import Kit

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
ID = "MS-AUC-21"
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg"><title>Prices</title><desc>NODE_A 12.50 $/MW &lt;b&gt;"</desc></svg>'
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


def attaches(
    stage: Rehearsal, run: Path, title: str = "Prices", content: bytes = DRAWN.encode(), kind: str = SVG
) -> Kept:
    """The scenario at hand keeps a file."""
    scenario = stage.recorder.scenario or ""
    file = keep(run, scenario, title, content, kind, Redactor())
    stage.recorder.attachment(title=title, kept=file)
    return file


def a_run(run: Path) -> Kept:
    """A scenario with a picture and an archive, and one without."""
    stage = Rehearsal(run / "evidence")
    stage.run()
    with stage.scenario(ID, "A market clears"):
        stage.asserts(stage.call())
        picture = attaches(stage, run)
        attaches(stage, run, "Workings", EMPTY_ZIP, ZIP)
    stage.passes("MS-AUC-22")
    stage.end()
    return picture


def reported(run: Path) -> tuple[Page, dict[str, Any]]:
    """The page and the document of a run."""
    write_report(run, Contract.load(), [], templates=TEMPLATES)
    summary = json.loads((run / "readiness.json").read_text("utf-8"))
    return Page((run / "index.html").read_text("utf-8")), summary


def test_the_page_shows_the_picture_within_itself_and_links_the_files(tmp_path: Path) -> None:
    """An image that needs no other file and can run nothing; its words are there for those who do not see it."""
    picture = a_run(tmp_path)
    page, _ = reported(tmp_path)
    (image,) = [attributes for tag, attributes in page.elements if tag == "img"]
    assert image["src"] == "data:image/svg+xml;base64," + base64.b64encode(DRAWN.encode()).decode()
    assert image["alt"] == 'Prices. NODE_A 12.50 $/MW <b>"'
    links = {attributes.get("href"): attributes for tag, attributes in page.elements if tag == "a"}
    assert (tmp_path / picture.file).read_bytes() == DRAWN.encode()
    assert picture.file in links and f"#files-{ID}" in links
    assert "download" in links[f"attachments/{ID}/02-Workings.zip"]
    assert "svg" not in {tag for tag, _ in page.elements}


def test_the_document_names_the_files_of_each_scenario(tmp_path: Path) -> None:
    """Title, place, kind, size, digest and step; none where nothing was attached."""
    picture = a_run(tmp_path)
    with_files, without = reported(tmp_path)[1]["scenarios"]
    assert with_files["attachments"][0] == {"title": "Prices", "step": 0, **picture.facts()}
    assert without["attachments"] == []


def test_a_report_is_rebuilt_with_its_pictures_wherever_the_folder_lies(tmp_path: Path) -> None:
    """Evidence and files suffice; the page comes out the same."""
    a_run(tmp_path / "here")
    reported(tmp_path / "here")
    before = (tmp_path / "here" / "index.html").read_bytes()
    (tmp_path / "here").rename(tmp_path / "there")
    (tmp_path / "there" / "index.html").unlink()
    reported(tmp_path / "there")
    assert (tmp_path / "there" / "index.html").read_bytes() == before


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "it is not there"),
        (
            lambda path: path.write_text("<svg onload='alert(1)'/>"),
            "it is another file than the one that was kept",
        ),
    ],
)
def test_a_file_that_is_not_as_it_was_kept_is_named_and_not_shown(
    tmp_path: Path, harm: Any, said: str
) -> None:
    """Nothing of it is in the page, not even a link."""
    picture = a_run(tmp_path)
    harm(tmp_path / picture.file)
    page, _ = reported(tmp_path)
    assert f"Prices not shown: {said}" in page.words
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert picture.file not in (tmp_path / "index.html").read_text("utf-8")


def test_an_event_of_somebody_elses_making_leads_nowhere(tmp_path: Path) -> None:
    """A hostile title stays text; a hostile place is opened by nobody; a hostile picture with its digest is refused."""
    hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'"
    acts = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    stage = Rehearsal(tmp_path / "evidence")
    stage.run()
    with stage.scenario(f"{ID}#{hostile}"):
        file = attaches(stage, tmp_path, hostile)
        for place, kind in ((hostile, SVG), ("../../../etc/passwd", "text/plain"), (file.file, hostile)):
            stage.recorder.attachment(title=hostile, kept=Kept(place, kind, 1, "0" * 64))
        (tmp_path / file.file).with_name("05-acts.svg").write_bytes(acts)
        place = f"{file.file.rpartition('/')[0]}/05-acts.svg"
        digest = hashlib.sha256(acts).hexdigest()
        stage.recorder.attachment(title="acts", kept=Kept(place, SVG, len(acts), digest))
    stage.end()
    page, _ = reported(tmp_path)
    assert "script" not in {tag for tag, _ in page.elements}
    assert [attributes["src"][:19] for tag, attributes in page.elements if tag == "img"] == [
        "data:image/svg+xml;"
    ]  # type: ignore[index]
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert page.words.count("not shown") == 4


def test_a_page_has_room_for_so_many_pictures_and_links_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page stays of a size that opens."""
    monkeypatch.setattr("marketsim.readiness.attachments.MOST_IN_THE_PAGE", len(DRAWN) * 2 + 1)
    stage = Rehearsal(tmp_path / "evidence")
    stage.run()
    with stage.scenario(ID):
        for number in range(4):
            attaches(stage, tmp_path, f"Picture {number}")
    stage.end()
    page, _ = reported(tmp_path)
    assert [tag for tag, _ in page.elements].count("img") == 2
    assert f"attachments/{ID}/04-Picture-3.svg" in (tmp_path / "index.html").read_text("utf-8")


def test_files_change_no_verdict_and_no_line_of_junit(tmp_path: Path) -> None:
    """A scenario is judged by what it asserts."""
    a_run(tmp_path)
    _, summary = reported(tmp_path)
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert [each["verdict"] for each in summary["scenarios"]] == ["passed", "passed"]
    assert "attachments" not in (tmp_path / "junit.xml").read_text("utf-8")
    assert len(list(root.iter("testcase"))) == 2


class Heard:
    """What Allure's logger would write, by file name."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    @hookimpl
    def report_attached_data(self, body: bytes | str, file_name: str) -> None:
        """Keep it."""
        self.files[file_name] = body if isinstance(body, bytes) else body.encode()


def test_allure_gets_the_files_at_the_step_that_attached_them(tmp_path: Path) -> None:
    """Under their titles, of their kinds; one that is gone is told in its place."""
    result = model2.TestResult(uuid="1", labels=[])
    heard = Heard()
    plugin_manager.register(heard)
    try:
        stage = Rehearsal(tmp_path / "evidence")
        stage.recorder.on_event = AllureBridge(SimpleNamespace(get_last_item=lambda _: result), tmp_path).hear
        stage.run()
        with stage.scenario(ID):
            attaches(stage, tmp_path)
            gone = attaches(stage, tmp_path, "Workings", EMPTY_ZIP, ZIP)
            (tmp_path / gone.file).unlink()
        stage.end()
    finally:
        plugin_manager.unregister(heard)
    (step,) = attr.asdict(result)["steps"]
    picture, told = step["attachments"]
    assert (picture["name"], picture["type"]) == ("Prices", "image/svg+xml")
    assert picture["source"].endswith("-attachment.svg") and heard.files[picture["source"]] == DRAWN.encode()
    assert (told["name"], told["type"]) == ("Workings", "text/plain")
    assert heard.files[told["source"]] == b"not shown: it is not there"


def test_the_annex_takes_the_files_and_the_statement_tells_nothing_of_them(tmp_path: Path) -> None:
    """Pictures show bids and awards by name: they are private, and bound by their digests like all of the annex."""
    kit = Kit(tmp_path)

    def play(stage: Rehearsal) -> None:
        with stage.scenario(ID):
            stage.asserts(stage.call())
            attaches(stage, stage.folder.parent)

    run_id = kit.run(play)
    statement = kit.compose()
    name = f"runs/{run_id}/attachments/{ID}/01-Prices.svg"
    assert (kit.campaign.annex.folder / name).read_bytes() == DRAWN.encode()
    assert name in {each.name for each in statement.annex}
    (told,) = [each for each in statement.scenarios if each.case.id == ID]
    assert "Prices" not in repr(told) and "attachment" not in repr(told)
