"""What a researcher accepts, rejects or changes: `corrections.csv` beside the texts, put on the statements.

One row of the file says one thing of one statement:

| column | |
|---|---|
| action | accept (接受, 确认), reject (剔除, 拒绝) or change (修改) |
| column, value | what `change` sets, one column a row; an empty value sets null |
| who, why | told wherever the figure is shown; `why` may be left out only of an accept |
| statement_id | of which statement, as table `statements` names it |
| path, quote, sentence | by what it is found when its id is gone, or without an id |
| indicator | may be added: which one, where a figure is said of several (均增长6.5%) |

The id of a statement hangs on every byte of its text, so a changed text has other ids. A statement is found by its
id; else by path, quote and sentence; else, where no text has this path any more, by quote and sentence in another
one; else by path and quote in a sentence alike enough. White space and full-width forms do not matter, nor zeros
behind a decimal point, which spreadsheets add and drop. Where several fit, none is taken: a correction that is not
applied is reported, a figure that is corrected by mistake is not seen.

A row that cannot be used never stops the others. Table `corrections` holds every row with what became of it:

| status | |
|---|---|
| applied | found by its id, or without one by what else is given |
| moved | its id is gone, it was found by the rest |
| redundant | the text, or another row, already says so |
| unmatched | no statement was found, or several |
| invalid | the row says nothing that can be done, or the contrary of another one |
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import lexicon, places
from helpers.folders import CORRECTIONS_FILE
from helpers.gold import plain
from helpers.numerals import tidy
from helpers.tables import CORRECTIONS, STATEMENTS, as_table
from helpers.units import base_of

ACTIONS = {"accept": ("accept", "接受", "确认"), "reject": ("reject", "剔除", "拒绝"), "change": ("change", "修改")}
GIVEN = [column for column in CORRECTIONS if column not in ("row", "status", "found_id", "note")]
NEEDED = {"action", "column", "value", "who", "why"}
FIXED = {"statement_id", "doc_id", "start", "end", "quote", "sentence", "section", "confidence", "doubts", "correction"}
NEVER_EMPTY = {"indicator", "role", "estimated", "period", "measure", "comparator", "average"}
CHOSEN = ("role", "period", "measure", "comparator")
"""Columns that take one of the words of `lexicon/wording.csv`."""
BASES = {"value": "base_value", "value_high": "base_high"}
KINDS = {"Int64": "whole number", "Float64": "number", "boolean": "yes or no"}
NATION = {"全国": "100000"}
YEARS = range(1900, 2101)
ALIKE, CLEARLY = 0.8, 0.05
"""How like (difflib) a sentence must be to be the same one changed, and by how much more so than any other."""
NO_VALUE = "–"


class CorrectionsError(ValueError):
    """A file that is no table of corrections; the message is one line for the user."""


class _Unfit(ValueError):
    """Why a row or a value cannot be used; the message is its note."""


# ---------------------------------------------------------------------------------------------- reading


def read_corrections(folder: str | Path, file: str | Path = "") -> pd.DataFrame:
    """The rows of `corrections.csv` in `folder`, or of `file` where one is named, as table `corrections` that is not
    applied yet (no status).

    Read are UTF-8, GB18030 and UTF-16 with commas, semicolons or tabs between the cells, as spreadsheets save them;
    other columns than those of the introduction are passed over, and so are empty rows. `row` counts as a spreadsheet
    does: the header is row 1. Without a file in `folder` the table is empty. Raises CorrectionsError where `file` is
    missing, or where it cannot be read or lacks columns.
    """
    path = Path(file).expanduser() if str(file) else Path(folder) / CORRECTIONS_FILE
    if not path.is_file():
        if str(file):
            raise CorrectionsError(f"corrections: there is no file {path}")
        return as_table("corrections", [])
    try:
        text = _decoded(path.read_bytes())
        first = text.split("\n", 1)[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
        header, *rows = [[cell.strip() for cell in row] for row in reader] or [[]]
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise CorrectionsError(f"{path} cannot be read as a table: {error}") from error
    header = [plain(name).lower() for name in header]
    _check_header(header, path)
    return as_table("corrections", [_row(number, header, cells) for number, cells in enumerate(rows, 2) if any(cells)])


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _check_header(header: list[str], path: Path) -> None:
    known = [name for name in header if name in GIVEN]
    if doubled := sorted({name for name in known if known.count(name) > 1}):
        raise CorrectionsError(f"{path}: column named twice: {', '.join(doubled)}")
    missing = [name for name in GIVEN if name in NEEDED - set(known)]
    if "statement_id" not in known and not {"path", "quote"} <= set(known):
        missing.append("statement_id (or path and quote)")
    if missing:
        raise CorrectionsError(f"{path}: columns missing: {', '.join(missing)}")


def _row(number: int, header: list[str], cells: list[str]) -> dict:
    row = dict.fromkeys(CORRECTIONS) | {
        name: cell or None for name, cell in zip(header, cells, strict=False) if name in GIVEN
    }
    torn = any(cells[len(header) :])
    return row | {"row": number} | ({"status": "invalid", "note": "more cells than the header has"} if torn else {})


# --------------------------------------------------------------------------------------------- applying


@dataclass
class _Row:
    """A given row on its way: `at` is the position of the statement it was found to be of, `new` what it sets."""

    row: int
    given: dict
    action: str = ""
    column: str = ""
    new: object = None
    at: int | None = None
    status: str = ""
    notes: list[str] = field(default_factory=list)

    def end(self, status: str, *notes: str) -> None:
        self.status, self.notes = status, [*self.notes, *notes]

    @property
    def usable(self) -> bool:
        return self.status in ("applied", "moved")

    @property
    def told(self) -> str:
        said = ": ".join(filter(None, (self.given["who"], self.given["why"])))
        return f" ({said})" if said else ""


def apply(statements, documents, corrections: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`statements` with the corrections, and `corrections` with what became of each row (see the introduction).

    The three are tables (`corrections` may lack columns that are empty); statements and documents may be lists of
    `Statement` and `Document`. Column `correction` of the statements tells what people did, null where nothing:
    "value: 30.8 → 38 (who: why)", "accept (who: why)", "reject (who: why)". A rejected statement stays in its table
    (see `rejected`), an accepted one has a confidence of 1. What hangs on a changed column follows it unless it is
    changed, too: base value and base unit; indicator and its id; place and its code.
    """
    claims, documents = as_table("statements", statements), as_table("documents", documents)
    claims["correction"] = pd.array([pd.NA] * len(claims), dtype="string")
    rows = _rows(corrections)
    _find([row for row in rows if not row.status], claims, documents)
    homes = dict(zip(documents["doc_id"], documents["adcode"], strict=True))
    for row in rows:
        if row.status != "invalid" and row.action == "change":
            home = None if row.at is None else homes.get(claims.at[row.at, "doc_id"])
            try:
                row.new = _value(row.column, row.given["value"], home if isinstance(home, str) else None)
            except _Unfit as reason:
                row.status, row.notes = "invalid", [str(reason)]
    of_statement = defaultdict(list)
    for row in rows:
        if row.usable:
            of_statement[row.at].append(row)
    for at, group in of_statement.items():
        _settle(group, claims.loc[at])
        _put(claims, at, [row for row in group if row.usable])
    ended = [
        row.given | {
            "row": row.row, "status": row.status, "note": "; ".join(row.notes) or None,
            "found_id": None if row.at is None else claims.at[row.at, "statement_id"],
        }
        for row in rows
    ]  # fmt: skip
    return claims, as_table("corrections", ended)


def rejected(statements: pd.DataFrame) -> pd.Series:
    """Which rows of table `statements` a person took out, as boolean."""
    return statements["correction"].str.startswith("reject").fillna(False).astype(bool)


def renumbered(statements: pd.DataFrame) -> pd.Series:
    """Which rows of table `statements` had value or unit changed by a person, so that they are not what the text says;
    as boolean.
    """
    told = r"(?:^|; )(?:value|value_high|unit|base_\w+): [^;]* → "
    return statements["correction"].str.contains(told, regex=True).fillna(False).astype(bool)


def unsettled(corrections: pd.DataFrame) -> pd.DataFrame:
    """The rows of table `corrections` that had no effect and need a person: unmatched and invalid ones."""
    return corrections[corrections["status"].isin(["unmatched", "invalid"])]


def outcome(corrections: pd.DataFrame) -> dict[str, int]:
    """How many rows table `corrections` has (`given`), how many of them took effect (`applied`), among these the
    `moved` ones, and how many are `redundant`, `unmatched`, `invalid`.
    """
    counts = corrections["status"].value_counts()
    found = {name: int(counts.get(name, 0)) for name in ("applied", "moved", "redundant", "unmatched", "invalid")}
    return {"given": len(corrections)} | found | {"applied": found["applied"] + found["moved"]}


def _rows(corrections: pd.DataFrame) -> list[_Row]:
    """The given rows, those that cannot be used with status and note."""
    given = corrections.reindex(columns=[*CORRECTIONS]).astype("object")
    given = given.where(given.notna(), None)
    result = []
    for number, record in enumerate(given.to_dict("records"), 2):
        cells = {name: None if record[name] is None else str(record[name]).strip() or None for name in GIVEN}
        row = _Row(int(record["row"] or number), cells)
        result.append(row)
        if record["status"] == "invalid":
            row.end("invalid", *filter(None, [record["note"]]))
            continue
        try:
            row.action, row.column = _action(cells), _column(cells)
        except _Unfit as reason:
            row.end("invalid", str(reason))
    return result


def _action(cells: dict) -> str:
    said = plain(cells["action"]).lower()
    action = next((name for name, words in ACTIONS.items() if said in words), None)
    if action is None:
        raise _Unfit("the action must be accept, reject or change")
    if not cells["why"] and action != "accept":
        raise _Unfit("a reason is needed")
    if action != "change" and (cells["column"] or cells["value"]):
        raise _Unfit("only a change takes a column and a value")
    if not cells["statement_id"] and not (cells["quote"] and (cells["path"] or cells["sentence"])):
        raise _Unfit("names no statement: give statement_id, or path and quote")
    return action


def _column(cells: dict) -> str:
    said = plain(cells["column"])
    column = _spellings("column").get(said.lower(), said.lower())
    if plain(cells["action"]).lower() in ACTIONS["change"] and column not in set(STATEMENTS) - FIXED:
        raise _Unfit(f"not a column that can be corrected: {said or NO_VALUE}")
    return column


# ------------------------------------------------------------------------------------------------ finding


def _find(rows: list[_Row], claims: pd.DataFrame, documents: pd.DataFrame) -> None:
    """Give each row the position of its statement and the status applied or moved, or the status unmatched."""
    by_id = dict(zip(claims["statement_id"], claims.index, strict=True))
    paths = dict(zip(documents["doc_id"], map(_path, documents["path"]), strict=True))
    lost = []
    for row in rows:
        row.at = by_id.get(row.given["statement_id"])
        if row.at is not None:
            row.end("applied")
        elif row.given["quote"]:
            lost.append(row)
        else:
            row.end("unmatched", "no statement has this id, and there is no path and quote to find it by")
    if not lost:
        return
    wanted = {_quote(row.given["quote"]) for row in lost}
    quotes = {quote: _quote(quote) for quote in claims["quote"].unique()}
    near = claims.loc[claims["quote"].map(quotes).isin(wanted), ["doc_id", "quote", "sentence", "indicator"]]
    forms = {text: plain(text) for name in ("sentence", "indicator") for text in near[name].unique()}
    spots = defaultdict(list)
    for at, doc_id, quote, sentence, indicator in near.itertuples(name=None):
        spots[quotes[quote]].append(_Spot(at, paths.get(doc_id, ""), forms[sentence], forms[indicator]))
    for row in lost:
        try:
            spot, how = _spot(row.given, spots[_quote(row.given["quote"])], set(paths.values()), claims)
        except _Unfit as reason:
            row.end("unmatched", str(reason))
            continue
        row.at = spot.at
        if row.given["statement_id"]:
            row.end("moved", how)
        else:
            row.end("applied")


@dataclass(frozen=True, slots=True)
class _Spot:
    """A statement as anchors see it: its position, and in the form that is compared its path, sentence, indicator."""

    at: int
    path: str
    sentence: str
    indicator: str


def _spot(given: dict, spots: list[_Spot], read: set[str], claims: pd.DataFrame) -> tuple[_Spot, str]:
    """The one spot, among those with the quote, that a row is of, and how it was found. Raises _Unfit for none."""
    path, sentence = _path(given["path"]), plain(given["sentence"])
    here = [spot for spot in spots if spot.path == path]
    gone = path not in read
    if sentence:
        if same := [spot for spot in here if spot.sentence == sentence]:
            return _only(same, given, claims), "found by path, quote and sentence"
        if gone and (same := [spot for spot in spots if spot.sentence == sentence]):
            spot = _only(same, given, claims)
            return spot, "found by quote and sentence in another file"
    elif here:
        return _only(here, given, claims), "found by path and quote"
    if gone:
        raise _Unfit("no text has this path, and no other one has this sentence with this quote")
    if not here:
        raise _Unfit("the text has no figure with this quote any more")
    likeness, like = _most_alike(sentence, here)
    if not like:
        raise _Unfit("the sentence of the figure is gone or has changed too much")
    return _only(like, given, claims), f"found by path and quote in a changed sentence (likeness {likeness:.2f})"


def _only(spots: list[_Spot], given: dict, claims: pd.DataFrame) -> _Spot:
    """The spot, where it is one or where the indicator tells which."""
    said = plain(given["indicator"])
    fit = [spot for spot in spots if spot.indicator == said] or spots
    if len(fit) > 1:
        ids = ", ".join(claims.at[spot.at, "statement_id"] for spot in fit[:5])
        raise _Unfit(f"several figures fit, one of these ids is meant: {ids}")
    return fit[0]


def _most_alike(sentence: str, spots: list[_Spot]) -> tuple[float, list[_Spot]]:
    """How alike the sentence clearly most like `sentence` is, and the spots in it; none where no one is.

    A sentence that names other years is not the same one changed: such texts say the same words of each year.
    """
    years = _years(sentence)
    ratios = []
    for other in sorted({spot.sentence for spot in spots}):
        matcher = difflib.SequenceMatcher(None, sentence, other, autojunk=False)
        if matcher.quick_ratio() > ALIKE - CLEARLY:
            ratios.append((matcher.ratio(), other))
    ratios.sort(reverse=True)
    second = ratios[1][0] if len(ratios) > 1 else 0.0
    if not ratios or ratios[0][0] < max(ALIKE, second + CLEARLY) or _years(ratios[0][1]) != years:
        return 0.0, []
    likeness, best = ratios[0]
    return likeness, [spot for spot in spots if spot.sentence == best]


def _years(sentence: str) -> set[str]:
    return set(re.findall(r"(?:19|20)\d\d(?=年)", sentence))


def _path(path: str | None) -> str:
    return plain(path).replace("\\", "/").removeprefix("./")


def _quote(quote: str) -> str:
    """A quote as it is compared. Spreadsheets make 6.50% of 6.5% and of 5.0% perhaps 5%."""
    return re.sub(r"(\.\d*?)0+(?!\d)", r"\1", plain(quote)).replace(",", "").replace(".%", "%")


# ------------------------------------------------------------------------------------------------ changing


@cache
def _spellings(group: str) -> dict[str, str]:
    """The words that wording.csv has for the values of `group`, and the values themselves, each with its value."""
    rows = [row for row in lexicon.table("wording") if row["id"].startswith(f"{group}.")]
    named = [(row["id"].removeprefix(f"{group}."), row) for row in rows]
    words = {plain(row[language]).lower(): value for value, row in reversed(named) for language in ("zh", "en")}
    return words | {value.lower(): value for value, _ in named}


def _value(column: str, text: str | None, home: str | None):
    """`text` as a value of `column`; NA where it is empty. Raises _Unfit with the reason where it is none."""
    if text is None or not plain(text):
        if column in NEVER_EMPTY:
            raise _Unfit(f"may not be empty: {column}")
        return pd.NA
    said, kind = plain(text), STATEMENTS[column]
    if column in CHOSEN:
        known = _spellings(column)
        if said.lower() not in known:
            raise _misfit(column, text, ", ".join(sorted(set(known.values()))))
        return known[said.lower()]
    if kind == "boolean":
        known = {"true": True, "false": False, "yes": True, "no": False, "是": True, "否": False, "1": True, "0": False}
        if said.lower() not in known:
            raise _misfit(column, text, KINDS[kind])
        return known[said.lower()]
    if kind in ("Int64", "Float64"):
        return _number(column, text, said, kind)
    if column == "indicator_id" and text not in lexicon.indicators():
        raise _Unfit(f"the lexicon has no such indicator: {text}")
    if column == "adcode" and said not in NATION.values() and places.by_adcode(said) is None:
        raise _Unfit(f"no place has this code: {text}")
    if column == "place":
        place = places.resolve(text, home)
        return place.full_name if place else text
    return said if column in ("unit", "base_unit", "adcode") else text


def _number(column: str, text: str, said: str, kind: str) -> float | int:
    try:
        number = float(said.replace(",", "").replace("−", "-"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or kind == "Int64" and not number.is_integer():
        raise _misfit(column, text, KINDS[kind])
    if kind == "Float64":
        return number
    if int(number) not in YEARS:  # all whole numbers that can be corrected are years
        raise _misfit(column, text, f"{YEARS[0]}–{YEARS[-1]}")
    return int(number)


def _misfit(column: str, text: str, wanted: str) -> _Unfit:
    return _Unfit(f"does not fit its column: {column} = {text} ({wanted})")


def _settle(group: list[_Row], claim: pd.Series) -> None:
    """End those rows on one statement that contradict each other, repeat another, or say what the text says.

    Which of two that contradict is meant cannot be known, so neither is taken.
    """
    for row in group:
        against = [
            other.row for other in group
            if (other.action != row.action and "reject" in (row.action, other.action))
            or (other.action == row.action == "change" and other.column == row.column
                and not _same(other.new, row.new))
        ]  # fmt: skip
        if against:
            row.end("invalid", f"contradicts another row: {', '.join(map(str, sorted(against)))}")
    told = {}
    for row in group:
        if not row.usable:
            continue
        first = told.setdefault((row.action, row.column), row.row)
        if first != row.row:
            row.end("redundant", f"another row says the same: {first}")
        elif row.action == "change" and _same(row.new, claim[row.column]):
            row.end("redundant", "the text already says so")


def _same(one, other) -> bool:
    if pd.isna(one) or pd.isna(other):
        return pd.isna(one) and pd.isna(other)
    return math.isclose(one, other, rel_tol=1e-12) if isinstance(one, float) else one == other


def _put(claims: pd.DataFrame, at: int, rows: list[_Row]) -> None:
    """Set in place what `rows` say of the statement at `at`, with what hangs on it, and tell it."""
    if not rows:
        return
    claim, told = claims.loc[at], []
    for row in rows:
        if row.action == "change":
            done = f"{row.column}: {_shown(claim[row.column])} → {_shown(row.new)}"
            told.append(done + row.told)
            row.notes.append(done)
        else:
            told.append(row.action + row.told)
            row.notes.append("left out of the ledger" if row.action == "reject" else "checked by a person")
    said = {row.column: row.new for row in rows if row.action == "change"}
    new = _with_what_hangs_on_it(said, claim)
    if any(row.action == "accept" for row in rows):
        new["confidence"] = 1.0
    for column, value in new.items():
        claims.at[at, column] = value
    claims.at[at, "correction"] = "; ".join(told)
    for row in rows:
        if row.column == "place" and pd.isna(new["adcode"]):
            row.notes.append("no code is known for this place")


def _with_what_hangs_on_it(said: dict, claim: pd.Series) -> dict:
    """`said` (new values by column) with the columns that follow from it where it does not set them itself."""
    new = dict(said)
    if "unit" in said or BASES.keys() & said.keys():
        unit = new.get("unit", claim["unit"])
        factor, base = base_of("" if pd.isna(unit) else unit)
        if "unit" in said:
            new.setdefault("base_unit", pd.NA if pd.isna(unit) else base)
        else:
            factor = _scale(claim, factor)
        for column, of in BASES.items():
            value = new.get(column, claim[column])
            if column in said or "unit" in said:
                new.setdefault(of, pd.NA if pd.isna(value) else tidy(value * factor))
    if "indicator_id" in said:
        if not pd.isna(said["indicator_id"]):
            new.setdefault("indicator", lexicon.indicators()[said["indicator_id"]].zh)
    elif "indicator" in said:
        found = lexicon.link(said["indicator"])
        new["indicator_id"] = found.id if found else pd.NA
    if "place" in said:
        place = None if pd.isna(said["place"]) else places.resolve(said["place"])
        new.setdefault("adcode", place.adcode if place else NATION.get(said["place"], pd.NA))
    elif "adcode" in said and not pd.isna(said["adcode"]):
        names = {code: name for name, code in NATION.items()}
        place = places.by_adcode(said["adcode"])
        new["place"] = place.full_name if place else names[said["adcode"]]
    return new


def _scale(claim: pd.Series, factor: float) -> float:
    """What one unit of the statement is worth in its base unit: its own scale where both values are known."""
    value, base = claim["value"], claim["base_value"]
    if pd.isna(value) or pd.isna(base) or not value or math.isclose(base, value * factor, rel_tol=1e-9):
        return factor
    return base / value


def _shown(value) -> str:
    if pd.isna(value):
        return NO_VALUE
    if pd.api.types.is_bool(value):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)
