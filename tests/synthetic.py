"""Plausible ledgers, achievements and tiers of any size, made from a seed: real places, long and short names,
amounts from ten to a trillion, growth above and below zero, bounds and ranges, holes, estimates, derived and
official values."""
from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import lexicon
from helpers.tables import ACHIEVEMENT, LEDGER, as_table

CITIES = {"天津市": "12", "北京市": "11", "上海市": "31", "重庆市": "50"}
# id, name, measure, unit, direction, size
SERIES = [
    ("gdp", "地区生产总值", "growth", "%", "higher", 6.0),
    ("budget_rev", "一般公共预算收入", "level", "元", "higher", 4e9),
    ("budget_rev", "一般公共预算收入", "growth", "%", "higher", 5.0),
    ("cpi", "居民消费价格涨幅", "growth", "%", "lower", 3.0),
    ("pm25", "PM2.5", "level", "微克/立方米", "lower", 38.0),
    ("gdp", "地区生产总值", "level", "元", "higher", 1e12),
    (None, "由上游港口与下游港口共同引进的小型航运综合服务企业数量（含平台类与供应链服务类企业）", "increment", "家",
     "higher", 12.0),
    (None, "养老床位", "increment", "张", "higher", 2e3),
    ("unemployment", "城镇登记失业率", "share", "%", "lower", 4.0),
    ("energy_intensity", "单位GDP能耗", "growth", "%", "lower", -3.0),
    (None, "码头", "level", "个", "higher", 10.0),
    (None, "新改扩建雨污分流管网", "increment", "公里", "higher", 35.0),
    ("fdi", "实际使用外资", "level", "美元", "higher", 2.5e8),
]


def districts(count: int) -> list[tuple[str, str]]:
    """`count` county-level places with their codes: of one city while it has enough, then of the next."""
    rows = [row for row in lexicon.table("places", needs=["adcode", "name"]) if row["level"] == "county"
            and not row.get("until")]
    found = [(city + row["name"], row["adcode"]) for city, code in CITIES.items() for row in rows
             if row["adcode"].startswith(code)]
    assert len(found) >= count
    return found[:count]


def _series(count: int) -> list[tuple]:
    more = [(None, f"{name}第{n}类{'重点工程项目' * (n % 3)}", measure, unit, direction, size * 3.0 ** (n % 4))
            for n in range(2, 9) for key, name, measure, unit, direction, size in SERIES if key is None]
    return (SERIES + more)[:count]


def achievement(places: int, years: int, indicators: int = 1, seed: int = 0) -> pd.DataFrame:
    """The table `achievement` of so many places, years and indicators, about a tenth of it missing."""
    rng = np.random.default_rng(seed)
    where, what = districts(places), _series(indicators)
    grid = pd.MultiIndex.from_product([range(places), range(2025 - years, 2025), range(len(what))]).to_frame(
        index=False, name=["p", "year", "s"])
    n = len(grid)
    key, name, measure, unit, direction, size = (np.array(column, dtype=object)[grid["s"]]
                                                 for column in zip(*what, strict=True))
    grows = np.isin(unit, ["%"])
    target = np.where(grows, size.astype(float) + rng.normal(0, 1.5, n).round(1),
                      size.astype(float) * rng.lognormal(0, 0.8, n))
    actual = np.where(grows, target + rng.normal(0.3, 1.5, n).round(1), target * rng.lognormal(0.02, 0.15, n))
    wild = rng.random(n) < 0.03
    actual = np.where(wild & ~grows, target * 10.3, np.where(wild, -8.4, actual))
    zero = (rng.random(n) < 0.02) & ~grows
    target = np.where(zero, 0.0, target)
    lower = direction == "lower"
    gap = actual - target
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(grows, (100 + actual) / (100 + target), np.where(target > 0, actual / target, np.nan))
    ratio = np.where(lower, 1 / index, index)
    kind = rng.random(n)
    vague, unlike = kind < 0.04, (kind >= 0.04) & (kind < 0.07)
    verdict = np.select([vague, unlike], ["unquantified", "not_comparable"],
                        np.where(np.where(lower, gap <= 0, gap >= 0), "met", "missed"))
    bound = rng.random(n)
    low = np.where((bound < 0.2) & ~lower | (bound >= 0.4), target, np.where(lower, np.nan, target))
    high = np.where(bound < 0.2, np.where(lower, target, np.nan), np.where(bound > 0.94, target * 1.1 + 0.5, target))
    judged = np.isin(verdict, ["met", "missed"])
    nothing = np.where(vague, np.nan, 1.0)
    table = as_table("achievement", pd.DataFrame(dict.fromkeys(ACHIEVEMENT), index=range(n)).assign(
        place=[where[p][0] for p in grid["p"]], adcode=[where[p][1] for p in grid["p"]], year=grid["year"],
        period="year", indicator_id=key, indicator=name, measure=measure, direction=direction, unit=unit,
        target_low=low * nothing, target_high=high * nothing, actual=np.where(judged, actual, np.nan),
        ratio=np.where(judged, ratio, np.nan), gap=np.where(judged, gap, np.nan), verdict=verdict,
        official_ratio=np.where(judged & (rng.random(n) < 0.05), ratio * 1.02, np.nan),
        method=rng.choice(["direct", "bridged", "implied"], n, p=[0.9, 0.05, 0.05]),
        note=np.where(rng.random(n) < 0.1, "result is estimated", None),
        target_statement_id=[f"t{i:06}" for i in range(n)]))
    return table[(rng.random(n) > 0.1) | (n < 20)].reset_index(drop=True)


def ledger(places: int, years: int, indicators: int = 1, seed: int = 0) -> pd.DataFrame:
    """The table `ledger` behind such an achievement: targets of most years, results of others."""
    rng = np.random.default_rng(seed)
    table = achievement(places, years, indicators, seed)
    shared = {name: table[name] for name in ("place", "adcode", "year", "period", "indicator_id", "indicator",
                                             "measure", "unit")}
    parts = []
    for role in ("target", "actual"):
        low, high = ((table["target_low"], table["target_high"]) if role == "target"
                     else (table["actual"], table["actual"]))
        part = pd.DataFrame(dict.fromkeys(LEDGER), index=table.index).assign(
            **shared, role=role, comparator="eq", low=low, high=high,
            estimated=(role == "actual") & (rng.random(len(table)) < 0.1), conflict=False, n_sources=1,
            statement_id=[f"{role[0]}{i:06}" for i in range(len(table))])
        parts.append(part[(rng.random(len(part)) > 0.12) | (len(part) < 20)])
    return as_table("ledger", pd.concat(parts, ignore_index=True))


def tiers(places: int, years: int, indicators: int = 1, seed: int = 0) -> pd.DataFrame:
    """A table of growth targets beside those of the city above: half of them higher, some without city or result."""
    rng = np.random.default_rng(seed)
    names = [("gdp", "地区生产总值"), ("budget_rev", "一般公共预算收入")][:indicators]
    where = districts(places)
    grid = pd.MultiIndex.from_product([range(places), range(2025 - years, 2025), range(len(names))]).to_frame(
        index=False, name=["p", "year", "s"])
    n = len(grid)
    above = 9.0 - 0.25 * (grid["year"] - 2005) + grid["s"]
    extra = rng.choice([-0.5, 0.0, 0.5, 1.0, 1.5, 3.0], n, p=[0.05, 0.3, 0.3, 0.2, 0.1, 0.05])
    table = pd.DataFrame({
        "place": [where[p][0] for p in grid["p"]], "adcode": [where[p][1] for p in grid["p"]], "year": grid["year"],
        "indicator_id": [names[s][0] for s in grid["s"]], "indicator": [names[s][1] for s in grid["s"]], "unit": "%",
        "measure": "growth", "period": "year",
        "target": above + extra, "upper_place": [where[p][0][:3] for p in grid["p"]], "upper_target": above,
        "amplification": extra, "actual": above + extra + rng.normal(-0.2, 1.4, n).round(1)})
    table.loc[rng.random(n) < 0.15, "actual"] = np.nan
    orphan = (rng.random(n) < 0.06) & (n > 8)
    table.loc[orphan, ["upper_target", "amplification"]] = np.nan
    return table[(rng.random(n) > 0.06) | (n < 20)].reset_index(drop=True)
