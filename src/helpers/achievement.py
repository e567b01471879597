"""Target against result, by the rule of each measure.

A target is set against the result of the same place, indicator, year and period in the same measure and unit;
measures do not mix. What ratio, gap and verdict mean is a table, `lexicon/rules.csv`, by measure, direction
of the indicator and comparator of the target:

- `reference`: the number T that ratio and gap refer to: the target's `low` or `high` bound, `zero`, or `gdp`
  (growth of the gross regional product of the same place and year), or `none` where no number was promised;
- `floor`, `ceiling`: a result between them meets the target (`T`, `low`, `high`, `zero`, `above_zero`, or
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

Where a text states a completion ("完成年度任务的116.9%") the method is `official`: it gives the target back
(A/c) or the result (T·c), or stands alone. Where target and result are both known and agree with the stated
completion within what their printed digits allow, the direct row says so; where they do not, an official row
stands beside it, for the completion may refer to a revised target.
"""
from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import lexicon
from helpers.ledger import FLIP, RATES, series
from helpers.scales import number, scale
from helpers.tables import ACHIEVEMENT, as_table

THING = ["area", "year", "year_from", "period", "series"]
PAIR = [*THING, "measure", "unit", "base_year", "average"]
VERDICTS = ("met", "missed", "unquantified", "not_comparable")
NUMBERLESS = ("positive", "sync", "steady", "assigned")
AMOUNTS = ("level", "increment")
GDP = "gdp"
BARE = 2
"""A name outside the lexicon of no more characters than this (项目, 供水) may be of another thing in the next text."""


def rules() -> pd.DataFrame:
    """`lexicon/rules.csv`, one row per measure, direction and comparator. Change a copy and give it to
    `score`.

    Raises LexiconError where two rows speak of the same case or a word is unknown.
    """
    bounds = {"T", "low", "high", "zero", "above_zero"}
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
    number). A numeric target without any result gives no row; `coverage` counts it. `rulebook` replaces
    `rules()`.
    """
    book = _keyed(ledger)
    stated = book["measure"].eq("completion")
    targets, actuals = book[book["role"].eq("target")], book[book["role"].eq("actual")]
    pairs = _with_result(targets, actuals)
    numeric = pairs["low"].notna() | pairs["high"].notna() | pairs["comparator"].isin(("positive", "sync"))
    pairs = _explain_unpaired(pairs, actuals[~actuals["measure"].isin(("completion", "rank"))], numeric)
    pairs["gdp"] = _gdp_growth(pairs, actuals)
    direct = _judge(pairs, rules() if rulebook is None else rulebook)
    official = _official(actuals[stated[actuals.index]], targets, actuals, direct)
    rows = [frame.assign(base=np.nan, effort_ratio=np.nan, official_ratio=np.nan)
            for frame in (direct, official) if len(frame)]
    return as_table("achievement", pd.concat(rows)[list(ACHIEVEMENT)] if rows else [])


def _keyed(ledger: pd.DataFrame) -> pd.DataFrame:
    """Ledger rows that have a year, with area, series and direction (and whether that is assumed)."""
    book = ledger[ledger["year"].notna()].reset_index(drop=True)
    known = lexicon.indicators()
    direction = book["indicator_id"].map({i: row.direction for i, row in known.items()}).astype("string")
    point = book["low"].fillna(book["high"])
    fall = point.lt(0).fillna(False) & book["measure"].isin(("growth", "change"))
    # Outside the lexicon pledges are mostly counts to be reached; the note says that this is assumed. A bound
    # tells its direction, but a plain fall may be an aim (of consumption) or a forecast (of revenue).
    sense = book["comparator"].mask(fall, book["comparator"].replace(FLIP))
    guess = pd.Series("higher", index=book.index).mask(sense.isin(("le", "lt")), "lower")
    guess = guess.mask(fall & ~sense.isin(tuple(FLIP)), "unknown")
    names = series(book["indicator_id"], book["indicator"])
    bare = book["indicator_id"].isna() & book["indicator"].str.len().le(BARE).fillna(False)
    return book.assign(
        # What is said of no known place is nobody else's target or result, nor is what has no telling name.
        area=book["adcode"].fillna(book["place"]).fillna(book["statement_id"]),
        series=names.mask(bare, book["statement_id"]),
        unit=book["unit"].fillna("%").where(book["measure"].eq("growth"), book["unit"]),
        direction=direction.fillna(guess), assumed=direction.isna(), average=book["average"].fillna(False),
        period=book["period"].fillna("year"))


def _with_result(targets: pd.DataFrame, actuals: pd.DataFrame) -> pd.DataFrame:
    """Each target with its result (columns a_*): of the same basis, else of none, else of any."""
    columns = ["low", "high", "comparator", "estimated", "conflict", "basis", "step", "statement_id"]
    results = actuals[[*PAIR, *columns]].rename(columns={column: f"a_{column}" for column in columns})
    pairs = targets.merge(results, on=PAIR, how="left")
    basis, other = pairs["basis"].fillna(""), pairs["a_basis"].fillna("")
    pairs["distance"] = np.select([basis == other, other == ""], [0, 1], 2)
    pairs = pairs.sort_values(["statement_id", "distance", "a_statement_id"], kind="stable")
    return pairs.drop_duplicates("statement_id", ignore_index=True)


def _explain_unpaired(pairs: pd.DataFrame, actuals: pd.DataFrame, numeric: pd.Series) -> pd.DataFrame:
    """Drop numeric targets without any result; where it is in another measure or unit `other` says so."""
    unit = (" (" + actuals["unit"] + ")").fillna("")
    kinds = actuals.assign(other="result given as " + actuals["measure"] + unit)
    kinds = kinds.sort_values(["measure", "unit", "statement_id"], kind="stable")
    known = kinds.groupby(THING, dropna=False, sort=False).agg(
        other=("other", "first"), other_id=("statement_id", "first")).reset_index()
    pairs = pairs.merge(known, on=THING, how="left")
    alone = pairs["a_statement_id"].isna()
    pairs["other"] = pairs["other"].where(alone & numeric)
    pairs["a_statement_id"] = pairs["a_statement_id"].fillna(pairs["other_id"].where(pairs["other"].notna()))
    return pairs[~(alone & numeric & pairs["other"].isna())].reset_index(drop=True)


def _gdp_growth(pairs: pd.DataFrame, actuals: pd.DataFrame) -> pd.Series:
    """Growth of GRP of each pair's place, year and period; missing for GRP itself."""
    where = ["area", "year", "year_from", "period"]
    growth = actuals[actuals["series"].eq(GDP) & actuals["measure"].eq("growth") & actuals["unit"].eq("%")
                     & actuals["base_year"].isna() & ~actuals["average"]]
    growth = growth.sort_values(["basis", "statement_id"], na_position="first").drop_duplicates(where)
    found = pairs[where].merge(growth.assign(gdp=growth["low"].fillna(growth["high"]))[[*where, "gdp"]],
                               on=where, how="left")["gdp"]
    return found.mask(pairs["series"].eq(GDP))


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


def _judge(pairs: pd.DataFrame, rulebook: pd.DataFrame) -> pd.DataFrame:
    """Ratio, gap, verdict, formula and note of each pair, by its rule."""
    low, high = _floats(pairs, "low", "high")
    fall = (np.fmin(low, high) < 0) & pairs["measure"].isin(("growth", "change")).to_numpy()
    sense = pairs["comparator"].mask(fall, pairs["comparator"].replace(FLIP))
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
    bound = {"T": target, "low": low, "high": high, "zero": zero, "above_zero": np.nextafter(zero, 1)}
    share = frame["slack_of"].eq("share").fillna(False).to_numpy(dtype=bool)
    give = np.where(share, slack * np.abs(target), slack)
    # Sums such as 0.1 + 0.2 carry an error in the last binary digits, which is no one's shortfall.
    small = np.fmin(rounding * np.abs(target), np.where(np.isnan(step), np.inf, step / 2))
    small = small + 1e-9 * np.maximum(np.abs(target), 1e-3)

    def at(column: str, missing: float, give: np.ndarray) -> np.ndarray:
        words = frame[column].to_numpy(dtype=object, na_value="")
        give = np.where(np.isin(words, ["zero", "above_zero"]), 0, give)
        return np.select([words == word for word in bound], list(bound.values()), missing) + give

    floor, ceiling = at("floor", -np.inf, -give - small), at("ceiling", np.inf, give + small)
    least, most = np.where(np.isnan(a_low), -np.inf, a_low), np.where(np.isnan(a_high), np.inf, a_high)
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
    formula = [_formula(*row) for row in zip(*columns, strict=True)]
    undecided = possible & (verdict == "not_comparable")
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
    }, {"other": frame["other"]})
    return frame.assign(
        comparator=frame["said"], target_low=np.where(synced, gdp, low),
        target_high=np.where(synced, gdp, high), actual=actual, ratio=ratio, gap=gap, verdict=verdict,
        method="direct", formula=formula, note=note,
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


def _official(stated: pd.DataFrame, targets: pd.DataFrame, actuals: pd.DataFrame,
              direct: pd.DataFrame) -> pd.DataFrame:
    """Rows of stated completions; adds a note to those rows of `direct` that a completion confirms."""
    stated = stated[stated["low"].notna() & (stated["low"] > 0)]
    if stated.empty:
        return stated
    columns = ["low", "high", "step", "statement_id"]
    key = [*THING, "measure", "unit"]

    def amounts(rows: pd.DataFrame, prefix: str) -> pd.DataFrame:
        rows = rows[rows["measure"].isin(AMOUNTS) & (rows["low"].notna() | rows["high"].notna())]
        rows = rows.sort_values(["basis", "statement_id"], na_position="first").drop_duplicates(key)
        return rows[[*key, *columns]].rename(columns={column: prefix + column for column in columns})

    sides = amounts(targets, "t_").merge(amounts(actuals, "a_"), on=key, how="outer")
    sides["both"] = sides["t_statement_id"].notna() & sides["a_statement_id"].notna()
    # A completion belongs to the amounts where both sides are known; of several such, nobody can tell which
    # was meant.
    sides = sides[sides["both"] | ~sides.groupby(THING, dropna=False)["both"].transform("any")]
    several = sides.duplicated(THING, keep=False)
    found = stated.drop(columns="unit").merge(
        sides[~several].rename(columns={"measure": "of_measure"}), on=THING, how="left")
    found = found.merge(sides.loc[several, THING].drop_duplicates().assign(several=True), on=THING,
                        how="left")

    done = found["low"].to_numpy(dtype=float) / 100
    t_low, t_high, a_low, a_high, t_step, a_step, step = _floats(
        found, "t_low", "t_high", "a_low", "a_high", "t_step", "a_step", "step")
    target, actual = np.where(np.isnan(t_low), t_high, t_low), np.where(np.isnan(a_low), a_high, a_low)
    both = ~np.isnan(target) & ~np.isnan(actual)
    with np.errstate(divide="ignore", invalid="ignore"):
        again = actual / target
        room = again * (a_step / actual + t_step / target) / 2 + np.nan_to_num(step) / 200 + 1e-9
        agrees = both & (np.abs(again - done) <= room)
    confirmed = dict(zip(found["t_statement_id"][agrees], done[agrees], strict=True))
    said = {key: f"the officially stated {100 * value:.1f} % agrees" for key, value in confirmed.items()}
    words = direct["target_statement_id"].map(said).astype("string")
    direct["note"] = (direct["note"] + "; " + words).fillna(direct["note"]).fillna(words)

    back, forward = ~np.isnan(actual), ~np.isnan(target) & np.isnan(actual)
    implied = np.where(back, actual / done, target)
    result = np.where(back, actual, np.where(forward, target * done, np.nan))
    unit = found["unit"].fillna("").to_numpy(dtype=object)
    formula = [_stated(*row) for row in zip(done, implied, result, unit, back, forward, strict=True)]
    against = [_against(*row) for row in zip(target, again, unit, both, strict=True)]
    note = _notes(len(found), {
        "against": pd.Series(both),
        "target and result in numbers are unknown": pd.Series(~back & ~forward) & found["several"].isna(),
        "several amounts could be meant": found["several"].notna(),
        "basis": found["basis"].notna(),
        "sources of the completion differ": found["conflict"],
    }, {"against": pd.Series(against), "basis": "basis: " + found["basis"].fillna("")})
    rows = found.assign(
        measure=found["of_measure"].fillna("completion"), unit=found["unit"].fillna("%"),
        target_low=implied, target_high=implied, actual=result, ratio=done, gap=result - implied,
        verdict=np.where(done >= 1 - 1e-9, "met", "missed"), method="official", formula=formula, note=note,
        target_statement_id=found["t_statement_id"].where(forward, found["statement_id"].where(back)),
        actual_statement_id=found["a_statement_id"].where(back, found["statement_id"]))
    return rows[~agrees]


def _stated(done: float, target: float, actual: float, unit: str, back: bool, forward: bool) -> str:
    """The arithmetic of a stated completion."""
    share = f"{100 * done:.1f} %"
    size = scale([target, actual], unit)
    t, a = number(target / size.factor), number(actual / size.factor)
    if back:
        return f"officially {share}; implied target {a}/{share} = {t} ({size.unit})"
    return f"officially {share}" + (f"; implied result {t} × {share} = {a} ({size.unit})" if forward else "")


def _against(target: float, ratio: float, unit: str, known: bool) -> str:
    if not known:
        return ""
    size = scale([target], unit)
    return f"against the stated target {number(target / size.factor)} {size.unit} it is {100 * ratio:.1f} %"


def coverage(ledger: pd.DataFrame) -> pd.DataFrame:
    """What is known of each place and year, for every year between the first and the last of the ledger.

    Columns: adcode, place, year, coverage (`none`, `target`, `actual`, `both`), and how many indicator series
    have a target (`targets`), one without a number among them (`unquantified`), a result (`actuals`), or both
    in the same measure and unit (`pairs`). `both` says that there are targets and results, `pairs` how many
    of them meet.
    """
    book = _keyed(ledger)
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
