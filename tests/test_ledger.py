"""The ledger on whole examples: which claim is taken, what is counted, what is shown as a conflict."""
from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import ledger
from helpers.tables import LEDGER, STATEMENTS, as_table

DOCUMENTS = as_table("documents", [
    {"doc_id": doc, "path": f"{doc}.txt", "title": doc, "place": place, "adcode": adcode, "kind": kind,
     "issued": issued, "review_year": 2023, "target_year": 2024, "source_url": None, "sha256": doc,
     "text": ""}
    for doc, place, adcode, kind, issued in [
        ("plan", "甲区", "990101", "plan_report", "2024-01-20"),
        ("bulletin", "甲区", "990101", "bulletin", "2024-04-02"),
        ("digest", "甲区", "990101", "digest", "2024-05-01"),
        ("news", "甲区", "990101", "news", "2024-06-01"),
        ("city", "乙市", "990100", "work_report", "2024-01-10"),
    ]])
COUNTER = iter(range(10**9))


def said(doc="plan", value=30.0, unit="亿元", **more):
    """A statement with everything ordinary but what the test is about."""
    scale, base = {"亿元": (1e8, "元"), "万元": (1e4, "元"), "万家": (1e4, "家")}.get(unit, (1.0, unit or ""))
    number = next(COUNTER)
    high = more.get("value_high")
    row = dict.fromkeys(STATEMENTS) | {
        "statement_id": f"s{number:06}", "doc_id": doc, "start": number, "end": number + 1,
        "quote": f"{'' if value is None else f'{abs(value):g}'}{unit or ''}", "sentence": "", "section": "",
        "place": "甲区", "adcode": "990101", "indicator": "一般公共预算收入", "indicator_id": "budget_rev",
        "role": "actual", "estimated": False, "year": 2023, "period": "year", "measure": "level",
        "comparator": "eq",
        "value": value, "unit": unit, "base_value": None if value is None else value * scale,
        "base_high": None if high is None else high * scale, "base_unit": base, "average": False,
        "confidence": 1.0,
    }
    return row | more


def book(*rows, **more):
    return ledger.tabulate(as_table("statements", rows), DOCUMENTS, **more)


def only(*rows, **more):
    table = book(*rows, **more)
    assert len(table) == 1, table
    return table.iloc[0]


def test_one_claim_becomes_one_row_in_base_units():
    row = only(said(value=35.08))
    assert list(row.index) == list(LEDGER)
    assert (row["low"], row["high"], row["unit"]) == (3_508_000_000, 3_508_000_000, "元")
    assert row["step"] == pytest.approx(1e6)
    assert (row["indicator"], row["n_sources"], row["conflict"]) == ("一般公共预算收入", 1, False)


@pytest.mark.parametrize("comparator, value, high, bounds", [
    ("eq", 6.0, None, (6, 6)), ("approx", 6.0, None, (6, 6)), ("ge", 6.0, None, (6, None)),
    ("gt", 6.0, None, (6, None)), ("le", 6.0, None, (None, 6)), ("lt", 6.0, None, (None, 6)),
    ("between", 5.0, 5.5, (5, 5.5)), ("positive", None, None, (None, None)), ("ge", -3.0, None, (None, -3)),
    ("le", -3.0, None, (-3, None)), ("between", -3.0, -3.5, (-3.5, -3)),
])
def test_bounds_follow_the_comparator_and_of_a_fall_its_size(comparator, value, high, bounds):
    row = only(said(value=value, value_high=high, unit="%", measure="growth", comparator=comparator))
    assert tuple(None if pd.isna(row[side]) else row[side] for side in ("low", "high")) == bounds
    assert row["unit"] == "%"


@pytest.mark.parametrize("better, worse", [
    (dict(doc="news"), dict(doc="plan", estimated=True)),
    (dict(doc="plan"), dict(doc="digest")),
    (dict(doc="digest"), dict(doc="news")),
    (dict(doc="bulletin"), dict(doc="plan")),
    (dict(doc="plan"), dict(doc="city")),
    (dict(doc="news"), dict(doc="bulletin", value=None, unit=None, comparator="positive")),
])
def test_the_better_source_is_taken_and_both_are_counted(better, worse):
    common = dict(measure="growth", unit="%")
    good, bad = said(**common | better), said(**common | worse)
    for rows in ((good, bad), (bad, good)):
        row = only(*rows)
        assert row["statement_id"] == good["statement_id"]
        assert row["n_sources"] == 2


def test_a_number_said_twice_in_one_text_is_one_source():
    assert only(said(), said())["n_sources"] == 1


@pytest.mark.parametrize("first, second, conflict", [
    (dict(value=35.08), dict(value=35.1), False),
    (dict(value=35.08), dict(value=350800.0, unit="万元"), False),
    (dict(value=35.08), dict(value=35.2), True),
    (dict(value=850.0, unit="家"), dict(value=851.0, unit="家"), True),
    (dict(value=1.2, unit="万家"), dict(value=11980.0, unit="家"), False),
    (dict(value=30.0, comparator="gt"), dict(value=31.4), False),
    (dict(value=30.0, comparator="gt"), dict(value=28.4), True),
    (dict(value=30.0, comparator="approx"), dict(value=29.2), False),
    (dict(value=30.0, comparator="approx"), dict(value=25.2), True),
    (dict(value=30.0, comparator="le"), dict(value=30.0, comparator="ge"), False),
])
def test_a_conflict_is_what_no_one_true_value_can_explain(first, second, conflict):
    assert only(said(**first), said("news", **second))["conflict"] == conflict


def test_a_rate_given_roughly_in_january_is_confirmed_in_april():
    early = said(value=4.7, unit="%", measure="growth", comparator="approx", estimated=True)
    late = said("bulletin", value=5.1, unit="%", measure="growth")
    row = only(early, late)
    assert (row["low"], row["conflict"], row["estimated"], row["n_sources"]) == (5.1, False, False, 2)
    assert only(early, late, approx_points=0.1)["conflict"]


@pytest.mark.parametrize("other", [
    dict(role="target"), dict(year=2022), dict(measure="increment"), dict(period="H1"),
    dict(year_from=2021, period="span"),
    dict(unit="家"), dict(basis="同口径"), dict(base_year=2019), dict(average=True), dict(indicator_id="gdp"),
    dict(indicator_id=None, indicator="码头数"), dict(place="丙区", adcode="990102"),
])
def test_what_is_not_the_same_thing_stays_apart(other):
    assert len(book(said(), said("news", **other))) == 2


def test_growth_against_last_year_is_plain_growth():
    growth = dict(unit="%", measure="growth", value=5.0)
    assert only(said(**growth), said("news", base_year=2022, **growth))["n_sources"] == 2


def test_claims_about_another_place_are_booked_there():
    table = book(said(), said(place="乙市", adcode="990100", value=900.0))
    assert dict(zip(table["place"], table["low"], strict=True)) == {"乙市": 9e10, "甲区": 3e9}


def test_context_is_left_out_and_nothing_becomes_an_empty_table():
    assert book(said(role="context")).empty
    assert list(book().columns) == list(LEDGER)


def test_a_phrase_outside_the_lexicon_keeps_itself_whatever_its_marks():
    row = only(said(indicator_id=None, indicator="“小码头” 泊位", value=8.0, unit="个"),
               said("news", indicator_id=None, indicator="小码头泊位", value=8.0, unit="个"))
    assert pd.isna(row["indicator_id"]) and row["n_sources"] == 2


def test_a_statement_without_year_or_place_is_kept():
    table = book(said(year=None), said(place=None, adcode=None))
    assert len(table) == 2


def test_what_a_person_changed_or_accepted_is_told_with_the_row():
    changed = said(value=38.0, correction="value: 30.8 → 38 (Li: digits swapped)")
    accepted = said("news", value=38.0, correction="accept (Wang: read on paper)")
    row = only(changed, accepted, said("digest", value=38.0))
    assert row["correction"] == "value: 30.8 → 38 (Li: digits swapped); accept (Wang: read on paper)"
    assert pd.isna(only(said())["correction"])


def test_what_a_person_rejected_is_no_source():
    out = said(value=30.8, correction="reject (Li: a plan of 2010)")
    row = only(out, said("news", value=38.0))
    assert (row["low"], row["n_sources"], row["conflict"]) == (3.8e9, 1, False)
    assert pd.isna(row["correction"])
    assert book(out).empty


def test_a_statement_of_an_unknown_document_is_an_error():
    with pytest.raises(ValueError, match="not in the table: ghost"):
        book(said("ghost"))


def test_the_claims_behind_a_row_can_be_seen_best_first():
    rows = as_table("statements", [said("news", value=31.0), said("plan"), said("digest", value=32.0)])
    claims = ledger.sources(rows, DOCUMENTS)
    assert claims["doc_id"].tolist() == ["plan", "digest", "news"]
    assert claims["ledger_id"].nunique() == 1 and claims["chosen"].tolist() == [True, False, False]
    assert claims["low"].tolist() == [3e9, 3.2e9, 3.1e9]


def test_wide_is_place_by_year():
    table = book(*(said(place=place, adcode=code, year=year, value=value) for place, code, year, value in [
        ("乙区", "990103", 2022, 1.0), ("甲区", "990101", 2022, 2.0), ("甲区", "990101", 2023, 3.0)]))
    view = ledger.wide(table, "level", indicator="budget_rev")
    assert view.index.get_level_values("place").tolist() == ["甲区", "乙区"]
    assert view.columns.tolist() == [2022, 2023]
    assert view.to_numpy(dtype=float, na_value=-1).tolist() == [[2e8, 3e8], [1e8, -1]]


def test_effort_words_are_coded_by_the_table():
    coded = ledger.constraint(pd.Series(["力争", "确保", "确保、力争", "慢慢", None], dtype="string"))
    assert coded.fillna("-").tolist() == ["soft", "hard", "soft", "-", "-"]


claims = st.tuples(
    st.sampled_from(["plan", "bulletin", "digest", "news", "city"]), st.integers(1, 60).map(lambda n: n / 2),
    st.sampled_from(["eq", "approx", "ge", "le"]), st.booleans())


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(claims, min_size=2, max_size=6), min_size=1, max_size=30),
       st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter_and_sources_only_add(groups, random):
    rows = [[said(d, v, comparator=c, estimated=e, year=2000 + n) for d, v, c, e in group]
            for n, group in enumerate(groups)]
    flat = [row for group in rows for row in group]
    table = book(*flat)
    assert table.equals(book(*random.sample(flat, len(flat))))
    assert table["n_sources"].tolist() == [len({d for d, *_ in group}) for group in groups]
    fewer = book(*(row for group in rows for row in group[:-1]))
    assert not (fewer["conflict"] & ~table["conflict"]).any()


def test_lists_of_objects_do_as_well_as_tables_and_documents_may_be_missing():
    from helpers.documents import read_document
    from helpers.statements import extract_statements

    text = ("---\ntitle: 南开区2023年工作报告\ndistrict: 天津市南开区\ndate: 2023-01-10\n---\n"
            "一、2022年工作回顾\n财政收入20亿元。\n")
    document = read_document(text.encode(), "a.md")
    statements = extract_statements(document)
    with_documents, alone = ledger.tabulate(statements, [document]), ledger.tabulate(statements)
    assert with_documents["low"].tolist() == alone["low"].tolist() == [2e9]
