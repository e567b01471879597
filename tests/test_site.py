"""The published site as people use it: opened from disk in a real browser, searched, followed, sorted, printed.

Tests of what a page shows need a Chromium and are skipped, with the reason, where there is none.
"""

import base64
import importlib.resources
import io
import re
from types import SimpleNamespace

import pandas as pd
import pypdfium2
import pytest
from browser import Browser, find_chromium
from PIL import Image

from helpers import evidence, pageframe, report, website
from helpers.figures import dumbbells
from helpers.tables import as_table, read_table
from helpers.textpages import text_page

HEAD = """---
title: {place}{year}年{what}
district: {place}
date: {year}-01-10
source_url: https://example.org/{year}
kind: work_report
---
"""
TEXTS = {
    "hedong-2023.md": HEAD.format(place="天津市河东区", year=2023, what="政府工作报告") + """一、2022年工作回顾

2022年，全区地区生产总值增长2%，一般公共预算收入完成30亿元，新增就业1.2万人。

二、2023年主要目标

2023年主要目标是：地区生产总值增长4%左右，一般公共预算收入增长6%，新增就业1.5万人，固定资产投资稳步增长。
""",
    "hedong-2024.md": HEAD.format(place="天津市河东区", year=2024, what="政府工作报告") + """一、2023年工作回顾

2023年，全区地区生产总值增长4.5%，一般公共预算收入增长5%，新增就业1.6万人。

二、2024年主要目标

2024年主要目标是：地区生产总值增长5%左右，一般公共预算收入增长3.5%。
""",
    "xiqing-2024.md": HEAD.format(place="天津市西青区", year=2024, what="政府工作报告") + """
2023年，全区地区生产总值增长3%。

2024年主要目标是：地区生产总值增长6%以上，新建<img src=x onerror="window.hacked=1">公园5个。
""",
    "corrections.csv": "path,quote,action,column,value,who,why\nhedong-2024.md,4.5%,修改,value,4.4,李,核对原件\n",
    "empty.txt": "",
}
PAGES = ("index.html", "district-120102.html", "04-achievement.html", "codebook.html")
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folders of tables and pages that a report on TEXTS made."""
    folder = tmp_path_factory.mktemp("site")
    raw = folder / "raw"
    raw.mkdir()
    for name, text in TEXTS.items():
        (raw / name).write_text(text, encoding="utf-8")
    out, reports = folder / "tables", folder / "pages"
    assert report.main(["--raw", str(raw), "--out", str(out), "--reports", str(reports), "--gold", ""]) == 0
    return out, reports


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium; or set MUBIAO_CHROMIUM)")
    try:
        opened = Browser(program, tmp_path_factory.mktemp("profile"))
    except (RuntimeError, TimeoutError) as error:
        pytest.skip(f"{program} does not start here: {error}")
    yield opened
    opened.close()


def page_of(site, name):
    """The page of the text in file `name`."""
    documents = read_table("documents", site[0]).set_index("path")
    return f"text-{documents.loc[name, 'doc_id']}.html"


def statement(site, **conditions):
    """The id of the one statement with these values."""
    rows = read_table("statements", site[0])
    for column, value in conditions.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, rows[["quote", "indicator", "role", "year"]]
    return rows["statement_id"].iloc[0]


def shown(browser, selector):
    """The texts of the visible elements that a CSS selector finds."""
    found = f"[...document.querySelectorAll({selector!r})].filter(e => e.offsetParent)"
    return browser.run(f"{found}.map(e => e.innerText)")


# --------------------------------------------------------------------------------------------- in the browser


def test_a_reader_finds_targets_by_place_indicator_and_year(site, browser):
    browser.open((site[1] / "index.html").as_uri())
    everything = shown(browser, "#targets tbody tr")
    assert len(everything) == len(read_table("outcomes", site[0])) > 6
    browser.click("#words")
    browser.type("河东 预算 2023")
    found = shown(browser, "#targets tbody tr")
    assert len(found) == 1 and re.search("一般公共预算收入.*6%.*未完成", re.sub(r"\s", "", found[0]))
    assert shown(browser, "#places tbody tr th") == ["天津市河东区"]
    assert f"1 / {len(everything)}" in shown(browser, "#search [role=status]")[0]
    browser.click("#search button[type=reset]")
    browser.until("document.querySelectorAll('#targets tr[hidden]').length === 0")
    # the indicator's name in the other language finds it, too
    browser.click("#words")
    browser.type("public budget")
    assert 0 < len(shown(browser, "#targets tbody tr")) < len(everything)
    browser.click("#search button[type=reset]")
    browser.click("button.chip[value=met]")
    met = shown(browser, "#targets tbody tr")
    assert met and all("完成" in row and "未完成" not in row for row in met)
    browser.click("button.chip[value=missed]")
    assert len(shown(browser, "#targets tbody tr")) > len(met)


def test_a_number_leads_to_its_words_and_back(site, browser):
    gdp = statement(site, indicator_id="gdp", role="target", year=2023)
    text = page_of(site, "hedong-2023.md")
    browser.open((site[1] / "index.html").as_uri())
    browser.click(f'#targets a[href="{text}#s-{gdp}"]')
    browser.until(f"location.pathname.endsWith('{text}') && document.readyState === 'complete'")
    assert browser.run("document.querySelector(':target').innerText") == "4%左右"
    box = browser.run("(b => [b.top, b.bottom])(document.querySelector(':target').getBoundingClientRect())")
    assert 0 <= box[0] < box[1] <= 900
    browser.click(f"#s-{gdp} a")
    browser.until("location.pathname.endsWith('district-120102.html') && document.readyState === 'complete'")
    used = shown(browser, "tr.used")
    assert len(used) >= 2 and all("地区生产总值" in row for row in used)  # the pair, and the table of all years
    browser.click(f'table.pairs a[href="{text}#s-{gdp}"]')
    browser.until(f"location.hash === '#s-{gdp}' && document.readyState === 'complete'")
    browser.click(f'a.tag[href="#l-{gdp}"]')
    browser.until(f"location.hash === '#l-{gdp}'")
    assert "目标" in browser.run("document.querySelector('tr:target').innerText")
    browser.click(f'tr:target a[href="#s-{gdp}"]')
    browser.until(f"location.hash === '#s-{gdp}'")


def test_tables_sort_by_keyboard(site, browser):
    browser.open((site[1] / "district-120102.html").as_uri())
    original = shown(browser, "table.pairs tbody tr:not(:has(.how)) td:nth-child(4)")
    for _ in range(60):
        browser.press("Tab")
        if browser.run("document.activeElement.closest('table.pairs th')?.cellIndex") == 3:
            break
    head = "document.activeElement.closest('th')"
    assert browser.run(f"{head}.innerText").startswith("目标") and browser.run(f"{head}.scope") == "col"
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter")
    assert browser.run(f"{head}.getAttribute('aria-sort')") == "ascending"
    rows = "[...document.querySelectorAll('table.pairs tbody tr')]"
    values = browser.run(f"{rows}.map(r => r.cells[3]?.dataset.value).filter(Boolean).map(Number)")
    assert values == sorted(values) and len(set(values)) > 2
    # arithmetic stays below the pair that it belongs to
    assert browser.run(f"{rows}.every((r, i, all) => !r.querySelector('.how') || all[i - 1].matches('.noted'))")
    browser.press("Space")
    assert browser.run(f"{head}.getAttribute('aria-sort')") == "descending"
    again = browser.run(f"{rows}.map(r => r.cells[3]?.dataset.value).filter(Boolean).map(Number)")
    assert again == sorted(values, reverse=True)
    browser.press("Enter")
    assert browser.run(f"{head}.hasAttribute('aria-sort')") is False
    assert shown(browser, "table.pairs tbody tr:not(:has(.how)) td:nth-child(4)") == original


def test_the_first_stop_of_the_keyboard_skips_to_the_content(site, browser):
    browser.open((site[1] / "index.html").as_uri())
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    assert browser.run("document.activeElement.id") == "main"


def test_roles_of_a_text_are_counted_and_can_be_hidden(site, browser):
    browser.open((site[1] / page_of(site, "hedong-2023.md")).as_uri())
    rows = read_table("statements", site[0])
    doc = page_of(site, "hedong-2023.md")[5:-5]
    counts = rows[rows["doc_id"] == doc]["role"].value_counts()
    labels = shown(browser, ".marks label")
    assert [re.sub(r"\s+", " ", label).strip() for label in labels] == [
        f"目标 目 {counts['target']}", f"结果 结 {counts['actual']}"]
    lines = browser.run("""['target', 'actual'].map(role =>
        getComputedStyle(document.querySelector('article .said.' + role)).textDecorationStyle)""")
    assert len(set(lines)) == 2  # not by colour alone
    before = browser.run("document.querySelector('article').innerText.length")
    browser.click("#show-target")
    assert not shown(browser, "article a.tag.target") and not shown(browser, ".list tr[data-role=target]")
    assert shown(browser, "article a.tag.actual")
    assert "4%左右" in browser.run("document.querySelector('article').innerText") and before > 50


def test_a_figure_can_be_saved(site, browser):
    browser.open((site[1] / "district-120102.html").as_uri())
    browser.run("""(() => { window.saved = []; HTMLAnchorElement.prototype.click = function () {
        saved.push([this.download, this.href.slice(0, 22)]); }; })()""")
    browser.click(".save button")
    assert browser.run("saved") == [["天津市河东区：承诺与结果 1.png", "data:image/png;base64,"]]


def test_a_page_prints_with_its_text_and_without_its_controls(site, browser):
    browser.open((site[1] / "district-120102.html").as_uri())
    printed = pypdfium2.PdfDocument(io.BytesIO(browser.pdf()))
    sheets = [re.sub(r"\s", "", sheet.get_textpage().get_text_bounded()) for sheet in printed]
    text = "".join(sheets)
    assert 2 <= len(sheets) <= 8
    assert "承诺与结果" in text and "一般公共预算收入" in text and "官方完成率" not in text
    assert "保存图" not in text and "↕" not in text and "跳到正文" not in text
    assert "https://example.org/2024" in text


def test_a_long_table_prints_its_head_on_every_sheet(site, browser):
    browser.open((site[1] / "district-120102.html").as_uri())
    browser.run("""(() => { const body = document.querySelector('table.pairs tbody'), rows = [...body.rows];
        for (let i = 0; i < 40; i++) body.append(...rows.map(row => row.cloneNode(true))); })()""")
    printed = pypdfium2.PdfDocument(io.BytesIO(browser.pdf()))
    heads = [re.sub(r"\s", "", sheet.get_textpage().get_text_bounded()).count("年份指标口径") for sheet in printed]
    assert sum(heads) > 3 and heads[1] == heads[2] == 1


@pytest.fixture(scope="module")
def axe():
    return importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def test_pages_are_accessible(site, browser, axe):
    for name in (*PAGES, page_of(site, "hedong-2024.md")):
        browser.open((site[1] / name).as_uri())
        browser.run(axe + ";0")
        rules = ",".join(f"'{rule}'" for rule in AXE_RULES)
        found = browser.run(f"""axe.run({{runOnly: [{rules}], resultTypes: ['violations']}}).then(r => r.violations.map(
            v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))""")
        assert found == [], name


def test_texts_cannot_run_anything_and_pages_complain_of_nothing(site, browser):
    for path in sorted(site[1].glob("*.html")):
        browser.open(path.as_uri())
        browser.call("Page.reload")
        browser.until("document.readyState === 'complete'")
        assert browser.errors == [], path.name
        assert browser.run("window.hacked ?? null") is None
        smuggled = '<img src="data:," onerror="window.hacked = 2">'
        browser.run(f"document.body.insertAdjacentHTML('beforeend', '{smuggled}')")
        assert browser.run("new Promise(done => setTimeout(() => done(window.hacked ?? null), 20))") is None, path.name
        browser.errors.clear()


# ------------------------------------------------------------------------------------------- without a browser


def test_every_page_is_small_and_whole_in_itself(site):
    paths = sorted(site[1].glob("*.html"))
    assert len(paths) == 4 + 2 + 3 + 2  # notebooks, places, texts, codebook and index
    for path in paths:
        html = path.read_text(encoding="utf-8")
        assert path.stat().st_size < 1_000_000, path.name
        assert html.count("<script>") <= 1 and "<script " not in html and "<link" not in html
        assert not re.findall(r'\bsrc="(?!data:)', html) and "<main" in html and 'lang="zh-CN"' in html


def test_every_link_leads_somewhere(site):
    pages = {path.name: path.read_text(encoding="utf-8") for path in site[1].glob("*.html")}
    ids = {name: set(re.findall(r'\bid="([^"]+)"', html)) for name, html in pages.items()}
    for name, html in pages.items():
        assert len(re.findall(r'\bid="', html)) == len(ids[name]), f"{name} has an id twice"
        for link in re.findall(r'href="(?!https?:)([^"]+)"', html):
            file, _, fragment = link.partition("#")
            assert not file or (site[1] / file).is_file(), f"{name}: {link}"
            assert not fragment or fragment in ids[file or name], f"{name}: {link}"


def test_every_statement_is_marked_in_the_page_of_its_text(site):
    for row in read_table("statements", site[0]).itertuples():
        html = (site[1] / f"text-{row.doc_id}.html").read_text(encoding="utf-8")
        marked = re.search(rf'id="s-{row.statement_id}".*?<a href="([^"]+)">([^<]+)</a>', html)
        assert marked and row.quote.startswith(marked[2]) and f'<tr id="l-{row.statement_id}"' in html


def test_the_index_tells_of_rejected_files_corrections_and_tables(site):
    html = (site[1] / "index.html").read_text(encoding="utf-8")
    assert "empty.txt" in html and "已生效 1 行" in html
    assert 'href="../tables/panel_wide.dta"' in html and 'href="codebook.html"' in html
    assert 'id="changes"' not in html  # there was no run before


def test_a_second_run_tells_what_changed(site, tmp_path):
    changes = pd.DataFrame([
        {"kind": "changed", "table": "achievement", "place": "天津市河东区", "indicator": "地区生产总值", "year": 2023,
         "measure": "growth", "before": "missed", "after": "met",
         "statement_id": statement(site, indicator_id="gdp", role="actual", year=2023, place="天津市河东区")},
        {"kind": "new", "table": "ledger", "place": "天津市河东区", "indicator": "<i>公园</i>", "year": None,
         "measure": "level", "before": None, "after": "5个", "statement_id": "gone"},
    ]).astype({"year": "Int64"})
    out, reports = site
    results = {name: read_table(name, out) for name in website.SCHEMAS}
    nowhere = pd.DataFrame(columns=["place", "adcode", "documents", "page"])
    website.write_site(tmp_path, results, nowhere, "zh", raw=out, tables=out, out=out, reports=reports, steps=[],
                       changes=changes)
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    told = re.sub(r"<[^>]+>", " ", html[html.index('id="changes"'):html.index('id="rejected"')])
    assert re.search(r"改变\s+目标对照结果\s+天津市河东区\s+2023\s+地区生产总值\s+增速\s+未完成\s+完成", told)
    assert re.search(r"新增\s+汇总表\s+天津市河东区\s+—\s+&lt;i&gt;公园&lt;/i&gt;\s+水平\s+—\s+5个", told)


BARE = dict.fromkeys(as_table("statements", []).columns)


def said(text, quote, name, role="target", **more):
    start = text.index(quote)
    return BARE | {"statement_id": name, "doc_id": "d", "start": start, "end": start + len(quote), "quote": quote,
                   "sentence": text, "indicator": "公园", "role": role, "year": 2023, "measure": "level",
                   "period": "year"} | more  # fmt: skip


def article(text, rows, uses=None):
    document = SimpleNamespace(doc_id="d", title="某区报告", path="a.md", place=None, kind="news", issued=None,
                               source_url=None, text=text)
    html = text_page(document, as_table("statements", rows), uses or {}, {}, "zh")
    return html[html.index("<article"):html.index("</article>")], html


def test_overlapping_figures_are_each_marked_in_full():
    text = "新建公园5个至8个以上。"
    inner, outer = said(text, "8个以上", "inner", "actual"), said(text, "5个至8个", "outer")
    marked, _ = article(text, [inner, outer], {"inner": [("x.html#p-inner", "p")]})
    mark = r'<mark class="said (\w+)"(?: id="([^"]+)")?(?: data-of="([^"]+)")?><a href="([^"]+)">([^<]+)'
    pieces = re.findall(mark, marked)
    assert pieces == [
        ("target", "s-outer", "", "#l-outer", "5个至"),
        ("mixed", "s-inner", "outer", "x.html#p-inner", "8个"),
        ("actual", "", "inner", "x.html#p-inner", "以上"),
    ]
    assert re.sub(r"<a class=.tag.*?</a>|<[^>]+>|\s", "", marked) == text


def test_a_figure_of_several_indicators_has_a_mark_with_each_of_their_ids():
    text = "瞪羚、雏鹰企业103家。\n第二段只有100家。"
    rows = [said(text, "103家", "one"), said(text, "103家", "two", indicator="雏鹰企业"), said(text, "100家", "three")]
    marked, html = article(text, rows)
    assert marked.count("<mark") == 2 and marked.count("<p>") == 2
    assert 'id="s-one"><span id="s-two"></span>' in marked or 'id="s-two"><span id="s-one"></span>' in marked
    assert marked.count('class="tag target"') == 3
    assert all(f'<tr id="l-{name}"' in html for name in ("one", "two", "three"))


def test_a_text_without_figures_and_a_statement_without_a_place_in_it_have_a_page():
    marked, html = article("一、工作回顾\n没有数字。", [])
    assert "没有读出数字" in html and re.search(r'<h3 id="h-0">一、工作回顾</h3>', marked)
    _, html = article("某句。", [said("某句。", "某句", "x") | {"start": None, "end": None}])
    assert "s-x" not in html and '<tr id="l-x"' in html


def test_links_to_words_lead_to_the_page_of_their_text_and_others_stay():
    links = ("#s-a1", "#s-b2", "#d-t1", "#d-t2", "#places")
    html = "".join(f'<a href="{link}">x</a>' for link in links)
    done = website.linked(html, {"a1": "text-t1.html"}, {"t1": "text-t1.html"})
    assert re.findall('href="([^"]+)"', done) == ["text-t1.html#s-a1", "#s-b2", "text-t1.html", "#d-t2", "#places"]
    assert website.linked(done, {"a1": "text-t1.html"}, {"t1": "text-t1.html"}) == done


def test_a_lighter_picture_is_the_same_to_the_eye():
    columns = as_table("achievement", []).columns
    row = dict.fromkeys(columns) | {"place": "甲县", "year": 2023, "indicator": "地区生产总值", "indicator_id": "gdp",
                                    "measure": "growth", "target_low": 4.0, "actual": 4.5, "unit": "%", "gap": 0.5,
                                    "verdict": "met", "method": "direct", "direction": "higher"}  # fmt: skip
    picture = dumbbells(as_table("achievement", [row]), "zh")
    html = f'<img src="data:image/png;base64,{evidence_png(picture)}">'
    light = pageframe.lighter(html)
    assert len(light) < 0.6 * len(html)
    before, after = (Image.open(io.BytesIO(decoded(text))).convert("RGB") for text in (html, light))
    assert before.size == after.size
    difference = [abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 0.2
    drawing = picture.svg()
    small = pageframe.small_svg(drawing)
    assert len(small) < len(drawing) and picture.alt in small
    assert re.findall(r"scale\([^)]*\)", small) == re.findall(r"scale\([^)]*\)", drawing)
    assert not re.search(r"\d\.\d{3}", re.sub(r"scale\([^)]*\)", "", small))


def evidence_png(picture) -> str:
    return picture._repr_mimebundle_()[0]["image/png"]


def decoded(html) -> bytes:
    return base64.b64decode(re.search("base64,([^\"]+)", html)[1])


def test_a_table_is_named_by_the_heading_above_it():
    html = '<h2>甲 &amp; 乙</h2><table class="data x"></table><table class="data"><caption>丙</caption></table>'
    done = pageframe.captioned(html)
    assert re.findall("<caption[^>]*>([^<]+)", done) == ["甲 &amp; 乙", "丙"]


def test_sentences_of_a_place_with_too_many_figures_stand_in_the_texts_only():
    rows = as_table("statements", [said("新建公园5个。", "5个", "x")])
    documents = as_table("documents", [dict.fromkeys(as_table("documents", []).columns) | {
        "doc_id": "d", "path": "a.md", "kind": "news", "text": "新建公园5个。"}])
    assert 'id="s-x"' in evidence.sentences(rows, documents, "zh", most=1).data
    assert "共有 1 个数字" in evidence.sentences(rows, documents, "zh", most=0).data
