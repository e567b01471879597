"""One way of writing: characters, spaces, wraps and boilerplate of a text, so that later steps read one
form only.

`clean` gives: NFKC (full-width digits and letters become plain; ，（）！？ become , ( ) ! ?), but
。、；：“”《》…— and circled numbers stay as Chinese text has them, and ; : beside a Chinese character
become ；：; simplified characters; no invisible characters, and private-use ones only as decimal points; numbers in
one piece ("15 .3%", "3,594, 026", "PM 2.5"); no spaces inside Chinese words; one paragraph, heading or table row per
line, wraps mended; and no lines that only a web page needs (lexicon/boilerplate.csv). Digits are never changed or
reordered, only their form and the spaces among them.

Everything here takes time linear in the length of the text, whatever the text.
"""
from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

from opencc import OpenCC

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
CELL = " | "  # between the cells of a table row

# NFKC would turn these into something else than a reader sees: "①" into "1", "…" into "...", "；" into ";".
_KEPT = "；：…‥①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_UNLIKE_NFKC = {"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufffc]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` in the one form described above; cleaning a cleaned text changes nothing."""
    for _ in range(6):  # a mended wrap may bring two spaced characters together; two rounds do in practice
        cleaned = _clean_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    text = to_simplified(normalise(text))
    lines, indented = [], []
    for raw in text.split("\n"):
        line = tidy_spaces(raw)
        if line and not is_boilerplate(line):
            lines.append(line)
            indented.append(raw.startswith(" "))
    return "\n".join(mend_wraps(lines, indented))


def normalise(text: str) -> str:
    """The characters of `text` in one form; white space other than line ends becomes single spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", text.translate(_table())))
    text = _PRIVATE.sub(_read_private, text)
    text = "".join(piece if piece in _KEPT else unicodedata.normalize("NFKC", piece)
                   for piece in re.split(f"([{_KEPT}])", text) if piece)
    text = re.sub(r"[^\S\n]+", " ", text.replace("⁄", "/"))
    text = re.sub(r"(?<=[^\x00-\x7f]);|;(?=[^\x00-\x7f])", "；", text)
    text = re.sub(rf"(?<=[{HAN}”》)]):(?!//)|:(?=[{HAN}“《])", "：", text)
    return re.sub(r"(?<=[二一三四五六七八九〇])[○OoＯ〇](?=[〇○OoＯ一二三四五六七八九年])", "〇", text)


@cache
def _table() -> dict:
    return str.maketrans(_UNLIKE_NFKC)


def _read_private(match: re.Match) -> str:
    """A glyph of a font's own: after a digit it is a point, between letters a middle dot.

    Between two digits it stays as it is: quotes are held against the text as published, and the grammar of
    figures reads it as the decimal point (`numerals.readable`).
    """
    text, at = match.string, match.start()
    before, after = text[at - 1:at], text[match.end():match.end() + 1]
    if before.isdigit():
        return match.group() if after.isdigit() else "."
    return "·" if before.isalnum() and after.isalnum() else ""


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Traditional characters simplified, line by line where the line is traditional.

    A simplified text is left alone: some of its characters (乾隆, 著名) are the traditional form of another
    word's.
    """
    converted = _converter().convert(text)
    if converted == text or len(converted) != len(text):
        return converted if converted != text and _is_traditional(text, converted) else text
    return "\n".join(new if old == new or _is_traditional(old, new) else old
                     for old, new in zip(text.split("\n"), converted.split("\n"), strict=True))


def _is_traditional(text: str, converted: str) -> bool:
    changed = sum(old != new for old, new in zip(text, converted, strict=False))
    return changed > 0.08 * sum(map(str.isalpha, text))


_JOINS = [(re.compile(pattern), to) for pattern, to in [
    (r"(?<=\d) (?=[.]\d)|(?<=\d[.]) (?=\d+ ?(?:%|‰|[亿万千百]|元|个?百分点|倍))", ""),     # 15 .3%   15. 3%
    (r"(?<=\d,) (?=\d{3}(?!\d))|(?<=\d) (?=,\d{3}(?!\d))", ""),                              # 3,594, 026
    (r"(?<![\d.,])(19|20) (\d\d)(?= ?年)", r"\1\2"),                                         # 20 25年
    (r"(?i)\bPM (?=2[.]5|10(?!\d))", "PM"),                                                  # PM 2.5
    (r"(?<=\d) (?=[%‰℃])|(?<=[(“《【]) | (?=[,.;!?)”》】。、；：！？])", ""),
    (rf"(?<=[。、；：,!?”》】)]) (?=[{HAN}“《(【])|(?<=[{HAN}%]) (?=[“《(【])", ""),
    (rf"(?<=[{HAN}]) (?=[A-Za-z%])|(?<=[A-Za-z%]) (?=[{HAN}])", ""),
    (rf"(?<=\d) (?=[{HAN}])", ""),
    (rf"(?<=[{HAN}]) (?=\d)(?!\d{{4}}年)|(?<=[年月]) (?=\d)", ""),                           # 完成 54 亿元
]]
_SPACED_DIGITS = re.compile(r"(?<![\d.] )(?<![\d.,])\d(?: \d){2,}(?![\d.,])(?! ?[.]\d)")
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_SENTENCE_MARK = re.compile(r"[,。；：!?]")


def tidy_spaces(line: str) -> str:
    """One line without the spaces that stand inside its numbers and words.

    In a headline (no sentence punctuation) a space between two long runs of characters is a separator and
    stays, as does one before a year; table cells keep their separator.
    """
    cells = [_tidy_cell(cell) for cell in line.split("|")]
    return CELL.join(cells) if any(cells) else ""


def _tidy_cell(cell: str) -> str:
    cell = cell.strip()
    if " " not in cell:
        return cell
    cell = _SPACED_DIGITS.sub(lambda match: match.group().replace(" ", ""), cell)
    for pattern, to in _JOINS:
        cell = pattern.sub(to, cell)
    if _SENTENCE_MARK.search(cell):
        return _BETWEEN_HAN.sub("", cell)
    words = cell.split(" ")
    kept = words[:1]
    for word in words[1:]:
        chinese = _is_han(kept[-1][-1:]) and _is_han(word[:1])
        if chinese and (len(kept[-1]) < 4 or len(word) < 4):
            kept[-1] += word
        else:
            kept.append(word)
    return " ".join(kept)


def _is_han(character: str) -> bool:
    return bool(character) and ("\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"
                                or character == "〇")


@cache
def _boilerplate() -> re.Pattern:
    table = files(__package__).joinpath("lexicon/boilerplate.csv").read_text(encoding="utf-8")
    return re.compile("|".join(row["pattern"] for row in csv.DictReader(table.splitlines())), re.IGNORECASE)


def is_boilerplate(line: str) -> bool:
    """Whether a web page needs this line and the text does not (buttons, counters, where on the site,
    owner).
    """
    return len(line) <= 120 and bool(_boilerplate().fullmatch(line))


_BEGINS_ANEW = re.compile(
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+(?:部分|章|节)|【|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|"
    r"[一二三四五六七八九十]{1,2}(?:是|要)|"
    r"\d{1,2}[.、．](?!\d)|[①-⑳㈠-㈩]|——|--|[■●▲★◆□○☆]|各位代表|(?:\S{0,12})(?:来源|发布时间|时间|"
    r"作者|记者)：|附件|注：|表\d"
)
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+(?:部分|章|节)|"
                      r"[(（][一二三四五六七八九十]{1,3}[)）]")
# A mark that closes or goes on is no beginning; a unit belongs to the number before it.
_GOES_ON = re.compile(r"[,.、。；：!?》】](?!\d)")
_NUMBER_ENDS = re.compile(r"(?<![年月第])\d[十百千万亿]*$")
_UNIT_BEGINS = re.compile(
    r"(?:[十百千]?[万亿])?(?:元(?!旦|月|宵)|[%‰]|个?百分点|平方米|公顷|公里|吨(?!位))|[万亿](?=[元吨人户件])"
)
_FINISHED = re.compile(r"(?:[。!?；：…】]|(?<!\d)[.])[”’」』)）》]*$")


def _width(line: str) -> int:
    """Columns that the line takes in a fixed-width font."""
    return len(line) + sum(character > "\u2e7f" for character in line)


def mend_wraps(lines: list[str], indented: list[bool]) -> list[str]:
    """Join the lines that a page's width has cut; headings, table rows and finished sentences end a line.

    Where most long lines are about as long as one another the text is wrapped at that width, and every
    full line that does not finish a sentence runs on; an indented line (`indented` says which were) begins
    a paragraph there, unless most lines are. Elsewhere only a line that has sentences and breaks off in
    one, or that ends in , or 、, runs on. A line that opens with a closing mark, or with the unit of the
    number before it, goes on with the line above everywhere.
    """
    widths = [_width(line) for line in lines]
    full = _wrap_width(lines, widths)
    indent_tells = full and sum(indented) < 0.6 * len(lines)
    mended: list[list[str]] = []
    runs_on = above_is_row = False
    for line, width, begins in zip(lines, widths, indented, strict=True):
        is_row = CELL.strip() in line
        begins = indent_tells and begins or is_row or _BEGINS_ANEW.match(line)
        joined = mended and not is_row and not above_is_row and (
            _GOES_ON.match(line) or _UNIT_BEGINS.match(line) and _NUMBER_ENDS.search(mended[-1][-1][-12:]))
        above_is_row = is_row
        if joined or runs_on and not begins:
            last = mended[-1][-1]
            spaced = last[-1:].isascii() and last[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
            mended[-1].append(" " + line if spaced else line)
        else:
            mended.append([line])
        if is_row or _FINISHED.search(line[-4:]):
            runs_on = False
        elif line[-1:] in ",、" or (full and width >= full):
            runs_on = True
        else:
            runs_on = "。" in line and width > 40 and not _HEADING.match(mended[-1][0])
    return ["".join(pieces) for pieces in mended]


def _wrap_width(lines: list[str], widths: list[int]) -> int:
    """The width from which a line counts as full, or 0 where the text is not wrapped at a width."""
    long = sorted(width for width in widths if width >= 30)
    if len(long) < 6:
        return 0
    edge = long[int(len(long) * 0.9)]
    near = [line for line, width in zip(lines, widths, strict=True) if 0.8 * edge <= width <= 1.2 * edge]
    broken = sum(not _FINISHED.search(line[-4:]) and "|" not in line for line in near)
    wrapped = edge <= 160 and len(near) >= 0.5 * len(long) and broken >= 0.5 * len(near)
    return int(0.8 * edge) if wrapped else 0
