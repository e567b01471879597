"""The grammar of figures: every quantity of a Chinese text, with its value, unit and comparator.

1. One scan stops at every character that can begin a figure (digits, Chinese numerals, opening quotes).
2. `not_figures` takes out dates, ordinals, names, slogans and idioms.
3. A number is read (`numerals`), or a form with a unit of its own: percent, tenths (成), doublings (番).
4. Its unit follows (`units`), its comparator stands before or after (`comparators`).
5. Neighbours are joined: ranges (5%—5.5%), compounds (2小时30分钟), shared units (8、9和10个百分点).

Conventions. The unit keeps the scale of the text (23亿元 is 23, 亿元), and so for a Chinese numeral with
a unit (三百万元 is 300, 万元); without one it is read whole (三百万 is 3000000, ''). Percent is always '%',
千分之三 is 3 '‰'. Fractions are plain numbers (三分之一 is 0.333…), 一半 is 50 %, 翻一番 is growth by 100 %.
十几, 几十, 数百 and 百余 give their lower bound with `ge`. The parts of a ratio that make a whole (9:45:46)
are shares; other ratios and scores are left out. A number after 每 is a denominator and no figure.
Calendar spans (年, 月, 周, 日) are never quantities; hours, minutes, seconds and 天 are.
一 with a counting word (一个, 一家) is an article in Chinese: it is read only with a comparator, or alone.
A bare Arabic number has the unit ''; years, long identifiers and runs of more than 40 digits are left out.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from helpers.comparators import AHEAD, INFIX, comparator_after, comparator_before
from helpers.not_figures import (
    COMPOSITION,
    NOT_A_FIGURE,
    SEPARATOR,
    belongs_to_latin_name,
    looks_like_code,
    ordinal_end,
    word_end,
)
from helpers.numerals import (
    ARABIC,
    BIG_SCALES,
    CHINESE_CHARS,
    DIGITS,
    FOLD,
    FORMAL_CHARS,
    NUMBER,
    NUMERAL,
    PLAIN,
    SCALE,
    read_number,
    readable,
    tidy,
)
from helpers.units import PER_WORDS, PREFIXES, UNITS, UNITS_BY_HEAD, Unit, base_of

SCALES = tuple("十百千万亿兆")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a text.

    `text[start:end]` is the figure with its comparator words, `text[number_start:number_end]` without them.
    `value` is in `unit`, which keeps the scale of the text (万, 亿). `comparator` is one of eq, approx, ge,
    gt, le, lt, between; `value_high` is set only for the last.
    """

    start: int
    end: int
    value: float
    value_high: float | None
    unit: str
    comparator: str
    number_start: int
    number_end: int

    @property
    def base_value(self) -> float:
        """`value` in the base unit: 23亿元 is 2300000000.0."""
        return tidy(self.value * base_of(self.unit)[0])

    @property
    def base_high(self) -> float | None:
        """`value_high` in the base unit, None unless the figure is a range."""
        return None if self.value_high is None else tidy(self.value_high * base_of(self.unit)[0])

    @property
    def base_unit(self) -> str:
        """The base unit of `unit`: 元 for 亿元, 米 for 公里, the counting word itself for 万家."""
        return base_of(self.unit)[1]


@dataclass(slots=True)
class _Figure:
    """A figure while it is read; one that is `bare` counts only if a neighbour lends it a unit."""

    start: int
    end: int
    value: float
    unit: str
    comparator: str
    strength: int
    number_start: int
    number_end: int
    high: float | None = None
    bare: bool = False
    dimension: str = ""

    def quantity(self) -> Quantity:
        high = None if self.high is None else tidy(self.high)
        return Quantity(self.start, self.end, tidy(self.value), high, self.unit, self.comparator,
                        self.number_start, self.number_end)


@dataclass(slots=True)
class _Number:
    """A number with its unit, before comparators; `bare_scale` where no digit is said (百亿, 千)."""

    end: int
    value: float
    unit: str
    entry: Unit | None
    numeral: str = ""
    infix: str = ""
    bare_scale: bool = False
    chinese: bool = False
    high: float | None = None


# -- Patterns --

_DIGIT = "[一二三四五六七八九]"
_BIG = "".join(BIG_SCALES)
_LONGEST = 40  # a longer run of numerals is an identifier
_TRIGGER = re.compile(rf"[0-9{CHINESE_CHARS}{FORMAL_CHARS}翻半“‘「『《〔【\[(]")
_NUMBER = re.compile(NUMBER)
_ARABIC = re.compile(ARABIC)

# the whole text is one number
_WHOLE = re.compile(rf"(?:[-+]|负的?)? ?{NUMBER}")
_SPACED = re.compile(rf"[-+负]?(?:[0-9]{{1,3}}(?: [0-9]{{3}})+(?:\.[0-9]+)?|(?:{NUMERAL}|点| )+)")
_SUFFIXED = re.compile(rf"({ARABIC}) ?([kKMGT])")
_SUFFIXES = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}

# forms with a unit of their own
_PER = re.compile(rf"(百|千|万) ?分 ?之 ?(负?)({NUMBER})")
_PER_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_FRACTION = re.compile(rf"(?:({NUMBER})又)?({NUMBER}百?)分之({NUMBER})")
_SLASHED = re.compile(r"(?:([0-9]{1,4})[又 ])?([0-9]{1,3})/([0-9]{1,3})(?![0-9/.])")
_TENTHS = re.compile(
    rf"({ARABIC}|[一二三四五六七八九十两])成(半|{_DIGIT})?(?![立为功果员效本都品交长就熟因份千人家])")
_DISCOUNT = re.compile(rf"([0-9](?:\.[0-9])?|{_DIGIT}{{1,2}}|{_DIGIT}点{_DIGIT})折(?![扣旧合返射叠腾线子])")
_DOUBLING = re.compile(rf"翻了?(?:近|超过|超|约)?({NUMBER})?番")
_POWER = re.compile(rf"({ARABIC})(?:的({NUMBER})次方|\^([0-9]{{1,2}}))")
_HALVES = {"半成": 5.0, "半折": 50.0, "半数": 50.0, "一半": 50.0}
_OVER_HALF = re.compile(r"(?<=过)半(?![年月天日小个生载夜])")
_HALF_UNIT = re.compile(
    r"(?<![一过大多个上下前后泰近])半"
    r"(?=个?(?:小时|钟头|公里|米|里|亩|吨|公斤|斤|升|英里|平方公里|平方米|度|倍|分钟)(?!以))")

# inside and after a number
_INFIX = re.compile(rf"(余|多|几|来)({SCALE}*)")
_COUNTED_SCALE = re.compile("个亿(?![级元人])")  # 十个亿
_TIMES = re.compile(rf" ?[×*] ?({ARABIC})(?! ?[×*])")  # 2×35万千瓦; two factors only, so that reading ends
_TAIL_SCALE = re.compile(r"(.*?[^万亿兆])([万亿兆]+)")
_NO_SCALE = re.compile("[^点十百千万亿兆拾佰仟廿卅卌]*")  # 六二六 spells out digits
_ADJACENT = re.compile(  # 三四个, 七八百
    r"([十百千]?|[二三四五六七八九]十)(一二|二三|两三|三四|三五|四五|五六|六七|七八|八九)([十百千万亿]*)")
_SMALL_MONEY = re.compile(
    rf"零?(?:({ARABIC}|{_DIGIT})[角毛])?(?:零?({ARABIC}|{_DIGIT})分(?!别|之|期|类))?钱?")
_LAST_DIGIT = re.compile(rf"({_DIGIT})(?![一-鿿0-9])")  # 三块五, 两米三

# before a number
_BEFORE_SCALE = {"过": "gt", "上": "ge"}  # 过百家, 上千人
_STEPS = ("迈上", "跨上", "登上", "站上", "踏上", "走过", "迈过", "跨过")  # 迈上万亿元台阶: it is reached
_LONGEST_PREFIX = max(map(len, PREFIXES))
_ENDS_IN_NEGATIVE = tuple("抱担背肩胜辜欺自减正税重")  # 减负, 抱负: no minus

# between two figures
_JOIN = re.compile(f"(?:{SEPARATOR}| ?[和与] ?)")
_RANGE_HEAD = re.compile(rf"[-负]?[0-9{CHINESE_CHARS}{FORMAL_CHARS}]")
_FROM = re.compile(r"[从由自][^,，。;；、:\n]*$")
_SUM_OF_MONEY = re.compile(r"[^十百千万]*[十百千]亿(?:[,，。;；、)）\n]|大关|$)")
_CHANGED_TO = re.compile(r"[一-鿿]{0,4}[到至为]")
_LIST_MARK = re.compile(r" ?[、和及与或] ?")
_BOUND_MARK = re.compile(r"[,，]?(?:且|并|并且|而|但|而且|同时)?")
_OPPOSED = ({"gt", "lt"}, {"ge", "le"}, {"gt", "le"}, {"ge", "lt"})
_COMPOUND = {"money", "length", "mass", "duration", "volume"}


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of `text` in order of `start`; offsets index `text` as given. Takes linear time."""
    folded = readable(text).translate(FOLD)
    short = len(text) <= 2 * _LONGEST
    if short and (quantity := _written_apart(folded)):
        return [quantity]
    whole = short and _WHOLE.fullmatch(folded.strip()) is not None
    figures: list[_Figure] = []
    low = at = 0
    while trigger := _TRIGGER.search(folded, at):
        at = trigger.start()
        if not whole:
            if folded[at].isdigit() and (ratio := COMPOSITION.match(folded, at)):
                figures += _composition(ratio)
                low = at = ratio.end()
                continue
            skip = NOT_A_FIGURE.match(folded, at)
            past = skip.end() if skip else ordinal_end(folded, at)
            if past:
                low = at = past
                continue
        if folded[at] in "“‘「『《〔【[(" or folded.startswith("零下", at):
            at += 2 if folded[at] == "零" else 1
            continue
        figure, past = _figure_at(folded, at, low, whole)
        if figure is not None:
            if joined := _range(folded, figure):
                figure, past = joined, joined.end
            figures.append(figure)
            low = past
        at = max(past, at + 1)
    figures = _compound(figures)
    _share_units(folded, figures)
    return [figure.quantity() for figure in _bounds(folded, figures) if not figure.bare]


def _written_apart(text: str) -> Quantity | None:
    """A text that is nothing but one number in groups (1 234 567, 一百 五十) or with a suffix (20k)."""
    body = text.strip()
    if suffixed := _SUFFIXED.fullmatch(body):
        value = read_number(suffixed[1]) * _SUFFIXES[suffixed[2]]
    elif " " in body and _SPACED.fullmatch(body):
        try:
            value = read_number(body)
        except ValueError:
            return None
    else:
        return None
    start = text.find(body)
    return Quantity(start, start + len(body), tidy(value), None, "", "eq", start, start + len(body))


# -- One number and its unit --

def _unit_at(text: str, at: int) -> tuple[str, int, Unit | None]:
    """The unit that begins at `at`, its end, its entry; ('', at, None) where none does."""
    start = at + 1 if text[at:at + 1] == " " else at
    for name in UNITS_BY_HEAD.get(text[start:start + 1], ()):
        if not text.startswith(name, start):
            continue
        unit, end = UNITS[name], start + len(name)
        following = text[end:end + 1]
        if name[-1].isascii() and name[-1].isalpha() and following.isascii() and following.isalnum():
            continue
        # 3名优秀教师 has its counting word; only after a bare scale may the noun begin there (10万户籍人口)
        sure = unit.dimension in ("count", "people") and text[start - 1:start] not in SCALES
        if not sure and text.startswith(unit.not_before, end) and comparator_after(text, end)[2] < 0:
            continue
        past = _per_end(text, end, unit)
        return unit.spelling + text[end:past], past, unit
    return "", at, None


def _per_end(text: str, at: int, unit: Unit) -> int:
    """The end of the denominator that follows a unit at `at`: /平方米, 每小时, /月·平方公里."""
    end = at
    for _ in range(3):
        mark = text[end:end + 1]
        if mark not in ("/", "·", "每") or mark == "·" and end == at:
            break
        if mark == "每" and unit.dimension == "count":  # 新增3家每家补助5万元
            break
        heads = UNITS_BY_HEAD.get(text[end + 1:end + 2], ())
        names = [name for name in heads if text.startswith(name, end + 1)]
        if mark != "每" or end > at:  # 元/年 and 元每人每月, but 3亿元每年都
            names += [word for word in PER_WORDS if text.startswith(word, end + 1)]
        if not names:
            break
        end += 1 + len(max(names, key=len))
    return end


def _special(text: str, at: int) -> tuple[int, float, str] | None:
    """A form with a unit of its own (percent, fraction, tenths …) at `at`: its end, value and unit."""
    if text[at] == "翻":
        match = _DOUBLING.match(text, at)
        times = read_number(match[1]) if match and match[1] else 1.0
        return (match.end(), 100.0 * (2.0**times - 1.0), "%") if match and times < 64 else None
    if share := _HALVES.get(text[at:at + 2]):
        return at + 2, share, "%"
    if text[at] == "半":
        if _OVER_HALF.match(text, at):
            return at + 1, 50.0, "%"
        return (at + 1, 0.5, "") if _HALF_UNIT.match(text, at) else None
    if match := _PER.match(text, at):
        return match.end(), (-1.0 if match[2] else 1.0) * read_number(match[3]), _PER_UNITS[match[1]]
    if match := _FRACTION.match(text, at) or _SLASHED.match(text, at):
        whole, first, second = match.groups()
        top, bottom = (first, second) if match.re is _SLASHED else (second, first)
        if divisor := read_number(bottom):
            return match.end(), (read_number(whole) if whole else 0.0) + read_number(top) / divisor, ""
    if match := _TENTHS.match(text, at):
        tail = 0.0 if not match[2] else 5.0 if match[2] == "半" else read_number(match[2])
        return match.end(), 10.0 * read_number(match[1]) + tail, "%"
    if match := _DISCOUNT.match(text, at):
        value = read_number(match[1])
        return match.end(), value if len(match[1]) == 2 else value * 10.0, "%"
    if match := _POWER.match(text, at):
        root, power = read_number(match[1]), read_number(match[2] or match[3])
        if root <= 1000 and power < 100:
            return match.end(), root**power, ""
    return None


def _plain(text: str, at: int, whole: bool) -> _Number | int:
    """The number in digits or numerals at `at` with its unit, or where to read on if it is none."""
    match = _NUMBER.match(text, at)
    if match is None:
        return at + 1
    numeral, end, chinese = match.group(), match.end(), text[at] not in "0123456789"
    if len(numeral) > _LONGEST or belongs_to_latin_name(text, at):
        return end
    following = text[end:end + 1]
    if following.isascii() and following.isalpha() and not _unit_at(text, end)[0]:
        return end  # 5G, 4K
    digits = numeral.translate(PLAIN) if chinese else numeral
    bare_scale = chinese and not any(char in DIGITS or char in "十廿卅卌" for char in digits)
    if chinese and not whole:
        if len(numeral) == 1 and numeral in FORMAL_CHARS and following not in ("元", "圆"):
            return end
        idiom = "点" not in numeral and not (bare_scale and comparator_before(text, at, 0)[2] >= 0)
        # the longer reading wins: 三公 is a name, 三公里 a length
        if idiom and (past := word_end(text, at)) and _unit_at(text, end)[1] <= past:
            return max(past, at + 1)
    infix, body, end, extra = _inside(text, end, numeral, digits)
    unit, number_end, entry = _unit_at(text, end)
    if chinese and entry is not None and entry.arabic_only:
        return end
    if not unit and not chinese and (times := _TIMES.match(text, end)):
        factor = _plain(text, times.start(1), whole)
        if isinstance(factor, _Number):
            factor.value *= read_number(body)
            return factor
    high = None
    split = _TAIL_SCALE.fullmatch(body)
    if (near := _ADJACENT.fullmatch(digits)) and (unit or near[3]):
        first, second = near[2].replace("两", "二")
        value, high = read_number(near[1] + first + near[3]), read_number(near[1] + second + near[3])
    elif bare_scale and not split and body[-1] in _BIG and unit:
        value, unit = 1.0, body + unit
    elif split and (unit or not chinese) and not any(char in _BIG for char in split[1]):
        value, unit = read_number(split[1]), split[2] + unit
    else:
        value = read_number(body)
    if entry is not None:
        tail, number_end = _tail_of(text, number_end, unit)
        extra += tail
    return _Number(number_end, value + extra, unit, entry, body, infix, bare_scale, chinese, high)


def _inside(text: str, end: int, numeral: str, digits: str) -> tuple[str, str, int, float]:
    """余, 多, 几, 来, 个亿, 个半 between a numeral and its unit: word, scaled numeral, end, extra."""
    if (found := _INFIX.match(text, end)) and (digits[-1] in "0十百千万亿廿卅卌" or found[1] in "余多"):
        past = found.end()
        if found[2] or _unit_at(text, past)[0] or found[1] == "几" and _closed(text, past) or (
                found[1] in "余多" and not text.startswith(INFIX[found[1]].not_before, past)):
            return found[1], numeral + found[2], past, 0.0
    if scaled := _COUNTED_SCALE.match(text, end):
        return "", numeral + "亿", scaled.end(), 0.0
    if text.startswith(("个多", "个余", "个半"), end) and _unit_at(text, end + 2)[0]:
        half = text[end + 1] == "半"
        return "" if half else text[end + 1], numeral, end + 2, 0.5 if half else 0.0
    return "", numeral, end, 0.0


def _tail_of(text: str, at: int, unit: str) -> tuple[float, int]:
    """What still counts after the unit (五角 after 三元, 半 after 两吨, 五 after 三块), in units; its end."""
    if unit in ("元", "块", "圆", "块钱", "元钱"):
        small = _SMALL_MONEY.match(text, at)
        if small and (small[1] or small[2]):
            tenths, hundredths = (read_number(part) if part else 0.0 for part in small.groups())
            return tenths / 10 + hundredths / 100, small.end()
    if text.startswith("半", at) and _closed(text, at + 1):
        return 0.5, at + 1
    if unit in ("块", "米") and (last := _LAST_DIGIT.match(text, at)):
        return read_number(last[1]) / 10, last.end()
    return 0.0, at


def _closed(text: str, at: int) -> bool:
    """Whether a figure can end before `at`: end of text, punctuation, 的."""
    char = text[at:at + 1]
    return not "一" <= char <= "鿿" or char == "的"


# -- One figure: its sign, currency and comparator --

def _figure_at(text: str, at: int, low: int, whole: bool) -> tuple[_Figure | None, int]:
    """The figure whose numeral begins at `at`, or None; and where to read on.

    Nothing before `low` is looked at for signs, currencies and comparators: it belongs to the figure before.
    """
    special = _special(text, at)
    if special:
        end, value, unit = special
        number = _Number(end, value, unit, UNITS.get(unit), bare_scale=text[at - 1:at + 1] == "过半")
        if not unit:
            number.unit, number.end, number.entry = _unit_at(text, end)
    elif text[at] in "翻半":
        return None, at + 1
    else:
        found = _plain(text, at, whole)
        if isinstance(found, int):
            return None, found
        number = found
    start = at
    if number.numeral[:1] in tuple("十百千万亿") and at > low and text[at - 1] in "数几":
        start = at - 1 - text.startswith("好", at - 2)
        number.infix, number.bare_scale = "几", False
    number_start = _currency(text, _sign(text, start, low, number), low, number)
    start, comparator, strength = comparator_before(text, number_start, low)
    if number.bare_scale and strength < 0 and number_start > low:
        before = text[number_start - 1]
        if before in _BEFORE_SCALE and not text.endswith(_STEPS, 0, number_start):
            start, comparator, strength = number_start - 1, _BEFORE_SCALE[before], 3
    if strength < 0 and (doubling := _DOUBLING.match(text, at)) and doubling[1]:  # 翻了近两番
        _, comparator, strength = comparator_before(text, doubling.start(1), at)
    end, after, after_strength = comparator_after(text, number.end)
    if after_strength > strength:
        comparator, strength = after, after_strength
    dimension = number.entry.dimension if number.entry is not None else ""
    if strength < 0 and not whole:
        article = number.numeral == "一" and dimension in ("count", "people")
        article = article and not _alone(text, at, number.end)
        empty = number.bare_scale and not number.infix and (dimension != "money" or len(number.numeral) == 1)
        if article or empty:
            return None, number.end
    unnamed = number.bare_scale and not number.unit and strength == 3
    if unnamed and _SUM_OF_MONEY.match(text[start:end + 2]):
        number.value, number.unit = 1.0, number.numeral  # 产值突破千亿
    if strength < 0 and number.infix:
        comparator, strength = INFIX[number.infix].comparator, 0
    elif strength < 0 and number.unit and text[end:end + 1] in ("多", "余") and _closed(text, end + 1):
        comparator, strength, end = "ge", 0, end + 1
    if strength < 0 and text.endswith(AHEAD, 0, start):
        comparator, strength = "le", 0
    if number.high is not None:
        comparator, strength = "between", 3
    figure = _Figure(start, end, number.value, number.unit, comparator, strength, number_start, number.end,
                     number.high, dimension=dimension)
    figure.bare = not (number.unit or whole or special) and _is_bare(number, strength)
    return figure, end


def _is_bare(number: _Number, strength: int) -> bool:
    """Whether a number without a unit is too little to be a figure of its own."""
    if strength > 0 and number.numeral != "一":
        return False
    if not number.chinese:
        return looks_like_code(number.numeral)
    long = len(number.numeral) > (1 if number.numeral[-1] in _BIG else 2)
    scaled = long and number.high is None and not _NO_SCALE.fullmatch(number.numeral)
    return not (number.infix or scaled)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether `text` is nothing but what stands from `start` to `end`."""
    return len(text) <= 2 * _LONGEST and not text[:start].strip() and not text[end:].strip()


def _sign(text: str, at: int, low: int, number: _Number) -> int:
    """Apply the sign before `at` (-3.2, 负三, 零下5度) to `number`; its start, or `at`."""
    if text.endswith("零下", low, at):
        number.value = -number.value
        return at - 2
    start = at - 1 if text.endswith("负的", low, at) else at
    if start <= low or text[start - 1] not in "-+负":
        return at
    mark, prior = text[start - 1], text[start - 2] if start > 1 else ""
    glued = prior.isascii() and prior.isalnum() or prior in ("%", ")", "-", "—")
    if glued or mark == "负" and prior in _ENDS_IN_NEGATIVE:
        return at
    if mark != "+":
        number.value = -number.value
    return start - 1


def _currency(text: str, at: int, low: int, number: _Number) -> int:
    """Give `number` the unit that stands before `at` (美元500万, $3.5, 摄氏5度); where it starts."""
    end = at
    while end > low and text[end - 1] == " ":
        end -= 1
    for size in range(min(_LONGEST_PREFIX, end - low), 0, -1):
        name = PREFIXES.get(text[end - size:end])
        if name is None:
            continue
        entry, own = UNITS[name], number.entry
        if not number.unit.strip(_BIG):
            number.unit, number.entry = number.unit + name, entry
        elif number.unit == "度" and entry.dimension == "temperature":
            number.unit, number.entry = name, entry
        elif own is not None and own.base == "元" and entry.dimension == "money":  # 港币300元
            if name != "元" and number.unit[-1] in "元块圆":
                number.unit, number.entry = number.unit[:-1] + name, entry
        elif own is None or own.dimension != "money" or entry.dimension != "money":
            return at
        return end - size
    return at


# -- Figures together --

def _range(text: str, first: _Figure) -> _Figure | None:
    """`first` joined with the figure after a range mark, or None where they are no range."""
    match = _JOIN.match(text, first.number_end)
    if match is None or first.high is not None or not _RANGE_HEAD.match(text, match.end()):
        return None
    origin, mark = first.start, match.group().strip()
    if mark in ("到", "至"):
        if origin == 1 and text[0] in "从由自":
            origin = 0  # the whole text is one span: 从三十到四十
        elif _FROM.search(text, max(0, first.start - 15), first.start):
            return None  # 从3家到5家 says what was and what is
    second, _ = _figure_at(text, match.end() + (text[match.end()] in "-负"), match.end(), True)
    if second is None or second.high is not None or origin < first.start and text[second.end:].strip():
        return None
    if mark in ("和", "与") and not text.startswith("之间", second.end):
        return None
    pair = _in_one_unit(text, first, second)
    if pair is None or pair[0] > pair[1]:
        return None
    low, high, unit = pair
    end = second.end + 2 * text.startswith(("之间", "区间"), second.end)
    bare = first.bare and not unit and end == second.end and not (
        text[first.number_start] in CHINESE_CHARS and _alone(text, origin, end))
    return _Figure(origin, end, low, unit, "between", 3, first.number_start, second.number_end, high, bare,
                   second.dimension or first.dimension)


def _in_one_unit(text: str, first: _Figure, second: _Figure) -> tuple[float, float, str] | None:
    """Both ends of a range and their common unit: 1.2—1.5万亿元, 2.5万至3万元, 500万元至1亿元, 三到五成."""
    low, high, unit = first.value, second.value, second.unit
    if not first.unit:
        if text[second.number_end - 1] == "成" and unit == "%":
            low *= 10
        elif low > high and unit[:1] in BIG_SCALES and len(unit) > 1:  # 5000至1万元
            low /= BIG_SCALES[unit[0]]
    elif not second.unit:
        unit = first.unit
    elif first.unit != second.unit:
        (factor, base), (other, same) = base_of(first.unit), base_of(second.unit)
        if not first.unit.strip(_BIG):
            other = base_of(unit[0])[0] if unit[0] in _BIG else 1.0
        elif base != same:
            return None
        low = tidy(low * factor / other)
    return low, high, unit


def _composition(match: re.Match[str]) -> list[_Figure]:
    """The parts of a ratio that make a whole (9:45:46), each a share in %; [] where they make none."""
    parts = [(part.start() + match.start(), part.end() + match.start(), read_number(part.group()))
             for part in _ARABIC.finditer(match.group())]
    if not 99.5 <= sum(value for _, _, value in parts) <= 100.5:
        return []
    return [_Figure(start, end, value, "%", "eq", 0, start, end, dimension="share")
            for start, end, value in parts]


def _compound(figures: list[_Figure]) -> list[_Figure]:
    """2小时30分钟, 5英尺10英寸: figures that touch, of one dimension with falling units, are one."""
    joined: list[_Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (last and last.number_end == figure.start and last.dimension == figure.dimension
                and figure.dimension in _COMPOUND and last.high is None and figure.high is None):
            (large, base), (small, same) = base_of(last.unit), base_of(figure.unit)
            if base == same and small < large:
                last.value = tidy(last.value + figure.value * small / large)
                last.end, last.number_end = figure.end, figure.number_end
                if figure.strength > last.strength:
                    last.comparator, last.strength = figure.comparator, figure.strength
                continue
        joined.append(figure)
    return joined


def _share_units(text: str, figures: list[_Figure]) -> None:
    """8、9和10个百分点: a bare member of a list takes the unit of the member after it."""
    for this, following in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        lacking = not this.unit.strip(_BIG) and following.unit.strip(_BIG)
        if this.unit == "个" and following.unit.startswith("个") and following.unit != "个":  # 2.1个和1.3个百分点
            lacking, this.unit = True, ""
        changed = lacking and _CHANGED_TO.fullmatch(text, this.end, following.start) is not None
        turns = changed and _FROM.search(text, max(0, this.start - 15), this.start)  # 由320增加到410万人次
        if lacking and (turns or _LIST_MARK.fullmatch(text, this.end, following.start)):
            this.unit = this.unit + following.unit.lstrip(_BIG) if this.unit else following.unit
            this.dimension, this.bare = following.dimension, False


def _bounds(text: str, figures: list[_Figure]) -> list[_Figure]:
    """大于5小于10: a lower and an upper bound that touch are one range."""
    joined: list[_Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (last and {last.comparator, figure.comparator} in _OPPOSED
                and last.strength == figure.strength == 3 and figure.start < figure.number_start
                and last.unit in ("", figure.unit)
                and _BOUND_MARK.fullmatch(text, last.end, figure.start)
                and (last.value < figure.value) == (last.comparator in ("gt", "ge"))):
            low, high = sorted((last.value, figure.value))
            joined[-1] = _Figure(last.start, figure.end, low, figure.unit, "between", 3, last.number_start,
                                 figure.number_end, high, dimension=figure.dimension)
        else:
            joined.append(figure)
    return joined
