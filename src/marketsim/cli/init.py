"""``marketsim init``: write a profile, from options, from answers, or from both."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from marketsim.cli.init_files import WrongAnswer, look_at
from marketsim.cli.init_questions import OTHER, Interview
from marketsim.target.party import parties
from marketsim.target.presets import PRESETS
from marketsim.target.profile import ProfileProblem, parse
from marketsim.target.profile_text import Answers, profile_text

USAGE = 2
T = TypeVar("T")


def init(
    preset: Annotated[
        str | None, typer.Option(help=f"A system of the ISO: {', '.join(PRESETS)}; or {OTHER}.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The profile to write. Default: PRESET.toml, else target.toml.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call the target. Default: the preset.")] = None,
    base_url: Annotated[
        str | None, typer.Option(help="https://HOST[:PORT]/crr, instead of the preset's.")
    ] = None,
    participant: Annotated[
        list[str] | None,
        typer.Option(help="A participant's name; several times for several, one certificate."),
    ] = None,
    function: Annotated[
        list[str] | None,
        typer.Option(help="A function claimed: CRRH=write, or CRRH=read. May be given several times."),
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="The certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its key, where it is a file of its own.")] = None,
    pfx: Annotated[Path | None, typer.Option(help="The certificate with its key, PFX (PKCS#12).")] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the pass-phrase.")
    ] = None,
    passphrase_env: Annotated[
        str | None, typer.Option(help="The name of the environment variable that holds the pass-phrase.")
    ] = None,
    ca: Annotated[
        Path | None, typer.Option(help="The authorities of the server. Default: those this system trusts.")
    ] = None,
    contract: Annotated[
        Path | None, typer.Option(help="A folder of official OpenAPI files. Default: ours.")
    ] = None,
    proxy: Annotated[str | None, typer.Option(help="http://HOST:PORT. Default: none.")] = None,
    proxy_credentials_file: Annotated[
        Path | None, typer.Option(help="A file with user:password for the proxy.")
    ] = None,
    proxy_credentials_env: Annotated[
        str | None, typer.Option(help="An environment variable with user:password for the proxy.")
    ] = None,
    address: Annotated[
        list[str] | None, typer.Option(help="The address or range that production calls will come from.")
    ] = None,
    phase: Annotated[str | None, typer.Option(help="The phase, where no calendar tells it.")] = None,
    calendar: Annotated[
        list[str] | None,
        typer.Option(help="PHASE=FIRST..LAST, for example structured=2027-02-01..2027-02-19."),
    ] = None,
    maintenance: Annotated[
        list[str] | None, typer.Option(help='An outage of every week, Pacific: "Mon 09:00..Tue 09:00".')
    ] = None,
    allow_write: Annotated[
        list[str] | None, typer.Option(help="reversible, or SERVICE.OPERATION. Default: no writes.")
    ] = None,
    max_mw: Annotated[float | None, typer.Option(help="The most MW of a bid.")] = None,
    max_price: Annotated[float | None, typer.Option(help="The highest price of a bid.")] = None,
    max_records: Annotated[int | None, typer.Option(help="The most records of a submission.")] = None,
    rate: Annotated[float | None, typer.Option(help="Requests a second. Default: 1.")] = None,
    connect_timeout: Annotated[float | None, typer.Option(help="Seconds to wait for a connection.")] = None,
    read_timeout: Annotated[float | None, typer.Option(help="Seconds to wait for an answer.")] = None,
    pin: Annotated[
        list[str] | None, typer.Option(help="NEED=NAME: use this market, window or node for a need.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take the defaults.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a profile that is there.")] = False,
) -> None:
    """Write a profile: the file that names a system under test, your certificate and what may be written.

    Whatever no option answers is asked, unless --yes is given or there is no terminal. Files are opened as they
    are named. A pass-phrase is never asked for and never written: name the file or the variable that holds it.

    Exit codes: 0 written; 2 a wrong or missing answer.

    Example: `marketsim init --preset mapstage --participant SRTX --function CRRH=write --pfx srtx.pfx
    --passphrase-env SRTX_PASSPHRASE --yes`
    """
    asks = not yes and at_terminal()
    interview = Interview(_usable)
    try:
        chosen = _preset(preset or (interview.preset() if asks and base_url is None else None))
        url = base_url or (PRESETS[chosen].base_url if chosen else interview.base_url() if asks else None)
        file = out or Path(f"{chosen or 'target'}.toml")
        if file.exists() and not force:
            raise WrongAnswer(
                f"Expected a new file; {file} is there. Name another with --out, or add --force."
            )
        names = tuple(participant or ()) or (interview.participants() if asks else ())
        claims = tuple(function or ()) or (interview.functions() if asks else ())
        answers = Answers(
            name=name or chosen or "target",
            base_url=_given(url, "--preset or --base-url"),
            participants=_given(names, "--participant"),
            functions=_functions(_given(claims, "--function")),
            preset=PRESETS[chosen] if chosen else None,
            ca=ca,
            contract=contract,
            certificate=certificate,
            key=key,
            pfx=pfx,
            passphrase_file=passphrase_file,
            passphrase_env=passphrase_env,
            proxy=proxy,
            proxy_credentials_file=proxy_credentials_file,
            proxy_credentials_env=proxy_credentials_env,
            address=tuple(address or ()),
            phase=phase,
            calendar=dict(map(_phase_dates, calendar or ())),
            maintenance=tuple(map(_window, maintenance or ())),
            allowed=tuple(allow_write or ()),
            limits={
                "requests_per_second": rate,
                "max_mw": max_mw,
                "max_price": max_price,
                "max_records": max_records,
            },
            timeouts={"connect": connect_timeout, "read": read_timeout},
            pins=dict(_pair(each, "--pin NEED=NAME") for each in pin or ()),
        )
        if asks:
            answers = _ask_the_rest(interview, answers)
        _write(file, answers)
    except WrongAnswer as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def _ask_the_rest(interview: Interview, answers: Answers) -> Answers:
    """What no option has answered and is worth a question."""
    if answers.certificate is None and answers.pfx is None and not _needs_no_certificate(answers):
        answers = interview.certificate(answers)
    if answers.ca is None:
        answers = interview.authorities(answers)
    if answers.proxy is None:
        answers = interview.proxy(answers)
    if not answers.address:
        answers = interview.address(answers)
    if not answers.allowed and not (answers.preset and answers.preset.read_only):
        answers = interview.allowed(answers)
    return answers


def _write(file: Path, answers: Answers) -> None:
    """Judge the profile as a whole and write it."""
    if answers.certificate is None and answers.pfx is None and not _needs_no_certificate(answers):
        raise WrongAnswer("Expected a certificate; none was named. Give --certificate or --pfx.")
    seen = look_at(answers)
    text = _checked(file, answers)
    try:
        file.write_text(text, "utf-8")
    except OSError as problem:
        raise WrongAnswer(
            f"Expected a file that can be written; found {file}: {problem.strerror}. Name another with --out."
        ) from None
    for line in seen:
        typer.echo(line)
    claims = ", ".join(f"{function}:{access}" for function, access in answers.functions.items())
    typer.echo(f"target        {answers.base_url} as {', '.join(answers.participants)} ({claims})")
    typer.echo(f"written       {file}")
    typer.echo(f"\nNext: marketsim doctor --target {file}")


def _usable(answers: Answers) -> None:
    """Judge the answers so far as a profile; raises WrongAnswer."""
    _checked(Path("the profile"), answers)


def _checked(file: Path, answers: Answers) -> str:
    text = profile_text(answers, file.parent)
    try:
        parties(parse(text, file), file.parent)
    except ProfileProblem as problem:
        raise WrongAnswer(str(problem)) from None
    return text


def _needs_no_certificate(answers: Answers) -> bool:
    return answers.preset is not None and answers.preset.answers == "canned"


def _preset(said: str | None) -> str | None:
    if said in (None, OTHER):
        return None
    if said not in PRESETS:
        raise WrongAnswer(f"Expected --preset to be one of {', '.join(PRESETS)}, {OTHER}; found {said!r}.")
    return said


def _given(value: T | None, option: str) -> T:
    if not value:
        raise WrongAnswer(f"Expected {option}; it was not given, and there is nobody to ask. Give it.")
    return value


def _functions(claims: tuple[str, ...]) -> dict[str, str]:
    return {name: access or "write" for name, _, access in (each.partition("=") for each in claims)}


def _pair(text: str, form: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not (name and mark and value):
        raise WrongAnswer(f"Expected {form}; found {text!r}.")
    return name, value


def _phase_dates(text: str) -> tuple[str, tuple[date, date]]:
    form = "--calendar PHASE=FIRST..LAST with dates such as 2027-02-01"
    name, span = _pair(text, form)
    first, _, last = span.partition("..")
    try:
        return name, (date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise WrongAnswer(f"Expected {form}; found {text!r}.") from None


def _window(text: str) -> tuple[str, str]:
    start, mark, end = text.partition("..")
    if not mark:
        raise WrongAnswer(f'Expected --maintenance "Mon 09:00..Tue 09:00"; found {text!r}.')
    return start.strip(), end.strip()
