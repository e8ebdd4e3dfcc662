"""The contract: ten OpenAPI documents and what they say, from our own files or a folder of official ones."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marketsim.contract.document import (
    DocumentedBody,
    DocumentedOperation,
    UnusableDocument,
    read_operations,
)
from marketsim.contract.file_set import OURS, FileSet
from marketsim.contract.folder import ContractFile, ContractFolderProblem, read_folder
from marketsim.contract.operations import Operation, OperationKey
from marketsim.contract.schemas_folder import read_schemas
from marketsim.contract.soundness import require_sound

_OWN = Path(__file__).with_name("documents")
_CODE = re.compile(r"\b(?!RFC|ISO|HTTP)[A-Z]{3,4}\d{3,4}\b")


class Contract:
    """The ten documents as one catalogue of operations.

    ``documents`` holds each OpenAPI document by service name. ``provenance`` says where they came from, and
    where two facts were taken from that the official files do not carry: whether an operation reads or writes
    (without such a tag, GET reads), and the error codes of each service (without a list, the codes that the
    descriptions of its answers name, else our own list). ``digest`` is the SHA-256 of all files. ``files``
    are the columns of the downloads, of which the documents say nothing.
    """

    def __init__(self, files: Mapping[str, ContractFile], own: Contract | None, source: str) -> None:
        self.documents: Mapping[str, dict[str, Any]] = MappingProxyType(
            {service: read.document for service, read in files.items()}
        )
        self._documented: dict[OperationKey, DocumentedOperation] = {}
        for service, read in files.items():
            self._documented |= {each.operation.key: each for each in _operations(service, read)}
        self.operations: Mapping[OperationKey, Operation] = MappingProxyType(
            {key: each.operation for key, each in self._documented.items()}
        )
        self._by_path = {(each.method, each.path): each for each in self.operations.values()}
        self._codes = {service: self._codes_of(service, own) for service in self.documents}
        self.files = OURS
        self.provenance = self._provenance(source, own)
        self.digest = hashlib.sha256(b"".join(_framed(*each) for each in sorted(files.items()))).hexdigest()

    @classmethod
    def load(cls, folder: Path | None = None, schemas: Path | None = None) -> Contract:
        """Our own documents, read once a process, or the documents of a folder.

        ``schemas`` is a folder with the ISO's schemas of the downloads (see schemas_folder.py). Raises
        ContractFolderProblem with the file at fault when a folder cannot be used.
        """
        own = _own()
        contract = own if folder is None else cls(read_folder(folder), own, f"the documents in {folder}")
        return contract if schemas is None else contract.with_files(read_schemas(schemas))

    def with_files(self, files: FileSet) -> Contract:
        """The same documents with other columns of downloads; the digest is then of both."""
        other = copy.copy(self)
        other.files = files
        other.provenance = f"{self.provenance}; downloads by {files.provenance}"
        other.digest = hashlib.sha256(f"{self.digest} {files.digest}".encode()).hexdigest()
        return other

    def operation(self, service: str, operation_id: str) -> Operation:
        """The operation of that name; raises KeyError naming it."""
        try:
            return self.operations[OperationKey(service, operation_id)]
        except KeyError:
            raise KeyError(f"the contract has no operation {service}.{operation_id}") from None

    def match(self, method: str, path: str) -> Operation | None:
        """The operation behind a method and a path relative to the base URL, if there is one."""
        return self._by_path.get((method.upper(), path))

    def answer(self, key: OperationKey, status: int) -> DocumentedBody | None:
        """What is documented for a status: exactly, as 4XX or as default; None when nothing is."""
        answers = self._documented[key].answers
        for name in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if name in answers:
                return answers[name]
        return None

    def request_body(self, key: OperationKey) -> DocumentedBody:
        """The body an operation takes."""
        return self._documented[key].request

    def version(self, service: str) -> str:
        """The version of a service's document."""
        return str(self.documents[service]["info"]["version"])

    def error_codes(self, service: str) -> frozenset[str]:
        """The error codes that a service may answer with."""
        return self._codes[service][0]

    def _codes_of(self, service: str, own: Contract | None) -> tuple[frozenset[str], str]:
        document = self.documents[service]
        if "x-error-codes" in document:
            return frozenset(document["x-error-codes"]), "listed"
        named = frozenset(code for text in _answer_descriptions(document) for code in _CODE.findall(text))
        if named or own is None:
            return named, "named in the descriptions of the answers"
        return own.error_codes(service), "from our own list"

    def _provenance(self, source: str, own: Contract | None) -> str:
        if own is None:
            return source
        origins: dict[str, list[str]] = {}
        for service, (_, origin) in self._codes.items():
            origins.setdefault(origin, []).append(service)
        codes = "; ".join(f"{origin} ({', '.join(services)})" for origin, services in origins.items())
        tagged = all(_is_tagged(each) for each in self.documents.values())
        return f"{source}; read or write from the {'tags' if tagged else 'method'}; error codes {codes}"


@cache
def _own() -> Contract:
    return Contract(read_folder(_OWN), None, "our own documents, true to the facts of the published ones")


def _operations(service: str, read: ContractFile) -> list[DocumentedOperation]:
    """The operations of one file; raises ContractFolderProblem naming it."""
    try:
        if not read.document["info"].get("version"):
            raise UnusableDocument("a version under info", "none")
        operations = list(read_operations(service, read.document))
        names = [each.operation.operation_id for each in operations]
        if twice := {name for name in names if names.count(name) > 1}:
            raise UnusableDocument("every operationId once", f"{', '.join(sorted(twice))} more than once")
        if read.file.parent != _OWN:  # ours are proved by the tests, once
            require_sound(read.document, operations)
    except UnusableDocument as problem:
        raise ContractFolderProblem(
            read.file, problem.expected, problem.found, "Download the file again, or repair it."
        ) from problem
    except (AttributeError, TypeError, KeyError, ValueError) as problem:
        raise ContractFolderProblem(
            read.file,
            "the structure of an OpenAPI 3.0 document",
            f"something else ({problem!s:.200})",
            "Check the file with an OpenAPI validator.",
        ) from problem
    return operations


def _framed(service: str, read: ContractFile) -> bytes:
    return f"{service} {len(read.text)}\n".encode() + read.text


def _is_tagged(document: Mapping[str, Any]) -> bool:
    operations = (
        each for item in document["paths"].values() for each in item.values() if isinstance(each, dict)
    )
    return all({"read", "write"} & set(each.get("tags", ())) for each in operations)


def _answer_descriptions(document: Mapping[str, Any]) -> Iterator[str]:
    """The descriptions of all answers, inline and among the components."""
    groups = [document.get("components", {}).get("responses", {})]
    for item in document["paths"].values():
        groups += [each.get("responses", {}) for each in item.values() if isinstance(each, dict)]
    for group in groups:
        for answer in group.values():
            if isinstance(answer, Mapping) and isinstance(answer.get("description"), str):
                yield answer["description"]
