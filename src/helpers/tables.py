"""The tables that pass between the notebooks: their columns, their types, and how they are stored.

Every table is written twice, as Parquet for programs and as CSV (UTF-8 with a byte order mark, so that spreadsheet
programs read the Chinese) for people. Rows are sorted by the table's key and nothing in a file depends on the clock, so
the same texts give the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

TEXT, WHOLE, REAL, FLAG = "string", "Int64", "Float64", "boolean"

DOCUMENTS = {
    "doc_id": TEXT,
    "path": TEXT,
    "title": TEXT,
    "place": TEXT,
    "adcode": TEXT,
    "kind": TEXT,
    "issued": TEXT,
    "review_year": WHOLE,
    "target_year": WHOLE,
    "source_url": TEXT,
    "sha256": TEXT,
    "text": TEXT,
}
REJECTED = {"path": TEXT, "reason": TEXT}
STATEMENTS = {
    "statement_id": TEXT,
    "doc_id": TEXT,
    "start": WHOLE,
    "end": WHOLE,
    "quote": TEXT,
    "sentence": TEXT,
    "section": TEXT,
    "place": TEXT,
    "adcode": TEXT,
    "indicator": TEXT,
    "indicator_id": TEXT,
    "role": TEXT,
    "estimated": FLAG,
    "year": WHOLE,
    "year_from": WHOLE,
    "period": TEXT,
    "measure": TEXT,
    "comparator": TEXT,
    "value": REAL,
    "value_high": REAL,
    "unit": TEXT,
    "base_value": REAL,
    "base_high": REAL,
    "base_unit": TEXT,
    "base_year": WHOLE,
    "average": FLAG,
    "basis": TEXT,
    "effort": TEXT,
    "confidence": REAL,
    "doubts": TEXT,
    "correction": TEXT,
}
CORRECTIONS = {
    "row": WHOLE,
    "statement_id": TEXT,
    "action": TEXT,
    "column": TEXT,
    "value": TEXT,
    "who": TEXT,
    "why": TEXT,
    "path": TEXT,
    "quote": TEXT,
    "sentence": TEXT,
    "indicator": TEXT,
    "status": TEXT,
    "found_id": TEXT,
    "note": TEXT,
}
LEDGER = {
    "place": TEXT,
    "adcode": TEXT,
    "year": WHOLE,
    "year_from": WHOLE,
    "period": TEXT,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "measure": TEXT,
    "role": TEXT,
    "comparator": TEXT,
    "low": REAL,
    "high": REAL,
    "unit": TEXT,
    "step": REAL,
    "base_year": WHOLE,
    "average": FLAG,
    "estimated": FLAG,
    "effort": TEXT,
    "basis": TEXT,
    "statement_id": TEXT,
    "n_sources": WHOLE,
    "conflict": FLAG,
    "series_break": FLAG,
    "correction": TEXT,
}
ACHIEVEMENT = {
    "place": TEXT,
    "adcode": TEXT,
    "year": WHOLE,
    "year_from": WHOLE,
    "period": TEXT,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "measure": TEXT,
    "direction": TEXT,
    "target_low": REAL,
    "target_high": REAL,
    "actual": REAL,
    "unit": TEXT,
    "ratio": REAL,
    "gap": REAL,
    "base": REAL,
    "effort_ratio": REAL,
    "official_ratio": REAL,
    "verdict": TEXT,
    "method": TEXT,
    "formula": TEXT,
    "target_statement_id": TEXT,
    "actual_statement_id": TEXT,
    "note": TEXT,
    "correction": TEXT,
}
CHECKS = {
    "place": TEXT,
    "adcode": TEXT,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "unit": TEXT,
    "year_from": WHOLE,
    "year": WHOLE,
    "level_from": REAL,
    "level_to": REAL,
    "implied": REAL,
    "stated": REAL,
    "difference": REAL,
    "finding": TEXT,
    "formula": TEXT,
    "from_statement_id": TEXT,
    "to_statement_id": TEXT,
    "growth_statement_id": TEXT,
    "correction": TEXT,
}
DERIVED = {
    "place": TEXT,
    "adcode": TEXT,
    "year": WHOLE,
    "year_from": WHOLE,
    "period": TEXT,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "measure": TEXT,
    "role": TEXT,
    "value": REAL,
    "unit": TEXT,
    "step": REAL,
    "base_year": WHOLE,
    "average": FLAG,
    "basis": TEXT,
    "estimated": FLAG,
    "method": TEXT,
    "formula": TEXT,
    "warning": TEXT,
    "statement_id": TEXT,
    "other_statement_ids": TEXT,
    "correction": TEXT,
}
PROGRESS = {
    "place": TEXT,
    "adcode": TEXT,
    "year": WHOLE,
    "year_from": WHOLE,
    "target_year": WHOLE,
    "period": TEXT,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "measure": TEXT,
    "convention": TEXT,
    "target": REAL,
    "actual": REAL,
    "unit": TEXT,
    "elapsed": REAL,
    "progress": REAL,
    "lead": REAL,
    "status": TEXT,
    "remaining": REAL,
    "formula": TEXT,
    "target_statement_id": TEXT,
    "actual_statement_id": TEXT,
    "correction": TEXT,
}

OUTCOMES = {
    "place": TEXT,
    "adcode": TEXT,
    "year": WHOLE,
    "year_from": WHOLE,
    "period": TEXT,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "measure": TEXT,
    "statement_id": TEXT,
    "outcome": TEXT,
    "verdict": TEXT,
    "method": TEXT,
    "reason": TEXT,
    "near_year": WHOLE,
    "actual_statement_id": TEXT,
    "correction": TEXT,
}
PANEL = {
    "place": TEXT,
    "adcode": TEXT,
    "tier": TEXT,
    "year": WHOLE,
    "indicator_id": TEXT,
    "indicator": TEXT,
    "category": TEXT,
    "measure": TEXT,
    "base_unit": TEXT,
    "unit": TEXT,
    "scale": REAL,
    "target": REAL,
    "target_high": REAL,
    "comparator": TEXT,
    "effort": TEXT,
    "constraint": TEXT,
    "unquantified": FLAG,
    "result": REAL,
    "result_high": REAL,
    "estimated": FLAG,
    "result_comparator": TEXT,
    "target_basis": TEXT,
    "result_basis": TEXT,
    "gap": REAL,
    "ratio": REAL,
    "verdict": TEXT,
    "method": TEXT,
    "official_ratio": REAL,
    "effort_ratio": REAL,
    "base": REAL,
    "last_target": REAL,
    "upper_place": TEXT,
    "upper_target": REAL,
    "amplification": REAL,
    "target_sources": WHOLE,
    "result_sources": WHOLE,
    "conflict": FLAG,
    "series_break": FLAG,
    "correction": TEXT,
    "target_statement_id": TEXT,
    "target_title": TEXT,
    "target_issued": TEXT,
    "target_url": TEXT,
    "result_statement_id": TEXT,
    "result_title": TEXT,
    "result_issued": TEXT,
    "result_url": TEXT,
}

SCHEMAS = {
    "documents": DOCUMENTS,
    "rejected": REJECTED,
    "statements": STATEMENTS,
    "corrections": CORRECTIONS,
    "ledger": LEDGER,
    "achievement": ACHIEVEMENT,
    "checks": CHECKS,
    "derived": DERIVED,
    "progress": PROGRESS,
    "outcomes": OUTCOMES,
    "panel_long": PANEL,
}
SORT_KEYS = {
    "documents": ["path"],
    "rejected": ["path"],
    "statements": ["doc_id", "start", "end", "statement_id"],
    "corrections": ["row"],
    "ledger": ["adcode", "place", "indicator_id", "indicator", "year", "period", "measure", "role", "statement_id"],
    "achievement": ["adcode", "place", "indicator_id", "indicator", "year", "measure", "target_statement_id",
                    "actual_statement_id"],
    "checks": ["adcode", "place", "indicator_id", "indicator", "year_from", "year", "to_statement_id"],
    "derived": ["adcode", "place", "indicator_id", "indicator", "year", "measure", "role", "method", "statement_id"],
    "progress": ["adcode", "place", "indicator_id", "indicator", "year", "period", "actual_statement_id"],
    "outcomes": ["adcode", "place", "indicator_id", "indicator", "year", "measure", "statement_id"],
    "panel_long": ["adcode", "place", "indicator_id", "indicator", "year", "measure", "base_unit"],
}


def as_table(name: str, rows) -> pd.DataFrame:
    """Rows (mappings, dataclasses or a frame) as table `name`: its columns, types and order.

    Raises KeyError for an unknown table, ValueError where a column is missing or unknown or a value has the wrong type.
    """
    schema = SCHEMAS[name]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty:
        frame = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in schema.items()})
    strange = set(frame.columns) ^ set(schema)
    if strange:
        raise ValueError(f"table {name}: columns missing or unknown: {', '.join(sorted(map(str, strange)))}")
    try:
        frame = frame[list(schema)].astype(schema)
    except (TypeError, ValueError) as error:
        raise ValueError(f"table {name}: {error}") from error
    return frame.sort_values(SORT_KEYS[name], na_position="last", kind="stable", ignore_index=True)


def write_table(name: str, rows, folder: str | Path) -> pd.DataFrame:
    """Write table `name` into `folder` as NAME.parquet and NAME.csv and return it.

    Each file is written beside its place and then moved there, so that a failing run leaves the previous one whole.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    frame = as_table(name, rows)
    for ending, write in (
        ("parquet", lambda path: frame.to_parquet(path, index=False)),
        ("csv", lambda path: frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")),
    ):
        draft = folder / f".{name}.{ending}.part"
        write(draft)
        os.replace(draft, folder / f"{name}.{ending}")
    return frame


def read_table(name: str, folder: str | Path) -> pd.DataFrame:
    """Table `name` from `folder`, checked against its columns.

    Raises FileNotFoundError with the notebook-facing remedy where it has not been written yet.
    """
    path = Path(folder) / f"{name}.parquet"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run the notebook that writes '{name}' first (make report)")
    return as_table(name, pd.read_parquet(path))
