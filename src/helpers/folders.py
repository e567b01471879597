"""Which files of a folder are texts, and under which names they are known."""

from __future__ import annotations

import os
import re
from pathlib import Path

CORRECTIONS_FILE = "corrections.csv"


def files_of(folder: Path) -> list[tuple[str, Path]]:
    """Name and path of everything below `folder` that may be a text, sorted by name; the bytes of a name that
    are no UTF-8 become "\ufffd", so that it can be written.
    """
    found = {os.fsencode(path.relative_to(folder).as_posix()).decode(errors="replace"): path
             for path in folder.rglob("*") if not path.is_dir() and path.stem.upper() != "README"
             and path != folder / CORRECTIONS_FILE}
    return [(name, found[name]) for name in sorted(found) if not re.search(r"(?:^|/)[.]", name)]
