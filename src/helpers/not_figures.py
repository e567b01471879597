"""Numbers that measure nothing: dates, ordinals, names, slogans, document numbers, list markers, idioms.

Patterns here, words in `lexicon/not_quantities.csv`. Each is tried where a numeral or a quote stands.
"""
from __future__ import annotations

import re

from helpers import lexicon
from helpers.numerals import ARABIC, CHINESE_CHARS, NUMBER
from helpers.units import lexicon_rows

SEPARATOR = r" ?(?:[-—–~～〜－―]{1,2}|至|到) ?"

_FEW = "一二三四五六七八九十"
_NOT_CURRENCY = r"(?!元(?![旦宵])|圆|币)"  # 15日元旦 is a date, 15日元 is money
_CALENDAR = (
    r"(?:周年|年度|年代|年间|年期|年|个?月份|个?月(?!大)|个?季度|个?星期|周(?!岁|大)|个?世纪|学年|学期"
    rf"|日{_NOT_CURRENCY}|号|届(?:[{_FEW}0-9]{{1,2}}次(?:、[{_FEW}0-9]{{1,2}}次)*)?|旬|夜|代人|辈子)"
)
PATTERNS = {
    "name in quotes": (
        rf"“(?!{NUMBER}(?:%|‰|个百分点|[万亿]*元|倍)[^“”]{{0,3}}”)[^“”\n]{{1,16}}”"
        rf"|‘(?!{NUMBER}(?:%|‰|个百分点|[万亿]*元|倍)[^‘’]{{0,3}}’)[^‘’\n]{{1,16}}’"
        r"|「[^「」\n]{1,16}」|『[^『』\n]{1,16}』|《[^《》\n]{1,60}》"),
    "document number": r"[〔\[(【](?:19|20)[0-9]{2}[〕\])】] ?第?[0-9]+ ?号?",
    "list marker": (
        rf"[(（][0-9{_FEW}]{{1,3}}[)）]"
        r"|(?<![^\n ])[0-9]{1,2}(?:[、)](?! ?[0-9])|\.(?![0-9]))"
        rf"|(?<![^\n。;；:])[{_FEW}]{{1,3}}、(?![0-9{_FEW}])"
        rf"|[{_FEW}]{{1,2}}(?:是|要)(?!在)"),
    "date": (
        r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}日?"
        rf"|(?:19|20)[0-9]{{2}}{SEPARATOR}(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})年度?"
        rf"|[0-9]{{1,2}}(?:月|日{_NOT_CURRENCY})(?!大)(?:[0-9]{{1,2}}[日号])?"
        r"|[〇零一二三四五六七八九]{4}年"),
    "time of day": (
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9.])"
        r"|[0-9]{1,2}(?:时(?!速|段|代)|点(?!位|次))(?:[0-9]{1,2}分|半|整|钟|许)?(?![0-9])"
        rf"|[{_FEW}]{{1,3}}点(?:钟|半|整|[{_FEW}]{{1,3}}分)"),
    "calendar span": rf"(?:{NUMBER}{SEPARATOR})?{NUMBER} ?(?:多|余|几|来)?(?:个半|半)?{_CALENDAR}",
    "telephone": (
        r"[0-9]{3,4}-[0-9]{7,8}|1[3-9][0-9]{9}(?![0-9])|400-[0-9]{3}-[0-9]{4}"
        r"|[0-9]{3,5}(?=[^0-9,，。、;；\n]{0,10}热线)"),
    "road": r"[0-9]{1,4}(?:国道|省道|县道|乡道|路)",
    "score or ratio": r"[0-9]+(?:\.[0-9]+)? ?[:：∶比] ?[0-9]+(?:\.[0-9]+)?",
    "formula": r"[0-9一二三四五六七八九十](?:\+[0-9A-Z一二三四五六七八九十]{1,3})+",
    "plan or congress": (
        r"十[一二三四五六七八九]五|(?:十[七八九]|二十)大(?!于|类|项)|[一二三四五六七八九]中全会"),
    "session": rf"[{_FEW}]{{1,3}}次(?:会议|全会|全体会议|代表大会)",
    "rank list": rf"{NUMBER}强",
    "school": rf"{NUMBER}中(?=[、,。)学附教一二校]|$)",
    "always open": rf"(?:[0-9][×xX*])?{NUMBER}小时(?:不打烊|值守|值班|在线|自助|营业|开放|热线|待命)",
    "circle of life": rf"{NUMBER}(?:分钟|小时|公里)[^,，。、;；\n]{{0,6}}圈",
    "grade": r"[0-9]+(?:\.[0-9]+)?[A-Z]{1,3}级",
    "size class": rf"{NUMBER}(?<=[万亿])(?:元|吨|人|千瓦|亩)?级",
    "generation or version": r"[0-9]0后|[0-9]{1,2}\.[0-9](?=版|时代|建设|工程|行动)",
}
NOT_A_FIGURE = re.compile("|".join(PATTERNS.values()))

COMPOSITION = re.compile(rf"{ARABIC}(?: ?[:∶] ?{ARABIC}){{2,5}}(?![0-9.%])")
"""A ratio of three parts or more, which is a figure after all where its parts make a whole (9:45:46)."""

_ORDINAL = re.compile(rf"{NUMBER}(?:[、和及至到-]{NUMBER}(?=产业|届|批|位|名|次|条|款|项|章|季度|轮|类))*")
BEFORE_NOW = ("此", "之", "先", "以", "目", "日")  # 此前11%的预计
_FRONT = re.compile(rf"{NUMBER}(?:位|名|强|列|甲|大|个|位次)?")
_ROADS = ("国道", "省道", "县道", "乡道")
_INDICATOR_LETTERS = (
    "GDP", "CPI", "PPI", "PMI", "GNP", "R&D", "FDI", "RMB", "CNY", "USD", "HKD", "EUR", "GBP", "JPY")


def _load_words() -> dict[str, tuple[tuple[int, str], ...]]:
    """Words that hold a numeral, with its place in them, longest first; by the numeral and its neighbour."""
    table: dict[str, list[tuple[int, str]]] = {}
    divisions = {row["name"] for row in lexicon.table("places", unique=()) if len(row["name"]) > 2}  # 三台县
    for word in sorted({row["word"] for row in lexicon_rows("not_quantities.csv")} | divisions):
        for at, char in enumerate(word):
            if char in CHINESE_CHARS:
                table.setdefault(word[max(at - 1, 0):at + 1 + (at == 0)], []).append((at, word))
    return {pair: tuple(sorted(words, key=lambda item: -len(item[1]))) for pair, words in table.items()}


_WORDS = _load_words()


def word_end(text: str, at: int) -> int:
    """End of the idiom or name that holds the numeral at `at`, or 0."""
    for pair in (text[at:at + 2], text[max(at - 1, 0):at + 1]):
        for offset, word in _WORDS.get(pair, ()):
            if at >= offset and text.startswith(word, at - offset):
                return at - offset + len(word)
    return 0


def ordinal_end(text: str, at: int) -> int:
    """End of an ordinal (第3), denominator (每10万人), rank (前3名) or caption (图2) from `at`, or 0."""
    mark = at - 1 if text[at - 1:at] == " " else at
    before, prior = text[mark - 1:mark], text[max(mark - 2, 0):mark - 1]
    if before == "前" and prior not in BEFORE_NOW:
        pattern = _FRONT
    elif before in ("第", "每") or before in ("图", "表") and prior in ("", "\n", "附", "(", "见", " "):
        pattern = _ORDINAL
    else:
        return 0
    match = pattern.match(text, at)
    return match.end() if match else 0


def belongs_to_latin_name(text: str, at: int) -> bool:
    """Whether the digits at `at` follow letters or a road: PM2.5, G104, JN-3, 国道318. GDP5% is no name."""
    before = text[at - 1:at]
    if before == " ":
        return text.endswith(("PM", "pm"), 0, at - 1)
    if before in ("-", "_"):
        return text[at - 2:at - 1].isascii() and text[at - 2:at - 1].isalpha()
    if before.isascii() and before.isalpha():
        return not text.endswith(_INDICATOR_LETTERS, 0, at)
    return text.endswith(_ROADS, 0, at)


def looks_like_code(numeral: str) -> bool:
    """Whether a bare number is a year or an identifier rather than an amount."""
    if not numeral.isdigit():
        return False
    year = len(numeral) == 4 and numeral[:2] in ("19", "20")
    return year or len(numeral) > 7 or len(numeral) > 1 and numeral[0] == "0"
