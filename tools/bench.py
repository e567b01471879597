"""Measure the speed of the project on a folder of texts; nothing is written.

    make bench [RAW=folder]    or    python tools/bench.py [folder]

Seconds differ from machine to machine, ratios hardly do: each step is set against jieba.cut over the same texts,
both timed in turns within one run, and the median of the turns is told. For texts that are meant to be hostile
(no punctuation, one endless list, nested brackets) the time of two and of four times the length is set against that
of the length itself: 2 and 4 are linear.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from helpers import achievement, batch, ledger, lexicon
from helpers.cleaning import clean
from helpers.documents import NothingToRead, read_document, read_documents
from helpers.report import make_report
from helpers.statements import extract_statements
from helpers.tables import as_table

TURNS = 3
LEAST = 0.2  # seconds that a timing lasts at least; shorter work is repeated
HOSTILE_LENGTH = 20_000  # characters at 1x
STEEP = 1.5  # how far above the ratio of lengths a ratio of times is called steeper than linear
HOSTILE = {
    "no punctuation": "新增企业增长",
    "digits": "12345",
    "Chinese numerals": "一百二十",
    "figures in one list": "增长5%、",
    "names in one list": "工业、农业、",
    "brackets": "（3家（",
    "sentences": "财政收入20亿元，增长4%。",
    "lines": "一、2023年\n",
    "blanks": "增 长 5 ",
}


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, repeated until LEAST is over."""
    times, begin = 0, time.perf_counter()
    while (passed := time.perf_counter() - begin) < LEAST or not times:
        work()
        times += 1
    return passed / times


def steps(folder: Path) -> list[tuple[str, float, float]]:
    """name, seconds and multiples of the time of jieba.cut for each step over the texts in `folder`.

    What was looked up once is remembered, so the first pass over the texts is told apart from the later ones; the
    tables of the lexicon are read before either.
    """
    documents = read_documents(folder).documents
    segment = lexicon.segmenter()
    extract_statements(read_document("2023年财政收入20亿元。".encode(), "first.txt"))
    begin = time.perf_counter()
    for document in documents:
        extract_statements(document)
    once = time.perf_counter() - begin
    table, statements = as_table("documents", documents), batch.extract(documents, workers=1)
    rows = ledger.tabulate(statements, table)
    works = {
        "segmenting (jieba.cut)": lambda: [list(segment.cut(document.text)) for document in documents],
        "reading files": lambda: read_documents(folder),
        "cleaning characters": lambda: [clean(document.text) for document in documents],
        "extracting, repeated": lambda: [extract_statements(document) for document in documents],
        "extracting, as a table": lambda: batch.extract(documents, workers=1),
        "tabulating": lambda: ledger.tabulate(statements, table),
        "scoring": lambda: achievement.score(rows),
    }
    turns = [{name: seconds(work) for name, work in works.items()} for _ in range(TURNS)]
    unit, *_ = works
    found = [
        (name, median(turn[name] for turn in turns), median(turn[name] / turn[unit] for turn in turns))
        for name in works
    ]
    return [*found, ("extracting, first pass", once, once / found[0][1])]


def whole_report(folder: Path) -> float:
    """Seconds of all notebooks and pages for the texts in `folder`, made in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as made:
        begin = time.perf_counter()
        make_report(folder, Path(made, "tables"), Path(made, "pages"), say=lambda line: None)
        return time.perf_counter() - begin


def hostile(piece: str) -> tuple[float, float, float]:
    """Seconds for HOSTILE_LENGTH characters of `piece` read and extracted, and the ratios of 2x and 4x to it."""

    def work(times: int) -> Callable[[], object]:
        data = ("工作报告\n" + piece * (times * HOSTILE_LENGTH // len(piece))).encode()
        return lambda: extract_statements(read_document(data, "hostile.txt"))

    turns = [[seconds(work(times)) for times in (1, 2, 4)] for _ in range(TURNS)]
    return (
        median(turn[0] for turn in turns),
        median(turn[1] / turn[0] for turn in turns),
        median(turn[2] / turn[0] for turn in turns),
    )


def main() -> int:
    """Print the three measurements; exit status 1 where there are no texts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("data/raw"), help="a folder of texts")
    folder = parser.parse_args().folder.expanduser()
    try:
        texts = read_documents(folder).documents
    except NothingToRead as error:
        print(f"mubiao: {error}", file=sys.stderr)
        return 1
    characters = sum(len(document.text) for document in texts)
    print(f"{len(texts)} texts of {folder}, {characters:,} characters\n")
    print(f"{'step':26}{'seconds':>10}{'characters/s':>16}{'x jieba.cut':>14}")
    for name, duration, ratio in steps(folder):
        print(f"{name:26}{duration:10.3f}{characters / duration:16,.0f}{ratio:14.2f}", flush=True)
    duration = whole_report(folder)
    print(f"{'whole report, notebooks':26}{duration:10.1f}{characters / duration:16,.0f}")
    print(f"\n{'hostile text':26}{'seconds':>10}{'2x':>8}{'4x':>8}")
    for name, piece in HOSTILE.items():
        duration, twice, four_times = hostile(piece)
        said = "steeper than linear" if four_times > 4 * STEEP else ""
        print(f"{name:26}{duration:10.3f}{twice:8.2f}{four_times:8.2f}  {said}".rstrip(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
