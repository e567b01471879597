"""What makes figures of one series: the same place, indicator, unit and basis.

A figure's `basis` says what it is measured by or set against, in the text's words; `lexicon/bases.csv` sorts these
words into kinds:

- `scope`: another coverage or price basis (同口径, 可比价格, 剔除…因素): a series of its own, near the plain one;
- `revised`: a goal that was changed during the year (调整预算): apart from the original one;
- `goal`: a distance from the goal (高于预期目标0.3个百分点): no change over the year, but it implies the goal;
- `other`: a distance from something else (高于全市平均水平, 高于经济增速).

Figures of the last two kinds are never results or targets themselves.
"""

from __future__ import annotations

import functools
import re

import pandas as pd

from helpers import lexicon

RATES = ("%", "个百分点", "‰")
FLIP = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt"}
"""Comparators of a fall speak of its size: 下降3%以上 bounds the value from above."""
KINDS = ("scope", "revised", "goal", "other")
DISTANCES = ("goal", "other")


def series_of(indicator_id: pd.Series, indicator: pd.Series) -> pd.Series:
    """What tells indicators apart: the id, or for a phrase outside the lexicon its standard form."""
    forms = {phrase: lexicon.standard(phrase) for phrase in indicator.dropna().unique()}
    return indicator_id.fillna(indicator.map(forms).astype("string"))


@functools.cache
def _bases() -> list[tuple[re.Pattern, str, str]]:
    rows = lexicon.table("bases", needs=["pattern", "kind"], unique=["pattern"], choices={"kind": set(KINDS)})
    return [(re.compile(row["pattern"]), row["kind"], row["name"]) for row in rows]


def _by_basis(basis: pd.Series, read) -> pd.Series:
    """`read(kind, name, words)` of the first row of the table that fits each basis; null where there is no basis."""
    known = {}
    for said in basis.dropna().unique():
        kind, name = next(((k, n) for pattern, k, n in _bases() if pattern.search(said)), ("other", ""))
        known[said] = read(kind, name, said)
    return basis.map(known).astype("string")


def basis_kind(basis: pd.Series) -> pd.Series:
    """The kind of each basis (`KINDS`); null where there is none."""
    return _by_basis(basis, lambda kind, name, said: kind)


def basis_name(basis: pd.Series) -> pd.Series:
    """One name for all ways to say a basis (按可比口径计算, 同口径: 同口径); its own words where it has none."""
    return _by_basis(basis, lambda kind, name, said: name or said)


def traits(indicator_id: pd.Series, trait: str) -> pd.Series:
    """`direction`, `kind`, `bridge` or another trait of each indicator as the lexicon has it; null for unknown ones."""
    known = {i: getattr(row, trait) for i, row in lexicon.indicators().items()}
    return indicator_id.map(known).astype("string")


def area(ledger: pd.DataFrame) -> pd.Series:
    """Whom a row is about: the adcode, else the name. What is said of no known place is nobody else's, so such a row
    stands for itself.
    """
    return ledger["adcode"].fillna(ledger["place"]).fillna(ledger["statement_id"])


def point(ledger: pd.DataFrame) -> pd.Series:
    """The one number of each row, missing where a range or a bound is all that is known."""
    return ledger["low"].where(ledger["low"].eq(ledger["high"]))


def traces(ledger: pd.DataFrame, *ids: pd.Series) -> pd.Series:
    """What people corrected in the claims that a row rests on; null where nothing.

    Each of `ids` names the statement of a row, several joined by '|'; all have the same index.
    """
    known = ledger.dropna(subset="correction").drop_duplicates("statement_id").set_index("statement_id")["correction"]
    if known.empty or not len(ids[0]):
        return pd.Series(pd.NA, index=ids[0].index, dtype="string")
    each = pd.concat([column.astype("string").str.split("|").explode() for column in ids]).map(known).dropna()
    told = each.groupby(level=0).agg(lambda said: "; ".join(dict.fromkeys(said)))
    return told.reindex(ids[0].index).astype("string")
