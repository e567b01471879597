"""What the person who starts a run may set: names and values, checked against what the notebooks declare."""

from __future__ import annotations

import difflib
from pathlib import Path

import papermill

from helpers.kernel import path_for_papermill
from helpers.runs import ReportError


def check_parameters(notebook: Path, given: dict) -> dict:
    """`given` with each value in the type that the notebook's parameters cell declares for its name.

    Text is converted ("2024" for an int, "true" for a bool). Raises ReportError naming the parameter where
    the notebook has none of that name, or where the value is of another type.
    """
    declared = papermill.inspect_notebook(path_for_papermill(notebook))
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


def plan_parameters(notebooks: list[Path], fixed: dict, chosen: dict) -> dict[str, dict]:
    """For each notebook the parameters to run it with: of `fixed` those that it declares, of `chosen`
    likewise.

    Raises ReportError for a name in `chosen` that no notebook declares, that the runner itself sets, or for a
    value of the wrong type.
    """
    declared = {path: set(papermill.inspect_notebook(path_for_papermill(path))) for path in notebooks}
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
