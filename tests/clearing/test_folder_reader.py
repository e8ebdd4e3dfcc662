"""A market folder becomes a model and products; what can't be meant is refused with file, line and column."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_folder import BID_HEAD, FILES, write_folder

from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder import Market, read_market
from marketsim.clearing.market import Bid, Contingency, FixedCrr, Interface, Location

INTERFACES = (
    "Interface,Kind,ForwardMW,ReverseMW,Element,Weight\n"
    "CUT,PATH,50,,A-C-1,1\nCUT,PATH,50,,B-C-1,-0.5\nTIE,ITC,,20,GEN,1\n"
)


@pytest.fixture
def read(tmp_path: Path):
    """Reads the small folder with some files changed."""

    def reading(**changed: str | bytes | None) -> Market:
        return read_market(write_folder(tmp_path / "market", **changed))

    return reading


def problem(read, **changed: str | bytes | None) -> CaseProblem:
    with pytest.raises(CaseProblem) as caught:
        read(**changed)
    return caught.value


def test_the_folder_becomes_a_model_and_products(read) -> None:
    """Network, locations, bids; nothing that isn't there."""
    market = read()
    network = market.model.network
    assert (market.name, market.shape, market.case.name) == ("SMALL", "step", "case.m")
    assert (network.buses, network.branches) == (("A", "B", "C"), ("A-B-1", "A-C-1", "B-C-1"))
    assert network.normal_mw.tolist() == [100, 60, 100]
    assert network.emergency_mw.tolist() == [120, 90, float("inf")]
    assert market.model.locations == (
        Location("GEN", (("A", 1.0),)),
        Location("LAP", (("B", 0.25), ("C", 0.75))),
    )
    assert (market.model.contingencies, market.model.interfaces, market.model.monitored) == ((), (), None)
    on, off = market.products
    assert (on.period, on.tou, off.tou) == ("2027_M01", "ON", "OFF")
    assert on.bids == (Bid("7", "GEN", "LAP", False, ((0, 12), (80, 12), (90, -3.5))),)
    assert off.bids == (Bid("8", "LAP", "GEN", True, ((0, 1), (5, 2)), "OPT"),)
    record = market.records["8"]
    assert (record.owner, record.crr_id, record.crr_type) == ("BETA", "55", "AUC")


def test_a_folder_may_be_named_instead_of_its_file(tmp_path: Path) -> None:
    """And a case on the command line wins over the folder's own."""
    file = write_folder(tmp_path / "market")
    other = tmp_path / "other.m"
    other.write_text(FILES["case.m"].replace(" 60 0 90", " 61 0 90"))
    assert read_market(file.parent).products == read_market(file).products
    market = read_market(file.parent, other)
    assert market.model.network.normal_mw.tolist() == [100, 61, 100]
    assert set(market.digests) == {"market.toml", "other.m", "locations.csv", "bids.csv"}


def test_every_file_read_is_told_with_its_digest(read) -> None:
    """So that nobody can change an input unseen."""
    market = read(monitored_csv="Branch\nA-C-1\n")
    assert market.digests["case.m"] == sha256(FILES["case.m"].encode()).hexdigest()
    assert sorted(market.digests) == sorted([*FILES, "monitored.csv"])


def test_settings_are_followed(read) -> None:
    """Factor, shape, ratings, reference, other file names."""
    market = read(
        market_toml='case = "case.m"\n[capacity]\nfactor = "2/3"\n[curve]\nshape = "linear"\n'
        '[ratings]\nnormal = "C"\nemergency = "A"\n[model]\nreference = "B"\n[files]\nbids = "mine.csv"\n',
        mine_csv=FILES["bids.csv"],
        bids_csv=None,
    )
    network = market.model.network
    assert market.name == "market"
    assert market.model.capacity_factor == pytest.approx(2 / 3)
    assert market.shape == "linear"
    assert network.buses == ("B", "A", "C")
    assert [network.buses[at] for at in network.from_bus] == ["A", "A", "B"]
    assert network.normal_mw.tolist() == [120, 90, float("inf")]
    assert network.emergency_mw.tolist() == [100, 60, 100]


def test_limits_of_the_folder_win_over_those_of_the_case(read) -> None:
    """An empty cell is no limit."""
    network = read(ratings_csv="Branch,NormalMW,EmergencyMW\nA-B-1,,55.5\nA-C-2,1,1\n").model.network
    assert network.normal_mw.tolist() == [float("inf"), 60, 100]
    assert network.emergency_mw.tolist() == [55.5, 90, float("inf")]


def test_contingencies_trip_what_is_in_service(read) -> None:
    """A branch that is out anyway is no part of one; a contingency of nothing else is left out and noted."""
    market = read(contingencies_csv="Contingency,Branch\nPAIR,A-C-1\nPAIR,A-C-2\nOLD,A-C-2\n")
    assert market.model.contingencies == (Contingency("PAIR", ("A-C-1",)),)
    assert market.notes == (
        "contingencies whose branches are all out of service are left out: OLD",
        "1 of 3 branches have no emergency limit",
    )


def test_contingencies_that_split_the_network_are_left_out_where_that_is_asked_for(read) -> None:
    """The other is kept."""
    market = read(
        market_toml='case = "case.m"\n[model]\nislanding_contingencies = "skip"\n',
        contingencies_csv="Contingency,Branch\nSPLIT,A-C-1\nSPLIT,B-C-1\nFINE,A-C-1\n",
    )
    assert [each.name for each in market.model.contingencies] == ["FINE"]
    assert "contingencies that split the network are left out: SPLIT" in market.notes


def test_interfaces_have_terms_and_limits_by_direction(read) -> None:
    """Paths of branches, intertie constraints of locations; what is out of service carries nothing."""
    model = read(interfaces_csv=INTERFACES + "TIE,ITC,,20,LAP,2\nOLD,PATH,1,1,A-C-2,1\n").model
    assert model.interfaces == (
        Interface("CUT", "PATH", 50.0, None, (("A-C-1", 1.0), ("B-C-1", -0.5))),
        Interface("TIE", "ITC", None, 20.0, (("GEN", 1.0), ("LAP", 2.0))),
        Interface("OLD", "PATH", 1.0, 1.0, ()),
    )


def test_only_monitored_branches_count_where_the_folder_lists_them(read) -> None:
    """Those out of service fall away."""
    assert read(monitored_csv="Branch\nA-C-1\nA-C-2\n").model.monitored == {"A-C-1"}
    assert read(monitored_csv="Branch\n").model.monitored == frozenset()


def test_base_loading_belongs_to_its_product_and_may_make_one(read) -> None:
    """Products without a bid are cleared too, in order of period, ON first."""
    head = "Period,TOU,Source,Sink,HedgeType,MW\n"
    market = read(base_loading_csv=head + "2026_M12,OFF,GEN,LAP,OPT,5\n2027_M01,ON,LAP,GEN,OBL,2.5\n")
    assert [(each.period, each.tou) for each in market.products] == [
        ("2026_M12", "OFF"), ("2027_M01", "ON"), ("2027_M01", "OFF"),
    ]  # fmt: skip
    assert market.products[0].base_loading == (FixedCrr("GEN", "LAP", "OPT", 5.0),)
    assert market.products[1].base_loading == (FixedCrr("LAP", "GEN", "OBL", 2.5),)


def test_nobody_needs_to_bid_where_products_are_listed(read) -> None:
    """In the order of the list."""
    toml = 'case = "case.m"\nproducts = [["2027_M02", "OFF"], ["2027_M02", "ON"]]\n'
    market = read(market_toml=toml, bids_csv=BID_HEAD)
    assert [(each.period, each.tou, each.bids) for each in market.products] == [
        ("2027_M02", "OFF", ()), ("2027_M02", "ON", ()),
    ]  # fmt: skip


def test_set_asides_hold_for_their_product_alone(read) -> None:
    """Products that keep back the same share a model, so that its network is factorised once."""
    head = "Period,TOU,Interface,Direction,MW\n"
    market = read(interfaces_csv=INTERFACES, set_asides_csv=head + "2027_M01,OFF,CUT,FORWARD,5\n")
    parts = [(dict(model.set_asides), [each.tou for each in products]) for model, products in market.parts()]
    assert parts == [({}, ["ON"]), ({("CUT", "FORWARD"): 5.0}, ["OFF"])]
    assert len(read(set_asides_csv=head).parts()) == 1


def test_rows_of_a_record_need_not_be_neighbours_and_blanks_do_not_count(read) -> None:
    """Columns may come in any order, cells may be quoted, empty lines are passed over."""
    rows = FILES["bids.csv"].splitlines()
    shuffled = "\r\n".join([rows[0], rows[1], "", rows[4], rows[2], rows[3], rows[5], ",,,,,,,,,,,,"])
    assert read(bids_csv=b"\xef\xbb\xbf" + shuffled.encode()).records == read().records
    columns = zip(*(row.split(",") for row in rows), strict=True)
    turned = zip(*(tuple(f'" {cell}"' for cell in column) for column in reversed(list(columns))), strict=True)
    assert read(bids_csv="\n".join(",".join(row) for row in turned)).records == read().records


def test_the_apostrophe_that_shields_a_spreadsheet_is_no_part_of_a_name(read) -> None:
    """As in our downloads."""
    market = read(locations_csv="Location,Type,Bus,Factor\n'=GEN,,A,1\nGEN,,A,1\nLAP,,B,1\n")
    assert [each.name for each in market.model.locations] == ["=GEN", "GEN", "LAP"]


TWO_ISLANDS = FILES["case.m"].replace("1 3 0 0.1 0 60 0 90 0 0 1", "1 3 0 0.1 0 60 0 90 0 0 0").replace(
    "2 3 0 0.1 0 100 0 0 0 0 1", "2 3 0 0.1 0 100 0 0 0 0 0"
)  # fmt: skip


def test_islands_are_refused_with_their_sizes_or_only_the_largest_is_kept(read) -> None:
    """Bus C hangs alone."""
    told = problem(read, case_m=TWO_ISLANDS)
    assert told.place == "case.m, network"
    assert told.found == "2 islands, of 2 and 1 buses (the second has C)"
    largest = 'case = "case.m"\n[model]\nislands = "largest"\n'
    market = read(
        case_m=TWO_ISLANDS,
        market_toml=largest,
        locations_csv=FILES["locations.csv"].replace("C,0.75", "A,0.75"),
    )
    assert market.model.network.buses == ("A", "B")
    assert market.model.network.branches == ("A-B-1",)
    assert "1 buses are isolated or on another island and play no part" in market.notes
    told = problem(read, case_m=TWO_ISLANDS, market_toml=largest)
    assert told.place == "locations.csv, line 4, Bus"
    assert told.found == "'C', isolated or on another island"


def bids(*rows: str) -> str:
    return BID_HEAD + "\n".join(rows) + "\n"


def buy(*points: str, head: str = "1,BUY,,ALFA,GEN,LAP,OBL,ON,2027_M01,AUC") -> str:
    return bids(*(f"{head},{point}," for point in points))


def whole(head: str) -> str:
    """One record of two points that are sound; ``head`` is all before CrrType."""
    return buy("0,5", "5,5", head=f"{head},AUC")


OFFER = buy("0,5", "9,5", "10,4", head="1,SELL,5,ALFA,GEN,LAP,OBL,ON,P,AUC")
TWIN = "1,BUY,,BETA,GEN,LAP,OBL,ON,2027_M01,AUC,5,5,\n"
SET_ASIDES = "Period,TOU,Interface,Direction,MW\n"
BASE = "Period,TOU,Source,Sink,HedgeType,MW\n"
TOML = 'case = "case.m"\n'


@pytest.mark.parametrize(
    ("file", "content", "place", "found"),
    [
        ("market_toml", None, "market.toml", "none"),
        ("market_toml", "case = ", "market.toml", "Invalid value"),
        ("market_toml", b"\xff\xfe", "market.toml", "utf-8"),
        ("market_toml", 'name = "X"\n', "market.toml, case", "none"),
        ("market_toml", f"{TOML}[capacity]\nfactor = {'9' * 5000}\n", "market.toml", "4300"),
        ("market_toml", TOML + "x = " + "[" * 9000, "market.toml", "recursion"),
        ("market_toml", TOML + 'nmae = "X"\n', "market.toml", "nmae"),
        ("market_toml", TOML + "name = 3\n", "market.toml, name", "3"),
        ("market_toml", TOML + "[curve]\nshap = 1\n", "market.toml, curve", "shap"),
        ("market_toml", TOML + "[curve]\nshape = 'round'\n", "market.toml, curve.shape", "round"),
        ("market_toml", TOML + "[capacity]\nfactor = nan\n", "market.toml, capacity.factor", "nan"),
        ("market_toml", TOML + "[capacity]\nfactor = inf\n", "market.toml, capacity.factor", "inf"),
        ("market_toml", TOML + "[capacity]\nfactor = '1/0'\n", "market.toml, capacity.factor", "1/0"),
        ("market_toml", TOML + "[capacity]\nfactor = '1e999999999'\n", "market.toml, capacity.factor", "1e9"),
        ("market_toml", TOML + "[capacity]\nfactor = -1\n", "market.toml, capacity.factor", "-1"),
        ("market_toml", TOML + "[model]\nreference = 'X'\n", "market.toml, model.reference", "'X'"),
        ("market_toml", TOML + "products = ['2027_M01']\n", "market.toml, products", "2027_M01"),
        ("market_toml", TOML + "products = [['2027_M01', 'ON']]\n", "bids.csv, Period", "2027_M01 OFF"),
        ("market_toml", "model = 1\n" + TOML, "market.toml, model", "1"),
        ("market_toml", TOML + "[files]\nmonitored = 'gone.csv'\n", "gone.csv", "none"),
        ("case_m", None, "case.m", "none"),
        ("case_m", FILES["case.m"].replace("1 3 0 0 0", "1 4 0 0 0").replace("1 0 0 0 0", "4 0 0 0 0"),
         "case.m, network", "none"),
        ("locations_csv", None, "locations.csv", "none"),
        ("locations_csv", "", "locations.csv, line 1", "an empty file"),
        ("locations_csv", "Location,Type,Bus,Factor\n", "locations.csv", "none"),
        ("locations_csv", "Location,Bus,Factor\n", "locations.csv, line 1", "Location, Bus, Factor"),
        ("locations_csv", FILES["locations.csv"] + "X,GEN,A\n", "locations.csv, line 5", "3 cells"),
        ("locations_csv", FILES["locations.csv"] + "X,GEN,Z,1\n", "locations.csv, line 5, Bus", "'Z'"),
        ("locations_csv", FILES["locations.csv"] + "X,ODD,A,1\n", "locations.csv, line 5, Type", "'ODD'"),
        ("locations_csv", FILES["locations.csv"] + "X,GEN,A,0.9\n", "locations.csv, line 5, Factor", "0.9"),
        ("locations_csv", FILES["locations.csv"] + "X,GEN,A,NaN\n", "locations.csv, line 5, Factor", "'NaN'"),
        ("locations_csv", FILES["locations.csv"] + "GEN,GEN,A,0\n", "locations.csv, line 5, Bus", "'A'"),
        ("locations_csv", FILES["locations.csv"] + "GEN,HUB,B,0\n", "locations.csv, line 5, Type", "'HUB'"),
        ("locations_csv", FILES["locations.csv"].encode() + b"\xff,,A,1", "locations.csv, line 5", "other bytes"),
        ("locations_csv", FILES["locations.csv"] + '"X', "locations.csv, line 5", "end of data"),
        ("contingencies_csv", "Contingency,Branch\nX,A-Z-1\n", "contingencies.csv, line 2, Branch", "'A-Z-1'"),
        ("contingencies_csv", "Contingency,Branch\nX,A-B-1\nX,A-B-1\n", "contingencies.csv, line 3, Branch", "A-B-1"),
        ("ratings_csv", "Branch,NormalMW,EmergencyMW\nA-B-1,-1,\n", "ratings.csv, line 2, NormalMW", "-1"),
        ("ratings_csv", "Branch,NormalMW,EmergencyMW\nA-B-1,1e308,\n", "ratings.csv, line 2, NormalMW", "1e308"),
        ("ratings_csv", "Branch,NormalMW,EmergencyMW\nA-Z-1,1,\n", "ratings.csv, line 2, Branch", "A-Z-1"),
        ("monitored_csv", "Branch\nA-Z-1\n", "monitored.csv, line 2, Branch", "A-Z-1"),
        ("interfaces_csv", INTERFACES + "CUT,PATH,51,,A-B-1,1\n", "interfaces.csv, line 5, ForwardMW", "'51'"),
        ("interfaces_csv", INTERFACES + "CUT,PATH,50,,A-C-1,1\n", "interfaces.csv, line 5, Element", "A-C-1"),
        ("interfaces_csv", INTERFACES + "X,PATH,,,A-C-1,1\n", "interfaces.csv, line 5, ForwardMW", "none"),
        ("interfaces_csv", INTERFACES + "X,ITC,1,,A-C-1,1\n", "interfaces.csv, line 5, Element", "A-C-1"),
        ("interfaces_csv", INTERFACES + "X,SUM,1,,A-C-1,1\n", "interfaces.csv, line 5, Kind", "SUM"),
        ("interfaces_csv", INTERFACES + "X,PATH,1,,A-C-1,\n", "interfaces.csv, line 5, Weight", "''"),
        ("set_asides_csv", SET_ASIDES + "2027_M01,ON,X,FORWARD,1\n",
         "set_asides.csv, line 2, Interface", "'X'"),
        ("set_asides_csv", SET_ASIDES + "2030_M01,ON,CUT,FORWARD,1\n",
         "set_asides.csv, Period", "2030_M01 ON"),
        ("base_loading_csv", BASE + "P,ON,GEN,X,OBL,1\n", "base_loading.csv, line 2, Sink", "'X'"),
        ("base_loading_csv", BASE + "P,ON,GEN,LAP,OBL,-1\n", "base_loading.csv, line 2, MW", "-1"),
        ("bids_csv", None, "bids.csv", "none"),
        ("bids_csv", BID_HEAD, "bids.csv, Period", "none"),
        ("bids_csv", buy("0,5"), "bids.csv, line 2, MW", "one in record 1"),
        ("bids_csv", buy("1,5", "2,5"), "bids.csv, line 2, MW", "'1'"),
        ("bids_csv", buy("0,5", "0,5"), "bids.csv, line 3, MW", "0"),
        ("bids_csv", buy("0,5", "9,5", "3,5"), "bids.csv, line 4, MW", "3"),
        ("bids_csv", buy("0,5", "9,5", "10,6"), "bids.csv, line 4, Price", "6 after 5"),
        ("bids_csv", OFFER, "bids.csv, line 4, Price", "4 after 5"),
        ("bids_csv", buy("0,5", "NaN,5"), "bids.csv, line 3, MW", "'NaN'"),
        ("bids_csv", buy("0,5", "1e308,5"), "bids.csv, line 3, MW", "'1e308'"),
        ("bids_csv", buy("0,5", "1,inf"), "bids.csv, line 3, Price", "'inf'"),
        ("bids_csv", buy("0,5", "1_0,5"), "bids.csv, line 3, MW", "'1_0'"),
        ("bids_csv", whole("x,BUY,,ALFA,GEN,LAP,OBL,ON,P"), "bids.csv, line 2, Record", "'x'"),
        ("bids_csv", whole("1,LEND,,ALFA,GEN,LAP,OBL,ON,P"), "bids.csv, line 2, BidType", "LEND"),
        ("bids_csv", whole("1,BUY,,ALFA,GEN,LAP,OPT,ON,P"), "bids.csv, line 2, HedgeType", "OPT"),
        ("bids_csv", whole("1,BUY,,ALFA,GEN,NOWHERE,OBL,ON,P"), "bids.csv, line 2, Sink", "NOWHERE"),
        ("bids_csv", whole("1,BUY,,ALFA,GEN,GEN,OBL,ON,P"), "bids.csv, line 2, Sink", "GEN"),
        ("bids_csv", whole("1,BUY,,ALFA,GEN,LAP,OBL,ALL,P"), "bids.csv, line 2, TOU", "ALL"),
        ("bids_csv", whole("1,BUY,,../X,GEN,LAP,OBL,ON,P"), "bids.csv, line 2, AssetOwner", "../X"),
        ("bids_csv", whole("1,BUY,x,ALFA,GEN,LAP,OBL,ON,P"), "bids.csv, line 2, CrrId", "x"),
        ("bids_csv", buy("0,5") + TWIN, "bids.csv, line 3, AssetOwner", "BETA"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_place(
    read, file: str, content: str | bytes | None, place: str, found: str
) -> None:
    """File, line and column, and what stood there."""
    told = problem(read, **{"interfaces_csv": INTERFACES, file: content})
    assert told.place == place
    assert found in told.found
    assert told.expected and told.fix


def test_the_price_of_a_step_curves_first_point_is_free(read) -> None:
    """Nothing is sold at it; between points it counts, so a linear curve must keep the rule there too."""
    rising = buy("0,5", "9,8", "10,8")
    assert read(bids_csv=rising).records["1"].bid.curve == ((0, 5), (9, 8), (10, 8))
    told = problem(read, bids_csv=rising, market_toml=TOML + "[curve]\nshape = 'linear'\n")
    assert told.place == "bids.csv, line 3, Price"


def test_all_problems_of_a_file_are_told_at_once(read) -> None:
    """A line each."""
    text = buy("0,5", "5,5", head="1,LEND,,ALFA,GEN,X,OBL,ON,P,AUC") + "2,BUY,,A,GEN,LAP,OBL,ON,P,AUC,0,x,\n"
    told = str(problem(read, bids_csv=text)).splitlines()
    assert [line.split(": ")[0] for line in told] == [
        "bids.csv, line 2, Sink", "bids.csv, line 2, BidType", "bids.csv, line 4, Price", "bids.csv, line 4, MW",
    ]  # fmt: skip


def test_what_is_no_plain_file_is_never_read(tmp_path: Path) -> None:
    """A folder or a device in place of a table."""
    file = write_folder(tmp_path / "market", bids_csv=None)
    (file.parent / "bids.csv").mkdir()
    with pytest.raises(CaseProblem, match="something else"):
        read_market(file)


def test_a_link_to_nowhere_is_no_missing_table(tmp_path: Path) -> None:
    """What somebody put there is never passed over."""
    file = write_folder(tmp_path / "market")
    (file.parent / "contingencies.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(CaseProblem) as caught:
        read_market(file)
    assert caught.value.place == "contingencies.csv"


def test_a_misspelt_table_is_told(read) -> None:
    """Nobody may believe in contingencies that were never read."""
    market = read(contingency_csv="Contingency,Branch\nX,A-B-1\n", security_csv="AssetOwner,SecurityAmount\n")
    assert market.model.contingencies == ()
    assert "no files of a market folder, not read: contingency.csv" in market.notes


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    """As a file that can't be read."""
    with pytest.raises(CaseProblem, match="can be read"):
        read_market(tmp_path / ("x" * 300))


EDITED = {**FILES, "interfaces.csv": INTERFACES, "contingencies.csv": "Contingency,Branch\nX,A-B-1\n"}


@given(
    name=st.sampled_from(sorted(EDITED)),
    at=st.floats(0, 1),
    cut=st.integers(0, 25),
    put=st.text("0123456789.-e,\n\"'ABC=[]NaN ", max_size=6),
)
def test_a_damaged_folder_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: float, cut: int, put: str
) -> None:
    """Any cut and any insertion in any file."""
    text, place = EDITED[name], int(at * len(EDITED[name]))
    changed = {**EDITED, name: text[:place] + put + text[place + cut :]}
    file = write_folder(
        tmp_path_factory.getbasetemp() / "damaged",
        **{key.replace(".", "_"): each for key, each in changed.items()},
    )
    try:
        market = read_market(file)
    except CaseProblem as told:
        assert told.expected and told.found and told.fix
    else:
        assert market.products
        assert np.isfinite(market.model.network.susceptance).all()
