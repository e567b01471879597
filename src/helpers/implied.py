"""Goals and results that follow from what is said of their distance or of the degree of completion."""

from __future__ import annotations

import pandas as pd

from helpers.calculation import AMOUNTS, NUMBER, THING, added, rows, scaled
from helpers.series import RATES


def _distances(book: pd.DataFrame) -> pd.DataFrame:
    """How far results lie from their goals, as said: 高于预期目标0.3个百分点."""
    return book[
        book["role"].eq("actual")
        & book["basis_kind"].eq("goal").fillna(False)
        & book["value"].notna()
        & book["measure"].eq("change")
    ]


def _completions(book: pd.DataFrame) -> pd.DataFrame:
    """Stated degrees of completion; one that the text gives as 超计划5% is 105 %."""
    stated = book[book["role"].eq("actual") & book["measure"].eq("completion") & book["value"].gt(0)]
    beyond = book[
        book["role"].eq("actual")
        & book["measure"].eq("growth")
        & book["value"].gt(-100)
        & book["basis_kind"].eq("goal").fillna(False)
    ]
    return pd.concat([stated, beyond.assign(value=beyond["value"] + 100)], ignore_index=True)


def _sides(book: pd.DataFrame, role: str, measures: tuple[str, ...]) -> pd.DataFrame:
    """Numbers of one role that a distance or a completion may belong to; of several alike the plain one."""
    found = book[
        book["role"].eq(role)
        & book["measure"].isin(measures)
        & book["value"].notna()
        & ~book["basis_kind"].isin(("goal", "other"))
        & book["base_year"].isna()
    ]
    return found.sort_values(["basis", "statement_id"], na_position="first", kind="stable")


def _alone(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows of which there is but one of its thing: of several amounts nobody can tell which a completion is of."""
    rows = rows.drop_duplicates([*key, "measure", "unit"])
    return rows[~rows.duplicated(key, keep=False)]


def _with_distance(book: pd.DataFrame, role: str) -> pd.DataFrame:
    """Distances with the number of `role` that they are measured from: growth or share for points, else the amount."""
    away = _distances(book)
    points = away["unit"].isin(RATES)
    rates = _sides(book, role, ("growth", "share"))
    rates = rates[rates["unit"].eq("%")].sort_values("measure", kind="stable").drop_duplicates(THING)
    amounts = _alone(_sides(book, role, AMOUNTS), THING)
    columns = [*THING, "measure", *NUMBER, "unit", "basis"]
    first = away[points].merge(rates[columns], on=THING, suffixes=("_2", ""))
    second = away[~points].merge(amounts[columns], on=THING, suffixes=("_2", ""))
    both = pd.concat([first, second[second["unit"].eq(second["unit_2"])]], ignore_index=True)
    return both.assign(unit_2=both["unit"])


def _with_completion(book: pd.DataFrame, role: str) -> pd.DataFrame:
    """Completions (value_2) with the amount of `role` that they are of."""
    done = _completions(book)
    amounts = _alone(_sides(book, role, AMOUNTS), THING)
    columns = [*THING, "measure", *NUMBER, "unit", "basis"]
    return done.merge(amounts[columns], on=THING, suffixes=("_2", ""))


def _implied(frame: pd.DataFrame, found: dict, **columns) -> pd.DataFrame:
    """Rows that stand on the distance or completion first and on the number that it is of beside it."""
    claims = {"statement_id": frame["statement_id_2"], "others": frame["statement_id"]}
    return rows(
        frame, **found, **claims, method="implied", measure=frame["measure"], year_from=frame["year_from"], **columns
    )


def goals(book: pd.DataFrame) -> list[pd.DataFrame]:
    """Goals given back by result and distance, and by result and completion (in part of a year: the year's goal)."""
    both = _with_distance(book, "actual")
    away = _implied(both, added(both, -1), role="target", period="year")
    done = _with_completion(book, "actual")
    found = scaled(done, 0, -1, lambda a, c, v, unit: f"{a}/{c} % = {v} ({unit})")
    revised = done["basis_2"].where(done["basis_kind"].eq("revised"))
    period = done["period"].where(done["year_from"].notna(), "year")
    return [_implied(done, found, role="target", basis=revised, period=period), away]


def results(book: pd.DataFrame) -> list[pd.DataFrame]:
    """Results given by a goal and the distance from it, or by a goal and its completion."""
    both = _with_distance(book, "target")
    away = _implied(both, added(both, 1), period=both["period"])
    done = _with_completion(book, "target")
    found = scaled(done, 0, 1, lambda t, c, v, unit: f"{t} × {c} % = {v} ({unit})")
    return [_implied(done, found, period=done["period"]), away]
