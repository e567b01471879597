"""Where the figures of a sentence stand: its clauses, the words on both sides of each figure, and which figures count.

A `Spot` is what can be seen at a figure; a `Claim` is what it comes to mean. The kinds of unit that decide between
readings (counted things, rates, percentage points) are named here.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from dataclasses import dataclass

from helpers import phrases
from helpers.cuewords import words
from helpers.phrases import Subject
from helpers.quantities import Quantity

REACH = 160
"""How far from a figure its words are looked for: no clause written by people is longer, and time stays linear."""
PERCENT, PER_MILLE, POINTS = "%", "‰", ("个百分点", "百分点", "个点", "个千分点")
CLAUSE_MARK = re.compile(r"[,，;；:：。!！?？\n|]")
JOINED = re.compile(r"^\s*(?:、|和|与|及|以及|并|或)")
NO_CLAIM = {"", "年", "月", "周", "小时", "分钟", "秒", "℃", "度"}
RATING = ("千伏", "kV", "KV")
RATIO_NAME = re.compile(
    r"(?:比|比值|倍差|指数|满意度|得分|评分|系数)(?:平均)?"
    r"(?:(?:由|从)(?:(?:上|去|(?:19|20)\d\d)年的?)?|为|达|达到|(?:降|缩小|提升|提高|上升|下降|扩大)(?:至|到|为))?$"
)
ONE_OF = re.compile(r"[^,，。；;、\d]{0,12}之一")
ALIKE = ("项", "个", "类", "方面", "者", "大", "种", "")
THOSE = re.compile(r"(?:这|那|上述|以上|前述|后|其余|其他|另外|另|该)$")
LISTED = re.compile(r"[一-鿿]{2}[、和与][^,，;；。]{2,12}$")
DONE = re.compile(r"(?:指标|任务)?(?:均|都|全部|分别|完成|实现|达到|超额|合计)")
COUNT_OF_POINTS = re.compile(
    r"(?:抓手|特点|亮点|原因|变化|方面|重点|看点|难点|短板|要点|问题|不足|差异|区别)(?:主要|具体|大致)?(?:有|是|为|在于|共)$"
)
ENDS = re.compile(r"(?:方面|点)?[。;；:：,，]")
PAIRED = re.compile(r"^(?:降|缩小|提升|提高|上升|下降|扩大|收窄)?(?:至|到|为)$")


@functools.cache
def is_counted(unit: str) -> bool:
    """Whether a unit counts things (家, 万人, 个), so that the thing may follow it; a bare scale (万) does too."""
    counters = "|".join(map(re.escape, words("counter")))
    return re.fullmatch(rf"[十百千万亿]+|[十百千万亿]*(?:{counters})", unit) is not None


def is_rate(unit: str) -> bool:
    """Whether a unit is that of rates and shares, or of their differences."""
    return unit in (PERCENT, PER_MILLE, *POINTS)


def kind_of(unit: str | None) -> str:
    """`share`, `points` or `amount`: figures of one kind may stand in one list."""
    return "share" if unit == PERCENT else "points" if unit in POINTS else "amount"


@dataclass(slots=True)
class Claim:
    """A figure on its way to a statement; offsets are those of the sentence.

    `topic` is what a later figure with an elided subject is said of. `head` marks money still to be named by its
    purpose, `pair_from` the first figure of a pair (由…提高到…), `bound` a comparator that holds on through a list,
    `said_year` the year of a figure that another is measured by (-1: the year before), `role` one that the words
    themselves set, `owners` the places that share a figure whose subject is elided.
    """

    start: int
    end: int
    clause: tuple[int, int]
    subject: Subject
    phrase: str = ""
    measure: str = "level"
    comparator: str = "eq"
    value: float | None = None
    high: float | None = None
    unit: str | None = None
    sign: int = 1
    quantity: Quantity | None = None
    context: bool = False
    doubts: tuple[str, ...] = ()
    topic: str = ""
    head: str = ""
    role: str = ""
    pair_from: bool = False
    bound: bool = False
    said_year: int | None = None
    owner: str = ""
    owners: tuple[str, ...] = ()

    def doubt(self, *words: str) -> None:
        self.doubts += words

    def trust(self, *words: str) -> None:
        self.doubts = tuple(word for word in self.doubts if word not in words)


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure where it stands: the words left and right of it up to the next figures or the ends of its clause, what
    `phrases` reads of them, the figure after it and the claim before it in the clause."""

    figure: Quantity
    clause: tuple[int, int]
    quote: str
    left: str
    right: str
    subject: Subject
    noun: str
    used: int
    following: Quantity | None
    previous: Claim | None

    @property
    def unit(self) -> str:
        return self.figure.unit

    @property
    def counted(self) -> bool:
        return is_counted(self.figure.unit)

    @property
    def joined(self) -> bool:
        """It goes on a list (、, 和) that the claim before it began."""
        return self.previous is not None and JOINED.match(self.left) is not None

    @property
    def bare(self) -> bool:
        """Nothing but a list mark stands between it and the claim before it."""
        return self.previous is not None and phrases.SEPARATORS.match(self.left) is not None


def claimable(text: str, figures: list[Quantity]) -> list[Quantity]:
    """The figures of a sentence that say how much there is of something: no durations, slogans, ratings, thresholds."""
    hollow = tuple(words("hollow"))
    milestones = [found.span() for found in phrases.MILESTONES.finditer(text)]
    kept = []
    for at, q in enumerate(figures):
        in_words = not text[q.number_start].isdigit()
        without_unit = q.unit in NO_CLAIM and not _is_ratio(text, figures, at)
        slogan = (
            is_counted(q.unit)
            and not q.unit.endswith("亿")
            and (in_words or q.unit == "项")
            and (text.startswith(hollow, q.end) or text.startswith("大", q.end) and text.startswith(hollow, q.end + 1))
        )
        name = q.unit in ("大", "元") and q.value < 10 and in_words
        one_of = is_counted(q.unit) and ONE_OF.match(text, q.end)
        pointing = in_words and q.unit in ALIKE and (
            THOSE.search(text[max(0, q.start - 4) : q.start]) or _sums_up(text, q)
        )
        milestone = any(a <= q.start < b for a, b in milestones)
        followed = figures[at + 1] if at + 1 < len(figures) else None
        joint = followed is not None and followed.start == q.end and is_rate(followed.unit)
        both = in_words and q.unit == "个" and joint  # 入学率、巩固率两个100%
        if not (both or without_unit or pointing or slogan or name or one_of or milestone or q.unit.endswith(RATING)):
            kept.append(q)
    return kept


def _sums_up(text: str, q: Quantity) -> bool:
    """内资、外资两项完成…, 具体抓手有三个。: the number of things that stand before or after it in a list."""
    left, right = text[max(0, q.start - 24) : q.start], text[q.end : q.end + 8]
    return bool(LISTED.search(left) and DONE.match(right)) or bool(COUNT_OF_POINTS.search(left) and ENDS.match(right))


def _is_ratio(text: str, figures: list[Quantity], at: int) -> bool:
    """A number without a unit that is a ratio or an index by its name: 城乡收入比由2.1缩小到2.0."""
    if figures[at].unit:
        return False
    if RATIO_NAME.search(text[max(0, figures[at].start - 24) : figures[at].start]):
        return True
    between = text[figures[at - 1].end : figures[at].start] if at else ""
    return bool(PAIRED.match(between)) and _is_ratio(text, figures, at - 1)


def cut_clauses(text: str, figures: list[Quantity]) -> list[tuple[int, int]]:
    """Start and end of the clauses of a sentence; marks inside figures and brackets without a figure do not cut."""
    starts = [q.start for q in figures]

    def inside(position: int) -> bool:
        at = bisect_right(starts, position) - 1
        return at >= 0 and position < figures[at].end

    cuts, closes = [0], None
    for position, char in enumerate(text):
        if char in "(（" and not inside(position):
            close = next((i for i in range(position, min(len(text), position + 400)) if text[i] in ")）"), None)
            if close is not None and any(position < start < close for start in starts):
                cuts += [position, position + 1]
                closes = close
        elif position == closes or CLAUSE_MARK.match(char) and not inside(position):
            cuts += [position, position + 1]
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if text[a:b].strip()]
