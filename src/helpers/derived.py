"""Values that no text states but that follow from what texts state, each with its method and its formula.

| method | value | from |
|---|---|---|
| `back_chained` | last year's level | level and growth: L/(1+g); level and change: L − c; stock and what was added: L − n |
| `bridged` | growth, level, change, increment | two levels: L/L' − 1, L − L'; last year's level and growth: L'(1+g), L' + c |
| `bridged` | a span of years | its years, where all are known: sums of flows, products of growth: Π(1+g) |
| `implied` | the goal | result and distance from the goal: A − d; result and stated completion: A/c |
| `implied` | the result | goal and distance, goal and completion: T + d, T·c |

What is stated is never replaced, and no value is derived from a derived one but for growth from a level that a change
gave back. Growth in constant prices and levels in current prices (GDP: `bridge` is `no` in the lexicon) are never
bridged; where the base of growth is revised each year (`warn`: fixed-asset investment) the row carries a warning. No
value is carried across a break of its series (`consistency`). Only points can be calculated with: neither bounds nor
ranges.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from helpers import consistency
from helpers.scales import number, scale
from helpers.series import RATES, area, basis_kind, point, series_of, traits
from helpers.tables import DERIVED, as_table

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


def derive(ledger: pd.DataFrame, checks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Table `derived` of `ledger`: results and goals with value, unit (base units), method, formula and warning.

    `statement_id` is the claim that the value rests on most, `other_statement_ids` the others (joined by '|'). `step`
    is twice what the printed digits leave open. `checks` is the table of that name, made from the ledger if not given.
    """
    breaking = consistency.breaks(consistency.check(ledger) if checks is None else checks)
    book = _book(ledger)
    results = book[book["role"].eq("actual") & book["basis_kind"].isna()]
    yearly = _Yearly(results, breaking)
    found = [*yearly.levels_before(), *yearly.bridged(), *_over_years(book, results),
             *_implied_goals(book), *_implied_results(book)]
    found = [rows for rows in found if len(rows)]
    if not found:
        return as_table("derived", [])
    rows = pd.concat(found, ignore_index=True)
    rows = rows[np.isfinite(rows["value"].to_numpy(dtype=float, na_value=np.nan))]
    rows = _unstated(rows, book).drop_duplicates([*THING, "measure", "role", "unit", "base_year", "average", "basis"])
    rows = _revised_once(rows)
    rows["estimated"] = rows["estimated"].fillna(False)
    said = rows["warning"].str.cat(rows["estimated"].map({True: WARNINGS["estimated"], False: ""}), sep="; ")
    rows["warning"] = said.str.strip("; ").replace("", pd.NA)
    return as_table("derived", rows[list(DERIVED)])


def _book(ledger: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows with a year and a known place, with what calculating needs: value, series, traits."""
    book = ledger.assign(
        value=point(ledger).astype(float), step=ledger["step"].astype(float), area=area(ledger),
        series=series_of(ledger["indicator_id"], ledger["indicator"]), basis_kind=basis_kind(ledger["basis"]),
        kind=traits(ledger["indicator_id"], "kind"), bridge=traits(ledger["indicator_id"], "bridge"),
        average=ledger["average"].fillna(False), estimated=ledger["estimated"].fillna(False))
    return book[book["year"].notna() & (book["adcode"].notna() | book["place"].notna())].reset_index(drop=True)


def _unstated(rows: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """Derived rows of which no text states the like; a revised goal may be implied beside a stated original one."""
    key = [*THING, "measure", "role", "unit", "base_year", "average", "basis"]
    stated = book[~book["basis_kind"].isin(("goal", "other"))][key].drop_duplicates().assign(stated=True)
    met = rows[key].merge(stated, on=key, how="left")["stated"]
    return rows[met.isna().to_numpy()]


def _revised_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the plain goals that say the same as a revised one: the text that names the revision knew better."""
    key = [*THING, "measure", "role", "unit"]
    revised = rows.loc[rows["basis"].notna() & rows["role"].eq("target"), [*key, "value"]].drop_duplicates(key)
    there = rows[key].merge(revised, on=key, how="left")["value"].to_numpy(dtype=float, na_value=np.nan)
    same = np.abs(there - rows["value"].to_numpy(dtype=float)) <= rows["step"].to_numpy(dtype=float)
    return rows[~(same & rows["basis"].isna().to_numpy())]


def _rows(frame: pd.DataFrame, *, value, step, method: str, formula: Iterable[str], others, warning="", **columns) -> (
        pd.DataFrame):
    """Rows of table `derived` (and area, series) that stand on the claims of `frame` and `others`."""
    fixed = {"year_from": pd.NA, "period": "year", "base_year": pd.NA, "average": False, "role": "actual",
             "basis": pd.NA} | columns
    made = frame[WHAT].assign(
        year=frame["year"], unit=frame["unit"], value=np.asarray(value, dtype=float),
        step=np.asarray(step, dtype=float), method=method, formula=list(formula), warning=warning,
        estimated=frame["estimated"] | frame.get("estimated_2", False), statement_id=frame["statement_id"],
        other_statement_ids=others)
    made = made.assign(**fixed)
    return made.astype({name: kind for name, kind in DERIVED.items() if name not in ("estimated", "warning")})


def _beside(left: pd.DataFrame, right: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Each row of `left` with the one of `right` that agrees in `on` (its columns end in _2); one per statement."""
    columns = [*on, *(name for name in (*NUMBER, "unit", "basis") if name not in on)]
    other = right[columns].drop_duplicates(on)
    return left.merge(other, on=on, suffixes=("", "_2")).reset_index(drop=True)


def _calculated(frame: pd.DataFrame, value, units, write: Callable[..., str]) -> list[str]:
    """`write(first, second, result, unit)` with the numbers of each row in one readable scale.

    The second number is scaled like the first where it has the same unit, else it is a rate and stays.
    """
    out = []
    unit_2 = frame["unit_2"] if "unit_2" in frame else frame["unit"]
    for a, b, v, unit, other in zip(frame["value"], frame["value_2"], value, units, unit_2, strict=True):
        alike = other == unit
        size = scale([a, v, b] if alike else [a, v], unit)
        second = number(b / size.factor) if alike else number(b)
        out.append(write(number(a / size.factor), second, number(_short(v / size.factor)), size.unit).replace(" ()", ""))
    return out


def _short(value: float) -> float:
    """A calculated number with four figures, as nobody states more."""
    return float(f"{value:.4g}")


def _plus(number_: str) -> str:
    """"+ 3" or "− 3" for a signed second summand."""
    return f"− {number_[1:]}" if number_.startswith("−") else f"+ {number_}"


def _minus(number_: str) -> str:
    return f"+ {number_[1:]}" if number_.startswith("−") else f"− {number_}"


# --- one year and the next ---------------------------------------------------------------------------------------------


class _Yearly:
    """Results of single years, by measure, and what follows from two of them."""

    def __init__(self, results: pd.DataFrame, breaking: pd.DataFrame):
        plain = results[results["period"].eq("year") & results["year_from"].isna() & ~results["average"]
                        & results["value"].notna() & results["base_year"].isna()]
        amount = ~plain["unit"].isin(RATES)
        self.breaking = breaking
        self.level = plain[plain["measure"].eq("level") & amount & ~plain["bridge"].eq("no").fillna(False)]
        self.share = plain[plain["measure"].eq("share") & plain["unit"].eq("%")]
        self.growth = plain[plain["measure"].eq("growth") & plain["unit"].eq("%") & plain["value"].gt(-100)]
        self.change = plain[plain["measure"].eq("change")]
        self.added = plain[plain["measure"].eq("increment") & plain["kind"].eq("stock").fillna(False)]
        self.listed = self.level[self.level["bridge"].isin(("yes", "warn"))]

    def levels_before(self) -> list[pd.DataFrame]:
        """The level or share of the year before, where this year's stands beside what has changed."""
        return [self._before_change(self.level, [*YEARLY, "unit"]), self._before_change(self.share, [*YEARLY, "unit"]),
                self._before_growth(), self._before_added()]

    def _changes(self) -> pd.DataFrame:
        """Changes in amounts, and those in percentage points as of the share's unit."""
        return self.change.assign(unit=self.change["unit"].replace("个百分点", "%"))

    def _before_change(self, levels: pd.DataFrame, on: list[str]) -> pd.DataFrame:
        both = _beside(levels, self._changes(), on).assign(unit_2=lambda b: b["unit"])
        value = both["value"] - both["value_2"]
        text = _calculated(both, value, both["unit"], lambda a, c, v, unit: f"{a} {_minus(c)} = {v} ({unit})")
        return _rows(both, value=value, step=both["step"] + both["step_2"], method="back_chained", formula=text,
                     others=both["statement_id_2"], year=both["year"] - 1,
                     measure=levels["measure"].iloc[0] if len(levels) else "level")

    def _before_growth(self) -> pd.DataFrame:
        both = _beside(self.listed, self.growth, YEARLY)
        value = both["value"] / (1 + both["value_2"] / 100)
        open_ = both["step"] / both["value"].abs() + both["step_2"] / (100 + both["value_2"])
        text = _calculated(both, value, both["unit"], lambda a, g, v, unit: f"{a}/(1 {_plus(g)} %) = {v} ({unit})")
        return _rows(both, value=value, step=value.abs() * open_, method="back_chained", formula=text,
                     others=both["statement_id_2"], year=both["year"] - 1, measure="level", warning=_revised(both))

    def _before_added(self) -> pd.DataFrame:
        both = _beside(self.level[self.level["kind"].eq("stock").fillna(False)], self.added, [*YEARLY, "unit"])
        both = both.assign(unit_2=both["unit"])
        value = both["value"] - both["value_2"]
        both, value = both[value.gt(0)], value[value.gt(0)]
        text = _calculated(both, value, both["unit"], lambda a, n, v, unit: f"{a} − {n} = {v} ({unit})")
        return _rows(both, value=value, step=both["step"] + both["step_2"], method="back_chained", formula=text,
                     others=both["statement_id_2"], year=both["year"] - 1, measure="level", warning=WARNINGS["net"])

    def bridged(self) -> list[pd.DataFrame]:
        """Growth, change and increment from two levels, and a level from the one before it."""
        stated = self.level.assign(warning="")
        base = [rows for rows in (stated, self._before_change(self.level, [*YEARLY, "unit"]), self._before_added())
                if len(rows)]
        base = pd.concat(base, ignore_index=True).drop_duplicates([*YEARLY, "unit"]) if base else stated
        steps, growing = self._steps(stated), self._steps(base)
        shares = self.share.assign(year=self.share["year"] + 1)
        points = _beside(self.share, shares, [*YEARLY, "unit"]).assign(unit_2="%")
        return [self._growth(growing), self._difference(steps, "change", ""),
                self._difference(points, "change", "", unit="个百分点"),
                self._difference(steps[steps["kind"].eq("stock").fillna(False)], "increment", WARNINGS["net"]),
                self._level_by_growth(), self._level_by_change(self.listed), self._level_by_change(self.share)]

    def _steps(self, base: pd.DataFrame) -> pd.DataFrame:
        """Levels beside those of the year before in `base`, with the warning that these carry."""
        following = base.assign(year=base["year"] + 1)
        both = _beside(self.listed, following, [*YEARLY, "unit"]).assign(unit_2=lambda b: b["unit"])
        carried = following.drop_duplicates([*YEARLY, "unit"])[[*YEARLY, "unit", "warning"]]
        return self._unbroken(both.merge(carried, on=[*YEARLY, "unit"], how="left"))

    def _unbroken(self, both: pd.DataFrame) -> pd.DataFrame:
        return both[~consistency.broken(both, self.breaking, both["year"] - 1, both["year"])].reset_index(drop=True)

    @staticmethod
    def _growth(steps: pd.DataFrame) -> pd.DataFrame:
        steps = steps[steps["value_2"].gt(0)]
        ratio = steps["value"] / steps["value_2"]
        value = 100 * (ratio - 1)
        open_ = ratio * (steps["step"] / steps["value"] + steps["step_2"] / steps["value_2"]) * 100
        text = [f"{_ratio(a, b, unit)} − 1 = {number(round(v, 1), signed=True)} %"
                for a, b, unit, v in zip(steps["value"], steps["value_2"], steps["unit"], value, strict=True)]
        return _rows(steps, value=value, step=open_, method="bridged", formula=text, others=steps["statement_id_2"],
                     measure="growth", unit="%", warning=_revised(steps).mask(steps["warning"].ne(""), steps["warning"]))

    @staticmethod
    def _difference(steps: pd.DataFrame, measure: str, warning: str, unit: str | None = None) -> pd.DataFrame:
        value = steps["value"] - steps["value_2"]
        text = _calculated(steps, value, steps["unit"], lambda a, b, v, u: f"{a} {_minus(b)} = {v} ({unit or u})")
        more = {"unit": unit} if unit else {}
        return _rows(steps, value=value, step=steps["step"] + steps["step_2"], method="bridged", formula=text,
                     others=steps["statement_id_2"], measure=measure, warning=warning, **more)

    def _level_by_growth(self) -> pd.DataFrame:
        last = self.listed.assign(year=self.listed["year"] + 1)
        both = self._unbroken(_beside(self.growth.drop(columns=["unit"]).rename(columns={
            "value": "rate", "step": "rate_step", "statement_id": "rate_id"}).assign(
                value=np.nan, step=np.nan, statement_id=pd.NA, unit=pd.NA), last, YEARLY))
        both = both.assign(value=both["value_2"], unit=both["unit_2"], value_2=both["rate"], unit_2="%",
                           statement_id=both["rate_id"])
        value = both["value"] * (1 + both["rate"] / 100)
        open_ = both["step_2"] / both["value"].abs() + both["rate_step"] / (100 + both["rate"])
        text = _calculated(both, value, both["unit"], lambda a, g, v, unit: f"{a} × (1 {_plus(g)} %) = {v} ({unit})")
        return _rows(both, value=value, step=value.abs() * open_, method="bridged", formula=text,
                     others=both["statement_id_2"], measure="level", warning=_revised(both))

    def _level_by_change(self, levels: pd.DataFrame) -> pd.DataFrame:
        last = levels.assign(year=levels["year"] + 1)
        both = self._unbroken(_beside(self._changes(), last, [*YEARLY, "unit"]).assign(unit_2=lambda b: b["unit"]))
        value = both["value"] + both["value_2"]
        turned = both.assign(value=both["value_2"], value_2=both["value"])
        text = _calculated(turned, value, both["unit"], lambda a, c, v, unit: f"{a} {_plus(c)} = {v} ({unit})")
        return _rows(both, value=value, step=both["step"] + both["step_2"], method="bridged", formula=text,
                     others=both["statement_id_2"], measure=levels["measure"].iloc[0] if len(levels) else "level")


def _revised(frame: pd.DataFrame) -> pd.Series:
    return frame["bridge"].eq("warn").fillna(False).map({True: WARNINGS["warn"], False: ""})


def _ratio(top: float, bottom: float, unit: str) -> str:
    size = scale([top, bottom], unit)
    return f"{number(top / size.factor)}/{number(_short(bottom / size.factor))}"


# --- several years -----------------------------------------------------------------------------------------------------


def _over_years(book: pd.DataFrame, results: pd.DataFrame) -> list[pd.DataFrame]:
    """Sums of flows and products of growth over the spans that goals speak of, where every year is known."""
    spans = book[book["role"].eq("target") & book["year_from"].notna() & book["measure"].isin((*AMOUNTS, "growth"))]
    totals = book[book["role"].eq("target") & book["base_year"].notna() & book["measure"].eq("growth")
                  & ~book["average"] & book["year_from"].isna()]
    single = results[results["period"].eq("year") & results["year_from"].isna() & results["base_year"].isna()
                     & ~results["average"] & results["value"].notna()]
    flows = spans["measure"].eq("increment") | spans["kind"].eq("flow").fillna(False)
    return [_sum(spans[spans["measure"].isin(AMOUNTS) & flows], single),
            _product(spans[spans["measure"].eq("growth") & spans["average"]], single),
            _product(totals.assign(year_from=totals["base_year"] + 1), single)]


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


def _ids(each: pd.DataFrame) -> pd.DataFrame:
    """Per span the last year's claim, the others, and whether any is an estimate."""
    groups = each.groupby("span")
    return pd.DataFrame({"statement_id": groups["statement_id"].last(), "estimated": groups["estimated"].any(),
                         "others": groups["statement_id"].agg(lambda ids: "|".join(ids.iloc[:-1]))})


def _sum(spans: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    spans, each = _each_year(spans, single, ["area", "series", "measure", "unit"])
    if spans.empty:
        return spans
    ids, groups = _ids(each), each.groupby("span")
    value = groups["value"].sum()
    text = []
    for span, unit in spans["unit"].items():
        numbers = groups.get_group(span)["value"]
        size = scale([*numbers, value[span]], unit)
        text.append(" + ".join(number(x / size.factor) for x in numbers)
                    + f" = {number(_short(value[span] / size.factor))} ({size.unit})")
    return _rows(spans.drop(columns=["statement_id", "estimated"]).join(ids[["statement_id", "estimated"]]), value=value,
                 step=groups["step"].sum(), method="bridged", formula=text, others=ids["others"],
                 measure=spans["measure"], year_from=spans["year_from"], period=spans["period"])


def _product(spans: pd.DataFrame, single: pd.DataFrame) -> pd.DataFrame:
    """Growth compounded over the years of a goal, as a yearly average where the goal is one."""
    yearly = single[single["measure"].eq("growth") & single["unit"].eq("%") & single["value"].gt(-100)]
    spans, each = _each_year(spans, yearly, ["area", "series"])
    if spans.empty:
        return spans
    ids, groups = _ids(each), each.groupby("span")
    log, years = groups["value"].agg(lambda rates: np.log1p(rates / 100).sum()), groups.size()
    average = spans["average"].to_numpy()
    value = 100 * np.expm1(np.where(average, log / years, log))
    text = [_chain(groups.get_group(span)["value"], mean, result)
            for span, mean, result in zip(spans.index, average, value, strict=True)]
    return _rows(spans.drop(columns=["statement_id", "estimated"]).join(ids[["statement_id", "estimated"]]), value=value,
                 step=groups["step"].sum() / np.where(average, years, 1), method="bridged", formula=text,
                 others=ids["others"], measure="growth", unit="%", period=spans["period"], average=average,
                 year_from=spans["year_from"].where(average), base_year=spans["base_year"].mask(average))


def _chain(rates: pd.Series, average: bool, result: float) -> str:
    factors = " × ".join(number(round(1 + rate / 100, 4)) for rate in rates)
    power = f"({factors})^(1/{len(rates)})" if average else factors
    return f"{power} − 1 = {number(round(result, 2), signed=True)} %" + (" a year" if average else "")


# --- goals and completions ---------------------------------------------------------------------------------------------


def _distances(book: pd.DataFrame) -> pd.DataFrame:
    """How far results lie from their goals, as said: 高于预期目标0.3个百分点."""
    return book[book["role"].eq("actual") & book["basis_kind"].eq("goal").fillna(False) & book["value"].notna()
                & book["measure"].eq("change")]


def _completions(book: pd.DataFrame) -> pd.DataFrame:
    """Stated degrees of completion; one that the text gives as 超计划5% is 105 %."""
    stated = book[book["role"].eq("actual") & book["measure"].eq("completion") & book["value"].gt(0)]
    beyond = book[book["role"].eq("actual") & book["measure"].eq("growth") & book["value"].gt(-100)
                  & book["basis_kind"].eq("goal").fillna(False)]
    return pd.concat([stated, beyond.assign(value=beyond["value"] + 100)], ignore_index=True)


def _sides(book: pd.DataFrame, role: str, measures: tuple[str, ...]) -> pd.DataFrame:
    """Numbers of one role that a distance or a completion may belong to; of several alike the plain one."""
    rows = book[book["role"].eq(role) & book["measure"].isin(measures) & book["value"].notna()
                & ~book["basis_kind"].isin(("goal", "other")) & book["base_year"].isna()]
    return rows.sort_values(["basis", "statement_id"], na_position="first", kind="stable")


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


def _implied_goals(book: pd.DataFrame) -> list[pd.DataFrame]:
    """Goals given back by result and distance, and by result and completion (in part of a year: the year's goal)."""
    both = _with_distance(book, "actual")
    value = both["value"] - both["value_2"]
    text = _calculated(both, value, both["unit"], lambda a, d, v, unit: f"{a} {_minus(d)} = {v} ({unit})")
    away = _rows(both, value=value, step=both["step"] + both["step_2"], method="implied", formula=text,
                 others=both["statement_id"], statement_id=both["statement_id_2"], measure=both["measure"], role="target",
                 year_from=both["year_from"], period="year")
    done = _with_completion(book, "actual")
    goal = done["value"] / (done["value_2"] / 100)
    open_ = done["step"] / done["value"].abs() + done["step_2"] / done["value_2"]
    said = _calculated(done, goal, done["unit"], lambda a, c, v, unit: f"{a}/{c} % = {v} ({unit})")
    revised = done["basis_2"].where(done["basis_kind"].eq("revised"))
    back = _rows(done, value=goal, step=goal.abs() * open_, method="implied", formula=said, others=done["statement_id"],
                 statement_id=done["statement_id_2"], measure=done["measure"], role="target", basis=revised,
                 year_from=done["year_from"], period=done["period"].where(done["year_from"].notna(), "year"))
    return [back, away]


def _implied_results(book: pd.DataFrame) -> list[pd.DataFrame]:
    """Results given by a goal and the distance from it, or by a goal and its completion."""
    both = _with_distance(book, "target")
    value = both["value"] + both["value_2"]
    text = _calculated(both, value, both["unit"], lambda t, d, v, unit: f"{t} {_plus(d)} = {v} ({unit})")
    away = _rows(both, value=value, step=both["step"] + both["step_2"], method="implied", formula=text,
                 others=both["statement_id"], statement_id=both["statement_id_2"], measure=both["measure"],
                 year_from=both["year_from"], period=both["period"])
    done = _with_completion(book, "target")
    result = done["value"] * done["value_2"] / 100
    open_ = done["step"] / done["value"].abs() + done["step_2"] / done["value_2"]
    said = _calculated(done, result, done["unit"], lambda t, c, v, unit: f"{t} × {c} % = {v} ({unit})")
    there = _rows(done, value=result, step=result.abs() * open_, method="implied", formula=said,
                  others=done["statement_id"], statement_id=done["statement_id_2"], measure=done["measure"],
                  year_from=done["year_from"], period=done["period"])
    return [there, away]
