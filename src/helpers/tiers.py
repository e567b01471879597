"""Every target beside that of the next higher government: what the literature calls amplification (层层加码).

A district's target is set beside its city's, a city's beside its province's, a province's beside the nation's, and
those of the districts of a municipality (1201xx) beside the municipality's (120000), for the same indicator,
measure, unit, year and basis. Which government is above which is known from the codes in `lexicon/places.csv`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import places
from helpers.pairing import PAIR, keyed
from helpers.series import DISTANCES

NATION, NATION_NAME = "100000", "全国"
MEASURES = ("growth", "share", "change", "level", "increment")
POINTS = ("%", "个百分点")
"""Units whose differences are percentage points. Amounts of different governments have no difference to speak of."""
BOUNDS = ("low", "middle", "high")
COLUMNS = ["place", "adcode", "year", "year_from", "period", "indicator_id", "indicator", "measure", "unit", "target",
           "comparator", "upper_place", "upper_adcode", "upper_target", "upper_comparator", "amplification", "actual",
           "upper_actual", "target_statement_id", "upper_statement_id"]


def tiers(ledger: pd.DataFrame, achievement: pd.DataFrame | None = None, bound: str = "low") -> pd.DataFrame:
    """One row per target of `ledger` that has a number and is of a known division, with the target above it.

    Columns: COLUMNS; numbers are in base units. `upper_place` is always told, `upper_target` only where the ledger
    has one; the government above that one is not asked in its stead. `amplification` is target − upper_target in
    percentage points, missing for amounts. `bound` says what stands for a range ("5%—5.5%"): its `low` end, which is
    what is promised for sure, its `high` end or the `middle`; a target with one bound only (以上, 以内) is that bound.
    `actual` and `upper_actual` are the results that are told, the middle of a range; with the table `achievement`
    also those that it derives. Places without a code (development zones) have no known government above and are left
    out, as are names that are too bare to be matched. Raises ValueError for an unknown `bound`.
    """
    if bound not in BOUNDS:
        raise ValueError(f"bound is {bound!r}; it must be {', '.join(BOUNDS)}")
    book = keyed(ledger)
    book = book[book["adcode"].notna() & book["measure"].isin(MEASURES)
                & ~book["basis_kind"].isin(DISTANCES).fillna(False)]
    book = book.sort_values(["basis", "statement_id"], na_position="first", kind="stable")
    targets = book[book["role"].eq("target")].assign(target=lambda rows: point(rows, bound)).dropna(subset="target")
    results = book[book["role"].eq("actual")].assign(actual=lambda rows: point(rows, "middle"))
    results = results.drop_duplicates(PAIR)[[*PAIR, "actual"]]
    if achievement is not None:
        results = _with_derived(results, targets, achievement)

    found = targets.assign(**parents(targets["adcode"])).dropna(subset="upper_adcode")
    found = found.merge(results, on=PAIR, how="left")
    above = targets.drop_duplicates(PAIR)[[*PAIR, "target", "comparator", "statement_id"]]
    above = above.merge(results, on=PAIR, how="outer").rename(
        columns={"area": "upper_adcode", "statement_id": "upper_statement_id"}
        | {name: f"upper_{name}" for name in ("target", "comparator", "actual")})
    found = found.merge(above, on=["upper_adcode", *PAIR[1:]], how="left")
    points = found["unit"].isin(POINTS) & ~found["measure"].isin(("level", "increment"))
    found["amplification"] = (found["target"] - found["upper_target"]).where(points).round(9)  # 4.8 − 4.5 is 0.3
    found = found.rename(columns={"statement_id": "target_statement_id"})
    order = ["adcode", "indicator_id", "indicator", "year", "measure", "target_statement_id"]
    return found.sort_values(order, kind="stable", ignore_index=True)[COLUMNS]


def _with_derived(results: pd.DataFrame, targets: pd.DataFrame, achievement: pd.DataFrame) -> pd.DataFrame:
    """`results` and, where it has none, those that `achievement` works out for a target."""
    known = achievement.dropna(subset=["target_statement_id", "actual"]).drop_duplicates("target_statement_id")
    derived = targets.drop(columns="target").merge(
        known[["target_statement_id", "measure", "actual"]], left_on=["statement_id", "measure"],
        right_on=["target_statement_id", "measure"])
    return pd.concat([results, derived[[*PAIR, "actual"]]]).drop_duplicates(PAIR)


def parents(adcode: pd.Series) -> pd.DataFrame:
    """`upper_adcode` and `upper_place` of each code: that of the division above, 100000 全国 above a province; missing
    for unknown codes and the nation itself.
    """
    above = {}
    for code in adcode.dropna().unique():
        place = places.by_adcode(code)
        if place is not None:
            upper = places.parent(code)
            above[code] = (upper.adcode, upper.full_name) if upper else (NATION, NATION_NAME)
    return pd.DataFrame({
        name: adcode.map({code: pair[at] for code, pair in above.items()}).astype("string")
        for at, name in enumerate(("upper_adcode", "upper_place"))}, index=adcode.index)


def point(rows: pd.DataFrame, bound: str) -> pd.Series:
    """One number for the bounds `low` and `high` of each row; where one of them is open it is the other."""
    low, high = (rows[name].to_numpy(dtype=float, na_value=np.nan) for name in ("low", "high"))
    values = {"low": np.where(np.isnan(low), high, low), "high": np.where(np.isnan(high), low, high)}
    values["middle"] = values["low"] / 2 + values["high"] / 2
    return pd.Series(values[bound], index=rows.index)
