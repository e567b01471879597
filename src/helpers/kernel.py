"""Runs notebooks with papermill, one after another in one kernel."""

from __future__ import annotations

from pathlib import Path

import papermill
import zmq
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from helpers.runs import ReportError

CELL_TIMEOUT = 3600  # seconds; a cell that takes longer hangs


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
    """Execute `notebook` into `output` with kernel python3. Raises ReportError naming the notebook, the cell and its
    error.

    On failure `output` holds the cells that ran and the traceback.
    """
    try:
        papermill.execute_notebook(
            path_for_papermill(notebook),
            path_for_papermill(output),
            parameters=parameters,
            engine_name="shared-kernel",
            kernel_name="python3",
            progress_bar=False,
            cwd=str(notebook.parent),
            execution_timeout=CELL_TIMEOUT,
        )
    except papermill.PapermillExecutionError as error:
        cell, line = f"In [{error.exec_count}]", error.source.strip().splitlines()[0]
        raise ReportError(
            f"{notebook.stem} failed at {cell}, '{line}': {error.ename}: {error.evalue}",
            notebook=notebook.stem,
            cell=cell,
        ) from error
    except Exception as error:  # time-out, dead kernel, full disk: nbclient and zmq have no common base
        raise ReportError(
            f"notebook {notebook.stem} failed: {type(error).__name__}: {error}", notebook=notebook.stem
        ) from error
    return output


def path_for_papermill(path: Path) -> str:
    """The path as papermill wants it, which fills in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def forget_run(notebook) -> None:
    """Drop what tells of the hour at which a notebook ran, and live widgets, whose ids are new in every run."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
