"""What a figure is said of: the indicator phrase, read from the words on both sides of it.

A Chinese clause names the thing counted before the figure, with or without a predicate ("固定资产投资完成54亿元",
"加装电梯3部"), or after it, where the figure is the thing's measure ("新建2条步道"). `read_left` and `read_right` read
either side; the words they go by stand in lexicon/cues.csv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpers import lexicon
from helpers.cuewords import tokens, words

YEAR = r"(?:19|20)\d\d年"
PLAN = r"“?十[一二三四五六]?五”?"
NUMERAL = r"(?:\d{1,2}|[两三四五六七八九十]{1,3})"

SEPARATORS = re.compile(r"^[\s、,，;；和及与以至或并]*$")
LIST_MARKER = re.compile(
    r"^\s*(?:[①-⑳]|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|\d{1,2}[.、．](?!\d)|[一二三四五六七八九十]{1,2}[是、]|[—–-]{1,4})+"
)
BOOKKEEPING = re.compile(
    r"(?:^|(?<=[、,，]))(?:加上|加|减去|减|扣除|包括|其中)(?=上年|上级|调入|调出|转移|债务|中央|一般|动用|提前)"
)
FRAME = re.compile(
    r"在[^,，;；。]{2,24}?(?:情况下|背景下|基础上|形势下|前提下)|^(?:从|就|按)[^,，;；。\d]{1,14}?(?:来看|上看|而言|来说|看)(?=$|[,，])"
    r"|^(?:受|因)[一-鿿]{1,8}?(?:影响|等因素)?(?=(?:增|减)产|下降|减少|下滑|回落)"
)
BASE = re.compile(
    r"(?:比|较|同|与)(?:(?:上|前|去|往)(?:一)?年|(?:上|一|二|三|四)?(?:季度|半年)|前三季度|\d{1,2}月份|年初|当年|同期|基期|(?:基准年)?(?P<year>(?:19|20)\d\d)年|基准年|"
    rf"{PLAN}(?:时期)?)(?:末期|末|底|初|期末|同期|年初)?(?:预算|调整|代编|实际|执行|决算|完成|快报)*(?:数)?(?:相比)?"
    r"(?:可比口径|同口径)?(?:的)?(?:实绩|基数)?|(?:比|较)(?:年初|调整|原)?(?:预算|计划)(?:调整|代编|安排)?数?"
    r"|(?:如果|若|如)?以(?:(?P<basis>(?:19|20)\d\d)年|上年|去年)为(?:基期|基数|基准|基年)"
)
"""What a change is measured against: 比上年, 较2019年, 比年初预算数."""
MULTIPLE_OF = re.compile(
    rf"(?:恢复到|恢复至|是|为|达到|相当于)(?:(?:上|去)年|(?P<year>(?:19|20)\d\d)年|{PLAN}(?:时期|期间)?)(?:末|底|同期)?(?:的)?$"
)
"""What a multiple is of: 是2010年的2.7倍."""
MULTIPLE_SAID = re.compile(MULTIPLE_OF.pattern.removesuffix("$") + r"(?=[约近]?\d+(?:\.\d+)?倍)")
PAST_BEYOND = re.compile(
    r"(?:高于|快于|大于|多于|好于|超过|高出|低于|慢于|小于|少于|不及)(?:19|20)\d\d年[^,，;；。\d]{0,12}$"
)
AGAINST_GOAL = re.compile(
    r"(?:超额完成|超出?|超过|高于|低于|优于|比|较)"
    r"(?P<goal>(?:年度|年初|预期|全年|既定|控制|国家|省|市|县|区|级|定|下达|考核|时序|序时|调整|规划|核定|既定|约束性|预期性|增长)*"
    r"(?:目标|计划|任务|预期|进度|预算(?:数)?|限额|上限|控制数)(?:任务|值)?)"
    r"(?:高出?|低|多|少)?$"
)
COMPARED_TO = re.compile(
    r"(?:略|也|均|都|仍)?(?:(?P<up>高于|好于|快于|超过|优于|高出|领先|跑赢)|(?P<down>低于|慢于|不及)|距|距离|(?<![占之贷])比|较|与)"
    r"(?:年初|全年|年度|当年)?(?P<other>(?:(?:全国|全省|全市|全自治区)[、和与及])?(?:全国|全省|全市|全区|全县|全自治区|农村(?:居民)?|城镇(?:居民)?|GDP|地区生产总值|经济)?(?:平均)?"
    r"(?:水平|增速|增幅)?)(?:[高低快慢])?$"
)
BEYOND = re.compile(
    r"(?:(?:高于|快于|大于|多于|好于|优于|强于|超过|高出|领先于?|跑赢)|(?P<down>低于|慢于|小于|少于|不及|不如|落后于?|低出))"
    r"(?P<other>[^,，、;；。]{2,20})$"
)
THAN = re.compile(
    r"(?<![占之对环同性配])(?:比(?![重例值])|较(?![大快高好多强低少为]))(?P<other>[^,，、;；。\d]{1,20}?)(?:的)?(?:还|更|要)?"
    r"(?:(?P<up>高出?|多出?|快|大|好|强|领先|提高|增加|加快|上升)|(?P<down>低出?|少|慢|小|差|弱|落后|降低|减少|放缓|回落|下降))了?$"
)
"""What another figure is set against that is no year and no goal: 比北部县区多3家, 较乡镇快2个百分点."""
BASIS = re.compile(
    r"扣除价格因素(?:影响)?(?:后)?(?:,|，)?(?:实际)?|(?:按)?自然口径|"
    r"(?:按|以|同)?(?:上年|\d{4}年)?(?:可比|不变)(?:口径|单?价格?)(?:计算)?|同口径|"
    r"剔除[^,，;；。]{1,20}?(?:因素|影响)(?:后)?"
)
REVISED = re.compile(r"(?P<said>(?:调整|变动)(?:后)?(?:的)?(?:预算|目标|计划|任务|预期)?)(?!优化|结构)")
TIME = re.compile(
    rf"(?:截至|截止)?(?:(?<![高加升降大少小展落长缓弹涨滑跌调缩减增扩窄跃退])到)?(?:(?<!项)目前(?!期)|(?:(?:19|20)\d\d年?[-—–~至到])?{YEAR}(?:末|底|初|度)?"
    r"(?:\d{1,2}月(?:末|底|份)?(?:\d{1,2}日)?)?|\d{1,2}月(?:末|底|份|\d{1,2}日)?(?:前)?|\d{1,2}[-—~至]\d{1,2}月(?:份)?|"
    rf"(?:前|一|二|三|四|第[一二三四])(?:[一二三])?季度|上半年|下半年|{PLAN}(?:时期|期间|末|以来|[前后][两二三四]年)|"
    rf"(?:已)?连续(?:{NUMERAL}|多|几)(?:个)?年|近{NUMERAL}年(?:来)?|\d{{1,2}}年(?=增长|累计|共|间|来)|"
    r"(?:过去|近|这|今后|未来)?(?:的)?[一二两三四五十几](?:个)?年(?:来|间|之间|内|累计)?)"
)
TIME_AFTER = re.compile(
    rf"(?<=..)(?:在|于)?(?:(?:{YEAR}(?:末|底|度)?[-—–~至到、和与及]+)*(?:19|20)\d\d(?:年(?:末|底|度)?)?|{PLAN}(?:时期|期间)"
    r"|(?:过去|近|今后|未来)?[两三四五十](?:个)?年(?:来|间)?)$"
)
"""A time behind the name: 地区生产总值2019年增长5%."""
ASPECT = "方面"
INNER_YEAR = re.compile(r"(?<=[^比较由从与跟])(?:去年|今年|明年)(?=[^末底同以])")
TURNED = re.compile(
    r"(?:同比|增速|增幅|总体)?(?:由[负降跌亏减升正增盈]转[正升涨盈增负降减亏]|止跌回升|止降转增|扭亏为盈|由亏转盈)(?:[、,，]|为|$)"
)
"""That a series turned is a remark before its growth: 利润总额由降转升,增长2.3%."""
RUNNING = re.compile(rf"(?:已)?连续(?:{NUMERAL}|多|几)(?:个)?(?:年|月)(?:来)?")
COMPLETION = re.compile(
    r"(?:完成率|(?:(?:完成|为|达到|达|相当于)(?:了)?[^,，;；。、\d]{0,10}?|占(?:全年|年度|年初|年|调整|变动|代编|及|和)*(?:收入)?)"
    r"(?:预算|计划|目标|任务|进度)"
    r"(?:调整|代编|安排|执行)?(?:数|指标|任务)?)(?:的)?(?:为|是|达|达到)?$"
)
SHARE = re.compile(
    r"占(?!比(?!重|例))(?:到)?(?P<whole>[^,，;；。、]{1,24}?)(?:的)?(?P<head>比重|比例|份额|比)?(?:均|分别)?"
    r"(?:为|达|达到|保持在|保持|提高到|提升到|提高至|提升至|由|从|已|仍|约|将|预计|升至|降至|稳定在|超过)*"
    r"(?:(?:19|20)\d\d年)?(?:的)?$"
)
SHARE_TURNS = re.compile(
    r"(?<=比重|比例|份额)(?:比上年|同比|累计|又|将)?(?:提高|提升|上升|增加|扩大|(?P<down>下降|降低|回落|减少|缩小))了?$"
)
MILESTONES = re.compile(
    r"(?:连续|先后|接连)?(?:连跨|连上|再上|跨过|跨越|迈上|跨上|越过|突破|站上|登上|跃上)(?:了)?(?:\d+|[一两二三四五六七八九十]+)个"
    r"[^,，、;；。]{0,10}?大?(?:台阶|大关|关口)[、,，]?"
)
"""How many thresholds were passed is a figure of speech for the level that follows."""
PASSED = re.compile(r"^(?:个)?大?新?(?:台阶|大关|关口|门槛)[、,，]?")
MILESTONE = re.compile(r"(?:个)?大?(?:台阶|关|关口|门槛)")
USED_FOR = re.compile(r"^用于[^的]{2,16}的(?=..)")
TAIL = re.compile(r"(?<=..)等(?![级候待效额离于]).*$|(?<=建设|改造|绿化|植树|修建|种植|治理)的?任务$")
EXAMPLES = re.compile(r"^(?=[^“”]*(?:、|路|街|里|村|镇|区|桥|河|湖)等)[^“”]{2,40}?等(?![级候待效额离于])(?=..)")
QUALITY = "强广高大好优足全新"
ATTRIBUTE = re.compile(
    rf"^(?:(?:有|具有|具备|符合)[^,，、；;]{{1,12}}|[^,，。；;、]{{2,10}}[{QUALITY}][、,，][^,，。；;、]{{2,12}}[{QUALITY}])的"
)
BOTH = re.compile(r"(?<=率)[两三四]个$")
BUILT_OVER = re.compile(r"^[(（][改扩续迁重、]+建[)）]")
"""What stands at the edges of a name without belonging to it: 入学率、巩固率两个100%, 新建(改扩建)厂房."""
NOUN_END = re.compile(
    r"(?:区|县|镇|村|乡|人才|项目|基地|中心|平台|园|园区|场景|企业|集群|工程|设施|线路|街区|社区|机构|学校|医院|站|点|库|路|公路|"
    r"管网|队伍|团队|服务|人员|群众|岗位|建筑|面积|住房|产业|行业|标准|产品|装置|设备|场馆|公园|机制|体系|试点|任务|清单|企业家|课程|活动|行动)$"
)
ENTITLED = re.compile(
    r"(?:被|获|均|全部|成功|首批)*(?P<verb>认定为|评为|评选为|列为|确定为|命名为|授予|入选|入围|获评|获批|纳入|列入|晋升为|获)"
    r"(?:为|全国首批|首批|第[一二三四五六]批)?(?P<title>[^,，;；。]{3,40}?)(?:名单|称号|行列|序列)?$"
)
PER_HEAD = re.compile(
    r"(?:由|从|按|按照)?每(?:人|户|亩|头|生|孩|名|床|公斤|平方米|百平方公里|吨|立方米|学年)(?:每[年月天])?"
    r"(?:补助|补贴|发放)?(?:由|从)?$"
)
PER_CAPITA = re.compile(
    r"^每(?:百|千|万|十万|百万)(?:名)?(?:常住)?(?:人口|人|户|名|老人|居民|市民|劳动力)[^,，、]{0,2}(?:拥有|配备|有)?"
)
BARE_HEADS = ("率", "量", "额", "数", "人数", "次数", "户数", "面", "度")
SUFFIXES = ("性", "型", "类")
FOR_WHOM = ("资金", "群众", "学生", "人数", "场景", "对象", "人员", "企业")
SUMS = ("总计", "合计", "总额", "总量")
REACHED = ("达", "达到", "为", "升至", "增至", "降至", "升为")
LINKS = ("和", "及", "与", "并", "以", "以及", "或", "且", "等")
CONJUNCTIONS = ("和", "及", "与", "以及", "或", "等")
NOT_A_NOUN = "、,，;；。:：)）. \t\n"
EDGES = frozenset("的了、,，和及与在对将把被为:：;；-—“")
MARKS = "的了、,，:：;；. \t-—"


@dataclass(slots=True)
class Subject:
    """The indicator phrase of one figure and what its words say of the measure.

    `way` tells how the phrase was found: left, right, carried (from an earlier clause), composed (a dependent noun and
    the thing it is of), none. `lead` is what stood before the phrase and was dropped, `verb` the last verb in it,
    `owner` whose result it is where 实现 or 完成 stands between (某片区实现地区生产总值). `whole` is the thing that a
    proportion is of, `direction` +1 or -1 where a verb of rise or fall rules the figure, `reaches` whether it tells the
    level reached, `grows` whether the phrase ends in 新增 or its like. `compared` whether the figure is a distance
    from a goal or another place. `joint` are indicators that share one figure.
    """

    phrase: str = ""
    way: str = "none"
    lead: str = ""
    verb: str = ""
    owner: str = ""
    whole: str = ""
    direction: int = 0
    reaches: bool = False
    grows: bool = False
    completion: bool = False
    base_year: int | None = None
    basis: str = ""
    compared: bool = False
    joint: tuple[str, ...] = ()
    cues: set[str] = field(default_factory=set)


def clean(phrase: str) -> str:
    """A phrase without marks left over at its edges; a lone opening or closing quote goes too."""
    lone = phrase.count("“") != phrase.count("”")
    return phrase.strip(MARKS + "“”" if lone else MARKS).strip()


# --- before the figure -----------------------------------------------------------------------------------------------


def read_left(text: str, percent: bool = True, points: bool = False) -> Subject:
    """What the words before a figure say of it: `text` runs from the figure before, or the clause's start.

    `percent` tells that the figure is a rate: only such a one is a degree of completion or a proportion; `points` that
    it is a difference of rates, which may be ahead of another indicator's (高于财政收入增幅3个百分点).
    """
    subject = Subject()
    text, turned = TURNED.subn("", PASSED.sub("", text))
    text = _without_comparison(FRAME.sub("", BOOKKEEPING.sub("", LIST_MARKER.sub("", text))), subject, points)
    if percent:
        text = _without_whole(text, subject, points)
    parts = list(tokens(PER_HEAD.sub("", _without_time(text))))
    _read_predicate(_strip_trail(parts, subject), subject)
    subject.direction = subject.direction or int(turned > 0)
    parts, subject.verb, subject.lead = _strip_lead(parts)
    parts, dropped = ([], "") if not parts else (parts, "") if PER_CAPITA.match("".join(parts)) else _cut_inside(parts)
    if dropped:
        parts, verb, lead = _strip_lead(parts)
        subject.verb, subject.lead = verb or tokens(dropped)[-1], subject.lead + dropped + lead
        if subject.verb in ("实现", "完成"):
            subject.owner = dropped.removesuffix(subject.verb)
    if len(parts) == 1 and _is_verb_alone(parts[0], subject):
        subject.verb, subject.lead, parts = parts[0], subject.lead + parts[0], []
    subject.phrase = _shortened(USED_FOR.sub("", clean("".join(parts))))
    if 0 < len(subject.phrase) <= 2 and subject.verb in words("telling"):
        subject.phrase = subject.verb + subject.phrase
    subject.way = "left" if subject.phrase else "none"
    return subject


def revised_goal(text: str) -> str:
    """The revised plan or budget that `text` names, '' where it is the original one."""
    found = REVISED.search(text)
    return found["said"] if found else ""


def without_base(text: str) -> str:
    """`text` without the years and plans that figures are only measured against."""
    for measured_by in (FRAME, BASIS, BASE, MULTIPLE_SAID, MULTIPLE_OF, PAST_BEYOND):
        text = measured_by.sub("", text)
    return text


def _shortened(phrase: str) -> str:
    """A phrase without a time that stood behind other words (预计2021年…), and without its examples (甲路等道路)."""
    if (time := TIME.match(phrase)) and len(phrase) - time.end() > 1:
        phrase = "".join(_strip_lead(list(tokens(phrase[time.end() :])))[0])
    if (untimed := TIME_AFTER.sub("", phrase)) != phrase:
        parts = list(tokens(untimed))
        while len(parts) > 1 and parts[-1] in words("adverb"):
            parts.pop()  # 生产总值先是2021年增长6%
        phrase = "".join(parts)
    phrase = BUILT_OVER.sub("", BOTH.sub("", phrase))
    phrase = EXAMPLES.sub("", phrase)
    return phrase[: -len(ASPECT)] if phrase.endswith(ASPECT) and lexicon.link(phrase[: -len(ASPECT)]) else phrase


def _without_comparison(text: str, subject: Subject, points: bool) -> str:
    """What remains once the base, the goal and the basis that a figure is measured by are told."""
    if base := MULTIPLE_OF.search(text) or BASE.search(text):
        said = base["year"] or base.groupdict().get("basis")
        subject.base_year = int(said) if said else None
        text = text[: base.start()] + text[base.end() :]
    subject.compared = bool(AGAINST_GOAL.search(text) or COMPARED_TO.search(text))
    if basis := BASIS.search(text):
        subject.basis = basis.group()
        text = text[: basis.start()] + text[basis.end() :]
    if beaten := AGAINST_GOAL.search(text):
        subject.direction = -1 if re.search("低|少", beaten.group()) else 1
        subject.basis = beaten["goal"]
        text = text[: beaten.start()]
    elif beyond := THAN.search(text) or points and BEYOND.search(text):
        subject.direction, subject.compared = (-1 if beyond["down"] else 1), True
        subject.basis = beyond["other"]
        text = text[: beyond.start()]
    if compared := COMPARED_TO.search(text):
        subject.direction = -1 if compared["down"] or text.endswith(("低", "慢")) else 1
        subject.basis = compared["other"] or subject.basis
        text = text[: compared.start()]
    return text


def _without_whole(text: str, subject: Subject, points: bool) -> str:
    """What remains once the plan that a rate completes, or the whole that it is a share of, is told."""
    if done := COMPLETION.search(text):
        subject.completion = True
        subject.basis = subject.basis or revised_goal(done.group())
        return text[: done.start()]
    if points and (turn := SHARE_TURNS.search(text)):
        subject.direction, text = (-1 if turn["down"] else 1), text[: turn.start()]  # 占投资的比重提高3个百分点
    if part := SHARE.search(text):
        subject.whole, subject.reaches = part["whole"].removesuffix("的") + (part["head"] or "比重"), True
        return text[: part.start()]
    return text


def _without_time(text: str) -> str:
    """The words without those of time at their edges; inside a name (2020年底前建成小区) they stay."""

    def at_edge(found: re.Match) -> str:
        opens = found.start() == 0 or text[found.start() - 1] in EDGES or text[: found.start()] in words("adverb")
        closes = not text[found.end() :].strip(MARKS)
        return "" if opens or closes else found.group()

    return INNER_YEAR.sub("", TIME.sub(at_edge, RUNNING.sub("", text)))


def _strip_trail(parts: list[str], subject: Subject) -> list[str]:
    """Take predicate, adverbs and marks off the end of `parts`; returns them in the order of the text."""
    predicates, adverbs, trail, verbs = words("predicate"), words("adverb"), words("trail"), words("verb")
    trailing: list[str] = []
    while parts:
        word, inner = parts[-1], len(parts) > 1
        grows = inner and verbs.get(word) == "increment"
        if grows and lexicon.link("".join(parts)) and not lexicon.link("".join(parts[:-1])):
            break
        if not (grows or word in predicates or word in adverbs or word in trail or word in EDGES):
            break
        subject.grows = subject.grows or grows
        sum_of_account = word in SUMS and inner and parts[-2].endswith(("收", "支", "收入", "支出"))
        if sum_of_account or inner and predicates.get(word) == "share":
            break
        trailing.insert(0, parts.pop())
    return trailing


def _read_predicate(trailing: list[str], subject: Subject) -> None:
    """Rise or fall, and whether a level is reached, by the words between phrase and figure."""
    predicates = words("predicate")
    for word in trailing:
        kind = predicates.get(word)
        if word not in EDGES:
            subject.cues.add(word)
        if kind in ("up", "down") and not (subject.compared and subject.direction):
            subject.direction, subject.reaches = 1 if kind == "up" else -1, False  # 为增长3%
        elif kind == "level" and (word.endswith(("到", "至")) or word in REACHED):
            subject.reaches = True


def _strip_lead(parts: list[str]) -> tuple[list[str], str, str]:
    """Without the adverbs and verbs that lead a phrase; the last verb dropped and all that was dropped come with it."""
    verb, lead = "", ""
    verbs, adverbs, predicates, loose = words("verb"), words("adverb"), words("predicate"), words("loose")
    nominal = words("nominal")
    while len(parts) > 1:
        word, after = parts[0], parts[1]
        if PER_CAPITA.match("".join(parts)):
            break
        known = lexicon.link("".join(parts))
        if "".join(parts[1:]) in BARE_HEADS or after.startswith(SUFFIXES) or after == "的" and word in nominal:
            break
        if verb and word in nominal and "".join(parts[1:]) in FOR_WHOM:
            break  # 受益群众, 补贴资金
        if known and lexicon.link("".join(parts[1:])) != known:
            break
        led = word in verbs or word in adverbs or word in EDGES or predicates.get(word) == "level"
        if not led and not (word in loose and (after in verbs or after in adverbs)):
            break
        verb = word if word in verbs else verb
        lead += word
        parts = parts[1:]
    return parts, verb, lead


def _cut_inside(parts: list[str]) -> tuple[list[str], str]:
    """The object of a verb inside a clause: 企业获得奖补资金 is said of 奖补资金, 服务业实现增加值 of 服务业增加值."""
    cuts = words("cut")
    for place in range(len(parts) - 2, 0, -1):
        rest = "".join(parts[place + 1 :])
        whole_word = rest.startswith(("的", *SUFFIXES)) or rest in BARE_HEADS
        if parts[place] not in cuts or whole_word or lexicon.link("".join(parts)):
            continue
        if parts[place] == "实现" and rest in words("owned"):
            return [*parts[:place], *parts[place + 1 :]], ""
        return parts[place + 1 :], "".join(parts[: place + 1])
    return parts, ""


def _is_verb_alone(word: str, subject: Subject) -> bool:
    """Whether the one word left is the verb of the figure's object; after another verb it is a noun (完成绿化)."""
    if subject.verb and word in words("nominal"):
        return False
    return (word in words("verb") or word in words("adverb")) and not lexicon.link(word)


# --- after the figure ------------------------------------------------------------------------------------------------


def read_right(text: str, more: bool = False) -> tuple[str, int]:
    """The noun phrase that follows a figure and where it ends in `text`, ('', 0) where none does.

    `text` runs to the next figure (`more`) or to the clause's end.
    """
    mark = max(text.rfind("、"), text.rfind("，"), text.rfind(","))
    if more and mark > 0 and text[mark + 1 :].strip():
        text = text[:mark]  # what follows the last mark belongs to the next figure
    begin = len(text) - len(text.lstrip("的"))
    if attribute := ATTRIBUTE.match(text[begin:]):
        begin += attribute.end()
    if begin == len(text) or text[begin] in NOT_A_NOUN or TIME.match(text, begin) or MILESTONE.match(text, begin):
        return "", 0
    parts = tokens(text[begin:])
    if not parts or parts[0] in LINKS or more and _is_change(parts):
        return "", 0
    taken = _take_noun(parts, more)
    end = begin
    for word in taken:
        end = text.index(word, end) + len(word)
    while taken and (taken[-1] in EDGES or taken[-1] in CONJUNCTIONS):
        taken.pop()
    noun = TAIL.sub("", _head_of_relative(clean("".join(taken)))) if taken else ""
    noun = clean(noun)
    if len(noun) <= 2 and (named := ENTITLED.match(text, begin + len(noun))):
        title = clean(named["title"])
        return (title + noun if named["verb"] in ("纳入", "列入") else title), end if taken else 0
    return noun, end if taken else 0


def _is_change(parts: tuple[str, ...]) -> bool:
    """由51家整合为33家: the words between two figures are a change and no noun."""
    closes = len(parts) <= 2 and parts[-1].endswith(("至", "到", "为", "成"))
    return closes and (len(parts) == 1 or parts[0] in words("verb"))


def _take_noun(parts: tuple[str, ...], more: bool) -> list[str]:
    """The words of the noun phrase that `parts` open with: up to a finite verb, unless a noun ends what follows it."""
    stop, soft, adverbs, predicates = words("stop"), words("soft"), words("adverb"), words("predicate")
    cuts, verbs, nominal = words("cut"), words("verb"), words("nominal")
    taken: list[str] = []
    for place, word in enumerate(parts):
        rest, long_enough = parts[place + 1 :], len("".join(taken)) >= 2
        attribute = word in soft and NOUN_END.search("".join(rest).rstrip("、,，和及与")) is not None
        if word in stop and not attribute:
            break
        adverb = word in adverbs and word not in CONJUNCTIONS
        predicate = word in predicates and (len(word) > 1 or word in "为是有由从在占")
        if (adverb or predicate) and not attribute and (not taken or long_enough):
            break
        finite = len(word) > 1 and word in verbs and word not in nominal and word not in soft
        if long_enough and rest and (finite or more and word in cuts):
            break
        whole = NOUN_END.search("".join(taken)) or taken and taken[-1] in nominal
        if word in "、,，;；。:：" and (not rest or rest[0] in verbs or not more and whole):
            break
        taken.append(word)
    return taken


def _head_of_relative(noun: str) -> str:
    """The noun that a relative clause describes: 带动面广的消费场景 is 消费场景; a mere possessor stays."""
    clause, mark, head = noun.rpartition("的")
    if not mark or len(head) < 2:
        return noun
    doing = any(word in words("verb") or word in words("stop") for word in tokens(clause))
    return head if doing or clause.endswith(tuple(QUALITY + "快低多少")) else noun
