"""Which stretch of a text speaks of which period, looking back or ahead.

A report is a tree of headings; under each of them sentences follow one another, and now and then one of them turns the
page ("过去五年…", "今年主要预期目标是…"). `read_sentences` walks the text once and gives every sentence its section,
its stance (`review` looks back, `plan` looks ahead, `background` does neither) and the period that a figure in it
speaks of unless its own words say otherwise. The turning words stand in lexicon/turns.csv.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from helpers import lexicon

FIVE_YEAR_PLANS = dict(
    zip(
        ["六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六"],
        range(1981, 2032, 5),
        strict=True,
    )
)
"""First year of each five-year plan from the sixth on (1981-1985); the plans follow one another without a gap."""

HEADING = re.compile(
    r"[ \t#*]*(?:(?P<one>第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]{1,3}、)"
    r"|(?P<two>[(（][一二三四五六七八九十]{1,3}[)）])"
    r"|(?P<three>\d{1,2}\s*[.．、](?!\d)|[(（]\d{1,2}[)）]|[—–-]{1,4}(?=[一-鿿])|[一二三四五六七八九十]{1,2}[是要](?=[一-鿿])))"
)
BARE_HEADING = re.compile(
    r"[ \t#*]*(?=[^。；;,，:：!?！？]{4,34}$)[^。]*"
    r"(?:(?:19|20)\d\d年|过去|今后|未来|今年|一年|五年|十[一二三四五六]?五)[^。]*"
    r"(?:回顾|总结|完成情况|执行情况|目标|任务|安排|打算|重点工作|主要工作|成就|部署|草案|总体要求)(?:建议)?[ \t*]*$"
)
"""A heading without a number: a short line of its own that names a period and what is said of it."""
SENTENCE_END = re.compile(r"[。!?！？\n]+[”’』」）)]*|(?<=[一-鿿%)）”])\.(?=[一-鿿(（“《]|$)")
"""Some gazettes end sentences with a point; between digits or Latin letters it is none."""
ADDRESS = re.compile(r"^(?:[”’）)\s]*)(?:各位代表|同志们|各位委员)[,，!！:：]?\s*")
YEARLY_ACCOUNT = re.compile(r"(?:19|20)\d\d年[^/]{0,20}(?:执行情况|完成情况)")
"""Under such a heading a sentence on several years is an aside."""
LONGEST_HEADING = 90
LONGEST_SENTENCE = 1500
"""No sentence written by people is longer; what relates the figures of one sentence stays quick whatever comes in."""


PART_OF_YEAR = (
    (re.compile(r"(?:预计|预期|力争|确保)[^,，。；;\d]{0,4}全年|^全年"), "year"),
    (re.compile(r"前三季度|1\s*[-—~至]\s*9月"), "Q1-Q3"),
    (re.compile(r"上半年|1\s*[-—~至]\s*6月"), "H1"),
    (re.compile(r"一季度|1\s*[-—~至]\s*3月"), "Q1"),
    (re.compile(r"截[至止](?!20\d\d年(?:末|底|12月))|(?<!项)目前(?!期)|1\s*[-—~至]\s*1[01]月"), "to_date"),
)
OPENS_PART = re.compile(
    r"(?:^|[,，:：])(?:[^,，。；;\d]{0,8}|20\d\d年)(?:前三季度|上半年|一季度|1\s*[-—~至]\s*(?:3|6|9|10|11)月)(?:份)?[,，]"
)


@dataclass(frozen=True, slots=True)
class Period:
    """What a stretch of text speaks of: stance (`review`, `plan`, `background`), last and first year, and its kind."""

    stance: str
    year: int | None
    year_from: int | None = None
    kind: str = "year"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, `text == document.text[start:end]`, the headings it stands under and the period it speaks of."""

    start: int
    end: int
    text: str
    section: str
    period: Period
    is_goal: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The years that the relative words of one document resolve to; each may be None where nothing tells."""

    this_year: int | None
    review_year: int | None
    target_year: int | None
    plans_by_default: bool
    is_news: bool

    def period(self, stance: str) -> Period:
        return Period(stance, self.review_year if stance == "review" else self.target_year)


def read_clock(document) -> Clock:
    """The years of `document`: what 今年 means in it, which year it reviews and which it plans for."""
    review, target = document.review_year, document.target_year
    issued = int(document.issued[:4]) if document.issued else None
    known = [year for year in (review, target) if year]
    this_year = issued if issued and (not known or min(abs(issued - year) for year in known) <= 1) else None
    if this_year is None:
        this_year = target or (review + 1 if review and document.kind == "bulletin" else review)
    is_news = document.kind in ("news", "other")
    return Clock(
        this_year=this_year,
        review_year=review or (target - 1 if target else this_year),
        target_year=target or (this_year if is_news or not review else review + 1),
        plans_by_default=bool(target and not review),
        is_news=is_news,
    )


def plan_years(words: str) -> tuple[int, int] | None:
    """First and last year of the five-year plan named in `words` ("十四五": 2021, 2025), else None."""
    found = re.search(
        r"(?<![一二三四五六七八九第])(十[一二三四五六]|十|[六七八九])(?:五|个五年)(?=”|时期|期间|规划|以来|末|初|收官|开局|[前后][两二三四]年)",
        words,
    )
    if not found:
        return None
    first = FIVE_YEAR_PLANS[found.group(1)]
    return first, first + 4


@functools.cache
def _turns() -> list[tuple[re.Pattern, str, str]]:
    return [(re.compile(row["pattern"]), row["where"], row["effect"]) for row in lexicon.table("turns")]


def _span(effect: str, found: re.Match | None, clock: Clock, current: Period) -> Period | None:
    """The period that a turning word opens; None where it names a span that the clock cannot place."""
    groups = found.groupdict() if found else {}
    review, target = clock.review_year, clock.target_year
    if effect == "review":
        return clock.period("review")
    if effect == "plan":
        # The list of goals of a section on coming years is of those years, whatever the report's own year.
        return current if current.stance == "plan" and current.year_from else clock.period("plan")
    if effect == "background":
        return Period("background", None)
    if effect == "named_year":
        year = int(groups["year"])
        if current.year_from and year == current.year:
            return current
        if review is not None and year <= review:
            return Period("review", year)
        return Period("plan", year)
    if effect == "this_year":
        if clock.is_news or clock.this_year is None:
            ahead = clock.plans_by_default and clock.this_year == target
            return Period("plan" if ahead else current.stance, clock.this_year)
        return clock.period("plan") if clock.this_year == target else Period("review", clock.this_year)
    if effect == "next_year":
        return Period("plan", target)
    if effect == "last_year":
        return Period("review", clock.this_year - 1 if clock.this_year else review)
    if effect == "past_span" and review:
        length = {"三": 3, "3": 3, "四": 4, "4": 4, "十": 10, "10": 10}.get(groups.get("n") or "", 5)
        return Period("review", review, review - length + 1, "span")
    if effect == "coming_span" and target:
        length = {"三": 3, "3": 3}.get(groups.get("n") or "", 5)
        return Period("plan", target + length - 1, target, "span")
    if effect == "five_year_plan":
        years = plan_years(found.group())
        if years is None:
            return None
        first, last = years
        if review is not None and first > review:
            return Period("plan", last, first, "span")
        if review is not None and last > review:
            if current.stance == "plan":
                return Period("plan", last, first, "span")
            return Period("review", review, first, "to_date")
        return Period("review", last, first, "span")
    if effect == "coming_plan" and review is not None and (years := plan_years(found.group())) and years[0] > review:
        return Period("plan", years[1], years[0], "span")
    return None


def _heading_period(words: str, level: int, clock: Clock, current: Period, turns) -> Period:
    """The period that a heading opens, by its own years and words, else the one it stands in."""
    years = [int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?=年)", words)]
    cues = {effect for pattern, where, effect in turns if where == "heading" and pattern.search(words)}
    if years and level <= 2 and "keep" not in cues:
        year = max(years)
        if clock.target_year and year >= clock.target_year and "heading_review" not in cues:
            return clock.period("plan") if year == clock.target_year else Period("plan", year)
        if clock.review_year and min(years) <= clock.review_year:
            return Period("review", max(y for y in years if y <= clock.review_year))
    for pattern, where, effect in turns:
        if where == "heading_span" and (found := pattern.search(words)):
            opened = _span(effect, found, clock, current)
            if opened is not None:
                return opened
    if level == 1:
        if "heading_review" in cues and "heading_plan" not in cues:
            return clock.period("review")
        if "heading_plan" in cues and "heading_review" not in cues:
            return clock.period("plan")
        if cues >= {"heading_review", "heading_plan"}:
            return clock.period("review")
    return current


def _lasts(period: Period, clock: Clock) -> bool:
    """Whether a turning sentence speaks for those after it too: a passing mention of an old year does not."""
    if period.stance == "background" or period.year_from is not None:
        return True
    return period.year in (clock.review_year, clock.target_year, clock.this_year)


def part_of_year(words: str) -> str | None:
    """The part of a year that `words` name ("H1", "Q1-Q3", "to_date", …), None where they name none."""
    return next((name for pattern, name in PART_OF_YEAR if pattern.search(words)), None)


def lean(text: str, plans_by_default: bool) -> str | None:
    """`plan` or `review` by the tense words of a stretch of news, None where they do not tell.

    In a text that announces a plan, 完成 or 建成 alone does not look back; 已, 去年 or 截至 do.
    """
    ahead = any(p.search(text) for p, where, effect in _turns() if where == "tense" and effect == "plan")
    back_words = ("past",) if plans_by_default or ahead else ("past", "done")
    back = any(p.search(text) for p, where, effect in _turns() if where == "tense" and effect in back_words)
    return None if ahead == back else "plan" if ahead else "review"


def read_sentences(document) -> list[Sentence]:
    """The sentences of `document` (an object with text, kind, issued, review_year, target_year) in order.

    Headings are sentences too. Linear in the length of the text.
    """
    text, clock, turns = document.text, read_clock(document), _turns()
    current = clock.period("plan" if clock.plans_by_default else "review")
    stack: list[tuple[int, str]] = []
    sentences: list[Sentence] = []
    position, looking_back = 0, None
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if not line.strip():
            continue
        heading = HEADING.match(line) or (BARE_HEADING.match(line) if sentences else None)
        if heading:
            marks = heading.groupdict()
            level = 2 if marks.get("two") else 3 if marks.get("three") else 1
            stop = re.search(r"[。:：;；]|(?<=[一-鿿])\.|$", line[heading.end() :])
            words = line[heading.start() : heading.end() + stop.start()].strip(" \t#*")
            if len(words) <= LONGEST_HEADING:
                while stack and stack[-1][0] >= level:
                    stack.pop()
                if level == 1:
                    current = clock.period("plan" if clock.plans_by_default else "review")
                current = _heading_period(words, level, clock, current, turns)
                stack.append((level, words))
        section = " / ".join(words for _, words in stack)
        looking_back = None if heading else looking_back
        goal_line, line_period, part, aside = False, looking_back, None, None
        for a, b in _split(line):
            piece = line[a:b]
            opening = ADDRESS.sub("", piece.strip())
            goal_line = goal_line or any(p.search(piece) for p, where, _ in turns if where == "goal")
            opened, lasting = _opened(opening, goal_line, clock, current, turns)
            said = None if lasting else _said_year(opening, clock)
            if said and (said.year, said.year_from) == (current.year, None) and current.stance != "background":
                said = replace(said, stance=current.stance)  # the goals of the year that a mid-year text reviews
            yearly = YEARLY_ACCOUNT.search(section) is not None
            if lasting and not (yearly and opened.year_from and opened.stance == "review"):
                if opened.year_from and a and not current.year_from:
                    aside = aside or current  # years named in the midst of a paragraph end with it
                current, line_period = opened, None
            elif said and not (current.year_from and said.year == current.year):  # a span's last year does not end it
                line_period = said
            local = opened or line_period or current
            leaning = lean(piece, clock.plans_by_default) if clock.is_news else None
            if leaning == "plan" and line_period is looking_back:
                looking_back = line_period = None
                local = opened or current
            if leaning and leaning != local.stance:
                year = None if leaning == "plan" and not opened else local.year
                local = replace(local, stance=leaning, year=year)
            if opens := OPENS_PART.search(opening):
                part = part_of_year(opens.group())  # it holds to the end of the paragraph
            if part and local.kind == "year" and local.stance == "review":
                local = replace(local, kind=part)
            sentences.append(Sentence(start + a, start + b, piece, section, local, goal_line))
            part = None if part_of_year(piece) == "year" else part
        current = aside or current
        # News that announces goals reviews the year in paragraphs of which the first alone names it.
        looking_back = line_period if clock.plans_by_default and _is_review(line_period) else None
    return sentences


def _is_review(period: Period | None) -> bool:
    return period is not None and period.stance == "review" and period.year_from is None


def _opened(opening: str, goal: bool, clock: Clock, current: Period, turns) -> tuple[Period | None, bool]:
    """The period that a sentence's first words open, None where they open none, and whether it lasts beyond it."""
    for pattern, where, effect in turns:
        if where in ("turn", "sentence") and (found := pattern.search(opening[:120])):
            opened = _span(effect, found, clock, current)
            if opened is not None:
                return opened, where == "turn" and _lasts(opened, clock)
    if goal and current.stance != "plan" and (opened := _span("plan", None, clock, current)):
        return opened, True
    return None, False


REPORTED = re.compile(r"^[^,，。;；:：\d]{0,12}(?:指出|介绍|获悉|认为|强调|了解到|显示|表示|通报)[,，:：]")
NOW = re.compile(r"(?:现)?如今|时至今日|眼下")
SAID_YEAR = re.compile(
    r"^[^,，。;；:：\d]{0,7}(?<![比较自从由与同到以])(?<![^截]至)(?:[:：]\s*)?(?:(?P<first>(?:19|20)\d\d)年?\s*[-—–~至到]\s*)?(?P<year>(?:19|20)\d\d)年(?![^,，。;；]{0,3}(?:以来|相比))"
)


def _said_year(opening: str, clock: Clock) -> Period | None:
    """The year (or years) that a sentence opens with; it holds to the end of the paragraph."""
    opening = REPORTED.sub("", opening)
    if NOW.match(opening):
        return Period("review", clock.this_year if clock.is_news else clock.review_year)
    found = SAID_YEAR.match(opening)
    if not found:
        return None
    year, first = int(found["year"]), int(found["first"]) if found["first"] else None
    stance = "review" if clock.review_year is not None and year <= clock.review_year else "plan"
    return Period(stance, year, first, "span" if first else "year")


def _split(line: str):
    """Start and end of each sentence of a line, its closing mark included; an endless one is cut between clauses."""
    begin = 0
    for stop in (*(mark.end() for mark in SENTENCE_END.finditer(line)), len(line)):
        while stop - begin > LONGEST_SENTENCE:
            cut = max(line.rfind(mark, begin, begin + LONGEST_SENTENCE) for mark in "；;,，、")
            cut = cut + 1 if cut > begin else begin + LONGEST_SENTENCE
            yield begin, cut
            begin = cut
        if line[begin:stop].strip():
            yield begin, stop
        begin = stop
