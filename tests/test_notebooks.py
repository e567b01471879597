"""What every notebook keeps to; that its outputs are right is checked by nbval (make test)."""

import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def test_there_are_notebooks():
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{number:02}" for number in range(len(NOTEBOOKS))]


def test_the_first_page_leads_to_every_other_one():
    """In both languages, under the names that they have."""
    prose = {language: "" for language in ("zh", "en")}
    for cell in nbformat.read(NOTEBOOKS[0], as_version=4).cells:
        for language in set(tags(cell)) & set(prose):
            prose[language] += cell.source
    titles = {path.name: nbformat.read(path, as_version=4).cells for path in NOTEBOOKS[1:]}
    for name, cells in titles.items():
        for language, cell in zip(("zh", "en"), cells[:2], strict=True):
            assert f"[{cell.source.splitlines()[0].removeprefix('# ')}]({name})" in prose[language]


def test_links_lead_to_files_that_there_are(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for address in re.findall(r"\]\(([^)#]+)", cell.source):
                assert (NOTEBOOKS[0].parent / address).exists(), address


def test_it_opens_with_its_title_and_question(notebook):
    title, question = notebook.cells[0].source.split("\n\n")[:2]
    assert title.startswith("# ")
    assert question.startswith("*") and question.rstrip("*").endswith(("？", "?"))


def test_it_has_one_cell_of_parameters_and_then_one_of_imports(notebook):
    cells = code(notebook)
    assert [("parameters" in tags(cell)) for cell in cells] == [True] + [False] * (len(cells) - 1)
    importing = [at for at, cell in enumerate(cells) if re.search(r"^(from|import) ", cell.source, re.M)]
    assert importing == [1]


def test_its_cells_are_short_and_hold_no_machinery(notebook):
    for cell in code(notebook):
        lines = cell.source.splitlines()
        assert len(lines) <= 10, cell.source
        assert max(map(len, lines)) <= 100, cell.source
        assert not re.search(r"^\s*(def|class|for|while|try|with) ", cell.source, re.M), cell.source


def test_it_says_everything_in_both_languages(notebook):
    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    zh, en = (["zh" in tags(cell) for cell in prose], ["en" in tags(cell) for cell in prose])
    assert zh[::2] == en[1::2] == [True] * (len(prose) // 2)
    for chinese, english in zip(prose[::2], prose[1::2], strict=True):
        headings = [re.findall(r"^#+", cell.source, re.M) for cell in (chinese, english)]
        assert headings[0] == headings[1]


def test_its_outputs_are_stored_and_tell_of_no_machine_and_no_hour(notebook):
    for cell in code(notebook):
        for output in cell.outputs:
            assert output.output_type in ("execute_result", "display_data"), output
            text = "".join(str(value) for name, value in output.data.items() if not name.startswith("image/"))
            assert not re.search(r"/(home|root|tmp|work|Users)/|\b\d\d:\d\d:\d\d\b|0x[0-9a-f]{6}", text), (
                text[:300]
            )
            assert "application/vnd.jupyter.widget-view+json" not in output.data  # a stored widget has no kernel
    assert sum(bool(cell.outputs) for cell in code(notebook)) >= 3
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
