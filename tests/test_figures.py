"""What the figures draw: labels, order, values, marks, words; and that every glyph is there."""
from __future__ import annotations

import functools
import os
import re
import warnings
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from test_achievement import CPI, GROWTH, numberless, pair, row

from helpers import accuracy_figures, achievement, drawing, figures, grids, labels, lexicon, target_figures
from helpers.coverage import coverage
from helpers.tables import as_table

FIRMS = dict(indicator_id=None, unit="家", step=1.0)
ROWS = [
    *pair(6.0, 7.2, **GROWTH),
    *pair(8.0, 4.2, indicator_id="budget_rev", indicator="一般公共预算收入", measure="growth"),
    *pair(3.0, 0.4, "approx", **CPI),
    *pair(37.5e8, 39.1e8),
    *pair(30e8, 35.08e8, indicator_id=None, indicator="小码头货运投资额"),
    *pair(850, 902, "ge", indicator="水上运输小企业", **FIRMS),
    *pair(12, 10, indicator="由上游港口与下游港口共同引进的小型航运综合服务企业数量", **FIRMS),
    *pair(-3.0, -3.5, indicator_id="energy_intensity", indicator="单位货物CO₂排放", measure="growth"),
    numberless("steady"),
]
ONE = achievement.score(as_table("ledger", ROWS))
PLACES = [("丙区", "990103"), ("甲区", "990101"), ("乙区", "990102")]
MANY = as_table("ledger", [
    line | dict(place=place, adcode=code, year=year)
    for y, year in enumerate((2022, 2023, 2024)) for p, (place, code) in enumerate(PLACES)
    for line in pair(40e8, (39 + y + p) * 1e8) if (place, year) != ("乙区", 2023)])
SCORED = achievement.score(MANY)
NOTHING = achievement.score(as_table("ledger", []))
RATES = pd.DataFrame(
    {f"{level}_{name}": [share - n * 0.03, share - n * 0.4] for n, level in enumerate(accuracy_figures.LEVELS)
     for name, share in (("precision", 0.98), ("recall", 1.0), ("f1", 0.99))}, index=["甲类文本", "Others"])
BINS = pd.DataFrame({"statements": [120, 8, 0], "wrong": [3, 4, 0], "share_right": [0.975, 0.5, np.nan],
                     "low": [0.93, 0.22, 0.0], "high": [0.99, 0.78, 1.0],
                     "mean_confidence": [0.97, 0.7, np.nan]}, index=["0.90–1.00", "0.60–0.70", "0.00–0.50"])
DOUBTS = pd.DataFrame({"statements": [100, 28], "wrong": [2, 5], "share_right": [0.98, 23 / 28],
                       "low": [0.93, 0.64], "high": [0.99, 0.92]},
                      index=["none", "读数的单位写在另一句话里或者根本没有写"])
TAKEN = pd.DataFrame([[90, 3, 2], [0, 40, 1], [4, 0, 0]], columns=["水平", "增速", "（未提出）"],
                     index=pd.Index(["水平", "增速", "（未标注）"], name="口径"))
DRAW = {
    "dumbbells": lambda lang: figures.dumbbells(ONE, lang),
    "ratios": lambda lang: figures.ratios(ONE, lang),
    "heatmap": lambda lang: grids.heatmap(SCORED, lang),
    "heatmap by indicator": lambda lang: grids.heatmap(ONE, lang, by="indicator"),
    "multiples": lambda lang: figures.multiples(MANY, "budget_rev", "level", lang),
    "coverage": lambda lang: grids.coverage_map(coverage(MANY), lang),
    "amplification": lambda lang: target_figures.amplification(synthetic.tiers(5, 3, 2), "gdp", lang),
    "gaps": lambda lang: target_figures.gaps(synthetic.achievement(16, 4, 4), lang),
    "agreement": lambda lang: accuracy_figures.agreement(RATES, lang),
    "confusion": lambda lang: accuracy_figures.confusion(TAKEN, lang),
    "calibration": lambda lang: accuracy_figures.calibration(BINS, DOUBTS, lang),
}


@functools.cache
def example(name, lang):
    return DRAW[name](lang)


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def row_names(axes):
    return [tick.get_text().replace("\n", "") for tick in axes.get_yticklabels()]


def marks(axes, name):
    return [line for line in axes.lines if line.get_gid() == name][0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DRAW)
def test_every_figure_draws_without_a_missing_glyph_and_shows_itself(name, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = example(name, lang)
        data, metadata = figure._repr_mimebundle_()
    families = {tuple(text.get_fontfamily()) for text in figure.findobj(Text)}
    assert families == {("Noto Sans SC", "DejaVu Sans")}
    assert figure.alt and not re.search(r"[{}]|nan|None", figure.alt)
    assert data["text/plain"] == figure.alt == metadata["image/png"]["alt"]
    assert metadata["image/png"]["width"] == 800


def shown(figure):
    """Every text in sight: ticks outside the axes' limits have labels too, which are not drawn."""
    yield from figure.texts
    for legend in figure.legends:
        yield from legend.get_texts()
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        yield from axes.texts
        yield from (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label)
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield from (label for label in (tick.label1, tick.label2) if label.get_visible())


def misplaced(figure):
    """Texts outside the picture, pairs of texts that overlap, and its height in inches where it exceeds a page."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    found = [text for text in shown(figure) if text.get_text().strip()]
    boxes = np.array([text.get_window_extent(canvas.get_renderer()).extents for text in found])
    width, height = figure.get_size_inches() * figure.dpi
    outside = (boxes[:, :2] < -1).any(axis=1) | (boxes[:, 2] > width + 1) | (boxes[:, 3] > height + 1)
    across = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    down = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    # Boxes hold room for descenders, so that neighbouring lines may share a few pixels of it.
    upon = np.argwhere(np.triu((across >= 1) & (down >= 4), 1))
    words = [text.get_text() for text in found]
    return ([words[n] for n in np.flatnonzero(outside)] + [(words[a], words[b]) for a, b in upon]
            + [side / figure.dpi for side in [height] if side > 12 * figure.dpi + 1])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DRAW)
def test_no_text_lies_upon_another_or_outside(name, lang):
    figure = example(name, lang)
    assert len(texts(figure)) >= 8 and misplaced(figure) == []


SIZES = [  # figure, places, years, indicators: each end of each axis, and what once went wrong
    *[("dumbbells", *size) for size in ((1, 1, 1), (1, 1, 13), (4, 20, 5))],
    *[("ratios", *size) for size in ((1, 1, 1), (60, 1, 1))],
    *[("heatmap", *size) for size in ((1, 1, 1), (16, 20, 1), (60, 4, 1))],
    *[("by indicator", *size) for size in ((1, 20, 40), (4, 4, 13))],
    *[("multiples", *size) for size in ((1, 1, 1), (4, 20, 1), (60, 4, 1))],
    *[("coverage", *size) for size in ((1, 1, 1), (16, 20, 1))],
    *[("amplification", *size) for size in ((1, 1, 1), (60, 4, 1), (4, 20, 1), (60, 20, 1))],
    *[("gaps", *size) for size in ((1, 1, 1), (60, 4, 1))],
]


def drawn(name, places, years, indicators, lang="zh"):
    size = places, years, indicators
    if name in ("multiples", "coverage"):
        book = synthetic.ledger(*size)
        return figures.multiples(book, "gdp", "growth", lang) if name == "multiples" else grids.coverage_map(
            coverage(book), lang)
    if name == "amplification":
        return target_figures.amplification(synthetic.tiers(*size), "gdp", lang)
    table = synthetic.achievement(*size)
    if name == "by indicator":
        return grids.heatmap(table, lang, by="indicator")
    draw = {"dumbbells": figures.dumbbells, "ratios": figures.ratios, "heatmap": grids.heatmap,
            "gaps": target_figures.gaps}
    return draw[name](table, lang)


@pytest.mark.parametrize("name, places, years, indicators", SIZES)
def test_at_every_size_texts_stay_apart_and_the_page_is_not_exceeded(name, places, years, indicators):
    for lang in ("zh", "en") if places * years * indicators < 60 else ("en",):
        figure = drawn(name, places, years, indicators, lang)
        assert misplaced(figure) == [], lang
        assert not re.search(r"[{}]|nan|None|<NA>", figure.alt + "".join(texts(figure)))


def test_the_font_is_the_packaged_one_and_has_what_reports_use():
    path = font_manager.findfont("Noto Sans SC", fallback_to_default=False)
    assert os.path.samefile(path, drawing.FONT_PATH)
    font = FT2Font(path)
    missing = [sign for sign in "−％%μµ²³·≤≥▶（）“”：；、㎡℃‰区" if not font.get_char_index(ord(sign))]
    assert not missing
    spare = FT2Font(font_manager.findfont("DejaVu Sans"))
    assert spare.get_char_index(ord("₂"))


def test_a_missing_font_package_is_named(monkeypatch):
    monkeypatch.setattr(drawing, "FONT_PACKAGE", "no_such_package")
    with pytest.raises(ImportError, match="pylopdf-fonts-zh-cn"):
        drawing._register()


def test_the_same_table_gives_the_same_picture():
    assert DRAW["multiples"]("zh").png() == DRAW["multiples"]("zh").png()


def test_drawing_leaves_matplotlib_as_it_was():
    before = dict(matplotlib.rcParams)
    figures.ratios(ONE).png()
    assert dict(matplotlib.rcParams) == before


def test_dumbbells_have_a_panel_per_unit_and_size_best_first():
    panels = figures.dumbbells(ONE).axes
    assert [axes.get_title(loc="left") for axes in panels] == ["%", "亿元", "家", "家"]
    assert row_names(panels[0]) == ["地区生产总值（增速）", "单位货物CO₂排放", "居民消费价格涨幅",
                                 "一般公共预算收入（增速）"]
    assert row_names(panels[1]) == ["小码头货运投资额", "一般公共预算收入"]
    assert marks(panels[1], "target").get_xdata().tolist() == pytest.approx([30, 37.5])
    assert marks(panels[1], "met").get_xdata().tolist() == pytest.approx([35.08, 39.1])
    assert marks(panels[3], "missed").get_xdata().tolist() == [10]
    for axes in panels:
        assert len({marks(axes, name).get_marker() for name in ("target", "met", "missed")}) == 3
        assert axes.get_xlim()[0] <= 0
    words = texts(figures.dumbbells(ONE))
    assert {"≥ 850", "完成  116.9%", "未完成  83.3%", "未完成  −3.8 个百分点",
            "甲区2024年：目标与结果"} <= set(words)


def test_a_target_above_zero_is_shown_as_such():
    table = achievement.score(as_table("ledger", [numberless("positive"), row(
        "actual", 2.5, **GROWTH | dict(indicator_id="income", indicator="居民收入"))]))
    assert {"> 0", "2.5"} <= set(texts(figures.dumbbells(table).axes[0]))


def test_dumbbells_in_english_use_english_names_and_scales():
    figure = figures.dumbbells(ONE, "en")
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["%", "bn yuan", "firms", "firms"]
    assert row_names(figure.axes[1])[1] == lexicon.indicators()["budget_rev"].en
    assert {"met  116.9%", "missed  −3.8 pp"} <= set(texts(figure))


def test_ratios_are_bars_from_zero_with_the_line_and_the_verdict():
    big = achievement.score(as_table("ledger", [*ROWS, *pair(1e8, 6.1e8, indicator_id="fdi",
                                                             indicator="外资")]))
    axes, = figures.ratios(big).axes
    widths = [bar.get_width() for bar in axes.patches]
    ratios = sorted(big["ratio"].dropna(), reverse=True)
    assert widths == pytest.approx([min(ratio, 2) for ratio in ratios])
    assert all(bar.get_x() == 0 for bar in axes.patches) and axes.get_xlim()[0] == 0
    assert [line.get_xdata()[0] for line in axes.lines] == [1]
    words = texts(axes)
    assert "▶ 610.0%  完成" in words and "83.3%  未完成" in words
    hatched = [bool(bar.get_hatch()) for bar in axes.patches]
    assert hatched == [ratio < 1 for ratio in ratios]
    note = [text.get_text() for text in figures.ratios(big).texts if text.get_gid() == "note"]
    assert note == ["另有2项没有可比的比率：完成 1、未量化 1；增速按指数相比：(100+结果)÷(100+目标)"]


def test_the_heat_map_is_in_official_order_and_centred_on_the_target():
    axes = grids.heatmap(SCORED, indicator="budget_rev").axes[0]
    assert row_names(axes) == ["甲区", "乙区", "丙区"]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2022", "2023", "2024"]
    mesh = axes.collections[0]
    assert mesh.norm(1.0) == pytest.approx(0.5) and min(mesh.cmap(0.5)) > 0.99
    cells = np.ma.filled(mesh.get_array().astype(float), np.nan).reshape(3, 3)
    assert cells[0].tolist() == pytest.approx([1.0, 1.025, 1.05]) and np.isnan(cells[1][1])
    assert matplotlib.colors.to_hex(axes.get_facecolor()).upper() == drawing.colour("missing")
    words = texts(axes)
    assert "102.5" in words and len([word for word in words if re.fullmatch(r"\d+\.\d", word)]) == 8


def test_the_heat_map_by_indicator_says_verdicts_without_a_ratio():
    figure = grids.heatmap(ONE, by="indicator")
    assert row_names(figure.axes[0])[0] == "地区生产总值（增速）"
    assert "完成" in texts(figure.axes[0])
    with pytest.raises(ValueError, match="'place' or 'indicator'"):
        grids.heatmap(ONE, by="colour")


def test_the_confusion_matrix_tells_agreement_from_error():
    figure = accuracy_figures.confusion(TAKEN, "en")
    axes, = figure.axes
    shade = np.asarray(axes.collections[0].get_array(), dtype=float).reshape(3, 3)
    assert shade[0, 0] > 0.9 and shade[0, 1] < 0 and shade[1, 0] == 0 and shade[2, 0] == -1
    assert row_names(axes) == TAKEN.index.tolist()
    assert {"90", "40", "3", "2", "1", "4"} <= set(texts(axes)) and "0" not in texts(axes)
    assert "130 of 140 agree; 水平 taken for 增速 3" in figure.alt


def test_small_multiples_show_one_place_before_the_others():
    panels = figures.multiples(MANY, "budget_rev", "level").axes
    assert [axes.get_title(loc="left") for axes in panels] == ["甲区", "乙区", "丙区"]
    for axes in panels:
        assert len([line for line in axes.lines if line.get_color() == drawing.colour("other")]) == 2
    assert marks(panels[0], "actual").get_ydata().tolist() == pytest.approx([40, 41, 42])
    assert marks(panels[0], "target").get_ydata().tolist() == pytest.approx([40, 40, 40])
    assert np.isnan(marks(panels[1], "actual").get_ydata()[1])


def test_the_coverage_map_tells_the_four_states_apart_without_colour():
    known = as_table("ledger", [
        *pair(1e8, 1e8), row("target", 1e8, year=2023), row("actual", 1e8, place="乙区", adcode="990102")])
    figure = grids.coverage_map(coverage(known))
    axes, = figure.axes
    cells = {patches.get_gid(): patches for patches in axes.collections}
    assert set(cells) == {"none", "target", "actual", "both"}
    assert len({(tuple(patches.get_facecolor()[0]), patches.get_hatch()) for patches in cells.values()}) == 4
    assert len({patches.get_hatch() for name, patches in cells.items() if name != "none"}) == 3
    assert {"1 / 1 / 1", "1 / 0 / 0", "0 / 1 / 0", "–"} <= set(texts(axes))
    assert {"无", "只有目标", "只有结果", "两者都有"} <= set(texts(figure))
    assert "1格目标和结果都有，1格只有目标，1格只有结果，1格都没有" in figure.alt


def test_agreement_has_a_panel_per_level_with_bars_from_zero():
    panels = accuracy_figures.agreement(RATES).axes
    titles = ["数值与单位", "＋性质、年份", "＋指标", "＋口径、比较词"]
    assert [axes.get_title(loc="left") for axes in panels] == titles
    assert row_names(panels[0]) == ["甲类文本", "Others"]
    for axes, level in zip(panels, accuracy_figures.LEVELS, strict=True):
        assert [bar.get_width() for bar in axes.patches] == pytest.approx(RATES[f"{level}_f1"].tolist())
        assert all(bar.get_x() == 0 for bar in axes.patches) and axes.get_xlim()[0] == 0
        for name in ("precision", "recall"):
            assert marks(axes, name).get_xdata().tolist() == pytest.approx(RATES[f"{level}_{name}"].tolist())
        assert marks(axes, "precision").get_marker() != marks(axes, "recall").get_marker()
    assert "0.930" in texts(panels[2]) and "0.930" in accuracy_figures.agreement(RATES, "en").alt


def test_calibration_sets_what_was_stated_beside_what_was_right():
    figure = accuracy_figures.calibration(BINS, DOUBTS, "en")
    above, below = figure.axes
    assert row_names(above) == ["0.90–1.00", "0.60–0.70"]
    assert [bar.get_width() for bar in above.patches] == [0.975, 0.5]
    assert marks(above, "stated").get_xdata().tolist() == [0.97, 0.7]
    assert not [line for line in below.lines if line.get_gid() == "stated"]
    ends = [segment[:, 0].tolist() for segment in above.collections[0].get_segments()]
    assert ends == [[0.93, 0.99], [0.22, 0.78]]
    assert [segment[0, 1] for segment in above.collections[0].get_segments()] == above.get_yticks().tolist()
    assert {"97.5% of 120", "50.0% of 8", "82.1% of 28"} <= set(texts(figure))
    assert "0.60–0.70 50.0%" in figure.alt
    only, = accuracy_figures.calibration(BINS.iloc[2:], DOUBTS).axes
    assert only.get_title(loc="left") == "按疑点"


@pytest.mark.parametrize("draw", [
    lambda lang: figures.dumbbells(NOTHING, lang), lambda lang: figures.ratios(NOTHING, lang),
    lambda lang: grids.heatmap(NOTHING, lang), lambda lang: grids.heatmap(NOTHING, lang, "indicator"),
    lambda lang: figures.multiples(as_table("ledger", []), "gdp", "growth", lang),
    lambda lang: grids.coverage_map(coverage(as_table("ledger", [])), lang),
    lambda lang: target_figures.amplification(synthetic.tiers(1, 1).iloc[:0], "gdp", lang),
    lambda lang: target_figures.gaps(NOTHING, lang),
    lambda lang: accuracy_figures.agreement(RATES.iloc[:0], lang),
    lambda lang: accuracy_figures.confusion(TAKEN.iloc[:0], lang),
    lambda lang: accuracy_figures.calibration(BINS.iloc[2:], DOUBTS.iloc[:0], lang)])
@pytest.mark.parametrize("lang, words", [("zh", "没有可画的数据"), ("en", "Nothing to show")])
def test_without_data_a_figure_says_so(draw, lang, words):
    figure = draw(lang)
    assert words in texts(figure) and words in figure.alt and figure.png()


def test_an_unknown_language_and_colour_are_errors():
    with pytest.raises(ValueError, match="fr"):
        figures.ratios(ONE, "fr")
    with pytest.raises(KeyError, match="mauve"):
        drawing.colour("mauve")


@pytest.mark.parametrize("text, columns", [
    ("由上游港口与下游港口共同引进的小型航运综合服务企业数量（含平台类）", 24),
    ("CO₂排放强度2023年比2020年下降", 12),
    ("Enterprises brought in jointly by the upper and the lower port", 24)])
def test_long_labels_wrap_without_losing_a_character(text, columns):
    lines = drawing.wrap(text, columns).split("\n")
    assert len(lines) > 1 and all(drawing.width(line) <= columns + 4 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(re.match(r"[，。）；：]", line) for line in lines)


def note(figure):
    return "".join(text.get_text().replace("\n", " ") for text in figure.texts if text.get_gid() == "note")


def judged(**columns):
    """A table `achievement` of one row per value, ordinary but for `columns`."""
    length = len(next(iter(columns.values())))
    base = synthetic.achievement(1, 1, 1).iloc[[0] * length].reset_index(drop=True).assign(
        indicator_id=None, indicator=[f"甲类工程{n}" for n in range(length)], measure="increment", direction="higher",
        unit="家", target_low=10.0, target_high=10.0, actual=12.0, ratio=1.2, gap=2.0, official_ratio=np.nan,
        verdict="met", method="direct", note=None)
    return as_table("achievement", base.assign(**columns))


def test_what_a_page_cannot_hold_is_counted_and_the_best_and_worst_stay():
    table = synthetic.achievement(4, 20, 1)
    known = table[table["verdict"].isin(("met", "missed"))]
    figure = figures.dumbbells(table)
    drawn_rows = sum(len(marks(axes, "target").get_xdata()) for axes in figure.axes)
    left_out = len(known) - drawn_rows
    assert left_out > 0 and f"另有{left_out}项未画" in note(figure) and f"另有{left_out}项未画" in figure.alt
    best, worst = known.loc[known["gap"].idxmax()], known.loc[known["gap"].idxmin()]
    at = [name for axes in figure.axes for name in row_names(axes)]
    assert at[0] == f"{best['place'].removeprefix('天津市')} {best['year']}"
    assert at[-1] == f"{worst['place'].removeprefix('天津市')} {worst['year']}"
    bars = figures.ratios(table)
    assert f"居中的{len(known) - len(bars.axes[0].patches)}项未画" in note(bars)
    assert f"{len(known)}项目标" in bars.alt


def test_one_series_of_many_places_is_named_once_in_the_title():
    figure = figures.ratios(synthetic.achievement(16, 1, 1))
    assert "天津市各地2024年地区生产总值（增速）：目标完成率" in texts(figure)
    assert {"和平区", "静海区"} <= set(row_names(figure.axes[0]))


def test_derived_estimated_and_official_values_are_told_apart():
    table = judged(method=["direct", "implied", "direct", "direct"], ratio=[1.2] * 4,
                   note=[None, None, "result is estimated; bases differ", None],
                   official_ratio=[np.nan, np.nan, 1.2001, 1.17])
    axes, = figures.ratios(table).axes
    assert [text.get_text() for text in axes.texts] == [
        "120.0%  完成", "120.0% *  完成", "120.0%  完成（预计）", "120.0%  完成（官方 117.0%）"]
    ticks, = [lines.get_segments() for lines in axes.collections if lines.get_gid() == "official"]
    assert [segment[0, 0] for segment in ticks] == [1.17]
    assert "*" in note(figures.ratios(table)) and "*" not in note(figures.ratios(judged(ratio=[1.2])))
    panel, = figures.dumbbells(table).axes
    hollow = marks(panel, "met estimated")
    assert len(hollow.get_xdata()) == 1 and hollow.get_markerfacecolor() == "white"
    assert len(marks(panel, "met").get_xdata()) == 3
    assert sum(text.get_text().endswith("*") for text in panel.texts) == 1
    assert "空心：预计数" in texts(figures.dumbbells(table))
    assert "空心：预计数" not in texts(figures.dumbbells(judged(ratio=[1.2])))


def test_ranges_zero_and_negative_targets_and_undecided_ratios_are_drawn():
    table = judged(target_low=[27.0, 0.0, -5.0, 10.0], target_high=[30.0, 0.0, -5.0, 10.0],
                   actual=[26.0, 3.0, -8.0, 9.0], gap=[-1.0, 3.0, -3.0, -1.0], ratio=[26 / 27, np.nan, np.nan, 0.9],
                   verdict=["missed", "met", "missed", "not_comparable"])
    words = texts(figures.dumbbells(table))
    assert {"27–30", "26", "0", "3", "−5", "−8", "完成  +3 家", "未完成  −3 家", "未完成  96.3%"} <= set(words)
    band, = [lines for axes in figures.dumbbells(table).axes for lines in axes.collections
             if lines.get_gid() == "band" and len(lines.get_segments())]
    assert band.get_segments()[0][:, 0].tolist() == [27, 30]
    assert {"90.0%  不可比", "96.3%  未完成"} <= set(texts(figures.ratios(table)))
    below = figures.ratios(judged(ratio=[-0.4])).axes[0]
    assert "◀ −40.0%  完成" in texts(below) and below.patches[0].get_width() == 0


def test_cells_below_the_target_have_a_corner_and_narrow_cells_signs():
    table = synthetic.achievement(4, 4, 13)
    axes = grids.heatmap(table).axes[0]
    cells = table[table["ratio"].notna()].groupby(["place", "year"])["ratio"].median()
    corners, = [patches for patches in axes.collections if patches.get_gid() == "below"]
    assert 0 < len(corners.get_paths()) == int((cells < 1).sum())
    exact, = [patches for patches in grids.heatmap(judged(ratio=[1.0])).axes[0].collections
              if patches.get_gid() == "below"]
    assert not exact.get_paths()
    many = synthetic.achievement(1, 20, 13)
    without = many["ratio"].isna() & many["verdict"].isin(("met", "missed"))
    assert without.any()
    figure = grids.heatmap(many, by="indicator")
    assert "✓" in texts(figure) and "✓ 完成" in note(figure)


def test_a_cell_of_unlike_verdicts_without_a_ratio_counts_them():
    figure = grids.heatmap(judged(ratio=[np.nan] * 3, verdict=["met", "missed", "met"]))
    assert "2/3" in texts(figure) and "两项中完成一项" in note(figure)
    assert "完成" in texts(grids.heatmap(judged(ratio=[np.nan] * 2)))


def test_a_span_of_years_has_a_row_of_its_own():
    table = judged(year=[2023, 2025], year_from=[None, 2021], indicator="新建绿地")
    assert row_names(grids.heatmap(table, by="indicator").axes[0]) == ["新建绿地（增量）", "新建绿地（增量） 2021–2025"]


def test_names_without_end_are_cut_and_every_panel_keeps_its_page():
    units = ["家", "个", "张", "公里", "户", "件", "台", "辆", "亩", "所", "次", "篇", "块", "条", "座", "项"]
    table = judged(unit=units, indicator=[f"{unit}数{'很长的指标名称' * 40}" for unit in units])
    for figure in (figures.dumbbells(table), figures.ratios(table)):
        assert misplaced(figure) == [] and row_names(figure.axes[0])[0].endswith("…")
    assert f"另有{16 - len(figures.dumbbells(table).axes)}项未画" in note(figures.dumbbells(table))


def test_years_without_any_data_are_said_to_be_left_out():
    table = judged(year=[2004, 2010, 2024])
    figure = grids.heatmap(table)
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["2004", "2010", "2024"]
    assert "没有数据的年份未列" in note(figure)
    assert "没有数据的年份未列" not in note(grids.heatmap(judged(year=[2020, 2022])))


def test_a_broken_series_is_a_broken_line_and_an_estimate_is_hollow():
    book = as_table("ledger", [row("actual", (40 + n) * 1e8, year=2020 + n, series_break=n == 2, estimated=n == 3)
                               for n in range(4)])
    axes, = figures.multiples(book, "budget_rev", "level").axes
    years = marks(axes, "actual").get_xdata()
    assert years[:2].tolist() == [2020, 2021] and np.isnan(years[2]) and years[3:].tolist() == [2022, 2023]
    assert marks(axes, "estimated").get_xdata().tolist() == [2023]


def test_many_places_stand_before_their_middle_half_and_unlike_sizes_on_a_logarithmic_axis():
    book = synthetic.ledger(30, 3, 1)
    figure = figures.multiples(book, "gdp", "growth")
    assert "其他地区（中间一半）" in texts(figure) and len(figure.axes) == 30
    codes = dict(synthetic.districts(30))
    titles = [axes.get_title(loc="left").replace("\n", "") for axes in figure.axes]
    assert titles == sorted(codes, key=codes.get)
    assert figure.axes[0].get_yscale() == "linear"
    amounts = [row("actual", value, place=place, adcode=code) for value, (place, code) in zip(
        (2e8, 3e8, 9e10), PLACES, strict=True)]
    figure = figures.multiples(as_table("ledger", amounts), "budget_rev", "level", "en")
    assert figure.axes[0].get_yscale() == "log" and "logarithmic axis" in note(figure)


TIERS = pd.DataFrame({
    "place": ["乙区", "甲区", "丙区", "甲区"], "adcode": ["990102", "990101", "990103", "990101"],
    "year": [2024, 2024, 2024, 2025], "indicator_id": "gdp", "indicator": "地区生产总值", "unit": "%",
    "target": [5.0, 4.5, 6.0, 5.0], "upper_place": "某市", "upper_target": [4.5, 4.5, None, 5.5],
    "amplification": [0.5, 0.0, None, -0.5], "actual": [5.2, None, 6.1, 4.9]})


def test_amplification_sets_each_target_beside_that_of_the_level_above():
    figure = target_figures.amplification(TIERS, "gdp")
    first, second = figure.axes
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["2024", "2025"]
    assert row_names(first) == ["甲区", "乙区", "丙区"]
    assert marks(first, "target").get_xdata().tolist() == [4.5, 5.0, 6.0]
    assert [text.get_text() for text in first.texts] == ["0", "+0.5", "–"]
    assert [text.get_text() for text in second.texts] == ["−0.5"]
    upper, = [lines.get_segments() for lines in first.collections if lines.get_gid() == "upper"]
    assert [segment[0, 0] for segment in upper] == [4.5, 4.5]
    assert marks(first, "actual").get_marker() != marks(first, "target").get_marker()
    assert "上级目标（某市）" in texts(figure)
    assert "3个目标可与上级目标相比，其中1个更高，1个相同，1个更低；中位数相差0个百分点" in figure.alt


def test_amplification_over_many_years_gathers_equal_targets():
    years = pd.concat([TIERS.iloc[:3].assign(year=year, place=place, adcode=code) for year in range(2015, 2025)
                       for place, code in synthetic.districts(12)]).assign(target=5.0, amplification=0.5)
    axes, = target_figures.amplification(years, "gdp", "en").axes
    dots, = [points for points in axes.collections if points.get_gid() == "target"]
    assert len(dots.get_offsets()) == 10 and len(set(dots.get_sizes())) == 1
    assert [text.get_text() for text in axes.texts] == ["+0.5"] * 10
    few = target_figures.amplification(years[years["adcode"].isin(["120101", "120102"])], "gdp")
    assert [axes.get_title(loc="left") for axes in few.axes] == ["和平区", "河东区"]


def test_amplification_leaves_out_other_measures_and_spans():
    mixed = TIERS.assign(measure=["growth", "growth", "level", "growth"], period=["year", "year", "year", "span"])
    figure = target_figures.amplification(mixed, "gdp")
    assert row_names(figure.axes[0]) == ["甲区", "乙区"] and len(figure.axes) == 1
    alone = target_figures.amplification(TIERS.assign(upper_target=np.nan, amplification=np.nan), "gdp")
    assert "没有上级目标可比" in alone.alt


def grown(gap, **more):
    gap = list(gap)
    return judged(gap=gap, measure="growth", unit="%", actual=[6 + g for g in gap], target_low=6.0, target_high=6.0,
                  verdict=["met" if g >= 0 else "missed" for g in gap]).assign(**more)


def bar_heights(figure):
    return {round(bar.get_x(), 6): int(bar.get_height()) for bar in figure.axes[0].patches if bar.get_height()}


def test_what_just_reaches_its_target_stands_right_of_zero():
    figure = target_figures.gaps(grown([0.0, 0.3 - (0.1 + 0.2), 0.2, -0.1, -1.0, 1.0]))
    bars = bar_heights(figure)
    assert bars[0.0] == 2 and min(bars) == -1.0 and sum(bars.values()) == 6
    assert "6个目标的结果减目标；4个达到或超过，2个低于；中位数0个百分点" in figure.alt
    turned = bar_heights(target_figures.gaps(grown([-0.4, -0.4, -0.4], direction="lower")))
    assert sum(turned.values()) == 3 and min(turned) > 0
    assert target_figures.gaps(grown([0.3, 0.3], method="implied")).alt.endswith("没有可画的数据")
    met, missed = (next(bar for bar in figure.axes[0].patches if (bar.get_x() >= 0) == side) for side in (True, False))
    assert met.get_hatch() != missed.get_hatch()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(-60, 60).map(lambda gap: round(gap, 1)), min_size=1, max_size=60))
def test_every_gap_is_in_a_bar_on_its_side_of_zero(gap):
    bars = bar_heights(target_figures.gaps(grown(gap)))
    assert sum(bars.values()) == len(gap)
    assert sum(count for edge, count in bars.items() if edge >= 0) == sum(value >= 0 for value in gap)


def test_an_svg_is_one_image_with_its_text_and_no_font():
    first, second = (figures.dumbbells(ONE, lang) for lang in ("zh", "en"))
    drawing_ = first.svg()
    assert drawing_ == figures.dumbbells(ONE, "zh").svg()
    root = ElementTree.fromstring(drawing_)
    name = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{name}svg" and root.get("role") == "img"
    assert root.find(f"{name}title").text == "甲区2024年：目标与结果" and root.find(f"{name}desc").text == first.alt
    said = [element.get("id") for element in (root.find(f"{name}title"), root.find(f"{name}desc"))]
    assert root.get("aria-labelledby").split() == said
    assert not list(root.iter(f"{name}text")) and not list(root.iter(f"{name}style"))
    assert not re.search(r"\d{4}-\d\d-\d\dT", drawing_)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    others = {element.get("id") for element in ElementTree.fromstring(second.svg()).iter()} - {None}
    assert not others & set(ids)
    linked = set(re.findall(r'(?:href="|url\()#([^")]+)', drawing_))
    assert linked and linked <= set(ids)


def test_a_picture_is_written_in_the_format_of_its_ending(tmp_path):
    figure, again = (figures.ratios(judged(ratio=[1.2])) for _ in range(2))
    begin = {".png": b"\x89PNG", ".svg": b"<svg", ".pdf": b"%PDF"}
    for ending, magic in begin.items():
        path = figure.save(tmp_path / f"figure{ending}")
        assert path.read_bytes().startswith(magic)
        assert path.read_bytes() == again.save(tmp_path / f"again{ending}").read_bytes()
    with pytest.raises(ValueError, match=r"figure\.gif.*\.png, \.svg or \.pdf"):
        figure.save(tmp_path / "figure.gif")


def test_notebooks_may_show_svg_instead():
    figure = figures.ratios(ONE)
    try:
        drawing.show_as("svg")
        data, _ = figure._repr_mimebundle_()
    finally:
        drawing.show_as("png")
    assert data == {"text/html": figure.svg(), "text/plain": figure.alt}
    assert "image/png" in figure._repr_mimebundle_()[0]
    with pytest.raises(ValueError, match="png or svg, not 'gif'"):
        drawing.show_as("gif")


def luminance(name):
    return float(np.dot(matplotlib.colors.to_rgb(drawing.colour(name)), (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("names", [
    ("target", "met", "missed", "band"), ("met", "missed", "not_comparable"), ("upper", "target", "actual"),
    ("none", "target_only", "actual_only", "both"), ("f1", "precision", "recall"), ("right", "stated")])
def test_what_stands_together_differs_without_colour(names):
    for n, one in enumerate(names):
        for other in names[n + 1:]:
            a, b = drawing.look(one), drawing.look(other)
            assert (a["marker"], a["hatch"]) != (b["marker"], b["hatch"]) or abs(
                luminance(one) - luminance(other)) > 0.15, (one, other)


def test_widths_are_those_that_the_renderer_sets():
    with matplotlib.rc_context(drawing.STYLE):
        figure = drawing.sheet("由上游港口引进的企业 Gross regional product 1,234.5%", [], 1)
    renderer = FigureCanvasAgg(figure).get_renderer()
    box = figure.texts[0].get_window_extent(renderer)
    words = figure.texts[0].get_text()
    assert drawing.inches(words, 11) == pytest.approx(box.width / figure.dpi, rel=0.04)
    assert drawing.inches(f"短\n{words}", 11) == drawing.inches(words, 11)


@given(st.lists(st.sampled_from(["一", "一\n二", "一\n二\n三"]), min_size=1, max_size=90), st.floats(1, 12))
def test_spaced_rows_fit_and_only_crowded_ones_are_refused(names, room):
    fit = drawing.spacing(names, room)
    if fit:
        middle, height = fit.places(names)
        assert height <= room + 1e-9 and (np.diff(middle) > 0).all()
        assert fit.edges(names)[-1] == pytest.approx(height)
    else:
        assert drawing.DENSE._replace(pad=0.035).places(names)[1] > room


@given(st.integers(1990, 2020), st.integers(1, 40), st.floats(0.3, 8))
def test_year_ticks_end_with_the_last_year_and_have_room(first, count, room):
    years = list(range(first, first + count))
    ticks = drawing.year_ticks(years, room)
    assert ticks[-1] == years[-1] and set(ticks) <= set(years)
    assert len(set(np.diff(ticks))) <= 1
    assert len(ticks) == 1 or room / len(ticks) > drawing.inches("2024", 8)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.1, 1.4), st.floats(0.1, 1.4)), min_size=1, max_size=20))
def test_texts_at_the_ends_of_dumbbells_stay_inside_the_axis(rows):
    x, left, right = (np.array(column) for column in zip(*rows, strict=True))
    low, high = drawing.limits_with_texts((min(0, x.min()), max(0, x.max())), (x, left), (x, right), 4.0)
    inch = (high - low) / 4.0
    slack = 0.01 * inch
    assert low <= 0 <= high
    assert (x - left * inch >= low - slack).all() and (x + right * inch <= high + slack).all()


def test_places_lose_what_they_share_and_only_that():
    assert labels.short(["天津市河北区", "天津市河东区"]) == {"天津市河北区": "河北区", "天津市河东区": "河东区"}
    assert labels.short(["天津市", "天津市河东区"]) == {"天津市": "天津市", "天津市河东区": "河东区"}
    assert labels.short(["天津市河东区", "沈阳市和平区"])["天津市河东区"] == "天津市河东区"
    assert labels.short(["天津市河北区"]) == {"天津市河北区": "天津市河北区"}
