"""The scale in which people read a number: 亿元 and 万人 in Chinese, billions and thousands in English.

Tables hold base units (3508000000 元). What is shown uses the largest scale that keeps the greatest value at
one or more (35.08 亿元). The scales are `lexicon/scales.csv`; `lexicon/unit_names.csv` names units in English
and says which are never scaled (nobody writes 0.03 万天).
"""
from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from helpers import lexicon


class Scale(NamedTuple):
    """Divide by `factor` and write `unit` behind: Scale(1e8, '亿元')."""

    factor: float
    unit: str


@functools.cache
def _scales(lang: str) -> tuple[tuple[float, str], ...]:
    rows = lexicon.table("scales", needs=["lang", "factor", "name"])
    found = sorted(((float(row["factor"]), row["name"]) for row in rows if row["lang"] == lang), reverse=True)
    if not found:
        known = ", ".join(sorted({row["lang"] for row in rows}))
        raise ValueError(f"lang is {lang!r}; lexicon/scales.csv knows {known}")
    return tuple(found)


@functools.cache
def _names() -> dict[str, dict[str, str]]:
    rows = lexicon.table("unit_names", needs=["unit", "scaled"], unique=["unit"])
    return {row["unit"]: row for row in rows}


def unit_name(unit: str | None, lang: str = "zh") -> str:
    """The unit as `lang` writes it; one without an English name keeps its own."""
    unit = unit or ""
    return _names()[unit]["en"] if lang == "en" and unit in _names() else unit


@functools.cache
def _chinese_units() -> tuple[re.Pattern, dict[str, str]]:
    """Units of lexicon/unit_names.csv as arithmetic writes them, and what 亿 and 万 are in English."""
    scales = {row["name"]: row["en"] for row in lexicon.table("scales", needs=["name"]) if row["en"]}
    units = "|".join(sorted(map(re.escape, _names()), key=len, reverse=True))
    return re.compile(rf" (\(?)({'|'.join(scales)})?({units})\)?(?!\w)"), scales


def in_english(arithmetic: str) -> str:
    """Arithmetic with its units in English: '4.2/2.6 = 161.5 % (万平方米)' ends in '(10,000 m²)'.

    The numbers stay, so 亿 and 万 do, as words in brackets. Units without an English name stay Chinese.
    """
    pattern, scales = _chinese_units()

    def english(found: re.Match) -> str:
        bracket, prefix, unit = found.groups()
        name = f"{scales.get(prefix, '')} {unit_name(unit, 'en')}".strip()
        return f" ({name})" if name and (bracket or prefix) else f" {name}".rstrip()

    return pattern.sub(english, arithmetic)


def scale(values: Iterable[float], unit: str | None, lang: str = "zh") -> Scale:
    """The scale for `values` (in the base unit `unit`, missing ones ignored) that are shown together."""
    unit = unit or ""
    name = unit_name(unit, lang)
    row = _names().get(unit)
    numbers = np.abs(np.asarray(list(values), dtype=float))
    numbers = numbers[np.isfinite(numbers)]
    if (row["scaled"] == "no" if row else "/" in unit or "%" in unit) or not len(numbers):
        return Scale(1.0, name)
    for factor, prefix in _scales(lang):
        if numbers.max() >= factor:
            return Scale(factor, f"{prefix} {name}".strip() if lang == "en" else prefix + name)
    return Scale(1.0, name)


def number(value: float, signed: bool = False) -> str:
    """A number as people write it: few decimals, the more the smaller it is, and a true minus sign."""
    if value is None or not np.isfinite(value):
        return "–"
    size = abs(value)
    digits = 4 if size < 1 else 3 if size < 10 else 2 if size < 1000 else 1
    text = f"{size:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    sign = "" if not text.strip("0,.") else "−" if value < 0 else "+" if signed else ""
    return sign + text
