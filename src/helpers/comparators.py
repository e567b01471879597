"""Words before and after a figure that bound or blur it (`lexicon/comparators.csv`).

Where several meet, the stronger wins: a bound before the figure (不低于, 3), a bound after it (以上, 2),
a blurring word (约, 左右, 1), then 余 and 多 inside it and 控制在 ahead of it (0).
"""
from __future__ import annotations

from dataclasses import dataclass

from helpers.numerals import FOLD
from helpers.units import lexicon_rows, split_words


@dataclass(frozen=True, slots=True)
class Comparator:
    """One word: the comparator it sets, how strongly, and the neighbours with which it is another word."""

    comparator: str
    strength: int
    not_after: str
    not_before: tuple[str, ...]


def _load() -> dict[str, dict[str, Comparator]]:
    table: dict[str, dict[str, Comparator]] = {"before": {}, "after": {}, "infix": {}, "context": {}}
    for row in lexicon_rows("comparators.csv"):
        table[row["position"]][row["word"].translate(FOLD)] = Comparator(
            row["comparator"], int(row["strength"]), row["not_after"], split_words(row["not_before"]))
    return table


_TABLE = _load()
INFIX = _TABLE["infix"]
AHEAD = tuple(_TABLE["context"])  # 控制在 sets le, yet is no part of the figure
_LONGEST_BEFORE = max(map(len, _TABLE["before"]))
_LONGEST_AFTER = max(map(len, _TABLE["after"]))


def comparator_before(text: str, at: int, low: int) -> tuple[int, str, int]:
    """Comparator words that end at `at`, not before `low`: start, comparator, strength (-1 for none)."""
    end = at
    while end > low and text[end - 1] == " ":
        end -= 1
    if end > low and text[end - 1] == "了":
        end -= 1
    for size in range(min(_LONGEST_BEFORE, end - low), 0, -1):
        found = _TABLE["before"].get(text[end - size:end])
        if found is not None:
            start = end - size
            if start > 0 and text[start - 1] in found.not_after:
                break
            return start, found.comparator, found.strength
    return at, "eq", -1


def comparator_after(text: str, at: int) -> tuple[int, str, int]:
    """Comparator words that begin at `at`: end, comparator, strength (-1 for none)."""
    start = at + 3 if text.startswith("(含)", at) else at
    for size in range(_LONGEST_AFTER, 0, -1):
        word = text[start:start + size]
        found = _TABLE["after"].get(word)
        if found is not None and not text.startswith(found.not_before, start + len(word)):
            return start + len(word), found.comparator, found.strength
    return at, "eq", -1
