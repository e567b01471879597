"""The sheet that figures are drawn on: fonts, style, colours, words, and room for every text.

A `Picture` is a matplotlib Figure with a text for those who cannot see it. As the last expression of a notebook
cell it is shown once, at a fixed size; `save` writes it as PNG, SVG or PDF. Nothing is laid out by trial: widths
of texts are those of the packaged font (`inches`), rows are as high as their labels need (`Spacing`), so that
nothing overlaps and the same table gives the same bytes. No picture is higher than a printed page (`PAGE`).

Colours are Okabe and Ito's (`lexicon/colours.csv`) and never alone: marks, hatches or words say the same. Fonts
come with the package pylopdf-fonts-zh-cn, so that Chinese renders where no Chinese font is installed.
"""
from __future__ import annotations

import base64
import functools
import hashlib
import io
import re
import textwrap
import unicodedata
from collections import Counter
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers import lexicon

FONT_PACKAGE = "pylopdf_fonts_zh_cn"
FONT = "Noto Sans SC"
# Noto Sans SC has no subscript digits (CO₂); matplotlib's own font steps in for what is missing.
# SVG holds texts as outlines: they show on machines without a Chinese font, and as each character is stored once
# and only referred to afterwards the file is a small part of what an embedded font (8 MB) would make it.
STYLE = {
    "font.family": [FONT, "DejaVu Sans"], "font.size": 9, "axes.titlesize": 9, "axes.labelsize": 8,
    "axes.unicode_minus": True, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "axes.grid.axis": "x", "grid.color": "#E6E6E6", "grid.linewidth": 0.8,
    "xtick.labelsize": 8, "ytick.labelsize": 9, "legend.frameon": False, "legend.fontsize": 8,
    "figure.facecolor": "white", "savefig.facecolor": "white", "hatch.linewidth": 0.6, "hatch.color": "white",
    "svg.hashsalt": "mubiao", "svg.fonttype": "path",
}
# Inches. 8 by 12 is what an A4 page with margins holds.
WIDTH, PAGE, EDGE = 8.0, 12.0, 0.1
BODY = 10.4
DPI, CSS_DPI = 200, 100
COMMA = {"zh": "、", "en": ", "}
SEMICOLON = {"zh": "；", "en": "; "}
INK, QUIET = "#222222", "#666666"
FORMATS = ("png", "svg")
SVG_STYLE = "stroke-linejoin: round; stroke-linecap: butt; max-width: 100%; height: auto"


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
    """A Figure of the project: drawn in its style, shown and saved with its alternative text.

    `shown_as` is the format in which notebooks show pictures, 'png' or 'svg'; `show_as` sets it.
    """

    alt: str = ""
    shown_as: str = "png"
    head: float = 0.0

    def draw(self, renderer) -> None:
        # Ticks and their labels come into being while drawing: the style must hold then, too.
        with matplotlib.rc_context(STYLE):
            super().draw(renderer)

    def panel(self, left: float, top: float, width: float, height: float, **more) -> Axes:
        """Axes at a place in inches: `left` from the left edge, `top` below title and notes."""
        full = self.get_size_inches()[1]
        return self.add_axes((left / WIDTH, 1 - (self.head + top + height) / full, width / WIDTH, height / full),
                             **more)

    def png(self) -> bytes:
        """The picture as PNG, 200 dots per inch; the same figure gives the same bytes."""
        return self._written("png", dpi=DPI)

    def pdf(self) -> bytes:
        """The picture as PDF with its glyphs; the same figure gives the same bytes."""
        return self._written("pdf", metadata={"CreationDate": None, "Title": self._title()})

    def svg(self) -> str:
        """The picture as an SVG element that needs no font and that screen readers read as one image.

        Its alternative text is its description. Ids begin with a hash of the drawing, so that several can
        stand in one page; the same figure gives the same text.
        """
        drawn = self._written("svg", metadata={"Date": None, "Creator": None}).decode("utf-8")
        own = "p" + hashlib.sha256(drawn.encode()).hexdigest()[:8]
        # A style sheet inside would hold for the whole page around; the element hands the same on to its parts.
        drawn = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", drawn[drawn.index("<svg"):],
                       flags=re.DOTALL)
        # What is marked in every panel (target, met) would be an id several times over: a class it may be.
        times = Counter(re.findall(r'\bid="([^"]+)"', drawn))
        drawn = re.sub(r'\bid="([^"]+)"',
                       lambda found: f'{"id" if times[found[1]] == 1 else "class"}="{own}-{found[1]}"', drawn)
        drawn = re.sub(r'(href="#|url\(#)', rf"\1{own}-", drawn)
        tag, rest = drawn.split(">", 1)
        return (f'{tag} role="img" aria-labelledby="{own}-name {own}-alt" style="{SVG_STYLE}">\n'
                f' <title id="{own}-name">{escape(self._title())}</title>\n'
                f' <desc id="{own}-alt">{escape(self.alt)}</desc>{rest}')

    def save(self, path: str | Path) -> Path:
        """Write the picture to `path` in the format of its ending (.png, .svg or .pdf) and return the path.

        Raises ValueError for another ending.
        """
        path = Path(path)
        write = {".png": self.png, ".svg": self.svg, ".pdf": self.pdf}.get(path.suffix.lower())
        if write is None:
            raise ValueError(f"{path.name}: pictures are written as .png, .svg or .pdf")
        content = write()
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def _written(self, kind: str, **options) -> bytes:
        file = io.BytesIO()
        with matplotlib.rc_context(STYLE):
            self.savefig(file, format=kind, **options)
        return file.getvalue()

    def _title(self) -> str:
        return " ".join(text.get_text().replace("\n", " ") for text in self.texts if text.get_gid() == "title")

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.shown_as == "svg":
            # As HTML it stands in the page itself; as image/svg+xml pages would hold it without its description.
            return {"text/html": self.svg(), "text/plain": self.alt}, {}
        width, height = (round(side * CSS_DPI) for side in self.get_size_inches())
        image = base64.b64encode(self.png()).decode("ascii")
        return ({"image/png": image, "text/plain": self.alt},
                {"image/png": {"alt": self.alt, "width": width, "height": height}})


def show_as(kind: str) -> None:
    """Show the pictures of this process as 'png' (as at the start) or 'svg', which stays sharp at any size.

    Raises ValueError for another format.
    """
    if kind not in FORMATS:
        raise ValueError(f"pictures are shown as {' or '.join(FORMATS)}, not {kind!r}")
    Picture.shown_as = kind


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in lexicon.table("figure_words", needs=["id", "zh", "en"])}


def say(name: str, lang: str, **values) -> str:
    """The words `name` of lexicon/figure_words.csv in `lang` with {values} filled in; KeyError without such a
    row."""
    return _words()[name][lang].format(**values)


@functools.cache
def _colours() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in lexicon.table("colours", needs=["name", "colour"], unique=["name"])}


def look(name: str) -> dict[str, str]:
    """How a thing is drawn: its `colour`, `marker` and `hatch`. Raises KeyError where lexicon/colours.csv does not
    name it."""
    if name not in _colours():
        raise KeyError(f"lexicon/colours.csv has no row {name!r}")
    return _colours()[name]


def colour(name: str) -> str:
    """The colour of a thing in figures. Raises KeyError where lexicon/colours.csv does not name it."""
    return look(name)["colour"]


def mark(name: str, label: str, hollow: bool = False, size: float = 6) -> Line2D:
    """The legend entry of a mark."""
    return Line2D([], [], linestyle="", marker=look(name)["marker"], markersize=size, color=colour(name),
                  markerfacecolor="white" if hollow else colour(name), label=label)


def patch(name: str, label: str) -> Patch:
    """The legend entry of an area; its border shows where the area is white."""
    pale = colour(name) == "#FFFFFF"
    return Patch(facecolor=colour(name), hatch=look(name)["hatch"], edgecolor="#CCCCCC" if pale else "white",
                 label=label)


@functools.cache
def _face() -> FT2Font:
    return FT2Font(FONT_PATH)


@functools.lru_cache(maxsize=20_000)
def inches(text: str, size: float) -> float:
    """Width of the widest line of `text` in inches, set in the packaged font at `size` points."""
    face = _face()
    face.set_size(size, 720)
    widest = 0
    for line in text.split("\n"):
        # A character that the font lacks is set in another one, about as wide as a capital.
        face.set_text("".join(sign if face.get_char_index(ord(sign)) else "M" for sign in line), 0.0)
        widest = max(widest, face.get_width_height()[0])
    return widest / 64 / 720


def width(text: str) -> int:
    """Columns that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, columns: int) -> str:
    """`text` in lines of about equal length, at most `columns`; words and numbers stay whole."""
    columns = min(columns, -(-width(text) // -(-width(text) // columns)) + 2) if text else columns
    if text.isascii():
        return textwrap.fill(text, columns + 4, break_long_words=False)
    lines, line = [], ""
    for part in re.findall(r"[A-Za-z0-9.%/&]+|.", text):
        # Closing marks do not begin a line.
        if line and width(line + part) > columns and part not in "，。、）)；：”":
            lines.append(line)
            line = ""
        line += part
    return "\n".join([*lines, line])


class Spacing(NamedTuple):
    """How high the rows of a list are: the size of its letters, the height of a line, the room around a label."""

    font: float
    line: float
    pad: float

    def room(self, label: str) -> float:
        """Height in inches of a row with this label."""
        return self.pad + self.line * (1 + label.count("\n"))

    def places(self, labels: list[str]) -> tuple[np.ndarray, float]:
        """Where the middle of each row is, in inches from the top, and how high they are together."""
        rooms = np.array([self.room(label) for label in labels])
        return np.cumsum(rooms) - rooms / 2, float(rooms.sum())

    def edges(self, labels: list[str]) -> np.ndarray:
        """Where the rows begin and end, in inches from the top."""
        return np.cumsum([0.0, *map(self.room, labels)])


LOOSE, DENSE = Spacing(9, 0.156, 0.174), Spacing(7.5, 0.13, 0.17)
LEAST_PAD = {9: 0.06, 7.5: 0.035}


def spacing(labels: list[str], room: float) -> Spacing | None:
    """The most generous spacing in which rows with these labels fit into `room` inches; None where none does."""
    lines = sum(1 + label.count("\n") for label in labels)
    for wish in (LOOSE, DENSE):
        pad = min(wish.pad, (room - lines * wish.line) / max(len(labels), 1))
        if pad >= LEAST_PAD[wish.font]:
            return wish._replace(pad=pad)
    return None


def first_rows(labels: list[str], room: float) -> tuple[int, Spacing]:
    """How many rows, from the first, `room` inches hold, at least one; and their spacing."""
    for count in range(len(labels), 1, -1):
        fit = spacing(labels[:count], room)
        if fit:
            return count, fit
    return 1, spacing(labels[:1], room) or DENSE


def sheet(title: str, notes: list[str], body: float, marks: list | None = None, lang: str = "zh") -> Picture:
    """A picture with title, notes and legend around room for axes of `body` inches; empty notes are left out."""
    title = wrap(title, 94)
    notes = wrap(SEMICOLON[lang].join(note for note in notes if note), 126)
    marks = marks or []
    columns = _legend_columns([handle.get_label() for handle in marks])
    head = 0.16 + 0.2 * (1 + title.count("\n"))
    below = 0.05 + 0.15 * (1 + notes.count("\n")) if notes else 0
    foot = 0.12 + 0.2 * -(-len(marks) // columns) if marks else 0.05
    full = round(head + below + body + foot, 2)
    picture = Picture(figsize=(WIDTH, full))
    picture.head = head + below
    left = EDGE / WIDTH
    picture.text(left, 1 - EDGE / full, title, ha="left", va="top", fontsize=11, color=INK, gid="title")
    if notes:
        picture.text(left, 1 - head / full, notes, ha="left", va="top", fontsize=8, color=QUIET, gid="note",
                     linespacing=1.25)
    if marks:
        picture.legend(handles=marks, loc="lower left", bbox_to_anchor=(0.06 / WIDTH, 0.02 / full), ncols=columns,
                       borderaxespad=0, borderpad=0.4, handletextpad=0.6, columnspacing=1.6)
    return picture


def _legend_columns(labels: list[str]) -> int:
    for columns in range(len(labels), 1, -1):
        deep = -(-len(labels) // columns)
        widths = [max(inches(label, 8) for label in labels[start:start + deep])
                  for start in range(0, len(labels), deep)]
        if sum(widths) + 0.5 * len(widths) < WIDTH - 0.3:
            return columns
    return 1


def empty(title: str, lang: str) -> Picture:
    """A picture that says that there is nothing to show."""
    picture = sheet(title, [], 1.0, lang=lang)
    picture.text(0.5, 0.35, say("empty", lang), ha="center", va="center", color=QUIET, fontsize=12)
    picture.alt = f"{title}：{say('empty', lang)}" if lang == "zh" else f"{title}. {say('empty', lang)}."
    return picture


def label_rows(axes: Axes, labels: list[str], room: Spacing, shown: bool = True) -> np.ndarray:
    """Make the y axis a list of rows, as high as their labels need, counted in inches from the top.

    Returns the middle of each row. Without `shown` the labels are left to the axes beside.
    """
    middle, height = room.places(labels)
    axes.set_ylim(height, 0)
    axes.set_yticks(middle, labels if shown else [""] * len(labels), linespacing=1.2, fontsize=room.font)
    axes.tick_params(axis="y", length=0)
    return middle


def label_width(labels: list[str], size: float) -> float:
    """Inches that row labels take, with the gap to their axes."""
    return max((inches(label, size) for label in labels), default=0) + 0.12


def small(room: Spacing) -> float:
    """The size of letters beside or inside rows of this spacing."""
    return min(8, room.font)


def limits_with_texts(
    span: tuple[float, float], left: tuple[np.ndarray, np.ndarray], right: tuple[np.ndarray, np.ndarray],
    room: float,
) -> tuple[float, float]:
    """Limits of an axis of `room` inches that holds `span` and texts that end at left[0] and begin at right[0].

    The second of each pair is the width of these texts in inches, which must be less than `room` together.
    """
    low, high = span
    for _ in range(30):
        inch = (high - low or 1) / room
        low = min(span[0], np.min(left[0] - left[1] * inch, initial=span[0]))
        high = max(span[1], np.max(right[0] + right[1] * inch, initial=span[1]))
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def cells(axes: Axes, edges: np.ndarray, shade: np.ndarray, said: np.ndarray, colours, ends: tuple[float, float],
          size: float):
    """Coloured cells with white lines between them and `said` in each; missing ones (NaN) show the ground.

    `edges` are the rows' upper and lower ends, counted downwards; columns end at 0, 1, 2, … Returns the mesh.
    """
    mesh = axes.pcolormesh(np.arange(shade.shape[1] + 1), edges, np.ma.masked_invalid(shade), cmap=colours,
                           vmin=ends[0], vmax=ends[1], edgecolor="white", linewidth=0.8)
    # White is legible on the darkest shades only.
    dark = np.abs(shade - sum(ends) / 2) > 0.35 * (ends[1] - ends[0])
    middle = (edges[1:] + edges[:-1]) / 2
    for row, column in np.argwhere(said != ""):
        axes.text(column + 0.5, middle[row], said[row, column], ha="center", va="center", fontsize=size,
                  color="white" if dark[row, column] else INK)
    axes.set_xlim(0, shade.shape[1])
    axes.set_ylim(edges[-1], edges[0])
    axes.tick_params(length=0)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return mesh


def year_room(room: float) -> float:
    """Inches below a table whose columns are `room` inches wide that the years take."""
    return 0.42 if _upright(room) else 0.26


def _upright(room: float) -> bool:
    return room < inches("2024", 8) + 0.06


def year_labels(axes: Axes, years: list[int], room: float) -> None:
    """Label the columns of a table by year, upright where `room` inches a column are too few; at 0.5, 1.5, …"""
    upright = _upright(room)
    axes.set_xticks(np.arange(len(years)) + 0.5, [str(year) for year in years], fontsize=7.5 if upright else 8,
                    rotation=90 if upright else 0)
    axes.tick_params(length=0)
    axes.grid(False)


def year_ticks(years: list[int], room: float) -> list[int]:
    """As many years as labels fit beside each other in `room` inches, evenly spaced, the last among them."""
    fit = max(1, int(room / (inches("2024", 8) + 0.14)))
    if len(years) <= fit:
        return years
    if fit == 1:
        return years[-1:]
    step = -(-(len(years) - 1) // (fit - 1)) if fit > 2 else len(years) - 1
    return years[::-1][::step][::-1]
