"""From the figures of a sentence to what each of them is said of, and in which measure: the claims.

Each figure takes the noun after it, the words before it, or the subject of an earlier figure. `spots` shows what stands
beside a figure, `criteria` tells which are part of a name, `measures` the measure, `funds` what money is for; here the
figures of one sentence are read from left to right and share their subjects.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from helpers import lexicon, phrases, places
from helpers.comparators import comparator_after
from helpers.coordination import (
    HEADS,
    LEVELS,
    SUPPLY,
    members,
    share_head,
    share_network,
    split_items,
    without_head,
)
from helpers.criteria import is_class_count, is_criterion
from helpers.cuewords import tokens, words
from helpers.funds import MONEY, is_size_of_project, name_money, take_money
from helpers.measures import measure_of, rate_of
from helpers.phrases import Subject
from helpers.quantities import Quantity
from helpers.references import (
    LIMIT,
    LISTS_GOALS,
    Reference,
    goal_in,
    goes_on_with_goals,
    read_reference,
    restates_goal,
    without_setting,
)
from helpers.spots import (
    PERCENT,
    POINTS,
    REACH,
    Claim,
    Spot,
    claimable,
    cut_clauses,
    is_counted,
    is_rate,
    kind_of,
)
from helpers.units import base_of

RATE_NAME = re.compile(r"(?:率|占比|比重|比例|份额|程度|面|指数|强度|覆盖)$")
FROM = re.compile(
    r"(?:由|从)\s*(?:每人每[年月])?(?:(?:(?:19|20)\d\d|上|去)年(?:同期)?(?:末|底)?的?)?(?:增长|下降)?\s*$"
)
GOAL_NAMED = re.compile(r"(?:年初|年度|全年|(?:调整|变动)后?)的?(?:预算|目标|计划|任务)(?:数|安排)?$")
BUDGETED = re.compile(r"(?<=收入|支出)预算(?:数)?$")
CARRIED_OUT = re.compile(r"[,，;；]?[^,，;；。比较上]{0,6}(?:实际|执行数|决算|完成)")
GOAL_BEFORE = re.compile(r"(?:完成|相当于|占|为)[^,，;；。]{0,8}(?:目标|预算|计划|任务)(?:数)?$")
POINTING = re.compile(r"^(?:这|该|此|上述|前述|同|本)(?:一|项|个|类)?")
PER_HEAD_OF = re.compile(r"^每[百千万十]{1,2}(?:名|常住)?(?:人口|老人|居民|劳动者|人)")
THOSE_INDICATORS = re.compile(r"^(?:这|上述|以上)?[两二三四五六]项(?:主要)?(?:经济)?(?:指标|收入)$")
SIDES_OF_PAIR = {"前者": -2, "前一项": -2, "后者": -1, "后一项": -1}
RISE_SAID = re.compile(r"增长|增速|增幅|涨幅")
LONG_CLAUSE = 16
LINKED = re.compile(r"[、和与]")
MORE = "多"
DISTANCES = ("change", "completion", "rank")
DISTANCE = "目标"
"""What a figure is set against that follows the goal itself."""
EACH = re.compile(r"(?<![人年月户平])均(?!衡|等|值|价)|都(?!市)|分别|各\s*$|[两三四]个$")
HISTORY = re.compile(r"曾(?:经|有|是|拥有)|(?<!高)原有")
USE = re.compile(r"用于[^,，;；。、]{2,12}")
NEW = re.compile(r"^(?:新增|净增|新(?:登记|注册|设立|培育|认定))(?=..)")
TOTALS = ("总量", "总数", "总额", "总规模")
BOUNDED = re.compile(r"^[^,，;；。]*?元(?:及)?以[上下]的?")
LEVEL_WORD = re.compile("^(?:" + "|".join(LEVELS) + ")(?:及?以上)?")
SIDES = ("收入", "支出")
ACCOUNT = re.compile(
    r"(?:市本级|区本级|县本级|省本级|市级|省级|全市|全省)?(?:一般公共|政府性基金|国有资本经营|社会保险基金)(?:预算)?"
)
CHANGED_TO = re.compile(r"^[一-鿿]{2,6}(?:为|到|至|(?<!完)(?<!建)(?<!达)成)$")
BY_KIND = re.compile(r"^(?:其中[,，])?(?:分|按)[^,，。；;]{2,12}(?:看|分)[,，]")
STOCKS = ("余额", "总量", "规模", "总数", "存量", "户数")
REACHED = {"达", "达到", "发展到", "增加到", "突破", "超过", "为"}
DOUBTFUL_PHRASE = {
    "long_phrase": lambda phrase: len(phrase) > 30,
    "short_phrase": lambda phrase: 0 < len(phrase) <= 2,
    "compound_phrase": lambda phrase: "的" in phrase or len(split_items(phrase)) > 1,
}


def read_claims(text: str, figures: list[Quantity], told: str = "", account: str = "") -> list[Claim]:
    """The claims of one sentence in the order of its figures; offsets are those of `text`, as in `figures`.

    `told` is what the sentence before was about, of which the kinds are that "分…看" opens; `account` the revenue or
    spending that was named last, to which a bare 支出 belongs.
    """
    figures = claimable(text, figures)
    claims = _Reader(text, figures, told, account).read() if figures else []
    setting = tuple(words("setting"))
    for claim in claims:
        history = HISTORY.search(text, claim.clause[0], claim.start) is not None
        claim.context = claim.context or history or claim.phrase.endswith(setting)
        claim.doubt(*(doubt for doubt, holds in DOUBTFUL_PHRASE.items() if holds(claim.phrase)))
    return claims


class _Reader:
    """Reads the claims of one sentence from left to right, remembering what its figures were said of."""

    def __init__(self, text: str, figures: list[Quantity], told: str, account: str):
        self.text, self.told, self.account = text, told, account
        self.by_kind = BY_KIND.match(text) is not None
        self.claims: list[Claim] = []
        self.clauses = cut_clauses(text, figures)
        self.figures: dict[tuple[int, int], list[Quantity]] = {}
        starts = [start for start, _ in self.clauses]
        for figure in figures:
            self.figures.setdefault(self.clauses[bisect_right(starts, figure.start) - 1], []).append(figure)

    def read(self) -> list[Claim]:
        for clause, figures in self.figures.items():
            self._read_clause(clause, figures)
        self._restate_goals()
        for claim, after in zip(self.claims, self.claims[1:], strict=False):
            if not claim.phrase and not claim.head and claim.clause == after.clause:
                claim.phrase = claim.topic = after.phrase  # two measures of one thing: 8条120公里河道
            elif not claim.phrase and "reference" in claim.doubts:
                claim.phrase = claim.topic = after.phrase  # 与年初9%的目标相比,工业投资…
                claim.measure = rate_of(after.phrase) if claim.unit == PERCENT else claim.measure
        self._name_by_thing_after()
        name_money(self.text, self.clauses, self.claims)
        for before, claim in zip(self.claims, self.claims[1:], strict=False):
            if before.head and claim.subject.way == "carried" and not claim.head and is_rate(claim.unit or ""):
                claim.phrase = claim.topic = before.phrase  # 完成投资45亿元,占计划的96%
        return self.claims

    def _name_by_thing_after(self) -> None:
        """总投资713亿元、年度投资92亿元的86个项目: the sums are said of the thing counted after 的."""
        dependent, thing = words("dependent"), ""
        for claim, after in zip(reversed(self.claims[:-1]), reversed(self.claims[1:]), strict=True):
            between = self.text[claim.end : after.start].strip()
            of_it = between == "的" and is_counted(after.unit or "") and after.subject.way == "right"
            thing = "" if claim.clause != after.clause else after.topic if of_it else thing
            if not thing or not (claim.head or claim.phrase in dependent):
                thing = ""
                continue
            claim.phrase = claim.topic = thing + (claim.head or claim.phrase)
            claim.head, claim.subject.way = "", "composed"

    def _restate_goals(self) -> None:
        """年初预期生产总值增长5%,投资增长8%: goals told again, one clause after another."""
        last = None
        for claim in self.claims:
            said = self.text[claim.clause[0] : claim.start]
            if "reference" in claim.doubts or claim.measure in DISTANCES:
                last = None
                continue
            near = last is not None and self.text[last.clause[1] : claim.clause[0]] in (",", "，", "")
            if not claim.role and (restates_goal(said) or near and goes_on_with_goals(said)):
                claim.role = "target"
            last = claim if claim.role == "target" else None

    def _read_clause(self, clause: tuple[int, int], figures: list[Quantity]) -> None:
        position, taken = clause[0], []
        for figure, following in zip(figures, [*figures[1:], None], strict=True):
            if figure.start < position:
                continue
            spot = self._look(clause, position, figure, following, taken)
            claim, used = self._claim(spot)
            self.claims.append(claim)
            if claim.context and following is not None:
                continue  # a criterion or a class count belongs to the phrase of the figure after it
            position = claim.end + used
            taken.append(claim)
        self._distribute(taken)

    def _look(self, clause, position, figure, following, taken) -> Spot:
        left = phrases.MILESTONES.sub("", self.text[max(position, figure.start - REACH) : figure.start])
        right = self.text[figure.end : min(following.start if following else clause[1], figure.end + REACH)]
        subject = phrases.read_left(left, is_rate(figure.unit), figure.unit in POINTS)
        noun, used = phrases.read_right(right, following is not None)
        quote = self.text[figure.start : figure.end]
        return Spot(figure, clause, quote, left, right, subject, noun, used, following, taken[-1] if taken else None)

    def _claim(self, spot: Spot) -> tuple[Claim, int]:
        """The claim of one figure, and how many characters after it belong to it."""
        figure, subject, previous = spot.figure, spot.subject, spot.previous
        claim = Claim(
            start=figure.start, end=figure.end, clause=spot.clause, subject=subject, comparator=figure.comparator,
            value=figure.value, high=figure.value_high, unit=figure.unit, quantity=figure,
        )  # fmt: skip
        if reference := self._reference(spot):
            return claim, self._refer(spot, claim, reference)
        if spot.unit == PERCENT and spot.left.strip() == "的" and previous is not None and previous.role == "target":
            subject.completion = True  # 完成目标30亿元的116%
        if is_criterion(spot):
            claim.context, claim.phrase = True, subject.phrase or spot.noun
            claim.doubt("criterion")
            return claim, 0
        if is_class_count(spot):
            claim.context, claim.phrase = True, spot.noun
            return claim, 0
        used = self._name(spot, claim)
        self._name_goal(spot, claim)
        goal = GOAL_NAMED.search(claim.phrase)
        if goal is None and CARRIED_OUT.match(self.text, figure.end):
            goal = BUDGETED.search(claim.phrase)  # 收入预算41亿元,实际完成42.3亿元
        if goal and not is_rate(spot.unit):
            claim.role, subject.basis = "target", phrases.revised_goal(goal.group())
            thing = claim.phrase[: goal.start()] or self._last_topic()  # 收入调整预算37.5亿元
            claim.phrase = claim.topic = self._of_same_account(thing, subject.lead) if thing in SIDES else thing
        self._measure(spot, claim)
        if spot.previous is not None and spot.previous.role == "target" and "reference" in spot.previous.doubts:
            if claim.measure == "completion":
                subject.basis = subject.basis or spot.previous.subject.basis
            else:
                away = spot.previous.owner + DISTANCE
                subject.basis, subject.compared = subject.basis or away, True  # 比6%的预期目标高出0.7个百分点
                if not subject.direction and claim.measure == "change":
                    claim.sign = spot.previous.subject.direction or 1  # 低于6%的预期目标0.7个百分点
        elif spot.previous is not None and "reference" in spot.previous.doubts and spot.previous.owner:
            subject.basis, subject.compared = subject.basis or spot.previous.owner, True  # 比甲区的34亿元多8亿元
        elif spot.previous is not None and "reference" in spot.previous.doubts and subject.base_year is None:
            subject.base_year = spot.previous.said_year if (spot.previous.said_year or 0) > 0 else None
        self._name_proportion(spot, claim)
        claim.pair_from = FROM.search(spot.left) is not None
        if spot.previous is not None and spot.previous.unit == spot.unit and CHANGED_TO.match(spot.left.strip()):
            spot.previous.pair_from, subject.reaches = True, True  # 188个园区整合为120个
        claim.topic = claim.topic or claim.phrase
        return claim, used

    # --- what it is said of ---------------------------------------------------------------------------------------

    def _name(self, spot: Spot, claim: Claim) -> int:
        """Give the claim its phrase; returns how many characters after the figure it took."""
        subject, used = spot.subject, 0
        if is_size_of_project(spot):
            subject.way, claim.phrase, used = "right", spot.noun + "投资", spot.used
        elif self._takes_right(spot, claim):
            subject.way, claim.phrase, used = "right", self._right_name(spot), spot.used
        else:
            claim.phrase = subject.phrase
            if subject.phrase and spot.left.rstrip().endswith("的"):
                claim.phrase += self._use(spot, spot.right)  # 财政支出的84%用于民生
            claim.phrase = self._meant(claim.phrase, claim)
        take_money(spot, claim)
        if self._is_bounded(spot):
            self._name_bounded(spot, claim)
        elif not claim.phrase:
            if not self._shares_noun(spot):
                self._carry(spot, claim)
        elif subject.way == "left" and claim.phrase in LEVELS and self.claims:
            claim.phrase += LEVEL_WORD.sub("", self._last_topic())  # 省级87家(含国家级8家)
        elif subject.way == "left" and claim.phrase in SIDES:
            claim.phrase = self._of_same_account(claim.phrase, subject.lead)
        elif subject.way == "left" and not lexicon.link(claim.phrase):
            self._compose(claim)
        if spot.joined and subject.way == "left" and (per := PER_HEAD_OF.match(spot.previous.phrase)):
            own = PER_HEAD_OF.match(claim.phrase) is not None or is_rate(spot.unit)
            claim.phrase = claim.phrase if own else per.group() + claim.phrase  # 每千人口床位数7张、医师数3人
        if self.by_kind and subject.way == "left" and claim.phrase and (head := HEADS.search(self.told)):
            claim.phrase += "" if HEADS.search(claim.phrase) else head.group()
        return used

    def _meant(self, phrase: str, claim: Claim | None = None) -> str:
        """What a phrase stands for: '' where it only points back (这一数字) or names whose figure it is (乙区)."""
        if side := next((side for side in SIDES_OF_PAIR if phrase.startswith(side)), ""):
            topics = list(dict.fromkeys(c.topic for c in self.claims if c.topic and not c.context))
            self._meant(phrase.removeprefix(side), claim)
            if claim is not None:
                claim.subject.way = "carried"
            return topics[SIDES_OF_PAIR[side]] if len(topics) > 1 else ""
        if claim is not None and phrase in words("empty") and phrase.endswith(DISTANCE):
            claim.role = "target"
        if THOSE_INDICATORS.match(phrase):
            return ""  # 接待游客…,旅游收入…,两项指标均增长15%
        pointing = POINTING.match(phrase) and POINTING.sub("", phrase) in ("", *words("empty"))
        if pointing or phrase in words("empty") and phrase not in words("dependent"):
            return ""
        if claim is not None and phrase[-1:] in "区市县省旗州盟" and 2 < len(phrase) < 12:
            named = places.mentions(phrase)
            if len(named) == 1 and named[0].start == 0 and named[0].end >= len(phrase) and not named[0].short:
                claim.owner = phrase
                return ""
        return self._without_places(phrase, claim) if claim is not None else phrase

    def _without_places(self, phrase: str, claim: Claim) -> str:
        """A phrase without the places that it consists of (甲区、乙区均为6.5%) or ends in (生产总值增速甲区7%)."""
        named = places.mentions(phrase) if len(phrase) > 4 and phrase[-1] in "区市县省旗州盟" else []
        if not named or named[-1].end < len(phrase) or any(mention.short for mention in named):
            return phrase
        start = named[-1].start
        rest = phrase[:start]
        if lexicon.link(rest):
            claim.owner = phrase[start:]
            if RISE_SAID.search(rest):
                claim.subject.cues.add("增速")
            return RISE_SAID.sub("", rest) or rest
        items = split_items(phrase)
        one_each = "分别" in self.text[claim.clause[0] : claim.start]
        if len(items) > 1 and not one_each and [phrase[mention.start : mention.end] for mention in named] == items:
            claim.owners = tuple(items)
            return ""
        return phrase

    def _name_goal(self, spot: Spot, claim: Claim) -> None:
        """A figure whose phrase ends in a goal is one: 投资的增速目标为5%, 年初的要求只是8%以上."""
        if (listed := LISTS_GOALS.match(claim.phrase)) and spot.subject.way == "left":
            claim.role, claim.phrase = "target", claim.phrase[listed.end() :]
        claim.phrase = without_setting(claim.phrase)
        goal = goal_in(claim.phrase, spot.subject.verb) if spot.subject.way in ("left", "carried", "composed") else None
        if goal is None or is_counted(spot.unit) and spot.subject.verb:
            return
        thing, claim.owner, said = goal
        claim.role, spot.subject.basis = "target", spot.subject.basis or phrases.revised_goal(said)
        claim.phrase = claim.topic = self._meant(thing, claim)
        if not claim.phrase:
            self._carry(spot, claim)
        if RISE_SAID.search(said):
            spot.subject.cues.add("增速")

    def _is_bounded(self, spot: Spot) -> bool:
        """其中10亿元以上5个: a bound stands where the name of what is counted would."""
        last = self.claims[-1] if self.claims else None
        return last is not None and last.context and last.end == spot.figure.start and not spot.noun

    def _name_bounded(self, spot: Spot, claim: Claim) -> None:
        """What was counted last is meant, as far as it keeps the bound: 亿元以上项目60个,其中10亿元以上5个."""
        bound = self.claims[-1]
        measured = "" if bound.phrase[:1].isdigit() else bound.phrase
        thing = BOUNDED.sub("", self._last_topic())
        bound.phrase = thing or bound.phrase
        claim.phrase = claim.topic = measured + self.text[bound.start : bound.end] + thing
        claim.subject.way = "composed"

    def _last_topic(self) -> str:
        return next((c.topic for c in reversed(self.claims) if c.topic and not c.context), "")

    def _last_clause(self, run: list[Claim]) -> tuple[int, int] | None:
        return next((c.clause for c in reversed(self.claims) if not c.context and c not in run), None)

    def _topic_before(self, run: list[Claim]) -> str:
        return next((c.topic for c in reversed(self.claims) if c.topic and not c.context and c not in run), "")

    def _of_same_account(self, side: str, lead: str) -> str:
        """收入 or 支出 alone is of the account that was named last (政府性基金收入45亿元。支出60亿元。)."""
        topics = [c.topic for c in self.claims if c.topic.endswith(SIDES) and len(c.topic) > 2 and not c.context]
        named = ACCOUNT.search(lead)
        if named:
            return named.group() + side
        return (topics[-1] if topics else self.account or side)[:-2] + side

    @staticmethod
    def _takes_right(spot: Spot, claim: Claim) -> bool:
        """Whether the noun after a figure is what it measures, rather than the words before it."""
        subject = spot.subject
        if not spot.noun or spot.unit in POINTS:
            return False
        if subject.verb == "投资" and MONEY.search(spot.unit) and tokens(spot.right.strip())[0] in words("verb"):
            return False  # 投资3亿元新建医院: what is built is what the money is for
        if is_rate(spot.unit) and spot.noun in words("manner"):
            return False  # 保持在79%的水平
        if spot.unit == PERCENT:
            alone = spot.right.startswith("的") or not spot.left.strip() and spot.previous is None
            return alone and not subject.completion and not subject.direction
        if not subject.phrase or spot.left.rstrip().endswith("等"):
            return True
        if spot.counted:
            if subject.cues & REACHED and not spot.right.startswith("的"):
                claim.doubt("two_readings")
            return True
        told = subject.cues & words("predicate").keys()
        return not told and (bool(subject.verb) or not MONEY.search(spot.unit))

    def _right_name(self, spot: Spot) -> str:
        if spot.joined and spot.noun in words("nominal") and spot.previous.phrase and not SUPPLY.search(spot.noun):
            return spot.previous.phrase + spot.noun  # 10个小区、3万平方米改造
        return spot.noun + self._use(spot, spot.right[spot.used :])

    @staticmethod
    def _use(spot: Spot, after: str) -> str:
        """What a share is used for, where `after` opens with it: the purpose is part of what is measured."""
        use = USE.match(after) if spot.unit == PERCENT else None
        return use[0] if use else ""

    @staticmethod
    def _shares_noun(spot: Spot) -> bool:
        """The noun comes after the next figure: 8条120公里河道, 改造300户、2万平方米棚户区."""
        if not spot.counted or spot.following is None or spot.right.strip("、 "):
            return False
        return not spot.right.strip() or bool(spot.subject.verb) and spot.following.unit != spot.unit

    def _reference(self, spot: Spot) -> Reference | None:
        """The reference that a figure is: last year's (比2020年的95个多16个) or the goal (高于6%的预期目标)."""
        figure = spot.figure
        told = any(c.phrase and not c.context and kind_of(c.unit) == kind_of(figure.unit) for c in self.claims)
        left = spot.left + self.text[figure.start : figure.number_start]
        more = self.text[figure.number_end : figure.end]
        right = MORE + spot.right if more == MORE else spot.right
        if GOAL_BEFORE.search(left) and spot.right.startswith("的") and self.claims:
            return Reference(goal=True)
        return read_reference(left, right, told)

    def _refer(self, spot: Spot, claim: Claim, reference: Reference) -> int:
        """Make the claim of a figure that others are measured by; returns how many characters after it are its own."""
        figure, subject = spot.figure, claim.subject
        before = [c for c in self.claims if c.phrase and not c.context]
        like = [c for c in before if kind_of(c.unit) == kind_of(claim.unit)]
        last = (like or before or [None])[-1]
        led = phrases.read_left(reference.own, is_rate(figure.unit))
        own = self._meant(led.phrase)
        told = (last.topic or last.phrase) if last else self.told
        name = reference.name
        if name == LIMIT:
            name = (own or told).removesuffix("余额") + LIMIT
        claim.phrase, claim.topic = name or own or told, own or told or name
        alike = like and not reference.name and last.measure not in DISTANCES
        claim.measure = last.measure if alike else "level"
        if spot.unit == PERCENT and not alike:
            claim.measure = "growth" if led.direction else rate_of(claim.phrase)
        claim.owner, subject.way, subject.direction = reference.owner, "carried", reference.sign
        subject.base_year = None  # the year is its own
        claim.doubt("carried", "reference")
        if figure.start < figure.number_start and figure.comparator in ("gt", "lt", "ge", "le"):
            claim.start = figure.number_start  # 高于 compares with the goal and does not bound it
            claim.comparator = comparator_after(self.text, figure.number_end)[1]
        if self.text[figure.number_end : figure.end] == MORE:
            claim.end, claim.comparator = figure.number_end, "eq"  # 比上年的95个多16个
        if reference.goal:
            claim.role, subject.basis = "target", phrases.revised_goal(spot.left + spot.right[:12])
        elif reference.year is not None:
            claim.said_year = reference.year
        return reference.used

    def _carry(self, spot: Spot, claim: Claim) -> None:
        """An elided subject: the figure before, or the clause before, tells it."""
        clause, before = spot.clause, self._clause_before(spot.clause)
        said = self.text[clause[0] : claim.start]
        shares = [c for c in self.claims[-3:] if c.measure == "share" and c.phrase]
        told = [c for c in self.claims if c.phrase and not c.context]
        named = phrases.read_left(before) if before else Subject()
        grown = told and claim.subject.compared and told[-1].measure == "growth" and told[-1].clause[1] + 1 == clause[0]
        if claim.unit in POINTS and grown:
            claim.phrase = claim.topic = told[-1].phrase  # 增长9%,高于城镇2个百分点
        elif claim.unit in POINTS and shares:
            claim.phrase = claim.topic = shares[-1].phrase
        elif not is_rate(spot.unit) and (counted := self._counted_before(spot, told)):
            claim.phrase = claim.topic = counted  # 86个项目,总投资713亿元,其中开工34个
        elif spot.previous is not None:
            told_of = spot.previous.topic if "reference" in spot.previous.doubts else spot.previous.phrase
            claim.phrase, claim.topic = told_of, spot.previous.topic
            if spot.previous.subject.way == "composed" and is_rate(spot.unit):
                claim.topic = spot.previous.phrase
        elif named.phrase and (topic := self._topic_in(named, before, claim)):
            claim.phrase = topic
            if named.direction and not claim.subject.completion and "分别" not in said:
                claim.subject.joint = tuple(share_head(split_items(named.phrase)))
        elif told:
            last = told[-1]
            same = is_rate(spot.unit) or spot.unit == last.unit and claim.subject.direction
            composed = last.subject.way == "composed" and same and last.clause != spot.clause
            claim.topic = last.topic
            claim.phrase = last.phrase if composed else last.topic or last.phrase
            if claim.unit == PERCENT and claim.subject.cues & {"占比"}:
                claim.phrase += "占比"
        whole = next((c.subject.whole for c in reversed(told) if c.topic == claim.topic and c.subject.whole), "")
        if whole and claim.unit == PERCENT and claim.subject.reaches:
            claim.subject.whole = whole  # 占投资的比重提高3个百分点,达到20%
        if spot.previous is None and EACH.search(said):
            claim.subject.joint = self._all_before()
        if not claim.phrase and not self.claims and spot.left.strip() and self.told:
            claim.phrase = claim.topic = self.told  # 这一总量比上年多3亿元: the sentence before tells what it is
        if claim.owners and claim.phrase:
            named = places.mentions(claim.phrase)
            thing = claim.phrase[named[0].end :] if named and named[0].start == 0 else claim.phrase
            claim.subject.joint = tuple(owner + thing for owner in claim.owners)
        if claim.phrase:
            if not is_rate(claim.unit or "") and not lexicon.link(claim.phrase):
                claim.phrase = NEW.sub("", claim.phrase)
            claim.subject.way = "carried"
            claim.doubt("carried")
        else:
            claim.doubt("no_indicator")

    @staticmethod
    def _counted_before(spot: Spot, told: list[Claim]) -> str:
        """What a bare count goes on counting after other things were told of it, '' where the last is counted alike."""
        if not told or spot.bare or told[-1].unit == spot.unit:
            return ""
        if told[-1].measure != "share" and (is_rate(told[-1].unit or "") or not spot.counted):
            return ""
        alike = [c for c in told if c.unit == spot.unit and c.topic]
        return alike[-1].topic if alike else ""

    def _topic_in(self, named: Subject, clause: str, claim: Claim) -> str:
        """What a clause without a figure is about: its phrase, or an indicator in it (财政收入差距较大), '' if neither.
        """
        if lexicon.link(named.phrase) or named.direction:
            return named.phrase
        if not self.claims and LINKED.search(named.phrase):
            return named.phrase  # several things, each with a figure to come
        parts = tokens(clause)[:LONG_CLAUSE]
        for size in range(len(parts), 0, -1):
            for at in range(len(parts) - size + 1):
                name = "".join(parts[at : at + size])
                bare = parts[at + size - 1] not in words("adverb")
                known = lexicon.link(name) if bare and 2 < len(name) < LONG_CLAUSE else None
                if known and (claim.unit == PERCENT or base_of(claim.unit or "")[1] in map(base_unit, known.units)):
                    return name
        return "" if self.claims else named.phrase

    def _clause_before(self, clause: tuple[int, int]) -> str:
        """The clause before, where it holds no figure: the subject may stand there."""
        place = self.clauses.index(clause)
        if not place or self.clauses[place - 1] in self.figures:
            return ""
        return phrases.MILESTONES.sub("", self.text[slice(*self.clauses[place - 1])])

    def _all_before(self) -> tuple[str, ...]:
        """What the clauses before were about, for a figure that is said of them all (…, 均增长5%)."""
        told = [c for c in self.claims if c.topic and not c.context and c.measure in ("level", "increment", "share")]
        near = [c for c in told if c.clause == told[-1].clause] if told else []
        return tuple(dict.fromkeys(c.topic for c in (near if len(near) > 1 else told[-2:])))

    def _compose(self, claim: Claim) -> None:
        """A dependent noun (产量, 总投资) is joined to the thing that it is of."""
        dependent = words("dependent")
        holders = [c.topic for c in self.claims if not c.context and c.topic and c.topic not in dependent]
        if claim.phrase in dependent and holders:
            claim.topic = without_head(holders[-1])
            if claim.phrase in TOTALS:
                claim.topic = NEW.sub("", claim.topic)  # 新增市场主体1.2万户,总量9.8万户
            shared = next((n for n in range(len(claim.phrase) - 1, 0, -1) if claim.topic.endswith(claim.phrase[:n])), 0)
            claim.phrase = claim.topic + claim.phrase[shared:]  # 商品房销售 + 销售额
            claim.subject.way = "composed"

    # --- measure and lists ----------------------------------------------------------------------------------------

    def _measure(self, spot: Spot, claim: Claim) -> None:
        alike = [c for c in self.claims if not c.context and c.unit == spot.unit]
        earlier = next((c for c in reversed(alike) if claim.subject.way != "carried" or c.topic == claim.topic), None)
        claim.measure, claim.sign = measure_of(spot, claim, earlier)
        if claim.measure == "level" and (self._is_part(spot) or self._goes_on(spot, claim)):
            claim.measure = "increment"
        if claim.measure == "share" and not spot.subject.whole and not RATE_NAME.search(claim.phrase):
            claim.doubt("share_by_default")
        if spot.bare and spot.figure.comparator == "eq" and spot.previous.bound:
            claim.comparator, claim.bound = spot.previous.comparator, True  # 分别超过8万元、4万元
        elif "分别" in spot.left and spot.figure.start < spot.figure.number_start:
            claim.bound = True

    def _is_part(self, spot: Spot) -> bool:
        """新增30家,其中A 5家: the part is as new as the whole."""
        last = next((c for c in reversed(self.claims) if not c.context and not is_rate(c.unit or "")), None)
        said_so = spot.left.lstrip().startswith("其中") and not spot.subject.cues - {"其中"}
        is_part = said_so or self._is_bounded(spot)
        return is_part and last is not None and last.measure == "increment" and last.unit == spot.unit

    def _goes_on(self, spot: Spot, claim: Claim) -> bool:
        """新增大棚2500座,温室320座: the verb of a clause with one figure rules a bare one after it."""
        subject, last, place = spot.subject, self.claims[-1] if self.claims else None, self.clauses.index(spot.clause)
        if last is None or spot.previous is not None or subject.verb or subject.cues or subject.way != "left":
            return False
        if any(word in words("verb") for word in tokens(claim.phrase)) or lexicon.link(claim.phrase):
            return False
        alone = sum(c.clause == last.clause for c in self.claims) == 1 and last.subject.way == "left"
        adjacent = place > 0 and self.clauses[place - 1] == last.clause
        comma = self.text[last.clause[1] : spot.clause[0]].strip() in (",", "，")
        like = last.unit == spot.unit or is_counted(last.unit or "") and spot.counted
        stock = claim.phrase.endswith(STOCKS) or spot.figure.comparator != "eq"
        return last.measure == "increment" and alone and adjacent and comma and like and not stock

    @staticmethod
    def _name_proportion(spot: Spot, claim: Claim) -> None:
        """The name of a proportion holds its whole: 金融业增加值 + 占地区生产总值比重."""
        if spot.subject.whole and claim.measure in ("share", "growth") and spot.subject.way != "right":
            part = re.sub(r"占.*$", "", claim.phrase)
            claim.phrase, claim.topic = f"{part}占{spot.subject.whole}", claim.topic or part

    def _distribute(self, taken: list[Claim]) -> None:
        """Give the members of a coordination their figures: 城乡居民收入分别增长8%、9%."""
        share_network(taken)
        while taken:
            run = taken[:1]
            for after in taken[1:]:
                gap = self.text[run[-1].end : after.start]
                if after.subject.way == "right" or not phrases.SEPARATORS.match(gap):
                    break
                run.append(after)
            taken = taken[len(run) :]
            first = run[0]
            before = self.text[first.clause[0] : first.start]
            if len(run) > 1:
                self._hand_out(run, "分别" in before)
            elif "分别" not in before and EACH.search(before[-8:]) and first.subject.way == "left":
                first.subject.joint = tuple(share_head(split_items(first.phrase)))

    def _hand_out(self, run: list[Claim], respectively: bool) -> None:
        """One name each for the figures of a list: the members of its subject, or what as many figures before name."""
        first = run[0]
        first.subject.joint = ()
        if not respectively and first.subject.way not in ("left", "composed", "carried"):
            return
        whole = first.subject.whole if first.measure == "share" else ""
        names = members(re.sub("占.*$", "", first.phrase) if whole else first.phrase, len(run))
        names = [f"{name}占{whole}" for name in names] if whole else names
        listed = {c.topic for c in self.claims if c not in run and not c.context and c.clause == self._last_clause(run)}
        elided = (respectively or len(listed) == len(run)) and first.subject.way == "carried"
        if not names and elided:
            told = [c for c in self.claims if c not in run and c.phrase and not c.context]
            earlier = [name for c in told for name in (c.subject.joint or (_name_of(c),))]
            names = earlier[-len(run) :] if len(earlier) >= len(run) else []
        total = next((word for word in TOTALS if first.phrase.endswith(word)), "")
        if not names and respectively and total and first.subject.way == "composed":
            others = [c for c in self.claims if c not in run and not c.context and not is_rate(c.unit or "")]
            told = [c.topic for c in others if c.topic][-len(run) :]
            names = [name + total for name in told] if len(told) == len(run) else []  # 新增甲4家、乙28家,总数分别…
        for claim, name in zip(run, names, strict=False):
            claim.phrase = claim.topic = self._meant(name, claim) or self._topic_before(run)
            claim.trust("carried")
        if not names and elided:
            for claim in run:
                claim.doubt("list_mismatch")


def base_unit(unit: str) -> str:
    return base_of(unit)[1]


def _name_of(claim: Claim) -> str:
    return claim.phrase if claim.subject.way == "composed" else claim.topic or claim.phrase
