"""The pages of a run made into one site: pages of the texts, the codebook and the index, and the links between all.

Notebooks link a number to its words on their own page (`evidence`). Here these links come to lead to the page of the
text, where the whole of it can be read, and from there back to the rows of a place's page that use the number.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd

from helpers import ledger
from helpers.codebook import codebook_page
from helpers.pages import index_page
from helpers.tables import SCHEMAS
from helpers.textpages import text_name, text_page

CODEBOOK = "codebook.html"
TO_WORDS, TO_TEXT = re.compile(r'href="#s-([\w-]+)"'), re.compile(r'href="#d-([\w-]+)"')
USE = re.compile(r'id="([pu])-([\w-]+)"')
MOST_VARIABLES = 4000
"""So many variables of the panel are listed on the page of the codebook; codebook.csv always has all."""
ENDINGS = ("csv", "parquet", "dta")


def write_site(
    folder: Path, results: dict[str, pd.DataFrame], places: pd.DataFrame, language: str, *, raw: Path, tables: Path,
    out: Path, reports: Path, steps: list[str], changes: pd.DataFrame | None = None,
) -> None:
    """Add to the pages of notebooks in `folder` those of the texts, the codebook and the index, and link them all.

    `results` holds the tables by name, `places` has the columns place, adcode, documents, page. `tables` is where the
    tables lie now, `out` and `reports` are where tables and pages will lie. `changes` is what differs from the run
    before, with the columns kind, table, place, indicator, year, measure, before, after, statement_id; None shows
    nothing.
    """
    documents, statements = results["documents"], results["statements"]
    text_pages = {name: text_name(name) for name in documents["doc_id"]}
    address = statements.set_index("statement_id")["doc_id"].map(text_pages).dropna().to_dict()
    uses = _uses(folder, places["page"].tolist(), statements, documents)
    for path in sorted(folder.glob("*.html")):
        path.write_text(linked(path.read_text(encoding="utf-8"), address, text_pages), encoding="utf-8")

    where = places.drop_duplicates("place").set_index("place")["page"].to_dict()
    said = dict(iter(statements.groupby("doc_id")))
    for document in documents.itertuples(index=False):
        made = text_page(document, said.get(document.doc_id, statements.iloc[:0]), uses, where, language)
        (folder / text_pages[document.doc_id]).write_text(made, encoding="utf-8")

    (folder / CODEBOOK).write_text(codebook_page(language, _variables(tables)), encoding="utf-8")
    index = index_page(
        results, places, language, raw=raw, out=out, steps=steps, text_pages=text_pages,
        files=_files(tables, out, reports), codebook=CODEBOOK, changes=changes)
    (folder / "index.html").write_text(index, encoding="utf-8")


def linked(html: str, address: dict[str, str], text_pages: dict[str, str]) -> str:
    """`html` with its links to words on the same page leading to the page of the text: `address` has that of each
    statement_id, `text_pages` of each doc_id. Links to anything else stay.
    """
    html = TO_WORDS.sub(lambda found: f'href="{address.get(found[1], "")}#s-{found[1]}"', html)
    return TO_TEXT.sub(lambda found: f'href="{text_pages.get(found[1]) or "#d-" + found[1]}"', html)


def _uses(folder: Path, pages: list[str], statements: pd.DataFrame,
          documents: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Where the pages of places use each statement: (address, kind), pairs before the table of all years.

    A claim that the ledger did not choose leads to where the chosen one stands.
    """
    uses = defaultdict(list)
    for name in pages:
        for kind, statement in USE.findall((folder / name).read_text(encoding="utf-8")):
            uses[statement].append((f"{name}#{kind}-{statement}", kind))
    uses = {statement: sorted(found, key=lambda use: use[1]) for statement, found in uses.items()}
    claims = ledger.sources(statements, documents)
    passed_over = claims[~claims["chosen"]]
    for statement, chosen in zip(passed_over["statement_id"], passed_over["ledger_id"], strict=True):
        if chosen in uses and statement not in uses:
            uses[statement] = [(uses[chosen][-1][0], "chosen")]
    return uses


def _variables(tables: Path) -> pd.DataFrame | None:
    """The variables of the panel as `panel.write_panel` left them; None where it did not, or they are too many."""
    path = tables / "codebook.csv"
    if not path.is_file():
        return None
    book = pd.read_csv(path, encoding="utf-8-sig")
    words = book.select_dtypes(exclude="number").columns
    return None if len(book) > MOST_VARIABLES else book.assign(**book[words].fillna(""))


def _files(tables: Path, out: Path, reports: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    """The written tables with the address of each file seen from the pages; none where the two share no folder but the
    root, as on a server the pages would then be published without them.
    """
    if Path(os.path.commonpath([out, reports])) == Path(out.anchor):
        return []
    way = Path(os.path.relpath(out, reports)).as_posix()
    names = [*SCHEMAS, "panel_wide"]
    found = [(name, [(ending, f"{way}/{name}.{ending}") for ending in ENDINGS
                     if (tables / f"{name}.{ending}").is_file()]) for name in names]
    return [(name, written) for name, written in found if written]
