"""Two inventories reconciled: what holds has no finding, and every fault is told by the check that names it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_cutover import NDA, SEASONS, WRITE, Paper, hand_made, random_paper

from marketsim.contract.filecolumns import encode_rows
from marketsim.verification.reconciliation import CHECKS, Reconciliation, reconcile

EXISTING = "EXISTING_CRRS.csv"
REPORT = "LOAD_MIGRATION_CRR_MAPPING.csv"


def reconciled(paper: Paper) -> Reconciliation:
    """The verdict on both sides of a paper."""
    with TemporaryDirectory() as folder:
        return reconcile(*paper.write(Path(folder)))


def existing(paper: Paper, **terms: str) -> dict[str, str]:
    """The first row of the new inventory with these cells."""
    return next(each for each in paper.new[EXISTING] if terms.items() <= each.items())


def test_one_of_everything_holds_and_every_check_has_looked() -> None:
    """Nothing is found, nothing is left unchecked, and no check saw nothing."""
    result = reconciled(hand_made())
    assert (result.findings, result.not_checkable) == ((), ())
    assert set(result.judged) == set(CHECKS)
    assert {each.reason for each in result.explained} == {
        "they end before 2025-05-01",
        "several of the same LSEs and parent became one CRR each (netted by season and TOU)",
    }


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9))
def test_no_random_clean_pair_has_a_finding(seed: int) -> None:
    """Also where CRRs are alike, and nobody can tell which became which."""
    result = reconciled(random_paper(seed))
    assert result.findings == ()


Spoil = Callable[[Paper], object]


def _set(**found: str) -> Callable[[str, str], Spoil]:
    def to(column: str, value: str) -> Spoil:
        return lambda paper: existing(paper, **found).update({column: value})

    return to


bought = _set(AssetOwner="ALPH", OfferType="OWNER")
traded = _set(Category="SECONDARY_MARKET")
gained = _set(CrrType="LSE_LMT")


def _lose(paper: Paper, **terms: str) -> None:
    paper.new[EXISTING].remove(existing(paper, **terms))


def _lose_gained(paper: Paper) -> None:
    paper.new[EXISTING] = [each for each in paper.new[EXISTING] if each["CrrType"] != "LSE_LMT"]


def _again(paper: Paper, crr_id: str | None) -> None:
    row = dict(existing(paper, AssetOwner="ALPH"))
    paper.new[EXISTING].append(row if crr_id is None else row | {"CrrId": crr_id})


def _expired(paper: Paper) -> None:
    days = {"StartDate": "2025-04-01T07:00:00Z", "EndDate": "2025-05-01T06:59:59Z", "Period": "2025_S02"}
    paper.new[EXISTING].append(existing(paper, AssetOwner="ALPH") | days | {"CrrId": "77"})


def _not_netted(paper: Paper) -> None:
    """GAMMA's netted CRR as two, whose MW are the same in all."""
    for row in [each for each in paper.new[EXISTING] if each["CrrType"] == "LSE_LMT"]:
        paper.new[EXISTING].append(row | {"CrrId": "78", "MW": "0.250"})
        row["MW"] = f"{float(row['MW']) - 0.25:.3f}"


def _split_at_the_clock_change(paper: Paper) -> None:
    row = existing(paper, AssetOwner="ALPH", OfferType="OWNER")
    paper.new[EXISTING].append(row | {"StartDate": "2025-11-03T08:00:00Z"})
    row["EndDate"] = "2025-11-02T06:59:59Z"


def _report(column: str, value: str) -> Spoil:
    return lambda paper: paper.new[REPORT][0].update({column: value})


FAULTS: dict[str, tuple[str, Spoil]] = {
    "a CRR is lost": ("counts", lambda paper: _lose(paper, AssetOwner="ALPH", OfferType="OWNER")),
    "a CRR is there twice": ("counts", lambda paper: _again(paper, "76")),
    "a row is there twice": ("mw", lambda paper: _again(paper, None)),
    "MW are doubled": ("mw", bought("MW", "50.000")),
    "a thousandth of a MW is lost": ("mw", bought("MW", "24.999")),
    "an obligation became an option": ("mw", bought("HedgeType", "OPT")),
    "another time of use": ("mw", bought("TOU", "OFF")),
    "a gainer's CRR is lost": ("lmt-pairs", _lose_gained),
    "migrations are not netted": ("netting", _not_netted),
    "another market": ("market-names", bought("MarketName", "AUC_AN_2026")),
    "a trade has a market": ("market-names", traded("MarketName", "AUC_AN_2025")),
    "an old name": ("names-unmapped", bought("MarketName", "AUC_AN_2025_S04")),
    "a market that no map has": (
        "names-unmapped",
        lambda paper: [each.update(NewMarket="") for each in paper.old["markets.csv"]],
    ),
    "a retired node": ("nodes-retired", lambda paper: existing(paper, CrrType="LSE").update(Source="GONE")),
    "another node": ("nodes-retired", bought("Source", "NEAR")),
    "no replacement": ("nodes-retired", lambda paper: paper.new["replacements.csv"][0].update(SourceSink="X")),
    "an unfit replacement": (
        "nodes-retired",
        lambda paper: [each.update(Type="LAP") for each in paper.old["locations.csv"] if each["SourceSink"] == "NEAR"],
    ),
    "an expired row": ("expired", _expired),
    "another owner": ("owners", bought("AssetOwner", "BETA")),
    "an owner's old name": (
        "owners",
        lambda paper: [each.update(AssetOwner="ALPHA") for each in paper.new[EXISTING] if each["AssetOwner"] == "ALPH"],
    ),
    "another end": ("dates", bought("EndDate", "2025-12-31T07:59:59Z")),
    "another start": ("dates", bought("StartDate", "2025-10-02T07:00:00Z")),
    "days beyond the period": ("dates", bought("Period", "2025_S03")),
    "an instant within a day": ("dates", bought("StartDate", "2025-10-01T19:00:00Z")),
    "the day of the clock change": ("dst-day", _split_at_the_clock_change),
    "an hour off": ("dst-day", bought("EndDate", "2026-01-01T06:59:59Z")),
    "a role too many": (
        "roles", lambda paper: paper.new["roles.csv"].append({"Person": "ben", "Participant": "BETA", "Role": NDA}),
    ),
    "a role too few": ("roles", lambda paper: paper.new["roles.csv"].remove(
        {"Person": "ann", "Participant": "ALPH", "Role": WRITE}
    )),
    "held, and called sold": ("offer-type", traded("OfferType", "SELLER")),
    "the parent of a trade": ("parents", traded("ParentCrrId", "1000003")),
    "no parent": ("parents", gained("ParentCrrId", "")),
    "a sale is lost": ("sell-offers", lambda paper: _lose(paper, OfferType="SELLER")),
    "MW of a sale": ("sell-offers", _set(OfferType="SELLER")("MW", "4.001")),
    "a report of other MW": ("mapping-reports", _report("MW", "9.000")),
    "a report of a CRR that is not there": ("mapping-reports", _report("NewCrrId", "5")),
    "a report without a CRR": ("mapping-reports", lambda paper: paper.new[REPORT].pop()),
    "a report of another market": (
        "mapping-reports",
        lambda paper: paper.new["AWARDED_SELL_OFFER_MAPPING.csv"][0].update(NewMarket="AUC_AN_2026"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_the_check_that_names_it_and_no_other(fault: str) -> None:
    """One planted fault, and one check that finds it."""
    check, spoil = FAULTS[fault]
    paper = hand_made()
    spoil(paper)
    result = reconciled(paper)
    assert result.checks() == {check}, result.findings


def test_every_check_has_a_fault_that_it_finds() -> None:
    """No check is idle."""
    assert {check for check, _ in FAULTS.values()} == set(CHECKS)


def test_a_finding_says_where_what_and_whom_to_ask() -> None:
    """Owner, path, time of use, days, ids of both sides, and what to do."""
    paper = hand_made()
    bought("MW", "50.000")(paper)
    (finding,) = reconciled(paper).findings
    assert (finding.owner, finding.path, finding.tou) == ("ALPH", "NORTH to SOUTH", "ON")
    assert (finding.days, finding.ids) == ("2025-10-01 to 2025-12-31", ("1", "1000001"))
    assert (finding.expected, finding.found) == ("25 MW", "50 MW")


def test_many_findings_are_bounded_and_summed() -> None:
    """Twenty of a check are told, the last with how many more there are; the total counts all."""
    paper = hand_made()
    row = paper.new[EXISTING][0]
    paper.new[EXISTING] += [row | {"CrrId": f"{at}", "MW": f"{at}.000"} for at in range(100, 1400)]
    result = reconciled(paper)
    assert len(result.findings) == 20
    assert result.findings[-1].what.endswith("(and 1,280 more)")
    assert result.totals == {"counts": 1300}


def test_what_is_in_flight_is_explained_not_found() -> None:
    """CRRs of a market that was in flight when the extract was taken are no news."""
    paper = hand_made()
    paper.new[EXISTING].append(paper.new[EXISTING][0] | {"CrrId": "79", "MarketName": "AUC_MN_2025_M05"})
    assert reconciled(paper).checks() == {"counts"}
    for each in paper.old["markets.csv"]:
        each["InFlight"] = "FINISH_OLD" if each["OldMarket"] == "AUC_MN_2025_M05" else ""
    result = reconciled(paper)
    assert result.clean
    assert any("was in flight" in each.reason for each in result.explained)


def test_a_missing_file_is_not_checkable_and_never_passed() -> None:
    """Each fact that is missing is named with the checks that need it."""
    paper = hand_made()
    del paper.new["roles.csv"], paper.old["sales.csv"], paper.new[REPORT]
    result = reconciled(paper)
    told = " ".join(result.not_checkable)
    assert result.clean
    assert all(each in told for each in ("roles:", "offer-type, sell-offers:", "LOAD_MIGRATION_CRR_MAPPING"))
    assert not {"roles", "offer-type", "sell-offers"} & result.judged.keys()


def test_an_inventory_agrees_with_itself(tmp_path: Path) -> None:
    """Downloads against the same downloads, and an extract against itself."""
    old, new = hand_made().write(tmp_path)
    for side in (old, new):
        assert reconcile(side, side).findings == ()


@pytest.mark.parametrize("form", ["CSV", "JSON"])
def test_private_downloads_are_reconciled_as_they_came(tmp_path: Path, form: str) -> None:
    """Only their owner's CRRs of the kinds that were downloaded are compared, and what that leaves out is named."""
    paper = hand_made()
    paper.held(
        "ALPHA", ("WEST", "SOUTH"), "ON", "MT_TOR", "SYSTEM", "", "2025_S04", SEASONS["2025_S04"], 1_000
    )
    rows = [
        each for each in paper.new[EXISTING] if each["AssetOwner"] == "ALPH" and each["Category"] == "AUCTION"
    ]
    old, new = paper.write(tmp_path)
    (new / EXISTING).unlink()
    kind = "PRIVATE_EXISTING_CRR_AUCTION"
    for part in (rows, rows[:1]):
        typed = [
            each | {"CrrId": int(each["CrrId"]), "ParentCrrId": int(each["ParentCrrId"] or 0) or None}
            for each in part
        ]
        cells = [
            each
            | {"MW": float(str(each["MW"]))}
            | {name: datetime.fromisoformat(str(each[name])) for name in ("StartDate", "EndDate")}
            for each in typed
        ]
        (new / f"{kind}.zip").write_bytes(encode_rows(cells, form, kind))
        result = reconcile(old, new)
        assert result.counts["by_owner"] == [{"owner": "ALPH", "old": 1, "new": 1}]
        assert "lmt-pairs: needs the CRRs of all owners" in result.not_checkable
        assert result.checks() == (set() if part is rows else {"sell-offers"})
