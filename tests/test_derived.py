"""What follows from what is stated: each value once, with its arithmetic, and nothing where it would not hold."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import derived
from helpers.tables import DERIVED, LEDGER, as_table


def row(measure, value, year=2024, number=None, **more):
    """A result of one district's budget revenue, a point in base units."""
    rate = measure in ("growth", "share", "completion")
    base = dict.fromkeys(LEDGER) | {
        "place": "甲区",
        "adcode": "990101",
        "year": year,
        "period": "year",
        "indicator_id": "budget_rev",
        "indicator": "一般公共预算收入",
        "measure": measure,
        "role": "actual",
        "comparator": "eq",
        "low": value,
        "high": value,
        "unit": "%" if rate else "元",
        "step": 0.1 if rate else 1e6,
        "average": False,
        "estimated": False,
        "n_sources": 1,
        "conflict": False,
        "statement_id": f"{measure[0]}{year}{number or ''}",
    }
    return base | more


def found(*rows):
    return derived.derive(as_table("ledger", rows))


def only(*rows):
    table = found(*rows)
    assert len(table) == 1, table.T
    return table.iloc[0]


def test_a_level_and_its_growth_give_last_years_level():
    last = only(row("level", 110e8), row("growth", 10.0))
    assert list(last.index) == list(DERIVED)
    assert (last["year"], last["measure"], last["method"]) == (2023, "level", "back_chained")
    assert last["value"] == pytest.approx(100e8) and last["formula"] == "110/(1 + 10 %) = 100 (亿元)"
    assert (last["statement_id"], last["other_statement_ids"]) == ("l2024", "g2024")


def test_a_fall_is_written_as_one():
    assert only(row("level", 90e8), row("growth", -10.0))["formula"] == "90/(1 − 10 %) = 100 (亿元)"


def test_two_levels_give_growth_and_change():
    table = found(row("level", 110e8), row("level", 100e8, 2023)).set_index("measure")
    assert table["method"].eq("bridged").all() and set(table.index) == {"growth", "change"}
    assert table.loc["growth", "formula"] == "110/100 − 1 = +10 %"
    assert table.loc["change", "formula"] == "110 − 100 = 10 (亿元)"


def test_what_is_stated_is_not_derived_again():
    assert found(row("level", 110e8), row("growth", 10.0), row("level", 100e8, 2023), row("change", 10e8)).empty


def test_gross_product_is_never_bridged_and_investment_only_with_a_warning():
    gdp = dict(indicator_id="gdp", indicator="地区生产总值")
    assert found(row("level", 110e8, **gdp), row("growth", 10.0, **gdp)).empty
    assert found(row("level", 110e8, **gdp), row("level", 100e8, 2023, **gdp)).empty
    assert found(row("level", 110e8, **gdp), row("change", 10e8, **gdp)).empty
    fai = dict(indicator_id="fai", indicator="固定资产投资")
    assert only(row("level", 110e8, **fai), row("growth", 10.0, **fai))["warning"] == "growth is on a revised base"


@pytest.mark.parametrize(
    "more",
    [
        dict(basis="同口径"),
        dict(base_year=2020),
        dict(average=True),
        dict(period="H1"),
        dict(role="target"),
        dict(low=None),
        dict(high=None, comparator="ge"),
        dict(place="乙区", adcode="990102"),
    ],
)
def test_only_plain_yearly_points_of_one_place_are_calculated_with(more):
    assert found(row("level", 110e8), row("growth", 10.0) | more).empty


def test_an_estimate_is_passed_on():
    assert only(row("level", 110e8, estimated=True), row("growth", 10.0))["warning"] == "from an estimate"


def test_points_move_shares():
    share = dict(indicator_id="services_share", indicator="服务业占比")
    points = row("change", 2.0, unit="个百分点", step=0.1, **share)
    last = only(row("share", 61.7, **share), points)
    assert (last["year"], last["measure"], last["value"]) == (2023, "share", pytest.approx(59.7))
    this = only(row("share", 59.7, 2023, **share), points)
    assert (this["year"], this["measure"], this["value"]) == (2024, "share", pytest.approx(61.7))


def test_a_distance_from_another_place_moves_nothing():
    share = dict(indicator_id="services_share", indicator="服务业占比")
    away = row("change", 2.0, unit="个百分点", step=0.1, basis="全市平均水平", **share)
    assert found(row("share", 61.7, **share), away).empty


def test_a_completion_of_part_of_the_year_gives_the_goal_of_the_year():
    goal = only(row("level", 27e8, period="H1"), row("completion", 50.0, period="H1"))
    assert (goal["role"], goal["period"], goal["value"]) == ("target", "year", pytest.approx(54e8))


def test_of_several_amounts_nobody_can_tell_which_a_completion_is_of():
    several = [row("level", 27e8), row("increment", 3e8), row("completion", 90.0)]
    assert not found(*several)["method"].eq("implied").any()


def test_beyond_the_plan_by_a_share_is_a_completion():
    goal = only(row("level", 105e8), row("growth", 5.0, basis="年度计划"))
    assert (goal["role"], goal["value"], goal["formula"]) == ("target", pytest.approx(100e8), "105/105 % = 100 (亿元)")


def test_a_goal_over_years_is_answered_only_where_every_year_is_known():
    goal = row(
        "increment",
        9e4,
        2023,
        role="target",
        year_from=2021,
        period="span",
        unit="人",
        step=1.0,
        indicator_id="jobs",
        indicator="城镇新增就业",
        statement_id="t",
    )
    years = [
        row("increment", 3e4, year, unit="人", step=1.0, indicator_id="jobs", indicator="城镇新增就业")
        for year in (2021, 2022, 2023)
    ]
    whole = only(goal, *years)
    assert (whole["year_from"], whole["year"], whole["value"]) == (2021, 2023, 9e4)
    assert whole["formula"] == "3 + 3 + 3 = 9 (万人)" and whole["other_statement_ids"] == "i2021|i2022"
    assert found(goal, years[0], years[2]).empty


def test_growth_compounds_over_the_years_of_a_goal_also_in_constant_prices():
    gdp = dict(indicator_id="gdp", indicator="地区生产总值")
    goal = row("growth", 6.0, 2023, role="target", year_from=2022, period="span", average=True, statement_id="t", **gdp)
    mean = only(goal, row("growth", 4.0, 2022, **gdp), row("growth", 8.0, 2023, **gdp))
    assert mean["value"] == pytest.approx(100 * ((1.04 * 1.08) ** 0.5 - 1)) and mean["average"]
    assert mean["formula"] == "(1.04 × 1.08)^(1/2) − 1 = +5.98 % a year"


levels = st.integers(1, 10**6).map(float)
rates = st.integers(-900, 3000).map(lambda n: n / 10)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(levels, rates), min_size=1, max_size=20), st.sampled_from([1.0, 1e4, 1e8]))
def test_back_chaining_and_growth_undo_one_another_in_any_unit(cases, factor):
    rows = [
        part
        for n, (level, rate) in enumerate(cases)
        for part in (row("level", level * factor, 1900 + 3 * n), row("growth", rate, 1900 + 3 * n))
    ]
    table = found(*rows)
    assert table["year"].tolist() == [1899 + 3 * n for n in range(len(cases))]
    for (level, rate), last in zip(cases, table["value"], strict=True):
        assert last * (1 + rate / 100) == pytest.approx(level * factor)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["level", "growth", "change", "completion", "increment"]),
            st.integers(2018, 2024),
            st.integers(1, 500).map(float),
        ),
        max_size=14,
        unique_by=lambda c: c[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_nothing_stated_is_derived_and_the_order_of_rows_does_not_matter(cases, random):
    rows = [
        row(measure, value * (1 if measure in ("growth", "completion") else 1e8), year)
        for measure, year, value in cases
    ]
    table = found(*rows)
    pd.testing.assert_frame_equal(table, found(*random.sample(rows, len(rows))))
    stated = {(measure, year) for measure, year, _ in cases}
    actual = table[table["role"].eq("actual")]
    assert not {(m, y) for m, y in zip(actual["measure"], actual["year"], strict=True)} & stated
    assert not table.duplicated(["measure", "role", "year", "unit", "basis"]).any()


def test_a_corrected_number_marks_what_rests_on_it():
    mark = "value: 100 → 110 (wang: misread)"
    assert only(row("level", 110e8, correction=mark), row("growth", 10.0))["correction"] == mark
    assert only(row("level", 110e8), row("growth", 10.0, correction=mark))["correction"] == mark
    assert pd.isna(only(row("level", 110e8), row("growth", 10.0))["correction"])
