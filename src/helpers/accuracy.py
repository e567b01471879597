"""How well the statements table agrees with what careful readers annotated.

A gold file (`data/gold/README.md`) holds claims: one figure, said of one indicator, for one period. A
statement and a claim are matched where their figures overlap in the text; where several do, the pair that
agrees best is taken first and each is used once. Texts are compared after NFKC and without white space, so
that cleaning may re-flow a text but not lose it. Only figures inside a gold file's windows count.

Four levels, each asking for more: `figure` (value and unit), `dated` (also role and year), `entry` (also the
indicator), `strict` (also measure and comparator). Precision is the share of statements with role target or
actual that are right, recall the share of such claims that were found, F1 their harmonic mean. All are
computed from one list of matched pairs, missed claims and spurious statements, so that any grouping adds up.
"""
from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import lexicon
from helpers.tables import as_table

ROLES = ("target", "actual", "context")
MEASURES = ("level", "increment", "growth", "change", "share", "completion", "rank")
NUMBERLESS = ("sync", "positive", "steady", "assigned")
COMPARATORS = ("eq", "approx", "ge", "gt", "le", "lt", "between", *NUMBERLESS)
SLOTS = ("value", "role", "year", "indicator", "measure", "comparator")
STATEMENT_COLUMNS = ("doc_id", "start", "end", "role", "year", "indicator", "measure", "comparator", "value",
                     "value_high", "unit")
LEVELS = {
    "figure": ("value",), "dated": ("value", "role", "year"), "entry": ("value", "role", "year", "indicator"),
    "strict": SLOTS,
}
RATES = ("precision", "recall", "f1")
LABELS = {
    "figure": "figure (value, unit)", "dated": "+ role, year", "entry": "+ indicator",
    "strict": "strict (+ measure, comparator)",
}
# Which of several overlapping pairs belong together: figure before indicator before everything else.
WEIGHTS = {"value": 8, "indicator": 4, "role": 1, "year": 1, "measure": 1}
CONFIDENCE_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


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


@dataclass(frozen=True)
class Accuracy:
    """The agreement of a statements table with gold, as frames.

    overall             one row per level: precision, recall, f1, gold, predicted
    by_kind, by_file, by_document
                        one row per group: gold, predicted, and LEVEL_precision, LEVEL_recall, LEVEL_f1
    slots               per field, the share right among the figures that were found
    roles, measures     confusion tables: rows as annotated, columns as extracted (`none`: missed or spurious)
    errors              error, kind (of text), doc, sentence (the figure in 【】), wanted, got
    calibration         per bin of `confidence`: statements, mean confidence, share right at level `entry`
    """

    overall: pd.DataFrame
    by_kind: pd.DataFrame
    by_file: pd.DataFrame
    by_document: pd.DataFrame
    slots: pd.Series
    roles: pd.DataFrame
    measures: pd.DataFrame
    errors: pd.DataFrame
    calibration: pd.DataFrame

    def f1(self, level: str = "strict") -> float:
        """F1 over all texts at `level`. Raises KeyError for an unknown level."""
        return float(self.overall.loc[level, "f1"])


# Gold files


def read_gold(*paths: str | Path) -> Gold:
    """The gold of the given files and folders (every *.jsonl of a folder), with their windows.

    NAME.windows.json beside NAME.jsonl says what was annotated; a text that it does not name was read whole.
    Raises FileNotFoundError where nothing is found, GoldError for the first line that does not follow the
    guide.
    """
    files: list[Path] = []
    for path in map(Path, paths):
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
    if not isinstance(nth, int) or nth < 1 or _nth(clause, quote, nth) < 0:
        raise ValueError(f"quote {row['quote']!r} does not stand in the clause {row['clause']!r}"
                         + (f" {nth} times" if nth != 1 else ""))
    alt = row.get("alt") or []
    if not isinstance(alt, list) or not all(isinstance(name, str) for name in alt):
        raise ValueError("alt must be a list of texts")
    return Claim(
        file=file, line=line, doc=row["doc"], clause=clause, quote=quote, nth=nth, indicator=row["indicator"],
        alt=tuple(alt), role=row["role"], year=year, measure=row["measure"], comparator=row["comparator"],
        value=row.get("value"), value_high=row.get("value_high"), unit=row.get("unit") or "",
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


def plain(text: str) -> str:
    """`text` in NFKC and without white space, the form in which texts are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


@cache
def _plain_character(character: str) -> str:
    return plain(character)


def _plain_with_offsets(text: str) -> tuple[str, list[int]]:
    """`plain(text)`, character by character, and for each offset of `text` the offset it has there."""
    pieces, offsets, length = [], [], 0
    for character in text:
        offsets.append(length)
        piece = _plain_character(character)
        pieces.append(piece)
        length += len(piece)
    offsets.append(length)
    return "".join(pieces), offsets


def _nth(text: str, part: str, nth: int) -> int:
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


def _agreement(claim: Claim, row: dict) -> dict[str, bool]:
    year = None if pd.isna(row["year"]) else int(row["year"])
    return {
        "value": same_value(claim, row["value"], row["value_high"], row["unit"]),
        "role": claim.role == row["role"],
        "year": claim.year == year,
        "indicator": same_indicator(claim, row["indicator"]),
        "measure": claim.measure == row["measure"],
        "comparator": _same_comparator(claim.comparator, row["comparator"]),
    }


# Matching


@dataclass(slots=True)
class _Match:
    """A claim with the statement matched to it, or one of the two alone."""

    file: str
    doc: str
    kind: str
    claim: Claim | None
    row: dict | None
    right: dict[str, bool]
    sentence: str = ""

    def at(self, level: str) -> bool:
        return bool(self.right) and all(self.right[slot] for slot in LEVELS[level])

    @property
    def predicted(self) -> bool:
        return self.row is not None and self.row["role"] != "context"

    @property
    def wanted(self) -> bool:
        return self.claim is not None and self.claim.counted


def _lost(error: str, kind: str, doc: str, wanted: str) -> dict:
    return {"error": error, "kind": kind, "doc": doc, "sentence": "", "wanted": wanted, "got": ""}


def _match_document(
    doc: str, document, statements: list[dict], claims: Sequence[Claim], windows: Sequence[Window],
) -> tuple[list[_Match], list[dict]]:
    """Claims and statements of one text, matched; and what of the gold could not be found in it."""
    kind = "" if pd.isna(document.kind) else str(document.kind)
    text, offsets = _plain_with_offsets(document.text)
    lost: list[dict] = []

    stretches: list[tuple[int, int, str]] = []
    for window in windows:
        begin = text.find(window.first)
        end = text.find(window.last, begin) + len(window.last) if begin >= 0 else -1
        if begin < 0 or end < len(window.last):
            lost.append(_lost("window not in text", kind, doc, f"{window.first} … {window.last}"))
        else:
            stretches.append((begin, end if window.last else len(text), window.file))

    def shown(begin: int, end: int) -> str:
        """The sentence around a span of the plain text, as the document has it, with the span in 【】."""
        first, last = bisect_left(offsets, begin), bisect_left(offsets, end)
        left = max(document.text.rfind(stop, 0, first) for stop in "。！？；;\n") + 1
        right = min((at for stop in "。！？；;\n" if (at := document.text.find(stop, last)) >= 0),
                    default=len(document.text))
        parts = document.text[left:first], document.text[first:last], document.text[last:right]
        return "{}【{}】{}".format(*parts).strip()

    read = []
    for row in statements:
        begin, end = offsets[int(row["start"])], offsets[int(row["end"])]
        file = next((name for low, high, name in stretches if low <= begin < high), None)
        if file is not None:
            read.append((begin, end, file, row))
    spans: list[tuple[int, int] | None] = []
    for claim in claims:
        at = text.find(claim.clause)
        if at < 0:
            where = f"{claim.file}, line {claim.line}"
            lost.append(_lost("clause not in text", kind, doc, f"{where}: {claim.clause}"))
        begin = at + _nth(claim.clause, claim.quote, claim.nth)
        spans.append(None if at < 0 else (begin, begin + len(claim.quote)))

    candidates = []
    for c, (claim, span) in enumerate(zip(claims, spans, strict=True)):
        for r, (begin, end, _, row) in enumerate(read):
            if span and begin < span[1] and span[0] < end:
                right = _agreement(claim, row)
                weight = sum(right[slot] * weight for slot, weight in WEIGHTS.items())
                candidates.append((-weight, c, r, right))
    candidates.sort(key=lambda pair: pair[:3])
    of_claim: dict[int, tuple[int, dict]] = {}
    taken: set[int] = set()
    for _, c, r, right in candidates:
        if c not in of_claim and r not in taken:
            of_claim[c] = r, right
            taken.add(r)

    matches = []
    for c, (claim, span) in enumerate(zip(claims, spans, strict=True)):
        r, right = of_claim.get(c, (None, {}))
        sentence = shown(*span) if span else ""
        row = None if r is None else read[r][3]
        matches.append(_Match(claim.file, doc, kind, claim, row, right, sentence))
    for r, (begin, end, file, row) in enumerate(read):
        if r not in taken:
            matches.append(_Match(file, doc, kind, None, row, {}, shown(begin, end)))
    return matches, lost


def score(documents: pd.DataFrame, statements: pd.DataFrame, gold: Gold) -> Accuracy:
    """The agreement of `statements` (read from `documents`, tables of `helpers.tables`) with `gold`.

    A gold text is looked up by the base name of `documents.path`, then without its ending; one that is not
    among the documents counts as missed throughout. Of `statements`, only STATEMENT_COLUMNS are needed, and
    `confidence` for calibration. Raises KeyError where one of them is missing.
    """
    by_name: dict[str, object] = {}
    for document in documents.itertuples():
        by_name.setdefault(Path(str(document.path)).name, document)
        by_name.setdefault(Path(str(document.path)).stem, document)
    said = defaultdict(list)
    optional = [column for column in ("confidence",) if column in statements]
    for row in statements[[*STATEMENT_COLUMNS, *optional]].to_dict("records"):
        said[row["doc_id"]].append(row)

    matches: list[_Match] = []
    lost: list[dict] = []
    for doc in gold.docs:
        claims = [claim for claim in gold.claims if claim.doc == doc]
        windows = [window for window in gold.windows if window.doc == doc]
        document = by_name.get(doc) or by_name.get(Path(doc).stem)
        if document is None:
            lost.append(_lost("document missing", "", doc, doc))
            matches += [_Match(claim.file, doc, "", claim, None, {}) for claim in claims]
            continue
        found, missing = _match_document(doc, document, said[document.doc_id], claims, windows)
        matches += found
        lost += missing
    found = pd.DataFrame([m.right for m in matches if m.wanted and m.right], columns=SLOTS, dtype=float)
    rates = _rates(matches)
    return Accuracy(
        overall=pd.DataFrame(
            [{name: rates.get(f"{level}_{name}", rates.get(name)) for name in (*RATES, "gold", "predicted")}
             for level in LEVELS], index=pd.Index(LEVELS, name="level")),
        by_kind=_by(matches, "kind"), by_file=_by(matches, "file"), by_document=_by(matches, "doc"),
        slots=found.mean().rename("share right"),
        roles=_confusion(matches, "role", ROLES),
        measures=_confusion([m for m in matches if m.claim is None or m.claim.counted], "measure", MEASURES),
        errors=pd.DataFrame(lost + list(_errors(matches)),
                            columns=["error", "kind", "doc", "sentence", "wanted", "got"]),
        calibration=_calibration(matches),
    )


# Tables from matches


def _rates(matches: Iterable[_Match]) -> dict[str, float]:
    """gold and predicted counts, and precision, recall and F1 of every level."""
    matches = list(matches)
    wanted, predicted = sum(m.wanted for m in matches), sum(m.predicted for m in matches)
    rates: dict[str, float] = {"gold": wanted, "predicted": predicted}
    for level in LEVELS:
        recall = sum(m.wanted and m.at(level) for m in matches) / wanted if wanted else 0.0
        # A figure read rightly where only context was annotated counts for precision at the first level only.
        precision = sum(m.predicted and m.at(level) for m in matches) / predicted if predicted else 0.0
        rates |= {f"{level}_precision": precision, f"{level}_recall": recall,
                  f"{level}_f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0}
    return rates


def _by(matches: list[_Match], field: str) -> pd.DataFrame:
    groups: dict[str, list[_Match]] = defaultdict(list)
    for match in matches:
        groups[getattr(match, field) or "(missing)"].append(match)
    frame = pd.DataFrame([{field: name, **_rates(groups[name])} for name in sorted(groups)])
    return frame.set_index(field) if len(frame) else frame


def _confusion(matches: list[_Match], field: str, names: tuple[str, ...]) -> pd.DataFrame:
    table = pd.DataFrame(0, index=pd.Index([*names, "none"], name=f"{field} annotated"),
                         columns=pd.Index([*names, "none"], name=f"{field} extracted"))
    for match in matches:
        wanted = getattr(match.claim, field) if match.claim else "none"
        got = match.row[field] if match.row else "none"
        if pd.notna(got) and got in table.columns:
            table.loc[wanted, got] += 1
    return table


def _errors(matches: Iterable[_Match]) -> Iterable[dict]:
    for match in matches:
        common = {"kind": match.kind, "doc": match.doc, "sentence": match.sentence}
        claim, row = match.claim, match.row
        if claim is None:
            if match.predicted:
                yield {"error": "spurious", **common, "wanted": "", "got": _summary(row)}
        elif row is None:
            if claim.counted:
                yield {"error": "missed", **common, "wanted": _summary_of_claim(claim), "got": ""}
        elif not claim.counted:
            if match.predicted:
                yield {"error": "role", **common, "wanted": "context", "got": row["role"]}
        else:
            for slot, right in match.right.items():
                if not right:
                    wanted = _amount(claim.value, claim.value_high, claim.unit, claim.comparator) \
                        if slot == "value" else getattr(claim, slot)
                    got = _amount(row["value"], row["value_high"], row["unit"], row["comparator"]) \
                        if slot == "value" else row[slot]
                    yield {"error": slot, **common, "wanted": _shown(wanted), "got": _shown(got)}


def _shown(value) -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _amount(value, high, unit, comparator) -> str:
    number = _shown(None if value is None or pd.isna(value) else float(f"{value:.12g}"))
    upper = "" if high is None or pd.isna(high) else f"—{_shown(float(high))}"
    return f"{number}{upper}{_shown(unit)}" or _shown(comparator)


def _summary(row: dict) -> str:
    amount = _amount(row["value"], row["value_high"], row["unit"], row["comparator"])
    return " ".join(filter(None, (*(_shown(row[name]) for name in ("role", "year", "indicator")), amount)))


def _summary_of_claim(claim: Claim) -> str:
    return _summary({slot: getattr(claim, slot) for slot in (
        "role", "year", "indicator", "value", "value_high", "unit", "comparator")})


def _calibration(matches: Iterable[_Match]) -> pd.DataFrame:
    stated = [(float(m.row["confidence"]), m.at("entry")) for m in matches
              if m.predicted and pd.notna(m.row.get("confidence"))]
    columns = ["from", "to", "statements", "mean_confidence", "share_right"]
    rows = []
    for low, high in zip(CONFIDENCE_BINS, CONFIDENCE_BINS[1:], strict=False):
        inside = [(c, right) for c, right in stated if low <= c < high or c == high == 1.0]
        if inside:
            rows.append((low, high, len(inside), sum(c for c, _ in inside) / len(inside),
                         sum(right for _, right in inside) / len(inside)))
    return pd.DataFrame(rows, columns=columns)


# The command


def report(accuracy: Accuracy, errors: int = 0) -> str:
    """`accuracy` as plain text: a table per gold file and over all, then `errors` examples of each error."""
    lines = []

    def table(title: str, row) -> None:
        lines.append(f"{title}: {int(row['gold'])} claims, {int(row['predicted'])} statements")
        lines.append(f"  {'':32}precision  recall     F1")
        for level, label in LABELS.items():
            p, r, f = (row[f"{level}_{name}"] for name in RATES)
            lines.append(f"  {label:32}{p:9.3f}{r:8.3f}{f:7.3f}")
        lines.append("")

    for name, row in accuracy.by_file.iterrows():
        table(str(name), row)
    if len(accuracy.by_file) > 1:
        whole = accuracy.overall
        table("all", dict(whole.iloc[0][["gold", "predicted"]]) | {
            f"{level}_{name}": whole.loc[level, name] for level in LEVELS for name in RATES})
    shares = ", ".join(f"{slot} {share:.3f}" for slot, share in accuracy.slots.items())
    lines.append(f"of the figures found, right: {shares}")
    counts = accuracy.errors["error"].value_counts()
    if len(counts):
        lines.append("errors: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    for name in counts.index if errors else ():
        lines += ["", f"{name}:"]
        for row in accuracy.errors[accuracy.errors["error"] == name].head(errors).itertuples():
            lines.append(f"  {row.doc}: wanted {row.wanted or '–'}, got {row.got or '–'} | {row.sentence}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the texts of a folder, extract, score against gold, print a table per gold file and over all."""
    from helpers.documents import read_documents
    from helpers.statements import extract_statements, statement_table

    parser = argparse.ArgumentParser(prog="python -m helpers.accuracy", description=main.__doc__)
    parser.add_argument("--raw", required=True, help="folder of texts")
    parser.add_argument("--gold", required=True, nargs="+", help="gold files, or folders of them")
    parser.add_argument("--errors", type=int, default=0, help="show up to so many examples of each error")
    options = parser.parse_args(arguments)
    try:
        gold = read_gold(*options.gold)
        reading = read_documents(options.raw)
    except (GoldError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    named = set(gold.docs) | {Path(doc).stem for doc in gold.docs}
    texts = [d for d in reading.documents if named & {Path(d.path).name, Path(d.path).stem}]
    if not texts:
        where = " ".join(options.gold)
        print(f"none of the {len(gold.docs)} texts annotated in {where} is in {options.raw}", file=sys.stderr)
        return 1
    try:
        statements = statement_table([s for document in texts for s in extract_statements(document)])
    except lexicon.LexiconError as error:
        print(error, file=sys.stderr)
        return 1
    print(report(score(as_table("documents", texts), statements, gold), options.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
