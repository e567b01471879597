"""Renews what the notebooks have stored: their outputs, and small tables to which a later state can be compared.

    python -m helpers.update        show which rows have changed, then store everything anew: make update
    python -m helpers.update --show show it only; exits with 1 where there is a difference

A stored notebook that differs says little to a reader of its JSON. So the ledger and the achievement of the embedded
texts are kept too, in tests/tables, with the columns that a person compares, and a difference is told as rows: which
figure of which place, indicator and year is new, gone or another.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import pandas as pd

from helpers import batch
from helpers.achievement import score
from helpers.corrections import apply, read_corrections
from helpers.documents import read_documents
from helpers.kernel import SharedKernel, forget_run, run_notebook
from helpers.ledger import tabulate
from helpers.runs import KEYS, SOURCE, VALUES, ReportError, changes
from helpers.tables import SCHEMAS, SORT_KEYS, as_table

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "tests" / "tables"


def tables_of(raw: str | Path) -> dict[str, pd.DataFrame]:
    """The ledger and the achievement of the texts in `raw`, as the notebooks make them with their own parameters."""
    documents = as_table("documents", read_documents(raw).documents)
    statements, _ = apply(batch.extract(batch.documents_of(documents)), documents, read_corrections(raw))
    ledger = tabulate(statements, documents)
    return {"ledger": ledger, "achievement": score(ledger)}


def write_reference(tables: dict[str, pd.DataFrame], folder: str | Path = REFERENCE) -> None:
    """Write the columns of `tables` that are compared into `folder`, as CSV files without ids: those change with every
    change of a text.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in KEYS:
        columns = [column for column in SCHEMAS[name] if column in {"adcode", *KEYS[name], *VALUES[name]}]
        rows = tables[name].sort_values([key for key in SORT_KEYS[name] if key in columns] + VALUES[name])
        rows[columns].to_csv(Path(folder) / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def read_reference(folder: str | Path = REFERENCE) -> dict[str, pd.DataFrame]:
    """The tables that `write_reference` wrote, with their types. Raises FileNotFoundError where there are none."""
    found = {}
    for name in KEYS:
        rows = pd.read_csv(Path(folder) / f"{name}.csv", dtype=str, encoding="utf-8")
        kinds = {column: kind for column, kind in SCHEMAS[name].items() if column in rows}
        found[name] = _typed(rows, kinds).assign(**{SOURCE[name]: pd.array([pd.NA] * len(rows), dtype="string")})
    return found


def _typed(rows: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    flags = [column for column, kind in kinds.items() if kind == "boolean"]
    return rows.assign(**{column: rows[column].map({"True": True, "False": False}) for column in flags}).astype(kinds)


def difference(raw: str | Path, folder: str | Path = REFERENCE) -> pd.DataFrame:
    """Which rows of the tables of `raw` are new, gone or others than those stored in `folder` (see `runs.changes`).
    Raises FileNotFoundError where nothing is stored.
    """
    return changes(read_reference(folder), tables_of(raw))


def told(rows: pd.DataFrame) -> str:
    """A difference for reading, one line per row:
    "changed ledger 天津市河东区 2023 地区生产总值 growth target: ≥4% → ≥5%".
    """
    rows = rows.astype(object).where(rows.notna(), None)
    lines = []
    for row in rows.itertuples(index=False):
        what = " ".join(str(part) for part in (
            row.kind, row.table, row.place or "?", row.year or "?", row.indicator, row.measure, row.role) if part)
        values = [value for value in (row.before, row.after) if value is not None]
        lines.append(f"{what}: {' → '.join(values)}")
    return "\n".join(lines)


def store_notebooks(notebooks: Path) -> list[str]:
    """Run the notebooks on the texts beside them (../data) with the parameters they declare, and store their outputs in
    place; returns the names. Where one of them fails none is changed. Raises ReportError.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(notebooks, copy / "notebooks")
        shutil.copytree(notebooks.parent / "data", copy / "data", ignore=shutil.ignore_patterns("processed"))
        made = {}
        try:
            for path in sorted(notebooks.glob("[0-9]*.ipynb")):
                executed = run_notebook(copy / "notebooks" / path.name, copy / path.name, {})
                notebook = made[path] = nbformat.read(executed, as_version=4)
                forget_run(notebook)
                notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
                notebook.metadata["language_info"] = {"name": "python"}
        finally:
            SharedKernel.stop()
        for path, notebook in made.items():
            nbformat.write(notebook, path)
    return [path.name for path in made]


def main(arguments: list[str] | None = None) -> int:
    """Command line of `make update`; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers.update", description=__doc__.split("\n")[0])
    parser.add_argument("--show", action="store_true", help="show what would change, and store nothing")
    options = parser.parse_args(arguments)
    raw = ROOT / "data" / "raw"
    tables = tables_of(raw)
    try:
        rows = changes(read_reference(), tables)
        print(told(rows) if len(rows) else "no row of ledger or achievement differs from what is stored")
    except FileNotFoundError:
        print(f"nothing is stored in {REFERENCE} yet")
        rows = None
    if options.show:
        return int(rows is None or len(rows) > 0)
    try:
        for name in store_notebooks(ROOT / "notebooks"):
            print(f"stored {name}")
    except ReportError as error:
        print(f"mubiao: {error}\nnothing has been stored", file=sys.stderr)
        return 1
    write_reference(tables)
    print(f"stored the tables in {REFERENCE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
