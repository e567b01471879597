"""Which measure a figure is in: level, increment, growth, change, share or completion, and with which sign.

Units and verbs decide together: 5% after 增长 is growth, after 占 a share, after 完成预算的 a degree of completion;
300户 after 新增 is an increment, after 增加 a change, after 增加到 a level. In a list the measure of the first figure
holds for the others.
"""

from __future__ import annotations

import re

from helpers import lexicon
from helpers.coordination import share_head, split_items
from helpers.cuewords import words
from helpers.spots import PER_MILLE, PERCENT, POINTS, Claim, Spot, kind_of

NOT_NEW = "能源|型|材料|兴|城|区|农合|闻|经济|质|生|业态|药|一代|媒体|时代|安(?!装)|疆|就业"
INCREMENT = re.compile(
    r"新增(?!债券|专项债|一般债|地方政府|政府债|限额)|净增|增设"
    r"|(?<![创更重])新(?:转化|实施|设|发现|建成|注册|登记|认定|培育|引进|签约|落户|开工|投产|入库|纳统)"
    rf"|(?:^|累计|共|将|全年|年内|力争|再|全市|全区|全县|全省)(?:新(?!{NOT_NEW})|再(?=新|创|建|增|添|培育|引进|开工|打造|盘活))"
)
NEWLY = re.compile(r"新(?P<verb>[一-鿿]{1,3}?)的?\s*$")
AGAIN = re.compile(r"(?<![流程一])再(?:造|建|增|添|创)的?\s*$")
MIXED_NEW = re.compile(
    r"新[(（]?[改扩续]|新建[(（][改扩续]|新[建增](?:及|和|与|、)(?:优化|改造|改善|调整|提升|更新|维修|修缮)|新建(?:改造|[、和及]?[改扩续]+建)|新、[改扩续]|(?:修复|改造|提升|维修|更新)(?:及|和|与|、)新[建造增]"
)
MORE_DONE = re.compile(
    r"(?:^|[年间期月时共])(?:(?P<less>少)|多)(?:引进|完成|建成|实现|获|培育|接待|招收|争取|安排|征收)$"
)
"""多引进33个 is a change."""
OF_NEW = re.compile(r"新增|净增")
GROWTH_NAME = re.compile(
    r"(?:增长|增速|增幅|涨幅|降幅|增长速度|同比增|上涨|下降|减少|降低|增加|提高|上升|下滑|回落).{0,2}$"
)
PROPORTION = re.compile(
    r"(?:占比|比重|比例|占有率|覆盖率|普及率|利用率|达标率|合格率|失业率|城镇化率|参保率|处理率|巩固率|入学率)$"
)
FALLING_NAME = ("降幅", "下降", "降低", "减少")
BETTER_IS_LESS = re.compile(r"浓度|PM|指数")
OWN_BOUND = ("突破", "超", "达", "跨")


def measure_of(spot: Spot, claim: Claim, earlier: Claim | None) -> tuple[str, int]:
    """Measure and sign of a figure; `earlier` is the last figure of its unit in the sentence."""
    found = _inherited(spot, claim) or _by_unit(spot, claim, earlier)
    if "改善" in spot.subject.cues and BETTER_IS_LESS.search(claim.phrase):
        return found[0], -1
    return found


def _inherited(spot: Spot, claim: Claim) -> tuple[str, int] | None:
    """The measure of the figure before, for the second of a pair and for the members of a list."""
    subject, previous = spot.subject, spot.previous
    if previous is None or kind_of(previous.unit) != kind_of(spot.unit) or subject.whole or subject.completion:
        return None
    if previous.pair_from and subject.reaches and not subject.phrase:
        return previous.measure, 1
    listed = (spot.joined or spot.bare) and not spot.quote.startswith(OWN_BOUND)
    if not listed or subject.cues or subject.verb:
        return None
    if previous.measure == "growth" and subject.way == "left" and PROPORTION.search(claim.phrase):
        return None  # 收入增长7%、税占比不低于72%
    no_name_of_its_own = subject.way in ("none", "carried", "right")
    if no_name_of_its_own or previous.measure == "increment" or spot.unit == PERCENT:
        return previous.measure, previous.sign
    return None


def _by_unit(spot: Spot, claim: Claim, earlier: Claim | None) -> tuple[str, int]:
    if "番" in spot.quote:
        return "growth", 1
    if spot.unit in (PERCENT, PER_MILLE, "成"):
        return _of_rate(spot, claim, earlier)
    if spot.unit in POINTS:
        return "change", spot.subject.direction or 1
    if spot.unit in ("倍", "番"):
        return "growth", spot.subject.direction or 1
    return _of_amount(spot, claim, earlier)


def _of_rate(spot: Spot, claim: Claim, earlier: Claim | None) -> tuple[str, int]:
    subject, name = spot.subject, _own_name(claim)
    if subject.completion or name.endswith("完成率"):
        return "completion", 1
    if subject.whole and not subject.cues & {"增长", "下降"}:
        return "share", 1
    if subject.direction and not subject.reaches:
        return "growth", subject.direction
    if (subject.cues & {"占比", "比重", "占"} or "占" in spot.quote) and not subject.direction:
        return "share", 1
    if subject.lead.endswith(("压减", "压缩", "减少", "降低", "削减")) and subject.way == "left":
        return "growth", -1
    follows = subject.way == "carried" and not subject.whole and earlier is not None
    if follows and earlier.measure in ("growth", "share"):
        return earlier.measure, 1 if subject.reaches or claim.role else earlier.sign
    named_growth = GROWTH_NAME.search(name) and not name.endswith(("自然增长率", "增长面", "贡献率"))
    if named_growth or subject.cues & {"增速", "增幅", "涨幅", "降幅"}:
        return "growth", -1 if "降幅" in subject.cues or name.endswith(FALLING_NAME) else 1
    part_of_all = subject.way == "right" or "成" in spot.quote or spot.unit != PERCENT
    return "share" if part_of_all else rate_of(claim.phrase), 1


def rate_of(phrase: str) -> str:
    """What a bare rate of an indicator is: its growth where the lexicon knows it in no share (投资的目标为5%)."""
    known = [lexicon.link(name) for name in share_head(split_items(phrase))]
    grows = known and all(k and "growth" in k.measures and "share" not in k.measures for k in known)
    return "growth" if grows else "share"


def _of_amount(spot: Spot, claim: Claim, earlier: Claim | None) -> tuple[str, int]:
    subject = spot.subject
    said = subject.lead + _own_name(claim)
    if more := MORE_DONE.search(subject.lead):
        return "change", -1 if more["less"] else 1
    newly = INCREMENT.search(said) or words("verb").get(subject.verb) == "increment"
    said_new = newly and not MIXED_NEW.search(said) or subject.cues & {"新增", "净增"}
    said_new = said_new or "再" in subject.cues and subject.cues & words("verb").keys() and not subject.direction
    if said_new or subject.grows or subject.way == "right" and _newly_done(spot.left):
        return "increment", 1
    if subject.direction and not subject.reaches and subject.way != "right":
        return "change", subject.direction
    follows = subject.way == "carried" and (earlier is None or earlier.measure == "increment")
    if follows and OF_NEW.search(claim.phrase):
        return "increment", 1  # 新增就业2019年超过50万人,2020年降到37.1万人
    if subject.lead.endswith(("减少", "减支", "压减支出")) and subject.way == "left" and spot.unit.endswith("元"):
        return "change", -1
    return "level", 1


def _newly_done(left: str) -> bool:
    """新建成的4家…, 新实施300个…: the words before the figure end in 新 and a verb."""
    found = NEWLY.search(left)
    if AGAIN.search(left):
        return True
    return found is not None and (found["verb"] in words("verb") or found["verb"] in ("增", "建", "设", "植", "购"))


def _own_name(claim: Claim) -> str:
    return "" if claim.subject.way in ("carried", "composed") else claim.phrase
