"""``catalog import resources``, ``catalog export resources`` and ``catalog template`` as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from catalog import people
from catalog.exchange.workbook import write_report
from catalog.office import Office
from tests.builders import OPERATOR, PASSWORD, create_department, create_official, create_region
from tests.cli.conftest import Run, answer, runner

if TYPE_CHECKING:
    from tests.conftest import Databases

FINANCE = "市财政局"


@pytest.fixture
def city(databases: Databases) -> tuple[Run, dict[str, str]]:
    """``catalog`` on a city with a finance bureau, whose registrar is lisi, and an audit bureau."""
    settings = databases.settings()
    office = Office(settings)
    region = create_region(office, code="500000")
    ids = {name: create_department(office, name, region=region) for name in (FINANCE, "市审计局")}
    create_official(office, "lisi", department=ids[FINANCE], roles=["registrar"])
    with office.work(OPERATOR) as work:
        closed = people.put_department(work, people.DepartmentEntry("市体改办", region)).id
    with office.work(OPERATOR) as work:
        people.close(work, closed, work.today)
    office.close()
    return runner(settings), ids


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def entry(name: Any = "预算", **fields: Any) -> dict[str, Any]:
    return {"name": name, "provider_name": FINANCE, "region_code": "500000"} | fields


def codes(report: dict[str, Any]) -> list[list[str]]:
    return [
        [problem["code"] for problem in each["problems"] if problem["severity"] == "rejected"] for each in report["rejections"]
    ]


def refused(run: Run, *arguments: object) -> str:
    return str(answer(run(*arguments, "--json", code=1))["error"]["code"])


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
def test_an_export_that_fails_leaves_what_was_there(city: tuple[Run, Any], tmp_path: Path, suffix: str) -> None:
    run, _ = city
    path = tmp_path / f"out{suffix}"
    assert refused(run, "export", "resources", "-o", path, "--edition", "nosuch") == "not_found"
    assert list(tmp_path.glob("out*")) == []
    run("export", "resources", "-o", path)
    before = path.read_bytes()
    refused(run, "export", "resources", "-o", path, "--edition", "nosuch")
    assert path.read_bytes() == before
    assert list(tmp_path.glob("out*")) == [path]


def test_a_missing_directory_is_refused_before_anything_is_done(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    gone = tmp_path / "gone" / "a.xlsx"
    for words in (("export", "resources", "-o", gone), ("export", "resources", "-o", gone.with_suffix(".csv"))):
        assert refused(run, *words) == "no_directory"
    assert refused(run, "template", "resources", "-o", gone) == "no_directory"
    file = lines(tmp_path / "a.jsonl", entry())
    assert refused(run, "import", "resources", file, "--report", gone) == "no_directory"
    assert answer(run("import", "resources", file, "--json"))["accepted"] == 1


def test_a_report_that_fails_midway_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        raise RuntimeError
        yield

    with pytest.raises(RuntimeError):
        write_report(tmp_path / "r.xlsx", ["名称"], broken())
    assert list(tmp_path.iterdir()) == []


def test_departments_that_cannot_be_made_are_rejected_row_by_row(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    file = lines(tmp_path / "a.jsonl", entry(), entry(provider_name="局" * 129), entry(region_code=None, district="区" * 65))
    rehearsed = answer(run("import", "resources", file, "--create-departments", "--dry-run", "--json"))
    done = answer(run("import", "resources", file, "--create-departments", "--json"))
    assert rehearsed == done
    assert (done["accepted"], codes(done)) == (1, [["impossible_provider"]] * 2)


def test_a_closed_department_is_refused(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    file = lines(tmp_path / "a.jsonl", {"name": "甲"})
    assert refused(run, "import", "resources", file, "--department", "市体改办") == "department_closed"


def test_crafted_exact_values_are_ignored_and_said(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    crafted = [{"name": ["甲0", ["x"]]}, {"stray": [None, "x"]}, {"raw": [None, {"a": []}]}, {"name": ["甲3"]}, 7]
    file = lines(tmp_path / "a.jsonl", *(entry(f"甲{at}", exact=exact) for at, exact in enumerate(crafted)))
    report = answer(run("import", "resources", file, "--json"))
    assert (report["accepted"], report["remarks"]["exact_ignored"]) == (5, 5)
    assert answer(run("import", "resources", lines(tmp_path / "b.jsonl", entry("甲0")), "--json"))["unchanged"] == 1


def test_a_registrar_is_told_of_foreign_rows_and_the_others_come_in(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    file = lines(tmp_path / "a.jsonl", entry(), entry("审计", provider_name="市审计局"))
    report = answer(run("import", "resources", file, "--as", "lisi", "--json", CATALOG_PASSWORD=PASSWORD))
    assert (report["accepted"], codes(report)) == (1, [["not_allowed"]])
    assert "市审计局" in report["rejections"][0]["problems"][-1]["zh"]


def test_a_state_of_another_system_counts_only_when_a_catalog_is_taken_over(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    file = lines(tmp_path / "a.jsonl", entry(state="怪"), entry("决算", state="草稿"))
    report = answer(run("import", "resources", file, "--take-over", "--dry-run", "--json"))
    assert (report["accepted"], codes(report)) == (1, [["unknown_state"]])
    assert answer(run("import", "resources", file, "--json"))["accepted"] == 2


def test_a_successor_that_is_not_there_is_noted(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    old = entry(code="206001/000001", state="superseded", successor="206001/000009", classifications=["206001"])
    report = answer(run("import", "resources", lines(tmp_path / "a.jsonl", old), "--take-over", "--json"))
    notes = [note for note in report["notes"] if note["code"] == "unlinked_successors"]
    assert [note["severity"] for note in notes] == ["warning"], report
    assert "206001/000001 → 206001/000009" in notes[0]["zh"]


def test_a_second_resource_of_a_name_is_not_called_a_repeated_item(city: tuple[Run, Any], tmp_path: Path) -> None:
    run, _ = city
    file = lines(tmp_path / "a.jsonl", entry(abstract="一"), entry(abstract="二"))
    assert codes(answer(run("import", "resources", file, "--json"))) == [["repeated_resource"]]


@pytest.mark.parametrize("content", [b"", b"\n\r\n", "\ufeff".encode()])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_an_empty_file_is_named(run: Run, tmp_path: Path, suffix: str, content: bytes) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes(content)
    error = answer(run("import", "resources", file, "--json", code=1))["error"]
    assert (error["code"], error["file"]) == ("empty_file", file.name)
