"""Runs that people rely on: only what is new is done, one at a time, all or nothing, and each leaves a record.

Publishing is tried with small folders in processes that are killed at every line; whole runs use stand-in notebooks
that hand on the tables without drawing anything, and the project's own where their code is what is tested.
"""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from helpers import batch, inputs, publishing, report, runs, steps, update
from helpers.cache import Cache
from helpers.documents import read_documents
from helpers.tables import as_table, read_table, write_table

# ------------------------------------------------------------------------------------------------- texts, notebooks

PROMISED = """---
title: 天津市{place}{year}年工作要点
district: 天津市{place}
date: {year}-01-05
kind: digest
---
{year}年主要目标是：地区生产总值增长{growth}%，一般公共预算收入增长6%。
"""
REACHED = """---
title: 天津市{place}{next}年工作回顾
district: 天津市{place}
date: {next}-01-05
kind: digest
---
{year}年，全区地区生产总值增长{growth}%。
"""
STAND_INS = {
    "01-clean": """
reading = read_documents(raw, Cache(out))
documents = write_table("documents", reading.documents, out)
rejected = write_table("rejected", reading.rejected, out)""",
    "02-extract": """
documents = read_table("documents", out)
found = batch.extract(batch.documents_of(documents), cache=Cache(out))
statements, corrected = apply(found, documents, read_corrections(raw, corrections))
statements = write_table("statements", statements, out)
corrected = write_table("corrections", corrected, out)""",
    "03-tabulate": """
rows = write_table("ledger", tabulate(read_table("statements", out), read_table("documents", out)), out)
empty = [write_table(name, [], out) for name in ("checks", "derived", "progress", "outcomes", "panel_long")]""",
    "04-achievement": """
achievement = write_table("achievement", score(read_table("ledger", out)), out)""",
    "05-district": """
own = summary.of_place({name: read_table(name, out) for name in SCHEMAS}, place)
own["ledger"][["indicator", "year", "low"]]""",
}
IMPORTS = """from helpers import batch, summary
from helpers.achievement import score
from helpers.cache import Cache
from helpers.corrections import apply, read_corrections
from helpers.documents import read_documents
from helpers.ledger import tabulate
from helpers.tables import SCHEMAS, read_table, write_table"""


def write_stand_ins(folder, **extra):
    """Notebooks that do what the project's do and show nothing; `extra` is more code for one of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, work in STAND_INS.items():
        own = 'place: str = ""' if name == "05-district" else 'raw: str = ""\ncorrections: str = ""'
        parameters = nbformat.v4.new_code_cell(
            f'out: str = ""\nlanguage: str = "zh"\n{own}', metadata={"tags": ["parameters"]}
        )
        cells = [nbformat.v4.new_markdown_cell(f"# {name}"), parameters, nbformat.v4.new_code_cell(IMPORTS)]
        cells += [nbformat.v4.new_code_cell(code) for code in (work.strip(), extra.get(name[:2], "")) if code]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / f"{name}.ipynb")
    return folder


def write_texts(raw):
    """A promise and a result of one district, and a promise of another."""
    raw.mkdir(parents=True, exist_ok=True)
    texts = {
        "hedong-2023.md": PROMISED.format(place="河东区", year=2023, growth=4),
        "hedong-2024.md": REACHED.format(place="河东区", year=2023, next=2024, growth=5),
        "hexi-2023.md": PROMISED.format(place="河西区", year=2023, growth=3),
    }
    for name, text in texts.items():
        (raw / name).write_text(text, encoding="utf-8")
    return raw


def bytes_of(folder):
    """What is in each table of a folder."""
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.*") if path.suffix in (".csv", ".parquet")}


# -------------------------------------------------------------------------------------- publishing: all or nothing


def fill(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def shown(folder):
    """What a visitor of a folder finds in it."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return {name: (folder / name).read_text() for name in names if name != publishing.MANIFEST}


OLD = {
    "site": {"index.html": "old", "a.html": "old a", "gone.html": "old only", "notebooks/n": "old", "runs/1.json": "1"},
    "tables": {"ledger.csv": "old", "gone.csv": "old only", ".cache/texts": "read before"},
}
NEW = {
    "site": {"index.html": "new", "a.html": "new a", "b.html": "new only", "notebooks/n": "new", "runs/2.json": "2"},
    "tables": {"ledger.csv": "new", "new.csv": "new only"},
}
MINE = {"site": {"mine.html": "kept", "photos/1.jpg": "kept"}, "tables": {"notes.txt": "kept"}}
KEPT = {"site": {}, "tables": {".cache/texts": "read before"}}


def run_into(home, made, run):
    """Publish the folders `made` below `home`, as a run does."""
    folders = {name: home / name for name in made}
    stage = publishing.staging
    with publishing.locked(folders.values()), stage(folders["site"]) as site, stage(folders["tables"]) as tables:
        staged = {"site": site, "tables": tables}
        for name, files in made.items():
            fill(staged[name], files)
        publishing.publish({staged[name]: folders[name] for name in made}, run, inputs="x")


def has_old(home):
    run_into(home, OLD, "1")
    for name, files in MINE.items():
        fill(home / name, files)


def expected(made, name):
    return made[name] | MINE[name] | KEPT[name]


def killed_at(line, home):
    """Publish NEW in a process that kills itself when it comes to the `line`-th line of publishing.py; did it?"""
    child = os.fork()
    if child == 0:
        left = line

        def watch(frame, event, argument):
            nonlocal left
            if frame.f_code.co_filename != publishing.__file__:
                return None
            left -= event == "line"
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return watch

        try:
            sys.settrace(watch)
            run_into(home, NEW, "2")
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def stages(home, step):
    """A home with OLD published for every `step`-th line at which the publishing of NEW was killed."""
    line = 1
    while True:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        has_old(home)
        if not killed_at(line, home):
            return
        yield line
        line += step


def test_killed_at_any_line_leaves_each_folder_old_or_new_and_the_next_run_completes_it(tmp_path):
    home, seen = tmp_path / "home", set()
    for _ in stages(home, 4):
        found = {name: shown(home / name) for name in OLD}
        state = {
            name: "old" if expected(OLD, name).items() <= found[name].items() else
            "new" if (NEW[name] | MINE[name]).items() <= found[name].items() else "half" for name in OLD
        }
        assert "half" not in state.values(), found
        for name in OLD:  # nothing of the other is left in it
            own, other = (OLD, NEW) if state[name] == "old" else (NEW, OLD)
            assert not found[name].keys() & other[name].keys() - expected(own, name).keys()
        seen.add(tuple(state.values()))
        with publishing.locked([home / "site", home / "tables"]):
            pass
        found = {name: shown(home / name) for name in OLD}
        assert found in [{name: expected(made, name) for name in made} for made in (OLD, NEW)]
        if "new" in state.values():
            assert found["site"]["index.html"] == found["tables"]["ledger.csv"] == "new"
        assert {path.name for path in home.iterdir()} == {"site", "tables"}
    assert {("old", "old"), ("new", "new")} <= seen
    assert shown(home / "site") == expected(NEW, "site") and shown(home / "tables") == expected(NEW, "tables")


def test_where_folders_cannot_be_exchanged_a_killed_run_is_completed_by_the_next(tmp_path, monkeypatch):
    """Too many files that no run made: the files are replaced one by one, each whole."""
    monkeypatch.setattr(publishing, "FOREIGN_MOST", 0)
    home, index_first = tmp_path / "home", False
    for _ in stages(home, 7):
        found = shown(home / "site")
        assert found.items() <= (expected(OLD, "site") | expected(NEW, "site")).items() | expected(OLD, "site").items()
        index_first |= found["index.html"] == "new" and found["a.html"] != "new a"
        with publishing.locked([home / "site", home / "tables"]):
            pass
        found = {name: shown(home / name) for name in OLD}
        assert found in [{name: expected(made, name) for name in made} for made in (OLD, NEW)]
        assert {path.name for path in home.iterdir()} == {"site", "tables"}
    assert not index_first
    assert shown(home / "site") == expected(NEW, "site")


def test_a_folder_that_holds_the_texts_or_the_reader_is_never_moved(tmp_path, monkeypatch):
    has_old(tmp_path)
    before = (tmp_path / "site").stat().st_ino, (tmp_path / "tables").stat().st_ino
    monkeypatch.chdir(tmp_path / "site" / "photos")
    run_into(tmp_path, NEW, "2")
    assert (tmp_path / "site").stat().st_ino == before[0] and (tmp_path / "tables").stat().st_ino != before[1]
    assert shown(tmp_path / "site") == expected(NEW, "site")
    assert Path.cwd().is_dir()


def test_links_empty_folders_and_rights_of_the_user_outlive_an_exchange(tmp_path):
    has_old(tmp_path)
    site = tmp_path / "site"
    site.chmod(0o750)
    (site / "empty").mkdir(mode=0o700)
    (site / "photos" / "all").symlink_to(tmp_path, target_is_directory=True)
    run_into(tmp_path, NEW, "2")
    assert site.stat().st_mode & 0o777 == 0o750 and (site / "empty").stat().st_mode & 0o777 == 0o700
    assert (site / "photos" / "all").readlink() == tmp_path
    (tmp_path / "elsewhere").mkdir()
    site.rename(tmp_path / "elsewhere" / "site")
    site.symlink_to(tmp_path / "elsewhere" / "site", target_is_directory=True)
    run_into(tmp_path, OLD, "3")  # the folder may be a link
    assert site.is_symlink() and (site / "index.html").read_text() == "old"


def test_a_new_folder_has_the_rights_that_any_new_folder_has(tmp_path):
    (tmp_path / "made").mkdir()
    run_into(tmp_path, NEW, "1")
    assert (tmp_path / "site").stat().st_mode == (tmp_path / "made").stat().st_mode


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own with room for 300 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_leaves_the_old(small_disk):
    full = 0
    for size in range(80_000, 220_000, 5_000):  # more and more of it is taken, until nothing of the new one fits
        for path in small_disk.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        has_old(small_disk)
        (small_disk / "ballast").write_bytes(b"0" * size)
        try:
            run_into(small_disk, {"site": NEW["site"] | {"big": "1" * 90_000}, "tables": NEW["tables"]}, "2")
            assert shown(small_disk / "site")["index.html"] == shown(small_disk / "tables")["ledger.csv"] == "new"
        except OSError as error:
            assert error.errno == errno.ENOSPC
            full += 1
            assert shown(small_disk / "site") == expected(OLD, "site")
            assert shown(small_disk / "tables") == expected(OLD, "tables")
    assert full > 3


def test_pages_and_tables_may_lie_on_two_file_systems(small_disk, tmp_path):
    (tmp_path / "site").symlink_to(small_disk / "www" / "site", target_is_directory=True)
    (small_disk / "www" / "site").mkdir(parents=True)
    has_old(tmp_path)
    run_into(tmp_path, NEW, "2")
    assert shown(small_disk / "www" / "site") == expected(NEW, "site")
    assert [path.name for path in (small_disk / "www").iterdir()] == ["site"]
    # and a mount point itself, which cannot be exchanged
    with publishing.locked([small_disk]), publishing.staging(small_disk) as staged:
        fill(staged, NEW["site"])
        publishing.publish({staged: small_disk}, "3", inputs="x")
    assert (small_disk / "index.html").read_text() == "new" and (small_disk / "www" / "site" / "index.html").exists()


# ------------------------------------------------------------------------------------------------------------ locks


HOLD = """
import sys, time
from pathlib import Path
from helpers import publishing
with publishing.locked([Path(sys.argv[1])]):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holding(folder, seconds):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder), str(seconds)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_run_leaves_with_75_or_waits(tmp_path, capsys):
    raw, out, reports = write_texts(tmp_path / "raw"), tmp_path / "out", tmp_path / "reports"
    arguments = ["--raw", str(raw), "--out", str(out), "--reports", str(reports), "--gold", ""]
    other = holding(out, 30)
    assert report.main(arguments) == 75
    assert capsys.readouterr().err == f"mubiao: another run is at work on {out} (process {other.pid})\n"
    begin = time.monotonic()
    assert report.main([*arguments, "--wait", "0.4"]) == 75
    assert 0.4 <= time.monotonic() - begin < 5
    assert not reports.exists() and not out.exists()
    said = []
    other.kill()  # its lock dies with it
    other.wait()
    with publishing.locked([reports, out], say=said.append):
        assert said == []
    other = holding(reports, 0.5)
    with publishing.locked([reports, out], wait=20, say=said.append):
        assert said == [f"another run is at work on {reports} (process {other.pid}); waiting up to 20 seconds for its "
                        "end ..."]
    other.wait()
    assert not list(tmp_path.glob(".*"))


def test_locks_keep_apart_whoever_comes_at_once(tmp_path):
    """Four processes add five to a number, one by one, reading and writing it apart."""
    (tmp_path / "number").write_text("0")
    code = (
        "import sys, time; from pathlib import Path; from helpers import publishing; folder = Path(sys.argv[1])\n"
        "for _ in range(5):\n"
        "    with publishing.locked([folder / 'a', folder / 'b'], wait=60, say=lambda line: None):\n"
        "        number = int((folder / 'number').read_text()); time.sleep(0.01)\n"
        "        (folder / 'number').write_text(str(number + 1))\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(4)]
    assert [process.wait() for process in both] == [0] * 4
    assert (tmp_path / "number").read_text() == "20"


# ------------------------------------------------------------------------------------- the cache: only what is new


def read_and_extract(raw, out, cache):
    reading = read_documents(raw, cache)
    documents = write_table("documents", reading.documents, out)
    write_table("rejected", reading.rejected, out)
    write_table("statements", batch.extract(batch.documents_of(documents), cache=cache), out)
    return bytes_of(out)


def entries(out):
    """The entries of the cache of a folder by kind and id."""
    database = sqlite3.connect(Cache(out).path)
    rows = database.execute("SELECT kind, id, value FROM entry").fetchall()
    database.close()
    return {(kind, name): value for kind, name, value in rows}


def test_tables_from_the_cache_are_those_of_a_full_run_byte_for_byte(tmp_path, root):
    raw = tmp_path / "raw"
    shutil.copytree(root / "data" / "raw", raw)
    (raw / "empty.txt").write_bytes(b"")
    (raw / "again.md").write_bytes((raw / "tianjin-2024-review.md").read_bytes())
    texts = sorted(raw.glob("*.md"))

    def same():
        return read_and_extract(raw, tmp_path / "out", Cache(tmp_path / "out")) == read_and_extract(
            raw, tmp_path / "full", None
        )

    assert same()
    first = entries(tmp_path / "out")
    assert len(first) == 2 * (len(texts) - 2) + 1  # README and the copy are no documents; the reason is kept too
    assert same() and entries(tmp_path / "out") == first
    texts[5].write_text(texts[5].read_text(encoding="utf-8").replace("5", "6"), encoding="utf-8")
    texts[7].unlink()
    texts[9].rename(raw / "renamed.md")
    assert same()
    now = entries(tmp_path / "out")
    # of two texts both entries are others now (the path is a part of the document), of one they are gone
    assert len(first) - len(now) == 2 and len(now.keys() - first.keys()) == 4


def test_another_program_does_not_use_what_this_one_has_kept(tmp_path):
    raw, out = write_texts(tmp_path / "raw"), tmp_path / "out"
    read_documents(raw, Cache(out))
    mine = entries(out)
    read_documents(raw, Cache(out, program="of tomorrow"))
    assert len(mine) == len(entries(out)) == 3 and not mine.keys() & entries(out).keys()


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"no database" * 999), lambda path: path.unlink(),
                                    lambda path: os.truncate(path, path.stat().st_size // 2)])
def test_a_broken_cache_costs_time_and_nothing_else(tmp_path, damage):
    raw, out = write_texts(tmp_path / "raw"), tmp_path / "out"
    whole = read_and_extract(raw, out, Cache(out))
    damage(Cache(out).path)
    for _ in range(2):
        assert read_and_extract(raw, out, Cache(out)) == whole


def test_the_hash_of_the_program_is_that_of_its_code_and_lexicon(tmp_path, monkeypatch):
    copy = tmp_path / "helpers"
    shutil.copytree(inputs.CODE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(inputs, "CODE", copy)
    seen = [inputs.program()]
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "report.pyc").write_bytes(b"1")
    (copy / "report.py").touch()
    assert inputs.program() == seen[0]
    for name in ("statements.py", "lexicon/units.csv", "templates/page.html"):
        with (copy / name).open("a") as file:
            file.write("\n")
        seen.append(inputs.program())
    assert len(set(seen)) == 4


def test_inputs_are_what_is_in_the_files_not_when_they_were_written(tmp_path):
    raw = write_texts(tmp_path / "raw")
    notebooks = [write_stand_ins(tmp_path / "notebooks") / "01-clean.ipynb"]

    def of(**parameters):
        return inputs.of_run(raw, [raw / "corrections.csv", tmp_path / "gold"], notebooks, parameters)

    first = of(language="zh")
    assert set(first["texts"]) == {"hedong-2023.md", "hedong-2024.md", "hexi-2023.md"}
    assert {"python", "pandas", "papermill"} <= set(first["versions"])
    os.utime(raw / "hexi-2023.md", (0, 0))
    assert of(language="zh") == first
    assert [name for name in first if of(language="en")[name] != first[name]] == ["parameters"]
    (raw / "corrections.csv").write_text("statement_id,action\n")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "mine.jsonl").write_text("{}")
    assert [name for name in first if of(language="zh")[name] != first[name]] == ["files"]
    (raw / "hexi-2023.md").write_text("其他")
    (raw / "new.md").write_text("新的")
    (raw / "hedong-2023.md").unlink()
    assert runs.changed_inputs(first, of(language="zh")) == {
        "texts": {"added": ["new.md"], "changed": ["hexi-2023.md"], "gone": ["hedong-2023.md"]}, "other": ["files"],
    }


# ------------------------------------------------------------------------------------------------ changes, records


def test_changes_are_told_as_rows_with_what_was_and_what_is(tmp_path):
    raw = write_texts(tmp_path / "raw")
    before = update.tables_of(raw)
    reached = REACHED.format(place="河东区", year=2023, next=2024, growth=3) + "2023年，新增就业2.5万人。\n"
    (raw / "hedong-2024.md").write_text(reached, encoding="utf-8")
    (raw / "hexi-2023.md").unlink()
    now = update.tables_of(raw)
    found = runs.changes(before, now)
    assert found.columns.tolist() == list(runs.CHANGES)
    told = found.drop(columns="statement_id").astype(object).where(found.notna(), None).to_numpy().tolist()
    east, west, gdp, revenue = "天津市河东区", "天津市河西区", "地区生产总值", "一般公共预算收入"
    jobs = found.loc[found["kind"] == "new", "indicator"].iloc[0]
    assert told == [
        ["changed", "ledger", east, gdp, 2023, "growth", "actual", "5%", "3%"],
        ["changed", "achievement", east, gdp, 2023, "growth", None, "met", "missed"],
        ["new", "ledger", east, jobs, 2023, "increment", "actual", None, "2.5万人"],
        ["gone", "ledger", west, revenue, 2023, "growth", "target", "6%", None],
        ["gone", "ledger", west, gdp, 2023, "growth", "target", "3%", None],
    ]
    assert found["statement_id"].iloc[0] in set(now["ledger"]["statement_id"])
    assert found["statement_id"].iloc[3] in set(before["ledger"]["statement_id"])
    assert runs.changes(now, now).empty and runs.changes(now, now).dtypes.equals(found.dtypes)
    assert runs.changes(before, now, "en")["after"].iloc[2] == "25 thousand persons"


@pytest.mark.parametrize(
    "row, told",
    [
        (("ge", 6, None, "%"), "≥6%"),
        (("approx", 4.8, 4.8, "%"), "≈4.8%"),
        (("between", 5, 5.5, "%"), "5–5.5%"),
        (("eq", 35.08e8, 35.08e8, "元"), "35.08亿元"),
        (("eq", -3.5, -3.5, "%"), "−3.5%"),
        (("steady", None, None, "%"), "稳步"),
        ((None, None, None, None), "–"),
    ],
)
def test_a_figure_of_the_ledger_is_told_as_people_write_it(row, told):
    assert runs._figure(*row, "zh") == told


def record(started, outcome="ok"):
    return {"run": started, "started": started, "outcome": outcome}


def test_the_last_records_and_the_first_of_each_month_are_kept(tmp_path):
    changed = pd.DataFrame(columns=list(runs.CHANGES))
    for month in (1, 2):
        for day in range(1, 21):
            runs.write_record(tmp_path, record(f"2025-{month:02}-{day:02}"), changed)
    runs.write_record(tmp_path, record("2025-02-21", "unchanged"))
    runs.write_record(tmp_path, record("2025-02-22", "unchanged"))
    (tmp_path / "runs" / "2025-02-23.json").write_text("{half")
    found = [entry["run"] for entry in runs.records(tmp_path)]
    last = [f"2025-02-{day:02}" for day in range(20, 0, -1)] + [f"2025-01-{day:02}" for day in range(20, 10, -1)]
    assert found == ["2025-02-22", *last, "2025-01-01"]
    runs.write_record(tmp_path, record("2025-02-24", "failed"))
    names = {path.name for path in (tmp_path / "runs").iterdir()}
    assert names == {f"{name}.json" for name in [*found, "2025-02-24"] if name != "2025-01-11"} | {
        f"{name}.changes.csv" for name in [*last, "2025-01-01"] if name != "2025-01-11"}
    for day in range(1, 32):
        runs.write_record(tmp_path, record(f"2025-03-{day:02}", "failed"))
    assert runs.last_published(tmp_path)["run"] == "2025-02-20"  # however often it failed since
    assert runs.records(tmp_path / "nowhere") == [] and runs.last_changes(tmp_path / "nowhere") is None


# ------------------------------------------------------------------------------------------------------- whole runs


def test_a_schedule_of_runs(tmp_path, capsys, monkeypatch):
    """First, unchanged, failing, one text changed, one gone, code changed; each as `make report` does it."""
    code = tmp_path / "code" / "helpers"
    shutil.copytree(inputs.CODE, code, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(inputs, "CODE", code)
    raw, out, reports = write_texts(tmp_path / "raw"), tmp_path / "out", tmp_path / "site" / "reports"
    notebooks = write_stand_ins(tmp_path / "notebooks")

    def run(folder=None, force=False):
        places = (folder / "out", folder / "reports") if folder else (out, reports)
        report.make_report(raw, *places, notebooks=notebooks, force=force)
        return capsys.readouterr().out

    said = run()
    assert "one page for each of 2 places ..." in said and "since the last run" not in said
    first = runs.records(reports)[0]
    assert first["outcome"] == "ok" and set(first["inputs"]["texts"]) == {path.name for path in raw.iterdir()}
    assert first["counts"] == {"documents": 3, "rejected": 0, "statements": 5, "ledger": 5, "pairs": 1,
                               "verdicts": {"met": 1}}
    assert set(first["seconds"]) == {"reading", *STAND_INS, "pages"} and runs.last_changes(reports) is None

    site, tables = (reports / "index.html").read_bytes(), bytes_of(out)
    inode = reports.stat().st_ino
    begin = time.monotonic()
    said = run()
    assert said == f"nothing has changed since {first['started']}: {(reports / 'index.html').as_uri()}\n"
    assert time.monotonic() - begin < 1 and reports.stat().st_ino == inode
    assert [entry["outcome"] for entry in runs.records(reports)] == ["unchanged", "ok"]

    (raw / "hexi-2023.md").write_text(PROMISED.format(place="河西区", year=2023, growth=3.5), encoding="utf-8")
    write_stand_ins(notebooks, **{"04": "1 / 0"})
    told = r"04-achievement failed at In \[\d+\], '1 / 0': ZeroDivisionError"
    with pytest.raises(runs.ReportError, match=told) as raised:
        run()
    assert raised.value.notebook == "04-achievement"
    failed = runs.records(reports)[0]
    assert failed["outcome"] == "failed" and failed["error"]["cell"].startswith("In [")
    assert failed["since"]["texts"]["changed"] == ["hexi-2023.md"] and "notebooks" in failed["since"]["other"]
    assert "ZeroDivisionError" in (reports / "failed" / "04-achievement.ipynb").read_text(encoding="utf-8")
    assert (reports / "index.html").read_bytes() == site and bytes_of(out) == tables

    write_stand_ins(notebooks)
    said = capsys.readouterr() and run()
    assert "since the last run: texts 1 changed (hexi-2023.md)" in said and "1 as before" in said
    assert "1/1 天津市河西区" in said and "0 new, 0 gone, 1 changed" in said
    assert not (reports / "failed").exists()
    found = runs.last_changes(reports)[["kind", "place", "before", "after"]]
    assert found.to_numpy().tolist() == [["changed", "天津市河西区", "3%", "3.5%"]]
    run(tmp_path / "whole")
    assert bytes_of(out) == bytes_of(tmp_path / "whole" / "out")
    for page in ("district-120102.html", "district-120103.html", "04-achievement.html"):
        assert (reports / page).read_bytes() == (tmp_path / "whole" / "reports" / page).read_bytes()

    (raw / "hexi-2023.md").unlink()
    (out / "ledger.csv").write_text("spoilt by hand")
    said = run()
    assert "texts 1 gone (hexi-2023.md)" in said and "one page for each of 1 places, 1 as before" in said
    assert not (reports / "district-120103.html").exists() and (reports / "district-120102.html").exists()
    assert set(runs.last_changes(reports)["kind"]) == {"gone"} and len(read_table("ledger", out)) == 3
    assert (out / "ledger.csv").read_bytes().startswith(b"\xef\xbb\xbf")

    (code / "ledger.py").write_text("another rule")
    said = run()
    assert said.startswith("since the last run: code\n") and "1/1 天津市河东区" in said and "as before" not in said
    assert [entry["outcome"] for entry in runs.records(reports)] == ["ok", "ok", "ok", "failed", "unchanged", "ok"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["code", "notebooks", "out", "raw", "site", "whole"]
    assert [path.name for path in reports.parent.iterdir()] == ["reports"]


def test_the_page_of_a_place_shows_only_what_its_hash_is_made_of(root):
    """05-district sees the tables through summary.of_place alone, so an unchanged hash is an unchanged page."""
    notebook = nbformat.read(root / "notebooks" / "05-district.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert code.count("read_table(") == 1
    assert "own = summary.of_place({name: read_table(name, out) for name in SCHEMAS}, place)\n" in code


def test_what_is_hashed_of_a_place_changes_with_it_and_with_nothing_else(tmp_path):
    def digests():
        documents = as_table("documents", read_documents(raw).documents)
        results = {"documents": documents, "statements": batch.extract(batch.documents_of(documents))}
        results |= update.tables_of(raw)
        return {place: steps._digest_of_place(results, place, []) for place in ("天津市河东区", "天津市河西区", "甲县")}

    raw = write_texts(tmp_path / "raw")
    before = digests()
    assert before["甲县"] == ""
    (raw / "hexi-2023.md").write_text(PROMISED.format(place="河西区", year=2023, growth=7), encoding="utf-8")
    after = digests()
    assert after["天津市河东区"] == before["天津市河东区"] and after["天津市河西区"] != before["天津市河西区"]


# --------------------------------------------------------------------------------------------------------- updating


def test_a_difference_from_the_stored_tables_is_told_in_rows(tmp_path):
    raw, stored = write_texts(tmp_path / "raw"), tmp_path / "tables"
    with pytest.raises(FileNotFoundError):
        update.difference(raw, stored)
    update.write_reference(update.tables_of(raw), stored)
    assert update.difference(raw, stored).empty
    first = {path.name: path.read_bytes() for path in stored.iterdir()}
    (raw / "hedong-2023.md").write_text(PROMISED.format(place="河东区", year=2023, growth="5.5"), encoding="utf-8")
    assert update.told(update.difference(raw, stored)) == (
        "changed ledger 天津市河东区 2023 地区生产总值 growth target: 4% → 5.5%\n"
        "changed achievement 天津市河东区 2023 地区生产总值 growth: met → missed")
    update.write_reference(update.tables_of(raw), stored)
    assert set(first) == {"ledger.csv", "achievement.csv"}
    assert first["ledger.csv"] != (stored / "ledger.csv").read_bytes()


def test_the_tables_of_the_embedded_texts_are_those_that_are_stored(root):
    try:
        rows = update.difference(root / "data" / "raw")
    except FileNotFoundError:
        pytest.skip(f"{update.REFERENCE} is empty: make update writes it")
    assert rows.empty, f"meant? then make update:\n{update.told(rows)}"


def test_notebooks_are_stored_all_or_none(tmp_path):
    notebooks = write_stand_ins(tmp_path / "notebooks", **{"04": "1 / 0"})
    write_texts(tmp_path / "data" / "raw")
    for path in notebooks.iterdir():
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].source = notebook.cells[1].source.replace(
            'raw: str = ""', 'raw: str = "../data/raw"').replace('out: str = ""', 'out: str = "../data/processed"')
        nbformat.write(notebook, path)
    (notebooks / "05-district.ipynb").unlink()
    before = {path.name: path.read_bytes() for path in notebooks.iterdir()}
    with pytest.raises(runs.ReportError, match="04-achievement"):
        update.store_notebooks(notebooks)
    assert {path.name: path.read_bytes() for path in notebooks.iterdir()} == before
