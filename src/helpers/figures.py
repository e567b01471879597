"""What people look at, in Chinese or English: five figures on the tables `ledger` and `achievement`, and three
on how right the extraction is.

- `dumbbells`: target and result in native units, one panel per unit and order of size;
- `ratios`: achievement ratios as bars from zero, a line at 100 %, the verdict in words;
- `heatmap`: place (or indicator) by year, centred on 100 %, the number in each cell;
- `multiples`: one series over the years, a panel per place, the others in grey;
- `coverage_map`: where there are targets, results, both or neither;
- `agreement`: precision, recall and F1 against hand-made annotations, a panel per level of strictness;
- `confusion`: what is taken for what;
- `calibration`: the share of right statements by their confidence and by their doubts.

Each returns a `Picture`, a matplotlib Figure with a text for those who cannot see it (`alt`); as the last
expression of a notebook cell it is shown once, at a fixed size. Colours are Okabe and Ito's
(`lexicon/colours.csv`) and never alone: marks, hatches or words say the same. Places stand in the order of
their codes. Fonts come with the package pylopdf-fonts-zh-cn, so that Chinese renders where no Chinese font is
installed.
"""
from __future__ import annotations

import base64
import functools
import io
import os
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from importlib.util import find_spec

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helpers import lexicon
from helpers.ledger import RATES, series
from helpers.scales import Scale, number, scale
from helpers.wording import check_language, word

FONT_PACKAGE = "pylopdf_fonts_zh_cn"
FONT = "Noto Sans SC"
# Noto Sans SC has no subscript digits (CO₂); matplotlib's own font steps in for what is missing.
STYLE = {
    "font.family": [FONT, "DejaVu Sans"], "font.size": 9, "axes.titlesize": 10, "axes.labelsize": 9,
    "axes.unicode_minus": True, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "axes.grid.axis": "x", "grid.color": "#E6E6E6", "grid.linewidth": 0.8,
    "xtick.labelsize": 8, "ytick.labelsize": 9, "legend.frameon": False, "legend.fontsize": 8,
    "figure.facecolor": "white", "savefig.facecolor": "white", "hatch.linewidth": 0.6, "hatch.color": "white",
    "svg.hashsalt": "mubiao",
}
WIDTH = 8.0
DPI, CSS_DPI = 200, 100
HEAD = 0.62
COMMA = {"zh": "、", "en": ", "}
INK, QUIET = "#222222", "#666666"
RATIO_END = 2.0
MANY = 10


def _register() -> str:
    """Make the packaged font known to matplotlib, in this process only; returns its path."""
    if find_spec(FONT_PACKAGE) is None:
        raise ImportError("figures need the package pylopdf-fonts-zh-cn: pip install -r requirements.txt")
    from pylopdf_fonts_zh_cn import sans_path

    path = sans_path()
    if not path.is_file():
        raise ImportError(f"{path} is missing: install pylopdf-fonts-zh-cn again")
    font_manager.fontManager.addfont(path)
    return str(path)


FONT_PATH = _register()


class Picture(Figure):
    """A Figure that draws in the project's style and shows itself with its alternative text."""

    alt: str = ""

    def draw(self, renderer) -> None:
        # Ticks and their labels come into being while drawing: the style must hold then, too.
        with matplotlib.rc_context(STYLE):
            super().draw(renderer)

    def png(self) -> bytes:
        """The picture as PNG; the same figure gives the same bytes."""
        file = io.BytesIO()
        with matplotlib.rc_context(STYLE):
            self.savefig(file, format="png", dpi=DPI)
        return file.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = (round(side * CSS_DPI) for side in self.get_size_inches())
        image = base64.b64encode(self.png()).decode("ascii")
        return ({"image/png": image, "text/plain": self.alt},
                {"image/png": {"alt": self.alt, "width": width, "height": height}})


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in lexicon.table("figure_words", needs=["id", "zh", "en"])}


def _say(name: str, lang: str, **values) -> str:
    return _words()[name][lang].format(**values)


@functools.cache
def _colours() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in lexicon.table("colours", needs=["name", "colour"], unique=["name"])}


def colour(name: str) -> str:
    """The colour of a thing in figures. Raises KeyError where lexicon/colours.csv does not name it."""
    if name not in _colours():
        raise KeyError(f"lexicon/colours.csv has no row {name!r}")
    return _colours()[name]["colour"]


def _picture(title: str, note: str, height: float) -> Picture:
    """A figure with title and note at the left, above room for axes of `height` inches."""
    head = HEAD if note else HEAD - 0.2
    full = round(height + head, 2)
    layout = ConstrainedLayoutEngine(rect=(0, 0, 1, 1 - head / full))
    figure = Picture(figsize=(WIDTH, full), layout=layout)
    figure.text(0.01, 1 - 0.1 / full, title, ha="left", va="top", fontsize=11, color=INK, gid="title")
    figure.text(0.01, 1 - 0.36 / full, note, ha="left", va="top", fontsize=8, color=QUIET, gid="note")
    return figure


def _empty(title: str, lang: str) -> Picture:
    figure = _picture(title, "", 1.2)
    figure.text(0.5, 0.35, _say("empty", lang), ha="center", va="center", color=QUIET, fontsize=12)
    figure.alt = f"{title}：{_say('empty', lang)}" if lang == "zh" else f"{title}. {_say('empty', lang)}."
    return figure


def _width(text: str) -> int:
    """Columns that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _wrap(text: str, columns: int) -> str:
    """`text` in lines of about equal length, at most `columns`; words and numbers stay whole."""
    columns = min(columns, -(-_width(text) // -(-_width(text) // columns)) + 2) if text else columns
    if text.isascii():
        return textwrap.fill(text, columns + 4, break_long_words=False)
    lines, line = [], ""
    for part in re.findall(r"[A-Za-z0-9.%/&]+|.", text):
        # Closing marks do not begin a line.
        if line and _width(line + part) > columns and part not in "，。、）)；：”":
            lines.append(line)
            line = ""
        line += part
    return "\n".join([*lines, line])


def _room(label: str) -> float:
    """Height in inches of a row with this label."""
    return 0.15 + 0.18 * (1 + label.count("\n"))


def _indicator(indicator_id, indicator, lang: str) -> str:
    known = lexicon.indicators().get(indicator_id) if pd.notna(indicator_id) else None
    return known.en if known and lang == "en" else indicator


def _short(places: list[str]) -> dict[str, str]:
    """Names without what they all begin with: 河北区 and 南开区 where all are of 天津市."""
    shared = re.match(r".*[省市区州盟]|", os.path.commonprefix(places)).group() if len(places) > 1 else ""
    rest = {place: place.removeprefix(shared) for place in places}
    return {place: _wrap(short if len(short) > 1 else place, 22) for place, short in rest.items()}


def _years(years: pd.Series) -> list[int]:
    """All years from the first to the last; of a long time only those with data, so that the cells stay
    legible."""
    known = sorted({int(year) for year in years.dropna()})
    return known if known[-1] - known[0] >= MANY else list(range(known[0], known[-1] + 1))


def _where(frame: pd.DataFrame, lang: str) -> str:
    """The place and year that all rows share, in words."""
    places, years = frame["place"].dropna().unique(), frame["year"].dropna().unique()
    if len(places) == 1 and len(years) == 1:
        return _say("where_one", lang, place=places[0], year=years[0])
    if len(places) == 1:
        return _say("where_place", lang, place=places[0])
    return _say("where_year", lang, year=years[0]) if len(years) == 1 else _say("where_all", lang)


def _labels(frame: pd.DataFrame, lang: str, columns: int = 30) -> list[str]:
    """One label per row: the indicator, with measure, span, place and year where these are needed."""
    places, years = frame["place"].nunique() > 1, frame["year"].nunique() > 1
    labels = []
    for row in frame.itertuples(index=False):
        label = _indicator(row.indicator_id, row.indicator, lang)
        known = lexicon.indicators().get(row.indicator_id) if pd.notna(row.indicator_id) else None
        plain = row.measure in ("level", "share") or (known and known.unit == "%" and row.measure != "change")
        if not plain and not (row.measure == "increment" and re.search("新增|净增|new|New", label)):
            label = _say("label_with", lang, indicator=label, measure=word("measure", row.measure, lang))
        if pd.notna(row.year_from):
            label = _say("label_span", lang, label=label, first=row.year_from, last=row.year)
        at = " ".join(str(part) for part, shown in ((row.place, places), (row.year, years)) if shown)
        labels.append(_wrap(_say("label_at", lang, at=at, label=label) if at else label, columns))
    return labels


def _better(frame: pd.DataFrame) -> np.ndarray:
    """How far the result is better than the target: the gap, turned round where less is better."""
    gap = frame["gap"].to_numpy(dtype=float, na_value=np.nan)
    return np.where(frame["direction"].eq("lower"), -gap, gap)


def _target(frame: pd.DataFrame) -> np.ndarray:
    """The number that ratio and gap refer to."""
    return (frame["actual"] - frame["gap"]).to_numpy(dtype=float, na_value=np.nan)


def _panels(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Rows that can share an axis: one unit, growth apart from levels, no row more than ten times another."""
    frame = frame.assign(size=np.fmax(np.abs(_target(frame)), frame["actual"].abs().to_numpy(dtype=float)),
                         growth=frame["measure"].isin(("growth", "change")), unit=frame["unit"].fillna(""))
    groups = [rows for _, rows in frame.groupby(["unit", "growth"], sort=False)]

    def first(rows: pd.DataFrame) -> tuple:
        return not rows["growth"].iloc[0], rows["unit"].iloc[0] not in RATES, -len(rows)

    for rows in sorted(groups, key=first):
        rows = rows.sort_values("size", ascending=False, kind="stable")
        panel: list[int] = []
        for index, size in rows["size"].items():
            if panel and not rows["growth"].iloc[0] and size * 10 < rows["size"][panel[0]]:
                yield rows.loc[panel]
                panel = []
            panel.append(index)
        yield rows.loc[panel]


@matplotlib.rc_context(STYLE)
def dumbbells(achievement: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """Target and result of every pair that was judged, in native units; the best result first in each panel.

    `achievement` is the table of that name or a part of it (one place and year is best). A hollow diamond is
    the target (its text says ≤ or ≥ where it is a bound), a filled mark the result: a circle where met, a
    cross where missed.
    """
    check_language(lang)
    title = title or _say("dumbbells", lang, where=_where(achievement, lang))
    rows = achievement[achievement["verdict"].isin(("met", "missed")) & achievement["actual"].notna()
                       & achievement["gap"].notna()].reset_index(drop=True)
    if rows.empty:
        return _empty(title, lang)
    panels = list(_panels(rows))
    labels = [_labels(panel, lang) for panel in panels]
    heights = [sum(map(_room, texts)) + 0.15 for texts in labels]
    figure = _picture(title, _say("dumbbells_note", lang), sum(heights) + 0.42 * len(panels) + 0.35)
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
    for ax, panel, texts in zip(axes, panels, labels, strict=True):
        _dumbbell_panel(ax, panel, texts, lang)
    marks = [_mark("target", lang, "target", hollow=True), _mark("met", lang, "result_met"),
             _mark("missed", lang, "result_missed")]
    figure.legend(handles=marks, loc="outside lower left", ncols=3)
    counts = rows["verdict"].value_counts()
    figure.alt = _say("alt_dumbbells", lang, where=_where(rows, lang), n=len(rows), met=counts.get("met", 0),
                      missed=counts.get("missed", 0))
    return figure


def _mark(name: str, lang: str, label: str, hollow: bool = False) -> Line2D:
    return Line2D([], [], linestyle="", marker=_colours()[name]["marker"], markersize=6, color=colour(name),
                  markerfacecolor="white" if hollow else colour(name), label=_say(label, lang))


def _dumbbell_panel(ax: Axes, panel: pd.DataFrame, labels: list[str], lang: str) -> None:
    order = np.argsort(-_better(panel), kind="stable")
    panel, labels = panel.iloc[order], [labels[i] for i in order]
    target, actual = _target(panel), panel["actual"].to_numpy(dtype=float)
    size: Scale = scale(np.concatenate([target, actual]), panel["unit"].iloc[0], lang)
    target, actual = target / size.factor, actual / size.factor
    height = np.arange(len(panel))
    ax.hlines(height, np.minimum(target, actual), np.maximum(target, actual), color="#999999", linewidth=2,
              zorder=2)
    ax.plot(target, height, linestyle="", marker=_colours()["target"]["marker"], markersize=7,
            color=colour("target"), markerfacecolor="white", zorder=3, gid="target")
    for verdict in ("met", "missed"):
        chosen = panel["verdict"].eq(verdict).to_numpy()
        ax.plot(actual[chosen], height[chosen], linestyle="", marker=_colours()[verdict]["marker"],
                markersize=6, color=colour(verdict), zorder=4, gid=verdict)
    no_low, no_high = panel["target_low"].isna(), panel["target_high"].isna()
    bounds = np.select([no_low & no_high, no_low, no_high], ["> ", "≤ ", "≥ "], "")
    for y, t, a, bound in zip(height, target, actual, bounds, strict=True):
        ends = sorted([(t, f"{bound}{number(t)}", 8), (a, number(a), 6)], key=lambda end: end[0])
        for (x, text, off), side in zip(ends, (-1, 1), strict=True):
            ax.annotate(text, (x, y), xytext=(side * off, 0), textcoords="offset points", va="center",
                        fontsize=8, ha="right" if side < 0 else "left", color=INK,
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
    for y, row in zip(height, panel.itertuples(index=False), strict=True):
        ax.annotate(_outcome(row, size, lang), (1, y), xytext=(6, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", va="center", fontsize=8, color=colour(row.verdict),
                    annotation_clip=False)
    # From zero, so that the length between the marks can be compared with the whole.
    low, high = min(0, target.min(), actual.min()), max(0, target.max(), actual.max())
    room = (high - low or 1) * 0.14
    ax.set_xlim(low - room * (1 if low < 0 else 0.7), high + room)
    ax.axvline(0, color="#999999", linewidth=0.8, zorder=1)
    ax.set_ylim(len(panel) - 0.4, -0.6)
    ax.set_yticks(height, labels, linespacing=1.25)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number(x)))
    ax.set_title(size.unit, loc="left", fontsize=9, color=QUIET)


def _outcome(row, size: Scale, lang: str) -> str:
    """The verdict and the number that belongs to it: points for rates, the ratio for amounts."""
    verdict = word("verdict", row.verdict, lang)
    if row.unit in RATES or pd.isna(row.ratio):
        unit = _say("pp", lang) if row.unit in RATES else size.unit
        return f"{verdict}  {number(row.gap / size.factor, signed=True)} {unit}"
    return f"{verdict}  {100 * row.ratio:.1f}%"


@matplotlib.rc_context(STYLE)
def ratios(achievement: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """Achievement ratios as bars from zero, the highest first, with a line at 100 % and the verdict in words.

    Bars beyond 200 % are cut there and marked; their number stands beside them. Rows that have a verdict but
    no ratio (bands, targets without a number) are counted below the figure.
    """
    check_language(lang)
    title = title or _say("ratios", lang, where=_where(achievement, lang))
    rows = achievement[achievement["ratio"].notna()].sort_values("ratio", ascending=False, kind="stable")
    if rows.empty:
        return _empty(title, lang)
    labels = _labels(rows, lang)
    value = rows["ratio"].to_numpy(dtype=float)
    end = min(RATIO_END, max(1.15, value.max() * 1.05))
    others = achievement.loc[achievement["ratio"].isna(), "verdict"].value_counts().sort_index()
    note = "" if others.empty else _say(
        "ratios_more", lang, n=others.sum(),
        verdicts=COMMA[lang].join(f"{word('verdict', name, lang)} {count}" for name, count in others.items()))
    figure = _picture(title, note, sum(map(_room, labels)) + 0.7)
    ax = figure.subplots()
    height = np.arange(len(rows))
    names = rows["verdict"].tolist()
    bars = ax.barh(height, np.clip(value, 0, end), height=0.62, color=[colour(name) for name in names])
    for bar, name in zip(bars, names, strict=True):
        bar.set_hatch(_colours()[name]["hatch"])
        bar.set_edgecolor("white")
    ax.axvline(1, color=INK, linewidth=1.2)
    for y, share, name in zip(height, value, names, strict=True):
        cut = "▶ " if share > end else ""
        ax.annotate(f"{cut}{100 * share:.1f}%  {word('verdict', name, lang)}", (np.clip(share, 1, end), y),
                    xytext=(5, 0),
                    textcoords="offset points", va="center", fontsize=8, color=INK, annotation_clip=False)
    ax.set_xlim(0, end * 1.22)
    ax.set_xticks(np.arange(0, end + 1e-9, 0.25))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}%"))
    ax.set_xlabel(_say("ratios_axis", lang))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks(height, labels, linespacing=1.25)
    ax.tick_params(axis="y", length=0)
    counts = rows["verdict"].value_counts()
    names = _labels(rows, lang, columns=999)
    ends = [f"{names[i]} {100 * value[i]:.1f}%" for i in (0, -1)]
    figure.alt = _say("alt_ratios", lang, where=_where(rows, lang), n=len(rows), met=counts.get("met", 0),
                      missed=counts.get("missed", 0), best=ends[0], worst=ends[1])
    return figure


@matplotlib.rc_context(STYLE)
def heatmap(
    achievement: pd.DataFrame, lang: str = "zh", by: str = "place", indicator: str | None = None,
    title: str | None = None,
) -> Picture:
    """Achievement ratios by year, a row per place (`by="place"`) or per indicator (`by="indicator"`).

    100 % is white. `indicator` (an id or phrase) leaves one indicator. Where several ratios fall into one
    cell it shows their median. Cells that are judged without a ratio say the verdict in words; grey cells are
    missing. Raises ValueError for another `by`.
    """
    check_language(lang)
    if by not in ("place", "indicator"):
        raise ValueError(f"by is {by!r}; it may be 'place' or 'indicator'")
    rows = achievement[achievement["verdict"].isin(("met", "missed"))].reset_index(drop=True)
    what = _say("heatmap_all", lang) if by == "place" else _where(achievement, lang)
    if indicator is not None:
        key = series(rows["indicator_id"], rows["indicator"])
        rows = rows[key.isin([indicator, lexicon.standard(indicator)])]
        known = lexicon.indicators().get(indicator)
        what = _indicator(indicator, known.zh if known else indicator, lang)
    title = title or _say("heatmap", lang, what=what)
    if rows.empty:
        return _empty(title, lang)
    if by == "place":
        short = _short(rows["place"].dropna().unique().tolist())
        rows = rows.assign(row=rows["place"].map(short).fillna("–"),
                           order=rows["adcode"].fillna("~") + rows["place"].fillna(""))
    else:
        names = _labels(rows.assign(place="", year=0), lang)
        rows = rows.assign(row=names, order=series(rows["indicator_id"], rows["indicator"]) + rows["measure"])
        known = {key: f"{place:06}" for place, key in enumerate(lexicon.indicators())}
        rows["order"] = rows["indicator_id"].map(known).fillna("~") + rows["order"]
    names = rows.sort_values("order", kind="stable").drop_duplicates("order").set_index("order")["row"]
    years = _years(rows["year"])
    cells = rows.groupby(["order", "year"]).agg(ratio=("ratio", "median"), verdict=("verdict", "first"))
    cells["said"] = [word("verdict", verdict, lang) if pd.isna(ratio) else f"{100 * ratio:.1f}"
                     for ratio, verdict in cells.itertuples(index=False)]
    wide = cells.unstack().reindex(names.index)
    value = wide["ratio"].reindex(columns=years).to_numpy(dtype=float, na_value=np.nan)
    # A verdict in words stands on white, as what meets its target does.
    shade = np.where(wide["said"].reindex(columns=years).notna() & np.isnan(value), 1.0, value)
    spread = float(np.clip(np.nanmax(np.abs(value - 1), initial=0.1), 0.1, 0.5))

    import seaborn  # here, because it takes as long to import as all the others together

    notes = [_say("heatmap_missing", lang)] + [_say("heatmap_word", lang)] * bool(cells["ratio"].isna().any())
    figure = _picture(title, ("；" if lang == "zh" else "; ").join(notes), sum(map(_room, names)) + 0.5)
    ax = figure.subplots()
    ax.set_facecolor(colour("missing"))
    seaborn.heatmap(
        shade, ax=ax, vmin=1 - spread, vmax=1 + spread, linewidths=1.5, linecolor="white",
        cmap=LinearSegmentedColormap.from_list("ratio", [colour("missed"), "#FFFFFF", colour("met")]),
        annot=wide["said"].reindex(columns=years), fmt="", annot_kws={"fontsize": 8 if len(years) <= MANY else 6},
        cbar_kws={"fraction": 0.03, "pad": 0.02, "extend": "both", "ticks": [1 - spread, 1, 1 + spread],
                  "format": FuncFormatter(lambda share, _: f"{100 * share:.0f}%")})
    # White is legible on the darkest shades only.
    for text, share in zip(ax.texts, shade[~np.isnan(shade)], strict=True):
        text.set_color("white" if abs(share - 1) > 0.7 * spread else INK)
    ax.set_xticks(np.arange(len(years)) + 0.5, [str(year) for year in years])
    ax.set_yticks(np.arange(len(names)) + 0.5, names.tolist(), rotation="horizontal", linespacing=1.25)
    ax.tick_params(length=0)
    ax.grid(False)
    figure.alt = _say("alt_heatmap", lang, what=what, rows=len(names), first=years[0], last=years[-1],
                      n=int(np.isfinite(value).sum()), above=int((value >= 1).sum()))
    return figure


@matplotlib.rc_context(STYLE)
def multiples(
    ledger: pd.DataFrame, indicator: str, measure: str, lang: str = "zh", title: str | None = None,
) -> Picture:
    """One series over the years, a panel per place in the order of the codes; the others are grey lines.

    `ledger` is the table of that name, `indicator` an id or phrase. Results are dots on a line, targets
    hollow diamonds.
    """
    check_language(lang)
    key = series(ledger["indicator_id"], ledger["indicator"])
    rows = ledger[key.isin([indicator, lexicon.standard(indicator)]) & ledger["measure"].eq(measure)
                  & ledger["period"].eq("year") & ledger["year"].notna() & ledger["place"].notna()]
    rows = rows.assign(value=rows["low"].fillna(rows["high"])).dropna(subset="value")
    name = _indicator(indicator if indicator in lexicon.indicators() else None,
                      rows["indicator"].iloc[0] if len(rows) else indicator, lang)
    title = title or _say("multiples", lang, indicator=name, measure=word("measure", measure, lang))
    if rows.empty:
        return _empty(title, lang)
    # Only one unit and basis fits an axis: the most frequent unit, and no qualification.
    rows = rows[rows["unit"].fillna("").eq(rows["unit"].fillna("").mode().iloc[0])]
    rows = rows.sort_values(["basis", "base_year"], na_position="first", kind="stable")
    rows = rows.drop_duplicates(["adcode", "place", "year", "role"]).sort_values(["adcode", "place", "year"])
    size = scale(rows["value"], rows["unit"].iloc[0], lang)
    rows["value"] = rows["value"].astype(float) / size.factor
    places = rows["place"].drop_duplicates().tolist()
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    lines = {place: group.set_index("year")["value"].reindex(years)
             for place, group in rows[rows["role"].eq("actual")].groupby("place", sort=False)}
    short = _short(places)
    columns = min(4, len(places))
    deep = -(-len(places) // columns)
    figure = _picture(title, size.unit, 1.75 * deep + 0.4)
    axes = figure.subplots(deep, columns, sharex=True, sharey=True, squeeze=False)
    for ax, place in zip(axes.flat, places, strict=False):
        for other, line in lines.items():
            if other != place:
                ax.plot(years, line.to_numpy(dtype=float), color=colour("other"), linewidth=0.8, zorder=1)
        if place in lines:
            ax.plot(years, lines[place].to_numpy(dtype=float), color=colour("met"), marker="o", markersize=4,
                    linewidth=1.8, zorder=3, gid="actual")
        aims = rows[rows["place"].eq(place) & rows["role"].eq("target")]
        ax.plot(aims["year"].astype(int), aims["value"], linestyle="", marker="D", markersize=5,
                color=colour("target"), markerfacecolor="none", zorder=4, gid="target")
        ax.set_title(short[place], loc="left", fontsize=9, color=INK)
        room = max(0.4, 0.06 * (years[-1] - years[0]))
        ax.set_xlim(years[0] - room, years[-1] + room)
        ax.xaxis.set_major_locator(MaxNLocator(min(len(years), 4), integer=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: number(y)))
        ax.grid(True, axis="y")
    for number_, ax in enumerate(axes.flat):
        if number_ >= len(places):
            ax.set_visible(False)
        elif number_ + columns >= len(places):
            ax.tick_params(labelbottom=True)
    marks = [Line2D([], [], color=colour("met"), marker="o", markersize=4, label=_say("actual", lang)),
             _mark("target", lang, "target", hollow=True),
             Line2D([], [], color=colour("other"), linewidth=0.8, label=_say("others", lang))]
    figure.legend(handles=marks[:2 if len(places) == 1 else 3], loc="outside lower left", ncols=3)
    figure.alt = _say("alt_multiples", lang, indicator=name, measure=word("measure", measure, lang),
                      n=len(places), first=years[0], last=years[-1])
    return figure


COVERAGE = {"none": "none", "target": "target_only", "actual": "actual_only", "both": "both"}


@matplotlib.rc_context(STYLE)
def coverage_map(coverage: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """Place by year: none, target only, result only, both. `coverage` is what `achievement.coverage` returns.

    The cells hold how many series have a target, a result, and both.
    """
    check_language(lang)
    title = title or _say("coverage", lang)
    if coverage.empty:
        return _empty(title, lang)
    rows = coverage.sort_values(["adcode", "place", "year"], na_position="last", kind="stable")
    names = rows[["adcode", "place"]].drop_duplicates()
    at = {key: y for y, key in enumerate(names.itertuples(index=False, name=None))}
    known = rows.loc[rows["coverage"].ne("none"), "year"]
    years = _years(known if len(known) else rows["year"])
    rows = rows[rows["year"].isin(years)]
    short = _short(names["place"].dropna().unique().tolist())
    room = len(years) <= MANY
    figure = _picture(title, _say("coverage_note" if room else "coverage_pairs", lang),
                      sum(_room(short.get(place, "")) for place in names["place"]) + 0.75)
    ax = figure.subplots()
    for row in rows.itertuples(index=False):
        x, y = years.index(int(row.year)), at[(row.adcode, row.place)]
        kind = COVERAGE[row.coverage]
        ax.add_patch(Rectangle((x + 0.03, y + 0.06), 0.94, 0.88, facecolor=colour(kind), edgecolor="white",
                               hatch=_colours()[kind]["hatch"], linewidth=0, gid=row.coverage))
        if row.coverage == "none":
            ax.text(x + 0.5, y + 0.5, "–", ha="center", va="center", fontsize=8, color=QUIET)
            continue
        counts = f"{row.targets} / {row.actuals} / {row.pairs}" if room else str(
            row.pairs if row.coverage == "both" else row.targets + row.actuals)
        ax.text(x + 0.5, y + 0.5, counts, ha="center", va="center", fontsize=8, color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85})
    ax.set_xlim(0, len(years))
    ax.set_ylim(len(names), 0)
    ax.set_xticks(np.arange(len(years)) + 0.5, [str(year) for year in years])
    ax.set_yticks(np.arange(len(names)) + 0.5, names["place"].map(short).fillna("–").tolist())
    ax.tick_params(length=0)
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_color("#CCCCCC")
    marks = [Patch(facecolor=colour(kind), hatch=_colours()[kind]["hatch"], label=_say(f"coverage.{name}",
                                                                                       lang),
                   edgecolor="#CCCCCC" if kind == "none" else "white") for name, kind in COVERAGE.items()]
    figure.legend(handles=marks, loc="outside lower left", ncols=4)
    counts = rows["coverage"].value_counts()
    figure.alt = _say("alt_coverage", lang, n=len(names), first=years[0], last=years[-1],
                      **{name: int(counts.get(name, 0)) for name in COVERAGE})
    return figure


LEVELS = ("figure", "dated", "entry", "strict")


@matplotlib.rc_context(STYLE)
def agreement(rates: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """F1 as bars from zero, a panel per level of strictness, with marks for precision and recall.

    `rates` has a row per group, its index the names to show, with LEVEL_precision, LEVEL_recall and LEVEL_f1
    (as `accuracy.Accuracy.by_kind`). The number in a bar is its F1.
    """
    check_language(lang)
    title = title or _say("agreement", lang)
    if rates.empty:
        return _empty(title, lang)
    labels = [_wrap(str(name), 24) for name in rates.index]
    figure = _picture(title, _say("agreement_note", lang), sum(map(_room, labels)) + 0.9)
    height = np.arange(len(rates))
    for ax, level in zip(figure.subplots(1, len(LEVELS), sharey=True), LEVELS, strict=True):
        ax.set_title(_say(f"level.{level}", lang), loc="left", fontsize=9, color=INK)
        f1 = rates[f"{level}_f1"].to_numpy(dtype=float)
        ax.barh(height, f1, height=0.62, color=colour("f1"), gid=level)
        for name in ("precision", "recall"):
            ax.plot(rates[f"{level}_{name}"].astype(float), height, linestyle="", markersize=5, zorder=3,
                    marker=_colours()[name]["marker"], color=colour(name), gid=name,
                    markerfacecolor="white" if name == "recall" else colour(name))
        for y, value in zip(height, f1, strict=True):
            ax.annotate(f"{value:.3f}", (0, y), xytext=(4, 0), textcoords="offset points", va="center",
                        fontsize=8, color=INK)
        ax.set_xlim(0, 1.06)
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        ax.tick_params(axis="y", length=0)
        ax.set_yticks(height, labels, linespacing=1.25)
        ax.set_ylim(len(rates) - 0.4, -0.6)
    marks = [Patch(facecolor=colour("f1"), label="F1"), _mark("precision", lang, "precision"),
             _mark("recall", lang, "recall", hollow=True)]
    figure.legend(handles=marks, loc="outside lower left", ncols=3)
    ends = {level: f"{rates[f'{level}_f1'].min():.3f}–{rates[f'{level}_f1'].max():.3f}" for level in LEVELS}
    figure.alt = _say("alt_agreement", lang, n=len(rates), **ends)
    return figure


@matplotlib.rc_context(STYLE)
def confusion(counts: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """What is taken for what: rows as annotated, columns as extracted, the numbers in the cells.

    Index and columns are the names to show, the name of the index says of what (as `review.confusion`). A cell is
    the darker the larger it is in its row, blue where both agree; so that a few errors among many rows are seen,
    the shade goes with the root of the share.
    """
    check_language(lang)
    title = title or _say("confusion", lang, what=counts.index.name)
    tally = counts.to_numpy(dtype=float)
    if not tally.sum():
        return _empty(title, lang)

    import seaborn

    agree = np.equal.outer(counts.index.to_numpy(), counts.columns.to_numpy())
    share = np.sqrt(tally / np.fmax(tally.sum(axis=1, keepdims=True), 1))
    rows, columns = ([_wrap(str(name), 14) for name in names] for names in (counts.index, counts.columns))
    figure = _picture(title, _say("confusion_note", lang), sum(map(_room, rows)) + 0.8)
    ax = figure.subplots()
    seaborn.heatmap(
        np.where(agree, share, -share), ax=ax, vmin=-1.2, vmax=1.2, cbar=False, linewidths=1.5,
        linecolor=colour("missing"),
        cmap=LinearSegmentedColormap.from_list("agree", [colour("missed"), "#FFFFFF", colour("f1")]),
        annot=counts.map(lambda n: f"{n:,}" if n else ""), fmt="", annot_kws={"fontsize": 9, "color": INK})
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, linespacing=1.25)
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows, rotation="horizontal", linespacing=1.25)
    ax.set(xlabel=_say("extracted", lang), ylabel=_say("annotated", lang))
    ax.tick_params(length=0)
    ax.grid(False)
    found = [_say("confused", lang, wanted=counts.index[y], got=counts.columns[x], n=f"{tally[y, x]:g}")
             for y, x in zip(*np.nonzero(~agree * tally), strict=True)]
    figure.alt = _say("alt_confusion", lang, n=f"{tally.sum():g}", agree=f"{tally[agree].sum():g}",
                      confused=COMMA[lang].join(found) or _say("confused_none", lang))
    return figure


@matplotlib.rc_context(STYLE)
def calibration(
    bins: pd.DataFrame, doubts: pd.DataFrame, lang: str = "zh", title: str | None = None,
) -> Picture:
    """The share of right statements as bars from zero, by confidence above and by doubt below.

    Both frames have a row per bar, their index the names to show, with statements, share_right, low and high
    (its 95 % interval, drawn as a line); `bins` has mean_confidence too, drawn as a diamond: where it lies on
    the end of its bar, confidence says what it means. Rows without statements are left out.
    """
    check_language(lang)
    title = title or _say("calibration", lang)
    parts = [(name, rows[rows["statements"] > 0]) for name, rows in (("confidence", bins), ("doubt", doubts))]
    parts = [(name, rows) for name, rows in parts if len(rows)]
    if not parts:
        return _empty(title, lang)
    labels = [[_wrap(str(label), 30) for label in rows.index] for _, rows in parts]
    heights = [sum(map(_room, texts)) + 0.15 for texts in labels]
    figure = _picture(title, _say("calibration_note", lang), sum(heights) + 0.45 * len(parts) + 0.35)
    axes = figure.subplots(len(parts), 1, squeeze=False, height_ratios=heights, sharex=True)[:, 0]
    for ax, (name, rows), texts in zip(axes, parts, labels, strict=True):
        height = np.arange(len(rows))
        ax.set_title(_say(f"by_{name}", lang), loc="left", fontsize=9, color=QUIET)
        ax.barh(height, rows["share_right"].astype(float), height=0.62, color=colour("right"), gid="right")
        ax.hlines(height, rows["low"].astype(float), rows["high"].astype(float), color=INK, linewidth=1.2,
                  zorder=3)
        if "mean_confidence" in rows:
            ax.plot(rows["mean_confidence"].astype(float), height, linestyle="", markersize=6, zorder=4,
                    marker=_colours()["stated"]["marker"], color=colour("stated"), markerfacecolor="white",
                    gid="stated")
        for y, row in zip(height, rows.itertuples(), strict=True):
            ax.annotate(_say("right_of", lang, share=f"{100 * row.share_right:.1f}", n=row.statements),
                        (1, y), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8, color=INK,
                        annotation_clip=False)
        ax.set_xlim(0, 1.02)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}%"))
        ax.tick_params(labelbottom=True)
        ax.tick_params(axis="y", length=0)
        ax.set_yticks(height, texts, linespacing=1.25)
        ax.set_ylim(len(rows) - 0.4, -0.6)
    marks = [Patch(facecolor=colour("right"), label=_say("share_right", lang)),
             Line2D([], [], color=INK, linewidth=1.2, label=_say("interval", lang)),
             _mark("stated", lang, "stated", hollow=True)]
    figure.legend(handles=marks[:3 if parts[0][0] == "confidence" else 2], loc="outside lower left", ncols=3)
    said = [f"{label} {100 * share:.1f}%" for _, rows in parts
            for label, share in zip(rows.index, rows["share_right"], strict=True)]
    figure.alt = _say("alt_calibration", lang, shares=COMMA[lang].join(said))
    return figure
