"""What is known before anything is compared: of which places and years, of which targets, and why not of the others.

A share of targets met says little where nobody knows how many were made and how many could be judged. So every
target of the ledger has one outcome:

- `judged`: set against a result; the verdict (met, missed) and the method say how;
- `unquantified`: no number was promised;
- `not_comparable`: there is a result, but not one that decides (other measure or unit, only a bound);
- `unanswered`: there is no result.

All but the first have a reason, a word of `lexicon/reasons.csv` that people read in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import lexicon
from helpers.achievement import rules
from helpers.pairing import METHODS, PAIR, STATED, THING, keyed
from helpers.series import DISTANCES, traces
from helpers.tables import as_table
from helpers.wording import LANGUAGES, check_language

OUTCOMES = ("judged", "unquantified", "not_comparable", "unanswered")
JUDGED = ("met", "missed")
WHOLE = ("year", "span")
BOUNDS = ("ge", "gt", "le", "lt")


def outcomes(ledger: pd.DataFrame, achievement: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The table `outcomes`: one row per target of `ledger`, what became of it and, unless judged, why.

    `achievement` is what `achievement.score` returns for this ledger; where it has several rows of a target, a
    verdict goes before none, and then the order of `pairing.METHODS`. `documents` tells which years the texts of a
    place review and when the last was issued. A year counts as reviewed also where the ledger has any result of the
    place for the whole year. `actual_statement_id` is the result that the target was or might be set against;
    `near_year` is given with the reason `no_review` only.
    """
    targets = ledger[ledger["role"].eq("target")].reset_index(drop=True)
    book = keyed(ledger)
    actuals = book[book["role"].eq("actual") & ~book["basis_kind"].isin(DISTANCES).fillna(False)]
    made = ["area", "series", "unit", "average", "period", "basis_kind"]
    found = targets.drop(columns=["unit", "average", "period"]).merge(
        book[["statement_id", *made]], on="statement_id", how="left")
    found["period"] = found["period"].fillna("year")
    found = found.merge(
        answers(achievement)[["target_statement_id", "verdict", "method", "actual_statement_id"]],
        left_on="statement_id", right_on="target_statement_id", how="left")
    found = _beside(found, actuals)
    found = _reviewed(found, actuals, documents)

    vague = found["comparator"].isin(numberless())
    judged = found["verdict"].isin(JUDGED)
    beside = found["verdict"].eq("not_comparable").fillna(False) & ~vague
    found["outcome"] = np.select([judged, vague, beside], OUTCOMES[:3], OUTCOMES[3])
    found["reason"] = _first_reason(_flags(found)).mask(judged)
    found["verdict"] = found["verdict"].where(judged)
    found["method"] = found["method"].where(judged)
    found["near_year"] = found["near_year"].where(found["reason"].eq("no_review"))
    found["actual_statement_id"] = found["actual_statement_id"].fillna(found["nearest_id"])
    found["correction"] = traces(ledger, found["statement_id"], found["actual_statement_id"])
    columns = ["place", "adcode", "year", "year_from", "period", "indicator_id", "indicator", "measure", "statement_id",
               "outcome", "verdict", "method", "reason", "near_year", "actual_statement_id", "correction"]
    return as_table("outcomes", found[columns])


def answers(achievement: pd.DataFrame) -> pd.DataFrame:
    """The row of `achievement` that counts for each target: one per target_statement_id, those with a verdict first,
    then by the order of `pairing.METHODS`.
    """
    rank = {name: at for at, name in enumerate(METHODS)}
    rows = achievement.dropna(subset="target_statement_id")
    rows = rows.assign(_open=~rows["verdict"].isin(JUDGED), _rank=rows["method"].map(rank).fillna(len(rank)))
    rows = rows.sort_values(["_open", "_rank"], kind="stable").drop_duplicates("target_statement_id")
    return rows.drop(columns=["_open", "_rank"]).sort_index()


def numberless() -> list[str]:
    """The comparators that promise no number, by `lexicon/rules.csv` (steady, assigned)."""
    table = rules()
    return sorted(table.loc[table["reference"].eq("none"), "comparator"].unique())


def reason_words(outcomes: pd.DataFrame, language: str) -> pd.Series:
    """The reason of each row of table `outcomes` in words; missing where there is none.

    Raises ValueError for an unknown language.
    """
    check_language(language)
    words = {row["reason"]: row[language] for row in _reasons()}
    told = outcomes["reason"].map(words).astype("string")
    years = outcomes["near_year"].astype("string")
    return pd.Series(
        [text if pd.isna(text) else text.replace("{near_year}", "?" if pd.isna(year) else year)
         for text, year in zip(told, years, strict=True)], index=outcomes.index, dtype="string")


def summarise(outcomes: pd.DataFrame, by: Sequence[str] = ("place",), language: str = "zh") -> pd.DataFrame:
    """How many targets there are and what became of them, one row per group, groups in order.

    `by` names columns of table `outcomes`, or `category` (of the indicator, in `language`, in the order of the
    lexicon; missing for those outside it). Columns: those of `by`, targets, judged, met, missed, unquantified,
    not_comparable, unanswered, and share_judged, of all targets. Raises ValueError for an unknown language, KeyError
    for an unknown column.
    """
    check_language(language)
    rows, by = outcomes, list(by)
    if "category" in by:
        rows = rows.assign(category=categories(rows["indicator_id"], language))
    frame = rows[by].assign(targets=1, met=rows["verdict"].eq("met").fillna(False),
                            missed=rows["verdict"].eq("missed").fillna(False),
                            **{name: rows["outcome"].eq(name).fillna(False) for name in OUTCOMES})
    counts = ["targets", "judged", "met", "missed", "unquantified", "not_comparable", "unanswered"]
    table = frame.groupby(by, dropna=False, observed=True)[counts].sum().astype(int).reset_index()
    return table.assign(share_judged=table["judged"] / table["targets"])


def categories(indicator_id: pd.Series, language: str = "zh") -> pd.Series:
    """The category of each indicator as an ordered categorical, missing outside the lexicon."""
    column = "category" if language == "zh" else "category_en"
    names = {name: getattr(known, column) for name, known in lexicon.indicators().items()}
    order = pd.CategoricalDtype(list(dict.fromkeys(names.values())), ordered=True)
    return indicator_id.map(names).astype(order)


def coverage(ledger: pd.DataFrame) -> pd.DataFrame:
    """What is known of each place and year, for every year between the first and the last of the ledger.

    Columns: adcode, place, year, coverage (`none`, `target`, `actual`, `both`), and how many indicator series
    have a target (`targets`), one without a number among them (`unquantified`), a result (`actuals`), or both
    in the same measure and unit (`pairs`). `both` says that there are targets and results, `pairs` how many
    of them meet.
    """
    book = keyed(ledger)
    book = book[book["period"].eq("year") & (book["adcode"].notna() | book["place"].notna())]
    columns = ["adcode", "place", "year", "coverage", "targets", "unquantified", "actuals", "pairs"]
    if book.empty:
        return pd.DataFrame(columns=columns)
    measured = book.groupby([*PAIR, "role"], dropna=False).size().unstack("role", fill_value=0)
    measured = measured.reindex(columns=["target", "actual"], fill_value=0) > 0
    counts = measured.assign(pairs=measured.all(axis=1)).groupby(["area", "year"]).sum()
    vague = book["role"].eq("target") & book["low"].isna() & book["high"].isna()
    counts["unquantified"] = book[vague].groupby(["area", "year"]).size()
    names = book.sort_values(["area", "place"]).drop_duplicates("area").set_index("area")[["adcode", "place"]]
    years = range(int(book["year"].min()), int(book["year"].max()) + 1)
    grid = pd.MultiIndex.from_product([sorted(names.index), years], names=["area", "year"])
    counts = counts.rename(columns={"target": "targets", "actual": "actuals"})
    table = counts.reindex(grid).fillna(0).astype(int)
    table["coverage"] = np.select(
        [(table["targets"] > 0) & (table["actuals"] > 0), table["targets"] > 0, table["actuals"] > 0],
        ["both", "target", "actual"], "none")
    return table.reset_index().join(names, on="area")[columns]


def _reasons() -> list[dict[str, str]]:
    return lexicon.table("reasons", needs=["reason", *LANGUAGES], unique=["reason"])


def _beside(found: pd.DataFrame, actuals: pd.DataFrame) -> pd.DataFrame:
    """With the result of the same thing that is nearest to each target: `near`, 0 to 3 by how much of measure, unit
    and basis agrees (missing where there is none), its id, comparator and whether it has a number; and whether there
    are results of other periods.
    """
    keys = ["statement_id", *PAIR]
    both = found[keys].merge(
        actuals[[*keys, "comparator", "low", "high"]].rename(columns={"statement_id": "nearest_id"}),
        on=THING, suffixes=("", "_a"))
    same = [_same(both, name) for name in ("measure", "unit", "base_year", "average")]
    agree = np.cumprod([same[0], same[1], same[2] & same[3]], axis=0).sum(axis=0)
    both = both.assign(near=agree, a_comparator=both["comparator"], a_number=both[["low", "high"]].notna().any(axis=1))
    both = both.sort_values(["near", "nearest_id"], ascending=[False, True], kind="stable")
    nearest = both.drop_duplicates("statement_id")[["statement_id", "near", "nearest_id", "a_comparator", "a_number"]]
    found = found.merge(nearest, on="statement_id", how="left")

    span = found["year_from"].notna()
    other = found[["statement_id", "area", "series", "year", "year_from", "period"]].merge(
        actuals[["area", "series", "year", "period"]], on=["area", "series"], suffixes=("", "_a"))
    at_end = other["year_a"].eq(other["year"])
    part = at_end & ~other["period_a"].isin(WHOLE)
    inside = other["year_a"].between(other["year_from"], other["year"]) & other["period_a"].eq("year")
    return found.assign(
        part=found["statement_id"].isin(other.loc[part, "statement_id"]) & found["period"].isin(WHOLE),
        inside=found["statement_id"].isin(other.loc[inside.fillna(False), "statement_id"]) & span,
        at_end=found["statement_id"].isin(other.loc[at_end.fillna(False), "statement_id"]) & found["near"].isna())


def _same(both: pd.DataFrame, name: str) -> np.ndarray:
    left, right = both[name], both[f"{name}_a"]
    return (left.eq(right).fillna(False) | (left.isna() & right.isna())).to_numpy(dtype=bool)


def _reviewed(found: pd.DataFrame, actuals: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """With what is known of each target's place: `texts` (any at all), `reviewed` (its year), `near_year` (the nearest
    year that is, the later of two), and `last`, the year in which the last text was issued.
    """
    area = documents["adcode"].fillna(documents["place"])
    issued = pd.to_numeric(documents["issued"].str[:4], errors="coerce").astype("Int64")
    # A text without a date is given in the year that it plans, or in the year after the one that it reviews.
    said = issued.fillna(documents["target_year"]).fillna(documents["review_year"] + 1)
    last = said.groupby(area).max().rename("last")
    years = pd.concat([
        pd.DataFrame({"area": area, "reviewed_year": documents["review_year"]}),
        actuals.loc[actuals["period"].isin(WHOLE), ["area", "year"]].rename(columns={"year": "reviewed_year"}),
    ]).dropna().drop_duplicates()
    near = found[["statement_id", "area", "year"]].merge(years, on="area")
    near = near.assign(distance=(near["reviewed_year"] - near["year"]).abs())
    near = near.sort_values(["distance", "reviewed_year"], ascending=[True, False], kind="stable")
    near = near.dropna(subset="distance").drop_duplicates("statement_id").set_index("statement_id")
    near_year = found["statement_id"].map(near["reviewed_year"]).astype("Int64")
    return found.assign(
        texts=found["area"].isin(area) | near_year.notna(), near_year=near_year,
        reviewed=near_year.eq(found["year"]).fillna(False), last=found["area"].map(last).astype("Int64"))


def _flags(found: pd.DataFrame) -> dict[str, pd.Series]:
    """Which reasons of `lexicon/reasons.csv` hold for each target; the table says which goes first."""
    near, span = found["near"], found["year_from"].notna()
    derived = found["verdict"].eq("not_comparable") & found["method"].ne(STATED)
    same = near.eq(3) | derived
    bare = found["indicator_id"].isna() & found["series"].eq(found["statement_id"])
    over = found["reviewed"] | found["last"].gt(found["year"]).fillna(True)
    flags = {
        "direction_only": found["comparator"].eq("steady"),
        "assigned": found["comparator"].isin(numberless()),
        "no_year": found["year"].isna(),
        "no_place": found["adcode"].isna() & found["place"].isna(),
        "distance": found["basis_kind"].isin(DISTANCES),
        "bare_name": bare,
        "gdp_unknown": same & found["comparator"].eq("sync"),
        "result_numberless": same & found["a_number"].eq(False),
        "one_sided": same & found["a_comparator"].isin(BOUNDS),
        "no_rule": same,
        "other_basis": near.eq(2),
        "other_unit": near.eq(1),
        "other_measure": near.eq(0),
        "part_of_year": found["part"],
        "span_running": ~over & span,
        "year_running": ~over,
        "yearly_only": found["inside"],
        "other_period": found["at_end"],
        "no_text": ~found["texts"],
        "no_review": ~found["reviewed"],
        "outside_lexicon": found["indicator_id"].isna(),
    }
    return {name: flag.fillna(False).astype(bool) for name, flag in flags.items()}


def _first_reason(flags: dict[str, pd.Series]) -> pd.Series:
    """The first reason of the table that holds; the last one, `not_told`, where no other does.

    Raises LexiconError where the table and the flags do not name the same reasons.
    """
    order = [row["reason"] for row in _reasons()]
    strange = set(order[:-1]) ^ set(flags) | ({order[-1]} - {"not_told"})
    if strange:
        words = ", ".join(sorted(strange))
        raise lexicon.LexiconError(f"{lexicon.FOLDER / 'reasons.csv'}: unknown, missing or misplaced: {words}")
    index = flags["no_year"].index
    chosen = np.select([flags[name].to_numpy() for name in order[:-1]], order[:-1], order[-1])
    return pd.Series(chosen, index=index, dtype="string")
