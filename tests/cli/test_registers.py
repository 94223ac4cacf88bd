"""``catalog import regions|departments|officials|classifications`` as an operator types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from catalog.cli import registers
from catalog.cli.imports import group
from catalog.exchange.registers import REGISTERS
from catalog.office import Office
from tests.builders import PASSWORD, create_ground, create_official
from tests.exchange.samples import csv_file

if TYPE_CHECKING:
    from tests.conftest import Databases

Run = Callable[..., Result]

REGIONS = [["代码", "名称"], ["500103", "渝中区"], ["500000", "重庆市"]]
DEPARTMENTS = [["名称", "统一社会信用代码"], ["市财政局", "11500000009275780L"], ["市审计局", "11500000009275780A"]]


@pytest.fixture
def catalog(databases: Databases) -> Run:
    settings = databases.settings()
    office = Office(settings)
    create_ground(office)
    create_official(office, "lisi")
    office.close()
    environment = {
        "CATALOG_HOME": str(settings.home),
        "CATALOG_DATABASE_URL": settings.database_url,
        "CATALOG_PASSWORD": PASSWORD,
    }
    return lambda *arguments: CliRunner(env=environment).invoke(group, [str(argument) for argument in arguments])


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_register_has_its_command() -> None:
    assert set(REGISTERS) <= set(group.commands)
    for name in REGISTERS:
        command = group.commands[name]
        assert command.help == getattr(registers, name).help
        assert {"file", "region", "dry_run", "report", "as_json", "login"} <= {one.name for one in command.params}


def test_registers_are_rehearsed_imported_and_imported_again(catalog: Run, tmp_path: Path) -> None:
    regions, departments = csv_file(tmp_path / "r.csv", REGIONS), csv_file(tmp_path / "d.csv", DEPARTMENTS)
    rehearsed = answer(catalog("regions", regions, "--dry-run", "--json"))
    first = answer(catalog("regions", regions, "--json"))
    assert first == rehearsed
    assert first == {
        "read": 2, "accepted": 2, "updated": 0, "unchanged": 0, "rejected": 0, "warnings": 0, "notes": [], "remarks": {}, "rejections": [],
        "incomplete": [],
    }  # fmt: skip
    assert answer(catalog("regions", regions, "--json"))["unchanged"] == 2
    report = tmp_path / "back.xlsx"
    answered = answer(catalog("departments", departments, "--region", "500000", "--report", report, "--json"))
    assert (answered["accepted"], answered["rejected"]) == (1, 1)
    assert answered["rejections"][0]["lines"] == [3]
    assert report.is_file()


def test_people_read_what_happened(catalog: Run, tmp_path: Path) -> None:
    regions, departments = csv_file(tmp_path / "r.csv", REGIONS), csv_file(tmp_path / "d.csv", DEPARTMENTS)
    assert "演练，未写入" in catalog("regions", regions, "--dry-run").output
    assert "新增 accepted 2" in catalog("regions", regions).output
    told = catalog("departments", departments, "--region", "500000").output
    assert "第 3 行 市审计局：校验位不符：应为L" in told
    people = csv_file(tmp_path / "p.csv", [["登录名", "姓名", "角色"], ["zhangsan", "张三", "auditor"]])
    assert "角色不导入" in catalog("officials", people).output
    classes = csv_file(tmp_path / "c.csv", [["编码", "名称"], ["2", "主题"], *[["3", f"部门{number}"] for number in range(25)]])
    told = catalog("classifications", classes).output
    assert "新增 accepted 1" in told
    assert "其余见 --report 或 --json" in told


def test_refusals_are_said_and_exit_non_zero(catalog: Run, tmp_path: Path) -> None:
    regions = csv_file(tmp_path / "r.csv", REGIONS)
    refused = catalog("regions", regions, "--as", "lisi", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["error"]["code"]) == (1, "not_allowed")
    unknown = catalog("regions", regions, "--region", "无此地", "--json")
    assert (unknown.exit_code, json.loads(unknown.stdout)["error"]["code"]) == (1, "not_found")
    (tmp_path / "a.json").write_text("{}")
    damaged = catalog("regions", tmp_path / "a.json", "--json")
    assert (damaged.exit_code, json.loads(damaged.stdout)["error"]["code"]) == (1, "damaged_file")
