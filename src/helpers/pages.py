"""Whole pages: an executed notebook, or the index of a run, as one HTML file that loads nothing from
anywhere.

The page's own policy (Content-Security-Policy) forbids scripts and every request, so a text that smuggles
markup past the escaping of `evidence` still does nothing.
"""

from __future__ import annotations

import datetime
import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
from markupsafe import Markup
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from helpers.corrections import outcome, rejected, unsettled
from helpers.evidence import MARKS, table, templates, web_address
from helpers.numerals import readable
from helpers.wording import LANGUAGES, phrase, word


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
    return _page(
        Markup(body),
        language,
        title=headings.title,
        toc=headings.second,
        notebook=file_name,
        style=_style() + (_code_style() if show_code else ""),
    )


def index_page(
    results: dict[str, pd.DataFrame], places: pd.DataFrame, language: str, *, raw, out, steps
) -> str:
    """The first page of a run: the places with their pages, what was read and what not, and the counts of the
    result.

    `results` holds the tables by name; `places` has the columns place, adcode, documents, page.
    """
    documents, statements, achievement, corrections = (
        results[name] for name in ("documents", "statements", "achievement", "corrections")
    )
    verdicts = achievement["verdict"].value_counts()
    roles = statements.loc[~rejected(statements), "role"].value_counts()
    counts = [
        ("documents", len(documents)),
        ("rejected", len(results["rejected"])),
        ("statements", len(statements)),
        ("targets", int(roles.get("target", 0))),
        ("actuals", int(roles.get("actual", 0))),
        ("pairs", len(achievement)),
        *((verdict, int(verdicts.get(verdict, 0))) for verdict in MARKS),
    ]
    texts = [
        {
            **{
                name: None if pd.isna(row[name]) else readable(row[name])
                for name in ("path", "title", "place", "issued")
            },
            "kind": word("kind", row["kind"], language),
            "url": web_address(row["source_url"]),
            "source_url": None if pd.isna(row["source_url"]) else row["source_url"],
        }
        for row in documents.to_dict("records")
    ]
    body = (
        templates()
        .get_template("index.html")
        .render(
            say=functools.partial(_say, language),
            counts=counts,
            places=_place_rows(places, results),
            verdicts=list(MARKS),
            texts=texts,
            rejected=results["rejected"].to_dict("records"),
            corrected=outcome(corrections) if len(corrections) else {},
            unsettled=Markup(_unsettled(corrections, language)),
            no_place=int(documents["place"].isna().sum()),
            steps=steps,
            raw=str(raw),
            out=str(out),
            when=datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        )
    )
    return _page(
        Markup(body), language, title=phrase("index.title", language), toc=[], notebook="", style=_style()
    )


def _unsettled(corrections: pd.DataFrame, language: str) -> str:
    """The corrections that had no effect, with the reason; '' where there are none."""
    rows = unsettled(corrections)
    columns = ["row", "action", "column", "value", "path", "quote", "status", "note"]
    return table(rows[columns], language).data if len(rows) else ""


def _place_rows(places: pd.DataFrame, results: dict[str, pd.DataFrame]) -> list[dict]:
    rows = []
    for place in places.to_dict("records"):
        own = {
            name: results[name][results[name]["place"] == place["place"]]
            for name in ("ledger", "achievement")
        }
        rows.append(
            place
            | {role: int((own["ledger"]["role"] == role).sum()) for role in ("target", "actual")}
            | {verdict: int((own["achievement"]["verdict"] == verdict).sum()) for verdict in MARKS}
        )
    return rows


def _say(language: str, name: str, **values) -> str:
    return phrase(name, language, **values)


def _page(body: Markup, language: str, *, title: str, toc: list, notebook: str, style: str) -> str:
    return (
        templates()
        .get_template("page.html")
        .render(
            say=functools.partial(_say, language),
            body=body,
            language=language,
            title=title,
            toc=toc,
            notebook=notebook,
            style=Markup(style),
        )
    )


@functools.cache
def _style() -> str:
    return (Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")


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
