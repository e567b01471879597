"""Figures that are part of a name and no result: the bound in "超5000万元企业55家", the count in "12条产业链产值…"."""

from __future__ import annotations

import re

from helpers import phrases
from helpers.spots import Spot, is_counted, is_rate

AGE = ("岁", "周岁")
POWER = ("千瓦", "兆瓦", "吨")
CLASS = ("类", "种", "大类")
PREPARED = ("推进", "加快", "开展", "推动", "做好", "争取", "谋划")
PROJECT = re.compile(r"项目|工程|电站|机组|生产线|煤矿|露天|提质|风电|光伏|热电|一期|二期|三期")
WITHOUT_DIGIT = re.compile(r"[十百千万亿]+元$")
BARE_SCALE = re.compile(r"[百千万亿]+$")
LIST_MARK = re.compile(r"[、,，和与及]")


def is_criterion(spot: Spot) -> bool:
    """Whether the figure bounds or sizes the thing named after it; any one of the rules is enough."""
    if not spot.right.strip():
        return _bound_of_count(spot)
    return any(rule(spot) for rule in (_grade, _age, _bound_before_count, _capacity, _bound))


def is_class_count(spot: Spot) -> bool:
    """Whether the figure counts the class that the next figure is said of (3类商品合计占…, 17个行业增加值增长…)."""
    if not (spot.counted and spot.noun and spot.following) or spot.joined or not phrases.read_left(spot.right).phrase:
        return False
    if spot.unit in CLASS and not is_rate(spot.following.unit):
        return True
    goes_on = len(spot.right) > 3 and not LIST_MARK.search(spot.right.rstrip()[-1:])
    example = spot.left.strip().endswith("等")
    return is_rate(spot.following.unit) and not spot.subject.verb and goes_on and not example


def _grade(spot: Spot) -> bool:
    """30万吨级航道, 10万千瓦及以下机组, 20户以上自然村, 年产3000辆…"""
    return bool(
        spot.right.startswith("级")
        or spot.noun and spot.quote.endswith(("及以上", "及以下"))
        or spot.noun and spot.left.rstrip().endswith("年产")
        or spot.unit.endswith("户") and spot.noun.endswith("村") and spot.figure.comparator != "eq"
    )


def _age(spot: Spot) -> bool:
    return spot.unit.endswith(AGE) and (bool(spot.noun) or spot.left.rstrip().endswith("满"))


def _bound_before_count(spot: Spot) -> bool:
    """500人以上赛事136项."""
    return bool(
        spot.counted
        and spot.noun
        and spot.quote.endswith(("以上", "以下"))
        and spot.following
        and is_counted(spot.following.unit)
        and not LIST_MARK.search(spot.right)
    )


def _bound_of_count(spot: Spot) -> bool:
    """其中10亿元以上5个, 产值超亿元45家: what is counted is named before."""
    bounded = spot.figure.comparator in ("ge", "gt", "le", "lt") and spot.unit.endswith("元")
    return bool(bounded and spot.following and is_counted(spot.following.unit))


def _capacity(spot: Spot) -> bool:
    """甲公司5万千瓦风电项目: the size of a named project, unless the words say that it was built."""
    sized = PROJECT.search(LIST_MARK.split(spot.right)[0])
    if spot.counted or is_rate(spot.unit) or not spot.subject.phrase or not sized:
        return False
    if spot.unit.endswith(POWER) and spot.subject.verb in PREPARED:
        return True
    return not spot.subject.verb and not spot.subject.cues


def _bound(spot: Spot) -> bool:
    """超5000万元企业…: an amount with a bound, right before a noun that is counted or goes on."""
    if spot.unit.endswith("元") and spot.noun and WITHOUT_DIGIT.match(spot.quote) and spot.following:
        return True  # 百亿元企业1家
    amount = not spot.counted or BARE_SCALE.match(spot.unit) and spot.subject.phrase
    if not amount or is_rate(spot.unit) or spot.figure.comparator not in ("ge", "gt", "le", "lt"):
        return False
    inside = spot.previous is not None and not spot.left.strip()  # 10个亿元以上项目
    return bool(spot.noun) and (inside or spot.following is not None or spot.right.lstrip().startswith("的"))
