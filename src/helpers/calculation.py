"""Numbers calculated from stated ones: the rows they make in table `derived`, and their arithmetic in words.

Both numbers of a calculation stand in one row, the second in columns that end in _2 (`beside`). `added`, `scaled` and
their like return what `rows` asks for: the value, its step and its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from helpers.scales import number, scale
from helpers.tables import DERIVED

YEARLY = ["area", "series", "year"]
THING = [*YEARLY, "year_from", "period"]
AMOUNTS = ("level", "increment")
WHAT = ["place", "adcode", "indicator_id", "indicator", "area", "series"]
NUMBER = ["value", "step", "estimated", "statement_id"]
WARNINGS = {
    "warn": "growth is on a revised base",
    "net": "what was added is taken as net",
    "estimated": "from an estimate",
}


def single_years(results: pd.DataFrame) -> pd.DataFrame:
    """The results of whole single years that are one number and are measured against the year before, if any."""
    return results[
        results["period"].eq("year")
        & results["year_from"].isna()
        & results["base_year"].isna()
        & ~results["average"]
        & results["value"].notna()
    ]


def rows(
    frame: pd.DataFrame, *, value, step, method: str, formula: Iterable[str], others=None, warning="", **columns
) -> pd.DataFrame:
    """Rows of table `derived` (and area, series) that stand on the claims of `frame` and `others`, by default those
    beside them.
    """
    if frame.empty:
        return frame[[]]
    fixed = {
        "year_from": pd.NA,
        "period": "year",
        "base_year": pd.NA,
        "average": False,
        "role": "actual",
        "basis": pd.NA,
    } | columns
    made = frame[WHAT].assign(
        year=frame["year"],
        unit=frame["unit"],
        value=np.asarray(value, dtype=float),
        step=np.asarray(step, dtype=float),
        method=method,
        formula=list(formula),
        warning=warning,
        estimated=frame["estimated"] | frame.get("estimated_2", False),
        statement_id=frame["statement_id"],
        other_statement_ids=frame["statement_id_2"] if others is None else others,
    )
    made = made.assign(**fixed)
    later = ("estimated", "warning")
    return made.astype({name: kind for name, kind in DERIVED.items() if name in made and name not in later})


def beside(left: pd.DataFrame, right: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Each row of `left` with the one of `right` that agrees in `on` (its columns end in _2); one per statement."""
    columns = [*on, *(name for name in (*NUMBER, "unit", "basis") if name not in on)]
    if left.empty or right.empty:
        there = left.iloc[:0].reset_index(drop=True)
        return there.assign(**{f"{name}_2": there[name] for name in columns if name not in on and name in left})
    other = right[columns].drop_duplicates(on)
    return left.merge(other, on=on, suffixes=("", "_2")).reset_index(drop=True)


def added(frame: pd.DataFrame, sign: int, unit: str | None = None, turned: bool = False) -> dict:
    """The sum (`sign` 1) or difference (−1) of the two numbers; `unit` is its unit where it is another, `turned` writes
    the second number first.
    """
    value = frame["value"] + sign * frame["value_2"]
    term = plus if sign > 0 else minus
    written = frame.assign(value=frame["value_2"], value_2=frame["value"]) if turned else frame
    text = calculated(written, value, frame["unit"], lambda a, b, v, own: f"{a} {term(b)} = {v} ({unit or own})")
    return {"value": value, "step": frame["step"] + frame["step_2"], "formula": text}


def scaled(frame: pd.DataFrame, whole: float, power: int, write: Callable[..., str]) -> dict:
    """The first number times (`power` 1) or divided by (−1) the percentage `whole` + the second: `whole` is 100 for
    growth, 0 for a completion. `write` is that of `calculated`.
    """
    percent = whole + frame["value_2"]
    value = frame["value"] * percent / 100 if power > 0 else frame["value"] / (percent / 100)
    loose = frame["step"] / frame["value"].abs() + frame["step_2"] / percent
    text = calculated(frame, value, frame["unit"], write)
    return {"value": value, "step": value.abs() * loose, "formula": text}


def calculated(frame: pd.DataFrame, value, units, write: Callable[..., str]) -> list[str]:
    """`write(first, second, result, unit)` with the numbers of each row in one readable scale.

    The second number is scaled like the first where it has the same unit, else it is a rate and stays.
    """
    out = []
    unit_2 = frame["unit_2"] if "unit_2" in frame else frame["unit"]
    for a, b, v, unit, other in zip(frame["value"], frame["value_2"], value, units, unit_2, strict=True):
        alike = other == unit
        size = scale([a, v, b] if alike else [a, v], unit)
        second = number(b / size.factor) if alike else number(b)
        out.append(write(number(a / size.factor), second, number(short(v / size.factor)), size.unit).replace(" ()", ""))
    return out


def short(value: float) -> float:
    """A calculated number with four figures, as nobody states more."""
    return float(f"{value:.4g}")


def plus(number_: str) -> str:
    """ "+ 3" or "− 3" for a signed second summand."""
    return f"− {number_[1:]}" if number_.startswith("−") else f"+ {number_}"


def minus(number_: str) -> str:
    return f"+ {number_[1:]}" if number_.startswith("−") else f"− {number_}"


def ratio(top: float, bottom: float, unit: str) -> str:
    size = scale([top, bottom], unit)
    return f"{number(top / size.factor)}/{number(short(bottom / size.factor))}"
