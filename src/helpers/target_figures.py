"""How targets are set, drawn.

- `amplification`: the target of each place beside that of the level above it (层层加码), year by year;
- `gaps`: the histogram of results minus targets around zero, where the literature looks for bunching.

Each returns a `drawing.Picture`.
"""
from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helpers import lexicon
from helpers.drawing import (
    BODY,
    EDGE,
    INK,
    QUIET,
    STYLE,
    WIDTH,
    Picture,
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
    year_labels,
)
from helpers.labels import indicator_name, place_key, short
from helpers.scales import number, unit_name
from helpers.series import RATES, series_of
from helpers.wording import check_language

FEW_YEARS, FEW_PLACES = 5, 6
MOST_YEARS = 20
WIDTHS = (0.1, 0.2, 0.5, 1, 2, 5)
MOST_BARS = 24


@matplotlib.rc_context(STYLE)
def amplification(
    tiers: pd.DataFrame, indicator: str, lang: str = "zh", measure: str = "growth", title: str | None = None,
) -> Picture:
    """Targets of places beside those of the level above, the difference in percentage points, results where known.

    `tiers` has the columns place, adcode, year, indicator_id, indicator, unit, target, upper_place, upper_target,
    amplification (target minus upper_target) and actual; `indicator` is an id or phrase. Where it has the columns
    measure and period too (as `helpers.tiers.tiers`), only targets of that `measure` for whole years count. Up to
    five years are panels side by side with a row per place; more years (the last twenty) run along the axis, a panel
    per place where there are few places, all places in one panel where there are many. Only the unit that most rows
    have is drawn.
    """
    check_language(lang)
    key = series_of(tiers["indicator_id"].astype("string"), tiers["indicator"].astype("string"))
    rows = tiers[key.isin([indicator, lexicon.standard(indicator)]) & tiers["target"].notna() & tiers["year"].notna()
                 & tiers["place"].notna()]
    for column, wanted in (("measure", measure), ("period", "year")):
        rows = rows[rows[column].eq(wanted)] if column in rows else rows
    name = indicator_name(indicator if indicator in lexicon.indicators() else None,
                          rows["indicator"].iloc[0] if len(rows) else indicator, lang)
    title = title or say("amplification", lang, indicator=name)
    if rows.empty:
        return empty(title, lang)
    rows = rows[rows["unit"].eq(rows["unit"].mode().iloc[0])]
    rows = rows.assign(order=place_key(rows), year=rows["year"].astype(int), **{
        column: rows[column].astype(float) for column in ("target", "upper_target", "amplification", "actual")})
    rows = rows.sort_values(["order", "year"], kind="stable").drop_duplicates(["order", "year"])
    unit = say("pp", lang) if rows["unit"].iloc[0] in RATES else unit_name(rows["unit"].iloc[0], lang)
    span = rows["year"].max() - rows["year"].min() + 1
    draw = _by_place if span <= FEW_YEARS else _over_years
    figure, rows = draw(rows, title, unit, lang)
    apart = rows["amplification"].dropna().round(6)
    told = {"indicator": name, "n": rows["order"].nunique(), "first": rows["year"].min(), "last": rows["year"].max()}
    figure.alt = say("alt_amplification", lang, **told, both=len(apart), above=int((apart > 0).sum()),
                     same=int((apart == 0).sum()), below=int((apart < 0).sum()), unit=unit,
                     median=_signed(apart.median())) if len(apart) else say("alt_amplification_none", lang, **told)
    return figure


def _signed(value: float) -> str:
    value = round(float(value), 6)
    return number(value, signed=value != 0)


def _marks(rows: pd.DataFrame, lang: str, upright: bool, result: str = "actual") -> list:
    above = rows.loc[rows["upper_target"].notna(), "upper_place"].dropna().unique()
    name = say("upper", lang, place=above[0]) if len(above) == 1 else say("upper_several", lang)
    marks = [Line2D([], [], linestyle="", marker="|" if upright else "_", markersize=10, markeredgewidth=2.2,
                    color=colour("upper"), label=name)] if len(above) else []
    marks.append(mark("target", say("own_target", lang), hollow=True, size=5))
    if rows["actual"].notna().any():
        marks.append(mark("actual", say(result, lang), size=5))
    return marks


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """From the least to the greatest of what is drawn, with room for marks."""
    values = rows[["target", "upper_target", "actual"]].to_numpy(dtype=float)
    low, high = np.nanmin(values), np.nanmax(values)
    room = (high - low or abs(high) or 1) * 0.08
    return low - room, high + room


def _by_place(rows: pd.DataFrame, title: str, unit: str, lang: str) -> tuple[Picture, pd.DataFrame]:
    """A panel per year, a row per place, the difference at the right of each row."""
    names = rows.drop_duplicates("order").set_index("order")["place"]
    called = short(names.tolist())
    labels = names.map(called).tolist()
    count, room = first_rows(labels, BODY - 0.2)
    labels, hidden = labels[:count], len(names) - count
    rows = rows[rows["order"].isin(names.index[:count])]
    years = list(range(rows["year"].min(), rows["year"].max() + 1))
    height = room.places(labels)[1]
    figure = sheet(title, [say("amplification_note", lang, unit=unit),
                           say("rows_left_out", lang, n=hidden) if hidden else ""],
                   height + 0.6, _marks(rows, lang, upright=True), lang)
    told = rows["amplification"].map(lambda value: _signed(value) if pd.notna(value) else "–")
    right = max(inches(text, small(room)) for text in told) + 0.1
    left = EDGE + label_width(labels, room.font)
    step = (WIDTH - EDGE - left) / len(years)
    limits, at = _limits(rows), {key: n for n, key in enumerate(names.index[:count])}
    for n, year in enumerate(years):
        ax = figure.panel(left + n * step, 0.25, step - right - 0.12, height)
        middle = label_rows(ax, labels, room, shown=n == 0)
        ax.set_title(str(year), loc="left", fontsize=9, color=INK, pad=3)
        own = rows[rows["year"].eq(year)]
        y = middle[own["order"].map(at).to_numpy(dtype=int)]
        both = own["upper_target"].notna().to_numpy()
        ax.hlines(y[both], own["upper_target"][both], own["target"][both], color="#999999", linewidth=2, zorder=2)
        half = np.array([room.room(label) for label in labels])[own["order"].map(at).to_numpy(dtype=int)] / 2
        ax.vlines(own["upper_target"][both], (y - half)[both], (y + half)[both], color=colour("upper"), linewidth=1.6,
                  zorder=2.5, gid="upper")
        ax.plot(own["actual"], y, linestyle="", marker=look("actual")["marker"], markersize=4, color=colour("actual"),
                markeredgecolor=INK, markeredgewidth=0.4, zorder=3, gid="actual")
        ax.plot(own["target"], y, linestyle="", marker=look("target")["marker"], markersize=5, color=colour("target"),
                markerfacecolor="none", zorder=4, gid="target")
        for text, place in zip(told[own.index], y, strict=True):
            ax.annotate(text, (1, place), xytext=(right * 72, 0), xycoords=("axes fraction", "data"), ha="right",
                        textcoords="offset points", va="center", fontsize=small(room), color=INK, annotation_clip=False)
        ax.set_xlim(limits)
        ax.xaxis.set_major_locator(MaxNLocator(max(2, min(6, int((step - right) / 0.45)))))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number(x)))
    figure.text(left / WIDTH, 1 - (figure.head + height + 0.46) / figure.get_size_inches()[1],
                unit_name(rows["unit"].iloc[0], lang), fontsize=8, color=QUIET, va="top")
    return figure, rows


def _over_years(rows: pd.DataFrame, title: str, unit: str, lang: str) -> tuple[Picture, pd.DataFrame]:
    """Years along the axis, in each the upper target as a line and the median difference above: a panel per place,
    or for many places one panel in which equal targets are one diamond and results one dot at their median."""
    rows = rows[rows["year"] > rows["year"].max() - MOST_YEARS]
    years = list(range(rows["year"].min(), rows["year"].max() + 1))
    names = rows.drop_duplicates("order").set_index("order")["place"]
    apart = len(names) <= FEW_PLACES
    called = short(names.tolist(), 60)
    panels = [rows[rows["order"].eq(key)] for key in names.index] if apart else [rows]
    high = {1: 3.2 if apart else 5.0, 2: 2.4}.get(len(panels), 1.25)
    gap = 0.58
    notes = [say("amplification_note" if apart else "amplification_median", lang, unit=unit),
             "" if apart else say("amplification_sizes", lang)]
    figure = sheet(title, notes, len(panels) * (high + gap) + 0.1, _marks(
        rows, lang, upright=False, result="actual" if apart else "actual_median"), lang)
    drawn = rows if apart else rows.assign(actual=rows.groupby("year")["actual"].transform("median"))
    left, limits = EDGE + 0.45, _limits(drawn)
    each = (WIDTH - EDGE - left) / len(years)
    for n, panel in enumerate(panels):
        ax = figure.panel(left, n * (high + gap) + 0.38, WIDTH - EDGE - left, high)
        if apart:
            ax.set_title(called[names.iloc[n]], loc="left", fontsize=9, color=INK, pad=15)
        middle = panel["year"] - years[0] + 0.5
        levels = panel.assign(x=middle).dropna(subset="upper_target").drop_duplicates(["x", "upper_target"])
        ax.hlines(levels["upper_target"], levels["x"] - 0.36, levels["x"] + 0.36, color=colour("upper"), linewidth=1.8,
                  zorder=3.5, gid="upper")
        same = panel.assign(x=middle).groupby(["x", "target"]).size().reset_index(name="places")
        ax.scatter(same["x"], same["target"], s=14 + 5 * (same["places"] - 1), marker=look("target")["marker"],
                   facecolor="white", edgecolor=colour("target"), zorder=3, gid="target")
        result = panel.assign(x=middle).groupby("x")["actual"].median()
        ax.plot(result.index, result, linestyle="", marker=look("actual")["marker"], markersize=5, zorder=4,
                color=colour("actual"), markeredgecolor=INK, markeredgewidth=0.5, gid="actual")
        differences = panel.groupby("year")["amplification"].median().dropna()
        for year, value in differences.items():
            ax.annotate(_signed(value), (year - years[0] + 0.5, 1), xytext=(0, 3), textcoords="offset points",
                        xycoords=("data", "axes fraction"), ha="center", va="bottom", fontsize=7, color=INK)
        ax.set_xlim(0, len(years))
        ax.set_ylim(limits)
        ax.vlines(np.arange(1, len(years)), *limits, color="#E6E6E6", linewidth=0.8, zorder=0)
        year_labels(ax, years, each)
        ax.grid(True, axis="y")
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: number(y)))
        ax.yaxis.set_major_locator(MaxNLocator(5))
        ax.set_ylabel(unit_name(rows["unit"].iloc[0], lang))
    return figure, rows


@matplotlib.rc_context(STYLE)
def gaps(
    achievement: pd.DataFrame, lang: str = "zh", indicator: str | None = None, title: str | None = None,
) -> Picture:
    """The histogram of results minus targets of growth, in percentage points around zero.

    `achievement` is the table of that name; rows of measure growth in percent whose target and result
    are both stated (method direct) count, of all indicators or of one `indicator` (id or phrase). Where less is
    better the sign is turned, so that right of zero is always better than the target. Zero is an edge: what just
    reaches its target stands right of it. The outermost bars hold what lies farther out; a dashed line is the
    median.
    """
    check_language(lang)
    rows = achievement[achievement["measure"].eq("growth") & achievement["unit"].eq("%") & achievement["gap"].notna()
                       & achievement["method"].eq("direct")]
    what = say("gaps_all", lang)
    if indicator is not None:
        rows = rows[series_of(rows["indicator_id"], rows["indicator"]).isin([indicator, lexicon.standard(indicator)])]
        known = indicator if indicator in lexicon.indicators() else None
        what = indicator_name(known, rows["indicator"].iloc[0] if len(rows) else indicator, lang)
    title = title or say("gaps", lang, what=what)
    if rows.empty:
        return empty(title, lang)
    # Differences of printed decimals carry errors in the last binary digits, which would cross an edge.
    gap = rows["gap"].to_numpy(dtype=float).round(6)
    gap = np.where(rows["direction"].eq("lower"), -gap, gap)
    # The middle nine tenths decide how far the axis reaches: one typing error must not flatten all others.
    reach = float(np.quantile(np.abs(gap), 0.95))
    width = next((w for w in WIDTHS if 2 * reach / w <= MOST_BARS), WIDTHS[-1])
    side = max(2, min(MOST_BARS // 2, int(np.ceil(reach / width + 1e-9))))
    bins = np.clip(np.floor(np.round(gap / width, 6)), -side, side - 1).astype(int)
    counts = np.bincount(bins + side, minlength=2 * side)
    farther = int(((gap < -side * width) | (gap >= side * width)).sum())
    above, below = int(counts[side]), int(counts[side - 1])
    figure = sheet(title, [say("gaps_note", lang, n=len(gap), above=above, below=below, width=number(width)),
                           say("gaps_ends", lang, n=farther) if farther else ""], 3.6, [
        patch("met", say("gaps_met", lang)), patch("missed", say("gaps_missed", lang)),
        Line2D([], [], color=INK, linestyle="--", linewidth=1, label=say("median", lang))], lang)
    ax = figure.panel(EDGE + 0.55, 0.15, WIDTH - 2 * EDGE - 0.6, 2.9)
    edges = np.arange(-side, side) * width
    import seaborn  # only this figure needs it, and its import takes as long as drawing

    names = np.where(bins >= 0, "met", "missed")
    seaborn.histplot(x=(bins + 0.5) * width, hue=names, hue_order=["met", "missed"], multiple="stack", legend=False,
                     bins=np.arange(-side, side + 1) * width, alpha=1, edgecolor="white", linewidth=0.8, ax=ax,
                     palette={name: colour(name) for name in ("met", "missed")})
    for bar in ax.patches:
        name = "met" if bar.get_x() > -width / 2 else "missed"
        bar.set(hatch=look(name)["hatch"], gid=name)
    ax.set(xlabel="", ylabel="")
    for edge, count in zip(edges, counts, strict=True):
        if count:
            ax.annotate(str(count), (edge + width / 2, count), xytext=(0, 2), textcoords="offset points", ha="center",
                        fontsize=7, color=INK)
    ax.axvline(0, color=INK, linewidth=1.4)
    ax.axvline(np.clip(np.median(gap), -side * width, side * width), color=INK, linewidth=1, linestyle="--",
               gid="median")
    ax.set_xlim(-side * width, side * width)
    ax.set_ylim(0, counts.max() * 1.12)
    ticks = np.arange(-side, side + 1)
    ticks = ticks[ticks % -(-side // 6) == 0] * width
    ax.set_xticks(ticks, [_signed(tick) for tick in ticks])
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.grid(True, axis="y")
    ax.grid(False, axis="x")
    ax.set_xlabel(say("gaps_axis", lang, unit=say("pp", lang)))
    ax.set_ylabel(say("gaps_count", lang))
    figure.alt = say("alt_gaps", lang, what=what, n=len(gap), reached=int((gap >= 0).sum()), short=int((gap < 0).sum()),
                     median=_signed(np.median(gap)), above=above, below=below)
    return figure
