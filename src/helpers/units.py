"""Units of measure and counting words (`lexicon/units.csv`), and what each is worth in its base unit."""
from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from helpers.numerals import BIG_SCALES, FOLD, SMALL_SCALES


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling of a unit: `factor` times it is one `base`.

    `arabic_only` marks words that count only after digits (3县, but not 三县); `not_before` the beginnings of
    words in which the spelling is no unit (家 in 家庭).
    """

    spelling: str
    base: str
    factor: float
    dimension: str
    arabic_only: bool
    not_before: tuple[str, ...]


def lexicon_rows(name: str) -> list[dict[str, str]]:
    """Rows of table `name` of the lexicon."""
    with (files("helpers") / "lexicon" / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def split_words(cell: str) -> tuple[str, ...]:
    """The words of a table's cell, which | parts, in folded characters."""
    return tuple(word.translate(FOLD) for word in cell.split("|") if word)


def _load() -> tuple[dict[str, Unit], dict[str, str]]:
    guards = {row["unit"]: split_words(row["not_before"]) for row in lexicon_rows("unit_guards.csv")}
    units, prefixes = {}, {}
    for row in lexicon_rows("units.csv"):
        for name in (row["unit"].translate(FOLD), *split_words(row["aliases"])):
            spelling = "%" if row["unit"] == "%" else name
            units[name] = Unit(spelling, row["base_unit"], float(row["factor"]), row["dimension"],
                               row["script"] == "arabic", guards.get(name, ()))
        prefixes.update(dict.fromkeys(split_words(row["prefixes"]), row["unit"]))
    return units, prefixes


UNITS, PREFIXES = _load()
"""Units by spelling; and the unit of each sign that stands before its number ($, 人民币, 摄氏)."""

UNITS_BY_HEAD: dict[str, tuple[str, ...]] = {}
"""Spellings by their first character, longest first."""
for _name in sorted(UNITS, key=len, reverse=True):
    UNITS_BY_HEAD[_name[0]] = (*UNITS_BY_HEAD.get(_name[0], ()), _name)

PER_WORDS = (
    "工作日", "床日", "季度", "年", "月", "日", "周", "季", "班",
    "万人", "千人", "百人", "百户", "万元", "亿元")
"""Denominators that are no units of their own (元/年, 张/千人)."""


@cache
def base_of(unit: str) -> tuple[float, str]:
    """Factor and base unit of `unit`: (1e8, 元) for 亿元, (1e4, 家) for 万家, (1.0, '') for ''.

    An unknown unit is its own base. Of a compound (万元/平方米) the numerator is converted.
    """
    if unit in UNITS:
        return UNITS[unit].factor, UNITS[unit].base
    scale = BIG_SCALES.get(unit[:1]) or SMALL_SCALES.get(unit[:1])
    if scale:
        factor, base = base_of(unit[1:])
        return scale * factor, base
    for mark in "/每":
        head, found, rest = unit.partition(mark)
        if found and head:
            factor, base = base_of(head)
            return factor, f"{base}/{rest}"
    return 1.0, unit
