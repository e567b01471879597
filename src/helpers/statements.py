"""Who says which figure of what, for when, and in which role: the statements of a document.

`structure` gives the sentences and the period they speak of, `quantities` the figures, `claims` and `unnumbered` what
each is said of, `periods` its year. Here they become rows: linked to the lexicon, booked under the place they are of,
in base units, with the doubts that a reviewer should sort by.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import asdict, dataclass, replace

import pandas as pd

from helpers import lexicon, phrases, places, tables
from helpers.claims import read_claims
from helpers.cuewords import words
from helpers.numerals import readable
from helpers.owners import place_claims
from helpers.periods import date_claims
from helpers.quantities import Quantity, find_quantities
from helpers.spots import PER_MILLE, PERCENT, Claim
from helpers.structure import Sentence, read_clock, read_sentences
from helpers.units import base_of
from helpers.unnumbered import read_structure_ratio, read_unnumbered

ROLE = {"review": "actual", "plan": "target", "background": "context"}
YEARLY = re.compile(r"年均(?!浓度|值|气温|收入|降水)|年平均(?!浓度|值|气温)|两年平均")
ESTIMATE = re.compile(
    r"预计|(?<![于超合达过])预期(?!性|目标|值|增长目标|水平|进度|计划|任务)|初步核算|初步统计|快报|可完成"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure said of one indicator; the fields are the columns of the table `statements` (see `tables`)."""

    statement_id: str
    doc_id: str
    start: int
    end: int
    quote: str
    sentence: str
    section: str
    place: str | None
    adcode: str | None
    indicator: str
    indicator_id: str | None
    role: str
    estimated: bool
    year: int | None
    year_from: int | None
    period: str
    measure: str
    comparator: str
    value: float | None
    value_high: float | None
    unit: str | None
    base_value: float | None
    base_high: float | None
    base_unit: str | None
    base_year: int | None
    average: bool
    basis: str | None
    effort: str | None
    confidence: float
    doubts: str
    correction: str | None = None


def extract_statements(document) -> list[Statement]:
    """Every figure that `document` says of an indicator, in the order of the text.

    `document` needs the fields of `documents.Document`. Figures that are background or criteria come with the role
    `context`; nothing is raised for odd text, and the time grows with its length.
    """
    clock, figures = read_clock(document), find_quantities(document.text)
    result: list[Statement] = []
    at, account, told, balance = 0, None, "", ""
    for sentence in read_sentences(document):
        own = []
        while at < len(figures) and figures[at].start < sentence.end:
            if figures[at].start >= sentence.start and figures[at].end <= sentence.end:
                own.append(_shifted(figures[at], -sentence.start))
            at += 1
        sentence = replace(sentence, text=readable(sentence.text))
        account = _account(sentence, account)
        claims = _claims(sentence, own, told, balance)
        owners, dated = place_claims(document, sentence.text, claims), date_claims(sentence, claims, clock)
        for claim, whose, (period, unsure) in zip(claims, owners, dated, strict=True):
            told = claim.topic or told
            if ACCOUNT.search(claim.topic) and claim.topic.endswith(("收入", "支出")):
                balance = claim.topic
            result += _rows(document, sentence, claim, whose, period, unsure, account)
    return result


def _shifted(q: Quantity, by: int) -> Quantity:
    return replace(
        q, start=q.start + by, end=q.end + by, number_start=q.number_start + by, number_end=q.number_end + by
    )


def _claims(sentence: Sentence, figures: list[Quantity], told: str, balance: str) -> list[Claim]:
    """All claims of a sentence, with figures and without, in the order of its text."""
    text = sentence.text
    ratio = read_structure_ratio(text)
    figures = [q for q in figures if not any(c.clause[0] <= q.start < c.clause[1] for c in ratio)]
    claims = read_claims(text, figures, told, balance) + ratio
    heading = sentence.section.endswith(text.strip(" \n。.:："))
    claims += read_unnumbered(text, claims, sentence.period.stance == "plan" and not heading, sentence.is_goal)
    return sorted(claims, key=lambda c: (c.start, c.end))


def _rows(document, sentence, claim, whose, period, unsure, account) -> list[Statement]:
    """The statements of one claim: one for every indicator and place that it is said of."""
    text = sentence.text
    left = text[claim.clause[0] : claim.start]
    role = "context" if claim.context else claim.role or ROLE[period.stance]
    average = claim.measure == "growth" and YEARLY.search(left) is not None
    base_year, year_from = claim.subject.base_year, period.year_from
    if year_from and claim.measure in ("growth", "change") and claim.subject.compared:
        year_from = None  # ahead of the country's average by so much: no change over the years
    elif year_from and claim.measure in ("growth", "change") and not average:
        base_year, year_from = base_year or year_from - 1, None  # five years' growth is against the year before them
    kind = "year" if period.kind == "span" and not year_from else period.kind
    if role == "target" and "reference" in claim.doubts and kind != "span":
        kind = "year"  # what half a year is measured by is the goal of the whole
    place, adcode = whose
    joint = claim.subject.joint if len(claim.subject.joint) > 1 else (_without_home(document, claim.phrase),)
    names = []
    for said in joint:
        regions, name = _regions(document, said)
        names += [(name, region) for region in regions or [whose]]
    doubts = [*claim.doubts, *unsure, *(["other_place"] if place != document.place else [])]
    start, end, quantity = sentence.start + claim.start, sentence.start + claim.end, claim.quantity

    def signed(value):
        return None if value is None else claim.sign * value

    rows, level = [], _level(document, sentence)
    for name, (whose, code) in dict.fromkeys(names):
        linked = _link(name, claim, level, account)
        unsure_of = list(dict.fromkeys(doubts if linked else [*doubts, "unlisted"]))
        key = f"{document.doc_id}:{start}:{end}:{name}:{whose}:{claim.measure}"
        rows.append(Statement(
            statement_id=hashlib.sha256(key.encode()).hexdigest()[:16], doc_id=document.doc_id, start=start, end=end,
            quote=document.text[start:end], sentence=text.strip(), section=sentence.section, place=whose, adcode=code,
            indicator=name, indicator_id=linked.id if linked else None, role=role,
            estimated=role == "actual" and ESTIMATE.search(text[: claim.end]) is not None, year=period.year,
            year_from=year_from, period=kind,
            measure=claim.measure, comparator=claim.comparator,
            value=signed(claim.value), value_high=signed(claim.high), unit=claim.unit,
            base_value=signed(quantity.base_value) if quantity else signed(claim.value),
            base_high=signed(quantity.base_high) if quantity else None,
            base_unit=quantity.base_unit if quantity else claim.unit, base_year=base_year, average=average,
            basis=claim.subject.basis or None, effort=next((w for w in words("effort") if w in left), None),
            confidence=_confidence(unsure_of), doubts="|".join(unsure_of),
        ))  # fmt: skip
    return rows


@functools.cache
def _weights() -> dict[str, float]:
    return {row["doubt"]: float(row["weight"]) for row in lexicon.table("doubts", unique=["doubt"])}


def _confidence(doubts: list[str]) -> float:
    """The chance that a row is right: the product of the weights of its doubts (lexicon/doubts.csv)."""
    confidence = _weights()["base"]
    for doubt in set(doubts):
        confidence *= _weights()[doubt]
    return round(confidence, 3)


ACCOUNT = re.compile(r"一般公共(?:预算|收入|支出|财政)|政府性基金|国有资本经营|社会保险基金")
LEVEL = re.compile(
    r"(?<![分各])(经开区|开发区|高新区|新区|市本级|区本级|县本级|省本级|自治区本级|市级|区级|县级|省级)"
    r"(?!以上|下达|部门|单位)"
)
SPOKEN_LEVEL = re.compile(r"^(?:全|市|区|县|省|自治区)(?:市|区|县|省)?(?:本?级)?|地方")


def _account(sentence: Sentence, before: str | None) -> str | None:
    """Which of the four budgets a sentence speaks of: the last that it names, else the one before it."""
    named = ACCOUNT.findall(sentence.text)
    return named[-1] if named else before


def _level(document, sentence: Sentence) -> str:
    """The level whose own budget the nearest heading, or the label that opens the sentence, announces; '' for all.

    A district has no level below it that keeps a budget of weight: its own is the whole.
    """
    if not (document.adcode or "").endswith("00"):
        return ""
    for words_said in (sentence.text[:14], *reversed(sentence.section.split(" / "))):
        if "全市" in words_said or "全省" in words_said:
            return ""
        if found := LEVEL.findall(words_said):
            return found[-1]
    return ""


def _link(name: str, claim: Claim, level: str, account: str | None):
    """The indicator of a phrase, None where it names none or its figure cannot be one.

    The verb before a phrase helps where only both together name one (改造 + 农村危房). Under a heading on a level's own
    budget the level belongs to the name; items that every budget has (收入总计) are linked in the general budget alone.
    """
    subject = claim.subject
    other_account = account is not None and not account.startswith("一般公共")
    if not name or subject.owner or name in words("account") and other_account:
        return None
    if level and level.endswith("区") and not name.startswith(level):
        return None  # a zone's own budget
    for whole in (name, subject.lead + name, subject.verb + name, name + subject.verb):
        found = lexicon.link(whole) if len(whole) < 40 else None
        if found and level and not SPOKEN_LEVEL.match(name):
            found = lexicon.own_level(found)
        if found and _fits(found, claim):
            return found
    return None


def _fits(indicator, claim: Claim) -> bool:
    """Whether a figure of this unit and measure can be one of the indicator's: 22200张 are no hospitals."""
    if claim.measure in ("level", "increment") and claim.unit and indicator.units:
        return base_of(claim.unit)[1] in {base_of(unit)[1] for unit in indicator.units}
    rate = "share" in indicator.measures or bool({PERCENT, PER_MILLE} & set(indicator.units))
    return claim.measure != "share" or rate


def _without_home(document, phrase: str) -> str:
    """A phrase without the name of the document's own place before it (河东区实现地区生产总值)."""
    home = places.by_adcode(document.adcode)
    for name in (home.full_name, home.name) if home else ():
        rest = phrase.removeprefix(name)
        if rest != phrase and len(rest) > 2:
            return phrases.read_left(rest).phrase or rest
    return phrase


def _regions(document, phrase: str) -> tuple[list[tuple[str, str]], str]:
    """The parts of the document's place that a phrase opens with, and its rest: 甲市、乙市经济总量 is said of both."""
    home = (document.adcode or "").rstrip("0")
    found: list[tuple[str, str]] = []
    at = 0
    for mention in places.mentions(phrase) if home and len(home) < 6 else ():
        if phrase[at : mention.start].strip("、和与及") or mention.start > at + 1:
            break
        inside = [p for p in mention.candidates if p.adcode.startswith(home) and p.adcode != document.adcode]
        if len(inside) != 1:
            break
        found.append((inside[0].full_name, inside[0].adcode))
        at = mention.end
    rest = phrase[at:]
    return (found, rest) if found and len(rest) > 1 and lexicon.link(rest) else ([], phrase)


def statement_table(statements: list[Statement]) -> pd.DataFrame:
    """The statements as table `statements` (see `tables.STATEMENTS`), sorted by document and offset."""
    return tables.as_table("statements", [asdict(s) for s in statements])
