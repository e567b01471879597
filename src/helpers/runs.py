"""What each run leaves for those who rely on it: a record, and which rows of the tables it changed.

REPORTS/runs holds one JSON file per run, named by the hour at which it began, and beside it NAME.changes.csv. A record
says when, how long each step took, from which texts, corrections, code and versions (as hashes), with which parameters,
how many rows came out, how the run ended and what is different from the last one. The tables themselves know no hour.

Kept are the records of the last KEEP_LAST runs and of the first run of every month, and always of the last one that
published; of runs that found nothing to do, the last one only.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from helpers.scales import number, scale
from helpers.tables import read_table
from helpers.wording import word

STEPS = {
    "01-clean": "reading the texts",
    "02-extract": "finding what they promise and report",
    "03-tabulate": "one row per place, year and indicator",
    "04-achievement": "setting targets against results",
}
DISTRICT = "05-district"
ACCURACY = "06-accuracy"  # only where annotations say what is in the texts

FOLDER = "runs"
KEEP_LAST = 30
OK, FAILED, UNCHANGED = "ok", "failed", "unchanged"

KEYS = {
    "ledger": ["place", "indicator_id", "indicator", "year", "year_from", "period", "measure", "role", "unit", "basis",
               "base_year", "average"],
    "achievement": ["place", "indicator_id", "indicator", "year", "year_from", "period", "measure", "unit"],
}
"""What makes two rows of two runs the same row."""
VALUES = {"ledger": ["comparator", "low", "high"], "achievement": ["verdict"]}
"""What makes such a row a changed one."""
SOURCE = {"ledger": "statement_id", "achievement": "target_statement_id"}
CHANGES = {"kind": "string", "table": "string", "place": "string", "indicator": "string", "year": "Int64",
           "measure": "string", "role": "string", "before": "string", "after": "string", "statement_id": "string"}


class ReportError(Exception):
    """What stops a run, in words for the person who started it; `notebook` and `cell` say where, if in one."""

    def __init__(self, message: str, notebook: str | None = None, cell: str | None = None):
        super().__init__(message)
        self.notebook, self.cell = notebook, cell


# --------------------------------------------------------------------------------------------------------- records


def records(reports: str | Path) -> list[dict]:
    """The records that runs left in the folder of the pages, newest first; those that cannot be read are left out."""
    found = []
    for path in sorted((Path(reports) / FOLDER).glob("*.json"), reverse=True):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(record, dict) and "outcome" in record:
            found.append(record)
    return found


def last_changes(reports: str | Path) -> pd.DataFrame | None:
    """Which rows the last run that published changed (see `changes`); None where no run came before it."""
    path = Path(reports) / FOLDER / f"{last_published(reports).get('run')}.changes.csv"
    if not path.exists():
        return None
    return pd.read_csv(path, encoding="utf-8-sig", dtype=CHANGES)


def name_of(begun: datetime.datetime) -> str:
    """The name of the run that began at `begun`; names in order are runs in order."""
    return begun.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%S_%fZ")


def last_published(reports: str | Path) -> dict:
    """The record of the last run that published; {} where there is none."""
    return next((record for record in records(reports) if record["outcome"] == OK), {})


def write_record(reports: Path, record: dict, changed: pd.DataFrame | None = None) -> None:
    """Write the record of a run, and its changes, into REPORTS/runs, and drop the records that are kept no longer."""
    folder = reports / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if changed is not None:
        _write(folder / f"{record['run']}.changes.csv", changed.to_csv(index=False, lineterminator="\n"), "utf-8-sig")
    _write(folder / f"{record['run']}.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    kept = {entry["run"] for entry in kept_records(records(reports))}
    for path in folder.iterdir():
        if path.name.split(".json")[0].split(".changes.csv")[0] not in kept:
            path.unlink()


def take_over(reports: Path, made: Path) -> None:
    """Copy the records in `reports` into the folder that will take its place."""
    if (reports / FOLDER).is_dir():
        shutil.copytree(reports / FOLDER, made / FOLDER)


def kept_records(found: list[dict], last: int = KEEP_LAST) -> list[dict]:
    """Those of `found` (newest first) that are kept: the `last` ones, the first of every month, the newest that
    published, and of those that found nothing to do only the newest.
    """
    worked = [record for record in found if record["outcome"] != UNCHANGED]
    first_of_month = {record["started"][:7]: record["run"] for record in worked}
    kept = {record["run"] for record in worked[:last]} | set(first_of_month.values())
    for outcome in (OK, UNCHANGED):
        kept |= set([record["run"] for record in found if record["outcome"] == outcome][:1])
    return [record for record in found if record["run"] in kept]


def _write(path: Path, text: str, encoding: str) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding=encoding)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


# --------------------------------------------------------------------------------------------------------- changes


def changed_inputs(previous: dict, current: dict) -> dict:
    """What differs between the inputs of two runs (`inputs.of_run`): texts added, changed and gone, and the names of
    all else that is not as it was.
    """
    before, now = previous.get("texts", {}), current["texts"]
    return {
        "texts": {
            "added": sorted(now.keys() - before.keys()),
            "changed": sorted(name for name in now.keys() & before.keys() if now[name] != before[name]),
            "gone": sorted(before.keys() - now.keys()),
        },
        "other": sorted(name for name in current if name != "texts" and current[name] != previous.get(name)),
    }


def published_tables(out: Path) -> dict[str, pd.DataFrame] | None:
    """The tables that `changes` compares, as they are in `out`; None where they are missing or of another form."""
    try:
        return {name: read_table(name, out) for name in KEYS}
    except (OSError, ValueError):
        return None


def changes(
    previous: dict[str, pd.DataFrame], current: dict[str, pd.DataFrame], language: str = "zh"
) -> pd.DataFrame:
    """Which rows of `ledger` and `achievement` are new, gone, or changed in value (ledger) or verdict (achievement).

    Both are tables by name. Columns: kind (new, gone, changed), table, place, indicator, year, measure, role (ledger
    only), before and after (a figure as people write it in `language`; of an achievement its verdict), statement_id (of
    what is there now, else of what was). Places in official order, then by indicator and year.
    """
    found = [_compare(name, previous[name], current[name], language) for name in KEYS]
    rows = pd.concat(found, ignore_index=True)
    order = ["adcode", "place", "indicator", "year", "measure", "role", "table", "statement_id"]
    return rows.sort_values(order, na_position="last", kind="stable", ignore_index=True)[list(CHANGES)].astype(CHANGES)


def _compare(name: str, previous: pd.DataFrame, current: pd.DataFrame, language: str) -> pd.DataFrame:
    key, values = KEYS[name], VALUES[name]
    columns = [*key, "adcode", *values, SOURCE[name]]
    sides = []
    for side in (previous, current):
        side = side[columns].sort_values([*key, *values, SOURCE[name]], kind="stable")
        # what texts of no known place say may have one key twice
        sides.append(side.assign(turn=side.groupby(key, dropna=False).cumcount()))
    both = sides[0].merge(sides[1], how="outer", on=[*key, "turn"], suffixes=("_before", "_after"), indicator=True)
    kind = both["_merge"].map({"left_only": "gone", "right_only": "new", "both": "changed"}).astype("string")
    same = pd.Series(True, index=both.index)
    for value in values:
        before, after = both[f"{value}_before"], both[f"{value}_after"]
        same &= (before.eq(after).fillna(False) | (before.isna() & after.isna())).astype(bool)
    rows = both[~(same & kind.eq("changed"))]
    role = rows["role"] if "role" in key else pd.Series(pd.NA, index=rows.index, dtype="string")
    return rows.assign(
        kind=kind.loc[rows.index], table=name, role=role,
        before=_said(name, rows, "before", language), after=_said(name, rows, "after", language),
        adcode=rows["adcode_after"].fillna(rows["adcode_before"]),
        statement_id=rows[f"{SOURCE[name]}_after"].fillna(rows[f"{SOURCE[name]}_before"]),
    )[[*CHANGES, "adcode"]]


def _said(name: str, rows: pd.DataFrame, side: str, language: str) -> list[str | None]:
    """The value of each row on one side, as people write it; None where the row is not there."""
    absent = rows["_merge"].eq("right_only" if side == "before" else "left_only")
    if name == "achievement":
        said = [None if pd.isna(verdict) else str(verdict) for verdict in rows[f"verdict_{side}"]]
    else:
        columns = [rows[f"{value}_{side}"] for value in VALUES[name]]
        said = [_figure(*row, language) for row in zip(*columns, rows["unit"], strict=True)]
    return [None if gone else text for gone, text in zip(absent, said, strict=True)]


def _figure(comparator, low, high, unit, language: str) -> str:
    """A figure with its comparator: ≥6%, 35.08亿元, 5–5.5%; of one without a number its comparator in words."""
    ends = [float(end) for end in (low, high) if pd.notna(end)]
    if not ends:
        return "–" if pd.isna(comparator) else word("comparator", comparator, language)
    factor, name = scale(ends, None if pd.isna(unit) else unit, language)
    gap = " " if language == "en" and name not in ("", "%", "‰") else ""
    text = "–".join(number(end / factor) for end in dict.fromkeys(ends)) + gap + name
    return SIGNS.get(comparator, "") + text


SIGNS = {"approx": "≈", "ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def summary(changed: pd.DataFrame) -> dict[str, int]:
    """How many rows are new, gone and changed."""
    counts = changed["kind"].value_counts()
    return {kind: int(counts.get(kind, 0)) for kind in ("new", "gone", "changed")}


def counts(tables: dict[str, pd.DataFrame]) -> dict:
    """How many documents, rejected files, statements, ledger rows and pairs there are, and pairs by verdict."""
    names = {"documents": "documents", "rejected": "rejected", "statements": "statements", "ledger": "ledger",
             "pairs": "achievement"}
    verdicts = tables["achievement"]["verdict"].value_counts()
    return {name: len(tables[table]) for name, table in names.items()} | {
        "verdicts": {str(name): int(count) for name, count in sorted(verdicts.items())}
    }


def some_of(names: Iterable[str], shown: int = 3) -> str:
    """Some names in one line: "a.md, b.md, c.md and 4 more"."""
    names = list(names)
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
