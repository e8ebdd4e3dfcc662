"""A folder of contract documents: our own, or the official ones that a person downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketsim.contract.yaml12 import UnreadableYaml, parse_yaml, read_bounded

MAX_FILES = 100

# The first path segment tells the service, however the file is called.
SERVICE_OF_SEGMENT: Mapping[str, str] = {
    "status": "app_status",
    "marketstatus": "market_status",
    "messages": "messages",
    "auction": "auction",
    "nomination": "nomination",
    "historicalforecastedload": "historical_forecasted_load",
    "secondarymarket": "secondary_market",
    "loadmigration": "load_migration",
    "torconversion": "tor_conversion",
    "marketdata": "market_data",
}


class ContractFolderProblem(Exception):
    """The folder given with ``--contract`` cannot be used.

    ``file`` is the file or folder at fault; ``reason`` says what was expected and what was found, ``fix``
    what to do about it.
    """

    def __init__(self, file: Path, expected: str, found: str, fix: str) -> None:
        self.file, self.expected, self.found, self.fix = file, expected, found, fix
        self.reason = f"expected {expected}; found {found}"
        super().__init__(f"{file}: {self.reason}. {fix}")


@dataclass(frozen=True, slots=True)
class ContractFile:
    """One document as read: where from, its bytes and its content (string keys only)."""

    file: Path
    text: bytes
    document: dict[str, Any]


def read_folder(folder: Path) -> dict[str, ContractFile]:
    """The ten documents of a folder by service name; raises ContractFolderProblem."""
    found: dict[str, ContractFile] = {}
    for file in _files(folder):
        read = _read(file)
        service = _service(read)
        if service in found:
            raise ContractFolderProblem(
                file,
                f"one document for the {service} service",
                f"a second one beside {found[service].file.name}",
                "Keep the version that the target runs and move the other one away.",
            )
        found[service] = read
    if missing := [service for service in SERVICE_OF_SEGMENT.values() if service not in found]:
        raise ContractFolderProblem(
            folder,
            "OpenAPI documents of all ten services",
            f"none for {', '.join(missing)}",
            "Put the missing documents into the folder.",
        )
    return {service: found[service] for service in SERVICE_OF_SEGMENT.values()}


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise ContractFolderProblem(
            folder, "a folder", "none of that name", "Check the path after --contract."
        )
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in {".yaml", ".yml", ".json"})
    if len(files) > MAX_FILES:
        raise ContractFolderProblem(
            folder,
            "ten OpenAPI documents",
            f"{len(files)} files",
            "Name a folder with nothing but the documents.",
        )
    return iter(files)


def _read(file: Path) -> ContractFile:
    try:
        text = read_bounded(file)
        content = parse_yaml(text)
    except UnreadableYaml as problem:
        raise ContractFolderProblem(
            file, "a YAML document", str(problem), "Download the file again, or repair it."
        ) from problem
    version = content.get("openapi") if isinstance(content, dict) else None
    if not isinstance(version, str) or not version.startswith("3.0"):
        raise ContractFolderProblem(
            file,
            "an OpenAPI 3.0 document",
            f"openapi: {version}" if version else "no member openapi",
            "Move the file away, or convert it.",
        )
    return ContractFile(file, text, _with_text_keys(content))


def _with_text_keys(value: Any) -> Any:
    """The same content with every key as text, for documents that write a status as a bare number."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value


def _service(read: ContractFile) -> str:
    paths = read.document.get("paths")
    segments = {relative(path).split("/")[1] for path in paths} if isinstance(paths, dict) else set()
    services = {SERVICE_OF_SEGMENT.get(segment) for segment in segments}
    service = services.pop() if len(services) == 1 else None
    if service is None:
        known = ", ".join(f"/{each}" for each in SERVICE_OF_SEGMENT)
        raise ContractFolderProblem(
            read.file,
            f"paths of one CRR service (they begin with one of {known})",
            f"paths that begin with {', '.join(sorted('/' + each for each in segments)) or 'nothing'}",
            "Move files of other systems away, and split a file that holds several services.",
        )
    return service


def relative(path: str) -> str:
    """A contract path relative to the base URL, which ends in /crr; always begins with a slash."""
    return "/" + path.lstrip("/").removeprefix("crr/")
