"""The embedded digests and their gold: complete, traceable, in their own words, and fit for achievement."""
import json
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from helpers.gold import plain, read_gold

ROOT = Path(__file__).parents[1]
RAW, GOLD = ROOT / "data/raw", ROOT / "data/gold"
SHARED = Path(os.environ.get("MUBIAO_SHARED", ROOT.parent / "shared"))
DIGESTS = sorted(path for path in RAW.glob("*.md") if path.name != "README.md")
PLACES = {f"天津市{name}" for name in (
    "", "和平区", "河东区", "河西区", "南开区", "河北区", "红桥区", "东丽区", "西青区", "津南区", "北辰区",
    "武清区", "宝坻区", "滨海新区", "宁河区", "静海区", "蓟州区")}


def parts(path: Path) -> tuple[dict, str]:
    """Front matter and body of a digest."""
    _, front, body = path.read_text(encoding="utf8").split("---\n", 2)
    return yaml.safe_load(front), body


@pytest.fixture(scope="module")
def gold():
    return read_gold(GOLD / "digests.jsonl")


def test_there_are_enough_digests_of_enough_places():
    places = {parts(path)[0]["district"] for path in DIGESTS}
    assert len(DIGESTS) >= 12 and len(places) >= 6


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_a_digest_says_what_it_is_and_where_it_comes_from(path):
    front, body = parts(path)
    assert {"title", "district", "date", "source_url", "kind"} <= set(front) <= {
        "title", "district", "date", "source_url", "kind", "further_sources"}
    assert front["kind"] == "digest" and front["district"] in PLACES
    assert front["title"].startswith(front["district"].removeprefix("天津市") or "天津市")
    assert re.fullmatch(r"20[12]\d-\d\d(-\d\d)?", str(front["date"]))
    assert all(url.startswith("http") for url in [front["source_url"], *front.get("further_sources", [])])
    assert 200 <= len(plain(body)) <= 750
    assert path.name.isascii() and f"({path.name})" in (RAW / "README.md").read_text(encoding="utf8")


def test_every_digest_is_annotated_from_end_to_end(gold):
    counts = Counter(claim.doc for claim in gold.claims if claim.counted)
    assert set(counts) == {path.name for path in DIGESTS}
    assert min(counts.values()) >= 8
    assert all(not window.first and not window.last for window in gold.windows)


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_every_clause_stands_once_and_no_number_is_left_over(path, gold):
    body = plain(parts(path)[1])
    left = list(body)
    for claim in gold.claims:
        if claim.doc != path.name:
            continue
        assert body.count(claim.clause) == 1, claim.clause
        start = body.index(claim.clause) + claim.clause.index(claim.quote)
        left[start:start + len(claim.quote)] = "·" * len(claim.quote)
    rest = re.sub(r"20\d\d(?=年|—20\d\d年)|PM2\.5", "", "".join(left))
    assert not re.search(r"\d|百分之|[二三四五六七八九十百千万]+[家项所户处万亿]", rest), rest


def test_a_value_is_the_number_of_its_quote(gold):
    for claim in gold.claims:
        numbers = re.findall(r"\d+(?:\.\d+)?", claim.quote)
        if claim.value is not None and numbers:
            assert abs(claim.value) == float(numbers[0]), claim
            assert claim.value_high is None or claim.value_high == float(numbers[-1])
            assert claim.unit in claim.quote.replace("余", "")


def test_every_part_of_the_grammar_occurs(gold):
    measures = {claim.measure for claim in gold.claims}
    assert measures >= {"level", "increment", "growth", "change", "share", "completion"}
    assert {c.comparator for c in gold.claims} >= {
        "eq", "approx", "ge", "gt", "le", "between", "sync", "positive", "steady", "assigned"}
    rows = [json.loads(line) for line in (GOLD / "digests.jsonl").read_text(encoding="utf8").splitlines()]
    assert any(row.get("average") for row in rows) and any(row.get("base_year") for row in rows)
    assert any(row["year_from"] and row["year"] - row["year_from"] == 4 for row in rows)
    assert any(row["value"] is not None and not re.search(r"\d", plain(row["quote"])) for row in rows)
    units = {row["unit"] for row in rows}
    assert units >= {"万亿元", "亿元", "万人", "亿美元", "万美元", "%", "个百分点", "微克/立方米"}


def test_targets_meet_results_in_several_places_and_years(gold):
    district = {path.name: parts(path)[0]["district"] for path in DIGESTS}
    roles = defaultdict(set)
    for claim in gold.claims:
        if claim.measure in ("level", "growth", "share", "increment"):
            roles[district[claim.doc], claim.year, claim.indicator, claim.measure].add(claim.role)
    pairs = {(place, year) for (place, year, *_), found in roles.items() if {"target", "actual"} <= found}
    assert len({place for place, _ in pairs}) >= 5 and len({year for _, year in pairs}) >= 3


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason=f"no real texts in {SHARED} (set MUBIAO_SHARED)")
def test_no_sentence_is_taken_over_from_a_real_text():
    reach = 25
    known = set()
    for path in (SHARED / "corpus").rglob("*.txt"):
        raw = path.read_bytes()
        try:
            text = plain(raw.decode("utf8"))
        except UnicodeDecodeError:
            text = plain(raw.decode("gb18030", errors="replace"))
        known.update(text[i:i + reach] for i in range(len(text) - reach + 1))
    for path in DIGESTS:
        body = plain(parts(path)[1])
        shared = [body[i:i + reach] for i in range(len(body) - reach + 1) if body[i:i + reach] in known]
        assert not shared, (path.name, shared[0])


@pytest.mark.skipif(not (SHARED / "facts").is_dir(), reason=f"no facts in {SHARED} (set MUBIAO_SHARED)")
def test_every_number_traces_to_a_published_fact(gold):
    """Figures in digits stand in the table of facts or a source text; changes and sums follow from two."""
    facts = (SHARED / "facts/tianjin_facts.csv").read_text(encoding="utf8")
    sources = "".join(path.read_text(encoding="utf8") for path in (SHARED / "corpus/seeds").glob("*.txt"))
    published = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", plain(facts + sources))}
    for claim in gold.claims:
        if claim.value is None or not re.search(r"\d", claim.quote):
            continue
        value = abs(claim.value)
        known = {value, value * 1e4 if claim.unit.startswith("万") else value} & published
        if not known and claim.comparator == "approx":
            known = {number for number in published if round(number) == value}
        if not known and (claim.measure == "change" or "累计" in claim.clause):
            own = {c.value for c in gold.claims if c.doc == claim.doc and c.value and c.measure != "change"}
            known = {a for a in own for b in own if round(value - abs(a - b), 4) == 0 or value == a + b}
        assert known, claim
