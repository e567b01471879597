"""What was read from a text is kept, so that a run over many texts reads only those that are new or have changed.

The cache is one file below the folder of the tables, OUT/.cache/texts.sqlite. An entry is found by the hash of all
that it depends on (content and path of the text, code, lexicon and packages), so an entry that is found is right, and
deleting the cache never changes a table. It holds what was asked for the last time; all else is dropped. A cache that
cannot be read or written (a full disk, a broken file) costs time and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers import inputs

FOLDER = ".cache"
PROGRAM = inputs.program()  # at import: what is edited while a kernel runs is not what that kernel computes with


class Cache:
    """The cache below the folder `out`. `program` names the version of the code that fills it."""

    def __init__(self, out: str | Path, program: str = PROGRAM):
        self.path = Path(out) / FOLDER / "texts.sqlite"
        self._program = program

    @contextmanager
    def entries(self, kind: str) -> Iterator[Entries]:
        """The entries of one kind. Where the block ends without an error, those that it did not ask for are dropped;
        where it ends with one, what was found until then is kept.
        """
        database = self._open()
        found = Entries(database, kind, self._program)
        try:
            yield found
            found.drop_others()
        finally:
            if database is not None:
                with suppress(sqlite3.Error):
                    database.commit()
                database.close()

    def _open(self) -> sqlite3.Connection | None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self.path, timeout=5)
        except (OSError, sqlite3.Error):
            return None
        try:
            database.execute("CREATE TABLE IF NOT EXISTS entry (kind, id, value, PRIMARY KEY (kind, id)) WITHOUT ROWID")
            return database
        except sqlite3.Error as error:
            database.close()
            if not isinstance(error, sqlite3.OperationalError):  # not locked or full: no database at all
                with suppress(OSError):
                    self.path.unlink()
            return None


@contextmanager
def no_cache(kind: str) -> Iterator[Entries]:
    """Entries of which none is known and none is kept."""
    yield Entries(None, kind, "")


class Entries:
    """The entries of one kind, by key; keys and values are what JSON can write (tuples come back as lists)."""

    def __init__(self, database: sqlite3.Connection | None, kind: str, program: str):
        self._database, self._kind, self._program = database, kind, program
        self._asked: set[str] = set()

    def get(self, key):
        """The value kept for `key`, or None."""
        rows = self._do("SELECT value FROM entry WHERE kind = ? AND id = ?", self._kind, self._id(key))
        try:
            return json.loads(zlib.decompress(rows[0][0])) if rows else None
        except (zlib.error, ValueError, TypeError):
            return None

    def put(self, key, value) -> None:
        """Keep `value` for `key`."""
        packed = zlib.compress(json.dumps(value).encode(), 1)
        self._do("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", self._kind, self._id(key), packed)

    def drop_others(self) -> None:
        """Drop the entries of this kind that nobody has asked for."""
        kept = self._do("SELECT id FROM entry WHERE kind = ?", self._kind)
        for (name,) in kept:
            if name not in self._asked:
                self._do("DELETE FROM entry WHERE kind = ? AND id = ?", self._kind, name)

    def _id(self, key) -> str:
        name = inputs.digest([self._program, key])
        self._asked.add(name)
        return name

    def _do(self, statement: str, *values) -> list:
        if self._database is None:
            return []
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error:
            return []
