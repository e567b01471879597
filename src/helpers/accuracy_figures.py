"""How right the extraction is, drawn.

- `agreement`: precision, recall and F1 against hand-made annotations, a panel per level of strictness;
- `confusion`: what is taken for what;
- `calibration`: the share of right statements by their confidence and by their doubts.

Each returns a `drawing.Picture`.
"""
from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from helpers.drawing import (
    BODY,
    COMMA,
    EDGE,
    INK,
    QUIET,
    STYLE,
    WIDTH,
    Picture,
    Spacing,
    cells,
    colour,
    empty,
    first_rows,
    inches,
    label_rows,
    label_width,
    look,
    mark,
    patch,
    say,
    sheet,
    small,
    spacing,
    wrap,
)
from helpers.wording import check_language

LEVELS = ("figure", "dated", "entry", "strict")


def _hidden(count: int, lang: str) -> str:
    return say("rows_left_out", lang, n=count) if count else ""


@matplotlib.rc_context(STYLE)
def agreement(rates: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """F1 as bars from zero, a panel per level of strictness, with marks for precision and recall.

    `rates` has a row per group, its index the names to show, with LEVEL_precision, LEVEL_recall and LEVEL_f1
    (as `accuracy.Accuracy.by_kind`). The number in a bar is its F1. The first rows that a page holds are drawn.
    """
    check_language(lang)
    title = title or say("agreement", lang)
    if rates.empty:
        return empty(title, lang)
    labels = [wrap(str(name), 24) for name in rates.index]
    count, room = first_rows(labels, BODY)
    shown, labels = rates.iloc[:count], labels[:count]
    marks = [patch("f1", "F1"), mark("precision", say("precision", lang)),
             mark("recall", say("recall", lang), hollow=True)]
    _, height = room.places(labels)
    figure = sheet(title, [say("agreement_note", lang), _hidden(len(rates) - count, lang)], height + 0.55, marks,
                   lang)
    left = EDGE + label_width(labels, room.font)
    step = (WIDTH - EDGE - left + 0.15) / len(LEVELS)
    for at, level in enumerate(LEVELS):
        ax = figure.panel(left + at * step, 0.25, step - 0.15, height)
        y = label_rows(ax, labels, room, shown=at == 0)
        ax.set_title(say(f"level.{level}", lang), loc="left", fontsize=9 if lang == "zh" else 8, color=INK, pad=3)
        f1 = shown[f"{level}_f1"].to_numpy(dtype=float)
        ax.barh(y, f1, height=min(0.22, room.room("") * 0.75), color=colour("f1"), gid=level)
        for name in ("precision", "recall"):
            ax.plot(shown[f"{level}_{name}"].astype(float), y, linestyle="", markersize=5, zorder=3,
                    marker=look(name)["marker"], color=colour(name), gid=name,
                    markerfacecolor="white" if name == "recall" else colour(name))
        for middle, value in zip(y, f1, strict=True):
            ax.annotate(f"{value:.3f}", (0, middle), xytext=(4, 0), textcoords="offset points", va="center",
                        fontsize=small(room), color=INK)
        ax.set_xlim(0, 1.06)
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ends = {level: f"{rates[f'{level}_f1'].min():.3f}–{rates[f'{level}_f1'].max():.3f}" for level in LEVELS}
    figure.alt = say("alt_agreement", lang, n=len(rates), **ends)
    return figure


@matplotlib.rc_context(STYLE)
def confusion(counts: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """What is taken for what: rows as annotated, columns as extracted, the numbers in the cells.

    Index and columns are the names to show, the name of the index says of what (as `review.confusion`). A cell is
    the darker the larger it is in its row, blue where both agree, with a frame around; so that a few errors among
    many rows are seen, the shade goes with the root of the share.
    """
    check_language(lang)
    title = title or say("confusion", lang, what=counts.index.name)
    tally = counts.to_numpy(dtype=float)
    if not tally.sum():
        return empty(title, lang)
    agree = np.equal.outer(counts.index.to_numpy(), counts.columns.to_numpy())
    share = np.sqrt(tally / np.fmax(tally.sum(axis=1, keepdims=True), 1))
    rows = [wrap(str(name), 14) for name in counts.index]
    room = spacing(rows, BODY - 1) or Spacing(7.5, 0.13, 0.035)
    edges = room.edges(rows)
    left = EDGE + 0.25 + label_width(rows, room.font)
    each = (WIDTH - EDGE - left) / counts.shape[1]
    columns = [wrap(str(name), max(4, int(each * 72 / 5))) for name in counts.columns]
    foot = 0.16 * max(1 + name.count("\n") for name in columns) + 0.3
    figure = sheet(title, [say("confusion_note", lang)], edges[-1] + foot, lang=lang)
    ax = figure.panel(left, 0.03, WIDTH - EDGE - left, edges[-1])
    said = counts.map(lambda n: f"{n:,}" if n else "").to_numpy(dtype=object)
    size = min(9, room.font, (each - 0.06) / max(inches(text, 1) for text in said.flat))
    ground = LinearSegmentedColormap.from_list("agree", [colour("missed"), "#FFFFFF", colour("f1")])
    cells(ax, edges, np.where(agree, share, -share), said, ground, (-1.6, 1.6), size)
    for y, x in np.argwhere(agree):
        ax.add_patch(Rectangle((x + 0.005, edges[y] + 0.01), 0.99, edges[y + 1] - edges[y] - 0.02, fill=False,
                               edgecolor=QUIET, linewidth=1, gid="agree"))
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, linespacing=1.25, fontsize=8)
    label_rows(ax, rows, room)
    ax.set(xlabel=say("extracted", lang), ylabel=say("annotated", lang))
    found = [say("confused", lang, wanted=counts.index[y], got=counts.columns[x], n=f"{tally[y, x]:g}")
             for y, x in zip(*np.nonzero(~agree * tally), strict=True)]
    figure.alt = say("alt_confusion", lang, n=f"{tally.sum():g}", agree=f"{tally[agree].sum():g}",
                     confused=COMMA[lang].join(found) or say("confused_none", lang))
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
    title = title or say("calibration", lang)
    parts = [(name, rows[rows["statements"] > 0]) for name, rows in (("confidence", bins), ("doubt", doubts))]
    parts = [(name, rows) for name, rows in parts if len(rows)]
    if not parts:
        return empty(title, lang)
    labels = [[wrap(str(label), 30) for label in rows.index] for _, rows in parts]
    room = spacing(sum(labels, []), BODY - 0.5 * len(parts)) or Spacing(7.5, 0.13, 0.035)
    heights = [room.places(texts)[1] for texts in labels]
    marks = [patch("right", say("share_right", lang)),
             Line2D([], [], color=INK, linewidth=1.2, label=say("interval", lang))]
    if parts[0][0] == "confidence":
        marks.append(mark("stated", say("stated", lang), hollow=True))
    figure = sheet(title, [say("calibration_note", lang)], sum(heights) + 0.5 * len(parts), marks, lang)
    said = [[say("right_of", lang, share=f"{100 * row.share_right:.1f}", n=row.statements)
             for row in rows.itertuples()] for _, rows in parts]
    left = EDGE + label_width(sum(labels, []), room.font)
    right = EDGE + label_width(sum(said, []), 8) + 0.05
    top = 0.0
    for (name, rows), texts, shares, height in zip(parts, labels, said, heights, strict=True):
        ax = figure.panel(left, top + 0.22, WIDTH - left - right, height)
        top += height + 0.5
        y = label_rows(ax, texts, room)
        ax.set_title(say(f"by_{name}", lang), loc="left", fontsize=9, color=QUIET, pad=3)
        ax.barh(y, rows["share_right"].astype(float), height=min(0.22, room.room("") * 0.75), color=colour("right"),
                gid="right")
        ax.hlines(y, rows["low"].astype(float), rows["high"].astype(float), color=INK, linewidth=1.2, zorder=3)
        if "mean_confidence" in rows:
            ax.plot(rows["mean_confidence"].astype(float), y, linestyle="", markersize=6, zorder=4,
                    marker=look("stated")["marker"], color=colour("stated"), markerfacecolor="white", gid="stated")
        for middle, text in zip(y, shares, strict=True):
            ax.annotate(text, (1, middle), xytext=(8, 0), xycoords=("axes fraction", "data"),
                        textcoords="offset points", va="center", fontsize=small(room), color=INK,
                        annotation_clip=False)
        ax.set_xlim(0, 1.02)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}%"))
    told = [f"{label} {100 * share:.1f}%" for _, rows in parts
            for label, share in zip(rows.index, rows["share_right"], strict=True)]
    figure.alt = say("alt_calibration", lang, shares=COMMA[lang].join(told))
    return figure
