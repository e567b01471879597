"""Whether the levels of a series and the growth that is told of it fit together, and where a series breaks.

Two levels imply a growth. It may differ from the stated one for a reason (`finding`):

- `agrees`: by no more than the printed digits allow;
- `revised`: by little; last year's figure was revised;
- `prices`: the growth is in constant prices and the levels in current ones, as with GDP;
- `break`: by more than any of these explains; coverage, boundary or accounting changed, and the levels before and
  after cannot be set against each other.

For how much each series may differ, by the column `bridge` of its indicator, see `TOLERANCE`. Growth over a gap of
years is compounded from the yearly ones where all are known; where some are missing, a break is only told where no
believable growth (`BELIEVABLE`) of the missing years would lead from one level to the other.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.scales import number, scale
from helpers.series import RATES, area, basis_kind, point, series_of, traces, traits
from helpers.tables import CHECKS, as_table

TOLERANCE = {"yes": 2.0, "warn": 5.0, "no": 10.0}
"""Percentage points a year by which levels and growth may differ without a break."""
BELIEVABLE = (-25.0, 60.0)
"""Growth in % a year that a missing year may have had."""
FARTHEST = 10
SERIES = ["area", "series", "unit"]


def check(ledger: pd.DataFrame) -> pd.DataFrame:
    """Table `checks`: each pair of levels of a series between which a growth is stated, and each break.

    `implied` and `stated` are growth in % (a year, where the levels lie further apart and where an average is stated),
    `difference` is implied − stated in percentage points. Only final or estimated results of whole years in plain basis
    are compared, and only amounts: a rate has no growth of its own.
    """
    book = _results(ledger)
    levels = book[book["measure"].eq("level") & ~book["unit"].isin(RATES) & book["base_year"].isna()]
    growth = book[book["measure"].eq("growth") & book["unit"].eq("%")]
    # A growth cannot fall below −100 % and has no logarithm there.
    growth = growth[growth["value"] > -100]
    found = [_between_neighbours(levels, growth), _over_spans(levels, growth)]
    found = [rows for rows in found if len(rows)]
    if not found:
        return as_table("checks", [])
    rows = pd.concat(found, ignore_index=True)
    rows = rows[rows["finding"].ne("")]
    said = [rows[f"{name}_statement_id"] for name in ("from", "to", "growth")]
    rows = rows.assign(correction=traces(ledger, *said))
    return as_table("checks", rows[list(CHECKS)].drop_duplicates(["from_statement_id", "to_statement_id", "stated"]))


def breaks(checks: pd.DataFrame) -> pd.DataFrame:
    """area, series, year_from, year: the years between which series break."""
    rows = checks[checks["finding"].eq("break")]
    named = rows.assign(
        area=rows["adcode"].fillna(rows["place"]), series=series_of(rows["indicator_id"], rows["indicator"])
    )
    return named[["area", "series", "year_from", "year"]].drop_duplicates(ignore_index=True)


def broken(rows: pd.DataFrame, breaking: pd.DataFrame, base: pd.Series, year: pd.Series) -> pd.Series:
    """Whether a break lies between the years `base` and `year` of the same row of `rows` (columns area, series)."""
    index = rows.index
    spans = pd.DataFrame({"area": rows["area"], "series": rows["series"], "base": base, "last": year, "at": index})
    met = spans.merge(breaking, on=["area", "series"])
    met = met[(met["year_from"] < met["last"]) & (met["year"] > met["base"])]
    return pd.Series(index.isin(met["at"]), index=index)


def _results(ledger: pd.DataFrame) -> pd.DataFrame:
    """Results of whole years in plain basis that are one number (`value`), one per series, measure and span."""
    book = ledger.assign(
        value=point(ledger),
        area=area(ledger),
        kind=basis_kind(ledger["basis"]),
        series=series_of(ledger["indicator_id"], ledger["indicator"]),
    )
    plain = book["role"].eq("actual") & book["value"].notna() & book["kind"].isna() & book["year"].notna()
    return book[plain & book["period"].isin(("year", "span")) & (book["adcode"].notna() | book["place"].notna())]


def _between_neighbours(levels: pd.DataFrame, growth: pd.DataFrame) -> pd.DataFrame:
    """Each level beside the one known before it, with the yearly growth rates in between."""
    levels = levels[levels["year_from"].isna() & levels["value"].gt(0)].sort_values([*SERIES, "year"], kind="stable")
    before = levels.groupby(SERIES)[["year", "value", "step", "statement_id"]].shift(1).add_prefix("a_")
    pairs = pd.concat([levels, before], axis=1)
    pairs = pairs[pairs["a_year"].notna() & (pairs["year"] - pairs["a_year"]).between(1, FARTHEST)]
    if pairs.empty:
        return pairs
    pairs = pairs.reset_index(drop=True).assign(n=lambda p: (p["year"] - p["a_year"]).astype(int))
    yearly = growth[growth["base_year"].isna() & growth["year_from"].isna() & ~growth["average"].fillna(False)]
    yearly = yearly.drop_duplicates(["area", "series", "year"])[
        ["area", "series", "year", "value", "step", "statement_id"]
    ]
    steps = pairs.loc[pairs.index.repeat(pairs["n"]), ["area", "series", "a_year"]]
    steps["pair"] = steps.index
    steps["year"] = steps["a_year"] + steps.groupby("pair").cumcount() + 1
    steps = steps.merge(yearly, on=["area", "series", "year"], how="left")
    steps["log"] = np.log1p(steps["value"].to_numpy(dtype=float, na_value=np.nan) / 100)
    told = steps.groupby("pair").agg(
        known=("log", "count"), log=("log", "sum"), g_step=("step", "max"), growth_id=("statement_id", "last")
    )
    pairs = pairs.join(told)
    missing = (pairs["n"] - pairs["known"]).to_numpy()
    ratio = np.log((pairs["value"] / pairs["a_value"]).to_numpy(dtype=float))
    with np.errstate(divide="ignore", invalid="ignore"):
        filled = 100 * np.expm1((ratio - pairs["log"].to_numpy()) / missing)
    complete = missing == 0
    pairs["implied"] = 100 * np.expm1(ratio / pairs["n"])
    pairs["stated"] = np.where(complete, 100 * np.expm1(pairs["log"] / pairs["n"]), np.nan)
    real = traits(pairs["indicator_id"], "bridge").eq("no").fillna(False)
    odd = ~complete & ((filled < BELIEVABLE[0]) | (filled > BELIEVABLE[1])) & (pairs["known"].gt(0) | real)
    return _judged(pairs, complete, odd.to_numpy(dtype=bool))


def _over_spans(levels: pd.DataFrame, growth: pd.DataFrame) -> pd.DataFrame:
    """Each growth over several years, a sum or a yearly average, with the levels at its ends."""
    average = growth["average"].fillna(False) & growth["year_from"].notna()
    total = growth["base_year"].notna() & ~growth["average"].fillna(False)
    spans = growth[average | total].assign(
        a_year=lambda g: g["base_year"].fillna(g["year_from"] - 1), yearly=average[average | total]
    )
    columns = ["area", "series", "unit", "year", "value", "step", "statement_id"]
    ends = levels.loc[levels["year_from"].isna() & levels["value"].gt(0), columns]
    spans = spans.drop(columns=["unit"]).rename(
        columns={"value": "growth", "step": "g_step", "statement_id": "growth_id"}
    )
    pairs = spans.merge(ends, on=["area", "series", "year"]).merge(
        ends.add_prefix("a_"),
        left_on=["area", "series", "unit", "a_year"],
        right_on=["a_area", "a_series", "a_unit", "a_year"],
    )
    pairs = pairs[pairs["year"] > pairs["a_year"]].reset_index(drop=True)
    if pairs.empty:
        return pairs
    pairs["n"] = np.where(pairs["yearly"], pairs["year"] - pairs["a_year"], 1)
    ratio = np.log((pairs["value"] / pairs["a_value"]).to_numpy(dtype=float))
    pairs["implied"] = 100 * np.expm1(ratio / pairs["n"].to_numpy(dtype=float))
    pairs["stated"] = pairs["growth"].to_numpy(dtype=float)
    every = np.ones(len(pairs), dtype=bool)
    return _judged(pairs, every, ~every)


def _judged(pairs: pd.DataFrame, complete: np.ndarray, odd: np.ndarray) -> pd.DataFrame:
    """Difference, finding and formula of each pair of levels."""
    bridge = traits(pairs["indicator_id"], "bridge").fillna("yes")
    difference = pairs["implied"] - pairs["stated"]
    loose = (pairs["step"] / pairs["value"] + pairs["a_step"] / pairs["a_value"]) / 2 * 100 / pairs["n"]
    room = loose.to_numpy(dtype=float, na_value=0) + pairs["g_step"].to_numpy(dtype=float, na_value=0) / 2 + 0.05
    size = difference.abs().to_numpy(dtype=float)
    most = bridge.map(TOLERANCE).to_numpy(dtype=float)
    real = bridge.eq("no").to_numpy()
    finding = np.select(
        [odd, ~complete, size > most + room, real, size <= room], ["break", "", "break", "prices", "agrees"], "revised"
    )
    formula = [
        _formula(*row)
        for row in zip(
            pairs["a_value"], pairs["value"], pairs["unit"], pairs["n"], pairs["implied"], pairs["stated"], strict=True
        )
    ]
    return pairs.assign(
        difference=difference,
        finding=finding,
        formula=formula,
        year_from=pairs["a_year"],
        level_from=pairs["a_value"],
        level_to=pairs["value"],
        from_statement_id=pairs["a_statement_id"],
        to_statement_id=pairs["statement_id"],
        growth_statement_id=pairs["growth_id"],
    )


def _formula(first: float, last: float, unit: str, years: int, implied: float, stated: float) -> str:
    """The arithmetic: (632/461.5)^(1/5) − 1 = +6.5 % (亿元); stated +3.9 %."""
    size = scale([first, last], unit)
    ratio = f"{number(last / size.factor)}/{number(first / size.factor)}"
    power = f"({ratio})^(1/{years})" if years > 1 else ratio
    said = f"; stated {number(round(stated, 1), signed=True)} %" if np.isfinite(stated) else ""
    rate = f"{number(round(implied, 1), signed=True)} %" + (" a year" if years > 1 else "")
    return f"{power} − 1 = {rate} ({size.unit}){said}".replace(" ()", "")
