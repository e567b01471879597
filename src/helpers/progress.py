"""How far a goal has come before its time is over.

Part of a year is set against the year's plan, some years against a plan of several.

| convention | of | compared |
|---|---|---|
| `flow` | what adds up over the year (完成投资, 新增就业) | A/T with the share of the year that has passed |
| `rate` | growth, shares, caps | unscaled: half a year's growth with the year's |
| `stock` | what stands at a date (企业达到530家) | unscaled: A/T |
| `sum` | what adds up over several years | ΣA/T with the share of the years that have passed |
| `compound` | growth or reduction over several years | ln(1+D)/ln(1+T) with the share of the years |
| `average` | a yearly average over several years | D − T |

What remains of a compound goal is (1+T)/(1+D) − 1, as growth is multiplied: of a cut by 20 % with 15.61 % done 5.20 %
of what is left remain to be cut, not 4.39. What remains of an average is the one that the other years need.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import consistency, derived
from helpers.achievement import judge, rules
from helpers.calculation import AMOUNTS
from helpers.pairing import as_book, keyed, with_result
from helpers.scales import number, scale
from helpers.series import DISTANCES, traces, traits
from helpers.tables import PROGRESS, as_table

PASSED = {"Q1": 0.25, "H1": 0.5, "Q1-Q3": 0.75}
PARTS = (*PASSED, "to_date")
SPAN = ["area", "series", "measure", "unit"]
ROUNDING = 5e-4
"""A lead smaller than this share of the plan is none."""


def progress(ledger: pd.DataFrame, rulebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """Table `progress` of `ledger`: results of part of a goal's time beside the goal.

    `elapsed` is the share of the time that has passed (missing for 截至目前), `progress` the share of the goal that is
    reached, `lead` their difference; for rates `lead` is how far the result is better than the goal, in percentage
    points, and there is no `progress`. `remaining` is what is left to do, in the unit of the goal. `status`: `reached`,
    `on_schedule`, `behind`, or `open` where the time that passed is unknown. Rates and stocks are judged by the rules
    of achievement (`rulebook`), unscaled.
    """
    checks = consistency.check(ledger)
    book = keyed(ledger)
    books = pd.concat([book, as_book(derived.derive(ledger, checks), book)], ignore_index=True)
    books = books[~books["basis_kind"].isin(DISTANCES).fillna(False)]
    books = books.assign(row=np.arange(len(books)), value=books["low"].where(books["low"].eq(books["high"])))
    within = _within_year(books, rules() if rulebook is None else rulebook)
    found = [within, _completions(book, within), *_over_years(books)]
    found = [rows for rows in found if len(rows)]
    if not found:
        return as_table("progress", [])
    rows = pd.concat([rows.assign(correction=pd.NA)[list(PROGRESS)] for rows in found], ignore_index=True)
    rows["correction"] = traces(ledger, rows["target_statement_id"], rows["actual_statement_id"])
    return as_table(
        "progress", rows.drop_duplicates(["target_statement_id", "actual_statement_id", "measure", "convention"])
    )


# --- within a year ---------------------------------------------------------------------------------------------------


def _within_year(books: pd.DataFrame, rulebook: pd.DataFrame) -> pd.DataFrame:
    """Results of a quarter, half a year or so far, against the goals of the year."""
    targets = books[
        books["role"].eq("target")
        & books["period"].eq("year")
        & books["year_from"].isna()
        & (books["low"].notna() | books["high"].notna())
    ]
    actuals = books[
        books["role"].eq("actual")
        & books["period"].isin(PARTS)
        & (books["low"].notna() | books["high"].notna())
        & ~books["measure"].isin(("completion", "rank"))
    ]
    found = []
    for part in PARTS:
        there = actuals[actuals["period"].eq(part)].assign(period="year")
        pairs = with_result(targets, there)
        found.append(pairs[pairs["a_statement_id"].notna()].assign(part=part))
    pairs = pd.concat(found, ignore_index=True)
    if pairs.empty:
        return pairs
    nothing = {"other": pd.NA, "gdp": np.nan, "base": np.nan, "stock": False, "across": False}
    pairs = pairs.assign(**nothing, warning=pairs["warning"].fillna(pairs["a_warning"]), derivation=pd.NA)
    frame = judge(pairs, rulebook)
    kind = traits(frame["indicator_id"], "kind")
    amount = frame["measure"].isin(AMOUNTS)
    flow = amount & (kind.eq("flow").fillna(False) | frame["measure"].eq("increment"))
    convention = np.select(
        [flow, amount & kind.eq("stock").fillna(False), amount], ["flow", "stock", "unknown"], "rate"
    )
    elapsed = frame["part"].map(PASSED).astype(float)
    target = (frame["actual"] - frame["gap"]).astype(float)
    share = frame["actual"].astype(float).div(target).where(amount & target.gt(0))
    better = frame["gap"].mask(frame["direction"].eq("lower"), -frame["gap"]).astype(float)
    lead = np.select([convention == "flow", convention == "rate"], [share - elapsed, better], np.nan)
    status = np.select(
        [
            convention == "unknown",
            (convention == "flow") & (share >= 1),
            (convention == "flow") & np.isnan(elapsed),
            (convention == "flow") & (lead >= -ROUNDING),
            convention == "flow",
            frame["verdict"].eq("met") & (convention == "stock"),
            frame["verdict"].eq("met"),
            frame["verdict"].eq("missed"),
        ],
        ["open", "reached", "open", "on_schedule", "behind", "reached", "on_schedule", "behind"],
        "open",
    )
    text = [
        _flow_formula(*row) if kind == "flow" else plain
        for kind, plain, row in zip(
            convention,
            frame["formula"],
            zip(frame["actual"], target, frame["unit"], share, elapsed, strict=True),
            strict=True,
        )
    ]
    return frame.assign(
        period=frame["part"],
        target_year=frame["year"],
        convention=convention,
        target=target,
        elapsed=elapsed,
        progress=share,
        lead=lead,
        status=status,
        remaining=(target - frame["actual"]).where(amount),
        formula=text,
    )


def _flow_formula(actual: float, target: float, unit: str, share: float, elapsed: float) -> str:
    size = scale([actual, target], unit)
    passed = f"; {number(100 * elapsed)} % of the time" if np.isfinite(elapsed) else ""
    return f"{number(actual / size.factor)}/{number(target / size.factor)} = {100 * share:.1f} % ({size.unit}){passed}"


def _completions(book: pd.DataFrame, within: pd.DataFrame) -> pd.DataFrame:
    """Completions stated for part of a year of which the amounts are not known (they are `within` otherwise)."""
    stated = book[
        book["role"].eq("actual") & book["measure"].eq("completion") & book["period"].isin(PARTS) & book["low"].notna()
    ]
    key = ["area", "series", "year", "period"]
    amounts = within[within["convention"].ne("rate")] if len(within) else within.reindex(columns=key)
    known = stated[key].merge(amounts[key].drop_duplicates().assign(known=True), on=key, how="left")["known"]
    stated = stated[known.isna().to_numpy()].reset_index(drop=True)
    if stated.empty:
        return stated
    share, elapsed = stated["low"].astype(float) / 100, stated["period"].map(PASSED).astype(float)
    status = np.select(
        [share >= 1, elapsed.isna(), share - elapsed >= -ROUNDING], ["reached", "open", "on_schedule"], "behind"
    )
    text = [
        f"officially {number(100 * a)} %" + (f"; {number(100 * e)} % of the time" if np.isfinite(e) else "")
        for a, e in zip(share, elapsed, strict=True)
    ]
    return stated.assign(
        target_year=stated["year"],
        convention="flow",
        target=np.nan,
        actual=np.nan,
        elapsed=elapsed,
        progress=share,
        lead=share - elapsed,
        status=status,
        remaining=np.nan,
        formula=text,
        target_statement_id=pd.NA,
        actual_statement_id=stated["statement_id"],
    )


# --- over several years ----------------------------------------------------------------------------------------------


def _over_years(books: pd.DataFrame) -> list[pd.DataFrame]:
    """Goals of several years beside what the years so far add up to."""
    goals = books[books["role"].eq("target") & books["value"].notna()]
    done = books[
        books["role"].eq("actual")
        & books["value"].notna()
        & books["period"].isin(("year", "span"))
        & books["basis"].isna()
    ]
    single = done[done["year_from"].isna() & done["base_year"].isna() & ~done["average"]]
    rate = goals["measure"].eq("growth") & goals["unit"].eq("%").fillna(False)
    flows = goals[goals["year_from"].notna() & goals["measure"].isin(AMOUNTS)]
    average = goals[rate & goals["year_from"].notna() & goals["average"]]
    known = goals["base_year"].notna() & goals["value"].gt(-100) & goals["value"].ne(0)
    total = goals[rate & known & ~goals["average"]]
    return [
        _sums(flows, _so_far(flows, done, single)),
        _averages(average, _so_far(average, done, single)),
        _compounds(total.assign(year_from=total["base_year"] + 1), done, single),
    ]


def _so_far(goals: pd.DataFrame, done: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """Per goal (its `row`) and year before its last: what is done since its first year, stated or from every year."""
    columns = [*SPAN, "year_from", "average"]
    stated = goals[[*columns, "row", "year"]].merge(
        done[[*columns, "year", "value", "statement_id"]].rename(columns={"year": "until"}), on=columns
    )
    stated = stated[(stated["until"] < stated["year"]) & (stated["until"] >= stated["year_from"])]
    yearly = goals[[*SPAN, "row", "year_from", "year"]].merge(
        single[[*SPAN, "year", "value", "statement_id"]].rename(columns={"year": "until"}), on=SPAN
    )
    yearly = yearly[yearly["until"].between(yearly["year_from"], yearly["year"] - 1)]
    yearly = yearly.sort_values(["row", "until"], kind="stable").drop_duplicates(["row", "until"])
    # Every year counts only while none is missing since the first.
    yearly["n"] = yearly.groupby("row").cumcount() + 1
    yearly = yearly[yearly["until"] == yearly["year_from"] + yearly["n"] - 1]
    yearly["log"] = np.log1p(yearly["value"].clip(lower=-99.9).astype(float) / 100)
    running = yearly.groupby("row")
    yearly["total"], yearly["log"] = running["value"].cumsum(), running["log"].cumsum()
    yearly["rates"] = yearly["value"]
    stated = stated.assign(
        n=stated["until"] - stated["year_from"] + 1,
        total=stated["value"],
        log=np.log1p(stated["value"].clip(lower=-99.9).astype(float) / 100)
        * np.where(stated["average"], stated["until"] - stated["year_from"] + 1, 1),
    )
    columns = ["row", "until", "n", "total", "log", "statement_id"]
    both = pd.concat([stated[columns], yearly[columns]], ignore_index=True)
    return both.drop_duplicates(["row", "until"])


def _laid(goals: pd.DataFrame, so_far: pd.DataFrame) -> pd.DataFrame:
    """Goals beside what is done, with the columns of table `progress` that all have in common."""
    both = goals.rename(columns={"statement_id": "target_statement_id"}).merge(so_far, on="row")
    years = both["year"] - both["year_from"] + 1
    return both.assign(
        target_year=both["year"],
        year=both["until"],
        period="span",
        years=years,
        elapsed=(both["n"] / years).astype(float),
        target=both["value"].astype(float),
        actual_statement_id=both["statement_id"],
    )


def _status(progress_: pd.Series, lead: pd.Series) -> np.ndarray:
    return np.select([progress_ >= 1, lead >= -ROUNDING], ["reached", "on_schedule"], "behind")


def _sums(goals: pd.DataFrame, so_far: pd.DataFrame) -> pd.DataFrame:
    rows = _laid(goals, so_far)
    actual = rows["total"].astype(float)
    share = actual / rows["target"]
    text = [
        _flow_formula(*row) for row in zip(actual, rows["target"], rows["unit"], share, rows["elapsed"], strict=True)
    ]
    return rows.assign(
        convention="sum",
        actual=actual,
        progress=share,
        lead=share - rows["elapsed"],
        status=_status(share, share - rows["elapsed"]),
        remaining=rows["target"] - actual,
        formula=text,
    )


def _averages(goals: pd.DataFrame, so_far: pd.DataFrame) -> pd.DataFrame:
    rows = _laid(goals, so_far)
    actual = 100 * np.expm1(rows["log"] / rows["n"].astype(float))
    left = rows["years"] - rows["n"]
    needed = rows["years"].astype(float) * np.log1p(rows["target"] / 100) - rows["log"]
    remaining = 100 * np.expm1(needed / left.astype(float))
    better = np.where(rows["direction"].eq("lower"), rows["target"] - actual, actual - rows["target"])
    text = [
        f"{number(round(a, 2))} − {number(t)} = {number(round(a - t, 2), signed=True)} pp; "
        f"({number(100 + t)}^{n}/{number(round(100 + a, 2))}^{k})^(1/{n - k}) − 1: "
        f"{number(round(r, 2), signed=True)} % a year remain"
        for a, t, n, k, r in zip(actual, rows["target"], rows["years"], rows["n"], remaining, strict=True)
    ]
    return rows.assign(
        convention="average",
        actual=actual,
        progress=np.nan,
        lead=better,
        remaining=remaining,
        formula=text,
        status=np.where(better >= -1e-9, "on_schedule", "behind"),
    )


def _compounds(goals: pd.DataFrame, done: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """Goals of growth or reduction over a base year, with the growth over the same base or of every year since."""
    totals = done[done["base_year"].notna() & ~done["average"] & done["measure"].eq("growth")]
    totals = totals.assign(year_from=totals["base_year"] + 1)
    rows = _laid(goals, _so_far(goals, totals, single))
    actual = 100 * np.expm1(rows["log"].astype(float))
    reached = rows["log"].astype(float) / np.log1p(rows["target"] / 100)
    remaining = 100 * ((100 + rows["target"]) / (100 + actual) - 1)
    text = [
        f"{number(round(100 + t, 2))}/{number(round(100 + a, 2))} − 1 = {number(round(r, 2), signed=True)} % remain"
        for t, a, r in zip(rows["target"], actual, remaining, strict=True)
    ]
    return rows.assign(
        convention="compound",
        actual=actual,
        progress=reached,
        lead=reached - rows["elapsed"],
        status=_status(reached, reached - rows["elapsed"]),
        remaining=remaining,
        formula=text,
    )
