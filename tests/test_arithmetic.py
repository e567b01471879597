"""From words to arithmetic: what a reader would calculate comes out of the program, with its formula.

The numbers are published ones of Tianjin's districts; the sentences are ours.
"""

from __future__ import annotations

import pytest

from helpers import achievement, consistency, derived, ledger, progress
from helpers.documents import read_document
from helpers.statements import extract_statements


def book(*texts):
    """The ledger of texts, each (year under review, text), of one district."""
    documents = [
        read_document(
            f"---\ntitle: 南开区{year}年计划执行情况\ndistrict: 天津市南开区\ndate: {year + 1}-01-10\n"
            f"kind: plan_report\n"
            f"---\n{text}\n".encode(),
            f"{year}-{n}.md",
        )
        for n, (year, text) in enumerate(texts)
    ]
    return ledger.tabulate([said for document in documents for said in extract_statements(document)], documents)


def derived_of(*texts):
    rows = derived.derive(book(*texts))
    return rows.set_index(["indicator_id", "measure", "role", "year"])


def test_a_stated_completion_gives_the_target_back_and_last_year_gives_the_growth():
    rows = book((2024, "2024年，北京项目投资额35.08亿元，完成全年任务的116.9%；2023年为34.2亿元。"))
    found = achievement.score(rows)
    assert found["method"].tolist() == ["implied"]
    assert found["target_low"].iloc[0] == pytest.approx(30e8, rel=1e-3)
    assert (round(found["ratio"].iloc[0], 3), found["verdict"].iloc[0]) == (1.169, "met")
    growth = derived.derive(rows).set_index("measure").loc["growth"]
    assert growth["value"] == pytest.approx(2.6, abs=0.05) and growth["formula"] == "35.08/34.2 − 1 = +2.6 %"


def test_a_target_stated_the_year_before_confirms_the_completion():
    goal = "二、2024年工作安排\n2024年力争引进北京项目投资额30亿元。"
    found = achievement.score(book((2023, goal), (2024, "北京项目投资额35.08亿元，完成全年任务的116.9%。")))
    assert (found["method"].tolist(), found["official_ratio"].round(3).tolist()) == (["direct"], [1.169])
    assert found["formula"].iloc[0] == "35.08/30 = 116.9 % (亿元)"
    assert "the officially stated 116.9 % agrees" in found["note"].iloc[0]


def test_a_budget_is_judged_against_the_revised_goal_that_its_completion_speaks_of():
    goal = "二、2023年预算安排\n2023年一般公共预算收入安排45亿元。"
    found = achievement.score(book((2022, goal), (2023, "一般公共预算收入39.1亿元，完成调整预算的104.3%。")))
    found = found.set_index("method")
    assert found["verdict"].to_dict() == {"direct": "missed", "implied": "met"}
    assert found.loc["implied", "target_low"] == pytest.approx(37.5e8, rel=1e-3)
    assert found.loc["direct", "ratio"] == pytest.approx(0.869, abs=5e-4)
    stated = achievement.score(book((2023, "一般公共预算收入39.1亿元，为调整预算37.5亿元的104.3%。")))
    assert stated["formula"].tolist() == ["39.1/37.5 = 104.3 % (亿元)"]


def test_a_stock_and_what_was_added_give_last_years_stock_and_the_growth():
    rows = derived_of((2023, "航运企业达到383家，净增93家。"))
    assert rows.loc[("shipping_firms", "level", "actual", 2022), "value"] == 290
    growth = rows.loc[("shipping_firms", "growth", "actual", 2023)]
    assert growth["formula"] == "383/290 − 1 = +32.1 %" and "net" in growth["warning"]


def test_growth_gives_last_years_level_back():
    rows = derived_of((2023, "内资到位额完成121.47亿元，同比增长19.2%。"))
    last = rows.loc[("dom_inv", "level", "actual", 2022)]
    assert (last["method"], last["formula"]) == ("back_chained", "121.47/(1 + 19.2 %) = 101.9 (亿元)")


def test_a_cut_over_five_years_compounds():
    goal = "二、“十四五”目标\n“十四五”期间，单位生产总值能耗下降20%。"
    rows = progress.progress(book((2020, goal), (2024, "“十四五”前四年单位生产总值能耗累计下降15.61%。")))
    row = rows[rows["convention"].eq("compound")].iloc[0]
    assert row["remaining"] == pytest.approx(-5.20, abs=0.005) and row["status"] == "behind"
    assert row["formula"] == "80/84.39 − 1 = −5.2 % remain"


def test_levels_in_current_prices_are_held_against_growth_in_constant_ones_and_never_bridged():
    text = "2020年地区生产总值632亿元，2015年为461.5亿元，五年年均增长3.9%。"
    rows = book((2020, text))
    check = consistency.check(rows).iloc[0]
    assert (check["finding"], round(check["implied"], 1), check["stated"]) == ("prices", 6.5, 3.9)
    assert check["formula"] == "(632/461.5)^(1/5) − 1 = +6.5 % a year (亿元); stated +3.9 %"
    assert derived.derive(rows).empty


def test_a_distance_from_the_goal_gives_the_goal():
    text = "地区生产总值增长3.8%，高于预期目标0.3个百分点。固定资产投资增长5%，低于年初目标1个百分点。"
    found = achievement.score(book((2023, text))).set_index("indicator_id")
    assert found["target_low"].round(6).to_dict() == {"gdp": 3.5, "fai": 6.0}
    assert found["verdict"].to_dict() == {"gdp": "met", "fai": "missed"} and set(found["method"]) == {"implied"}


def test_a_goal_of_growth_is_answered_by_two_levels_and_a_level_by_growth():
    goals = "二、2023年工作安排\n2023年一般公共预算收入增长6%，社会消费品零售总额达到105亿元，地区生产总值达到700亿元。"
    done = "2023年一般公共预算收入37.1亿元，2022年为35亿元。社会消费品零售总额增长4%。地区生产总值增长5%。"
    before = "2022年社会消费品零售总额100亿元，地区生产总值650亿元。"
    found = achievement.score(book((2022, before + "\n" + goals), (2023, done))).set_index("indicator_id")
    revenue, retail = found.loc["budget_rev"], found.loc["retail"]
    assert (revenue["method"], revenue["verdict"]) == ("bridged", "met")
    assert revenue["formula"] == "37.1/35 − 1 = +6 %; 6 − 6 = 0 pp; 106/106 = 100.0 %"
    assert (retail["method"], retail["verdict"]) == ("bridged", "missed")
    assert retail["formula"] == "100 × (1 + 4 %) = 104 (亿元); 104/105 = 99.0 % (亿元)"
    assert found.loc["gdp", "verdict"] == "not_comparable" and "growth" in found.loc["gdp", "note"]


def test_nothing_is_carried_across_a_break():
    before = "2022年一般公共预算收入60亿元。"
    goals = "二、2023年工作安排\n2023年一般公共预算收入增长6%。"
    broken = "2023年一般公共预算收入37.1亿元，同口径增长6%，比上年增长5.5%。"
    rows = book((2022, before + "\n" + goals), (2023, broken))
    assert consistency.check(rows)["finding"].tolist() == ["break"]
    level = rows[rows["measure"].eq("level") & rows["year"].eq(2023)]
    assert level["series_break"].tolist() == [True]
    assert not rows.loc[rows["year"].eq(2022), "series_break"].any()
    assert not derived.derive(rows)["measure"].eq("growth").any()
    assert achievement.score(rows)["method"].tolist() == ["direct"]


def test_years_add_up_to_the_goal_of_several():
    goal = "二、今后三年\n2021年至2023年累计新增就业9万人。"
    done = ["2021年新增就业2.9万人。", "2022年新增就业3万人。", "2023年新增就业3.2万人。"]
    rows = book((2020, goal), *zip((2021, 2022, 2023), done, strict=True))
    found = achievement.score(rows)
    assert found["formula"].tolist() == ["2.9 + 3 + 3.2 = 9.1 (万人); 9.1/9 = 101.1 % (万人)"]
    assert (found["year_from"].tolist(), found["verdict"].tolist()) == ([2021], ["met"])
    part = progress.progress(book((2020, goal), *zip((2021, 2022), done[:2], strict=True)))
    assert part["status"].tolist() == ["behind", "behind"] and part["remaining"].round().tolist() == [61000, 31000]


def test_half_a_year_is_compared_by_what_the_figure_is():
    goals = (
        "二、2024年工作安排\n2024年一般公共预算收入40亿元，地区生产总值增长6%，国家高新技术企业达到530家，"
        "城镇登记失业率控制在4%以内。"
    )
    half = (
        "2024年上半年，一般公共预算收入完成18亿元，地区生产总值增长5.6%，国家高新技术企业达到510家，"
        "城镇登记失业率3.8%，固定资产投资完成年度目标的52%。"
    )
    rows = progress.progress(book((2023, goals), (2024, half)))
    assert set(rows["period"]) == {"H1"}
    rows = rows.set_index("indicator_id")
    told = rows[["convention", "status"]].agg(tuple, axis=1).to_dict()
    assert told == {
        "budget_rev": ("flow", "behind"),
        "gdp": ("rate", "behind"),
        "htech": ("stock", "behind"),
        "unemp_reg": ("rate", "on_schedule"),
        "fai": ("flow", "on_schedule"),
    }
    assert rows.loc["budget_rev", "formula"] == "18/40 = 45.0 % (亿元); 50 % of the time"
    assert rows.loc["gdp", "lead"] == pytest.approx(-0.4) and rows.loc["unemp_reg", "lead"] == pytest.approx(0.2)
    assert rows.loc["htech", "progress"] == pytest.approx(510 / 530)
