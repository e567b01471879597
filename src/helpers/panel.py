"""The panel as researchers load it into Stata, R or a spreadsheet: one long table and one wide one.

`panel_long` has a row per place, year, indicator and measure (and unit, where one thing is told in several) with
target and result side by side, how they compare, last year's values, the target of the government above, and the texts
they come from. `panel_wide` has a row per place and year, with variables whose names Stata accepts: `gdp_g_target` is
the target for the growth of `gdp`. Both hold yearly values against last year only; targets over several years, for
parts of a year or against another base year stay in the ledger, and so do figures of no known place and under names too
bare to be met again (项目).

Amounts are in the unit in which people read them (亿元), the same for an indicator in all rows, and `scale` leads back
to the base unit: 35.08 亿元 × 100000000 is 3508000000 元.
"""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pandas as pd

from helpers import lexicon, places, scales
from helpers.codebook import codebook, fields, flag_words, suffixes
from helpers.coverage import answers, categories, numberless
from helpers.ledger import constraint
from helpers.pairing import keyed
from helpers.series import DISTANCES
from helpers.tables import PANEL, as_table, write_table
from helpers.tiers import NATION, point, tiers
from helpers.units import base_of
from helpers.wording import check_language, phrase, word

KEY = ["area", "year", "series", "measure", "unit"]
TIERS = {"province": "province", "city": "city", "county": "district"}
IDS = ["place_id", "place", "adcode", "tier", "year"]
LONGEST_NAME = 32
LONGEST_LABEL = 80
"""What Stata allows for a variable's name and label, in characters."""
LONGEST_TEXT = 60
"""Texts with more characters are stored as strL, each once, instead of padding every row to the longest."""
EPOCH = datetime.datetime(1960, 1, 1)
"""The date that a .dta file must bear: always the same, so that the same panel gives the same bytes."""


def panel_long(ledger: pd.DataFrame, achievement: pd.DataFrame, statements: pd.DataFrame, documents: pd.DataFrame,
               language: str = "zh", bound: str = "low") -> pd.DataFrame:
    """The table `panel_long`, from the tables of those names; `lexicon/codebook.csv` defines its columns.

    `achievement` is what `achievement.score` returns for this ledger. Where a result or a target is not told but
    derived in it, the derived number stands in the panel and `method` says how it came about. Of several targets of one
    row (on another basis) that without a basis is taken. `language` (zh, en) is that of names and units; codes stay as
    they are. `bound` says what stands for a range where it is set against the government above, see `tiers.tiers`.
    Raises ValueError for an unknown language or bound.
    """
    check_language(language)
    book = _yearly(ledger)
    order = ["basis", "statement_id"]
    targets = book[book["role"].eq("target")].sort_values(order, na_position="first", kind="stable")
    targets = targets.drop_duplicates(KEY)
    chosen = answers(achievement)
    chosen = chosen[chosen["target_statement_id"].isin(targets["statement_id"])]
    results = book[book["role"].eq("actual")]
    results = results.assign(other=~results["statement_id"].isin(chosen["actual_statement_id"]))
    results = results.sort_values(["other", *order], na_position="first", kind="stable").drop_duplicates(KEY)

    told = ["place", "adcode", "indicator_id", "indicator", "comparator", "low", "high", "effort", "basis", "estimated",
            "n_sources", "conflict", "series_break", "correction", "statement_id"]
    sides = targets[[*KEY, *told]].merge(results[[*KEY, *told]], on=KEY, how="outer", suffixes=("_t", "_a"))
    for name in ("place", "adcode", "indicator_id", "indicator"):
        sides[name] = sides[f"{name}_t"].fillna(sides[f"{name}_a"])
    rows = _compared(sides, chosen, achievement, ledger)
    rows = rows.merge(
        tiers(ledger, achievement, bound)[["target_statement_id", "upper_place", "upper_target", "amplification"]],
        on="target_statement_id", how="left")
    rows = _after_last_year(rows)
    rows = _in_units(rows, language)
    rows = _sourced(rows, statements, documents)
    known = lexicon.indicators()
    if language == "en":
        rows["indicator"] = rows["indicator_id"].map({i: row.en for i, row in known.items()}).fillna(rows["indicator"])
    rows = rows.assign(
        tier=_tier(rows["adcode"]), category=categories(rows["indicator_id"], language).astype("string"),
        constraint=constraint(rows["effort"]))
    return as_table("panel_long", rows[list(PANEL)])


def panel_wide(long: pd.DataFrame) -> pd.DataFrame:
    """One row per place and year: place_id (the code as a number, what Stata's xtset wants), place, adcode, tier, year,
    and a block of variables per indicator and measure in the order of the lexicon.

    Names are those of `wide_variables`. Only variables with any value are there, and only indicators of the lexicon;
    of an indicator told in several units only the unit with most rows (the others are in the long table). Flags are 1,
    0 or missing.
    """
    rows = long[long["indicator_id"].notna()].assign(area=long["adcode"].fillna(long["place"]))
    rows = rows.merge(_main_units(rows).drop(columns="unit"), on=["indicator_id", "measure", "base_unit"])
    rows["stem"] = _stems(rows)
    keys = long.assign(area=long["adcode"].fillna(long["place"])).drop_duplicates(["area", "year"])
    keys = keys[["area", "place", "adcode", "tier", "year"]].sort_values(["adcode", "place", "year"], kind="stable")
    keys = keys.assign(place_id=_place_ids(keys))
    index = pd.MultiIndex.from_frame(keys[["area", "year"]])
    blocks = []
    for field in fields():
        values = rows[field["column"]]
        if field["one"]:
            values = values.astype("string").map({field["one"]: 1, field["zero"]: 0}).astype("Int64")
        block = rows.assign(value=values).pivot(index=["area", "year"], columns="stem", values="value")
        block = block.dropna(axis="columns", how="all").reindex(index)
        blocks.append(block.set_axis([f"{stem}_{field['field']}" for stem in block.columns], axis="columns"))
    wide = pd.concat([keys[IDS].set_axis(index), *blocks], axis="columns")
    made = set(wide.columns)
    names = [name for name in wide_variables(long)["name"] if name in made]
    return wide[[*IDS, *names]].reset_index(drop=True)


def wide_variables(long: pd.DataFrame) -> pd.DataFrame:
    """The variables that `panel_wide` may have for `long`, in its order: name, indicator_id, measure, unit, column (of
    `long`), label_zh, label_en.

    Raises LexiconError where a name is longer than Stata allows or two indicators share one.
    """
    stems = _main_units(long[long["indicator_id"].notna()])
    known = lexicon.indicators()
    rank = {name: at for at, name in enumerate(known)}
    measures, told = list(suffixes()), fields()
    stems = stems.assign(stem=_stems(stems), rank=stems["indicator_id"].map(rank),
                         at=stems["measure"].map(measures.index)).sort_values(["rank", "at"], kind="stable")
    columns = ["name", "indicator_id", "measure", "unit", "column", "label_zh", "label_en"]
    rows = pd.DataFrame([
        (f"{stem.stem}_{field['field']}", stem.indicator_id, stem.measure, stem.unit, field["column"],
         f"{known[stem.indicator_id].zh}（{word('measure', stem.measure, 'zh')}）：{field['zh']}",
         f"{known[stem.indicator_id].en} ({word('measure', stem.measure, 'en')}): {field['en']}")
        for stem in stems.itertuples(index=False) for field in told], columns=columns)
    wrong = rows.loc[~rows["name"].map(_is_stata_name) | rows["name"].duplicated(keep=False), "name"]
    if len(wrong):
        raise lexicon.LexiconError(f"{lexicon.FOLDER / 'indicators.csv'}: variable name too long or used twice: "
                                   + ", ".join(wrong.unique()[:5]))
    return rows


def write_panel(folder: str | Path, long: pd.DataFrame, language: str = "zh") -> list[Path]:
    """Write panel_long (.csv, .parquet, .dta), panel_wide (.csv, .dta) and codebook.csv into `folder`.

    Text files are UTF-8 with a byte order mark. The .dta files are of Stata 14 and later (version 118), with labels in
    `language`. The same panel gives the same bytes. Each file is written beside its place and then moved there. Returns
    the paths. Raises ValueError for an unknown language.
    """
    check_language(language)
    folder = Path(folder)
    long = write_table("panel_long", long, folder)
    wide = panel_wide(long)
    book = panel_codebook(long, wide, language)
    units = (" [" + book["unit"] + "]").where(book["measure"].ne("") & book["unit"].ne(""), "")
    named = book.assign(label=book[f"label_{language}"] + units)
    labels = {table: rows.set_index("name")["label"].to_dict() for table, rows in named.groupby("table")}
    paths = [folder / "panel_long.csv", folder / "panel_long.parquet"]
    for name, write in {
        "panel_long.dta": lambda path: _write_stata(long, labels["panel_long"], path, language),
        "panel_wide.csv": lambda path: wide.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n"),
        "panel_wide.dta": lambda path: _write_stata(wide, labels["panel_wide"], path, language),
        "codebook.csv": lambda path: book.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n"),
    }.items():
        draft = folder / f".{name}.part"
        write(draft)
        os.replace(draft, folder / name)
        paths.append(folder / name)
    return paths


def panel_codebook(long: pd.DataFrame, wide: pd.DataFrame, language: str = "zh") -> pd.DataFrame:
    """The codebook of both tables, one row per variable; the columns of `codebook.codebook` with `table` before them.

    `language` is that of the units, as in `panel_long`.
    """
    parts = {"panel_long": codebook(long, "panel_long", language),
             "panel_wide": codebook(wide, "panel_wide", language, wide_variables(long))}
    book = pd.concat([part.assign(table=name) for name, part in parts.items()], ignore_index=True)
    return book[["table", *parts["panel_long"].columns]]


# ------------------------------------------------------------------------------------------------ the long table


def _yearly(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows of a known place for whole years, against last year, under names that can be matched (see `pairing`)."""
    book = keyed(ledger)
    book = book[book["period"].eq("year") & book["year_from"].isna() & book["base_year"].isna() & ~book["average"]
                & (book["adcode"].notna() | book["place"].notna()) & book["series"].ne(book["statement_id"])
                & ~book["basis_kind"].isin(DISTANCES).fillna(False)]
    # A target without a number has no unit either; it stands beside the figures of its series.
    usual = book.dropna(subset="unit").groupby(["series", "measure"])["unit"].agg(lambda units: units.mode().iloc[0])
    own = pd.MultiIndex.from_frame(book[["series", "measure"]])
    return book.assign(unit=book["unit"].fillna(pd.Series(usual.reindex(own).to_numpy(), index=book.index)))


def _compared(sides: pd.DataFrame, chosen: pd.DataFrame, achievement: pd.DataFrame,
              ledger: pd.DataFrame) -> pd.DataFrame:
    """Target and result as numbers, with what `achievement` says of them; derived numbers where none is told."""
    said = ["target_low", "target_high", "actual", "gap", "ratio", "verdict", "method", "official_ratio",
            "effort_ratio", "base"]
    rows = sides.merge(
        chosen[["target_statement_id", "actual_statement_id", *said]].rename(
            columns={"target_statement_id": "statement_id_t"}), on="statement_id_t", how="left")
    # A completion gives the target back of which only the result was told.
    pledged = ledger.loc[ledger["role"].eq("target"), "statement_id"]
    implied = achievement[~achievement["target_statement_id"].isin(pledged)]
    implied = implied.dropna(subset="actual_statement_id").drop_duplicates(["actual_statement_id", "measure"])
    implied = rows[["statement_id_a", "measure"]].merge(
        implied.rename(columns={"actual_statement_id": "statement_id_a"}), on=["statement_id_a", "measure"], how="left")
    alone = rows["statement_id_t"].isna()
    for name in (*said, "target_statement_id"):
        rows[name] = implied[name].where(alone) if name not in rows else rows[name].mask(alone, implied[name])

    target = pd.DataFrame({"low": rows["low_t"], "high": rows["high_t"]})
    result = pd.DataFrame({"low": rows["low_a"], "high": rows["high_a"]})
    derived = rows["statement_id_a"].isna() & rows["verdict"].notna()
    return rows.assign(
        target=point(target, "low").fillna(rows["target_low"].astype(float)), target_high=_upper_end(target),
        comparator=rows["comparator_t"], effort=rows["effort_t"],
        unquantified=rows["comparator_t"].isin(numberless()).where(rows["statement_id_t"].notna()).astype("boolean"),
        result=point(result, "middle").fillna(rows["actual"].where(derived).astype(float)),
        result_high=_upper_end(result), estimated=rows["estimated_a"], result_comparator=rows["comparator_a"],
        target_basis=rows["basis_t"], result_basis=rows["basis_a"],
        target_sources=rows["n_sources_t"], result_sources=rows["n_sources_a"],
        conflict=_either(rows, "conflict"), series_break=_either(rows, "series_break"), correction=_joined(rows),
        target_statement_id=rows["statement_id_t"].fillna(rows["target_statement_id"]),
        result_statement_id=rows["statement_id_a"].fillna(rows["actual_statement_id"].where(derived)))


def _upper_end(bounds: pd.DataFrame) -> pd.Series:
    """The upper end of what is a range, missing for single numbers and half lines."""
    low, high = point(bounds, "low"), point(bounds, "high")
    return high.where(high.ne(low))


def _either(rows: pd.DataFrame, name: str) -> pd.Series:
    both = rows[[f"{name}_t", f"{name}_a"]].astype("boolean")
    return both.any(axis=1).astype("boolean").mask(both.isna().all(axis=1))


def _joined(rows: pd.DataFrame) -> pd.Series:
    first, second = rows["correction_t"], rows["correction_a"]
    return (first + "; " + second).where(first.ne(second)).fillna(first).fillna(second)


def _after_last_year(rows: pd.DataFrame) -> pd.DataFrame:
    """With last year's target, and with its result where the panel has one (else the level that achievement knows);
    none across a break of the series.
    """
    last = rows[[*KEY, "target", "result"]].rename(columns={"target": "last_target", "result": "last_result"})
    rows = rows.merge(last.assign(year=last["year"] + 1), on=KEY, how="left")
    base = rows["last_result"].fillna(rows["base"].astype(float))
    return rows.assign(base=base.mask(rows["series_break"].fillna(False)))


def _in_units(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """With amounts in the readable unit of their indicator, and its `scale`."""
    numbers = ["target", "target_high", "result", "result_high", "gap", "base", "last_target", "upper_target"]
    amounts = rows[numbers].astype(float)
    most = amounts.abs().max(axis=1)
    own = rows["unit"].fillna("")
    groups = rows.assign(most=most, own=own).groupby(["series", "own"])
    largest = groups.agg(indicator_id=("indicator_id", "first"), most=("most", "max"))
    shown = {key: _unit(row.indicator_id, key[1], row.most, language) for key, row in
             zip(largest.index, largest.itertuples(), strict=True)}
    found = [shown[key] for key in zip(rows["series"], own, strict=True)]
    scale = pd.Series([factor for factor, _ in found], index=rows.index, dtype=float)
    unit = pd.Series([name for _, name in found], index=rows.index, dtype="string")
    return rows.assign(scale=scale, base_unit=rows["unit"], unit=unit,
                       **{name: amounts[name] / scale for name in numbers})


def _unit(indicator_id, unit: str, largest: float, language: str) -> tuple[float, str | None]:
    """Scale and name of the unit in which an indicator is read: that of the lexicon, else one that suits its largest
    value. The scale is the same in both languages.
    """
    if not unit:
        return 1.0, None
    known = lexicon.indicators().get(indicator_id) if isinstance(indicator_id, str) else None
    usual = next((name for name in known.units if base_of(name)[1] == unit), None) if known else None
    factor, name = (base_of(usual)[0], usual) if usual else scales.scale([largest], unit)
    if language == "zh" or factor == 1:
        return factor, scales.unit_name(unit, language) if factor == 1 else name
    big = {float(row["factor"]): row["en"] for row in lexicon.table("scales", needs=["name"]) if row["en"]}
    return factor, f"{big.get(factor, f'{factor:g}')} {scales.unit_name(unit, language)}".strip()


def _sourced(rows: pd.DataFrame, statements: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """With title, date and address of the texts that target and result stand in."""
    texts = statements[["statement_id", "doc_id"]].merge(
        documents[["doc_id", "title", "issued", "source_url"]].drop_duplicates("doc_id"), on="doc_id")
    texts = texts.rename(columns={"source_url": "url"}).set_index("statement_id")
    return rows.assign(**{f"{side}_{name}": rows[f"{side}_statement_id"].map(texts[name])
                          for side in ("target", "result") for name in ("title", "issued", "url")})


def _tier(adcode: pd.Series) -> pd.Series:
    found = {code: places.by_adcode(code) for code in adcode.dropna().unique()}
    tier = {code: TIERS.get(place.level) for code, place in found.items() if place} | {NATION: "nation"}
    return adcode.map(tier).astype("string")


# ------------------------------------------------------------------------------------------------ the wide table


def _main_units(rows: pd.DataFrame) -> pd.DataFrame:
    """indicator_id, measure and the one base_unit and unit that most rows of each are in (the first of several)."""
    key = ["indicator_id", "measure", "base_unit"]
    counts = rows.groupby(key, dropna=False).agg(rows=("year", "size"), unit=("unit", "first")).reset_index()
    counts = counts.sort_values(["rows", "base_unit"], ascending=[False, True], kind="stable")
    return counts.drop_duplicates(["indicator_id", "measure"]).drop(columns="rows")


def _stems(rows: pd.DataFrame) -> pd.Series:
    """The part of a variable's name that says indicator and measure: gdp_g."""
    room = LONGEST_NAME - 2 - max(len(field["field"]) for field in fields()) - 1
    short = {name: name if len(name) <= room else _shortened(name) for name in rows["indicator_id"].unique()}
    return rows["indicator_id"].map(short) + "_" + rows["measure"].map(suffixes())


def _shortened(name: str) -> str:
    """Without the vowels inside its words: budget_rev_resources_own is bdgt_rv_rsrcs_own."""
    return re.sub(r"(?<=[a-z0-9])[aeiou]", "", name)


def _is_stata_name(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)) and len(name) <= LONGEST_NAME


def _place_ids(keys: pd.DataFrame) -> pd.Series:
    """The code as a number; places without one are numbered from 1000001 in the order of their names."""
    nameless = sorted(keys.loc[keys["adcode"].isna(), "place"].unique())
    own = {place: 1000001 + at for at, place in enumerate(nameless)}
    return pd.to_numeric(keys["adcode"]).fillna(keys["place"].map(own)).astype("int64")


def _write_stata(frame: pd.DataFrame, labels: dict[str, str], path: Path, language: str) -> None:
    """`frame` as a .dta file. Whole numbers and flags with gaps become floating numbers, missing texts ''; 1 and 0 of
    flags have value labels.
    """
    columns, long_texts = {}, []
    codes = {field["field"]: flag_words(field, language) for field in fields() if field["one"]}
    yes_no = {1: word("word", "yes", language), 0: word("word", "no", language)}
    flags = {name: codes[name.rsplit("_", 1)[-1]] for name in frame.columns if name.rsplit("_", 1)[-1] in codes}
    flags |= {name: yes_no for name in frame.columns if pd.api.types.is_bool_dtype(frame[name])}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            columns[name] = column.astype("float64") if column.isna().any() else pd.to_numeric(
                column.astype("float64" if column.dtype == "Float64" else "int32"))
        else:
            columns[name] = column.astype(object).where(column.notna(), "")
            if columns[name].str.len().max() > LONGEST_TEXT:
                long_texts.append(name)
    shown = {name: label if len(label) <= LONGEST_LABEL else label[:LONGEST_LABEL - 1] + "…"
             for name, label in labels.items()}
    pd.DataFrame(columns, index=frame.index).to_stata(
        path, write_index=False, version=118, time_stamp=EPOCH, convert_strl=long_texts, variable_labels=shown,
        value_labels=flags, data_label=phrase("panel.label", language))
