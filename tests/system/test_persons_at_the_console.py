"""What the operator does about persons: grants go, certificates are issued anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from standing import Standing

from marketsim.system.pki import prepare, renew

PORTFOLIOS = "/auction/v1.0/portfolioList"


def test_whose_grants_are_taken_away_gets_in_and_may_do_nothing(standing: Standing) -> None:
    """The certificate is as good as before; what it is good for is gone, and so for nobody else."""
    query = {"participantName": "POOL12", "marketName": "AUC_MN_2020_M01"}
    answer = standing.ask("operator", "POST", "/operator/v1/persons/srtx-reader/revocation", json={})
    assert (answer.status_code, answer.json()) == (200, {"person": "srtx-reader", "revoked": 1})
    refused = standing.ask("srtx-reader", "GET", PORTFOLIOS, params=query | {"participantName": "SRTX"})
    assert "SEC0002" in refused.text
    other = standing.ask("pool", "GET", PORTFOLIOS, params=query)
    assert "SEC000" not in other.text


@pytest.mark.parametrize("name", ["operator", "nobody"])
@pytest.mark.parametrize("deed", ["revocation", "certificate"])
def test_only_persons_of_participants_are_known_there(standing: Standing, name: str, deed: str) -> None:
    """The operator cannot shut itself out."""
    answer = standing.ask("operator", "POST", f"/operator/v1/persons/{name}/{deed}", json={})
    assert answer.status_code == 404
    assert name in answer.json()["error"]


def test_a_certificate_is_renewed_for_one_person_alone(tmp_path: Path) -> None:
    """Another serial number, of the same authority; everybody else's file is as it was."""
    clients = prepare(tmp_path, ["one", "other"]).clients
    before = {name: (clients / f"{name}.pem").read_bytes() for name in ("one", "other", "ca")}
    renew(tmp_path, "one", ["one", "other"])
    after = {name: (clients / f"{name}.pem").read_bytes() for name in before}
    assert (after["other"], after["ca"]) == (before["other"], before["ca"])
    old, new = (x509.load_pem_x509_certificate(each["one"]) for each in (before, after))
    assert old.serial_number != new.serial_number
    assert old.subject == new.subject
    new.verify_directly_issued_by(x509.load_pem_x509_certificate(after["ca"]))
