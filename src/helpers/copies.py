"""Which texts are of one source: mirrors, reprints and excerpts, and what was taken from one address.

Two texts are taken for one where they come from the same address, or where nearly all sentences with figures of the
shorter stand word for word in the other. A retelling in other words stays a source of its own.
"""

from __future__ import annotations

import pandas as pd

SHARED = 0.8
FEWEST = 3
SHORTEST = 12


def same_source(
    statements: pd.DataFrame,
    address: pd.Series | None = None,
    shared: float = SHARED,
    fewest: int = FEWEST,
    shortest: int = SHORTEST,
) -> pd.Series:
    """The source of each document: a series by doc_id whose value is the least doc_id among those of one source.

    `statements` needs doc_id and sentence; `address` holds the address of each document by doc_id. Compared are
    sentences of at least `shortest` characters, white space apart; copies share at least `fewest` of them, and the
    share `shared` of those of the shorter text. A copy of a copy
    is of the same source.
    """
    said = statements[["doc_id", "sentence"]].dropna().drop_duplicates()
    said = said.assign(sentence=said["sentence"].str.replace(r"\s+", "", regex=True)).drop_duplicates()
    known = pd.Series(sorted(statements["doc_id"].dropna().unique()), dtype="string")
    text = pd.Series(known.to_numpy(), index=known.to_numpy(), dtype="string")
    said = said[said["sentence"].str.len() >= shortest]
    counts = said.groupby("doc_id").size()
    both = said.merge(said, on="sentence", suffixes=("", "_other"))
    both = both[both["doc_id"] < both["doc_id_other"]].groupby(["doc_id", "doc_id_other"]).size()
    pairs = [
        pair
        for pair, common in both.items()
        if common >= fewest and common >= shared * min(counts[pair[0]], counts[pair[1]])
    ]
    if address is not None:
        known = address[address.index.isin(text.index)].dropna()
        first = pd.Series(known.index, index=known.index).groupby(known).transform("min")
        pairs += list(zip(first, first.index, strict=True))
    for pair in pairs:
        low, high = sorted(text[list(pair)])
        text = text.mask(text.eq(high), low)
    return text
