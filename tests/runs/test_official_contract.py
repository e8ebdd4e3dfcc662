"""The suite judged by files such as the ISO publishes: their names, their slips, nothing of ours in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from marketsim.contract.catalogue import Contract

from .finished_run import finished


def published(value: Any) -> Any:
    """A document without what only ours have."""
    if isinstance(value, dict):
        return {name: published(each) for name, each in value.items() if not str(name).startswith("x-")}
    return [published(each) for each in value] if isinstance(value, list) else value


def official_folder(folder: Path) -> Path:
    """Ten files as published: unquoted ON and OFF, and a required member of a nomination that nobody defines."""
    folder.mkdir()
    contract = Contract.load()
    for service, ours in contract.documents.items():
        document = published(ours)
        if service == "nomination":
            identifier = document["components"]["schemas"]["PortfolioIdentifier"]
            identifier["properties"].pop("market", None)
            identifier["required"] = ["portfolioName", "market", "participantName"]
        text = yaml.safe_dump(document, sort_keys=False)
        for word in ("ON", "OFF", "Yes", "No"):
            text = text.replace(f"'{word}'", word)
        (folder / f"caiso_crr_{service}_v{contract.version(service)}.yaml").write_text(text, "utf-8")
    return folder


def test_the_suite_passes_when_judged_by_files_like_the_official_ones(tmp_path: Path) -> None:
    """Their slips trouble neither requests nor answers, and the report says by which files it judged."""
    official = official_folder(tmp_path / "official")
    run = finished(tmp_path / "out", "--topic", "allocation", "--contract", str(official))
    assert run.code == 0, run.told
    assert str(official) in run.readiness["contract"]["provenance"]
