"""The grammar of figures: every quantity of a Chinese text, with its value, unit and comparator.

A figure is read in five steps, all declared at the top of this module or in the tables of `lexicon/`:

1. one scan stops at every character that can begin a figure (digits, Chinese numerals, opening quotes);
2. `_NOT_A_FIGURE` and `not_quantities.csv` take out dates, ordinals, names, slogans and idioms;
3. a number is read: Arabic, Chinese, mixed, percent, fraction, tenths (成), doublings (番), halves;
4. its unit follows (`units.csv`), its comparator stands before or after (`comparators.csv`);
5. neighbours are joined: ranges (5%—5.5%), compounds (三元五角) and lists that share a unit (8、9和10个百分点).

Conventions. The unit keeps the scale of the text (23亿元 is 23, 亿元); a Chinese numeral with a unit is treated alike
(三百万元 is 300, 万元), without one it is read whole (三百万 is 3000000, ''). Percent is always '%'. Fractions are plain
numbers (三分之一 is 0.333…), 一半 is 50 %, 翻一番 is 100 %. 十几, 几十, 数百, 百余 give their lower bound with `ge`.
Calendar spans (年, 月, 周, 日) are never quantities; hours, minutes, seconds and days (天) are. 一 with a counting word
(一个, 一家) is an article in Chinese and is read only with a comparator or alone.
"""
from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a text.

    `text[start:end]` is the figure with its comparator words, `text[number_start:number_end]` without them. `value` is
    in `unit`, which keeps the scale of the text (万, 亿); `value_high` is set only where `comparator` is `between`.
    `comparator` is one of eq, approx, ge, gt, le, lt, between.
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
        return _tidy(self.value * base_of(self.unit)[0])

    @property
    def base_high(self) -> float | None:
        """`value_high` in the base unit, None unless the figure is a range."""
        return None if self.value_high is None else _tidy(self.value_high * base_of(self.unit)[0])

    @property
    def base_unit(self) -> str:
        """The base unit of `unit`: 元 for 亿元, 米 for 公里, the counting word itself for 万家."""
        return base_of(self.unit)[1]


# -- Characters. Folding keeps the length of the text, so that offsets hold in the text as given. ----------------------

_FOLD = {0xFF01 + i: 0x21 + i for i in range(94)}
_FOLD |= {ord(a): b for a, b in zip(
    "　\u00a0\U001001b0−﹣﹪億萬個隻輛餘約圓畝頃噸條項戶間棟臺張塊筆單類種層點對組隊頭歲時鐘鎊幣韓歐為達過數幾開於"
    "從參產業車號標準錢華攝課場處總裡階級門鎮鄉區縣雙鄰負馬釐壓進國終賀貳陸兩",
    "  .--%亿万个只辆余约元亩顷吨条项户间栋台张块笔单类种层点对组队头岁时钟镑币韩欧为达过数几开于"
    "从叁产业车号标准钱华摄课场处总里阶级门镇乡区县双邻负马厘压进国终贺贰陆两", strict=True)}

_CN = "零〇一二三四五六七八九十百千万亿兆两俩仨廿卅卌"
_FORMAL_DIGITS = "壹贰叁肆伍陆柒捌玖"
_FORMAL = _FORMAL_DIGITS + "拾佰仟"
_PLAIN = str.maketrans("〇壹贰叁肆伍陆柒捌玖拾佰仟两俩仨", "零一二三四五六七八九十百千二二三")
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
_LONGEST = 40  # a longer run of numerals is an identifier, not a figure

# -- Numbers -----------------------------------------------------------------------------------------------------------

_ARABIC = r"(?:[0-9]{1,3}(?:, ?[0-9]{3})+(?=[万亿]?元)|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]++(?: ?\.[0-9]++)?(?:[eE][-+]?[0-9]{1,2}(?![0-9A-Za-z]))?)"
_SCALE = r"(?:[万亿]|百(?!分点|分之|帕)|[千兆](?!瓦|克|米|伏|卡|焦|赫|帕|字节|比特))"
_MIXED = rf"{_ARABIC}(?: ?{_SCALE}+(?:零?[0-9]+(?:\.[0-9]+)?{_SCALE}+)*(?:(?<=[万亿])[0-9]{{4}}(?![0-9.,年]))?)?"
_NUMERAL = rf"(?:[零〇一二三四五六七八九十两俩仨廿卅卌{_FORMAL}]|{_SCALE})"
_CHINESE = rf"{_NUMERAL}++(?:点[零〇一二三四五六七八九{_FORMAL_DIGITS}]+{_SCALE}*)?"
_ANY = rf"(?:{_MIXED}|{_CHINESE})"
_SEPARATOR = r" ?(?:[-—–~～〜－―]{1,2}|至|到) ?"
_BETWEEN = r" ?(?:[-—–~～〜－―]{1,2}|至|到|和|与) ?"

_NUMBER = re.compile(_ANY)
_WHOLE = re.compile(rf"(?:[-+]|负的?)? ?{_ANY}")
_SPACED = re.compile(rf"[-+负]?(?:[0-9]{{1,3}}(?: [0-9]{{3}})+(?:\.[0-9]+)?|(?:{_NUMERAL}|点| )+)")
_SUFFIXED = re.compile(rf"({_ARABIC}) ?([kKMGT])")
_SUFFIXES = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}  # read only where they are the whole text
_JOIN = re.compile(_BETWEEN)
_RANGE_HEAD = re.compile(rf"[-负]?[0-9{_CN}{_FORMAL}]")
_FROM = re.compile(r"[从由自][^,，。;；、:\n]*$")
_ARABIC_ONLY = re.compile(_ARABIC)
_PER = re.compile(rf"(百|千|万) ?分 ?之 ?(负?)({_ANY})")
_FRACTION = re.compile(rf"(?:({_ANY})又)?({_ANY}百?)分之({_ANY})")
_SLASHED = re.compile(r"(?:([0-9]{1,4})[又 ])?([0-9]{1,3})/([0-9]{1,3})(?![0-9/.])")
_TENTHS = re.compile(rf"({_ARABIC}|[一二三四五六七八九十两])成(半|[一二三四五六七八九])?(?![立为功果员效本都品交长就熟因份千人家])")
_DISCOUNT = re.compile(r"([0-9](?:\.[0-9])?|[一二三四五六七八九]{1,2}|[一二三四五六七八九]点[一二三四五六七八九])折(?![扣旧合返射叠腾线子])")
_DOUBLING = re.compile(rf"翻(?:了|近|超|约)?({_ANY})?番")
_HALF_UNIT = re.compile(r"半(?=个?(?:小时|钟头|公里|米|里|亩|吨|公斤|斤|升|英里|平方公里|平方米|度|倍|分钟)(?!以))")
_COUNTED_SCALE = re.compile("个亿(?![级元人])")  # 十个亿
_COMPOSITION = re.compile(rf"{_ARABIC}(?: ?[:∶] ?{_ARABIC}){{2,5}}(?![0-9.%])")
_TIMES = re.compile(rf" ?[×*] ?({_ARABIC})(?! ?[×*])")  # two factors only, so that reading them ends
_SMALL_MONEY = re.compile(rf"零?(?:({_ARABIC}|[一二三四五六七八九])[角毛])?(?:零?({_ARABIC}|[一二三四五六七八九])分(?!别|之|期|类))?钱?")
_LAST_DIGIT = re.compile(r"([一二三四五六七八九])(?![一-鿿0-9])")  # 三块五, 两米三
_ADJACENT = re.compile(r"([十百千]?|[二三四五六七八九]十)(一二|二三|两三|三四|三五|四五|五六|六七|七八|八九)([十百千万亿]*)")
_NUMERAL_PART = re.compile(r"[0-9]+(?:\.[0-9]+)?|点[零一二三四五六七八九]+|[零一二三四五六七八九十百千万亿兆]")
_SCALELESS = re.compile("[^点十百千万亿兆拾佰仟廿卅卌]*")  # 六二六 spells out digits
_TAIL_SCALE = re.compile(r"(.*?[^万亿兆])([万亿兆]+)")
_HALF_SPECIAL = re.compile(r"半成(?!品)|半折|半数")
_OVER_HALF = re.compile(r"(?<=过)半(?![年月天日小个生载夜])")
_POWER = re.compile(rf"({_ARABIC})(?:的({_ANY})次方|\^([0-9]{{1,2}}))")
_INFIX = re.compile(rf"(余|多|几|来)({_SCALE}*)")

# -- What is not a figure. Each is matched where a numeral or an opening quote stands. ---------------------------------

_CAL = (r"(?:周年|年度|年代|年间|年期|年|个?月份|个?月(?!大)|个?季度|个?星期|周(?!岁|大)|个?世纪|学年|学期|"
        r"日(?!元(?![旦宵])|圆|币)|号|届(?:[一二三四五六七八九十0-9]{1,2}次(?:、[一二三四五六七八九十0-9]{1,2}次)*)?|旬|夜|代人|辈子)")
_NOT_A_FIGURE = re.compile("|".join((
    rf"“(?!{_ANY}(?:%|‰|个百分点|[万亿]*元|倍)[^“”]{{0,3}}”)[^“”\n]{{1,16}}”", r"「[^「」\n]{1,16}」", r"『[^『』\n]{1,16}』", r"《[^《》\n]{1,60}》",      # names in quotes
    r"[〔\[(【](?:19|20)[0-9]{2}[〕\])】] ?第?[0-9]+ ?号?",                                        # document numbers
    r"[(（][0-9一二三四五六七八九十]{1,3}[)）]",                                                   # list markers
    r"(?<![^\n ])[0-9]{1,2}(?:[、)](?! ?[0-9])|\.(?![0-9]))",
    r"(?<![^\n。;；:])[一二三四五六七八九十]{1,3}、(?![0-9一二三四五六七八九十])",
    r"[一二三四五六七八九十]{1,2}(?:是|要)(?!在)",
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}日?", r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9.])",   # dates, times
    rf"(?:19|20)[0-9]{{2}}{_SEPARATOR}(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})年度?",
    r"[0-9]{1,2}(?:月|日(?!元(?![旦宵])|圆|币))(?!大)(?:[0-9]{1,2}[日号])?",
    r"[0-9]{1,2}(?:时(?!速|段|代)|点(?!位|次))(?:[0-9]{1,2}分|半|整|钟|许)?(?![0-9])",
    r"[〇零一二三四五六七八九]{4}年", r"[一二三四五六七八九十]{1,3}点(?:钟|半|整|[一二三四五六七八九十]{1,3}分)",
    rf"(?:{_ANY}{_SEPARATOR})?{_ANY} ?(?:多|余|几|来)?(?:个半|半)?{_CAL}",                      # calendar spans
    r"[0-9]{3,4}-[0-9]{7,8}|1[3-9][0-9]{9}(?![0-9])|400-[0-9]{3}-[0-9]{4}",                        # telephones
    r"[0-9]{3,5}(?=[^0-9,，。、;；\n]{0,10}热线)", r"[0-9]{1,4}(?:国道|省道|县道|乡道|路)",
    r"[0-9]+(?:\.[0-9]+)? ?[:：∶比] ?[0-9]+(?:\.[0-9]+)?",                                          # scores, ratios
    r"[0-9一二三四五六七八九十](?:\+[0-9A-Z一二三四五六七八九十]{1,3})+",                              # 1+3+N
    r"十[一二三四五六七八九]五|(?:十[七八九]|二十)大(?!于|类|项)|[一二三四五六七八九]中全会",                           # plans, congresses
    rf"{_ANY}强", rf"{_ANY}中(?=[、,。)学附教一二校]|$)", rf"(?:[0-9][×xX*])?{_ANY}小时(?:不打烊|值守|值班|在线|自助|营业|开放|热线|待命)",
    rf"{_ANY}(?:分钟|小时|公里)[^,，。、;；\n]{{0,6}}圈",
    r"[0-9]+(?:\.[0-9]+)?[A-Z]{1,3}级",
)))
_ORDINAL = re.compile(rf"{_ANY}(?:[、和及至到-]{_ANY}(?=产业|届|批|位|名|次|条|款|项|章|季度|轮|类))*")
_FRONT = re.compile(rf"{_ANY}(?:位|名|强|列|甲|大|个|位次)?")
_ROADS = ("国道", "省道", "县道", "乡道")
_INDICATOR_LETTERS = ("GDP", "CPI", "PPI", "PMI", "GNP", "R&D", "FDI", "RMB", "CNY", "USD", "HKD", "EUR", "GBP", "JPY")


def _rows(name: str) -> list[dict[str, str]]:
    with (files("helpers") / "lexicon" / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.translate(_FOLD) for word in cell.split("|") if word)


@dataclass(frozen=True, slots=True)
class _Unit:
    base: str
    factor: float
    dimension: str
    arabic_only: bool


def _load_units():
    units, prefixes, spelled = {}, {}, {}
    for row in _rows("units.csv"):
        unit = _Unit(row["base_unit"], float(row["factor"]), row["dimension"], row["script"] == "arabic")
        for name in (row["unit"].translate(_FOLD), *_words(row["aliases"])):
            units[name] = unit
            spelled[name] = "%" if unit.base == "%" and unit.factor == 1 else name
        prefixes.update(dict.fromkeys(_words(row["prefixes"]), row["unit"]))
    return units, prefixes, spelled


_UNITS, _PREFIXES, _SPELLED = _load_units()
_NEVER = ("\0",)  # str.startswith wants something to look for
_UNIT_GUARDS = {row["unit"]: _words(row["not_before"]) for row in _rows("unit_guards.csv")}
_LONGEST_PREFIX = max(map(len, _PREFIXES))
_UNIT_HEADS: dict[str, tuple[str, ...]] = {}
for _name in sorted(_UNITS, key=len, reverse=True):
    _UNIT_HEADS[_name[0]] = (*_UNIT_HEADS.get(_name[0], ()), _name)
_PER_WORDS = ("工作日", "季度", "年", "月", "日", "周", "季", "班", "床日", "万人", "千人", "百人", "百户", "万元", "亿元")


@dataclass(frozen=True, slots=True)
class _Comparator:
    comparator: str
    strength: int
    not_after: str
    not_before: tuple[str, ...]


def _load_comparators():
    table: dict[str, dict[str, _Comparator]] = {"before": {}, "after": {}, "infix": {}, "context": {}}
    for row in _rows("comparators.csv"):
        table[row["position"]][row["word"].translate(_FOLD)] = _Comparator(
            row["comparator"], int(row["strength"]), row["not_after"], _words(row["not_before"]))
    return table


_COMPARATORS = _load_comparators()
_LONGEST_BEFORE = max(map(len, _COMPARATORS["before"]))
_CONTEXT = tuple(_COMPARATORS["context"])
_BEFORE_SCALE = {"过": "gt", "上": "ge"}  # 过百家, 上千人
_STEPS = ("迈上", "跨上", "登上", "站上", "踏上", "走过", "迈过", "跨过")  # 迈上万亿元台阶 reaches it
_OPPOSED = ({"gt", "lt"}, {"ge", "le"}, {"gt", "le"}, {"ge", "lt"})
_LONGEST_AFTER = max(map(len, _COMPARATORS["after"]))


def _load_idioms() -> dict[str, tuple[tuple[int, str], ...]]:
    """Words that hold a numeral, longest first, by the numeral and its neighbour in the word; with its place in it."""
    table: dict[str, list[tuple[int, str]]] = {}
    for row in _rows("not_quantities.csv"):
        word = row["word"]
        for at, char in enumerate(word):
            if char in _CN:
                table.setdefault(word[at:at + 2] if at == 0 else word[at - 1:at + 1], []).append((at, word))
    return {pair: tuple(sorted(words, key=lambda item: -len(item[1]))) for pair, words in table.items()}


_IDIOMS = _load_idioms()
_TRIGGER = re.compile(rf"[0-9{_CN}{_FORMAL}翻半“「『《〔【\[(]")


def _tidy(value: float) -> float:
    """Round off the noise of binary fractions: 3.3 * 1e4 is 33000."""
    return float(f"{value:.15g}")


@cache
def base_of(unit: str) -> tuple[float, str]:
    """Factor and base unit of `unit`: (1e8, 元) for 亿元, (1e4, 家) for 万家, (1.0, '') for ''.

    An unknown unit is its own base. Of a compound (元/平方米) the numerator is converted.
    """
    if unit in _UNITS:
        return _UNITS[unit].factor, _UNITS[unit].base
    if unit[:1] in ("百", "千", "十", *_BIG):
        factor, base = base_of(unit[1:])
        return {**_SMALL, **_BIG}[unit[0]] * factor, base
    for mark in "/每":
        head, found, rest = unit.partition(mark)
        if found and head:
            factor, base = base_of(head)
            return factor, f"{base}/{rest}"
    return 1.0, unit


def read_number(numeral: str) -> float:
    """Value of one numeral in any script: 1,234.5, 三万五千, 3万5千, 壹佰贰拾, 一点五亿, 廿三, 一百五 (150).

    A scale without a digit counts from one (百亿 is 1e10). Raises ValueError where `numeral` holds other characters.
    """
    if numeral.isascii() and _ARABIC_ONLY.fullmatch(numeral):
        return float(numeral.replace(",", "").replace(" ", ""))
    plain = numeral.translate(_FOLD).translate(_PLAIN).translate(_TENS).replace(",", "").replace(" ", "")
    if not plain:
        raise ValueError("an empty numeral")
    sign = -1.0 if plain[0] in "-负" else 1.0
    plain = plain.lstrip("+-负的")
    if _ARABIC_ONLY.fullmatch(plain):
        return sign * float(plain)
    total = section = 0.0
    current: float | None = None  # the digits not yet scaled
    scale, zero, end = 0, False, 0
    for token in _NUMERAL_PART.finditer(plain):
        if token.start() != end:
            break
        part, end = token.group(), token.end()
        if part[0] in "0123456789":
            current = float(part)
        elif part[0] == "点":
            current = (current or 0.0) + float("0." + "".join(str(_DIGIT[char]) for char in part[1:]))
            scale = 0
        elif part in _DIGIT:
            zero = zero or part == "零"
            current = _DIGIT[part] if current is None else current * 10 + _DIGIT[part]
        elif part in _SMALL:
            implied = current is None or current == 0 and not section  # 百 and 零百 count from one
            section += (1.0 if implied else current) * _SMALL[part]
            current, scale, zero = None, _SMALL[part], False
        else:
            section, scale, zero = section + (current or 0.0), _BIG[part], False
            if total and (total < scale or not section):
                total = (total + section) * scale  # 二千万亿 multiplies what stands before
            else:
                total += (section or 1.0) * scale
            section, current = 0.0, None
    if end != len(plain):
        raise ValueError(f"not a numeral: {numeral[:40]}")
    if current is not None and scale >= 100 and not zero and plain[-1] in _DIGIT and plain[-2] not in _DIGIT:
        current *= scale / 10  # 一百五 is 150, 三万二 is 32000
    return sign * _tidy(total + section + (current or 0.0))


# -- Reading one figure ------------------------------------------------------------------------------------------------

@dataclass(slots=True)
class _Figure:
    """A figure while it is read; `bare` marks a Chinese numeral that only a neighbour can make a quantity."""

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


@dataclass(slots=True)
class _Number:
    """A number with its unit, before comparators: `numeral` as written, `bare_scale` for 百亿 without a digit."""

    end: int
    value: float
    unit: str
    entry: _Unit | None
    numeral: str
    infix: str
    bare_scale: bool
    chinese: bool
    high: float | None


def _unit_at(text: str, at: int) -> tuple[str, int, _Unit | None]:
    """The unit that begins at `at`, its end, its entry; ('', at, None) where none does."""
    start = at + 1 if text[at:at + 1] == " " else at
    for name in _UNIT_HEADS.get(text[start:start + 1], ()):
        if not text.startswith(name, start):
            continue
        end = start + len(name)
        following = text[end:end + 1]
        if name[-1].isascii() and name[-1].isalpha() and following.isascii() and following.isalnum():
            continue
        if text.startswith(_UNIT_GUARDS.get(name, _NEVER), end) and _after(text, end)[2] < 0:
            continue
        unit, spelled = _UNITS[name], _SPELLED[name]
        end, tail = _per_at(text, end, unit)
        return spelled + tail, end, unit
    return "", at, None


def _per_at(text: str, at: int, unit: _Unit) -> tuple[int, str]:
    """The denominator that follows a unit at `at` (/平方米, 每户, /月·平方公里): its end and its text."""
    start = end = at
    for _ in range(3):
        mark = text[end:end + 1]
        if mark not in ("/", "·", "每") or (mark == "·" and end == at) or (mark == "每" and unit.dimension == "count"):
            break
        names = [word for word in _PER_WORDS if text.startswith(word, end + 1)] if mark != "每" else []
        names += [name for name in _UNIT_HEADS.get(text[end + 1:end + 2], ()) if text.startswith(name, end + 1)]
        if not names:
            break
        end += 1 + len(max(names, key=len))
    return end, text[start:end]


def _before(text: str, at: int, low: int) -> tuple[int, str, int]:
    """Comparator words that end at `at`, not before `low`: their start, the comparator, its strength."""
    table, end = _COMPARATORS["before"], at
    while end > low and text[end - 1] == " ":
        end -= 1
    if end > low and text[end - 1] == "了":
        end -= 1
    for size in range(min(_LONGEST_BEFORE, end - low), 0, -1):
        found = table.get(text[end - size:end])
        if found is not None:
            start = end - size
            if start > 0 and text[start - 1] in found.not_after:
                return at, "eq", -1
            return start, found.comparator, found.strength
    return at, "eq", -1


def _after(text: str, at: int) -> tuple[int, str, int]:
    """Comparator words that begin at `at`: their end, the comparator, its strength."""
    start = at + 3 if text.startswith("(含)", at) else at
    table = _COMPARATORS["after"]
    for size in range(_LONGEST_AFTER, 0, -1):
        word = text[start:start + size]
        found = table.get(word)
        if found is not None and not text.startswith(found.not_before or _NEVER, start + size):
            return start + len(word), found.comparator, found.strength
    return at, "eq", -1


def _idiom_end(text: str, at: int) -> int:
    """End of the idiom or name that holds the numeral at `at`, or 0."""
    for pair in (text[at:at + 2], text[max(at - 1, 0):at + 1]):
        for offset, word in _IDIOMS.get(pair, ()):
            if at >= offset and text.startswith(word, at - offset):
                return at - offset + len(word)
    return 0


def _is_name(text: str, at: int, end: int) -> bool:
    """Whether the digits text[at:end] belong to a Latin name: PM2.5, G104, JN-3, 5G."""
    before = text[at - 1:at]
    if before == " " and text.endswith(("PM", "pm"), 0, at - 1) or text.endswith(_ROADS, 0, at):
        return True
    if before in ("-", "_") and text[at - 2:at - 1].isascii() and text[at - 2:at - 1].isalpha():
        return True
    if before.isascii() and before.isalpha() and not text.endswith(_INDICATOR_LETTERS, 0, at):
        return True
    after = text[end:end + 1]
    return after.isascii() and after.isalpha() and not _unit_at(text, end)[0]


def _special(text: str, at: int) -> tuple[int, float, str] | None:
    """Written forms with a unit of their own (percent, fraction, tenths …) at `at`: end, value, unit."""
    if text[at] == "翻":
        if match := _DOUBLING.match(text, at):
            times = read_number(match[1]) if match[1] else 1.0
            return (match.end(), 100.0 * (2.0**times - 1.0), "%") if times < 64 else None
        return None
    if text[at] == "半":
        if match := _HALF_SPECIAL.match(text, at):
            return match.end(), 5.0 if match.group() == "半成" else 50.0, "%"
        if match := _OVER_HALF.match(text, at):
            return match.end(), 50.0, "%"
        if text[at - 1:at] not in ("一", "过", "大", "多", "个", "上", "下", "前", "后", "泰", "近") and (
                match := _HALF_UNIT.match(text, at)):
            return match.end(), 0.5, ""
        return None
    if match := _PER.match(text, at):
        sign = -1.0 if match[2] else 1.0
        return match.end(), sign * read_number(match[3]), {"百": "%", "千": "‰", "万": "‱"}[match[1]]
    if match := _FRACTION.match(text, at) or _SLASHED.match(text, at):
        whole, first, second = match.groups()
        top, bottom = (first, second) if match.re is _SLASHED else (second, first)
        if divisor := read_number(bottom):
            return match.end(), (read_number(whole) if whole else 0.0) + read_number(top) / divisor, ""
    if text.startswith(("一半", "半数"), at):
        return at + 2, 50.0, "%"
    if match := _TENTHS.match(text, at):
        tail = 0.0 if not match[2] else 5.0 if match[2] == "半" else read_number(match[2])
        return match.end(), 10.0 * read_number(match[1]) + tail, "%"
    if match := _DISCOUNT.match(text, at):
        value = read_number(match[1])
        return match.end(), value if len(match[1]) == 2 else value * 10.0, "%"
    if match := _POWER.match(text, at):
        power = read_number(match[2] or match[3])
        if power < 100:
            return match.end(), read_number(match[1]) ** power, ""
    return None


def _plain(text: str, at: int, whole: bool) -> _Number | int:
    """The number written in digits or numerals at `at` with its unit, or where to read on if it is none."""
    match = _NUMBER.match(text, at)
    if match is None or text[at] in "翻半":
        return at + 1
    numeral, end, chinese = match.group(), match.end(), text[at] not in "0123456789"
    if len(numeral) > _LONGEST or _is_name(text, at, end):
        return end
    digits = numeral.translate(_PLAIN) if chinese else numeral
    bare_scale = chinese and not any(char in _DIGIT or char in "十廿卅卌" for char in digits)
    if chinese and not whole:
        if len(numeral) == 1 and numeral in _FORMAL and text[end:end + 1] not in ("元", "圆"):
            return end
        loose = "点" in numeral or bare_scale and _before(text, at, 0)[2] >= 0
        # the longer reading wins: 三公 is a name, 三公里 a length
        if not loose and (past := _idiom_end(text, at)) and _unit_at(text, end)[1] <= past:
            return max(past, at + 1)
    if text[at - 1:at] == "前" and not whole and (front := _FRONT.match(text, at)):
        return front.end()
    infix, body = "", numeral
    if (found := _INFIX.match(text, end)) and (digits[-1] in "0十百千万亿廿卅卌" or found[1] in "余多"):
        guards = _COMPARATORS["infix"][found[1]].not_before
        counted = found[2] or _unit_at(text, found.end())[0] or found[1] == "几" and _closed(text, found.end())
        if counted or found[1] in "余多" and not text.startswith(guards or _NEVER, found.end()):
            infix, body, end = found[1], numeral + found[2], found.end()
    elif scaled := _COUNTED_SCALE.match(text, end):
        body, end = numeral + "亿", scaled.end()
    extra = 0.0
    if text.startswith(("个多", "个余"), end) and _unit_at(text, end + 2)[0]:
        infix, end = text[end + 1], end + 2
    if text.startswith("个半", end) and _unit_at(text, end + 2)[0]:
        extra, end = 0.5, end + 2
    unit, number_end, entry = _unit_at(text, end)
    if chinese and entry is not None and entry.arabic_only:
        return end
    high = None
    split = _TAIL_SCALE.fullmatch(body)
    if (near := _ADJACENT.fullmatch(digits)) and (unit or near[3]):
        head, (first, second), tail = near[1], near[2].replace("两", "二"), near[3]
        value, high = read_number(head + first + tail), read_number(head + second + tail)
    elif bare_scale and not split and body[-1] in _BIG and unit:
        value, unit = 1.0, body + unit
    elif split and (unit or not chinese) and not any(char in _BIG for char in split[1]):
        value, unit = read_number(split[1]), split[2] + unit
    else:
        value = read_number(body)
    if not chinese and (times := _TIMES.match(text, end)) and not unit:  # 2×35万千瓦
        factor = _plain(text, times.start(1), whole)
        if isinstance(factor, _Number):
            factor.value *= value
            return factor
    if entry is not None:
        tail, number_end = _tail_of(text, number_end, unit, entry)
        extra += tail
    return _Number(number_end, value + extra, unit, entry, body, infix, bare_scale, chinese, high)


def _tail_of(text: str, at: int, unit: str, entry: _Unit) -> tuple[float, int]:
    """What follows the unit and still counts: 五角二分 after 三元, 半 after 两吨, 三 after 五块; in units, and its end."""
    if unit in ("元", "块", "圆", "块钱", "元钱") and (small := _SMALL_MONEY.match(text, at)) and (small[1] or small[2]):
        return sum(read_number(part) * share for part, share in ((small[1], 0.1), (small[2], 0.01)) if part), small.end()
    if text.startswith("半", at) and _closed(text, at + 1):
        return 0.5, at + 1
    if unit in ("块", "米") and (last := _LAST_DIGIT.match(text, at)):
        return read_number(last[1]) / 10, last.end()
    return 0.0, at


def _figure_at(text: str, at: int, low: int, whole: bool) -> tuple[_Figure | None, int]:
    """The figure whose numeral begins at `at`, or None; and where to read on.

    Nothing before `low` is looked at for signs, currencies and comparators: it belongs to the figure before.
    """
    if special := _special(text, at):
        end, value, unit = special
        entry = _UNITS.get(unit)
        if not unit:
            unit, end, entry = _unit_at(text, end)
        over_half = text[at] == "半" and text[at - 1:at] == "过"
        number = _Number(end, value, unit, entry, "", "", over_half, False, None)
    else:
        found = _plain(text, at, whole)
        if isinstance(found, int):
            return None, found
        number = found
    start = at
    if number.numeral[:1] in tuple("十百千万亿") and text[at - 1:at] in ("数", "几") and at > low:
        start = at - 1 - text.startswith("好", at - 2)
        number.infix, number.bare_scale = "几", False
    start = _sign(text, start, low, number)
    start = _currency(text, start, low, number)
    number_start = start
    start, comparator, strength = _before(text, number_start, low)
    if number.bare_scale and strength < 0:
        before = text[number_start - 1:number_start] if number_start > low else ""
        if before in _BEFORE_SCALE and not text.endswith(_STEPS, 0, number_start):
            start, comparator, strength = number_start - 1, _BEFORE_SCALE[before], 3
    end, after, after_strength = _after(text, number.end)
    if after_strength > strength:
        comparator, strength = after, after_strength
    entry = number.entry
    dimension = entry.dimension if entry is not None else ""
    if number.bare_scale and strength < 0 and not number.infix and not whole and (
            dimension != "money" or len(number.numeral) == 1):
        return None, number.end
    if strength < 0 and number.infix:
        comparator, strength = _COMPARATORS["infix"][number.infix].comparator, 0
    elif strength < 0 and entry is not None and text[end:end + 1] in ("多", "余") and _closed(text, end + 1):
        comparator, strength, end = "ge", 0, end + 1
    if strength < 0 and text.endswith(_CONTEXT, 0, start):
        comparator, strength = "le", 0
    article = number.numeral == "一" and dimension in ("count", "people", "")
    if article and strength < 0 and not whole and not _alone(text, at, number.end):
        return None, number.end
    if number.high is not None:
        comparator, strength = "between", 3
    long_enough = number.high is None and not _SCALELESS.fullmatch(number.numeral) and len(number.numeral) > 1 + (number.numeral[-1:] not in tuple(_BIG))
    figure = _Figure(start, end, number.value, number.unit, comparator, strength, number_start, number.end, number.high,
                     dimension=dimension)
    bounded = strength > 0 and number.numeral != "一"
    figure.bare = not number.unit and not bounded and not whole and not special and (
        _looks_like_code(number.numeral) if not number.chinese else not (long_enough or number.infix))
    return figure, end


def _alone(text: str, at: int, end: int) -> bool:
    return not text[:at].strip() and not text[end:].strip() if len(text) <= 2 * _LONGEST else False


def _looks_like_code(numeral: str) -> bool:
    """A bare number that is a year or an identifier rather than an amount."""
    return numeral.isdigit() and (len(numeral) == 4 and numeral[:2] in ("19", "20") or len(numeral) > 7
                                  or len(numeral) > 1 and numeral[0] == "0")


def _sign(text: str, at: int, low: int, number: _Number) -> int:
    """Apply the sign before `at` (-3.2, 负三, 零下5度) to `number`; its start."""
    if text.endswith("零下", low, at):
        number.value = -number.value
        return at - 2
    start = at
    if text.endswith("负的", low, at):
        start -= 1
    mark, prior = text[start - 1:start], text[max(start - 2, 0):start - 1] if start > 1 else ""
    if start <= low or mark not in ("-", "+", "负"):
        return at
    glued = prior.isascii() and prior.isalnum() or prior in ("%", ")", "-", "—")
    if glued or mark == "负" and prior in tuple("抱担背肩胜辜欺自减正税重"):
        return at
    if mark != "+":
        number.value = -number.value
    return start - 1


def _currency(text: str, at: int, low: int, number: _Number) -> int:
    """Give `number` the currency or scale of temperature that stands before `at` (美元500万, $3.5, 摄氏5度); its start."""
    end = at
    while end > low and text[end - 1] == " ":
        end -= 1
    for size in range(min(_LONGEST_PREFIX, end - low), 0, -1):
        found = _PREFIXES.get(text[end - size:end])
        if found is None:
            continue
        entry = _UNITS[found]
        if not number.unit.strip("".join(_BIG)):
            number.unit, number.entry = number.unit + found, entry
        elif number.unit == "度" and entry.dimension == "temperature":
            number.unit, number.entry = found, entry
        elif number.entry is not None and number.entry.base == "元" and entry.dimension == "money":
            number.unit = number.unit[:-1] + found if found != "元" and number.unit[-1] in "元块圆" else number.unit
            number.entry = entry
        elif number.entry is None or number.entry.dimension != "money" or entry.dimension != "money":
            return at
        return end - size
    return at


def _closed(text: str, at: int) -> bool:
    """Whether a figure can end before `at`: end of text, punctuation, 的."""
    char = text[at:at + 1]
    return not ("一" <= char <= "鿿") or char == "的"


def _range(text: str, first: _Figure, whole: bool) -> _Figure | None:
    """`first` joined with the figure after a range mark, or None where they are no range."""
    match = _JOIN.match(text, first.number_end)
    if match is None or first.high is not None or not _RANGE_HEAD.match(text, match.end()):
        return None
    origin, mark = first.start, match.group().strip()
    if mark in ("到", "至"):
        if text[origin - 1:origin] in ("从", "由", "自") and origin == 1:
            origin -= 1  # the whole text is one span: 从三十到四十
        elif _FROM.search(text, max(0, first.start - 15), first.start):
            return None
    negative = text[match.end()] in "-负"
    second, _ = _figure_at(text, match.end() + negative, match.end(), True)
    if second is None or second.high is not None:
        return None
    if mark in ("和", "与") and not text.startswith("之间", second.end):
        return None
    if origin < first.start and text[second.end:].strip():
        return None
    low, high, unit = first.value, second.value, second.unit
    if not first.unit:
        if text[second.number_end - 1] == "成" and unit == "%":
            low *= 10
        if low > high and unit[:1] in _BIG and len(unit) > 1:
            low /= _BIG[unit[0]]
    elif not second.unit:
        unit = first.unit
    elif first.unit != second.unit:
        (factor, base), (other, same) = base_of(first.unit), base_of(second.unit)
        scale_only = not first.unit.strip("".join(_BIG))
        if base != same and not scale_only:
            return None
        low = _tidy(low * factor / (base_of(unit[0])[0] if scale_only and unit[0] in _BIG else 1 if scale_only else other))
    if low > high:
        return None
    end = second.end
    if text.startswith(("之间", "区间"), end):
        end += 2
    return _Figure(origin, end, low, unit, "between", 3, first.number_start, second.number_end, high=high,
                   bare=first.bare and not unit and end == second.end and not (
                       text[first.number_start] in _CN and _alone(text, origin, end)),
                   dimension=second.dimension or first.dimension)


# -- Joining neighbours ------------------------------------------------------------------------------------------------

_LIST_MARK = re.compile(r" ?[、和及与或] ?")
_COMPOUND = {"money", "length", "mass", "duration", "volume"}
_BOUND_MARK = re.compile(r"[,，]?(?:且|并|并且|而|但|而且|同时)?")


def _compound(figures: list[_Figure]) -> list[_Figure]:
    """2小时30分钟, 5英尺10英寸: figures that touch, of one dimension with falling units, are one."""
    joined: list[_Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (last and last.number_end == figure.start and last.dimension == figure.dimension
                and figure.dimension in _COMPOUND and last.high is None and figure.high is None):
            (large, base), (small, same) = base_of(last.unit), base_of(figure.unit)
            if base == same and small < large:
                last.value = _tidy(last.value + figure.value * small / large)
                last.end, last.number_end = figure.end, figure.number_end
                if figure.strength > last.strength:
                    last.comparator, last.strength = figure.comparator, figure.strength
                continue
        joined.append(figure)
    return joined


def _share_units(text: str, figures: list[_Figure]) -> None:
    """8、9和10个百分点: a bare member of a list takes the unit of the member after it."""
    scales = "".join(_BIG)
    for this, following in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        lacking = not this.unit.strip(scales) and following.unit.strip(scales)
        if lacking and _LIST_MARK.fullmatch(text, this.end, following.start):
            this.unit = this.unit + following.unit.lstrip(scales) if this.unit else following.unit
            this.dimension, this.bare = following.dimension, False


def _bounds(text: str, figures: list[_Figure]) -> list[_Figure]:
    """大于5小于10: a lower and an upper bound that touch are one range."""
    joined: list[_Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (last and {last.comparator, figure.comparator} in _OPPOSED and last.strength == figure.strength == 3
                and figure.start < figure.number_start and last.unit in ("", figure.unit)
                and _BOUND_MARK.fullmatch(text, last.end, figure.start)
                and (last.value < figure.value) == (last.comparator in ("gt", "ge"))):
            low, high = sorted((last.value, figure.value))
            joined[-1] = _Figure(last.start, figure.end, low, figure.unit, "between", 3, last.number_start,
                                 figure.number_end, high=high, dimension=figure.dimension)
        else:
            joined.append(figure)
    return joined


def _composition(match: re.Match[str]) -> list[_Figure]:
    """The parts of a ratio that make up a whole (9:45:46), each a share in %; [] where they do not add to 100."""
    parts = list(_ARABIC_ONLY.finditer(match.group()))
    values = [read_number(part.group()) for part in parts]
    if not 99.5 <= sum(values) <= 100.5:
        return []
    at = match.start()
    return [_Figure(at + part.start(), at + part.end(), value, "%", "eq", 0, at + part.start(), at + part.end(),
                    dimension="share") for part, value in zip(parts, values, strict=True)]


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of `text` in order of `start`; offsets index `text` as given. Linear in the length of `text`."""
    folded = text.translate(_FOLD)
    if len(text) <= 2 * _LONGEST and (quantity := _written_apart(folded)):
        return [quantity]
    whole_match = _WHOLE.fullmatch(folded.strip()) if len(folded) <= 2 * _LONGEST else None
    whole = whole_match is not None
    figures: list[_Figure] = []
    low = at = 0
    while trigger := _TRIGGER.search(folded, at):
        at = trigger.start()
        if not whole:
            if folded[at].isdigit() and (ratio := _COMPOSITION.match(folded, at)):
                figures += _composition(ratio)
                low = at = ratio.end()
                continue
            if skip := _NOT_A_FIGURE.match(folded, at):
                low = at = skip.end()
                continue
            if _counts_as_ordinal(folded, at):
                ordinal = _ORDINAL.match(folded, at)
                low = at = ordinal.end() if ordinal else at + 1
                continue
        if folded[at] in "“「『《〔【[(" or folded.startswith("零下", at):
            at += 2 if folded[at] == "零" else 1
            continue
        figure, past = _figure_at(folded, at, low, whole)
        if figure is not None:
            if joined := _range(folded, figure, whole):
                figure, past = joined, joined.end
            figures.append(figure)
            low = past
        at = max(past, at + 1)
    figures = _compound(figures)
    _share_units(folded, figures)
    figures = _bounds(folded, figures)
    return [Quantity(f.start, f.end, _tidy(f.value), None if f.high is None else _tidy(f.high), f.unit, f.comparator,
                     f.number_start, f.number_end) for f in figures if not f.bare]


def _written_apart(text: str) -> Quantity | None:
    """A text that is nothing but one number in groups (1 234 567, 一百 五十) or with a suffix (20k)."""
    body = text.strip()
    start = text.find(body)
    if suffixed := _SUFFIXED.fullmatch(body):
        value = read_number(suffixed[1]) * _SUFFIXES[suffixed[2]]
    elif " " in body and _SPACED.fullmatch(body):
        try:
            value = read_number(body)
        except ValueError:
            return None
    else:
        return None
    return Quantity(start, start + len(body), _tidy(value), None, "", "eq", start, start + len(body))


def _counts_as_ordinal(text: str, at: int) -> bool:
    """Whether the numeral at `at` is an ordinal (第3), a denominator (每10万人) or a caption's number (图2)."""
    if text[at - 1:at] == " ":
        at -= 1
    before = text[at - 1:at]
    return before in ("第", "每") or before in ("图", "表") and text[max(at - 2, 0):at - 1] in ("", "\n", "附", "(", "见", " ")
