"""The grammar of figures: whole examples, figures written by a generator and read back, and hostile texts."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.numerals import read_number
from helpers.quantities import Quantity, find_quantities
from helpers.units import base_of


def read(text: str) -> list[tuple]:
    """What is read from `text`, as (words, value, value_high, unit, comparator)."""
    return [
        (text[q.start : q.end], q.value, q.value_high, q.unit, q.comparator) for q in find_quantities(text)
    ]


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, (text, read(text))
    return found[0]


# -- A number alone --


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百五十", 150),
        ("负九十三", -93),
        ("1,234.5", 1234.5),
        ("五千三百", 5300),
        ("〇", 0),
        ("零", 0),
        ("十", 10),
        ("廿五", 25),
        ("卅", 30),
        ("两百零三", 203),
        ("二百五", 250),
        ("三万二", 32000),
        ("一万零五", 10005),
        ("九万零九", 90009),
        ("一亿零三百", 100000300),
        ("三百亿", 3e10),
        ("两万亿", 2e12),
        ("一千零一万", 10010000),
        ("一兆", 1e12),
        ("二〇一七", 2017),
        ("零点零七", 0.07),
        ("十二点五", 12.5),
        ("一点二万", 12000),
        ("负的二十", -20),
        ("-17", -17),
        ("-0.6", -0.6),
        ("+8", 8),
        ("3万5千", 35000),
        ("4亿2000万", 4.2e8),
        ("2.5e3", 2500),
        ("6e-2", 0.06),
        ("壹佰贰拾叁", 123),
        ("肆仟零伍", 4005),
        ("陆", 6),
        ("參仟", 3000),
        ("九億", 9e8),
        ("七萬三千", 73000),
        ("１２３．４", 123.4),
        ("１，０００", 1000),
        ("1 234 567", 1234567),
        ("五 十", 50),
        ("12k", 12000),
        ("3M", 3e6),
        ("三分之一", 1 / 3),
        ("五分之三", 0.6),
        ("负五分之二", -0.4),
        ("二又二分之一", 2.5),
        ("十分之一", 0.1),
        ("3/4", 0.75),
        ("2的5次方", 32),
        ("俩", 2),
        ("千万", 1e7),
    ],
)
def test_a_number_alone(text, value):
    quantity = only(text)
    assert (quantity.base_value, quantity.start, quantity.end) == (pytest.approx(value), 0, len(text))
    assert quantity.unit.strip("万亿兆") == "" and quantity.comparator == "eq"


# -- Percent, tenths, doublings --


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("百分之五十", 50),
        ("百分之二点六", 2.6),
        ("百分之百", 100),
        ("负百分之三", -3),
        ("百分之12.5", 12.5),
        ("三十%", 30),
        ("60 %", 60),
        ("７５％", 75),
        ("-4.2%", -4.2),
        ("千分之三", 0.3),
        ("8‰", 0.8),
        ("万分之五", 0.05),
        ("三成", 30),
        ("五成半", 55),
        ("七成五", 75),
        ("半成", 5),
        ("十成", 100),
        ("一半", 50),
        ("半数", 50),
        ("九折", 90),
        ("八五折", 85),
        ("7.5折", 75),
        ("五折", 50),
        ("翻一番", 100),
        ("翻两番", 300),
        ("翻了三番", 700),
        ("翻番", 100),
    ],
)
def test_shares(text, value):
    quantity = only(text)
    assert (quantity.base_value, quantity.base_unit) == (pytest.approx(value), "%")


# -- Units, in the scale of the text --


@pytest.mark.parametrize(
    ("text", "value", "unit", "base_value", "base_unit"),
    [
        ("完成投资23亿元", 23, "亿元", 2.3e9, "元"),
        ("3.5万人", 3.5, "万人", 35000, "人"),
        ("5000万", 5000, "万", 5e7, ""),
        ("拨付三百万元", 300, "万元", 3e6, "元"),
        ("投资百亿元", 100, "亿元", 1e10, "元"),
        ("1.2万亿元", 1.2, "万亿元", 1.2e12, "元"),
        ("两千三百六十名", 2360, "名", 2360, "人"),
        ("提高1.5个百分点", 1.5, "个百分点", 1.5, "个百分点"),
        ("回落25个基点", 25, "个基点", 0.25, "个百分点"),
        ("11所学校", 11, "所", 11, "所"),
        ("3大机制", 3, "大", 3, "大"),
        ("42微克/立方米", 42, "微克/立方米", 42, "微克/立方米"),
        ("38μg/m3", 38, "μg/m3", 38, "微克/立方米"),
        ("6吨/月·平方公里", 6, "吨/月·平方公里", 6, "吨/月·平方公里"),
        ("2万元/亩", 2, "万元/亩", 2e4, "元/亩"),
        ("300元/人·年", 300, "元/人·年", 300, "元/人·年"),
        ("0.4吨标准煤/万元", 0.4, "吨标准煤/万元", 0.4, "吨标准煤/万元"),
        ("8亿千瓦时", 8, "亿千瓦时", 8e8, "千瓦时"),
        ("5万千瓦", 5, "万千瓦", 5e4, "千瓦"),
        ("4千瓦", 4, "千瓦", 4, "千瓦"),
        ("三千克", 3, "千克", 0.003, "吨"),
        ("200P", 200, "P", 200, "PFLOPS"),
        ("2EFLOPS", 2, "EFLOPS", 2000, "PFLOPS"),
        ("1000Mbps", 1000, "Mbps", 1e9, "比特每秒"),
        ("16GB", 16, "GB", 1.6e10, "字节"),
        ("12万标箱", 12, "万标箱", 12e4, "标箱"),
        ("6万TEU", 6, "万TEU", 6e4, "标箱"),
        ("7架次", 7, "架次", 7, "架次"),
        ("2.5万套(间)", 2.5, "万套(间)", 25000, "套"),
        ("美元500万", 500, "万美元", 5e6, "美元"),
        ("$3.5", 3.5, "美元", 3.5, "美元"),
        ("¥20", 20, "元", 20, "元"),
        ("€8亿", 8, "亿欧元", 8e8, "欧元"),
        ("港币300元", 300, "港元", 300, "港元"),
        ("人民币6亿元", 6, "亿元", 6e8, "元"),
        ("五千万日元", 5000, "万日元", 5e7, "日元"),
        ("30英镑", 30, "英镑", 30, "英镑"),
        ("12瑞士法郎", 12, "瑞士法郎", 12, "瑞士法郎"),
        ("三元五角", 3.5, "元", 3.5, "元"),
        ("5块2毛", 5.2, "块", 5.2, "元"),
        ("九元零八分", 9.08, "元", 9.08, "元"),
        ("四块五", 4.5, "块", 4.5, "元"),
        ("二十块钱", 20, "块钱", 20, "元"),
        ("500日元", 500, "日元", 500, "日元"),
        ("三公里", 3, "公里", 3000, "米"),
        ("两英尺", 2, "英尺", 0.6096, "米"),
        ("半英里", 0.5, "英里", 804.672, "米"),
        ("四平方米", 4, "平方米", 4, "平方米"),
        ("8亩", 8, "亩", 5333.333333333, "平方米"),
        ("6磅", 6, "磅", 0.00272155422, "吨"),
        ("两盎司", 2, "盎司", 5.669904625e-05, "吨"),
        ("一点五升", 1.5, "升", 0.0015, "立方米"),
        ("六加仑", 6, "加仑", 0.022712470704, "立方米"),
        ("100马力", 100, "马力", 100, "马力"),
        ("30海里", 30, "海里", 55560, "米"),
        ("零下5摄氏度", -5, "摄氏度", -5, "℃"),
        ("摄氏30度", 30, "℃", 30, "℃"),
        ("88 ℉", 88, "℉", 88, "℉"),
        ("100公里/小时", 100, "公里/小时", 100, "公里/小时"),
        ("80公里每小时", 80, "公里每小时", 80, "公里/小时"),
        ("两个小时", 2, "个小时", 2, "小时"),
        ("一个半小时", 1.5, "小时", 1.5, "小时"),
        ("半吨", 0.5, "吨", 0.5, "吨"),
        ("两吨半", 2.5, "吨", 2.5, "吨"),
        ("三倍半", 3.5, "倍", 3.5, "倍"),
        ("2小时30分钟", 2.5, "小时", 2.5, "小时"),
        ("优良天数232天", 232, "天", 232, "天"),
        ("18岁", 18, "岁", 18, "岁"),
        ("增长1.1倍", 1.1, "倍", 1.1, "倍"),
        ("2×35万千瓦", 70, "万千瓦", 7e5, "千瓦"),
        ("占GDP2.8%", 2.8, "%", 2.8, "%"),
        ("总计2,415, 036万元", 2415036, "万元", 2415036e4, "元"),
        ("三个亿", 3e8, "", 3e8, ""),
        ("3縣", 3, "县", 3, "县"),
    ],
)
def test_units(text, value, unit, base_value, base_unit):
    quantity = only(text)
    assert (quantity.value, quantity.unit, quantity.base_unit) == (pytest.approx(value), unit, base_unit)
    assert quantity.base_value == pytest.approx(base_value)


# -- Comparators --


@pytest.mark.parametrize(
    ("text", "words", "value", "unit", "comparator"),
    [
        ("覆盖率不低于50%", "不低于50%", 50, "%", "ge"),
        ("增长6.5%左右", "6.5%左右", 6.5, "%", "approx"),
        ("总数超过70家", "超过70家", 70, "家", "gt"),
        ("面积约6.5万平方米", "约6.5万平方米", 6.5, "万平方米", "approx"),
        ("培育20家以上", "20家以上", 20, "家", "ge"),
        ("失业率控制在3%以内", "3%以内", 3, "%", "le"),
        ("失业率控制在5.5%左右", "5.5%左右", 5.5, "%", "approx"),
        ("失业率控制在5%,", "5%", 5, "%", "le"),
        ("保持在95%以上", "95%以上", 95, "%", "ge"),
        ("入驻率超90%", "超90%", 90, "%", "gt"),
        ("近20家", "近20家", 20, "家", "approx"),
        ("服务300多人次", "300多人次", 300, "人次", "ge"),
        ("绿化1万余平方米", "1万余平方米", 1, "万平方米", "ge"),
        ("引进5万余名", "5万余名", 5, "万名", "ge"),
        ("节约400余万元", "400余万元", 400, "万元", "ge"),
        ("7000多名", "7000多名", 7000, "名", "ge"),
        ("收入超万亿元", "超万亿元", 1, "万亿元", "gt"),
        ("税收过亿元", "过亿元", 1, "亿元", "gt"),
        ("近百家", "近百家", 100, "家", "approx"),
        ("翻了近两番", "翻了近两番", 300, "%", "approx"),
        ("上千人", "上千人", 1000, "人", "ge"),
        ("百余家", "百余家", 100, "家", "ge"),
        ("十几个", "十几个", 10, "个", "ge"),
        ("几十家", "几十家", 10, "家", "ge"),
        ("数百人", "数百人", 100, "人", "ge"),
        ("20来个", "20来个", 20, "个", "approx"),
        ("增长2倍多", "2倍多", 2, "倍", "ge"),
        ("至少三个", "至少三个", 3, "个", "ge"),
        ("不足一半", "不足一半", 50, "%", "lt"),
        ("过半", "过半", 50, "%", "gt"),
        ("七成以上", "七成以上", 70, "%", "ge"),
        ("低于10万元", "低于10万元", 10, "万元", "lt"),
        ("50户以下", "50户以下", 50, "户", "lt"),
        ("不超过20", "不超过20", 20, "", "le"),
        ("多于三十", "多于三十", 30, "", "gt"),
        ("10万千瓦及以下", "10万千瓦及以下", 10, "万千瓦", "le"),
        ("约5家以上", "约5家以上", 5, "家", "ge"),
        ("突破了3亿元", "突破了3亿元", 3, "亿元", "gt"),
        ("≥60%", "≥60%", 60, "%", "ge"),
        ("5家(含)以上", "5家(含)以上", 5, "家", "ge"),
        ("5个多小时", "5个多小时", 5, "小时", "ge"),
        ("签约20家", "20家", 20, "家", "eq"),
        ("达到30家", "30家", 30, "家", "eq"),
        ("为企业减负30亿元", "30亿元", 30, "亿元", "eq"),
        ("迈上万亿元台阶", "万亿元", 1, "万亿元", "eq"),
        ("最近3天", "3天", 3, "天", "eq"),
        ("一个以上", "一个以上", 1, "个", "ge"),
    ],
)
def test_comparators(text, words, value, unit, comparator):
    assert read(text) == [(words, value, None, unit, comparator)]


def test_span_of_the_number_leaves_out_the_comparator():
    quantity = only("全区企业不低于50家，")
    assert (quantity.start, quantity.end, quantity.number_start, quantity.number_end) == (4, 10, 7, 10)


# -- Ranges, lists, pairs --


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "unit"),
    [
        ("增长5%—5.5%", "5%—5.5%", 5, 5.5, "%"),
        ("5-6%", "5-6%", 5, 6, "%"),
        ("5~6个", "5~6个", 5, 6, "个"),
        ("5至6家", "5至6家", 5, 6, "家"),
        ("三到五公里", "三到五公里", 3, 5, "公里"),
        ("3%到5%之间", "3%到5%之间", 3, 5, "%"),
        ("2.5万至3万元", "2.5万至3万元", 2.5, 3, "万元"),
        ("1.2—1.5万亿元", "1.2—1.5万亿元", 1.2, 1.5, "万亿元"),
        ("500万元至1亿元", "500万元至1亿元", 0.05, 1, "亿元"),
        ("20多到30家", "20多到30家", 20, 30, "家"),
        ("百分之五到百分之十", "百分之五到百分之十", 5, 10, "%"),
        ("三到五成", "三到五成", 30, 50, "%"),
        ("-5至-3℃", "-5至-3℃", -5, -3, "℃"),
        ("五十到一百之间", "五十到一百之间", 50, 100, ""),
        ("介于5和10之间", "5和10之间", 5, 10, ""),
        ("从三十到四十", "从三十到四十", 30, 40, ""),
        ("大于5小于10", "大于5小于10", 5, 10, ""),
        ("小于二十大于十", "小于二十大于十", 10, 20, ""),
        ("超过3%但低于5%", "超过3%但低于5%", 3, 5, "%"),
        ("三四个", "三四个", 3, 4, "个"),
        ("一至两个", "一至两个", 1, 2, "个"),
        ("七八百人", "七八百人", 700, 800, "人"),
    ],
)
def test_ranges(text, words, low, high, unit):
    assert read(text) == [(words, low, high, unit, "between")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由51.2%提高到53.4%", [("51.2%", "%"), ("53.4%", "%")]),
        ("从3家到5家,", [("3家", "家"), ("5家", "家")]),
        ("分别达到430家、260家和15家以上", [("430家", "家"), ("260家", "家"), ("15家以上", "家")]),
        ("分别增长7%、9%", [("7%", "%"), ("9%", "%")]),
        ("提高8、9和10个百分点", [("8", "个百分点"), ("9", "个百分点"), ("10个百分点", "个百分点")]),
        ("5、6、7家", [("5", "家"), ("6", "家"), ("7家", "家")]),
        ("补助5万、6万和7万元", [("5万", "万元"), ("6万", "万元"), ("7万元", "万元")]),
        ("到位42亿元、1300万美元", [("42亿元", "亿元"), ("1300万美元", "万美元")]),
        ("下辖3县2区", [("3县", "县"), ("2区", "区")]),
        ("三次产业结构为8.5:41.2:50.3", [("8.5", "%"), ("41.2", "%"), ("50.3", "%")]),
        ("增长4.1%完成投资37.2亿元培育企业3家", [("4.1%", "%"), ("37.2亿元", "亿元"), ("3家", "家")]),
        ("整治河道4条28公里", [("4条", "条"), ("28公里", "公里")]),
    ],
)
def test_lists_and_pairs(text, expected):
    assert [(words, unit) for words, _, _, unit, _ in read(text)] == expected


# -- What is not a quantity --


@pytest.mark.parametrize(
    "text",
    [
        "2022年",
        "二〇二三年",
        "2021—2025年",
        "2021-2025",
        "1月10日",
        "1-9月",
        "12月底",
        "上午9时",
        "20:30",
        "2024-02-06",
        "2024.3.15",
        "三年行动",
        "五年来",
        "历时3个月",
        "前三季度",
        "二季度",
        "近十年",
        "两个月",
        "第五次会议",
        "第十四中学",
        "第3位",
        "第1、2位",
        "十二届四次全会",
        "(三)加快",
        "三、做好",
        "1.推进",
        "2、抓好",
        "一是稳步推进",
        "四上企业",
        "三农工作",
        "十四五期间",
        "“1+X”证书",
        "5G网络",
        "两会期间",
        "双碳",
        "十五分钟生活圈",
        "一带一路",
        "“十项行动”",
        "1+3+N",
        "二十大以来",
        "十八届三中全会",
        "五号楼",
        "103国道",
        "G104",
        "A座",
        "12345热线",
        "PM2.5浓度",
        "PM 2.5浓度",
        "PM10",
        "CO2",
        "24小时不打烊",
        "〔2023〕15号",
        "(2019)7号",
        "022-26291234",
        "电话13812345678",
        "一刻钟",
        "百年老街",
        "千方百计",
        "万众一心",
        "一心一意",
        "一定",
        "一起",
        "一些",
        "一批项目",
        "一系列",
        "统一",
        "进一步",
        "第一",
        "唯一",
        "一体化",
        "一方面",
        "三中全会",
        "万家灯火",
        "亿万群众",
        "一条街",
        "建设一个平台",
        "JN-3型",
        "v2.0",
        "3:2获胜",
        "500强",
        "4A级景区",
        "每万人",
        "每10万人",
        "十分重要",
        "两个维护",
        "四个意识",
        "图2 变化",
        "表3 情况",
        "编号20191231",
        "一次性",
        "二手房",
        "三公经费",
        "《百问百答》",
        "1月15日元旦",
        "老百姓",
        "千亿级产业集群",
        "30万吨级航道",
        "80后",
        "市人大四次会议",
        "政务3.0时代",
        "突破一批关键技术",
        "铁人三项",
        "第五十七中学",
        "国道318沿线",
        "  1.抓好收入",
    ],
)
def test_not_a_quantity(text):
    assert read(text) == []


# -- A generator writes a figure in any of its forms; the grammar reads it back --

UNITS = [
    "亿元", "万元", "元", "家", "个", "万平方米", "公里", "个百分点", "万人次", "吨", "微克/立方米",
    "所", "万亩", "户", "亿千瓦时", "万吨标准煤", "美元", "项", "套", "座", "台套", "人",
    "件", "处", "辆", "公顷", "立方米", "万标箱", "倍", "小时",
]  # fmt: skip
BEFORE = {
    "": "eq",
    "不低于": "ge",
    "不少于": "ge",
    "至少": "ge",
    "超过": "gt",
    "突破": "gt",
    "高于": "gt",
    "逾": "gt",
    "超": "gt",
    "不超过": "le",
    "不高于": "le",
    "低于": "lt",
    "不足": "lt",
    "不到": "lt",
    "约": "approx",
    "近": "approx",
    "大约": "approx",
}
AFTER = {
    "": "eq",
    "以上": "ge",
    "及以上": "ge",
    "以内": "le",
    "之内": "le",
    "以下": "lt",
    "左右": "approx",
    "上下": "approx",
}
LEADS = [
    "",
    "新增企业",
    "预计达到",
    "力争完成",
    "其中:",
    "总量提高到",
    "(见附件)",
    "2024年实现",
    "PM2.5改善之后为",
    "第三批共",
]
TAILS = ["", "。", ",同比持平", "的任务", "、", ")", "\n一是", ";二〇二四年"]

whole_values = st.integers(2, 99_999_999)
decimals = st.decimals("0.1", "9999.9", places=1).map(float)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
FORMS = {
    "plain": str,
    "grouped": lambda value: f"{value:,}",
    "full width": lambda value: f"{value:,}".translate(FULL_WIDTH),
    "chinese": lambda value: cn2an.an2cn(value),
    "formal": lambda value: cn2an.an2cn(value, "up"),
}


@settings(max_examples=600, deadline=None)
@given(
    value=st.one_of(whole_values, decimals),
    form=st.sampled_from(sorted(FORMS)),
    unit=st.sampled_from(UNITS),
    before=st.sampled_from(sorted(BEFORE)),
    after=st.sampled_from(sorted(AFTER)),
    one_sided=st.booleans(),
    lead=st.sampled_from(LEADS),
    tail=st.sampled_from(TAILS),
)
def test_a_written_figure_is_read_back(value, form, unit, before, after, one_sided, lead, tail):
    if before and after:
        before, after = (before, "") if one_sided else ("", after)
    if form in ("chinese", "formal") and unit[0] in "万亿":
        value = value % 9000 + 2  # 三万万元 is nobody's Chinese
    if form == "formal":
        value += 10  # a lone 伍 or 陆 is a name unless money follows
    number = FORMS[form](value) + unit
    words = before + number + after
    quantity = only(lead + words + tail)
    factor, base = base_of(unit)
    assert quantity.base_value == pytest.approx(value * factor)
    assert quantity.base_unit == base
    assert quantity.comparator == (BEFORE[before] if before else AFTER[after])
    assert (quantity.start, quantity.end) == (len(lead), len(lead + words))
    assert (quantity.number_start, quantity.number_end) == (len(lead + before), len(lead + before + number))


@settings(max_examples=300, deadline=None)
@given(
    value=st.decimals("0.1", "300", places=1).map(float),
    form=st.sampled_from(["{}%", "{} %", "百分之{}", "百分之{cn}", "{}％"]),
    lead=st.sampled_from(LEADS),
    tail=st.sampled_from(TAILS),
)
def test_a_percentage_is_read_back(value, form, lead, tail):
    words = form.format(value, cn=cn2an.an2cn(value))
    quantity = find_quantities(lead + words + tail)[-1]
    assert (quantity.value, quantity.unit) == (pytest.approx(value), "%")
    assert (quantity.start, quantity.end) == (len(lead), len(lead + words))


@settings(max_examples=300, deadline=None)
@given(
    low=st.integers(2, 9999),
    width=st.integers(1, 999),
    unit=st.sampled_from([*UNITS, "%"]),
    twice=st.booleans(),
    mark=st.sampled_from(["-", "—", "~", "至", "到", "－"]),
    tail=st.sampled_from(TAILS),
)
def test_a_range_is_read_back(low, width, unit, twice, mark, tail):
    words = f"{low}{unit if twice else ''}{mark}{low + width}{unit}"
    quantity = only("增加" + words + tail)
    factor, base = base_of(unit)
    assert (quantity.comparator, quantity.base_unit) == ("between", base)
    assert quantity.base_value == pytest.approx(low * factor)
    assert quantity.base_high == pytest.approx((low + width) * factor)
    assert (quantity.start, quantity.end) == (2, 2 + len(words))


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 9_999_999_999_999_999))
def test_numerals_agree_with_an_independent_writer(value):
    assert read_number(cn2an.an2cn(value)) == pytest.approx(value, rel=1e-14)
    assert read_number(cn2an.an2cn(value, "up")) == pytest.approx(value, rel=1e-14)


@settings(max_examples=400, deadline=None)
@given(
    st.text(
        max_size=60,
        alphabet=(
            "0123456789.,:-—+/×^%第每约近超余多几来半成翻番分之点零一二三十百千万"
            "亿元个家月年日至到和、。 ()“”《》壹佰的次方\nAG"
        ),
    )
)
def test_any_text_is_read_without_error_and_with_sound_spans(text):
    last = 0
    for quantity in find_quantities(text):
        assert (
            last <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        )
        assert (quantity.value_high is not None) == (quantity.comparator == "between")
        last = quantity.start


# -- Hostile texts: they are read to the end and give sane results --


@pytest.mark.parametrize(
    "noise",
    [
        "稳步推进各项工作" * 40_000,
        "7" * 10_000,
        "一" * 10_000,
        "十" * 10_000,
        "(" * 10_000 + ")" * 10_000,
        "《" * 10_000,
        "“" * 10_000,
        "1:" * 10_000,
        "1+" * 10_000,
        "1万" * 10_000,
        "第一、" * 10_000,
        "“《(" * 5_000,
        "1,234" + ",234" * 10_000,
        "零下" * 10_000,
    ],
    ids=lambda noise: f"{noise[:4]} x {len(noise)}",
)
def test_noise_is_no_quantity_and_hides_none(noise):
    assert read(noise) == []
    text = noise + "\n新增企业20家以上\n" + noise
    assert [(words, value) for words, value, *_ in read(text)] == [("20家以上", 20)]


@pytest.mark.parametrize(
    "repeated",
    ["2×", "3%—", "三分之", "3元/", "约", "5到", "1-", "翻", "百分之", "负", "$", "a1", "1e", "5 "],
)
def test_repetition_ends(repeated):
    for quantity in find_quantities(repeated * 5_000):
        assert quantity.value == quantity.value


def test_unknown_numerals_are_refused():
    for text in ("", "abc", "三家"):
        with pytest.raises(ValueError, match="numeral"):
            read_number(text)


def test_an_unknown_unit_is_its_own_base():
    assert base_of("万咕噜") == (1e4, "咕噜")


@pytest.mark.parametrize(("text", "quote", "unit"), [
    ("培养10名优秀教师", "10名", "名"), ("引进15家园区企业", "15家", "家"), ("建设5个展馆", "5个", "个"),
    ("改造三个旧小区", "三个", "个"), ("开通3条文旅线路", "3条", "条"), ("建成9条次干道", "9条", "条"),
    ("全市10万户籍人口", "10万", "万"), ("支持10万个体工商户", "10万", "万"),
])
def test_a_counting_word_stays_one_whatever_word_its_noun_begins(text, quote, unit):
    (found,) = find_quantities(text)
    assert (text[found.start:found.end], found.unit) == (quote, unit)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("三台县新增企业3家", ["3家"]),
        ("万年县、五河县共修路20公里", ["20公里"]),
        ("新增设备三台", ["三台"]),
        ("略低于此前11%左右的预计", ["11%左右"]),
        ("分别高出2.1个和1.3个百分点", ["2.1个", "1.3个百分点"]),
    ],
)
def test_names_of_places_and_words_for_before_hold_no_figures(text, quotes):
    found = find_quantities(text)
    assert [text[q.start : q.end] for q in found] == quotes
    assert {q.unit for q in found} in ({found[-1].unit}, {"个百分点"})
