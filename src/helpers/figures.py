"""What people look at first, in Chinese or English: figures on the tables `ledger` and `achievement`.

- `dumbbells`: target and result in native units, one panel per unit and order of size;
- `ratios`: achievement ratios as bars from zero, a line at 100 %, the verdict in words;
- `multiples`: one series over the years, a panel per place, the others in grey.

Each returns a `drawing.Picture`. Places stand in the order of their codes. What does not fit on a page is left out
by a rule that the figure's note tells, with the number of what is missing; `helpers.grids` holds tables of
places by year, `helpers.target_figures` figures on how targets are set, `helpers.accuracy_figures` those on how right
the extraction is.
"""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator

from helpers import lexicon
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
    colour,
    empty,
    inches,
    label_rows,
    label_width,
    limits_with_texts,
    look,
    mark,
    patch,
    say,
    sheet,
    small,
    spacing,
    year_ticks,
)
from helpers.labels import JUDGED, indicator_name, row_labels, short, where
from helpers.scales import Scale, number, scale
from helpers.series import RATES, series_of
from helpers.wording import check_language, word

RATIO_END = 2.0
MOST_ROWS = 60
# So many panels of one row with a label of three lines fit on a page.
MOST_PANELS_HIGH = 14
MANY_PLACES, MOST_PANELS = 20, 60


def _better(frame: pd.DataFrame) -> np.ndarray:
    """How far the result is better than the target: the gap, turned round where less is better."""
    gap = frame["gap"].to_numpy(dtype=float, na_value=np.nan)
    return np.where(frame["direction"].eq("lower"), -gap, gap)


def _target(frame: pd.DataFrame) -> np.ndarray:
    """The number that ratio and gap refer to."""
    return (frame["actual"] - frame["gap"]).to_numpy(dtype=float, na_value=np.nan)


def _estimated(frame: pd.DataFrame) -> np.ndarray:
    """Is the result an estimate of a year that was not over?"""
    return frame["note"].str.contains("estimated", regex=False).fillna(False).to_numpy(dtype=bool)


def _derived(frame: pd.DataFrame) -> np.ndarray:
    """Is target, result or ratio worked out rather than said?"""
    return frame["method"].ne("direct").fillna(False).to_numpy(dtype=bool)


def _panels(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Rows that can share an axis, the best result first: one unit, growth apart from levels, no row more than ten
    times another."""
    frame = frame.assign(size=np.fmax(np.abs(_target(frame)), frame["actual"].abs().to_numpy(dtype=float)),
                         better=_better(frame), growth=frame["measure"].isin(("growth", "change")),
                         unit=frame["unit"].fillna(""))
    groups = [rows for _, rows in frame.groupby(["unit", "growth"], sort=False)]

    def first(rows: pd.DataFrame) -> tuple:
        return not rows["growth"].iloc[0], rows["unit"].iloc[0] not in RATES, -len(rows)

    for rows in sorted(groups, key=first):
        rows = rows.sort_values("size", ascending=False, kind="stable")
        part = np.zeros(len(rows), dtype=int)
        if not rows["growth"].iloc[0]:
            largest = rows["size"].iloc[0]
            for at, size in enumerate(rows["size"]):
                if size * 10 < largest:
                    part[at:] += 1
                    largest = size
        for _, panel in rows.groupby(part):
            yield panel.sort_values("better", ascending=False, kind="stable")


def _ends(count: int, most: int) -> np.ndarray:
    """Positions of the first and the last of `count` sorted rows, `most` together."""
    at = np.arange(count)
    return at if count <= most else np.concatenate([at[:-(-most // 2)], at[count - most // 2:]])


def _frame(rows: int) -> float:
    """Inches for unit and axis of a panel; a single pair, whose numbers stand beside its marks, has no ticks."""
    return 0.5 if rows > 1 else 0.3


def _fitting(panels: list[pd.DataFrame], among: pd.DataFrame, lang: str):
    """As much of `panels` as a page holds, with labels and spacing: of each panel the best and the worst rows, and
    no panels at the end if these would be too many."""
    panels = [panel.iloc[_ends(len(panel), MOST_ROWS)] for panel in panels[:MOST_PANELS_HIGH]]
    names = [np.array(row_labels(panel, among, lang), dtype=object) for panel in panels]

    def room(most: int) -> Spacing | None:
        kept = [own[_ends(len(own), most)] for own in names]
        return spacing(np.concatenate(kept).tolist(), BODY - sum(_frame(len(own)) for own in kept))

    while room(1) is None and len(names) > 1:
        panels, names = panels[:-1], names[:-1]
    most = max(1, bisect_left(range(1, MOST_ROWS + 1), True, key=lambda most: room(most) is None))
    panels = [panel.iloc[_ends(len(panel), most)] for panel in panels]
    return panels, [own[_ends(len(own), most)].tolist() for own in names], room(most)


@matplotlib.rc_context(STYLE)
def dumbbells(achievement: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """Target and result of every pair that was judged, in native units; the best result first in each panel.

    `achievement` is the table of that name or a part of it (one place and year is best). A hollow diamond is
    the target (its text says ≤ or ≥ where it is a bound, a grey bar is a range), a filled mark the result: a circle
    where met, a cross where missed, hollow where it is an estimate. An asterisk marks what is derived. Where a
    page cannot hold all rows, each panel keeps its best and worst, and the note counts the others.
    """
    check_language(lang)
    title = title or say("dumbbells", lang, where=where(achievement, lang))
    rows = achievement[achievement["verdict"].isin(JUDGED) & achievement["actual"].notna()
                       & achievement["gap"].notna()].reset_index(drop=True)
    if rows.empty:
        return empty(title, lang)
    panels, labels, room = _fitting(list(_panels(rows)), rows, lang)
    shown = pd.concat(panels)
    sizes = [scale(np.concatenate([_target(panel), panel["actual"].to_numpy(dtype=float)]), panel["unit"].iloc[0],
                   lang) for panel in panels]
    outcomes = [[_outcome(row, derived, size, lang) for row, derived in
                 zip(panel.itertuples(index=False), _derived(panel).tolist(), strict=True)]
                for panel, size in zip(panels, sizes, strict=True)]
    left_out = len(rows) - len(shown)
    marks = [mark("target", say("target", lang), hollow=True)]
    marks += [mark(name, say(f"result_{name}", lang)) for name in JUDGED]
    if _estimated(shown).any():
        marks.append(mark("met", say("estimated", lang), hollow=True))
    if _band(shown).any():
        marks.append(patch("band", say("band", lang)))
    heights = [room.places(texts)[1] for texts in labels]
    figure = sheet(title, [
        say("dumbbells_note", lang), say("left_out_middle", lang, n=left_out) if left_out else "",
        say("derived", lang) if _derived(shown).any() else "",
    ], sum(heights) + sum(_frame(len(panel)) for panel in panels), marks, lang)
    left = EDGE + label_width(sum(labels, []), room.font)
    right = EDGE + label_width(sum(outcomes, []), small(room))
    top = 0.0
    for panel, size, texts, ends, height in zip(panels, sizes, labels, outcomes, heights, strict=True):
        ax = figure.panel(left, top + 0.22, WIDTH - left - right, height)
        _dumbbell_panel(ax, panel, size, texts, ends, room, WIDTH - left - right)
        top += height + _frame(len(panel))
    counts = rows["verdict"].value_counts()
    figure.alt = say("alt_dumbbells", lang, where=where(rows, lang), n=len(rows), met=counts.get("met", 0),
                     missed=counts.get("missed", 0))
    if left_out:
        figure.alt += say("left_out_middle", lang, n=left_out) + say("full_stop", lang)
    return figure


def _band(frame: pd.DataFrame) -> np.ndarray:
    low, high = (frame[side].to_numpy(dtype=float, na_value=np.nan) for side in ("target_low", "target_high"))
    return low < high


def _dumbbell_panel(ax: Axes, panel: pd.DataFrame, size: Scale, labels: list[str], outcomes: list[str], room: Spacing,
                    breadth: float) -> None:
    low, high, actual = (panel[name].to_numpy(dtype=float, na_value=np.nan) / size.factor
                         for name in ("target_low", "target_high", "actual"))
    target, band = _target(panel) / size.factor, _band(panel)
    y = label_rows(ax, labels, room)
    ax.hlines(y[band], low[band], high[band], color=colour("band"), linewidth=7, zorder=1.5, gid="band")
    ax.hlines(y, np.minimum(target, actual), np.maximum(target, actual), color="#999999", linewidth=2, zorder=2)
    ax.plot(target, y, linestyle="", marker=look("target")["marker"], markersize=7, color=colour("target"),
            markerfacecolor="white", zorder=3, gid="target")
    guess = _estimated(panel)
    for verdict in JUDGED:
        chosen = panel["verdict"].eq(verdict).to_numpy(dtype=bool)
        for part, face, name in ((chosen & ~guess, colour(verdict), verdict), (chosen & guess, "white",
                                                                              f"{verdict} estimated")):
            ax.plot(actual[part], y[part], linestyle="", marker=look(verdict)["marker"], markersize=6,
                    color=colour(verdict), markerfacecolor=face, zorder=4, gid=name)
    bounds = np.select([np.isnan(low) & np.isnan(high), np.isnan(low), np.isnan(high)], ["> ", "≤ ", "≥ "], "")
    first = np.fmin(np.fmin(target, actual), np.where(band, low, np.nan))
    last = np.fmax(np.fmax(target, actual), np.where(band, high, np.nan))
    aims = [f"{number(a)}–{number(b)}" if both else f"{bound}{number(t)}"
            for a, b, both, bound, t in zip(low, high, band, bounds, target, strict=True)]
    sides = [(aim, number(a)) if t <= a else (number(a), aim)
             for aim, t, a in zip(aims, target, actual, strict=True)]
    gap = 8 / 72
    for (before, behind), x0, x1, at in zip(sides, first, last, y, strict=True):
        for text, x, side in ((before, x0, -1), (behind, x1, 1)):
            ax.annotate(text, (x, at), xytext=(side * 8, 0), textcoords="offset points", va="center",
                        fontsize=small(room), ha="right" if side < 0 else "left", color=INK, zorder=1.8,
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
    widths = [np.array([gap + 0.1 + inches(text[side], small(room)) for text in sides]) for side in (0, 1)]
    # From zero, so that the length between the marks can be compared with the whole.
    ax.set_xlim(limits_with_texts((min(0, first.min()), max(0, last.max())), (first, widths[0]), (last, widths[1]),
                                  breadth))
    for text, verdict, at in zip(outcomes, panel["verdict"], y, strict=True):
        ax.annotate(text, (1, at), xytext=(6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                    va="center", fontsize=small(room), color=colour(verdict), annotation_clip=False)
    ax.axvline(0, color="#999999", linewidth=0.8, zorder=1)
    ax.xaxis.set_major_locator(MaxNLocator(6) if len(panel) > 1 else NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number(x)))
    ax.set_title(size.unit, loc="left", fontsize=9, color=QUIET, pad=3)


def _outcome(row, derived: bool, size: Scale, lang: str) -> str:
    """The verdict and the number that belongs to it: points for rates, the ratio for amounts."""
    verdict = word("verdict", row.verdict, lang)
    if row.unit in RATES or pd.isna(row.ratio):
        unit = say("pp", lang) if row.unit in RATES else size.unit
        return f"{verdict}  {number(row.gap / size.factor, signed=row.gap != 0)} {unit}".rstrip() + " *" * derived
    return f"{verdict}  {100 * row.ratio:.1f}%" + " *" * derived


@matplotlib.rc_context(STYLE)
def ratios(achievement: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """Achievement ratios as bars from zero, the highest first, with a line at 100 % and the verdict in words.

    Bars beyond 200 % are cut there and marked; their number stands beside them. A tick is the ratio that the text
    itself states, where it is another one. An asterisk marks what is derived, a word what is estimated. Rows that
    have a verdict but no ratio (bands, targets without a number) are counted in the note, and so are those in the
    middle that a page cannot hold.
    """
    check_language(lang)
    title = title or say("ratios", lang, where=where(achievement, lang))
    ranked = achievement[achievement["ratio"].notna()].sort_values("ratio", ascending=False, kind="stable")
    if ranked.empty:
        return empty(title, lang)
    rows = ranked.iloc[_ends(len(ranked), MOST_ROWS)]
    labels = np.array(row_labels(rows, ranked, lang), dtype=object)
    most = bisect_left(range(1, len(rows) + 1), True,
                       key=lambda most: spacing(labels[_ends(len(rows), most)].tolist(), BODY) is None)
    rows, labels = rows.iloc[_ends(len(rows), most)], labels[_ends(len(rows), most)].tolist()
    room = spacing(labels, BODY)
    value, official = (rows[name].to_numpy(dtype=float, na_value=np.nan) for name in ("ratio", "official_ratio"))
    # Ratios are printed with one decimal; what rounds to the same is no difference.
    official = np.where(np.abs(official - value) >= 0.0005, official, np.nan)
    end = min(RATIO_END, max(1.15, np.nanmax(np.append(value, official)) * 1.05))
    names = rows["verdict"].tolist()
    texts = [_ratio_text(*row, end, lang) for row in zip(
        value, names, official, _estimated(rows).tolist(), _derived(rows).tolist(), strict=True)]
    others = achievement.loc[achievement["ratio"].isna(), "verdict"].value_counts().sort_index()
    verdicts = COMMA[lang].join(f"{word('verdict', name, lang)} {count}" for name, count in others.items())
    middle = len(ranked) - len(rows)
    marks = []
    if np.isfinite(official).any():
        marks.append(Line2D([], [], linestyle="", marker="|", markersize=10, markeredgewidth=2.2,
                            color=colour("official"), label=say("official", lang)))
    height = room.places(labels)[1]
    figure = sheet(title, [
        say("ratios_more", lang, n=others.sum(), verdicts=verdicts) if len(others) else "",
        say("ratios_left_out", lang, n=middle) if middle else "",
        say("ratios_index", lang) if rows["measure"].eq("growth").any() else "",
        say("derived", lang) if _derived(rows).any() else "",
    ], height + 0.5, marks, lang)
    left = EDGE + label_width(labels, room.font)
    # Texts begin at the line or behind the bar; the widest of them decides how long the axis may be.
    tick = np.where(official <= end, official, np.nan)
    start = np.clip(np.fmax(value, np.nan_to_num(tick)), 1, end)
    needed = np.array([inches(text, small(room)) for text in texts]) + 0.12
    breadth = float(np.min((WIDTH - EDGE - left - needed) / start * end))
    breadth = min(breadth, WIDTH - EDGE - left - 0.2)
    ax = figure.panel(left, 0.05, breadth, height)
    y = label_rows(ax, labels, room)
    _ratio_bars(ax, y, np.clip(value, 0, end), names, tick, room)
    for at, x, text in zip(y, start, texts, strict=True):
        ax.annotate(text, (x, at), xytext=(5, 0), textcoords="offset points", va="center", fontsize=small(room),
                    color=INK, annotation_clip=False)
    ax.set_xlim(0, end)
    ax.set_xticks(np.arange(0, end + 1e-9, 0.25 if breadth > 2.5 else 0.5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:.0f}%"))
    ax.set_xlabel(say("ratios_axis", lang))
    counts = ranked["verdict"].value_counts()
    called = row_labels(rows.iloc[[0, -1]], ranked, lang, columns=999)
    ends = [f"{name} {100 * value[i]:.1f}%" for name, i in zip(called, (0, -1), strict=True)]
    figure.alt = say("alt_ratios", lang, where=where(ranked, lang), n=len(ranked), met=counts.get("met", 0),
                     missed=counts.get("missed", 0), best=ends[0], worst=ends[1])
    return figure


def _ratio_bars(ax: Axes, y: np.ndarray, length: np.ndarray, verdicts: list[str], tick: np.ndarray,
                room: Spacing) -> None:
    """Bars with the hatch of their verdicts, the line of the target, and ticks where `tick` is a number."""
    bars = ax.barh(y, length, height=min(0.22, room.room("") * 0.72), color=[colour(name) for name in verdicts])
    for bar, name in zip(bars, verdicts, strict=True):
        bar.set_hatch(look(name)["hatch"])
        bar.set_edgecolor("white")
    ax.axvline(1, color=INK, linewidth=1.2)
    half, within = 0.4 * room.room(""), np.isfinite(tick)
    for shade, thick, name in (("white", 3.6, None), (colour("official"), 2.2, "official")):
        ax.vlines(tick[within], y[within] - half, y[within] + half, color=shade, linewidth=thick, zorder=3, gid=name)


def _ratio_text(value: float, verdict: str, official: float, estimated: bool, derived: bool, end: float,
                lang: str) -> str:
    """What stands beside a bar: ▶ 610.0%  完成（预计、官方 608.0%）."""
    more = [say("estimated_says", lang)] * estimated
    if np.isfinite(official):
        more.append(say("official_says", lang, ratio=f"{100 * official:.1f}%"))
    cut = "▶ " if value > end else "◀ " if value < 0 else ""
    text = f"{cut}{100 * value:,.1f}%".replace("-", "−") + " *" * derived + f"  {word('verdict', verdict, lang)}"
    return say("bracket", lang, text=text, more=COMMA[lang].join(more)) if more else text


@matplotlib.rc_context(STYLE)
def multiples(
    ledger: pd.DataFrame, indicator: str, measure: str, lang: str = "zh", title: str | None = None,
) -> Picture:
    """One series over the years, a panel per place in the order of the codes; the others are grey lines.

    `ledger` is the table of that name, `indicator` an id or phrase. Results are dots on a line (hollow where
    estimated; the line is broken where the series is), targets hollow diamonds. Of more than 20 places the grey is
    the middle half of all; of more than 60 only the first have a panel. Amounts that differ more than twentyfold
    stand on a logarithmic axis.
    """
    check_language(lang)
    key = series_of(ledger["indicator_id"], ledger["indicator"])
    rows = ledger[key.isin([indicator, lexicon.standard(indicator)]) & ledger["measure"].eq(measure)
                  & ledger["period"].eq("year") & ledger["year"].notna() & ledger["place"].notna()]
    rows = rows.assign(value=rows["low"].fillna(rows["high"])).dropna(subset="value")
    name = indicator_name(indicator if indicator in lexicon.indicators() else None,
                          rows["indicator"].iloc[0] if len(rows) else indicator, lang)
    title = title or say("multiples", lang, indicator=name, measure=word("measure", measure, lang))
    if rows.empty:
        return empty(title, lang)
    # Only one unit and basis fits an axis: the most frequent unit, and no qualification.
    rows = rows[rows["unit"].fillna("").eq(rows["unit"].fillna("").mode().iloc[0])]
    rows = rows.sort_values(["basis", "base_year"], na_position="first", kind="stable")
    rows = rows.drop_duplicates(["adcode", "place", "year", "role"]).sort_values(["adcode", "place", "year"])
    size = scale(rows["value"], rows["unit"].iloc[0], lang)
    rows["value"] = rows["value"].astype(float) / size.factor
    places = rows["place"].drop_duplicates().tolist()
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    results = rows[rows["role"].eq("actual")]
    lines = results.pivot_table(index="year", columns="place", values="value", aggfunc="first").reindex(
        index=years, columns=places).astype(float)
    shown = places[:MOST_PANELS]
    columns = len(places) if len(places) < 4 else next(
        many for most, many in ((16, 4), (25, 5), (MOST_PANELS, 6)) if len(shown) <= most)
    deep = -(-len(shown) // columns)
    left = EDGE + 0.5 + 0.05
    step = (WIDTH - EDGE - left + 0.15) / columns
    names = short(places, int(step * 72 / 4.2))
    head = 0.06 + 0.14 * max(1 + names[place].count("\n") for place in shown)
    high = float(np.clip((BODY - 0.25) / deep - head - 0.12, 0.55, 2.4 if deep == 1 else 1.45))
    dot = 4 if columns < 5 else 2.5
    band, log = len(places) > MANY_PLACES, _spans_orders(rows, measure)
    if band:
        quarter, half, three = (lines.quantile(q, axis=1).to_numpy(dtype=float) for q in (0.25, 0.5, 0.75))
        others = [patch("band", say("others_band", lang))]
    else:
        others = [Line2D([], [], color=colour("other"), linewidth=0.8, label=say("others", lang))]
    marks = [Line2D([], [], color=colour("met"), marker="o", markersize=4, label=say("actual", lang)),
             mark("target", say("target", lang), hollow=True), *(others if len(places) > 1 else [])]
    if results["estimated"].eq(True).any():
        marks.append(mark("met", say("estimated", lang), hollow=True, size=4))
    hidden = len(places) - len(shown)
    figure = sheet(title, [size.unit, say("log_scale", lang) if log else "",
                           say("places_left_out", lang, n=hidden) if hidden else ""],
                   deep * (head + high + 0.12) + 0.2, marks, lang)
    span = _span(rows["value"], log)
    for at, place in enumerate(shown):
        ax = figure.panel(left + at % columns * step, at // columns * (head + high + 0.12) + head, step - 0.15, high)
        if band:
            ax.fill_between(years, quarter, three, color=colour("band"), zorder=1, linewidth=0)
            ax.plot(years, half, color=colour("other"), linewidth=0.8, zorder=1.1)
        else:
            for other in lines.columns.drop(place):
                ax.plot(years, lines[other].to_numpy(dtype=float), color=colour("other"), linewidth=0.8, marker=".",
                        markersize=2.5, zorder=1)
        _series_panel(ax, rows[rows["place"].eq(place)], lines[place], dot)
        ax.set_title(names[place], loc="left", fontsize=9 if columns < 5 else 8, color=INK, pad=3)
        if log:
            ax.set_yscale("log")
            ax.yaxis.set_major_locator(LogLocator(numticks=4))
            ax.yaxis.set_minor_formatter(NullFormatter())
        else:
            ax.yaxis.set_major_locator(MaxNLocator(4 if high > 0.7 else 3))
        ax.set_ylim(span)
        margin = max(0.4, 0.06 * (years[-1] - years[0]))
        ax.set_xlim(years[0] - margin, years[-1] + margin)
        ax.set_xticks(year_ticks(years, step - 0.15))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: number(y)))
        ax.tick_params(labelbottom=at + columns >= len(shown), labelleft=at % columns == 0, labelsize=7.5)
        ax.grid(True, axis="y")
    figure.alt = say("alt_multiples", lang, indicator=name, measure=word("measure", measure, lang),
                     n=len(shown), first=years[0], last=years[-1])
    return figure


def _series_panel(ax: Axes, rows: pd.DataFrame, line: pd.Series, dot: float) -> None:
    """Results of one place as a line with dots of size `dot`, estimates hollow, targets as diamonds."""
    own, aims = (rows[rows["role"].eq(role)] for role in ("actual", "target"))
    if len(own):
        breaks = set(own.loc[own["series_break"].eq(True), "year"])
        x, y = _broken(line.index.tolist(), line.to_numpy(dtype=float), breaks)
        ax.plot(x, y, color=colour("met"), marker="o", markersize=dot, linewidth=0.4 * dot, zorder=3, gid="actual")
    guessed = own[own["estimated"].eq(True)]
    ax.plot(guessed["year"].astype(int), guessed["value"], linestyle="", marker="o", markersize=dot, zorder=3.5,
            color=colour("met"), markerfacecolor="white", gid="estimated")
    ax.plot(aims["year"].astype(int), aims["value"], linestyle="", marker=look("target")["marker"], zorder=4,
            markersize=1.2 * dot, color=colour("target"), markerfacecolor="none", markeredgewidth=0.22 * dot,
            gid="target")


def _spans_orders(rows: pd.DataFrame, measure: str) -> bool:
    """Do amounts of the places differ so much that on one linear axis the small ones would be flat?"""
    typical = rows.groupby("place")["value"].median()
    return measure in ("level", "increment") and bool(rows["value"].min() > 0) and typical.max() > 20 * typical.min()


def _span(values: pd.Series, log: bool) -> tuple[float, float]:
    """Limits of an axis that all panels share, with room for marks."""
    low, high = float(values.min()), float(values.max())
    if log:
        return low / 1.5, high * 1.5
    room = (high - low or abs(high) or 1) * 0.1
    return low - room, high + room


def _broken(years: list[int], line: np.ndarray, breaks: set[int]) -> tuple[np.ndarray, np.ndarray]:
    """A line with a gap before each year in which its series begins anew."""
    at = [place for place, year in enumerate(years) if year in breaks]
    return np.insert(np.array(years, dtype=float), at, np.nan), np.insert(line, at, np.nan)
