"""Coordinations taken apart: 城乡居民收入, 汽车、机器人产量, 一、二、三产业增加值 are two or three indicators each."""

from __future__ import annotations

import re

from helpers import lexicon
from helpers.cuewords import tokens, words

LINKS = ("、", "和", "与", "及", "以及", ",", "，")
PAIRS = (
    ("城乡", "城镇", "农村"),
    ("城、乡", "城镇", "农村"),
    ("内外", "内", "外"),
    ("内、外", "内", "外"),
    ("收支", "收入", "支出"),
    ("存贷", "存", "贷"),
    ("存、贷", "存", "贷"),
)
COUNTERPARTS = {"城": "城镇", "乡": "农村", "城镇": "城镇", "农村": "农村", "城市": "城市", "内": "内", "外": "外"}
SECOND_OF_PAIR = ("农村", "城镇", "乡", "外", "城市")
SECTORS = re.compile(r"^(?:第)?(?P<first>[一二])(?:、(?P<second>二))?[、和](?P<last>[二三])次?产业(?P<head>.+)$")
LEVELS = (
    *("国家级", "省部级", "部级", "省级", "市级", "区级", "县级", "镇级", "街级"),
    *("省本级", "市本级", "区本级", "县本级", "全国", "全省", "全市", "全区", "全县"),
)
HEADS = re.compile(
    r"(?:(?:保险)?参保人数|毛入学率|净入学率|人均可支配收入|可支配收入|人均纯收入|单产|亩产|营业收入|销售收入|增加值占比|增加值|总产值|产值|产量|销量|"
    r"收入|支出|投资额|投资|销售额|成交额|交易额|余额|总额|出口|进口|吞吐量|覆盖率|普及率|参保率|入学率|利用率|处理率|合格率|完成率|比重|占比|"
    r"浓度|增速|价格|面积|人数|里程|装机容量|装机|存栏|出栏|(?:使用|施用|保有|存栏|出栏|周转|客运|货运|交易|成交|发电|用电|用水|捕捞|供应|储备|排放|销售)量|案件|标准|补贴|管网|(?:改造|建设|治理|整治)(?:项目|工程)?)$"
)
"""Nouns of measure that the last member of a coordination may hold for all."""
MEASURED = ("率", "额", "量", "值")
COMPLETE = ("”", "率", "额", "量", "数", "值", "人次", "费", "资金")


SUPPLY = re.compile(r"[水热气电污暖]$")
NETWORK = re.compile(r"(?<=.)(?:管网|管线|线路|(?:改造|治理|整治)(?:项目|工程))(?=铺设|建设|改造|$)")
"""What is laid or mended for a supply; the supplies before it in a list leave it out."""


def split_items(phrase: str) -> list[str]:
    """The members of a coordination, quotes kept whole: "城镇和农村居民收入" gives 城镇, 农村居民收入."""
    items, current = [], ""
    for word in tokens(phrase):
        if word in LINKS:
            if current:
                items.append(current)
            current = ""
        else:
            current += word
    if current:
        items.append(current)
    return items


def members(phrase: str, count: int) -> list[str]:
    """`count` indicator phrases out of the subject of a list ("城乡居民收入", 2), [] where they are not to be had."""
    for joint, first, second in PAIRS if count == 2 else ():
        if joint in phrase:
            return [phrase.replace(joint, first, 1), phrase.replace(joint, second, 1)]
    if sectors := SECTORS.match(phrase):
        named = [sectors[group] for group in ("first", "second", "last") if sectors[group]]
        return [f"第{sector}产业{sectors['head']}" for sector in named] if len(named) == count else []
    for items in (split_items(phrase), phrase.split("、")):  # 文化和娱乐业、租赁业: strokes alone may part them
        if len(items) == count and all(items):
            return share_head(_share_base(items))
    return []


def share_head(items: list[str]) -> list[str]:
    """A coordination's members with the head that the last holds for all: 汽车、机器人产量 -> 汽车产量, 机器人产量."""
    if not items:
        return items
    last = items[-1]
    head = HEADS.search(last)
    measure = tokens(last)[-1] if len(tokens(last)) > 1 else ""
    ending = head.group() if head else measure if measure.endswith(MEASURED) and len(measure) > 1 else ""
    pair = next((word for word in SECOND_OF_PAIR if last.startswith(word)), None)
    level = next((word for word in LEVELS if last.startswith(word)), None)

    def complete(item: str) -> str:
        if item in LEVELS and level:
            return item + last.removeprefix(level)
        if item in COUNTERPARTS and pair:
            return COUNTERPARTS[item] + last.removeprefix(pair)
        if ending and not HEADS.search(item) and not item.endswith(COMPLETE):
            return item + ending
        return item

    if last.startswith("乡") and "城" in items:
        last = "农村" + last[1:]
        pair = "农村"
    return [*map(complete, items[:-1]), last]


def share_network(claims: list) -> None:
    """Complete the supplies of a list by what its last member lays for them: 26公里供水、117公里供热管网.

    `claims` are those of one clause in the order of the text; the phrases of those named after their figure change.
    """
    for at, last in enumerate(claims):
        head = NETWORK.search(last.phrase) if last.subject.way == "right" else None
        for claim in reversed(claims[:at] if head else []):
            if claim.subject.way != "right" or claim.unit != last.unit or lexicon.link(claim.phrase):
                break
            if SUPPLY.search(claim.phrase):
                claim.phrase = claim.topic = claim.phrase + head.group()


def _share_base(items: list[str]) -> list[str]:
    """A coordination's members where the later ones are bare measures: 工业总产值、增加值 -> 工业总产值, 工业增加值."""
    dependent = words("dependent")
    if len(items) > 1 and items[0] not in dependent and all(item in dependent for item in items[1:]):
        base = without_head(items[0])
        return [items[0], *(base + item for item in items[1:])] if base != items[0] else items
    return items


def without_head(phrase: str) -> str:
    """A phrase without the measure noun that it ends in: 蔬菜产量 is of 蔬菜."""
    for word in sorted(words("dependent"), key=len, reverse=True):
        if phrase.endswith(word) and len(phrase) > len(word) + 1:
            return phrase[: -len(word)]
    return HEADS.sub("", phrase) or phrase
