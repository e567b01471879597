"""JupyterLab for real: its first page, and a review by keyboard that the next ledger knows of."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from browser import Browser, find_chromium

from helpers import ledger
from helpers.corrections import apply, read_corrections
from helpers.documents import read_documents
from helpers.statements import extract_statements
from helpers.tables import as_table, read_table, write_table

TEXT = """---
title: 天津市河北区2023年工作要点
district: 天津市河北区
date: 2023-01-05
kind: digest
---
2022年，全区一般公共预算收入完成30.8亿元，同比增长5.0%。2023年主要目标是：地区生产总值增长6%。
"""
CODES = {"ArrowDown": 40, "Enter": 13, "Tab": 9}
RUN_ALL = '[data-command="notebook:restart-run-all"]'
SURE = ".jp-Dialog .jp-mod-accept"


@pytest.fixture(scope="module")
def project(tmp_path_factory, root):
    """A copy of the notebooks, as yet without outputs, with one text and its tables."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "notebooks").mkdir()
    for path in (root / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.update({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})
        nbformat.write(notebook, folder / "notebooks" / path.name)
    raw, out = folder / "data" / "raw", folder / "data" / "processed"
    raw.mkdir(parents=True)
    (raw / "plan.md").write_text(TEXT, encoding="utf-8")
    documents = as_table("documents", read_documents(raw).documents)
    write_table("documents", documents, out)
    write_table("statements", extract_statements(read_documents(raw).documents[0]), out)
    return folder


@pytest.fixture(scope="module")
def address(project, tmp_path_factory):
    """Where a JupyterLab with this project answers; the token is part of it."""
    token, own = secrets.token_hex(16), tmp_path_factory.mktemp("jupyter")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
             "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")  # fmt: skip
    flags = ["--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
             f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={project}", "--LabApp.news_url=None",
             "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (own / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *flags], stdout=log, stderr=log,
                                  env=os.environ | {name: str(own / name) for name in names})  # fmt: skip
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        for _ in range(200):
            assert server.poll() is None, (own / "log").read_text()
            try:
                direct.open(f"http://127.0.0.1:{port}/api?token={token}", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{{name}}?reset&token={token}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def browser(tmp_path):
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    page = Browser(program, tmp_path, size=(1200, 6000))  # JupyterLab makes only those cells that are in view
    yield page
    page.close()


def eventually(browser, script: str, seconds: float = 30):
    """The value of a script once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := browser.run(script):
            return value
        time.sleep(0.1)
    raise TimeoutError(f"{script}\n{browser.run('document.body.innerText')}")


def press(browser, key: str) -> None:
    code = CODES.get(key, ord(key.upper()[0]))
    text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
    browser.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
    browser.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)


def run_all(browser, address: str, name: str) -> None:
    """Open a notebook and choose Restart Kernel and Run All Cells; wait until its last cell has run."""
    browser.open(address.format(name=name))
    eventually(browser, f"!!document.querySelector('{RUN_ALL}') && !!document.querySelector('.jp-CodeCell')")
    prompts = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.innerText)"
    for _ in range(5):  # JupyterLab forgets what it is asked while it is still settling
        browser.click(RUN_ALL)
        try:
            eventually(browser, f"!!document.querySelector('{SURE}')", 2)
            browser.click(SURE)
            eventually(browser, f"{prompts}.some(text => /[\\d*]/.test(text))", 8)
            break
        except TimeoutError:
            continue
    eventually(browser, f"{prompts}.length > 2 && {prompts}.every(text => /\\d/.test(text))")


def errors(browser) -> str:
    found = "[...document.querySelectorAll('.jp-OutputArea [data-mime-type*=error]')]"
    return browser.run(f"{found}.map(e => e.innerText).join()")


def test_the_first_page_runs_and_leads_to_the_notebooks(browser, address):
    run_all(browser, address, "00-start.ipynb")
    assert not errors(browser)
    told = browser.run("document.querySelector('.jp-Notebook').innerText")
    assert "make report" in told and "documents" in told
    browser.click("a[href*='08-tour.ipynb']")
    tabs = "[...document.querySelectorAll('.lm-TabBar-tabLabel')]"
    eventually(browser, f"{tabs}.some(tab => tab.innerText === '08-tour.ipynb')")


def test_a_correction_made_by_keyboard_is_in_the_next_ledger(browser, address, project):
    run_all(browser, address, "07-review.ipynb")
    assert not errors(browser)
    eventually(browser, "document.querySelectorAll('.mubiao-desk .widget-select option').length === 3")
    eventually(browser, "!!document.querySelector('.mubiao-desk[data-lm-suppress-shortcuts]')")  # its keys are its own
    cells = "document.querySelectorAll('.jp-Cell').length"
    before = browser.run(cells)
    browser.run("document.querySelector('.mubiao-desk .widget-select select').focus()")
    mark = "document.querySelector('.mubiao-desk mark').innerText"
    while (shown := browser.run(mark)) != "30.8亿元":
        press(browser, "n")
        eventually(browser, f"{mark} !== '{shown}'", 5)
    press(browser, "c")  # to the column of the change
    focus = "document.activeElement.closest('.widget-dropdown, .widget-combobox, .widget-text')?.innerText || ''"
    eventually(browser, f"({focus}).includes('栏目')", 5)
    while browser.run("document.activeElement.selectedOptions[0].innerText") != "数值":
        press(browser, "ArrowDown")
        time.sleep(0.4)  # as a person would: the kernel answers each choice
    press(browser, "Tab")
    browser.type("38")
    press(browser, "Tab")
    browser.type("李")
    press(browser, "Tab")
    browser.type("数字颠倒")
    eventually(browser, "document.querySelector('.mubiao-desk tr.changed')?.innerText.includes('38')", 10)
    assert not (project / "data/raw/corrections.csv").exists()
    press(browser, "Enter")
    told = eventually(browser, "document.querySelector('.mubiao-desk .saved')?.innerText", 10)
    assert "30.8 → 38" in told
    assert browser.run(cells) == before  # no key was taken for a command of JupyterLab

    documents, statements = (read_table(name, project / "data/processed") for name in ("documents", "statements"))
    corrected, rows = apply(statements, documents, read_corrections(project / "data/raw"))
    assert rows[["who", "why", "status"]].values.tolist() == [["李", "数字颠倒", "applied"]]
    found = ledger.tabulate(corrected, documents)
    assert 3.8e9 in found["low"].tolist() and 3.08e9 not in found["low"].tolist()

    press(browser, "u")
    eventually(browser, "document.querySelector('.mubiao-desk .saved')?.innerText.includes('撤销')", 10)
    assert not (project / "data/raw/corrections.csv").exists()
