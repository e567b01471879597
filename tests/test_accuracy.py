"""The score of a statements table: perfect where it says what the gold says, and less by what is spoilt."""
import dataclasses
import importlib.util
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from helpers import accuracy, calibration, review
from helpers.accuracy import evaluate, score
from helpers.gold import (
    Gold,
    GoldError,
    nth_place,
    plain,
    plain_with_offsets,
    read_gold,
    same_indicator,
    several,
    unit_parts,
)

ROOT = Path(__file__).parents[1]
GOLD = read_gold(ROOT / "data/gold")
CLAIMS = sum(claim.counted for claim in GOLD.claims)
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
    path = documents.set_index("doc_id").loc[statements.loc[row, "doc_id"], "path"]
    assert error["figure"] == "6.6%" and error["doc"] == Path(path).name


def test_whose_a_figure_is_counts_beside_the_levels(digests):
    documents, gold, statements = digests
    placed = documents.assign(place="天津市河北区", adcode="120105")
    own = score(placed, statements.assign(place="天津市河北区"), gold)
    named = sum(claim.counted and not (claim.place or "河北区").endswith("河北区") for claim in gold.claims)
    counted = sum(claim.counted for claim in gold.claims)
    assert named > 0 and own.f1("strict") == 1
    assert own.slots["place"] == pytest.approx(1 - named / counted)
    assert set(own.errors["error"]) == {"place"} and "天津市" in set(own.errors["wanted"])


def test_missed_and_spurious_statements_are_told_apart(digests):
    documents, gold, statements = digests
    fewer = score(documents, statements.iloc[5:], gold)
    assert fewer.overall["precision"].min() == 1 > fewer.overall["recall"].max()
    assert set(fewer.errors["error"]) == {"missed"} and len(fewer.errors) == 5
    assert fewer.roles["none"].sum() == 5
    more = score(documents, pd.concat([statements, statements.head(3)]), gold)
    assert more.overall["recall"].min() == 1 > more.overall["precision"].max()
    assert set(more.errors["error"]) == {"spurious"} and more.roles.loc["none"].sum() == 3


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
    for words in ("digests.jsonl", f"{CLAIMS} claims", "strict (+ measure, comparator)", "right by confidence: "):
        assert words in printed
    (tmp_path / "other.txt").write_text("甲区2023年粮食产量达到三万吨。", encoding="utf8")
    assert accuracy.main(["--raw", str(tmp_path), "--gold", gold]) == 1
    assert f"none of the {len(GOLD.docs)} texts" in capsys.readouterr().err
    assert accuracy.main(["--raw", raw, "--gold", str(tmp_path / "nowhere")]) == 1
    assert "no gold at" in capsys.readouterr().err


def test_a_font_s_own_decimal_point_is_a_point_on_both_sides(tmp_path):
    assert plain("３\U001001b0５ 亿元，\ue000") == "3.5亿元,\ue000"
    gold = small(tmp_path, clause="粮食产量3\ue0055万吨", quote="3\ue0055万吨", value=3.5, comparator="eq")
    for point in (".", "\ue005", "．", "\U001001b0"):
        text = DOCUMENT.assign(text=f"去年,粮食产量 3{point}5万吨。")
        assert score(text, found(start=8, end=13, value=3.5, unit="万吨", comparator="eq"), gold).f1() == 1


def test_several_gold_files_may_be_named_at_once(tmp_path):
    one, other = tmp_path / "a:b", tmp_path / "c"
    for folder, name in ((one, "one"), (other, "other")):
        folder.mkdir()
        small(folder)
        (folder / "g.jsonl").rename(folder / f"{name}.jsonl")
    assert several(one) == [str(one)]
    assert several(f"{other}{os.pathsep}{other}/other.jsonl") == [str(other), f"{other}/other.jsonl"]
    assert read_gold(f"{one}|{other}").files == ("one.jsonl", "other.jsonl")
    assert read_gold(f"{other}{os.pathsep}{other}/other.jsonl").files == ("other.jsonl",)


def judged(*groups: tuple[str, float, int, int]) -> pd.DataFrame:
    """Statements by doubts, confidence, how many are right and how many wrong."""
    rows = [{"file": "g", "doc": f"d{n % 4}", "confidence": confidence, "doubts": doubts, "right": n < right}
            for doubts, confidence, right, wrong in groups for n in range(right + wrong)]
    return pd.DataFrame(rows)


def test_shares_are_counted_by_confidence_and_by_doubt():
    table = judged(("", 0.97, 9, 1), ("no_unit", 0.8, 6, 2), ("no_unit|rank", 0.68, 1, 1))
    bins = calibration.by_confidence(table).set_index("from")
    assert bins[["statements", "wrong"]].to_numpy().tolist() == [[10, 1], [8, 2], [2, 1]]
    assert bins.loc[0.8, "share_right"] == 0.75 and bins.loc[0.8, "mean_confidence"] == pytest.approx(0.8)
    doubts = calibration.by_doubt(table)
    assert doubts["statements"].to_dict() == {"none": 10, "any": 10, "rank": 2, "no_unit": 10}
    assert doubts["wrong"].to_dict() == {"none": 1, "any": 3, "rank": 1, "no_unit": 3}
    assert doubts.index.tolist()[2:] == ["rank", "no_unit"]
    assert calibration.by_confidence(judged(("", 1.0, 1, 0)))["to"].tolist() == [1.0]


def test_a_doubt_that_costs_next_to_nothing_makes_nothing_doubtful(monkeypatch):
    table = pd.DataFrame({"weight": [0.99, 0.8]}, index=["year_of_section", "rank"])
    monkeypatch.setattr(calibration, "doubts", lambda: table)
    said = judged(("", 1, 1, 0), ("year_of_section", 1, 1, 0), ("rank|year_of_section", 1, 1, 0))
    assert calibration.is_doubted(said).tolist() == [False, False, True]


def test_the_interval_is_wilson_s_and_holds_the_share():
    assert calibration.interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert calibration.interval(0, 0) == (0, 1)
    for right, of in ((0, 1), (1, 1), (3, 7), (500, 500)):
        low, high = calibration.interval(right, of)
        assert 0 <= low <= right / of <= high <= 1 and low < high


def test_the_least_sure_are_met_first_and_ties_in_proportion():
    ordered = judged(("", 0.9, 8, 0), ("rank", 0.4, 0, 2))
    assert calibration.found_in_least_sure(ordered, 0.2) == 1
    assert calibration.found_in_least_sure(ordered, 0.1) == pytest.approx(0.5)
    assert calibration.found_in_least_sure(judged(("", 0.9, 5, 5)), 0.2) == pytest.approx(0.2)
    assert pd.isna(calibration.found_in_least_sure(judged(("", 0.9, 5, 0))))


def test_weights_are_the_share_right_and_do_not_charge_one_error_twice():
    none = pd.Series(dtype=float)
    alone = judged(("", 1, 1000, 0), ("rank", 1, 600, 400))
    assert calibration.weights(alone, none, 0.0).to_dict() == pytest.approx({"base": 1, "rank": 0.6})
    # Only `carried` costs anything: `rank` stands beside it in half of the cases, and is right as often.
    both = judged(("", 1, 1000, 0), ("carried", 1, 250, 250), ("carried|rank", 1, 250, 250),
                  ("rank", 1, 500, 0))
    fitted = calibration.weights(both, none, 0.0)
    assert fitted.to_dict() == pytest.approx({"base": 1, "carried": 0.5, "rank": 1}, abs=1e-3)
    stated = calibration.confidence(both, fitted)
    assert stated.mean() == pytest.approx(both["right"].mean(), abs=1e-3)
    assert calibration.brier(stated, both["right"]) < calibration.brier([0.8] * len(both), both["right"])


def test_few_statements_move_a_weight_little_and_an_unseen_doubt_keeps_its_own():
    prior = pd.Series({"rank": 0.9, "no_unit": 0.5, "base": 1.0})
    fitted = calibration.weights(judged(("", 1, 100, 0), ("rank", 1, 0, 1)), prior)
    assert 0.7 < fitted["rank"] < 0.9 and fitted["no_unit"] == 0.5


def test_a_text_does_not_judge_itself():
    table = judged(("", 1, 40, 0), ("no_unit", 1, 0, 20))
    table["doc"] = table["doubts"].replace("", "plain")
    inside = calibration.confidence(table, calibration.weights(table))
    outside = calibration.held_out(table)
    assert inside[-1] < 0.2 < 0.4 < outside[-1]


def test_every_doubt_of_the_digests_is_in_the_table(own):
    said = {doubt for doubts in own.judged["doubts"] for doubt in doubts.split("|") if doubt}
    assert said and said <= set(calibration.doubts().index)
    assert calibration.doubts()["weight"].between(0, 1).all() and "base" in calibration.doubts().index


@pytest.fixture(scope="module")
def own():
    return evaluate([ROOT / "data/raw"], ROOT / "data/gold")


def test_the_digests_are_read_as_a_careful_reader_does(own):
    assert own.f1("figure") >= 0.95 and own.f1("strict") >= 0.85


def test_less_confident_statements_are_wrong_more_often(own):
    if own.judged["right"].all():
        pytest.skip("nothing is wrong")
    assert calibration.found_in_least_sure(own.judged) > 0.2


@needs_shared
def test_real_texts_are_read_as_well_as_is_promised():
    result = evaluate([SHARED / "corpus"], SHARED / "gold/dev")
    for level, floor in {"figure": 0.98, "dated": 0.95, "entry": 0.91, "strict": 0.87}.items():
        assert result.f1(level) >= floor, level
    assert calibration.found_in_least_sure(result.judged) > 0.2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_notebook_s_sentences_state_the_scores(own, language):
    said = review.say_levels(own, language).data
    assert f"**{own.f1('strict'):.3f}**" in said and f"**{CLAIMS}**" in said and f"**{len(GOLD.docs)}**" in said
    worst = own.by_document["strict_f1"].idxmin().removesuffix(".md").replace("-", "")
    assert worst in review.say_groups(own, language).data.replace("-", "").replace("\\", "")
    count = own.errors["error"].value_counts()
    assert all(str(n) in review.say_errors(own, language, 3).data for n in count)
    assert review.slots(own, language).data.count("%") == 7
    named = review.confusion(own.roles, "role", language)
    assert named.to_numpy().sum() == own.roles.to_numpy().sum() and named.sum().min() > 0
    assert {"zh": "目标", "en": "target"}[language] in named.index
    wrong = int((~own.judged["right"]).sum())
    assert calibration.by_confidence(own.judged)["wrong"].sum() == wrong
    assert review.right_shares(review.by_confidence(own), "confidence_bin", language).data.count("<tr>") > 2


def test_the_verdict_on_doubts_follows_the_counts(own):
    def verdict(table: pd.DataFrame) -> str:
        return review.say_calibration(dataclasses.replace(own, judged=table), "en").data.split("\n\n")[1]

    assert "by more than chance" in verdict(judged(("", 1, 95, 5), ("no_unit", 0.8, 50, 50)))
    assert "differ by chance" in verdict(judged(("", 1, 9, 1), ("no_unit", 0.8, 5, 2)))
    assert "not wrong more often" in verdict(judged(("", 1, 9, 1), ("no_unit", 0.8, 10, 1)))
    assert "nothing can be compared" in verdict(judged(("", 1, 9, 1)))


def test_errors_are_shown_marked_and_escaped(tmp_path):
    text = DOCUMENT.assign(text="<b>去年</b>，粮食产量达到 三万\n吨以上。另外 修路９公里。")
    result = score(text, found(start=17, end=24, indicator="<script>玉米</script>"), small(tmp_path))
    assert result.errors["error"].tolist() == ["indicator"]
    shown = review.errors(result, "en", 3).data
    assert "<mark>三万\n吨以上</mark>" in shown and "annotated: 粮食产量" in shown
    assert "<script>" not in shown and "&lt;script&gt;玉米" in shown and "<b>" not in shown
    missed = review.errors(score(text, found(start=0, end=1), small(tmp_path)), "zh", 0).data
    assert "列出 0 处，共 1 处" in missed
    nothing = review.errors(score(DOCUMENT, found(), small(tmp_path)), "en", 3).data
    assert "<li>" not in nothing
    assert "no disagreement" in review.say_errors(score(DOCUMENT, found(), small(tmp_path)), "en", 3).data


def test_the_fit_is_printed_with_the_weights_in_use(capsys):
    assert accuracy.main(["--fit", "--raw", str(ROOT / "data/raw"), "--gold", str(ROOT / "data/gold")]) == 0
    printed = capsys.readouterr().out
    assert set(calibration.doubts().index) <= {line.split()[0] for line in printed.splitlines() if line}
    assert "each text held out" in printed
