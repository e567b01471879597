"""A table in a few numbers: what a notebook's sentence, the index page and the closing lines of a run state.

Each function returns a dictionary of counts; its keys are the names that `lexicon/wording.csv` fills in.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import lexicon
from helpers.achievement import VERDICTS

SURE = 0.87
"""Below it a statement carries a doubt beside the common ones (an indicator that the lexicon does not know, or one
carried over from the clause before). One in ten of the annotated statements is below, and nearly half of the errors.
"""


def texts(documents: pd.DataFrame, rejected: pd.DataFrame) -> dict[str, int]:
    """Texts read, places, characters, files rejected; texts without a place, and without any year."""
    return {
        "documents": len(documents),
        "places": documents["place"].nunique(),
        "characters": int(documents["text"].str.len().sum()),
        "rejected": len(rejected),
        "unplaced": int(documents["place"].isna().sum()),
        "undated": int(documents[["review_year", "target_year"]].isna().all(axis=1).sum()),
    }


def figures(statements: pd.DataFrame) -> dict[str, float]:
    """Figures found, by role; those linked to the lexicon, and those that are doubtful."""
    roles = statements["role"].value_counts()
    return {
        "figures": len(statements),
        "targets": int(roles.get("target", 0)),
        "actuals": int(roles.get("actual", 0)),
        "context": int(roles.get("context", 0)),
        "linked": int(statements["indicator_id"].notna().sum()),
        "doubtful": len(doubtful(statements)),
        "sure": SURE,
    }


def doubtful(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements held with less confidence than SURE, the least sure first."""
    found = statements[statements["confidence"] < SURE]
    return found.sort_values(["confidence", "doc_id", "start"], kind="stable")


def rows(ledger: pd.DataFrame) -> dict[str, int]:
    """Rows of the ledger, those with several sources, and those whose sources disagree."""
    return {
        "rows": len(ledger),
        "several": int((ledger["n_sources"] > 1).sum()),
        "conflicts": int(ledger["conflict"].fillna(False).sum()),
    }


def scores(achievement: pd.DataFrame) -> dict[str, int]:
    """Targets set against results, by verdict."""
    verdicts = achievement["verdict"].value_counts()
    return {"pairs": len(achievement)} | {name: int(verdicts.get(name, 0)) for name in VERDICTS}


def findings(checks: pd.DataFrame) -> dict[str, int]:
    """How many stated growth rates were held against levels, by what was found (table `checks`)."""
    return _tally(checks["finding"], ("agrees", "revised", "prices", "break"))


def ways(derived: pd.DataFrame) -> dict[str, int]:
    """How many values were derived, by method (table `derived`)."""
    return _tally(derived["method"], ("back_chained", "bridged", "implied"))


def progress(rows: pd.DataFrame) -> dict[str, int]:
    """How many goals whose time is not over can be followed, by status (table `progress`)."""
    return _tally(rows["status"], ("reached", "on_schedule", "behind", "open"))


def outcomes(rows: pd.DataFrame) -> dict[str, int | str]:
    """What became of the targets (table `outcomes`), and which share could be judged."""
    counts = _tally(rows["outcome"], ("judged", "unquantified", "not_comparable", "unanswered"))
    stated = int(rows["method"].eq("direct").sum())
    return counts | {"direct": stated, "derived": counts["judged"] - stated,
                     "share": f"{counts['judged'] / max(len(rows), 1):.0%}"}


def panel(long: pd.DataFrame, wide: pd.DataFrame) -> dict[str, int]:
    """The size of the two tables of the panel."""
    return {"long": len(long), "rows": len(wide), "columns": wide.shape[1]}


def _tally(values: pd.Series, names: tuple[str, ...]) -> dict[str, int]:
    counts = values.value_counts()
    return {"rows": len(values)} | {name: int(counts.get(name, 0)) for name in names}


def of_each(table: pd.DataFrame, column: str, top: int) -> pd.DataFrame:
    """About `top` rows of `table`, as many of each value of `column`, in their own order."""
    each = max(1, top // max(table[column].nunique(), 1))
    return table.groupby(column, sort=False).head(each)


def crosstab(table: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    """How many rows of `table` have each pair of values of two columns, most frequent first, with totals."""
    counts = table.groupby([down, across]).size().unstack(fill_value=0)
    counts["total"] = counts.sum(axis=1)
    return counts.sort_values("total", ascending=False, kind="stable").reset_index()


def most_frequent(table: pd.DataFrame, column: str, top: int) -> pd.DataFrame:
    """The `top` values of `column` that occur most, with their count; ties in the order of the values."""
    counts = table[column].value_counts().rename_axis(column).reset_index(name="count")
    return counts.sort_values(["count", column], ascending=[False, True], ignore_index=True).head(top)


def fullest(wide: pd.DataFrame, top: int) -> pd.DataFrame:
    """The `top` rows of a table of `ledger.wide` that have values for the most years, in their own order;
    years of which none of them has a value are left out.
    """
    known = wide.notna().sum(axis=1).sort_values(ascending=False, kind="stable")
    return wide[wide.index.isin(known.index[:top])].dropna(axis="columns", how="all")


def coverage(covered: pd.DataFrame) -> dict[str, int]:
    """Of the table of `coverage.coverage`: series with a target, and those with a result too."""
    return {
        "targets": int(covered["targets"].sum()),
        "pairs": int(covered["pairs"].sum()),
        "share": f"{covered['pairs'].sum() / max(covered['targets'].sum(), 1):.0%}",
    }


def farthest(achievement: pd.DataFrame, top: int) -> pd.DataFrame:
    """The `top` pairs whose ratio is farthest from one (twice and half are equally far)."""
    known = achievement[achievement["ratio"] > 0]
    distance = np.abs(np.log(known["ratio"].astype(float)))
    return known.loc[distance.sort_values(ascending=False, kind="stable").index[:top]]


def behind(achievement: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that the targets and results of `achievement` come from."""
    ids = pd.concat([achievement["target_statement_id"], achievement["actual_statement_id"]]).dropna()
    return statements[statements["statement_id"].isin(ids)]


def latest(achievement: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last year in which a target was met or missed."""
    judged = achievement[achievement["verdict"].isin(["met", "missed"])]
    return achievement[achievement["year"] == judged["year"].max()] if len(judged) else judged


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `ledger` or `achievement` as people look for them: indicators in the lexicon's order, those
    that it does not know behind, and the years of each together.
    """
    rank = {name: at for at, name in enumerate(lexicon.indicators())}
    return (
        table.assign(_rank=table["indicator_id"].map(rank).astype("Int64"))
        .sort_values(
            ["_rank", "indicator", "measure", "year"], kind="stable", na_position="last", ignore_index=True
        )
        .drop(columns="_rank")
    )


def leading(achievement: pd.DataFrame, top: int) -> pd.DataFrame:
    """The met and missed rows of the first `top` indicators and measures in the order of `in_order`."""
    judged = in_order(achievement[achievement["verdict"].isin(["met", "missed"])])
    which = judged.groupby(["indicator", "measure"], sort=False).ngroup()
    return judged[which < top]


def of_place(tables: dict[str, pd.DataFrame], place: str) -> dict[str, pd.DataFrame]:
    """What is known of `place`: its part of `ledger` and `achievement`, all that was said of it as `evidence`
    (also claims that the ledger did not choose), and the `documents` in which it was said.

    Raises ValueError naming the places that there are where nothing is known of this one.
    """
    ledger, achievement = (
        tables[name][tables[name]["place"] == place].reset_index(drop=True)
        for name in ("ledger", "achievement")
    )
    if ledger.empty:
        known = "、".join(sorted(tables["ledger"]["place"].dropna().unique()))
        raise ValueError(f"parameter 'place': no figures of {place!r}; there are {known or 'none at all'}")
    said = tables["statements"]
    ids = behind(achievement, said)["statement_id"]
    about = (said["place"] == place) & said["role"].isin(["target", "actual"])
    evidence = said[about | said["statement_id"].isin([*ids, *ledger["statement_id"]])]
    documents = tables["documents"][tables["documents"]["doc_id"].isin(evidence["doc_id"])]
    ledger, achievement = in_order(ledger), in_order(achievement)
    return {"ledger": ledger, "achievement": achievement, "evidence": evidence, "documents": documents}


def place(own: dict[str, pd.DataFrame]) -> dict[str, int | str]:
    """The counts of one place, from what `of_place` returns; years as text, so that they are not grouped."""
    years = own["ledger"]["year"].dropna()
    roles = own["ledger"]["role"].value_counts()
    return {
        "documents": len(own["documents"]),
        "first": str(years.min()) if len(years) else "?",
        "last": str(years.max()) if len(years) else "?",
        "targets": int(roles.get("target", 0)),
        "actuals": int(roles.get("actual", 0)),
    } | scores(own["achievement"])
