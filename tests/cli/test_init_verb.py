"""`marketsim init` writes a profile that can be used at once, from options or from answers; secrets never."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.cli.init import at_terminal
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.profile import load

ADDRESS = ("--base-url", "https://crr.example.org/crr")


class Desk:
    """A folder with the files of SRTX, where the verb is called."""

    def __init__(self, folder: Path, clients: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch
        for name in ("srtx.pem", "srtx.pfx", "ca.pem", "passphrase.txt"):
            (folder / name).write_bytes((clients / name).read_bytes())
        self.secret = (folder / "passphrase.txt").read_text().strip()
        patch.chdir(folder)

    def init(self, *words: str, typed: str | None = None) -> Result:
        """Call the verb; with ``typed`` as a person at a terminal."""
        self._patch.setattr("marketsim.cli.init.at_terminal", lambda: typed is not None)
        result = CliRunner().invoke(command_line(["init"]), ["init", *words], input=typed)
        assert self.secret not in result.output
        return result

    def written(self, name: str = "target.toml") -> dict[str, Any]:
        """The profile that was written; it can be loaded, and holds no secret."""
        text = (self.folder / name).read_text("utf-8")
        assert self.secret not in text
        load(self.folder / name)
        return tomllib.loads(text)


@pytest.fixture
def desk(tmp_path: Path, embedded: EmbeddedSystem, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A folder to write a profile in."""
    return Desk(tmp_path, embedded.profile.parent, monkeypatch)


SRTX = ("--participant", "SRTX", "--function", "CRRH=write")
PFX = ("--pfx", "srtx.pfx", "--passphrase-file", "passphrase.txt")


def test_options_alone_write_a_profile_and_name_the_next_command(desk: Desk) -> None:
    """Paths are kept relative to the profile's folder."""
    result = desk.init(*ADDRESS, *SRTX, *PFX, "--ca", "ca.pem")
    assert result.exit_code == 0, result.output
    assert result.output.rstrip().endswith("Next: marketsim doctor --target target.toml")
    assert "CN=srtx" in result.output
    written = desk.written()
    assert written["target"] == {
        "name": "target", "kind": "live", "base_url": "https://crr.example.org/crr", "ca": "ca.pem",
    }  # fmt: skip
    assert written["participants"] == [
        {
            "name": "SRTX",
            "functions": {"CRRH": "write"},
            "pfx": "srtx.pfx",
            "passphrase_file": "passphrase.txt",
        }
    ]
    assert written["writes"] == {"allowed": []}


@pytest.mark.parametrize("name", ["mapstage", "apimock", "production"])
def test_presets_know_their_address_and_what_may_be_done_there(desk: Desk, name: str) -> None:
    """Each with the source of its address beside it."""
    result = desk.init("--preset", name, *SRTX, *PFX, "--yes")
    assert result.exit_code == 0, result.output
    target = desk.written(f"{name}.toml")["target"]
    assert target.get("answers", "system") == ("canned" if name == "apimock" else "system")
    assert target.get("read_only", False) == (name == "production")
    assert "# base_url: " in (desk.folder / f"{name}.toml").read_text("utf-8")


def test_mapstage_brings_its_weekly_maintenance(desk: Desk) -> None:
    """Unless another is named."""
    desk.init("--preset", "mapstage", *SRTX, *PFX)
    assert desk.written("mapstage.toml")["maintenance"] == [{"from": "Mon 09:00", "to": "Tue 09:00"}]
    desk.init("--preset", "mapstage", *SRTX, *PFX, "--maintenance", "Wed 16:00..Wed 20:00", "--force")
    assert desk.written("mapstage.toml")["maintenance"] == [{"from": "Wed 16:00", "to": "Wed 20:00"}]


def test_every_option_finds_its_place(desk: Desk) -> None:
    """What a person would otherwise edit by hand."""
    (desk.folder / "proxy.txt").write_text("user:word")
    result = desk.init(
        *ADDRESS, *SRTX, *PFX, "--function", "NDA=read", "--participant", "GBTR", "--name", "sim",
        "--proxy", "http://proxy:3128", "--proxy-credentials-file", "proxy.txt", "--address", "203.0.113.0/24",
        "--calendar", "structured=2027-02-01..2027-02-19", "--allow-write", "reversible",
        "--allow-write", "secondary_market.postPublicSmBuyOffers", "--max-mw", "5", "--max-price", "7.5",
        "--max-records", "20", "--rate", "0.5", "--connect-timeout", "3", "--read-timeout", "30",
        "--pin", "auction.OPEN.MONTHLY=AUC_MN_2027_M01", "--out", "sim.toml",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    desk.written("sim.toml")
    profile = load(desk.folder / "sim.toml")
    assert [each.name for each in profile.participants] == ["SRTX", "GBTR"]
    assert profile.participants[0].functions == {"CRRH": "write", "NDA": "read"}
    assert profile.network.proxy_credentials_file == "proxy.txt"
    assert profile.writes.allowed == ("reversible", "secondary_market.postPublicSmBuyOffers")
    assert (profile.limits.max_mw, profile.limits.max_price, profile.limits.max_records) == (5, 7.5, 20)
    assert (profile.limits.requests_per_second, profile.timeouts.connect) == (0.5, 3)
    assert profile.pins == {"auction.OPEN.MONTHLY": "AUC_MN_2027_M01"}
    assert str(profile.calendar["structured"].to) == "2027-02-19"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*SRTX, *PFX), "--preset or --base-url"),
        ((*ADDRESS, *PFX, "--function", "CRRH"), "--participant"),
        ((*ADDRESS, *PFX, "--participant", "SRTX"), "--function"),
        ((*ADDRESS, *SRTX), "--certificate or --pfx"),
        ((*ADDRESS, *SRTX, "--pfx", "nobody.pfx"), "no such file"),
        ((*ADDRESS, *SRTX, "--pfx", "srtx.pfx"), "locked with a pass-phrase"),
        ((*ADDRESS, *SRTX, "--pfx", "srtx.pfx", "--passphrase-file", "ca.pem"), "does not open"),
        ((*ADDRESS, *SRTX, *PFX, "--certificate", "srtx.pem"), "one certificate"),
        ((*ADDRESS, *SRTX, *PFX, "--ca", "passphrase.txt"), "certificate"),
        ((*ADDRESS, *SRTX, *PFX, "--contract", "nowhere"), "nowhere"),
        ((*ADDRESS, *PFX, "--participant", "SRTX", "--function", "CRHR"), "did you mean CRRH?"),
        ((*ADDRESS, *SRTX, *PFX, "--calendar", "structured=soon"), "PHASE=FIRST..LAST"),
        ((*ADDRESS, *SRTX, *PFX, "--calendar", "structurd=2027-02-01..2027-02-19"), "structured?"),
        ((*ADDRESS, *SRTX, *PFX, "--maintenance", "Mondays"), "Mon 09:00..Tue 09:00"),
        ((*ADDRESS, *SRTX, *PFX, "--allow-write", "all"), "name each irreversible write"),
        ((*ADDRESS, *SRTX, *PFX, "--allow-write", "auction.portfolioCreate"), "portfolioCreation?"),
        ((*ADDRESS, *SRTX, *PFX, "--pin", "auction.OPEN.MONTHLY"), "NEED=NAME"),
        (("--preset", "production", *SRTX, *PFX, "--base-url", "http://x"), "https://"),
        (("--preset", "mapstag", *SRTX, *PFX), "mapstage"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_written(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    """Exit code 2, for wrong usage."""
    before = sorted(desk.folder.iterdir())
    result = desk.init(*words, "--yes")
    assert result.exit_code == 2
    assert said in result.output
    assert sorted(desk.folder.iterdir()) == before


def test_production_can_be_allowed_no_writes_at_all(desk: Desk) -> None:
    """Not even by asking for it."""
    result = desk.init("--preset", "production", *SRTX, *PFX, "--allow-write", "reversible")
    assert result.exit_code == 2
    assert "production" in result.output


def test_a_profile_that_is_there_is_replaced_only_by_force(desk: Desk) -> None:
    """It may hold hours of work."""
    words = (*ADDRESS, *SRTX, *PFX)
    (desk.folder / "target.toml").write_text("precious")
    assert "--force" in desk.init(*words).output
    assert (desk.folder / "target.toml").read_text() == "precious"
    assert desk.init(*words, "--force").exit_code == 0
    desk.written()


def test_a_variable_that_is_not_yet_set_is_noted(desk: Desk) -> None:
    """The certificate cannot be opened now; the doctor will."""
    result = desk.init(*ADDRESS, *SRTX, "--pfx", "srtx.pfx", "--passphrase-env", "SRTX_NOT_SET")
    assert result.exit_code == 0
    assert "not opened: set $SRTX_NOT_SET" in result.output
    assert desk.written()["participants"][0]["passphrase_env"] == "SRTX_NOT_SET"


def test_a_person_is_asked_for_what_no_option_answers(desk: Desk) -> None:
    """Wrong answers are asked for again; a pass-phrase is never asked for."""
    typed = [
        "mapstag", "other", "https://crr.example.org/crr", "SRTX, GBTR", "CRRH, NDA=read",
        "nobody.pem", "srtx.pfx", "passphrase.txt", "nobody-ca.pem", "ca.pem", "", "203.0.113.7", "reversible",
    ]  # fmt: skip
    result = desk.init(typed="\n".join(typed) + "\n")
    assert result.exit_code == 0, result.output
    assert "no such file" in result.output
    profile = load(desk.folder / "target.toml")
    assert [each.name for each in profile.participants] == ["SRTX", "GBTR"]
    assert profile.participants[0].functions == {"CRRH": "write", "NDA": "read"}
    assert profile.participants[0].passphrase_file == "passphrase.txt"
    assert (profile.target.ca, profile.network.address) == ("ca.pem", ("203.0.113.7",))
    assert profile.writes.allowed == ("reversible",)


def test_a_person_who_names_a_preset_is_asked_less(desk: Desk) -> None:
    """The address is known, and production takes no writes; an empty answer leaves a question to its default."""
    typed = ["production", "SRTX", "CRRH=read", "srtx.pem", "", "", ""]
    result = desk.init(typed="\n".join(typed) + "\n")
    assert result.exit_code == 0, result.output
    written = desk.written("production.toml")
    assert "ca" not in written["target"]
    assert written["participants"][0]["certificate"] == "srtx.pem"


def test_files_outside_the_profiles_folder_are_named_from_the_root(desk: Desk, tmp_path: Path) -> None:
    """So that the profile can be kept anywhere."""
    (tmp_path / "profiles").mkdir()
    desk.init(*ADDRESS, *SRTX, *PFX, "--out", os.fspath(Path("profiles") / "sim.toml"))
    (participant,) = desk.written("profiles/sim.toml")["participants"]
    assert participant["pfx"] == (tmp_path / "srtx.pfx").as_posix()


def test_nobody_is_asked_without_a_terminal() -> None:
    """As in a pipeline: the verb looks at the process's own input."""
    assert at_terminal() == sys.stdin.isatty()
