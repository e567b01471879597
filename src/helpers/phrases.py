"""What a figure is said of: the indicator phrase, read from the words around it.

A Chinese clause names the thing counted in one of three places: before the figure, with or without a predicate
("固定资产投资完成54亿元", "加装电梯3部"); after it, where the figure is the thing's measure ("新建2条步道"); or in an
earlier clause ("……，同比增长5%"). `Reader` decides between them clause by clause; the words it goes by stand in
lexicon/cues.csv, and jieba segments only the short stretches beside figures.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from helpers import lexicon

SEPARATORS = re.compile(r"^[\s、,，;；和及与以至或并]*$")
BASE = re.compile(
    r"(?:比|较|同|与)(?:(?:上|前|去|往)(?:一)?年|年初|当年|同期|基期|(?:基准年)?(?P<year>(?:19|20)\d\d)年|基准年|“?十[一二三四五六]?五”?(?:时期)?)"
    r"(?:末期|末|底|初|期末|同期|年初)?(?:预算|调整|代编|实际|执行|决算|完成|快报)*(?:数)?(?:相比)?(?:可比口径|同口径)?(?:的)?|"
    r"(?:比|较)(?:年初|调整|原)?(?:预算|计划)(?:调整|代编|安排)?数?"
)
AGAINST_GOAL = re.compile(r"(?:超出?|超过|高于|低于)(?:年度|年初|预期|全年|既定)*(?:目标|计划|任务|预期)(?:任务|值)?$")
COMPARED_TO = re.compile(
    r"(?:略|也|均|都|仍)?(?:(?P<up>高于|好于|快于|超过|优于|高出)|(?P<down>低于|慢于|不及)|距|距离|(?<![占之])比|较|与)"
    r"(?:年初|全年|年度|当年)?(?:全国|全省|全市|全区|全县|全自治区)?(?:平均)?(?:水平|增速|增幅)?(?:[高低快慢])?$"
)
BASIS = re.compile(r"扣除价格因素(?:影响)?(?:后)?(?:,|，)?(?:实际)?|自然口径|(?:按|同)?(?:可比|不变)(?:口径|价格?)(?:计算)?|同口径|剔除[^,，;；。]{1,20}?(?:因素|影响)(?:后)?")
TIME = re.compile(
    r"(?:截至|截止)?(?:(?<![高加升降大少小展])到)?(?:(?<!项)目前(?!期)|(?:(?:19|20)\d\d年?[-—–~至到])?(?:19|20)\d\d年(?:末|底|初|度)?(?:\d{1,2}月(?:末|底|份)?(?:\d{1,2}日)?)?|\d{1,2}月(?:末|底|份|\d{1,2}日)?(?:前)?|"
    r"\d{1,2}[-—~至]\d{1,2}月(?:份)?|(?:前|一|二|三|四|第[一二三四])(?:[一二三])?季度|上半年|下半年|“?十[一二三四五六]?五”?(?:时期|期间|末|以来)|"
    r"(?:已)?连续(?:\d{1,2}|[两三四五六七八九十]{1,3}|多|几)(?:个)?年|近(?:\d{1,2}|[两三四五六七八九十])年(?:来)?|"
    r"\d{1,2}年(?=增长|累计|共|间|来)|(?:过去|近|这|今后|未来)?(?:的)?[一二两三四五十几](?:个)?年(?:来|间|内|累计)?)"
)
COMPLETION = re.compile(
    r"(?:完成率|(?:完成|占|为|达到|达|相当于)(?:了)?[^,，;；。、\d]{0,10}?(?:预算|计划|目标|任务|进度)(?:调整|代编|安排|执行)?(?:数|指标|任务)?)(?:的)?(?:为|达|达到)?$"
)
SHARE = re.compile(
    r"占(?!比(?!重|例))(?:到)?(?P<whole>[^,，;；。、]{1,24}?)(?:的)?(?P<head>比重|比例|份额|比)?(?:均|分别)?(?:为|达|达到|保持在|保持|提高到|提升到|提高至|提升至|"
    r"由|从|已|仍|约|升至|降至|稳定在|超过)*(?:(?:19|20)\d\d年)?(?:的)?$"
)
LIST_MARKER = re.compile(r"^\s*(?:[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|\d{1,2}[.、．](?!\d)|[一二三四五六七八九十]{1,2}[是、]|[—–-]{1,4})+")
FRAME = re.compile(r"在[^,，;；。]{2,24}?(?:情况下|背景下|基础上|形势下|前提下)")
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|[(（][^)）]*[)）]")
HIDDEN = ("完成", "下降", "增长", "提高", "达到", "实现", "上涨", "上升", "减少")
BARE_HEADS = ("率", "量", "额", "数", "人数", "次数", "户数", "面", "度")
REACHED = ("达", "达到", "为", "升至", "增至", "降至", "升为")
NOT_A_NOUN = "、,，;；。:：)）. \t\n"
LINKS = ("和", "及", "与", "并", "以", "以及", "或", "且", "等")
TAIL = re.compile(r"(?<=..)等(?![级候待效额离于]).*$|(?<=建设|改造|绿化|植树|修建|种植|治理)的?任务$")
MILESTONES = re.compile(
    r"(?:连续|先后|接连)?(?:跨过|跨越|迈上|跨上|越过|突破|站上|登上|跃上)(?:了)?(?:\d+|[一两二三四五六七八九十]+)个[^,，、;；。]{0,10}?大?(?:台阶|大关|关口)[、,，]?"
)
"""How many thresholds were passed is a figure of speech for the level that follows."""
MILESTONE = re.compile(r"(?:个)?大?(?:台阶|关|关口|门槛)")
ATTRIBUTE = re.compile(
    r"^(?:(?:有|具有|具备|符合)[^,，、；;]{1,12}|[^,，。；;、]{2,10}[强广高大好优足全新][、,，][^,，。；;、]{2,12}[强广高大好优足全新])的"
)
NOUN_END = re.compile(
    r"(?:区|县|镇|村|乡|人才|项目|基地|中心|平台|园|园区|场景|企业|集群|工程|设施|线路|街区|社区|机构|学校|医院|站|点|库|路|公路|管网|队伍|团队|服务|"
    r"人员|群众|岗位|建筑|面积|住房|产业|行业|标准|产品|装置|设备|场馆|公园|机制|体系|试点|任务|清单|企业家|课程|活动|行动)$"
)
CONJUNCTIONS = ("和", "及", "与", "以及", "或", "等")
ENTITLED = re.compile(
    r"(?:被|获|均|全部|成功|首批)*(?P<verb>认定为|评为|评选为|列为|确定为|命名为|授予|入选|入围|获评|获批|纳入|列入|晋升为|获)"
    r"(?:为|全国首批|首批|第[一二三四五六]批)?(?P<title>[^,，;；。]{3,40}?)(?:名单|称号|行列|序列)?$"
)
EDGES = frozenset("的了、,，和及与在对将把被为:：;；-—“")
MARKS = "的了、,，:：;；. \t-—"


@functools.cache
def words(kind: str) -> dict[str, str]:
    """The cue words of a kind with their value."""
    return {row["word"]: row["value"] for row in lexicon.table("cues", unique=()) if row["kind"] == kind}


@functools.cache
def _cue_words() -> frozenset[str]:
    return frozenset().union(*(words(kind) for kind in ("predicate", "adverb", "verb", "stop")))


@functools.cache
def _tokenizer():
    tokenizer = lexicon.segmenter()
    for word in _cue_words() | words("term").keys():
        if len(word) > 1 and word.isalpha():
            tokenizer.add_word(word)
    return tokenizer


@functools.lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a short stretch, quotes and bracketed remarks kept whole."""
    found, position = [], 0
    for quoted in QUOTED.finditer(text):
        found += _tokenizer().lcut(text[position : quoted.start()], HMM=False)
        found.append(quoted.group())
        position = quoted.end()
    found += _tokenizer().lcut(text[position:], HMM=False)
    return tuple(part for word in found if word.strip() for part in _apart(word))


def _apart(word: str) -> tuple[str, ...]:
    """A dictionary word that is two cue words (全面完成) as those two."""
    if len(word) > 4 and word.endswith(("完成投资", "完成改造")):
        return word[:-4], word[-4:]
    if (
        len(word) >= 4
        and word[-2:] in HIDDEN
        and word not in _cue_words()
        and (lexicon.link(word[:-2]) or not lexicon.link(word))
    ):
        return word[:-2], word[-2:]
    if (
        len(word) == 4
        and word not in _cue_words()
        and word[:2] in _cue_words()
        and word[2:] in _cue_words()
        and (not lexicon.link(word))
    ):
        return word[:2], word[2:]
    return (word,)


@dataclass(slots=True)
class Subject:
    """The indicator phrase of one figure and what its words say of the measure.

    `owner` is whose result it is where 实现 or 完成 stands
    between (某片区实现地区生产总值), `lead` is what stands before the phrase, `verb` the verb in it; `whole` the thing that a proportion is of. `way` tells how the phrase was found: left, right, carried (from an earlier clause), composed (a dependent noun and
    the thing it is of), none. `direction` is +1 or -1 where a verb of rise or fall rules the figure.
    """

    phrase: str = ""
    way: str = "none"
    verb: str = ""
    predicate: str = ""
    direction: int = 0
    reaches: bool = False
    completion: bool = False
    grows: bool = False
    whole: str = ""
    owner: str = ""
    lead: str = ""
    base_year: int | None = None
    against_base: bool = False
    basis: str = ""
    time: str = ""
    joint: tuple[str, ...] = ()
    cues: set[str] = field(default_factory=set)


def _strip_lead(parts: list[str]) -> tuple[list[str], str, str]:
    """Without the adverbs and verbs that lead a phrase; the last verb dropped and all that was dropped come with it."""
    verb, lead = "", ""
    verbs, adverbs, predicates, loose = words("verb"), words("adverb"), words("predicate"), words("loose")
    while len(parts) > 1:
        word = parts[0]
        known = lexicon.link("".join(parts))
        if "".join(parts[1:]) in BARE_HEADS or parts[1].startswith(("性", "型", "类")):
            break
        if known and lexicon.link("".join(parts[1:])) is not known:
            break
        if word in verbs:
            verb = word
        elif not (
            word in adverbs
            or predicates.get(word) == "level"
            or word in EDGES
            or word in loose
            and (parts[1] in verbs or parts[1] in adverbs)
        ):
            break
        lead += word
        parts = parts[1:]
    return parts, verb, lead


def _cut_inside(parts: list[str]) -> tuple[list[str], str]:
    """The object of a verb inside a clause: 企业获得奖补资金 is said of 奖补资金, 服务业实现增加值 of 服务业增加值."""
    cuts = words("cut")
    for place in range(len(parts) - 2, 0, -1):
        rest = "".join(parts[place + 1 :])
        if (
            parts[place] in cuts
            and not rest.startswith(("的", "性", "型", "类"))
            and rest not in BARE_HEADS
            and not lexicon.link("".join(parts))
        ):
            if parts[place] == "实现" and rest in words("owned"):
                return [*parts[:place], *parts[place + 1 :]], ""
            return parts[place + 1 :], "".join(parts[: place + 1])
    return parts, ""


def clean(phrase: str) -> str:
    """A phrase without marks left over at its edges; a lone opening or closing quote goes too."""
    lone = phrase.count("“") != phrase.count("”")
    return phrase.strip(MARKS + "“”" if lone else MARKS).strip()


def read_left(text: str, percent: bool = True) -> Subject:
    """What the words before a figure say of it: `text` runs from the figure before, or the clause's start.

    `percent` tells that the figure is a rate: only such a one is a degree of completion or a proportion.
    """
    subject = Subject()
    text = re.sub(
        r"(?:^|(?<=[、,，]))(?:加上|加|减去|减|扣除|包括|其中)(?=上年|上级|调入|转移|债务|中央|一般|动用)", "", text
    )
    text = FRAME.sub("", LIST_MARKER.sub("", text))
    if base := BASE.search(text):
        subject.against_base = True
        subject.base_year = int(base["year"]) if base["year"] else None
        text = text[: base.start()] + text[base.end() :]
    if beaten := AGAINST_GOAL.search(text):
        subject.direction = -1 if "低" in beaten.group() else 1
        text = text[: beaten.start()]
    if compared := COMPARED_TO.search(text):
        subject.direction = -1 if compared["down"] or text.endswith(("低", "慢")) else 1
        text = text[: compared.start()]
    if basis := BASIS.search(text):
        subject.basis = basis.group()
        text = text[: basis.start()] + text[basis.end() :]
    if percent and (done := COMPLETION.search(text)):
        subject.completion = True
        text = text[: done.start()]
    elif percent and (part := SHARE.search(text)):
        subject.whole, subject.predicate = part["whole"].removesuffix("的") + (part["head"] or "比重"), "share"
        subject.reaches = True
        text = text[: part.start()]
    for time in TIME.finditer(text):
        subject.time += time.group() + " "
    text = TIME.sub(
        lambda m: (
            "" if m.start() == 0 or text[m.start() - 1] in EDGES or not text[m.end() :].strip(MARKS) else m.group()
        ),
        text,
    )
    parts = list(tokens(text))
    predicates, adverbs, trail = words("predicate"), words("adverb"), words("trail")
    trailing: list[str] = []
    while parts:
        word = parts[-1]
        grows = words("verb").get(word) == "increment" and len(parts) > 1
        if word not in predicates and word not in adverbs and word not in trail and word not in EDGES and not grows:
            break
        if grows and lexicon.link("".join(parts)) and not lexicon.link("".join(parts[:-1])):
            break
        subject.grows = subject.grows or grows
        if word in predicates and predicates[word] == "share" and len(parts) > 1:
            break
        if (
            word in ("总计", "合计", "总额", "总量")
            and len(parts) > 1
            and parts[-2].endswith(("收入", "支出", "收", "支"))
        ):
            break
        trailing.insert(0, word)
        parts.pop()
    for word in trailing:
        kind = predicates.get(word, "")
        if word not in EDGES:
            subject.cues.add(word)
        if kind in ("up", "down"):
            subject.direction = 1 if kind == "up" else -1
        elif kind == "level" and (word.endswith(("到", "至")) or word in REACHED):
            subject.reaches = True
    subject.predicate = subject.predicate or "".join(w for w in trailing if w in predicates)
    parts, subject.verb, subject.lead = _strip_lead(parts)
    parts, dropped = _cut_inside(parts)
    if dropped:
        parts, verb, lead = _strip_lead(parts)
        subject.verb, subject.lead = verb or tokens(dropped)[-1], subject.lead + dropped + lead
        if subject.verb in ("实现", "完成"):
            subject.owner = dropped.removesuffix(subject.verb)
    object_of_verb = bool(subject.verb) and len(parts) == 1 and parts[0] in words("nominal")
    if (
        len(parts) == 1
        and (parts[0] in words("verb") or parts[0] in adverbs)
        and not object_of_verb
        and not lexicon.link(parts[0])
    ):
        subject.verb, subject.lead, parts = parts[0], subject.lead + parts[0], []
    subject.phrase = re.sub(r"^用于[^的]{2,16}的(?=..)", "", clean("".join(parts)))
    if 0 < len(subject.phrase) <= 2 and words("verb").get(subject.verb) == "level" and subject.verb in words("telling"):
        subject.phrase = subject.verb + subject.phrase
    if subject.phrase:
        subject.way = "left"
    return subject


def read_right(text: str, more: bool = False) -> tuple[str, int]:
    """The noun phrase that follows a figure and where it ends in `text`, ('', 0) where none does.

    `text` runs to the next figure (`more`) or to the clause's end.
    """
    if more and (mark := max(text.rfind("、"), text.rfind("，"), text.rfind(","))) > 0 and text[mark + 1 :].strip():
        text = text[:mark]  # what follows the last mark belongs to the next figure
    begin = len(text) - len(text.lstrip("的"))
    if attribute := ATTRIBUTE.match(text[begin:]):
        begin += attribute.end()
    if begin == len(text) or text[begin] in NOT_A_NOUN or TIME.match(text, begin) or MILESTONE.match(text, begin):
        return "", 0
    stop, cuts, predicates, adverbs = words("stop"), words("cut"), words("predicate"), words("adverb")
    soft = words("soft")
    taken: list[str] = []
    end = begin
    parts = tokens(text[begin:])
    changes = more and len(parts) <= 2 and parts[-1:] and parts[-1].endswith(("至", "到", "为", "成"))
    if parts and (parts[0] in LINKS or changes and (len(parts) == 1 or parts[0] in words("verb"))):
        return "", 0  # 由51家整合为33家
    for place, word in enumerate(parts):
        long_enough = len("".join(taken)) >= 2
        ends = (
            word in adverbs
            and word not in CONJUNCTIONS
            or (word in predicates and (len(word) > 1 or word in "为是有由从在占"))
        )
        if word in soft and NOUN_END.search("".join(parts[place + 1 :]).rstrip("、,，和及与")):
            ends = False
        elif word in stop:
            break
        if ends and (not taken or long_enough):
            break
        if (
            long_enough
            and place + 1 < len(parts)
            and (
                more
                and word in cuts
                or len(word) > 1
                and word in words("verb")
                and word not in words("nominal")
                and word not in soft
            )
        ):
            break
        if word in "、,，;；。:：" and (
            place + 1 == len(parts) or parts[place + 1] in words("verb") or not more and NOUN_END.search("".join(taken))
        ):
            break
        taken.append(word)
        end = text.index(word, end) + len(word)
    while taken and (taken[-1] in EDGES or taken[-1] in CONJUNCTIONS):
        taken.pop()
    noun = _head_of_relative(clean("".join(taken)))
    if tail := TAIL.search(noun):
        noun = clean(noun[: tail.start()])
    if len(noun) <= 2 and (named := ENTITLED.match(text, begin + len(noun))):
        title = clean(named["title"])
        return (title + noun if named["verb"] in ("纳入", "列入") else title), (end if taken else 0)
    return noun, end if taken else 0


def _head_of_relative(noun: str) -> str:
    """The noun that a relative clause describes: 带动面广的消费场景 is 消费场景; a mere possessor stays."""
    clause, mark, head = noun.rpartition("的")
    if not mark or len(head) < 2:
        return noun
    doing = any(word in words("verb") or word in words("stop") for word in tokens(clause))
    return head if doing or clause.endswith(tuple("强广高大好优足快低多少")) else noun


def split_items(phrase: str) -> list[str]:
    """The members of a coordination, quotes kept whole: "城镇和农村居民收入" gives 城镇, 农村居民收入."""
    items, current = [], ""
    for word in tokens(phrase):
        if word in ("、", "和", "与", "及", "以及", ",", "，"):
            if current:
                items.append(current)
            current = ""
        else:
            current += word
    if current:
        items.append(current)
    return items


COUNTERPARTS = {"城": "城镇", "乡": "农村", "城镇": "城镇", "农村": "农村", "城市": "城市", "内": "内", "外": "外"}
SECTORS = re.compile(r"^(?:第)?(?P<first>[一二])(?:、(?P<second>二))?[、和](?P<last>[二三])次?产业(?P<head>.+)$")
LEVELS = (
    "国家级",
    "部级",
    "省部级",
    "镇级",
    "街级",
    "全国",
    "全省",
    "全市",
    "全区",
    "全县",
    "省本级",
    "市本级",
    "区本级",
    "县本级",
    "省级",
    "市级",
    "区级",
    "县级",
    "国家级",
)
HEADS = re.compile(
    r"(?:(?:保险)?参保人数|毛入学率|净入学率|出口|进口|销量|人均可支配收入|可支配收入|人均纯收入|营业收入|销售收入|增加值占比|增加值|总产值|产值|产量|收入|支出|投资额|投资|销售额|成交额|交易额|余额|总额|"
    r"吞吐量|覆盖率|普及率|参保率|入学率|利用率|处理率|合格率|完成率|比重|占比|浓度|增速|价格|面积|人数|里程|装机容量|装机|存栏|出栏|案件|标准|补贴|管网|人数|改造|建设|治理)$"
)


def share_head(items: list[str]) -> list[str]:
    """A coordination's members with the head that the last one holds for all: 汽车、机器人产量 -> 汽车产量, 机器人产量."""
    if not items:
        return items
    last = items[-1]
    head = HEADS.search(last)
    complete = []
    for item in items[:-1]:
        pair = next((c for c in ("农村", "城镇", "乡", "外", "城市") if last.startswith(c)), None)
        level = next((word for word in LEVELS if last.startswith(word)), None)
        if item in LEVELS and level:
            complete.append(item + last[len(level) :])
        elif item in COUNTERPARTS and pair:
            complete.append(COUNTERPARTS[item] + last[len(pair) :])
        elif head and not HEADS.search(item) and not item.endswith(("”", "率", "额", "量", "数", "人次", "费", "资金")):
            complete.append(item + head.group())
        else:
            complete.append(item)
    if last.startswith("乡") and any(item in ("城",) for item in items):
        last = "农村" + last[1:]
    return [*complete, last]


def without_head(phrase: str) -> str:
    """A phrase without the measure noun that it ends in: 蔬菜产量 is of 蔬菜."""
    for word in sorted(words("dependent"), key=len, reverse=True):
        if phrase.endswith(word) and len(phrase) > len(word) + 1:
            return phrase[: -len(word)]
    return HEADS.sub("", phrase) or phrase


def _share_base(items: list[str]) -> list[str]:
    """A coordination's members where the later ones are bare measures: 工业总产值、增加值 -> 工业总产值, 工业增加值."""
    dependent = words("dependent")
    if len(items) > 1 and items[0] not in dependent and all(item in dependent for item in items[1:]):
        base = without_head(items[0])
        return [items[0], *(base + item for item in items[1:])] if base != items[0] else items
    return items


def members(phrase: str, count: int) -> list[str]:
    """`count` indicator phrases out of the subject of a list ("城乡居民收入", 2), [] where they are not to be had."""
    if count == 2:
        for joint, first, second in (
            ("城乡", "城镇", "农村"),
            ("内外", "内", "外"),
            ("城、乡", "城镇", "农村"),
            ("内、外", "内", "外"),
            ("收支", "收入", "支出"),
        ):
            if joint in phrase:
                return [phrase.replace(joint, first, 1), phrase.replace(joint, second, 1)]
    if sectors := SECTORS.match(phrase):
        named = [sectors[g] for g in ("first", "second", "last") if sectors[g]]
        return [f"第{n}产业{sectors['head']}" for n in named] if len(named) == count else []
    items = split_items(phrase)
    if len(items) == count:
        return share_head(_share_base(items))
    return []
