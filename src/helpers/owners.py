"""Whose figure each claim of a sentence is: the document's own place, unless the words name another.

A clause names it where it opens ("全市新增就业35万人", "同期天津市固定资产投资增长3%"), within a comparison ("高于全市
5%的目标", which `references` has read), or in a clause before ("从全国看,…"). What opens a sentence, or a part of it up
to a semicolon, holds for the clauses after it too, until the document's own place is named again.
"""

from __future__ import annotations

import re

from helpers import lexicon, places
from helpers.cuewords import words
from helpers.spots import Claim, is_counted

PROGRAMME = re.compile(r"(?:双城经济圈)?(?:建设|高质量发展|协同发展|一体化|战略|发展)")
WHOLE = r"(?P<whole>全国|全省|全市|全自治区)"
UPPER = re.compile(
    rf"^{WHOLE}(?!第|重点|文明|首|工商联|性|人大|政协|两会|统一|百强|先进|示范|一流|最|各族|唯一|率先|前列|排名|领先|占比|总量的|的\d)"
)
LEAD = re.compile(
    r"(?:\s|[,，;；、:：]|其中|此外|同时|与此同时|同期|同年|当年|当时|而|但|也|则|预计|(?:19|20)\d\d年(?:末|底)?|全年|今年|去年|上年|上半年|前三季度|一季度|年末)*"
)
FRAMED = re.compile(
    rf"(?:^|[。;；,，\s])(?:从|就|放眼|纵观|对照|再看|看)?{WHOLE}(?:的)?(?:大局|层面|范围|情况|整体|总体|面上|数据|目标|口径)*(?:来看|来说|看|而言|方面|上看)[,，:：]"
    rf"|(?:^|[。;；,，\s年]){WHOLE.replace('whole', 'goals')}的?"
    r"[^,，;；。:：\d]{0,12}(?:目标|指标)[^,，;；。:：\d]{0,4}[:：]"
)
OWN = re.compile(r"(?:^|[^高于比较占])(?:全区|我区|本区|我市|本市|我省|本省|我县|本县|全县|全旗|我旗|区里|县里|自身)")
PART_OF_NAME = re.compile(r"[、和与及至—-]|项目|企业|籍|方向|路|资金")
SPOKEN = {"省里": "全省", "市里": "全市"}
PEOPLE = ("人", "户", "人次")
FOLLOWING = ("growth", "change", "completion")
PART = re.compile(r"[;；]")


def place_claims(document, text: str, claims: list[Claim]) -> list[tuple[str | None, str | None]]:
    """Name and adcode of the place of every claim of the sentence `text`, in the order of `claims`.

    A claim's phrase loses the name of the place that is found to own it where an indicator remains.
    """
    result: list[tuple[str | None, str | None]] = []
    home = (document.place, document.adcode)
    framed = FRAMED.search(text, 0, claims[0].clause[0]) if claims else None
    held = _whole(document, framed["whole"] or framed["goals"]) if framed else home
    names: dict[str, str] = {}
    held_to, before = len(text) if framed else 0, None
    for claim in claims:
        said, phrase = text[claim.clause[0] : claim.start], claim.phrase
        claim.phrase = names.get(phrase, phrase)  # 甲区产值4亿元,乙区5亿元: carried on without the first one's name
        part = max((mark.end() for mark in PART.finditer(text, 0, claim.start)), default=0)
        named = None if claim.owner else _named(document, said, claim)
        if claim.owner:
            whose = place_named(document, claim.owner) or home
        elif named:
            whose = named
            opens = not any(c.start >= part for c in claims[: len(result)])
            end = PART.search(text, claim.end) if part else None
            if opens and lexicon.link(claim.phrase):
                held, held_to = whose, end.start() if end else len(text)
        elif _is_own(document, said):
            whose, held_to = home, 0
        elif before and claim.subject.way == "carried" and claim.measure in FOLLOWING and not _refers(before):
            whose = held if claim.start < held_to else result[-1]
        else:
            whose = held if claim.start < held_to else home
        if claim.phrase != phrase:
            names[phrase] = claim.phrase
        result.append(whose)
        before = claim
    return result


def _refers(claim: Claim) -> bool:
    return "reference" in claim.doubts


def _is_own(document, said: str) -> bool:
    """Whether the words before a figure name the document's own place."""
    home = places.by_adcode(document.adcode)
    return OWN.search(said) is not None or home is not None and re.search(f"(?<![于比较]){home.name}", said) is not None


def _named(document, said: str, claim: Claim) -> tuple[str | None, str | None] | None:
    """The place that the words of a clause open with: a region, the whole that a smaller place belongs to, another
    place; None where they open with none. A name above the document's own place is whose only before an indicator:
    天津市文明单位 is a title, and so is 天津市瞪羚企业."""
    said = said[LEAD.match(said).end() :]
    for region in words("region"):
        if said.startswith(region) and not PROGRAMME.match(said, len(region)):
            return region, None
    if upper := UPPER.match(said):
        return _whole(document, upper["whole"])
    found = places.find_places(said[:24], document.adcode)
    if not found or found[0][0] != 0:
        return None
    _, end, other = found[0]
    if other.adcode == document.adcode or PART_OF_NAME.match(said, end):
        return None
    rest = claim.phrase.removeprefix(said[:end])
    rest = rest[LEAD.match(rest).end() :] if rest != claim.phrase else rest
    linked = rest != claim.phrase and lexicon.link(rest)
    title = is_counted(claim.unit or "") and not claim.unit.endswith(PEOPLE)
    if is_above(other.adcode, document.adcode) and (title or not linked):
        return None
    claim.phrase = rest if linked else claim.phrase
    return other.full_name, other.adcode


def place_named(document, name: str) -> tuple[str | None, str | None] | None:
    """Name and adcode of the place that a name means in `document` (全市, 武清区), None where it means none."""
    name = SPOKEN.get(name, name)
    if UPPER.match(name):
        return _whole(document, name)
    found = places.find_places(name, document.adcode)
    return (found[0][2].full_name, found[0][2].adcode) if found else None


def is_above(upper: str, lower: str | None) -> bool:
    """Whether one adcode is of a place that holds the other's."""
    return bool(lower) and upper != lower and lower.startswith(upper.rstrip("0"))


def _whole(document, word: str) -> tuple[str | None, str | None]:
    """The place that 全市, 全省 or 全国 means in a document of this place."""
    if word == "全国":
        return "全国", "100000"
    home = places.by_adcode(document.adcode)
    word = word[:2]
    wanted = {"全市": ("city", "province"), "全省": ("province",), "全自": ("province",)}[word]
    above = home
    while above is not None:
        if above.level in wanted and (word != "全市" or above.name.endswith("市")):
            return above.full_name, above.adcode
        if word == "全市" and above.name.endswith("市"):
            return above.full_name, above.adcode
        above = places.parent(above.adcode)
    return document.place, document.adcode
