"""Places or indicators by year, as tables of coloured cells.

- `heatmap`: achievement ratios, centred on 100 %, the number in each cell;
- `coverage_map`: where there are targets, results, both or neither.

Each returns a `drawing.Picture` with the places in the order of their codes. What does not fit on a page is left out
by a rule that the figure's note tells, with the number of what is missing.
"""
from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.collections import PatchCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from helpers import lexicon
from helpers.drawing import (
    BODY,
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
    patch,
    say,
    sheet,
    small,
    year_labels,
    year_room,
)
from helpers.labels import JUDGED, indicator_name, lines, place_key, series_label, short, where
from helpers.series import series_of
from helpers.wording import check_language, word

MANY_YEARS, MOST_YEARS = 10, 24
SIGNS = {"met": "✓", "missed": "✗"}


@matplotlib.rc_context(STYLE)
def heatmap(
    achievement: pd.DataFrame, lang: str = "zh", by: str = "place", indicator: str | None = None,
    title: str | None = None,
) -> Picture:
    """Achievement ratios by year, a row per place (`by="place"`) or per indicator (`by="indicator"`).

    100 % is white; a corner marks what is below. `indicator` (an id or phrase) leaves one indicator. Where several
    ratios fall into one cell it shows their median. Cells that are judged without a ratio say the verdict in words,
    or by signs where cells are narrow, or how many were met where verdicts differ; grey cells are missing. What a
    page cannot hold is left out: places at the end of the order, indicators with the fewest cells, the earliest
    years. Raises ValueError for another `by`.
    """
    check_language(lang)
    if by not in ("place", "indicator"):
        raise ValueError(f"by is {by!r}; it may be 'place' or 'indicator'")
    rows = achievement[achievement["verdict"].isin(JUDGED) & achievement["year"].notna()].reset_index(drop=True)
    what = say("heatmap_all", lang) if by == "place" else where(achievement, lang)
    if indicator is not None:
        key = series_of(rows["indicator_id"], rows["indicator"])
        rows = rows[key.isin([indicator, lexicon.standard(indicator)])]
        known = lexicon.indicators().get(indicator)
        what = indicator_name(indicator, known.zh if known else indicator, lang)
    title = title or say("heatmap", lang, what=what)
    if rows.empty:
        return empty(title, lang)
    years = _years(rows["year"])
    hidden_years = rows["year"].nunique() - rows.loc[rows["year"].isin(years), "year"].nunique()
    rows = rows[rows["year"].isin(years)]
    rows, labels = _heat_rows(rows, by, lang)
    filled = rows.groupby("order")["year"].nunique().reindex(labels.index)
    labels, room, hidden_rows = _table_rows(labels, filled if by == "indicator" else None, BODY - 0.2)
    rows = rows[rows["order"].isin(labels.index)]
    left = EDGE + label_width(labels.tolist(), room.font)
    breadth = WIDTH - left - EDGE
    each = breadth / len(years)
    grouped = rows.assign(met=rows["verdict"].eq("met").astype(int)).groupby(["order", "year"]).agg(
        ratio=("ratio", "median"), verdict=("verdict", "first"), met=("met", "sum"), of=("met", "size"))
    mixed = grouped["ratio"].isna() & grouped["met"].between(1, grouped["of"] - 1)
    grouped["verdict"] = grouped["verdict"].mask(mixed, grouped["met"].astype(str) + "/" + grouped["of"].astype(str))
    wide = grouped.unstack().reindex(labels.index)
    value = wide["ratio"].reindex(columns=years).to_numpy(dtype=float, na_value=np.nan)
    verdict = wide["verdict"].reindex(columns=years).to_numpy(dtype=object, na_value="")
    in_words = np.isnan(value) & (verdict != "")
    said, size, signs = _cell_texts(value, np.where(in_words, verdict, ""), each - 0.08, small(room), lang)
    # A verdict in words stands on white, as what meets its target does.
    shade = np.where(in_words, 1.0, value)
    below = np.round(value, 9) < 1
    spread = float(np.clip(np.nanmax(np.abs(value - 1), initial=0.1), 0.1, 0.5))
    edges = room.edges(labels.tolist())
    figure = sheet(title, [
        say("heatmap_missing", lang) if not np.isfinite(shade).all() else "",
        say("heatmap_below", lang) if below.any() else "",
        say("heatmap_signs" if signs else "heatmap_word", lang) if in_words.any() else "",
        say("heatmap_mixed", lang) if mixed.any() else "",
        say("rows_left_out", lang, n=hidden_rows) if hidden_rows else "",
        _years_note(years, hidden_years, lang),
    ], edges[-1] + year_room(each) + 0.42, lang=lang)
    ax = figure.panel(left, 0.02, breadth, edges[-1])
    ax.set_facecolor(colour("missing"))
    colours = LinearSegmentedColormap.from_list("ratio", [colour("missed"), "#FFFFFF", colour("met")])
    mesh = cells(ax, edges, shade, said, colours, (1 - spread, 1 + spread), size)
    corner = 0.07
    ax.add_collection(PolyCollection(
        [[(x, end), (x, end - corner), (x + corner / each, end)] for x, end in
         ((x, edges[y + 1]) for y, x in np.argwhere(below))], facecolor=INK, gid="below"), autolim=False)
    year_labels(ax, years, each)
    label_rows(ax, labels.tolist(), room)
    bar = figure.panel(left, edges[-1] + year_room(each) + 0.1, min(2.4, breadth), 0.1)
    figure.colorbar(mesh, cax=bar, orientation="horizontal", extend="both",
                    ticks=[1 - spread, 1, 1 + spread], format=FuncFormatter(lambda share, _: f"{100 * share:.0f}%"))
    bar.tick_params(length=0, labelsize=7.5)
    bar.grid(False)
    figure.alt = say("alt_heatmap", lang, what=what, rows=len(labels), first=years[0], last=years[-1],
                     n=int(np.isfinite(value).sum()), above=int((np.isfinite(value) & ~below).sum()))
    return figure


def _heat_rows(rows: pd.DataFrame, by: str, lang: str) -> tuple[pd.DataFrame, pd.Series]:
    """`rows` with a column `order` that tells and sorts the rows of the map, and their labels by it."""
    if by == "place":
        rows = rows.assign(order=place_key(rows))
    else:
        known = {key: f"{place:06}" for place, key in enumerate(lexicon.indicators())}
        key = series_of(rows["indicator_id"], rows["indicator"]) + rows["measure"]
        span = (rows["year_from"].astype("string") + "-" + rows["year"].astype("string")).fillna("")
        rows = rows.assign(order=rows["indicator_id"].map(known).fillna("~") + key + span)
    names = rows.sort_values("order", kind="stable").drop_duplicates("order").set_index("order")
    if by == "place":
        labels = names["place"].map(short(names["place"].dropna().tolist())).fillna("–")
    else:
        labels = [lines(series_label(row, lang), 40) for row in names.itertuples(index=False)]
    return rows, pd.Series(labels, index=names.index)


def _years(years: pd.Series) -> list[int]:
    """All years from the first to the last; of a long time only those with data, and at most the last
    MOST_YEARS of them, so that the cells stay legible."""
    known = sorted({int(year) for year in years.dropna()})
    return known[-MOST_YEARS:] if known[-1] - known[0] >= MANY_YEARS else list(range(known[0], known[-1] + 1))


def _years_note(years: list[int], hidden: int, lang: str) -> str:
    """Which years have no column, in words."""
    if hidden:
        return say("years_left_out", lang, n=len(years))
    return say("years_without", lang) if years[-1] - years[0] >= len(years) else ""


def _table_rows(labels: pd.Series, weight: pd.Series | None, room: float) -> tuple[pd.Series, Spacing, int]:
    """The rows of a table that fit into `room` inches, their spacing, and how many are left out.

    The first rows are kept or, given their `weight`, the weightiest.
    """
    ranked = labels if weight is None else labels.loc[weight.sort_values(ascending=False, kind="stable").index]
    count, fit = first_rows(ranked.tolist(), room)
    return labels[labels.index.isin(ranked.index[:count])], fit, len(labels) - count


def _cell_texts(value: np.ndarray, verdict: np.ndarray, room: float, size: float, lang: str):
    """Texts of the cells, the size of their letters, and whether verdicts are signs instead of words."""
    for digits, signs in ((1, False), (1, True), (0, True)):
        words = {name: SIGNS[name] if signs else word("verdict", name, lang) for name in JUDGED}
        texts = np.array([words.get(name, name) if name or np.isnan(share) else f"{100 * share:,.{digits}f}"
                          for share, name in zip(value.flat, verdict.flat, strict=True)], dtype=object)
        fit = room / max((inches(text, 1) for text in texts), default=1)
        if fit >= 6:
            break
    return texts.reshape(value.shape), max(min(size, fit), 4.5), signs


COVERAGE = {"none": "none", "target": "target_only", "actual": "actual_only", "both": "both"}


@matplotlib.rc_context(STYLE)
def coverage_map(coverage: pd.DataFrame, lang: str = "zh", title: str | None = None) -> Picture:
    """Place by year: none, target only, result only, both. `coverage` is what `coverage.coverage` returns.

    The cells hold how many series have a target, a result, and both. The last years and the first places that a
    page holds are drawn, and the note counts the others.
    """
    check_language(lang)
    title = title or say("coverage", lang)
    if coverage.empty:
        return empty(title, lang)
    rows = coverage.assign(order=place_key(coverage)).sort_values(["order", "year"], kind="stable")
    known = rows.loc[rows["coverage"].ne("none"), "year"]
    years = _years(known if len(known) else rows["year"])
    hidden_years = known.nunique() - known[known.isin(years)].nunique()
    names = rows.drop_duplicates("order").set_index("order")["place"]
    labels = names.map(short(names.dropna().unique().tolist())).fillna("–")
    labels, room, hidden_rows = _table_rows(labels, None, BODY - 0.2)
    rows = rows[rows["year"].isin(years) & rows["order"].isin(labels.index)]
    left = EDGE + label_width(labels.tolist(), room.font)
    each = (WIDTH - left - EDGE) / len(years)
    size = min(small(room), 7)
    three = [f"{row.targets} / {row.actuals} / {row.pairs}" for row in rows.itertuples(index=False)]
    wide = max(inches(text, size) for text in three) + 0.12 < each
    both = rows["coverage"].eq("both")
    one = rows["pairs"].where(both, rows["targets"] + rows["actuals"]).astype(str).tolist()
    edges = room.edges(labels.tolist())
    marks = [patch(kind, say(f"coverage.{name}", lang)) for name, kind in COVERAGE.items()]
    figure = sheet(title, [say("coverage_note" if wide else "coverage_pairs", lang),
                           say("rows_left_out", lang, n=hidden_rows) if hidden_rows else "",
                           _years_note(years, hidden_years, lang)],
                   edges[-1] + year_room(each) + 0.02, marks, lang)
    ax = figure.panel(left, 0.02, WIDTH - left - EDGE, edges[-1])
    x = rows["year"].astype(int).map({year: at for at, year in enumerate(years)}).to_numpy()
    y = rows["order"].map({key: at for at, key in enumerate(labels.index)}).to_numpy()
    for name, kind in COVERAGE.items():
        chosen = rows["coverage"].eq(name).to_numpy()
        if chosen.any():
            ax.add_collection(PatchCollection(
                [Rectangle((a + 0.02, edges[b] + 0.01), 0.96, edges[b + 1] - edges[b] - 0.02)
                 for a, b in zip(x[chosen], y[chosen], strict=True)],
                facecolor=colour(kind), edgecolor="white", hatch=look(kind)["hatch"], linewidth=0, gid=name))
    for a, b, name, text in zip(x, y, rows["coverage"], three if wide else one, strict=True):
        bare = name == "none"
        ax.text(a + 0.5, (edges[b] + edges[b + 1]) / 2, "–" if bare else text, ha="center", va="center", fontsize=size,
                color=QUIET if bare else INK,
                bbox=None if bare else {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85})
    ax.set_xlim(0, len(years))
    year_labels(ax, years, each)
    label_rows(ax, labels.tolist(), room)
    for spine in ax.spines.values():
        spine.set_color("#CCCCCC")
    counts = rows["coverage"].value_counts()
    figure.alt = say("alt_coverage", lang, n=len(labels), first=years[0], last=years[-1],
                     **{name: int(counts.get(name, 0)) for name in COVERAGE})
    return figure
