"""A waivers file says for each scenario who waives what until when; what is misspelt is named, and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.readiness.waiver_file import WaiverProblem, read_waivers

KNOWN = {"MS-AUC-41", "MS-AUC-41#pays less", "MS-AUC-41#pays more", "MS-AUC-43", "MS-CON-01"}
SOUND = """\
[[waivers]]
id = "MS-AUC-43"
reason = "the limit is
  not loaded yet"
owner = "Ann Lee"
expires = 2027-01-31
issue = "KI-17"

[[waivers]]
id = "MS-AUC-41#pays less"
reason = "as above"
owner = "Ann Lee"
expires = "2027-02-28"
""".replace('"the limit is\n  not loaded yet"', '"""the limit is\n  not loaded yet"""')


def read(folder: Path, text: str | bytes) -> object:
    """The waivers of a text."""
    path = folder / "waivers.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_waivers(path, KNOWN)


def test_waivers_are_read_with_reason_owner_and_last_day(tmp_path: Path) -> None:
    """A date may be TOML's or a text; the known issue may be left out."""
    assert read(tmp_path, SOUND) == (
        {
            "id": "MS-AUC-43",
            "reason": "the limit is not loaded yet",
            "owner": "Ann Lee",
            "expires": "2027-01-31",
            "issue": "KI-17",
        },
        {
            "id": "MS-AUC-41#pays less",
            "reason": "as above",
            "owner": "Ann Lee",
            "expires": "2027-02-28",
            "issue": None,
        },
    )
    assert read(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "MS-AUC-43"', 'id = "MS-AUC-34"', "did you mean MS-AUC-43?"),
        ('id = "MS-AUC-43"', 'id = "the first"', "scenario-ids.lock"),
        ('id = "MS-AUC-43"', 'id = "MS-AUC-41#pays lots"', "did you mean MS-AUC-41#pays less?"),
        ('id = "MS-AUC-43"', "id = 43", "id to be a text"),
        ('id = "MS-AUC-43"', 'id = "MS-AUC-41#pays less"', "several for MS-AUC-41#pays less"),
        ('id = "MS-AUC-43"\n', "", "found no id"),
        ('owner = "Ann Lee"\nexpires = 2027-01-31', "expires = 2027-01-31", "found no owner"),
        ('owner = "Ann Lee"', 'owner = " "', "owner to be a text"),
        ('owner = "Ann Lee"', 'ower = "Ann Lee"', "did you mean owner?"),
        ("expires = 2027-01-31", "expires = 2027-01-31T00:00:00", "expires to be a day"),
        ("expires = 2027-01-31", 'expires = "never"', "expires to be a day"),
        ("expires = 2027-01-31", "expires = 2027-02-30", "TOML"),
        ("[[waivers]]", "[[waiver]]", "only [[waivers]]"),
        ('issue = "KI-17"', f'issue = "{"x" * 401}"', "issue to be a text of 1 to 400"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_right_word(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """A waiver that is misspelt would be ignored in silence."""
    assert old in SOUND
    with pytest.raises(WaiverProblem) as problem:
        read(tmp_path, SOUND.replace(old, new, 1))
    assert said in str(problem.value)
    assert "waivers.toml" in str(problem.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff", "TOML"),
        (b"waivers = 3", "a list of tables"),
        (b"waivers = [3]", "a list of tables"),
        (b"#" * 1_000_001, "at most"),
        (b"a = " + b"[" * 5000, "TOML"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: bytes, said: str) -> None:
    """Not read as no waivers at all."""
    with pytest.raises(WaiverProblem, match=said):
        read(tmp_path, text)
    with pytest.raises(WaiverProblem, match="No such file"):
        read_waivers(tmp_path / "none.toml", KNOWN)
