"""What is said without a number and its unit: ranks, the ratio of the three sectors, goals in words.

"居全市第二", "三次产业结构为3:45:52", "与经济增长同步", "实现正增长", "完成市下达的任务". The patterns of goals stand in
lexicon/numberless.csv.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from helpers import lexicon, phrases
from helpers.claims import CLAUSE_MARK, PERCENT, Claim
from helpers.phrases import Subject

RANK = re.compile(
    r"(?:居|位居|位列|列|排名|排|跃居|跃升(?:至|到)?|升至|升到|升居|稳居|名列|保持|位次|居于|获|获得|荣获|夺得|上升到|上升至|前移至|跻身|摘得)"
    r"(?:了)?(?P<where>[^,，;；。、“]{0,12}?)(?P<quote>(?:全国|全市|全省|全区|全自治区|全县|中西部|西部|东部)?(?:第(?P<n>[一二三四五六七八九十\d]{1,3})(?P<unit>位|名)?|首位|榜首))"
)
RANK_PAIR = re.compile(
    r"(?P<name>[^,，;；。:：、]{2,30}?)(?:由|从)(?:全国|全省|全市|全球|全区)?(?P<first>第(?P<m>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<u>位|名)?)"
    r"(?:跃升|上升|提升|前移|跃居|晋升|升|下降|退)(?:至|到|为)?(?:全国|全省|全市|全球|全区)?(?P<second>第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<v>位|名)?)"
)
OF_LIST = re.compile(r"^(?P<items>.+?)等(?:[一二三四五六七八九十]|\d+)(?:项|个)(?:主要)?(?:经济)?指标(?:全部|均)?$")
STRUCTURE = re.compile(
    r"(?:三次|一二三|一、二、三)产业(?:增加值)?(?:结构|比例|比重|占比)[^\d,，;；。]{0,14}?(?P<a>\d+(?:\.\d+)?)\s*[:：∶]\s*(?P<b>\d+(?:\.\d+)?)\s*[:：∶]\s*(?P<c>\d+(?:\.\d+)?)"
)
DOUBLED = re.compile(r"(?:实现)?(?P<quote>倍增)(?=[,，;；。、]|$)")
CHINESE_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九十")}


def read_unnumbered(text: str, claims: list[Claim], ahead: bool, goal: bool) -> list[Claim]:
    """The claims of a sentence that no figure with a unit carries, given those that figures carry.

    `ahead` tells that the sentence looks ahead, so that goals in words count; `goal` that it lists the main targets.
    """
    found = _rank_pairs(text)
    found += _rank_claims(text, [*claims, *found])
    found += _doubled(text, claims)
    if ahead:
        found += _numberless_claims(text, [*claims, *found], goal)
    return found


def read_structure_ratio(text: str) -> list[Claim]:
    """The shares of the three sectors, said as a ratio ("三次产业结构为3:45:52")."""
    claims = []
    for found in STRUCTURE.finditer(text):
        for group, sector in zip("abc", "一二三", strict=True):
            start, end = found.span(group)
            claims.append(
                Claim(
                    start,
                    end,
                    f"第{sector}产业比重",
                    "share",
                    "eq",
                    None,
                    Subject(way="left"),
                    found.span(),
                    value=float(found[group]),
                    unit=PERCENT,
                )
            )
    return claims


def _small(numeral: str) -> int | None:
    if len(numeral) == 1:
        return CHINESE_DIGIT.get(numeral)
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return (CHINESE_DIGIT.get(tens, 0) if tens else 1) * 10 + (CHINESE_DIGIT.get(ones, 0) if ones else 0)
    return None


def _rank_pairs(text: str) -> list[Claim]:
    """Two ranks of one indicator: 从全国第九位升至第五位."""
    pairs = []
    for found in RANK_PAIR.finditer(text):
        subject = phrases.read_left(found["name"], percent=False)
        for quote, number, unit in (("first", "m", "u"), ("second", "n", "v")):
            value = int(found[number]) if found[number].isdigit() else _small(found[number])
            if value is not None and subject.phrase:
                start, end = found.span(quote)
                pairs.append(
                    Claim(
                        start,
                        end,
                        subject.phrase,
                        "rank",
                        "eq",
                        None,
                        replace(subject, reaches=True),
                        found.span(),
                        value=float(value),
                        unit=found[unit] or "",
                        doubts=("rank",),
                        pair_from=quote == "first",
                    )
                )
    return pairs


def _rank_claims(text: str, claims: list[Claim]) -> list[Claim]:
    found_claims = []
    for found in RANK.finditer(text):
        start, end = found.span("quote")
        if any(c.start < end and start < c.end for c in claims):
            continue
        begin = max((m.end() for m in CLAUSE_MARK.finditer(text, 0, found.start())), default=0)
        number = found["n"]
        value = 1 if number is None else int(number) if number.isdigit() else _small(number)
        if value is None:
            continue
        inside = [c for c in claims if begin <= c.start < found.start()]
        left = text[(inside[-1].end if inside else begin) : found.start()]
        subject = phrases.read_left(left)
        phrase, doubts = subject.phrase, ["rank"]
        if not phrase and subject.cues & {"增速", "增幅"}:
            earlier_clause = text[: max(begin - 1, 0)]
            phrase = phrases.read_left(CLAUSE_MARK.split(earlier_clause)[-1]).phrase
            phrase = phrase if lexicon.link(phrase) else ""
        if found["where"] and found.group().startswith(("获", "荣获", "夺得")):
            phrase = phrases.read_left(found["where"]).phrase or phrase
        if phrase in phrases.words("dependent") or phrase in ("总量", "规模", "总规模"):
            holders = [c.topic for c in claims if c.start < start and c.topic]
            phrase = phrases.without_head(holders[-1]) + phrase if holders else phrase
        if not phrase:
            # "增长6%,居全市第一": the place is a remark on a figure that is reported already
            earlier = [c for c in claims if c.start < start and c.phrase]
            if not earlier or earlier[-1].measure != "level":
                continue
            phrase = earlier[-1].phrase
            doubts.append("carried")
        if listed := OF_LIST.match(phrase):
            subject.joint, phrase = tuple(phrases.split_items(listed["items"])), listed["items"]
        found_claims.append(
            Claim(
                start,
                end,
                phrase,
                "rank",
                "eq",
                None,
                subject,
                (begin, end),
                value=float(value),
                unit=found["unit"] or ("位" if number is None else ""),
                doubts=tuple(doubts),
            )
        )
    return found_claims


def _doubled(text: str, claims: list[Claim]) -> list[Claim]:
    """A growth of 100 % said in one word."""
    result = []
    for found in DOUBLED.finditer(text):
        begin = max((m.end() for m in CLAUSE_MARK.finditer(text, 0, found.start())), default=0)
        subject = phrases.read_left(text[begin : found.start()])
        before = [
            c for c in claims if c.start < begin and c.topic and not c.context and c.measure in ("level", "increment")
        ]
        near = [c for c in before if c.clause == before[-1].clause] if before else []
        if not subject.phrase and "均" in text[begin : found.start()]:
            subject.joint = tuple(c.topic for c in near)
        phrase = subject.phrase or (near[-1].topic if near else "")
        if phrase:
            start, end = found.span("quote")
            result.append(
                Claim(
                    start,
                    end,
                    phrase,
                    "growth",
                    "eq",
                    None,
                    subject,
                    (begin, end),
                    value=100.0,
                    unit=PERCENT,
                    doubts=() if subject.phrase else ("carried",),
                )
            )
    return result


@functools.cache
def _patterns(kind: str) -> list[tuple[re.Pattern, str]]:
    return [
        (re.compile(row["pattern"]), row["value"])
        for row in lexicon.table("numberless", unique=())
        if row["kind"] == kind
    ]


def _numberless_claims(text: str, claims: list[Claim], goal: bool) -> list[Claim]:
    """Goals without a number: in step with growth, above zero, steady, as assigned from above."""
    result = []
    for pattern, value in _patterns("goal"):
        for found in pattern.finditer(text):
            start, end = found.span("quote") if "quote" in found.groupdict() else found.span()
            if any(c.start < end and start < c.end for c in (*claims, *result)):
                continue
            begin = max((m.end() for m in CLAUSE_MARK.finditer(text, 0, start)), default=0)
            named = found.groupdict().get("name")
            subject = phrases.read_left(named if named else text[begin:start])
            phrase = f"{subject.phrase}占{subject.whole}" if subject.whole and subject.phrase else subject.phrase
            if value == "assigned":
                phrase = (
                    re.sub(r"(?:等)?(?:各项)?(?:年度)?(?:进度)?(?:指标|目标|任务)*$", "", named or phrase) or phrase
                )
            if not phrase:
                continue
            names = phrases.split_items(phrase)
            names = phrases.members(phrase, len(names)) if len(names) > 1 else [phrase]
            if len(names) < 2 or not all(map(lexicon.link, names)):
                names = [phrase]
            if value != "assigned" and not goal and not any(map(lexicon.link, names)):
                continue
            for name in names:
                result.append(
                    Claim(
                        start,
                        end,
                        name,
                        "completion" if value == "assigned" else "growth",
                        value,
                        None,
                        subject,
                        (begin, end),
                        doubts=("numberless",),
                    )
                )
    return result
