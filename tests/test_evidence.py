"""From a number to its words: what a notebook shows is escaped, marked at the right place, and linked."""

import re

import pandas as pd
import pytest

from helpers import achievement, batch, evidence, ledger, scales, summary
from helpers.documents import read_document
from helpers.statements import extract_statements, statement_table
from helpers.tables import as_table

TEXT = """---
title: 天津市西青区2023年工作要点
district: 天津市西青区
date: 2023-01-05
source_url: https://example.org/a?b=1&c=2
kind: digest
---
2023年主要目标是：地区生产总值增长6%左右，新建<b>公园</b>5个、步道5条。
"""


@pytest.fixture(scope="module")
def read():
    document = read_document(TEXT.encode(), "a.md")
    return as_table("documents", [vars_of(document)]), statement_table(extract_statements(document))


def vars_of(document):
    return {name: getattr(document, name) for name in document.__dataclass_fields__}


def test_each_figure_is_marked_once_where_it_stands(read):
    documents, statements = read
    html = evidence.sentences(statements, documents, "zh").data
    marks = re.findall(r'<mark id="s-([^"]+)">(?:<span[^>]*></span>)*([^<]+)</mark>', html)
    found = dict(zip(statements["statement_id"], statements["quote"], strict=True))
    assert len(marks) == len(found) >= 3
    assert dict(marks) == found
    assert "<b>" not in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html


def test_marks_can_go_without_ids(read):
    documents, statements = read
    html = evidence.sentences(statements, documents, "en", anchors=False).data
    assert "<mark>" in html and "id=" not in html


def test_a_second_figure_of_the_same_words_is_marked_at_its_own_place(read):
    documents, statements = read
    text = documents["text"].iloc[0]
    first = text.index("5")
    rows = (
        statements.iloc[[0, 0]]
        .reset_index(drop=True)
        .assign(
            statement_id=["one", "two"],
            quote="5",
            start=[first, text.index("5", first + 1)],
            end=[first + 1, text.index("5", first + 1) + 1],
        )
    )
    html = evidence.sentences(rows, documents, "zh").data
    plain = re.sub(r"<(?!/?mark)[^>]*>", "", html[html.index("<blockquote") :])
    assert re.search(r'<mark id="s-one">5</mark>个.*<mark id="s-two">5</mark>条', plain)


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://example.org/a?b=1", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://example.org/ x", False),
        ("ftp://example.org", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, kept):
    assert bool(evidence.web_address(url)) == kept


def test_tables_are_escaped_and_worded():
    frame = pd.DataFrame(
        {"title": ["<script>x</script>"], "role": ["target"], "value": [1234.5], "year": [2023]}
    )
    html = evidence.table(frame, "en").data
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert ">target<" in html and ">1,234.5<" in html and ">2023<" in html
    assert ">目标<" in evidence.table(frame, "zh").data
    assert "没有可显示的内容" in evidence.table(frame.iloc[:0], "zh").data


def test_wide_tables_are_in_the_language_of_the_page():
    index = pd.MultiIndex.from_tuples(
        [("1", "甲县", "地区生产总值", "元"), ("1", "甲县", "码头货运额", "元")],
        names=["adcode", "place", "indicator", "unit"],
    )
    frame = pd.DataFrame({2022: [2.5e9, None], 2023: [None, 4e8]}, index=index)
    html = evidence.wide(frame, "en").data
    assert ">Gross regional product<" in html and ">bn yuan<" in html and ">2.5<" in html
    assert ">码头货运额<" in html and ">m yuan<" in html and ">400<" in html
    assert ">地区生产总值<" in evidence.wide(frame, "zh").data
    fullest = summary.fullest(frame.assign(**{"2024": [1.0, None]}), 1)
    assert fullest.columns.tolist() == [2022, "2024"] and len(fullest) == 1


def test_words_of_a_text_do_not_become_markdown():
    said = evidence.say("district.title", "en", place="[x](http://e.org) <img> *a*").data
    assert "\\[x\\]" in said and "\\<img\\>" in said


@pytest.mark.parametrize(
    "value, unit, zh, en",
    [
        (35.08e8, "元", "35.08亿元", "3.508 bn yuan"),
        (6.5, "%", "6.5%", "6.5%"),
        (300, "家", "300家", None),
    ],
)
def test_amounts_are_written_as_people_do(value, unit, zh, en):
    assert evidence.amount(value, unit, "zh") == zh
    assert en is None or evidence.amount(value, unit, "en") == en


def test_differences_have_a_sign_and_percentages_differ_in_points():
    assert evidence.difference(-0.5, "%", "zh") == "−0.5个百分点"
    assert evidence.difference(0.5, "%", "en") == "+0.5 pp"
    assert evidence.difference(5.08e8, "元", "zh") == "+5.08亿元"


@pytest.mark.parametrize(
    "zh, en",
    [
        ("4.2/2.6 = 161.5 % (万平方米)", "4.2/2.6 = 161.5 % (10,000 m²)"),
        ("8.6 − (−14.2) = +22.8 亿元", "8.6 − (−14.2) = +22.8 (100 million yuan)"),
        ("11 − 9 = +2 微克/立方米", "11 − 9 = +2 µg/m³"),
        ("24/20 = 120.0 % (个)", "24/20 = 120.0 %"),
        ("5/4 = 125.0 % (万匹)", "5/4 = 125.0 % (万匹)"),
        ("9 − 10 = −1 pp; 109/110 = 99.1 %", "9 − 10 = −1 pp; 109/110 = 99.1 %"),
    ],
)
def test_units_of_the_arithmetic_are_english_on_english_pages(zh, en):
    assert scales.in_english(zh) == en


def test_doubts_are_told_in_the_words_of_their_table():
    frame = pd.DataFrame({"doubts": ["no_year|rank"]})
    assert ">没有年份；位次<" in evidence.table(frame, "zh").data
    assert ">no year; rank<" in evidence.table(frame, "en").data


def test_a_fonts_own_decimal_point_is_read_as_a_point_wherever_people_look():
    document = read_document(TEXT.replace("6%", "6\ue0015%").encode(), "a.md")
    documents, statements = as_table("documents", [vars_of(document)]), statement_table(extract_statements(document))
    assert "\ue001" in "".join(statements["quote"])
    shown = [
        evidence.sentences(statements, documents, "zh"),
        evidence.table(statements[["quote", "sentence"]], "zh"),
        evidence.excerpt(document.text, 999),
        evidence.grid(ledger.tabulate(statements, documents), statements, "zh"),
    ]
    html = "".join(part.data for part in shown)
    assert "\ue001" not in html and html.count("6.5%") >= 5


def test_an_unknown_place_is_an_error_that_names_the_known_ones(read):
    documents, statements = read
    empty = {name: as_table(name, []) for name in ("achievement", "ledger")}
    tables = {"documents": documents, "statements": statements} | empty
    with pytest.raises(ValueError, match="'place'.*'天津市'"):
        summary.of_place(tables, "天津市")


def test_one_process_and_several_give_the_same_table():
    documents = [read_document(TEXT.replace("6%", f"{n}%").encode(), f"{n}.md") for n in range(3, 6)]
    one, several = batch.extract(documents, workers=1), batch.extract(documents, workers=2)
    pd.testing.assert_frame_equal(one, several)
    assert set(one["doc_id"]) == {document.doc_id for document in documents}


def test_documents_survive_the_way_through_their_table(read):
    documents, _ = read
    again = batch.documents_of(documents)
    assert again == [read_document(TEXT.encode(), "a.md")]


def test_an_error_in_extraction_names_the_document(monkeypatch):
    monkeypatch.setattr(batch, "extract_statements", lambda document: 1 / 0)
    with pytest.raises(RuntimeError, match="b.md.*ZeroDivisionError"):
        batch.extract([read_document(TEXT.encode(), "b.md")], workers=1)


def pair(**given):
    return dict.fromkeys(as_table("achievement", []).columns) | {
        "place": "天津市西青区", "year": 2023, "indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth",
        "target_low": 6.0, "actual": 6.3, "unit": "%", "ratio": 1.003, "gap": 0.3, "verdict": "met",
        "method": "direct"} | given  # fmt: skip


def test_an_official_completion_stands_beside_the_recomputed_one_where_there_is_any(read):
    _, statements = read
    plain = evidence.pairs(as_table("achievement", [pair()]), statements, "zh").data
    assert "官方完成率" not in plain and "增量完成率" not in plain
    both = [pair(), pair(indicator="用户", indicator_id=None, official_ratio=0.98, effort_ratio=-0.25)]
    html = evidence.pairs(as_table("achievement", both), statements, "zh").data
    heads = re.findall("<th[^>]*>([^<]+)", html)
    assert heads[heads.index("完成率"):] == ["完成率", "官方完成率", "增量完成率", "差距", "结论"]
    cells = re.findall(r'<td class="number"[^>]*>([^<]+)<', html)
    assert "98.0%" in cells and "−25.0%" in cells


def test_a_number_has_an_id_where_it_is_used_and_that_only_once(read):
    documents, statements = read
    gdp = statements.loc[statements["indicator_id"] == "gdp", "statement_id"].iloc[0]
    rows = as_table("achievement", [pair(target_statement_id=gdp), pair(target_statement_id=gdp, year=2024)])
    html = evidence.pairs(rows, statements, "zh").data + evidence.grid(
        ledger.tabulate(statements, documents), statements, "zh").data
    assert html.count(f'href="#s-{gdp}"') == 3
    assert html.count(f'id="p-{gdp}"') == html.count(f'id="u-{gdp}"') == 1
    assert 'data-value="6"' in html


def test_words_beside_a_figure_tell_of_estimates_conflicts_and_breaks(read):
    documents, statements = read
    book = ledger.tabulate(statements, documents)
    html = evidence.grid(book, statements, "zh").data
    assert "flag" not in html
    at = book["indicator_id"].eq("gdp")
    marked = book.assign(estimated=at, conflict=at, series_break=at.where(at, pd.NA).astype("boolean"))
    flags = re.findall(r'class="flag (\w+)">([^<]+)', evidence.grid(marked, statements, "zh").data)
    assert flags == [("estimated", "预计"), ("conflict", "来源不一"), ("series_break", "口径中断")]


def test_titles_of_texts_lead_to_their_sentences(read):
    documents, statements = read
    doc = documents["doc_id"].iloc[0]
    assert f'<a href="#d-{doc}">天津市西青区2023年工作要点</a>' in evidence.texts(documents, "zh").data
    assert f'id="d-{doc}"' in evidence.sentences(statements, documents, "zh").data
    assert "没有可显示的内容" in evidence.texts(documents.iloc[:0], "zh").data


def test_a_correction_is_told_in_a_table_of_the_reader_s_language():
    frame = pd.DataFrame({"place": ["甲区"], "correction": ["value: 30.8 → 38 (Li: misread)"]})
    assert "30.8 → 38" in evidence.table(frame, "zh").data and "Li: misread" in evidence.table(frame, "en").data


def test_only_the_derived_side_of_a_pair_bears_an_asterisk():
    text = ("---\ntitle: 甲区2022年工作要点\ndistrict: 天津市南开区\ndate: 2022-01-10\n---\n"
            "2022年内资到位额达到87亿元。\n")
    later = ("---\ntitle: 甲区2023年工作回顾\ndistrict: 天津市南开区\ndate: 2024-01-10\n---\n"
             "内资到位额121.47亿元，增长19.2%。高于预期目标的是出口，增速高于全市平均水平2个百分点。\n")
    documents = [read_document(part.encode(), f"{n}.md") for n, part in enumerate((text, later))]
    statements = statement_table([said for document in documents for said in extract_statements(document)])
    rows = ledger.tabulate(statements, documents)
    html = evidence.pairs(achievement.score(rows), statements, "zh").data
    assert re.sub(r"<[^>]+>", "", html).count("*") == 1 and "由增速倒推" in html
    assert "口径：全市平均水平" in evidence.grid(rows, statements, "zh").data
