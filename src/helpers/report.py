"""A run: from a folder of texts to published tables and pages. The work behind `make report`.

Fit for a schedule. A run whose inputs (texts, corrections, annotations, code, lexicon, notebooks, packages, parameters)
are those of the last does nothing; else only what is new is read (`cache`) and only places of which something changed
get a new page (`steps`). One run at a time works on a folder, nothing is published before all of it is whole, and then
all of it at once (`publishing`). Each run leaves a record (`runs`).

What a run needs (a folder with readable texts, parameters that the notebooks know, of the type that they declare) is
checked before the first notebook starts.
"""

from __future__ import annotations

import argparse
import datetime
import signal
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers import inputs, publishing, runs
from helpers.cache import FOLDER as CACHE
from helpers.folders import CORRECTIONS_FILE
from helpers.gold import several
from helpers.runs import ACCURACY, DISTRICT, STEPS, ReportError
from helpers.wording import LANGUAGES

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
RUN = (*STEPS, DISTRICT, ACCURACY)
BUSY = 75  # EX_TEMPFAIL of sysexits.h: not now, try again later


def make_report(
    raw: Path,
    out: Path,
    reports: Path,
    language: str = "zh",
    chosen: dict | None = None,
    notebooks: Path = NOTEBOOKS,
    gold: str | Path | None = None,
    say: Callable[[str], None] = print,
    force: bool = False,
    wait: float = 0,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> Path:
    """Run everything on the texts in `raw`; returns the path of the index page.

    Tables go to `out`, pages and executed notebooks to `reports`. Where `gold` (files or folders, as
    `helpers.gold.several` reads them) annotates any of the texts, they are held against it. Where nothing has changed
    since `reports` was made, nothing is run; with `force` all is, and nothing is taken from earlier runs. Where another
    run is at work, its end is awaited up to `wait` seconds. `advance` is told how many notebooks have run, of how many.

    Raises publishing.Busy where another run is still at work, ReportError where the run cannot start or a notebook
    fails; `out` and `reports` are then as they were, but for `reports`/failed with the partial notebook and
    `reports`/runs with the record.
    """
    raw, out, reports = (Path(path).expanduser().absolute() for path in (raw, out, reports))
    _check_folders(raw, out, reports)
    chosen = chosen or {}
    annotated = [Path(path).expanduser().absolute() for path in several(gold)] if gold else []
    beside = [Path(value) for value in chosen.values() if Path(str(value)).is_file()]
    with publishing.locked([out, reports], wait, say):
        begun = datetime.datetime.now(datetime.UTC)
        given = inputs.of_run(
            raw,
            [raw / CORRECTIONS_FILE, *beside, *annotated],
            [path for name in RUN if (path := notebooks / f"{name}.ipynb").exists()],
            {"raw": str(raw), "out": str(out), "reports": str(reports), "language": language, "chosen": chosen},
        )
        record = {"run": runs.name_of(begun), "started": begun.isoformat(timespec="seconds"), "inputs": given}
        digest = inputs.digest(given)
        if not force and publishing.is_whole(out, digest) and publishing.is_whole(reports, digest):
            _leave(reports, {**record, "outcome": runs.UNCHANGED})
            since = runs.last_published(reports).get("started", "the last run")
            say(f"nothing has changed since {since}: {(reports / 'index.html').as_uri()}")
            return reports / "index.html"
        with publishing.staging(out) as tables, publishing.staging(reports) as made, _cache(tables, out, not force):
            _run(
                record, digest, raw=raw, out=out, reports=reports, tables=tables, made=made, language=language,
                gold="|".join(map(str, annotated)), chosen=chosen, notebooks=notebooks, say=say, advance=advance,
                force=force,
            )
    return reports / "index.html"


def _run(record: dict, digest: str, *, raw, out, reports, tables, made, language, gold, chosen, notebooks, say, advance,
         force) -> None:
    """Fill `tables` and `made` and publish them; what fails is recorded in `reports`."""
    from helpers import steps  # a second or two, which a run that finds nothing to do does not spend

    begin, last = time.monotonic(), runs.last_published(reports)
    record["since"] = {"run": last.get("run"), **runs.changed_inputs(last.get("inputs", {}), record["inputs"])}
    site = steps.Site(tables, made)
    try:
        _say_why(record["since"], say)
        steps.run_steps(
            site, raw=raw, reports=reports, language=language, gold=gold, chosen=chosen, notebooks=notebooks,
            earlier={} if force else last.get("places", {}), say=say, advance=advance,
        )
        before = runs.published_tables(out) if last else None
        changed = runs.changes(before, site.results, language) if before else None
        record |= {"counts": runs.counts(site.results), "places": site.digests, "seconds": site.seconds}
        record["since"]["rows"] = None if changed is None else runs.summary(changed)
        steps.finish(site, raw=raw, out=out, reports=reports, language=language, changes=changed)
        runs.take_over(reports, made)
        total = round(time.monotonic() - begin, 2)
        runs.write_record(made, {**record, "outcome": runs.OK, "total_seconds": total}, changed)
        _drop_link(tables)
        publishing.publish({made: reports, tables: out}, record["run"], digest, apart=[raw, out, reports, notebooks])
    except Exception as error:
        where = {"notebook": getattr(error, "notebook", None), "cell": getattr(error, "cell", None)}
        kept = ""
        with suppress(OSError):
            kept = steps.keep_partial(made, reports, where["notebook"]) if where["notebook"] else ""
        failed = {**record, "outcome": runs.FAILED, "error": {**where, "message": str(error)}, "seconds": site.seconds}
        if reports.exists():
            _leave(reports, failed)
        if isinstance(error, ReportError):
            raise ReportError(f"{error}{kept}", **where) from error
        raise
    finally:
        steps.SharedKernel.stop()
    _say_result(record, site, out, reports, say)


def _leave(reports: Path, record: dict) -> None:
    """Write a record straight into the published folder; a disk too full for it stops nothing."""
    with suppress(OSError):
        runs.write_record(reports, record)


@contextmanager
def _cache(tables: Path, out: Path, wanted: bool):
    """Within the block `tables` has the cache of `out`, if it is `wanted` and there, so that what a failing run has
    read is not lost. A new one is made otherwise.
    """
    if wanted and (out / CACHE).is_dir():
        (tables / CACHE).symlink_to(out.resolve() / CACHE, target_is_directory=True)
    try:
        yield
    finally:
        _drop_link(tables)


def _drop_link(tables: Path) -> None:
    if (tables / CACHE).is_symlink():
        (tables / CACHE).unlink()


def _check_folders(raw: Path, out: Path, reports: Path) -> None:
    """Raises ReportError where there is no folder of texts, or where outputs would lie among them."""
    if not raw.is_dir():
        raise ReportError(
            f"{raw} is {'not a folder' if raw.exists() else 'missing'}: RAW must be a folder with texts"
        )
    for name, folder in (("OUT", out), ("REPORTS", reports)):
        if folder.resolve().is_relative_to(raw.resolve()):
            raise ReportError(
                f"{name} ({folder}) lies inside RAW ({raw}): its files would be read as texts next time"
            )
        if folder.exists() and not folder.is_dir():
            raise ReportError(f"{name} ({folder}) is not a folder")
    if out.resolve() == reports.resolve():
        raise ReportError(f"OUT and REPORTS are the same folder ({out})")


def _say_why(since: dict, say: Callable[[str], None]) -> None:
    """What is different from the last run that published."""
    if since["run"] is None:
        return
    told = [f"{len(names)} {kind} ({runs.some_of(names)})" for kind, names in since["texts"].items() if names]
    say("since the last run: " + "; ".join([*(f"texts {text}" for text in told), *since["other"]] or ["run again"]))


def _say_result(record: dict, site, out: Path, reports: Path, say: Callable[[str], None]) -> None:
    counts, rows = record["counts"], record["since"]["rows"]
    say(
        f"{counts['documents']} texts read, {counts['statements']} figures found, "
        f"{counts['pairs']} targets set against results, {len(site.places)} places with a page"
    )
    if counts["rejected"]:
        say(f"{counts['rejected']} files were rejected; the reasons are in {out / 'rejected.csv'}")
    if rows:
        say("rows of ledger and achievement: " + ", ".join(f"{count} {kind}" for kind, count in rows.items()))
    say(f"tables: {out}")
    say(f"report: {(reports / 'index.html').as_uri()}")


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


def main(arguments: list[str] | None = None) -> int:
    """Command line of `make report`; returns the exit status: 0, 1 where the run failed, BUSY where another is at work.
    """
    parser = argparse.ArgumentParser(
        prog="python -m helpers.report", description=__doc__.split("\n")[0], allow_abbrev=False
    )
    add = parser.add_argument
    add("--raw", type=Path, default=Path("data/raw"), help="folder with the texts, at any depth")
    add("--out", type=Path, default=Path("data/processed"), help="folder for the tables")
    add("--reports", type=Path, default=Path("reports"), help="folder for pages and executed notebooks")
    add("--language", default="zh", help="language of the pages: zh or en")
    add("--gold", default="data/gold", help="hand-made annotations of the texts; '' for none")
    add("--parameter", action="append", default=[], metavar="NAME=VALUE", help="a notebook parameter (repeatable)")
    add("--force", action="store_true", help="run all of it, whatever has changed")
    add("--wait", type=float, default=0, metavar="SECONDS", help="how long to wait for another run to end (0)")
    options = parser.parse_args(arguments)
    try:
        if options.language not in LANGUAGES:
            raise ReportError(
                f"parameter 'language' must be {' or '.join(LANGUAGES)}, not {options.language!r}"
            )
        with _told() as (say, advance):
            make_report(
                options.raw,
                options.out,
                options.reports,
                options.language,
                read_parameters(options.parameter),
                gold=options.gold,
                say=say,
                force=options.force,
                wait=options.wait,
                advance=advance,
            )
    except publishing.Busy as error:
        print(f"mubiao: {error}", file=sys.stderr)
        return BUSY
    except (ReportError, OSError) as error:
        print(f"mubiao: {error}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _told():
    """How a run tells of itself: lines; and at a terminal a bar of the notebooks that have run below them."""
    if not sys.stderr.isatty():
        yield lambda line: print(line, flush=True), lambda done, of: None
        return
    from tqdm import tqdm

    with tqdm(total=1, leave=False, unit="", bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} {elapsed}") as bar:

        def advance(done: int, of: int) -> None:
            bar.total, bar.n = of, done
            bar.refresh()

        yield lambda line: tqdm.write(line, file=sys.stdout), advance


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that it clears up behind it
    sys.exit(main())
