"""Runs the notebooks in order with papermill and publishes what they made: the work behind `make report`.

Nothing is half done. Tables and pages are made in folders beside their places and moved there when all of
them are whole, so a failing run leaves the previous one as it was. What a run needs (a folder with readable
texts, parameters that the notebooks know, of the type that they declare) is checked before the first notebook
starts.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import multiprocessing
import multiprocessing.util
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import zmq
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from helpers import pages
from helpers.corrections import CorrectionsError, read_corrections, rejected
from helpers.documents import Document, NothingToRead, read_documents
from helpers.gold import GoldError, read_gold, several
from helpers.tables import SCHEMAS, read_table
from helpers.wording import LANGUAGES

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
STEPS = {
    "01-clean": "reading the texts",
    "02-extract": "finding what they promise and report",
    "03-tabulate": "one row per place, year and indicator",
    "04-achievement": "setting targets against results",
}
DISTRICT = "05-district"
ACCURACY = "06-accuracy"  # only where gold says what is in the texts
CELL_TIMEOUT = 3600  # seconds; a cell that takes longer hangs


class ReportError(Exception):
    """What stops a report, in one line for the person who started it."""


# ---------------------------------------------------------------------------------------------- parameters


def check_parameters(notebook: Path, given: dict) -> dict:
    """`given` with each value in the type that the notebook's parameters cell declares for its name.

    Text is converted ("2024" for an int, "true" for a bool). Raises ReportError naming the parameter where
    the notebook has none of that name, or where the value is of another type.
    """
    declared = papermill.inspect_notebook(_path_for_papermill(notebook))
    checked = {}
    for name, value in given.items():
        if name not in declared:
            raise ReportError(_unknown(name, declared, notebook.stem))
        kind = declared[name]["inferred_type_name"]
        try:
            checked[name] = _CONVERT[kind](value)
        except KeyError:
            known = ", ".join(_CONVERT)
            raise ReportError(f"{notebook.stem} declares '{name}' as '{kind}'; known are {known}") from None
        except ValueError:
            raise ReportError(
                f"parameter '{name}' of {notebook.stem} must be {kind}, not {value!r}"
            ) from None
    return checked


def _unknown(name: str, declared, where: str) -> str:
    near = difflib.get_close_matches(name, declared, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"it has: {', '.join(sorted(declared))}"
    return f"unknown parameter '{name}' for {where}; {hint}"


def _text(value) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _whole(value) -> int:
    if isinstance(value, (bool, float)):
        raise ValueError
    return int(value)


def _real(value) -> float:
    if isinstance(value, bool):
        raise ValueError
    return float(value)


def _flag(value) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise ValueError
    return value


_CONVERT = {"str": _text, "int": _whole, "float": _real, "bool": _flag}


def read_parameters(given: list[str]) -> dict[str, str]:
    """The values by name of texts such as "top=20". One that names a file becomes its whole path, as notebooks run
    in a folder of their own. Raises ReportError for a text without "=".
    """
    chosen = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise ReportError(f"--parameter {item}: expected NAME=VALUE")
        chosen[name] = str(Path(value).absolute()) if Path(value).is_file() else value
    return chosen


def plan_parameters(notebooks: list[Path], fixed: dict, chosen: dict) -> dict[str, dict]:
    """For each notebook the parameters to run it with: of `fixed` those that it declares, of `chosen`
    likewise.

    Raises ReportError for a name in `chosen` that no notebook declares, that the runner itself sets, or for a
    value of the wrong type.
    """
    declared = {path: set(papermill.inspect_notebook(_path_for_papermill(path))) for path in notebooks}
    known = set().union(*declared.values())
    for name in chosen:
        if name not in known:
            raise ReportError(_unknown(name, known, "the notebooks"))
        if name in fixed:
            raise ReportError(f"parameter '{name}' is set by the run itself: use its own option (make help)")
    given = fixed | chosen
    return {
        path.stem: check_parameters(path, {name: given[name] for name in given if name in declared[path]})
        for path in notebooks
    }


# ------------------------------------------------------------------------------------------------- running


class SharedKernel(NBClientEngine):
    """A papermill engine that runs one notebook after another in the same kernel, emptied in between.

    Starting a kernel and importing pandas and matplotlib takes longer than most notebooks do. The connection
    is encrypted where zmq can.
    """

    manager: AsyncKernelManager | None = None

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, execution_timeout=None, **kwargs):
        if cls.manager is None:
            cls.manager = AsyncKernelManager(
                kernel_name=kernel_name, transport_encryption="auto" if zmq.has("curve") else "disabled"
            )
        client = PapermillNotebookClient(
            nb_man, km=cls.manager, kernel_name=kernel_name, timeout=execution_timeout
        )
        try:
            client.execute(cleanup_kc=False)
        finally:
            if client.kc is not None:
                client.kc.execute(EMPTY, silent=True)
                client.kc.stop_channels()

    @classmethod
    def stop(cls) -> None:
        if cls.manager is not None and cls.manager.has_kernel:
            run_sync(cls.manager.shutdown_kernel)(now=True)
        cls.manager = None


# Processes that a notebook starts ask their parent's __main__ for its __spec__, which a reset takes away.
EMPTY = "%reset -f\n__spec__ = None"
papermill_engines.register("shared-kernel", SharedKernel)


def run_notebook(notebook: Path, output: Path, parameters: dict) -> Path:
    """Execute `notebook` into `output` with kernel python3. Raises ReportError naming the notebook and its
    error.

    On failure `output` holds the cells that ran and the traceback.
    """
    try:
        papermill.execute_notebook(
            _path_for_papermill(notebook),
            _path_for_papermill(output),
            parameters=parameters,
            engine_name="shared-kernel",
            kernel_name="python3",
            progress_bar=False,
            cwd=str(notebook.parent),
            execution_timeout=CELL_TIMEOUT,
        )
    except papermill.PapermillExecutionError as error:
        line = error.source.strip().splitlines()[0]
        raise ReportError(f"{notebook.stem} failed at '{line}': {error.ename}: {error.evalue}") from error
    except Exception as error:  # time-out, dead kernel: nbclient and zmq have no common base
        raise ReportError(f"notebook {notebook.stem} failed: {type(error).__name__}: {error}") from error
    return output


def _path_for_papermill(path: Path) -> str:
    return str(path).replace("{", "{{").replace("}", "}}")  # papermill fills in braces


def places_with_figures(statements: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """place, adcode, documents, figures: the places of whose own texts a target or result was read, by
    adcode.
    """
    own = (
        statements[statements["role"].isin(["target", "actual"]) & ~rejected(statements)]
        .merge(documents[["doc_id", "place", "adcode"]], on=["doc_id", "place", "adcode"])
        .dropna(subset=["place"])
    )
    counts = (
        own.groupby(["place", "adcode"], dropna=False)
        .agg(documents=("doc_id", "nunique"), figures=("statement_id", "size"))
        .reset_index()
    )
    return counts.sort_values(["adcode", "place"], na_position="last", ignore_index=True)


def page_name(place: str, adcode: str | None) -> str:
    """An ASCII file name for a place's page: by its code, or where it has none by a hash of its name."""
    code = adcode if isinstance(adcode, str) and adcode else hashlib.sha256(place.encode()).hexdigest()[:8]
    return f"district-{code}.html"


def _run_district(notebook: Path, place: str, page: str, parameters: dict, folder: Path) -> None:
    """One place's notebook and page, in a worker process."""
    executed = (
        folder / "notebooks" / f"{notebook.stem}-{page.removeprefix('district-').removesuffix('.html')}.ipynb"
    )
    run_notebook(notebook, executed, parameters | {"place": place})
    _write_page(executed, folder / page, parameters["language"], show_code=False)


def _write_page(executed: Path, page: Path, language: str, show_code: bool) -> None:
    page.write_text(
        pages.notebook_page(nbformat.read(executed, as_version=4), language, show_code, executed.name),
        encoding="utf-8",
    )


# ----------------------------------------------------------------------------------------------- the report


def make_report(
    raw: Path,
    out: Path,
    reports: Path,
    language: str = "zh",
    chosen: dict | None = None,
    notebooks: Path = NOTEBOOKS,
    gold: str | Path | None = None,
    say=print,
) -> Path:
    """Run everything on the texts in `raw`; returns the path of the index page.

    Tables go to `out`, pages and executed notebooks to `reports`. Where `gold` (files or folders, as
    `helpers.gold.several` reads them) annotates any of the texts, they are held against it. Raises
    ReportError where the run cannot start or a notebook fails; `out` and `reports` are then as they were, but
    for `reports`/failed with the partial notebook.
    """
    raw, out, reports = (Path(path).expanduser().absolute() for path in (raw, out, reports))
    documents = _check_folders(raw, out, reports)
    _check_corrections(raw, chosen or {})
    annotated = several(gold) if gold else []
    gold = "|".join(str(Path(path).expanduser().absolute()) for path in annotated)
    judging = [notebooks / f"{ACCURACY}.ipynb"] if _has_gold(gold, documents) else []
    steps = [notebooks / f"{name}.ipynb" for name in STEPS]
    district = notebooks / f"{DISTRICT}.ipynb"
    last = len(steps) + 1 + len(judging)
    with _staging(out) as tables, _staging(reports) as made:
        fixed = {"raw": str(raw), "out": str(tables), "language": language, "place": "", "gold": gold}
        parameters = plan_parameters([*steps, district, *judging], fixed, chosen or {})
        (made / "notebooks").mkdir()
        try:
            for number, notebook in enumerate(steps, 1):
                say(f"[{number}/{last}] {notebook.stem}: {STEPS[notebook.stem]} ...")
                _run_step(notebook, parameters[notebook.stem], made)
            results = {name: read_table(name, tables) for name in SCHEMAS}
            places = places_with_figures(results["statements"], results["documents"])
            places["page"] = [page_name(*row) for row in places[["place", "adcode"]].itertuples(index=False)]
            say(f"[{len(steps) + 1}/{last}] {DISTRICT}: one page for each of {len(places)} places ...")
            _run_districts(district, places, parameters[DISTRICT], made, say)
            for notebook in judging:
                say(f"[{last}/{last}] {ACCURACY}: holding it against hand-made annotations ...")
                _run_step(notebook, parameters[ACCURACY], made)
        except ReportError as error:
            raise ReportError(f"{error}{_keep_partial(made, reports)}") from error
        (made / "index.html").write_text(
            pages.index_page(
                results, places, language, raw=raw, out=out, steps=[path.stem for path in (*steps, *judging)]
            ),
            encoding="utf-8",
        )
        for executed in (made / "notebooks").iterdir():
            _forget_staging(executed, {str(tables): str(out), str(made): str(reports)})
        _publish(tables, out)
        _publish(made, reports)
    _say_result(results, places, out, reports, say)
    return reports / "index.html"


def _run_step(notebook: Path, parameters: dict, made: Path) -> None:
    """One notebook and its page."""
    executed = made / "notebooks" / notebook.name
    run_notebook(notebook, executed, parameters)
    _write_page(executed, made / f"{notebook.stem}.html", parameters["language"], show_code=True)


def _has_gold(gold: str, documents: list[Document]) -> bool:
    """Whether gold annotates any of the texts. Raises ReportError where it cannot be read."""
    if not gold:
        return False
    try:
        named = {Path(name).stem for name in read_gold(gold).docs}
    except (FileNotFoundError, GoldError) as error:
        raise ReportError(f"GOLD: {error}") from error
    return any(Path(document.path).stem in named for document in documents)


def _check_folders(raw: Path, out: Path, reports: Path) -> list[Document]:
    """The texts in `raw`. Raises ReportError where there are none, or where outputs would lie among them."""
    if not raw.is_dir():
        raise ReportError(
            f"{raw} is {'not a folder' if raw.exists() else 'missing'}: RAW must be a folder with texts"
        )
    for name, folder in (("OUT", out), ("REPORTS", reports)):
        if folder.resolve().is_relative_to(raw.resolve()):
            raise ReportError(
                f"{name} ({folder}) lies inside RAW ({raw}): its files would be read as texts next time"
            )
    if out.resolve() == reports.resolve():
        raise ReportError(f"OUT and REPORTS are the same folder ({out})")
    try:
        return read_documents(raw).documents
    except NothingToRead as error:
        raise ReportError(str(error)) from error


def _check_corrections(raw: Path, chosen: dict) -> None:
    """Raises ReportError where the corrections that 02-extract will apply cannot be read."""
    try:
        read_corrections(raw, chosen.get("corrections", ""))
    except CorrectionsError as error:
        raise ReportError(str(error)) from error


def _run_districts(notebook: Path, places: pd.DataFrame, parameters: dict, made: Path, say) -> None:
    if places.empty:
        return
    workers = min(len(os.sched_getaffinity(0)), len(places))
    context = multiprocessing.get_context(
        "spawn"
    )  # a fork would copy the zmq threads of the notebooks before
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_stop_kernel_at_exit) as pool:
        jobs = {
            pool.submit(_run_district, notebook, row.place, row.page, parameters, made): row
            for row in places.itertuples(index=False)
        }
        try:
            for done, job in enumerate(as_completed(jobs), 1):
                job.result()
                say(f"      {done}/{len(places)} {jobs[job].place} -> {jobs[job].page}")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _stop_kernel_at_exit() -> None:
    multiprocessing.util.Finalize(None, SharedKernel.stop, exitpriority=1)


@contextmanager
def _staging(place: Path):
    """A new folder beside `place` that is gone afterwards."""
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


MADE = ".made"  # lists in a published folder the files of the last run, for the next to remove stale ones


def _publish(staged: Path, place: Path) -> None:
    """Move the files of `staged` into `place`, and remove what an earlier run left there that this one did
    not make.

    Files that no run made stay.
    """
    files = sorted(path.relative_to(staged).as_posix() for path in staged.rglob("*") if path.is_file())
    manifest = place / MADE
    earlier = set(manifest.read_text(encoding="utf-8").splitlines()) if manifest.exists() else set()
    for name in files:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged / name, place / name)
    for name in earlier - set(files):
        if (place / name).resolve().is_relative_to(place.resolve()):
            (place / name).unlink(missing_ok=True)
    shutil.rmtree(place / "failed", ignore_errors=True)
    manifest.write_text("".join(f"{name}\n" for name in files), encoding="utf-8")


def _keep_partial(made: Path, reports: Path) -> str:
    """Keep the notebook that ran last (the one that failed) and say where."""
    ran = sorted((made / "notebooks").glob("*.ipynb"), key=lambda path: path.stat().st_mtime_ns)
    failed = [path for path in ran if "traceback" in path.read_text(encoding="utf-8")] or ran[-1:]
    if not failed:
        return ""
    kept = reports / "failed" / failed[-1].name
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(failed[-1], kept)
    return f"\nwhat ran of it is kept in {kept}; earlier results are left as they were"


def _forget_staging(executed: Path, moved: dict[str, str]) -> None:
    """In an executed notebook, name the folders where the files came to lie, and drop papermill's clock."""
    text = executed.read_text(encoding="utf-8")
    for staged, place in moved.items():
        text = text.replace(staged, place)
    notebook = nbformat.reads(text, as_version=4)
    _forget_run(notebook)
    nbformat.write(notebook, executed)


def _forget_run(notebook) -> None:
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)


def _say_result(
    results: dict[str, pd.DataFrame], places: pd.DataFrame, out: Path, reports: Path, say
) -> None:
    counts = {name: len(table) for name, table in results.items()}
    say(
        f"{counts['documents']} texts read, {counts['statements']} figures found, "
        f"{counts['achievement']} targets set against results, {len(places)} places with a page"
    )
    if counts["rejected"]:
        say(f"{counts['rejected']} files were rejected; the reasons are in {out / 'rejected.csv'}")
    say(f"tables: {out}")
    say(f"report: {(reports / 'index.html').as_uri()}")


# ------------------------------------------------------------------------------------------ stored outputs


def store_outputs(notebooks: Path = NOTEBOOKS) -> None:
    """Run the notebooks on the embedded corpus with the parameters they declare, and store their outputs in
    place.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(notebooks, copy / "notebooks")
        shutil.copytree(notebooks.parent / "data", copy / "data", ignore=shutil.ignore_patterns("processed"))
        for path in sorted(notebooks.glob("[0-9]*.ipynb")):
            executed = run_notebook(copy / "notebooks" / path.name, copy / path.name, {})
            notebook = nbformat.read(executed, as_version=4)
            _forget_run(notebook)
            notebook.metadata = {key: notebook.metadata[key] for key in ("kernelspec", "language_info")}
            notebook.metadata["language_info"] = {"name": "python"}
            nbformat.write(notebook, path)
            print(f"stored {path.name}")


def main(arguments: list[str] | None = None) -> int:
    """Command line of `make report`; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.report", description=__doc__.split("\n")[0], allow_abbrev=False
    )
    parser.add_argument(
        "--raw", type=Path, default=Path("data/raw"), help="folder with the texts, at any depth"
    )
    parser.add_argument("--out", type=Path, default=Path("data/processed"), help="folder for the tables")
    parser.add_argument(
        "--reports", type=Path, default=Path("reports"), help="folder for pages and executed notebooks"
    )
    parser.add_argument("--language", default="zh", help="language of the pages: zh or en")
    parser.add_argument("--gold", default="data/gold", help="hand-made annotations of the texts; '' for none")
    parser.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a notebook parameter (repeatable)",
    )
    parser.add_argument(
        "--store",
        action="store_true",
        help="instead store the outputs of the notebooks on the embedded corpus",
    )
    options = parser.parse_args(arguments)
    try:
        if options.store:
            store_outputs()
            return 0
        if options.language not in LANGUAGES:
            raise ReportError(
                f"parameter 'language' must be {' or '.join(LANGUAGES)}, not {options.language!r}"
            )
        make_report(
            options.raw,
            options.out,
            options.reports,
            options.language,
            read_parameters(options.parameter),
            gold=options.gold,
            say=lambda line: print(line, flush=True),
        )
    except (ReportError, OSError) as error:
        print(f"mubiao: {error}", file=sys.stderr)
        return 1
    finally:
        SharedKernel.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
