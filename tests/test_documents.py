"""Documents: what is read, what is rejected and why, and what is known of each text."""
import csv
import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from helpers.documents import NothingToRead, read_document, read_documents
from helpers.numerals import readable

REPORT = """政府工作报告
——2023年1月11日在南开区第十八届人民代表大会第四次会议上
各位代表:
现在,我代表区人民政府,向大会报告工作,请予审议。
一、2022年工作回顾
全区一般公共预算收入完成35.2亿元,增长4.1%,新增就业2.8万人。
二、2023年工作安排
全区经济社会发展主要预期目标是:地区生产总值增长5%左右。
"""


def pdf(pages: list[list[tuple[int, str]]]) -> bytes:
    """A PDF whose pages hold lines (indent in characters, text), by a font of codes with a map to Unicode."""
    letters = sorted({letter for page in pages for _, line in page for letter in line})
    code = {letter: number for number, letter in enumerate(letters, 1)}
    pairs = "\n".join(f"<{code[letter]:04x}> <{letter.encode('utf-16-be').hex()}>" for letter in letters)
    cmap = ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(letters)} beginbfchar\n{pairs}\nendbfchar endcmap end end")

    def stream(words: str) -> str:
        return f"<< /Length {len(words)} >> stream\n{words}\nendstream"

    parts = ["<< /Type /Catalog /Pages 2 0 R >>", "",
             "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
             "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
             "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /FontDescriptor 6 0 R "
             "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
             stream(cmap),
             "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] "
             "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"]
    kids = []
    for page in pages:
        show = "\n".join(f"1 0 0 1 {60 + 12 * indent} {780 - 20 * number} Tm "
                         f"<{''.join(f'{code[letter]:04x}' for letter in line)}> Tj"
                         for number, (indent, line) in enumerate(page))
        parts.append(stream(f"BT /F 12 Tf {show} ET"))
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(parts)} 0 R "
                     "/Resources << /Font << /F 3 0 R >> >> >>")
        kids.append(f"{len(parts)} 0 R")
    parts[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, at = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        at.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in at)
    end = f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{end}").encode("latin-1")


PAGE = """<!DOCTYPE html><html><head><meta
charset="utf-8"><title>2024年预算执行情况和2025年预算草案的报告_财政_江山市</title> <meta name="SiteName"
content="江山市人民政府"><meta name="Url" content="https://www.example.org/budget.html"> <script>var n =
"增长99%";</script></head><body> <div class="top"><a href="/">首页</a> <a href="/a">政务公开</a> <a
href="/b">办事服务</a><span>今天是2026年3月3日 星期二</span></div> <div
class="main"><h1>关于江山市2024年预算执行情况和2025年预算草案的报告</h1> <div
class="info">发布时间：2025-02-20 10:00 来源：市财政局 字号：大 中 小</div> <div
id="zoom"><p>各位代表：</p><p>受市人民政府委托，现将2024年预算执行情况和2025年预算草案提请审议。</p>
<p>一、2024年预算执行情况</p><p>全市一般公共预算收入<span>完成</span>28.<b>4</b>亿元，增长3.2%。</p>
<table><tr><td><p>项目</p></td><td>预算数</td><td>执行数</td></tr><tr><td>税收收入</td><td>20.1</td><td>19.8</td></tr></table>
<p>二、2025年预算草案</p><p>收入预算29亿元<br>支出预算60亿元</p></div></div> <div
class="footer">版权所有：江山市人民政府 ICP备12345678号 <a href="/map">网站地图</a></div></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_give_one_text(encoding):
    assert read_document(REPORT.encode(encoding), "a.txt").text == read_document(REPORT.encode(),
        "a.txt").text


def test_traditional_text_in_big5_is_read_simplified():
    text = "全區經濟發展報告:地區生產總值增長百分之五,新建學校三所,財政總收入實現四十億元。"
    assert "财政总收入实现四十亿元" in read_document(text.encode("big5"), "a.txt").text


def test_a_report_is_known_by_its_speaker_line_and_headings():
    document = read_document(REPORT.encode(), "x.txt")
    assert (document.place, document.adcode, document.kind) == ("天津市南开区", "120104", "work_report")
    assert (document.issued, document.review_year, document.target_year) == ("2023-01-11", 2022, 2023)
    assert document.title == "政府工作报告"
    assert len(document.sha256) == 64 and document.doc_id == document.sha256[:12]


def test_a_page_keeps_its_text_and_table_and_loses_its_frame():
    document = read_document(PAGE.encode(), "page.html")
    assert "完成28.4亿元,增长3.2%。" in document.text
    assert "项目 | 预算数 | 执行数\n税收收入 | 20.1 | 19.8" in document.text
    assert "收入预算29亿元\n支出预算60亿元" in document.text
    for frame in ("99%", "政务公开", "网站地图", "版权所有", "星期二"):
        assert frame not in document.text
    assert (document.place, document.kind, document.review_year, document.target_year) == (
        "浙江省衢州市江山市", "budget_report", 2024, 2025)
    assert (document.issued, document.source_url) == ("2025-02-20", "https://www.example.org/budget.html")


def page_of(table: str) -> str:
    return read_document(f"<html><body><p>全县情况如下。</p>{table}<p>以上为快报数。</p></body></html>".encode(),
                         "t.html").text


def test_a_table_keeps_its_caption_and_headers_above_its_rows():
    assert page_of("<table><caption>表1　主要产品</caption>"
                   "<thead><tr><th>产品</th><th>单位</th><th>产量</th></tr></thead>"
                   "<tbody><tr><td>粮食</td><td>万吨</td><td>12.3</td></tr><tr><td><p>蔬</p><p>菜</p></td>"
                   "<td>万吨</td><td>45.6</td></tr></tbody></table>") == (
        "全县情况如下。\n表1主要产品\n产品 | 单位 | 产量\n粮食 | 万吨 | 12.3\n蔬菜 | 万吨 | 45.6\n以上为快报数。")


def test_merged_cells_stand_in_every_column_and_row_that_they_cover():
    assert page_of("<table><tr><td rowspan=2>项目</td><td colspan='2'>2031年</td><td rowspan=2>完成率</td></tr>"
                   "<tr><td>预算数</td><td>执行数</td></tr>"
                   "<tr><td>税收收入</td><td>8.0</td><td>8.1</td><td rowspan=2>101.2%</td></tr>"
                   "<tr><td>非税收入</td><td>2.0</td><td>2.2</td></tr></table>") == (
        "全县情况如下。\n项目 | 2031年 | 2031年 | 完成率\n项目 | 预算数 | 执行数 | 完成率\n"
        "税收收入 | 8.0 | 8.1 | 101.2%\n非税收入 | 2.0 | 2.2\n以上为快报数。")


@pytest.mark.parametrize("span", ["0", "-3", "many", "99999999", "9999", ""])
def test_spans_that_make_no_sense_do_no_harm(span):
    text = page_of(f"<table><tr><td colspan='{span}' rowspan='{span}'>项目</td><td>数额</td></tr>"
                   "<tr><td>税收</td><td>8.0</td></tr></table>")
    assert "数额" in text and "8.0" in text and len(text) < 1000


@pytest.mark.parametrize(("date", "years"), [
    ("2031-12", (2031, 2032)), ("2031年12月", (2031, 2032)), ("2031/01", (2030, 2031)), ("2031", (2030, 2031)),
])
def test_a_month_without_a_day_tells_the_years_and_is_no_date_of_issue(date, years):
    document = read_document(f"---\ntitle: 江山市政府工作报告\ndate: {date}\n---\n各位代表：现在报告工作。"
                             "全市生产总值增长5%。".encode(), "a.md")
    assert (document.issued, document.review_year, document.target_year) == (None, *years)


def test_a_page_laid_out_in_table_cells_keeps_its_paragraphs():
    page = ("<html><body><table><tr><td>网站导航</td></tr><tr><td><table><tr><td><p>初步核算，"
        "全年生产总值900亿元，增长5%。</p>"
            "<p>年末常住人口120万人。</p></td></tr></table></td></tr></table></body></html>")
    assert "增长5%。\n年末常住人口120万人。" in read_document(page.encode("gb18030"), "a.htm").text


def test_markdown_with_front_matter_and_html():
    text = ("---\ntitle: 津南区2023年要办这些事\ndate: 2023-01-05 08:00:00 +0800\n"
        "source_url: https://example.org/n\n"
            "tags: 新闻\n---\n<p><strong>本网讯：</strong>2023年，津南区将新建学校3所。</p>\n\n"
            "| 指标 | 目标 |\n|---|---|\n| 就业 | 2万人 |\n\n[返回首页](//example.org/)")
    document = read_document(text.encode(), "n.md")
    assert document.text == ("津南区2023年要办这些事\n本网讯：2023年,津南区将新建学校3所。\n指标 |"
                             " 目标\n就业 | 2万人")
    assert (document.place, document.kind, document.issued, document.target_year, document.source_url) == (
        "天津市津南区", "news", "2023-01-05", 2023, "https://example.org/n")


def test_front_matter_that_is_no_yaml_is_still_read():
    text = ("---\ntitle: 红桥区: 今年增长5%: 稳\ndate: 2024-01-09\nkind: digest\n---\n"
        "红桥区今年预期目标是增长5%。")
    document = read_document(text.encode(), "a.md")
    assert (document.issued, document.kind, document.target_year) == ("2024-01-09", "digest", 2024)


def test_pdf_lines_are_mended_and_page_numbers_dropped():
    pages = [
        [(4, "和平区２０２４年预算执行情况和２０２５年预算草案的报告"), (2,
        "全区一般公共预算收入完成５１\U001001b0６亿元,比上年增长百分之四点"),
         (0, "二,新增减税降费１２\U001001b0３亿元,惠及经营主体八千家,收入质量明显提"), (0,
         "高,重点支出保障有力.民生支出占一般公共预算支出比重达到８"),
         (0, "０\U001001b0１％,城乡面貌持续改善,居民收入稳步增长,基层保障更加有力,"), (14, "— １ —")],
        [(0, "社会大局保持稳定,发展基础更加牢固,财政运行总体平稳有序."), (2,
        "下一年收入预算安排５３亿元,增长百分之三,支出预算安排九十亿"),
         (0, "元,比上年增长百分之二,重点投向教育卫生和城市更新等领域,全力"), (0, "保障民生."), (14,
         "— ２ —")],
    ]
    document = read_document(pdf(pages), "a.pdf")
    assert readable(document.text).split("\n") == [
        "和平区2024年预算执行情况和2025年预算草案的报告",
        "全区一般公共预算收入完成51.6亿元,比上年增长百分之四点二,新增减税降费12.3亿元,惠及经营主体八千家,"
        "收入质量明显提高,重点支出保障有力."
        "民生支出占一般公共预算支出比重达到80.1%,城乡面貌持续改善,居民收入稳步增长,基层保障更加有力,"
        "社会大局保持稳定,发展基础更加牢固,"
        "财政运行总体平稳有序.",
        "下一年收入预算安排53亿元,增长百分之三,支出预算安排九十亿元,比上年增长百分之二,"
        "重点投向教育卫生和城市更新等领域,全力保障民生.",
    ]
    assert (document.kind, document.review_year, document.target_year) == ("budget_report", 2024, 2025)
    assert document.place is None  # two cities have a 和平区


@pytest.fixture
def mixed(tmp_path):
    whole = pdf([[(0, "全市一般公共预算收入完成五十亿元,增长百分之四。")]])
    files = {
        "good.txt": REPORT.encode(), "deep/er/page.html": PAGE.encode(), "empty.txt": b"",
        "blank.md": b" \r\n\t ",
        "binary.txt": bytes(range(256)) * 40,
        "unknown.txt": "Čeština žluťoučký kůň úpěl ďábelské ódy".encode("cp1250") * 9,
        "menu.html": b"<html><body><script>x</script><img src=a.png></body></html>",
        "cut.pdf": whole[:len(whole) // 2],
        "scan.pdf": pdf([[], []]), "noise.pdf": b"%PDF-1.7 nothing %%EOF", "sheet.xlsx": b"PK\x03\x04",
        "plain": "全区增长5%".encode(),
        "twin.txt": REPORT.encode(), "README.md": "说明".encode(), ".hidden.txt": REPORT.encode(),
        ".git/a.txt": b"x",
    }
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


def test_the_good_are_read_and_the_rest_rejected_with_reasons(mixed):
    reading = read_documents(mixed)
    assert [document.path for document in reading.documents] == ["deep/er/page.html", "good.txt"]
    reasons = {rejection.path: rejection.reason for rejection in reading.rejected}
    for name, words in {
        "empty.txt": "empty", "blank.md": "empty", "binary.txt": "binary", "unknown.txt": "encoding",
        "menu.html": "no text",
        "cut.pdf": "truncated", "scan.pdf": "no text layer", "noise.pdf": "damaged", "sheet.xlsx": ".xlsx",
        "plain": "ending",
        "twin.txt": "good.txt",
    }.items():
        assert words in reasons.pop(name), name
    assert not reasons


def test_odd_files_are_rejected_or_read_under_a_name_that_can_be_written(tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "english.txt").write_text("Government work report: growth of 5 % " * 9, encoding="ascii")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.txt")).write_text(REPORT, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    reading = read_documents(tmp_path)
    assert [document.path for document in reading.documents] == ["odd\ufffd.txt"]
    reasons = {rejection.path: rejection.reason for rejection in reading.rejected}
    assert "leads nowhere" in reasons["link.txt"] and "no Chinese" in reasons["english.txt"]
    assert "regular file" in reasons["pipe.txt"] and len(reasons) == 3


def test_a_file_for_a_folder_says_so(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    with pytest.raises(NothingToRead, match="is a file, not a folder"):
        read_documents(tmp_path / "a.txt")


def test_reading_twice_gives_the_same(mixed):
    assert read_documents(mixed) == read_documents(mixed)


def test_an_encrypted_pdf_says_so(tmp_path):
    locked = pdf([[(0, "全市增长百分之四。")]]).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
        b"/O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> >>")
    (tmp_path / "locked.pdf").write_bytes(locked)
    with pytest.raises(NothingToRead, match="password"):
        read_documents(tmp_path)


def test_nothing_to_read_is_one_clear_line(tmp_path):
    with pytest.raises(NothingToRead, match="there is no folder"):
        read_documents(tmp_path / "missing")
    with pytest.raises(NothingToRead, match="nothing to read"):
        read_documents(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(NothingToRead, match="empty") as error:
        read_documents(tmp_path)
    assert "\n" not in str(error.value)


ADDRESS = "各位代表:\n现在,我代表区人民政府,向大会报告工作,请予审议。\n"
CASES = {
    "a change of government: given in December for the next year": (
        "a.txt", "政府工作报告\n——2021年12月28日在静海区第三届人民代表大会第一次会议上\n" + ADDRESS +
        "一、过去五年工作回顾\n五年来,地区生产总值年均增长5%。\n二、明年重点工作\n"
        "明年预期目标是:地区生产总值增长6%。",
        ("天津市静海区", "work_report", "2021-12-28", 2021, 2022)),
    "a copy with a wrong year in its title": (
        "a.txt", "2023年天津市和平区政府工作报告\n" + ADDRESS + "一、2014年工作回顾\n过去的2014年,"
        "全区增长8%。\n"
        "二、2015年工作安排\n2015年全区经济社会发展主要预期目标是:增长7%。",
        ("天津市和平区", "work_report", None, 2014, 2015)),
    "the banner's date is not believed": (
        "a.txt", "天津市西青区人民政府 2019年12月3日 星期二\n"
        "关于西青区2021年国民经济和社会发展计划执行情况与2022年国民经济和社会发展计划草案的报告\n"
        "各位代表:受区人民政府委托,现报告2021年计划执行情况与2022年计划草案。\n一、2021年计划执行情况\n"
        "全区增长6%。",
        ("天津市西青区", "plan_report", None, 2021, 2022)),
    "a province named by its file only": (
        "云南省.txt", "2026年政府工作报告\n——2026年1月25日在省第十四届人民代表大会第四次会议上\n"
        "各位代表:\n现在,我代表省人民政府,向大会报告工作。\n"
        "一、2025年工作回顾\n全省增长4.5%。\n二、2026年工作安排\n今年主要预期目标是:增长5%。",
        ("云南省", "work_report", "2026-01-25", 2025, 2026)),
    "the first year of a five-year plan": (
        "a.txt", "政 府 工 作 报 告\n\n--2016年2月20日在海拉尔区第十四届人民代表大会第五次会议上\n\n"
        "" + ADDRESS +
        "一、“十二五”时期工作回顾\n2015年地区生产总值完成290亿元。\n二、“十三五”时期目标任务\n到2020年,"
        "全区生产总值突破400亿元。\n"
        "三、2016年工作安排\n预期目标是:增长8%。",
        ("内蒙古自治区呼伦贝尔市海拉尔区", "work_report", "2016-02-20", 2015, 2016)),
    "a fragment without a head": (
        "a.txt", "二是提升产业能级。全区新增企业20家,建设首善河西。\n三、2023年重点工作\n"
        "2023年全区经济社会发展主要预期目标是:增长5%。\n"
        "河西要当好排头兵。我区将新增市场主体5000户。全区上下要在天津市走在前列,幸福河西再上台阶。",
        ("天津市河西区", "work_report", None, None, 2023)),
    "a title in front matter only": (
        "a.md", "---\ntitle: 蓟县政府工作报告\ndate: 2014-01-15\n---\n各位代表:\n过去的一年,全县增长10%。"
        "\n今年预期目标是增长9%。",
        ("天津市蓟州区", "work_report", "2014-01-15", 2013, 2014)),
    "a bulletin": (
        "a.txt", "2024年酒泉市国民经济和社会发展统计公报[1]\n酒泉市统计局\n2025年4月2日\n2024年,"
        "全市地区生产总值900亿元,增长7%。",
        ("甘肃省酒泉市", "bulletin", "2025-04-02", 2024, None)),
    "a bulletin of a district that two cities could have": (
        "gulou.txt", "2022年鼓楼区国民经济和社会发展统计公报\n初步核算,全年实现地区生产总值1900亿元,"
        "比上年增长2.9%。",
        (None, "bulletin", None, 2022, None)),
    "a final account": (
        "a.txt", "关于2019年区级财政决算的报告\n"
        "——2020年7月28日在大连市西岗区第十八届人大常委会第三十次会议上\n主任、各位副主任:"
        "受区政府委托,报告2019年财政决算。\n2019年一般公共预算收入20亿元,增长3%。",
        ("辽宁省大连市西岗区", "budget_report", "2020-07-28", 2019, None)),
    "a report at mid-year": (
        "a.txt", "关于宝坻区2023年上半年国民经济和社会发展计划执行情况的报告\n"
        "——2023年8月25日在宝坻区第五届人大常委会第十二次会议上\n"
        "主任、各位委员:受区人民政府委托,报告上半年计划执行情况。\n地区生产总值增长5%。\n"
        "确保完成全年6%的目标。",
        ("天津市宝坻区", "plan_report", "2023-08-25", 2023, 2023)),
    "news of results": (
        "a.md", "---\ntitle: 东丽区去年地区生产总值增长4.6%\ndate: 2024-02-05\ntags: 新闻\n---\n"
        "记者从东丽区获悉,2023年全区地区生产总值完成700亿元,"
        "同比增长4.6%,新增就业3.2万人,建成公园3个,落地项目80个。",
        ("天津市东丽区", "news", "2024-02-05", 2023, None)),
    "a title of the closed year alone, given in the spring after it": (
        "a.md", "---\ntitle: 河西区2023年工业与投资(摘编)\ndistrict: 天津市河西区\nkind: digest\n"
        "date: 2024-02-01\n---\n"
        "工业投资增长9%,比上年快2个百分点。",
        ("天津市河西区", "digest", "2024-02-01", 2023, None)),
    "the same title on a text of unknown kind": (
        "a.md", "---\ntitle: 河西区2023年工业与投资\ndate: 2024-02-01\n---\n工业投资增长9%,比上年快2个百分点。",
        ("天津市河西区", "other", "2024-02-01", 2023, None)),
    "a title of the closed year that speaks of goals": (
        "a.md", "---\ntitle: 河西区2023年主要目标(摘编)\ndistrict: 天津市河西区\nkind: digest\ndate: 2023-01-20\n---\n"
        "地区生产总值增长5%。",
        ("天津市河西区", "digest", "2023-01-20", None, 2023)),
    "a look back over two years and a goal": (
        "a.md", "---\ntitle: 武清区2019年至2020年回看与2022年目标(摘编)\ndistrict: 天津市武清区\nkind: digest\n"
        "date: 2022-02-01\n---\n2020年工业投资下降3%,2022年的目标是增长6%。",
        ("天津市武清区", "digest", "2022-02-01", 2020, 2022)),
    "a digest that only looks back over two years": (
        "a.md", "---\ntitle: 河东区2023年至2024年计划执行情况(摘编)\ndistrict: 天津市河东区\n"
        "kind: digest\ndate: 2025-02-01\n---\n"
        "2024年增长5%,高于预期目标。2023年增长4%。",
        ("天津市河东区", "digest", "2025-02-01", 2024, None)),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_text_is(case):
    name, text, expected = CASES[case]
    found = read_document(text.encode(), name)
    assert (found.place, found.kind, found.issued, found.review_year, found.target_year) == expected


SHARED = Path(os.environ.get("MUBIAO_SHARED", Path(__file__).parents[2] / "shared"))
needs_corpus = pytest.mark.skipif(not (SHARED / "gold/documents.csv").exists(),
    reason="the shared corpus and its gold are not here")


@pytest.fixture(scope="module")
def corpus():
    return read_documents(SHARED / "corpus")


@needs_corpus
def test_every_real_text_is_what_it_is(corpus):
    found = {os.path.basename(document.path): document for document in corpus.documents}
    wrong = []
    with open(SHARED / "gold/documents.csv", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            document = found[row.pop("file")]
            wrong += [(document.path, key, value, getattr(document, key)) for key, value in row.items()
                      if value != str(getattr(document, key) or "")]
    assert not wrong and not corpus.rejected


@needs_corpus
def test_no_line_begins_inside_a_sentence_that_a_page_has_cut(corpus):
    """Rows of a PDF come in pieces where a quotation mark changes the font; a piece is no line of its own."""
    assert [line[:20] for document in corpus.documents for line in document.text.split("\n")
            if re.match(r"[,、。；：!?》】]|元|亿元", line)] == []


@needs_corpus
def test_no_clause_of_the_gold_is_lost(corpus):
    """White space aside: cleaning may re-flow a text, it may not lose a word of it."""
    def squashed(text):
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))

    texts = {Path(document.path).stem: squashed(document.text) for document in corpus.documents}
    clauses = [(Path(row["doc"]).stem, squashed(row["clause"]))
               for path in sorted((SHARED / "gold/dev").glob("*.jsonl"))
               for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())]
    lost = {clause for name, clause in clauses if clause not in texts[name]}
    # one clause of the gold holds a page number in its middle, which the text does not
    assert len(clauses) > 1000 and all(re.search(r"—\d+—", clause) for clause in lost)
