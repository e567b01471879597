"""A page per text: the whole text as it was read, each figure marked in its place by what it is, and how it was read.

A figure leads to the rows of a place's page that use it, the letter behind it to its row in the list below, and that
row back to the figure. Figures may overlap or be said of several indicators: the text is cut wherever one begins or
ends, and each piece shows all figures that it is part of.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
from markupsafe import Markup

from helpers.evidence import (
    anchor,
    cell,
    correction_mark,
    indicator_name,
    quote_words,
    templates,
    title,
    told,
    web_address,
)
from helpers.numerals import readable
from helpers.pageframe import page, say
from helpers.structure import HEADING, LONGEST_HEADING
from helpers.summary import SURE
from helpers.wording import phrase, word

ROLES = ("target", "actual", "context")
MOST_HEADINGS = 40


def text_name(doc_id: str) -> str:
    """The file name of a text's page."""
    return f"text-{doc_id}.html"


def text_page(document, said: pd.DataFrame, uses: dict[str, list[tuple[str, str]]], places: dict[str, str],
              language: str) -> str:
    """The page of one text.

    `document` is a row of table `documents`, `said` the rows of `statements` of it. `uses` names per statement_id where
    it is used, as (address, kind): kind `p` is a pair, `u` the table of all years, `chosen` the place of another source
    that was used instead. `places` has the page of each place.
    """
    text = readable(document.text)
    said = said.sort_values(["start", "end", "statement_id"], kind="stable")
    rows = list(said.itertuples(index=False))
    marked = [row for row in rows if pd.notna(row.start) and pd.notna(row.end) and row.start < row.end]
    lines, headings = _lines(text, marked, uses, language)
    counts = said["role"].value_counts()
    roles = [{"name": role, "words": word("role", role, language), "letter": phrase(f"letter.{role}", language),
              "count": int(counts.get(role, 0))} for role in ROLES]
    several = said["place"].dropna().nunique() > 1
    columns = ["role", "year", "indicator", "measure", *["place"] * several, "uses"]
    shown = {row.statement_id for row in marked}
    quotes = quote_words(said, language)
    body = templates().get_template("text.html").render(
        say=functools.partial(say, language),
        title=title(document),
        place=document.place if isinstance(document.place, str) else "",
        place_page=places.get(document.place, ""),
        kind=word("kind", document.kind, language),
        issued=document.issued if isinstance(document.issued, str) else "",
        path=document.path,
        url=web_address(document.source_url),
        roles=[role for role in roles if role["count"]],
        lines=lines,
        columns=columns,
        rows=[_row(row, quotes, uses, shown, language) for row in rows],
    )
    sections = [("text", phrase("text.words", language)), *headings, ("figures", phrase("text.figures", language))]
    return page(Markup(body), language, title=title(document), toc=sections)


def _lines(text: str, marked: list, uses: dict, language: str) -> tuple[list[dict], list[tuple[str, str]]]:
    """The lines of the text as paragraphs and headings with their pieces, and the headings for a table of contents."""
    lines, headings = [], []
    pieces: list[dict] = []
    begin = 0
    for start, end, covering in _pieces(text, marked):
        if text[start] == "\n":
            begin = _close(text[begin:start], pieces, lines, headings, end)
            pieces = []
        else:
            pieces.append(_piece(text[start:end], start, end, covering, uses, language))
    _close(text[begin:], pieces, lines, headings, len(text))
    return lines, headings if len(headings) <= MOST_HEADINGS else []


def _close(line: str, pieces: list[dict], lines: list[dict], headings: list[tuple[str, str]], after: int) -> int:
    """End a line: it becomes a heading or a paragraph, an empty one nothing. Returns where the next one begins."""
    if line.strip():
        plain = line.lstrip("# ")
        # Only a short line without an end of sentence is one, as a numbered item may be a whole paragraph.
        heads = (line.startswith("#") or HEADING.match(line)) and len(plain) <= LONGEST_HEADING and not plain.endswith(
            ("。", "；", ";", "，", ","))
        name = f"h-{len(headings)}" if heads else ""
        if heads:
            headings.append((name, plain))
            if pieces[0]["css"] == "":
                pieces[0]["text"] = pieces[0]["text"].lstrip("# ")
        lines.append({"tag": "h3" if heads else "p", "id": name, "pieces": pieces})
    return after


def _pieces(text: str, marked: list) -> Iterator[tuple[int, int, list]]:
    """The text cut at line ends and wherever a figure begins or ends: start, end, the figures that cover the piece."""
    opens, closes = defaultdict(list), defaultdict(list)
    for row in marked:
        opens[row.start].append(row)
        closes[row.end].append(row.statement_id)
    breaks = [at for at, character in enumerate(text) if character == "\n"]
    cuts = sorted({0, len(text), *opens, *closes, *breaks, *(at + 1 for at in breaks)})
    current: dict[str, object] = {}
    for start, end in pairwise(cuts):
        for name in closes.get(start, ()):
            current.pop(name)
        current |= {row.statement_id: row for row in opens.get(start, ())}
        yield start, end, list(current.values())


def _piece(text: str, start: int, end: int, covering: list, uses: dict, language: str) -> dict:
    if not covering:
        return {"text": text, "css": ""}
    roles = list(dict.fromkeys(row.role for row in covering))
    # The innermost figure is the one that a reader points at.
    inner = min(covering, key=lambda row: (row.end - row.start, row.statement_id not in uses))
    where = uses.get(inner.statement_id)
    return {
        "text": text,
        "css": roles[0] if len(roles) == 1 else "mixed",
        "ids": [anchor(row.statement_id) for row in covering if row.start == start],
        "of": " ".join(row.statement_id for row in covering if row.start < start),
        "href": where[0][0] if where else f"#l-{inner.statement_id}",
        "tags": [
            {"id": row.statement_id, "role": row.role, "letter": phrase(f"letter.{row.role}", language),
             "title": _told(row, language)}
            for row in covering if row.end == end
        ],
    }


def _told(row, language: str) -> str:
    """A statement in a few words: role, year, indicator, measure."""
    return " · ".join([word("role", row.role, language), _year(row, language),
                       indicator_name(row.indicator_id, row.indicator, language),
                       word("measure", row.measure, language)])


def _year(row, language: str) -> str:
    if pd.isna(row.year):
        return phrase("word.missing", language)
    span = f"{row.year_from}–{row.year}" if pd.notna(row.year_from) else str(row.year)
    part = "" if row.period in ("year", "span") else f" ({word('period', row.period, language)})"
    return span + part


def _row(row, quotes: dict[str, str], uses: dict, shown: set[str], language: str) -> dict:
    """One row of the list below the text."""
    notes = [told(row.correction, language)] if isinstance(row.correction, str) else []
    if pd.notna(row.confidence) and row.confidence < SURE and isinstance(row.doubts, str) and row.doubts:
        notes.append(phrase("text.doubtful", language, doubts=cell("doubts", row.doubts, language)))
    return {
        "id": row.statement_id,
        "marked": row.statement_id in shown,
        "quote": quotes[row.statement_id],
        "value": "" if pd.isna(row.base_value) else f"{row.base_value:.12g}",
        "correction": correction_mark(row.correction, language),
        "role": row.role,
        "role_words": word("role", row.role, language),
        "year": _year(row, language),
        "indicator": indicator_name(row.indicator_id, row.indicator, language),
        "measure": word("measure", row.measure, language),
        "place": row.place if isinstance(row.place, str) else phrase("word.missing", language),
        "uses": [(href, phrase(f"text.use_{kind}", language)) for href, kind in uses.get(row.statement_id, ())],
        "note": " · ".join(notes),
    }
