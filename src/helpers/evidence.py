"""What leads from a number to its words: tables whose figures link to sentences, and the sentences with the
figure marked.

A figure's link leads to `#s-ID`, its mark in a sentence of the same notebook; a text's title to `#d-ID`, its sentences.
`website` makes links to the page of the text of them. The other way, a figure has the id `p-ID` where a pair first uses
it, and `u-ID` in the table of all years.

All functions return HTML for a notebook to display. Texts come from anywhere, so everything passes through
Jinja2's autoescape, and an address becomes a link only where it is http or https.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace

import jinja2
import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown
from markupsafe import Markup

from helpers import lexicon, scales
from helpers.corrections import renumbered
from helpers.numerals import readable
from helpers.series import series_of
from helpers.wording import LANGUAGES, phrase, translated, word

WORDED = ("role", "verdict", "method", "measure", "kind", "period", "comparator", "action", "column", "status",
         "finding", "convention", "outcome", "tier", "constraint")
YEARS = ("year", "year_from", "review_year", "target_year", "near_year", "base_year")
SHARES = ("share", "ratio", "official_ratio", "effort_ratio", "share_judged", "elapsed", "progress")
COMMA = {"zh": "，", "en": ", "}
MARKS = {"met": "✓", "missed": "✗", "unquantified": "○", "not_comparable": "–"}
FLAGS = ("estimated", "conflict", "series_break")


@functools.cache
def templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("helpers", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@functools.cache
def _parts():
    return templates().get_template("parts.html").module


@functools.cache
def _doubts() -> dict[str, dict[str, str]]:
    return {row["doubt"]: row for row in lexicon.table("doubts", needs=["doubt", *LANGUAGES], unique=["doubt"])}


def say(name: str, language: str, **values) -> Markdown:
    """The phrase `say.NAME` or `NAME` as Markdown for display; numbers are grouped, texts lose their
    Markdown.
    """
    shown = {
        key: f"{value:,}" if isinstance(value, int) else _inert(str(value)) for key, value in values.items()
    }
    return Markdown(phrase(name if "." in name else f"say.{name}", language, **shown))


def _inert(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()#+!|<>&~$])", r"\\\1", text)


def web_address(url) -> str:
    """`url` where it is an http(s) address, else ''. A text may name any string as its source."""
    return url if isinstance(url, str) and re.fullmatch(r"https?://[^\s<>\"]+", url) else ""


def cell(column: str, value, language: str):
    """One value as people read it in `language`."""
    if value is None or value is pd.NA or value != value:
        return phrase("word.missing", language)
    if column == "doubts":
        said = (_doubts()[doubt][language] if doubt in _doubts() else doubt for doubt in value.split("|"))
        return ("；" if language == "zh" else "; ").join(said)
    if column in WORDED:
        return word(column, value, language)
    if column == "correction":
        return told(value, language)
    if column in ("formula", "warning"):
        text = translated("formula" if column == "formula" else "note", value, language)
        return text.replace("; ", "；") if language == "zh" else scales.in_english(text)
    if column == "note":
        note = translated("remark", value, language)
        return note.replace("; ", "；").replace("： ", "：") if language == "zh" else note
    if isinstance(value, (bool, np.bool_)):
        return phrase("word.yes" if value else "word.no", language)
    if column == "source_url" and web_address(value):
        return _parts().link(value, value)
    if isinstance(value, str) or column in YEARS:
        return readable(str(value))
    if column in SHARES:
        return f"{value:.1%}".replace("-", "−")
    return scales.number(float(value))


def table(frame: pd.DataFrame, language: str) -> HTML:
    """`frame` with its columns named and its values written in `language`. The index is not shown."""
    if frame.empty:
        return HTML(f"<p>{phrase('say.nothing', language)}</p>")
    columns = [
        (word("column", name, language), "number" if _is_number(frame[name]) else "text")
        for name in frame.columns
    ]
    rows = [
        [cell(str(name), value, language) for name, value in zip(frame.columns, row, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]
    return HTML(str(_parts().table(columns, rows)))


def wide(frame: pd.DataFrame, language: str) -> HTML:
    """A table of `ledger.wide`, each row in the scale that suits its values (亿元, 万人)."""
    years = list(frame.columns)
    if language == "en":
        frame = frame.rename(index={known.zh: known.en for known in lexicon.indicators().values()}, level="indicator")
    shown = frame.reset_index().drop(columns="adcode").astype(object)
    for at, (_, row) in enumerate(frame.iterrows()):
        unit = frame.index[at][-1]
        factor, name = scales.scale(row.dropna(), None if pd.isna(unit) else unit, language)
        shown.loc[at, "unit"] = name
        for year in years:
            shown.loc[at, year] = None if pd.isna(row[year]) else scales.number(row[year] / factor)
    return table(shown.where(shown.notna(), None), language)


def excerpt(text: str, length: int) -> HTML:
    """The first `length` characters of a text as a quotation."""
    text = readable(text)
    shown = text if len(text) <= length else text[:length] + "…"
    return HTML(str(Markup("<blockquote>{}</blockquote>").format(shown)))


def _is_number(column: pd.Series) -> bool:
    """Numbers stand at the right, and so do the columns of a wide table, which are named by years."""
    if isinstance(column.name, (int, np.integer)):
        return True
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def anchor(statement_id: str) -> str:
    """The id that the mark of a statement has in a page."""
    return f"s-{statement_id}"


def text_anchor(doc_id: str) -> str:
    """The id that the sentences of a text have in a page."""
    return f"d-{doc_id}"


def told(trace: str, language: str) -> str:
    """What people did to a figure (column `correction` of the tables) in the words of `language`."""

    def change(found: re.Match) -> str:
        opens, column, old, new = found.groups()
        names = [word(column, value, language) if column in WORDED else value for value in (old, new)]
        return f"{opens}{word('column', column, language)}: {names[0]} → {names[1]}"

    def judgement(found: re.Match) -> str:
        return found[1] + word("action", found[2], language)

    changed = re.sub(r"(^|; )(\w+): ([^;]*?) → ([^;]*?)(?= \(|;|$)", change, trace)
    return re.sub(r"(^|; )(accept|reject)(?= \(|;|$)", judgement, changed)


def correction_mark(trace, language: str) -> Markup | str:
    """The word that marks a figure which a person changed, checked or took out, with what they did as its title; ''
    where `trace` (column `correction` of a table) is null.
    """
    if not isinstance(trace, str):
        return ""
    did = "change" if " → " in trace else "reject" if trace.startswith("reject") else "accept"
    return _parts().correction(phrase(f"correction.{did}", language), told(trace, language))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A statement's figure as the text writes it, or as a person changed it (`changed`); and what people did to it."""

    quote: str
    changed: str | None = None
    trace: str | None = None


def _figures(statements: pd.DataFrame, language: str) -> dict[str, _Figure]:
    """The figures of table `statements` by statement_id."""
    columns = ["statement_id", "quote", "correction", "base_value", "base_unit"]
    rows = statements[columns].assign(changed=renumbered(statements))
    return {
        row.statement_id: _Figure(
            readable(row.quote),
            amount(row.base_value, row.base_unit, language) if row.changed and pd.notna(row.base_value) else None,
            row.correction if isinstance(row.correction, str) else None,
        )
        for row in rows.itertuples(index=False)
    }


def quote_words(statements: pd.DataFrame, language: str) -> dict[str, str]:
    """The figure of each statement_id of `statements` as its text writes it, or as a person changed it."""
    return {name: figure.changed or figure.quote for name, figure in _figures(statements, language).items()}


def quoted(statement_id: str, figure: _Figure, language: str, shown: str | None = None, own_id: str = "") -> Markup:
    """A statement's figure as the text writes it (or as a person changed it, or as `shown`), linked to its sentence on
    the same page, and marked where a person corrected it. `own_id` is the link's own id.
    """
    text = shown or figure.changed or figure.quote
    link = _parts().link(f"#{anchor(statement_id)}", text, "long" if len(text) > 10 else "short", own_id)
    return link + correction_mark(figure.trace, language)


@dataclass(slots=True)
class _Ids:
    """Ids of a kind, each given once: a page may hold an id once only."""

    kind: str
    given: set[str] = field(default_factory=set)

    def of(self, statement_id: str) -> str:
        if statement_id in self.given:
            return ""
        self.given.add(statement_id)
        return f"{self.kind}-{statement_id}"


def pairs(
    achievement: pd.DataFrame, statements: pd.DataFrame, language: str, with_place: bool = False
) -> HTML:
    """Target against result, one row per pair: the words of both linked to their sentences, and how they compare;
    below it by which method and arithmetic.

    The links lead to what `sentences` shows on the same page. `with_place` adds a column for the place. The completion
    that a text states stands beside the recomputed one, and for stocks the share of the increase, where any is known.
    """
    if achievement.empty:
        return HTML(f"<p>{phrase('say.nothing', language)}</p>")
    figures, ids = _figures(statements, language), _Ids("p")
    optional = [name for name in ("official_ratio", "effort_ratio") if achievement[name].notna().any()]
    names = ["year", "indicator", "measure", "target", "actual", "ratio", *optional, "gap", "verdict"]
    numbers = {"target", "actual", "ratio", "gap", *optional}
    if with_place:
        names.insert(0, "place")
    rows, values = [], []
    told = {said.statement_id: said for said in statements.itertuples(index=False)}
    for row in achievement.itertuples(index=False):
        found = {
            "place": row.place,
            "year": row.year,
            "indicator": indicator_name(row.indicator_id, row.indicator, language),
            "measure": word("measure", row.measure, language),
            "target": _figure(row, row.target_statement_id, row.target_low, figures, language,
                              _says(told.get(row.target_statement_id), row, "target"), ids),
            "actual": _figure(row, row.actual_statement_id, row.actual, figures, language,
                              _says(told.get(row.actual_statement_id), row, "actual"), ids),
            **{name: cell(name, getattr(row, name), language) for name in ("ratio", *optional)},
            "gap": difference(row.gap, row.unit, language),
            "verdict": _parts().verdict(MARKS[row.verdict], word("verdict", row.verdict, language), row.verdict)
            + _mark_of_pair(row, figures, language),
        }
        rows.append([found[name] for name in names])
        # Amounts of several units sort by what they are in the base unit.
        sides = {"target": row.target_low, "actual": row.actual, "gap": row.gap}
        values.append([_bare(sides.get(name)) for name in names])
    columns = [(word("column", name, language), "number" if name in numbers else "text") for name in names]
    methods = [_method(row, language) for row in achievement.itertuples(index=False)]
    return HTML(str(_parts().table(columns, rows, "pairs", methods, values)))


def _says(said, row, role: str) -> bool:
    """Whether a statement says this side of a pair itself; else the side was derived from it."""
    if said is None or row.method in ("direct", "official"):
        return True
    return (said.role, said.measure) == (role, row.measure) and said.year == row.year


def _bare(value) -> str:
    """A number for programs; '' for none."""
    return "" if value is None or pd.isna(value) else f"{float(value):.12g}"


def _mark_of_pair(row, figures: dict[str, _Figure], language: str) -> Markup | str:
    """The mark of a pair that rests on a correction which neither of its two figures shows."""
    sides = [side for side in (row.target_statement_id, row.actual_statement_id) if isinstance(side, str)]
    shown = any(side in figures and figures[side].trace for side in sides)
    return "" if shown else correction_mark(row.correction, language)


def indicator_name(indicator_id, indicator, language: str) -> str:
    """An indicator's name in `language`; in English only where the lexicon knows it."""
    known = lexicon.indicators().get(indicator_id) if isinstance(indicator_id, str) else None
    return known.en if known and language == "en" else indicator


def _method(row, language: str) -> str:
    """How the two were compared: method (of an official completion the arithmetic tells it), arithmetic, notes."""
    parts = []
    if row.verdict != "unquantified" and isinstance(row.method, str) and row.method != "official":
        parts.append(word("method", row.method, language))
    for group, text in (("formula", row.formula), ("note", row.note)):
        if isinstance(text, str):
            parts.append(translated(group, text, language))
    joined = "; ".join(parts)
    return joined.replace("; ", "；") if language == "zh" else scales.in_english(joined)


def _figure(row, statement_id, value, figures: dict[str, _Figure], language: str, said: bool, ids: _Ids):
    """A side of a pair: the text's own words where it says the figure (`said`), else the derived number."""
    figure = figures.get(statement_id) if isinstance(statement_id, str) else None
    if figure and (said or pd.isna(value)):
        return quoted(statement_id, figure, language, own_id=ids.of(statement_id))
    if pd.isna(value):
        return phrase("word.missing", language)
    shown = amount(value, row.unit, language)
    if figure:
        shown = quoted(statement_id, figure, language, shown, ids.of(statement_id))
    return _parts().derived(shown, phrase("district.derived", language))


def amount(value: float, unit, language: str) -> str:
    """A value in base units as people write it: 3508000000 元 is 35.08亿元."""
    factor, name = scales.scale([value], None if pd.isna(unit) else unit, language)
    gap = " " if language == "en" and name not in ("%", "‰") else ""
    return f"{scales.number(value / factor)}{gap}{name}"


def difference(value, unit, language: str) -> str:
    """A signed difference in base units; that of two percentages is in percentage points."""
    if pd.isna(value):
        return phrase("word.missing", language)
    points = {"zh": "个百分点", "en": " pp"}[language]
    if unit == "%":
        return scales.number(float(value), signed=True) + points
    text = amount(float(value), unit, language)
    return text if value <= 0 else "+" + text


def grid(ledger: pd.DataFrame, statements: pd.DataFrame, language: str) -> HTML:
    """All that is said of a place: a row per indicator and measure, target and result per year, linked.

    A word beside a figure tells that it is an estimate, that its sources differ, or that its series breaks there.
    """
    if ledger.empty:
        return HTML(f"<p>{phrase('say.nothing', language)}</p>")
    figures, ids = _figures(statements, language), _Ids("u")
    ledger = ledger.assign(**{name: ledger[name].fillna(False).astype(bool) for name in FLAGS})
    years = sorted(ledger["year"].dropna().unique())
    slots = [
        (year, role)
        for year in years
        for role in ("target", "actual")
        if ((ledger["year"] == year) & (ledger["role"] == role)).any()
    ]
    columns = [(word("column", "indicator", language), "text"), (word("column", "measure", language), "text")]
    columns += [(f"{year} {word('role', role, language)}", "number") for year, role in slots]
    rows, values = [], []
    names = series_of(ledger["indicator_id"], ledger["indicator"])
    for (_, measure), group in ledger.groupby([names, "measure"], sort=False):
        cells, lows = {}, {}
        for row in group.itertuples(index=False):
            if row.statement_id in figures and pd.notna(row.year):
                qualified = [] if row.period == "year" else [word("period", row.period, language)]
                if isinstance(row.basis, str):
                    qualified.append(phrase("evidence.against", language, basis=row.basis))
                note = f" ({COMMA[language].join(qualified)})" if qualified else ""
                # Of the ledger's row, as another of its claims may have been corrected than the one it shows.
                trace = row.correction if isinstance(row.correction, str) else None
                figure = replace(figures[row.statement_id], trace=trace)
                link = quoted(row.statement_id, figure, language, own_id=ids.of(row.statement_id))
                flags = (_parts().flag(phrase(f"flag.{name}", language), name)
                         for name in FLAGS if getattr(row, name))
                entry = Markup("{}{}{}").format(link, note, Markup("").join(flags))
                cells.setdefault((row.year, row.role), []).append(entry)
                lows.setdefault((row.year, row.role), _bare(row.low))
        rows.append(
            [
                indicator_name(group["indicator_id"].iloc[0], group["indicator"].iloc[0], language),
                word("measure", measure, language),
                *(Markup("<br>").join(cells.get(slot, [])) for slot in slots),
            ]
        )
        values.append(["", "", *(lows.get(slot, "") for slot in slots)])
    return HTML(str(_parts().table(columns, rows, "grid", None, values)))


def sentences(statements: pd.DataFrame, documents: pd.DataFrame, language: str, anchors: bool = True,
              most: int | None = None) -> HTML:
    """The sentences that `statements` stand in, by document, with every figure marked.

    With `anchors` each mark has an id that `pairs` and `grid` link to; a page may hold them once only. Behind a figure
    that a person corrected stands the mark of it. More statements than `most` are not shown, but said to stand in the
    pages of the texts.
    """
    if statements.empty:
        return HTML(f"<p>{phrase('say.nothing', language)}</p>")
    if most is not None and len(statements) > most:
        return HTML(f"<p>{phrase('evidence.too_many', language, count=len(statements))}</p>")
    groups = []
    for document in documents[documents["doc_id"].isin(statements["doc_id"])].itertuples(index=False):
        said = statements[statements["doc_id"] == document.doc_id].sort_values(["start", "end"])
        about = " · ".join(
            [word("kind", document.kind, language)] + [document.issued] * isinstance(document.issued, str)
        )
        groups.append(
            {
                "title": title(document),
                "id": text_anchor(document.doc_id) if anchors else "",
                "about": about,
                "url": web_address(document.source_url),
                "found": _found(said, readable(document.text), language, anchors),
            }
        )
    labels = {"source": phrase("evidence.source", language)}
    return HTML(str(_parts().sentences(groups, labels)))


def texts(documents: pd.DataFrame, language: str) -> HTML:
    """The texts of `documents`, each title linked to its sentences on the same page."""
    if documents.empty:
        return HTML(f"<p>{phrase('say.nothing', language)}</p>")
    names = ["kind", "issued", "review_year", "target_year", "source_url"]
    columns = [(word("column", name, language), "text") for name in ("title", *names)]
    rows = [
        [_parts().link(f"#{text_anchor(row.doc_id)}", title(row)),
         *(cell(name, getattr(row, name), language) for name in names)]
        for row in documents.itertuples(index=False)
    ]
    return HTML(str(_parts().table(columns, rows)))


def title(document) -> str:
    """The title of a row of table `documents`; its path where it has none."""
    return readable(document.title) if isinstance(document.title, str) else document.path


def _found(said: pd.DataFrame, text: str, language: str, anchors: bool) -> list[dict]:
    """One item per sentence: its parts in order, marked or not, and where in the text it stands."""
    items: dict[tuple[int, str], list] = {}
    for row in said.itertuples(index=False):
        begins = text.rfind(row.sentence, 0, row.start + len(row.sentence))
        while begins > row.start:
            begins = text.rfind(row.sentence, 0, begins + len(row.sentence) - 1)
        items.setdefault((begins if begins >= 0 else row.start, row.sentence), []).append(row)
    shown = []
    for (begins, sentence), rows in items.items():
        marks: dict[tuple[int, int], list] = {}
        for row in rows:
            marks.setdefault((row.start - begins, row.end - begins), []).append(row)
        parts, at = [], 0
        for (start, end), marked in sorted(marks.items(), key=lambda item: item[0]):
            start, end = max(start, at), min(end, len(sentence))
            if start > at:
                parts.append({"text": sentence[at:start], "marked": False, "ids": []})
            traces = dict.fromkeys(row.correction for row in marked if isinstance(row.correction, str))
            parts.append(
                {
                    "text": sentence[start : max(end, start)],
                    "marked": True,
                    "ids": [anchor(row.statement_id) for row in marked] if anchors else [],
                    "corrections": [correction_mark(trace, language) for trace in traces],
                }
            )
            at = max(end, start)
        parts.append({"text": sentence[at:], "marked": False, "ids": []})
        corrected = [row for row in rows if isinstance(row.correction, str)]
        notes = dict.fromkeys(f"{readable(row.quote)}: {told(row.correction, language)}" for row in corrected)
        shown.append(
            {
                "parts": parts,
                "where": phrase("evidence.chars", language, start=begins, end=begins + len(sentence)),
                "first": f"#{anchor(rows[0].statement_id)}" if anchors else "",
                "note": " · ".join(notes),
            }
        )
    return shown
