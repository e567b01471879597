"""How well the statements table agrees with what careful readers annotated.

A statement and a claim of gold (`helpers.gold`) are matched where their figures overlap in the text; where
several do, the pair that agrees best is taken first and each is used once. Only figures inside a gold file's
windows count.

Four levels, each asking for more: `figure` (value and unit), `dated` (also role and year), `entry` (also the
indicator), `strict` (also measure and comparator). Precision is the share of statements with role target or
actual that are right, recall the share of such claims that were found, F1 their harmonic mean. All are
computed from one list of matched pairs, missed claims and spurious statements, so that any grouping adds up.
"""
from __future__ import annotations

import argparse
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import batch, calibration, owners
from helpers.calibration import weights
from helpers.documents import read_documents
from helpers.gold import (
    MEASURES,
    ROLES,
    SLOTS,
    Claim,
    Gold,
    GoldError,
    Window,
    agreement,
    nth_place,
    plain_with_offsets,
    read_gold,
    several,
)
from helpers.numerals import readable
from helpers.tables import as_table

__all__ = ["Accuracy", "Gold", "GoldError", "evaluate", "read_gold", "report", "score", "weights"]

STATEMENT_COLUMNS = ("doc_id", "start", "end", "role", "year", "indicator", "measure", "comparator", "value",
                     "value_high", "unit")
LEVELS = {
    "figure": ("value",), "dated": ("value", "role", "year"), "entry": ("value", "role", "year", "indicator"),
    "strict": SLOTS,
}
PLACE = "place"
"""Whose figure it is: judged beside the slots, no part of any level."""
RATES = ("precision", "recall", "f1")
LABELS = {
    "figure": "figure (value, unit)", "dated": "+ role, year", "entry": "+ indicator",
    "strict": "strict (+ measure, comparator)",
}
# Which of several overlapping pairs belong together: figure before indicator before everything else.
WEIGHTS = {"value": 8, "indicator": 4, "role": 1, "year": 1, "measure": 1}


@dataclass(frozen=True)
class Accuracy:
    """The agreement of a statements table with gold, as frames.

    overall             one row per level: precision, recall, f1, gold, predicted
    by_kind, by_file, by_document
                        one row per group: gold, predicted, and LEVEL_precision, LEVEL_recall, LEVEL_f1
    slots               per field, the share right among the figures that were found
    roles, measures     confusion tables: rows as annotated, columns as extracted (`none`: missed or spurious;
                        what was extracted as context and not annotated is neither)
    errors              error, kind (of text), doc, role, before, figure, after (the sentence), wanted, got
    judged              one row per statement of role target or actual: file, doc, confidence, doubts, right
                        (at level `strict`); what `helpers.calibration` works on
    """

    overall: pd.DataFrame
    by_kind: pd.DataFrame
    by_file: pd.DataFrame
    by_document: pd.DataFrame
    slots: pd.Series
    roles: pd.DataFrame
    measures: pd.DataFrame
    errors: pd.DataFrame
    judged: pd.DataFrame

    def f1(self, level: str = "strict") -> float:
        """F1 over all texts at `level`. Raises KeyError for an unknown level."""
        return float(self.overall.loc[level, "f1"])


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
    sentence: tuple[str, str, str] = ("", "", "")

    def at(self, level: str) -> bool:
        return bool(self.right) and all(self.right[slot] for slot in LEVELS[level])

    @property
    def predicted(self) -> bool:
        return self.row is not None and self.row["role"] != "context"

    @property
    def wanted(self) -> bool:
        return self.claim is not None and self.claim.counted


def _lost(error: str, kind: str, doc: str, wanted: str) -> dict:
    return {"error": error, "kind": kind, "doc": doc, "wanted": wanted}


def _match_document(
    doc: str, document, statements: list[dict], claims: Sequence[Claim], windows: Sequence[Window],
) -> tuple[list[_Match], list[dict]]:
    """Claims and statements of one text, matched; and what of the gold could not be found in it."""
    kind = "" if pd.isna(document.kind) else str(document.kind)
    text, offsets = plain_with_offsets(document.text)
    printed = readable(document.text)
    lost: list[dict] = []

    stretches: list[tuple[int, int, str]] = []
    for window in windows:
        begin = text.find(window.first)
        end = text.find(window.last, begin) + len(window.last) if begin >= 0 else -1
        if begin < 0 or end < len(window.last):
            lost.append(_lost("window not in text", kind, doc, f"{window.first} … {window.last}"))
        else:
            stretches.append((begin, end if window.last else len(text), window.file))

    def shown(begin: int, end: int) -> tuple[str, str, str]:
        """The sentence around a span of the plain text, as the document has it: before, the span, after."""
        first, last = bisect_right(offsets, begin) - 1, bisect_left(offsets, end)
        left = max(printed.rfind(stop, 0, first) for stop in "。！？；;\n") + 1
        right = min((at for stop in "。！？；;\n" if (at := printed.find(stop, last)) >= 0), default=len(printed))
        return printed[left:first].lstrip(), printed[first:last], printed[last:right].rstrip()

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
        begin = at + nth_place(claim.clause, claim.quote, claim.nth)
        spans.append(None if at < 0 else (begin, begin + len(claim.quote)))

    candidates = []
    for c, (claim, span) in enumerate(zip(claims, spans, strict=True)):
        for r, (begin, end, _, row) in enumerate(read):
            if span and begin < span[1] and span[0] < end:
                right = agreement(claim, row)
                if PLACE in row and hasattr(document, PLACE):
                    right[PLACE] = _same_place(claim, row, document)
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
        sentence = shown(*span) if span else ("", "", "")
        row = None if r is None else read[r][3]
        matches.append(_Match(claim.file, doc, kind, claim, row, right, sentence))
    for r, (begin, end, file, row) in enumerate(read):
        if r not in taken:
            matches.append(_Match(file, doc, kind, None, row, {}, shown(begin, end)))
    return matches, lost


def _same_place(claim: Claim, row: dict, document) -> bool:
    """Whether a statement is of the place that the claim names, or of the text's own where it names none."""
    wanted = document.place
    if claim.place:
        wanted = (owners.place_named(document, claim.place) or (claim.place,))[0]
    return row[PLACE] == wanted or bool(pd.isna(row[PLACE]) and pd.isna(wanted))


def evaluate(raw: Sequence[str | Path], *gold: str | Path) -> Accuracy:
    """The accuracy of what is extracted from the texts in the folders `raw`, against gold files or folders.

    Only texts that the gold names are extracted. Raises ValueError where there is none of them, and whatever
    `read_gold` and `read_documents` raise.
    """
    annotated = read_gold(*gold)
    named = set(annotated.docs) | {Path(doc).stem for doc in annotated.docs}
    read = {document.doc_id: document for folder in raw for document in read_documents(folder).documents}
    texts = [d for d in read.values() if named & {Path(d.path).name, Path(d.path).stem}]
    if not texts:
        where, folders = " ".join(map(str, gold)), " ".join(map(str, raw))
        raise ValueError(f"none of the {len(annotated.docs)} texts annotated in {where} is in {folders}")
    return score(as_table("documents", texts), batch.extract(texts), annotated)


def score(documents: pd.DataFrame, statements: pd.DataFrame, gold: Gold) -> Accuracy:
    """The agreement of `statements` (read from `documents`, tables of `helpers.tables`) with `gold`.

    A gold text is looked up by the base name of `documents.path`, then without its ending; one that is not
    among the documents counts as missed throughout. Of `statements`, only STATEMENT_COLUMNS are needed, and
    `confidence` and `doubts` for calibration, and `place` to judge that too. Raises KeyError where one of the
    former is missing.
    """
    by_name: dict[str, object] = {}
    for document in documents.itertuples():
        by_name.setdefault(Path(str(document.path)).name, document)
        by_name.setdefault(Path(str(document.path)).stem, document)
    said = defaultdict(list)
    optional = [column for column in ("confidence", "doubts", PLACE) if column in statements]
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
    judged = [*SLOTS, PLACE] if PLACE in statements and PLACE in documents else list(SLOTS)
    found = pd.DataFrame([m.right for m in matches if m.wanted and m.right], columns=judged, dtype=float)
    rates = _rates(matches)
    return Accuracy(
        overall=pd.DataFrame(
            [{name: rates.get(f"{level}_{name}", rates.get(name)) for name in (*RATES, "gold", "predicted")}
             for level in LEVELS], index=pd.Index(LEVELS, name="level")),
        by_kind=_by(matches, "kind"), by_file=_by(matches, "file"), by_document=_by(matches, "doc"),
        slots=found.mean().rename("share right"),
        roles=_confusion([m for m in matches if m.claim or m.predicted], "role", ROLES),
        measures=_confusion([m for m in matches if m.wanted or m.predicted], "measure", MEASURES),
        errors=pd.DataFrame(lost + list(_errors(matches)),
                            columns=["error", "kind", "doc", "role", "before", "figure", "after", "wanted",
                                     "got"]).fillna(""),
        judged=_judged(matches),
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
        claim, row = match.claim, match.row
        before, figure, after = match.sentence
        common = {"kind": match.kind, "doc": match.doc, "role": claim.role if claim else row["role"],
                  "before": before, "figure": figure, "after": after}
        if claim is None:
            if match.predicted:
                yield {"error": "spurious", **common, "wanted": "", "got": _summary(row)}
        elif row is None:
            if claim.counted:
                yield {"error": "missed", **common, "wanted": _summary(_fields(claim)), "got": ""}
        elif not claim.counted:
            if match.predicted:
                yield {"error": "role", **common, "wanted": claim.role, "got": row["role"]}
        else:
            for slot, right in match.right.items():
                if not right:
                    wanted, got = (_amount(side) if slot == "value" else _shown(side[slot])
                                   for side in (_fields(claim), row))
                    yield {"error": slot, **common, "wanted": wanted, "got": got}


def _fields(claim: Claim) -> dict:
    return {name: getattr(claim, name) for name in (*SLOTS, PLACE, "value_high", "unit")}


def _shown(value) -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _amount(row: dict) -> str:
    number = _shown(None if row["value"] is None or pd.isna(row["value"]) else _tidy(row["value"]))
    high = row["value_high"]
    upper = "" if high is None or pd.isna(high) else f"—{_shown(_tidy(high))}"
    return f"{number}{upper}{_shown(row['unit'])}" if number else _shown(row["comparator"])


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")


def _summary(row: dict) -> str:
    return " ".join(filter(None, (_shown(row["year"]), _shown(row["indicator"]), _amount(row))))


def _judged(matches: Iterable[_Match]) -> pd.DataFrame:
    rows = [{"file": m.file, "doc": m.doc, "confidence": m.row.get("confidence"),
             "doubts": m.row.get("doubts"), "right": m.at("strict")} for m in matches if m.predicted]
    frame = pd.DataFrame(rows, columns=["file", "doc", "confidence", "doubts", "right"])
    return frame.astype({"confidence": "Float64", "doubts": "string", "right": bool}).fillna({"doubts": ""})


# The command


def report(accuracy: Accuracy, errors: int = 0) -> str:
    """`accuracy` as plain text: one table of levels per gold file and over all, what is wrong, how sure the
    statements were, and up to `errors` examples of each error.
    """
    lines = [f"{'':40}{'level':32}precision  recall     F1"]

    def block(title: str, row) -> None:
        beside = [title, f"  {int(row['gold'])} claims, {int(row['predicted'])} statements", "", ""]
        for words, (level, label) in zip(beside, LABELS.items(), strict=True):
            p, r, f = (row[f"{level}_{name}"] for name in RATES)
            lines.append(f"{words:40}{label:32}{p:9.3f}{r:8.3f}{f:7.3f}")

    for name, row in accuracy.by_file.iterrows():
        block(str(name), row)
    if len(accuracy.by_file) > 1:
        whole = accuracy.overall
        block("all", dict(whole.iloc[0][["gold", "predicted"]]) | {
            f"{level}_{name}": whole.loc[level, name] for level in LEVELS for name in RATES})
    shares = ", ".join(f"{slot} {share:.3f}" for slot, share in accuracy.slots.items())
    lines += ["", f"of the figures found, right: {shares}"]
    counts = accuracy.errors["error"].value_counts()
    if len(counts):
        lines.append("errors: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    lines += _calibration_lines(accuracy.judged)
    for name in counts.index if errors else ():
        lines += ["", f"{name}:"]
        for row in accuracy.errors[accuracy.errors["error"] == name].head(errors).itertuples():
            wanted, got = row.wanted or "–", row.got or "–"
            lines.append(f"  {row.doc}: {row.role}, wanted {wanted}, got {got} | "
                         f"{row.before}【{row.figure}】{row.after}")
    return "\n".join(lines)


def _calibration_lines(judged: pd.DataFrame) -> list[str]:
    """Strictly right by confidence, and by doubt, in a line each."""
    if judged["confidence"].isna().all():
        return []
    bins = ", ".join(f"{row['from']:g}–{row['to']:g} {row['share_right']:.3f} (of {row['statements']})"
                     for row in calibration.by_confidence(judged).to_dict("records"))
    doubts = ", ".join(f"{name} {row.share_right:.3f} (of {row.statements})" for name, row in
                       calibration.by_doubt(judged).astype(object).iterrows() if row.statements)
    return [f"right by confidence: {bins}", f"right by doubt: {doubts}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the texts of a folder, extract, score against gold, print levels, errors and calibration."""
    parser = argparse.ArgumentParser(prog="python -m helpers.accuracy", description=main.__doc__)
    parser.add_argument("--raw", required=True, nargs="+", help="folders of texts (several also joined by |)")
    parser.add_argument("--gold", required=True, nargs="+", help="gold files, or folders of them (also joined by |)")
    parser.add_argument("--errors", type=int, default=0, help="show up to so many examples of each error")
    parser.add_argument("--fit", action="store_true", help="print the weights of doubts that fit this gold")
    options = parser.parse_args(arguments)
    try:
        result = evaluate([folder for given in options.raw for folder in several(given)], *options.gold)
        print(calibration.fit_report(result.judged) if options.fit else report(result, options.errors))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
