"""The pages of a run: its executed notebooks, and the index that leads to everything else."""

from __future__ import annotations

import base64
import datetime
import functools
import re
from html.parser import HTMLParser

import pandas as pd
from markupsafe import Markup
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from helpers import lexicon
from helpers.corrections import outcome, rejected, unsettled
from helpers.coverage import OUTCOMES, coverage, summarise
from helpers.drawing import CSS_DPI, Picture
from helpers.evidence import MARKS, anchor, indicator_name, quote_words, table, templates, web_address
from helpers.grids import coverage_map
from helpers.numerals import readable
from helpers.pageframe import lighter, page, say
from helpers.wording import LANGUAGES, phrase, word

VERDICTS = ("met", "missed", *OUTCOMES[1:])
SIGNS = MARKS | {"unanswered": "?"}
MOST_TARGETS = 1000
"""So many targets the index lists, those of the last years; a longer list would make it slow to open."""
MOST_CHANGES = 200
LARGEST_DRAWING = 150_000
"""Bytes up to which a figure of the index is a drawing (SVG); a larger one is a picture (PNG), which grows less."""


def notebook_page(notebook, language: str, show_code: bool, file_name: str = "") -> str:
    """The executed `notebook` as a page, without the cells tagged with another language or `notebook-only`,
    and without injected parameters.

    The title is the first heading; headings of the second level make the table of contents. `file_name` is
    the executed notebook that the page links to.
    """
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    others = set(LANGUAGES) - {language}
    config.TagRemovePreprocessor.remove_cell_tags = others | {"injected-parameters", "notebook-only"}
    exporter = HTMLExporter(
        template_name="basic",
        config=config,
        exclude_input=not show_code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    body, _ = exporter.from_notebook_node(notebook)
    body = re.sub(r'href="05-district\.ipynb"', 'href="index.html"', body)
    body = re.sub(r'href="(\d\d-\w+)\.ipynb"', r'href="\1.html"', body)
    headings = _Headings(body)
    return page(
        Markup(lighter(body)),
        language,
        title=headings.title,
        toc=headings.second,
        notebook=file_name,
        extra_style=_code_style() if show_code else "",
    )


def index_page(
    results: dict[str, pd.DataFrame], places: pd.DataFrame, language: str, *, raw, out, steps,
    text_pages: dict[str, str] | None = None, files: list[tuple[str, list[tuple[str, str]]]] = (), codebook: str = "",
    changes: pd.DataFrame | None = None,
) -> str:
    """The first page of a run: the places with their pages and what became of their targets, a search among all
    targets, what was read and what not.

    `results` holds the tables by name; `places` has the columns place, adcode, documents, page. `text_pages` is the
    page of each doc_id, `files` are the written tables as (name, [(ending, address), ...]), `codebook` is the address
    of the page that explains them, and `changes` what differs from the run before (None where there was none).
    """
    documents, statements, corrections = (results[name] for name in ("documents", "statements", "corrections"))
    text_pages = text_pages or {}
    roles = statements.loc[~rejected(statements), "role"].value_counts()
    counts = [
        ("documents", len(documents)),
        ("rejected", len(results["rejected"])),
        ("statements", len(statements)),
        ("targets", int(roles.get("target", 0))),
        ("actuals", int(roles.get("actual", 0))),
        ("pairs", len(results["achievement"])),
    ]
    told = results["outcomes"]
    made = told["verdict"].fillna(told["outcome"]).value_counts()
    body = (
        templates()
        .get_template("index.html")
        .render(
            say=functools.partial(say, language),
            counts=counts,
            made=[(name, SIGNS[name], _state(name, language), int(made.get(name, 0))) for name in VERDICTS],
            places=_place_rows(places, results),
            signs=SIGNS,
            figure=_figure(results["ledger"], language),
            targets=_target_rows(results, places, text_pages, language),
            texts=_text_rows(documents, text_pages, language),
            rejected=results["rejected"].to_dict("records"),
            corrected=outcome(corrections) if len(corrections) else {},
            unsettled=Markup(_unsettled(corrections, language)),
            changed=None if changes is None else _changes(changes, text_pages, statements, language),
            no_place=int(documents["place"].isna().sum()),
            steps=steps,
            files=files,
            codebook=codebook,
            raw=str(raw),
            out=str(out),
            when=datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        )
    )
    toc = _Headings(body).second
    return page(Markup(body), language, title=phrase("index.title", language), toc=toc)


def _state(name: str, language: str) -> str:
    """What became of a target, in words: a verdict or the lack of one."""
    return word("verdict" if name in MARKS else "outcome", name, language)


def _figure(ledger: pd.DataFrame, language: str) -> Markup | str:
    """The coverage of places and years as a figure; '' where nothing is known."""
    known = coverage(ledger)
    if known.empty:
        return ""
    picture = coverage_map(known, language)
    drawing = lighter(picture.svg())
    return Markup(drawing if len(drawing) <= LARGEST_DRAWING else lighter(_image(picture)))


def _image(picture: Picture) -> str:
    """A picture as an element of a page, as large as in notebooks."""
    width, height = (round(side * CSS_DPI) for side in picture.get_size_inches())
    encoded = base64.b64encode(picture.png()).decode("ascii")
    return str(Markup('<img src="data:image/png;base64,{}" alt="{}" width="{}" height="{}">').format(
        encoded, picture.alt, width, height))


def _text_rows(documents: pd.DataFrame, text_pages: dict[str, str], language: str) -> list[dict]:
    return [
        {
            **{
                name: None if pd.isna(row[name]) else readable(row[name])
                for name in ("path", "title", "place", "issued")
            },
            "kind": word("kind", row["kind"], language),
            "page": text_pages.get(row["doc_id"], ""),
            "url": web_address(row["source_url"]),
            "source_url": None if pd.isna(row["source_url"]) else row["source_url"],
        }
        for row in documents.to_dict("records")
    ]


def _unsettled(corrections: pd.DataFrame, language: str) -> str:
    """The corrections that had no effect, with the reason; '' where there are none."""
    rows = unsettled(corrections)
    columns = ["row", "action", "column", "value", "path", "quote", "status", "note"]
    return table(rows[columns], language).data if len(rows) else ""


def _place_rows(places: pd.DataFrame, results: dict[str, pd.DataFrame]) -> list[dict]:
    told = summarise(results["outcomes"])
    empty = dict.fromkeys(told.columns.drop("place"), 0) | {"share_judged": None}
    counts = told.drop_duplicates("place").set_index("place").to_dict("index")
    ledger = results["ledger"]
    actuals = ledger.loc[ledger["role"].eq("actual"), "place"].value_counts()
    return [
        place | empty | counts.get(place["place"], {}) | {"actuals": int(actuals.get(place["place"], 0))}
        for place in places.to_dict("records")
    ]


def _target_rows(results: dict[str, pd.DataFrame], places: pd.DataFrame, text_pages: dict[str, str],
                 language: str) -> dict:
    """The targets that the index lists: `rows`, and where there are more of them `older`, how many, and `first`, the
    year that the list begins with ('' where one year alone is too long for it).
    """
    told = results["outcomes"].sort_values("year", ascending=False, na_position="last", kind="stable")
    older, first = max(0, len(told) - MOST_TARGETS), ""
    if older:
        cut = told["year"].iloc[MOST_TARGETS]
        whole = told[told["year"] > cut] if pd.notna(cut) else told.dropna(subset="year")
        first = "" if whole.empty else str(whole["year"].min())
        told = told.head(MOST_TARGETS) if whole.empty else whole
        older = len(results["outcomes"]) - len(told)
    statements = results["statements"].set_index("statement_id")
    figures = quote_words(results["statements"], language)
    pages = places.drop_duplicates("place").set_index("place")["page"].to_dict()
    address = statements["doc_id"].map(text_pages).dropna().to_dict()
    rows = []
    for row in told.itertuples(index=False):
        state = row.verdict if isinstance(row.verdict, str) else row.outcome
        known = lexicon.indicators().get(row.indicator_id) if isinstance(row.indicator_id, str) else None
        sides = {
            side: (figures[name], f"{address[name]}#{anchor(name)}" if name in address else "")
            if isinstance(name, str) and name in figures else None
            for side, name in (("target", row.statement_id), ("actual", row.actual_statement_id))
        }
        rows.append(
            sides
            | {
                "place": row.place if isinstance(row.place, str) else None,
                "page": pages.get(row.place, ""),
                "year": None if pd.isna(row.year) else row.year,
                "indicator": indicator_name(row.indicator_id, row.indicator, language),
                "measure": word("measure", row.measure, language),
                "state": state,
                "state_words": _state(state, language),
                "words": f"{known.id} {known.zh} {known.en}" if known else "",
            }
        )
    return {"rows": rows, "older": older, "first": first}


def _changes(changes: pd.DataFrame, text_pages: dict[str, str], statements: pd.DataFrame, language: str) -> dict:
    """What differs from the run before: the first MOST_CHANGES as rows with the address of their words."""
    address = statements.set_index("statement_id")["doc_id"].map(text_pages).dropna().to_dict()
    rows = []
    for row in changes.head(MOST_CHANGES).astype(object).where(changes.notna(), None).to_dict("records"):
        # What changed of a pair is its verdict.
        group = "verdict" if row["table"] == "achievement" else ""
        rows.append(
            {
                **{name: row[name] for name in ("place", "year", "indicator")},
                "kind": word("change", row["kind"], language),
                "table": phrase(f"codebook.table.{row['table']}", language),
                "measure": word("measure", row["measure"], language),
                **{name: word(group, row[name], language) if row[name] else "" for name in ("before", "after")},
                "href": f"{address[row['statement_id']]}#{anchor(row['statement_id'])}"
                if row["statement_id"] in address else "",
            }
        )
    return {"rows": rows, "count": len(changes)}


@functools.cache
def _code_style() -> str:
    return HtmlFormatter(style="default").get_style_defs(".highlight")


class _Headings(HTMLParser):
    """Title (first h1) and second-level headings (id, text) of a body of HTML."""

    def __init__(self, body: str):
        super().__init__()
        self.title, self.second, self._open, self._id, self._text = "", [], "", "", ""
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        if tag in ("h1", "h2"):
            self._open, self._id, self._text = tag, dict(attrs).get("id") or "", ""

    def handle_data(self, data):
        self._text += data

    def handle_endtag(self, tag):
        if tag != self._open:
            return
        self._open, text = "", self._text.strip().removesuffix("¶")
        if tag == "h1":
            self.title = self.title or text
        elif self._id:
            self.second.append((self._id, text))
