"""The grammar of figures, on whole examples."""
import pytest

from helpers.quantities import find_quantities


def read(text):
    return [(text[q.start:q.end], q.value, q.value_high, q.unit, q.comparator) for q in find_quantities(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("新增企业超过70家", [("超过70家", 70, None, "家", "gt")]),
    ("增长5%—5.5%", [("5%—5.5%", 5, 5.5, "%", "between")]),
])
def test_examples(text, expected):
    assert read(text) == expected
