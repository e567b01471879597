"""Corrections by a researcher: what they do, how they are found again, what becomes of those that cannot be used."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import corrections, evidence, ledger, pages
from helpers.corrections import CorrectionsError, apply, outcome, read_corrections, rejected, unsettled
from helpers.documents import read_document, read_documents
from helpers.statements import extract_statements
from helpers.tables import CORRECTIONS, as_table, read_table, write_table

TEXT = """---
title: 天津市河北区2023年工作要点
district: 天津市河北区
date: 2023-01-05
kind: digest
---
2022年，全区一般公共预算收入完成30.8亿元，同比增长5.0%。国家高新技术企业达到120家。
2023年主要目标是：地区生产总值、固定资产投资均增长6%，新建公园5个、步道5条。
"""
LATER = TEXT.replace("date: 2023-01-05", "date: 2023-01-06")
"""The same words; every statement has another id."""


def read(*texts: str, names=("plan.md", "other.md", "third.md")):
    """Documents and statements of texts, as tables."""
    documents = [read_document(text.encode(), name) for text, name in zip(texts, names, strict=False)]
    said = [statement for document in documents for statement in extract_statements(document)]
    return as_table("documents", documents), as_table("statements", said)


DOCUMENTS, STATEMENTS = read(TEXT)


def of(quote, statements=STATEMENTS, indicator="") -> pd.Series:
    found = statements[statements["quote"].eq(quote) & statements["indicator"].str.contains(indicator)]
    assert len(found) == 1, statements[["quote", "indicator"]]
    return found.iloc[0]


def row(quote="30.8亿元", action="change", column="value", value="38", indicator="", **more):
    """A correction as a review would write it, with id and anchor."""
    said = of(quote, indicator=indicator)
    if action != "change":
        column = value = None
    return {
        "statement_id": said["statement_id"], "action": action, "column": column, "value": value, "who": "李",
        "why": "颠倒", "path": "plan.md", "quote": quote, "sentence": said["sentence"], "indicator": said["indicator"],
    } | more  # fmt: skip


def by_hand(*rows, **columns):
    """The same without ids."""
    return [one | {"statement_id": None} | columns for one in rows]


def put(rows, documents=DOCUMENTS, statements=STATEMENTS):
    return apply(statements, documents, pd.DataFrame(rows))


def statuses(rows, *tables) -> list[str]:
    return put(rows, *tables)[1]["status"].tolist()


# --------------------------------------------------------------------------------------------- what they do


def test_a_changed_value_carries_its_base_value_and_is_told():
    after, done = put([row()])
    said = after.set_index("statement_id").loc[of("30.8亿元")["statement_id"]]
    assert (said["value"], said["base_value"], said["unit"], said["quote"]) == (38.0, 3.8e9, "亿元", "30.8亿元")
    assert said["correction"] == "value: 30.8 → 38 (李: 颠倒)"
    assert done.loc[0, ["row", "status", "found_id", "note"]].tolist() == [
        2, "applied", of("30.8亿元")["statement_id"], "value: 30.8 → 38",
    ]  # fmt: skip
    untouched = after["statement_id"] != said.name
    pd.testing.assert_frame_equal(after[untouched], STATEMENTS[untouched])


def test_the_ledger_takes_the_change_and_tells_it():
    rows = ledger.tabulate(put([row()])[0], DOCUMENTS)
    told = rows[rows["correction"].notna()]
    assert told[["low", "correction"]].to_numpy().tolist() == [[3.8e9, "value: 30.8 → 38 (李: 颠倒)"]]


def test_a_rejected_statement_stays_in_its_table_and_leaves_the_ledger():
    after, _ = put([row(action="reject")])
    out = after[rejected(after)]
    assert out["correction"].tolist() == ["reject (李: 颠倒)"] and out["value"].tolist() == [30.8]
    gone = set(ledger.tabulate(STATEMENTS, DOCUMENTS)["statement_id"])
    assert gone - set(ledger.tabulate(after, DOCUMENTS)["statement_id"]) == set(out["statement_id"])


def test_an_accepted_statement_is_sure_and_keeps_its_doubts():
    after, done = put([row("5条", "accept", who=None, why=None)])
    said = of("5条", after)
    assert of("5条")["confidence"] < 1 and of("5条")["doubts"]
    assert (said["confidence"], said["doubts"], said["correction"]) == (1.0, of("5条")["doubts"], "accept")
    assert done["status"].tolist() == ["applied"]


def test_several_rows_change_several_columns_of_one_statement():
    changes = {"value": "38", "year": "2021", "role": "目标", "estimated": "是"}
    rows = [row(column=column, value=value) for column, value in changes.items()]
    rows.append(row(action="accept", who="王", why=None))
    said = of("30.8亿元", put(rows)[0])
    assert said[["value", "year", "role", "estimated", "confidence"]].tolist() == [38.0, 2021, "target", True, 1.0]
    assert said["correction"] == (
        "value: 30.8 → 38 (李: 颠倒); year: 2022 → 2021 (李: 颠倒); role: actual → target (李: 颠倒); "
        "estimated: false → true (李: 颠倒); accept (王)"
    )


@pytest.mark.parametrize("changes, wanted", [
    ({"unit": "万元"}, {"value": 30.8, "base_value": 308000.0, "base_unit": "元"}),
    ({"unit": "万元", "value": "308000"}, {"value": 308000.0, "base_value": 3.08e9, "unit": "万元"}),
    ({"unit": "亿元", "base_value": "30"}, {"base_value": 30.0, "base_unit": "元"}),
    ({"value": "1,380.5"}, {"value": 1380.5, "base_value": 1.3805e11}),
    ({"value": "３８"}, {"value": 38.0, "base_value": 3.8e9}),
    ({"value": None}, {"value": None, "base_value": None, "unit": "亿元"}),
    ({"value_high": "33"}, {"value": 30.8, "base_high": 3.3e9}),
    ({"数值": "38"}, {"value": 38.0}),
    ({"indicator_id": "tax_rev"}, {"indicator_id": "tax_rev", "indicator": "税收收入"}),
    ({"indicator_id": "tax_rev", "indicator": "税收"}, {"indicator_id": "tax_rev", "indicator": "税收"}),
    ({"indicator": "地方一般公共预算支出"}, {"indicator_id": "budget_exp"}),
    ({"indicator": "小码头泊位"}, {"indicator_id": None, "indicator": "小码头泊位"}),
    ({"place": "南开区"}, {"place": "天津市南开区", "adcode": "120104"}),
    ({"place": "全国"}, {"place": "全国", "adcode": "100000"}),
    ({"place": "京津冀"}, {"place": "京津冀", "adcode": None}),
    ({"adcode": "120104"}, {"place": "天津市南开区", "adcode": "120104"}),
])  # fmt: skip
def test_what_hangs_on_a_changed_column_follows_it(changes, wanted):
    after, done = put([row(column=column, value=value) for column, value in changes.items()])
    said = of("30.8亿元", after.assign(indicator="x")) if "indicator" in changes else of("30.8亿元", after)
    said = after.set_index("statement_id").loc[said["statement_id"]]
    assert {name: None if pd.isna(said[name]) else said[name] for name in wanted} == wanted
    assert set(done["status"]) <= {"applied", "redundant"}


def test_a_place_without_a_code_is_taken_and_said():
    assert put([row(column="place", value="京津冀")])[1]["note"].tolist() == [
        "place: 天津市河北区 → 京津冀; no code is known for this place"
    ]


def test_lists_of_objects_and_a_run_without_corrections_do_as_well():
    document = read_document(TEXT.encode(), "plan.md")
    after, done = apply(extract_statements(document), [document], as_table("corrections", []))
    pd.testing.assert_frame_equal(after, STATEMENTS)
    assert done.empty and list(done.columns) == list(CORRECTIONS) and set(outcome(done).values()) == {0}


# --------------------------------------------------------------------------------- how they are found again


def test_nothing_is_lost_when_every_id_changes():
    later = read(LATER)
    assert not set(later[1]["statement_id"]) & set(STATEMENTS["statement_id"])
    rows = [row(), row("5.0%", "accept"), row("6%", "reject", indicator="投资")]
    after, done = put(rows, *later)
    assert done["status"].tolist() == ["moved"] * 3
    assert done["note"].tolist()[0] == "found by path, quote and sentence; value: 30.8 → 38"
    assert done["found_id"].isin(later[1]["statement_id"]).all()
    assert of("30.8亿元", after)["value"] == 38.0
    assert pd.isna(of("6%", after, "生产总值")["correction"])


def test_white_space_full_width_forms_and_a_spreadsheets_zeros_do_not_matter():
    assert "一般" in of("30.8亿元")["sentence"]
    rows = [
        row() | {"quote": "３０.８ 亿元", "sentence": of("30.8亿元")["sentence"].replace("一般", "一般\n　")},
        row("5.0%", "accept") | {"quote": "5.00%"},
        row("5.0%", column="year", value="2021") | {"quote": "5%"},
    ]
    assert statuses(by_hand(*rows)) == ["applied"] * 3


def test_a_renamed_and_changed_text_is_found_by_its_sentences():
    renamed = read(LATER.replace("120家", "130家"), names=["2023/plan.md"])
    after, done = put([row(), row("120家", "accept")], *renamed)
    assert done["status"].tolist() == ["moved", "unmatched"]
    assert done["note"].str.startswith("found by quote and sentence in another file").tolist() == [True, False]


def test_the_same_sentence_of_another_text_is_left_alone_while_the_first_text_is_there():
    edited = TEXT.replace("一般公共预算收入完成30.8亿元，同比增长5.0%", "今年的情况不在这里说")
    after, done = put([row()], *read(edited, LATER))
    assert done["status"].tolist() == ["unmatched"] and after["correction"].isna().all()
    assert done["note"].tolist() == ["the text has no figure with this quote any more"]


@pytest.mark.parametrize("old, new, status", [
    ("完成30.8亿元，", "共完成30.8亿元，", "moved"),
    ("2022年，全区一般公共预算收入完成30.8亿元，", "2021年，全区一般公共预算收入完成30.8亿元，", "unmatched"),
    ("2022年，全区一般公共预算收入完成30.8亿元，同比增长5.0%。", "这一年各项税款入库30.8亿元。", "unmatched"),
    ("完成30.8亿元", "完成38亿元", "unmatched"),
])  # fmt: skip
def test_a_sentence_alike_enough_is_the_same_one(old, new, status):
    assert old in TEXT
    assert statuses([row()], *read(TEXT.replace(old, new))) == [status]


def test_of_two_sentences_alike_neither_is_taken():
    sentence = "甲片区棚改房源{}号楼竣工30.8万平方米，居民陆续回迁。"
    one, two = (TEXT + sentence.format(number) + "\n" for number in (1, 2))
    documents, statements = read(one)
    said = of("30.8万平方米", statements)
    rows = [row() | {"statement_id": said["statement_id"], "quote": said["quote"], "sentence": said["sentence"],
                     "indicator": said["indicator"]}]  # fmt: skip
    assert statuses(rows, documents, statements) == ["applied"]
    assert statuses(rows, *read(two)) == ["moved"]
    assert statuses(rows, *read(two + sentence.format(3))) == ["unmatched"]


def test_by_hand_an_id_alone_or_a_path_and_quote_are_enough():
    alone = {"action": "reject", "why": "旧数", "statement_id": of("120家")["statement_id"]}
    pair = {"action": "修改", "column": "数值", "value": "38", "why": "颠倒", "path": "./plan.md", "quote": "30.8亿元"}
    after, done = put([alone, pair])
    assert done["status"].tolist() == ["applied", "applied"] and done["row"].tolist() == [2, 3]
    assert of("30.8亿元", after)["correction"] == "value: 30.8 → 38 (颠倒)"


def test_a_figure_said_of_two_indicators_needs_the_indicator_or_the_id():
    rows = by_hand(row("6%", "reject", indicator="投资"))
    assert statuses(rows) == ["applied"]
    done = put(by_hand(*rows, indicator=None))[1]
    assert done["status"].tolist() == ["unmatched"]
    assert all(of("6%", indicator=name)["statement_id"] in done["note"].iloc[0] for name in ("投资", "生产总值"))


# ------------------------------------------------------------------------------- what cannot be used


@pytest.mark.parametrize("change, status, note", [
    (dict(action="delete"), "invalid", "the action must be accept, reject or change"),
    (dict(action=None), "invalid", "the action must be accept, reject or change"),
    (dict(why=" "), "invalid", "a reason is needed"),
    (dict(action="reject"), "invalid", "only a change takes a column and a value"),
    (dict(column="colour"), "invalid", "not a column that can be corrected: colour"),
    (dict(column="quote"), "invalid", "not a column that can be corrected: quote"),
    (dict(column=None), "invalid", "not a column that can be corrected: –"),
    (dict(value="many"), "invalid", "does not fit its column: value = many (number)"),
    (dict(value="inf"), "invalid", "does not fit its column: value = inf (number)"),
    (dict(column="year", value="2022.5"), "invalid", "does not fit its column: year = 2022.5 (whole number)"),
    (dict(column="year", value="20222"), "invalid", "does not fit its column: year = 20222 (1900–2100)"),
    (dict(column="role", value="goal"), "invalid", "does not fit its column: role = goal (actual, context, target)"),
    (dict(column="role", value=""), "invalid", "may not be empty: role"),
    (dict(column="average", value="maybe"), "invalid", "does not fit its column: average = maybe (yes or no)"),
    (dict(column="indicator_id", value="gdq"), "invalid", "the lexicon has no such indicator: gdq"),
    (dict(column="adcode", value="999999"), "invalid", "no place has this code: 999999"),
    (dict(statement_id=None, quote=None), "invalid", "names no statement: give statement_id, or path and quote"),
    (dict(statement_id=None, path=None, sentence=None), "invalid",
     "names no statement: give statement_id, or path and quote"),
    (dict(statement_id="nobody", quote=None), "unmatched",
     "no statement has this id, and there is no path and quote to find it by"),
    (dict(statement_id="nobody", path="gone.md", sentence="别的话。"), "unmatched",
     "no text has this path, and no other one has this sentence with this quote"),
    (dict(statement_id="nobody", quote="31亿元"), "unmatched", "the text has no figure with this quote any more"),
    (dict(statement_id="nobody", sentence="别的话。"), "unmatched",
     "the sentence of the figure is gone or has changed too much"),
    (dict(value="30.80"), "redundant", "the text already says so"),
    (dict(column="place", value="河北区"), "redundant", "the text already says so"),
])  # fmt: skip
def test_a_row_that_cannot_be_used_says_why_and_does_not_stop_the_others(change, status, note):
    after, done = put([row() | change, row("120家", "accept")])
    assert done["status"].tolist() == [status, "applied"]
    assert done["note"].iloc[0] == note
    assert after["correction"].notna().sum() == 1
    shown = evidence.table(done[["note"]].head(1), "zh").data
    kept = {*change.values(), "value", "statement_id", "path", "quote", "actual", "context", "target"}
    assert not set(re.findall(r"[a-z_]{3,}", re.sub(r"<[^>]*>", "", shown))) - kept, "words not in Chinese"


def test_of_rows_that_contradict_each_other_none_is_taken():
    rows = [row(), row(value="39"), row(column="year", value="2021"), row("120家", "accept"), row("120家", "reject")]
    after, done = put(rows)
    assert done["status"].tolist() == ["invalid", "invalid", "applied", "invalid", "invalid"]
    assert done["note"].tolist()[:2] == ["contradicts another row: 3", "contradicts another row: 2"]
    assert of("30.8亿元", after)["correction"] == "year: 2022 → 2021 (李: 颠倒)"


def test_a_row_given_twice_is_done_once():
    after, done = put([row(), row(value="38.0")])
    assert done["status"].tolist() == ["applied", "redundant"]
    assert done["note"].iloc[1] == "another row says the same: 2"
    assert of("30.8亿元", after)["correction"] == "value: 30.8 → 38 (李: 颠倒)"


cells = st.one_of(st.none(), st.sampled_from(
    ["accept", "修改", "剔除", "change", "value", "year", "role", "place", "2021", "target", "plan.md", "30.8亿元",
     "5.0%", "李", "(", "; ", "→", "\ue000", "0", "-3.5e3", *STATEMENTS["statement_id"], *STATEMENTS["sentence"]]),
    st.text(max_size=6))  # fmt: skip
anything = st.fixed_dictionaries(dict.fromkeys(corrections.GIVEN, cells))
sensible = st.builds(
    lambda said, what, why: row(said["quote"], what[0], *what[1:], indicator=said["indicator"], why=why),
    st.sampled_from(STATEMENTS.to_dict("records")),
    st.sampled_from([("accept",), ("reject",), ("change", "value", "7"), ("change", "year", "2020"),
                     ("change", "year", "2021"), ("change", "effort", "力争")]),
    st.sampled_from(["颠倒", "", "另见 2; 3"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(anything, sensible), max_size=6), st.randoms(use_true_random=False))
def test_whatever_stands_in_the_file_every_row_is_accounted_for_and_their_order_decides_nothing(rows, random):
    after, done = put(rows)
    assert len(done) == len(rows) and done["status"].notna().all() and done["note"].notna().all()
    assert sum(outcome(done)[name] for name in ("applied", "redundant", "unmatched", "invalid")) == len(rows)
    marked = set(after.loc[after["correction"].notna(), "statement_id"])
    assert marked == set(done.loc[done["status"].isin(["applied", "moved"]), "found_id"])
    assert len(after) == len(STATEMENTS)
    other, _ = put(random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(after.drop(columns="correction"), other.drop(columns="correction"))


# ------------------------------------------------------------------------------------------------ the file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_file_is_read_as_people_save_it(tmp_path, encoding, separator):
    table = pd.DataFrame([row(), row("120家", "剔除", why='说"旧", 换行\n也行')])
    text = table.assign(remark="not ours").to_csv(index=False, sep=separator, lineterminator="\r\n")
    blank = separator * len(table.columns) + "\r\n"
    (tmp_path / "corrections.csv").write_bytes((text + blank).encode(encoding))
    found = read_corrections(tmp_path)
    assert found["row"].tolist() == [2, 3] and found["why"].tolist()[1] == '说"旧", 换行\n也行'
    assert apply(STATEMENTS, DOCUMENTS, found)[1]["status"].tolist() == ["applied", "applied"]


def test_a_row_with_more_cells_than_the_header_is_invalid_alone(tmp_path):
    lines = ["statement_id,action,column,value,who,why", f"{of('120家')['statement_id']},accept,,,李,",
             f"{of('30.8亿元')['statement_id']},change,value,1,380,李,颠倒"]  # fmt: skip
    (tmp_path / "corrections.csv").write_text("\n".join(lines), encoding="utf-8")
    _, done = apply(STATEMENTS, DOCUMENTS, read_corrections(tmp_path))
    assert done["status"].tolist() == ["applied", "invalid"]
    assert done["note"].tolist()[1] == "more cells than the header has"


@pytest.mark.parametrize("data, message", [
    ("statement_id,column,value,reason\n", "columns missing: action, who, why"),
    ("action,column,value,who,why\n", r"columns missing: statement_id \(or path and quote\)"),
    ("action,column,value,who,why,path,quote,why\n", "named twice: why"),
    ("", "columns missing"),
    ('action,column,value,who,why,statement_id\n"accept,,\n', "cannot be read as a table"),
    (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff", "cannot be read as a table|columns missing"),
])  # fmt: skip
def test_a_file_that_is_no_such_table_is_an_error_that_names_it(tmp_path, data, message):
    file = tmp_path / "corrections.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(CorrectionsError, match=message) as error:
        read_corrections(tmp_path)
    assert str(file) in str(error.value)


def test_without_a_file_there_are_none_but_one_that_is_named_must_be_there(tmp_path):
    assert read_corrections(tmp_path).empty
    with pytest.raises(CorrectionsError, match="no file .*mine.csv"):
        read_corrections(tmp_path, tmp_path / "mine.csv")


def test_what_a_run_writes_can_be_given_back_to_the_next(tmp_path):
    _, done = put([row(), row("120家", "accept"), row("5个", column="role", value="goal")])
    write_table("corrections", done, tmp_path)
    assert read_table("corrections", tmp_path).equals(done)
    _, again = apply(*reversed(read(LATER)), read_corrections(tmp_path))
    assert again["status"].tolist() == ["moved", "moved", "invalid"]


def test_it_is_no_text_and_not_rejected_as_one(tmp_path):
    (tmp_path / "plan.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "corrections.csv").write_text("x", encoding="utf-8")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "corrections.csv").write_text("x", encoding="utf-8")
    reading = read_documents(tmp_path)
    assert [document.path for document in reading.documents] == ["plan.md"]
    assert [file.path for file in reading.rejected] == ["below/corrections.csv"]


# ------------------------------------------------------------------------------------------------ the pages


TRACE = "数值: 30.8 → 38 (李: 颠倒)"


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<(?!span class=.correction)[^>]*>", "", html))


def test_a_corrected_figure_is_marked_wherever_it_is_shown():
    after, _ = put([row(), row("120家", "reject", why="<旧>"), row("5.0%", "accept", why=None)])
    book = ledger.tabulate(after, DOCUMENTS)
    mark = f'<span class="correction" title="{TRACE}">已更正'
    grid, shown = evidence.grid(book, after, "zh").data, evidence.sentences(after, DOCUMENTS, "zh").data
    assert f"38亿元{mark}" in plain(grid) and "120家" not in plain(grid)
    assert f"30.8亿元{mark}" in plain(shown)
    assert '120家<span class="correction" title="剔除 (李: &lt;旧&gt;)">已剔除' in plain(shown)
    assert '5.0%<span class="correction" title="接受 (李)">已核' in plain(grid) and "5.0%<span" in plain(shown)
    assert shown.count('class="correction"') == 3 and TRACE in plain(shown).replace(f'title="{TRACE}"', "")
    assert 'title="value: 30.8 → 38 (李: 颠倒)">corrected<' in evidence.grid(book, after, "en").data


def test_a_pair_is_marked_at_the_figure_or_else_at_its_verdict():
    after, _ = put([row()])
    said = of("30.8亿元", after)
    pair = dict.fromkeys(as_table("achievement", []).columns) | {
        "place": "天津市河北区", "year": 2022, "indicator": "一般公共预算收入", "measure": "level", "unit": "元",
        "target_low": 3.5e9, "actual": 3.8e9, "verdict": "met", "method": "direct",
        "actual_statement_id": said["statement_id"], "correction": said["correction"],
    }  # fmt: skip
    mark = f'<span class="correction" title="{TRACE}">已更正'
    at_figure = evidence.pairs(as_table("achievement", [pair]), after, "zh").data
    assert f"38亿元{mark}" in plain(at_figure) and at_figure.count("已更正") == 1
    at_verdict = evidence.pairs(as_table("achievement", [pair]), STATEMENTS, "zh").data
    assert f"完成{mark}" in plain(at_verdict) and at_verdict.count("已更正") == 1
    none = evidence.pairs(as_table("achievement", [pair | {"correction": None}]), STATEMENTS, "zh").data
    assert "correction" not in none


def index(done, language):
    tables = {name: as_table(name, []) for name in ("rejected", "ledger", "achievement", "outcomes")}
    results = tables | {"documents": DOCUMENTS, "statements": STATEMENTS, "corrections": done}
    nowhere = pd.DataFrame(columns=["place", "adcode", "documents", "page"])
    return pages.index_page(results, nowhere, language, raw="raw", out="out", steps=[])


def test_the_index_lists_what_had_no_effect_with_the_reason():
    lost = row("120家") | {"statement_id": "x", "quote": "<121>家"}
    done = put([row(), lost, row("5个", column="role", value="goal")])[1]
    assert unsettled(done)["row"].tolist() == [3, 4]
    html = index(done, "zh")
    assert "&lt;121&gt;家" in html and "文本里已没有这样写的数字" in html and "与栏目不符：role = goal" in html
    assert "共 3 行：已生效 1 行，已无必要 0 行，找不到对应数字 1 行，无效 1 行。" in html
    assert "does not fit its column: role = goal" in index(done, "en")
    assert 'id="corrections"' not in index(as_table("corrections", []), "zh")
    section = index(put([row()])[1], "zh").split('id="corrections"')[1].split("<h2")[0]
    assert "<td" not in section and "共 1 行" in section
