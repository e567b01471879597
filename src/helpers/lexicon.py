"""The project's knowledge, kept as tables that a researcher can edit: reading them, and naming the
indicator of a phrase.

Every table is a CSV file in the folder `lexicon` beside this module:

- `indicators`: what is pledged and reported; one row each, with its direction, usual unit and how its
  figures compare;
- `modifiers`: words that may stand beside an indicator's name without changing what is measured;
- `variants`: other ways to write a part of a name, and the form they are brought to before names are
  compared;
- `units`, `cues`, `places`: read by the modules that use them, through the same `table`.

`link` holds a phrase to be an indicator only where a name of the indicator and harmless modifiers
together make up the whole phrase. So the part is never taken for the whole ("某公司外贸进出口额" is not the
foreign trade of the place), nor a ratio for its numerator ("税收收入占比"), and what blocks a link is the
absence of a word from a table, not a rule in code.
"""

from __future__ import annotations

import csv
import functools
import logging
import re
import unicodedata
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

FOLDER = Path(__file__).with_name("lexicon")

CHOICES = {
    "direction": {"higher", "lower", "neutral", "band"},
    "measures": {"level", "increment", "growth", "share"},
    "kind": {"stock", "flow", "rate"},
    "bridge": {"yes", "warn", "no"},
}
ALWAYS = frozenset({"scope", "time", "aim", "measure"})
OPTIONAL = frozenset({"increment", "work", "local", "level", "hub", "part"})
APART = frozenset({"remark"})  # what a bracket may hold; never part of a name's surroundings
OWN = "_own"  # ends the id of what one level of government has for itself
FINANCE = "财政"  # the category whose figures every level of government has for itself


class LexiconError(ValueError):
    """A table of the lexicon is wrong; the message names the file, the line and the column."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of `indicators`.

    `unit` is the usual unit and `units` all that are common for it. `direction` says what is better:
    `higher`, `lower`, neither (`neutral`), or being near the target (`band`). `measures` are those its
    figures come in; change, completion and rank fit any indicator. `kind` is `stock` (what stands at a
    date), `flow` (what happens in a period) or `rate` (a ratio, index or concentration). `bridge` tells
    whether a level may be derived from last year's level and a growth rate: `no` where the two are on
    different bases (growth in constant prices, level in current ones), `warn` where the base is revised
    each year. `accepts` are the optional kinds of modifier that leave the indicator the same; `part` (其中)
    does so for all but shares.
    """

    id: str
    zh: str
    en: str
    synonyms: tuple[str, ...]
    units: tuple[str, ...]
    direction: str
    measures: tuple[str, ...]
    kind: str
    bridge: str
    accepts: tuple[str, ...]
    category: str
    category_en: str
    note: str

    @property
    def unit(self) -> str:
        return self.units[0]

    @property
    def nominal(self) -> bool:
        """Level and growth are on one base, so that one may be derived from the other (perhaps with a
        warning)."""
        return self.bridge != "no"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.zh, *self.synonyms)


@functools.cache
def _rows(name: str) -> tuple[tuple[int, dict[str, str]], ...]:
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.csv")))
        raise LexiconError(f"{path}: no such table; there are {known}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header, rows = None, []
        try:
            for cells in reader:
                line = reader.line_num
                comment = header is None and cells and cells[0].startswith("#")
                if comment or not any(cell.strip() for cell in cells):
                    continue
                if header is None:
                    header = [cell.strip() for cell in cells]
                    doubled = sorted({c for c in header if header.count(c) > 1})
                    if doubled or "" in header:
                        raise LexiconError(f"{path}, line {line}: column nameless or named twice {doubled}")
                elif len(cells) != len(header):
                    raise LexiconError(f"{path}, line {line}: {len(cells)} cells for {len(header)} columns")
                else:
                    rows.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
        except (csv.Error, UnicodeDecodeError) as error:
            raise LexiconError(f"{path}, line {reader.line_num}: {error}") from error
    if header is None:
        raise LexiconError(f"{path}, line 1: the table is empty")
    return tuple(rows)


def table(
    name: str,
    *,
    needs: Collection[str] = (),
    unique: Collection[str] = ("id",),
    choices: Mapping[str, Collection[str]] | None = None,
) -> list[dict[str, str]]:
    """The rows of lexicon/NAME.csv as dictionaries of stripped strings, in the order of the file.

    `needs` are columns in which no cell may be empty. The columns of `unique` may not hold a value
    twice (`id` where the table has one). `choices` maps a column to the words allowed in it; a cell may
    hold several, separated by '|'. Raises LexiconError naming file, line and column. A file is read
    once; the rows are the caller's own copies.
    """
    rows = _rows(name)
    path, choices = FOLDER / f"{name}.csv", choices or {}
    columns = set(rows[0][1]) if rows else set()
    missing = sorted(({*needs, *choices} | set(unique) - {"id"}) - columns)
    if missing and rows:
        raise LexiconError(f"{path}, line 1: column missing: {', '.join(missing)}")
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        for column in needs:
            if not row[column]:
                raise LexiconError(f"{path}, line {line}, column {column}: is empty")
        for column in set(unique) & columns:
            first = seen.setdefault((column, row[column]), line)
            if first != line:
                raise LexiconError(f"{path}, line {line}, column {column}: {row[column]!r} stands in line {first} too")
        for column, allowed in choices.items():
            strange = [word for word in _split(row[column]) if word not in allowed]
            if strange:
                raise LexiconError(
                    f"{path}, line {line}, column {column}: {strange[0]!r} is none of " + ", ".join(sorted(allowed))
                )
    return [dict(row) for _, row in rows]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


@functools.cache
def _variants() -> tuple[tuple[str, str], ...]:
    rows = table("variants", needs=["word"], unique=["word"])
    return tuple((_bare(row["word"]), row["standard"]) for row in rows)


def _bare(phrase: str) -> str:
    """Without spaces, quotes, brackets and other marks, full-width forms folded, Latin letters in
    capitals."""
    folded = unicodedata.normalize("NFKC", phrase).upper()
    return "".join(c for c in folded if c.isalnum() or c in ".&%+")


@functools.lru_cache(maxsize=65536)
def standard(phrase: str) -> str:
    """`phrase` as names are compared: marks dropped and every variant brought to its standard form, in
    table order."""
    phrase = _bare(phrase)
    for word, form in _variants():
        phrase = phrase.replace(word, form)
    return phrase


@functools.cache
def indicators() -> dict[str, Indicator]:
    """All indicators by id, in the order of the table.

    Raises LexiconError where a row is incomplete, uses an unknown word, or has a name that another
    indicator has.
    """
    single = [field.name for field in fields(Indicator) if field.type == "str"]
    several = [field.name for field in fields(Indicator) if field.type != "str"]
    rows = table(
        "indicators",
        needs={*single, "units", "measures"} - {"note"},
        unique=["id", "zh"],
        choices=CHOICES | {"accepts": OPTIONAL},
    )
    return {
        row["id"]: Indicator(**{name: row[name] for name in single}, **{name: _split(row[name]) for name in several})
        for row in rows
    }


@functools.cache
def _by_name() -> dict[str, Indicator]:
    names: dict[str, Indicator] = {}
    lines = {row["id"]: line for line, row in _rows("indicators")}
    for indicator in indicators().values():
        if indicator.id.endswith(OWN):  # named by a word for the level before a name of the whole
            if indicator.id.removesuffix(OWN) not in indicators():
                raise LexiconError(
                    f"{FOLDER / 'indicators.csv'}, line {lines[indicator.id]}, column id: "
                    f"{indicator.id} is of one level, and the whole is missing"
                )
            continue
        for name in indicator.names:
            other = names.setdefault(standard(name), indicator)
            if other is not indicator:
                raise LexiconError(
                    f"{FOLDER / 'indicators.csv'}, line {lines[indicator.id]}, column synonyms: "
                    f"{name!r} names {other.id} too (line {lines[other.id]})"
                )
    return names


@functools.cache
def _stretch(kinds: frozenset[str]) -> str:
    """A pattern for one modifier of these kinds."""
    rows = table("modifiers", needs=["word", "kind"], unique=["word"], choices={"kind": ALWAYS | OPTIONAL | APART})
    words = sorted((row["word"] for row in rows if kinds & set(_split(row["kind"]))), key=len, reverse=True)
    return f"(?:{'|'.join(words)})"


def _kinds(indicator: Indicator) -> frozenset[str]:
    part = {"part"} if indicator.measures != ("share",) else set()
    return ALWAYS.union(indicator.accepts, part)


@functools.cache
def _harmless(kinds: frozenset[str]) -> re.Pattern[str]:
    """Matches a stretch that consists of modifiers of these kinds alone."""
    return re.compile(f"{_stretch(kinds)}*")


@functools.cache
def _of_a_level(kinds: frozenset[str]) -> re.Pattern[str]:
    """Matches such a stretch that names one level of government too."""
    return re.compile(f"{_stretch(kinds)}*{_stretch(frozenset({'level'}))}{_stretch(kinds | {'local'})}*")


@functools.cache
def _remark() -> re.Pattern[str]:
    return re.compile(rf"[(（]{_stretch(APART)}[)）]")


@functools.cache
def _places() -> frozenset[str]:
    return frozenset(standard(row["name"]) for row in table("places", needs=["name"], unique=()))


@functools.lru_cache(maxsize=65536)
def link(phrase: str) -> Indicator | None:
    """The indicator that `phrase` names, or None where it names none or only something like it.

    The longest name inside the phrase wins whose surroundings are harmless modifiers from end to end;
    see the module's introduction. A word for one level of government before it (市本级) leads to the
    indicator of that level's own accounts (`own_level`). Marks, spaces and letter case do not matter, nor
    does a remark in brackets that only explains ("水产品产量(含远洋捕捞)").
    """
    return _link(standard(phrase)) or _link(standard(_remark().sub("", phrase)))


def _link(phrase: str) -> Indicator | None:
    names = _by_name()
    for length in range(len(phrase), 0, -1):
        for start in range(len(phrase) - length + 1):
            indicator = names.get(phrase[start : start + length])
            if indicator is None:
                continue
            kinds = _kinds(indicator)
            if not _harmless(kinds).fullmatch(phrase, start + length):
                continue
            if _harmless(kinds).fullmatch(phrase, 0, start):
                return indicator
            if _of_a_level(kinds).fullmatch(phrase, 0, start):
                return indicators().get(indicator.id + OWN)
    for length in range(len(phrase) - 1, 1, -1):
        if phrase[:length] in _places():
            return _link(phrase[length:])
    return None


def own_level(indicator: Indicator) -> Indicator | None:
    """What `indicator` is where a text speaks of one government level's own accounts (市本级, 省级), as
    under a heading that says so.

    Its id with `_own` behind it where the table has such a row; None for other figures of public finance,
    as the level's part is not the place's total; `indicator` itself where levels do not matter to it.
    """
    if own := indicators().get(indicator.id + OWN):
        return own
    whole = indicator.category == FINANCE and "level" not in indicator.accepts
    return None if whole and not indicator.id.endswith(OWN) else indicator


@functools.cache
def segmenter():
    """A jieba.Tokenizer of its own that knows the indicators' names and the units as words.

    Loading takes about a second the first time on a machine, after which jieba keeps its dictionary in
    the folder for temporary files. The log level of jieba is raised so that nothing is written to
    standard error.
    """
    with warnings.catch_warnings():
        # jieba 0.42.1 asks for pkg_resources and spells some patterns in ways that newer Pythons warn of.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    words = {name for indicator in indicators().values() for name in (*indicator.names, *indicator.units)}
    if (FOLDER / "units.csv").is_file():
        words.update(row["unit"] for row in table("units", needs=["unit"]))
    for word in sorted(words):
        if len(word) > 1 and all(c.isalnum() or c in "+#&._%-" for c in word):
            tokenizer.add_word(word)
    return tokenizer
