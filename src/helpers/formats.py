"""From the bytes of a file to its lines of text: encodings, HTML pages, Markdown, PDF.

`read_bytes` returns a Raw text, or raises Unreadable with a reason a person understands. The main text of a
page is kept whole: better a line too many than a clause lost.
"""
from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field

import frontmatter
import pypdfium2
import yaml
from lxml import etree, html

from helpers.cleaning import CELL, normalise

TEXT_ENDINGS = {".txt", ".text", ".md", ".markdown"}
HTML_ENDINGS = {".html", ".htm", ".shtml", ".xhtml"}
PDF_ENDINGS = {".pdf"}
ENDINGS = TEXT_ENDINGS | HTML_ENDINGS | PDF_ENDINGS


class Unreadable(ValueError):
    """The file holds no text that can be read; the message says why."""


@dataclass
class Raw:
    """A text before cleaning, and what its file says of it: `known` has keys such as title, date,
    source_url, site.
    """

    text: str
    known: dict[str, str] = field(default_factory=dict)


def read_bytes(data: bytes, ending: str) -> Raw:
    """The text in `data`, read as a file with this `ending` (".txt"); raises Unreadable."""
    ending = ending.lower()
    if ending not in ENDINGS:
        raise Unreadable(f"files ending in '{ending or '(nothing)'}' are not read; give txt, md, html or pdf")
    if not data.strip(b" \t\r\n\x00"):
        raise Unreadable("the file is empty")
    if ending in PDF_ENDINGS or data.startswith(b"%PDF-"):
        raw = read_pdf(data)
    else:
        text = decode(data)
        whole_page = re.match(
            r"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,400}?-->\s*)?<(?:!doctype html|html|head|"
            r"body)\b",
                              text[:4000])
        raw = read_page(text) if ending in HTML_ENDINGS or whole_page else read_marked_text(text)
    if not re.search(r"\w", raw.text):
        raise Unreadable(f"the {'HTML page' if ending in HTML_ENDINGS else 'file'} holds no text")
    return raw


# ---- encodings

_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CHINESE = ["gb18030", "big5hkscs", "utf_16_le", "utf_16_be"]
# Frequent characters of such texts, simplified and traditional: what a right decoding is full of.
_FREQUENT = frozenset(
    "的一是在和年市区了人民政府工作发展经济社会建设增长元亿万个全新大中国项目产业服务加强推进实施完成化高生管理企业"
    "區國發經濟會設長億萬個產業務強進實現與為動"
)


def decode(data: bytes) -> str:
    """`data` as text: by its byte order mark, as UTF-8, by the page's own word, or by what reads as Chinese.

    Raises Unreadable for binary data and for an encoding in which nothing sensible can be read.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        return _sound(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if error.start > len(data) * 0.99 and len(data) > 400:  # a file cut off inside its last character
            return _sound(data[:error.start].decode("utf-8"))
    tries = list(_CHINESE)
    if declared := _DECLARED.search(data[:4096]):
        name = declared.group(1).decode().lower()
        tries.insert(0, "gb18030" if name.startswith("gb") else name)
    best, best_share = None, 0.0
    for encoding in tries:
        try:
            text = data.decode(encoding, errors="replace")
        except LookupError:
            continue
        share = _plausible(text)
        if share > best_share + 0.02:
            best, best_share = text, share
    if best is not None and best_share >= 0.06:
        return _sound(best)
    raise Unreadable("the file is binary or its encoding is unknown: not UTF-8, GB18030, Big5 or UTF-16 text")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _sound(data.decode(encoding, errors="replace"))
    except LookupError as error:
        raise Unreadable(f"the encoding {encoding} is unknown") from error


def _plausible(text: str) -> float:
    """The share of frequent Chinese characters among all that are not ASCII; faults count against it."""
    sample = text[:60_000]
    foreign = [character for character in sample if character > "\x7f"]
    if not foreign:
        return 0.0
    faults = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in foreign)
    return (sum(character in _FREQUENT for character in foreign) - 5 * faults) / len(foreign)


def _sound(text: str) -> str:
    """`text`, unless it is binary data that happens to decode."""
    sample = text[:100_000]
    odd = re.findall(r"[\x00-\x08\x0e-\x1f\ufffd]", sample)
    if len(odd) > 0.02 * len(sample):
        raise Unreadable("the file is binary, not text")
    return text


# ---- text and Markdown

_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|i|em|u|font|table|tbody|tr|td|th|h[1-6]|ul|ol|li|a|img|section|"
    r"article|html|body|center)"
    r"\b[^<>]{0,2000}>", re.IGNORECASE)


def read_marked_text(text: str) -> Raw:
    """Plain text or Markdown, its YAML front matter taken off, HTML inside it and the marks of Markdown
    removed.
    """
    known, body = _front_matter(text)
    if link := re.search(r"<(https?://[^<>\s]+)>", body):
        known.setdefault("link", link.group(1))
    body = re.sub(r"<(?:https?:)?//[^<>\s]*>|<[\w.+-]+@[\w.-]+>", "", body)
    if _TAG.search(body):
        body = _fragment_text(body)
    return Raw(_without_markdown(body), known)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    text = text.lstrip("\ufeff")
    head = text.lstrip()
    if not re.match(r"---[ \t]*\r?\n", head):
        return {}, text
    try:
        post = frontmatter.loads(head)
        known, body = post.metadata, post.content
    except (yaml.YAMLError, ValueError, TypeError):
        # a title with a colon or a tab is no YAML, but its lines can be read one by one
        lines = head.split("\n")
        end = next((n for n, line in enumerate(lines[1:200], 1) if line.strip() == "---"), None)
        if end is None:
            return {}, text
        pairs = (re.match(r"\s*([\w-]+)\s*:\s*(.+)", line) for line in lines[1:end])
        known = {pair.group(1): pair.group(2).strip().strip("\"'") for pair in pairs if pair}
        body = "\n".join(lines[end + 1:])
    if not isinstance(known, dict):
        return {}, text
    given = {str(key).strip().lower(): _as_text(value) for key, value in known.items() if value is not None}
    return given, body


def _as_text(value) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return normalise(str(value)).strip()


def _without_markdown(text: str) -> str:
    text = re.sub(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)", "", text)
    text = re.sub(r"\[([^\[\]\n]{1,300})\]\([^()\n]{0,500}\)", r"\1", text)
    text = re.sub(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+|^[ \t]{0,3}>[ \t]?|^[ \t]*[*+-][ \t]+(?=\S)", "", text)
    text = re.sub(r"\*\*([^*\n]{1,500})\*\*|__([^_\n]{1,500})__", lambda m: m.group(1) or m.group(2), text)
    rows = []
    for line in text.split("\n"):
        if re.fullmatch(r"\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*", line) and "|" in line:
            continue
        if re.fullmatch(r"\s*\|.*\|\s*", line):
            line = CELL.join(cell.strip() for cell in line.strip().strip("|").split("|"))
        rows.append(line)
    return "\n".join(rows)


# ---- HTML

_DROPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "svg", "select", "button", "textarea",
    "nav", "footer", "head", "input", "video", "audio",
})
_HOLDERS = frozenset({"div", "section", "article", "main", "form", "table", "tbody", "tr", "td", "center"})
_BLOCKS = _HOLDERS | {
    "p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "thead", "tfoot",
    "header", "aside", "blockquote", "pre", "hr", "address", "fieldset", "figure", "figcaption", "body",
    "html", "caption",
}
_BANNER = re.compile(r"(?i)(?:^|[\s_-])(?:foot|footer|copyright|nav|menu|breadcrumb|crumb|sidebar|"
                     r"share|topbar|friendlink)"
                     r"(?:$|[\s_-]|er|bar|box|list|\d)")
_FIGURE = re.compile(r"\d(?:[\d.,]*)\s*(?:[%％]|[亿万]|元|家|个|人|公里|吨|平方)")
_PROSE = re.compile(r"[\u4e00-\u9fff0-9０-９]")
_TITLES = ("articletitle", "og:title", "title")
_META = {"pubdate": "pubdate", "publishdate": "pubdate", "article:published_time": "pubdate",
         "contentsource": "source",
         "sitename": "site", "og:site_name": "site", "url": "source_url", "og:url": "source_url"}


def read_page(text: str) -> Raw:
    """The main text of an HTML page as published, one block or table row a line, and what its head says of
    it.
    """
    root = _parse(text)
    if root is None:
        raise Unreadable("the HTML page holds no text")
    known = _page_head(root)
    for element in [e for e in root.iter() if not isinstance(e.tag, str) or e.tag in _DROPPED]:
        _cut(element)
    main = _main_element(root)
    lines = _lines(main)
    body = root.find("body")
    around = _lines(body) if body is not None and main is not body else []
    dated = [line for line in around if len(line) <= 120 and re.search(r"\d{4}", line)]
    known["page"] = "\n".join(dated)[:2000]
    if "title" not in known:
        heading = next((h for h in root.iter("h1", "h2") if len(_words(h)) >= 6), None)
        if heading is not None:
            known["title"] = _words(heading)
    return Raw("\n".join(lines), known)


def _parse(text: str):
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\x00", "")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _cut(element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + " " + tail
    else:
        parent.text = (parent.text or "") + " " + tail
    parent.remove(element)


def _words(element) -> str:
    return " ".join(normalise("".join(element.itertext())).split())


def _page_head(root) -> dict[str, str]:
    known: dict[str, str] = {}
    titles: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip("“”\"' ").lower()
        value = " ".join(normalise(meta.get("content") or "").strip("“”\"' ").split())
        if value and key in _META:
            known.setdefault(_META[key], value)
        if value and key in _TITLES:
            titles[key] = value
    element = next(root.iter("title"), None)
    if element is not None:
        # "title_column_site": the parts after the first name the site
        titles.setdefault("title", re.split(r"\s*[_|]\s*|\s+[-–—]+\s+", _words(element))[0])
    link = next((e for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    if link is not None and link.get("href"):
        known.setdefault("source_url", link.get("href"))
    title = next((titles[key] for key in _TITLES if titles.get(key)), "")
    return {**known, "title": title} if title else known


@dataclass(slots=True)
class _Load:
    """What an element holds: running text (Chinese characters, digits), figures, text in links, links."""

    prose: int = 0
    figures: int = 0
    linked: int = 0
    links: int = 0

    def add(self, text: str | None, in_link: bool) -> None:
        weight = len(_PROSE.findall(text or ""))
        if in_link:
            self.linked += weight
        elif weight:
            self.prose += weight
            self.figures += len(_FIGURE.findall(text))


def _loads(root) -> dict:
    """The load of every element below `root`, everything inside it counted."""
    loads: dict = {}
    links = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            loads[element] = _Load(links=int(element.tag == "a"))
            loads[element].add(element.text, links > 0)
            continue
        links -= element.tag == "a"
        if element is not root:
            above, own = loads[element.getparent()], loads[element]
            above.prose += own.prose
            above.figures += own.figures
            above.linked += own.linked
            above.links += own.links
            above.add(element.tail, links > 0)
    return loads


def _drop_frame(top) -> None:
    """Cut what frames a page: blocks called footer, menu and the like, and blocks that are mostly links."""
    loads = _loads(top)
    framing = [element for element in top.iter() if element is not top and _is_frame(element, loads, top)]
    loads.clear()  # lxml takes quadratic time to free a cut tree whose elements are still held
    for element in framing:
        _cut(element)


def _is_frame(element, loads: dict, top) -> bool:
    load = loads[element]
    if element.tag in ("a", "p", "span", "h1", "h2") or load.figures > 2:
        return False
    label = f"{element.get('id') or ''} {element.get('class') or ''}"
    if _BANNER.search(label) and load.prose < 0.1 * loads[top].prose:
        return True
    return load.links >= 2 and load.prose < 30 and load.linked > 0.6 * load.prose


def _main_element(root):
    """The innermost block with nine tenths of the running text and all but a stray few of the figures."""
    body = root.find("body")
    top = body if body is not None else root
    _drop_frame(top)
    loads = _loads(top)
    chosen = top
    while True:
        heavy = max(chosen, key=lambda child: loads[child].prose, default=None)
        if heavy is None or heavy.tag not in _HOLDERS or not any(child.tag in _BLOCKS for child in heavy) \
                or loads[heavy].prose < 0.9 * loads[top].prose \
                or loads[heavy].figures < loads[top].figures - 2:
            return chosen
        chosen = heavy


def _is_data_table(table) -> bool:
    """A table of cells, not one that only lays out a page: no table inside, short cells, rows of several."""
    if next((e for e in table.iter("table") if e is not table), None) is not None:
        return False
    cells = [len("".join(cell.itertext())) for cell in table.iter("td", "th")]
    rows = sum(1 for _ in table.iter("tr"))
    return bool(cells) and max(cells) <= 400 and len(cells) >= 1.5 * rows


def _lines(element, keep_breaks: bool = False) -> list[str]:
    """The text below `element`: a line for every block, for every row of a data table its cells joined by '
    | '.
    """
    lines: list[str] = []
    line: list[str] = []
    row: list[tuple[str, int, int]] = []
    cell: list[str] = []
    spans: dict[int, tuple[str, int]] = {}
    tables: list[bool] = []

    def put(text: str | None) -> None:
        if not text:
            return
        if tables and tables[-1]:
            cell.append(" ".join(text.split()) if text.strip() else " ")
        elif keep_breaks:
            line.append(text)
        else:
            line.append(re.sub(r"\s+", " ", text))

    def end_line() -> None:
        if "".join(line).strip():
            lines.append("".join(line).strip())
        line.clear()

    def end_cell() -> str:
        text = " ".join("".join(cell).split())
        cell.clear()
        return text

    for event, e in etree.iterwalk(element, events=("start", "end")):
        in_table = bool(tables and tables[-1])
        if event == "start":
            if e.tag == "table":
                end_line()
                spans.clear()
                tables.append(_is_data_table(e))
            elif e.tag in _BLOCKS and e.tag != "caption":
                cell.append(" ") if in_table else end_line()
            put(e.text)
            continue
        if e.tag in ("td", "th"):
            if in_table:
                row.append((end_cell(), _span(e, "colspan"), _span(e, "rowspan")))
            else:
                end_line()
        elif e.tag == "tr" and in_table:
            texts = _spread(row, spans)
            if any(text for text, _, _ in row):
                lines.append(CELL.join(texts).rstrip(" |"))
            row.clear()
            cell.clear()
        elif e.tag == "table":
            if in_table and (text := end_cell()):
                lines.append(text)
            row.clear()
            cell.clear()
            end_line()
            if tables:
                tables.pop()
        elif e.tag == "caption" and in_table:
            if text := end_cell():
                lines.append(text)
        elif e.tag in _BLOCKS:
            cell.append(" ") if in_table else end_line()
        if e is not element:
            put(e.tail)
    end_line()
    return lines


_WIDEST = 60  # columns and rows that a merged cell may take; more is a mistake of the page


def _span(cell, name: str) -> int:
    number = re.fullmatch(r"\s*(\d{1,4})\s*", cell.get(name) or "")
    return min(max(int(number[1]), 1), _WIDEST) if number else 1


def _spread(row: list[tuple[str, int, int]], spans: dict[int, tuple[str, int]]) -> list[str]:
    """The texts of a table row, one for every column, so that headers stand above their figures.

    `row` has text, columns and rows of each cell; `spans` the cells of rows above that reach down to this
    one (column: text, rows left), and is brought up to date. A merged label stands in all its columns and
    rows; a merged figure only in its first, as it was published once.
    """
    texts: list[str] = []

    def fill_from_above() -> None:
        while len(texts) in spans:
            text, left = spans.pop(len(texts))
            if left > 1:
                below[len(texts)] = (text, left - 1)
            texts.append(text)

    below: dict[int, tuple[str, int]] = {}
    for text, across, down in row:
        fill_from_above()
        again = "" if re.fullmatch(r"[\d.,%+\-—~ ]*", text) else text
        for column in range(across):
            if down > 1:
                below[len(texts)] = (again, down - 1)
            texts.append(again if column else text)
    fill_from_above()
    spans.clear()
    spans.update(below)
    return texts


def _fragment_text(text: str) -> str:
    """Text with HTML inside: tags become line ends or nothing, the line ends of the text itself stay."""
    text = re.sub(r"<(?![a-zA-Z/!])", "&lt;", text)
    root = _parse(f"<div>{text}</div>")
    if root is None:
        return text
    for element in list(root.iter("script", "style", "template")):
        _cut(element)
    return "\n".join(_lines(root, keep_breaks=True))


# ---- PDF

_PAGE_NUMBER = re.compile(
    r"[\s—–\-·.]*(?:第\s*)?[\d０-９]{1,4}(?:\s*页)?"
    r"(?:\s*[/／]\s*(?:共\s*)?[\d０-９]{1,4}(?:\s*页)?)?[\s—–\-·.]*"
)


def read_pdf(data: bytes) -> Raw:
    """The text layer of a PDF, page numbers and running heads dropped; raises Unreadable where there is
    none.
    """
    if b"%%EOF" not in data[-4096:]:
        raise Unreadable("the PDF is truncated: its end is missing")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("the PDF is encrypted: it asks for a password" if locked
                         else "the PDF is damaged and cannot be opened") from error
    try:
        pages = []
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            pages.append(_page_lines(text_page))
            text_page.close()
            page.close()
        known = {"title": title} if (title := document.get_metadata_dict().get("Title", "").strip()) else {}
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the PDF is damaged and cannot be read to its end") from error
    finally:
        document.close()
    letters = sum(character.isalnum() for page in pages for line in page for character in line)
    if letters < 10 * max(1, len(pages)):
        raise Unreadable("the PDF has no text layer (a scan?); it needs text recognition first")
    heads = _running_heads(pages)
    lines = [line for page in pages for at, line in enumerate(page)
             if not (at in (0, len(page) - 1) and (_PAGE_NUMBER.fullmatch(line) or _bare(line) in heads))]
    return Raw("\n".join(lines), known)


def _page_lines(text_page) -> list[str]:
    """The lines of a page; one that starts right of the margin is marked as indented by two spaces."""
    placed: list[tuple[str, float, float]] = []
    at = 0
    for line in text_page.get_text_range().split("\n"):
        text = line.rstrip("\r")
        lead = len(text) - len(text.lstrip())
        if text.strip():
            # the box of the line, not of the ink: a comma lies low and a quotation mark high
            left, bottom, _, top = text_page.get_charbox(at + lead, loose=True)
            middle = (bottom + top) / 2
            if placed and abs(placed[-1][2] - middle) < 4 and left > placed[-1][1]:
                text = f"{placed[-1][0]} {text}"  # the rest of a row that a quotation mark has split
                left, middle = placed.pop()[1:]
            placed.append((text.strip(), left, middle))
        at += len(line.encode("utf-16-le")) // 2 + 1  # pdfium counts in UTF-16
    if not placed:
        return []
    margin = Counter(round(left / 5) for _, left, _ in placed).most_common(1)[0][0] * 5
    return [text if left < margin + 15 else f"  {text}" for text, left, _ in placed]


def _bare(line: str) -> str:
    return re.sub(r"[\s\d０-９]+", "", line)


def _running_heads(pages: list[list[str]]) -> set[str]:
    """First and last lines that return, apart from their number, on most pages."""
    if len(pages) < 4:
        return set()
    edges = [_bare(page[at]) for page in pages if page for at in {0, len(page) - 1}]
    return {edge for edge in set(edges) if edge and edges.count(edge) > 0.5 * len(pages)}
