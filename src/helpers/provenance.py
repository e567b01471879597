"""What a text is: its title, place, kind, date, the year it reviews and the year it sets targets for.

Evidence is weighed, never a single word believed: front matter, the page's head, the line under the title
("——2024年1月10日在…人民代表大会…上"), headings and opening sentences of the body, the title, and last the
file's name. The body beats a wrong title (relabelled copies exist). A bare date with a weekday is a site's
banner, not the date of issue, unless a newspaper's name stands before it. What nothing tells stays None.
"""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from helpers import places
from helpers.places import Place

KINDS = ("work_report", "plan_report", "budget_report", "bulletin", "news", "digest", "other")


@dataclass(frozen=True)
class Provenance:
    """What is known of a text; None where nothing tells. Years are whole numbers, `issued` is an ISO date.

    `issued` is a day or None: a month alone ("2021-12") tells the years, and no day is made up for it.
    """

    title: str | None
    place: Place | None
    kind: str
    issued: str | None
    review_year: int | None
    target_year: int | None
    source_url: str | None


def describe(text: str, known: dict[str, str], path: str = "") -> Provenance:
    """What the cleaned `text`, its front matter or page head (`known`) and its file name say together."""
    opening = _opening(text)
    title = _title(text, known)
    kind = _kind(text, title, known, path)
    spoken = _speaker_date(opening)
    issued = spoken or _issued(text, known, opening)
    review, target = _years(text, title, kind, spoken, issued or _month(known), known, path)
    return Provenance(title, _place(text, title, opening, known, path), kind,
                      issued.isoformat() if issued else None, review, target, _first(known, URL_KEYS))


# ---- reading keys

URL_KEYS = ("source_url", "url", "link", "source", "original", "permalink")
DATE_KEYS = ("issued", "date", "published", "pubdate", "publish_date", "发布时间", "日期")
PLACE_KEYS = ("adcode", "place", "district", "region", "地区", "区县")


def _first(known: dict[str, str], keys: tuple[str, ...]) -> str | None:
    """The first of the keys that holds an address, for URL_KEYS; `source` may also be a newspaper's name."""
    return next((known[key] for key in keys if re.match(r"https?://|//", known.get(key, ""))), None)


def _opening(text: str) -> str:
    """The first lines in one piece, where title and speaker line may be cut anywhere."""
    return re.sub(r"\n", "", text[:1500])


# ---- title

_REPORT_TITLE = re.compile(
    r"(?:关于)?[^。!?；：“”\n]{0,60}?(?:政府工作报告|预算执行情况[^。；\n]{0,40}报告|"
    r"计划[^。；\n]{0,40}草案的?报告|计划执行情况[^。；\n]{0,40}报告|"
    r"预算草案[^。；\n]{0,20}报告|财政决算[^。；\n]{0,20}报告|决算[^。；\n]{0,12}报告|"
    r"统计公报)(?:[(（][^()（）]{1,12}[)）])?(?:\[\d+\])?"
)
_NOT_A_TITLE = re.compile(
    r"^[和与及暨](?:\d{4}年|.{0,4}(?:计划|预算)草案)|各位代表|现在|受.{0,12}委托|——|来源：|时间："
)


def _title(text: str, known: dict[str, str]) -> str | None:
    """The title as given; else the report's name among the first lines, cut over lines or not."""
    given = known.get("title", "").strip()
    if len(given) >= 4 and re.search(r"[\u4e00-\u9fff]{2}", given):
        return given
    lines = [line for line in text[:1200].split("\n")[:16] if len(line) <= 80]
    for count in (1, 2, 3):
        for at in range(len(lines) - count + 1):
            words = "".join(lines[at:at + count])
            if _REPORT_TITLE.fullmatch(words) and not _NOT_A_TITLE.search(words):
                return words
    return None


# ---- kind

_KIND_OF_TITLE = [
    ("bulletin", re.compile(r"统计公报")),
    ("plan_report", re.compile(
        r"国民经济和社会发展.{0,30}计划.{0,40}报告|计划执行情况.{0,40}计划.{0,12}报告|"
        r"计划草案的?报告")),
    ("budget_report", re.compile(r"(?:预算|决算|财政收支).{0,60}报告|预算报告")),
    ("work_report", re.compile(r"政府工作报告(?!.{0,3}(?:指出|提出|解读|出炉|热议|亮点|来了|诞生|提到))")),
]
_KIND_OF_BODY = [
    ("plan_report", re.compile(r"报告.{0,60}国民经济和社会发展计划(?:执行情况|草案)")),
    ("budget_report", re.compile(r"(?:报告|将).{0,50}预算(?:执行情况|草案).{0,60}(?:审议|审查|报告)")),
    ("work_report", re.compile(
        r"代表.{0,20}政府,?(?:向大会|向各位代表)?.{0,6}(?:报告|作).{0,6}工作|作政府工作报告|"
        r"大会报告工作")),
]
_PRESS = re.compile(
    r"(?:本报|本网|通讯员|见习|全媒体|新闻)记者|记者[\u4e00-\u9fff]{2,4}[)）报]|"
    r"[\u4e00-\u9fff]{2,8}(?:网|社|报)讯|■ ?本报|责编：|"
    r"来源：[\u4e00-\u9fff]{2,10}(?:日报|晚报|晨报|新闻网|网)"
)
_NEWS_WORDS = re.compile(r"新闻|news|beifangwang|日报|头条", re.IGNORECASE)
_REPORT_VOICE = re.compile(
    r"各位代表|主要预期目标是|预期目标是?：|(?:区|市|县)?人民政府要|我(?:区|市|县|省|旗)|全(?:区|市|"
    r"县|旗)上下要|"
    r"(?:^|\n)[一二三四五六]、.{0,40}(?:工作回顾|主要工作|工作安排|重点工作|总体要求)"
)


def _kind(text: str, title: str | None, known: dict[str, str], path: str) -> str:
    stated = known.get("kind", known.get("type", "")).strip().lower()
    if stated in KINDS:
        return stated
    opening = text[:2500]
    name = f"{title or ''}"
    press = len(_PRESS.findall(opening + text[-400:])) + bool(_NEWS_WORDS.search(
        f"{known.get('tags', '')} {known.get('categories', '')}"))
    address = "各位代表" in opening or re.search(
        r"在.{2,30}(?:人民代表大会|人大).{0,8}会议上", _opening(text))
    for kind, pattern in _KIND_OF_TITLE:
        if pattern.search(name) and (address or kind == "bulletin" or not press):
            return kind
    if address:
        for kind, pattern in _KIND_OF_BODY:
            if pattern.search(_opening(text)):
                return kind
    if re.search(r"初步核算,?全年|年末常住人口|注：.{0,20}本公报|本公报", text) and not address and not press:
        return "bulletin"
    if press or known.get("layout") == "post":
        return "news"
    for kind, pattern in _KIND_OF_TITLE:
        if pattern.search(f"{name} {PurePath(path).stem}"):
            return kind
    if "work_report" in path or len(set(_REPORT_VOICE.findall(text))) >= 3:
        return "work_report"
    return "other"


# ---- dates

_DATE = r"((?:19|20)\d\d) ?[年./-] ?(\d{1,2}) ?[月./-] ?(\d{1,2})日?"
_SPEAKER = re.compile(rf"[—(（-]?{_DATE}[^。]{{0,12}}?在[^。]{{2,60}}?(?:大会|人大|会议)")
_STAMPED = re.compile(
    rf"(?:发布(?:时间|日期)?|时间|日期|成文日期|来源|出处|稿源)[：:][^。\n]{{0,20}}?{_DATE}|(?:日报|"
    rf"晚报|晨报|时报|商报|报讯|讯) ?{_DATE}|"
    rf"{_DATE}[^。\n]{{0,8}}(?:来源|出处|稿源|发布)"
)
_BANNER = re.compile(rf"{_DATE} ?(?:,? ?(?:星期|周|礼拜)[一二三四五六日天])")
_DATE_LINE = re.compile(rf"[(（]?{_DATE}(?: ?\d{{1,2}}[:时]\d{{2}}分?)?[)）]?")


def _as_date(parts) -> date | None:
    numbers = [int(part) for part in parts if part][:3]
    try:
        day = date(*numbers)
    except (TypeError, ValueError):
        return None
    return day if 1990 <= day.year <= 2100 else None


def _speaker_date(opening: str) -> date | None:
    found = _SPEAKER.search(opening)
    return _as_date(found.groups()) if found else None


def _unless_banner(found: re.Match) -> str:
    return found.group() if found.string[:found.start()].rstrip().endswith("报") else " "


def _issued(text: str, known: dict[str, str], opening: str) -> date | None:
    """The day the text was published: front matter, page head, a date with its label, a line that is a
    date.
    """
    for key in DATE_KEYS:
        found = re.match(rf"\D{{0,3}}{_DATE}", known.get(key, ""))
        if found and (day := _as_date(found.groups())):
            return day
    for words in (opening, known.get("page", "")):
        believed = _BANNER.sub(_unless_banner, words)
        for found in _STAMPED.finditer(believed):
            if day := _as_date(found.groups()):
                return day
    lines = text[:800].split("\n")[:10]
    alone = (found for line in lines if (found := _DATE_LINE.fullmatch(line)))
    return next(filter(None, (_as_date(found.groups()) for found in alone)), None)


_MONTH = re.compile(r"\D{0,3}((?:19|20)\d\d)(?: ?[年./-] ?(0?[1-9]|1[0-2]))?(?!\d)")


def _month(known: dict[str, str]) -> date | None:
    """The first of the month that front matter gives without a day (`date: 2021-12`), January where it gives
    a year alone: good enough to tell the years of a text, not to be the day it was issued.
    """
    for key in DATE_KEYS:
        if (found := _MONTH.match(known.get(key, ""))) and (day := _as_date((found[1], found[2] or "1", "1"))):
            return day
    return None


# ---- years

_YEAR = r"((?:19|20)\d\d)年"
_AHEAD = (r"(?:预期目标|主要目标|目标任务|工作目标|工作安排|重点工作|主要工作|主要任务|工作任务|"
          r"重点任务|总体要求|工作部署|工作重点|工作思路|"
          r"工作打算|工作建议|计划草案|预算草案|预算安排|计划安排|政府工作(?!报告|回顾)|计划(?=的?报告))")
_BACK = (r"(?:回顾|回看|执行情况|完成情况|主要成[就绩效]|成[就绩]|取得的成|工作总结|统计公报|决算|发展情况|"
         r"运行情况)")
_HEAD_LINE = re.compile(r"^(?:[(（]?[一二三四五六七八九十]{1,3}[)）、]|"
                        r"第[一二三四五六]+部分)[^\n]{0,60}$", re.MULTILINE)
_SPAN = re.compile(r"(?:到|至|截至|较|比|以来的|[-—~]) ?$|(?:到|至)$")
_WORDS = r"[^。；,!?\n]{0,28}?"
_AHEAD_OF = re.compile(rf"{_YEAR}(?!{_WORDS}{_BACK})(?:{_WORDS}){_AHEAD}")
_BACK_OF = re.compile(rf"(?:(?:19|20)\d\d年?[至到—~-])?{_YEAR}(?:{_WORDS}){_BACK}")
_JUST_PAST = re.compile(rf"(?:过去的|刚刚过去的|即将过去的|回顾|回首){_YEAR}|"
                        rf"{_YEAR},?是[^。]{{0,60}}(?:收官之年|不平凡|不寻常|极为特殊)")


def _years(text, title, kind, spoken, issued, known, path) -> tuple[int | None, int | None]:
    """(review_year, target_year), by votes of everything that names a year as past or ahead.

    A report given from January to October of Y reviews Y-1 and targets Y; one given in November or
    December, in a year of change of government, targets Y+1. A bulletin or final account has no target
    year. A text about part of a year reviews that year and still targets it.
    """
    stated = tuple(_stated_year(known, key) for key in ("review_year", "target_year"))
    if any(stated):
        return stated
    if year := _mid_year(title):
        return year, year
    if kind == "bulletin":
        return _bulletin_year(text, title, issued, path), None
    if kind == "news" or kind == "other" and issued and not _title_years(title, issued):
        return _news_years(text, title, issued)
    return _report_years(text, title, kind, spoken, issued, path)


_PART_OF_YEAR = re.compile(rf"{_YEAR}(?:全[市区县省])?(?:上半年|前三季度|"
                           rf"[1一] ?[-—~至] ?(?:\d{{1,2}}|[六九十]+)月|第?[一二三]季度)")


def _mid_year(title: str | None) -> int | None:
    """The year of a report on part of a year: it tells results of that year and what is left to reach in
    it.
    """
    found = _PART_OF_YEAR.search(title or "")
    return int(found.group(1)) if found else None


def _stated_year(known: dict[str, str], key: str) -> int | None:
    return int(found.group()) if (found := re.search(r"(?:19|20)\d\d", known.get(key, ""))) else None


def _bulletin_year(text: str, title: str | None, issued: date | None, path: str) -> int | None:
    for words in (title or "", text[:400], PurePath(path).stem):
        if found := re.search(r"((?:19|20)\d\d)年?.{0,30}(?:统计公报|bulletin)", words):
            return int(found.group(1))
    body = Counter(re.findall(rf"{_YEAR}(?!以来)", text[:3000]))
    if issued:
        return issued.year - 1 if issued.month <= 10 else issued.year
    return int(body.most_common(1)[0][0]) if body else None


def _report_years(text, title, kind, spoken, issued, path) -> tuple[int | None, int | None]:
    ahead: Counter = Counter()   # votes for the target year
    back: Counter = Counter()    # votes for the review year
    headings = "\n".join(match.group() for match in _HEAD_LINE.finditer(text))
    for words, weight, most in ((headings, 3.0, 6.0), (_sentences_only(text), 1.5, 4.5)):
        _vote(ahead, _AHEAD_OF, words, weight, most)
        _vote(back, _BACK_OF, words, weight, most)
        _vote(back, _JUST_PAST, words, weight, most)
    day = spoken or issued
    pair = _title_years(title, day) or _title_years(PurePath(path).stem, day) or (None, None)
    for votes, year, weight in ((back, pair[0], 2.0), (ahead, pair[1], 1.5)):
        if year:
            votes[year] += weight
    if kind == "budget_report" and "决算" in (title or "") and "预算" not in title:
        return max(back, key=back.get, default=None), None
    named_ahead = set(ahead)
    if day:
        ahead[day.year + (day.month >= 11)] += 2.5 if spoken else 1.0
    votes = ahead + Counter({year + 1: weight for year, weight in back.items()})
    if not votes:
        return None, None
    target = max(votes, key=lambda year: (votes[year], year))
    review = max(back, key=lambda year: (back[year], year), default=target - 1)
    if not target - 2 <= review < target:
        review = target - 1
    whole = kind.endswith("_report") and bool(day or title)  # such a report does both, whatever words it uses
    if not (target in named_ahead or whole and (day or _looks_ahead(text)) or re.search(
        r"今年|预期目标[是为]", text)):
        target = None
    said = rf"{review}年[^。；]{{0,40}}(?:完成|实现|达到)|去年|过去[的一]"
    if not (review in back or whole or re.search(said, text)):
        review = None
    return review, target


def _vote(votes: Counter, pattern: re.Pattern, words: str, weight: float, most: float) -> None:
    got: Counter = Counter()
    for found in pattern.finditer(words):
        if not _SPAN.search(words[max(0, found.start() - 3):found.start()]):
            got[int(next(filter(None, found.groups())))] += weight
    for year, sum_ in got.items():
        votes[year] += min(sum_, most)


def _sentences_only(text: str) -> str:
    return _HEAD_LINE.sub("", text)


SPRING = 4
"""By the end of April the reports on the year that closed are given."""
_PLANNED = re.compile(r"目标|计划|安排|要点|任务|部署|打算|预期|展望|预算")


def _title_years(title: str | None, day: date | None = None) -> tuple[int | None, int | None] | None:
    """(review, target) that a title or a file's name states: both years of a plan or budget report, or the
    one year.

    "2024年政府工作报告" is the report given in 2024, for 2024; one given in the spring after that year looks back on
    it, unless its title speaks of plans.
    """
    years = [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", title or "")]
    if len(years) == 2 and re.search(rf"\d\d年?[至到—~-]{_YEAR}(?:{_WORDS}){_BACK}", title):
        return max(years), None  # "2023年至2024年执行情况"
    if len(set(years)) > 2:
        return tuple(sorted(set(years))[-2:])
    if len(set(years)) == 2:
        return min(years), min(years) + 1 if min(years) + 1 in years else max(years)
    if not years:
        return None
    if re.search(r"决算|执行|budget|回顾|回看|总结|(?:完成|发展|运行)情况|主要成[就绩]", title):
        return years[0], None
    if day and day.year == years[0] + 1 and day.month <= SPRING and not _PLANNED.search(title):
        return years[0], None
    return None, years[0]


def _looks_ahead(text: str) -> bool:
    return bool(re.search(r"今年|预期目标|草案|工作安排", text))


def _most_voted(votes: Counter, issued: date | None) -> int | None:
    near = [year for year in votes if issued is None or abs(year - issued.year) <= 1]
    return max(near, key=lambda year: (votes[year], year), default=None)


_PLANS = re.compile(r"将|力争|确保|争取|预期目标|主要目标|计划|预计全年|准备|目标任务|今年工作|安排|"
                    r"全力推进|推动|实施|打造|提出|明确")
_REPORTS = re.compile(r"已|实现了|累计|截至|同比|以来|完成了|增长到|成功|获批|建成|落地|形成了|"
                      r"达到了|去年|了")


def _news_years(text: str, title: str | None, issued: date | None) -> tuple[int | None, int | None]:
    """News has a target year where it tells the plan of a year, a review year where it tells results."""
    body = f"{title or ''}\n{text}"
    plans, results = Counter(), Counter()
    ahead = back = 0
    for sentence in re.split(r"[。；!?\n]", body):
        plan, result = len(_PLANS.findall(sentence)), len(_REPORTS.findall(sentence))
        if not re.search(r"\d|预期|目标", sentence):
            continue
        ahead += plan > result
        back += result > plan
        for year in re.findall(_YEAR, sentence):
            (plans if plan >= result else results)[int(year)] += 1
    _vote(plans, _AHEAD_OF, body, 3.0, 6.0)
    target, review = (_most_voted(votes, issued) for votes in (plans, results))
    if target is None and issued:
        target = issued.year + (issued.month >= 11)
    if issued and (review is None or "今年" in text or "截至目前" in text):
        review = issued.year if issued.month > 3 else issued.year - 1
    if review is not None and target is not None and review >= target and ahead > back:
        review = None
    return (review if back and back >= 0.7 * ahead else None,
            target if ahead and ahead >= 0.7 * back else None)


# ---- place

_ASSEMBLY = re.compile(r"在([\u4e00-\u9fff]{2,24}?)(?:第[一二三四五六七八九十]+届|"
                       r"[一二三四五六七八九十]+届)?(?:人民代表大会|人大)")
_GOVERNMENT = re.compile(r"([\u4e00-\u9fff]{2,20}?)(?:人民政府|统计局|财政局|财政厅|"
                         r"发展和改革委员会|发展改革委|人大常委会|市长|区长|县长|省长)")


def _place(text: str, title: str | None, opening: str, known: dict[str, str], path: str) -> Place | None:
    """The division that the text is of: the strongest source that names one, resolved by all the others."""
    stem = re.sub(r"[\d_\W]+", " ", PurePath(path).stem).strip()
    folder = " ".join(PurePath(path).parts[:-1])
    hints = [known.get(key) for key in ("site", "source", "place", "province", "city")]
    around = places.surroundings(*hints, title, stem, folder, text)
    for key in PLACE_KEYS:
        if place := places.resolve(known.get(key), around):
            return place
    assemblies = [found.group(1) for found in _ASSEMBLY.finditer(opening)]
    governments = [found.group(1) for found in _GOVERNMENT.finditer(opening[:600])]
    for name in (*assemblies, title or "", *governments, known.get("site", ""), known.get("source", "")):
        if place := _named_in(name, around, text):
            return place
    return _mostly_named(text, around) or _named_in(stem, around, text)


def _named_in(words: str, around: Counter, text: str) -> Place | None:
    """The last, most local division that `words` names in full or as its whole self."""
    best = None
    for mention in places.mentions(words):
        name = words[mention.start:mention.end]
        begins = re.search(r"(?:^|关于|年|[^\u4e00-\u9fff])$", words[:mention.start])
        if not mention.short and places.is_common(name) and not begins:
            continue
        place = places.resolve(name, around)
        if place is None:
            continue
        if mention.short and place.level == "county" and not _says_level(text, place):
            continue
        if mention.short and places.NOT_AFTER_SHORT.match(words, mention.end) \
                and not re.match(r"日报|晚报", words[mention.end:]):
            continue
        if best is None or place.level == best.level == "county":
            best = best or place
        elif places.within(place, best):
            best = place
    return best


# What a government calls its own place, by the last character of that place's name.
_LEVEL_WORDS = {
    end: rf"[全我]{end}|(?<!成)本{end}(?!场)|{end}委|{end}(?:人民)?政府" for end in "省市区县旗州盟"
}


def _says_level(text: str, place: Place) -> bool:
    words = _LEVEL_WORDS.get(place.name[-1])
    return bool(words and re.search(words, text))


def _own_level(text: str) -> str:
    """The last characters that the name of the text's own place may have, by what it calls itself.

    全区 and 我区 say what a text is of; 市委 in a district's text may be the level above. So the lowest level
    that is named a third as often as the most named one is taken; '' where hardly any is.
    """
    said = Counter()
    for end, words in _LEVEL_WORDS.items():
        for found in re.finditer(words, text):
            said[end] += 3 if found.group()[0] in "全我本" else 1
    enough = max(2, max(said.values(), default=0) / 3)
    groups = ("区县旗", "市州盟", "省")
    return next((group for group in groups if any(said[end] >= enough for end in group)), "")


def _mostly_named(text: str, around: Counter) -> Place | None:
    """The division of its own level that a text without title names most.

    A bare short name (北辰) may be a common word (资源, 平安): it counts where the text names the city or
    province above it too.
    """
    own = _own_level(text)
    named: Counter = Counter()
    for mention in places.mentions(text):
        fits = [place for place in mention.candidates if place.name[-1] in own]
        name = text[mention.start:mention.end]
        if mention.short:
            if len(fits) != 1 or places.NOT_AFTER_SHORT.match(text, mention.end):
                continue
            local = len(mention.candidates) == 1 and around[fits[0].adcode[:2] + "0000"]
            if local or fits[0].level != "county":
                named[fits[0]] += 1
        elif fits and not places.is_common(name) and (place := places.resolve(name, around)):
            named[place] += 2
    ranked = named.most_common(2)
    if ranked and ranked[0][1] >= 3 and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
        return ranked[0][0]
    return None
