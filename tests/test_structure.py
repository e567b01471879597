"""Sections, sentences and the period that each of them speaks of, on whole small reports."""

from types import SimpleNamespace

import pytest

from helpers.structure import plan_years, read_clock, read_sentences


def report(text, **known):
    facts = {"text": text, "kind": "work_report", "issued": "2023-01-10", "review_year": 2022, "target_year": 2023}
    return SimpleNamespace(**(facts | known))


def period_of(document, words):
    """Stance, first and last year of the one sentence that holds `words`."""
    hits = [s for s in read_sentences(document) if words in s.text]
    assert len(hits) == 1, (words, hits)
    period = hits[0].period
    return period.stance, period.year_from, period.year


JANUARY = """关于工作的报告
各位代表:
一、2022年工作回顾
全区财政收入完成20亿元。
(一)产业发展提速。新增企业30家。
过去五年,我们修路60公里。
——绿化面积增加3平方公里。
二、2023年工作安排
今年经济社会发展主要预期目标是:财政收入增长4%。
(一)产业再上台阶。新建厂房2座。去年建成厂房3座。今年再开工4座。
到2027年,产值突破百亿元。我们还要修路5公里。
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("完成20亿元", ("review", None, 2022)),
        ("新增企业", ("review", None, 2022)),
        ("修路60公里", ("review", 2018, 2022)),
        ("绿化面积", ("review", 2018, 2022)),
        ("增长4%", ("plan", None, 2023)),
        ("新建厂房", ("plan", None, 2023)),
        ("建成厂房", ("review", None, 2022)),
        ("再开工", ("plan", None, 2023)),
        ("百亿元", ("plan", None, 2027)),
        ("修路5公里", ("plan", None, 2023)),
    ],
)
def test_sections_and_turning_sentences_set_the_period(words, expected):
    assert period_of(report(JANUARY), words) == expected


def test_in_a_december_report_this_year_is_the_year_under_review():
    text = "一、2021年工作回顾\n今年,新增就业2万人。\n二、2022年工作安排\n明年,新增就业3万人。\n"
    document = report(text, issued="2021-12-20", review_year=2021, target_year=2022)
    assert period_of(document, "2万人") == ("review", None, 2021)
    assert period_of(document, "3万人") == ("plan", None, 2022)


def test_five_year_plans_look_back_or_ahead_by_their_own_years():
    text = (
        "一、“十三五”时期工作回顾\n建成学校9所。\n二、“十四五”时期主要目标\n今后五年主要目标是:建成学校12所。\n"
        "三、2021年重点工作\n建成学校2所。\n"
    )
    document = report(text, issued="2021-01-20", review_year=2020, target_year=2021)
    assert period_of(document, "9所") == ("review", 2016, 2020)
    assert period_of(document, "12所") == ("plan", 2021, 2025)
    assert period_of(document, "学校2所") == ("plan", None, 2021)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("“十四五”时期", (2021, 2025)),
        ("十五五规划", (2026, 2030)),
        ("“十一五”末", (2006, 2010)),
        ("“九五”期间", (1996, 2000)),
        ("“十五”期间", (2001, 2005)),
        ("二十五个项目", None),
        ("第十五次会议", None),
    ],
)
def test_plan_years(words, years):
    assert plan_years(words) == years


def test_notes_after_a_report_are_background():
    text = "一、2022年工作回顾\n建成公园4座。\n名词解释\n1.“口袋公园”:面积不足1万平方米的公园。\n"
    assert period_of(report(text), "口袋公园")[0] == "background"


def test_sentences_tile_their_lines_and_keep_offsets():
    document = report(JANUARY)
    sentences = read_sentences(document)
    assert all(document.text[s.start : s.end] == s.text for s in sentences)
    assert "".join(s.text for s in sentences).replace("\n", "") == JANUARY.replace("\n", "")
    assert sentences[-1].section.startswith("二、2023年工作安排 / (一)产业再上台阶")


def test_the_clock_of_news_reads_this_year_from_its_date():
    clock = read_clock(report("", kind="news", issued="2022-09-09", review_year=2022, target_year=None))
    assert (clock.this_year, clock.review_year, clock.is_news) == (2022, 2022, True)


def test_a_year_or_a_part_of_one_holds_to_the_end_of_its_paragraph():
    text = "2019年,财政收入8亿元。新增企业3家。\n财政支出9亿元。\n上半年,投资增长2%。出口增长3%。\n消费增长4%。\n"
    document = report("一、2022年工作回顾\n" + text)
    years = {s.text.strip(): (s.period.year, s.period.kind) for s in read_sentences(document)}
    assert years["新增企业3家。"] == (2019, "year")
    assert years["财政支出9亿元。"] == (2022, "year")
    assert years["出口增长3%。"] == (2022, "H1")
    assert years["消费增长4%。"] == (2022, "year")


def test_the_last_year_of_a_span_does_not_end_it():
    text = "一、过去五年工作回顾\n五年来,修路60公里。预计2022年财政收入8亿元。累计引进企业30家。\n"
    assert period_of(report(text), "30家") == ("review", 2018, 2022)


def test_the_outline_of_the_coming_years_opens_them():
    text = ("一、“十三五”成就和“十四五”目标\n“十三五”时期,修路60公里。\n我们编制了“十四五”规划纲要草案。\n"
            "——交通。修路80公里。\n二、2021年工作安排\n修路9公里。\n")
    document = report(text, issued="2021-01-20", review_year=2020, target_year=2021)
    assert period_of(document, "60公里") == ("review", 2016, 2020)
    assert period_of(document, "80公里") == ("plan", 2021, 2025)
    assert period_of(document, "9公里") == ("plan", None, 2021)


@pytest.mark.parametrize(("title", "expected"), [
    ("2023年工作安排", ("plan", None, 2023)), ("## 二、2023年工作安排", ("plan", None, 2023)),
    ("今后五年主要目标任务", ("plan", 2023, 2027)),
])
def test_headings_with_and_without_marks(title, expected):
    assert period_of(report(f"一、2022年工作回顾\n新建桥2座。\n{title}\n新建桥3座。\n"), "3座") == expected


@pytest.mark.parametrize(("sentence", "stance"), [
    ("今年该区将新建桥3座。", "plan"), ("该区已建成桥3座。", "review"), ("力争完成投资3亿元。", "plan"),
])
def test_tense_words_turn_a_sentence_of_news(sentence, stance):
    document = report("某区建设加快。" + sentence, kind="news", issued="2022-09-09", review_year=2022, target_year=None)
    assert period_of(document, sentence)[0] == stance


@pytest.mark.parametrize("text", ["", "\n\n", "一" * 100_000, "((((" * 50_000, "一、" * 30_000])
def test_hostile_texts_are_read_through(text):
    assert sum(len(s.text) for s in read_sentences(report(text))) <= len(text)


def test_now_ends_the_year_that_a_paragraph_opened():
    text = "2021年底,我区建成5个站点。增加岗位3个。如今,岗位达到90个。"
    news = report(text, kind="news", issued="2023-06-01", review_year=None, target_year=None)
    assert period_of(news, "岗位3个")[2] == 2021
    assert period_of(news, "90个") == ("review", None, 2023)


def test_the_goals_of_the_year_that_a_mid_year_text_reviews_lie_ahead():
    text = "一、2023年目标\n2023年预期目标:财政收入增长4%。\n二、上半年完成情况\n上半年财政收入增长5%。"
    document = report(text, kind="other", issued="2023-07-20", review_year=2023, target_year=2023)
    assert period_of(document, "增长4%") == ("plan", None, 2023)
    assert period_of(document, "增长5%") == ("review", None, 2023)


def test_years_named_in_the_midst_of_a_paragraph_end_with_it():
    text = "财政收入增长4%。今后五年即2023—2027年,累计修路90公里。\n新增企业30家。"
    document = report(text, review_year=None, kind="digest")
    assert period_of(document, "修路90公里")[1:] == (2023, 2027)
    assert period_of(document, "新增企业30家") == ("plan", None, 2023)


def test_news_of_goals_reviews_the_closed_year_until_it_looks_ahead():
    text = "会议指出,2023年收入为5亿元。\n楼宇增加到31座。\n2024年,全区将新建3所学校。\n改造小区15个。"
    document = report(text, kind="news", issued="2024-01-05", review_year=None, target_year=2024)
    periods = [sentence.period for sentence in read_sentences(document)]
    assert [(p.stance, p.year) for p in periods] == [("review", 2023)] * 2 + [("plan", 2024)] * 2
