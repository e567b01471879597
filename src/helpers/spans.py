"""Over several years: sums of flows and products of growth, where every year of a goal's span is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.calculation import AMOUNTS, NUMBER, rows, short, single_years
from helpers.scales import number, scale


def over_years(book: pd.DataFrame, results: pd.DataFrame) -> list[pd.DataFrame]:
    """Sums of flows and products of growth over the spans that goals speak of, where every year is known."""
    spans = book[book["role"].eq("target") & book["year_from"].notna() & book["measure"].isin((*AMOUNTS, "growth"))]
    totals = book[
        book["role"].eq("target")
        & book["base_year"].notna()
        & book["measure"].eq("growth")
        & ~book["average"]
        & book["year_from"].isna()
    ]
    single = single_years(results)
    flows = spans["measure"].eq("increment") | spans["kind"].eq("flow").fillna(False)
    return [
        _sum(spans[spans["measure"].isin(AMOUNTS) & flows], single),
        _product(spans[spans["measure"].eq("growth") & spans["average"]], single),
        _product(totals.assign(year_from=totals["base_year"] + 1), single),
    ]


def _each_year(spans: pd.DataFrame, single: pd.DataFrame, on: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`spans` that are known in every year, and the values of these years (column `span` is the row in `spans`)."""
    spans = spans[spans["year"].gt(spans["year_from"])].reset_index(drop=True)
    long = spans.loc[spans.index.repeat((spans["year"] - spans["year_from"] + 1).astype(int)), [*on, "year_from"]]
    long["span"] = long.index
    long["year"] = long["year_from"] + long.groupby("span").cumcount()
    each = long.merge(single[[*on, "year", *NUMBER]].drop_duplicates([*on, "year"]), on=[*on, "year"], how="left")
    whole = ~each["value"].isna().groupby(each["span"]).any()
    each = each[each["span"].map(whole).astype(bool)]
    return spans[spans.index.isin(each["span"])], each


def _resting_on(spans: pd.DataFrame, each: pd.DataFrame) -> pd.DataFrame:
    """`spans` with the last year's claim, the `others`, and whether any is an estimate."""
    groups = each.groupby("span")
    return spans.assign(
        statement_id=groups["statement_id"].last(),
        estimated=groups["estimated"].any(),
        others=groups["statement_id"].agg(lambda ids: "|".join(ids.iloc[:-1])),
    )


def _sum(spans: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    spans, each = _each_year(spans, single, ["area", "series", "measure", "unit"])
    if spans.empty:
        return spans
    spans, groups = _resting_on(spans, each), each.groupby("span")
    value = groups["value"].sum()
    text = []
    for span, unit in spans["unit"].items():
        numbers = groups.get_group(span)["value"]
        size = scale([*numbers, value[span]], unit)
        text.append(
            " + ".join(number(x / size.factor) for x in numbers)
            + f" = {number(short(value[span] / size.factor))} ({size.unit})"
        )
    return rows(
        spans,
        value=value,
        step=groups["step"].sum(),
        method="bridged",
        formula=text,
        others=spans["others"],
        measure=spans["measure"],
        year_from=spans["year_from"],
        period=spans["period"],
    )


def _product(spans: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """Growth compounded over the years of a goal, as a yearly average where the goal is one."""
    yearly = single[single["measure"].eq("growth") & single["unit"].eq("%") & single["value"].gt(-100)]
    spans, each = _each_year(spans, yearly, ["area", "series"])
    if spans.empty:
        return spans
    spans, groups = _resting_on(spans, each), each.groupby("span")
    log, years = groups["value"].agg(lambda rates: np.log1p(rates / 100).sum()), groups.size()
    average = spans["average"].to_numpy()
    value = 100 * np.expm1(np.where(average, log / years, log))
    text = [
        _chain(groups.get_group(span)["value"], mean, result)
        for span, mean, result in zip(spans.index, average, value, strict=True)
    ]
    return rows(
        spans,
        value=value,
        step=groups["step"].sum() / np.where(average, years, 1),
        method="bridged",
        formula=text,
        others=spans["others"],
        measure="growth",
        unit="%",
        period=spans["period"],
        average=average,
        year_from=spans["year_from"].where(average),
        base_year=spans["base_year"].mask(average),
    )


def _chain(rates: pd.Series, average: bool, result: float) -> str:
    factors = " × ".join(number(round(1 + rate / 100, 4)) for rate in rates)
    power = f"({factors})^(1/{len(rates)})" if average else factors
    return f"{power} − 1 = {number(round(result, 2), signed=True)} %" + (" a year" if average else "")
