"""What the rows of a figure are called: indicators in both languages, places without what all share, where and
when."""
from __future__ import annotations

import os
import re

import pandas as pd

from helpers import lexicon
from helpers.drawing import say, wrap
from helpers.wording import word

JUDGED = ("met", "missed")
"""Verdicts of targets that could be compared."""
PLACE_COLUMNS = 22
MOST_LINES = 5


def indicator_name(indicator_id, indicator: str, lang: str) -> str:
    """The name of an indicator in `lang`; one that the lexicon does not know keeps its words."""
    known = lexicon.indicators().get(indicator_id) if pd.notna(indicator_id) else None
    return known.en if known and lang == "en" else indicator


def series_name(row, lang: str) -> str:
    """Indicator with its measure, where the name does not tell it: 一般公共预算收入（增速）."""
    label = indicator_name(row.indicator_id, row.indicator, lang)
    known = lexicon.indicators().get(row.indicator_id) if pd.notna(row.indicator_id) else None
    plain = row.measure in ("level", "share") or (known and known.unit == "%" and row.measure != "change")
    if plain or (row.measure == "increment" and re.search("新增|净增|new|New", label)):
        return label
    return say("label_with", lang, indicator=label, measure=word("measure", row.measure, lang))


def lines(label: str, columns: int) -> str:
    """The label in at most MOST_LINES lines of `columns`; an ellipsis stands for what is cut."""
    found = wrap(label, columns).split("\n")
    return "\n".join(found) if len(found) <= MOST_LINES else "\n".join(found[:MOST_LINES]) + "…"


def series_label(row, lang: str) -> str:
    """The name of a series with its years where it is of several: 新建绿地 2021–2025."""
    label = series_name(row, lang)
    if pd.isna(row.year_from):
        return label
    return say("label_span", lang, label=label, first=row.year_from, last=row.year)


def _shared(places: list[str]) -> str:
    """What the names of several places begin with: 天津市."""
    return re.match(r".*[省市区州盟]|", os.path.commonprefix(places)).group() if len(places) > 1 else ""


def short(places: list[str], columns: int = PLACE_COLUMNS) -> dict[str, str]:
    """Names without what they all begin with, 河北区 and 南开区 where all are of 天津市, in lines of `columns`."""
    shared = _shared(places)
    rest = {place: place.removeprefix(shared) for place in places}
    return {place: wrap(name if len(name) > 1 else place, columns) for place, name in rest.items()}


def place_key(frame: pd.DataFrame) -> pd.Series:
    """What puts places into official order: code, then name; those without a code at the end."""
    return frame["adcode"].fillna("~").astype(str) + " " + frame["place"].fillna("").astype(str)


def one_series(frame: pd.DataFrame) -> bool:
    """Are all rows of one indicator and measure and of single years, so that the title can name the series?"""
    return (len(frame[["indicator_id", "indicator", "measure"]].drop_duplicates()) == 1
            and bool(frame["year_from"].isna().all()))


def where(frame: pd.DataFrame, lang: str) -> str:
    """Place, year and series that the rows share, in words; what they do not share is on their labels."""
    places, years = frame["place"].dropna().unique().tolist(), frame["year"].dropna().unique()
    shared = _shared(places)
    place = places[0] if len(places) == 1 else say("places_of", lang, place=shared) if shared else ""
    if place and len(years) == 1:
        at = say("where_one", lang, place=place, year=years[0])
    elif place:
        at = say("where_place", lang, place=place)
    else:
        at = say("where_year", lang, year=years[0]) if len(years) == 1 else say("where_all", lang)
    if len(frame) > 1 and one_series(frame):
        return say("where_what", lang, where=at, what=series_name(next(frame.itertuples(index=False)), lang))
    return at


def row_labels(rows: pd.DataFrame, among: pd.DataFrame, lang: str, columns: int = 30) -> list[str]:
    """A label for each of `rows`: of series, span, place and year what differs among the rows of `among`."""
    several_places, several_years = among["place"].nunique() > 1, among["year"].nunique() > 1
    shared = short(among["place"].dropna().unique().tolist(), 999)
    alone = one_series(among) and (several_places or several_years)
    labels = []
    for row in rows.itertuples(index=False):
        label = "" if alone else series_label(row, lang)
        at = " ".join(str(part) for part, shown in (
            (shared.get(row.place, "–"), several_places), (row.year, several_years)) if shown)
        label = say("label_at", lang, at=at, label=label) if at and label else at or label
        labels.append(lines(label, columns))
    return labels
