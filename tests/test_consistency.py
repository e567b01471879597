"""Levels held against the growth that is told of them."""

from __future__ import annotations

import pytest

from helpers import consistency, ledger
from helpers.tables import LEDGER, as_table


def row(measure, value, year, **more):
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
        "unit": "%" if measure == "growth" else "元",
        "step": 0.1 if measure == "growth" else 1e7,
        "average": False,
        "estimated": False,
        "n_sources": 1,
        "conflict": False,
        "statement_id": f"{measure[0]}{year}",
    }
    return base | more


def check(*rows):
    return consistency.check(as_table("ledger", rows))


FAI = dict(indicator_id="fai", indicator="固定资产投资")
GDP = dict(indicator_id="gdp", indicator="地区生产总值")


@pytest.mark.parametrize(
    "growth, more, finding",
    [
        (5.0, {}, "agrees"),
        (4.0, {}, "revised"),
        (9.0, {}, "break"),
        (9.0, FAI, "revised"),
        (12.0, FAI, "break"),
        (9.0, GDP, "prices"),
        (5.0, GDP, "prices"),
        (17.0, GDP, "break"),
    ],
)
def test_a_finding_depends_on_the_series(growth, more, finding):
    table = check(
        row("level", 100e8, 2022, **more), row("level", 105e8, 2023, **more), row("growth", growth, 2023, **more)
    )
    assert table["finding"].tolist() == [finding]
    assert table["difference"].tolist() == [pytest.approx(5.0 - growth)]


def test_printed_digits_leave_room():
    coarse = [row("level", 100e8, 2022, step=1e8), row("level", 105e8, 2023, step=1e8), row("growth", 5.9, 2023)]
    assert check(*coarse)["finding"].tolist() == ["agrees"]


def test_levels_without_a_growth_between_them_are_no_check():
    assert check(row("level", 100e8, 2022), row("level", 300e8, 2023)).empty


def test_over_a_gap_all_growth_counts_and_a_jump_shows_where_some_is_missing():
    ends = [row("level", 100e8, 2021), row("level", 121e8, 2023)]
    yearly = check(*ends, row("growth", 10.0, 2022), row("growth", 10.0, 2023)).iloc[0]
    assert (yearly["finding"], yearly["year_from"], yearly["year"]) == ("agrees", 2021, 2023)
    assert check(*ends, row("growth", 10.0, 2023)).empty
    fallen = check(
        row("level", 303.6e8, 2021, **GDP), row("level", 192.3e8, 2023, **GDP), row("growth", 6.0, 2023, **GDP)
    )
    assert fallen["finding"].tolist() == ["break"]


def test_a_break_divides_the_years_on_either_side():
    table = check(row("level", 100e8, 2021), row("level", 60e8, 2022), row("growth", 6.0, 2022))
    parted = consistency.breaks(table)
    assert parted[["year_from", "year"]].to_numpy().tolist() == [[2021, 2022]]
    rows = as_table("ledger", [row("level", 1.0, year) for year in (2020, 2021, 2022, 2023)])
    rows = rows.assign(area="990101", series="budget_rev")
    assert consistency.broken(rows, parted, rows["year"] - 1, rows["year"]).tolist() == [False, False, True, False]


def test_the_ledger_flags_the_year_of_a_break():
    statements = [row("level", 100e8, 2021), row("level", 60e8, 2022), row("growth", 6.0, 2022)]
    flagged = ledger.flag_breaks(as_table("ledger", statements))
    assert flagged.set_index("statement_id")["series_break"].to_dict() == {
        "l2021": False,
        "l2022": True,
        "g2022": False,
    }
