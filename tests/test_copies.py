"""Which texts count as one source."""

from __future__ import annotations

import pandas as pd

from helpers.copies import same_source

LINES = [f"全区第{n}项工程投资完成{n}.5亿元，超过年度安排" for n in range(1, 9)]


def said(**texts):
    return pd.DataFrame(
        [(doc, line) for doc, lines in texts.items() for line in lines], columns=["doc_id", "sentence"]
    ).astype("string")


def test_a_mirror_and_an_excerpt_are_one_source_and_a_retelling_is_another():
    wrapped = [line.replace("完成", "\n 完成") for line in LINES[2:7]]
    retold = [line.replace("投资完成", "已投入") for line in LINES]
    found = same_source(said(a=LINES, mirror=LINES, part=wrapped, retold=retold))
    assert found.to_dict() == {"a": "a", "mirror": "a", "part": "a", "retold": "retold"}


def test_a_few_common_sentences_make_no_copy():
    found = same_source(
        said(a=LINES, b=[*LINES[:4], *(f"另有{n}处地块出让，收入{n}.2亿元" for n in range(9))], c=LINES[:2])
    )
    assert found.nunique() == 3


def test_what_comes_from_one_address_is_one_source():
    address = pd.Series({"b": "http://x.cn/1", "c": "http://x.cn/1", "a": None, "d": None})
    found = same_source(said(a=LINES[:1], b=LINES[1:2], c=LINES[2:3], d=LINES[3:4]), address)
    assert found.to_dict() == {"a": "a", "b": "b", "c": "b", "d": "d"}


def test_a_copy_of_a_copy_is_of_the_same_source():
    found = same_source(
        said(c=LINES[:4], b=[*LINES[:4], *LINES[4:6]], a=[*LINES[4:6], "全区新建绿道十二公里，改造公园三处"]),
        pd.Series({"a": "http://x.cn/2", "b": "http://x.cn/2"}),
    )
    assert set(found) == {"a"}
