"""From a verified client certificate to a person; from roles.yaml to the functions an operation allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID

from marketsim.contract.operations import Operation, OperationKey
from marketsim.contract.yaml12 import read_yaml

Room = Literal["api", "mui", "operator"]


class RolesProblem(Exception):
    """roles.yaml leaves an operation without functions, or names an operation that does not exist."""


def person_of(certificate: Certificate) -> str:
    """The person a certificate names: its common name; empty when it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def roles(operations: Iterable[Operation], file: Path | None = None) -> Mapping[OperationKey, frozenset[str]]:
    """The functions that may call each operation (roles.yaml, assumed); raises RolesProblem."""
    services: dict[str, dict[str, list[str]]] = read_yaml(file or Path(__file__).with_name("roles.yaml"))[
        "services"
    ]
    allowed: dict[OperationKey, frozenset[str]] = {}
    used: set[tuple[str, str]] = set()
    for operation in operations:
        table: Mapping[str, Any] = services.get(operation.service, {})
        entry = operation.segment if operation.segment in table else "all"
        if entry not in table:
            raise RolesProblem(f"roles.yaml says nothing about {operation.key}")
        used.add((operation.service, entry))
        allowed[operation.key] = frozenset(table[entry])
    strays = {(service, entry) for service, table in services.items() for entry in table} - used
    if strays := {stray for stray in strays if stray[1] != "all"}:
        raise RolesProblem(f"roles.yaml names operations that do not exist: {sorted(strays)}")
    return allowed
