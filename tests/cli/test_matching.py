"""``catalog matching``: a demand matched at once, synonyms kept, labelled demands measured."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.office import Office
from catalog.settings import Settings
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.conftest import Databases

ROWS = [
    {"title": "药品零售企业名单", "department": "市药监局", "city": "贵阳市", "description": "许可证编号、企业名称"},
    {"title": "公共厕所位置", "department": "市综合执法局", "city": "贵阳市", "description": "名称、经度、纬度"},
    {"title": "公交线路", "department": "市交通局", "city": "遵义市", "description": "线路、站点"},
]
DEMANDS = [
    {"id": "1", "title": "药店", "region": "贵阳市", "verdict": "matched", "relevant": [{"file": "some", "line": 1, "grade": 2}]},
    {"id": "2", "title": "养犬登记", "items": ["犬主姓名"], "region": None, "verdict": "unmatched", "relevant": []},
    {"id": "3", "title": "公厕", "region": "贵阳市", "verdict": "matched", "relevant": [{"file": "gone", "line": 9, "grade": 2}]},
]


@pytest.fixture
def run(databases: Databases, tmp_path: Path) -> Run:
    settings: Settings = databases.settings()
    office = Office(settings)
    builders.create_ground(office)
    office.close()
    run = runner(settings)
    file = tmp_path / "some.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode()))
    run("import", "resources", file, "--create-departments")
    return run


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_demand_is_matched_at_once(run: Run) -> None:
    asked = ("matching", "find", "--title", "药店名单", "--item", "企业名称", "--region", "贵阳市", "--source", "药监局")
    found = answer(run(*asked, "--json"))
    assert (found["verdict"], found["items_unknown"]) == ("matched", True)
    assert found["candidates"][0]["summary"]["name"] == "药品零售企业名单"
    said = run(*asked).output
    assert "匹配 matched" in said
    assert "“药店”即“药品零售企业”" in said
    assert "→" in run("matching", "find", "--title", "养犬登记", "--source", "药监局").output
    assert answer(run("matching", "find", "--title", "公厕", "--region", "999999", "--json", code=1))["error"]["code"]


def test_labelled_demands_are_measured(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "demands.jsonl", DEMANDS)
    found = answer(run("matching", "evaluate", file, "--json"))
    assert (found["demands"], found["recall@5"], found["unmatched"]) == (3, 0.5, {"precision": 1.0, "recall": 1.0})
    assert found.keys() >= {"recall@5", "mrr", "ndcg@10", "unmatched", "partly"}
    assert "recall@5" in run("matching", "evaluate", file).output


def test_a_file_that_is_none_is_refused_by_line(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "wrong.jsonl", [DEMANDS[0], {"id": "2"}])
    error = answer(run("matching", "evaluate", file, "--json", code=1))["error"]
    assert "line 3" in error["en"] or "line 3" in json.dumps(error)
    file.write_text("{", encoding="utf-8")
    assert answer(run("matching", "evaluate", file, "--json", code=1))["error"]["code"] == "bad_json"


def test_synonyms_are_listed_put_changed_and_removed(run: Run) -> None:
    made = answer(run("matching", "synonyms", "put", "趸船", "靠泊设施", "--kind", "matter", "--note", "港航用语", "--json"))
    listed = answer(run("matching", "synonyms", "list", "--word", "趸船", "--json"))["synonyms"]
    assert listed == [made]
    changed = ("matching", "synonyms", "put", "趸船", "泊位", "--kind", "matter", "--group", made["id"], "--revision", 1)
    assert "泊位" in run(*changed).output
    run(*changed, code=1)
    run("matching", "synonyms", "remove", made["id"], "--revision", 2)
    assert "没有 none" in run("matching", "synonyms", "list", "--word", "趸船").output
    assert "内置 built in" in run("matching", "synonyms", "list", "--kind", "item").output
