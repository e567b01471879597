"""What every column of every table means: `lexicon/codebook.csv`, as a table for programs and as a page for people."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from helpers import lexicon
from helpers.evidence import templates
from helpers.scales import number
from helpers.tables import SCHEMAS
from helpers.wording import LANGUAGES, check_language, phrase, word

COLUMNS = ["name", "label_zh", "label_en", "type", "unit", "measure", "definition_zh", "definition_en", "values_zh",
           "values_en", "source", "n", "min", "max"]
EVERYWHERE = "*"
FLAGS = {"True": "yes", "False": "no"}


def definition(table: str, column: str) -> dict[str, str]:
    """The row of `lexicon/codebook.csv` for a column of `table`: unit, codes, zh, en, definition_zh, definition_en.

    A row for the table itself goes before one for all tables. Raises KeyError where there is neither.
    """
    rows = _definitions()
    found = rows.get((table, column)) or rows.get((EVERYWHERE, column))
    if found is None:
        raise KeyError(f"lexicon/codebook.csv has no row for column '{column}' of table '{table}'")
    return found


def fields() -> list[dict[str, str]]:
    """The rows of `lexicon/panel_fields.csv`, what the wide panel tells of each indicator:
    field, column, one, zero, zh, en.
    """
    return lexicon.table("panel_fields", needs=["field", "column", *LANGUAGES], unique=["field", "column"])


def flag_words(field: dict[str, str], language: str) -> dict[int, str]:
    """What 1 and 0 mean in a flag of the wide panel, `field` being its row of `fields`."""
    codes = _codes(definition("panel_long", field["column"])["codes"])
    return {number: codes[code][language] if code in codes else phrase(f"word.{FLAGS[code]}", language)
            for number, code in ((1, field["one"]), (0, field["zero"]))}


def suffixes() -> dict[str, str]:
    """The letter that stands for each measure in the names of the wide panel (`lexicon/panel_measures.csv`)."""
    rows = lexicon.table("panel_measures", needs=["measure", "suffix"], unique=["measure", "suffix"])
    return {row["measure"]: row["suffix"] for row in rows}


def codebook(frame: pd.DataFrame, table: str, language: str = "zh",
             variables: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per column of `frame`, which is (a part of) `table`; columns COLUMNS.

    `variables` describes columns that are made of a column of the long panel: name, measure, unit, column, label_zh,
    label_en (see `panel.wide_variables`). `type` is the column's type, `unit` a readable unit in `language` or where to
    find it; `values_*` list the codes with their meaning; `source` is the table and column that a made variable comes
    from; `n` counts the rows with a value, `min` and `max` are told of numbers. Raises KeyError for a column that
    nothing defines, ValueError for an unknown language.
    """
    check_language(language)
    given = [] if variables is None else variables.to_dict("records")
    made = {row["name"]: row for row in given}
    told = {row["column"]: row for row in fields()}
    rows = [_about(frame[name], table, made.get(name), told, language) for name in frame.columns]
    return pd.DataFrame(rows, columns=COLUMNS)


def codebook_page(language: str, book: pd.DataFrame | None = None) -> str:
    """The codebook as an HTML page that loads nothing: the panel first, then every table.

    With `book` (what `panel.panel_codebook` returns) the panel's variables are listed with how often they have a value
    and their range. Raises ValueError for an unknown language.
    """
    check_language(language)
    # The panel is what most readers come for.
    order = sorted(SCHEMAS, key=lambda name: name != "panel_long")
    tables = [(name, [_told(name, column, language) for column in SCHEMAS[name]]) for name in order]
    listed = dict.fromkeys(("panel_wide", *SCHEMAS), [])
    if book is not None:
        listed |= {table: [_known(row, language) for row in rows.to_dict("records")]
                   for table, rows in book.groupby("table")}
    toc = [("names", phrase("codebook.names", language))]
    toc += [(f"table-{name}", phrase(f"codebook.table.{name}", language)) for name in order]
    say = functools.partial(_say, language)
    body = templates().get_template("codebook.html").render(
        say=say, tables=tables, listed=listed,
        fields=[(row["field"], row[language]) for row in fields()],
        measures=[(letter, word("measure", measure, language)) for measure, letter in suffixes().items()])
    return templates().get_template("page.html").render(
        say=say, body=Markup(body), language=language, title=phrase("codebook.title", language), toc=toc, notebook="",
        style=Markup((Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")))


@functools.cache
def _definitions() -> dict[tuple[str, str], dict[str, str]]:
    words = [*LANGUAGES, *(f"definition_{language}" for language in LANGUAGES)]
    rows = lexicon.table("codebook", needs=["tables", "column", *words])
    found = {}
    for row in rows:
        for table in row["tables"].split("|"):
            if (table, row["column"]) in found:
                raise lexicon.LexiconError(
                    f"{lexicon.FOLDER / 'codebook.csv'}: {table}.{row['column']} stands there twice")
            found[table, row["column"]] = row
    return found


@functools.cache
def _codes(group: str) -> dict[str, dict[str, str]]:
    """Code to its words, for each row `group.code` of wording.csv, or of the table reasons; none for no group.

    "status.reached|behind" are the codes of a group that two columns share.
    """
    group, _, only = group.partition(".")
    if group == "reasons":
        return {row["reason"]: row for row in lexicon.table("reasons", unique=["reason"])}
    found = {}
    for row in lexicon.table("wording"):
        head, _, code = row["id"].partition(".")
        if head == group:
            found[code] = row
    return {code: found[code] for code in only.split("|")} if only else found


def _values(group: str, field: dict[str, str] | None, language: str) -> str:
    """The codes of a group with their meaning; 1 and 0 where `field` is a flag of the wide panel."""
    known = {code: row[language] for code, row in _codes(group).items()}
    if field and field["one"]:
        known = flag_words(field, language)
    return "; ".join(f"{code} = {words}" for code, words in known.items())


def _about(column: pd.Series, table: str, made: dict | None, told: dict[str, dict], language: str) -> dict:
    """One row of the codebook; `told` has the rows of `fields` by column."""
    said = definition("panel_long", made["column"]) if made else definition(table, column.name)
    field = told[made["column"]] if made else None
    boolean = pd.api.types.is_bool_dtype(column)
    numbers = pd.api.types.is_numeric_dtype(column) and not boolean
    kind = ("boolean" if boolean or field and field["one"] else "string" if not numbers
            else "Int64" if pd.api.types.is_integer_dtype(column) else "Float64")
    return {
        "name": column.name,
        "label_zh": made["label_zh"] if made else said["zh"],
        "label_en": made["label_en"] if made else said["en"],
        "type": kind,
        "unit": _unit(said["unit"], made, language),
        "measure": made["measure"] if made else "",
        "definition_zh": said["definition_zh"],
        "definition_en": said["definition_en"],
        "values_zh": _values(said["codes"], field, "zh"),
        "values_en": _values(said["codes"], field, "en"),
        "source": f"panel_long.{made['column']}" if made else "",
        "n": int(column.notna().sum()),
        "min": float(column.min()) if numbers and column.notna().any() else None,
        "max": float(column.max()) if numbers and column.notna().any() else None,
    }


def _unit(code: str, made: dict | None, language: str) -> str:
    if made and code == "shown" and not pd.isna(made["unit"]):
        points = made["unit"] == "%" and made["column"] == "gap"
        return word("unit_code", "points", language) if points else made["unit"]
    return word("unit_code", code, language) if code else ""


def _told(table: str, column: str, language: str) -> dict[str, str]:
    said = definition(table, column)
    return {"name": column, "label": said[language], "definition": said[f"definition_{language}"],
            "type": word("type", SCHEMAS[table][column], language), "unit": _unit(said["unit"], None, language),
            "codes": [(code, row[language]) for code, row in _codes(said["codes"]).items()]}


def _known(row: dict, language: str) -> dict[str, str]:
    ends = [] if row["type"] == "boolean" or pd.isna(row["min"]) else [row["min"], row["max"]]
    # Years and codes are whole numbers that nobody groups by thousands.
    shown = [f"{end:.0f}" if row["type"] == "Int64" else number(end) for end in ends]
    return {"name": row["name"], "label": row[f"label_{language}"], "unit": row["unit"], "n": row["n"],
            "range": " – ".join(dict.fromkeys(shown))}


def _say(language: str, name: str, **values) -> str:
    return phrase(name, language, **values)
