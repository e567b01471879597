"""The divisions of China at county level and above: their codes, and which one a text means by a name.

The table lexicon/places.csv (source and licence on its first line, made by tools/build_places.py) holds
today's divisions and the former ones since 1994. A former name or code whose division lives on under
another (静海县, 120223) is read as today's (静海区, 120118); one that was merged away (塘沽区) stays
itself.

A name alone often says too little: 和平区 stands in two cities, 河北 is a province and a district. A name
is resolved by the names around it, by the document's own place, or not at all. Functional areas (经开区,
高新区, 生态城) are no divisions.
"""
from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Place:
    """One division. `full_name` is the path from the province down; `parent` the adcode above ('' for a
    province).
    """

    adcode: str
    name: str
    full_name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names a division: text[start:end], and the divisions that it may be."""

    start: int
    end: int
    candidates: tuple[Place, ...]
    short: bool


PEOPLES = (
    "蒙古|回族?|藏族?|维吾尔|苗族?|彝族?|壮族?|布依|朝鲜|满族?|侗族?|瑶族?|白族?|土家|哈尼|哈萨克|"
    "傣族?|黎族?|傈僳|佤族?|畲族?|拉祜|水族|东乡|"
    "纳西|景颇|柯尔克孜|土族|达斡尔|仫佬|羌族?|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒族?|"
    "鄂温克|德昂|保安|裕固|独龙|鄂伦春|各族"
)
SUFFIX = re.compile(
    r"(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|自治州|自治县|自治旗|地区|联合旗|林区|"
    r"省|市|盟|州|区|县|旗)$"
)
PEOPLE_AT_END = re.compile(f"(?:(?:{PEOPLES})族?)+$")

# Names that are also common words: without the name above them ("阳泉市城区") they say nothing.
COMMON_WORDS = re.compile(
    "(?:[城郊矿新南北东西山林市]|市中|城[中关东西北]|新城|老城|新市|港口|工农|解放|[东西南北]市|"
    "[南北]城|[东西南北]郊|平房|前进|工业)区"
)
# A short name before one of these belongs to an organisation, a street or a product, not to the division.
NOT_AFTER_SHORT = re.compile(
    r"日报|晚报|晨报|商报|时报|大学|学院|中学|小学|银行|证券|股份|集团|公司|医院|路|街|道|桥|大桥|"
    r"大厦|广场|饭店|宾馆|话|菜|人家|站|港|"
    r"机场|铁路|高速|航空|电视台|卫视|新区|经开区|高新区|开发区|保税区|自贸|经济技术|生态城|国家级"
)
# "河北区域", "北京市场", "天津市民": the last character of the name belongs to the next word.
SPLIT_WORD = {"区": "域间别块位划段", "市": "场民值容井", "县": "域", "州": "长", "旗": "舰帜"}


def is_common(word: str) -> bool:
    """Whether a full name may as well be something else in running text: 城区, 市区; 示范县 holds 范县."""
    return len(word) == 2 or bool(COMMON_WORDS.fullmatch(word))


def _short(name: str) -> str:
    stem = SUFFIX.sub("", name)
    bare = PEOPLE_AT_END.sub("", stem)
    return bare if len(bare) >= 2 else stem


class _Gazetteer:
    def __init__(self, lines: Iterable[str]):
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        living = {row["adcode"]: row for row in rows if not row["until"]}
        ended = [row for row in rows if row["until"]]
        merged = {row["adcode"]: row for row in ended if not row["now"] and row["adcode"] not in living}
        self.by_code = {code: self._place(row, living) for code, row in (merged | living).items()}
        for row in ended:
            if row["now"]:
                self.by_code.setdefault(row["adcode"], self.by_code[row["now"]])
        # exact names: today's first; a former name is a candidate only where no living division bears it
        self.full: dict[str, tuple[Place, ...]] = {}
        self.short: dict[str, tuple[Place, ...]] = {}
        for row in living.values():
            self._add(self.full, row["name"], self.by_code[row["adcode"]])
            if (stem := _short(row["name"])) != row["name"] and len(stem) >= 2:
                self._add(self.short, stem, self.by_code[row["adcode"]])
        for row in living.values():  # 延边州, 石柱县: as people write 延边朝鲜族自治州, 石柱土家族自治县
            usual = _short(row["name"]) + row["name"][-1]
            if row["name"].endswith(("自治州", "自治县", "自治旗")) and usual not in self.full:
                self._add(self.full, usual, self.by_code[row["adcode"]])
        today = {row["name"] for row in living.values()}
        for row in ended:
            place = self.by_code[row["now"] or row["adcode"]]
            if row["name"] not in today:
                self._add(self.full, row["name"], place)
        self.heads: dict[str, list[int]] = {}
        for name in self.full.keys() | self.short.keys():
            self.heads.setdefault(name[:2], []).append(len(name))
        for head, lengths in self.heads.items():
            self.heads[head] = sorted(set(lengths), reverse=True)

    @staticmethod
    def _place(row: dict, living: dict[str, dict]) -> Place:
        path, above = row["name"], row["parent"]
        while above:
            path = living[above]["name"] + path
            above = living[above]["parent"]
        return Place(row["adcode"], row["name"], path, row["level"], row["parent"])

    @staticmethod
    def _add(names: dict[str, tuple[Place, ...]], name: str, place: Place) -> None:
        if place not in names.get(name, ()):
            names[name] = (*names.get(name, ()), place)


@cache
def _gazetteer() -> _Gazetteer:
    table = files(__package__).joinpath("lexicon/places.csv").read_text(encoding="utf-8")
    return _Gazetteer(table.splitlines())


def by_adcode(adcode: str | None) -> Place | None:
    """The division with this six-digit code, former codes included (120223 gives 静海区); None where there
    is none.
    """
    return _gazetteer().by_code.get(adcode or "")


def parent(adcode: str | None) -> Place | None:
    """The division above the one with this code: a district's city, a city's province; None above a
    province.
    """
    place = by_adcode(adcode)
    return by_adcode(place.parent) if place else None


def within(place: Place, above: Place) -> bool:
    """Whether `place` lies in `above` (a place does not lie in itself)."""
    while place.parent:
        if place.parent == above.adcode:
            return True
        place = by_adcode(place.parent)
    return False


def _spellings(text: str) -> Iterable[tuple[int, int, tuple[Place, ...], bool]]:
    """Every longest name in `text`, left to right: start, end, the divisions so called, and whether it is a
    short form.
    """
    lexicon = _gazetteer()
    heads, full, short = lexicon.heads, lexicon.full, lexicon.short
    at, last = 0, len(text) - 1
    while at < last:
        lengths = heads.get(text[at:at + 2])
        if lengths is None:
            at += 1
            continue
        for length in lengths:
            name, end = text[at:at + length], at + length
            if end > len(text):
                continue
            if name in full and not (end <= last and text[end] in SPLIT_WORD.get(name[-1], "")):
                yield at, end, full[name], False
                break
            if name in short:
                yield at, end, short[name], True
                break
        else:
            at += 1
            continue
        at = end


def mentions(text: str) -> list[Mention]:
    """All names of divisions in `text`, chains joined: in "沈阳市和平区" one mention, of the district of
    that city.

    Short forms (武清, 河北) are listed too, marked `short`; whether they mean the division is for the
    caller to judge.
    """
    found: list[Mention] = []
    for start, end, candidates, short in _spellings(text):
        if found and found[-1].end == start:
            inside = tuple(place for place in candidates
                           if any(within(place, above) for above in found[-1].candidates))
            if inside:
                found[-1] = Mention(found[-1].start, end, inside, short)
                continue
        found.append(Mention(start, end, candidates, short))
    return found


def surroundings(*context: str | None) -> Counter:
    """How often the texts (or adcodes) of `context` name each division, without doubt about which.

    By adcode, with every division above counted too. Where many names are resolved, give this to `resolve`.
    """
    counts: Counter = Counter()
    for text in filter(None, context):
        text = place.full_name if (place := by_adcode(text)) else text
        for mention in mentions(text):
            names = [place for place in mention.candidates if place.level != "county" or not mention.short]
            if not mention.short and is_common(text[mention.start:mention.end]):
                continue
            if mention.short and len(names) > 1:  # 吉林 is a province and a city: the upper one is meant
                names = [place for place in names if place.level == "province"]
            if len(names) == 1:
                place: Place | None = names[0]
                while place:
                    counts[place.adcode] += 1
                    place = by_adcode(place.parent)
    return counts


def _choose(candidates: tuple[Place, ...], around: Counter) -> Place | None:
    """The one candidate that its surroundings speak for; None where none or several are as likely."""
    if len(candidates) == 1:
        return candidates[0]
    weight = {place: around[place.parent] * 2 + around[place.adcode[:2] + "0000"] for place in candidates}
    ranked = sorted(candidates, key=weight.get, reverse=True)
    if weight[ranked[0]] and weight[ranked[0]] >= 2 * weight[ranked[1]]:
        return ranked[0]
    return None


def resolve(name: str | None, *context: str | Counter | None) -> Place | None:
    """The division called `name` (full, short or a path: "河北区", "武清", "内蒙古海拉尔区"), or None where
    in doubt.

    `context` are texts, adcodes or `surroundings` that tell where we are: a site's name, a masthead, the
    document's opening. Among several divisions of one name the one whose city or province they name is
    taken; a short form that is a province's and a district's (河北) means the district only where the
    context speaks of the district or its city. The name must hold nothing but the division's name, an
    adcode, or that name with a government's title after it.
    """
    name = re.sub(r"\s", "", name or "")
    if not name:
        return None
    if re.fullmatch(r"\d{6}", name):
        return by_adcode(name)
    found = mentions(name)
    if not found or found[0].start:
        return None
    around: Counter = Counter()
    for given in context:
        around.update(given if isinstance(given, Counter) else surroundings(given))
    pick, end = None, 0
    for mention in found:
        if mention.start != end:
            break
        candidates = mention.candidates
        if mention.short and len(candidates) > 1:
            upper = [place for place in candidates if place.level == "province"]
            local = [place for place in candidates if around[place.adcode]]
            below = tuple(place for place in local if place.level != "province")
            candidates = below or tuple(upper) or candidates
        chosen = _choose(candidates, around)
        if chosen is None:
            return None
        pick, end = chosen, mention.end
    rest = name[end:]
    if rest and not re.match(r"人民政府|政府|市?区?人大|第|统计局|财政局|发展和?改革|发改|门户|信息|"
                             r"区委|市委|县委|省委|委|\W|各", rest):
        return None
    if COMMON_WORDS.fullmatch(name[:end]) and pick.name == name[:end] and not around[pick.parent]:
        return None
    return pick


def find_places(text: str, home_adcode: str | None = None) -> list[tuple[int, int, Place]]:
    """The divisions that `text` names, as (start, end, Place) with text[start:end] the name, in order.

    Read are full names (滨海新区, 通州区, 沈阳市和平区), short names of provinces (北京, 河北), and the
    short name of the home division itself. A name shared by several divisions is taken as home, as a
    division in home, beside home, or in home's province, in that order, if only one is such; else it is
    left out. Words that merely hold a name (河北日报, 北京路, 城区, 河北区域) are left out. Linear in the
    length of `text`.
    """
    home = by_adcode(home_adcode)
    found = []
    for mention in mentions(text):
        place = _meant(mention, text, home)
        if place:
            found.append((mention.start, mention.end, place))
    return found


def _meant(mention: Mention, text: str, home: Place | None) -> Place | None:
    word = text[mention.start:mention.end]
    if mention.short:
        if NOT_AFTER_SHORT.match(text, mention.end):
            return None
        if home in mention.candidates:
            return home
        return next((place for place in mention.candidates if place.level == "province"), None)
    if home in mention.candidates:
        return home
    if is_common(word):
        return None
    if len(mention.candidates) == 1:
        return mention.candidates[0]
    if home is None:
        return None
    for near in (
        lambda place: within(place, home),
        lambda place: place.parent == home.parent,
        lambda place: place.adcode[:2] == home.adcode[:2],
    ):
        nearest = [place for place in mention.candidates if near(place)]
        if nearest:
            return nearest[0] if len(nearest) == 1 else None
    return None
