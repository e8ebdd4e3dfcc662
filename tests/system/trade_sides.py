"""The two sides of a trade over HTTPS: SRTX sells a part of its option of the coming year, GBTR buys it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from standing import Standing

from marketsim.system.store.holdings import Crr, find_crr, list_crrs

SELLER, BUYER = "SRTX", "GBTR"
FOR_SELLER, FOR_BUYER = {"participantName": SELLER}, {"participantName": BUYER}
CONTACT = {"name": "Desk", "phone": "555 0100", "email": "desk@example.com"}
SERVICE = "/secondarymarket/v1.0"


@dataclass(frozen=True)
class Sides:
    """Drives trades of one CRR of the seller; ``start`` is its first second."""

    system: Standing
    sold: Crr

    @property
    def crr(self) -> int:
        return self.sold.crr_id

    @property
    def start(self) -> str:
        return f"{self.sold.start:%Y-%m-%dT%H:%M:%SZ}"

    def terms(self, **changes: Any) -> dict[str, Any]:
        """An offer to sell all days of the CRR."""
        return {
            "assetOwner": SELLER,
            "crrId": self.crr,
            "source": self.sold.source,
            "sink": self.sold.sink,
            "tou": self.sold.tou,
            "hedgeType": self.sold.hedge_type,
            "crrType": self.sold.crr_type,
            "startDate": self.start,
            "endDate": f"{self.sold.end:%Y-%m-%dT%H:%M:%SZ}",
            "mw": 4,
            "price": 118.75,
            **changes,
        }

    def posted_sale(self) -> int:
        """The requestId of a public offer that nobody has answered."""
        body = [self.terms(contactInfo=CONTACT)]
        return int(self._post("srtx", "publicSmSellOfferCreation", FOR_SELLER, body)["requestId"])

    def offered_sale(self, **changes: Any) -> dict[str, Any]:
        """What became of a private offer to the buyer."""
        body = [self.terms(targetMpName=BUYER, **changes)]
        return self._post("srtx", "privateSmSellOfferCreation", FOR_SELLER, body)

    def answer(self, request_id: int) -> dict[str, Any]:
        """What became of the buyer's answer."""
        return self._post("gbtr", "smResponseToSellOffers", FOR_BUYER, [{"requestId": request_id}])

    def answered_sale(self, **changes: Any) -> int:
        """The requestId of a private sale that awaits its credit check."""
        request_id = int(self.offered_sale(**changes)["requestId"])
        assert self.answer(request_id)["responseStatus"] == "PENDING_CREDIT_CHECK"
        return request_id

    def offers(self, status: str) -> set[int]:
        """The seller's offers of that status."""
        return self._listed("srtx", "mySmOffersByStatus", {**FOR_SELLER, "OfferStatusType": status})

    def responses(self, status: str) -> set[int]:
        """The requests of the buyer's responses of that status."""
        return self._listed("gbtr", "mySmResponesByStatus", {**FOR_BUYER, "responseStatusType": status})

    def order(self, method: str, path: str, body: Any) -> httpx.Response:
        """An order of the operator."""
        return self.system.ask("operator", method, f"/operator/v1{path}", json=body)

    def console(self, method: str, path: str, body: Any = None) -> Any:
        """What the console answers to a good order."""
        answer = self.order(method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any) -> int:
        """The status of a refused order."""
        answer = self.order(method, path, body)
        assert "error" in answer.json()
        return answer.status_code

    def checked(self, *request_ids: int) -> list[dict[str, Any]]:
        """What the credit check found about some trades."""
        found: list[dict[str, Any]] = self.console(
            "POST", "/credit-checks", {"requestIds": list(request_ids)}
        )["trades"]
        return found

    def trade(self, request_id: int) -> dict[str, Any]:
        """A trade as the console tells it."""
        listed: list[dict[str, Any]] = self.console("GET", "/trades")["trades"]
        (found,) = [each for each in listed if each["requestId"] == request_id]
        return found

    def secure(self, participant: str, amount: float) -> None:
        """Let exactly that amount stand posted."""
        self.console("PUT", f"/participants/{participant}/security", {"amount": amount})

    def deposit(self, person: str, participant: str, amount: float) -> httpx.Response:
        """Post security at the participant's screens."""
        body = {"participantName": participant, "amount": amount}
        return self.system.ask(person, "POST", "/mui/v1/security", json=body)

    def messages(self, person: str, participant: str) -> list[str]:
        """The private messages of the last day, the newest last."""
        now = datetime.fromisoformat(self.console("GET", "/health")["marketTime"]).astimezone(UTC)
        dates = {
            "fromDate": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
            "toDate": f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        }
        query = {"participantName": participant, **dates}
        answer = self.system.ask(person, "GET", "/messages/v1.0/private", params=query)
        assert answer.status_code == 200, answer.text
        return [each["message"] for each in answer.json()]

    def held(self, crr_id: int) -> dict[str, Any]:
        """A CRR of the inventory."""
        with self.system.system.store.reading() as store:
            found = find_crr(store, crr_id)
        assert found is not None
        return asdict(found)

    def inventory(self) -> list[Crr]:
        """All CRRs."""
        with self.system.system.store.reading() as store:
            return list_crrs(store)

    def _post(self, person: str, path: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        answer = self.system.ask(person, "POST", f"{SERVICE}/{path}", params=query, json=body)
        assert answer.status_code == 200, answer.text
        (found,) = answer.json()
        return dict(found)

    def _listed(self, person: str, path: str, query: dict[str, str]) -> set[int]:
        answer = self.system.ask(person, "GET", f"{SERVICE}/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return {each["requestId"] for each in answer.json()}


def sides_of(system: Standing) -> Sides:
    """The sides of trades of SRTX's 16 MW from SYLMARDC to the south."""
    with system.system.store.reading() as store:
        (sold,) = [
            each
            for each in list_crrs(store, owner=SELLER, categories=("SYSTEM",))
            if each.crr_type == "MT" and each.source == "SYLMARDC_2_N501"
        ]
    return Sides(system, sold)
