"""Money named by what it is for: 投资3000万元,改造5条道路 is an investment in roads, 安排2亿元用于X are funds for X.

The purpose stands after the money, in the clause after it, or in the one before it ("X工程全面完工,完成投资2亿元").
"""

from __future__ import annotations

import re

from helpers import phrases
from helpers.criteria import PROJECT
from helpers.cuewords import words
from helpers.spots import Claim, Spot, is_rate

FUNDS = re.compile(r"^(?:筹集|筹措|安排|投入)?(?:专项)?(?:资金|经费)$")
MONEY = re.compile(r"[元币万亿]$")
WILLING = r"(?:全力|积极|大力|重点|切实|继续)?"
SUPPORT = re.compile(rf"^{WILLING}(?:支持|用于|保障(?!性))")
FOR = re.compile(
    rf"^(?:了)?{WILLING}(?:对|将|(?:专项|主要|重点|全部)?用于|支持|保障(?!性)|推进|落实|开展|推动|实施)+(?:了)?"
)
OF_MONEY = re.compile(r"(?:总|计划|概算|估算)?投资(?:额)?(?:约|近|超)?$")
MONEY_NOUN = re.compile(r"(?:完成|总|计划)?(?:投资|资金|经费)$")
THIS_YEAR = re.compile(r"年内|全年|当年|今年")
FULL_STOP = re.compile(r"[;；:：。]")


def is_size_of_project(spot: Spot) -> bool:
    """总投资5亿元的X项目: the money is said of the noun after it."""
    return bool(OF_MONEY.search(spot.left) and spot.right.startswith("的") and spot.noun and not spot.counted)


def take_money(spot: Spot, claim: Claim) -> None:
    """Mark money that its own clause does not name, and name it where its purpose follows at once."""
    unnamed = not claim.phrase or FUNDS.match(claim.phrase)
    if spot.counted or not unnamed or claim.subject.way == "right" or not MONEY.search(spot.unit):
        return
    heads = words("money")
    before = claim.subject.verb or spot.left.strip()
    verb = next((verb for verb in heads if before.endswith(verb)), "")
    if not verb and not claim.phrase:
        return
    claim.head = "资金" if claim.phrase else heads[verb]
    claim.phrase = claim.topic = ""
    right = spot.right.strip()
    purpose = phrases.read_left(FOR.sub("", right)).phrase if verb or FOR.match(right) else ""
    if purpose and purpose not in words("dependent"):  # 总投资7亿元、年度投资2亿元 are two sums of one thing
        claim.phrase, claim.subject.way = purpose + claim.head, "composed"


def name_money(text: str, clauses: list[tuple[int, int]], claims: list[Claim]) -> None:
    """Name the marked money of a sentence by the clauses around it."""
    with_figures = {claim.clause for claim in claims}
    for at, claim in enumerate(claims):
        if not claim.head or claim.subject.way == "composed":
            continue
        place = clauses.index(claim.clause)
        before = clauses[place - 1] if place else None
        if before is not None and FULL_STOP.search(text[before[1] : claim.clause[0]]):
            before = None
        after = clauses[place + 1] if place + 1 < len(clauses) else None
        holders = [
            _owner(text, before, claims[:at], claim, with_figures),
            _purpose(text, after, claims[at + 1 :], claim),
        ]
        listed = any(c.clause == claim.clause and c.topic and not c.head and not c.context for c in claims[:at])
        if not listed and _looks_ahead(text, after, claim, with_figures):
            holders.reverse()
        holder = next(filter(None, holders), "")
        if not holder and claim.head == "投资":
            told = [c.topic for c in claims[:at] if c.topic and not (c.head or c.context or is_rate(c.unit or ""))]
            holder = told[-1] if told else ""
        claim.phrase = claim.topic = MONEY_NOUN.sub("", holder) + claim.head
        claim.subject.way, claim.subject.joint = "composed", ()
        claim.trust("carried", "no_indicator")
        claim.doubt("composed")


def _looks_ahead(text: str, after, claim: Claim, with_figures: set) -> bool:
    """Whether the purpose is to be looked for after the money first."""
    lead = claim.subject.lead
    if claim.head == "投资":
        return not ("完成" in lead or "累计" in lead or THIS_YEAR.search(lead))
    return after is not None and after not in with_figures and bool(SUPPORT.match(text[slice(*after)].strip()))


def _owner(text: str, before, earlier: list[Claim], claim: Claim, with_figures: set) -> str:
    """What the words before a sum are about: a figure of its clause, the clause before, or a project counted there."""
    named = [c for c in earlier if c.topic and not c.head and not c.context]
    beside = [c.topic for c in named if c.clause == claim.clause and not is_rate(c.unit or "")]
    if beside:
        return beside[-1]
    if before is None:
        return ""
    if before in with_figures:
        last = next((c for c in reversed(earlier) if not c.context), None)
        counted = last is not None and last.clause == before and not last.head and PROJECT.search(last.phrase)
        return last.topic if counted and claim.head == "投资" else ""
    said = text[slice(*before)]
    led = phrases.read_left(said)
    return led.phrase if led.verb and led.phrase else phrases.read_right(said.strip())[0]


def _purpose(text: str, after, later: list[Claim], claim: Claim) -> str:
    """What the clause after a sum does with it."""
    if after is None or FULL_STOP.search(text[claim.clause[1] : after[0]]):
        return ""
    inside = [c for c in later if c.clause == after and not c.context]
    if inside:
        if inside[0].subject.way == "carried":
            return ""
        lead = phrases.read_left(text[after[0] : inside[0].start])
        if not lead.verb and inside[0].subject.way != "right":
            return ""
        if lead.verb and len(inside) > 1 and all(c.subject.way == "right" and c.unit == inside[0].unit for c in inside):
            return "、".join(dict.fromkeys(c.phrase for c in inside))  # 投资2亿元,实施了26公里供水、20公里燃气管网铺设
        return inside[-1].phrase if len(inside) > 1 and not lead.phrase else inside[0].phrase
    said = text[slice(*after)].strip()
    bare = FOR.sub("", said)
    led = phrases.read_left(bare)
    return led.phrase if led.verb or bare != said else ""
