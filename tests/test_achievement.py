"""Target against result on whole examples; the numbers of the checked arithmetic are those of Tianjin's
districts."""
from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import achievement
from helpers.tables import ACHIEVEMENT, LEDGER, as_table

COUNTER = iter(range(10**9))
E8 = 1e8


def row(role, value, **more):
    """A ledger row with everything ordinary but what the test is about; a point where no bound is given."""
    base = dict.fromkeys(LEDGER) | {
        "place": "甲区", "adcode": "990101", "year": 2024, "period": "year", "indicator_id": "budget_rev",
        "indicator": "一般公共预算收入", "measure": "level", "role": role, "comparator": "eq", "low": value,
        "high": value,
        "unit": "元", "step": 1e6, "average": False, "estimated": False,
        "statement_id": f"{role[0]}{next(COUNTER):06}",
        "n_sources": 1, "conflict": False}
    rate = {"unit": "%", "step": 0.1} if more.get("measure") in ("growth", "share", "completion") else {}
    return base | rate | more


def score(*rows, **more):
    return achievement.score(as_table("ledger", rows), **more)


def only(*rows, **more):
    table = score(*rows, **more)
    assert len(table) == 1, table.T
    return table.iloc[0]


def pair(target, actual, comparator="eq", high=None, **more):
    bounds = {"ge": (target, None), "gt": (target, None), "le": (None, target), "lt": (None, target),
              "between": (target, high)}.get(comparator, (target, target))
    return (row("target", None, comparator=comparator, **more | dict(low=bounds[0], high=bounds[1])),
            row("actual", actual, **more))


def test_an_amount_reached_is_a_ratio_with_its_arithmetic():
    target, actual = pair(30 * E8, 35.08 * E8)
    found = only(target, actual)
    assert list(found.index) == list(ACHIEVEMENT)
    assert found["ratio"] == pytest.approx(1.169, abs=5e-4) and found["gap"] == pytest.approx(5.08 * E8)
    assert (found["verdict"], found["method"]) == ("met", "direct")
    assert found["formula"] == "35.08/30 = 116.9 % (亿元)"
    assert (found["target_statement_id"], found["actual_statement_id"]) == (target["statement_id"],
                                                                            actual["statement_id"])


def test_a_bare_noun_outside_the_lexicon_is_not_paired_across_sentences():
    bare = dict(indicator_id=None, indicator="项目", unit="个", step=1)
    assert score(*pair(20, 31, **bare)).empty
    assert only(*pair(20, 31, **bare | {"indicator": "碳汇造林示范项目"}))["verdict"] == "met"


GROWTH = dict(indicator_id="gdp", indicator="地区生产总值", measure="growth")
CPI = dict(indicator_id="cpi", indicator="居民消费价格涨幅", measure="growth")
ENERGY = dict(indicator_id="energy_intensity", indicator="单位GDP能耗", measure="growth")
DUST = dict(indicator_id="pm25", indicator="PM2.5", unit="微克/立方米", step=1.0)


@pytest.mark.parametrize("target, actual, comparator, high, more, verdict, ratio", [
    (37.5 * E8, 37.498 * E8, "eq", None, {}, "met", 0.99995),
    (37.5 * E8, 37.3 * E8, "eq", None, {}, "missed", 0.99467),
    (850, 849, "ge", None, dict(unit="家", step=1.0), "missed", 0.99882),
    (30 * E8, 29 * E8, "approx", None, {}, "met", 0.96667),
    (30 * E8, 28 * E8, "approx", None, {}, "missed", 0.93333),
    (30 * E8, 29 * E8, "between", 32 * E8, {}, "missed", 0.96667),
    (30 * E8, 33 * E8, "between", 32 * E8, {}, "met", 1.1),
    (6.0, 7.2, "eq", None, GROWTH, "met", 107.2 / 106),
    (6.0, 5.9, "ge", None, GROWTH, "missed", 0.99906),
    (6.0, 5.6, "approx", None, GROWTH, "met", 0.99623),
    (6.0, 5.4, "approx", None, GROWTH, "missed", 0.99434),
    (5.0, 5.2, "between", 5.5, GROWTH, "met", 1.0019),
    (0.5, -2.0, "eq", None, GROWTH, "missed", 0.97512),
    (-5.0, -3.0, "eq", None, dict(measure="growth"), "met", 1.02105),
    (3.0, 0.4, "approx", None, CPI, "met", None),
    (3.0, 3.4, "approx", None, CPI, "met", None),
    (3.0, 3.6, "approx", None, CPI, "missed", None),
    (3.0, -0.2, "approx", None, CPI, "missed", None),
    (3.0, 3.1, "le", None, CPI, "missed", None),
    (1.0, 2.5, "between", 2.0, CPI, "missed", None),
    (-3.0, -3.5, "eq", None, ENERGY, "met", 0.97 / 0.965),
    (-3.0, -2.5, "eq", None, ENERGY, "missed", 0.97 / 0.975),
    (40, 38, "le", None, DUST, "met", 40 / 38),
    (40, 44, "eq", None, DUST, "missed", 40 / 44),
    (60.0, 62.1, "ge", None, dict(indicator_id="services_share", indicator="服务业占比", measure="share"),
     "met", 1.035),
])
def test_the_rule_of_the_measure_decides(target, actual, comparator, high, more, verdict, ratio):
    found = only(*pair(target, actual, comparator, high, **more))
    assert found["verdict"] == verdict
    assert found["gap"] == pytest.approx(actual - target)
    if ratio is None:
        assert pd.isna(found["ratio"])
    else:
        assert found["ratio"] == pytest.approx(ratio, abs=1e-5)


def test_at_least_a_fall_bounds_it_from_above():
    """"下降3%以上" stands in the ledger with the comparator of the text and the bound that it means."""
    target = row("target", None, comparator="ge", high=-3.0, **ENERGY)
    assert only(target, row("actual", -3.2, **ENERGY))["verdict"] == "met"
    assert only(target, row("actual", -2.8, **ENERGY))["verdict"] == "missed"


def test_growth_shows_its_points_and_the_ratio_of_indices():
    assert only(*pair(6.0, 7.2, **GROWTH))["formula"] == "7.2 − 6 = +1.2 pp; 107.2/106 = 101.1 %"
    assert only(*pair(-3.0, -3.5, **ENERGY))["formula"] == "−3.5 − (−3) = −0.5 pp; 97/96.5 = 100.5 %"
    assert only(*pair(3.0, 0.4, "approx", **CPI))["formula"] == "0.4 − 3 = −2.6 pp; 0.4 in [0, 3.5]"


def numberless(comparator, **more):
    return row("target", None, comparator=comparator, **GROWTH | dict(indicator_id="income",
                                                                      indicator="居民收入") | more)


def test_in_step_with_growth_is_resolved_against_the_same_place_and_year():
    result = row("actual", 5.2, **GROWTH | dict(indicator_id="income", indicator="居民收入"))
    gdp = row("actual", 5.5, **GROWTH)
    found = score(numberless("sync"), result, gdp).iloc[0]
    assert (found["verdict"], found["target_low"]) == ("met", 5.5)
    assert found["formula"] == "5.2 − 5.5 = −0.3 pp against GDP growth; 105.2/105.5 = 99.7 %"
    assert score(numberless("sync"), result, gdp | dict(low=6.5, high=6.5)).iloc[0]["verdict"] == "missed"
    for other in (dict(place="乙区", adcode="990102"), dict(year=2023), dict(period="H1"),
                  dict(role="target")):
        found = score(numberless("sync"), result, gdp | other)
        found = found[found["indicator_id"].eq("income")].iloc[0]
        assert found["verdict"] == "not_comparable" and "GDP growth" in found["note"]


def test_targets_without_a_number():
    growth = dict(GROWTH, indicator_id="income", indicator="居民收入")
    assert only(numberless("positive"), row("actual", 0.1, **growth))["verdict"] == "met"
    assert only(numberless("positive"), row("actual", 0.0, **growth))["verdict"] == "missed"
    assert only(numberless("steady"), row("actual", 5.0, **growth))["verdict"] == "unquantified"
    alone = only(numberless("assigned", measure="completion"))
    assert alone["verdict"] == "unquantified" and pd.isna(alone["ratio"]) and pd.isna(alone["formula"])


@pytest.mark.parametrize("change", [
    dict(year=2023), dict(place="乙区", adcode="990102"), dict(period="H1"), dict(indicator_id="gdp"),
    dict(year_from=2021, period="span")])
def test_only_the_same_thing_is_a_pair(change):
    target, actual = pair(30 * E8, 35 * E8)
    assert score(target, actual | change).empty


@pytest.mark.parametrize("change, words", [
    (dict(measure="increment"), "increment"), (dict(measure="growth", unit="%", low=6.0, high=6.0),
                                               "growth (%)"),
    (dict(unit="美元"), "美元")])
def test_measures_and_units_do_not_mix(change, words):
    target, actual = pair(30 * E8, 35 * E8)
    found = only(target, actual | change)
    assert found["verdict"] == "not_comparable" and words in found["note"]
    assert pd.isna(found["ratio"]) and pd.isna(found["actual"])


def test_a_bounded_result_decides_only_what_it_can():
    target = row("target", 1000, unit="家", step=1.0)
    assert only(target, row("actual", 1000, high=None, comparator="gt", unit="家"))["verdict"] == "met"
    undecided = only(target, row("actual", 900, high=None, comparator="gt", unit="家"))
    assert undecided["verdict"] == "not_comparable" and "does not decide" in undecided["note"]
    assert only(target, row("actual", 900, low=None, comparator="lt", unit="家"))["verdict"] == "missed"
    assert only(target, row("actual", 1000, low=None, comparator="lt", unit="家"))["verdict"] == "missed"


def test_what_a_reader_should_know_is_noted():
    target, actual = pair(30 * E8, 35 * E8)
    found = only(target | dict(conflict=True), actual | dict(estimated=True, conflict=True, basis="同口径"))
    assert found["note"].split("; ") == ["result is estimated", "sources of the target differ",
                                         "sources of the result differ", "bases differ"]
    assert pd.isna(only(target, actual)["note"])


def test_a_result_on_the_same_basis_is_preferred():
    target, actual = pair(30 * E8, 35 * E8)
    same = row("actual", 28 * E8, basis="同口径")
    assert only(target | dict(basis="同口径"), actual, same)["actual"] == 28 * E8
    assert only(target, actual, same)["actual"] == 35 * E8


def test_outside_the_lexicon_phrases_pair_and_the_direction_is_said_to_be_assumed():
    more = dict(indicator_id=None, unit="个", step=1.0)
    found = only(row("target", 8, indicator="“小码头” 泊位", **more), row("actual", 9, indicator="小码头泊位",
                                                                     **more))
    assert (found["verdict"], found["note"]) == ("met", "direction assumed")


def test_outside_the_lexicon_a_fall_is_judged_only_where_a_bound_tells_its_direction():
    fall = dict(indicator_id=None, indicator="渡船油耗", measure="growth")
    bound = row("target", None, comparator="ge", high=-3.0, **fall)
    assert only(bound, row("actual", -4.0, **fall))["verdict"] == "met"
    assert only(bound, row("actual", -2.0, **fall))["verdict"] == "missed"
    plain = only(row("target", -3.0, **fall), row("actual", -4.0, **fall))
    assert (plain["verdict"], plain["note"]) == ("not_comparable", "it is unknown whether the fall is an aim")
    assert plain["gap"] == -1.0


def test_a_change_has_a_gap_and_no_ratio():
    found = only(*pair(2.0, 2.6, measure="change", unit="个百分点", step=0.1))
    assert (found["verdict"], found["formula"]) == ("met", "2.6 − 2 = +0.6 pp") and pd.isna(found["ratio"])


def stated(value, **more):
    return row("actual", value, measure="completion", **more)


def test_a_stated_completion_gives_the_target_back():
    actual = row("actual", 35.08 * E8)
    said = stated(116.9)
    found = only(actual, said)
    assert (found["method"], found["verdict"], found["measure"]) == ("implied", "met", "level")
    assert found["target_low"] == pytest.approx(30 * E8, rel=1e-3)
    assert found["ratio"] == pytest.approx(1.169) and found["official_ratio"] == pytest.approx(1.169)
    assert found["formula"] == "35.08/116.9 % = 30.01 (亿元); 35.08/30.01 = 116.9 % (亿元)"
    assert (found["target_statement_id"], found["actual_statement_id"]) == (said["statement_id"],
                                                                            actual["statement_id"])


def test_a_stated_completion_gives_the_result():
    found = only(row("target", 30 * E8), stated(95.4))
    assert found["actual"] == pytest.approx(28.62 * E8) and found["verdict"] == "missed"
    assert (found["method"], found["formula"]) == (
        "implied", "30 × 95.4 % = 28.62 (亿元); 28.62/30 = 95.4 % (亿元)")


def test_a_stated_completion_stands_beside_the_recomputed_one():
    found = only(*pair(30 * E8, 35.08 * E8), stated(116.9))
    assert (found["method"], found["official_ratio"]) == ("direct", pytest.approx(1.169))
    assert found["note"] == "the officially stated 116.9 % agrees"
    found = only(*pair(45 * E8, 39.1 * E8), stated(104.3))
    assert (found["verdict"], found["official_ratio"]) == ("missed", pytest.approx(1.043))
    assert found["ratio"] == pytest.approx(0.869, abs=5e-4)
    assert found["note"] == "the officially stated 104.3 % differs"


def test_a_completion_of_a_revised_target_stands_beside_the_original():
    table = score(*pair(45 * E8, 39.1 * E8), stated(104.3, basis="调整后目标"))
    assert table.set_index("method")["verdict"].to_dict() == {"direct": "missed", "implied": "met"}
    implied = table.set_index("method").loc["implied"]
    assert implied["target_low"] == pytest.approx(37.5 * E8, rel=1e-3)
    assert table.set_index("method")["official_ratio"].isna().to_dict() == {"direct": True, "implied": False}


def test_a_revised_target_that_is_stated_is_judged_beside_the_original():
    original, actual = pair(45 * E8, 39.1 * E8)
    table = score(original, row("target", 37.5 * E8, basis="调整后目标"), actual, stated(104.3, basis="调整后目标"))
    assert table.sort_values("target_low")["ratio"].round(3).tolist() == [1.043, 0.869]
    assert table.sort_values("target_low")["note"].iloc[0] == "the officially stated 104.3 % agrees"


def test_a_stated_completion_alone_is_reported_as_such():
    found = only(stated(111.2))
    assert (found["method"], found["measure"], found["verdict"]) == ("official", "completion", "met")
    assert pd.isna(found["actual"]) and found["formula"] == "officially 111.2 %"


def test_half_of_the_plan_in_half_of_the_year_is_no_failure():
    assert score(stated(50.0, period="H1")).empty


def test_a_stock_shows_the_effort_beside_the_ratio():
    firms = dict(indicator_id="htech", indicator="国家高新技术企业", unit="家", step=1.0)
    found = score(row("actual", 500, year=2023, **firms), *pair(530, 520, **firms))
    assert found["base"].tolist() == [500] and found["effort_ratio"].tolist() == [pytest.approx(20 / 30)]
    assert found["ratio"].tolist() == [pytest.approx(520 / 530)]
    flow = score(row("actual", 28 * E8, year=2023), *pair(30 * E8, 29 * E8))
    assert flow["base"].tolist() == [28 * E8] and flow["effort_ratio"].isna().all()


def test_more_than_being_in_step_asks_for_more():
    income = dict(GROWTH, indicator_id="income", indicator="居民收入")
    for actual, verdict in ((5.5, "missed"), (5.6, "met"), (5.2, "missed")):
        result, gdp = row("actual", actual, **income), row("actual", 5.5, **GROWTH)
        table = score(numberless("sync", basis="高于经济增速"), result, gdp)
        found = table[table["indicator_id"].eq("income")].iloc[0]
        assert (found["verdict"], found["target_low"]) == (verdict, 5.5)


def test_a_distance_from_something_is_nobodys_result():
    far = dict(measure="change", unit="个百分点", step=0.1, indicator_id="income", indicator="居民收入")
    target, actual = pair(1.0, 0.2, **far)
    assert score(target, actual | dict(basis="经济增速")).empty


def test_a_distance_from_the_goal_implies_the_goal():
    growth = row("actual", 5.5, **GROWTH)
    away = row("actual", 0.7, **GROWTH | dict(measure="change", unit="个百分点", step=0.1, basis="目标"))
    found = only(growth, away)
    assert (found["target_low"], found["verdict"], found["method"]) == (pytest.approx(4.8), "met", "implied")
    assert found["formula"] == "5.5 − 0.7 = 4.8 (%); 5.5 − 4.8 = +0.7 pp; 105.5/104.8 = 100.7 %"
    assert score(row("target", 4.8, **GROWTH), growth, away)["method"].tolist() == ["direct"]


def test_checked_arithmetic():
    assert only(*pair(30 * E8, 35.08 * E8))["formula"].startswith("35.08/30 = 116.9 %")
    assert only(*pair(37.5 * E8, 39.1 * E8))["formula"].startswith("39.1/37.5 = 104.3 %")


def test_tolerances_are_data():
    strict = achievement.rules().assign(slack=0.0)
    assert only(*pair(6.0, 5.6, "approx", **GROWTH))["verdict"] == "met"
    assert only(*pair(6.0, 5.6, "approx", **GROWTH), rulebook=strict)["verdict"] == "missed"


def test_nothing_gives_an_empty_table_and_targets_alone_give_no_row():
    assert list(score().columns) == list(ACHIEVEMENT)
    assert score(row("target", 30 * E8)).empty and score(row("actual", 30 * E8)).empty


amounts = st.integers(1, 10**6).map(float)
rates = st.integers(-300, 300).map(lambda n: n / 10)


def judged(cases):
    """Each case (two ledger rows) judged in a year of its own: one call for all of them."""
    table = score(*(line | {"year": 2000 + n} for n, lines in enumerate(cases) for line in lines))
    table = table.sort_values("year", ignore_index=True)
    assert table["year"].tolist() == [2000 + n for n in range(len(cases))]
    return table


def batch(*parts):
    return st.lists(st.tuples(*parts), min_size=1, max_size=40)


@settings(max_examples=8, deadline=None)
@given(batch(amounts, amounts, st.sampled_from([1e4, 1e8]), st.sampled_from(["eq", "approx", "ge", "le"])))
def test_units_leave_the_ratio_and_the_verdict_alone(cases):
    small = judged([pair(t, a, comparator, step=1.0) for t, a, _, comparator in cases])
    large = judged([pair(t * f, a * f, comparator, step=f) for t, a, f, comparator in cases])
    assert small["ratio"].tolist() == pytest.approx(large["ratio"].tolist(), rel=1e-12)
    assert small["verdict"].tolist() == large["verdict"].tolist()


SERIES = [("gdp", "growth", 1), ("services_share", "share", 1), ("vacancy", "level", -1),
          ("energy_intensity", "growth", -1)]


def promised(target, comparator, series, measure, sign):
    """A target of which more (sign 1) or less (−1) is better; a fall has the comparator of its size."""
    turned = comparator if sign > 0 else achievement.FLIP.get(comparator, comparator)
    more = dict(indicator_id=series, indicator="港口单位电耗", measure=measure, unit="%", step=0.1)
    line = pair(target, 0.0, turned, target + 0.5, **more)[0]
    fall = measure == "growth" and target < 0
    return line | {"comparator": achievement.FLIP.get(turned, turned) if fall else turned}, more


@settings(max_examples=12, deadline=None)
@given(batch(rates, rates, rates, st.sampled_from(["eq", "approx", "ge", "gt", "between"]),
             st.sampled_from(SERIES)))
def test_doing_better_never_turns_met_into_missed(cases):
    worse, better = [], []
    for target, first, second, comparator, (series, measure, sign) in cases:
        line, more = promised(target, comparator, series, measure, sign)
        low, high = sorted((first, second), reverse=sign < 0)
        worse.append((line, row("actual", low, **more)))
        better.append((line, row("actual", high, **more)))
    low, high = judged(worse), judged(better)
    assert set(low["verdict"]) | set(high["verdict"]) <= {"met", "missed"}
    assert not (low["verdict"].eq("met") & high["verdict"].eq("missed")).any()
    assert not (low["ratio"] > high["ratio"] + 1e-12).fillna(False).any()


@settings(max_examples=8, deadline=None)
@given(batch(rates, rates))
def test_the_ratio_of_growth_is_above_one_exactly_where_the_gap_is_positive(cases):
    found = judged([pair(target, actual, **GROWTH) for target, actual in cases])
    met = found["verdict"].eq("met").tolist()
    assert (found["ratio"] >= 1).tolist() == (found["gap"] >= 0).tolist() == met


def test_every_rule_names_what_exists():
    table = achievement.rules()
    assert not table.duplicated(["measure", "direction", "comparator"]).any()
    sized = {"eq", "ge", "gt", "le", "lt", "between", "approx"}
    for measure in ("level", "increment", "growth", "share", "change"):
        for direction in ("higher", "lower", "neutral", "band"):
            cases = table[table["measure"].eq(measure) & table["direction"].eq(direction)]
            assert sized <= set(cases["comparator"]), (measure, direction, sized - set(cases["comparator"]))
