"""Which texts are copies of one another: mirrors, reprints and excerpts are one source, not several.

Two texts are taken for one where nearly all sentences with figures of the shorter stand word for word in the other. A
retelling in other words stays a source of its own.
"""
from __future__ import annotations

import pandas as pd

SHARED = 0.8
FEWEST = 3
SHORTEST = 12


def same_text(
    statements: pd.DataFrame, shared: float = SHARED, fewest: int = FEWEST, shortest: int = SHORTEST,
) -> pd.Series:
    """The text that each document holds: a series by doc_id whose value is the least doc_id among its copies.

    `statements` needs doc_id and sentence. Compared are sentences of at least `shortest` characters, white space
    apart; copies share at least `fewest` of them, and the share `shared` of those of the shorter text. A copy of a copy
    is the same text.
    """
    said = statements[["doc_id", "sentence"]].dropna().drop_duplicates()
    said = said.assign(sentence=said["sentence"].str.replace(r"\s+", "", regex=True)).drop_duplicates()
    known = pd.Series(sorted(statements["doc_id"].dropna().unique()), dtype="string")
    text = pd.Series(known.to_numpy(), index=known.to_numpy(), dtype="string")
    said = said[said["sentence"].str.len() >= shortest]
    counts = said.groupby("doc_id").size()
    both = said.merge(said, on="sentence", suffixes=("", "_other"))
    both = both[both["doc_id"] < both["doc_id_other"]].groupby(["doc_id", "doc_id_other"]).size()
    for (first, other), common in both.items():
        if common >= fewest and common >= shared * min(counts[first], counts[other]):
            low, high = sorted((text[first], text[other]))
            text = text.mask(text.eq(high), low)
    return text
