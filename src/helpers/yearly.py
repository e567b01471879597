"""From one year to the next: last year's level, and growth, change and level between two years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import consistency
from helpers.calculation import WARNINGS, YEARLY, beside, calculated, minus, plus, ratio, rows
from helpers.scales import number
from helpers.series import RATES


class Yearly:
    """Results of single years, by measure, and what follows from two of them."""

    def __init__(self, results: pd.DataFrame, breaking: pd.DataFrame):
        plain = results[
            results["period"].eq("year")
            & results["year_from"].isna()
            & ~results["average"]
            & results["value"].notna()
            & results["base_year"].isna()
        ]
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
            self._before_change(self.level, [*YEARLY, "unit"]),
            self._before_change(self.share, [*YEARLY, "unit"]),
            self._before_growth(),
            self._before_added(),
        ]

    def _changes(self) -> pd.DataFrame:
        """Changes in amounts, and those in percentage points as of the share's unit."""
        return self.change.assign(unit=self.change["unit"].replace("个百分点", "%"))

    def _before_change(self, levels: pd.DataFrame, on: list[str]) -> pd.DataFrame:
        both = beside(levels, self._changes(), on).assign(unit_2=lambda b: b["unit"])
        value = both["value"] - both["value_2"]
        text = calculated(both, value, both["unit"], lambda a, c, v, unit: f"{a} {minus(c)} = {v} ({unit})")
        return rows(
            both,
            value=value,
            step=both["step"] + both["step_2"],
            method="back_chained",
            formula=text,
            others=both["statement_id_2"],
            year=both["year"] - 1,
            measure=levels["measure"].iloc[0] if len(levels) else "level",
        )

    def _before_growth(self) -> pd.DataFrame:
        both = beside(self.listed, self.growth, YEARLY)
        value = both["value"] / (1 + both["value_2"] / 100)
        open_ = both["step"] / both["value"].abs() + both["step_2"] / (100 + both["value_2"])
        text = calculated(both, value, both["unit"], lambda a, g, v, unit: f"{a}/(1 {plus(g)} %) = {v} ({unit})")
        return rows(
            both,
            value=value,
            step=value.abs() * open_,
            method="back_chained",
            formula=text,
            others=both["statement_id_2"],
            year=both["year"] - 1,
            measure="level",
            warning=_revised(both),
        )

    def _before_added(self) -> pd.DataFrame:
        both = beside(self.level[self.level["kind"].eq("stock").fillna(False)], self.added, [*YEARLY, "unit"])
        both = both.assign(unit_2=both["unit"])
        value = both["value"] - both["value_2"]
        both, value = both[value.gt(0)], value[value.gt(0)]
        text = calculated(both, value, both["unit"], lambda a, n, v, unit: f"{a} − {n} = {v} ({unit})")
        return rows(
            both,
            value=value,
            step=both["step"] + both["step_2"],
            method="back_chained",
            formula=text,
            others=both["statement_id_2"],
            year=both["year"] - 1,
            measure="level",
            warning=WARNINGS["net"],
        )

    def bridged(self) -> list[pd.DataFrame]:
        """Growth, change and increment from two levels, and a level from the one before it."""
        stated = self.level.assign(warning="")
        base = [
            rows
            for rows in (stated, self._before_change(self.level, [*YEARLY, "unit"]), self._before_added())
            if len(rows)
        ]
        base = pd.concat(base, ignore_index=True).drop_duplicates([*YEARLY, "unit"]) if base else stated
        steps, growing = self._steps(stated), self._steps(base)
        shares = self.share.assign(year=self.share["year"] + 1)
        points = beside(self.share, shares, [*YEARLY, "unit"]).assign(unit_2="%")
        return [
            self._growth(growing),
            self._difference(steps, "change", ""),
            self._difference(points, "change", "", unit="个百分点"),
            self._difference(steps[steps["kind"].eq("stock").fillna(False)], "increment", WARNINGS["net"]),
            self._level_by_growth(),
            self._level_by_change(self.listed),
            self._level_by_change(self.share),
        ]

    def _steps(self, base: pd.DataFrame) -> pd.DataFrame:
        """Levels beside those of the year before in `base`, with the warning that these carry."""
        following = base.assign(year=base["year"] + 1)
        both = beside(self.listed, following, [*YEARLY, "unit"]).assign(unit_2=lambda b: b["unit"])
        carried = following.drop_duplicates([*YEARLY, "unit"])[[*YEARLY, "unit", "warning"]]
        return self._unbroken(both.merge(carried, on=[*YEARLY, "unit"], how="left"))

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
        return rows(
            steps,
            value=value,
            step=open_,
            method="bridged",
            formula=text,
            others=steps["statement_id_2"],
            measure="growth",
            unit="%",
            warning=_revised(steps).mask(steps["warning"].ne(""), steps["warning"]),
        )

    @staticmethod
    def _difference(steps: pd.DataFrame, measure: str, warning: str, unit: str | None = None) -> pd.DataFrame:
        value = steps["value"] - steps["value_2"]
        text = calculated(steps, value, steps["unit"], lambda a, b, v, u: f"{a} {minus(b)} = {v} ({unit or u})")
        more = {"unit": unit} if unit else {}
        return rows(
            steps,
            value=value,
            step=steps["step"] + steps["step_2"],
            method="bridged",
            formula=text,
            others=steps["statement_id_2"],
            measure=measure,
            warning=warning,
            **more,
        )

    def _level_by_growth(self) -> pd.DataFrame:
        last = self.listed.assign(year=self.listed["year"] + 1)
        both = self._unbroken(
            beside(
                self.growth.drop(columns=["unit"])
                .rename(columns={"value": "rate", "step": "rate_step", "statement_id": "rate_id"})
                .assign(value=np.nan, step=np.nan, statement_id=pd.NA, unit=pd.NA),
                last,
                YEARLY,
            )
        )
        both = both.assign(
            value=both["value_2"], unit=both["unit_2"], value_2=both["rate"], unit_2="%", statement_id=both["rate_id"]
        )
        value = both["value"] * (1 + both["rate"] / 100)
        open_ = both["step_2"] / both["value"].abs() + both["rate_step"] / (100 + both["rate"])
        text = calculated(both, value, both["unit"], lambda a, g, v, unit: f"{a} × (1 {plus(g)} %) = {v} ({unit})")
        return rows(
            both,
            value=value,
            step=value.abs() * open_,
            method="bridged",
            formula=text,
            others=both["statement_id_2"],
            measure="level",
            warning=_revised(both),
        )

    def _level_by_change(self, levels: pd.DataFrame) -> pd.DataFrame:
        last = levels.assign(year=levels["year"] + 1)
        both = self._unbroken(beside(self._changes(), last, [*YEARLY, "unit"]).assign(unit_2=lambda b: b["unit"]))
        value = both["value"] + both["value_2"]
        turned = both.assign(value=both["value_2"], value_2=both["value"])
        text = calculated(turned, value, both["unit"], lambda a, c, v, unit: f"{a} {plus(c)} = {v} ({unit})")
        return rows(
            both,
            value=value,
            step=both["step"] + both["step_2"],
            method="bridged",
            formula=text,
            others=both["statement_id_2"],
            measure=levels["measure"].iloc[0] if len(levels) else "level",
        )


def _revised(frame: pd.DataFrame) -> pd.Series:
    return frame["bridge"].eq("warn").fillna(False).map({True: WARNINGS["warn"], False: ""})
