"""Figures that only serve to measure another: a goal, last year's or another place's figure in a comparison.

In "增长6%,高于全市5%的目标1个百分点" the second figure is the city's goal and the third a distance from it. A comparing
verb stands before such a figure, and behind it (or between) stand words that tell what it is: a goal (目标), a growth
(增幅), a year (2019年的), a place (全市的). The words for both are kept here; `claims` asks for them at every figure.
Goals are told again where results are reported ("年初安排30亿元", "增速目标为5%"): the words for that stand here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers import lexicon
from helpers.cuewords import words

YEAR = r"(?:19|20)\d\d年"
WHOLE = r"(?:全国|全省|全市|全自治区|全区|全县|省里|市里)"
BETWEEN = rf"(?:{YEAR}|[^,，、;；:：。\d%])"
LESS = r"低于|慢于|小于|少于|弱于|不及|不如|落后于?|低出"
MORE = r"高于|快于|大于|多于|好于|优于|强于|超过|超出|超|高出|跑赢|领先于?"
THAN = r"(?<![占之对环同性配])(?:比(?![重例值])|较(?![大快高好多强低少为]))"
LEAD = re.compile(rf"(?P<verb>(?P<less>{LESS})|{MORE}|{THAN})了?(?P<between>{BETWEEN}{{0,14}}?)\s*$")
"""The comparing verb before a figure, and the words between the two."""
REACHING = r"距离?|与|同|处在|处于|落在|控制在|实现|完成|达到|兑现|守住"
AT_GOAL = re.compile(rf"(?:未能?|没有|尚未)?(?:{REACHING})了?(?P<between>{BETWEEN}{{0,8}}?)\s*$")
SET_BESIDE = re.compile(rf"(?:与|同|和)(?P<between>{BETWEEN}{{0,14}}?的?)\s*$")

WHEN = re.compile(rf"(?P<year>{YEAR})|上(?:一)?年|去年|前年")
SAME_TIME = re.compile(r"同期|年初|此前|先前|当时|原先|最初|当年|全年|年度|原定|既定|预定|平均|各自")
DIVISION = r"[一-鿿]{1,8}?(?:新区|[区县市省旗州盟])"
OWNER = re.compile(rf"{WHOLE}|(?:^|(?<=[和与,，])){DIVISION}(?=的|$|同期|当年|上年|去年|\d|预期|年初)")

GOAL_KIND = (
    r"(?:年初|年度|全年|当年|今年|本年|原定|原|调整后?|预定|既定|预期|计划|预算|发展|增长|增速|增幅|涨幅|调控|控制"
    r"|考核|规划|约束性|预期性|下达|确定|提出|设定|国家|[省市区县](?:级|里|定)|上级|最低|的)*"
)
BOUNDS = r"目标|上限|下限|底线|红线|控制线"
WITHIN = r"(?:[之以]内|范围内|区间)?"
GOAL = rf"的?{GOAL_KIND}(?:{BOUNDS}|计划|预期|任务|要求|安排)(?:值|数|任务|要求|水平)?{WITHIN}"
GOAL_AFTER = re.compile(f"^{GOAL}")
AIM_AFTER = re.compile(rf"^的{GOAL_KIND}(?:{BOUNDS})(?:值|任务|要求)?{WITHIN}")
"""After a verb of reaching only what is called a goal is one (完成5万亩的任务 is what was done)."""
LIMIT = "限额"
LIMIT_AFTER = re.compile(rf"^(?:的)?(?:债务)?{LIMIT}(?:[之以]内|范围内)?")
SETTER = re.compile(
    rf"(?:未|没有|不)?(?P<verb>{REACHING}|(?P<less>{LESS})|{MORE})"
    rf"(?P<between>{BETWEEN}{{0,10}}?(?:核定|下达|批准|规定|确定)?的?)\s*$"
)
"""A ceiling that others set: 控制在省核定的312亿元限额之内."""
BESIDE = r"(?:相比较?|比较|对比|相较)"
BESIDE_AFTER = re.compile(f"^(?P<goal>{GOAL})?{BESIDE}")

COMPARED = r"高|低|快|慢|多|少|大|加快|放缓|提高|提升|增加|减少|上升|下降|回落|扩大|收窄"
NOUN_AFTER = re.compile(rf"^的(?P<noun>[^,，、;；:：。\d]{{1,16}}?)(?=$|[,，、;；:：。\d]|{COMPARED})")
DISTANCE_AFTER = re.compile(
    r"^(?:高出?|低出?|多出?|少|增加|减少|提高|降低|下降|上升|加快|放缓|回落|提升|净增)了?(?:近|约|超)?\d"
)

GOAL_OF = re.compile(rf"的?(?P<who>{WHOLE})?的?(?P<kind>{GOAL_KIND})目标(?:值|任务|数)?(?:设定|确定|[被已])?$")
"""A goal that the phrase of a figure ends in: 一般公共预算收入的全市目标, 地区生产总值增长目标."""
RESTATED = re.compile(
    r"年初的?(?:安排|预期|计划|定|确定|提出|要求|设定|部署|目标|预算)"
    r"|(?<![于超合达过振稳善好])预期(?!目标|值|性|寿命|进度|成效|效果|管理|转|等|[,，、])"
    r"|(?:目标|要求)(?:则|只|仍|都|均)?(?:是|为|定在|定为|[:：])|要求(?:增长|下降|达到|控制|不低于|不超过)"
)
"""Words that give a goal again where results are told: 年初安排30亿元, 预期增长5%, 目标是130家."""
LISTS_GOALS = re.compile(r"^[^,，;；。]{0,16}?(?:目标|要求)(?:则|只|仍)?(?:是|为)(?=[一-鿿]{2})")
GOES_ON = re.compile(r"^[^,，;；。:：\d]{2,20}?(?:增长|下降)?(?:约|超过|不低于)?$")
TOLD = re.compile(r"实际|完成|预计|达到|最终|结果|同比|已|实现|高于|低于|[为是比较差]")
SETTING = re.compile(r"^(?:确定|设定|提出|安排|计划|要求|部署|定)(?:的)?")
RISE = re.compile(r"(?:增长|增速|增幅|涨幅|降幅)$")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a figure is that another is measured by.

    `own` are the words before the comparing verb, `name` the indicator that the words after the figure name, '' where
    they name none; `owner` whose figure it is, `year` its year (-1: the year before), `goal` whether it is a goal,
    `used` how many characters after the figure belong to it, `sign` -1 where the comparison says less.
    """

    own: str = ""
    name: str = ""
    owner: str = ""
    year: int | None = None
    goal: bool = False
    used: int = 0
    sign: int = 1


def read_reference(left: str, right: str, told: bool) -> Reference | None:
    """The reference that a figure between `left` and `right` is, None where it stands for itself.

    `told` says whether an earlier figure of its kind was told in the sentence: without one, 高于5%的增速 is a result.
    """
    beside = BESIDE_AFTER.match(right)
    if beside and (lead := SET_BESIDE.search(left)):
        goal = bool(beside["goal"])
        return Reference(left[: lead.start()], "", *_whose_and_when(lead["between"]), goal, beside.end())
    if (limit := LIMIT_AFTER.match(right)) and (lead := SETTER.search(left)):
        return Reference(left[: lead.start()], LIMIT, "", None, False, limit.end(), -1 if lead["less"] else 1)
    lead = LEAD.search(left)
    goal = GOAL_AFTER.match(right) if lead else None
    if lead is None and told and (lead := AT_GOAL.search(left)):
        goal = AIM_AFTER.match(right)
        if goal is None:
            return None
    if lead is None:
        return None
    between, own, sign = lead["between"], left[: lead.start()], -1 if lead.groupdict().get("less") else 1
    owner, year = _whose_and_when(between)
    if goal:
        return Reference(own, "", owner, year, True, goal.end(), sign)
    noun = NOUN_AFTER.match(right)
    name = _named(noun["noun"]) if noun else None
    known = told or year or owner or own.strip() and lead["verb"] != "超"
    if name is not None and known:
        return Reference(own, name, owner, year, False, noun.end(), sign)
    rest = SAME_TIME.sub("", OWNER.sub("", WHEN.sub("", between))).strip("的末底和 ")
    pointed = year or owner or SAME_TIME.search(between) and between.endswith("的")
    if pointed and len(rest) <= 6 and (between.endswith("的") or DISTANCE_AFTER.match(right)):
        return Reference(own, "", owner, year, False, 0, sign)
    return None


def _whose_and_when(between: str) -> tuple[str, int | None]:
    """The place and the year that the words between verb and figure name; -1 is the year before."""
    owner, when = OWNER.search(between), WHEN.search(between)
    year = None if when is None else int(when["year"][:4]) if when["year"] else -1
    return owner.group() if owner else "", year


def _named(noun: str) -> str | None:
    """The indicator that the noun after a reference names ('' for a bare 增幅), None where it is a thing counted."""
    if noun in words("manner"):
        return ""
    thing = RISE.sub("", noun).removesuffix("的")
    return next((name for name in (thing, noun) if name and lexicon.link(name)), None)


def without_setting(phrase: str) -> str:
    """A phrase without the word that sets its goal: 年初确定的生产总值 is 生产总值."""
    rest = SETTING.sub("", phrase)
    return rest if rest != phrase and lexicon.link(rest) else phrase


def restates_goal(said: str) -> bool:
    """Whether the words of a clause before its figure give a goal again."""
    return RESTATED.search(said) is not None


def goes_on_with_goals(said: str) -> bool:
    """Whether the clause after a restated goal is another: nothing but a name and a rise stands in it."""
    return GOES_ON.match(said) is not None and not TOLD.search(said)


def goal_in(phrase: str, led_by: str) -> tuple[str, str, str] | None:
    """A phrase that ends in a goal as (the thing, whose goal, the goal's words); None where it does not, or where
    `led_by`, the verb before it, says that the goal was reached."""
    found = GOAL_OF.search(phrase)
    if not found or led_by in ("完成", "实现", "达到"):
        return None
    thing = phrase[: found.start()]
    if RISE.search(thing) and not lexicon.link(thing):
        thing = RISE.sub("", thing).removesuffix("的")
    return thing, found["who"] or "", found.group()
