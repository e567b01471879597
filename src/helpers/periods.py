"""Of when a claim speaks and whether it looks back or ahead.

A year in the claim's own clause comes first, then one that opened an earlier clause, then the period of the sentence
(`structure`); 去年 and 今年 count from the report's own year, 上年 from the year under review.
"""

from __future__ import annotations

import re
from dataclasses import replace

from helpers import phrases
from helpers.spots import Claim
from helpers.structure import Clock, Period, Sentence, lean, plan_years

YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?=年(?!代))")
OPENING_YEAR = re.compile(r"(?:^|[,，;；:：。\s])(?:截[至止]|到|至|预计|力争)*((?:19|20)\d\d)(?=年(?!代))")
RELATIVE = re.compile(r"(?<![比较与])(去年|上年|今年|本年|明年|前年)(?!末|底|同期|度|结|滚|决算|执行|实际|预算)")
SHIFT = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "前年": -2}
SPAN_OF_YEARS = re.compile(r"(?<![第近十过去])(?P<n>[两二三四五])年(?:来)?(?:共|累计|内|安排|投入|计划|总计)")
SUBPERIOD = (
    (re.compile(r"前三季度|1\s*[-—~至]\s*9月"), "Q1-Q3"),
    (re.compile(r"上半年|1\s*[-—~至]\s*6月"), "H1"),
    (re.compile(r"一季度|1\s*[-—~至]\s*3月"), "Q1"),
    (re.compile(r"截[至止](?!20\d\d年(?:末|底|12月))|目前|1\s*[-—~至]\s*1[01]月"), "to_date"),
)
FLOW = re.compile(
    r"累计|新增|净增|新建|完成|改造|建成|发放|投入|引进|培育|减免|化解|治理|解决|筹|实施|改善|开挖|疏浚|植树|造林|组建|使用|修复|搬迁|培训|整治|安置|新(?:改|扩)?建"
)


def date_claims(sentence: Sentence, claims: list[Claim], clock: Clock) -> list[tuple[Period, list[str]]]:
    """The period of every claim of a sentence, and what is doubtful about it, in the order of `claims`."""
    when, doubts = {}, {}
    for claim in claims:
        when[id(claim)], doubts[id(claim)] = _when(sentence, claim, clock)
    _pair_years(claims, when, sentence.text)
    _follow_years(claims, when, doubts)
    flowing = None
    for claim in claims:
        period = when[id(claim)] or sentence.period
        left = sentence.text[claim.clause[0] : claim.start]
        flows = (
            claim.measure in ("increment", "growth", "change")
            or "累计" in left
            or flowing == claim.clause
            or FLOW.search(claim.subject.lead + claim.phrase)
        )
        if period.year_from and not flows:
            period = replace(period, year_from=None)
        flowing = claim.clause if period.year_from else None
        part = next((name for pattern, name in SUBPERIOD if pattern.search(left)), None)
        kind = "span" if period.year_from else part or ("year" if period.kind == "span" else period.kind)
        when[id(claim)] = replace(period, kind=kind)
    return [(when[id(claim)], doubts[id(claim)]) for claim in claims]


def _when(sentence: Sentence, claim: Claim, clock: Clock) -> tuple[Period, list[str]]:
    """The period of a claim: the years in its own clause, else in the clauses before it, else the sentence's."""
    text, doubts = sentence.text, []
    if claim.said_year is not None:
        base = sentence.period.year
        year = claim.said_year if claim.said_year > 0 else base - 1 if base else None
        return Period("review", year), doubts
    left = phrases.BASE.sub("", text[claim.clause[0] : claim.start])
    earlier = phrases.BASE.sub("", text[: claim.clause[0]])
    period = sentence.period
    if clock.is_news and period.stance != "background":
        leaning = lean(text[claim.clause[0] : claim.clause[1]], clock.plans_by_default)
        if leaning and leaning != period.stance:
            year = period.year if leaning == "review" else clock.target_year if clock.plans_by_default else None
            period = Period(leaning, year)
            sentence = replace(sentence, period=period)
            doubts.append("tense_guess")
    for stretch, near in ((left, True), (earlier, False)):
        years = [int(y) for y in (YEAR if near else OPENING_YEAR).findall(stretch)]
        relative = RELATIVE.findall(stretch)
        if years:
            year = years[-1]
            span = re.search(rf"(20\d\d)年?\s*[-—~至到]\s*{year}年", stretch)
            if not near and year == sentence.period.year and sentence.period.year_from:
                break
            return _placed(year, int(span[1]) if span else None, clock, sentence), doubts
        if relative and clock.this_year and near:
            year = clock.this_year + SHIFT[relative[-1]]
            if relative[-1] == "上年" and period.year and not clock.is_news:
                year = period.year - 1
            return _placed(year, None, clock, sentence), doubts
        if near and (length := SPAN_OF_YEARS.search(stretch)) and period.year and not period.year_from:
            years_on = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}[length["n"]]
            if period.stance == "plan":
                return replace(period, year=period.year + years_on - 1, year_from=period.year, kind="span"), doubts
            return replace(period, year_from=period.year - years_on + 1, kind="span"), doubts
        plan = plan_years(stretch) if near else None
        if plan and re.search(r"五”?(?:时期|期间|以来|规划期|五年|累计)", stretch):
            first, last = plan
            if clock.review_year and first <= clock.review_year < last and period.stance == "review":
                last = clock.review_year
            return Period(
                "review" if clock.review_year and last <= clock.review_year else "plan", last, first, "span"
            ), doubts
    doubts.append("year_of_section" if period.year else "no_year")
    return period, doubts


def _placed(year: int, year_from: int | None, clock, sentence: Sentence) -> Period:
    if clock.review_year is None or sentence.period.stance == "background":
        return Period(sentence.period.stance, year, year_from)
    if clock.is_news and sentence.period.stance == "plan" and clock.this_year and year >= clock.this_year:
        return Period("plan", year, year_from, "span" if year_from else "year")
    if year > clock.review_year:
        same = sentence.period.stance == "review" and clock.is_news and year == clock.this_year
        return Period("review" if same else "plan", year, year_from, "span" if year_from else "year")
    return Period("review", year, year_from, "span" if year_from else "year")


def _pair_years(claims: list[Claim], when: dict[int, Period], text: str) -> None:
    """由…提高到…: where the first figure has no year of its own, it stands one year (or the whole span) before."""
    for at, claim in enumerate(claims[:-1]):
        after = claims[at + 1]
        if (
            not claim.pair_from
            or not after.subject.reaches
            and not re.search(r"[到至为]", text[claim.end : after.start])
        ):
            continue
        own = YEAR.findall(text[claim.clause[0] : claim.start])
        later = when[id(after)]
        if not own and later.year:
            first = later.year_from - 1 if later.year_from else later.year - 1
            when[id(claim)] = Period("review" if later.stance == "review" else "plan", first)
        elif own:
            when[id(claim)] = Period("review", int(own[-1]))
            if not YEAR.findall(text[claim.end : after.start]):
                base = when[id(after)]
                if base.year == int(own[-1]):
                    when[id(after)] = None


def _follow_years(claims: list[Claim], when: dict[int, Period], doubts: dict[int, list[str]]) -> None:
    """A growth whose subject is elided is of the year of the figure that it follows (增加到2019年的143亿元,增长6%)."""
    said = None
    for claim in claims:
        if "reference" in claim.doubts:
            continue
        own = "year_of_section" not in doubts[id(claim)] and "no_year" not in doubts[id(claim)]
        if own:
            said = when[id(claim)]
        elif (
            claim.subject.way == "carried" and claim.measure in ("growth", "change", "completion") and said is not None
        ):
            when[id(claim)] = said
        elif claim.subject.way != "carried":
            said = None
