"""Target against result, by the rule of each measure.

Which result answers which target is known from `pairing`; measures do not mix. What ratio, gap and verdict mean is a
table, `lexicon/rules.csv`, by measure, direction of the indicator and comparator of the target:

- `reference`: the number T that ratio and gap refer to: the target's `low` or `high` bound, `zero`, or `gdp`
  (growth of the gross regional product of the same place and year), or `none` where no number was promised;
- `floor`, `ceiling`: a result between them meets the target (`T`, `low`, `high`, `zero`, `above_zero`, `above_T`, or
  open);
- `slack`: by how much floor and ceiling give way, in `points` (of the unit) or as a `share` of T; this is
  what 左右 means;
- `rounding`: a further share of T, at most half a unit of the target's last printed digit, so that 37.498
  meets 37.5;
- `ratio`: the one scale on which 100 % is the target and more is better.

    A/T           amounts and shares of which more is better, T > 0
    T/A           caps: amounts and shares of which less is better
    (1+A)/(1+T)   growth, as the ratio of indices; A/T of two rates explodes near zero
    (1+T)/(1+A)   growth of which less is better (能耗下降3%)

Changes (提高2个百分点) have a gap only: like rates they may be next to nothing.

`gap` is A − T always, in the unit (percentage points for rates), also where less is better. Comparators of a
negative growth or change speak of the size of the fall and are turned round before the table is asked.

`method` tells where the numbers come from: `direct` where both are stated, else how the derived one was found
(`derived`), whose arithmetic then opens the formula; where the digits that it rests on could turn the verdict, the note
says so.
`base` is last year's level where it is known; for stocks (企业总数) `effort_ratio` is (A − base)/(T − base): what was
added of what was to be added, of which A/T shows little.

A completion that a text states ("完成年度任务的116.9%") stands beside the recomputed ratio as `official_ratio`, and the
note tells whether they agree within their printed digits. One of a revised budget belongs to the revised goal. A
completion of which neither target nor result is known makes a row of its own (`official`).
"""
from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import consistency, derived, lexicon
from helpers.calculation import AMOUNTS
from helpers.pairing import STATED, THING, keyed, pair
from helpers.scales import number, scale
from helpers.series import FLIP, RATES
from helpers.tables import ACHIEVEMENT, as_table

VERDICTS = ("met", "missed", "unquantified", "not_comparable")
NUMBERLESS = ("positive", "sync", "steady", "assigned")
ABOVE = "above"
"""How the rulebook calls being in step where the text asks for more than that."""


def rules() -> pd.DataFrame:
    """`lexicon/rules.csv`, one row per measure, direction and comparator. Change a copy and give it to
    `score`.

    Raises LexiconError where two rows speak of the same case or a word is unknown.
    """
    bounds = {"T", "low", "high", "zero", "above_zero", "above_T"}
    rows = lexicon.table("rules", needs=["measure", "direction", "comparator", "reference"], choices={
        "reference": {"low", "high", "zero", "gdp", "none"}, "floor": bounds, "ceiling": bounds,
        "ratio": set(RATIO), "slack_of": {"points", "share"}})
    table = pd.DataFrame(rows)
    for column in ("measure", "direction", "comparator"):
        table = table.assign(**{column: table[column].str.split("|")}).explode(column, ignore_index=True)
    doubled = table[table.duplicated(["measure", "direction", "comparator"])]
    if len(doubled):
        case = ", ".join(doubled.iloc[0][["measure", "direction", "comparator"]])
        raise lexicon.LexiconError(f"{lexicon.FOLDER / 'rules.csv'}: two rows for {case}")
    return table.astype({"slack": float, "rounding": float}).drop(columns="why")


def score(ledger: pd.DataFrame, rulebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """The table `achievement` of `ledger`: every target with its result, the ratio, the gap and the verdict.

    Numbers are in base units. Verdicts: `met`, `missed`, `unquantified` (nothing numeric was promised; such
    targets are listed with or without a result), `not_comparable` (the note says why: other measure or unit,
    the GDP growth that a target refers to is unknown, or a result that is only known to be above or below a
    number). A numeric target without any result gives no row; `coverage.outcomes` says why. `rulebook` replaces
    `rules()`. Results of part of a year have no verdict yet: `progress` tells them.
    """
    checks = consistency.check(ledger)
    pairs = pair(ledger, checks, derived.derive(ledger, checks))
    judged = judge(pairs, rules() if rulebook is None else rulebook)
    book = keyed(ledger)
    whole = book["role"].eq("actual") & book["measure"].eq("completion") & book["period"].isin(("year", "span"))
    judged, alone = _with_official(judged, book[whole & book["low"].gt(0).fillna(False)])
    rows = [frame for frame in (judged, alone) if len(frame)]
    return as_table("achievement", pd.concat(rows)[list(ACHIEVEMENT)] if rows else [])


def _floats(frame: pd.DataFrame, *columns: str) -> list[np.ndarray]:
    return [frame[column].to_numpy(dtype=float, na_value=np.nan) for column in columns]


def _where(condition: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(condition & (bottom != 0), top / bottom, np.nan)


RATIO = {
    "A/T": lambda a, t, rate: _where(t > 0, a, t),
    "T/A": lambda a, t, rate: _where((t >= 0) & (a > 0), t, a),
    "(1+A)/(1+T)": lambda a, t, rate: _where(rate & (t > -100) & (a > -100), 100 + a, 100 + t),
    "(1+T)/(1+A)": lambda a, t, rate: _where(rate & (t > -100) & (a > -100), 100 + t, 100 + a),
}


def judge(pairs: pd.DataFrame, rulebook: pd.DataFrame) -> pd.DataFrame:
    """Ratio, gap, verdict, formula and note of each pair, by its rule."""
    low, high = _floats(pairs, "low", "high")
    fall = (np.fmin(low, high) < 0) & pairs["measure"].isin(("growth", "change")).to_numpy()
    sense = pairs["comparator"].mask(fall, pairs["comparator"].replace(FLIP))
    sense = sense.mask(sense.eq("sync") & pairs["basis"].notna(), ABOVE)
    frame = pairs.assign(said=pairs["comparator"], comparator=sense)
    frame = frame.merge(rulebook, on=["measure", "direction", "comparator"], how="left")

    low, high, gdp, step, slack, rounding = _floats(frame, "low", "high", "gdp", "step", "slack", "rounding")
    a_low, a_high = _floats(frame, "a_low", "a_high")
    actual = np.where(np.isnan(a_low) | np.isnan(a_high), np.fmax(a_low, a_high), (a_low + a_high) / 2)
    reference = frame["reference"].to_numpy(dtype=object, na_value="")
    zero = np.zeros(len(frame))
    first, last = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
    # Without a rule there is a gap to tell, though no verdict.
    target = np.select([reference == word for word in ("low", "high", "gdp", "zero", "")],
                       [first, last, gdp, zero, first], np.nan)
    bound = {"T": target, "low": low, "high": high, "zero": zero, "above_zero": np.nextafter(zero, 1),
             "above_T": np.nextafter(target, np.inf)}
    share = frame["slack_of"].eq("share").fillna(False).to_numpy(dtype=bool)
    give = np.where(share, slack * np.abs(target), slack)
    # Sums such as 0.1 + 0.2 carry an error in the last binary digits, which is no one's shortfall.
    small = np.fmin(rounding * np.abs(target), np.where(np.isnan(step), np.inf, step / 2))
    small = small + 1e-9 * np.maximum(np.abs(target), 1e-3)

    def at(column: str, missing: float, give: np.ndarray) -> np.ndarray:
        words = frame[column].to_numpy(dtype=object, na_value="")
        give = np.where(np.isin(words, ["zero", "above_zero", "above_T"]), 0, give)
        return np.select([words == word for word in bound], list(bound.values()), missing) + give

    floor, ceiling = at("floor", -np.inf, -give - small), at("ceiling", np.inf, give + small)
    # A derived result is as exact as the target is printed: +2.57 % reaches 2.6 %.
    open_ = np.where(frame["a_method"].fillna(STATED).eq(STATED), 0, np.nan_to_num(_floats(frame, "a_step")[0]) / 2)
    loose = np.fmin(open_, np.nan_to_num(step, nan=np.inf) / 2)
    floor, ceiling = floor - loose, ceiling + loose
    least = np.where(np.isnan(a_low), -np.inf, a_low)
    most = np.where(np.isnan(a_high), np.inf, a_high)
    met = (least >= floor) & (most <= ceiling)
    missed = (most < floor) | (least > ceiling)
    # A result strictly below or above a number misses a bound at that very number, rounding or not.
    missed |= frame["a_comparator"].eq("lt").fillna(False) & (most <= at("floor", -np.inf, -give))
    missed |= frame["a_comparator"].eq("gt").fillna(False) & (least >= at("ceiling", np.inf, give))
    possible = ~np.isnan(actual) & ~np.isnan(target) & (reference != "")
    met, missed = possible & met, possible & missed
    unquantified = reference == "none"
    verdict = np.select([unquantified, met, missed], ["unquantified", "met", "missed"], "not_comparable")

    unit = frame["unit"].fillna("").to_numpy(dtype=object)
    rate = unit == "%"
    how = frame["ratio"].to_numpy(dtype=object, na_value="")
    ratio = np.select([how == name for name in RATIO],
                      [compute(actual, target, rate) for compute in RATIO.values()], np.nan)
    gap = np.where(unquantified, np.nan, actual - target)
    synced = reference == "gdp"
    columns = (how, actual, target, ratio, gap, unit, floor, ceiling, synced, verdict)
    formula = _after(frame["derivation"], [_formula(*row) for row in zip(*columns, strict=True)])
    base = _floats(frame, "base")[0]
    able = frame["stock"].to_numpy(dtype=bool) & frame["direction"].eq("higher").to_numpy() & (target > base)
    effort = _where(able & (unit != "%"), actual - base, target - base)
    undecided = possible & (verdict == "not_comparable")
    near = np.fmin(np.abs(actual - floor), np.abs(actual - ceiling)) < open_
    note = _notes(len(frame), {
        "direction assumed": frame["assumed"] & frame["direction"].ne("unknown"),
        "it is unknown whether the fall is an aim": frame["direction"].eq("unknown"),
        "other": frame["other"].notna(),
        "no rule for this comparator": pd.Series(reference == "") & frame["other"].isna()
        & frame["direction"].ne("unknown"),
        "GDP growth of the place and year is unknown": pd.Series(synced & np.isnan(gdp)),
        "the result is a bound that does not decide": pd.Series(undecided),
        "result is a lower bound": frame["a_comparator"].isin(("ge", "gt")) & ~undecided,
        "result is an upper bound": frame["a_comparator"].isin(("le", "lt")) & ~undecided,
        "result is approximate": frame["a_comparator"].eq("approx"),
        "result is estimated": frame["a_estimated"],
        "sources of the target differ": frame["conflict"],
        "sources of the result differ": frame["a_conflict"],
        "bases differ": frame["distance"].gt(0) & frame["a_statement_id"].notna(),
        "warning": frame["warning"].notna(),
        "the series breaks in this year": frame["across"],
        "the printed digits leave the verdict open": pd.Series(near & (met | missed)),
    }, {"other": frame["other"], "warning": frame["warning"]})
    return frame.assign(
        comparator=frame["said"], target_low=np.where(synced, gdp, low),
        target_high=np.where(synced, gdp, high), actual=actual, ratio=ratio, gap=gap, verdict=verdict,
        effort_ratio=effort, official_ratio=np.nan, formula=formula, note=note,
        correction=_joined(frame["correction"], frame["a_correction"]),
        target_statement_id=frame["statement_id"], actual_statement_id=frame["a_statement_id"])


def _notes(length: int, flags: dict[str, pd.Series], texts: dict[str, pd.Series]) -> pd.Series:
    """The words of all flags that are set, joined; `texts` replaces a flag's name by a text per row."""
    notes = np.full(length, "", dtype=object)
    for words, flag in flags.items():
        flag = flag.fillna(False).to_numpy(dtype=bool)
        text = texts[words].fillna("").to_numpy(dtype=object) if words in texts else words
        added = np.where(notes == "", "", "; ") + np.asarray(text, dtype=object)
        notes = np.where(flag, notes + added, notes)
    return pd.Series(notes, dtype="string").replace("", pd.NA)


def _formula(how, actual, target, ratio, gap, unit, floor, ceiling, synced, verdict) -> str | None:
    """The arithmetic in words that people read: 35.08/30 = 116.9 % (亿元)."""
    if verdict == "unquantified" or not np.isfinite(actual) or not np.isfinite(target):
        return None
    rate = unit in RATES
    size = scale([actual, target], unit)
    a, t = number(actual / size.factor), number(target / size.factor)
    minus = f"{a} − {f'({t})' if target < 0 else t} = {number(gap / size.factor, signed=True)}"
    minus += " pp" if rate else f" {size.unit}".rstrip()
    if synced:
        minus += " against GDP growth"
    shown = f"{100 * ratio:.1f} %"
    top, bottom = number(100 + actual), number(100 + target)
    index = {"(1+A)/(1+T)": f"{top}/{bottom}", "(1+T)/(1+A)": f"{bottom}/{top}"}.get(how)
    plain = {"A/T": f"{a}/{t}", "T/A": f"{t}/{a}"}.get(how)
    parts = []
    if np.isfinite(ratio) and plain:
        parts.append(f"{plain} = {shown}" + ("" if rate or not size.unit else f" ({size.unit})"))
    if rate or not parts:
        parts.append(minus)
    if np.isfinite(ratio) and index:
        parts.append(f"{index} = {shown}")
    if np.isfinite(floor) and np.isfinite(ceiling):
        ends = [number(round(end / size.factor, 6)) for end in (floor, ceiling)]
        parts.append(f"{a} {'in' if floor <= actual <= ceiling else 'not in'} [{ends[0]}, {ends[1]}]")
    return "; ".join(parts)


def _after(derivation: pd.Series, formulas: list[str | None]) -> list[str | None]:
    """Formulas that open with the arithmetic of the derived number."""
    return ["; ".join(part for part in pair_ if part) or None for pair_ in zip(derivation.where(
        derivation.notna(), None), formulas, strict=True)]


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """The corrections of target and result, said once where they are the same."""
    again = second.mask(second.eq(first))
    return first.str.cat(again, sep="; ").fillna(first).fillna(again)


def _with_official(judged: pd.DataFrame, stated: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`judged` with the completions that texts state, and rows for those of which no amounts are known.

    A completion belongs to the one pair of amounts of its thing and basis; of several such nobody can tell which is
    meant.
    """
    stated = stated.assign(revised=stated["basis_kind"].eq("revised").fillna(False), at=np.arange(len(stated)))
    amounts = judged[judged["measure"].isin(AMOUNTS) & judged["ratio"].notna()]
    amounts = amounts.assign(revised=amounts["basis_kind"].eq("revised").fillna(False), pair=amounts.index)
    columns = ["pair", "actual", "ratio", "a_step", "step", "target_low", "target_high", "method",
               "target_statement_id", "actual_statement_id"]
    both = stated.merge(amounts[[*THING, "revised", *columns]].rename(columns={"step": "t_step", "method": "of"}),
                        on=[*THING, "revised"])
    several = both["at"].isin(both.loc[both.duplicated("at"), "at"])
    told = both[~several].drop_duplicates("pair")
    alone = stated[~stated["at"].isin(told["at"])]
    alone = alone.assign(several=alone["at"].isin(both.loc[several, "at"]))
    judged = judged.copy()
    judged.loc[told["pair"], "official_ratio"] = told["low"].to_numpy(dtype=float) / 100
    judged.loc[told["pair"], "note"] = _joined_notes(judged.loc[told["pair"], "note"], _agreement(told))
    return judged, _alone(alone)


def _agreement(told: pd.DataFrame) -> list[str | None]:
    """Whether stated and recomputed completion agree within what their printed digits allow."""
    done, ratio, actual, step, a_step, t_step = _floats(told, "low", "ratio", "actual", "step", "a_step", "t_step")
    done = done / 100
    with np.errstate(divide="ignore", invalid="ignore"):
        target = actual / ratio
        room = ratio * (np.nan_to_num(a_step) / actual + np.nan_to_num(t_step) / target) / 2
    agrees = np.abs(ratio - done) <= room + np.nan_to_num(step) / 200 + 1e-9
    return [None if of != STATED else f"the officially stated {100 * said:.1f} % {'agrees' if fits else 'differs'}"
            for said, fits, of in zip(done, agrees, told["of"], strict=True)]


def _joined_notes(notes: pd.Series, more: list[str | None]) -> pd.Series:
    added = pd.Series(more, index=notes.index, dtype="string")
    return notes.str.cat(added, sep="; ").fillna(notes).fillna(added)


def _alone(stated: pd.DataFrame) -> pd.DataFrame:
    """Rows of completions of which the amounts are unknown."""
    done = stated["low"].to_numpy(dtype=float) / 100
    note = _notes(len(stated), {
        "target and result in numbers are unknown": ~stated["several"],
        "several amounts could be meant": stated["several"],
        "basis": stated["basis"].notna(),
        "sources of the completion differ": stated["conflict"],
    }, {"basis": "basis: " + stated["basis"].fillna("")})
    nothing = dict.fromkeys(("target_low", "target_high", "actual", "gap", "base", "effort_ratio"), np.nan)
    return stated.assign(
        **nothing, unit="%", ratio=done, official_ratio=done, verdict=np.where(done >= 1 - 1e-9, "met", "missed"),
        method="official", formula=[f"officially {100 * share:.1f} %" for share in done], note=note.to_numpy(),
        target_statement_id=pd.NA, actual_statement_id=stated["statement_id"])
