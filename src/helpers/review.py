"""What 06-accuracy shows of an `accuracy.Accuracy`: tables, sentences that state them, errors in their texts.

Tables are HTML through Jinja2's autoescape, sentences are filled in from `lexicon/wording.csv`. Numbers have
fixed decimals, so that a notebook's stored outputs change only where the scores do.
"""
from __future__ import annotations

import pandas as pd
from IPython.display import HTML, Markdown

from helpers import calibration
from helpers.accuracy import LEVELS, RATES, Accuracy
from helpers.evidence import say, templates
from helpers.summary import SURE
from helpers.wording import phrase, word

AROUND = 90  # characters of a sentence shown on either side of a figure
COMMA = {"zh": "，", "en": ", "}
WORDED = ("role", "measure", "comparator")


def _parts():
    return templates().get_template("parts.html").module


def _table(heads: list[str], rows: list[list], language: str) -> HTML:
    """A table whose first column is text and the others numbers."""
    columns = [(word("column", name, language), "number" if at else "text") for at, name in enumerate(heads)]
    return HTML(str(_parts().table(columns, rows)))


def percent(share: float, language: str) -> str:
    """A share as a percentage with one decimal."""
    return phrase("word.missing", language) if pd.isna(share) else f"{100 * share:.1f}%"


# Levels


def levels(result: Accuracy, language: str) -> HTML:
    """Precision, recall and F1 at the four levels, over all texts."""
    rows = [[word("level", level, language), *(f"{result.overall.loc[level, name]:.3f}" for name in RATES)]
            for level in LEVELS]
    return _table(["level", *RATES], rows, language)


def say_levels(result: Accuracy, language: str) -> Markdown:
    """How many claims and statements were compared, and F1 at each level."""
    counts = result.overall.iloc[0]
    return say("accuracy.levels", language, claims=int(counts["gold"]), texts=len(result.by_document),
               statements=int(counts["predicted"]), **{level: f"{result.f1(level):.3f}" for level in LEVELS})


def _grouped(result: Accuracy) -> tuple[str, pd.DataFrame]:
    """The rates by kind of text, or where all are of one kind by text."""
    return ("kind", result.by_kind) if len(result.by_kind) > 1 else ("path", result.by_document)


def groups(result: Accuracy, language: str) -> pd.DataFrame:
    """The rates that `figures.agreement` draws: all texts, then each kind, or each text where all are of
    one kind.
    """
    by, rates = _grouped(result)
    whole = {f"{level}_{name}": result.overall.loc[level, name] for level in LEVELS for name in RATES}
    every = pd.DataFrame([whole | {"gold": result.overall["gold"].iloc[0]}],
                         index=[phrase("accuracy.all", language)])
    return pd.concat([every, rates.rename(index=lambda name: _group_name(by, name, language))])[every.columns]


def _group_name(by: str, name: str, language: str) -> str:
    return word("kind", name, language) if by == "kind" else name.rsplit(".", 1)[0]


def say_groups(result: Accuracy, language: str) -> Markdown:
    """Which group of texts is read worst and which best."""
    by, rates = _grouped(result)
    ordered = rates[rates["gold"] > 0].sort_values("strict_f1", kind="stable")
    if len(ordered) < 2:
        return Markdown("")
    worst, best = ordered.iloc[0], ordered.iloc[-1]
    return say("accuracy.groups", language, by=word("column", by, language),
               worst=_group_name(by, worst.name, language), low=f"{worst['strict_f1']:.3f}",
               claims=int(worst["gold"]), best=_group_name(by, best.name, language),
               high=f"{best['strict_f1']:.3f}")


# Slots and confusions


def slots(result: Accuracy, language: str) -> HTML:
    """Per field, the share right of the figures that were found."""
    rows = [[word("slot", name, language), percent(share, language)] for name, share in result.slots.items()]
    return _table(["slot", "share_right"], rows, language)


def say_slots(result: Accuracy, language: str) -> Markdown:
    """The field that is right most often, and the one that is least often."""
    shares = result.slots.dropna().sort_values(kind="stable")
    if shares.empty:
        return say("nothing", language)
    worst, best = shares.index[0], shares.index[-1]
    return say("accuracy.slots", language, best=word("slot", best, language),
               best_share=percent(shares[best], language), worst=word("slot", worst, language),
               worst_share=percent(shares[worst], language))


def confusion(table: pd.DataFrame, group: str, language: str) -> pd.DataFrame:
    """A confusion table of `Accuracy` (`roles` or `measures`; `group` is role or measure) as `figures.confusion`
    draws it: named in `language`, without empty rows and columns.
    """
    used = table.loc[table.sum(axis=1) > 0, table.sum() > 0].rename_axis(index=word("slot", group, language))
    return used.rename(index=lambda name: _side(group, name, "wanted", language),
                       columns=lambda name: _side(group, name, "got", language))


def _side(group: str, name: str, side: str, language: str) -> str:
    return phrase(f"accuracy.none_{side}", language) if name == "none" else word(group, name, language)


def say_confusion(table: pd.DataFrame, group: str, language: str) -> Markdown:
    """How many agree of those that both gold and the program have, and the most frequent confusion."""
    both = table.drop(index="none", columns="none")
    values = {"what": word("slot", group, language), "every": int(both.to_numpy().sum()),
              "agree": sum(int(both.loc[name, name]) for name in both.index)}
    confused = both.stack()
    confused = confused[[wanted != got for wanted, got in confused.index]].sort_values(kind="stable")
    if not confused.iloc[-1]:
        return say("accuracy.no_confusion", language, **values)
    wanted, got = confused.index[-1]
    return say("accuracy.confusion", language, **values, wanted=word(group, wanted, language),
               got=word(group, got, language), times=int(confused.iloc[-1]))


# Errors


def say_errors(result: Accuracy, language: str, shown: int) -> Markdown:
    """How many errors there are, by kind."""
    counts = result.errors["error"].value_counts()
    if counts.empty:
        return say("accuracy.no_errors", language)
    by_error = COMMA[language].join(f"{word('error', name, language)} {n}" for name, n in counts.items())
    return say("accuracy.errors", language, errors=len(result.errors), counts=by_error, shown=shown)


def errors(result: Accuracy, language: str, shown: int) -> HTML:
    """The first `shown` errors of each kind in their sentences, the figure marked, with what was annotated
    and what was extracted; the most frequent kind first.
    """
    groups_ = []
    for name, count in result.errors["error"].value_counts().items():
        rows = result.errors[result.errors["error"] == name].head(shown)
        found = [_error(row, language) for row in rows.itertuples(index=False)]
        about = phrase("accuracy.shown", language, shown=len(found), count=count)
        groups_.append({"title": word("error", name, language), "about": about, "url": "", "found": found})
    return HTML(str(_parts().sentences(groups_, {"source": ""})))


def _error(row, language: str) -> dict:
    """One error as an item of the template `sentences`."""
    before = row.before if len(row.before) <= AROUND else "…" + row.before[-AROUND:]
    after = row.after if len(row.after) <= AROUND else row.after[:AROUND] + "…"
    parts = [{"text": text, "marked": marked, "ids": []}
             for text, marked in ((before, False), (row.figure, True), (after, False)) if text]
    wanted, got = (_meaning(row, text, language) for text in (row.wanted, row.got))
    note = phrase("accuracy.wanted_got", language, doc=row.doc, wanted=wanted, got=got)
    return {"parts": parts, "note": note}


def _meaning(row, text: str, language: str) -> str:
    if not text:
        return phrase("word.missing", language)
    if row.error in WORDED:
        return word(row.error, text, language)
    # The amount of a target without a number is its comparator.
    text = " ".join(word("comparator", part, language) for part in text.split(" "))
    return f"{word('role', row.role, language)} {text}" if row.error in ("missed", "spurious") else text


# Calibration


def by_confidence(result: Accuracy) -> pd.DataFrame:
    """`calibration.by_confidence`, its index the bins as people read them."""
    table = calibration.by_confidence(result.judged)
    ends = zip(table["from"], table["to"], strict=True)
    return table.set_axis([f"{low:.2f}–{high:.2f}" for low, high in ends])


def by_doubt(result: Accuracy, language: str) -> pd.DataFrame:
    """`calibration.by_doubt`, its index the doubts in words."""
    known = calibration.doubts()[language].to_dict()
    known |= {name: phrase(f"accuracy.{name}_doubt", language) for name in ("none", "any")}
    return calibration.by_doubt(result.judged).rename(index=known)


def right_shares(table: pd.DataFrame, head: str, language: str) -> HTML:
    """A table of `by_confidence` or `by_doubt`: how many statements, how many wrong, the share right."""
    table = table[table["statements"] > 0]
    stated = ["mean_confidence"] if "mean_confidence" in table else []
    rows = [[name, f"{row['statements']:,}", f"{row['wrong']:,}", percent(row["share_right"], language),
             f"{percent(row['low'], language)}–{percent(row['high'], language)}",
             *(f"{row[column]:.3f}" for column in stated)]
            for name, row in zip(table.index, table.to_dict("records"), strict=True)]
    return _table([head, "statements", "wrong", "share_right", "interval", *stated], rows, language)


def say_calibration(result: Accuracy, language: str) -> Markdown:
    """Whether statements that are less sure, and those with a doubt, are wrong more often than the others."""
    judged = result.judged
    sure = judged["confidence"].fillna(0) >= SURE
    doubted = calibration.is_doubted(judged)
    lines = [_compared("accuracy.by_confidence", judged, ~sure, language, sure=f"{SURE:g}"),
             _compared("accuracy.by_doubt", judged, doubted, language)]
    met = calibration.found_in_least_sure(judged)
    if not pd.isna(met):
        lines.append(phrase("accuracy.least_sure", language, met=percent(met, language)))
    return Markdown("\n\n".join(lines))


def _compared(name: str, judged: pd.DataFrame, chosen: pd.Series, language: str, **values) -> str:
    """The wrong among the chosen and the others, and whether the difference is more than chance."""
    less, more = judged.loc[chosen, "right"], judged.loc[~chosen, "right"]
    counts = {}
    for side, right in (("less", less), ("more", more)):
        counts |= {side: len(right), f"{side}_wrong": int((~right).sum()),
                   f"{side}_share": percent((~right).mean(), language)}
    if less.empty or more.empty:
        verdict = "one_sided"
    else:
        lower, upper = (calibration.interval(int(rows.sum()), len(rows)) for rows in (less, more))
        verdict = "no" if less.mean() >= more.mean() else "clear" if lower[1] < upper[0] else "perhaps"
    sentences = [phrase(name, language, **counts, **values), phrase(f"accuracy.verdict_{verdict}", language)]
    return {"zh": "", "en": " "}[language].join(sentences)
