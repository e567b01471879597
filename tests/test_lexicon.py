"""The lexicon as a reader of reports would test it: this phrase is that indicator, that phrase is none."""
from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import lexicon
from helpers.lexicon import LexiconError, indicators, link, own_level, segmenter, standard, table

ALL = list(indicators().values())


def linked(phrase: str) -> str | None:
    indicator = link(phrase)
    return indicator and indicator.id


@pytest.mark.parametrize(("phrase", "expected"), [
    ("地区生产总值", "gdp"), ("全省生产总值", "gdp"), ("GDP", "gdp"), ("2031年全区地区生产总值总量", "gdp"),
    ("经济", "gdp"), ("国内生产总值增速", "gdp"),
    ("一般公共预算收入", "budget_rev"), ("区级一般公共预算收入", "budget_rev"),
    ("全年地方一般公共预算收入", "budget_rev"),
    ("三级财政收入", "fiscal_total"), ("市级一般公共预算收入", "budget_rev_own"), ("税收收入", "tax_rev"),
    ("城镇居民人均可支配收入", "income_urban"), ("城、乡居民人均可支配收入", "income"),
    ("农村常住居民人均可支配收入", "income_rural"), ("农民人均纯收入", "income_rural_net"),
    ("国家高新技术企业", "htech"), ("高新技术企业总数", "htech"), ("新认定国家高新技术企业", "htech"),
    ("“小巨人”企业", "xiaojuren"), ("国家级专精特新“小巨人”企业", "xiaojuren"),
    ("“专精特新”中小企业", "zjtx"),
    ("社会消费品零售总额", "retail"), ("社零额", "retail"), ("限额以上社零额", "retail_above"),
    ("限上社零", "retail_above"),
    ("规上工业增加值", "ind_va"), ("规模以上工业增加值", "ind_va"), ("工业增加值", "ind_va_all"),
    ("民营经济增加值", "private_va"), ("民营经济增加值占GDP的比重", "private_share"),
    ("人均地区生产总值", "gdp_pc"), ("万元生产总值能耗", "energy_intensity"),
    ("单位GDP能耗", "energy_intensity"),
    ("税收收入占比", "tax_share"), ("税收占一般公共预算收入的比例", "tax_share"),
    ("外资", "fdi"), ("内资", "dom_inv"), ("节能减排", "emissions"), ("PM 2.5 平均浓度", "pm25"),
    ("ＰＭ２.５浓度", "pm25"),
    ("新增就业", "jobs"), ("城镇新增就业人数", "jobs"), ("就业人数", "employment"),
    ("新增市场主体", "entities_new"), ("市场主体总量", "entities_total"), ("经营主体", "entities_total"),
    ("天津市河北区地区生产总值", "gdp"), ("浙江省进出口总值", "trade"),
    ("固定资产投资(不含农户)", "fai"), ("全社会固定资产投资完成额", "fai"), ("隐性债务化解额", "debt_cut"),
    ("粮食年产量", "grain"), ("年旅客吞吐量", "airport"), ("甲乙国际机场年旅客吞吐量", "airport"),
    ("甲乙港集装箱吞吐量", "teu"), ("教育支出预算", "exp_education"), ("各类保障性住房", "welfare_housing"),
    ("地级及以上城市优良天数比例", "good_days_rate"), ("设区市PM2.5年均浓度", "pm25"),
    ("地表水国控断面Ⅰ—Ⅲ类水质比例", "water_good"), ("地表水好于Ⅲ类水体比例", "water_good"),
    ("城乡居民医保参保人数", "medins_res"), ("职工医疗保险参保人数", "medins_urban"),
    # a remark in brackets that explains, and does not name a part
    ("水产品产量(不含远洋捕捞)", "fish"), ("一般公共预算收入（同口径）", "budget_rev"),
    # what one level of government has for itself
    ("区本级固定资产投资额", "fai_own"), ("2031年市本级一般公共预算收入预算", "budget_rev_own"),
    ("市级债务限额", "debt_limit_own"), ("市本级统筹的城乡居民养老保险基金收入", None),
    ("省级收入总计", "budget_rev_resources_own"), ("市级新增债务限额", None), ("市级地区生产总值", None),
    ("市级对区转移支付", "transfer_out"),
])
def test_phrase_names_indicator(phrase, expected):
    assert linked(phrase) == expected


@pytest.mark.parametrize("phrase", [
    # a part is not the whole
    "某集团外贸进出口额", "景点旅游收入", "绿色石化产业投资", "开发区一般公共预算收入", "县域经济",
    "楼宇税收", "民营企业进出口",
    "重点传统制造业增加值", "引进项目地区生产总值",
    # a ratio is not its numerator, nor its denominator
    "占地区生产总值比重", "税收收入占财政总支出比重", "工业投资占比", "人均一般公共预算收入",
    "万元生产总值电耗",
    # attracted firms, firms of a grade, firms that applied are not the stock
    "引进国家高新技术企业", "申报专精特新中小企业", "高新技术企业税收",
    # a part of the whole: by owner, place, size or kind
    "国有博物馆", "博物馆(国有)", "民办普通高校", "高校", "产业集群", "重大工程", "航线", "未来项目",
    "成渝机场旅客吞吐量", "中欧班列(甲乙线)开行", "其中制造业增加值占比", "规上企业研发经费投入占比",
    # two indicators at once are neither
    "地区生产总值和固定资产投资", "", "   ", "情况", "同比增长",
])
def test_phrase_names_no_indicator(phrase):
    assert link(phrase) is None


@pytest.mark.parametrize(("part", "whole"), [
    ("普惠小微贷款余额", "小微企业贷款余额"), ("公办幼儿园学位", "幼儿园学位"), ("普惠性托位", "婴幼儿托位"),
    ("私人汽车保有量", "民用汽车保有量"), ("农村黑臭水体治理", "黑臭水体治理"), ("县域医共体", "医联体"),
    ("紧密型城市医疗集团", "县域医共体"), ("卓越级智能工厂", "智能工厂"), ("未来工厂", "智能工厂"),
    ("限额以上单位通过公共网络实现零售额", "网上零售额"), ("规模以上制造业增加值", "制造业增加值"),
    ("城镇居民人均住房建筑面积", "人均住房面积"), ("企业职工基本养老保险参保人数", "城镇职工基本养老保险参保人数"),
    ("全国政协提案", "政协提案"), ("政协提案", "人大代表建议"), ("人大代表建议", "建议提案"),
    ("动用预算稳定调节基金", "补充预算稳定调节基金"), ("上年结转", "结转下年"),
    ("老旧小区改造面积", "老旧小区改造"), ("和美乡村", "美丽乡村"), ("新能源汽车零售额", "新能源汽车产量"),
])
def test_a_part_and_its_whole_are_two_indicators(part, whole):
    assert linked(part) and linked(whole) and linked(part) != linked(whole)


@given(st.sampled_from(ALL), st.sampled_from(["国有", "民办", "普惠", "私人", "成渝", "其他", "小型"]))
def test_a_word_for_a_part_is_never_harmless(indicator, part):
    got = link(part + indicator.zh)
    assert got is None or any(standard(name).startswith(part) for name in got.names)


LEVELS = ["市级", "市本级", "省级", "省本级", "区本级", "县本级", "自治区本级", "本级"]


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_leads_to_its_own_accounts_or_to_nothing(level):
    finance = [i for i in ALL if i.category == lexicon.FINANCE and not i.id.endswith("_own")]
    assert len(finance) > 100
    wrong = {level + name: linked(level + name) for i in finance for name in i.names
             if link(level + name) is not own_level(i)}
    assert wrong == {}


def test_own_level_of_an_indicator():
    known = indicators()
    assert own_level(known["budget_rev"]) is known["budget_rev_own"]
    assert own_level(known["budget_rev_own"]) is known["budget_rev_own"]
    assert own_level(known["vat"]) is None                         # the level's part is not the place's total
    assert own_level(known["transfer_out"]) is known["transfer_out"]  # a level's by nature
    assert own_level(known["pm25"]) is known["pm25"]               # no public finance
    assert [i.id for i in ALL if i.id.endswith("_own") and (i.id[:-4] not in known or i.synonyms)] == []


@pytest.mark.parametrize("indicator", ALL, ids=lambda i: i.id)
def test_every_name_links_to_its_own_indicator(indicator):
    assert {name: linked(name) for name in indicator.names} == dict.fromkeys(indicator.names, indicator.id)


def test_no_name_belongs_to_two_indicators():
    owners = Counter(name for i in ALL for name in {standard(n) for n in i.names})
    assert [name for name, count in owners.items() if count > 1] == []


@given(st.sampled_from(ALL), st.sampled_from(["全区", "全年", "2031年", "预计", "我市", "累计完成", "力争"]),
       st.sampled_from(["", "增速", "同比增长", "指标", "目标任务"]))
def test_harmless_words_do_not_change_the_indicator(indicator, before, after):
    got = link(before + indicator.zh + after)
    names = {standard(n) for n in got.names} if got else set()
    # a harmless word may belong to a longer name of another indicator, which then is right
    assert got is indicator or any(name in standard(before + indicator.zh + after) and
                                   len(name) > len(standard(indicator.zh)) for name in names)


@given(st.sampled_from(ALL), st.sampled_from(["甲乙", "某公司", "丙丁园区", "戊己产业"]))
def test_unknown_surroundings_block_the_link(indicator, stranger):
    if not {"airport", "air_cargo"} & {indicator.id}:  # before these, any two characters are an airport's name
        assert link(stranger + indicator.zh) is None
    assert link(indicator.zh + stranger) is None


@given(st.text(max_size=30))
def test_any_text_is_answered(text):
    assert link(text) is None or link(text) in ALL


def test_growth_and_level_are_bridged_only_on_one_base():
    known = indicators()
    assert not known["gdp"].nominal and not known["ind_va"].nominal and not known["cpi"].nominal
    assert known["budget_rev"].nominal and known["retail"].nominal
    assert known["fai"].nominal and known["fai"].bridge == "warn"
    assert all(i.bridge == "no" for i in ALL if i.measures == ("share",))
    assert all(i.bridge == "warn" for i in ALL if i.id.startswith("fai") and not i.id.endswith("_share"))


def test_directions():
    known = indicators()
    for lower in ("pm25", "unemp_survey", "debt", "energy_intensity", "water_bad", "npl", "accident_deaths"):
        assert known[lower].direction == "lower", lower
    for higher in ("gdp", "forest", "good_days", "water_good", "debt_cut", "jobs"):
        assert known[higher].direction == "higher", higher
    assert known["cpi"].direction == "band"
    assert known["budget_exp"].direction == known["pop"].direction == "neutral"
    # a proportion of the good is never better when lower: such rows would turn an achievement around
    assert [i.id for i in ALL if i.zh.endswith(("覆盖率", "合格率", "普及率", "达标率", "参保率"))
            and i.direction != "higher"] == []
    # percent is the unit of a share
    assert [i.id for i in ALL if i.measures == ("share",) and i.unit != "%"] == []


def test_breadth():
    assert len(ALL) >= 350
    assert len({i.category for i in ALL}) == len({i.category_en for i in ALL}) >= 20


def test_segmenter_keeps_names_whole_and_is_quiet():
    assert "一般公共预算收入" in segmenter().lcut("全年一般公共预算收入完成十亿元")
    assert "规模以上工业增加值" in segmenter().lcut("规模以上工业增加值增长百分之六")
    script = "import helpers.lexicon as l; l.segmenter().lcut('社会消费品零售总额增长')"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    caches = [lexicon._rows, lexicon.indicators, lexicon._by_name]
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def test_table_reads_what_is_written(folder):
    (folder / "small.csv").write_text("# where from\nid,word\n1, 甲 \n\n2,乙\n", encoding="utf-8-sig")
    rows = table("small")
    assert rows == [{"id": "1", "word": "甲"}, {"id": "2", "word": "乙"}]
    rows[0]["word"] = "changed"
    assert table("small")[0]["word"] == "甲"


@pytest.mark.parametrize(("text", "arguments", "message"), [
    ("id,word\na,1\nb,2\na,3\n", {}, "line 4, column id: 'a' stands in line 2 too"),
    ("id,direction\na,higher\nb,upward\n", {"choices": {"direction": {"higher", "lower"}}},
     "line 3, column direction: 'upward' is none of higher, lower"),
    ("id,word\na,\n", {"needs": ["word"]}, "line 2, column word: is empty"),
    ("id,word\na,b,c\n", {}, "line 2: 3 cells for 2 columns"),
    ("id,id\na,b\n", {}, "line 1: column nameless or named twice"),
    ("id,word\na,b\n", {"needs": ["unit"]}, "line 1: column missing: unit"),
    ("", {}, "line 1: the table is empty"),
])
def test_a_wrong_table_says_where(folder, text, arguments, message):
    (folder / "wrong.csv").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match="wrong.csv") as error:
        table("wrong", **arguments)
    assert message in str(error.value)


def test_an_unknown_table_says_which_there_are(folder):
    (folder / "known.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="there are known"):
        table("other")


def test_a_name_used_twice_says_where(folder):
    head = "id,zh,en,synonyms,units,direction,measures,kind,bridge,accepts,category,category_en,note\n"
    row = "{0},{1},x,{2},%,higher,share,rate,no,,类,class,\n"
    (folder / "variants.csv").write_text("word,standard\n", encoding="utf-8")

    rows = row.format("a", "甲率", "") + row.format("b", "乙率", "“甲”率")
    (folder / "indicators.csv").write_text(head + rows, encoding="utf-8")
    lexicon._variants.cache_clear()
    try:
        with pytest.raises(LexiconError, match="line 3, column synonyms: '“甲”率' names a too"):
            lexicon._by_name()
    finally:
        lexicon._variants.cache_clear()
        standard.cache_clear()
