import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real texts with hand-made annotations, kept outside the project; MUBIAO_SHARED names another place."""
    folder = Path(os.environ.get("MUBIAO_SHARED", ROOT.parent / "shared"))
    if not (folder / "corpus").is_dir():
        pytest.skip(f"no real texts: {folder / 'corpus'} does not exist (set MUBIAO_SHARED)")
    return folder
