"""Gold: what careful readers annotated, and whether a statement says the same.

A gold file (`data/gold/README.md`) holds claims, one line of JSON each: one figure, said of one indicator,
for one period. NAME.windows.json beside NAME.jsonl says which stretches of which texts were read. Texts are
compared after NFKC and without white space, so that cleaning may re-flow a text but not lose it.
"""
from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import lexicon

ROLES = ("target", "actual", "context")
MEASURES = ("level", "increment", "growth", "change", "share", "completion", "rank")
NUMBERLESS = ("sync", "positive", "steady", "assigned")
COMPARATORS = ("eq", "approx", "ge", "gt", "le", "lt", "between", *NUMBERLESS)
SLOTS = ("value", "role", "year", "indicator", "measure", "comparator")


class GoldError(ValueError):
    """A gold file that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of a gold file; `file` and `line` say where it stands. Fields as in `data/gold/README.md`."""

    file: str
    line: int
    doc: str
    clause: str
    quote: str
    nth: int
    indicator: str
    alt: tuple[str, ...]
    role: str
    year: int | None
    measure: str
    comparator: str
    value: float | None
    value_high: float | None
    unit: str
    place: str | None = None

    @property
    def counted(self) -> bool:
        """Whether it should be found: context is annotated only so that matching it costs nothing."""
        return self.role != "context"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of `doc` that was annotated, from words `first` to words `last`; both empty: all of it."""

    file: str
    doc: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Gold:
    """Claims and the windows in which they are complete."""

    claims: tuple[Claim, ...]
    windows: tuple[Window, ...]

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([c.file for c in self.claims] + [w.file for w in self.windows]))

    @property
    def docs(self) -> tuple[str, ...]:
        return tuple(sorted({c.doc for c in self.claims} | {w.doc for w in self.windows}))

def read_gold(*paths: str | Path) -> Gold:
    """The gold of the given files and folders (every *.jsonl of a folder), with their windows.

    One text may name several (`several`).
    NAME.windows.json beside NAME.jsonl says what was annotated; a text that it does not name was read whole.
    Raises FileNotFoundError where nothing is found, GoldError for the first line that does not follow the
    guide.
    """
    files: list[Path] = []
    for path in (Path(name) for given in paths for name in several(given)):
        if not path.exists():
            raise FileNotFoundError(f"no gold at {path}")
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise FileNotFoundError(f"no *.jsonl in the folder {path}")
        files += found
    claims: list[Claim] = []
    windows: list[Window] = []
    for path in dict.fromkeys(files):
        own = _read_claims(path)
        claims += own
        windows += _read_windows(path, {claim.doc for claim in own})
    return Gold(tuple(claims), tuple(windows))


def several(paths: str | Path) -> list[str]:
    """The paths that one text names, separated by "|" or else by os.pathsep; one that exists is one path."""
    text = str(paths)
    if Path(text).exists():
        return [text]
    return [name for name in text.split("|" if "|" in text else os.pathsep) if name.strip()] or [text]


def _read_claims(path: Path) -> list[Claim]:
    claims = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 ({error.reason})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not a JSON object")
            claims.append(_claim(path.name, number, row))
        except ValueError as error:
            raise GoldError(f"{path}, line {number}: {error}") from error
    return claims


def _claim(file: str, line: int, row: dict) -> Claim:
    """A checked claim. Raises ValueError saying what is wrong with it."""
    for field in ("doc", "clause", "quote", "indicator"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            raise ValueError(f"{field} is missing or not a text")
    for field, known in (("role", ROLES), ("measure", MEASURES), ("comparator", COMPARATORS)):
        if row.get(field) not in known:
            raise ValueError(f"{field} is {row.get(field)!r}; known are {', '.join(known)}")
    numberless = row["comparator"] in NUMBERLESS
    if not numberless and not _is_number(row.get("value")):
        raise ValueError(f"value is {row.get('value')!r}; comparator {row['comparator']} needs a number")
    if numberless and row.get("value") is not None:
        raise ValueError(f"value must be null with comparator {row['comparator']}")
    if row["comparator"] == "between" and not _is_number(row.get("value_high")):
        raise ValueError("value_high is needed with comparator between")
    year = row.get("year")
    if year is not None and not (isinstance(year, int) and 1900 <= year <= 2100):
        raise ValueError(f"year is {year!r}")
    nth = row.get("nth", 1)
    clause, quote = plain(row["clause"]), plain(row["quote"])
    if not isinstance(nth, int) or nth < 1 or nth_place(clause, quote, nth) < 0:
        raise ValueError(f"quote {row['quote']!r} does not stand in the clause {row['clause']!r}"
                         + (f" {nth} times" if nth != 1 else ""))
    alt = row.get("alt") or []
    if not isinstance(alt, list) or not all(isinstance(name, str) for name in alt):
        raise ValueError("alt must be a list of texts")
    return Claim(
        file=file, line=line, doc=row["doc"], clause=clause, quote=quote, nth=nth, indicator=row["indicator"],
        alt=tuple(alt), role=row["role"], year=year, measure=row["measure"], comparator=row["comparator"],
        value=row.get("value"), value_high=row.get("value_high"), unit=row.get("unit") or "",
        place=row.get("place") or None,
    )


def _read_windows(path: Path, docs: set[str]) -> list[Window]:
    beside = path.with_name(path.stem + ".windows.json")
    named: dict = {}
    if beside.exists():
        try:
            named = json.loads(beside.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise GoldError(f"{beside}: {error}") from error
        if not isinstance(named, dict):
            raise GoldError(f"{beside}: not an object of document names")
    windows = [Window(path.name, doc) for doc in sorted(docs - set(named))]
    for doc, stretches in named.items():
        for stretch in stretches if isinstance(stretches, list) else [None]:
            match stretch:
                case "*" | ["*"]:
                    windows.append(Window(path.name, doc))
                case [str(first), str(last)] if first and last:
                    windows.append(Window(path.name, doc, plain(first), plain(last)))
                case _:
                    problem = f'{stretch!r} is neither "*" nor [first words, last words]'
                    raise GoldError(f"{beside}: {doc}: {problem}")
    return windows


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


# Comparing a claim with a statement


# Some fonts of PDF files keep the decimal point in a character of their own: a digit comes before it.
_FONT_POINT = re.compile(r"(?<=\d)[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def plain(text: str) -> str:
    """`text` in NFKC, without white space and with every decimal point as one: the form that is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _FONT_POINT.sub(".", text or "")))


@cache
def _plain_character(character: str) -> str:
    return plain(character)


def plain_with_offsets(text: str) -> tuple[str, list[int]]:
    """`plain(text)`, character by character, and for each offset of `text` the offset it has there."""
    pieces, offsets, length = [], [], 0
    for character in _FONT_POINT.sub(".", text):
        offsets.append(length)
        piece = _plain_character(character)
        pieces.append(piece)
        length += len(piece)
    offsets.append(length)
    return "".join(pieces), offsets


def nth_place(text: str, part: str, nth: int) -> int:
    """Where `part` stands in `text` for the nth time, -1 where it does not."""
    at = -1
    for _ in range(nth):
        at = text.find(part, at + 1)
        if at < 0:
            break
    return at


SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}


@cache
def _unit_names() -> dict[str, str]:
    """Every name of a unit and the name that stands for it: synonyms are those of `lexicon/units.csv`."""
    names = {}
    for row in lexicon.table("units", needs=["unit"]):
        for name in (row["unit"], *filter(None, row["aliases"].split("|"))):
            names.setdefault(plain(name), plain(row["unit"]))
    return names


@cache
def unit_parts(unit: str | None) -> tuple[float, str]:
    """Scale and plain name of a unit: 万亿元 is (1e12, '元'), 千米 is (1.0, '公里'), 名 is (1.0, '人').

    Several denominators count in any order: 吨/月·平方公里 is 吨/平方公里·月.
    """
    text, names = plain(unit), _unit_names()
    heads = re.match(f"[{''.join(SCALES)}]*", text).end()
    # The fewest scale characters that leave a known unit: 千瓦时 is a unit, 万千瓦时 is ten thousand of it.
    cut = next((n for n in range(heads + 1) if text[n:] in names), heads)
    scale = 1.0
    for character in text[:cut]:
        scale *= SCALES[character]
    rest = text[cut:]
    name = names.get(rest, rest)
    if name.count("/") + name.count("·") > 1:
        first, *below = re.split(r"[/·]", name)
        name = first + "/" + "·".join(sorted(below))
    return scale, name


def same_value(claim: Claim, value, value_high, unit) -> bool:
    """Whether value and unit agree after scaling, to a millionth; a numberless claim has none to compare."""
    if claim.comparator in NUMBERLESS:
        return True
    wanted_scale, wanted_unit = unit_parts(claim.unit)
    got_scale, got_unit = unit_parts(None if pd.isna(unit) else unit)

    def close(wanted, got) -> bool:
        if wanted is None or got is None or pd.isna(got):
            return False
        wanted, got = wanted * wanted_scale, got * got_scale
        return abs(wanted - got) <= 1e-6 * max(1.0, abs(wanted))

    if wanted_unit != got_unit or not close(claim.value, value):
        return False
    return claim.comparator != "between" or close(claim.value_high, value_high)


_SEPARATORS = re.compile(r"[“”\"'‘’《》()\[\]【】、,·的]")


@cache
def _core(name: str) -> str:
    return _SEPARATORS.sub("", plain(name).lower())


def same_indicator(claim: Claim, name) -> bool:
    """Whether `name` names the claim's indicator.

    As good as equal is a name that holds the other at no less than half its length, or one that shares most
    pairs of neighbouring characters with it (Dice coefficient of the multisets of pairs at least 0.6).
    """
    got = _core("" if name is None or pd.isna(name) else name)
    return bool(got) and any(_alike(_core(wanted), got) for wanted in (claim.indicator, *claim.alt))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if short and short in long and 2 * len(short) >= len(long):
        return True
    pairs, others = (Counter(map("".join, zip(s, s[1:], strict=False))) for s in (one, other))
    total = pairs.total() + others.total()
    return bool(pairs and others) and 2 * (pairs & others).total() / total >= 0.6


def _same_comparator(one: str, other) -> bool:
    loose = {"gt": "ge", "lt": "le"}
    return not pd.isna(other) and loose.get(one, one) == loose.get(other, other)


def agreement(claim: Claim, row: dict) -> dict[str, bool]:
    year = None if pd.isna(row["year"]) else int(row["year"])
    return {
        "value": same_value(claim, row["value"], row["value_high"], row["unit"]),
        "role": claim.role == row["role"],
        "year": claim.year == year,
        "indicator": same_indicator(claim, row["indicator"]),
        "measure": claim.measure == row["measure"],
        "comparator": _same_comparator(claim.comparator, row["comparator"]),
    }
