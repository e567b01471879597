"""Values that no text states but that follow from what texts state, each with its method and its formula.

| method | value | from |
|---|---|---|
| `back_chained` | last year's level | level and growth: L/(1+g), or change: L − c, or what was added: L − n |
| `bridged` | growth, change, increment | two levels: L/L' − 1, L − L' |
| `bridged` | level, share | last year's and growth: L'(1+g), or change: L' + c |
| `bridged` | a span of years | its years, where all are known: sums of flows, products of growth: Π(1+g) |
| `implied` | the goal | result and distance from the goal: A − d; result and stated completion: A/c |
| `implied` | the result | goal and distance, goal and completion: T + d, T·c |

What is stated is never replaced, and no value is derived from a derived one but for growth from a level that a change
gave back. Growth in constant prices and levels in current prices (GDP: `bridge` is `no` in the lexicon) are never
bridged; where the base of growth is revised each year (`warn`: fixed-asset investment) the row carries a warning. No
value is carried across a break of its series (`consistency`). Only points can be calculated with: neither bounds nor
ranges.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import consistency, implied
from helpers.calculation import THING, WARNINGS
from helpers.series import area, basis_kind, point, series_of, traces, traits
from helpers.spans import over_years
from helpers.tables import DERIVED, as_table
from helpers.yearly import Yearly


def derive(ledger: pd.DataFrame, checks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Table `derived` of `ledger`: results and goals with value, unit (base units), method, formula and warning.

    `statement_id` is the claim that the value rests on most, `other_statement_ids` the others (joined by '|'). `step`
    is twice what the printed digits leave open. `checks` is the table of that name, made from the ledger if not given.
    """
    breaking = consistency.breaks(consistency.check(ledger) if checks is None else checks)
    book = _book(ledger)
    results = book[book["role"].eq("actual") & book["basis_kind"].isna()]
    yearly = Yearly(results, breaking)
    found = [
        *yearly.levels_before(),
        *yearly.bridged(),
        *over_years(book, results),
        *implied.goals(book),
        *implied.results(book),
    ]
    found = [rows for rows in found if len(rows)]
    if not found:
        return as_table("derived", [])
    rows = pd.concat(found, ignore_index=True)
    rows = rows[np.isfinite(rows["value"].to_numpy(dtype=float, na_value=np.nan))]
    rows = _unstated(rows, book).drop_duplicates([*THING, "measure", "role", "unit", "base_year", "average", "basis"])
    rows = _revised_once(rows)
    rows["estimated"] = rows["estimated"].fillna(False)
    said = rows["warning"].str.cat(rows["estimated"].map({True: WARNINGS["estimated"], False: ""}), sep="; ")
    rows["warning"] = said.str.strip("; ").replace("", pd.NA)
    rows["correction"] = traces(ledger, rows["statement_id"], rows["other_statement_ids"])
    return as_table("derived", rows[list(DERIVED)])


def _book(ledger: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows with a year and a known place, with what calculating needs: value, series, traits."""
    book = ledger.assign(
        value=point(ledger).astype(float),
        step=ledger["step"].astype(float),
        area=area(ledger),
        series=series_of(ledger["indicator_id"], ledger["indicator"]),
        basis_kind=basis_kind(ledger["basis"]),
        kind=traits(ledger["indicator_id"], "kind"),
        bridge=traits(ledger["indicator_id"], "bridge"),
        average=ledger["average"].fillna(False),
        estimated=ledger["estimated"].fillna(False),
    )
    return book[book["year"].notna() & (book["adcode"].notna() | book["place"].notna())].reset_index(drop=True)


def _unstated(rows: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """Derived rows of which no text states the like; a revised goal may be implied beside a stated original one."""
    key = [*THING, "measure", "role", "unit", "base_year", "average", "basis"]
    stated = book[~book["basis_kind"].isin(("goal", "other"))][key].drop_duplicates().assign(stated=True)
    met = rows[key].merge(stated, on=key, how="left")["stated"]
    return rows[met.isna().to_numpy()]


def _revised_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the plain goals that say the same as a revised one: the text that names the revision knew better."""
    key = [*THING, "measure", "role", "unit"]
    revised = rows.loc[rows["basis"].notna() & rows["role"].eq("target"), [*key, "value"]].drop_duplicates(key)
    there = rows[key].merge(revised, on=key, how="left")["value"].to_numpy(dtype=float, na_value=np.nan)
    same = np.abs(there - rows["value"].to_numpy(dtype=float)) <= rows["step"].to_numpy(dtype=float)
    return rows[~(same & rows["basis"].isna().to_numpy())]
