"""The score of a statements table: perfect where it says what the gold says, and less by what is spoilt."""
import importlib.util
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from helpers import accuracy
from helpers.accuracy import score
from helpers.gold import (
    Gold,
    GoldError,
    nth_place,
    plain_with_offsets,
    read_gold,
    same_indicator,
    unit_parts,
)

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MUBIAO_SHARED", ROOT.parent / "shared"))
LEVELS = ["figure", "dated", "entry", "strict"]


def bodies(folder: Path) -> pd.DataFrame:
    """Documents made of the raw files as they are, so that scoring is tested apart from reading."""
    rows = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".md", ".txt"}):
        try:
            text = path.read_text(encoding="utf8")
        except UnicodeDecodeError:
            text = path.read_text(encoding="gb18030")
        kind = "digest" if "2024" in path.name else "other"
        rows.append({"doc_id": path.stem, "path": path.name, "kind": kind, "text": text})
    return pd.DataFrame(rows)


def statements_from(gold: Gold, documents: pd.DataFrame) -> pd.DataFrame:
    """The table that an errorless reader would write: one row per claim, at the place of its figure."""
    texts = documents.set_index("path")
    rows = []
    for claim in gold.claims:
        text = texts.loc[claim.doc, "text"]
        plain, offsets = plain_with_offsets(text)
        begin = plain.index(claim.clause) + nth_place(claim.clause, claim.quote, claim.nth)
        end = begin + len(claim.quote)
        rows.append({
            "doc_id": texts.loc[claim.doc, "doc_id"], "start": len([o for o in offsets if o <= begin]) - 1,
            "end": offsets.index(end), "role": claim.role, "year": claim.year, "indicator": claim.indicator,
            "measure": claim.measure, "comparator": claim.comparator, "value": claim.value,
            "value_high": claim.value_high, "unit": claim.unit, "confidence": 0.97, "doubts": "",
        })
    return pd.DataFrame(rows).astype({"year": "Int64", "value": "Float64", "value_high": "Float64"})


@pytest.fixture(scope="module")
def digests():
    documents, gold = bodies(ROOT / "data/raw"), read_gold(ROOT / "data/gold")
    return documents, gold, statements_from(gold, documents)


def test_the_gold_said_back_is_perfect_at_every_level(digests):
    documents, gold, statements = digests
    result = score(documents, statements, gold)
    assert result.overall.loc[LEVELS, ["precision", "recall", "f1"]].to_numpy().min() == 1
    assert (result.slots == 1).all() and result.errors.empty
    agreed = sum(result.roles.loc[role, role] for role in result.roles)
    assert agreed == result.roles.to_numpy().sum() == len(gold.claims)
    assert result.judged["right"].all() and len(result.judged) == result.overall["predicted"].iloc[0]
    assert result.by_document.index.tolist() == list(gold.docs)
    assert result.by_kind["gold"].sum() == result.by_file["gold"].sum() == sum(c.counted for c in gold.claims)


@pytest.mark.parametrize(("column", "wrong", "first_level_lost"), [
    ("value", -77.0, "figure"), ("unit", "光年", "figure"), ("role", "context", "dated"),
    ("year", 1999, "dated"),
    ("indicator", "xyz", "entry"), ("measure", "rank", "strict"), ("comparator", "lt", "strict"),
])
def test_one_spoilt_field_costs_its_level_and_those_above(digests, column, wrong, first_level_lost):
    documents, gold, statements = digests
    spoilt, row = statements.copy(), statements.index[(statements["value"] == 6.6)][0]
    spoilt.loc[row, column] = wrong
    result = score(documents, spoilt, gold)
    recalls, whole = result.overall["recall"], sum(c.counted for c in gold.claims)
    lost = LEVELS.index(first_level_lost)
    assert recalls[LEVELS[:lost]].tolist() == [1] * lost
    assert recalls[LEVELS[lost:]].tolist() == pytest.approx([1 - 1 / whole] * (4 - lost))
    kind = "value" if column == "unit" else column
    assert result.slots[kind] < 1 and result.errors["error"].tolist() == [kind]
    error = result.errors.iloc[0]
    assert error["figure"] == "6.6%" and error["doc"] == "tianjin-2022-plan.md"


def test_missed_and_spurious_statements_are_told_apart(digests):
    documents, gold, statements = digests
    fewer = score(documents, statements.iloc[5:], gold)
    assert fewer.overall["precision"].min() == 1 > fewer.overall["recall"].max()
    assert set(fewer.errors["error"]) == {"missed"} and len(fewer.errors) == 5
    assert fewer.roles.loc["target", "none"] == 5
    more = score(documents, pd.concat([statements, statements.head(3)]), gold)
    assert more.overall["recall"].min() == 1 > more.overall["precision"].max()
    assert set(more.errors["error"]) == {"spurious"} and more.roles.loc["none", "target"] == 3


def small(tmp_path: Path, windows=None, **changes) -> Gold:
    row = {"doc": "a.txt", "clause": "粮食产量达到三万吨以上", "quote": "三万吨以上", "indicator": "粮食产量",
           "role": "actual", "year": 2022, "measure": "level", "comparator": "ge", "value": 3, "unit": "万吨"}
    row |= changes
    (tmp_path / "g.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf8")
    if windows is not None:
        (tmp_path / "g.windows.json").write_text(json.dumps(windows, ensure_ascii=False), encoding="utf8")
    return read_gold(tmp_path)


TEXT = "去年，粮食产量达到 三万\n吨以上。另外 修路９公里。"


def found(**changes) -> pd.DataFrame:
    row = {"doc_id": "d", "start": 10, "end": 17, "role": "actual", "year": 2022, "indicator": "粮食产量",
           "measure": "level", "comparator": "gt", "value": 30000.0, "value_high": None, "unit": "吨"}
    return pd.DataFrame([row | changes])


DOCUMENT = pd.DataFrame([{"doc_id": "d", "path": "sub/a.txt", "kind": "news", "text": TEXT}])


def test_scale_white_space_and_gt_for_ge_do_not_matter(tmp_path):
    assert score(DOCUMENT, found(), small(tmp_path)).f1("strict") == 1
    assert score(DOCUMENT, found(comparator="le"), small(tmp_path)).f1("strict") == 0
    assert score(DOCUMENT, found(comparator="le"), small(tmp_path)).f1("entry") == 1


def test_only_figures_inside_the_windows_count(tmp_path):
    both = pd.concat([found(), found(value=9, unit="公里", start=22, end=25, indicator="公路")])
    assert score(DOCUMENT, both, small(tmp_path)).overall["predicted"].iloc[0] == 2
    narrow = small(tmp_path, windows={"a.txt": [["去年", "三万吨 以上"]]})
    assert score(DOCUMENT, both, narrow).f1() == 1
    lost = score(DOCUMENT, both, small(tmp_path, windows={"a.txt": [["前年", "以上"]]}))
    assert "window not in text" in set(lost.errors["error"])


def test_gold_whose_text_is_not_there_counts_as_missed(tmp_path):
    absent = score(DOCUMENT, found(), small(tmp_path, doc="b.txt"))
    assert absent.f1("figure") == 0 and absent.errors["error"].tolist()[0] == "document missing"
    changed = score(DOCUMENT, found(), small(tmp_path, clause="粮食总产量达到三万吨以上"))
    assert changed.errors["error"].tolist()[0] == "clause not in text"
    assert "g.jsonl, line 1" in changed.errors["wanted"][0]
    assert score(DOCUMENT.assign(path="x/a.html"), found(), small(tmp_path)).f1() == 1


@pytest.mark.parametrize(("changes", "message"), [
    ({"role": "goal"}, "role is 'goal'"), ({"value": None}, "needs a number"), ({"nth": 2}, "2 times"),
    ({"quote": "四万吨"}, "does not stand"), ({"year": "2022"}, "year is '2022'"),
    ({"indicator": ""}, "indicator"),
    ({"comparator": "sync"}, "value must be null"), ({"comparator": "between"}, "value_high"),
    ({"alt": "产量"}, "alt must be a list"),
])
def test_a_wrong_line_is_named_with_file_and_line(tmp_path, changes, message):
    with pytest.raises(GoldError, match=r"g\.jsonl, line 1") as error:
        small(tmp_path, **changes)
    assert message in str(error.value)


def test_unusable_gold_is_a_clear_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no gold at"):
        read_gold(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match=r"no \*\.jsonl"):
        read_gold(tmp_path)
    with pytest.raises(GoldError, match=r"windows\.json: a\.txt"):
        small(tmp_path, windows={"a.txt": [["only one"]]})
    (tmp_path / "g.jsonl").write_text('{"doc": "a.txt"\n', encoding="utf8")
    with pytest.raises(GoldError, match="line 1"):
        read_gold(tmp_path / "g.jsonl")


@pytest.mark.parametrize(("one", "other"), [
    ("万平方米", "万平米"), ("名", "人"), ("吨/月·平方公里", "吨/平方公里·月"), ("％", "%"),
    ("个百分点", "百分点"),
])
def test_units_with_two_names_are_one(one, other):
    assert unit_parts(one) == unit_parts(other)


def test_scale_words_are_not_confused_with_units():
    assert unit_parts("万亿元") == (1e12, "元")
    assert unit_parts("千米") == unit_parts("公里") and unit_parts("千米")[0] == 1
    assert unit_parts("万千瓦时")[0] == 1e4 and unit_parts(None) == (1.0, "")


def test_indicator_names_may_differ_a_little(tmp_path):
    claim = small(tmp_path, indicator="粮食产量", alt=["粮食总产量"]).claims[0]
    assert all(same_indicator(claim, name) for name in ("全市粮食产量", "“粮食”的产量"))
    assert not any(same_indicator(claim, name) for name in ("蔬菜产量", None, "量"))


@pytest.fixture
def reference(tmp_path, monkeypatch):
    """What the reference scorer says of tables: a function of documents, statements and gold files."""
    return lambda *tables: run_reference(tmp_path, monkeypatch, *tables)


def run_reference(tmp_path, monkeypatch, documents, statements, gold: list[Path]) -> dict:
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "gold/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    documents.to_parquet(tmp_path / "d.parquet")
    statements.to_parquet(tmp_path / "s.parquet")
    monkeypatch.setattr("sys.argv", ["score", *map(str, gold), "--statements", str(tmp_path / "s.parquet"),
                                     "--documents", str(tmp_path / "d.parquet"),
                                     "--json", str(tmp_path / "o.json")])
    module.main()
    return json.loads((tmp_path / "o.json").read_text())


def same_numbers(ours: accuracy.Accuracy, theirs: dict) -> None:
    assert ours.overall["gold"].iloc[0] == theirs["gold"]
    assert ours.overall["predicted"].iloc[0] == theirs["predicted"]
    for level in LEVELS:
        for name in ("precision", "recall", "f1"):
            assert ours.overall.loc[level, name] == pytest.approx(theirs[level][name], abs=5e-4), level
    for slot, share in theirs["slots"].items():
        assert ours.slots[slot] == pytest.approx(share, abs=5e-4), slot


needs_shared = pytest.mark.skipif(not (SHARED / "gold/score.py").exists(),
                                  reason=f"no reference scorer in {SHARED} (set MUBIAO_SHARED)")


def shuffled(statements: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A worse reader: rows dropped, doubled and moved, fields exchanged between rows."""
    table = statements.sample(frac=0.85, random_state=seed).reset_index(drop=True)
    spoilt = ("value", "unit", "role", "year", "indicator", "measure", "comparator")
    for n, column in enumerate(spoilt):
        rows = table.sample(frac=0.15, random_state=seed + n).index
        table.loc[rows, column] = table[column].sample(len(rows), random_state=seed + 50 + n).to_numpy()
    longer = table.sample(frac=0.15, random_state=seed + 20).index
    table.loc[longer, "start"] = (table.loc[longer, "start"] - 8).clip(0)
    return pd.concat([table, table.sample(frac=0.1, random_state=seed)], ignore_index=True)


@needs_shared
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_worse_reader_gets_the_reference_scorers_numbers(digests, reference, seed):
    documents, gold, statements = digests
    worse = shuffled(statements, seed)
    result = score(documents, worse, gold)
    same_numbers(result, reference(documents, worse, [ROOT / "data/gold/digests.jsonl"]))
    assert 0.05 < result.f1("strict") < 0.9 < 1 > result.f1("figure")


@needs_shared
def test_on_real_texts_with_windows_the_numbers_agree_too(reference):
    files = [SHARED / f"gold/dev/{name}.jsonl" for name in ("seeds-news", "seeds-plan-review", "hailaer")]
    gold, documents = read_gold(*files), bodies(SHARED / "corpus")
    statements = statements_from(gold, documents)
    perfect = score(documents, statements, gold)
    assert perfect.f1("strict") == 1
    same_numbers(perfect, reference(documents, statements, files))
    worse = shuffled(statements, 7)
    same_numbers(score(documents, worse, gold), reference(documents, worse, files))


def test_the_command_scores_a_folder_and_says_what_is_wrong_with_it(tmp_path, capsys):
    raw, gold = str(ROOT / "data/raw"), str(ROOT / "data/gold")
    assert accuracy.main(["--raw", raw, "--gold", gold]) == 0
    printed = capsys.readouterr().out
    assert all(words in printed for words in ("digests.jsonl", "341 claims", "strict (+ measure, comparator)"))
    (tmp_path / "other.txt").write_text("甲区2023年粮食产量达到三万吨。", encoding="utf8")
    assert accuracy.main(["--raw", str(tmp_path), "--gold", gold]) == 1
    assert "none of the 18 texts" in capsys.readouterr().err
    assert accuracy.main(["--raw", raw, "--gold", str(tmp_path / "nowhere")]) == 1
    assert "no gold at" in capsys.readouterr().err
