"""From the figures of a sentence to what each of them is said of, and in which measure: the claims.

A sentence is cut into clauses; each figure takes the noun after it, the words before it, or the subject of an earlier
figure (`phrases` reads all three); its unit and the verbs beside it tell whether it is a level, an increment, a growth, a
change, a share or a degree of completion. Criteria and class counts inside a name ("超5000万元企业55家") are told from
results. What is said without a unit or without a number is read by `unnumbered`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from helpers import lexicon, phrases
from helpers.phrases import Subject
from helpers.quantities import Quantity

REACH = 160
"""How far from a figure its words are looked for: no clause written by people is longer, and time stays linear."""
CLAUSE_MARK = re.compile(r"[,，;；:：。!！?？\n|]")
PERCENT, POINTS = "%", ("个百分点", "百分点", "个点", "个千分点")
NOT_CLAIMED_UNITS = {"", "年", "月", "周", "小时", "分钟", "秒", "℃", "度"}
SPECIFIED_UNIT = ("千伏", "kV", "KV")
COUNTED = re.compile(
    r"^(?:[十百千万亿]*)(?:个|家|项|件|处|座|所|条|部|套|间|栋|幢|台|辆|架|艘|支|名|位|人|户|场|次|届|期|册|篇|份|张|枚|块|宗|笔|单|起|例|批|"
    r"班|类|种|款|级|层|站|对|组|队|株|棵|头|只|口|眼|段|片|区|村|镇|街|大|方面|节|门|人次|户次|场次|对|双|盏|孔|艘|列|趟|班次|县|市|镇街|枚|根|副|扇|面|把|幅|首|部|集|台套|台\(套\)|套\(间\)|套（间）)$"
)
CLASS_UNIT = ("类", "种", "大类")
CRITERION_UNIT = ("岁", "周岁")
PROJECT = re.compile(r"项目|工程|电站|机组|生产线|煤矿|露天|提质|风电|光伏|热电|一期|二期|三期")
INCREMENT = re.compile(
    r"新增(?!债券|专项债|一般债|地方政府|政府债|限额)|净增|增设|新(?:设|发现|建成|注册|登记|认定|培育|引进|签约|落户|开工|投产|入库|纳统)|(?:^|累计|共|将|全年|年内|力争|再|全市|全区|全县|全省)(?:新(?!能源|型|材料|兴|城|区|农合|闻|经济|质|生|业态|药|一代|媒体|时代|安(?!装)|疆|就业)|净增|再(?=新|创|建|增|添|培育|引进|开工|打造))"
)
NEWLY = re.compile(
    r"新(?:建成?|增|设立?|开工?|辟|培育|认定|引进|安装|投用|创建?|购|植|造|签约?|落户|注册|获批|组建)的?\s*$"
)
MIXED_NEW = re.compile(
    r"新[(（]?[改扩续]|新[建增](?:及|和|与|、)(?:优化|改造|调整|提升|维修|修缮)|新建(?:改造|[、和及]?[改扩续]建)|新、[改扩续]"
)
RATE_WORD = re.compile(r"(?:率|占比|比重|比例|份额|程度|面|指数|强度|覆盖)$")
GROWTH_WORD = re.compile(r"(?:增长|增速|增幅|涨幅|降幅|增长速度|同比增|上涨|下降|减少|降低|增加|提高|上升|下滑|回落)")
RATIO_NAME = re.compile(
    r"(?:比|比值|倍差|指数|满意度|得分|评分|系数)(?:平均)?(?:由|从|为|达|达到|(?:降|缩小|提升|提高|上升|下降|扩大)(?:至|到|为))?$"
)
PAIRED = re.compile(r"^(?:降|缩小|提升|提高|上升|下降|扩大|收窄)?(?:至|到|为)$")
FUNDS = re.compile(r"^(?:筹集|筹措|争取|安排|投入)?(?:各类|专项)?(?:资金|经费)$")
SUPPORT = re.compile(r"^(?:全力|积极|大力|重点|切实|继续)?(?:支持|用于|保障)")
FOR = re.compile(
    r"^(?:了)?(?:全力|积极|大力|重点|切实|继续)?(?:对|将|(?:专项|主要|重点|全部)?用于|支持|保障|推进|落实|开展|推动|实施)+"
)
OF_MONEY = re.compile(r"(?:总|计划|概算|估算)?投资(?:额)?(?:约|近|超)?$")
MONEY_HEAD = {
    "投资": "投资",
    "安排": "资金",
    "投入": "资金",
    "筹措": "资金",
    "筹集": "资金",
    "拨付": "资金",
    "下达": "资金",
    "争取": "资金",
    "落实": "资金",
    "统筹": "资金",
    "使用": "资金",
}
BASE_FIGURE = re.compile(
    r"(?:比|较|高于|低于|好于|快于|超过)(?:(?P<year>(?:19|20)\d\d)年|上年|去年)(?:末|底|同期)?(?P<of>的)?$"
)
MORE_OR_LESS = re.compile(r"(?:高出|高|低|多|少|增加|减少|提高|下降|上升)\d")
GOAL_AFTER = re.compile(
    r"的?(?:年初|年度|全年|当年|原定|原|调整后?|预定|既定)*的?(?:预期|计划|预算)?(?:发展)?(?:目标|计划|预期|任务)"
)
GOAL_BEFORE = re.compile(r"(?:完成|相当于|占|为)[^,，;；。]{0,8}(?:目标|预算|计划|任务)(?:数)?$")
EACH = re.compile(r"(?<![人年月户平])均(?!衡|等|值|价)|都(?!市)|分别")
JOINED = re.compile(r"^\s*(?:、|和|与|及|以及|并|或)")


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


def _is_ratio(text: str, figures: list[Quantity], at: int) -> bool:
    """A number without a unit that is a ratio or an index by its name: 城乡收入比由2.1缩小到2.0."""
    if figures[at].unit:
        return False
    if RATIO_NAME.search(text[max(0, figures[at].start - 24) : figures[at].start]):
        return True
    if at and PAIRED.match(text[figures[at - 1].end : figures[at].start]):
        return _is_ratio(text, figures, at - 1)
    return False


def _claimable(text: str, figures: list[Quantity]) -> list[Quantity]:
    """The figures of a sentence that say how much of something there is: no durations, slogans, ratings or thresholds."""
    hollow = tuple(phrases.words("hollow"))
    milestones = [found.span() for found in phrases.MILESTONES.finditer(text)]
    kept = []
    for at, q in enumerate(figures):
        in_digits = text[q.number_start].isdigit()
        empty = (
            COUNTED.match(q.unit)
            and (q.unit == "项" or not in_digits)
            and text.startswith(hollow, q.end + text.startswith("大", q.end))
        )
        name = q.unit in ("大", "元") and q.value < 10 and not in_digits
        if (
            q.unit in NOT_CLAIMED_UNITS
            and not _is_ratio(text, figures, at)
            or q.unit.endswith(SPECIFIED_UNIT)
            or empty
            or name
            or any(a <= q.start < b for a, b in milestones)
        ):
            continue
        kept.append(q)
    return kept


def read_claims(text: str, figures: list[Quantity]) -> list[Claim]:
    """The claims of one sentence in the order of its figures; offsets are those of `text`, as those of `figures` are."""
    figures = _claimable(text, figures)
    claims = SentenceReader(text, figures).read() if figures else []
    setting = tuple(phrases.words("setting"))
    for claim in claims:
        claim.context = claim.context or claim.phrase.endswith(setting)
    return claims


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


def _measure(claim: Claim, left: str, previous: Claim | None, listed: bool, earlier: Claim | None) -> None:
    """Set measure and sign of a claim by its unit, the verbs beside it, or the list that it stands in.

    `previous` is the figure before it in its clause, `earlier` the one before it in its sentence.
    """
    subject, unit = claim.subject, claim.unit or ""
    name = "" if subject.way == "carried" else claim.phrase
    if (
        previous is not None
        and previous.pair_from
        and subject.reaches
        and not subject.phrase
        and _kind(previous.unit) == _kind(unit)
    ):
        claim.measure = previous.measure
    elif (
        listed
        and previous is not None
        and not claim.quote.startswith(("突破", "超", "达", "跨"))
        and _kind(previous.unit) == _kind(unit)
        and not subject.cues
        and not subject.verb
        and (subject.way in ("none", "carried", "right") or previous.measure == "increment" or unit == PERCENT)
    ):
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
        elif (
            subject.way == "carried"
            and earlier is not None
            and not subject.whole
            and earlier.measure in ("growth", "share")
        ):
            claim.measure, claim.sign = earlier.measure, earlier.sign
        elif (
            GROWTH_WORD.search(name[-4:])
            and not name.endswith("自然增长率")
            or subject.cues & {"增速", "增幅", "涨幅", "降幅"}
        ):
            claim.measure, claim.sign = "growth", -1 if falls else 1
        else:
            claim.measure = "share"
    elif unit in POINTS:
        claim.measure, claim.sign = "change", subject.direction or 1
    elif unit in ("倍", "番"):
        claim.measure, claim.sign = "growth", subject.direction or 1
    elif (
        INCREMENT.search(subject.lead + name)
        and not MIXED_NEW.search(subject.lead + name)
        or subject.cues & {"新增", "净增"}
        or subject.grows
        or subject.way == "right"
        and NEWLY.search(left)
    ):
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
            left = phrases.MILESTONES.sub("", self.text[max(position, figure.start - REACH) : figure.start])
            right = self.text[figure.end : min(following.start if following else end, figure.end + REACH)]
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
        claim = Claim(
            figure.start,
            figure.end,
            "",
            "level",
            figure.comparator,
            figure,
            subject,
            clause,
            value=figure.value,
            high=figure.value_high,
            unit=unit,
            quote=self.text[figure.start : figure.end],
        )
        if self._is_reference(claim, figure, left, right):
            goal = GOAL_AFTER.match(right)
            return claim, goal.end() if goal and claim.role else 0
        if unit == PERCENT and left.strip() == "的" and previous is not None and previous.role == "target":
            subject.completion = True
        if self._is_criterion(figure, claim.quote, subject, left, right, noun, following, counted):
            claim.context, claim.phrase, claim.doubts = True, subject.phrase or noun, ("criterion",)
            return claim, 0
        if (
            counted
            and noun
            and following is not None
            and unit in CLASS_UNIT
            and not joined
            and following.unit not in (PERCENT, *POINTS)
            and phrases.read_left(right).phrase
        ):
            claim.context, claim.phrase = True, noun
            return claim, 0
        if (
            counted
            and noun
            and following is not None
            and not subject.verb
            and not joined
            and following.unit in (PERCENT, *POINTS)
            and len(right) > 3
            and not left.strip().endswith("等")
            and not re.search(r"[、,，和及与]\s*$", right)
            and phrases.read_left(right).phrase
        ):
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
            shared = (
                counted
                and following is not None
                and not right.strip("、 ")
                and (not right.strip() or bool(subject.verb) and following.unit != unit)
            )
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
        if (
            claim.measure == "level"
            and left.lstrip().startswith("其中")
            and self.claims
            and not subject.cues - {"其中"}
            and self.claims[-1].measure == "increment"
            and self.claims[-1].unit == unit
        ):
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
        if (
            counted
            and following is not None
            and noun
            and quote.endswith(("以上", "以下"))
            and not re.search(r"[、,，和与及]", right)
            and COUNTED.match(following.unit)
        ):
            return True
        if (
            figure.unit.endswith(("千瓦", "吨", "兆瓦"))
            and subject.phrase
            and PROJECT.search(noun)
            and subject.verb in ("推进", "加快", "开展", "推动", "做好", "争取", "谋划")
        ):
            return True
        if right.startswith("级") or quote.endswith(("及以上", "及以下")) and noun:
            return True
        if figure.unit.endswith(CRITERION_UNIT):
            return bool(noun)
        if figure.unit.endswith("户") and noun.endswith("村") and figure.comparator != "eq":
            return True
        if noun and left.rstrip().endswith("年产"):
            return True
        if (
            not counted
            and figure.unit not in (PERCENT, *POINTS)
            and noun
            and not subject.verb
            and not subject.cues
            and subject.phrase
            and PROJECT.search(noun)
        ):
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
        left += self.text[figure.start : figure.number_start]
        said_base = BASE_FIGURE.search(left)
        to_goal = (
            GOAL_AFTER.match(right)
            and phrases.COMPARED_TO.search(left)
            or GOAL_BEFORE.search(left)
            and right.startswith("的")
        )
        if not before or not (to_goal or said_base and (said_base["of"] or MORE_OR_LESS.match(right))):
            return False
        last = next((c for c in reversed(before) if _kind(c.unit) == _kind(claim.unit)), before[-1])
        claim.phrase = claim.topic = last.phrase
        claim.measure = last.measure if _kind(last.unit) == _kind(claim.unit) else "level"
        claim.subject.way = "carried"
        claim.doubts = ("carried", "reference")
        if figure.comparator in ("ge", "gt", "lt", "le") and self.text[figure.start : figure.number_start] + self.text[
            figure.number_end : figure.end
        ] in ("高于", "低于", "超过", "多", "少于", "多于"):
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
            if (
                claim.head == "投资"
                and not done
                and not re.search(r"(?:年内|全年|当年|今年)", claim.subject.lead)
                or claim.head == "资金"
                and self._supports(at)
            ):
                holders.reverse()
            holder = next(filter(None, holders), "")
            if not holder and claim.head == "投资":
                holder = next(
                    (c.topic for c in reversed(self.claims[:at]) if c.topic and not c.head and not c.context), ""
                )
            claim.phrase = phrases.without_head(holder) + claim.head if holder else claim.head
            claim.topic = claim.phrase
            claim.subject.way = "composed"
            claim.doubts = tuple(d for d in claim.doubts if d not in ("carried", "no_indicator")) + ("composed",)

    def _supports(self, at: int) -> bool:
        """Whether the clause after a sum of money says, without a figure, what it is for."""
        place = self.clauses.index(self.claims[at].clause) + 1
        return (
            place < len(self.clauses)
            and self.clauses[place] not in self.by_clause
            and SUPPORT.match(self.text[self.clauses[place][0] : self.clauses[place][1]].strip()) is not None
        )

    def _owner(self, at: int) -> str:
        """What the clause before a sum of money is about, where it holds no figure or an amount of the project itself."""
        claim = self.claims[at]
        beside = [
            c.topic for c in self.claims[:at] if c.clause == claim.clause and c.topic and not c.head and not c.context
        ]
        if beside:
            return beside[-1]
        place = self.clauses.index(claim.clause)
        if not place or re.search(r"[;；:：。]", self.text[self.clauses[place - 1][1] : claim.clause[0]]):
            return ""
        before = self.clauses[place - 1]
        if before in self.by_clause:
            last = next((c for c in reversed(self.claims[:at]) if not c.context), None)
            return (
                last.topic
                if last is not None
                and last.clause == before
                and not last.head
                and (claim.head == "投资" and PROJECT.search(last.phrase))
                else ""
            )
        words = self.text[before[0] : before[1]]
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
        if re.search(r"[;；:：。]", self.text[claim.clause[1] : later[0]]):
            return ""
        words = self.text[later[0] : later[1]]
        inside = [c for c in self.claims[at + 1 :] if c.clause == later and not c.context]
        if inside:
            lead = phrases.read_left(self.text[later[0] : inside[0].start])
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
        return (
            alone
            and place > 0
            and self.clauses[place - 1] == last.clause
            and last.subject.way == "left"
            and self.text[last.clause[1] : clause[0]].strip() in (",", "，")
            and not lexicon.link(claim.phrase)
        )

    def _carry(self, claim, clause, taken, doubts) -> None:
        """An elided subject: the figure before, or the clause before, tells it."""
        before = self._before(clause)
        shares = [c for c in self.claims[-3:] if c.measure == "share" and c.phrase]
        if claim.unit in POINTS and shares:
            claim.phrase = claim.topic = shares[-1].phrase
        elif taken:
            claim.phrase, claim.topic = taken[-1].phrase, taken[-1].topic
        elif (
            before
            and (named := phrases.read_left(before)).phrase
            and (lexicon.link(named.phrase) or named.direction or not self.claims)
        ):
            claim.phrase = named.phrase
            if not claim.subject.completion and "分别" not in self.text[clause[0] : claim.start]:
                claim.subject.joint = tuple(phrases.share_head(phrases.split_items(named.phrase)))
        else:
            usable = [c for c in self.claims if c.phrase and not c.context]
            if usable:
                claim.phrase, claim.topic = usable[-1].topic or usable[-1].phrase, usable[-1].topic
        if not taken and EACH.search(self.text[clause[0] : claim.start]):
            claim.subject.joint = self._all_before(clause)
        if claim.phrase:
            if claim.unit not in (PERCENT, *POINTS) and not lexicon.link(claim.phrase):
                claim.phrase = re.sub(r"^(?:新增|净增)(?=..)", "", claim.phrase)
            claim.subject.way = "carried"
            doubts.append("carried")

    def _all_before(self, clause) -> tuple[str, ...]:
        """What the clauses before were about, for a figure that is said of them all (…, 均增长5%)."""
        told = [
            c for c in self.claims if c.topic and not c.context and c.measure not in ("growth", "change", "completion")
        ]
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
                gap = self.text[run[-1].end : taken[at + len(run)].start]
                if phrases.SEPARATORS.match(gap) and taken[at + len(run)].subject.way != "right":
                    run.append(taken[at + len(run)])
                else:
                    break
            first = run[0]
            gap_before = self.text[first.clause[0] : first.start]
            if len(run) > 1 and ("分别" in gap_before or first.subject.way in ("left", "composed", "carried")):
                names = phrases.members(first.phrase, len(run))
                if not names and "分别" in gap_before and first.subject.way == "carried":
                    earlier = [c for c in self.claims if c not in run and c.phrase and not c.context]
                    names = [c.topic or c.phrase for c in earlier[-len(run) :]] if len(earlier) >= len(run) else []
                if names:
                    for claim, name in zip(run, names, strict=True):
                        claim.phrase = claim.topic = name
                        claim.doubts = tuple(d for d in claim.doubts if d != "carried")
                elif "分别" in gap_before and first.subject.way == "carried":
                    for claim in run:
                        claim.doubts += ("list_mismatch",)
            elif (
                len(run) == 1
                and "分别" not in gap_before
                and EACH.search(gap_before[-8:])
                and first.subject.way == "left"
            ):
                first.subject.joint = tuple(phrases.share_head(phrases.split_items(first.phrase)))
            if len(run) > 1:
                first.subject.joint = ()
            at += len(run)
