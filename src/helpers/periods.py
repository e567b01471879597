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
    r"(?:^|[,，;；:：。\s])(?:截[至止]|到|至|从|自|预计|力争|“[^”]{2,6}”末的?)*(?:(?:19|20)\d\d年?\s*[-—–~至到]\s*)?((?:19|20)\d\d)(?=年(?!代))"
)
RELATIVE = re.compile(r"(?<![比较与])(去年|上年|今年|本年|明年|前年)(?!末|底|同期|度|结|滚|决算|执行|实际|预算)")
LAST_YEAR_ITSELF = re.compile(r"^[^,，]{0,2}(?:去年|上年)(?:同期|末|底)?(?:则|仅|只)?(?:为|是|有)")
SHIFT = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "前年": -2}
FROM_SECTION = {"上年": -1, "本年": 0}
"""Words that count from the year under review and not from the year in which the report is given."""
SPAN_OF_YEARS = re.compile(
    r"(?<![第十过去\d])(?P<n>[两二三四五]|[2-9])年(?:来)?(?:共|累计|内|时间|安排|投入|计划|总计|增长|提高|$)"
)
INNER_SPAN = re.compile(
    r"(?:过去|近|今后|未来)的?(?P<n>[两二三四五十]|[2-9])(?:个)?年(?:来|间)?(?=[^,，;；。\d]{0,8}(?:年均|累计|增长|下降|共|新增))"
)
IN_YEARS = re.compile(r"(?:用|通过|利用)(?P<n>[两二三四五]|[2-9])年(?:左右)?的?(?:时间|努力)[^,，;；。\d]{0,4}[,，]")
PLAN_END = re.compile(r"(?<![比较])(?:到|至)“?(?:十[一二三四五六]?|[六七八九])五”?(?:规划)?末")
OPENS_PLAN = re.compile(r"^[^,，;；。]{0,4}十[一二三四五六]?五”?[前后][两二三四]年(?:来|间|里)?[,，]")
THAT_YEAR = re.compile(r"(?<!较)(?<!比)当年(?!预算|目标|计划|底|末|的?(?:预算|目标|计划))")
YEAR_LIST = re.compile(r"(?:(?:19|20)\d\d年?\s*(?:[、,，]|和|与|及|以及)+\s*)+(?:19|20)\d\d年")
YEAR_IN_LIST = re.compile(r"(?:19|20)\d\d")
COMPARED_YEAR = re.compile(r"(?:与|同|和|较|比)((?:19|20)\d\d)年(?:末|底)?(?:相比|比较|对比)?[,，]")
NEAR = 80
LENGTH = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
LAST_YEAR = re.compile(r"(?:由|从)(?:上|去)年")
FOLLOWING = ("growth", "change", "completion")
"""Measures that are said of the figure before them, and of its time."""
PLAN_SPAN = re.compile(r"五”?(?:时期|期间|以来|规划期|五年|累计|(?:前(?P<first>[两二三四])|后(?P<last>[两二三四]))年)")
YEARLY_SPAN = re.compile(r"(?P<n>[两二三四五六七八九十]|[2-9]|10)年(?:来|间)?(?:的)?年均")


def date_claims(sentence: Sentence, claims: list[Claim], clock: Clock) -> list[tuple[Period, list[str]]]:
    """The period of every claim of a sentence, and what is doubtful about it, in the order of `claims`."""
    when, doubts = {}, {}
    for claim in claims:
        when[id(claim)], doubts[id(claim)] = _when(sentence, claim, clock)
    _list_years(claims, when, sentence, clock)
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
        follows = before and not said and claim.subject.way == "carried" and claim.measure in FOLLOWING
        if follows and kind == "year" and before.kind != "span" and before.year == period.year:
            kind = before.kind  # 上半年完成27亿元,增长5%
        when[id(claim)] = before = replace(period, kind=kind)
    return [(when[id(claim)], doubts[id(claim)]) for claim in claims]


def _flows(claim: Claim, left: str) -> bool:
    """Whether a figure of several years is what happened in them, not what stood at their end."""
    if claim.measure in ("increment", "growth", "change") or claim.measure != "rank" and re.search("累计|年均", left):
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
    if said is None and THAT_YEAR.search(left) and (named := YEAR.findall(earlier)):
        said = _placed(int(named[-1]), None, clock, period)  # 与2021年相比,当年…
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
    further = _count(length)
    years = {int(year) for year in YEAR.findall(phrases.without_base(earlier))}
    ends = [year for year in sorted(years, reverse=True) if year - further in years]
    return _placed(ends[0], ends[0] - further + 1, clock, period) if ends else None


def _said_here(left: str, period: Period, clock: Clock) -> Period | None:
    """The period that the words of a figure's own clause name."""
    if years := YEAR.findall(left):
        return _named(years[-1], left, clock, period)
    if end := PLAN_END.search(left):
        return _placed(plan_years(end.group())[1], None, clock, period)
    if LAST_YEAR_ITSELF.search(left) and period.year:
        return _placed(period.year - 1, None, clock, period)
    relative = RELATIVE.findall(left)
    if relative and relative[-1] in FROM_SECTION and period.year and not clock.is_news:
        return _placed(period.year + FROM_SECTION[relative[-1]], None, clock, period)
    if relative and clock.this_year:
        return _placed(clock.this_year + SHIFT[relative[-1]], None, clock, period)
    if (length := SPAN_OF_YEARS.search(left) or INNER_SPAN.search(left)) and period.year:
        further = _count(length) - 1
        if period.stance == "plan" and not period.year_from:
            return replace(period, year=period.year + further, year_from=period.year, kind="span")
        return replace(period, year_from=period.year - further, kind="span")
    return _plan_span(left, clock, period)


def _count(length: re.Match) -> int:
    return LENGTH.get(length["n"]) or int(length["n"])


def _plan_span(words_said: str, clock: Clock, period: Period) -> Period | None:
    """The years of a five-year plan, or of a part of it, that the words name (“十四五”期间, “十四五”前四年)."""
    plan = plan_years(words_said)
    part = PLAN_SPAN.search(words_said) if plan else None
    if part is None:
        return None
    first, last = plan
    if part["first"]:
        last = first + LENGTH[part["first"]] - 1
    elif part["last"]:
        first = last - LENGTH[part["last"]] + 1
    elif clock.review_year and first <= clock.review_year < last and period.stance == "review":
        last = clock.review_year
    return Period("review" if clock.review_year and last <= clock.review_year else "plan", last, first, "span")


def _said_before(earlier: str, period: Period, clock: Clock) -> Period | None:
    """The year that opened an earlier clause of the sentence, unless it is the one that the sentence's span ends in."""
    if (length := IN_YEARS.search(earlier)) and period.stance == "plan" and period.year and not period.year_from:
        return replace(period, year=period.year + _count(length) - 1, year_from=period.year, kind="span")
    years = OPENING_YEAR.findall(phrases.without_base(earlier))
    if not years and (end := PLAN_END.search(earlier)):
        return _placed(plan_years(end.group())[1], None, clock, period)
    if not years and (opener := OPENS_PLAN.match(earlier)):
        return _plan_span(opener.group(), clock, period)
    if not years or int(years[-1]) == period.year and period.year_from:
        return None
    return _named(years[-1], earlier, clock, period)


def _named(year: str, text: str, clock: Clock, period: Period) -> Period:
    """The period of a year that `text` names, with the first of its years where it ends a span (2021—2025年)."""
    span = re.search(rf"(20\d\d)年?\s*[-—–~至到]\s*{year}年(?![^,，;；。\d]{{0,8}}(?:由|从))", text)
    return _placed(int(year), int(span[1]) if span else None, clock, period)


def _placed(year: int, year_from: int | None, clock: Clock, period: Period) -> Period:
    """A year that the words name, looking back or ahead by where it lies."""
    kind = "span" if year_from else "year"
    if period.year_from and year == period.year:
        return period
    if year == period.year and year_from is None and period.stance != "background":
        return Period(period.stance, year)  # the goals of the year that a mid-year text reviews
    if clock.review_year is None or period.stance == "background":
        return Period(period.stance, year, year_from, kind)
    if clock.is_news and clock.this_year and year >= clock.this_year:
        looks_back = period.stance == "review" and year == clock.this_year
        return Period("review" if looks_back else "plan", year, year_from, kind)
    return Period("plan" if year > clock.review_year else "review", year, year_from, kind)


def _list_years(claims: list[Claim], when: dict[int, Period], sentence: Sentence, clock: Clock) -> None:
    """One year each for the figures of one thing: 2019年、2021年分别增长4%、6%; or those of as many figures before."""
    runs: list[list[Claim]] = []
    for claim in claims:
        last = runs[-1][-1] if runs else None
        alike = last and (last.clause, last.unit, last.topic) == (claim.clause, claim.unit, claim.topic)
        if alike and phrases.SEPARATORS.match(sentence.text[last.end : claim.start]):
            runs[-1].append(claim)
        else:
            runs.append([claim])
    for at, run in enumerate(runs):
        if len(run) < 2:
            continue
        before = sentence.text[max(0, run[0].start - NEAR) : run[0].start]
        lists = [found for found in YEAR_LIST.finditer(before) if len(YEAR_IN_LIST.findall(found.group())) == len(run)]
        if lists:
            for claim, year in zip(run, YEAR_IN_LIST.findall(lists[-1].group()), strict=True):
                when[id(claim)] = _placed(int(year), None, clock, sentence.period)
            continue
        told = [claim for earlier in runs[:at] for claim in earlier][-len(run) :]
        years = {when[id(claim)].year for claim in told}
        if "分别" in before and len(years) == len(run) and {c.topic for c in told} == {run[0].topic}:
            for claim, earlier in zip(run, told, strict=True):
                when[id(claim)] = when[id(earlier)]


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
        elif not own and (base := COMPARED_YEAR.search(text, 0, claim.start)):
            when[id(claim)] = Period("review", int(base[1]))
        elif not own and later.year:
            when[id(claim)] = Period("review", later.year_from - 1 if later.year_from else later.year - 1)
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
