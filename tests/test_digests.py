"""Every figure of the embedded digests against what a careful reader found there, in both directions.

What is known to be read differently stands in `known_deviations.csv`, with the reason. A difference that is not
listed fails, and so does a listed one that is gone. After a change that is meant,

    python tests/test_digests.py > deviations.csv

writes the list anew; reasons are kept, and the empty ones are to be filled in before it replaces the old list.
"""
import csv
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from helpers import batch, lexicon
from helpers.accuracy import _match_document  # the pairs themselves: `score` only counts them
from helpers.documents import read_documents
from helpers.gold import Gold, agreement, plain, read_gold
from helpers.tables import as_table

ROOT = Path(__file__).resolve().parents[1]
RAW, GOLD, KNOWN = ROOT / "data/raw", ROOT / "data/gold", Path(__file__).with_name("known_deviations.csv")
COLUMNS = ("doc", "quote", "field", "expected", "extracted", "why")


class Deviation(NamedTuple):
    """A field of one figure on which reader and program differ; `missed` and `unexpected` are of whole figures."""

    doc: str
    quote: str
    field: str
    expected: str
    extracted: str


def shown(value) -> str:
    return "" if value is None or pd.isna(value) else f"{value:.12g}" if isinstance(value, float) else str(value)


def amount(side) -> str:
    high = shown(side["value_high"])
    return f"{shown(side['value'])}{'—' + high if high else ''}{shown(side['unit'])}"


def summary(side) -> str:
    parts = (shown(side[name]) for name in ("place", "year", "indicator", "role", "measure", "comparator"))
    return " ".join(filter(None, (*parts, amount(side))))


def same_name(claim, row) -> bool:
    """Whether the statement's indicator is called as the claim calls it, or is the same one of the lexicon."""
    names = (claim.indicator, *claim.alt)
    found = {linked.id for name in names if (linked := lexicon.link(name))}
    return lexicon.standard(row["indicator"] or "") in map(lexicon.standard, names) or row["indicator_id"] in found


def differences(claim, wanted: dict, row: dict):
    """Field, expected and extracted wherever a statement differs from the claim matched to it (`wanted`: its line)."""
    alike = agreement(claim, row) | {"indicator": same_name(claim, row)}
    alike["value"] &= claim.comparator == "between" or pd.isna(row["value_high"])
    alike["value"] &= claim.value is not None or pd.isna(row["value"])
    alike["place"] = wanted["place"] == row["place"]
    alike["year_from"] = shown(wanted["year_from"]) == shown(row["year_from"])
    for field, same in alike.items():
        if not same:
            yield field, *((amount(wanted), amount(row)) if field == "value" else
                           (shown(wanted[field]), shown(row[field])))


def deviations(documents: pd.DataFrame, statements: pd.DataFrame, gold: Gold, lines: list[dict]) -> dict:
    """Every Deviation of `statements` from `gold` with the sentences in which it occurs, the figure in 【】.

    `lines` are the rows of the one file that `gold` was read from. A statement of role context is expected
    nowhere, and a claim of role context is missed by nobody.
    """
    said = defaultdict(list)
    for row in statements.astype(object).where(statements.notna(), None).to_dict("records"):
        said[row["doc_id"]].append(row)
    found = defaultdict(list)
    for document in documents.itertuples():
        doc = Path(document.path).name
        claims = [claim for claim in gold.claims if claim.doc == doc]
        windows = [window for window in gold.windows if window.doc == doc]
        matches, lost = _match_document(doc, document, said[document.doc_id], claims, windows)
        assert not lost, lost
        for match in matches:
            claim, row = match.claim, match.row
            before, figure, after = match.sentence
            wanted = claim and {"place": document.place, "value_high": None} | lines[claim.line - 1]
            if claim is None:
                differing = [("unexpected", "", summary(row))] if match.predicted else []
            elif not claim.counted:
                differing = [("role", "context", row["role"])] if match.predicted else []
            elif row is None:
                differing = [("missed", summary(wanted), "")]
            else:
                differing = differences(claim, wanted, row)
            for field, expected, extracted in differing:
                found[Deviation(doc, plain(figure), field, expected, extracted)].append(f"{before}【{figure}】{after}")
    return found


def known() -> list[dict]:
    with KNOWN.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def read_all() -> tuple[pd.DataFrame, pd.DataFrame, Gold, list[dict]]:
    """The annotated digests, their statements, the gold and its lines."""
    path = GOLD / "digests.jsonl"
    gold = read_gold(path)
    lines = [json.loads(line) if line.strip() else {} for line in path.read_text(encoding="utf8").splitlines()]
    texts = [document for document in read_documents(RAW).documents if Path(document.path).name in gold.docs]
    return as_table("documents", texts), batch.extract(texts), gold, lines


@pytest.fixture(scope="module")
def everything():
    return read_all()


@pytest.fixture(scope="module")
def found(everything):
    return deviations(*everything)


def test_every_figure_is_read_as_a_reader_does_or_the_difference_is_known(everything, found):
    _, _, gold, _ = everything
    listed = Counter(Deviation(*(row[column] for column in Deviation._fields)) for row in known()
                     if row["doc"] in gold.docs)
    actual = Counter({deviation: len(sentences) for deviation, sentences in found.items()})

    def named(counts: Counter, of: str) -> list[str]:
        return [f"{of} {d.field}: expected {d.expected or '–'}, extracted {d.extracted or '–'}, {d.doc}: "
                f"{' / '.join(found.get(d, [d.quote]))}" for d in sorted(counts.elements())]

    problems = named(actual - listed, "new:") + named(listed - actual, "listed, but gone:")
    assert not problems, f"{len(problems)} differences from {KNOWN.name}:\n" + "\n".join(problems)


def test_every_known_deviation_has_a_reason_and_a_text():
    for row in known():
        assert tuple(row) == COLUMNS and row["why"].strip(), row
        assert (RAW / row["doc"]).exists(), row


def test_a_changed_figure_is_noticed_field_by_field(everything, found):
    """Spoiling one field of a figure that was read rightly adds just that deviation; dropping it, a missed one."""
    documents, statements, gold, lines = everything
    sure = next(claim for claim in gold.claims if claim.doc == "hebei-2022-targets.md" and claim.quote == "6.5%左右")
    documents = documents[documents["path"] == sure.doc]
    statements = statements[statements["doc_id"] == documents["doc_id"].item()]
    place = statements.index[statements["quote"] == sure.quote]
    assert len(place) == 1 and not any((d.doc, d.quote) == (sure.doc, sure.quote) for d in found)

    def added(frame: pd.DataFrame) -> set[Deviation]:
        return set(deviations(documents, frame, gold, lines)) - set(found)

    for field, spoilt, shape in [
        ("place", "天津市南开区", ("天津市河北区", "天津市南开区")), ("role", "actual", ("target", "actual")),
        ("year", 2021, ("2022", "2021")), ("year_from", 2021, ("", "2021")), ("measure", "share", ("growth", "share")),
        ("comparator", "eq", ("approx", "eq")), ("value", 6.4, ("6.5%", "6.4%")),
        ("value_high", 7.0, ("6.5%", "6.5—7%")), ("unit", "个百分点", ("6.5%", "6.5个百分点")),
    ]:
        frame = statements.copy()
        frame.loc[place, field] = spoilt
        name = "value" if field in ("value_high", "unit") else field
        assert added(frame) == {Deviation(sure.doc, sure.quote, name, *shape)}
    renamed = statements.copy()
    renamed.loc[place, ["indicator", "indicator_id"]] = ["固定资产投资", "fai"]
    assert added(renamed) == {Deviation(sure.doc, sure.quote, "indicator", "地区生产总值", "固定资产投资")}
    assert [d.field for d in added(statements.drop(place))] == ["missed"]
    elsewhere = statements.loc[place].assign(role="actual", start=0, end=2, quote="新一")
    assert [d.field for d in added(pd.concat([statements, elsewhere], ignore_index=True))] == ["unexpected"]


def main() -> None:
    """Write the deviations of today as CSV, with the reasons that are known."""
    listed = known() if KNOWN.exists() else []
    reasons = {tuple(row[column] for column in Deviation._fields): row["why"] for row in listed}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for deviation, sentences in sorted(deviations(*read_all()).items()):
        writer.writerows([(*deviation, reasons.get(deviation, ""))] * len(sentences))


if __name__ == "__main__":
    main()
