"""Targets beside those of the government above."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_achievement import E8, GROWTH, numberless, row

from helpers import achievement
from helpers.tables import as_table
from helpers.tiers import COLUMNS, parents, tiers

NATION = dict(place="全国", adcode="100000")
TIANJIN = dict(place="天津市", adcode="120000")
HEBEI = dict(place="天津市河北区", adcode="120105")
SICHUAN = dict(place="四川省", adcode="510000")
CHENGDU = dict(place="四川省成都市", adcode="510100")
WUHOU = dict(place="四川省成都市武侯区", adcode="510107")
SHARE = dict(indicator_id="services_share", indicator="服务业增加值占地区生产总值比重", measure="share")


def target(value, where, **more):
    return row("target", value, **{**GROWTH, **where, **more})


def actual(value, where, **more):
    return row("actual", value, **{**GROWTH, **where, **more})


def compared(*rows, **more):
    return tiers(as_table("ledger", rows), **more).set_index("place")


def test_each_government_stands_beside_the_next_higher_one():
    table = compared(target(8.0, WUHOU), target(7.0, CHENGDU), target(6.0, SICHUAN), target(5.0, NATION))
    assert [*table.reset_index().columns] == COLUMNS
    assert table["upper_place"].to_dict() == {
        "四川省成都市武侯区": "四川省成都市", "四川省成都市": "四川省", "四川省": "全国"}
    assert table["amplification"].to_dict() == {
        "四川省成都市武侯区": 1.0, "四川省成都市": 1.0, "四川省": 1.0}


def test_a_district_of_a_municipality_is_under_the_municipality():
    line = compared(target(4.8, HEBEI), target(4.5, TIANJIN)).loc["天津市河北区"]
    assert (line["upper_adcode"], line["upper_target"]) == ("120000", 4.5)
    assert line["amplification"] == 0.3, "binary remainders are no one's ambition"


def test_a_missing_level_is_not_skipped():
    line = compared(target(8.0, WUHOU), target(6.0, SICHUAN)).loc["四川省成都市武侯区"]
    assert line["upper_place"] == "四川省成都市"
    assert pd.isna(line["upper_target"]) and pd.isna(line["amplification"])


@pytest.mark.parametrize("bound, amplification", [("low", 0.0), ("middle", 0.25), ("high", 0.5)])
def test_a_range_is_compared_by_its_low_end_its_middle_or_its_high_end(bound, amplification):
    rows = [target(None, HEBEI, comparator="between", low=5.0, high=5.5), target(5.0, TIANJIN)]
    assert compared(*rows, bound=bound).loc["天津市河北区", "amplification"] == amplification


@pytest.mark.parametrize("bound", ["low", "middle", "high"])
def test_a_single_bound_is_itself_whatever_is_asked_for(bound):
    rows = [target(None, HEBEI, comparator="ge", low=6.0), target(None, TIANJIN, comparator="le", high=5.0)]
    line = compared(*rows, bound=bound).loc["天津市河北区"]
    assert (line["target"], line["comparator"]) == (6.0, "ge")
    assert (line["upper_target"], line["upper_comparator"]) == (5.0, "le")


def test_an_unknown_bound_is_refused():
    with pytest.raises(ValueError, match="bound is 'mean'"):
        compared(target(5.0, HEBEI), bound="mean")


def test_amounts_have_no_amplification_and_shares_have():
    level = dict(indicator_id="budget_rev", indicator="一般公共预算收入", measure="level", unit="元")
    table = compared(target(30 * E8, HEBEI, **level), target(2000 * E8, TIANJIN, **level),
                     target(62.0, HEBEI, **SHARE), target(64.5, TIANJIN, **SHARE)).loc[["天津市河北区"]]
    table = table.set_index("measure")
    assert table.loc["level", "upper_target"] == 2000 * E8 and pd.isna(table.loc["level", "amplification"])
    assert table.loc["share", "amplification"] == -2.5


@pytest.mark.parametrize("other", [dict(year=2023), dict(base_year=2020), dict(average=True, year_from=2021),
                                   dict(indicator_id="industry_va", indicator="工业增加值"), dict(period="H1"),
                                   dict(measure="share")])
def test_only_the_same_thing_is_compared(other):
    assert pd.isna(compared(target(5.0, HEBEI), target(4.0, TIANJIN, **other)).loc["天津市河北区", "upper_target"])


def test_targets_without_a_number_or_a_known_division_are_left_out():
    zone = dict(place="天津生态城", adcode=None)
    assert compared(numberless("steady", **HEBEI), target(5.0, zone), target(5.0, dict(place="某区", adcode="990101")),
                    target(5.0, NATION)).empty


def test_a_distance_from_the_city_is_no_target():
    apart = dict(measure="change", unit="个百分点", basis="高于全市平均水平")
    assert compared(target(0.5, HEBEI, **apart)).empty


def test_results_stand_beside_targets_and_derived_ones_only_on_demand():
    rows = [target(5.0, HEBEI), actual(4.0, HEBEI), target(4.5, TIANJIN), actual(5.1, TIANJIN)]
    line = compared(*rows).loc["天津市河北区"]
    assert (line["actual"], line["upper_actual"]) == (4.0, 5.1)

    revenue = dict(indicator_id="budget_rev", indicator="一般公共预算收入")
    level = revenue | dict(measure="level", unit="元", step=1e7)
    rows = [target(6.0, HEBEI, **revenue), actual(20 * E8, HEBEI, **level, year=2023), actual(22 * E8, HEBEI, **level)]
    ledger = as_table("ledger", rows)
    judged = achievement.score(ledger)
    assert judged["method"].tolist() == ["bridged"]
    assert pd.isna(tiers(ledger).loc[0, "actual"])
    assert tiers(ledger, judged).loc[0, "actual"] == pytest.approx(10.0)


def test_parents_of_codes():
    table = parents(pd.Series(["120105", "130102", "130000", "100000", "429004", None, "000000"]))
    assert table["upper_adcode"].fillna("").tolist() == ["120000", "130100", "100000", "", "420000", "", ""]
    assert table["upper_place"].fillna("").tolist()[:3] == ["天津市", "河北省石家庄市", "全国"]


def test_nothing_gives_an_empty_table():
    assert list(tiers(as_table("ledger", [])).columns) == COLUMNS


rates = st.integers(-100, 200).map(lambda tenths: tenths / 10)


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from([HEBEI, TIANJIN, NATION]), st.integers(2020, 2023), rates), max_size=8,
                     unique_by=lambda line: (line[0]["adcode"], line[1])))
def test_amplification_over_two_steps_is_the_sum_of_both(rows):
    known = {(where["adcode"], year): value for where, year, value in rows}
    table = tiers(as_table("ledger", [target(value, where, year=year) for where, year, value in rows]))
    assert len(table) == sum(code != "100000" for code, _ in known)
    steps = table.set_index(["adcode", "year"])["amplification"]
    for (code, year), value in known.items():
        if code == "120105" and {("120000", year), ("100000", year)} <= set(known):
            whole = steps[code, year] + steps["120000", year]
            assert whole == pytest.approx(value - known["100000", year])
