"""The first steps with mubiao: what lies in the folders, and one text of one's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
from IPython.display import Markdown

from helpers.documents import Document, read_document
from helpers.evidence import say
from helpers.folders import CORRECTIONS_FILE
from helpers.formats import Unreadable
from helpers.tables import SCHEMAS
from helpers.wording import phrase

PASTED = "pasted.md"


def files(raw: str | Path) -> pd.DataFrame:
    """What lies in the folder `raw`: how many `files` by `ending`, the most frequent first. Hidden ones, README and the
    corrections are left out, as `documents.read_documents` does. Empty where there is no such folder.
    """
    found = [path for path in Path(raw).rglob("*") if path.is_file() and path.stem.upper() != "README"
             and path.name != CORRECTIONS_FILE
             and not any(part.startswith(".") for part in path.relative_to(raw).parts)]  # fmt: skip
    endings = pd.Series([path.suffix.lower() for path in found], dtype="string", name="ending")
    return endings.value_counts().rename("files").reset_index()


def tables(out: str | Path) -> pd.DataFrame:
    """The tables that a run wrote into the folder `out`: `table` and its number of `rows`, in the order in which they
    are made; of those that are not there the number is missing.
    """
    paths = {name: Path(out) / f"{name}.parquet" for name in SCHEMAS}
    rows = [parquet.read_metadata(path).num_rows if path.exists() else pd.NA for path in paths.values()]
    return pd.DataFrame({"table": list(paths), "rows": pd.array(rows, dtype="Int64")})


def what_next(raw: str | Path, out: str | Path, language: str) -> Markdown:
    """Where to begin, as the two folders are."""
    made = tables(out)["rows"].notna()
    step = "no_texts" if files(raw).empty else "no_tables" if not made.any() else "some" if not made.all() else "all"
    return say(f"start.{step}", language)


def one_text(file: str | Path, pasted: str = "") -> Document:
    """The text `pasted`, or where there is none the one in `file`, as a Document.

    Front matter (three dashes, `title: …`, three dashes) may stand above either. Raises ValueError with one line for
    the reader where there is no such file or it holds no text.
    """
    path = Path(file).expanduser()
    if not pasted.strip() and not path.is_file():
        raise ValueError(f"parameter 'text': there is no file {path}")
    try:
        if pasted.strip():
            return read_document(pasted.strip().encode(), PASTED)
        return read_document(path.read_bytes(), path.name)
    except Unreadable as reason:
        raise ValueError(f"the text cannot be read: {reason}") from reason


def about(document: Document) -> pd.DataFrame:
    """What is known of a text, as one row: title, place, kind, issued, review_year, target_year."""
    named = ["title", "place", "kind", "issued", "review_year", "target_year"]
    return pd.DataFrame([{name: getattr(document, name) for name in named}])


def advice(document: Document, language: str) -> Markdown:
    """What to do where place or year of a text are unknown: the front matter to put above it, filled in as far as
    known; else that nothing is to be done.
    """
    found = {"place": document.place, "year": document.target_year or document.review_year}
    missing = [name for name, value in found.items() if value is None]
    if not missing:
        return say("tour.settled", language)
    known = {"title": document.title, "district": document.place, "date": document.issued, "kind": document.kind}
    lines = [f"{name}: {value or '…'}" for name, value in known.items()]
    told = phrase("tour.unsettled", language, missing=phrase(f"tour.{'_'.join(missing)}", language))
    return Markdown("\n".join([told, "", "```", "---", *lines, "---", "```"]))
