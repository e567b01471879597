"""A folder of files becomes documents: one clean text each, and what is known of it.

Read are .txt, .md, .html/.htm and .pdf at any depth, in the order of their paths. Not documents, and passed
over in silence: hidden files and folders (a name that begins with a dot), files named README, whatever
their ending, and the corrections beside the texts (`corrections.csv`, see `corrections`). Every other file
that cannot be read is in `rejected` with its reason.
"""
from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.cache import Cache, Entries, no_cache
from helpers.cleaning import clean
from helpers.folders import files_of
from helpers.formats import Unreadable, read_bytes
from helpers.provenance import describe


@dataclass(frozen=True, slots=True)
class Document:
    """One text and what is known of it: the columns of table `documents` (helpers.tables), None where
    unknown.
    """

    doc_id: str
    path: str
    title: str | None
    place: str | None
    adcode: str | None
    kind: str
    issued: str | None
    review_year: int | None
    target_year: int | None
    source_url: str | None
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that was not read, and why, in plain words."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the files of a folder: each is in one of the two lists, both in the order of the
    paths.
    """

    documents: list[Document]
    rejected: list[Rejection]


class NothingToRead(ValueError):
    """The folder does not exist or none of its files can be read; the message is one line for the user."""


def read_documents(folder: str | Path, cache: Cache | None = None) -> Reading:
    """Read every file below `folder`; a file that `cache` has read before is not read again.

    Raises NothingToRead where the folder is missing or none of its files is readable.
    """
    folder = Path(folder)
    if not folder.is_dir():
        what = f"{folder} is a file, not a folder" if folder.exists() else f"there is no folder {folder}"
        raise NothingToRead(what)
    documents: list[Document] = []
    rejected: list[Rejection] = []
    first_of: dict[str, str] = {}
    with (cache.entries if cache else no_cache)("document") as known:
        for name, path in files_of(folder):
            try:
                if not path.is_file():
                    raise Unreadable("the link leads nowhere" if path.is_symlink() else "it is no regular file")
                data = path.read_bytes()
                digest = hashlib.sha256(data).hexdigest()
                if digest in first_of:
                    raise Unreadable(f"the same file, byte for byte, as {first_of[digest]}")
                documents.append(_read_once(data, name, digest, known))
                first_of[digest] = name
            except Unreadable as reason:
                rejected.append(Rejection(name, str(reason)))
            except OSError as error:
                rejected.append(Rejection(name, f"the file cannot be opened: {error.strerror}"))
    if not documents:
        why = [f" ({len(rejected)} rejected; {first.path}: {first.reason})" for first in rejected[:1]]
        raise NothingToRead(f"there is nothing to read in {folder}{''.join(why)}")
    return Reading(documents, rejected)


def _read_once(data: bytes, path: str, digest: str, known: Entries) -> Document:
    """What `read_document` returns or raises, from `known` where it is there."""
    key = [digest, path]
    entry = known.get(key)
    if entry is None:
        try:
            entry = {"document": asdict(read_document(data, path))}
        except Unreadable as reason:
            entry = {"reason": str(reason)}
        known.put(key, entry)
    if "reason" in entry:
        raise Unreadable(entry["reason"])
    return Document(**entry["document"])


def read_document(data: bytes, path: str) -> Document:
    """The document in the bytes of a file at `path` (relative: its ending says the format, its name is a
    weak hint).

    Raises formats.Unreadable with the reason where there is no text.
    """
    raw = read_bytes(data, Path(path).suffix)
    text = clean(raw.text)
    if not re.search(r"\w", text):
        raise Unreadable("the file holds no text beside buttons and menus")
    if not re.search(r"[\u3400-\u9fff]", text):
        raise Unreadable("the text has no Chinese characters: another language, or an encoding that is not known")
    known = raw.known
    if title := known.get("title"):
        known = {**known, "title": clean(title).replace("\n", " ")}
    found = describe(text, known, path)
    if known.get("title") and known["title"] == found.title and _bare(found.title) not in _bare(text[:600]):
        text = f"{found.title}\n{text}"
    sha256 = hashlib.sha256(data).hexdigest()
    return Document(
        doc_id=sha256[:12], path=path, title=found.title, place=found.place and found.place.full_name,
        adcode=found.place and found.place.adcode, kind=found.kind, issued=found.issued,
        review_year=found.review_year, target_year=found.target_year, source_url=found.source_url,
        sha256=sha256, text=text,
    )


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
