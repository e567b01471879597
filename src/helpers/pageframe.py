"""What is around every page: one HTML file that loads nothing from anywhere.

The page's own policy (Content-Security-Policy) forbids every request and every script but our own, which it names by
its hash, so a text that smuggles markup past the escaping of `evidence` still does nothing. What the script adds
(sorting, search, saving figures) is not needed to read a page.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import re
from pathlib import Path

from markupsafe import Markup, escape
from PIL import Image

from helpers.evidence import templates
from helpers.wording import phrase

FOLDER = Path(__file__).parent / "templates"
COLOURS = 255
"""Of a picture in a page: with a palette it takes a third of the bytes, and flat colours stay what they are."""
LARGE = 200_000
"""Characters above which a picture is shown in less detail: pages must stay small."""
PNG = re.compile(r'(src="data:image/png;base64,)([^"]+)')
SVG = re.compile(r'<svg\b[^>]*\brole="img".*?</svg>', re.DOTALL)
COORDINATE = re.compile(r"scale\([^)]*\)|(\d\.\d\d)\d+")
"""Numbers to be cut; the factor by which a glyph is drawn smaller stays, as it has few digits that count."""
HEADING_OR_TABLE = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>|<table class=\"data[^>]*>(?!\s*<caption)", re.DOTALL)


def page(body: Markup, language: str, *, title: str, toc: list[tuple[str, str]] | None = None, notebook: str = "",
         extra_style: str = "") -> str:
    """The whole page around `body`: `toc` has (id, words) of its sections, `notebook` is the executed notebook that it
    was made of.
    """
    return (
        templates()
        .get_template("page.html")
        .render(
            say=functools.partial(say, language),
            body=captioned(body),
            language=language,
            title=title,
            toc=toc or [],
            notebook=notebook,
            style=Markup(_asset("style.css") + extra_style),
            script=Markup(_asset("site.js")),
            script_hash=_hash(_asset("site.js")),
        )
    )


def say(language: str, name: str, **values) -> str:
    """A phrase, as templates ask for it."""
    return phrase(name, language, **values)


def captioned(body: str) -> Markup:
    """`body` with the heading above each table as its caption, for those who hear the page and not see it."""
    last = ""

    def step(found: re.Match) -> str:
        nonlocal last
        if found[1]:
            last = Markup(found[2]).striptags().removesuffix("¶")
            return found[0]
        return found[0] + (f'<caption class="unseen">{escape(last)}</caption>' if last else "")

    return Markup(HEADING_OR_TABLE.sub(step, body))


def lighter(body: str) -> str:
    """`body` with its pictures in fewer bytes that look the same: PNG with a palette, SVG in hundredths of a point."""
    return SVG.sub(lambda found: small_svg(found[0]), PNG.sub(lambda found: found[1] + small_png(found[2]), body))


def small_png(encoded: str) -> str:
    """A PNG (base64) in a palette, a LARGE one at five eighths of its size; the same picture gives the same bytes."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    made = _in_palette(picture)
    if len(made) > LARGE:
        smaller = [side * 5 // 8 for side in picture.size]
        made = _in_palette(picture.resize(smaller, Image.Resampling.BOX))
    return min(made, re.sub(r"\s", "", encoded), key=len)


def _in_palette(picture: Image.Image) -> str:
    # Median cut gives up rare colours, such as the ends of a scale, and an octree the white of the page.
    file = io.BytesIO()
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def small_svg(drawn: str) -> str:
    """An SVG element without comments and line breaks, its numbers in hundredths."""
    drawn = re.sub(r"<!--.*?-->", "", drawn, flags=re.DOTALL)
    head, end, rest = drawn.partition("</desc>")  # words keep their numbers
    rest = COORDINATE.sub(lambda found: found[1] or found[0], rest)
    return re.sub(r">\s+<", "><", head + end + re.sub(r"\s*\n\s*", " ", rest))


@functools.cache
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
