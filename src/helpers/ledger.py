"""One row per place, year, indicator, measure and role: sources weighed, conflicts shown.

Several texts say the same thing, and sometimes not quite the same. The ledger takes the claim of the best
source and counts the others; it never averages and never hides a disagreement. A claim is better, in this
order, where it

1. has a number ("增长6%" tells more than "稳步增长" and does not contradict it);
2. is final rather than estimated (预计全年…);
3. stands in a weightier kind of text (`lexicon/sources.csv`: official reports, then digests, then news);
4. is said by the government that it is about, not by another one;
5. was issued later;
6. is held with more confidence, and stands earlier in its text.

Two claims **conflict** where no one true value could have been written in both ways. A printed number stands
for all values that round to it, 左右 for a neighbourhood (`approx_points`, `approx_share`), 以上 and 以内 for
a half line.

Two claims are of the same thing only where unit, basis (同口径 …), base year and averaging agree too: growth
against 2019 is not growth against last year, and thirty projects are not five billion yuan of projects.
"""
from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import consistency, lexicon
from helpers.copies import same_source
from helpers.corrections import rejected
from helpers.series import FLIP, RATES, area, basis_name, series_of
from helpers.tables import LEDGER, as_table

KEY = ["area", "year", "year_from", "period", "series", "measure", "role", "unit", "basis", "base_year",
       "average"]
ROLES = ("target", "actual")
PERCENT_MEASURES = ("growth", "share", "completion")
QUOTED_WHOLE = r"^[“\"'‘「『]([^“”\"'‘’「」『』]*)[”\"'’」』]$"


def tabulate(
    statements, documents=None, *, approx_points: float = 0.5, approx_share: float = 0.05,
) -> pd.DataFrame:
    """The ledger of `statements` (table `statements`) said in `documents` (table `documents`), as table
    `ledger`. Both may also be lists of `Statement` and `Document`; without documents all sources weigh alike.

    Values are in base units (元, %, 家). `low` and `high` are the bounds that the comparator leaves: both the
    value for eq and approx, one of them for ge, gt, le and lt, two for a range, none where there is no
    number. For a negative growth or change the comparator speaks of the size of the fall, so that
    "下降3%以上" bounds the value from above. `step` is what one unit of the last printed digit is worth.
    `statement_id` is the claim chosen, `n_sources` counts the texts that say something of it (copies of one text are
    one, see `copies`), `series_break` tells that the amounts of its year cannot be set against those of the year before
    (see `consistency`). Statements
    with role `context` and those that a person rejected (see `corrections`) are left out; `correction` joins what
    people changed or accepted in any of a row's claims.

    The neighbourhood of 左右 and 约, used for conflicts only, is `approx_points` percentage points for rates
    and the share `approx_share` of the value for amounts.

    Raises ValueError for wrong columns or a statement of an unknown document.
    """
    claims = sources(statements, documents, approx_points=approx_points, approx_share=approx_share)
    return flag_breaks(as_table("ledger", claims.loc[claims["chosen"], list(LEDGER)]))


def flag_breaks(rows: pd.DataFrame) -> pd.DataFrame:
    """The ledger `rows` with `series_break`: whether the amounts of a row's year stand on another footing than those of
    the year before (see `consistency`).
    """
    spoken = rows.assign(area=area(rows), series=series_of(rows["indicator_id"], rows["indicator"]))
    parted = consistency.broken(spoken, consistency.breaks(consistency.check(rows)), rows["year"] - 1, rows["year"])
    amounts = rows["measure"].isin(("level", "increment")) & ~rows["unit"].isin(RATES)
    return rows.assign(series_break=(parted & amounts).astype("boolean"))


def sources(
    statements, documents=None, *, approx_points: float = 0.5, approx_share: float = 0.05,
) -> pd.DataFrame:
    """Every claim behind the ledger, best first within each of its rows: what a reader of a conflict wants to
    see.

    The ledger's columns (bounds and step are the claim's own) and `ledger_id` (the statement_id of the row it
    supports), `chosen`, `doc_id`, `kind`, `issued`, `quote`. Arguments and errors as for `tabulate`.
    """
    claims = as_table("statements", statements)
    claims = claims[claims["role"].isin(ROLES) & ~rejected(claims)]
    claims = claims.merge(_documents(documents, claims), on="doc_id", how="left")
    strange = claims.loc[claims["kind"].isna(), "doc_id"].unique()
    if len(strange):
        raise ValueError(f"statements of documents that are not in the table: {', '.join(strange[:5])}")
    claims = _bounded(_keyed(claims), approx_points, approx_share)
    claims = claims.sort_values(
        [*KEY, "numberless", "estimated", "weight", "own", "issued", "confidence", "doc_id", "start",
         "statement_id"],
        ascending=[True] * len(KEY) + [True, True, False, False, False, False, True, True, True],
        na_position="last", kind="stable", ignore_index=True)

    groups = claims.groupby(KEY, dropna=False, sort=False)
    claims["group"] = groups.ngroup()
    groups = claims.groupby("group", sort=False)
    claims["chosen"] = groups.cumcount() == 0
    claims["ledger_id"] = groups["statement_id"].transform("first")
    address = claims.drop_duplicates("doc_id").set_index("doc_id")["source_url"]
    claims["source"] = claims["doc_id"].map(same_source(claims, address))
    claims["n_sources"] = claims.groupby("group", sort=False)["source"].transform("nunique")
    # Intervals share a point exactly where the greatest lower end is not above the least upper end.
    floor, ceiling = groups["least"].transform("max"), groups["most"].transform("min")
    with np.errstate(invalid="ignore"):
        claims["conflict"] = floor > ceiling + 1e-12 * np.maximum(floor.abs(), ceiling.abs())
    claims["series_break"] = pd.array([pd.NA] * len(claims), dtype="boolean")  # only the whole ledger shows breaks
    corrected = claims.dropna(subset="correction").groupby("group")["correction"]
    traces = corrected.agg(lambda said: "; ".join(said.unique()))
    claims["correction"] = claims["group"].map(traces).astype("string")
    return claims[[*LEDGER, "ledger_id", "chosen", "doc_id", "kind", "issued", "quote"]]


def _documents(documents, claims: pd.DataFrame) -> pd.DataFrame:
    """What weighs of each source: its kind, date and place; unknown for all where `documents` is None."""
    if documents is None:
        known = claims[["doc_id"]].drop_duplicates()
        documents = known.assign(**{name: pd.array([None] * len(known), dtype="string")
                                    for name in ("kind", "issued", "place", "adcode", "source_url")})
    elif not isinstance(documents, pd.DataFrame):
        documents = as_table("documents", documents)
    rows = lexicon.table("sources", needs=["weight"], unique=["kind"])
    weights = {row["kind"]: int(row["weight"]) for row in rows}
    known = documents[["doc_id", "kind", "issued", "place", "adcode", "source_url"]].drop_duplicates("doc_id")
    known = known.rename(columns={"place": "by_place", "adcode": "by_adcode"})
    kind = known["kind"].fillna("other")
    return known.assign(kind=kind, weight=kind.map(weights).fillna(min(weights.values())))


def _keyed(claims: pd.DataFrame) -> pd.DataFrame:
    """With the columns that make two claims one thing: `area`, `series` (indicator) and `unit` among them."""
    unit = claims["base_unit"].mask(claims["base_unit"].eq(""))
    unit = unit.mask(unit.isna() & claims["measure"].isin(PERCENT_MEASURES), "%")
    adcode, by = claims["adcode"], claims["by_adcode"]
    own = adcode.eq(by).where(adcode.notna() & by.notna(), claims["place"].eq(claims["by_place"]))
    standard = {i: known.zh for i, known in lexicon.indicators().items()}
    indicator = claims["indicator"].str.replace(r"\s+", "", regex=True).str.replace(QUOTED_WHOLE, r"\1", regex=True)
    return claims.assign(
        unit=unit, area=adcode.fillna(claims["place"]).fillna(claims["doc_id"]),
        series=series_of(claims["indicator_id"], claims["indicator"]),
        indicator=claims["indicator_id"].map(standard).astype("string").fillna(indicator),
        own=own.fillna(False).astype(bool), estimated=claims["estimated"].fillna(False),
        average=claims["average"].fillna(False), basis=basis_name(claims["basis"].mask(claims["basis"].eq(""))),
        # "较上年" is what growth means without a base year: saying it makes no other series.
        base_year=claims["base_year"].mask(claims["base_year"].eq(claims["year"] - 1).fillna(False)),
        period=claims["period"].fillna("year"))


def _bounded(claims: pd.DataFrame, approx_points: float, approx_share: float) -> pd.DataFrame:
    """With `low`, `high`, `step`, and the interval `least` … `most` of true values that fit the claim."""
    value = claims["base_value"].to_numpy(dtype=float, na_value=np.nan)
    second = claims["base_high"].to_numpy(dtype=float, na_value=np.nan)
    low, high = np.fmin(value, second), np.fmax(value, second)
    fall = (low < 0) & claims["measure"].isin(("growth", "change")).to_numpy()
    sense = claims["comparator"].mask(fall, claims["comparator"].replace(FLIP))
    upper, lower = sense.isin(("ge", "gt")).to_numpy(), sense.isin(("le", "lt")).to_numpy()
    low, high = np.where(lower, np.nan, low), np.where(upper, np.nan, high)

    step = _step(claims)
    rounding = np.where(upper | lower, 0, 0.5 * step * (1 - 1e-6))
    around = np.where(claims["unit"].isin(RATES), approx_points, approx_share * np.abs(value))
    slack = np.where(claims["comparator"].eq("approx").fillna(False), np.fmax(around, rounding), rounding)
    numberless = np.isnan(value)
    return claims.assign(
        low=low, high=high, step=step, numberless=numberless,
        least=np.where(numberless, np.nan, np.where(np.isnan(low), -np.inf, low - slack)),
        most=np.where(numberless, np.nan, np.where(np.isnan(high), np.inf, high + slack)))


def _step(claims: pd.DataFrame) -> np.ndarray:
    """One unit of the last printed digit, in the base unit: 1e7 for 35.1亿元, 1 for 850家.

    Trailing zeros count where the quote shows them in digits ("5.0%"); else the value's own decimals do
    ("百分之二点六").
    """
    printed = claims["quote"].str.extract(r"\d\.(\d+)", expand=False).str.len()
    value = claims["value"].to_numpy(dtype=float, na_value=np.nan)
    own = [len(f"{v:.10f}".rstrip("0").partition(".")[2]) for v in value]
    decimals = printed.to_numpy(dtype=float, na_value=np.nan)
    decimals = np.where(np.isnan(decimals), own, decimals)
    base = claims["base_value"].to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(value != 0, np.abs(base / value), 1.0)
    return scale * 10.0 ** -decimals


def wide(
    ledger: pd.DataFrame, measure: str, role: str = "actual", indicator: str | None = None,
    period: str = "year",
) -> pd.DataFrame:
    """Place by year, for reading: one row per place and indicator (and unit), one column per year.

    The cells hold the value (the bound where only one is known) in the base unit. `indicator` is an id or a
    phrase and leaves one indicator. Where there are several bases of one series the one without a
    qualification is shown.
    """
    rows = ledger[ledger["measure"].eq(measure) & ledger["role"].eq(role) & ledger["period"].eq(period)]
    if indicator is not None:
        key = series_of(rows["indicator_id"], rows["indicator"])
        rows = rows[key.isin([indicator, lexicon.standard(indicator)])]
    rows = rows.assign(value=rows["low"].fillna(rows["high"])).dropna(subset=["value", "year"])
    rows = rows.sort_values(["basis", "base_year", "year_from"], na_position="first", kind="stable")
    index = ["adcode", "place", "indicator", "unit"]
    rows = rows.drop_duplicates([*index, "year"])
    table = rows.pivot(index=index, columns="year", values="value")
    return table.sort_index().sort_index(axis=1)


def constraint(effort: pd.Series) -> pd.Series:
    """`hard`, `soft` or null for each effort word (column `effort`), by the coding of `lexicon/effort.csv`.

    Where several words stand together (separated by '|', '、' or spaces) a soft one softens the whole.
    """
    coding = {row["word"]: row["constraint"] for row in lexicon.table(
        "effort", needs=["word", "constraint"], unique=["word"], choices={"constraint": {"hard", "soft"}})}

    def code(words: str) -> str | None:
        found = {coding[word] for word in words.replace("|", " ").replace("、", " ").split()
                 if word in coding}
        return "soft" if "soft" in found else "hard" if found else None

    known = {words: code(words) for words in effort.dropna().unique()}
    return effort.map(known).astype("string")
