"""Of when a claim speaks and whether it looks back or ahead.

A year in the claim's own clause comes first, then one that opened an earlier clause, then the period of the sentence
(`structure`); 去年 and 今年 count from the report's own year, 上年 from the year under review.
"""

from __future__ import annotations

import re
from dataclasses import replace

from helpers import phrases
from helpers.cuewords import tokens, words
from helpers.spots import Claim
from helpers.structure import Clock, Period, Sentence, lean, part_of_year, plan_years

YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?=年(?!代))")
OPENING_YEAR = re.compile(
    r"(?:^|[,，;；:：。\s])(?:截[至止]|到|至|预计|力争|“[^”]{2,6}”末的?)*((?:19|20)\d\d)(?=年(?!代))"
)
RELATIVE = re.compile(r"(?<![比较与])(去年|上年|今年|本年|明年|前年)(?!末|底|同期|度|结|滚|决算|执行|实际|预算)")
SHIFT = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "前年": -2}
FROM_SECTION = {"上年": -1, "本年": 0}
"""Words that count from the year under review and not from the year in which the report is given."""
SPAN_OF_YEARS = re.compile(
    r"(?<![第十过去\d])(?P<n>[两二三四五]|[2-9])年(?:来)?(?:共|累计|内|安排|投入|计划|总计|增长|提高)"
)
LENGTH = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
LAST_YEAR = re.compile(r"(?:由|从)(?:上|去)年")
FOLLOWING = ("growth", "change", "completion")
"""Measures that are said of the figure before them, and of its time."""
PLAN_SPAN = re.compile(r"五”?(?:时期|期间|以来|规划期|五年|累计|前(?P<first>[两二三四])年)")
YEARLY_SPAN = re.compile(r"(?P<n>[两二三四五六七八九十]|[2-9]|10)年(?:来|间)?(?:的)?年均")


def date_claims(sentence: Sentence, claims: list[Claim], clock: Clock) -> list[tuple[Period, list[str]]]:
    """The period of every claim of a sentence, and what is doubtful about it, in the order of `claims`."""
    when, doubts = {}, {}
    for claim in claims:
        when[id(claim)], doubts[id(claim)] = _when(sentence, claim, clock)
    _pair_years(claims, when, sentence)
    _follow_years(claims, when, doubts)
    flowing, before = None, None
    for claim in claims:
        period, left = when[id(claim)], sentence.text[claim.clause[0] : claim.start]
        listed = flowing == claim.clause and claim.measure == "level" and not claim.subject.reaches
        if period.year_from and not (_flows(claim, left) or listed):
            period = replace(period, year_from=None)
        flowing = claim.clause if period.year_from else None
        said = part_of_year(phrases.without_base(left))
        kind = "span" if period.year_from else said or period.kind
        kind = "year" if kind == "span" and not period.year_from else kind
        if before and kind == "year" and not said and claim.subject.way == "carried" and claim.measure in FOLLOWING:
            if before.kind != "span" and before.year == period.year:
                kind = before.kind  # 上半年完成27亿元,增长5%
        when[id(claim)] = before = replace(period, kind=kind)
    return [(when[id(claim)], doubts[id(claim)]) for claim in claims]


def _flows(claim: Claim, left: str) -> bool:
    """Whether a figure of several years is what happened in them, not what stood at their end."""
    if claim.measure in ("increment", "growth", "change") or "累计" in left:
        return True
    doing = claim.subject.verb or any(word in words("telling") for word in tokens(claim.phrase))
    return claim.measure == "level" and bool(doing) and not claim.subject.reaches


def _when(sentence: Sentence, claim: Claim, clock: Clock) -> tuple[Period, list[str]]:
    """The period of a claim: the years in its own clause, else in the clauses before it, else the sentence's."""
    period, doubts = sentence.period, []
    if claim.said_year is not None:
        before = period.year - 1 if period.year else None
        return Period("review", claim.said_year if claim.said_year > 0 else before), doubts
    if clock.is_news and period.stance != "background":
        leaning = lean(phrases.without_base(sentence.text[slice(*claim.clause)]), clock.plans_by_default)
        if leaning and leaning != period.stance:
            year = period.year if leaning == "review" else clock.target_year if clock.plans_by_default else None
            period = Period(leaning, year)
            doubts.append("tense_guess")
    left = phrases.without_base(sentence.text[claim.clause[0] : claim.start])
    earlier = sentence.text[: claim.clause[0]]
    said = _said_between(left, earlier, clock, period) or _said_here(left, period, clock)
    said = said or _said_before(earlier, period, clock)
    if said is not None:
        return replace(said, kind=period.kind) if said.year == period.year and said.kind == "year" else said, doubts
    doubts.append("year_of_section" if period.year else "no_year")
    return period, doubts


def _said_between(left: str, earlier: str, clock: Clock, period: Period) -> Period | None:
    """The years between two that the sentence has named before: 2015年…, 2010年…, 五年年均增长3.9%."""
    length = YEARLY_SPAN.search(left)
    if not length:
        return None
    further = LENGTH.get(length["n"]) or int(length["n"])
    years = {int(year) for year in YEAR.findall(phrases.without_base(earlier))}
    ends = [year for year in sorted(years, reverse=True) if year - further in years]
    return _placed(ends[0], ends[0] - further + 1, clock, period) if ends else None


def _said_here(left: str, period: Period, clock: Clock) -> Period | None:
    """The period that the words of a figure's own clause name."""
    if years := YEAR.findall(left):
        return _named(years[-1], left, clock, period)
    relative = RELATIVE.findall(left)
    if relative and relative[-1] in FROM_SECTION and period.year and not clock.is_news:
        return _placed(period.year + FROM_SECTION[relative[-1]], None, clock, period)
    if relative and clock.this_year:
        return _placed(clock.this_year + SHIFT[relative[-1]], None, clock, period)
    if (length := SPAN_OF_YEARS.search(left)) and period.year:
        further = (LENGTH.get(length["n"]) or int(length["n"])) - 1
        if period.stance == "plan" and not period.year_from:
            return replace(period, year=period.year + further, year_from=period.year, kind="span")
        return replace(period, year_from=period.year - further, kind="span")
    plan = plan_years(left)
    if plan and (part := PLAN_SPAN.search(left)):
        first, last = plan
        if part["first"]:
            last = first + LENGTH[part["first"]] - 1
        elif clock.review_year and first <= clock.review_year < last and period.stance == "review":
            last = clock.review_year
        return Period("review" if clock.review_year and last <= clock.review_year else "plan", last, first, "span")
    return None


def _said_before(earlier: str, period: Period, clock: Clock) -> Period | None:
    """The year that opened an earlier clause of the sentence, unless it is the one that the sentence's span ends in."""
    years = OPENING_YEAR.findall(phrases.without_base(earlier))
    if not years or int(years[-1]) == period.year and period.year_from:
        return None
    return _named(years[-1], earlier, clock, period)


def _named(year: str, text: str, clock: Clock, period: Period) -> Period:
    """The period of a year that `text` names, with the first of its years where it ends a span (2021—2025年)."""
    span = re.search(rf"(20\d\d)年?\s*[-—~至到]\s*{year}年", text)
    return _placed(int(year), int(span[1]) if span else None, clock, period)


def _placed(year: int, year_from: int | None, clock: Clock, period: Period) -> Period:
    """A year that the words name, looking back or ahead by where it lies."""
    kind = "span" if year_from else "year"
    if period.year_from and year == period.year:
        return period
    if clock.review_year is None or period.stance == "background":
        return Period(period.stance, year, year_from, kind)
    if clock.is_news and clock.this_year and year >= clock.this_year:
        looks_back = period.stance == "review" and year == clock.this_year
        return Period("review" if looks_back else "plan", year, year_from, kind)
    return Period("plan" if year > clock.review_year else "review", year, year_from, kind)


def _pair_years(claims: list[Claim], when: dict[int, Period], sentence: Sentence) -> None:
    """由…提高到…: where the first figure has no year of its own, it stands one year (or the whole span) before."""
    text = sentence.text
    for claim, after in zip(claims, claims[1:], strict=False):
        between = text[claim.end : after.start]
        if not claim.pair_from or not (after.subject.reaches or re.search(r"[到至为]", between)):
            continue
        own, later = YEAR.findall(text[claim.clause[0] : claim.start]), when[id(after)]
        if LAST_YEAR.search(text[claim.clause[0] : claim.start]):
            when[id(after)] = sentence.period  # 由上年的26户增加到34户
            if sentence.period.year:
                when[id(claim)] = Period("review", sentence.period.year - 1)
        elif not own and later.year:
            when[id(claim)] = Period(later.stance, later.year_from - 1 if later.year_from else later.year - 1)
        elif own:
            when[id(claim)] = Period("review", int(own[-1]))
            if later.year == int(own[-1]) and not YEAR.findall(between):
                when[id(after)] = sentence.period


def _follow_years(claims: list[Claim], when: dict[int, Period], doubts: dict[int, list[str]]) -> None:
    """A growth whose subject is elided is of the year of the figure that it follows (增加到2019年的143亿元,增长6%)."""
    said = None
    for claim in claims:
        if "reference" in claim.doubts:
            continue
        if not {"year_of_section", "no_year"} & set(doubts[id(claim)]):
            said = when[id(claim)]
        elif claim.subject.way != "carried":
            said = None
        elif said is not None and claim.measure in FOLLOWING:
            when[id(claim)] = said
