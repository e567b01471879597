"""Cleaning: one form of writing, nothing lost, done twice the same as once."""
import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.cleaning import clean


@pytest.mark.parametrize("raw, cleaned", [
    ("PM 2.5 浓度", "PM2.5浓度"),
    ("城镇 登记失业率 15 .3% ，", "城镇登记失业率15.3%,"),
    ("占比 12. 5%", "占比12.5%"),
    ("收入总计3,594, 026万元", "收入总计3,594,026万元"),
    ("２０２５年增长４\U001001b0１％", "2025年增长4\U001001b01%"),
    ("增长４\ue5e5１％", "增长4\ue5e51%"),
    ("第１\ue5e5节", "第1.节"),
    ("完成 54 亿元", "完成54亿元"),
    ("政 府 工 作 报 告", "政府工作报告"),
    ("2 0 2 5 年", "2025年"),
    ("20 25年", "2025年"),
    ("二○一五年", "二〇一五年"),
    ("财政總收入增長，達到目標", "财政总收入增长,达到目标"),
    ("乾隆年间的著名建筑", "乾隆年间的著名建筑"),
    ("增长\u200b5%\ufeff", "增长5%"),
    ("目标是:增长5%;就业1万人", "目标是：增长5%；就业1万人"),
    ("时间 09:08,结构3.6:48:48.4", "时间09:08,结构3.6:48:48.4"),
    ("①一是；②二是", "①一是；②二是"),
    ("“稳中求进”……《规划》", "“稳中求进”……《规划》"),
    ("引进项目40个 2022年接着干", "引进项目40个 2022年接着干"),
    ("全力实施提升工程 打造先行示范城市", "全力实施提升工程 打造先行示范城市"),
    ("1. 2023年主要工作", "1. 2023年主要工作"),
    ("一般公共预算收入 | 40 | 5%", "一般公共预算收入 | 40 | 5%"),
    ("Mini LED显示屏", "Mini LED显示屏"),
    ("粮食 产量 10 万 吨，增长", "粮食产量10万吨,增长"),
])
def test_forms(raw, cleaned):
    assert clean(raw) == cleaned


def test_boilerplate_goes_and_the_text_stays():
    page = ("下载\n打印\n【字号：\n大\n中\n小\n】\n2024年甲区工作报告\n全区增长5%。\n"
        "扫一扫在手机上查看当前页面\n版权所有:甲区")
    assert clean(page) == "2024年甲区工作报告\n全区增长5%。"


PARAGRAPHS = [
    "上一年,全区地区生产总值增长5.2%,一般公共预算收入完成43.5亿元,固定资产投资完成61.8亿元,"
    "社会消费品零售总额增长6.1%,新增就业2.3万人。"
    "居民收入稳步增长,各项指标好于预期,民生支出占一般公共预算支出比重达到百分之八十,城乡面貌焕然一新。",
    "产业结构继续优化,规模以上工业增加值增长7.4%,高技术制造业增加值占比达到31.5%,"
    "新增国家高新技术企业六十家,全社会研发投入增长12%。",
    "城市更新提速,改造老旧小区45个(含续建),受益居民1.2万户,新建公园绿地30万平方米,"
    "空气质量优良天数比率达到75.6%。",
]


@pytest.mark.parametrize("width", [20, 26, 33, 40])
def test_wraps_at_a_width_are_mended_and_paragraphs_stay(width):
    def wrapped(paragraph):
        paragraph = "　　" + paragraph
        return [paragraph[at:at + width] for at in range(0, len(paragraph), width)]

    text = "\n".join(["一、上年工作回顾", *(line for paragraph in PARAGRAPHS for line in wrapped(paragraph))])
    assert clean(text) == "\n".join(["一、上年工作回顾", *PARAGRAPHS])


def test_a_sentence_cut_by_an_empty_line_is_joined_and_headings_are_not():
    text = ("全区坚持稳中求进。新建口袋公园六座,从老旧小区改造到\n\n燃气管网更新,民生项目全部完工。\n"
        "(二)产业升级\n新增企业30家。")
    assert clean(text) == (
        "全区坚持稳中求进。新建口袋公园六座,从老旧小区改造到燃气管网更新,民生项目全部完工。\n"
        "(二)产业升级\n新增企业30家。")


@pytest.mark.parametrize(("text", "expected"), [
    ("产业收入跃升至310亿\n元大关。", "产业收入跃升至310亿元大关。"),
    ("改造管网12\n公里", "改造管网12公里"),
    ("占比提高到41.5\n%", "占比提高到41.5%"),
    ("推进“甲乙行动”\n,新增企业20家", "推进“甲乙行动”,新增企业20家"),
    ("全面完成任务\n。", "全面完成任务。"),
    # a year is no number of yuan, a list of points no sentence, a table row no wrap
    ("截至2031\n元旦活动精彩", "截至2031\n元旦活动精彩"),
    ("产值310\n一、工业经济", "产值310\n一、工业经济"),
    ("指标 | 310\n亿元 | 20", "指标 | 310\n亿元 | 20"),
])
def test_a_line_that_opens_with_a_mark_or_a_unit_goes_on_with_the_one_above(text, expected):
    assert clean(text) == expected


LETTERS = st.sampled_from(list("增长收入年月区市完成元的一二三") + list("0123456789") + list("０５％%.,，"
    "。；;：:、()（）“”") +
                          [" ", "  ", "\n", "\n\n", "　", "\t", "\r\n", "|", "PM", "LED", "總長達", "—",
                          "·", "\u200b", "\ue000"])


@settings(max_examples=400, deadline=None)
@given(st.lists(LETTERS, max_size=120).map("".join))
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(LETTERS, max_size=120).map("".join))
def test_digits_are_kept_in_order(text):
    def digits(words):
        return re.sub(r"\D", "", unicodedata.normalize("NFKC", words))

    assert digits(clean(text)) == digits(text)


@pytest.mark.parametrize("piece", ["增长五", "1", "1 ", "(", " ", "\n", "增 1 ", "1,234, ", "|", "1. ",
"增长，\n", "總", "—", "\ue000", ";:"])
def test_hostile_texts_take_linear_time(piece):
    text = piece * (300_000 // len(piece))
    begin = time.perf_counter()
    clean(text)
    assert time.perf_counter() - begin < 3
