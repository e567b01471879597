"""What is said without a number and its unit: ranks, the ratio of the three sectors, goals in words.

"居全市第二", "三次产业结构为3:45:52", "与经济增长同步", "实现正增长", "完成市下达的任务". The patterns of goals stand
in lexicon/numberless.csv.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from helpers import lexicon, phrases
from helpers.coordination import members, split_items, without_head
from helpers.cuewords import words
from helpers.phrases import Subject
from helpers.spots import CLAUSE_MARK, PERCENT, Claim

PLACES = r"(?:全国|全市|全省|全区|全自治区|全县|全球|中西部|西部|东部)?"
ORDINAL = (
    r"第(?P<{n}>[一二三四五六七八九十]{{1,3}}(?![一二三四五六七八九十])|\d{{1,3}}(?!\d))(?P<{u}>位|名)?"
    r"(?!届|次|批|个|方阵|梯队|阵营|季|期|轮)"
)
RANK = re.compile(
    r"(?:居|位居|位列|列|排名|排|跃居|跃升(?:至|到)?|升至|升到|升居|稳居|名列|保持|位次|居于|获|获得|荣获|夺得|上升到|上升至|前移至|跻身|摘得)(?:了)?"
    rf"(?P<where>[^,，;；。、“]{{0,12}}?)(?P<quote>{PLACES}(?:{ORDINAL.format(n='n', u='unit')}|首位|榜首))"
)
RANK_PAIR = re.compile(
    rf"(?P<name>[^,，;；。:：、]{{2,30}}?)(?:由|从){PLACES}(?P<first>{ORDINAL.format(n='m', u='u')})"
    rf"(?:跃升|上升|提升|前移|跃居|晋升|升|下降|退)(?:至|到|为)?{PLACES}(?P<second>{ORDINAL.format(n='n', u='v')})"
)
STANDING = re.compile(r"(?:在?全[国省市区县])?的?(?:排名|排位|位次)$")
OF_LIST = re.compile(r"^(?P<items>.+?)等(?:[一二三四五六七八九十]|\d+)(?:项|个)(?:主要)?(?:经济)?指标(?:全部|均)?$")
NUMBER = r"\d+(?:\.\d+)?"
TRIPLE = r"(?P<{a}>{n})\s*[:：∶]\s*(?P<{b}>{n})\s*[:：∶]\s*(?P<{c}>{n})"
WITH_YEAR = r"(?:[^\d,，;；。]|(?:19|20)\d\d(?=年))"
STRUCTURE = re.compile(
    r"(?:三次|一二三|一、二、三)产业(?:增加值)?(?P<of>投资|就业)?(?:结构|比例|比重|占比|构成|比)"
    rf"(?P<lead>{WITH_YEAR}{{0,16}}?){TRIPLE.format(n=NUMBER, a='a', b='b', c='c')}"
    rf"(?:(?P<turn>{WITH_YEAR}{{0,10}}?[为至到成]{WITH_YEAR}{{0,8}}?){TRIPLE.format(n=NUMBER, a='d', b='e', c='f')})?"
)
TO_ONE = re.compile(
    rf"(?P<name>[^,，;；。:：、]{{2,24}}比)(?:由|从|为|达到|控制在|(?:降|缩小|扩大|提高)(?:至|到|为))*(?P<quote>(?P<value>{NUMBER})\s*[:：∶]\s*1"
    r"(?![\d.])(?P<about>左右|以内)?)"
)
FLAT = re.compile(
    r"(?P<quote>(?:(?:与|同|和)?(?:(?:上|去)年(?:同期|实绩|水平)?|(?:19|20)\d\d年(?:同期|水平)?))(?P<about>基本)?持平)(?=[,，;；。、]|$)"
)
DOUBLED = re.compile(r"(?:实现)?(?P<quote>倍增)(?=[,，;；。、]|$)")
TASK = re.compile(r"(?:等)?(?:各项)?(?:年度)?(?:进度)?(?:(?<!性)指标|目标|任务)*$")
CHANGE_NAME = re.compile(r"(?<=..)(?:降幅|下降率|下降|增幅|增速)$")
WON = ("获", "荣获", "夺得")
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九十")}


def read_unnumbered(text: str, claims: list[Claim], ahead: bool, goal: bool) -> list[Claim]:
    """The claims of a sentence that no figure with a unit carries, given those that figures carry.

    `ahead` tells that the sentence looks ahead, so that goals in words count; `goal` that it lists the main targets.
    """
    found = _rank_pairs(text, claims)
    found += _ranks(text, [*claims, *found])
    found += _doublings(text, claims)
    found += _ratios(text, claims)
    found += _level_with_last_year(text, claims)
    if ahead:
        found += _goals(text, [*claims, *found], goal)
    return found


def read_structure_ratio(text: str) -> list[Claim]:
    """The shares of the three sectors, said as a ratio: 三次产业结构为3:45:52, or two (由18:38:44调整为17:39:44)."""
    claims = []
    for found in STRUCTURE.finditer(text):
        year, turn = re.search(r"(?:19|20)\d\d(?=年)", found["lead"]), found["turn"]
        before = (int(year[0]) if year else -1) if turn else None
        first = (found.start(), found.start("turn") if turn else found.end())
        triples = [("abc", first, before), ("def", (first[1], found.end()), None)]
        claims += [
            Claim(*found.span(group), clause, Subject(way="left"), f"第{sector}产业{found['of'] or ''}比重", "share",
                  value=float(found[group]), unit=PERCENT, said_year=said)
            for groups, clause, said in triples[: 2 if turn else 1]
            for group, sector in zip(groups, "一二三", strict=True)
        ]  # fmt: skip
    return claims


def _ratios(text: str, claims: list[Claim]) -> list[Claim]:
    """A ratio to one: 城乡居民收入比缩小至2.1:1."""
    result = []
    for found in TO_ONE.finditer(text):
        start, end = found.span("quote")
        subject = phrases.read_left(found["name"][:-1], percent=False)
        subject.phrase += "比"  # 收入比 is the name, not a comparison
        if len(subject.phrase) > 1 and not _overlaps(start, end, claims):
            comparator = {"左右": "approx", "以内": "le"}.get(found["about"] or "", "eq")
            result.append(Claim(start, end, found.span(), subject, subject.phrase, "level", comparator,
                                value=float(found["value"]), unit=""))  # fmt: skip
    return result


def _clause_start(text: str, position: int) -> int:
    return max((mark.end() for mark in CLAUSE_MARK.finditer(text, 0, position)), default=0)


def _overlaps(start: int, end: int, claims: list[Claim]) -> bool:
    return any(claim.start < end and start < claim.end for claim in claims)


def _ordinal(numeral: str | None) -> int | None:
    """The value of an ordinal up to ninety-nine; 1 for 首位, None where it is none."""
    if numeral is None:
        return 1
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + (DIGITS[ones] if ones else 0)


def _rank_pairs(text: str, claims: list[Claim]) -> list[Claim]:
    """Two ranks of one indicator: 从全国第九位升至第五位."""
    pairs = []
    for found in RANK_PAIR.finditer(text):
        subject = replace(phrases.read_left(found["name"], percent=False), reaches=True)
        subject.phrase = STANDING.sub("", subject.phrase)
        told = [c.phrase for c in claims if c.phrase and c.end <= found.start()]
        if subject.phrase in ("", "增速", "增幅", "总量"):
            subject.phrase = told[-1] if told else ""
        for quote, number, unit in (("first", "m", "u"), ("second", "n", "v")):
            value = _ordinal(found[number])
            if value is not None and subject.phrase:
                pairs.append(Claim(
                    *found.span(quote), found.span(), subject, subject.phrase, "rank", value=float(value),
                    unit=found[unit] or "", doubts=("rank",), pair_from=quote == "first",
                ))  # fmt: skip
    return pairs


def _ranks(text: str, claims: list[Claim]) -> list[Claim]:
    """居全市第二, 位列首位: the rank of what stands before it, unless it only remarks on a growth reported already."""
    ranks = []
    for found in RANK.finditer(text):
        start, end = found.span("quote")
        value = _ordinal(found["n"])
        if value is None or _overlaps(start, end, claims):
            continue
        begin = _clause_start(text, found.start())
        inside = [c for c in claims if begin <= c.start < found.start()]
        subject = phrases.read_left(text[inside[-1].end if inside else begin : found.start()])
        phrase, carried = _ranked(text, found, begin, subject, [c for c in claims if c.start < start])
        if not phrase:
            continue
        if listed := OF_LIST.match(phrase):
            phrase, subject.joint = listed["items"], tuple(split_items(listed["items"]))
        ranks.append(Claim(
            start, end, (begin, end), subject, phrase, "rank", value=float(value),
            unit=found["unit"] or ("" if found["n"] else "位"), doubts=("rank", "carried") if carried else ("rank",),
        ))  # fmt: skip
    return ranks


def _ranked(text: str, found: re.Match, begin: int, subject: Subject, earlier: list[Claim]) -> tuple[str, bool]:
    """What a rank is of, and whether it was carried from an earlier figure."""
    phrase = subject.phrase
    if not phrase and subject.cues & {"增速", "增幅"}:
        before = phrases.read_left(CLAUSE_MARK.split(text[: max(begin - 1, 0)])[-1]).phrase
        phrase = before if lexicon.link(before) else ""
        grown = [c for c in earlier if c.measure == "growth" and c.phrase]
        if not phrase and grown and grown[-1].end <= begin:
            return grown[-1].phrase, True
    if found["where"] and found.group().startswith(WON):
        phrase = phrases.read_left(found["where"]).phrase or phrase
    topics = [c.topic for c in earlier if c.topic]
    if phrase in words("dependent") and topics:
        phrase = without_head(topics[-1]) + phrase
    if phrase:
        return phrase, False
    named = [c for c in earlier if c.phrase]
    return (named[-1].phrase, True) if named and named[-1].measure == "level" else ("", False)


def _level_with_last_year(text: str, claims: list[Claim]) -> list[Claim]:
    """A growth of nothing: 固定资产投资与上年持平."""
    result = []
    for found in FLAT.finditer(text):
        start, end = found.span("quote")
        begin = _clause_start(text, start)
        subject = phrases.read_left(text[begin:start])
        if lexicon.link(subject.phrase) and not _overlaps(start, end, claims):
            comparator = "approx" if found["about"] else "eq"
            result.append(Claim(start, end, (begin, end), subject, subject.phrase, "growth", comparator, value=0.0,
                                unit=PERCENT, doubts=("numberless",)))  # fmt: skip
    return result


def _doublings(text: str, claims: list[Claim]) -> list[Claim]:
    """A growth of 100 % said in one word: 均实现倍增."""
    result = []
    for found in DOUBLED.finditer(text):
        begin = max([_clause_start(text, found.start()), *(c.end for c in claims if c.end <= found.start())])
        subject = phrases.read_left(text[begin : found.start()])
        told = [c for c in claims if c.start < begin and c.topic and not c.context]
        told = [c for c in told if c.measure in ("level", "increment")]
        near = [c.topic for c in told if c.clause == told[-1].clause]
        if not subject.phrase and "均" in text[begin : found.start()]:
            subject.joint = tuple(near)
        if phrase := subject.phrase or (near[-1] if near else ""):
            result.append(Claim(
                *found.span("quote"), (begin, found.end()), subject, phrase, "growth", value=100.0, unit=PERCENT,
                doubts=() if subject.phrase else ("carried",),
            ))  # fmt: skip
    return result


@functools.cache
def _goal_patterns() -> list[tuple[re.Pattern, str, str]]:
    rows = lexicon.table("numberless", unique=())
    return [(re.compile(row["pattern"]), row["comparator"], row["basis"]) for row in rows]


def _goals(text: str, claims: list[Claim], goal: bool) -> list[Claim]:
    """Goals without a number: in step with growth, above zero, steady, as assigned from above."""
    result: list[Claim] = []
    for pattern, comparator, basis in _goal_patterns():
        for found in pattern.finditer(text):
            start, end = found.span("quote")
            if _overlaps(start, end, [*claims, *result]):
                continue
            begin = _clause_start(text, start)
            named = found.groupdict().get("name")
            subject = phrases.read_left(named or text[begin:start])
            subject.basis = basis
            phrase = f"{subject.phrase}占{subject.whole}" if subject.whole and subject.phrase else subject.phrase
            if comparator == "assigned":
                phrase = phrases.clean(TASK.sub("", phrases.LIST_MARKER.sub("", named or phrase))) or phrase
                phrase = phrase if lexicon.link(phrase) else CHANGE_NAME.sub("", phrase)
            names = _members(phrase)
            known = any(map(lexicon.link, names))
            if not phrase or comparator != "assigned" and not goal and not known:
                continue
            measure = "completion" if comparator == "assigned" else "growth"
            clause, doubts = (begin, end), ("numberless",)
            result += [Claim(start, end, clause, subject, name, measure, comparator, doubts=doubts) for name in names]
    return result


def _members(phrase: str) -> list[str]:
    """The members of a coordination where the lexicon knows each of them, else the phrase as it is."""
    items = split_items(phrase)
    names = members(phrase, len(items)) if len(items) > 1 else []
    return names if names and all(map(lexicon.link, names)) else [phrase]
