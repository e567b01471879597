"""The cue words of the lexicon, and a text cut into words so that they can be found in it.

`words` gives the cue words of one kind (lexicon/cues.csv); `tokens` cuts a short stretch with jieba, to whose
dictionary the indicators, the units and the cue words are added.
"""

from __future__ import annotations

import functools
import re

from helpers import lexicon

QUOTED = re.compile(r"“[^”]*”|《[^》]*》|[(（][^)）]*[)）]")
HIDDEN = (
    *("完成", "达到", "实现", "增长", "提高", "增加", "提升", "上涨", "上升"),
    *("下降", "减少", "降低", "回落", "压减", "压缩"),
)
CROSSED = ("占比", "学位", "床位")
"""Nouns at whose end jieba's dictionary has a chance word (占 + 比达, 床 + 位居); they are made the likelier cut."""
WORKS = ("完成投资", "完成改造")


@functools.cache
def words(kind: str) -> dict[str, str]:
    """The cue words of a kind with their value."""
    return {row["word"]: row["value"] for row in lexicon.table("cues", unique=()) if row["kind"] == kind}


@functools.cache
def _cues() -> frozenset[str]:
    return frozenset().union(*(words(kind) for kind in ("predicate", "adverb", "verb", "stop")))


@functools.cache
def _tokenizer():
    tokenizer = lexicon.segmenter()
    for word in _cues() | words("term").keys():
        if len(word) > 1 and word.isalpha():
            tokenizer.add_word(word)
    for word in CROSSED:
        tokenizer.add_word(word, 20_000)
    return tokenizer


@functools.lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a short stretch, quotes and bracketed remarks kept whole."""
    found, position = [], 0
    for quoted in QUOTED.finditer(text):
        found += _tokenizer().lcut(text[position : quoted.start()], HMM=False)
        found.append(quoted.group())
        position = quoted.end()
    found += _tokenizer().lcut(text[position:], HMM=False)
    return tuple(part for word in found if word.strip() for part in _apart(word))


def _apart(word: str) -> tuple[str, ...]:
    """A dictionary word that hides a predicate or is two cue words (价格下降, 全面完成) as its two parts."""
    cues = _cues()
    if len(word) > 4 and word.endswith(WORKS):
        return word[:-4], word[-4:]
    if len(word) < 4 or word in cues:
        return (word,)
    if word[-2:] in HIDDEN and (lexicon.link(word[:-2]) or not lexicon.link(word)):
        return word[:-2], word[-2:]
    if len(word) == 4 and word[:2] in cues and word[2:] in cues and not lexicon.link(word):
        return word[:2], word[2:]
    return (word,)
