"""Which targets can be judged, and why the others cannot."""

from __future__ import annotations

import functools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_achievement import E8, GROWTH, numberless, pair, row

from helpers import achievement, lexicon
from helpers.coverage import OUTCOMES, answers, coverage, outcomes, reason_words, summarise
from helpers.tables import DOCUMENTS, as_table
from helpers.tables import OUTCOMES as OUTCOME_COLUMNS

NEW_JOBS = dict(indicator_id="urban_jobs", indicator="城镇新增就业", unit="人", measure="increment", step=1.0)
FIRMS = dict(indicator_id=None, indicator="科技型中小企业培育库入库企业", unit="家", step=1.0)


def text(review_year=None, target_year=None, issued=None, **more):
    """A document of 甲区."""
    number = f"{review_year}-{target_year}-{issued}"
    return dict.fromkeys(DOCUMENTS) | {"doc_id": number, "path": number, "place": "甲区", "adcode": "990101",
                                       "kind": "work_report", "sha256": number, "text": "", "issued": issued,
                                       "review_year": review_year, "target_year": target_year} | more


REPORTS = [text(2023, 2024, "2024-01-10"), text(2024, 2025, "2025-01-12")]


def found(*rows, documents=REPORTS):
    ledger = as_table("ledger", rows)
    return outcomes(ledger, achievement.score(ledger), as_table("documents", documents))


def why(*rows, documents=REPORTS):
    """Outcome and reason of the first target among `rows`."""
    table = found(*rows, documents=documents).set_index("statement_id")
    target = next(line["statement_id"] for line in rows if line["role"] == "target")
    return table.loc[target, "outcome"], table.loc[target, "reason"]


def target(value=30 * E8, **more):
    return row("target", value, **more)


def actual(value=31 * E8, **more):
    return row("actual", value, **more)


CASES = {
    "direction_only": ("unquantified", [numberless("steady")]),
    "assigned": ("unquantified", [numberless("assigned")]),
    "no_year": ("unanswered", [target(year=None)]),
    "no_place": ("unanswered", [target(place=None, adcode=None)]),
    "distance": ("unanswered", [target(0.5, measure="change", unit="个百分点", basis="高于全市平均水平"), actual()]),
    "bare_name": ("unanswered", [target(20, indicator_id=None, indicator="项目", unit="个"),
                                 actual(21, indicator_id=None, indicator="项目", unit="个")]),
    "gdp_unknown": ("not_comparable", [target(None, measure="growth", comparator="sync"),
                                       actual(5.0, measure="growth")]),
    "result_numberless": ("not_comparable", [target(5.0, **GROWTH), actual(None, **GROWTH, comparator="steady")]),
    "one_sided": ("not_comparable", [target(), actual(None, low=29 * E8, comparator="gt")]),
    "no_rule": ("not_comparable", [target(-3.0, indicator_id=None, indicator="某项费用支出", measure="growth"),
                                   actual(-2.0, indicator_id=None, indicator="某项费用支出", measure="growth")]),
    "other_basis": ("not_comparable", [target(5.0, **GROWTH), actual(12.0, **GROWTH, base_year=2019)]),
    "other_unit": ("not_comparable", [target(), actual(5e8, unit="美元")]),
    "other_measure": ("not_comparable", [target(5.0, **GROWTH), actual(400 * E8, **GROWTH | {"measure": "level"})]),
    "part_of_year": ("unanswered", [target(), actual(16 * E8, period="H1")]),
    "span_running": ("unanswered", [target(5e5, **NEW_JOBS, year_from=2022, year=2026, period="span"),
                                    actual(year=2023)]),
    "year_running": ("unanswered", [target(year=2025), actual()]),
    "yearly_only": ("unanswered", [target(5e4, **NEW_JOBS, year_from=2022, period="span"), actual(1e4, **NEW_JOBS)]),
    "other_period": ("unanswered", [target(1e4, **NEW_JOBS, period="H1"), actual(2e4, **NEW_JOBS)]),
    "no_text": ("unanswered", [target(place="乙区", adcode="990102")]),
    "no_review": ("unanswered", [target(year=2019)]),
    "outside_lexicon": ("unanswered", [target(120, **FIRMS), actual()]),
    "not_told": ("unanswered", [target(5.0, **GROWTH), actual()]),
}


@functools.cache
def every_case():
    """The outcomes of all cases at once, each in a district of its own."""
    rows, reports = [], []
    for at, (_, lines) in enumerate(CASES.values()):
        home = {"adcode": f"9902{at:02}"}
        rows += [line | home if line["adcode"] == "990101" else line for line in lines]
        reports += [text | home | {"doc_id": f"{at}{text['doc_id']}"} for text in REPORTS]
    return found(*rows, documents=reports).set_index("statement_id")


@pytest.mark.parametrize("reason", CASES)
def test_each_target_without_a_verdict_has_its_reason(reason):
    outcome, rows = CASES[reason]
    line = every_case().loc[rows[0]["statement_id"]]
    assert (line["outcome"], line["reason"]) == (outcome, reason)


def test_every_reason_of_the_table_is_one_that_occurs():
    assert set(CASES) == {line["reason"] for line in lexicon.table("reasons", unique=["reason"])}


def test_a_judged_target_tells_verdict_method_and_result_and_needs_no_reason():
    pledged, reached = pair(30 * E8, 35.08 * E8)
    line = found(pledged, reached).iloc[0]
    assert list(line.index) == list(OUTCOME_COLUMNS)
    assert (line["outcome"], line["verdict"], line["method"]) == ("judged", "met", "direct")
    assert line["actual_statement_id"] == reached["statement_id"]
    assert pd.isna(line["reason"]) and pd.isna(line["near_year"])


def test_a_derived_result_that_nothing_judges_has_a_reason_too():
    levels = [actual(20 * E8, year=2023), actual(22 * E8)]
    assert why(target(None, measure="growth", comparator="sync"), *levels) == ("not_comparable", "gdp_unknown")


def test_a_report_given_in_december_closes_its_own_year():
    rows = [target(5.0, year=2021, **GROWTH)]
    assert why(*rows, documents=[text(None, 2021, "2021-01-20")])[1] == "year_running"
    assert why(*rows, documents=[text(None, 2021, "2021-01-20"), text(2021, 2022, "2021-12-20")])[1] == "not_told"


def test_a_text_without_a_date_counts_from_the_years_that_it_speaks_of():
    assert why(target(year=2024), documents=[text(None, 2024)])[1] == "year_running"
    assert why(target(year=2024), documents=[text(2024, None)])[1] == "not_told"
    assert why(target(year=2023), documents=[text(2024, None)])[1] == "no_review"


def test_the_nearest_year_with_results_is_told_in_words():
    table = found(target(year=2020), documents=[text(2018, None, "2019-01-10"), text(2021, None, "2022-01-10")])
    assert table["near_year"].tolist() == [2021]
    assert reason_words(table, "zh").tolist() == ["没有文本说到该年的结果（说到的最近一年是2021年）"]
    assert "2021" in reason_words(table, "en")[0]
    with pytest.raises(ValueError, match="language"):
        reason_words(table, "fr")


def test_a_result_of_another_place_or_text_answers_nothing():
    assert why(target(), actual(place="乙区", adcode="990102"))[1] == "not_told"


def test_a_verdict_goes_before_none_and_told_before_derived():
    ledger = as_table("ledger", pair(30 * E8, 31 * E8))
    direct = achievement.score(ledger)
    again = pd.concat([
        direct.assign(method="bridged", verdict="missed"), direct.assign(method="direct", verdict="not_comparable"),
        direct.assign(method="implied", verdict="met")])
    assert answers(as_table("achievement", again))["method"].tolist() == ["implied"]
    assert answers(as_table("achievement", pd.concat([again, direct])))["method"].tolist() == ["direct"]


def test_a_summary_counts_every_target_once():
    table = found(*pair(30 * E8, 35 * E8), *pair(5.0, 4.0, **GROWTH), target(year=2025),
                  numberless("steady", year=2023), target(120, **FIRMS))
    by_year = summarise(table, ["place", "year"]).set_index("year")
    assert by_year.loc[2024].drop("place").to_dict() == {
        "targets": 3, "judged": 2, "met": 1, "missed": 1, "unquantified": 0, "not_comparable": 0, "unanswered": 1,
        "share_judged": 2 / 3}
    assert by_year["targets"].to_dict() == {2023: 1, 2024: 3, 2025: 1}
    by_category = summarise(table, ["category"], "en")
    assert by_category["category"].tolist()[:2] == ["Macro-economy", "Public finance"]
    assert by_category["targets"].sum() == 5 and by_category["category"].isna().sum() == 1
    with pytest.raises(KeyError):
        summarise(table, ["province"])


def test_without_targets_there_is_an_empty_table():
    assert list(found(actual()).columns) == list(OUTCOME_COLUMNS) and found(actual()).empty
    assert found(documents=[]).empty and summarise(found(documents=[])).empty


lines = st.sampled_from([line for _, rows in CASES.values() for line in rows] + [*pair(6.0, 5.6, **GROWTH)])


@settings(max_examples=8, deadline=None)
@given(rows=st.lists(lines, unique_by=lambda line: line["statement_id"]))
def test_every_target_has_one_outcome_whatever_stands_beside_it(rows):
    table = found(*rows)
    assert sorted(table["statement_id"]) == sorted(line["statement_id"] for line in rows if line["role"] == "target")
    assert table["outcome"].isin(OUTCOMES).all()
    assert (table["reason"].isna() == table["outcome"].eq("judged")).all()
    assert (table["verdict"].notna() == table["outcome"].eq("judged")).all()
    summary = summarise(table, ["place"])
    assert (summary[list(OUTCOMES)].sum(axis=1) == summary["targets"]).all() and summary["targets"].sum() == len(table)


def test_coverage_counts_every_place_and_year():
    table = coverage(as_table("ledger", [
        *pair(30 * E8, 35 * E8), row("target", 5.0, **GROWTH), numberless("steady"),
        row("actual", 1.0, year=2022), row("target", 1.0, place="乙区", adcode="990102", year=2024)]))
    rows = table.set_index(["place", "year"])
    assert rows["coverage"].to_dict() == {
        ("甲区", 2022): "actual", ("甲区", 2023): "none", ("甲区", 2024): "both",
        ("乙区", 2022): "none", ("乙区", 2023): "none", ("乙区", 2024): "target"}
    assert rows.loc[("甲区", 2024), ["targets", "unquantified", "actuals", "pairs"]].tolist() == [3, 1, 1, 1]
    assert coverage(as_table("ledger", [])).empty
