"""What a profile of a live target may say: where, through which network, when, how much; and what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.target.party import parties
from marketsim.target.presets import PRESETS
from marketsim.target.profile import Profile, ProfileProblem, parse
from marketsim.target.profile_network import declared_networks, proxy_url

SOUND = """
[target]
base_url = "https://crr.example.org/crr"
[[participants]]
name = "SRTX"
functions = { CRRH = "write" }
certificate = "srtx.pem"
"""
CANARY = "canary-geheim-4711"


def read(text: str) -> Profile:
    """A profile of this text."""
    return parse(text, Path("profile.toml"))


def refused(text: str) -> str:
    """The message with which it is refused."""
    with pytest.raises(ProfileProblem) as problem:
        read(text)
    return str(problem.value)


def with_target(members: str) -> str:
    """The sound profile with more members of [target]."""
    return SOUND.replace("[target]", f"[target]\n{members}")


def test_without_a_ca_file_the_systems_own_authorities_are_trusted() -> None:
    """A file is taken from the profile's folder."""
    folder = Path("somewhere")
    assert read(SOUND).authorities(folder) is None
    assert read(with_target('ca = "ca.pem"')).authorities(folder) == folder / "ca.pem"


@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        (SOUND + f'passphrase = "{CANARY}"', "participants.passphrase", "passphrase_file"),
        (SOUND + f'pass_phrase = "{CANARY}"', "participants.pass_phrase", "passphrase_env"),
        (SOUND + f'password = "{CANARY}"', "participants.password", "passphrase_file"),
        (SOUND + f'pfx_password = "{CANARY}"', "participants.pfx_password", "passphrase_file"),
        (
            f'{SOUND}\n[network]\nproxy_password = "{CANARY}"',
            "network.proxy_password",
            "proxy_credentials_file",
        ),
        (with_target(f'secret = "{CANARY}"'), "target.secret", "passphrase_file"),
    ],
)
def test_a_secret_in_a_profile_is_refused_by_its_key_and_not_repeated(
    text: str, key: str, advice: str
) -> None:
    """With where to put it instead."""
    message = refused(text)
    assert key in message
    assert advice in message
    assert CANARY not in message


@pytest.mark.parametrize("key", ["passphrase_env", "proxy_credentials_env"])
def test_a_secret_in_place_of_a_variables_name_is_not_repeated(key: str) -> None:
    """What is no name of a variable may be the secret itself."""
    text = f'{SOUND}\n{key} = "{CANARY}!"'
    if key.startswith("proxy"):
        text = f'{SOUND}\n[network]\nproxy = "http://proxy:3128"\n{key} = "{CANARY}!"'
    message = refused(text)
    assert key in message
    assert CANARY not in message


def test_a_misspelt_key_for_a_pass_phrase_file_is_met_with_the_right_one() -> None:
    """Not every key with the word in it is a secret."""
    assert "did you mean passphrase_file?" in refused(f'{SOUND}\npassphrase_fil = "phrase.txt"')


@pytest.mark.parametrize(
    "target",
    [
        "read_only = true",
        'base_url = "https://api.caiso.com/crr"',
        'base_url = "https://API.caiso.com.:443/crr"',
    ],
    ids=["read-only", "production", "production-dotted"],
)
@pytest.mark.parametrize("allowed", ['"reversible"', '["auction.portfolioCreation"]', '"all"'])
def test_what_is_only_read_can_be_allowed_no_writes_at_all(target: str, allowed: str) -> None:
    """Whether it says so, or is the production system by its address."""
    text = (
        with_target(target)
        if "read_only" in target
        else SOUND.replace('base_url = "https://crr.example.org/crr"', target)
    )
    assert "only ever read" in refused(f"{text}\n[writes]\nallowed = {allowed}")
    assert read(text).writes.allowed == ()


def test_irreversible_writes_of_a_live_target_are_named_one_by_one() -> None:
    """``all`` is for a system on this machine."""
    everything = '\n[writes]\nallowed = "all"'
    assert "name each irreversible write by itself" in refused(SOUND + everything)
    assert read(SOUND.replace("crr.example.org", "127.0.0.1:8443") + everything).writes.allowed == "all"
    named = '\n[writes]\nallowed = ["reversible", "secondary_market.postPublicSmBuyOffers"]'
    assert len(read(SOUND + named).writes.allowed) == 2


def test_an_unknown_operation_is_met_with_the_nearest() -> None:
    """Names are checked, not passed over."""
    text = f'{SOUND}\n[writes]\nallowed = ["secondary_market.postPublicSmBuyOffer"]'
    assert "did you mean secondary_market.postPublicSmBuyOffers?" in refused(text)


@pytest.mark.parametrize(
    "written",
    [
        'proxy = "proxy.example.org:3128"',
        'proxy = "https://proxy.example.org:3128"',
        'proxy = "http://proxy.example.org"',
        f'proxy = "http://srtx:{CANARY}@proxy.example.org:3128"',
        'address = "not-an-address"',
        'proxy_credentials_file = "x.txt"',
        'proxy = "http://proxy:3128"\nproxy_credentials_file = "x"\nproxy_credentials_env = "Y"',
    ],
)
def test_a_network_that_cannot_be_meant_is_refused(written: str) -> None:
    """Without repeating a password in it."""
    message = refused(f"{SOUND}\n[network]\n{written}")
    assert "network." in message
    assert CANARY not in message


def test_declared_addresses_may_be_ranges() -> None:
    """An address is a range of one."""
    network = read(f'{SOUND}\n[network]\naddress = ["203.0.113.7", "198.51.100.0/24"]').network
    assert [str(each) for each in declared_networks(network)] == ["203.0.113.7/32", "198.51.100.0/24"]


def test_the_proxys_user_and_password_come_from_a_file(tmp_path: Path) -> None:
    """They are escaped into the URL that the client takes."""
    (tmp_path / "proxy.txt").write_text("srtx:p@ss:w/rd\n")
    text = f'{SOUND}\n[network]\nproxy = "http://proxy:3128"\nproxy_credentials_file = "proxy.txt"'
    assert proxy_url(read(text).network, tmp_path) == "http://srtx:p%40ss%3Aw%2Frd@proxy:3128"
    assert proxy_url(read(SOUND).network, tmp_path) is None


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("[contract]\nversions = { auctoin = '1.0.0' }", "auction"),
        ("[contract]\nfoldr = 'x'", "folder"),
        ("[calendar]\nstructurd = { from = 2027-02-01, to = 2027-02-19 }", "structured"),
        ("[calendar]\nstructured = { form = 2027-02-01, to = 2027-02-19 }", "from"),
        ("[limits]\nmax_record = 5", "max_records"),
        ("[[maintenance]]\nfrom = 'Mon 09:00'\nto = 'Tue 09:00'\nreson = 'x'", "reason"),
    ],
)
def test_misspelt_words_of_the_new_tables_are_met_with_the_right_ones(written: str, right: str) -> None:
    """At every depth."""
    assert f"did you mean {right}?" in refused(f"{SOUND}\n{written}")


def test_only_a_mock_with_canned_answers_may_be_spoken_to_without_a_certificate() -> None:
    """A system knows its participants by nothing else."""
    bare = SOUND.replace('certificate = "srtx.pem"', "")
    with pytest.raises(ProfileProblem, match="certificate or pfx"):
        parties(read(bare), Path())
    (party,) = parties(read(bare.replace("[target]", '[target]\nanswers = "canned"')), Path())
    assert party.credentials is None


def test_presets_say_where_their_facts_are_from() -> None:
    """The base URLs of market-rules and of the deck; production is only read, the mock is canned."""
    told = {name: (each.base_url, each.answers, each.read_only) for name, each in PRESETS.items()}
    assert told == {
        "mapstage": ("https://mapstage-api.caiso.com/crr", "system", False),
        "apimock": ("https://mapstage-apimock.caiso.com/crr", "canned", False),
        "production": ("https://api.caiso.com/crr", "system", True),
    }
    assert all(each.source for each in PRESETS.values())
    assert "assumed" in PRESETS["apimock"].source


def test_what_a_target_does_not_offer_is_an_operation_of_the_contract() -> None:
    """A misspelt one would omit nothing, in silence."""
    name = "historical_forecasted_load.postLoadSubmission"
    assert read(with_target(f'not_offered = ["{name}"]')).target.not_offered == (name,)
    message = refused(with_target('not_offered = ["historical_forecasted_load.loadSubmission"]'))
    assert "target.not_offered" in message
    assert f"did you mean {name}?" in message
