"""Reviewing: which statements a person should look at first, and their decisions as rows of `corrections.csv`.

`corrections` says what the file means and puts it on the statements. Here it is written: a decision is weighed first
(what would become of the row, what the statement would be afterwards) and only then appended. What stands in the file
already is kept byte for byte, in its encoding, with its separator, its order of columns and its further columns. The
file is replaced in one step, and read again before each step, so that two people, or a person with a spreadsheet
program, can work on it in turn; a change by someone else is told, never overwritten.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import batch, ledger, lexicon
from helpers.corrections import GIVEN, apply, read_corrections, unsettled
from helpers.folders import CORRECTIONS_FILE
from helpers.gold import plain
from helpers.summary import SURE
from helpers.tables import STATEMENTS, as_table

SHOWS = ("unseen", "doubtful", "conflict", "seen", "all")
ORDERS = ("doubt", "conflict", "text", "indicator")
HEADER = ",".join(GIVEN)


class ReviewError(ValueError):
    """A decision that is not written, or cannot be taken back; the message is one line, as notes of corrections are."""


# ------------------------------------------------------------------------------------------------ rows as lines


def correction(
    statement, path: str, action: str, column: str | None = None, value=None, who: str = "", why: str = "",
) -> dict:
    """A row of `corrections.csv` by name of column, naming `statement` (a row of table `statements`: Series, mapping
    or named tuple) by its id and, for when its text changes, by `path`, quote, sentence and indicator.
    """
    said = statement._asdict() if hasattr(statement, "_asdict") else dict(statement)
    row = {"statement_id": said["statement_id"], "action": action, "column": column, "value": value, "who": who,
           "why": why, "path": path, "quote": said["quote"], "sentence": said["sentence"],
           "indicator": said["indicator"]}  # fmt: skip
    return {name: "" if row[name] is None or pd.isna(row[name]) else str(row[name]) for name in GIVEN}


def csv_lines(rows: Iterable[dict], columns: Iterable[str] = GIVEN, separator: str = ",", newline: str = "\n") -> str:
    """Rows of `correction` as CSV lines in the order of `columns`; other columns than those of a correction stay
    empty. HEADER is the line above them.
    """
    made = []
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=separator).writerow([row.get(name, "") for name in columns])
        made.append(line.getvalue().removesuffix("\r\n"))  # this line end makes cells with either of its signs quoted
    return "".join(line + newline for line in made)


def ready_lines(statement, path: str) -> dict[str, str]:
    """For a page to show and copy: by action (accept, reject, change) the line of `corrections.csv` on `statement`,
    without line end. Empty are who and why, and of a change column and value: whoever pastes it fills them in.
    """
    return {action: csv_lines([correction(statement, path, action)], newline="")
            for action in ("accept", "reject", "change")}  # fmt: skip


# ------------------------------------------------------------------------------------------------- the file


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file of corrections as it stands: its text cut into records as `read_corrections` counts them, the header
    first (row 1). Without a file there are no records.
    """

    path: Path
    data: bytes | None
    encoding: str
    mark: bytes
    separator: str
    newline: str
    records: tuple[str, ...]

    @classmethod
    def of(cls, path: Path) -> _Sheet:
        """Raises CorrectionsError where the file is there and is no table of corrections."""
        path = path.resolve()  # a link stays a link
        if not path.exists() or not path.read_bytes().strip():
            data = path.read_bytes() if path.exists() else None
            return cls(path, data, "utf-8", b"\xef\xbb\xbf", ",", "\n", ())
        read_corrections(path.parent, path)
        data = path.read_bytes()
        encoding, mark = _encoding(data)
        text = data[len(mark):].decode(encoding)
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        newline = "\r\n" if first.endswith("\r") else "\n"
        return cls(path, data, encoding, mark, separator, newline, tuple(_records(text, separator)))

    @property
    def columns(self) -> list[str]:
        return [plain(name).lower() for name in next(csv.reader([self.records[0]], delimiter=self.separator))]

    def lines(self, rows: list[dict]) -> list[str]:
        """`rows` as records of this file."""
        columns = self.columns if self.records else GIVEN
        return [csv_lines([row], columns, self.separator, self.newline) for row in rows]

    def bytes_of(self, records: Iterable[str]) -> bytes:
        return self.mark + "".join(records).encode(self.encoding)

    def put(self, data: bytes | None) -> None:
        """Write `data` in place of the file, in one step; None takes the file away. Raises ReviewError where someone
        else changed it since it was read, OSError where it cannot be written.
        """
        if (self.path.read_bytes() if self.path.exists() else None) != self.data:
            raise ReviewError("the file of corrections was changed by someone else: try again")
        if data is None:
            self.path.unlink(missing_ok=True)
            return
        handle, draft = tempfile.mkstemp(prefix=f".{self.path.name}-", dir=self.path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            if self.data is None:
                os.chmod(draft, 0o644)
            else:
                shutil.copymode(self.path, draft)
            os.replace(draft, self.path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise


def _encoding(data: bytes) -> tuple[str, bytes]:
    """Encoding and byte order mark, as `read_corrections` takes them."""
    marks = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    for mark, encoding in marks.items():
        if data.startswith(mark):
            return encoding, mark
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", b""
    return "utf-8", b""


def _records(text: str, separator: str) -> list[str]:
    """The text of each record with its line end; a quoted cell may hold line ends of its own."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    ends = [reader.line_num for _ in reader]
    return ["".join(lines[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]


def _ended(records: Iterable[str], newline: str) -> list[str]:
    """`records` with a line end behind the last one."""
    records = list(records)
    if records and not records[-1].endswith(("\n", "\r")):
        records[-1] += newline
    return records


# ------------------------------------------------------------------------------------------------- reviewing


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision does: the statement before and after (rows of table `statements`), the row or rows as table
    `corrections` tells them, the numbers of earlier `rivals` in the file that say the contrary, and whether someone
    else changed the file since it was last read.
    """

    before: pd.Series
    after: pd.Series
    rows: pd.DataFrame
    rivals: tuple[int, ...] = ()
    reread: bool = False

    @property
    def refusal(self) -> str:
        """Why the decision would have no effect; '' where it has."""
        without = self.rows[~self.rows["status"].isin(["applied", "moved"])]
        return "; ".join(without["note"].dropna())


class Review:
    """The statements of a run and the corrections beside its texts, and what a person does to them.

    `statements` (as corrected now) and `corrections` (each row with what became of it) are tables; both follow
    every step. `documents` is the table of the run.
    """

    def __init__(self, raw: str | Path, statements: pd.DataFrame, documents: pd.DataFrame, file: str | Path = ""):
        """`raw` is the folder of the texts; `file` names another file of corrections than the one in it. Raises
        CorrectionsError where that file cannot be used.
        """
        self.path = Path(file).expanduser() if str(file) else Path(raw) / CORRECTIONS_FILE
        self.documents = as_table("documents", documents)
        self._read = as_read(as_table("statements", statements), self.documents)
        self._paths = dict(zip(self.documents["doc_id"], self.documents["path"], strict=True))
        self._done: list[tuple[bytes | None, bytes, list[str], list[str]]] = []
        self._sheet: _Sheet | None = None
        self.refresh()

    def refresh(self) -> bool:
        """Read the file again where it changed; whether it did."""
        sheet = _Sheet.of(self.path)
        if self._sheet is not None and sheet.data == self._sheet.data:
            return False
        self._sheet = sheet
        given = read_corrections(sheet.path.parent, sheet.path) if sheet.records else as_table("corrections", [])
        self.statements, self.corrections = apply(self._read, self.documents, given)
        self._given, self._claims = given, None
        return True

    @property
    def claims(self) -> pd.DataFrame:
        """All claims behind the ledger (`ledger.sources`) as the statements are corrected now."""
        if self._claims is None:
            self._claims = ledger.sources(self.statements, self.documents)
        return self._claims

    def statement(self, statement_id: str) -> pd.Series:
        """The statement of this id, as corrected now. Raises ReviewError where there is none."""
        return _only(self.statements, statement_id)

    def row(self, statement_id: str, action: str, column: str | None = None, value=None, who: str = "", why: str = ""):
        """A decision on a statement as a row of the file (see `correction`)."""
        statement = self.statement(statement_id)
        return correction(statement, self._paths[statement["doc_id"]], action, column, value, who.strip(), why.strip())

    def weigh(self, rows: list[dict], replace: bool = False) -> Effect:
        """What `rows` (of one statement, from `row`) would do; nothing is written. With `replace` the earlier rows
        that say the contrary are thought away.
        """
        before = self.statement(rows[0]["statement_id"])
        after, told, rivals = self._applied(self._given, rows)
        if rivals and replace:
            kept = self._given[~self._given["row"].isin(rivals)]
            after, told, _ = self._applied(kept, rows)
        return Effect(before, _only(after, before["statement_id"]), told[told["row"] > self._last], rivals)

    def _applied(self, given: pd.DataFrame, rows: list[dict]) -> tuple[pd.DataFrame, pd.DataFrame, tuple[int, ...]]:
        """Statements and corrections with `rows` behind the `given` ones, and the given rows that they contradict."""
        columns = self._sheet.columns if self._sheet.records else GIVEN
        new = pd.DataFrame(rows)[[name for name in GIVEN if name in columns]]
        new["row"] = range(self._last + 1, self._last + 1 + len(rows))
        new = new.mask(new.eq(""))  # as a cell that is empty is read
        after, told = apply(self._read, self.documents, pd.concat([given, new], ignore_index=True))
        against = unsettled(told[told["row"] > self._last])["note"].str.extract(r"contradicts another row: ([\d, ]+)")
        numbers = {int(number) for found in against[0].dropna() for number in found.split(",")}
        return after, told, tuple(sorted(number for number in numbers if number <= self._last))

    @property
    def _last(self) -> int:
        return max(len(self._sheet.records), 1)

    def save(self, rows: list[dict], replace: bool = False) -> Effect:
        """Write `rows` (of one statement, from `row`) behind those in the file, with `replace` in place of the earlier
        ones that say the contrary; returns what they did.

        Raises ReviewError where they would have no effect or do not tell who decided, CorrectionsError where the file
        has become unusable, OSError where it cannot be written. Then the file is as it was.
        """
        if not all(row["who"] for row in rows):
            raise ReviewError("a name is needed")
        reread = self.refresh()
        effect = self.weigh(rows, replace)
        if effect.refusal:
            raise ReviewError(effect.refusal)
        sheet = self._sheet
        dropped = [number for number in effect.rivals if replace]
        old = list(sheet.records) or [csv_lines([dict(zip(GIVEN, GIVEN, strict=True))])]
        removed = [record for number, record in enumerate(old, 1) if number in dropped]
        kept = [record for number, record in enumerate(old, 1) if number not in dropped]
        lines = sheet.lines(rows)
        written = sheet.bytes_of([*_ended(kept, sheet.newline), *lines])
        sheet.put(written)
        self._done.append((sheet.data, written, lines, removed))
        self.refresh()
        return Effect(effect.before, self.statement(effect.before["statement_id"]), effect.rows, effect.rivals, reread)

    @property
    def undoable(self) -> int:
        """How many steps of this review can be taken back."""
        return len(self._done)

    def undo(self) -> bool:
        """Take back the last step of this review; whether someone else changed the file since.

        The file is then as it was before the step, or where it was changed since, loses the rows of the step and gets
        back those that it replaced. Raises ReviewError where there is nothing to take back, or where the rows are not
        in the file any more as they were written.
        """
        if not self._done:
            raise ReviewError("there is nothing to take back")
        self.refresh()
        before, written, lines, removed = self._done[-1]
        sheet, changed = self._sheet, self._sheet.data != written
        if changed:
            kept = _ended(sheet.records, sheet.newline)
            for line in lines:
                if line not in kept:
                    raise ReviewError("the row is not in the file any more as it was written: take it out by hand")
                at = len(kept) - 1 - kept[::-1].index(line)
                del kept[at]
            sheet.put(sheet.bytes_of([*kept, *removed]))
        else:
            sheet.put(before)
        self._done.pop()
        self.refresh()
        return changed

    def queue(
        self, *, show: str = "unseen", order: str = "doubt", place: str = "", path: str = "", role: str = "",
        doubt: str = "", words: str = "",
    ) -> pd.DataFrame:
        """The statements to look at, in the order in which to do so: columns of table `statements`, `path` of the text
        and `conflict` (boolean).

        `show` is one of SHOWS: those that no one looked at, the doubtful ones (confidence below `summary.SURE`), those
        in conflict, those that someone looked at, or all; of the doubtful and those in conflict only what no one looked
        at. `order` is one of ORDERS: least confidence first, conflicts first, as in the texts, by indicator. The others
        keep those of one place, text, role or doubt, and those with `words` in their indicator or sentence; '' keeps
        all. Raises ValueError for another `show` or `order`.
        """
        for name, value, known in (("show", show, SHOWS), ("order", order, ORDERS)):
            if value not in known:
                raise ValueError(f"parameter '{name}' must be one of {', '.join(known)}, not {value!r}")
        said = self.statements
        conflicting = self.claims.loc[self.claims["conflict"].fillna(False), "statement_id"]
        found = said.assign(conflict=said["statement_id"].isin(conflicting), path=said["doc_id"].map(self._paths))
        seen = found["correction"].notna()
        chosen = {"unseen": ~seen, "seen": seen, "all": seen | ~seen, "conflict": found["conflict"] & ~seen,
                  "doubtful": (found["confidence"] < SURE).fillna(True) & ~seen}[show]  # fmt: skip
        for column, value in (("place", place), ("path", path), ("role", role)):
            if value:
                chosen &= found[column].eq(value).fillna(False)
        if doubt:
            chosen &= ("|" + found["doubts"].fillna("") + "|").str.contains(f"|{doubt}|", regex=False)
        if words:
            text = found["indicator"].fillna("") + "\n" + found["indicator_id"].fillna("") + "\n" + found["sentence"]
            chosen &= text.str.contains(words, regex=False, case=False)
        by = {"doubt": ["confidence", "clear"], "conflict": ["clear", "confidence"], "text": [],
              "indicator": ["indicator", "place", "year"]}[order]  # fmt: skip
        found = found[chosen.astype(bool)].assign(clear=lambda rows: ~rows["conflict"])
        found = found.sort_values([*by, "path", "start", "statement_id"], kind="stable", ignore_index=True)
        return found[[*STATEMENTS, "path", "conflict"]]

    def counts(self) -> dict[str, float]:
        """How many statements there are, were looked at, are doubtful (and below which confidence), are in conflict."""
        left = {show: len(self.queue(show=show)) for show in ("all", "seen", "doubtful", "conflict")}
        return {"figures": left.pop("all")} | left | {"sure": SURE}

    def ledger(self) -> pd.DataFrame:
        """The ledger that the next run will make of the statements as they are corrected now."""
        return ledger.tabulate(self.statements, self.documents)

    def others(self, statement_id: str) -> pd.DataFrame:
        """The claims of the same place, year, indicator, measure and role as this statement (columns of
        `ledger.sources`), without it.
        """
        same = self.claims.loc[self.claims["statement_id"] == statement_id, "ledger_id"]
        return self.claims[self.claims["ledger_id"].isin(same) & (self.claims["statement_id"] != statement_id)]


def _only(statements: pd.DataFrame, statement_id: str) -> pd.Series:
    found = statements[statements["statement_id"] == statement_id]
    if found.empty:
        raise ReviewError(f"no statement has this id: {statement_id}")
    return found.iloc[0]


def as_read(statements: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Table `statements` as the texts have it, without any correction: texts of which a statement is corrected are
    extracted again, the others taken as they are.
    """
    touched = statements.loc[statements["correction"].notna(), "doc_id"].unique()
    if not len(touched):
        return statements
    again = batch.extract(batch.documents_of(documents[documents["doc_id"].isin(touched)]))
    return as_table("statements", pd.concat([statements[~statements["doc_id"].isin(touched)], again]))


def doubts(statements: pd.DataFrame) -> pd.DataFrame:
    """The doubts that statements carry, the gravest first: `doubts` (its name), `factor` by which it lowers confidence
    (lexicon/doubts.csv), `count` of statements.
    """
    counts = statements["doubts"].dropna().str.split("|").explode().value_counts()
    weights = {row["doubt"]: float(row["weight"]) for row in lexicon.table("doubts", needs=["doubt", "weight"])}
    found = pd.DataFrame({"doubts": list(weights), "factor": list(weights.values())})
    found["count"] = found["doubts"].map(counts).fillna(0).astype(int)
    return found[found["count"] > 0].sort_values("factor", kind="stable", ignore_index=True)
