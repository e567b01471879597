"""What a run does between its inputs and a finished site: the notebooks in their order, then a page for each place.

All of it happens in folders that nobody sees yet; `report` puts them in their places.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import multiprocessing.util
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pandas as pd

from helpers import inputs, pages, summary
from helpers.cache import Cache
from helpers.corrections import CorrectionsError, read_corrections, rejected
from helpers.documents import Document, NothingToRead, read_documents
from helpers.gold import GoldError, read_gold
from helpers.kernel import SharedKernel, forget_run, run_notebook
from helpers.parameters import plan_parameters
from helpers.publishing import manifest
from helpers.runs import ACCURACY, DISTRICT, STEPS, ReportError
from helpers.tables import SCHEMAS, read_table
from helpers.website import write_site

WORTH_A_POOL = 5  # places; for fewer, starting processes and their kernels takes longer than the work


@dataclass
class Site:
    """What a run makes: `tables` and `made` are the folders it fills, `results` its tables by name, `places` the places
    with a page, `digests` a hash of what each of these pages shows, `seconds` how long each step took.
    """

    tables: Path
    made: Path
    results: dict[str, pd.DataFrame] = field(default_factory=dict)
    places: pd.DataFrame = field(default_factory=pd.DataFrame)
    digests: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, step: str):
        begin = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - begin, 2)


def run_steps(
    site: Site,
    *,
    raw: Path,
    reports: Path,
    language: str,
    gold: str,
    chosen: dict,
    notebooks: Path,
    earlier: dict[str, str],
    say: Callable[[str], None],
    advance: Callable[[int, int], None],
) -> None:
    """Fill the folders of `site`. Pages of places of which nothing has changed since they were published in `reports`
    (whose hashes were `earlier`) are taken over.

    `advance` is told how many notebooks have run, of how many. Raises ReportError before the first notebook where there
    are no texts or a parameter is wrong, and later where a notebook fails.
    """
    steps, district = [notebooks / f"{name}.ipynb" for name in STEPS], notebooks / f"{DISTRICT}.ipynb"
    with site.timed("reading"):
        documents = _read(raw, site.tables)
        _check_corrections(raw, chosen)
        judging = [notebooks / f"{ACCURACY}.ipynb"] if _has_gold(gold, documents) else []
    fixed = {"raw": str(raw), "out": str(site.tables), "language": language, "place": "", "gold": gold}
    parameters = plan_parameters([*steps, district, *judging], fixed, chosen)
    site.steps = [path.stem for path in (*steps, *judging)]
    (site.made / "notebooks").mkdir()
    last = len(site.steps) + 1
    for number, notebook in enumerate(steps, 1):
        say(f"[{number}/{last}] {notebook.stem}: {STEPS[notebook.stem]} ...")
        advance(number - 1, last)
        _run_step(site, notebook, parameters[notebook.stem])
    site.results = {name: read_table(name, site.tables) for name in SCHEMAS}
    site.places = places_with_figures(site.results["statements"], site.results["documents"])
    site.places["page"] = [page_name(*row) for row in site.places[["place", "adcode"]].itertuples(index=False)]
    with site.timed(DISTRICT):
        seen = [inputs.program(), inputs.digest_of_notebook(district), parameters[DISTRICT] | {"out": ""}]
        site.digests = {
            row.page: _digest_of_place(site.results, row.place, seen) for row in site.places.itertuples(index=False)
        }
        kept = [page for page, digest in site.digests.items() if digest and earlier.get(page) == digest]
        kept = [page for page in kept if _take_over(page, reports, site.made)]
        new = site.places[~site.places["page"].isin(kept)]
        as_before = f", {len(kept)} as before" if kept else ""
        say(f"[{len(steps) + 1}/{last}] {DISTRICT}: one page for each of {len(site.places)} places{as_before} ...")
        total = len(site.steps) + len(new)
        _run_districts(
            district, new, parameters[DISTRICT], site.made, say, lambda done: advance(len(steps) + done, total)
        )
    for notebook in judging:
        say(f"[{last}/{last}] {ACCURACY}: holding it against hand-made annotations ...")
        _run_step(site, notebook, parameters[ACCURACY])
    advance(total, total)


def finish(site: Site, *, raw: Path, out: Path, reports: Path, language: str, changes: pd.DataFrame | None) -> None:
    """The other pages of the site; and the executed notebooks name the folders in which everything will lie."""
    with site.timed("pages"):
        write_site(
            site.made, site.results, site.places, language, raw=raw, tables=site.tables, out=out, reports=reports,
            steps=site.steps, changes=changes,
        )
    for executed in (site.made / "notebooks").iterdir():
        _forget_staging(executed, {str(site.tables): str(out), str(site.made): str(reports)})


# ------------------------------------------------------------------------------------------- before the first step


def _read(raw: Path, tables: Path) -> list[Document]:
    try:
        return read_documents(raw, Cache(tables)).documents
    except NothingToRead as error:
        raise ReportError(str(error)) from error


def _check_corrections(raw: Path, chosen: dict) -> None:
    """Raises ReportError where the corrections that 02-extract will apply cannot be read."""
    try:
        read_corrections(raw, chosen.get("corrections", ""))
    except CorrectionsError as error:
        raise ReportError(str(error)) from error


def _has_gold(gold: str, documents: list[Document]) -> bool:
    """Whether gold annotates any of the texts. Raises ReportError where it cannot be read."""
    if not gold:
        return False
    try:
        named = {Path(name).stem for name in read_gold(gold).docs}
    except (FileNotFoundError, GoldError) as error:
        raise ReportError(f"GOLD: {error}") from error
    return any(Path(document.path).stem in named for document in documents)


# --------------------------------------------------------------------------------------------------- the notebooks


def _run_step(site: Site, notebook: Path, parameters: dict) -> None:
    """One notebook and its page."""
    executed = site.made / "notebooks" / notebook.name
    with site.timed(notebook.stem):
        run_notebook(notebook, executed, parameters)
        _write_page(executed, site.made / f"{notebook.stem}.html", parameters["language"], show_code=True)


def _write_page(executed: Path, page: Path, language: str, show_code: bool) -> None:
    page.write_text(
        pages.notebook_page(nbformat.read(executed, as_version=4), language, show_code, executed.name),
        encoding="utf-8",
    )


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


def _executed(page: str) -> str:
    """The executed notebook of a place's page, below the folder of the pages."""
    return f"notebooks/{DISTRICT}-{page.removeprefix('district-').removesuffix('.html')}.ipynb"


def _run_districts(notebook: Path, places: pd.DataFrame, parameters: dict, made: Path, say, advance) -> None:
    """The notebook and page of each of `places`, side by side in processes where they are many."""

    def tell(done: int, row) -> None:
        say(f"      {done}/{len(places)} {row.place} -> {row.page}")
        advance(done)

    rows = list(places.itertuples(index=False))
    if len(rows) < WORTH_A_POOL:
        for done, row in enumerate(rows, 1):
            _run_district(notebook, row.place, row.page, parameters, made)
            tell(done, row)
        return
    workers = min(len(os.sched_getaffinity(0)), len(rows))
    context = multiprocessing.get_context("spawn")  # a fork would copy the zmq threads of the notebooks before
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_stop_kernel_at_exit) as pool:
        jobs = {
            pool.submit(_run_district, notebook, row.place, row.page, parameters, made): row for row in rows
        }
        try:
            for done, job in enumerate(as_completed(jobs), 1):
                job.result()
                tell(done, jobs[job])
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _stop_kernel_at_exit() -> None:
    multiprocessing.util.Finalize(None, SharedKernel.stop, exitpriority=1)


def _run_district(notebook: Path, place: str, page: str, parameters: dict, made: Path) -> None:
    """One place's notebook and page, in a worker process."""
    run_notebook(notebook, made / _executed(page), parameters | {"place": place})
    _write_page(made / _executed(page), made / page, parameters["language"], show_code=False)


def _digest_of_place(results: dict[str, pd.DataFrame], place: str, more: list) -> str:
    """A hash of all that 05-district can show of a place: what `summary.of_place` hands it, and the place's own rows of
    every table. '' where that is nothing: the notebook then says why.
    """
    own = {name: table[table["place"] == place] for name, table in results.items() if "place" in table}
    try:
        own |= {f"shown {name}": table for name, table in summary.of_place(results, place).items()}
    except ValueError:
        return ""
    return inputs.digest([more, {name: _digest_of_table(table) for name, table in own.items()}])


def _digest_of_table(table: pd.DataFrame) -> str:
    rows = pd.util.hash_pandas_object(table, index=False).to_numpy()
    return hashlib.sha256(rows.tobytes()).hexdigest()


def _take_over(page: str, reports: Path, made: Path) -> bool:
    """Copy the published page of a place and its notebook; false where they are not as they were published."""
    files = manifest(reports).get("files", {})
    names = [page, _executed(page)]
    if any(name not in files or inputs.digest_of_file(reports / name) != files[name] for name in names):
        return False
    for name in names:
        shutil.copyfile(reports / name, made / name)
    return True


def keep_partial(made: Path, reports: Path, notebook: str | None) -> str:
    """Keep the notebook that failed in `reports`/failed and say where; '' where none had begun."""
    ran = sorted((made / "notebooks").glob(f"{notebook or ''}*.ipynb"), key=lambda path: path.stat().st_mtime_ns)
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
    forget_run(notebook)
    nbformat.write(notebook, executed)
