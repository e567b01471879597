"""Whether statements that are held with less confidence are wrong more often, and how much each doubt costs.

All functions take `judged` (`helpers.accuracy.Accuracy.judged`): one row per statement of role target or
actual inside the gold's windows, with `confidence` (0 to 1), `doubts` (joined by "|", empty where there are
none), `right` (whether every field is: level `strict`), `file` and `doc`.

The confidence of a statement is the product of the weights of its doubts (`lexicon/doubts.csv`), and of the
weight `base` that every statement carries. `weights` fits the table to gold.
"""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from helpers import lexicon

BASE = "base"
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
PRIOR_ROWS = 5.0
COSTS = 0.98
"""A doubt with a weight at or above this is told, but makes no statement doubtful: it costs two in a hundred at
most."""


def doubts() -> pd.DataFrame:
    """lexicon/doubts.csv: doubt (index), weight, prior, zh, en, note. Raises LexiconError for a bad number.

    `prior` is what was thought before anything was counted, `weight` what `weights` made of it.
    """
    rows = lexicon.table("doubts", needs=["doubt", "weight", "prior", "zh", "en"], unique=["doubt"])
    for row in rows:
        for column in ("weight", "prior"):
            try:
                row[column] = float(row[column])
            except ValueError:
                row[column] = np.nan
            if not 0 < row[column] <= 1:
                raise lexicon.LexiconError(f"doubts.csv: {column} of {row['doubt']} is no number from 0 to 1")
    return pd.DataFrame(rows).set_index("doubt")


def by_confidence(judged: pd.DataFrame) -> pd.DataFrame:
    """Per bin of confidence, the surest first: from, to, statements, wrong, share_right, low, high,
    mean_confidence.

    `low` and `high` are the 95 % interval of the share (`interval`). A bin holds its lower end and not its
    upper one, but for the last; bins without statements are left out.
    """
    known = judged.dropna(subset="confidence")
    at = np.clip(np.digitize(known["confidence"].astype(float), BINS) - 1, 0, len(BINS) - 2)
    rows = []
    for n in sorted(set(at), reverse=True):
        inside = known[at == n]
        rows.append({"from": BINS[n], "to": BINS[n + 1], **_counts(inside["right"]),
                     "mean_confidence": float(inside["confidence"].mean())})
    columns = ["from", "to", "statements", "wrong", "share_right", "low", "high", "mean_confidence"]
    return pd.DataFrame(rows, columns=columns)


def by_doubt(judged: pd.DataFrame) -> pd.DataFrame:
    """statements, wrong, share_right, low, high by doubt (index): `none`, `any`, then each, the worst first.

    A statement with several doubts counts under each of them, and under `any` once where one of them costs
    something (`is_doubted`).
    """
    carried = _carried(judged)
    doubted = is_doubted(judged)
    groups = {"none": ~doubted, "any": doubted} | {name: carried[name] for name in carried}
    table = pd.DataFrame([{"doubt": name, **_counts(judged.loc[chosen, "right"])}
                          for name, chosen in groups.items()]).set_index("doubt")
    each = table.iloc[2:].sort_values(["share_right", "statements"], ascending=[True, False], kind="stable")
    return pd.concat([table.iloc[:2], each])


def is_doubted(judged: pd.DataFrame) -> pd.Series:
    """Whether a statement carries a doubt that costs confidence: one with a weight below COSTS."""
    carried, weight = _carried(judged), doubts()["weight"]
    return carried[[name for name in carried if weight.get(name, 1.0) < COSTS]].any(axis=1)


def interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share that was `right` times in `of` (Wilson 1927,
    https://doi.org/10.1080/01621459.1927.10502953); 0 to 1 where nothing was counted.
    """
    if not of:
        return 0.0, 1.0
    z2 = 1.96**2
    middle = (right + z2 / 2) / (of + z2)
    reach = 1.96 / (of + z2) * (right * (of - right) / of + z2 / 4) ** 0.5
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _counts(right: pd.Series) -> dict:
    of, good = len(right), int(right.sum())
    low, high = interval(good, of)
    return {"statements": of, "wrong": of - good, "share_right": good / of if of else float("nan"),
            "low": low, "high": high}


def found_in_least_sure(judged: pd.DataFrame, part: float = 0.2) -> float:
    """The share of all wrong statements that a reviewer meets in the least sure `part` of them.

    Without calibration it would be `part`. Statements of equal confidence stand in any order, so those at
    the boundary count in proportion. NaN where nothing is wrong.
    """
    wrong = int((~judged["right"]).sum())
    left, met = part * len(judged), 0.0
    for _, level in judged.groupby("confidence", sort=True)["right"]:
        taken = min(1.0, left / len(level))
        met += taken * float((~level).sum())
        left -= taken * len(level)
        if left <= 0:
            break
    return met / wrong if wrong else float("nan")


def weights(judged: pd.DataFrame, prior: pd.Series | None = None, rows: float = PRIOR_ROWS) -> pd.Series:
    """The weight of each doubt that makes confidence agree with what was right, `base` first.

    The weight of a doubt is the share right of the statements that carry it, over the share that their other
    doubts let expect, so that two doubts that stand together are not charged twice for one error; where it
    stands alone and `base`, which every statement carries, is 1, it is the plain share. It is fitted by going
    round the doubts until nothing moves (iterative proportional fitting: Deming and Stephan 1940,
    https://doi.org/10.1214/aoms/1177731829) and smoothed by `rows` imagined statements that are right as
    often as the weight in `prior` says (by default those of `doubts()`; a doubt that it does not name has 1),
    so that a doubt seen twice says little, and one never seen keeps what was thought of it. Weights are at
    most 1: a doubt does not make more certain.
    """
    prior = doubts()["prior"] if prior is None else prior
    carried = _carried(judged, prior.index.drop(BASE, errors="ignore"))
    carried.insert(0, BASE, True)
    thought = np.array([prior.get(name, 1.0) for name in carried.columns])
    marks, right = carried.to_numpy(dtype=bool), judged["right"].to_numpy(dtype=float)
    weight = thought.copy()
    for _ in range(500):
        before = weight.copy()
        for d in range(len(weight)):
            own = marks[:, d]
            others = np.where(marks[own], weight, 1.0).prod(axis=1) / weight[d]
            weight[d] = min(1.0, (right[own].sum() + rows * thought[d]) / (others.sum() + rows))
        if np.abs(weight - before).max(initial=0.0) < 1e-9:
            break
    return pd.Series(weight, index=carried.columns, name="weight")


def confidence(judged: pd.DataFrame, weight: pd.Series) -> np.ndarray:
    """The confidence that `weight` gives the statements; a doubt that it does not name costs nothing."""
    carried = _carried(judged)
    factors = np.array([weight.get(name, 1.0) for name in carried.columns])
    return weight.get(BASE, 1.0) * np.where(carried.to_numpy(dtype=bool), factors, 1.0).prod(axis=1)


def brier(stated: np.ndarray, right: pd.Series) -> float:
    """The mean squared distance of stated confidence from what was right (1 or 0); less is better."""
    return float(np.mean((np.asarray(stated, dtype=float) - right.to_numpy(dtype=float)) ** 2))


def held_out(judged: pd.DataFrame) -> np.ndarray:
    """The confidence of each statement by weights that were fitted without its text."""
    stated = np.empty(len(judged))
    for doc in judged["doc"].unique():
        own = (judged["doc"] == doc).to_numpy()
        stated[own] = confidence(judged[own], weights(judged[~own]))
    return stated


def fit_report(judged: pd.DataFrame) -> str:
    """What `python -m helpers.accuracy --fit` prints: each doubt, its weight now and as fitted."""
    carried, now = _carried(judged), doubts()["weight"]
    no = pd.Series(False, index=judged.index)
    fitted = weights(judged)
    lines = [f"{'doubt':18}{'statements':>11}{'right':>8}{'weight':>9}{'fitted':>9}"]
    for name, weight in fitted.items():
        right = judged["right"] if name == BASE else judged.loc[carried.get(name, no), "right"]
        seen = f"{len(right):11}{right.mean():8.3f}" if len(right) else f"{0:11}{'–':>8}"
        present = f"{now[name]:9.3f}" if name in now.index else f"{'–':>9}"
        lines.append(f"{name:18}{seen}{present}{weight:9.3f}")
    right, common = judged["right"], judged["right"].mean()
    lines += [
        "", f"mean squared error of confidence ({len(judged)} statements, {right.mean():.3f} right):",
        f"  as stated in the table        {brier(judged['confidence'], right):.4f}",
        f"  fitted, each text held out    {brier(held_out(judged), right):.4f}",
        f"  the same for every statement  {brier(np.full(len(judged), common), right):.4f}",
    ]
    return "\n".join(lines)


def _carried(judged: pd.DataFrame, known: Iterable[str] = ()) -> pd.DataFrame:
    """One column of bools per doubt, in the order of their names; those of `known` in any case."""
    sets = [set(filter(None, text.split("|"))) for text in judged["doubts"].fillna("")]
    columns = {name: [name in own for own in sets] for name in sorted(set(known).union(*sets))}
    return pd.DataFrame(columns, index=judged.index, dtype=bool)
