"""The desk at which a person reviews statements in JupyterLab: a list, the sentence, a decision (see `reviewing`).

It is made of ipywidgets, and a few lines of JavaScript (templates/reviewing.js) that keep JupyterLab's own keys away,
so that everything can be done without a mouse.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets
from markupsafe import Markup

from helpers import lexicon
from helpers.corrections import CHOSEN, FIXED, CorrectionsError
from helpers.evidence import cell, indicator_name, sentences, templates, told
from helpers.numerals import readable
from helpers.reviewing import ORDERS, SHOWS, Effect, Review, ReviewError
from helpers.tables import STATEMENTS
from helpers.wording import check_language, phrase, word

TEMPLATES = Path(__file__).parent / "templates"
MOST = 300
"""So many statements are in the list at most; filters lead to the others."""
AROUND = 240
"""Characters of the text shown before and after the figure on demand."""
FIRST = ("role", "indicator", "year", "value", "unit", "place", "measure", "comparator", "period", "value_high")
COLUMNS = (*FIRST, *(name for name in STATEMENTS if name not in FIXED and name not in FIRST))
SHOWN = [name for name in STATEMENTS if name not in FIXED] + ["confidence"]
DULL = {"adcode", "base_value", "base_high", "base_unit"}
"""Shown only where a decision changes them; so are flags that are not set."""
FLAGS = [name for name, kind in STATEMENTS.items() if kind == "boolean"]
NEXT, BACK, ACCEPT, REJECT, CHANGE, UNDO, AROUND_KEY = "n", "p", "a", "r", "c", "u", "t"


class _Keys(anywidget.AnyWidget):
    """Sends `key` for each of `heard` pressed in the desk, and for Enter in a field of the form."""

    _esm = TEMPLATES / "reviewing.js"
    heard = traitlets.Unicode().tag(sync=True)


class Desk(widgets.VBox):
    """The widget. `review` is its model; everything that it does can be done with that in code as well."""

    def __init__(self, review: Review, language: str = "zh", who: str = "", **chosen: str):
        """`chosen` are filters that are set at the start (arguments of `Review.queue`). Raises ValueError for a
        language or filter that there is not.
        """
        check_language(language)
        self.review, self.language = review, language
        self._filling = True
        self._filters(chosen)
        self._form(who)
        self.rows = review.queue(**{name: box.value for name, box in self.filters.items()})
        self.list = widgets.Select(rows=9, layout={"width": "auto"})
        self.message, self.passage, self.fields = widgets.HTML(), widgets.HTML(), widgets.HTML()
        keys = _Keys(heard=NEXT + BACK + ACCEPT + REJECT + CHANGE + UNDO + AROUND_KEY)
        keys.on_msg(lambda _, content, __: self._pressed(content.get("key")))
        style = widgets.HTML(f"<style>{(TEMPLATES / 'reviewing.css').read_text(encoding='utf-8')}</style>")
        hint = widgets.HTML(f"<small>{self._say('keys')}</small>")
        super().__init__([keys, style, self._row(self.filters.values()), self.list, self.passage, self.form,
                          self.message, self.fields, hint])  # fmt: skip
        self.add_class("mubiao-desk")
        self._fill()
        self._filling = False
        self._show()
        for box in self.filters.values():
            box.observe(lambda _: self._refilter(), "value")
        self.list.observe(lambda _: self._chosen(), "value")
        for box in (self.action, self.column, self.value, self.why, self.replace, self.around):
            box.observe(lambda _: self._show(), "value")

    # The parts

    def _say(self, name: str, **values) -> str:
        return phrase(f"reviewing.{name}", self.language, **values)

    def _row(self, boxes) -> widgets.Box:
        return widgets.Box(list(boxes), layout={"flex_flow": "row wrap"})

    def _filters(self, chosen: dict[str, str]) -> None:
        said = self.review.statements
        doubts = sorted({one for told in said["doubts"].dropna() for one in told.split("|") if one})
        options = {
            "show": [(self._say(f"show_{name}"), name) for name in SHOWS],
            "order": [(self._say(f"order_{name}"), name) for name in ORDERS],
            "role": self._any([(word("role", name, self.language), name) for name in ("target", "actual", "context")]),
            "doubt": self._any([(cell("doubts", name, self.language), name) for name in doubts]),
            "place": self._any([(name, name) for name in sorted(said["place"].dropna().unique())]),
            "path": self._any([(name, name) for name in self.review.documents["path"]]),
        }
        self.filters = {name: self._dropdown(name, choices, chosen.get(name)) for name, choices in options.items()}
        self.filters["words"] = widgets.Text(
            chosen.get("words", ""), description=self._say("words"), continuous_update=False
        )

    def _any(self, options: list) -> list:
        return [(self._say("any"), ""), *options]

    def _dropdown(self, name: str, options: list, value: str | None) -> widgets.Dropdown:
        known = [option for _, option in options]
        if value is not None and value not in known:
            there = "、".join(filter(None, known)) or phrase("word.missing", self.language)
            raise ValueError(phrase("reviewing.no_choice", self.language, parameter=name, value=value, known=there))
        return widgets.Dropdown(options=options, value=known[0] if value is None else value,
                                description=self._say(name), layout={"width": "23em"})  # fmt: skip

    def _form(self, who: str) -> None:
        wide = {"width": "30em"}
        actions = [(word("action", name, self.language), name) for name in ("accept", "reject", "change")]
        self.action = widgets.ToggleButtons(options=actions, style={"button_width": "7em"})
        columns = [(word("column", name, self.language), name) for name in COLUMNS]
        self.column = widgets.Dropdown(options=columns, description=self._say("column"))
        self.value = widgets.Combobox(description=self._say("value"))
        self.who = widgets.Text(who, description=self._say("who"))
        self.why = widgets.Text(description=self._say("why"), layout=wide)
        self.replace = widgets.Checkbox(description=self._say("replace"), layout={"display": "none"}, indent=False)
        self.around = widgets.ToggleButton(description=self._say("around"))
        self.buttons = {name: widgets.Button(description=self._say(name), button_style="primary" * (name == "save"))
                        for name in ("save", "undo", "back", "next")}  # fmt: skip
        for name, act in (("save", self.save), ("undo", self.undo), ("back", self.back), ("next", self.next)):
            self.buttons[name].on_click(lambda _, act=act: act())
        self.form = widgets.VBox([
            self._row([self.action, self.column, self.value]), self._row([self.who, self.why, self.replace]),
            self._row([*self.buttons.values(), self.around]),
        ])  # fmt: skip
        self.form.add_class("mubiao-form")

    # What is shown

    @property
    def statement_id(self) -> str | None:
        """The statement that is looked at."""
        return self.list.value

    def _fill(self, at: int = 0) -> None:
        """Put the rows into the list and go to the one at `at`."""
        shown = self.rows.head(MOST)
        self.list.options = [(self._line(row), row.statement_id) for row in shown.itertuples(index=False)]
        self.list.value = shown["statement_id"].iloc[min(at, len(shown) - 1)] if len(shown) else None

    def _line(self, row) -> str:
        parts = [row.place, row.year, word("role", row.role, self.language),
                 indicator_name(row.indicator_id, row.indicator, self.language), readable(row.quote)]  # fmt: skip
        line = " · ".join(cell("", part, self.language) if pd.isna(part) else str(part) for part in parts)
        sure = "  ?  " if pd.isna(row.confidence) else f"{row.confidence:.2f}"
        seen = " ✓" if isinstance(row.correction, str) else ""
        return f"{sure}  {'≠ ' if row.conflict else ''}{line}{seen}"

    def _show(self) -> None:
        """The card of the statement, with what the decision in the form would make of it."""
        if self._filling:
            return
        changing = self.action.value == "change"
        for box in (self.column, self.value):
            box.layout.display = None if changing else "none"
        self.value.options = self._choices(self.column.value) if changing else ()
        self.buttons["undo"].disabled = not self.review.undoable
        if self.statement_id is None:
            self.passage.value, self.fields.value = self._told(self._say("none")), ""
            return
        effect = self.review.weigh([self._decision()], self.replace.value)
        self.replace.layout.display = None if effect.rivals else "none"
        self.passage.value, self.fields.value = self._sentence(effect.before), self._card(effect)

    def _choices(self, column: str) -> list[str]:
        """What is likely to be put into a column; anything else may be typed."""
        if column in CHOSEN:
            known = [row["id"].split(".", 1)[1] for row in lexicon.table("wording")
                     if row["id"].startswith(f"{column}.")]  # fmt: skip
            return [word(column, name, self.language) for name in known]
        if column == "indicator":
            return [known.zh for known in lexicon.indicators().values()]
        if column == "indicator_id":
            return list(lexicon.indicators())
        if column in FLAGS:
            return [phrase("word.yes", self.language), phrase("word.no", self.language)]
        return [str(name) for name in self.review.statements[column].dropna().unique()[:MOST]]

    def _decision(self) -> dict:
        change = (self.column.value, self.value.value) if self.action.value == "change" else (None, None)
        return self.review.row(self.statement_id, self.action.value, *change, self.who.value, self.why.value)

    def _sentence(self, claim: pd.Series) -> str:
        """The figure in its sentence, or with the text around it; what is doubted of it."""
        documents = self.review.documents[self.review.documents["doc_id"] == claim["doc_id"]]
        said = self.review.statements[self.review.statements["statement_id"] == claim["statement_id"]]
        shown = sentences(said, documents, self.language, anchors=False).data
        if self.around.value:
            text = readable(documents["text"].iloc[0])
            start, end = claim["start"], claim["end"]
            before = ("…" if start > AROUND else "") + text[max(start - AROUND, 0) : start]
            after = text[end : end + AROUND] + ("…" if end + AROUND < len(text) else "")
            shown = self._module.passage(before, text[start:end], after)
        doubts = "" if pd.isna(claim["doubts"]) else claim["doubts"]
        return str(self._module.sentence(Markup(shown), cell("doubts", doubts, self.language) if doubts else ""))

    def _card(self, effect: Effect) -> str:
        """The fields before and after the decision, what was decided before, what other sources say."""
        claim = effect.before
        told_already = [told(claim["correction"], self.language)] if isinstance(claim["correction"], str) else []
        made = self._module.fields(
            [cell("note", note, self.language) for note in [effect.refusal] if note and self._decided], told_already,
            self._fields(claim, effect.after),
            [word("column", name, self.language) for name in ("column", "before", "after")],
            [self._other(row) for row in self.review.others(claim["statement_id"]).itertuples(index=False)],
            self._say("others"),
        )  # fmt: skip
        return str(made)

    @property
    def _decided(self) -> bool:
        """Whether the form holds a decision that can be judged already."""
        return bool(self.action.value == "accept" or self.why.value.strip() or self.value.value.strip())

    def _fields(self, before: pd.Series, after: pd.Series) -> list[tuple]:
        shown = []
        for name in SHOWN:
            old, new = (None if pd.isna(row[name]) else row[name] for row in (before, after))
            changed = old != new
            if changed or (name not in DULL and old not in (None, False, "")):
                texts = [cell(name, value, self.language) for value in (old, new)]
                shown.append((word("column", name, self.language), *texts, changed))
        return shown

    def _other(self, row) -> str:
        paths = self.review.documents.set_index("doc_id")["path"]
        issued = row.issued if isinstance(row.issued, str) else phrase("word.missing", self.language)
        mark = "≠ " if row.conflict else "= "
        return f"{mark}{readable(row.quote)} · {word('kind', row.kind, self.language)} · {issued} · {paths[row.doc_id]}"

    @property
    def _module(self):
        return templates().get_template("reviewing.html").module

    def _told(self, text: str, kind: str = "") -> str:
        return str(self._module.message(text, kind))

    # What is done

    def save(self) -> None:
        """Write the decision in the form, and go on to the next statement; or say why it is not written."""
        self._act(self._save)

    def undo(self) -> None:
        """Take back the last decision of this desk, and go to its statement."""
        self._act(self._undo)

    def next(self) -> None:
        self._go(1)

    def back(self) -> None:
        self._go(-1)

    def _act(self, act) -> None:
        try:
            act()
        except (ReviewError, CorrectionsError, OSError) as reason:
            self.message.value = self._told(cell("note", str(reason), self.language), "refused")
            self._show()

    def _save(self) -> None:
        if self.statement_id is None:
            return
        effect = self.review.save([self._decision()], self.replace.value)
        self._after(effect.reread, "saved", what=told(effect.after["correction"], self.language))

    def _undo(self) -> None:
        self._after(self.review.undo(), "undone")

    def _after(self, reread: bool, name: str, **values) -> None:
        """The list anew, at the same place: where a decision took a statement out of it, the next stands there now."""
        here = self.list.index or 0
        stays = name == "saved" and self.filters["show"].value in ("seen", "all")
        self._refilter(here + stays)
        text = self._say(name, file=self.review.path.name, left=len(self.rows), **values)
        self.list.focus()
        self.message.value = self._told(text + (" " + self._say("reread") if reread else ""), "saved")

    def _refilter(self, at: int = 0) -> None:
        self.rows = self.review.queue(**{name: box.value for name, box in self.filters.items()})
        self._filling = True
        self._fill(at)
        self._filling = False
        self._chosen()

    def _chosen(self) -> None:
        """Another statement: a fresh form, who is deciding stays."""
        if self._filling:
            return
        self._filling = True
        self.action.value, self.value.value, self.why.value, self.replace.value = "accept", "", "", False
        self._filling = False
        self.message.value = self._told(self._say("count", left=len(self.rows), shown=min(len(self.rows), MOST)))
        self._show()

    def _go(self, step: int) -> None:
        if self.list.options:
            self.list.index = min(max((self.list.index or 0) + step, 0), len(self.list.options) - 1)

    def _pressed(self, key: str) -> None:
        moves = {NEXT: self.next, BACK: self.back, UNDO: self.undo, "Enter": self.save}
        if key in moves:
            moves[key]()
        elif key == AROUND_KEY:
            self.around.value = not self.around.value
        elif key == ACCEPT:
            self.action.value = "accept"
            self.save()
        elif key in (REJECT, CHANGE):
            self.action.value = {REJECT: "reject", CHANGE: "change"}[key]
            (self.why if key == REJECT else self.column).focus()

    def _repr_mimebundle_(self, **kwargs):
        """Beside the live widget what a reader without a kernel sees: how many statements wait, and the first one."""
        bundle = super()._repr_mimebundle_(**kwargs)
        count = self._say("count", left=len(self.rows), shown=min(len(self.rows), MOST))
        bundle["text/plain"] = count
        bundle["text/html"] = f"<p>{count}</p>{self.passage.value}{self.fields.value}"
        return bundle


def desk(review: Review, language: str = "zh", who: str = "", **chosen: str) -> Desk:
    """The desk for `review`, in `language`; `who` decides, `chosen` are filters (arguments of `Review.queue`)."""
    return Desk(review, language, who, **chosen)
