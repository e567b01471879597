"""Many documents at once, on all cores of this machine.

One document does not depend on another, so a pool of processes extracts them side by side; the table is the
same as from one process, in the same order.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict

import pandas as pd

from helpers.cache import Cache, no_cache
from helpers.documents import Document
from helpers.statements import Statement, extract_statements
from helpers.tables import as_table

WORTH_A_POOL = 500_000  # characters; below, starting processes takes longer than the work


def documents_of(table: pd.DataFrame) -> list[Document]:
    """The rows of table `documents` as the Document objects that extraction reads; missing cells become None.
    """
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [Document(**row) for row in rows]


def extract(documents: Iterable[Document], workers: int | None = None, cache: Cache | None = None) -> pd.DataFrame:
    """The statements of `documents` as table `statements`; a document that `cache` knows is not extracted again.

    `workers` is the number of processes; by default one per core this process may use, or none beside this
    one where the texts are few. An error in one document names it and ends the extraction.
    """
    documents = list(documents)
    with (cache.entries if cache else no_cache)("statements") as known:
        keys = [asdict(document) for document in documents]
        found = [known.get(key) for key in keys]
        new = [at for at, statements in enumerate(found) if statements is None]
        for at, statements in zip(new, _extract_all([documents[at] for at in new], workers), strict=True):
            found[at] = [asdict(statement) for statement in statements]
            known.put(keys[at], found[at])
    return as_table("statements", [statement for statements in found for statement in statements])


def _extract_all(documents: list[Document], workers: int | None) -> Iterator[list[Statement]]:
    if workers is None:
        large = sum(len(document.text) for document in documents) > WORTH_A_POOL
        workers = min(len(os.sched_getaffinity(0)), len(documents)) if large else 1
    if workers <= 1:
        yield from map(_extract, documents)
        return
    context = multiprocessing.get_context("forkserver")  # a plain fork copies the kernel's threads
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        longest_first = sorted(range(len(documents)), key=lambda at: -len(documents[at].text))
        jobs = {at: pool.submit(_extract, documents[at]) for at in longest_first}
        yield from (jobs[at].result() for at in range(len(documents)))


def _extract(document: Document) -> list[Statement]:
    try:
        return extract_statements(document)
    except Exception as error:
        raise RuntimeError(f"{document.path}: extraction failed: {type(error).__name__}: {error}") from error
