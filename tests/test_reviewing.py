"""Reviewing: which statements come first, and decisions that reach the file of corrections without harming it."""

import csv
import io
import os

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import ledger, tour
from helpers.corrections import GIVEN, CorrectionsError, apply, read_corrections
from helpers.documents import read_document
from helpers.review_desk import desk
from helpers.reviewing import HEADER, Review, ReviewError, as_read, correction, csv_lines, doubts, ready_lines
from helpers.statements import extract_statements
from helpers.tables import as_table

PLAN = """---
title: 天津市河北区2023年工作要点
district: 天津市河北区
date: 2023-01-05
kind: digest
---
2022年，全区一般公共预算收入完成30.8亿元，同比增长5.0%。国家高新技术企业达到120家。
2023年主要目标是：地区生产总值增长6%，新建公园5个。
"""
NEWS = """---
title: 河北区去年财政收入
district: 天津市河北区
date: 2023-02-01
kind: news
---
2022年，河北区一般公共预算收入完成38亿元，商品房销售额增长明显。
"""


def read(*texts):
    documents = [read_document(text.encode(), name) for text, name in zip(texts, ("plan.md", "news.md"), strict=False)]
    said = [statement for document in documents for statement in extract_statements(document)]
    return as_table("documents", documents), as_table("statements", said)


DOCUMENTS, STATEMENTS = read(PLAN, NEWS)
BY_HAND = (
    "更正人写的备注,statement_id,action,column,value,who,why,path,quote,sentence,indicator\r\n"
    '"核对过, 两遍",,accept,,,Wang,,plan.md,120家,国家高新技术企业达到120家。,\r\n'
    "\r\n"
    "# 以下待查,,,,,,,,,,\r\n"
)


def of(quote) -> str:
    return STATEMENTS.loc[STATEMENTS["quote"] == quote, "statement_id"].item()


@pytest.fixture
def review(tmp_path):
    return Review(tmp_path, STATEMENTS, DOCUMENTS)


def change(review, quote="30.8亿元", column="value", value="38", who="李", why="颠倒"):
    return [review.row(of(quote), "change", column, value, who, why)]


# Writing


def test_a_first_decision_makes_the_file_and_is_found_by_the_next_run(review):
    effect = review.save(change(review))
    assert (effect.before["value"], effect.after["value"], effect.after["base_value"]) == (30.8, 38, 3.8e9)
    assert review.path.read_bytes().startswith(b"\xef\xbb\xbf" + HEADER.encode())
    said, told = apply(STATEMENTS, DOCUMENTS, read_corrections(review.path.parent))
    assert told["status"].tolist() == ["applied"]
    rows = ledger.tabulate(said, DOCUMENTS)
    revenue = rows[(rows["indicator"] == "一般公共预算收入") & (rows["measure"] == "level")].iloc[0]
    assert revenue["low"] == 3.8e9 and not revenue["conflict"]
    pd.testing.assert_frame_equal(rows, review.ledger())


def test_weighing_writes_nothing(review):
    effect = review.weigh(change(review))
    assert effect.after["value"] == 38 and not effect.refusal
    assert not review.path.exists() and review.statement(of("30.8亿元"))["value"] == 30.8


@pytest.mark.parametrize(
    ("encode", "mark"),
    [
        (lambda text: text.encode(), "utf-8"),
        (lambda text: text.encode("utf-8-sig"), "utf-8-sig"),
        (lambda text: text.encode("gb18030"), "gb18030"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: text.replace('"核对过, 两遍"', "核对过").replace(",", ";").encode(), "utf-8"),
        (lambda text: text.removesuffix("\r\n").encode(), "utf-8"),
    ],
    ids=["utf-8", "with mark", "gb18030", "utf-16", "semicolons", "no last line end"],
)
def test_what_people_wrote_by_hand_stays_byte_for_byte(review, encode, mark):
    before = encode(BY_HAND)
    review.path.write_bytes(before)
    review.save(change(review))
    after = review.path.read_bytes()
    assert after.startswith(before)
    row = next(csv.reader([after.decode(mark).splitlines()[-1]], delimiter=";" if b";" in before else ","))
    assert row == ["", of("30.8亿元"), "change", "value", "38", "李", "颠倒", "plan.md", "30.8亿元",
                   review.statement(of("30.8亿元"))["sentence"], "一般公共预算收入"]  # fmt: skip
    assert review.statements["correction"].notna().sum() == 2  # theirs and ours
    review.undo()
    assert review.path.read_bytes() == before


def test_the_files_mode_and_a_link_to_it_stay(review, tmp_path):
    real = tmp_path / "elsewhere.csv"
    real.write_text(HEADER + "\n")
    real.chmod(0o640)
    review.path.symlink_to(real)
    review.save(change(review))
    assert review.path.is_symlink() and real.stat().st_mode & 0o777 == 0o640
    assert len(read_corrections(tmp_path)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corrections.csv", "elsewhere.csv"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"why": ""}, "a reason is needed"),
        ({"who": " "}, "a name is needed"),
        ({"value": "三十八"}, "does not fit its column"),
        ({"value": "30.8"}, "the text already says so"),
        ({"column": "quote"}, "not a column that can be corrected"),
    ],
)
def test_what_would_have_no_effect_is_refused_and_not_written(review, row, reason):
    with pytest.raises(ReviewError, match=reason):
        review.save(change(review, **row))
    assert not review.path.exists() and not review.undoable


def test_a_file_that_is_no_table_of_corrections_is_left_alone(tmp_path):
    (tmp_path / "corrections.csv").write_text("name,age\nLi,40\n")
    with pytest.raises(CorrectionsError, match="columns missing"):
        Review(tmp_path, STATEMENTS, DOCUMENTS)


def test_a_file_whose_columns_cannot_tell_which_figure_is_meant_is_not_written(review):
    review.path.write_text("path,quote,action,column,value,who,why\n")
    documents, statements = read(PLAN.replace("新建公园5个", "新建公园5个、步道5个"))
    here = Review(review.path.parent, statements, documents)
    twice = statements[statements["quote"] == "5个"]
    assert len(twice) == 2
    with pytest.raises(ReviewError, match="several figures fit"):
        here.save([here.row(twice["statement_id"].iloc[0], "reject", who="李", why="不是")])


# Earlier decisions


def test_a_contrary_decision_is_not_written_unless_it_replaces_the_earlier_one(review):
    review.path.write_text(BY_HAND, newline="")
    review.save(change(review))
    with pytest.raises(ReviewError, match="contradicts another row: 5"):
        review.save(change(review, value="39", who="王"))
    assert review.weigh(change(review, value="39")).rivals == (5,)
    effect = review.save(change(review, value="39", who="王"), replace=True)
    assert effect.after["value"] == 39
    text = review.path.read_bytes().decode()
    assert text.startswith(BY_HAND) and text.count("颠倒") == 1 and ",王," in text
    review.undo()
    assert review.statement(of("30.8亿元"))["value"] == 38


def test_what_an_earlier_run_corrected_is_seen_as_corrected_and_can_be_changed_again(tmp_path):
    (tmp_path / "corrections.csv").write_text(f"{HEADER}\n{of('30.8亿元')},change,value,32,Li,scan,,,,\n")
    stored, _ = apply(STATEMENTS, DOCUMENTS, read_corrections(tmp_path))
    pd.testing.assert_frame_equal(as_read(stored, DOCUMENTS), STATEMENTS)
    review = Review(tmp_path, stored, DOCUMENTS)
    assert review.statement(of("30.8亿元"))["correction"] == "value: 30.8 → 32 (Li: scan)"
    review.save(change(review, value="38"), replace=True)
    assert review.statement(of("30.8亿元"))["correction"] == "value: 30.8 → 38 (李: 颠倒)"


# Undo, and others at work


def test_undo_takes_back_step_by_step_and_leaves_no_file_that_was_not_there(review):
    review.save(change(review))
    review.save([review.row(of("120家"), "reject", who="李", why="全市的")])
    assert of("120家") not in review.ledger()["statement_id"].tolist()
    review.undo()
    assert of("120家") in review.ledger()["statement_id"].tolist()
    review.undo()
    assert not review.path.exists() and review.statements["correction"].isna().all()
    with pytest.raises(ReviewError, match="nothing to take back"):
        review.undo()


def test_a_change_by_someone_else_is_told_and_kept(review):
    review.save(change(review))
    with review.path.open("a", encoding="utf-8", newline="") as file:
        file.write(csv_lines([correction(review.statement(of("5个")), "plan.md", "accept", who="王")]))
    effect = review.save([review.row(of("120家"), "accept", who="李")])
    assert effect.reread
    assert read_corrections(review.path.parent)["who"].tolist() == ["李", "王", "李"]
    assert not review.undo()  # nothing happened since
    review.path.write_text(review.path.read_text(encoding="utf-8-sig").replace("王", "赵"), encoding="utf-8-sig")
    assert review.undo()
    assert read_corrections(review.path.parent)["who"].tolist() == ["赵"]


def test_a_decision_contrary_to_one_that_arrived_meanwhile_is_refused(review):
    rows = change(review)
    review.path.write_text(HEADER + "\n" + csv_lines(change(review, value="39", who="王")), encoding="utf-8")
    with pytest.raises(ReviewError, match="contradicts another row: 2"):
        review.save(rows)
    assert read_corrections(review.path.parent)["value"].tolist() == ["39"]


def test_undo_of_a_row_that_someone_rewrote_is_refused(review):
    review.save(change(review))
    text = review.path.read_text(encoding="utf-8-sig").replace("颠倒", "颠倒了")
    review.path.write_text(text, encoding="utf-8-sig")
    with pytest.raises(ReviewError, match="take it out by hand"):
        review.undo()
    assert review.path.read_text(encoding="utf-8-sig") == text


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_leaves_all_as_it_was(review):
    review.path.parent.chmod(0o555)
    with pytest.raises(OSError):
        review.save(change(review))
    review.path.parent.chmod(0o755)
    assert review.statement(of("30.8亿元"))["value"] == 30.8


# Lines for pages


def test_ready_lines_are_rows_of_a_file_that_does_what_they_say(tmp_path):
    lines = ready_lines(STATEMENTS[STATEMENTS["quote"] == "120家"].iloc[0], "plan.md")
    (tmp_path / "corrections.csv").write_text(f"{HEADER}\n{lines['accept']}\n", encoding="utf-8")
    said, told = apply(STATEMENTS, DOCUMENTS, read_corrections(tmp_path))
    assert told["status"].tolist() == ["applied"]
    assert said.loc[said["quote"] == "120家", "confidence"].item() == 1
    assert lines["reject"].split(",")[1:6] == ["reject", "", "", "", ""]
    assert lines["change"].split(",")[1] == "change"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({name: st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
                                       for name in GIVEN}), min_size=1, max_size=3))  # fmt: skip
def test_lines_read_back_as_they_were_given(rows):
    text = csv_lines(rows)
    assert list(csv.DictReader(io.StringIO(text, newline=""), fieldnames=GIVEN)) == rows


# The queue


def test_the_queue_shows_the_least_sure_first_and_what_was_looked_at_last_not_at_all(review):
    queue = review.queue()
    assert queue["confidence"].is_monotonic_increasing and len(queue) == len(STATEMENTS)
    first = queue["statement_id"].iloc[0]
    review.save([review.row(first, "accept", who="李")])
    assert first not in review.queue()["statement_id"].tolist()
    assert review.queue(show="seen")["statement_id"].tolist() == [first]
    assert review.counts() | {"sure": 0} == {"figures": len(STATEMENTS), "seen": 1, "sure": 0,
                                             "doubtful": len(review.queue(show="doubtful")), "conflict": 2}  # fmt: skip


def test_the_queue_can_be_narrowed(review):
    assert set(review.queue(show="conflict")["quote"]) == {"30.8亿元", "38亿元"}
    assert review.queue(order="conflict")["conflict"].tolist()[:3] == [True, True, False]
    assert set(review.queue(role="target")["quote"]) == {"6%", "5个"}
    assert set(review.queue(path="news.md")["path"]) == {"news.md"}
    assert review.queue(words="高新")["quote"].tolist() == ["120家"]
    assert review.queue(place="天津市南开区").empty
    for row in doubts(STATEMENTS).itertuples(index=False):
        assert len(review.queue(doubt=row.doubts)) == row.count > 0
    assert review.others(of("30.8亿元"))["quote"].tolist() == ["38亿元"]
    with pytest.raises(ValueError, match="'show' must be one of unseen, doubtful"):
        review.queue(show="wrong")


# The desk


@pytest.mark.parametrize("language", ["zh", "en"])
def test_at_the_desk_a_decision_is_previewed_saved_and_taken_back(review, language):
    table = desk(review, language, who="李", words="预算收入", path="plan.md")
    table.list.value = of("30.8亿元")
    assert "<mark>30.8亿元</mark>" in table.passage.value
    table.action.value, table.column.value, table.value.value = "change", "value", "38"
    table.why.value = "颠倒"
    assert 'class="changed"' in table.fields.value and not review.path.exists()
    table.save()
    assert review.statement(of("30.8亿元"))["value"] == 38
    assert table.statement_id != of("30.8亿元") and not table.buttons["undo"].disabled
    table.undo()
    assert not review.path.exists() and table.statement_id is not None


def test_the_desk_says_why_a_decision_is_not_written(review):
    table = desk(review)
    table.save()
    assert "须写明更正人" in table.message.value and not review.path.exists()
    table.who.value = "李"
    table._pressed("r")
    table.save()
    assert "须写明理由" in table.message.value and not review.path.exists()


def test_a_text_cannot_smuggle_markup_into_the_desk(tmp_path):
    documents, statements = read(PLAN.replace("新建公园", "新建<img src=x onerror=alert(1)>公园"))
    table = desk(Review(tmp_path, statements, documents), show="all")
    for at in range(len(table.list.options)):
        table.list.index = at
        table.around.value = not table.around.value
        assert "<img" not in table.passage.value + table.fields.value


def test_the_desk_without_a_kernel_is_a_page_with_the_first_statement(review):
    bundle = desk(review, "en")._repr_mimebundle_()
    assert bundle["text/plain"] == f"{len(STATEMENTS)} to look at, {len(STATEMENTS)} listed."
    assert "<mark>" in bundle["text/html"]


def test_an_empty_queue_is_no_error(review):
    table = desk(review, "en", show="seen")
    assert "No figure fits" in table.passage.value
    table.save()
    table.next()
    assert not review.path.exists()
    with pytest.raises(ValueError, match="'place'.*'天津'|“place”.*“天津”"):
        desk(review, place="天津")


# The tour


def test_the_tour_takes_a_pasted_text_or_a_file_and_says_what_is_missing(tmp_path):
    (tmp_path / "a.md").write_text(PLAN, encoding="utf-8")
    settled = tour.one_text(tmp_path / "a.md")
    assert tour.about(settled)["place"].item() == "天津市河北区"
    assert tour.advice(settled, "en").data == "Place and year were recognised; nothing needs to be added."
    unplaced = tour.one_text("nowhere.md", "全区一般公共预算收入完成30.8亿元。")
    told = tour.advice(unplaced, "en").data
    assert "place and year" in told and "district: …" in told
    with pytest.raises(ValueError, match="no file"):
        tour.one_text(tmp_path / "b.md")
    with pytest.raises(ValueError, match="cannot be read"):
        tour.one_text("", "only English")


def test_the_first_page_tells_what_lies_in_the_folders(tmp_path):
    raw, out = tmp_path / "raw", tmp_path / "out"
    assert tour.files(raw).empty and "no texts" in tour.what_next(raw, out, "en").data
    (raw / "sub").mkdir(parents=True)
    for name in ("README.md", "a.md", "sub/b.MD", "sub/.hidden.md", "c.pdf", "corrections.csv"):
        (raw / name).write_text("x")
    assert tour.files(raw).to_dict("list") == {"ending": [".md", ".pdf"], "files": [2, 1]}
    assert tour.tables(out)["rows"].isna().all() and "make report" in tour.what_next(raw, out, "en").data
