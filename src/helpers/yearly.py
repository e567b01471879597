"""From one year to the next: last year's level, and growth, change and level between two years."""

from __future__ import annotations

import pandas as pd

from helpers import consistency
from helpers.calculation import WARNINGS, YEARLY, added, beside, plus, ratio, rows, scaled, single_years
from helpers.scales import number
from helpers.series import RATES

IN_UNIT = [*YEARLY, "unit"]


class Yearly:
    """Results of single years, by measure, and what follows from two of them."""

    def __init__(self, results: pd.DataFrame, breaking: pd.DataFrame):
        plain = single_years(results)
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
        return [
            self._before_change(self.level, "level"),
            self._before_change(self.share, "share"),
            self._before_growth(),
            self._before_added(),
        ]

    def _changes(self) -> pd.DataFrame:
        """Changes in amounts, and those in percentage points as of the share's unit."""
        return self.change.assign(unit=self.change["unit"].replace("个百分点", "%"))

    def _before_change(self, levels: pd.DataFrame, measure: str) -> pd.DataFrame:
        both = _alike(levels, self._changes())
        return rows(both, **added(both, -1), method="back_chained", year=both["year"] - 1, measure=measure)

    def _before_growth(self) -> pd.DataFrame:
        both = beside(self.listed, self.growth, YEARLY)
        found = scaled(both, 100, -1, lambda a, g, v, unit: f"{a}/(1 {plus(g)} %) = {v} ({unit})")
        year, warning = both["year"] - 1, _revised(both)
        return rows(both, **found, method="back_chained", year=year, measure="level", warning=warning)

    def _before_added(self) -> pd.DataFrame:
        both = _alike(self.level[self.level["kind"].eq("stock").fillna(False)], self.added)
        both = both[(both["value"] - both["value_2"]).gt(0)]
        year, warning = both["year"] - 1, WARNINGS["net"]
        return rows(both, **added(both, -1), method="back_chained", year=year, measure="level", warning=warning)

    def bridged(self) -> list[pd.DataFrame]:
        """Growth, change and increment from two levels, and a level from the one before it."""
        stated = self.level.assign(warning="")
        bases = (stated, self._before_change(self.level, "level"), self._before_added())
        base = [levels for levels in bases if len(levels)]
        base = pd.concat(base, ignore_index=True).drop_duplicates(IN_UNIT) if base else stated
        steps, growing = self._steps(stated), self._steps(base)
        points = _alike(self.share, _following(self.share))
        stocks = steps[steps["kind"].eq("stock").fillna(False)]
        return [
            self._growth(growing),
            rows(steps, **added(steps, -1), method="bridged", measure="change"),
            rows(points, **added(points, -1, "个百分点"), method="bridged", measure="change", unit="个百分点"),
            rows(stocks, **added(stocks, -1), method="bridged", measure="increment", warning=WARNINGS["net"]),
            self._level_by_growth(),
            self._level_by_change(self.listed, "level"),
            self._level_by_change(self.share, "share"),
        ]

    def _steps(self, base: pd.DataFrame) -> pd.DataFrame:
        """Levels beside those of the year before in `base`, with the warning that these carry."""
        following = _following(base)
        carried = following.drop_duplicates(IN_UNIT)[[*IN_UNIT, "warning"]]
        return self._unbroken(_alike(self.listed, following).merge(carried, on=IN_UNIT, how="left"))

    def _unbroken(self, both: pd.DataFrame) -> pd.DataFrame:
        return both[~consistency.broken(both, self.breaking, both["year"] - 1, both["year"])].reset_index(drop=True)

    @staticmethod
    def _growth(steps: pd.DataFrame) -> pd.DataFrame:
        steps = steps[steps["value_2"].gt(0)]
        factor = steps["value"] / steps["value_2"]
        value = 100 * (factor - 1)
        open_ = factor * (steps["step"] / steps["value"] + steps["step_2"] / steps["value_2"]) * 100
        text = [
            f"{ratio(a, b, unit)} − 1 = {number(round(v, 1), signed=True)} %"
            for a, b, unit, v in zip(steps["value"], steps["value_2"], steps["unit"], value, strict=True)
        ]
        warning = _revised(steps).mask(steps["warning"].ne(""), steps["warning"])
        return rows(
            steps, value=value, step=open_, formula=text, method="bridged", measure="growth", unit="%", warning=warning
        )

    def _level_by_growth(self) -> pd.DataFrame:
        # The row is of the year that grew, so its claim comes first and last year's beside it.
        both = self._unbroken(beside(_following(self.listed), self.growth, YEARLY))
        claims = {"statement_id": both["statement_id_2"], "others": both["statement_id"]}
        found = scaled(both, 100, 1, lambda a, g, v, unit: f"{a} × (1 {plus(g)} %) = {v} ({unit})")
        return rows(both, **found, **claims, method="bridged", measure="level", warning=_revised(both))

    def _level_by_change(self, levels: pd.DataFrame, measure: str) -> pd.DataFrame:
        both = self._unbroken(_alike(self._changes(), _following(levels)))
        return rows(both, **added(both, 1, turned=True), method="bridged", measure=measure)


def _following(levels: pd.DataFrame) -> pd.DataFrame:
    """Levels as the base of the year after theirs."""
    return levels.assign(year=levels["year"] + 1)


def _alike(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Rows of the same year, series and unit beside each other."""
    return beside(left, right, IN_UNIT).assign(unit_2=lambda both: both["unit"])


def _revised(frame: pd.DataFrame) -> pd.Series:
    return frame["bridge"].eq("warn").fillna(False).map({True: WARNINGS["warn"], False: ""})
