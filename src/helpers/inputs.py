"""What the result of a run depends on, as hashes of content: where they are those of the last run, nothing is to do.

Nothing here looks at the time stamps of files, which copying and checking out change.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
import re
from collections.abc import Iterable
from pathlib import Path

from helpers.folders import files_of

CODE = Path(__file__).resolve().parent
REQUIREMENTS = CODE.parents[1] / "requirements.txt"


def of_run(raw: Path, files: Iterable[Path], notebooks: Iterable[Path], parameters: dict) -> dict:
    """Everything that decides what a run makes: {"texts": {path: hash}, "files": …, "notebooks": …, "lexicon": hash,
    "code": hash, "versions": {package: version}, "parameters": …}.

    `files` are read beside the texts (corrections, annotations); of a folder every file counts, and one that does not
    exist is part of the inputs too, as it may come to exist.
    """
    parts = _program_files()
    return {
        "texts": {name: digest_of_file(path) for name, path in files_of(raw)},
        "files": {str(path): digest_of_file(path) for given in files for path in _below(given)},
        "notebooks": {path.name: digest_of_notebook(path) for path in notebooks},
        "lexicon": digest({name: hash_ for name, hash_ in parts.items() if name.startswith("lexicon/")}),
        "code": digest({name: hash_ for name, hash_ in parts.items() if not name.startswith("lexicon/")}),
        "versions": versions(),
        "parameters": parameters,
    }


def program() -> str:
    """A hash of the code, the lexicon and the versions of Python and packages: what the reading of one text depends on
    beside the text.
    """
    return digest([_program_files(), versions()])


def _program_files() -> dict[str, str]:
    return {path.relative_to(CODE).as_posix(): digest_of_file(path) for path in _below(CODE)}


@functools.cache
def versions() -> dict[str, str]:
    """The version of Python and of each package that requirements.txt pins, as installed."""
    pinned = REQUIREMENTS.read_text(encoding="utf-8") if REQUIREMENTS.exists() else ""
    found = {"python": platform.python_version()}
    for name in re.findall(r"^([\w.-]+)==", pinned, re.M):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def digest(value) -> str:
    """The hash of a value that JSON can write; the order of the keys of a dictionary does not matter."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """The hash of what is in a file; of one that cannot be read, the reason in words."""
    if not path.is_file():
        return "no file"
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def digest_of_notebook(path: Path) -> str:
    """The hash of what people wrote in a notebook: the words of its cells and their tags, not what it has stored."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return digest([[cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])] for cell in cells])


def _below(path: Path) -> list[Path]:
    """The file itself, or the files below a folder that are written by people: no bytecode, nothing hidden."""
    if not path.is_dir():
        return [path]
    written = (found for found in path.rglob("*") if found.is_file())
    return sorted(found for found in written if not any(map(_made_by_machines, found.relative_to(path).parts)))


def _made_by_machines(name: str) -> bool:
    return name == "__pycache__" or name.startswith(".")
