"""`make report` by its own path: the embedded corpus, bad input, wrong parameters, a failing notebook."""

import hashlib
import re
import shutil
from html.parser import HTMLParser

import nbformat
import pandas as pd
import pytest

from helpers import inputs, kernel, parameters, report, runs, steps
from helpers.tables import SCHEMAS, read_table

GOOD = """---
title: 天津市河东区2023年工作要点
district: 天津市河东区
date: 2023-01-05
source_url: https://example.org/hedong
kind: digest
---
2022年，全区一般公共预算收入完成30亿元，地区生产总值增长2%。

2023年主要目标是：地区生产总值增长4%左右，一般公共预算收入增长6%。
"""
LATER = """---
title: 天津市河东区2024年工作要点
district: 天津市河东区
date: 2024-01-05
source_url: https://example.org/hedong-2024
kind: digest
---
2023年，全区地区生产总值增长4.5%，一般公共预算收入增长5%。
"""


def digests(folder):
    return {
        f"{name}.{ending}": hashlib.sha256((folder / f"{name}.{ending}").read_bytes()).hexdigest()
        for name in SCHEMAS
        for ending in ("csv", "parquet")
    }


def run(raw, out, reports, *more):
    return report.main(["--raw", str(raw), "--out", str(out), "--reports", str(reports), *more])


@pytest.fixture
def small(tmp_path):
    """A folder with two texts of one district, whose name has a blank in it."""
    raw = tmp_path / "some texts" / "of 2023"
    raw.mkdir(parents=True)
    (raw / "hedong.md").write_text(GOOD, encoding="utf-8")
    (raw.parent / "hedong-2024.md").write_text(LATER, encoding="utf-8")
    return raw.parent


# ----------------------------------------------------------------------------------------- the whole corpus


@pytest.fixture(scope="module")
def made(root, tmp_path_factory):
    """A report on the embedded corpus: the folders of its tables and of its pages."""
    folder = tmp_path_factory.mktemp("report")
    assert run(root / "data" / "raw", folder / "out", folder / "reports", "--language", "en") == 0
    return folder / "out", folder / "reports"


def claims(out, **conditions):
    table = read_table("statements", out)
    for column, value in conditions.items():
        table = table[table[column] == value]
    return set(table["base_value"].dropna())


def test_every_text_of_the_corpus_is_read(made, root):
    out, _ = made
    texts = [path for path in (root / "data" / "raw").rglob("*.md") if path.name != "README.md"]
    documents = read_table("documents", out)
    assert len(documents) == len(texts) >= 12
    assert read_table("rejected", out).empty
    assert documents[["place", "adcode", "source_url"]].notna().all(axis=None)


def test_figures_are_those_that_the_digests_say(made):
    """Read by hand in data/raw."""
    out, _ = made
    hebei = {"adcode": "120105", "indicator_id": "gdp", "measure": "growth"}
    assert 6.5 in claims(out, **hebei, year=2022, role="target")
    assert 3 in claims(out, **hebei, year=2023, role="actual")
    revenue = {"adcode": "120105", "measure": "growth", "year": 2023, "role": "actual"}
    assert 5.1 in claims(out, **revenue)
    ledger = read_table("ledger", out)
    investment = ledger[(ledger["adcode"] == "120105") & (ledger["unit"] == "元") & (ledger["year"] == 2023)]
    assert {54e8, 121.47e8} <= set(investment["low"].dropna())


def test_targets_meet_results(made):
    """Binhai 2024: about 4.8 % promised and 5.5 % reached; revenue 6 % promised and 5.5 % reached."""
    out, _ = made
    achievement = read_table("achievement", out)
    binhai = achievement[(achievement["adcode"] == "120116") & (achievement["year"] == 2024)]
    found = binhai[binhai["measure"] == "growth"].set_index("indicator_id")
    columns = ["target_low", "actual", "verdict"]
    assert found.loc["gdp", columns].tolist() == [4.8, 5.5, "met"]
    assert found.loc["budget_rev", columns].tolist() == [6, 5.5, "missed"]
    beijing = achievement[(achievement["adcode"] == "120105") & (achievement["actual"] == 35.08e8)]
    assert round(beijing["ratio"].iloc[0], 3) == 1.169 and beijing["verdict"].iloc[0] == "met"


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.targets, self.ids, self.loaded, self.tags, self.alts = [], set(), [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.add(tag)
        if tag == "a" and "href" in attributes:
            self.targets.append(attributes["href"])
        if "id" in attributes:
            assert attributes["id"] not in self.ids, f"id {attributes['id']} twice"
            self.ids.add(attributes["id"])
        if attributes.get("src"):
            self.loaded.append(attributes["src"])
        if tag == "img":
            self.alts.append(attributes.get("alt", ""))


def only_our_script(page):
    """Whether a page has no script but the project's own, which its policy names."""
    own = (inputs.CODE / "templates" / "site.js").read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>(.*?)</script", page, re.DOTALL)
    return scripts in ([], [own]) and page.count("<script") == page.count("script-src 'sha256-") == len(scripts)


def test_every_link_leads_somewhere_and_nothing_is_loaded(made):
    _, reports = made
    pages = {path.name: Links(path.read_text(encoding="utf-8")) for path in reports.glob("*.html")}
    assert "index.html" in pages
    for name, page in pages.items():
        assert only_our_script((reports / name).read_text(encoding="utf-8")), name
        assert all(address.startswith("data:") for address in page.loaded), name
        for target in page.targets:
            if target.startswith(("http:", "https:")):
                continue
            file, _, anchor = target.partition("#")
            assert not file or (reports / file).is_file(), f"{name} links to {target}"
            if anchor:
                assert anchor in pages[file or name].ids, f"{name} links to {target}"


def test_one_page_for_every_place_with_figures(made):
    out, reports = made
    places = steps.places_with_figures(read_table("statements", out), read_table("documents", out))
    assert len(places) >= 8
    index = Links((reports / "index.html").read_text(encoding="utf-8"))
    for adcode in places["adcode"]:
        assert (reports / f"district-{adcode}.html").is_file()
        assert f"district-{adcode}.html" in index.targets
        assert (reports / "notebooks" / f"05-district-{adcode}.ipynb").is_file()


def test_every_figure_of_a_place_is_marked_in_its_page(made):
    out, reports = made
    ledger = read_table("ledger", out)
    for adcode in ("120105", "120113"):
        ids = Links((reports / f"district-{adcode}.html").read_text(encoding="utf-8")).ids
        own = ledger[ledger["adcode"] == adcode]
        assert len(own) > 3
        assert {f"s-{name}" for name in own["statement_id"]} <= ids


def test_figures_have_words_for_those_who_do_not_see_them(made):
    _, reports = made
    alts = [alt for path in reports.glob("*.html") for alt in Links(path.read_text(encoding="utf-8")).alts]
    assert len(alts) >= 3
    assert all(len(alt) > 20 and "No description" not in alt for alt in alts)


def test_pages_do_not_tell_where_the_texts_lie_on_disk(made, root):
    _, reports = made
    for path in reports.glob("district-*.html"):
        assert str(root) not in path.read_text(encoding="utf-8")


def test_executed_notebooks_name_the_folders_where_the_results_lie(made):
    out, reports = made
    executed = nbformat.read(reports / "notebooks" / "03-tabulate.ipynb", as_version=4)
    injected = [
        cell.source for cell in executed.cells if "injected-parameters" in cell.metadata.get("tags", [])
    ]
    assert len(injected) == 1 and f'out = "{out}"' in injected[0]
    for path in (reports / "notebooks").glob("*.ipynb"):
        assert "/.out-" not in path.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------ small, bad, failing


def test_same_texts_same_bytes(small, tmp_path, capsys):
    for turn in "ab":
        assert run(small, tmp_path / turn / "out", tmp_path / turn / "re ports") == 0
    assert digests(tmp_path / "a" / "out") == digests(tmp_path / "b" / "out")
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last == "report: " + (tmp_path / "b" / "re ports" / "index.html").as_uri()
    achievement = read_table("achievement", tmp_path / "a" / "out")
    verdicts = achievement[achievement["year"] == 2023].set_index("indicator_id")["verdict"].to_dict()
    assert verdicts == {"gdp": "met", "budget_rev": "missed"}
    # a second run into the same place removes the pages of places that are no longer there, and nothing else
    (tmp_path / "a" / "re ports" / "mine.html").write_text("kept")
    for path in small.rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("河东区", "东丽区"), encoding="utf-8")
    assert (tmp_path / "a" / "re ports" / "district-120102.html").is_file()
    assert run(small, tmp_path / "a" / "out", tmp_path / "a" / "re ports") == 0
    assert not (tmp_path / "a" / "re ports" / "district-120102.html").exists()
    assert (tmp_path / "a" / "re ports" / "district-120110.html").is_file()
    assert (tmp_path / "a" / "re ports" / "mine.html").read_text() == "kept"


def test_bad_files_are_rejected_with_reasons_beside_good_ones(small, tmp_path, capsys):
    hostile = (
        GOOD.replace("https://example.org/hedong", "javascript:alert(1)")
        .replace("工作要点", "<script>alert(1)</script>[x](javascript:alert(1))")
        .replace("河东区", "河西区")
        .replace("地区生产总值增长4%", "<img src=http://e.org/x onerror=alert(2)>地区生产总值增长4%")
    )
    (small / "hostile.txt").write_text(hostile, encoding="utf-8")
    bad = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 20,
        "unknown.txt": b"\x81\xff\x00\xfe\xff\x80" * 40,
        "no-text.html": b"<html><head><title></title></head><body><script>var a=1</script></body></html>",
        "truncated.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    }
    for name, data in bad.items():
        (small / name).write_bytes(data)
    assert run(small, tmp_path / "out", tmp_path / "reports") == 0
    rejected = read_table("rejected", tmp_path / "out").set_index("path")["reason"]
    assert set(rejected.index) == set(bad)
    assert (rejected.str.len() > 5).all()
    assert len(read_table("documents", tmp_path / "out")) == 3
    assert "5 files were rejected" in capsys.readouterr().out
    for page in (tmp_path / "reports").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert only_our_script(text) and "<img src=http" not in text, page.name
        assert not re.search(r"href=.?javascript", text), page.name
        assert "default-src 'none'" in text
    index = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert all(name in index for name in bad)


@pytest.mark.parametrize(
    "prepare, words",
    [
        (lambda raw: None, "is missing"),
        (lambda raw: raw.mkdir(), "nothing to read"),
        (lambda raw: (raw.mkdir(), (raw / "empty.txt").write_bytes(b"")), "nothing to read"),
        (lambda raw: raw.write_text("text"), "not a folder"),
    ],
)
def test_a_folder_without_texts_is_one_line_and_no_notebook(tmp_path, capsys, monkeypatch, prepare, words):
    monkeypatch.setattr(steps, "run_notebook", lambda *a, **k: pytest.fail("a notebook ran"))
    prepare(tmp_path / "raw")
    assert run(tmp_path / "raw", tmp_path / "out", tmp_path / "reports") == 1
    said = capsys.readouterr()
    assert words in said.err and str(tmp_path / "raw") in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists() and not (tmp_path / "reports").exists()


def test_texts_of_no_known_place_are_read_but_never_set_against_each_other(tmp_path, capsys):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "promised.txt").write_text(
        "某地工作要点\n\n2023年主要目标是:地区生产总值增长4%。", encoding="utf-8"
    )
    (raw / "reached.txt").write_text(
        "某地2023年工作总结\n\n2023年，地区生产总值实际完成80亿元，增长5%。", encoding="utf-8"
    )
    assert run(raw, tmp_path / "out", tmp_path / "reports") == 0
    statements = read_table("statements", tmp_path / "out")
    assert {"target", "actual"} <= set(statements["role"]) and statements["place"].isna().all()
    assert read_table("achievement", tmp_path / "out").empty
    index = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "2 份文本未能确定地区" in index
    assert not list((tmp_path / "reports").glob("district-*.html"))


def test_corrections_beside_the_texts_are_applied_and_shown(small, tmp_path):
    (small / "corrections.csv").write_text(
        "path,quote,action,column,value,who,why\n"
        "hedong-2024.md,4.5%,修改,value,5.4,李,数字颠倒\n"
        "hedong-2024.md,9.9%,剔除,,,李,不是结果\n",
        encoding="gb18030",
    )
    out, reports = tmp_path / "out", tmp_path / "reports"
    assert run(small, out, reports) == 0
    assert read_table("corrections", out)["status"].tolist() == ["applied", "unmatched"]
    rows = read_table("ledger", out)
    told = rows[rows["correction"].notna()]
    assert told[["low", "correction"]].to_numpy().tolist() == [[5.4, "value: 4.5 → 5.4 (李: 数字颠倒)"]]
    assert "文本里已没有这样写的数字" in (reports / "index.html").read_text(encoding="utf-8")
    assert "已生效" in (reports / "02-extract.html").read_text(encoding="utf-8")
    page = (reports / "district-120102.html").read_text(encoding="utf-8")
    assert 'title="数值: 4.5 → 5.4 (李: 数字颠倒)">已更正<' in page
    assert read_table("rejected", out).empty


def test_outputs_among_the_texts_are_refused(small, tmp_path, capsys):
    assert run(small, small / "out", tmp_path / "reports") == 1
    assert "inside RAW" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more, words",
    [
        (["--parameter", "correctoins=x.csv"], ["correctoins", "did you mean 'corrections'"]),
        (["--parameter", "nonsense=1"], ["nonsense"]),
        (["--parameter", "top=many"], ["top", "int", "many"]),
        (["--parameter", "top"], ["top", "NAME=VALUE"]),
        (["--parameter", "raw=elsewhere"], ["raw"]),
        (["--language", "fr"], ["language", "fr"]),
        (["--gold", "no-such-gold"], ["GOLD", "no-such-gold"]),
    ],
)
def test_a_wrong_parameter_is_named_before_anything_runs(small, tmp_path, capsys, monkeypatch, more, words):
    monkeypatch.setattr(steps, "run_notebook", lambda *a, **k: pytest.fail("a notebook ran"))
    assert run(small, tmp_path / "out", tmp_path / "reports", *more) == 1
    error = capsys.readouterr().err
    assert all(word in error for word in words)
    assert not (tmp_path / "out").exists()


def test_corrections_that_cannot_be_read_are_named_before_anything_runs(small, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(steps, "run_notebook", lambda *a, **k: pytest.fail("a notebook ran"))
    (small / "corrections.csv").write_text("statement_id,value\n", encoding="utf-8")
    assert run(small, tmp_path / "out", tmp_path / "reports") == 1
    assert "corrections.csv: columns missing: action, column, who, why" in capsys.readouterr().err
    mine = ["--parameter", "corrections=no-such.csv"]
    assert run(small, tmp_path / "out", tmp_path / "reports", *mine) == 1
    assert "there is no file no-such.csv" in capsys.readouterr().err


def test_a_parameter_may_name_a_file_beside_the_reader(tmp_path, monkeypatch):
    (tmp_path / "mine.csv").touch()
    monkeypatch.chdir(tmp_path)
    found = report.read_parameters(["corrections=mine.csv", "indicator=gdp", "x=a=b"])
    assert found == {"corrections": str(tmp_path / "mine.csv"), "indicator": "gdp", "x": "a=b"}


def notebook_with(tmp_path, source):
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    path = tmp_path / "typed.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[cell],
            metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
        ),
        path,
    )
    return path


def test_parameters_take_the_type_that_the_notebook_declares(tmp_path):
    typed = notebook_with(tmp_path, 'a: int = 1\nb: float = 1.5  # share\nc: bool = False\nd: str = "x"')
    checked = parameters.check_parameters(typed, {"a": "7", "b": "2", "c": "true", "d": "zh"})
    assert checked == {"a": 7, "b": 2.0, "c": True, "d": "zh"}
    for name, wrong in [
        ("a", "1.5"),
        ("a", 2.5),
        ("a", True),
        ("b", "much"),
        ("c", "yes"),
        ("c", 1),
        ("d", 3),
    ]:
        with pytest.raises(runs.ReportError, match=f"'{name}'"):
            parameters.check_parameters(typed, {name: wrong})


def test_every_parameter_of_every_notebook_has_a_type(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        declared = parameters.papermill.inspect_notebook(str(path))
        assert declared, path.name
        assert {entry["inferred_type_name"] for entry in declared.values()} <= {
            "str",
            "int",
            "float",
            "bool",
        }, path


def test_a_failing_notebook_is_kept_and_earlier_results_stay(small, tmp_path, root, capsys):
    out, reports = tmp_path / "out", tmp_path / "reports"
    assert run(small, out, reports) == 0
    before, index = digests(out), (reports / "index.html").read_bytes()
    notebooks = tmp_path / "notebooks"
    shutil.copytree(root / "notebooks", notebooks)
    broken = nbformat.read(notebooks / "03-tabulate.ipynb", as_version=4)
    broken.cells.append(nbformat.v4.new_code_cell("raise RuntimeError('the roof leaks')"))
    nbformat.write(broken, notebooks / "03-tabulate.ipynb")
    (small / "hedong-2024.md").unlink()
    with pytest.raises(runs.ReportError, match="03-tabulate.*the roof leaks") as raised:
        report.make_report(small, out, reports, notebooks=notebooks)
    kept = reports / "failed" / "03-tabulate.ipynb"
    assert str(kept) in str(raised.value)
    assert "the roof leaks" in kept.read_text(encoding="utf-8")
    assert digests(out) == before
    assert (reports / "index.html").read_bytes() == index
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_notebooks_in_one_kernel_do_not_see_each_other_and_may_start_processes(tmp_path):
    text = GOOD.replace('"', "")
    first = notebook_with(tmp_path, "left: int = 1")
    kernel.run_notebook(first, tmp_path / "first-run.ipynb", {})
    second = notebook_with(
        tmp_path,
        "assert 'left' not in globals()\n"
        "from helpers.batch import extract\n"
        "from helpers.documents import read_document\n"
        f"documents = [read_document({text!r}.encode() + bytes([65 + n]), str(n) + '.md') for n in (1, 2)]\n"
        "assert len(extract(documents, workers=2)) >= 2",
    )
    kernel.run_notebook(second, tmp_path / "second-run.ipynb", {})


def test_places_are_those_of_a_text_of_their_own():
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "place": ["甲县", "乙县", "丙县"], "adcode": ["1", None, "3"]})
    statements = pd.DataFrame(
        {
            "statement_id": list("uvwxy"),
            "doc_id": ["a", "a", "b", "a", "c"],
            "place": ["甲县", "乙县", "乙县", "甲县", "丙县"],
            "adcode": ["1", None, None, "1", "3"],
            "role": ["target", "actual", "actual", "context", "target"],
            "correction": pd.array([None, "accept", None, None, "reject (Li: of another place)"], dtype="string"),
        }
    )
    places = steps.places_with_figures(statements, documents)
    assert places[["place", "documents", "figures"]].to_numpy().tolist() == [["甲县", 1, 1], ["乙县", 1, 1]]
    assert steps.page_name("甲县", "1") == "district-1.html"
    assert re.fullmatch(r"district-[0-9a-f]{8}\.html", steps.page_name("乙县", None))


def test_texts_with_gold_are_held_against_it(made, small, tmp_path, root, capsys):
    _, reports = made
    page = (reports / "06-accuracy.html").read_text(encoding="utf-8")
    assert "Are the doubtful ones wrong more often?" in page
    assert 'href="06-accuracy.html"' in (reports / "index.html").read_text(encoding="utf-8")
    assert run(small, tmp_path / "out", tmp_path / "reports", "--gold", str(root / "data/gold")) == 0
    assert not (tmp_path / "reports" / "06-accuracy.html").exists()
    assert "[5/5] 05-district" in capsys.readouterr().out
    (tmp_path / "gold.jsonl").write_text('{"doc": "hedong.md"}', encoding="utf-8")
    assert run(small, tmp_path / "out", tmp_path / "reports", "--gold", str(tmp_path / "gold.jsonl")) == 1
    assert "gold.jsonl, line 1" in capsys.readouterr().err
