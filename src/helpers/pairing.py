"""Which result answers which target: the same place, indicator, year, period, measure and unit.

What texts state goes before what follows from it (`derived`), and a result on the target's own basis before one on
another. A goal that is only implied meets a stated result; two derived numbers are never set against each other.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import consistency
from helpers.series import DISTANCES, FLIP, area, basis_kind, series_of, traits

THING = ["area", "year", "year_from", "period", "series"]
PAIR = [*THING, "measure", "unit", "base_year", "average"]
GDP = "gdp"
BARE = 2
"""A name outside the lexicon of no more characters than this (项目, 供水) may be of another thing in the next text."""
STATED = "direct"
METHODS = (STATED, "implied", "back_chained", "bridged")
"""In the order in which they are preferred."""
OF_RESULT = [
    "low",
    "high",
    "comparator",
    "estimated",
    "conflict",
    "basis",
    "step",
    "statement_id",
    "method",
    "derivation",
    "warning",
    "correction",
]
NOT_RESULTS = ("completion", "rank")


def pair(ledger: pd.DataFrame, checks: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """Every target that has a result or was promised without a number, one row each.

    The target's ledger columns with `area`, `series`, `direction` and whether that is `assumed`; the result's with the
    prefix a_; `method` and `derivation` of whichever is derived; `gdp`, the growth of the gross regional product that
    relational targets refer to; `base`, last year's level, and `stock`, whether effort can be told from it;
    `other`, what is known instead where the result comes in another measure; `across`, whether the series breaks in
    that year.
    """
    book = keyed(ledger)
    books = pd.concat([book, as_book(derived, book)], ignore_index=True)
    books["row"] = np.arange(len(books))
    fit = books[~books["basis_kind"].isin(DISTANCES).fillna(False)]
    targets, actuals = fit[fit["role"].eq("target")], fit[fit["role"].eq("actual")]
    stated = actuals[actuals["method"].eq(STATED)]
    pairs = pd.concat(
        [
            with_result(targets[targets["method"].eq(STATED)], actuals),
            with_result(targets[targets["method"].ne(STATED)], stated),
        ],
        ignore_index=True,
    )
    numeric = pairs["low"].notna() | pairs["high"].notna() | pairs["comparator"].isin(("positive", "sync"))
    pairs = _explain_unpaired(pairs, stated[~stated["measure"].isin(NOT_RESULTS)], numeric)
    implied = pairs["method"].ne(STATED)
    pairs["derivation"] = pairs["derivation"].where(implied, pairs["a_derivation"])
    pairs["warning"] = pairs["warning"].where(implied, pairs["a_warning"])
    pairs["method"] = pairs["method"].where(implied, pairs["a_method"].fillna(STATED))
    pairs["gdp"] = _gdp_growth(pairs, stated)
    pairs["base"] = _last_year(pairs, actuals, checks)
    pairs["stock"] = traits(pairs["indicator_id"], "kind").eq("stock").fillna(False)
    last = pairs["year"] - 1
    pairs["across"] = consistency.broken(pairs, consistency.breaks(checks), last, pairs["year"]) & pairs[
        "measure"
    ].isin(("level", "increment"))
    return pairs


def keyed(ledger: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows that have a year, with area, series, kind of basis, and direction (and whether that is assumed)."""
    book = ledger[ledger["year"].notna()].reset_index(drop=True)
    direction = traits(book["indicator_id"], "direction")
    point = book["low"].fillna(book["high"])
    fall = point.lt(0).fillna(False) & book["measure"].isin(("growth", "change"))
    # Outside the lexicon pledges are mostly counts to be reached; the note says that this is assumed. A bound
    # tells its direction, but a plain fall may be an aim (of consumption) or a forecast (of revenue).
    sense = book["comparator"].mask(fall, book["comparator"].replace(FLIP))
    guess = pd.Series("higher", index=book.index).mask(sense.isin(("le", "lt")), "lower")
    guess = guess.mask(fall & ~sense.isin(tuple(FLIP)), "unknown")
    bare = book["indicator_id"].isna() & book["indicator"].str.len().le(BARE).fillna(False)
    return book.assign(
        # What has no telling name is nobody else's target or result.
        area=area(book),
        series=series_of(book["indicator_id"], book["indicator"]).mask(bare, book["statement_id"]),
        basis_kind=basis_kind(book["basis"]),
        unit=book["unit"].fillna("%").where(book["measure"].eq("growth"), book["unit"]),
        direction=direction.fillna(guess),
        assumed=direction.isna(),
        average=book["average"].fillna(False),
        period=book["period"].fillna("year"),
        method=STATED,
        derivation=None,
        warning=None,
    )


def as_book(derived: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """Rows of table `derived` in the columns of `book`; what is known of the claims they rest on comes along."""
    rest = book.drop_duplicates("statement_id").set_index("statement_id")
    known = rest.reindex(derived["statement_id"]).reset_index(drop=True)
    rows = derived.reset_index(drop=True)
    rows = rows.assign(
        comparator="eq",
        low=rows["value"],
        high=rows["value"],
        derivation=rows["formula"],
        area=area(rows),
        series=series_of(rows["indicator_id"], rows["indicator"]),
        basis_kind=basis_kind(rows["basis"]),
        direction=traits(rows["indicator_id"], "direction").fillna("higher"),
        assumed=rows["indicator_id"].isna(),
        conflict=known["conflict"],
        correction=known["correction"],
        effort=pd.NA,
        n_sources=known["n_sources"],
        series_break=False,
    )
    return rows[book.columns].astype({name: book[name].dtype for name in book.columns if name != "derivation"})


def with_result(targets: pd.DataFrame, actuals: pd.DataFrame) -> pd.DataFrame:
    """Each target with its result (columns a_*): the stated one first, of the same basis, else of none, else of any."""
    results = actuals[[*PAIR, *OF_RESULT]].rename(columns={column: f"a_{column}" for column in OF_RESULT})
    pairs = targets.merge(results, on=PAIR, how="left")
    basis, other = pairs["basis"].fillna(""), pairs["a_basis"].fillna("")
    # A goal that was revised or asks for more than being in step is answered by the plain result.
    plain = (other == "") & (pairs["basis_kind"].eq("revised").fillna(False) | pairs["comparator"].eq("sync"))
    pairs["distance"] = np.select([(basis == other) | plain, other == ""], [0, 1], 2)
    pairs["rank"] = pairs["a_method"].map({name: at for at, name in enumerate(METHODS)})
    pairs = pairs.sort_values(["row", "rank", "distance", "a_statement_id"], kind="stable")
    return pairs.drop_duplicates("row", ignore_index=True)


def _explain_unpaired(pairs: pd.DataFrame, actuals: pd.DataFrame, numeric: pd.Series) -> pd.DataFrame:
    """Drop numeric targets without any result; where it is in another measure or unit `other` says so."""
    unit = (" (" + actuals["unit"] + ")").fillna("")
    kinds = actuals.assign(other="result given as " + actuals["measure"] + unit)
    kinds = kinds.sort_values(["measure", "unit", "statement_id"], kind="stable")
    known = (
        kinds.groupby(THING, dropna=False, sort=False)
        .agg(other=("other", "first"), other_id=("statement_id", "first"))
        .reset_index()
    )
    pairs = pairs.merge(known, on=THING, how="left")
    alone = pairs["a_statement_id"].isna()
    pairs["other"] = pairs["other"].where(alone & numeric & pairs["method"].eq(STATED))
    pairs["a_statement_id"] = pairs["a_statement_id"].fillna(pairs["other_id"].where(pairs["other"].notna()))
    return pairs[~(alone & numeric & pairs["other"].isna())].reset_index(drop=True)


def _gdp_growth(pairs: pd.DataFrame, actuals: pd.DataFrame) -> pd.Series:
    """Growth of GRP of each pair's place, year and period; missing for GRP itself."""
    where = ["area", "year", "year_from", "period"]
    growth = actuals[
        actuals["series"].eq(GDP)
        & actuals["measure"].eq("growth")
        & actuals["unit"].eq("%")
        & actuals["base_year"].isna()
        & ~actuals["average"]
    ]
    growth = growth.sort_values(["basis", "statement_id"], na_position="first").drop_duplicates(where)
    found = pairs[where].merge(
        growth.assign(gdp=growth["low"].fillna(growth["high"]))[[*where, "gdp"]], on=where, how="left"
    )["gdp"]
    return found.mask(pairs["series"].eq(GDP))


def _last_year(pairs: pd.DataFrame, actuals: pd.DataFrame, checks: pd.DataFrame) -> pd.Series:
    """The level of the year before, stated or derived, in plain basis; missing across a break."""
    where = ["area", "year", "series", "unit"]
    levels = actuals[
        actuals["measure"].eq("level")
        & actuals["period"].eq("year")
        & actuals["year_from"].isna()
        & actuals["basis"].isna()
        & actuals["low"].eq(actuals["high"]).fillna(False)
    ]
    levels = levels.assign(rank=levels["method"].map({name: at for at, name in enumerate(METHODS)}))
    levels = levels.sort_values(["rank", "statement_id"], kind="stable").drop_duplicates(where)
    before = levels.assign(year=levels["year"] + 1, base=levels["low"])[[*where, "base"]]
    found = pairs[where].merge(before, on=where, how="left")["base"]
    parted = consistency.broken(pairs, consistency.breaks(checks), pairs["year"] - 1, pairs["year"])
    single = pairs["measure"].eq("level") & pairs["period"].eq("year") & pairs["year_from"].isna()
    return found.where(single & ~parted)
