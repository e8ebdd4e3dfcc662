"""A statement, or an annex, that somebody made to hurt: it gets a reason, leads nowhere, and never crashes us."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.readiness.statement.reading import LARGEST
from marketsim.readiness.statement.writing import DOCUMENT, PAGE, SIGNATURE

from .campaign_kit import Kit, sound

Told = dict[str, Any]


def evidence_file(kit: Kit) -> Path:
    """The evidence of the only run."""
    return next((kit.annex / "runs").rglob("*.jsonl"))


def test_members_that_the_allow_list_does_not_have_are_refused(kit: Kit) -> None:
    """A statement that tells more than a statement tells is none."""
    kit.rewrite(lambda told: told["scenarios"][0]["course"]["exchanges"][0].update(price=42.5))
    judgement = kit.verify()
    assert (judgement.statement, [each.reason for each in judgement.refusals]) == (None, ["unreadable"])


def test_two_members_of_one_name_are_refused(kit: Kit) -> None:
    """Two readers must not see two things."""
    path = kit.statement / DOCUMENT
    path.write_bytes(b'{"campaign":"other",' + path.read_bytes()[1:])
    kit.sign_again(kit.signer)
    assert kit.reasons() == {"unreadable"}


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "runs/../../outside.txt", "a\\..\\b", "C:/x", ""]
)
def test_a_name_that_leads_out_of_the_annex_is_not_followed(kit: Kit, name: str) -> None:
    """Names in a statement are somebody else's words."""
    (kit.folder / "outside.txt").write_text("private", "utf-8")
    bound = {"name": name, "bytes": 7, "sha256": "ab" * 32}
    kit.rewrite(lambda told: told["annex"].append(bound))
    refusals = kit.verify(annex=True).refusals
    assert [each.reason for each in refusals] == ["annex"] and "leads out of the annex" in refusals[0].found


def test_links_are_not_followed(kit: Kit, tmp_path: Path) -> None:
    """Neither in the annex nor in the statement."""
    secret = tmp_path / "secret.txt"
    secret.write_text("private", "utf-8")
    (kit.annex / "link").symlink_to(secret)
    assert kit.reasons(annex=True) == {"annex"}
    (kit.statement / PAGE).unlink()
    (kit.statement / PAGE).symlink_to(secret)
    assert kit.reasons() == {"unreadable"}


@pytest.mark.parametrize("name", ["statement/index.html", "statement/signature.json", "annex/salt"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(kit: Kit, name: str) -> None:
    """Nobody will ever write into it."""
    place = kit.folder / name
    place.unlink()
    os.mkfifo(place)
    assert kit.reasons(annex=True) == {"annex" if "annex" in name else "unreadable"}


def test_a_file_that_does_not_belong_is_refused(kit: Kit) -> None:
    """What nothing binds is not handed on under our name."""
    (kit.statement / "bonus.html").write_text("<p>more</p>", "utf-8")
    assert kit.reasons() == {"unreadable"}


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"null", b"\xff\xfe", b'{"schema":1}'])
def test_what_is_no_statement_is_refused_without_a_trace(kit: Kit, content: bytes) -> None:
    """Hostile input gives a reason, never a crash."""
    (kit.statement / DOCUMENT).write_bytes(content)
    assert kit.reasons() == {"unreadable"}


def test_a_file_beyond_its_bound_is_not_read(kit: Kit) -> None:
    """A signature of a gigabyte is no signature."""
    with (kit.statement / SIGNATURE).open("wb") as file:
        file.truncate(LARGEST[SIGNATURE] + 1)
    judgement = kit.verify()
    assert "more than" in judgement.refusals[0].found


def test_evidence_of_another_shape_is_refused_without_a_trace(kit: Kit) -> None:
    """An annex from elsewhere: reasons, no crash."""
    evidence_file(kit).write_bytes(b'{"event":"exchange"}\n{"event":[]}\nnot json\n')
    assert {"annex", "evidence"} <= kit.reasons(annex=True)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.text(max_size=12), st.just([]), st.just({}),
    st.sampled_from(["passed", "2026-99-99T99:99:99Z", "2026-13-45", "ab" * 32, "MS-AUC-21", 200, -1]),
)  # fmt: skip


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kit, Told]:
    """A campaign with what its statement says, for many changes."""
    kit = sound(tmp_path_factory.mktemp("standing") / "campaign")
    return kit, json.loads((kit.statement / DOCUMENT).read_bytes())


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to every value of a document, inner ones included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in leaves(each, (*path, key)))]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_value_in_any_place_makes_the_reader_stumble_and_none_of_a_scenario_passes_the_annex(
    standing: tuple[Kit, Told], data: st.DataObject
) -> None:
    """Whatever is written over whatever, signed anew: a judgement comes; and evidence cannot be talked over."""
    kit, told = standing
    path = data.draw(st.sampled_from([each for each in leaves(told) if each]))
    value = data.draw(VALUES)
    changed = json.loads(json.dumps(told))
    place = changed
    for key in path[:-1]:
        place = place[key]
    same = place[path[-1]] == value
    place[path[-1]] = value
    kit.rewrite(lambda document: (document.clear(), document.update(changed))[0])
    reasons = kit.reasons(annex=True)
    assert same or path[0] != "scenarios" or reasons
