"""The panel for statistics programs: what stands in it, that it survives the way into Stata, and its codebook."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_achievement import E8, GROWTH, numberless, pair, row

from helpers import achievement, lexicon
from helpers.codebook import codebook, codebook_page, definition, fields
from helpers.panel import panel_codebook, panel_long, panel_wide, wide_variables, write_panel
from helpers.tables import DOCUMENTS, SCHEMAS, STATEMENTS, as_table, read_table

TIANJIN = dict(place="天津市", adcode="120000")
HEBEI = dict(place="天津市河北区", adcode="120105")
REVENUE = dict(indicator_id="budget_rev", indicator="一般公共预算收入", measure="level", unit="元")
FIRMS = dict(indicator_id=None, indicator="水上运输小企业", unit="家", step=1.0)
INCOME = dict(indicator_id="income", indicator="居民人均可支配收入")


def given_tables(*rows):
    """The tables that a panel is made of: every claim stands in a text of its role and year."""
    ledger = as_table("ledger", rows)
    names = ledger["role"] + ledger["year"].astype("string").fillna("")
    statements = [dict.fromkeys(STATEMENTS) | {"statement_id": i, "doc_id": name, "start": 0, "end": 1}
                  for i, name in zip(ledger["statement_id"], names, strict=True)]
    documents = [dict.fromkeys(DOCUMENTS) | {"doc_id": name, "path": name, "title": f"报告{name}",
                                             "issued": "2024-01-10", "source_url": f"https://example.org/{name}"}
                 for name in names.unique()]
    return ledger, achievement.score(ledger), as_table("statements", statements), as_table("documents", documents)


def long(*rows, **more):
    return panel_long(*given_tables(*rows), **more)


def line(table, **where):
    for name, value in where.items():
        table = table[table[name].eq(value).fillna(False)]
    assert len(table) == 1, table.T
    return table.iloc[0]


def some():
    """Two places, two years, amounts, rates, words of effort, a target without a number, a name outside the lexicon."""
    return [
        *pair(28 * E8, 29 * E8, **HEBEI, **REVENUE, year=2023),
        *pair(30 * E8, 35.08 * E8, "ge", **HEBEI, **REVENUE),
        row("target", 5.0, **GROWTH, **HEBEI, comparator="between", effort="力争") | {"low": 5.0, "high": 5.5},
        row("actual", 4.2, **GROWTH, **HEBEI, estimated=True, n_sources=3, conflict=True),
        *pair(4.5, 5.1, "approx", **GROWTH, **TIANJIN),
        numberless("steady", **HEBEI),
        *pair(40, 38, **HEBEI, **FIRMS),
        row("actual", 3.0, **HEBEI, **REVENUE | {"measure": "growth", "unit": "%"}, period="H1"),
    ]


@functools.cache
def panel(language="zh"):
    return long(*some(), language=language)


def test_a_row_holds_target_and_result_with_what_belongs_to_them():
    table = panel()
    assert list(table.columns) == list(SCHEMAS["panel_long"])
    found = line(table, adcode="120105", indicator_id="budget_rev", measure="level", year=2024)
    assert (found["unit"], found["base_unit"], found["scale"]) == ("亿元", "元", E8)
    assert (found["target"], found["comparator"], found["result"]) == (30, "ge", 35.08)
    assert found["gap"] == pytest.approx(5.08)
    assert found["ratio"] == pytest.approx(35.08 / 30) and (found["verdict"], found["method"]) == ("met", "direct")
    assert (found["base"], found["last_target"]) == (29, 28)
    assert (found["tier"], found["category"]) == ("district", "财政")
    assert (found["target_title"], found["result_url"]) == ("报告target2024", "https://example.org/actual2024")
    assert found["result_issued"] == "2024-01-10" and pd.isna(found["upper_target"])

    growth = line(table, adcode="120105", indicator_id="gdp", measure="growth")
    assert (growth["target"], growth["target_high"], growth["result"]) == (5.0, 5.5, 4.2)
    assert (growth["effort"], growth["constraint"]) == ("力争", "soft")
    assert growth["estimated"] and growth["conflict"] and growth["result_sources"] == 3
    assert (growth["upper_place"], growth["upper_target"], growth["amplification"]) == ("天津市", 4.5, 0.5)
    assert not growth["unquantified"] and growth["verdict"] == "missed"

    vague = line(table, indicator_id="income")
    assert vague["unquantified"] and pd.isna(vague["target"]) and vague["unit"] == "%"
    assert line(table, indicator="水上运输小企业")["result"] == 38
    half = table["measure"].eq("growth") & table["indicator_id"].eq("budget_rev").fillna(False)
    assert not half.any(), "half a year is no year"


def test_in_english_names_and_units_are_english_and_numbers_the_same():
    zh, en = panel(), panel("en")
    found = line(en, adcode="120105", indicator_id="budget_rev", year=2024)
    assert found["indicator"] == "General public budget revenue" and found["category"] == "Public finance"
    assert (found["unit"], found["scale"], found["result"]) == ("100 million yuan", E8, 35.08)
    numbers = zh.select_dtypes("number").columns
    pd.testing.assert_frame_equal(zh[numbers], en[numbers])
    with pytest.raises(ValueError, match="language"):
        long(language="fr")


def test_the_unit_of_an_indicator_is_the_same_in_all_its_rows():
    small = row("actual", 0.5 * E8, place="天津市河东区", adcode="120102", **REVENUE)
    table = long(*some(), small)
    assert table.loc[table["indicator_id"].eq("budget_rev"), "unit"].unique().tolist() == ["亿元"]
    assert line(table, adcode="120102")["result"] == 0.5


def test_a_derived_result_is_told_with_its_method_and_a_target_without_any_stays():
    table = long(row("target", 6.0, **HEBEI, **REVENUE | {"measure": "growth", "unit": "%"}),
                 row("actual", 20 * E8, **HEBEI, **REVENUE, year=2023), row("actual", 22 * E8, **HEBEI, **REVENUE),
                 row("target", 5.0, **GROWTH, **HEBEI))
    bridged = line(table, indicator_id="budget_rev", measure="growth")
    assert (bridged["method"], bridged["verdict"]) == ("bridged", "met") and bridged["result"] == pytest.approx(10)
    alone = line(table, indicator_id="gdp")
    assert alone["target"] == 5.0 and alone[["result", "gap", "verdict", "result_statement_id"]].isna().all()


def test_a_relational_target_shows_the_growth_that_it_refers_to():
    table = long(row("target", None, comparator="sync", **HEBEI, **INCOME, measure="growth", unit="%"),
                 row("actual", 5.2, **HEBEI, **INCOME, measure="growth"), row("actual", 4.9, **GROWTH, **HEBEI))
    found = line(table, indicator_id="income")
    assert (found["target"], found["comparator"], found["gap"]) == (4.9, "sync", pytest.approx(0.3))


def test_of_two_targets_the_original_one_stands_and_its_own_result():
    plain, result = pair(30 * E8, 31 * E8, **HEBEI, **REVENUE)
    table = long(row("target", 25 * E8, **HEBEI, **REVENUE, basis="调整预算"), plain, result,
                 row("actual", 33 * E8, **HEBEI, **REVENUE, basis="同口径"))
    found = line(table, indicator_id="budget_rev")
    assert (found["target"], found["result"], found["gap"]) == (30, 31, 1)
    assert found[["target_basis", "result_basis"]].isna().all()


def test_the_last_year_is_not_carried_across_a_break():
    table = long(row("actual", 300 * E8, **HEBEI, **REVENUE, year=2023),
                 row("actual", 150 * E8, **HEBEI, **REVENUE, series_break=True))
    assert pd.isna(line(table, year=2024)["base"])


@pytest.mark.parametrize("other", [
    dict(year_from=2022, period="span"), dict(base_year=2019), dict(average=True), dict(place=None, adcode=None),
    dict(year=None), dict(indicator_id=None, indicator="预报"), dict(basis="高于全市平均水平")])
def test_only_yearly_values_of_a_known_place_and_thing_are_in_the_panel(other):
    assert long(row("target", 5.0, **GROWTH | HEBEI | other)).empty


def test_the_wide_panel_has_a_row_per_place_and_year_and_blocks_in_official_order():
    wide = panel_wide(panel())
    assert wide[["place_id", "year"]].to_numpy().tolist() == [[120000, 2024], [120105, 2023], [120105, 2024]]
    assert [*wide.columns[:5]] == ["place_id", "place", "adcode", "tier", "year"]
    stems = list(dict.fromkeys(name.rsplit("_", 1)[0] for name in wide.columns[5:]))
    order = [name for name in lexicon.indicators() if name in ("gdp", "budget_rev", "income")]
    assert stems == [f"{name}_{'l' if name == 'budget_rev' else 'g'}" for name in order]
    last = wide.iloc[2]
    assert (last["gdp_g_target"], last["gdp_g_high"], last["gdp_g_result"]) == (5.0, 5.5, 4.2)
    assert (last["gdp_g_cmp"], last["gdp_g_effort"]) == ("between", "力争")
    assert (last["gdp_g_hard"], last["gdp_g_met"], last["gdp_g_est"], last["income_g_vague"]) == (0, 0, 1, 1)
    assert last["budget_rev_l_met"] == 1 and last["gdp_g_ampl"] == 0.5
    assert wide.iloc[1]["budget_rev_l_result"] == 29 and pd.isna(wide.iloc[1]["gdp_g_target"])
    assert not any(name.startswith("income_g_result") for name in wide.columns), "nothing is known of it"


def test_places_without_a_code_have_a_number_of_their_own():
    rows = [row("actual", 5.0, **GROWTH | dict(place=place, adcode=None)) for place in ("某新区", "另一新区")]
    assert panel_wide(long(*rows))["place_id"].tolist() == [1000001, 1000002]


def test_of_several_units_the_wide_panel_takes_the_most_frequent_one_in_either_language():
    trade = dict(indicator_id="trade", indicator="外贸进出口总额", measure="level")
    rows = [row("actual", 9 * E8, **HEBEI, **trade, unit="美元", year=year) for year in (2022, 2023)]
    rows += [row("actual", 60 * E8, **HEBEI, **trade, unit="元")]
    for language in ("zh", "en"):
        table = long(*rows, language=language)
        assert len(table) == 3
        assert panel_wide(table)["trade_l_result"].notna().tolist() == [True, True, False]


def test_every_name_of_the_lexicon_makes_a_unique_name_that_stata_accepts():
    measures = lexicon.table("panel_measures", unique=["measure"])
    whole = pd.DataFrame([(name, known["measure"], "元", "亿元", 2024) for name in lexicon.indicators()
                          for known in measures], columns=["indicator_id", "measure", "base_unit", "unit", "year"])
    names = wide_variables(whole)["name"]
    assert len(names) == len(lexicon.indicators()) * len(measures) * len(fields())
    assert names.is_unique and names.str.fullmatch("[a-z][a-z0-9_]{0,31}").all()


def test_what_is_written_is_read_back_as_it_was(tmp_path):
    table = panel()
    paths = write_panel(tmp_path, table)
    assert sorted(path.name for path in paths) == sorted(path.name for path in tmp_path.iterdir())
    pd.testing.assert_frame_equal(read_table("panel_long", tmp_path), table)

    for name, frame in (("panel_long", table), ("panel_wide", panel_wide(table))):
        back = pd.read_stata(tmp_path / f"{name}.dta", convert_categoricals=False)
        assert list(back.columns) == list(frame.columns)
        for column in frame.columns:
            if pd.api.types.is_numeric_dtype(frame[column]):
                wanted = frame[column].to_numpy(dtype=float, na_value=np.nan)
                np.testing.assert_array_equal(back[column].to_numpy(dtype=float), wanted, err_msg=column)
            else:
                assert back[column].tolist() == frame[column].fillna("").tolist(), column
        sheet = pd.read_csv(tmp_path / f"{name}.csv", dtype={"adcode": str})
        assert (tmp_path / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        assert list(sheet.columns) == list(frame.columns) and len(sheet) == len(frame)


def test_stata_shows_labels_in_the_chosen_language(tmp_path):
    labels = {"zh": "地区生产总值（增速）：目标 [%]", "en": "Gross regional product (growth): target [%]"}
    for language, label in labels.items():
        write_panel(tmp_path, panel(language), language)
        with pd.read_stata(tmp_path / "panel_wide.dta", iterator=True) as reader:
            assert reader.variable_labels()["gdp_g_target"] == label
            assert max(map(len, reader.variable_labels().values())) <= 80
            met = {"zh": {1: "完成", 0: "未完成"}, "en": {1: "met", 0: "missed"}}
            assert reader.value_labels()["gdp_g_met"] == met[language]


def test_long_texts_are_no_burden_on_the_other_rows(tmp_path):
    tables = list(given_tables(*some()))
    tables[3] = tables[3].assign(title="关于国民经济和社会发展计划执行情况的报告" * 200)
    write_panel(tmp_path, panel_long(*tables))
    assert (tmp_path / "panel_long.dta").stat().st_size < 60_000
    assert pd.read_stata(tmp_path / "panel_long.dta")["target_title"].str.len().max() == 4000


def test_the_same_panel_gives_the_same_bytes(tmp_path):
    rows = some()
    for folder in ("a", "b"):
        write_panel(tmp_path / folder, long(*rows))
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_an_empty_panel_can_be_written(tmp_path):
    assert len(write_panel(tmp_path, long())) == 6
    assert len(pd.read_stata(tmp_path / "panel_wide.dta")) == 0


values = st.integers(-50, 200).map(lambda tenths: tenths / 10)


@settings(max_examples=5, deadline=None)
@given(cases=st.lists(st.tuples(st.sampled_from(["120105", "120102", "120000"]), st.integers(2020, 2024),
                                st.none() | values, st.none() | values),
                      max_size=6, unique_by=lambda case: case[:2]))
def test_every_number_of_the_ledger_and_its_achievement_stands_in_both_panels(cases):
    rows = [row(role, value, **GROWTH, place=code, adcode=code, year=year)
            for code, year, *sides in cases for role, value in zip(("target", "actual"), sides, strict=True)
            if value is not None]
    ledger, judged, *texts = given_tables(*rows)
    table = panel_long(ledger, judged, *texts)
    told = pd.concat([table[["target_statement_id", "target"]].set_axis(["id", "value"], axis=1),
                      table[["result_statement_id", "result"]].set_axis(["id", "value"], axis=1)]).dropna()
    assert dict(zip(told["id"], told["value"], strict=True)) == dict(
        zip(ledger["statement_id"], ledger["low"], strict=True))
    gaps = dict(zip(judged["target_statement_id"], judged["gap"], strict=True))
    known = table.dropna(subset="gap")
    assert dict(zip(known["target_statement_id"], known["gap"], strict=True)) == gaps
    assert not table.duplicated(["adcode", "year", "indicator_id", "measure", "base_unit"]).any()
    wide = panel_wide(table)
    assert len(wide) == len({(line["adcode"], line["year"]) for line in rows})
    for name in ("target", "result", "gap"):
        found = wide[f"gdp_g_{name}"].dropna().tolist() if f"gdp_g_{name}" in wide else []
        assert sorted(found) == sorted(table[name].dropna())


# -------------------------------------------------------------------------------------------------- the codebook


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_column_of_every_table_is_in_the_codebook(table):
    lacking = []
    for column in SCHEMAS[table]:
        try:
            definition(table, column)
        except KeyError:
            lacking.append(column)
    assert not lacking, f"add to lexicon/codebook.csv for {table}: {', '.join(lacking)}"


def test_the_codebook_has_no_row_for_a_column_that_does_not_exist():
    known = {(table, column) for table, schema in SCHEMAS.items() for column in schema}
    known |= {("panel_wide", name) for name in ("place_id", "place", "adcode", "tier", "year")}
    columns = {column for _, column in known}
    for entry in lexicon.table("codebook"):
        for table in entry["tables"].split("|"):
            assert (entry["column"] in columns) if table == "*" else ((table, entry["column"]) in known), entry


def test_the_codebook_of_a_panel_tells_of_each_variable():
    table = panel()
    book = panel_codebook(table, panel_wide(table))
    assert book.groupby("table").size().to_dict() == {
        "panel_long": len(table.columns), "panel_wide": len(panel_wide(table).columns)}
    of = book.set_index(["table", "name"])
    target = of.loc[("panel_wide", "budget_rev_l_target")]
    assert (target["label_zh"], target["unit"], target["measure"], target["source"]) == (
        "一般公共预算收入（水平）：目标", "亿元", "level", "panel_long.target")
    assert (target["n"], target["min"], target["max"]) == (2, 28, 30)
    assert of.loc[("panel_wide", "gdp_g_gap"), "unit"] == "百分点"
    met = of.loc[("panel_wide", "gdp_g_met")]
    assert (met["values_zh"], met["values_en"]) == ("1 = 完成; 0 = 未完成", "1 = met; 0 = missed")
    assert of.loc[("panel_wide", "gdp_g_est"), "values_en"] == "1 = yes; 0 = no"
    assert "between = 区间" in of.loc[("panel_long", "comparator"), "values_zh"]
    assert pd.isna(of.loc[("panel_long", "place"), "min"])


def test_a_column_that_nothing_defines_is_named():
    with pytest.raises(KeyError, match="'colour' of table 'ledger'"):
        codebook(pd.DataFrame({"colour": [1]}), "ledger")


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.ids, self.links, self.words, self.tags = set(), [], [], set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.ids.add(given.get("id"))
        self.links += [given[name] for name in ("href", "src") if name in given]

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("language, title", [("zh", "数据说明"), ("en", "Codebook")])
def test_the_page_tells_of_every_table_and_loads_nothing(language, title):
    table = panel(language)
    page = codebook_page(language, panel_codebook(table, panel_wide(table), language))
    read = Tags(page)
    assert title in read.words and {f"table-{name}" for name in SCHEMAS} <= read.ids
    assert all(link.startswith("#") and link[1:] in read.ids or link == "index.html" for link in read.links)
    assert not {"script", "img", "link", "iframe"} & read.tags
    for name, schema in SCHEMAS.items():
        assert {name, *schema} <= set(read.words)
    assert "budget_rev_l_target" in read.words and "budget_rev_l_target" not in codebook_page(language)
    if language == "en":
        assert not re.search("[一-鿿]", re.sub("<style>.*?</style>", "", codebook_page("en"), flags=re.S)
                             .replace("确保 or 力争", ""))
