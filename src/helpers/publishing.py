"""Puts what a run has made in its place, all at once, and lets only one run at a time do so.

**What is guaranteed.** Everything is made in a folder beside its place. A folder that is this program's own is replaced
by one system call (new and old folder exchange their names: renameat2 with RENAME_EXCHANGE), so whoever looks sees the
old folder whole or the new one whole; a run killed at any moment, or a full disk, leaves one of the two. Two folders
(tables and pages, perhaps on two file systems) are two such calls. Between them lie microseconds; a run killed exactly
there leaves new pages beside old tables, each whole, and the next run completes the exchange before it does anything
else, from a journal beside the folders.

**Where it is less.** A folder cannot be exchanged that is a mount point, whose parent cannot be written, that lies on a
file system without that call or without hard links, in which the run was started, or that holds another folder of the
run or more than FOREIGN_MOST files which no run made. There files are replaced one by one, each in one step, the index
page last; a run killed meanwhile leaves some of each, until the next run completes it from the journal.

Files that no run made stay: before an exchange they are linked into the new folder. `runs` and `failed` are the
program's own. Linux only.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import glob
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from helpers.cache import FOLDER as CACHE
from helpers.inputs import digest_of_file

MANIFEST = ".made"  # in a published folder: which run made which files, and from what
OWN = ("runs", "failed")  # folders below it that hold what runs leave, beside the manifest
FOREIGN_MOST = 1000
LAST = "index.html"  # leads to all the others, so it is replaced after them
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_libc = ctypes.CDLL(None, use_errno=True)


class Busy(Exception):
    """Another run is at work on the same folder; the message names both."""


# -------------------------------------------------------------------------------------------------- one at a time


@contextmanager
def locked(folders: Iterable[Path], wait: float = 0, say: Callable[[str], None] = print) -> Iterator[None]:
    """No other run is at work on any of `folders` within the block. What a killed run left is cleared up first.

    Waits up to `wait` seconds for another run to end, then raises Busy. The lock is held by the process (flock): one
    that was killed holds none.
    """
    given = {Path(folder).resolve() for folder in folders}
    folders = sorted(given | {Path(move["folder"]) for folder in given for move in _begun(folder).get("moves", [])})
    deadline, told = time.monotonic() + wait, False
    while True:
        with ExitStack() as held:
            busy = next((folder for folder in folders if not _lock(_beside(folder, "lock"), held)), None)
            if busy is None:
                for folder in folders:
                    _clear_up(folder)
                yield
                return
            message = f"another run is at work on {busy}{_holder(_beside(busy, 'lock'))}"
        if time.monotonic() >= deadline:
            raise Busy(message)
        if not told:
            say(f"{message}; waiting up to {wait:g} seconds for its end ...")
            told = True
        time.sleep(min(0.2, max(0.0, deadline - time.monotonic())))


def _lock(path: Path, held: ExitStack) -> bool:
    """Take the lock and leave its release to `held`; false where another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        with suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == path.stat().st_ino:
                break
        os.close(handle)  # its holder has just removed it: what is locked is no longer the file of that name
    held.callback(os.close, handle)
    held.callback(path.unlink, missing_ok=True)
    with suppress(OSError):  # on a full disk the lock has no name in it
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    return True


def _holder(lock: Path) -> str:
    with suppress(OSError):
        if number := lock.read_text():
            return f" (process {number})"
    return ""


def _beside(folder: Path, what: str) -> Path:
    return _home(folder) / f".{folder.name}.{what}"


def _home(folder: Path) -> Path:
    """Where staging folders, lock and journal of `folder` lie: beside it, or where that cannot be within it."""
    apart = folder.exists() and (os.path.ismount(folder) or not os.access(folder.parent, os.W_OK))
    return folder if apart else folder.parent


# --------------------------------------------------------------------------------------------------------- staging


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A new folder on the file system of `folder`, of the same rights, that is gone after the block."""
    folder = folder.resolve()
    home = _home(folder)
    home.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=home))
    try:
        if folder.exists():
            shutil.copystat(folder, staged)
            with suppress(PermissionError):
                shutil.chown(staged, folder.stat().st_uid, folder.stat().st_gid)
        else:
            staged.chmod(0o777 & ~_umask())
        yield staged
    finally:
        if not _begun(folder):  # else what is still in it is published by the next run
            shutil.rmtree(staged, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def manifest(folder: Path) -> dict:
    """What the last run that published into `folder` said: {"run": name, "inputs": hash, "files": {name: hash}}; {}
    where there was none.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else {}


def is_whole(folder: Path, inputs: str) -> bool:
    """Whether `folder` holds what a run made of `inputs` (a hash), every file as it was published."""
    made = manifest(folder)
    return made.get("inputs") == inputs and all(
        digest_of_file(folder / name) == hash_ for name, hash_ in made["files"].items()
    )


# ------------------------------------------------------------------------------------------------------ publishing


def publish(staged: dict[Path, Path], run: str, inputs: str, apart: Iterable[Path] = ()) -> None:
    """Put each staged folder (a key) in the place of its folder (the value). `run` names this run, `inputs` is a hash
    of what it was made from, `apart` are folders that must never be moved along.

    The folders must be `locked`. Files that an earlier run made and this one did not are gone afterwards. Raises
    OSError where the disk is full; every folder is then as it was.
    """
    apart = [Path(path).resolve() for path in (*apart, *staged.values(), Path.cwd(), Path.home())]
    moves = [_prepare(new, folder.resolve(), run, inputs, apart) for new, folder in staged.items()]
    for new in staged:
        _to_disk(new)
    journals = [_beside(Path(move["folder"]), "journal") for move in moves]
    try:
        for journal in journals:
            _write_whole(journal, json.dumps({"run": run, "moves": moves}))
    except OSError:
        for journal in journals:
            journal.unlink(missing_ok=True)
        raise
    _complete(run, moves)


def _prepare(staged: Path, folder: Path, run: str, inputs: str, apart: list[Path]) -> dict:
    """The manifest, and what of `folder` has to be in the new one: all that can fail for want of space."""
    new = set(_files_below(staged))
    files = {name: digest_of_file(staged / name) for name in new if name.split("/")[0] not in (*OWN, CACHE)}
    made = {"run": run, "inputs": inputs, "files": files}
    (staged / MANIFEST).write_text(json.dumps(made, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    old = {*manifest(folder).get("files", {}), *(f"{own}/{name}" for own in OWN for name in _files_below(folder / own))}
    alone = _home(folder) != folder and not any(path != folder and path.is_relative_to(folder) for path in apart)
    whole = alone and (not folder.exists() or _link_foreign(folder, staged))
    if not whole:
        for name in new:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
    return {"staged": str(staged), "folder": str(folder), "whole": whole, "stale": sorted(old - new)}


def _link_foreign(folder: Path, staged: Path) -> bool:
    """Link what no run made from `folder` into `staged`; false where that cannot be or is too much."""
    linked = []
    try:
        for name in _foreign(folder):
            if len(linked) == FOREIGN_MOST:
                raise OSError(errno.EMLINK, "more than can be linked")
            if not (staged / name).exists():
                _make_folders(staged, Path(name).parent, folder)
                os.link(folder / name, staged / name, follow_symlinks=False)
                linked.append(staged / name)
        for name in _folders_below(folder):
            _make_folders(staged, name, folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        for target in linked:
            target.unlink()
        return False
    return True


def _make_folders(staged: Path, name: Path, folder: Path) -> None:
    """Make the folder `name` below `staged` with the rights that it has below `folder`."""
    for part in (*reversed(name.parents[:-1]), name):
        if not (staged / part).exists():
            (staged / part).mkdir()
            shutil.copystat(folder / part, staged / part)


def _foreign(folder: Path) -> Iterator[str]:
    """The files below `folder` that no run made."""
    made = manifest(folder).get("files", {})
    for name in _files_below(folder):
        if name not in made and name != MANIFEST and name.split("/")[0] not in (*OWN, CACHE):
            yield name


def _files_below(folder: Path) -> Iterator[str]:
    """All that is no folder, and links to folders."""
    for where, folders, names in os.walk(folder):
        for name in (*names, *(name for name in folders if (Path(where) / name).is_symlink())):
            yield (Path(where) / name).relative_to(folder).as_posix()


def _folders_below(folder: Path) -> Iterator[Path]:
    for where, _, _ in os.walk(folder):
        name = Path(where).relative_to(folder)
        if name.parts and name.parts[0] not in (*OWN, CACHE):
            yield name


def _to_disk(folder: Path) -> None:
    """Have the file system write all that is pending: what is published outlasts a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _libc.syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _complete(run: str, moves: list[dict]) -> None:
    """Do what of `moves` has not been done yet; doing all of it twice changes nothing more."""
    for move in moves:
        staged, folder = Path(move["staged"]), Path(move["folder"])
        fresh = manifest(staged).get("run") == run
        if fresh and not (move["whole"] and _exchange(staged, folder)):
            _replace_files(staged, folder, move["stale"])
    for move in moves:
        staged, folder = Path(move["staged"]), Path(move["folder"])
        if move["whole"]:
            _keep_foreign(staged, folder)
        shutil.rmtree(staged, ignore_errors=True)
    for move in moves:
        _beside(Path(move["folder"]), "journal").unlink(missing_ok=True)


def _exchange(staged: Path, folder: Path) -> bool:
    """Give each of two folders the name of the other in one step; false where this file system cannot."""
    if not folder.exists():
        os.rename(staged, folder)
        return True
    here = -100  # AT_FDCWD: the paths are whole ones
    return _libc.renameat2(here, os.fsencode(staged), here, os.fsencode(folder), _EXCHANGE) == 0


def _replace_files(staged: Path, folder: Path, stale: list[str]) -> None:
    """Move the files one by one: the manifest last, and before it the index page; then remove what is stale."""
    order = {LAST: 1, MANIFEST: 2}
    new = set(_files_below(staged))
    for name in sorted(new - order.keys()) + [name for name in order if name in new]:
        if name == MANIFEST:
            for old in stale:
                (folder / old).unlink(missing_ok=True)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged / name, folder / name)


def _keep_foreign(old: Path, folder: Path) -> None:
    """Move into `folder` the cache, and what somebody has put into the old folder since it was linked."""
    for name in (CACHE, *_foreign(old)):
        if (old / name).exists() and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.rename(old / name, folder / name)


def _clear_up(folder: Path) -> None:
    """Complete what a killed run had begun to publish, and remove what it had made and not begun to."""
    if begun := _begun(folder):
        _complete(begun["run"], begun["moves"])
    for left in _home(folder).glob(f".{glob.escape(folder.name)}.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    _beside(folder, "journal.part").unlink(missing_ok=True)


def _begun(folder: Path) -> dict:
    """What a run had begun to publish into `folder` and not completed; {} where there is none."""
    try:
        return json.loads(_beside(folder, "journal").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
