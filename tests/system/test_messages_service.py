"""Messages of the ISO: to everyone, and to one participant."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from standing import Standing, codes

from marketsim.contract.exchange import ExchangeCheck

PUBLIC, PRIVATE = "/messages/v1.0/public", "/messages/v1.0/private"
LONG_AGO = "2020-01-01T00:00:00Z"


def ask(standing: Standing, person: str, path: str, **query: str):
    """The answer to a participant's own question, which keeps the contract."""
    sent = {"participantName": person.upper(), "fromDate": LONG_AGO, **query}
    answer = standing.ask(person, "GET", path, params=sent)
    operation = standing.system.contract.match("GET", path)
    assert operation is not None
    headers = {"content-type": answer.headers["content-type"]}
    check = ExchangeCheck(standing.system.contract)
    assert check.response(operation, answer.status_code, headers, answer.content) == []
    return answer


def test_public_messages_are_the_same_for_everyone(standing: Standing) -> None:
    """In the order in which they were sent; eight of them tell of markets that were posted."""
    found = ask(standing, "srtx", PUBLIC).json()
    assert found == ask(standing, "tora", PUBLIC).json()
    results = [each for each in found if each["message"].endswith("are posted")]
    assert (len(found), len(results)) == (13, 8)
    assert found == sorted(found, key=lambda each: each["sentTime"])


def test_private_messages_are_for_their_participant_alone(standing: Standing) -> None:
    """Everyone finds its own: none of them is public, none is an outsider's."""
    mine = ask(standing, "srtx", PRIVATE).json()
    other = ask(standing, "upgae", PRIVATE).json()
    texts = {each["message"] for each in mine}
    assert "Your credit limit was updated (see attachment)" in texts
    assert len([text for text in texts if text.startswith("TOR conversion window")]) == 2
    assert not texts & {each["message"] for each in other}
    public = {each["message"] for each in ask(standing, "srtx", PUBLIC).json()}
    assert not public & {each["message"] for each in (*mine, *other)}


def test_an_attachment_is_the_files_bytes_in_base64(standing: Standing) -> None:
    """With the name of the file."""
    (found,) = [each for each in ask(standing, "srtx", PRIVATE).json() if "attachment" in each]
    assert found["attachmentName"] == "credit-limit.txt"
    assert base64.b64decode(found["attachment"]).decode().endswith("USD")


def test_the_range_of_dates_includes_both_ends(standing: Standing) -> None:
    """A message sent at fromDate or at toDate is in it, one a second outside is not."""
    sent = standing.system.clock.now().__class__.fromisoformat(
        ask(standing, "gbtr", PRIVATE).json()[0]["sentTime"]
    )
    second = timedelta(seconds=1)

    def between(first, last) -> int:
        query = {"fromDate": f"{first:%Y-%m-%dT%H:%M:%SZ}", "toDate": f"{last:%Y-%m-%dT%H:%M:%SZ}"}
        return ask(standing, "gbtr", PRIVATE, **query).status_code

    assert between(sent, sent + second) == between(sent - second, sent) == 200
    assert between(sent + second, sent + 2 * second) == between(sent - 2 * second, sent - second) == 400


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"toDate": LONG_AGO}, "SER0006"),
        ({"toDate": "2019-12-31T23:59:59Z"}, "SER0006"),
        ({"toDate": "2020-01-01T01:00:00+02:00"}, "SER0006"),
        ({"toDate": "2020-01-02T00:00:00Z"}, "SER0007"),
        ({"fromDate": "2090-01-01T00:00:00Z", "toDate": "2090-01-02T00:00:00Z"}, "SER0007"),
        ({"toDate": "tomorrow"}, "SER0017"),
    ],
)
def test_a_range_is_refused_when_reversed_or_empty(
    standing: Standing, query: dict[str, str], code: str
) -> None:
    """SER0006 when toDate is not later than fromDate, SER0007 when nothing was sent in it."""
    assert codes(ask(standing, "srtx", PUBLIC, **query)) == [code]
