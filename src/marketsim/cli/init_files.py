"""Looking at the files that a new profile names, before it is written."""

from __future__ import annotations

from pathlib import Path

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.tls import read_authorities
from marketsim.contract.catalogue import Contract
from marketsim.contract.folder import ContractFolderProblem
from marketsim.target.profile_text import Answers


class WrongAnswer(Exception):
    """An answer cannot be used; the message has three parts."""


def credentials_of(answers: Answers) -> Credentials | None:
    """The certificate that the answers name, if any. Raises WrongAnswer when two are meant."""
    if answers.certificate is None and answers.pfx is None:
        return None
    source = None
    if answers.passphrase_file:
        source = PassphraseSource.file(answers.passphrase_file)
    elif answers.passphrase_env:
        source = PassphraseSource.environment(answers.passphrase_env)
    try:
        return Credentials(pem=answers.certificate, key=answers.key, pfx=answers.pfx, passphrase=source)
    except ValueError as flaw:
        raise WrongAnswer(f"Expected one certificate; found two ways to name it: {flaw}.") from None


def look_at(answers: Answers) -> list[str]:
    """What the named files hold, a line each; raises WrongAnswer for the first that cannot be used."""
    seen = []
    try:
        if (credentials := credentials_of(answers)) is not None:
            seen.append(_certificate(credentials, answers.passphrase_env))
        if answers.ca is not None:
            names = "; ".join(each.subject.rfc4514_string() for each in read_authorities(answers.ca)[:3])
            seen.append(f"authorities   {names}")
        if answers.proxy_credentials_file is not None:
            PassphraseSource.file(answers.proxy_credentials_file).read()
        if answers.contract is not None:
            seen.append(f"contract      {len(Contract.load(answers.contract).documents)} services")
    except CredentialProblem as problem:
        raise WrongAnswer(
            f"Expected {problem.expected} at {problem.file}; found {problem.found}. To fix: {problem.fix}."
        ) from None
    except ContractFolderProblem as problem:
        raise WrongAnswer(str(problem)) from None
    return seen


def _certificate(credentials: Credentials, variable: str | None) -> str:
    """Whose certificate it is; not opened where the variable with its pass-phrase is not set now."""
    try:
        certificate = credentials.read().certificate
    except CredentialProblem as problem:
        if variable and problem.file == Path(f"${variable}"):
            return f"certificate   {credentials.file.name}, not opened: set ${variable} before `doctor`"
        raise
    return f"certificate   {certificate.subject}, valid to {certificate.validity.ends:%Y-%m-%d}"
