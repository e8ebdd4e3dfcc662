"""A profile is read whole or refused; whatever is misspelt in it is named with the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.pins import PINS
from marketsim.target.profile import LARGEST, Profile, ProfileProblem, load

SOUND = """
[target]
base_url = "https://crr.example.org/crr"
ca = "ca.pem"

[[participants]]
name = "SRTX"
functions = { CRRH = "write" }
certificate = "srtx.pem"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to write profiles to."""
    return tmp_path_factory.mktemp("profiles")


def read(folder: Path, text: str) -> Profile:
    """Load a profile of this text."""
    path = folder / "profile.toml"
    path.write_text(text, "utf-8")
    return load(path)


def refused(folder: Path, text: str) -> str:
    """The message with which a profile of this text is refused."""
    with pytest.raises(ProfileProblem) as problem:
        read(folder, text)
    return str(problem.value)


def test_a_profile_that_says_little_is_live_writes_nothing_and_goes_slowly(folder: Path) -> None:
    """What is not said falls back to what can do no harm."""
    profile = read(folder, SOUND)
    assert profile.target.kind == "live"
    assert profile.writes.allowed == ()
    assert profile.limits.requests_per_second == 1.0
    assert profile.operator is None


def test_both_profiles_that_a_standing_system_writes_can_be_read(embedded: EmbeddedSystem) -> None:
    """The observed one is the same system as a live target would show itself: no console, no MUI."""
    own, observed = load(embedded.profile), load(embedded.observed)
    assert (own.target.kind, observed.target.kind) == ("embedded", "live")
    assert own.operator is not None
    assert observed.operator is None
    assert observed.mui is None
    assert [each.name for each in own.participants] == [each.name for each in observed.participants]


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        (SOUND + "\n[limit]\nmax_mw = 1", "limit", "limits"),
        (SOUND.replace("base_url", "baseurl"), "target.baseurl", "base_url"),
        (SOUND.replace('certificate = "', 'certifcate = "'), "participants.certifcate", "certificate"),
        (SOUND + "\n[writes]\nalowed = 'all'", "writes.alowed", "allowed"),
        (SOUND + "\n[refused]\nexpire = 'x.pem'", "refused.expire", "expired"),
        (SOUND.replace("CRRH", "CRHR"), "CRHR", "CRRH"),
        (
            SOUND.replace("[target]", '[target]\nphase = "connectivity-week-5"'),
            "week-5",
            "connectivity-week-4",
        ),
        (SOUND + '\n[writes]\nallowed = "reversable"', "reversable", "reversible"),
        (
            SOUND + '\n[writes]\nallowed = ["auction.portfolioCreate"]',
            "auction.portfolioCreate",
            "auction.portfolioCreation",
        ),
        (SOUND + '\n[pins]\n"auction.OPEN.MONTLY" = "X"', "auction.OPEN.MONTLY", "auction.OPEN.MONTHLY"),
    ],
)
def test_a_misspelt_word_is_named_with_the_nearest_right_one(
    folder: Path, text: str, wrong: str, right: str
) -> None:
    """Keys at every depth, functions, phases, writes and pins: none of them is ignored in silence."""
    message = refused(folder, text)
    assert wrong in message
    assert f"did you mean {right}?" in message


KEYS = {
    "target": ("base_url", "ca", "name", "kind", "phase"),
    "writes": ("allowed",),
    "limits": ("requests_per_second", "max_mw", "max_price"),
    "timeouts": ("connect", "read"),
    "refused": ("foreign", "expired", "not_yet_valid", "server_usage"),
    "operator": ("url", "certificate"),
}


@given(st.sampled_from([(table, key) for table in KEYS for key in KEYS[table]]), st.integers(0, 30))
def test_a_key_with_one_letter_doubled_is_met_with_the_key_itself(
    folder: Path, where: tuple[str, str], place: int
) -> None:
    """Whatever the key and the letter."""
    table, key = where
    at = place % len(key)
    text = tomli_w.dumps({table: {key[:at] + key[at] + key[at:]: "x"}})
    message = refused(folder, text)
    assert f"{table}.{key[:at]}{key[at]}{key[at:]}" in message
    assert f"did you mean {key}?" in message


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (SOUND.replace('"https://crr.example.org/crr"', "7"), "target.base_url"),
        (SOUND.replace('"write"', '"wirte"'), "functions"),
        (SOUND + "\n[limits]\nmax_mw = -1", "limits.max_mw"),
        (SOUND + "\n[limits]\nrequests_per_second = -1", "limits.requests_per_second"),
        (SOUND + "\n[timeouts]\nread = 0", "timeouts.read"),
        ('[target]\nbase_url = "https://x/crr"\nca = "ca.pem"', "participants"),
        ('participants = "SRTX"\n' + SOUND.partition("[[")[0], "participants"),
    ],
)
def test_a_value_of_another_kind_is_named_by_its_place(folder: Path, text: str, where: str) -> None:
    """The message names the file and the path of the value in it."""
    message = refused(folder, text)
    assert str(folder) in message
    assert where in message


@pytest.mark.parametrize(
    "url",
    [
        "http://crr.example.org/crr",
        "crr.example.org/crr",
        "https:///crr",
        "https://x:port/crr",
        "https://[::1/crr",
    ],
)
def test_a_base_url_that_is_no_https_address_is_refused(folder: Path, url: str) -> None:
    """Everything goes over mutual TLS."""
    assert url in refused(folder, SOUND.replace("https://crr.example.org/crr", url))


def test_a_password_in_a_url_is_refused_and_not_repeated(folder: Path) -> None:
    """A profile is no place for secrets, and a message even less."""
    message = refused(folder, SOUND.replace("https://", "https://srtx:hunter2@"))
    assert "user" in message
    assert "hunter2" not in message


def test_only_a_system_on_this_machine_counts_as_embedded(folder: Path) -> None:
    """An embedded system may be written to at will, without a rate and without a permission."""
    text = SOUND.replace("[target]", '[target]\nkind = "embedded"')
    assert "on this machine" in refused(folder, text)
    assert read(folder, text.replace("crr.example.org", "127.0.0.1:8443")).target.kind == "embedded"


@pytest.mark.parametrize("room", ["operator", "mui"])
def test_a_live_target_has_neither_console_nor_screens_for_us(folder: Path, room: str) -> None:
    """With a console we would act where we may only observe."""
    assert room in refused(folder, SOUND + f'\n[{room}]\nurl = "https://crr.example.org/{room}"')


def test_a_pin_may_be_written_with_and_without_quotes(folder: Path) -> None:
    """TOML takes a dotted key for nested tables; a pin is one name all the same."""
    quoted = read(folder, SOUND + '\n[pins]\n"auction.OPEN.MONTHLY" = "AUC_A"\nsource = "NODE_A"')
    plain = read(folder, SOUND + '\n[pins]\nauction.OPEN.MONTHLY = "AUC_A"\nsource = "NODE_A"')
    assert quoted.pins == plain.pins == {"auction.OPEN.MONTHLY": "AUC_A", "source": "NODE_A"}


@given(st.dictionaries(st.sampled_from(PINS), st.text(st.characters(categories=["Lu", "Nd"]), min_size=1)))
def test_every_need_can_be_pinned(folder: Path, pins: dict[str, str]) -> None:
    """Any set of needs, with any names."""
    assert read(folder, SOUND + tomli_w.dumps({"pins": pins})).pins == pins


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    """Its path is what the reader has to check."""
    with pytest.raises(ProfileProblem, match=r"nowhere\.toml"):
        load(folder / "nowhere.toml")


def test_a_folder_is_no_profile(folder: Path) -> None:
    """A path that cannot be read is a problem of the profile, no crash."""
    with pytest.raises(ProfileProblem, match="can be read"):
        load(folder)


def test_a_file_too_large_for_a_page_of_text_is_not_read(folder: Path) -> None:
    """A profile that somebody else sent may be anything."""
    path = folder / "large.toml"
    path.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(ProfileProblem, match=str(LARGEST)):
        load(path)


@pytest.mark.parametrize("content", [b"target = [", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_refused(folder: Path, content: bytes) -> None:
    """Broken syntax, another encoding, a key that is there twice."""
    path = folder / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileProblem, match="Expected TOML"):
        load(path)
