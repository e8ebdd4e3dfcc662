"""The register as it is read and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from marketsim.suite.register import PLANNED_TOPICS, read_register
from marketsim.suite.root import suite_root
from marketsim.suite.scenario_ids import TOPICS

Lay = Callable[[Mapping[str, str]], Path]


def test_entries_are_read_with_their_links(lay: Lay) -> None:
    """An entry keeps its line, its claim as text, and what it is linked to."""
    first, second, third, fourth = read_register(lay({})).requirements
    assert (first.id, first.line, first.scenario_ids) == ("DECK-001", 6, ("MS-CON-01",))
    assert (second.lines, second.planned) == ("4#2", "load_data")
    assert (third.links, third.reason) == (("attested",), "name and date of the training")
    assert (fourth.links, fourth.reason) == (("untestable",), "notice of a meeting")


def test_counts_name_every_link(lay: Lay) -> None:
    """The summary names the total and each of the four links."""
    assert (
        str(read_register(lay({})))
        == "4 requirements: 1 scenario-linked, 1 planned, 1 attested, 1 untestable"
    )


def test_words_like_on_and_no_stay_text(lay: Lay) -> None:
    """YAML 1.1 would make ON true and 12:30 a number; here both stay as written."""
    text = "documents: {DECK: {sha256: ON}}\nrequirements:\n- {id: DECK-001, text: NO, lines: 12}\n"
    register = read_register(lay({"features/requirements.yaml": text}))
    assert register.documents == {"DECK": "ON"}
    assert (register.requirements[0].text, register.requirements[0].lines) == ("NO", "12")


def test_a_missing_register_is_empty(tmp_path: Path) -> None:
    """A suite without a register has no requirements."""
    assert read_register(tmp_path).requirements == ()


def test_every_topic_can_be_planned() -> None:
    """Every folder of scenarios is a topic that an entry can be planned for."""
    assert set(TOPICS.values()) <= set(PLANNED_TOPICS)


def test_the_real_register_covers_both_documents() -> None:
    """Both documents have entries, and their ids have no gaps, so that none was dropped."""
    ids = [each.id for each in read_register(suite_root()).requirements]
    for document in ("DECK", "PRR"):
        own = [id_ for id_ in ids if id_.startswith(document)]
        assert own and set(own) == {f"{document}-{number:03}" for number in range(1, len(own) + 1)}
