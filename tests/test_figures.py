"""What the figures draw: labels, order, values, marks, words; and that every glyph is there."""
from __future__ import annotations

import os
import re
import warnings

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from test_achievement import CPI, GROWTH, numberless, pair, row

from helpers import achievement, figures, lexicon
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
NOTHING = achievement.score(as_table("ledger", []))
RATES = pd.DataFrame(
    {f"{level}_{name}": [share - n * 0.03, share - n * 0.4] for n, level in enumerate(figures.LEVELS)
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
    "heatmap": lambda lang: figures.heatmap(achievement.score(MANY), lang),
    "heatmap by indicator": lambda lang: figures.heatmap(ONE, lang, by="indicator"),
    "multiples": lambda lang: figures.multiples(MANY, "budget_rev", "level", lang),
    "coverage": lambda lang: figures.coverage_map(achievement.coverage(MANY), lang),
    "agreement": lambda lang: figures.agreement(RATES, lang),
    "confusion": lambda lang: figures.confusion(TAKEN, lang),
    "calibration": lambda lang: figures.calibration(BINS, DOUBTS, lang),
}


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def labels(axes):
    return [tick.get_text().replace("\n", "") for tick in axes.get_yticklabels()]


def marks(axes, name):
    return [line for line in axes.lines if line.get_gid() == name][0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DRAW)
def test_every_figure_draws_without_a_missing_glyph_and_shows_itself(name, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = DRAW[name](lang)
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


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DRAW)
def test_no_text_lies_upon_another_or_outside(name, lang):
    figure = DRAW[name](lang)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in shown(figure)
             if text.get_text().strip()]
    width, height = figure.get_size_inches() * figure.dpi
    assert len(boxes) > 10
    for n, (words, box) in enumerate(boxes):
        assert box.x0 > -1 and box.y0 > -1 and box.x1 < width + 1 and box.y1 < height + 1, words
        for other, second in boxes[n + 1:]:
            across = min(box.x1, second.x1) - max(box.x0, second.x0)
            down = min(box.y1, second.y1) - max(box.y0, second.y0)
            # Boxes hold room for descenders, so that neighbouring lines may share a few pixels of it.
            assert across < 1 or down < 4, (words, other, across, down)


def test_the_font_is_the_packaged_one_and_has_what_reports_use():
    path = font_manager.findfont("Noto Sans SC", fallback_to_default=False)
    assert os.path.samefile(path, figures.FONT_PATH)
    font = FT2Font(path)
    missing = [sign for sign in "−％%μµ²³·≤≥▶（）“”：；、㎡℃‰区" if not font.get_char_index(ord(sign))]
    assert not missing
    spare = FT2Font(font_manager.findfont("DejaVu Sans"))
    assert spare.get_char_index(ord("₂"))


def test_a_missing_font_package_is_named(monkeypatch):
    monkeypatch.setattr(figures, "FONT_PACKAGE", "no_such_package")
    with pytest.raises(ImportError, match="pylopdf-fonts-zh-cn"):
        figures._register()


def test_the_same_table_gives_the_same_picture():
    assert DRAW["multiples"]("zh").png() == DRAW["multiples"]("zh").png()


def test_drawing_leaves_matplotlib_as_it_was():
    before = dict(matplotlib.rcParams)
    figures.ratios(ONE).png()
    assert dict(matplotlib.rcParams) == before


def test_dumbbells_have_a_panel_per_unit_and_size_best_first():
    panels = figures.dumbbells(ONE).axes
    assert [axes.get_title(loc="left") for axes in panels] == ["%", "亿元", "家", "家"]
    assert labels(panels[0]) == ["地区生产总值（增速）", "单位货物CO₂排放", "居民消费价格涨幅",
                                 "一般公共预算收入（增速）"]
    assert labels(panels[1]) == ["小码头货运投资额", "一般公共预算收入"]
    assert marks(panels[1], "target").get_xdata().tolist() == pytest.approx([30, 37.5])
    assert marks(panels[1], "met").get_xdata().tolist() == pytest.approx([35.08, 39.1])
    assert marks(panels[3], "missed").get_xdata().tolist() == [10]
    for axes in panels:
        assert len({marks(axes, name).get_marker() for name in ("target", "met", "missed")}) == 3
        assert axes.get_xlim()[0] < 0
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
    assert labels(figure.axes[1])[1] == lexicon.indicators()["budget_rev"].en
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
    assert note == ["另有2项没有可比的比率：完成 1、未量化 1"]


def test_the_heat_map_is_in_official_order_and_centred_on_the_target():
    axes = figures.heatmap(achievement.score(MANY), indicator="budget_rev").axes[0]
    assert labels(axes) == ["甲区", "乙区", "丙区"]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2022", "2023", "2024"]
    mesh = axes.collections[0]
    assert mesh.norm(1.0) == pytest.approx(0.5) and min(mesh.cmap(0.5)) > 0.99
    cells = np.ma.filled(mesh.get_array().astype(float), np.nan).reshape(3, 3)
    assert cells[0].tolist() == pytest.approx([1.0, 1.025, 1.05]) and np.isnan(cells[1][1])
    assert matplotlib.colors.to_hex(axes.get_facecolor()).upper() == figures.colour("missing")
    words = texts(axes)
    assert "102.5" in words and len([word for word in words if re.fullmatch(r"\d+\.\d", word)]) == 8


def test_the_heat_map_by_indicator_says_verdicts_without_a_ratio():
    figure = figures.heatmap(ONE, by="indicator")
    assert labels(figure.axes[0])[0] == "地区生产总值（增速）"
    assert "完成" in texts(figure.axes[0])
    with pytest.raises(ValueError, match="'place' or 'indicator'"):
        figures.heatmap(ONE, by="colour")


def test_the_confusion_matrix_tells_agreement_from_error():
    figure = figures.confusion(TAKEN, "en")
    axes, = figure.axes
    shade = np.asarray(axes.collections[0].get_array(), dtype=float).reshape(3, 3)
    assert shade[0, 0] > 0.9 and shade[0, 1] < 0 and shade[1, 0] == 0 and shade[2, 0] == -1
    assert labels(axes) == TAKEN.index.tolist()
    assert {"90", "40", "3", "2", "1", "4"} <= set(texts(axes)) and "0" not in texts(axes)
    assert "130 of 140 agree; 水平 taken for 增速 3" in figure.alt


def test_small_multiples_show_one_place_before_the_others():
    panels = figures.multiples(MANY, "budget_rev", "level").axes
    assert [axes.get_title(loc="left") for axes in panels] == ["甲区", "乙区", "丙区"]
    for axes in panels:
        assert len([line for line in axes.lines if line.get_color() == figures.colour("other")]) == 2
    assert marks(panels[0], "actual").get_ydata().tolist() == pytest.approx([40, 41, 42])
    assert marks(panels[0], "target").get_ydata().tolist() == pytest.approx([40, 40, 40])
    assert np.isnan(marks(panels[1], "actual").get_ydata()[1])


def test_the_coverage_map_tells_the_four_states_apart_without_colour():
    known = as_table("ledger", [
        *pair(1e8, 1e8), row("target", 1e8, year=2023), row("actual", 1e8, place="乙区", adcode="990102")])
    figure = figures.coverage_map(achievement.coverage(known))
    axes, = figure.axes
    cells = {patch.get_gid(): patch for patch in axes.patches}
    assert set(cells) == {"none", "target", "actual", "both"}
    assert len({(patch.get_facecolor(), patch.get_hatch()) for patch in cells.values()}) == 4
    assert len({patch.get_hatch() for name, patch in cells.items() if name != "none"}) == 3
    assert {"1 / 1 / 1", "1 / 0 / 0", "0 / 1 / 0", "–"} <= set(texts(axes))
    assert {"无", "只有目标", "只有结果", "两者都有"} <= set(texts(figure))
    assert "1格目标和结果都有，1格只有目标，1格只有结果，1格都没有" in figure.alt


def test_agreement_has_a_panel_per_level_with_bars_from_zero():
    panels = figures.agreement(RATES).axes
    titles = ["数值与单位", "＋性质、年份", "＋指标", "＋口径、比较词"]
    assert [axes.get_title(loc="left") for axes in panels] == titles
    assert labels(panels[0]) == ["甲类文本", "Others"]
    for axes, level in zip(panels, figures.LEVELS, strict=True):
        assert [bar.get_width() for bar in axes.patches] == pytest.approx(RATES[f"{level}_f1"].tolist())
        assert all(bar.get_x() == 0 for bar in axes.patches) and axes.get_xlim()[0] == 0
        for name in ("precision", "recall"):
            assert marks(axes, name).get_xdata().tolist() == pytest.approx(RATES[f"{level}_{name}"].tolist())
        assert marks(axes, "precision").get_marker() != marks(axes, "recall").get_marker()
    assert "0.930" in texts(panels[2]) and "0.930" in figures.agreement(RATES, "en").alt


def test_calibration_sets_what_was_stated_beside_what_was_right():
    figure = figures.calibration(BINS, DOUBTS, "en")
    above, below = figure.axes
    assert labels(above) == ["0.90–1.00", "0.60–0.70"]
    assert [bar.get_width() for bar in above.patches] == [0.975, 0.5]
    assert marks(above, "stated").get_xdata().tolist() == [0.97, 0.7]
    assert not [line for line in below.lines if line.get_gid() == "stated"]
    ends = [[tuple(point) for point in segment] for segment in above.collections[0].get_segments()]
    assert ends == [[(0.93, 0), (0.99, 0)], [(0.22, 1), (0.78, 1)]]
    assert {"97.5% of 120", "50.0% of 8", "82.1% of 28"} <= set(texts(figure))
    assert "0.60–0.70 50.0%" in figure.alt
    only, = figures.calibration(BINS.iloc[2:], DOUBTS).axes
    assert only.get_title(loc="left") == "按疑点"


@pytest.mark.parametrize("draw", [
    lambda lang: figures.dumbbells(NOTHING, lang), lambda lang: figures.ratios(NOTHING, lang),
    lambda lang: figures.heatmap(NOTHING, lang), lambda lang: figures.heatmap(NOTHING, lang, "indicator"),
    lambda lang: figures.multiples(as_table("ledger", []), "gdp", "growth", lang),
    lambda lang: figures.coverage_map(achievement.coverage(as_table("ledger", [])), lang),
    lambda lang: figures.agreement(RATES.iloc[:0], lang), lambda lang: figures.confusion(TAKEN.iloc[:0], lang),
    lambda lang: figures.calibration(BINS.iloc[2:], DOUBTS.iloc[:0], lang)])
@pytest.mark.parametrize("lang, words", [("zh", "没有可画的数据"), ("en", "Nothing to show")])
def test_without_data_a_figure_says_so(draw, lang, words):
    figure = draw(lang)
    assert words in texts(figure) and words in figure.alt and figure.png()


def test_an_unknown_language_and_colour_are_errors():
    with pytest.raises(ValueError, match="fr"):
        figures.ratios(ONE, "fr")
    with pytest.raises(KeyError, match="mauve"):
        figures.colour("mauve")


@pytest.mark.parametrize("text, columns", [
    ("由上游港口与下游港口共同引进的小型航运综合服务企业数量（含平台类）", 24),
    ("CO₂排放强度2023年比2020年下降", 12),
    ("Enterprises brought in jointly by the upper and the lower port", 24)])
def test_long_labels_wrap_without_losing_a_character(text, columns):
    lines = figures._wrap(text, columns).split("\n")
    assert len(lines) > 1 and all(figures._width(line) <= columns + 4 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(re.match(r"[，。）；：]", line) for line in lines)
