"""Numerals in every script a Chinese text uses, read to one value: 1,234.5, 三万五千, 3万5千, 壹佰贰拾, 廿三.

The converters that exist as libraries refuse common forms (a scale without a digit, 1.2万亿, 兆, 廿), so
reading is done here; the tests hold it against the writer of one of them.
"""
from __future__ import annotations

import re

FOLD = {0xFF01 + i: 0x21 + i for i in range(94)}  # full-width forms
FOLD |= {ord(a): b for a, b in zip(
    "　\u00a0\U001001b0−﹣﹪億萬個隻輛餘約圓畝頃噸條項戶間棟臺張塊筆單類種層點對組隊頭歲時鐘鎊幣韓歐為"
    "達過數幾開於從參產業車號標準錢華攝課場處總裡階級門鎮鄉區縣雙鄰負馬釐壓進國終賀貳陸兩",
    "  .--%亿万个只辆余约元亩顷吨条项户间栋台张块笔单类种层点对组队头岁时钟镑币韩欧为"
    "达过数几开于从叁产业车号标准钱华摄课场处总里阶级门镇乡区县双邻负马厘压进国终贺贰陆两",
    strict=True)}
"""Full-width and traditional characters to plain ones, one for one: offsets hold in the text as given."""

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
SMALL_SCALES = {"十": 10, "百": 100, "千": 1000}
BIG_SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12}
CHINESE_CHARS = "零〇一二三四五六七八九十百千万亿兆两俩仨廿卅卌"
FORMAL_CHARS = "壹贰叁肆伍陆柒捌玖拾佰仟"
PLAIN = str.maketrans("〇壹贰叁肆伍陆柒捌玖拾佰仟两俩仨", "零一二三四五六七八九十百千二二三")
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})

# Patterns, for the grammar to build on. They hold no group and never give back what they took.
ARABIC = (
    r"(?:[0-9]{1,3}(?:, ?[0-9]{3})+(?=[万亿]?元)"  # 2,415, 036万元: a page broke the group
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]++(?: ?\.[0-9]++)?(?:[eE][-+]?[0-9]{1,2}(?![0-9A-Za-z]))?)"
)
SCALE = r"(?:[万亿]|百(?!分点|分之|帕)|[千兆](?!瓦|克|米|伏|卡|焦|赫|帕|字节|比特))"  # 千瓦 is a unit
MIXED = rf"{ARABIC}(?: ?{SCALE}+(?:零?[0-9]+(?:\.[0-9]+)?{SCALE}+)*(?:(?<=[万亿])[0-9]{{4}}(?![0-9.,年]))?)?"
NUMERAL = rf"(?:[零〇一二三四五六七八九十两俩仨廿卅卌{FORMAL_CHARS}]|{SCALE})"
CHINESE = rf"{NUMERAL}++(?:点[零〇一二三四五六七八九{FORMAL_CHARS[:9]}]+{SCALE}*)?"
NUMBER = rf"(?:{MIXED}|{CHINESE})"

_ARABIC = re.compile(ARABIC)
_PART = re.compile(r"[0-9]+(?:\.[0-9]+)?|点[零一二三四五六七八九]+|[零一二三四五六七八九十百千万亿兆]")


_FONT_POINT = re.compile(r"(?<=[0-9０-９])[\ue000-\uf8ff\U000f0000-\U0010ffff](?=[0-9０-９])")


def readable(text: str) -> str:
    """`text` with the decimal points that some PDF fonts keep in a private-use character as ".".

    Quotes stay as the text has them, so texts keep that character; the length does not change.
    """
    return _FONT_POINT.sub(".", text)


def tidy(value: float) -> float:
    """Round off the noise of binary fractions: 3.3 * 1e4 is 33000."""
    return float(f"{value:.15g}")


def read_number(numeral: str) -> float:
    """Value of one numeral in any script: 1,234.5, 三万五千, 3万5千, 壹佰贰拾, 一点五亿, 廿三, 一百五 (150).

    A scale without a digit counts from one (百亿 is 1e10). Raises ValueError where `numeral` holds more.
    """
    if numeral.isascii() and _ARABIC.fullmatch(numeral):
        return float(numeral.replace(",", "").replace(" ", ""))
    plain = numeral.translate(FOLD).translate(PLAIN).translate(_TENS).replace(",", "").replace(" ", "")
    sign = -1.0 if plain[:1] in ("-", "负") else 1.0
    plain = plain.lstrip("+-负的")
    if not plain:
        raise ValueError(f"not a numeral: {numeral[:40]!r}")
    total = section = 0.0
    current: float | None = None  # the digits not yet scaled
    scale, zero, end = 0, False, 0
    for token in _PART.finditer(plain):
        if token.start() != end:
            break
        part, end = token.group(), token.end()
        if part[0] in "0123456789":
            current = float(part)
        elif part[0] == "点":
            current = (current or 0.0) + float("0." + "".join(str(DIGITS[char]) for char in part[1:]))
            scale = 0
        elif part in DIGITS:
            zero = zero or part == "零"
            current = DIGITS[part] if current is None else current * 10 + DIGITS[part]
        elif part in SMALL_SCALES:
            implied = current is None or current == 0 and not section  # 百 and 零百 count from one
            section += (1.0 if implied else current) * SMALL_SCALES[part]
            current, scale, zero = None, SMALL_SCALES[part], False
        else:
            section, scale, zero = section + (current or 0.0), BIG_SCALES[part], False
            if total and (total < scale or not section):
                total = (total + section) * scale  # 二千万亿 multiplies what stands before
            else:
                total += (section or 1.0) * scale
            section, current = 0.0, None
    if end != len(plain):
        raise ValueError(f"not a numeral: {numeral[:40]!r}")
    if current is not None and scale >= 100 and not zero and plain[-1] in DIGITS and plain[-2] not in DIGITS:
        current *= scale / 10  # 一百五 is 150, 三万二 is 32000
    return sign * tidy(total + section + (current or 0.0))
