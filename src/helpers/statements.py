"""Who says which figure of what, for when, and in which role: the statements of a document.

Every sentence is cut into clauses; every figure of a clause gets the indicator that its words name (`phrases`), the
measure that its unit and verbs tell, the year and role that its section, sentence and own words set (`structure`), and
a list of doubts where one of these rests on less than the words themselves.
"""
from __future__ import annotations

import functools
import hashlib
import re
from bisect import bisect_right
from dataclasses import asdict, dataclass, replace
from itertools import product

import pandas as pd

from helpers import lexicon, phrases, places, tables
from helpers.phrases import Subject
from helpers.numerals import readable
from helpers.quantities import Quantity, find_quantities
from helpers.structure import Period, Sentence, lean, plan_years, read_clock, read_sentences
from helpers.units import base_of

REACH = 160
"""How far from a figure its words are looked for: no clause written by people is longer, and time stays linear."""
CLAUSE_MARK = re.compile(r"[,，;；:：。!！?？\n|]")
PERCENT, POINTS = "%", ("个百分点", "百分点", "个点", "个千分点")
NOT_CLAIMED_UNITS = {"", "年", "月", "周", "小时", "分钟", "秒", "℃", "度"}
ROLE = {"review": "actual", "plan": "target", "background": "context"}
CONFIDENCE = {
    "no_indicator": 0.25, "carried": 0.8, "composed": 0.85, "no_unit": 0.5, "long_phrase": 0.75, "short_phrase": 0.7,
    "year_of_section": 0.97, "no_year": 0.6, "two_readings": 0.8, "criterion": 0.7, "share_by_default": 0.8,
    "tense_guess": 0.75, "list_mismatch": 0.6, "numberless": 0.85, "rank": 0.85, "other_place": 0.9,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure said of one indicator; the fields are the columns of the table `statements` (see `tables`)."""

    statement_id: str
    doc_id: str
    start: int
    end: int
    quote: str
    sentence: str
    section: str
    place: str | None
    adcode: str | None
    indicator: str
    indicator_id: str | None
    role: str
    estimated: bool
    year: int | None
    year_from: int | None
    period: str
    measure: str
    comparator: str
    value: float | None
    value_high: float | None
    unit: str | None
    base_value: float | None
    base_high: float | None
    base_unit: str | None
    base_year: int | None
    average: bool
    basis: str | None
    effort: str | None
    confidence: float
    doubts: str


@dataclass(slots=True)
class Claim:
    """A figure on its way to a statement: offsets are those of the sentence."""

    start: int
    end: int
    phrase: str
    measure: str
    comparator: str
    quantity: Quantity | None
    subject: Subject
    clause: tuple[int, int]
    sign: int = 1
    value: float | None = None
    high: float | None = None
    unit: str | None = None
    context: bool = False
    doubts: tuple[str, ...] = ()
    pair_from: bool = False
    topic: str = ""
    quote: str = ""
    head: str = ""
    role: str = ""
    bound: bool = False
    said_year: int | None = None


# --- clauses ---------------------------------------------------------------------------------------------------------

def _clauses(text: str, figures: list[Quantity]) -> list[tuple[int, int]]:
    """Start and end of the clauses of a sentence; marks inside figures and brackets without a figure do not cut."""
    starts = [q.start for q in figures]

    def inside(position: int) -> bool:
        at = bisect_right(starts, position) - 1
        return at >= 0 and position < figures[at].end

    cuts, depth_opened = [0], None
    for position, char in enumerate(text):
        if char in "(（":
            close = next((i for i in range(position, min(len(text), position + 400)) if text[i] in ")）"), None)
            if close is not None and any(position < s < close for s in starts) and not inside(position):
                cuts += [position, position + 1]
                depth_opened = close
        elif depth_opened is not None and position == depth_opened:
            cuts += [position, position + 1]
            depth_opened = None
        elif CLAUSE_MARK.match(char) and not inside(position):
            cuts += [position, position + 1]
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if text[a:b].strip()]


# --- one figure ------------------------------------------------------------------------------------------------------

INCREMENT = re.compile(r"新增(?!债券|专项债|一般债|地方政府|政府债|限额)|净增|增设|新(?:设|发现|建成|注册|登记|认定|培育|引进|签约|落户|开工|投产|入库|纳统)|(?:^|累计|共|将|全年|年内|力争|再|全市|全区|全县|全省)(?:新(?!能源|型|材料|兴|城|区|农合|闻|经济|质|生|业态|药|一代|媒体|时代|安(?!装)|疆|就业)|净增|再(?=新|创|建|增|添|培育|引进|开工|打造))")
NEWLY = re.compile(r"新(?:建成?|增|设立?|开工?|辟|培育|认定|引进|安装|投用|创建?|购|植|造|签约?|落户|注册|获批|组建)的?\s*$")
MIXED_NEW = re.compile(r"新[(（]?[改扩续]|新[建增](?:及|和|与|、)(?:优化|改造|调整|提升|维修|修缮)|新建(?:改造|[、和及]?[改扩续]建)|新、[改扩续]")
PROJECT = re.compile(r"项目|工程|电站|机组|生产线|煤矿|露天|提质|风电|光伏|热电|一期|二期|三期")
SPECIFIED_UNIT = ("千伏", "kV", "KV")
FUNDS = re.compile(r"^(?:筹集|筹措|争取|安排|投入)?(?:各类|专项)?(?:资金|经费)$")
SUPPORT = re.compile(r"^(?:全力|积极|大力|重点|切实|继续)?(?:支持|用于|保障)")
FOR = re.compile(r"^(?:了)?(?:全力|积极|大力|重点|切实|继续)?(?:对|将|(?:专项|主要|重点|全部)?用于|支持|保障|推进|落实|开展|推动|实施)+")
OF_MONEY = re.compile(r"(?:总|计划|概算|估算)?投资(?:额)?(?:约|近|超)?$")
CLASS_UNIT = ("类", "种", "大类")
MONEY_HEAD = {"投资": "投资", "安排": "资金", "投入": "资金", "筹措": "资金", "筹集": "资金", "拨付": "资金", "下达": "资金", "争取": "资金",
              "落实": "资金", "统筹": "资金", "使用": "资金"}
BASE_FIGURE = re.compile(r"(?:比|较|高于|低于|好于|快于|超过)(?:(?P<year>(?:19|20)\d\d)年|上年|去年)(?:末|底|同期)?(?P<of>的)?$")
MORE_OR_LESS = re.compile(r"(?:高出|高|低|多|少|增加|减少|提高|下降|上升)\d")
GOAL_AFTER = re.compile(r"的?(?:年初|年度|全年|当年|原定|原|调整后?|预定|既定)*的?(?:预期|计划|预算)?(?:发展)?(?:目标|计划|预期|任务)")
GOAL_BEFORE = re.compile(r"(?:完成|相当于|占|为)[^,，;；。]{0,8}(?:目标|预算|计划|任务)(?:数)?$")
EACH = re.compile(r"(?<![人年月户平])均(?!衡|等|值|价)|都(?!市)|分别")
JOINED = re.compile(r"^\s*(?:、|和|与|及|以及|并|或)")
RATE_WORD = re.compile(r"(?:率|占比|比重|比例|份额|程度|面|指数|强度|覆盖)$")
GROWTH_WORD = re.compile(r"(?:增长|增速|增幅|涨幅|降幅|增长速度|同比增|上涨|下降|减少|降低|增加|提高|上升|下滑|回落)")
CRITERION_UNIT = ("岁", "周岁")
COMPARED = ("ge", "gt", "le", "lt", "between", "approx")
COUNTED = re.compile(r"^(?:[十百千万亿]*)(?:个|家|项|件|处|座|所|条|部|套|间|栋|幢|台|辆|架|艘|支|名|位|人|户|场|次|届|期|册|篇|份|张|枚|块|宗|笔|单|起|例|批|"
                     r"班|类|种|款|级|层|站|对|组|队|株|棵|头|只|口|眼|段|片|区|村|镇|街|大|方面|节|门|人次|户次|场次|对|双|盏|孔|艘|列|趟|班次|县|市|镇街|枚|根|副|扇|面|把|幅|首|部|集|台套|台\(套\)|套\(间\)|套（间）)$")


def _measure(claim: Claim, left: str, previous: Claim | None, listed: bool, earlier: Claim | None) -> None:
    """Set measure and sign of a claim by its unit, the verbs beside it, or the list that it stands in.

    `previous` is the figure before it in its clause, `earlier` the one before it in its sentence.
    """
    subject, unit = claim.subject, claim.unit or ""
    name = "" if subject.way == "carried" else claim.phrase
    if (previous is not None and previous.pair_from and subject.reaches and not subject.phrase
            and _kind(previous.unit) == _kind(unit)):
        claim.measure = previous.measure
    elif (listed and previous is not None and not claim.quote.startswith(("突破", "超", "达", "跨"))
            and _kind(previous.unit) == _kind(unit) and not subject.cues and not subject.verb
            and (subject.way in ("none", "carried", "right") or previous.measure == "increment" or unit == PERCENT)):
        claim.measure, claim.sign = previous.measure, previous.sign
    elif "番" in claim.quote:
        claim.measure = "growth"
    elif unit == PERCENT or unit in ("成", "‰"):
        falls = subject.cues & {"降幅"} or name.endswith(("降幅", "下降", "降低", "减少"))
        if subject.completion:
            claim.measure = "completion"
        elif subject.whole and not subject.cues & {"增长", "下降"}:
            claim.measure = "share"
        elif subject.direction and not subject.reaches:
            claim.measure, claim.sign = "growth", subject.direction
        elif subject.way == "carried" and earlier is not None and not subject.whole and earlier.measure in ("growth", "share"):
            claim.measure, claim.sign = earlier.measure, earlier.sign
        elif GROWTH_WORD.search(name[-4:]) and not name.endswith("自然增长率") or subject.cues & {"增速", "增幅", "涨幅", "降幅"}:
            claim.measure, claim.sign = "growth", -1 if falls else 1
        else:
            claim.measure = "share"
    elif unit in POINTS:
        claim.measure, claim.sign = "change", subject.direction or 1
    elif unit in ("倍", "番"):
        claim.measure, claim.sign = "growth", subject.direction or 1
    elif (INCREMENT.search(subject.lead + name) and not MIXED_NEW.search(subject.lead + name)
          or subject.cues & {"新增", "净增"} or subject.grows or subject.way == "right" and NEWLY.search(left)):
        claim.measure = "increment"
    elif subject.direction and not subject.reaches and subject.way != "right":
        claim.measure, claim.sign = "change", subject.direction
    elif subject.lead.endswith(("减少", "减支", "压减支出")) and subject.way == "left" and claim.unit.endswith("元"):
        claim.measure, claim.sign = "change", -1
    else:
        claim.measure = "level"


def _kind(unit: str | None) -> str:
    return "share" if unit == PERCENT else "points" if unit in POINTS else "amount"


class SentenceReader:
    """Reads the claims of one sentence from left to right, remembering what its figures were said of."""

    def __init__(self, text: str, figures: list[Quantity]):
        self.text, self.figures = text, figures
        self.claims: list[Claim] = []
        self.group: list[str] = []

    def read(self) -> list[Claim]:
        clauses = _clauses(self.text, self.figures)
        by_clause: dict[tuple[int, int], list[Quantity]] = {}
        starts = [a for a, _ in clauses]
        for figure in self.figures:
            at = bisect_right(starts, figure.start) - 1
            if at >= 0:
                by_clause.setdefault(clauses[at], []).append(figure)
        self.clauses, self.by_clause = clauses, by_clause
        for clause in clauses:
            if clause in by_clause:
                self._read_clause(clause, by_clause[clause])
        self._share_nouns()
        self._resolve_money()
        return self.claims

    def _share_nouns(self) -> None:
        """Two measures of one thing side by side (8条120公里河道): the first takes the second's phrase."""
        for claim, after in zip(self.claims, self.claims[1:], strict=False):
            if not claim.phrase and claim.clause == after.clause:
                claim.phrase = claim.topic = after.phrase

    def _before(self, clause: tuple[int, int]) -> str:
        """The clause before, where it holds no figure: the subject may stand there."""
        at = self.clauses.index(clause)
        if at and self.clauses[at - 1] not in self.by_clause:
            a, b = self.clauses[at - 1]
            return self.text[a:b]
        return ""

    def _read_clause(self, clause: tuple[int, int], figures: list[Quantity]) -> None:
        begin, end = clause
        position = begin
        taken: list[Claim] = []
        for place, figure in enumerate(figures):
            if figure.start < position:
                continue
            following = figures[place + 1] if place + 1 < len(figures) else None
            left = phrases.MILESTONES.sub("", self.text[max(position, figure.start - REACH):figure.start])
            right = self.text[figure.end:min(following.start if following else end, figure.end + REACH)]
            claim, used = self._read_figure(clause, figure, left, right, following, taken)
            self.claims.append(claim)
            if claim.context and following is not None:
                continue  # a criterion or a class count belongs to the phrase of the figure after it
            position = claim.end + used
            taken.append(claim)
        self._distribute(taken)

    def _read_figure(self, clause, figure, left, right, following, taken) -> tuple[Claim, int]:
        """The claim of one figure, and how many characters after it belong to its phrase."""
        subject = phrases.read_left(left, figure.unit in (PERCENT, "‰", *POINTS))
        noun, used = phrases.read_right(right, following is not None)
        unit = figure.unit
        counted = COUNTED.match(unit) is not None
        doubts: list[str] = []
        previous = taken[-1] if taken else None
        joined = previous is not None and JOINED.match(left) is not None
        bare_list = previous is not None and phrases.SEPARATORS.match(left) is not None
        claim = Claim(figure.start, figure.end, "", "level", figure.comparator, figure, subject, clause,
                      value=figure.value, high=figure.value_high, unit=unit, quote=self.text[figure.start:figure.end])
        if self._is_reference(claim, figure, left, right):
            goal = GOAL_AFTER.match(right)
            return claim, goal.end() if goal and claim.role else 0
        if unit == PERCENT and left.strip() == "的" and previous is not None and previous.role == "target":
            subject.completion = True
        if self._is_criterion(figure, claim.quote, subject, left, right, noun, following, counted):
            claim.context, claim.phrase, claim.doubts = True, subject.phrase or noun, ("criterion",)
            return claim, 0
        if (counted and noun and following is not None and unit in CLASS_UNIT and not joined
                and following.unit not in (PERCENT, *POINTS) and phrases.read_left(right).phrase):
            claim.context, claim.phrase = True, noun
            return claim, 0
        if (counted and noun and following is not None and not subject.verb and not joined
                and following.unit in (PERCENT, *POINTS) and len(right) > 3 and not left.strip().endswith("等")
                and not re.search(r"[、,，和及与]\s*$", right) and phrases.read_left(right).phrase):
            claim.context, claim.phrase = True, noun  # the class that the next figure is said of
            return claim, 0
        if OF_MONEY.search(left) and right.startswith("的") and noun and not counted:
            subject.way, claim.phrase = "right", noun + "投资"
        elif self._takes_right(figure, subject, noun, left, right, following, counted, doubts):
            subject.way, claim.phrase = "right", noun
            if joined and noun in phrases.words("nominal") and previous.phrase:
                claim.phrase = previous.phrase + noun
            if unit == PERCENT and (use := re.match(r"用于[^,，;；。、]{2,12}", right[used:])):
                claim.phrase += use.group()
        else:
            used = 0
            claim.phrase = subject.phrase
        if not counted and (not claim.phrase or FUNDS.match(claim.phrase)) and subject.way != "right":
            self._name_money(claim, left, right)
        if not claim.phrase:
            shared = counted and following is not None and not right.strip("、 ") and (
                not right.strip() or bool(subject.verb) and following.unit != unit)
            if not shared:
                self._carry(claim, clause, taken, doubts)
        elif subject.way == "left" and claim.phrase in phrases.LEVELS and self.claims:
            owner = next((c.topic for c in reversed(self.claims) if c.topic and not c.context), "")
            claim.phrase += re.sub("^(?:" + "|".join(phrases.LEVELS) + ")", "", owner)
        elif subject.way == "left" and not lexicon.link(claim.phrase):
            self._compose(claim)
        earlier = next((c for c in reversed(self.claims) if not c.context and c.unit == unit), None)
        _measure(claim, left, previous, joined or bare_list, earlier)
        if "改善" in subject.cues and re.search(r"浓度|PM|指数", claim.phrase):
            claim.sign = -1
        if (claim.measure == "level" and left.lstrip().startswith("其中") and self.claims and not subject.cues - {"其中"}
                and self.claims[-1].measure == "increment" and self.claims[-1].unit == unit):
            claim.measure = "increment"
        if claim.measure == "share" and not subject.whole and not RATE_WORD.search(claim.phrase):
            doubts.append("share_by_default")
        if shared_bound := bare_list and previous is not None and figure.comparator == "eq" and previous.bound:
            claim.comparator, claim.bound = previous.comparator, shared_bound
        elif "分别" in left and figure.start < figure.number_start:
            claim.bound = True
        if claim.measure == "level" and not taken and self._same_list(claim, clause):
            claim.measure = "increment"
        if subject.whole and claim.measure in ("share", "growth") and subject.way != "right":
            part = re.sub(r"占.*$", "", claim.phrase)
            claim.phrase, claim.topic = f"{part}占{subject.whole}", claim.topic or part
        if re.search(r"(?:由|从)\s*(?:每人每[年月])?(?:(?:19|20)\d\d年(?:的|末)?)?\s*$", left):
            claim.pair_from = True
        if len(claim.phrase) > 30:
            doubts.append("long_phrase")
        if len(claim.phrase) == 1:
            doubts.append("short_phrase")
        claim.doubts = tuple(doubts)
        claim.topic = claim.topic or claim.phrase
        return claim, used

    @staticmethod
    def _is_criterion(figure, quote, subject, left, right, noun, following, counted) -> bool:
        """A bound inside a name and not a result: 超5000万元企业, 80岁以上老人, 百亿元以上产业链."""
        if not right.strip():
            return False
        if (counted and following is not None and noun and quote.endswith(("以上", "以下"))
                and not re.search(r"[、,，和与及]", right) and COUNTED.match(following.unit)):
            return True
        if (figure.unit.endswith(("千瓦", "吨", "兆瓦")) and subject.phrase and PROJECT.search(noun)
                and subject.verb in ("推进", "加快", "开展", "推动", "做好", "争取", "谋划")):
            return True
        if right.startswith("级") or quote.endswith(("及以上", "及以下")) and noun:
            return True
        if figure.unit.endswith(CRITERION_UNIT):
            return bool(noun)
        if figure.unit.endswith("户") and noun.endswith("村") and figure.comparator != "eq":
            return True
        if noun and left.rstrip().endswith("年产"):
            return True
        if (not counted and figure.unit not in (PERCENT, *POINTS) and noun and not subject.verb and not subject.cues
                and subject.phrase and PROJECT.search(noun)):
            return True
        if counted or figure.unit in (PERCENT, *POINTS) or figure.comparator not in ("ge", "gt", "le", "lt"):
            return False
        return bool(noun) and (following is not None or right.lstrip().startswith("的"))

    @staticmethod
    def _takes_right(figure, subject, noun, left, right, following, counted, doubts) -> bool:
        """Whether the noun after a figure is what it measures, rather than the words before it."""
        if not noun or figure.unit in POINTS:
            return False
        if figure.unit == PERCENT:
            return right.startswith("的") and not subject.completion and not subject.direction
        if not subject.phrase or left.rstrip().endswith("等"):
            return True
        if counted:
            if subject.cues & {"达", "达到", "发展到", "增加到", "突破", "超过", "为"} and not right.startswith("的"):
                doubts.append("two_readings")
            return True
        return bool(subject.verb) and not subject.cues & phrases.words("predicate").keys()

    def _is_reference(self, claim, figure, left, right) -> bool:
        """A figure that another is measured by: last year's (比2020年的95个多16个) or the goal (高于6%的预期目标)."""
        before = [c for c in self.claims if c.phrase and not c.context]
        left += self.text[figure.start:figure.number_start]
        said_base = BASE_FIGURE.search(left)
        to_goal = GOAL_AFTER.match(right) and phrases.COMPARED_TO.search(left) or GOAL_BEFORE.search(left) and right.startswith("的")
        if not before or not (to_goal or said_base and (said_base["of"] or MORE_OR_LESS.match(right))):
            return False
        last = next((c for c in reversed(before) if _kind(c.unit) == _kind(claim.unit)), before[-1])
        claim.phrase = claim.topic = last.phrase
        claim.measure = last.measure if _kind(last.unit) == _kind(claim.unit) else "level"
        claim.subject.way = "carried"
        claim.doubts = ("carried", "reference")
        if figure.comparator in ("ge", "gt", "lt", "le") and self.text[figure.start:figure.number_start] + self.text[
                figure.number_end:figure.end] in ("高于", "低于", "超过", "多", "少于", "多于"):
            claim.comparator, claim.start, claim.end = "eq", figure.number_start, figure.number_end
        if to_goal:
            claim.role = "target"
        else:
            claim.said_year = int(said_base["year"]) if said_base["year"] else -1
        return True

    def _name_money(self, claim, left, right) -> None:
        """Money said before its purpose: 投资3亿元实施X, 安排2亿元用于X is X's investment or funds."""
        if not re.search(r"[元币]$|[万亿]$", claim.unit or ""):
            return
        verb = next((v for v in MONEY_HEAD if (claim.subject.verb or left.strip()).endswith(v)), "")
        if not verb and not claim.phrase:
            return
        claim.head, claim.phrase = MONEY_HEAD.get(verb, "资金") if not claim.phrase else "资金", ""
        claim.topic = ""
        purpose = phrases.read_left(FOR.sub("", right.strip())).phrase if FOR.match(right.strip()) or verb else ""
        if purpose:
            claim.phrase, claim.subject.way = purpose + claim.head, "composed"

    def _resolve_money(self) -> None:
        """Money whose purpose stands in another clause: 完成投资 and funds after their project's clause, money of a verb
        before it (投资3亿元,改造5条道路; 安排2亿元,支持园区建设)."""
        for at, claim in enumerate(self.claims):
            if not claim.head or claim.subject.way == "composed":
                continue
            done = "完成" in claim.subject.lead or "累计" in claim.subject.lead
            holders = [self._owner(at), self._purpose(at)]
            if claim.head == "投资" and not done and not re.search(r"(?:年内|全年|当年|今年)", claim.subject.lead) or claim.head == "资金" and self._supports(at):
                holders.reverse()
            holder = next(filter(None, holders), "")
            if not holder and claim.head == "投资":
                holder = next((c.topic for c in reversed(self.claims[:at]) if c.topic and not c.head and not c.context), "")
            claim.phrase = phrases.without_head(holder) + claim.head if holder else claim.head
            claim.topic = claim.phrase
            claim.subject.way = "composed"
            claim.doubts = tuple(d for d in claim.doubts if d not in ("carried", "no_indicator")) + ("composed",)

    def _supports(self, at: int) -> bool:
        """Whether the clause after a sum of money says, without a figure, what it is for."""
        place = self.clauses.index(self.claims[at].clause) + 1
        return (place < len(self.clauses) and self.clauses[place] not in self.by_clause
                and SUPPORT.match(self.text[self.clauses[place][0]:self.clauses[place][1]].strip()) is not None)

    def _owner(self, at: int) -> str:
        """What the clause before a sum of money is about, where it holds no figure or an amount of the project itself."""
        claim = self.claims[at]
        beside = [c.topic for c in self.claims[:at] if c.clause == claim.clause and c.topic and not c.head and not c.context]
        if beside:
            return beside[-1]
        place = self.clauses.index(claim.clause)
        if not place or re.search(r"[;；:：。]", self.text[self.clauses[place - 1][1]:claim.clause[0]]):
            return ""
        before = self.clauses[place - 1]
        if before in self.by_clause:
            last = next((c for c in reversed(self.claims[:at]) if not c.context), None)
            return last.topic if last is not None and last.clause == before and not last.head and (
                claim.head == "投资" and PROJECT.search(last.phrase)) else ""
        words = self.text[before[0]:before[1]]
        left = phrases.read_left(words)
        if left.verb and left.phrase:
            return left.phrase
        return phrases.read_right(words.strip())[0]

    def _purpose(self, at: int) -> str:
        """What the clause after a sum of money does with it."""
        claim = self.claims[at]
        place = self.clauses.index(claim.clause)
        if place + 1 >= len(self.clauses):
            return ""
        later = self.clauses[place + 1]
        if re.search(r"[;；:：。]", self.text[claim.clause[1]:later[0]]):
            return ""
        words = self.text[later[0]:later[1]]
        inside = [c for c in self.claims[at + 1:] if c.clause == later and not c.context]
        if inside:
            lead = phrases.read_left(self.text[later[0]:inside[0].start])
            if not lead.verb and inside[0].subject.way != "right":
                return ""
            return inside[-1].phrase if len(inside) > 1 and not lead.phrase else inside[0].phrase
        stripped = FOR.sub("", words.strip())
        lead = phrases.read_left(stripped)
        return lead.phrase if lead.verb or stripped != words.strip() else ""

    def _same_list(self, claim, clause) -> bool:
        """新增大棚2500座,温室320座: the verb of a clause with one figure rules a bare one after it."""
        subject, last = claim.subject, self.claims[-1] if self.claims else None
        if last is None or last.measure != "increment" or subject.verb or subject.cues or subject.way != "left":
            return False
        if any(word in phrases.words("verb") for word in phrases.tokens(claim.phrase)):
            return False
        place = self.clauses.index(clause)
        alone = sum(c.clause == last.clause for c in self.claims) == 1
        return (alone and place > 0 and self.clauses[place - 1] == last.clause and last.subject.way == "left"
                and self.text[last.clause[1]:clause[0]].strip() in (",", "，") and not lexicon.link(claim.phrase))

    def _carry(self, claim, clause, taken, doubts) -> None:
        """An elided subject: the figure before, or the clause before, tells it."""
        before = self._before(clause)
        shares = [c for c in self.claims[-3:] if c.measure == "share" and c.phrase]
        if claim.unit in POINTS and shares:
            claim.phrase = claim.topic = shares[-1].phrase
        elif taken:
            claim.phrase, claim.topic = taken[-1].phrase, taken[-1].topic
        elif before and (named := phrases.read_left(before)).phrase and (
                lexicon.link(named.phrase) or named.direction or not self.claims):
            claim.phrase = named.phrase
            if not claim.subject.completion and "分别" not in self.text[clause[0]:claim.start]:
                claim.subject.joint = tuple(phrases.share_head(phrases.split_items(named.phrase)))
        else:
            usable = [c for c in self.claims if c.phrase and not c.context]
            if usable:
                claim.phrase, claim.topic = usable[-1].topic or usable[-1].phrase, usable[-1].topic
        if not taken and EACH.search(self.text[clause[0]:claim.start]):
            claim.subject.joint = self._all_before(clause)
        if claim.phrase:
            if claim.unit not in (PERCENT, *POINTS) and not lexicon.link(claim.phrase):
                claim.phrase = re.sub(r"^(?:新增|净增)(?=..)", "", claim.phrase)
            claim.subject.way = "carried"
            doubts.append("carried")

    def _all_before(self, clause) -> tuple[str, ...]:
        """What the clauses before were about, for a figure that is said of them all (…, 均增长5%)."""
        told = [c for c in self.claims if c.topic and not c.context and c.measure not in ("growth", "change", "completion")]
        near = [c for c in told if c.clause == told[-1].clause] if told else []
        return tuple(dict.fromkeys(c.topic for c in (near if len(near) > 1 else told[-2:])))

    def _compose(self, claim) -> None:
        """A dependent noun (产量, 总投资) is joined to the thing that it is of."""
        dependent = phrases.words("dependent")
        if claim.phrase not in dependent:
            return
        holders = [c.topic for c in self.claims if not c.context and c.topic and c.topic not in dependent]
        if holders:
            claim.topic = phrases.without_head(holders[-1])
            claim.phrase = claim.topic + claim.phrase
            claim.subject.way = "composed"

    def _distribute(self, taken: list[Claim]) -> None:
        """Give the members of a coordination their figures: 城乡居民收入分别增长8%、9%."""
        at = 0
        while at < len(taken):
            run = [taken[at]]
            while at + len(run) < len(taken):
                gap = self.text[run[-1].end:taken[at + len(run)].start]
                if phrases.SEPARATORS.match(gap) and taken[at + len(run)].subject.way != "right":
                    run.append(taken[at + len(run)])
                else:
                    break
            first = run[0]
            gap_before = self.text[first.clause[0]:first.start]
            if len(run) > 1 and ("分别" in gap_before or first.subject.way in ("left", "composed", "carried")):
                names = phrases.members(first.phrase, len(run))
                if not names and "分别" in gap_before and first.subject.way == "carried":
                    earlier = [c for c in self.claims if c not in run and c.phrase and not c.context]
                    names = [c.topic or c.phrase for c in earlier[-len(run):]] if len(earlier) >= len(run) else []
                if names:
                    for claim, name in zip(run, names, strict=True):
                        claim.phrase = claim.topic = name
                        claim.doubts = tuple(d for d in claim.doubts if d != "carried")
                elif "分别" in gap_before and first.subject.way == "carried":
                    for claim in run:
                        claim.doubts += ("list_mismatch",)
            elif len(run) == 1 and "分别" not in gap_before and EACH.search(gap_before[-8:]) and first.subject.way == "left":
                first.subject.joint = tuple(phrases.share_head(phrases.split_items(first.phrase)))
            if len(run) > 1:
                first.subject.joint = ()
            at += len(run)


# --- figures without a number, ranks and ratios ------------------------------------------------------------------------

@functools.cache
def _patterns(kind: str) -> list[tuple[re.Pattern, str]]:
    return [(re.compile(row["pattern"]), row["value"]) for row in lexicon.table("numberless", unique=()) if row["kind"] == kind]


RANK = re.compile(
    r"(?:居|位居|位列|列|排名|排|跃居|跃升(?:至|到)?|升至|升到|升居|稳居|名列|保持|位次|居于|获|获得|荣获|夺得|上升到|上升至|前移至|跻身|摘得)"
    r"(?:了)?(?P<where>[^,，;；。、“]{0,12}?)(?P<quote>(?:全国|全市|全省|全区|全自治区|全县|中西部|西部|东部)?(?:第(?P<n>[一二三四五六七八九十\d]{1,3})(?P<unit>位|名)?|首位|榜首))"
)
STRUCTURE = re.compile(
    r"(?:三次|一二三|一、二、三)产业(?:增加值)?(?:结构|比例|比重|占比)[^\d,，;；。]{0,14}?(?P<a>\d+(?:\.\d+)?)\s*[:：∶]\s*(?P<b>\d+(?:\.\d+)?)\s*[:：∶]\s*(?P<c>\d+(?:\.\d+)?)"
)
OF_LIST = re.compile(r"^(?P<items>.+?)等(?:[一二三四五六七八九十]|\d+)(?:项|个)(?:主要)?(?:经济)?指标(?:全部|均)?$")
CHINESE_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九十")}


def _structure_claims(text: str) -> list[Claim]:
    """The shares of the three sectors, said as a ratio ("三次产业结构为3:45:52")."""
    claims = []
    for found in STRUCTURE.finditer(text):
        for group, sector in zip("abc", "一二三", strict=True):
            start, end = found.span(group)
            claims.append(Claim(start, end, f"第{sector}产业比重", "share", "eq", None, Subject(way="left"), found.span(),
                                value=float(found[group]), unit=PERCENT))
    return claims


RANK_PAIR = re.compile(
    r"(?P<name>[^,，;；。:：、]{2,30}?)(?:由|从)(?:全国|全省|全市|全球|全区)?(?P<first>第(?P<m>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<u>位|名)?)"
    r"(?:跃升|上升|提升|前移|跃居|晋升|升|下降|退)(?:至|到|为)?(?:全国|全省|全市|全球|全区)?(?P<second>第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<v>位|名)?)"
)


def _rank_pairs(text: str) -> list[Claim]:
    """Two ranks of one indicator: 从全国第九位升至第五位."""
    pairs = []
    for found in RANK_PAIR.finditer(text):
        subject = phrases.read_left(found["name"], percent=False)
        for quote, number, unit in (("first", "m", "u"), ("second", "n", "v")):
            value = int(found[number]) if found[number].isdigit() else _small(found[number])
            if value is not None and subject.phrase:
                start, end = found.span(quote)
                pairs.append(Claim(start, end, subject.phrase, "rank", "eq", None, replace(subject, reaches=True), found.span(),
                                   value=float(value), unit=found[unit] or "", doubts=("rank",), pair_from=quote == "first"))
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
        left = text[(inside[-1].end if inside else begin):found.start()]
        subject = phrases.read_left(left)
        phrase, doubts = subject.phrase, ["rank"]
        if not phrase and subject.cues & {"增速", "增幅"}:
            earlier_clause = text[:max(begin - 1, 0)]
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
        found_claims.append(Claim(start, end, phrase, "rank", "eq", None, subject, (begin, end), value=float(value),
                                  unit=found["unit"] or ("位" if number is None else ""), doubts=tuple(doubts)))
    return found_claims


def _small(numeral: str) -> int | None:
    if len(numeral) == 1:
        return CHINESE_DIGIT.get(numeral)
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return (CHINESE_DIGIT.get(tens, 0) if tens else 1) * 10 + (CHINESE_DIGIT.get(ones, 0) if ones else 0)
    return None


DOUBLED = re.compile(r"(?:实现)?(?P<quote>倍增)(?=[,，;；。、]|$)")


def _doubled(text: str, claims: list[Claim]) -> list[Claim]:
    """A growth of 100 % said in one word."""
    result = []
    for found in DOUBLED.finditer(text):
        begin = max((m.end() for m in CLAUSE_MARK.finditer(text, 0, found.start())), default=0)
        subject = phrases.read_left(text[begin:found.start()])
        before = [c for c in claims if c.start < begin and c.topic and not c.context and c.measure in ("level", "increment")]
        near = [c for c in before if c.clause == before[-1].clause] if before else []
        if not subject.phrase and "均" in text[begin:found.start()]:
            subject.joint = tuple(c.topic for c in near)
        phrase = subject.phrase or (near[-1].topic if near else "")
        if phrase:
            start, end = found.span("quote")
            result.append(Claim(start, end, phrase, "growth", "eq", None, subject, (begin, end), value=100.0, unit=PERCENT,
                                doubts=() if subject.phrase else ("carried",)))
    return result


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
                phrase = re.sub(r"(?:等)?(?:各项)?(?:年度)?(?:进度)?(?:指标|目标|任务)*$", "", named or phrase) or phrase
            if not phrase:
                continue
            names = phrases.split_items(phrase)
            names = phrases.members(phrase, len(names)) if len(names) > 1 else [phrase]
            if len(names) < 2 or not all(map(lexicon.link, names)):
                names = [phrase]
            if value != "assigned" and not goal and not any(map(lexicon.link, names)):
                continue
            for name in names:
                result.append(Claim(start, end, name, "completion" if value == "assigned" else "growth", value, None, subject,
                                    (begin, end), doubts=("numberless",)))
    return result


# --- year, role, place -------------------------------------------------------------------------------------------------

YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?=年(?!代))")
OPENING_YEAR = re.compile(r"(?:^|[,，;；:：。\s])(?:截[至止]|到|至|预计|力争)*((?:19|20)\d\d)(?=年(?!代))")
RELATIVE = re.compile(r"(?<![比较与])(去年|上年|今年|本年|明年|前年)(?!末|底|同期|度|结|滚|决算|执行|实际|预算)")
SUBPERIOD = (
    (re.compile(r"前三季度|1\s*[-—~至]\s*9月"), "Q1-Q3"), (re.compile(r"上半年|1\s*[-—~至]\s*6月"), "H1"),
    (re.compile(r"一季度|1\s*[-—~至]\s*3月"), "Q1"), (re.compile(r"截[至止](?!20\d\d年(?:末|底|12月))|目前|1\s*[-—~至]\s*1[01]月"), "to_date"),
)
SPAN_OF_YEARS = re.compile(r"(?<![第近十过去])(?P<n>[两二三四五])年(?:来)?(?:共|累计|内|安排|投入|计划|总计)")
SHIFT = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "前年": -2}


def _when(sentence: Sentence, claim: Claim, clock, claims: list[Claim]) -> tuple[Period, list[str]]:
    """The period of a claim: the years in its own clause, else in the clauses before it, else the sentence's."""
    text, doubts = sentence.text, []
    if claim.said_year is not None:
        base = sentence.period.year
        year = claim.said_year if claim.said_year > 0 else base - 1 if base else None
        return Period("review", year), doubts
    left = phrases.BASE.sub("", text[claim.clause[0]:claim.start])
    earlier = phrases.BASE.sub("", text[:claim.clause[0]])
    period = sentence.period
    if clock.is_news and period.stance != "background":
        leaning = lean(text[claim.clause[0]:claim.clause[1]], clock.plans_by_default)
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
            return Period("review" if clock.review_year and last <= clock.review_year else "plan", last, first, "span"), doubts
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
        if not claim.pair_from or not after.subject.reaches and not re.search(r"[到至为]", text[claim.end:after.start]):
            continue
        own = YEAR.findall(text[claim.clause[0]:claim.start])
        later = when[id(after)]
        if not own and later.year:
            first = later.year_from - 1 if later.year_from else later.year - 1
            when[id(claim)] = Period("review" if later.stance == "review" else "plan", first)
        elif own:
            when[id(claim)] = Period("review", int(own[-1]))
            if not YEAR.findall(text[claim.end:after.start]):
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
        elif claim.subject.way == "carried" and claim.measure in ("growth", "change", "completion") and said is not None:
            when[id(claim)] = said
        elif claim.subject.way != "carried":
            said = None


ESTIMATE = re.compile(r"预计|预期|初步核算|初步统计|快报|可完成")
FLOW = re.compile(
    r"累计|新增|净增|新建|完成|改造|建成|发放|投入|引进|培育|减免|化解|治理|解决|筹|实施|改善|开挖|疏浚|植树|造林|组建|使用|修复|搬迁|培训|整治|安置|新(?:改|扩)?建")


def extract_statements(document) -> list[Statement]:
    """Every figure that `document` says of an indicator, in the order of the text.

    `document` needs the fields of `documents.Document`. Figures that are background or criteria come with the role
    `context`; nothing is raised for odd text, and the time grows with its length.
    """
    clock = read_clock(document)
    sentences = read_sentences(document)
    figures = find_quantities(document.text)
    result: list[Statement] = []
    at = 0
    for sentence in sentences:
        own = []
        while at < len(figures) and figures[at].start < sentence.end:
            if figures[at].start >= sentence.start and figures[at].end <= sentence.end:
                own.append(_shift(figures[at], -sentence.start))
            at += 1
        claims = _sentence_claims(sentence, own)
        if claims:
            result += _statements(document, sentence, claims, clock)
    return result


def _shift(q: Quantity, by: int) -> Quantity:
    return Quantity(q.start + by, q.end + by, q.value, q.value_high, q.unit, q.comparator, q.number_start + by, q.number_end + by)


HOLLOW = re.compile(
    r"(?:大)?(?:(?:约束性|预期性|核心|主要)?指标(?!任务)|方面(?!民生|实事)|大事|文章|环节|层面|维度|阶段|要求|原则|坚持|关键|抓手|统一|确保|聚焦|目标|台阶|大关|门槛|关口|主要(?:经济)?指标|经济指标|重点(?=[,，。;；]|$)|"
    r"主导产业|省份之一|城市之一|地区之一|单位之一|之一|次(?:全体)?(?:会议|全会|大会)|转变|提升(?:”|行动)|工程”|行动”|结合|导向|体系|意识|自信|维护|确立|数(?:增|以))"
)
RATIO_NAME = re.compile(r"(?:比|比值|倍差|指数|满意度|得分|评分|系数)(?:平均)?(?:由|从|为|达|达到|(?:降|缩小|提升|提高|上升|下降|扩大)(?:至|到|为))?$")
PAIRED = re.compile(r"^(?:降|缩小|提升|提高|上升|下降|扩大|收窄)?(?:至|到|为)$")


def _is_ratio(text: str, figures: list[Quantity], at: int) -> bool:
    """A number without a unit that is a ratio or an index by its name: 城乡收入比由2.1缩小到2.0."""
    if figures[at].unit:
        return False
    if RATIO_NAME.search(text[max(0, figures[at].start - 24):figures[at].start]):
        return True
    if at and PAIRED.match(text[figures[at - 1].end:figures[at].start]):
        return _is_ratio(text, figures, at - 1)
    return False


def _sentence_claims(sentence: Sentence, figures: list[Quantity]) -> list[Claim]:
    text = sentence.text
    structure = _structure_claims(text)
    milestones = [found.span() for found in phrases.MILESTONES.finditer(text)]
    figures = [q for at, q in enumerate(figures) if (q.unit not in NOT_CLAIMED_UNITS or _is_ratio(text, figures, at)) and not q.unit.endswith(SPECIFIED_UNIT)
               and not (COUNTED.match(q.unit) and HOLLOW.match(text, q.end) and (q.unit == "项" or not text[q.number_start].isdigit()))
               and not any(a <= q.start < b for a, b in milestones)
               and not (q.unit in ("大", "元") and q.value < 10 and not text[q.number_start].isdigit())
               and not any(c.clause[0] <= q.start < c.clause[1] for c in structure)]
    claims = SentenceReader(text, figures).read() if figures else []
    claims += structure
    claims += _rank_pairs(text)
    claims += _rank_claims(text, claims)
    claims += _doubled(text, claims)
    if sentence.period.stance == "plan":
        claims += _numberless_claims(text, claims, sentence.is_goal)
    for claim in claims:
        claim.context = claim.context or claim.phrase.endswith(tuple(phrases.words("setting")))
    return sorted(claims, key=lambda c: (c.start, c.end))


def _statements(document, sentence: Sentence, claims: list[Claim], clock) -> list[Statement]:
    text = sentence.text
    when, doubts = {}, {}
    for claim in claims:
        when[id(claim)], doubts[id(claim)] = _when(sentence, claim, clock, claims)
    _pair_years(claims, when, text)
    _follow_years(claims, when, doubts)
    rows, count, flowing = [], 0, None
    for claim in claims:
        period = when[id(claim)] or sentence.period
        clause = text[claim.clause[0]:claim.clause[1]]
        left = text[claim.clause[0]:claim.start]
        role = "context" if claim.context else claim.role or ROLE[period.stance]
        kind = next((name for pattern, name in SUBPERIOD if pattern.search(left)), period.kind)
        average = bool(claim.measure == "growth" and re.search(r"年均|年平均|两年平均", left))
        year_from = period.year_from
        if year_from and not (claim.measure in ("increment", "growth", "change") or FLOW.search(claim.subject.lead + claim.phrase)
                              or "累计" in left or flowing == claim.clause):
            year_from = None
        flowing = claim.clause if year_from else None
        effort = next((w for w in phrases.words("effort") if w in left), None)
        regions, claim.phrase = _regions(document, claim.phrase)
        place, adcode = _place(document, clause[: claim.start - claim.clause[0]])
        found = [*claim.doubts, *doubts[id(claim)]]
        if place != document.place:
            found.append("other_place")
        confidence = 1.0
        for doubt in dict.fromkeys(found):
            confidence *= CONFIDENCE.get(doubt, 1.0)
        names = claim.subject.joint if len(claim.subject.joint) > 1 else (claim.phrase,)
        for name, (place, adcode) in product(names, regions or [(place, adcode)]):
            linked = _link(name, claim)
            value = None if claim.value is None else claim.sign * claim.value
            high = None if claim.high is None else claim.sign * claim.high
            quantity = claim.quantity
            start, end = sentence.start + claim.start, sentence.start + claim.end
            key = f"{document.doc_id}:{start}:{end}:{count}"
            count += 1
            rows.append(Statement(
                statement_id=hashlib.sha256(key.encode()).hexdigest()[:16], doc_id=document.doc_id, start=start, end=end,
                quote=document.text[start:end], sentence=readable(text.strip()), section=sentence.section, place=place, adcode=adcode,
                indicator=name, indicator_id=linked.id if linked else None, role=role,
                estimated=bool(role == "actual" and ESTIMATE.search(text[:claim.end])), year=period.year, year_from=year_from,
                period="span" if year_from else kind, measure=claim.measure, comparator=claim.comparator, value=value,
                value_high=high, unit=claim.unit, base_value=None if quantity is None else claim.sign * quantity.base_value,
                base_high=None if quantity is None or quantity.base_high is None else claim.sign * quantity.base_high,
                base_unit=quantity.base_unit if quantity else claim.unit, base_year=claim.subject.base_year, average=average,
                basis=claim.subject.basis or None, effort=effort, confidence=round(confidence, 3),
                doubts="|".join(dict.fromkeys(found)),
            ))
    return rows


UPPER = re.compile(
    r"^(?:其中)?(?:全国|全省|全市|全自治区)(?!第|重点|文明|首|工商联|性|人大|政协|两会|统一|百强|先进|示范|一流|最|各族|唯一)")


def _link(name: str, claim: Claim):
    """The indicator of a phrase, with the verb that stands before it where only both together name one (改造 + 农村危房);
    None where the figure's unit is none of the indicator's."""
    subject = claim.subject
    for words in (name, subject.lead + name, subject.verb + name, name + subject.verb) if name else ():
        if len(words) < 40 and (found := lexicon.link(words)) and _fits(found, claim):
            return found
    return None


def _fits(indicator, claim: Claim) -> bool:
    """Whether a figure of this unit and measure can be one of the indicator's: 22200张 are no hospitals."""
    if claim.measure in ("level", "increment") and claim.unit and indicator.units:
        return base_of(claim.unit)[1] in {base_of(unit)[1] for unit in indicator.units}
    return claim.measure != "share" or "share" in indicator.measures or bool({PERCENT, "‰"} & set(indicator.units))


def _regions(document, phrase: str) -> tuple[list[tuple[str, str]], str]:
    """The parts of the document's place that a phrase opens with, and the rest of it: 甲市、乙市经济总量 is said of both."""
    home = (document.adcode or "").rstrip("0")
    found: list[tuple[str, str]] = []
    at = 0
    for mention in places.mentions(phrase) if home and len(home) < 6 else ():
        if phrase[at:mention.start].strip("、和与及") or mention.start > at + 1:
            break
        inside = [p for p in mention.candidates if p.adcode.startswith(home) and p.adcode != document.adcode]
        if len(inside) != 1:
            break
        found.append((inside[0].full_name, inside[0].adcode))
        at = mention.end
    rest = phrase[at:]
    return (found, rest) if found and len(rest) > 1 and lexicon.link(rest) else ([], phrase)


def _place(document, words: str) -> tuple[str | None, str | None]:
    """Whom a figure is about, by the words of its clause that stand before it: the document's own place unless the clause
    opens with the name of another one, or with the whole (全市, 全省, 全国) that a smaller place belongs to."""
    words = words.lstrip(" \t,,;；、")
    if UPPER.match(words):
        return _whole(document, words.removeprefix("其中")[:2])
    lead = re.match(r"(?:其中|此外|同时|预计|(?:19|20)\d\d年|全年)*", words).end()
    found = places.find_places(words[lead:lead + 24], document.adcode)
    if found and found[0][0] == 0:
        other = found[0][2]
        rest = words[lead + found[0][1]:]
        if other.adcode != document.adcode and not _above(other.adcode, document.adcode) and not re.match(r"[、和与及至—-]|项目|企业|籍|方向|路|资金", rest):
            return other.full_name, other.adcode
    return document.place, document.adcode


def _above(upper: str, lower: str | None) -> bool:
    """Whether one adcode is of a place that holds the other's: 天津市 before a district's figure is part of a title."""
    return bool(lower) and upper != lower and lower.startswith(upper.rstrip("0"))


def _whole(document, word: str) -> tuple[str | None, str | None]:
    """The place that 全市, 全省 or 全国 means in a document of this place."""
    if word == "全国":
        return "全国", "100000"
    home = places.by_adcode(document.adcode)
    wanted = {"全市": ("city", "province"), "全省": ("province",), "全自": ("province",)}[word]
    above = home
    while above is not None:
        if above.level in wanted and (word != "全市" or above.name.endswith("市")):
            return above.full_name, above.adcode
        if word == "全市" and above.name.endswith("市"):
            return above.full_name, above.adcode
        above = places.parent(above.adcode)
    return document.place, document.adcode


def statement_table(statements: list[Statement]) -> pd.DataFrame:
    """The statements as table `statements` (see `tables.STATEMENTS`), sorted by document and offset."""
    return tables.as_table("statements", [asdict(s) for s in statements])
