"""The words of pages and notebooks in Chinese and English, kept in `lexicon/wording.csv`."""

from __future__ import annotations

import functools

from helpers import lexicon

LANGUAGES = ("zh", "en")


@functools.cache
def _wordings() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in lexicon.table("wording", needs=["id", *LANGUAGES])}


def check_language(language: str) -> None:
    """Raises ValueError for a language in which there are no words."""
    if language not in LANGUAGES:
        raise ValueError(f"parameter 'language' must be {' or '.join(LANGUAGES)}, not {language!r}")


def phrase(name: str, language: str, **values) -> str:
    """The wording `name` in `language` with {values} filled in.

    Raises ValueError for an unknown language, KeyError for a name that lexicon/wording.csv does not hold.
    """
    check_language(language)
    if name not in _wordings():
        raise KeyError(f"lexicon/wording.csv has no row '{name}'")
    return _wordings()[name][language].format(**values)


def translated(group: str, text: str, language: str) -> str:
    """`text` with every English piece that the rows of `group` name put into `language`."""
    pieces = [name for name in _wordings() if name.startswith(f"{group}.")]
    for name in sorted(pieces, key=len, reverse=True):
        text = text.replace(_wordings()[name]["en"], _wordings()[name][language])
    return text


def word(group: str, value, language: str) -> str:
    """A table's value as people read it: word('verdict', 'met', 'en'); one without a row stays as it is."""
    name = f"{group}.{value}"
    return phrase(name, language) if name in _wordings() else str(value)
