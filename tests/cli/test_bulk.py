"""``catalog lists bulk|counts|access-rate|classify`` on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.canon import canonical
from catalog.office import Office
from tests import builders
from tests.cli.conftest import Run, answer, runner
from tests.conftest import Databases


@pytest.fixture
def run(databases: Databases) -> Run:
    settings = databases.settings()
    office = Office(settings)
    department = builders.create_department(office, "市交通局", local_code="JT")
    builders.create_official(office, "registrar", department=department, roles=("registrar",))
    builders.create_classification(office)
    office.close()
    return runner(settings)


def as_registrar(run: Run, *arguments: object, code: int = 0) -> Any:
    return answer(run("lists", *arguments, "--json", "--as", "registrar", code=code, CATALOG_PASSWORD=builders.PASSWORD))


def changes(folder: Path, *said: object) -> Path:
    file = folder / "changes.jsonl"
    file.write_text("".join(f"{canonical(each)}\n" for each in said), encoding="utf-8")
    return file


def to_register(**content: Any) -> dict[str, Any]:
    return {"verb": "register", "department": "JT", "content": builders.create_content(**content)}


def test_changes_are_done_each_by_itself(run: Run, tmp_path: Path) -> None:
    made = as_registrar(run, "bulk", changes(tmp_path, to_register(), to_register(name="停车场")))
    assert (made["done"], made["refused"]) == (2, 0)
    first, second = (each["receipt"] for each in made["results"])
    file = changes(
        tmp_path,
        {"verb": "submit", "id": first["id"], "revision": 77},
        {"verb": "delete", "id": second["id"], "revision": second["revision"]},
        {"verb": "submit", "id": first["id"], "revision": first["revision"]},
    )
    done = as_registrar(run, "bulk", file, code=1)
    assert [each["problem"] and each["problem"]["code"] for each in done["results"]] == ["stale", None, None]
    assert (done["done"], done["refused"]) == (2, 1)
    assert answer(run("lists", "counts", "--json")) == {"states": {"submitted": 1}, "total": 1}


def test_people_are_told_line_by_line(run: Run, tmp_path: Path) -> None:
    said = run("lists", "bulk", changes(tmp_path, to_register(), {"verb": "explode"}), code=1).output
    assert "第 1 项 register" in said
    assert "完成 done 0  拒绝 refused 2" in said


def test_a_file_with_a_line_that_is_no_json_does_nothing(run: Run, tmp_path: Path) -> None:
    file = changes(tmp_path, to_register())
    file.write_text(file.read_text(encoding="utf-8") + "{", encoding="utf-8")
    refused = as_registrar(run, "bulk", file, code=1)
    assert [problem["path"] for problem in refused["error"]["problems"]] == ["[2]"]
    assert answer(run("lists", "counts", "--json"))["total"] == 0


def test_the_list_is_counted(run: Run, tmp_path: Path) -> None:
    as_registrar(run, "bulk", changes(tmp_path, to_register()))
    assert "共 1 个 in all" in run("lists", "counts").output
    rate = {"resources": 0, "accessed": 0, "items": 0, "items_accessed": 0}
    assert answer(run("lists", "access-rate", "--department", "JT", "--region", "重庆市", "--json")) == rate
    assert "资源 entries 0/0" in run("lists", "access-rate").output
    run("lists", "access-rate", "--department", "nowhere", code=1)


def test_a_node_is_put(run: Run) -> None:
    put = ("lists", "classify", "207", "医疗", "--from", "2026-01-01")
    assert answer(run(*put, "--json")) == {"code": "207", "fate": "accepted"}
    assert "未变 unchanged" in run(*put).output
    assert answer(run(*put, "--parent", "9", "--json", code=1))["error"]["code"] == "invalid"
    assert as_registrar(run, "classify", "208", "x", code=1)["error"]["code"] == "not_allowed"
