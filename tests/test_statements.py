"""What a careful reader would enter in the table, sentence by sentence. The texts are invented."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import places, tables
from helpers.statements import extract_statements, statement_table

FACTS = {
    "doc_id": "0123456789ab",
    "kind": "work_report",
    "issued": "2023-01-10",
    "review_year": 2022,
    "target_year": 2023,
    "place": "天津市南开区",
    "adcode": "120104",
}


def read(text, **known):
    return extract_statements(SimpleNamespace(**(FACTS | known | {"text": text})))


def review(sentence, **known):
    return read("一、2022年工作回顾\n" + sentence, **known)


def plan(sentence, **known):
    return read("二、2023年工作安排\n" + sentence, **known)


def brief(statements):
    """indicator, measure, comparator, value, unit of every statement that is not background."""
    return [(s.indicator, s.measure, s.comparator, s.value, s.unit) for s in statements if s.role != "context"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "固定资产投资完成54亿元,同比增长3.2%。",
            [("固定资产投资", "level", "eq", 54, "亿元"), ("固定资产投资", "growth", "eq", 3.2, "%")],
        ),
        (
            "城乡居民人均可支配收入分别增长5.1%、6.4%。",
            [
                ("城镇居民人均可支配收入", "growth", "eq", 5.1, "%"),
                ("农村居民人均可支配收入", "growth", "eq", 6.4, "%"),
            ],
        ),
        (
            "一般公共预算收入和税收收入均增长5%。",
            [("一般公共预算收入", "growth", "eq", 5, "%"), ("税收收入", "growth", "eq", 5, "%")],
        ),
        (
            "新建2条健身步道、4座小公园。",
            [("健身步道", "increment", "eq", 2, "条"), ("小公园", "increment", "eq", 4, "座")],
        ),
        (
            "水稻、玉米、大豆产量分别达到3万吨、2万吨和1万吨以上。",
            [
                ("水稻产量", "level", "eq", 3, "万吨"),
                ("玉米产量", "level", "eq", 2, "万吨"),
                ("大豆产量", "level", "ge", 1, "万吨"),
            ],
        ),
        (
            "细颗粒物浓度下降7%,优良天数增加12天。",
            [("细颗粒物浓度", "growth", "eq", -7, "%"), ("优良天数", "change", "eq", 12, "天")],
        ),
        (
            "一般公共预算支出50亿元,完成调整预算的98.5%。",
            [("一般公共预算支出", "level", "eq", 50, "亿元"), ("一般公共预算支出", "completion", "eq", 98.5, "%")],
        ),
        (
            "三次产业结构调整为3:42:55。",
            [
                ("第一产业比重", "share", "eq", 3, "%"),
                ("第二产业比重", "share", "eq", 42, "%"),
                ("第三产业比重", "share", "eq", 55, "%"),
            ],
        ),
        (
            "种植蔬菜4万亩,产量达到9万吨。",
            [("种植蔬菜", "level", "eq", 4, "万亩"), ("种植蔬菜产量", "level", "eq", 9, "万吨")],
        ),
        (
            "社区食堂总数达到26处、居全市第2位。",
            [("社区食堂总数", "level", "eq", 26, "处"), ("社区食堂总数", "rank", "eq", 2, "位")],
        ),
        ("整治8条12公里河道。", [("河道", "level", "eq", 8, "条"), ("河道", "level", "eq", 12, "公里")]),
    ],
)
def test_indicator_measure_and_value(sentence, expected):
    assert brief(review(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "counted", "background"),
    [
        ("注册资本超3000万元企业达到18家。", "18家", "超3000万元"),
        ("为210名80岁以上老人发放津贴。", "210名", "80岁以上"),
        ("9个重点行业增加值增长6%。", "6%", "9个"),
    ],
)
def test_criteria_and_class_counts_are_background(sentence, counted, background):
    roles = {s.quote: s.role for s in review(sentence)}
    assert roles[counted] == "actual"
    assert roles[background] == "context"


@pytest.mark.parametrize(
    ("sentence", "indicator", "comparator", "measure"),
    [
        ("居民人均可支配收入与经济增长同步。", "居民人均可支配收入", "sync", "growth"),
        ("固定资产投资实现正增长。", "固定资产投资", "positive", "growth"),
        ("PM2.5浓度持续下降。", "PM2.5浓度", "steady", "growth"),
        ("完成市下达的节能减排任务。", "节能减排", "assigned", "completion"),
    ],
)
def test_goals_without_a_number(sentence, indicator, comparator, measure):
    (found,) = plan(sentence)
    assert (found.indicator, found.comparator, found.measure, found.value, found.role) == (
        indicator,
        comparator,
        measure,
        None,
        "target",
    )


def test_goals_without_a_number_are_goals_and_not_results():
    assert review("居民收入稳步增长。") == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("绿化覆盖率由38%提高到41%。", [(2021, 38, "actual"), (2022, 41, "actual")]),
        ("绿化覆盖率由2019年的36%提高到41%。", [(2019, 36, "actual"), (2022, 41, "actual")]),
        ("引进项目21个,比2020年的15个多6个。", [(2022, 21, "actual"), (2020, 15, "actual"), (2022, 6, "actual")]),
        ("财政收入增长5%,高于4%的预期目标。", [(2022, 5, "actual"), (2022, 4, "target")]),
        ("到2025年,学校达到30所。", [(2025, 30, "target")]),
        ("2019年,财政收入8亿元。", [(2019, 8, "actual")]),
    ],
)
def test_years_and_roles(sentence, expected):
    assert [(s.year, s.value, s.role) for s in review(sentence)] == expected


def test_five_years_give_flows_a_first_year_and_stocks_none():
    flow, stock = review("过去五年,新建公园20座,城镇化率达到70%。")
    assert (flow.year_from, flow.year, flow.period) == (2018, 2022, "span")
    assert (stock.year_from, stock.year) == (None, 2022)


def test_expected_results_of_a_closing_year_are_results():
    (found,) = review("预计全年地区生产总值增长4%左右。")
    assert (found.role, found.estimated, found.year, found.comparator) == ("actual", True, 2022, "approx")


def test_base_year_average_basis_effort_and_part_of_a_year():
    (grown,) = review("旅游收入较2019年增长40%。")
    assert grown.base_year == 2019
    (average,) = read("一、“十三五”时期工作回顾\n地区生产总值年均增长5%。", review_year=2020, target_year=2021)
    assert (average.average, average.year) == (True, 2020)
    (same,) = review("一般公共预算收入同口径增长6%。")
    assert (same.basis, same.indicator) == ("同口径", "一般公共预算收入")
    (tried,) = plan("力争引进项目30个以上。")
    assert (tried.effort, tried.comparator) == ("力争", "ge")
    (part,) = review("前三季度民营经济增加值增长5%。")
    assert part.period == "Q1-Q3"


def test_other_places_are_named():
    (city,) = review("全市地区生产总值增长4%。")
    assert (city.place, city.adcode) == ("天津市", "120000")
    (own,) = review("全区地区生产总值增长4%。")
    assert own.adcode == "120104"
    other = review("滨海新区地区生产总值增长5%。")
    assert [s.adcode for s in other] == ["120116"]


@pytest.mark.parametrize(("sentences", "expected"), [
    ("市本级一般公共预算收入30亿元,增长5%;支出75亿元。", [
        ("市本级一般公共预算收入", 30), ("市本级一般公共预算收入", 5), ("市本级一般公共预算支出", 75)]),
    ("全市政府性基金收入45亿元。支出60亿元。", [("政府性基金收入", 45), ("政府性基金支出", 60)]),
    ("规模以上工业增加值增长5.6%。分门类看,采矿业增长2%,制造业增长6%。", [
        ("规模以上工业增加值", 5.6), ("采矿业增加值", 2), ("制造业增加值", 6)]),
    ("旅游收入25亿元,接待游客98万人次,分别增长8%和7%。", [
        ("旅游收入", 25), ("接待游客", 98), ("旅游收入", 8), ("接待游客", 7)]),
])
def test_sums_and_parts_share_a_name_across_clauses_and_sentences(sentences, expected):
    assert [(s.indicator, s.value) for s in review(sentences)] == expected


def test_a_multiple_is_of_its_base_year_and_speaks_of_its_own():
    level, multiple = review("财政收入达到13亿元,是2017年的4.2倍。")
    assert (multiple.year, multiple.base_year, multiple.measure, multiple.unit) == (2022, 2017, "growth", "倍")
    assert level.year == 2022


def test_under_a_heading_of_the_citys_own_budget_its_own_revenue_is_meant():
    text = ("一、2022年预算执行情况\n(一)全市一般公共预算\n一般公共预算收入50亿元。\n"
            "(二)市级一般公共预算\n一般公共预算收入20亿元。\n")
    known = {"place": "福建省三明市", "adcode": "350400", "kind": "budget_report"}
    assert [s.indicator_id for s in read(text, **known)] == ["budget_rev", "budget_rev_own"]


NAMES = st.sampled_from(
    ["地区生产总值", "固定资产投资", "社会消费品零售总额", "一般公共预算收入", "规模以上工业增加值"])
AMOUNTS = st.integers(1, 99999).map(lambda n: n / 100)


@settings(max_examples=120, deadline=None)
@given(NAMES, AMOUNTS, AMOUNTS, st.sampled_from(["完成", "达到", "实现", ""]), st.sampled_from(["增长", "下降"]),
       st.booleans())
def test_a_level_and_its_growth_are_read_back(name, level, growth, verb, turn, ahead):
    sentence = f"全区{name}{verb}{level}亿元,同比{turn}{growth}%。"
    first, second = (plan if ahead else review)(sentence)
    role, year = ("target", 2023) if ahead else ("actual", 2022)
    assert (first.indicator, first.measure, first.value, first.unit) == (name, "level", level, "亿元")
    assert (second.indicator, second.measure, second.unit) == (name, "growth", "%")
    assert second.value == (growth if turn == "增长" else -growth)
    assert {(s.role, s.year) for s in (first, second)} == {(role, year)}


@settings(max_examples=80, deadline=None)
@given(st.lists(NAMES, min_size=2, max_size=4, unique=True), st.data())
def test_a_list_gives_every_name_its_figure(names, data):
    values = [data.draw(AMOUNTS) for _ in names]
    written = "、".join(f"{value}%" for value in values[:-1]) + f"和{values[-1]}%"
    found = review("、".join(names[:-1]) + f"和{names[-1]}分别增长{written}。")
    assert [(s.indicator, s.value, s.measure) for s in found] == [
        (name, value, "growth") for name, value in zip(names, values, strict=True)]


def test_money_is_named_by_its_purpose():
    (named, lamps) = plan("投资3000万元,更换80盏路灯。")
    assert named.indicator.endswith("投资") and "路灯" in named.indicator
    assert (lamps.value, lamps.unit) == (80, "盏")


def test_a_bound_stands_for_the_name_of_what_is_counted():
    assert brief(review("新引进亿元以上项目60个,其中10亿元以上5个。")) == [
        ("亿元以上项目", "increment", "eq", 60, "个"), ("10亿元以上项目", "increment", "eq", 5, "个")]
    assert brief(review("规上企业达到320家,其中产值超亿元45家。"))[1][0] == "产值超亿元规上企业"


def test_a_total_is_of_the_stock_and_no_word_is_cut_across():
    assert brief(review("全年新增市场主体1.2万户,总量达到9.8万户。"))[1][:2] == ("市场主体总量", "level")
    assert brief(review("商品房销售面积52万平方米,销售额68亿元。"))[1][0] == "商品房销售额"
    assert brief(review("新能源公交车占比达85%。")) == [("新能源公交车占比", "share", "eq", 85, "%")]


def test_a_structure_that_changed_is_read_twice():
    found = review("三次产业结构由18.6:38.2:43.2调整为17.9:39.1:43。")
    assert [(s.indicator_id, s.year) for s in found][::3] == [("primary_share", 2021), ("primary_share", 2022)]
    assert [s.value for s in found] == [18.6, 38.2, 43.2, 17.9, 39.1, 43]
    found = review("三次产业比由2020年的18:38:44优化为2022年的17:39:44。")
    assert [s.year for s in found] == [2020] * 3 + [2022] * 3


def test_what_a_share_is_used_for_belongs_to_its_name():
    for words in ("财政支出的84%用于民生。", "84%的财政支出用于民生。"):
        assert brief(review(words)) == [("财政支出用于民生", "share", "eq", 84, "%")]


def test_a_quarter_that_news_opens_with_holds_for_what_follows():
    text = "记者获悉,今年一季度,全区实现地区生产总值126亿元,同比增长5.6%。出口增长7%。"
    news = {"kind": "news", "issued": "2025-04-20", "review_year": None, "target_year": None}
    assert {s.period for s in read(text, **news)} == {"Q1"}


def test_what_once_was_is_background():
    (found,) = review("这一带曾有纺织企业240家。")
    assert found.role == "context"


def test_the_expected_year_ends_the_account_of_its_quarters():
    found = review("前三季度,工业投资增长3%,预计全年增长4%。民间投资增长5%。")
    assert [s.period for s in found] == ["Q1-Q3", "year", "year"]


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("工业增加值增速由上年的下降1.0%转为增长3.7%。", [2021, 2022]),
        ("财政收入由去年同期的20亿元增加到25亿元。", [2021, 2022]),
        ("到“十三五”末的2020年,高铁里程达300公里。", [2020]),
    ],
)
def test_years_that_are_told_in_words(sentence, years):
    assert [s.year for s in review(sentence)] == years


def test_ids_are_stable_and_offsets_true():
    text = "一、2022年工作回顾\n财政收入20亿元,增长4%。新增企业3家、学校2所。\n"
    first, second = read(text), read(text)
    assert first == second
    assert len({s.statement_id for s in first}) == len(first) == 4
    assert all(text[s.start : s.end] == s.quote for s in first)


def test_the_table_has_the_columns_of_the_contract_even_when_empty():
    assert list(statement_table([]).columns) == list(tables.STATEMENTS)
    table = statement_table(review("财政收入20亿元,增长4%。"))
    assert table.base_value.tolist() == [2_000_000_000, 4]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345" * 2000,
        "新增" * 50_000,
        "(" * 5000 + "3家" + ")" * 5000,
        "增长5%、" * 5000,
        "一" * 100_000,
        "完成3家、" * 3000 + "。" * 100,
    ],
)
def test_hostile_texts_do_no_harm(text):
    assert all(text[s.start : s.end] == s.quote for s in read(text))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="一二三亿万元家个%增长完成新增达到、,。:;()“”0123456789.年的比上", max_size=120))
def test_any_text_is_read_without_harm(text):
    for found in read(text):
        assert text[found.start : found.end] == found.quote
        assert found.measure in {"level", "increment", "growth", "change", "share", "completion", "rank"}
        assert 0 <= found.confidence <= 1


def told(statements):
    """indicator, role, year, measure, value, place of every statement: what a comparison leaves of its figures."""
    return [(s.indicator, s.role, s.year, s.measure, s.value, s.place) for s in statements if s.role != "context"]


HOME, CITY = "天津市南开区", "天津市"
REV, FAI, GDP = "一般公共预算收入", "固定资产投资", "地区生产总值"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "固定资产投资增长5%,比全市3%的安排高2个百分点。",
            [
                (FAI, "actual", 2022, "growth", 5, HOME),
                (FAI, "target", 2022, "growth", 3, CITY),
                (FAI, "actual", 2022, "change", 2, HOME),
            ],
        ),
        (
            "一般公共预算收入增长6%,快于全市的4.5%,不及上年8%的增幅。",
            [
                (REV, "actual", 2022, "growth", 6, HOME),
                (REV, "actual", 2022, "growth", 4.5, CITY),
                (REV, "actual", 2021, "growth", 8, HOME),
            ],
        ),
        (
            "固定资产投资增长3%,低于5%的年初目标2个百分点。",
            [
                (FAI, "actual", 2022, "growth", 3, HOME),
                (FAI, "target", 2022, "growth", 5, HOME),
                (FAI, "actual", 2022, "change", -2, HOME),
            ],
        ),
        (
            "与年初9%的预期目标相比,固定资产投资增速还差4个百分点。",
            [(FAI, "target", 2022, "growth", 9, HOME), (FAI, "actual", 2022, "change", -4, HOME)],
        ),
        (
            "居民人均可支配收入增长5%,快于4%的地区生产总值增速。",
            [
                ("居民人均可支配收入", "actual", 2022, "growth", 5, HOME),
                (GDP, "actual", 2022, "growth", 4, HOME),
            ],
        ),
        (
            "一般公共预算收入20亿元,比2019年的16亿元多4亿元。",
            [
                (REV, "actual", 2022, "level", 20, HOME),
                (REV, "actual", 2019, "level", 16, HOME),
                (REV, "actual", 2022, "change", 4, HOME),
            ],
        ),
    ],
)
def test_what_a_figure_is_measured_by_keeps_its_own_year_place_and_role(sentence, expected):
    assert told(review(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("年初安排重点项目12个,实际开工15个。", ["target", "actual"]),
        ("一般公共预算收入的增速目标为5%,实际增长6%。", ["target", "actual"]),
        ("年初预期地区生产总值增长4%,固定资产投资增长8%。", ["target", "target"]),
        ("年初预期地区生产总值增长4%,最终增长5%。", ["target", "actual"]),
        ("固定资产投资增长6%,提振预期效果明显。", ["actual"]),
        ("居民消费价格上涨1%,处在3%左右的调控目标之内。", ["actual", "target"]),
        ("完成5万亩的造林任务。", ["actual"]),
    ],
)
def test_a_goal_told_again_in_a_review_stays_a_goal(sentence, roles):
    assert [s.role for s in review(sentence)] == roles


@pytest.mark.parametrize(
    ("sentence", "whose"),
    [
        ("全市地区生产总值增长4%,新增就业30万人,固定资产投资增长3%。", [CITY] * 3),
        ("同期天津市固定资产投资增长3%,我区增长5%。", [CITY, HOME]),
        ("固定资产投资增长5%,全市为4%;一般公共预算收入增长6%。", [HOME, CITY, HOME]),
        ("从全市看,地区生产总值增长4%,一般公共预算收入增长3%。", [CITY] * 2),
        ("全市的主要目标还有:新增就业30万人,居民消费价格上涨3%。", [CITY] * 2),
        ("和平区地区生产总值增长4%,河东区增长5%,本区增长6%。", ["天津市和平区", "天津市河东区", HOME]),
        ("地区生产总值增长4%,和平区、河东区分别增长5%、6%。", [HOME, "天津市和平区", "天津市河东区"]),
        ("天津市瞪羚企业达到12家。", [HOME]),
        ("固定资产投资增长5%,市里的目标是增长4%。", [HOME, CITY]),
        ("全市首批试点项目3个,新增企业20家。", [HOME] * 2),
    ],
)
def test_whose_a_figure_is(sentence, whose):
    assert [s.place for s in review(sentence)] == whose


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("2018年、2020年和2021年,粮食产量分别为8万吨、9万吨和10万吨。", [2018, 2020, 2021]),
        ("粮食产量2018年和2020年分别增长3%、4%。", [2018, 2020]),
        ("与2019年相比,当年粮食产量达到9万吨。", [2019]),
        ("与2019年相比,粮食产量由8万吨增加到9万吨。", [2019, 2022]),
        ("2018年至2021年,粮食产量年均增长2%。", [2021]),
        ("粮食产量2019年增长3%,2021年放缓至1%。", [2019, 2021]),
        ("新增就业9100人,去年同期为8600人。", [2022, 2021]),
        ("到“十四五”末,城镇化率达到70%。", [2025]),
        ("“十三五”前三年,粮食产量累计增长5%。", [2018]),
    ],
)
def test_years_named_in_lists_and_comparisons(sentence, years):
    assert [s.year for s in review(sentence)] == years


def test_the_starting_point_of_a_plan_is_a_result():
    start, goal = plan("高新技术企业由200家增加到240家。")
    assert (start.role, start.year, goal.role, goal.year) == ("actual", 2022, "target", 2023)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("粮食产量增长3%,这一增速比小麦产量快1个百分点。", ("粮食产量", "change", 1)),
        ("新增就业2019年超过50万人,2020年降到37万人。", ("新增就业", "increment", 37)),
        ("引进企业由上年的60家增加到90家,一年多引进30家。", ("引进企业", "change", 30)),
        ("财政收入差距较大,增长2%。", ("财政收入", "growth", 2)),
        ("税收收入占比则保持在79%的水平。", ("税收收入占比", "share", 79)),
        ("民间投资占固定资产投资的比重提高3个百分点,达到24%。", ("民间投资占固定资产投资的比重", "share", 24)),
        ("固定资产投资与上年持平。", ("固定资产投资", "growth", 0)),
        ("规模以上工业增加值增速由-1%回升至4%。", ("规模以上工业增加值", "growth", 4)),
        ("居民收入增幅由2019年的7%回落到2020年的3%。", ("居民收入", "growth", 3)),
        ("化肥、农药使用量分别减少2%、3%。", ("农药使用量", "growth", -3)),
        ("教育、卫生支出分别占公共支出的18%、9%。", ("卫生支出占公共支出比重", "share", 9)),
    ],
)
def test_what_a_later_figure_goes_on_with(sentence, expected):
    last = review(sentence)[-1]
    core = (last.indicator.replace("的", "").removesuffix("比重"), last.measure, last.value)
    assert core == (expected[0].replace("的", "").removesuffix("比重"), *expected[1:])


@pytest.mark.parametrize(
    "sentence", ["这两项指标的结果已公布。", "增长与就业两头稳。", "具体抓手有三个。", "内资、外资两项均已完成。"]
)
def test_counts_of_what_was_listed_are_no_figures(sentence):
    assert [s for s in review(sentence) if s.value is not None] == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "培育家庭农场、农民合作社各50家。",
            [("家庭农场", "level", "eq", 50, "家"), ("农民合作社", "level", "eq", 50, "家")],
        ),
        (
            "一般公共预算收入增长7%、税占比不低于72%。",
            [("一般公共预算收入", "growth", "eq", 7, "%"), ("税占比", "share", "ge", 72, "%")],
        ),
        (
            "实施86个重点项目,总投资713亿元、年度投资92亿元,其中新开工34个、竣工21个。",
            [
                ("重点项目", "level", "eq", 86, "个"),
                ("重点项目投资", "level", "eq", 713, "亿元"),
                ("重点项目年度投资", "level", "eq", 92, "亿元"),
                ("重点项目", "increment", "eq", 34, "个"),
                ("重点项目", "level", "eq", 21, "个"),
            ],
        ),
        (
            "总投资7亿元、年度投资2亿元的6个重点项目全面开工。",
            [
                ("重点项目投资", "level", "eq", 7, "亿元"),
                ("重点项目年度投资", "level", "eq", 2, "亿元"),
                ("重点项目", "level", "eq", 6, "个"),
            ],
        ),
        (
            "改造26公里供水、117公里供热管网。",
            [("供水管网", "level", "eq", 26, "公里"), ("供热管网", "level", "eq", 117, "公里")],
        ),
        (
            "新增规上企业20家、高新技术企业35家,总数分别达到260家、410家。",
            [
                ("规上企业", "increment", "eq", 20, "家"),
                ("高新技术企业", "increment", "eq", 35, "家"),
                ("规上企业总数", "level", "eq", 260, "家"),
                ("高新技术企业总数", "level", "eq", 410, "家"),
            ],
        ),
        (
            "接待游客由320增加到410万人次。",
            [("接待游客", "level", "eq", 320, "万人次"), ("接待游客", "level", "eq", 410, "万人次")],
        ),
        (
            "每千人口床位数7.1张、执业医师数3.2人。",
            [("每千人口床位数", "level", "eq", 7.1, "张"), ("每千人口执业医师数", "level", "eq", 3.2, "人")],
        ),
        (
            "接待游客超过90万人次,旅游收入达到8亿元,两项指标均增长15%。",
            [
                ("接待游客", "level", "gt", 90, "万人次"),
                ("旅游收入", "level", "eq", 8, "亿元"),
                ("接待游客", "growth", "eq", 15, "%"),
                ("旅游收入", "growth", "eq", 15, "%"),
            ],
        ),
        (
            "空气优良天数318天,优良率87.1%,较上年增加9天。",
            [
                ("空气优良天数", "level", "eq", 318, "天"),
                ("优良率", "share", "eq", 87.1, "%"),
                ("空气优良天数", "change", "eq", 9, "天"),
            ],
        ),
        ("规上企业利润总额同比由负转正,增长2.3%。", [("规上企业利润总额", "growth", "eq", 2.3, "%")]),
        (
            "义务教育入学率、巩固率两个100%。",
            [("义务教育入学率", "share", "eq", 100, "%"), ("巩固率", "share", "eq", 100, "%")],
        ),
        ("规上工业总产值超千亿。", [("规上工业总产值", "level", "gt", 1, "千亿")]),
        ("3.1万名脱贫劳动力实现稳岗就业。", [("脱贫劳动力", "level", "eq", 3.1, "万名")]),
        (
            "投资5000万元改造农贸市场3个。",
            [("农贸市场投资", "level", "eq", 5000, "万元"), ("农贸市场", "level", "eq", 3, "个")],
        ),
        ("修复和新造红树林70亩。", [("红树林", "level", "eq", 70, "亩")]),
    ],
)
def test_what_a_list_leaves_out_is_told_by_its_other_members(sentence, expected):
    assert brief(review(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("和平区、河东区地区生产总值均增长6%。", [("和平区", 6), ("河东区", 6)]),
        ("和平区地区生产总值增长7%,河东区、河西区均为6%。", [("和平区", 7), ("河东区", 6), ("河西区", 6)]),
        ("地区生产总值增速和平区7%、河东区6%。", [("和平区", 7), ("河东区", 6)]),
    ],
)
def test_one_figure_of_several_places_is_booked_under_each(sentence, expected):
    found = review(sentence, place="天津市", adcode="120000")
    assert [(s.place.removeprefix("天津市"), s.value) for s in found] == expected
    assert {(s.indicator, s.measure) for s in found} == {("地区生产总值", "growth")}


def test_a_ceiling_that_others_set_is_a_limit_and_no_debt():
    debt, limit = review("政府债务余额286亿元,控制在市核定的312亿元限额之内。")
    assert (debt.indicator_id, debt.value, limit.indicator_id, limit.value) == ("debt", 286, "debt_limit", 312)


def test_a_budget_beside_its_execution_is_the_goal_of_the_closed_year():
    budget, done = review("一般公共预算支出预算数为30亿元,执行数为29.5亿元。")
    assert [(s.indicator, s.role, s.value) for s in (budget, done)] == [
        ("一般公共预算支出", "target", 30),
        ("一般公共预算支出", "actual", 29.5),
    ]


def test_a_rank_that_moved_is_of_the_indicator_before_it():
    growth, *ranks = review("规上工业增加值增速7.5%,增速在全市排名由第八位上升至第三位。")
    assert [(s.indicator, s.year, s.value) for s in ranks] == [(growth.indicator, 2021, 8), (growth.indicator, 2022, 3)]


def test_big_things_to_do_are_no_figures():
    assert [s.quote for s in plan("办好十件大事:完成老旧小区改造30个。")] == ["30个"]


def test_a_name_at_the_end_of_a_text_ends_with_it():
    assert [(m.start, m.end) for m in places.mentions("岳阳市")] == [(0, 3)]
