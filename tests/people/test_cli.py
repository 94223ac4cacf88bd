"""``catalog people`` from bootstrap to a renamed department, as an operator types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

from catalog import people
from catalog.cli import main
from catalog.office import Office
from catalog.people import DepartmentEntry, RegionEntry
from catalog.rights import RIGHTS, operator
from catalog.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Databases

CODE = "11500000MB1670604W"
PASSWORD = "Yunzhang-2019"

Catalog = Callable[..., Result]


@pytest.fixture
def settings(databases: Databases) -> Settings:
    return databases.settings()


@pytest.fixture
def catalog(settings: Settings) -> Catalog:
    """Run ``catalog people …`` on a prepared database; ``actor`` is who it is run ``--as``."""
    office = Office(settings)
    with office.work(operator("tests")) as work:
        people.prepare(work)
        root = people.list_regions(work)[0].id
        city = people.put_region(work, RegionEntry("重庆市", "city", root, code="500000")).id
        people.put_department(work, DepartmentEntry("重庆市卫生和计划生育委员会", city, credit_code=CODE))
        people.put_department(work, DepartmentEntry("重庆市财政局", city))
    office.close()
    environment = {"CATALOG_HOME": str(settings.home), "CATALOG_DATABASE_URL": settings.database_url}

    def run(*arguments: str, actor: str | None = None, **more: str) -> Result:
        given = ["--as", actor] if actor else []
        extra = {"CATALOG_PASSWORD": PASSWORD} | more if actor or more else {}
        return CliRunner(env=environment | extra).invoke(main, ["people", *arguments, *given])

    return run


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refusal(result: Result) -> str:
    assert result.exit_code == 1, result.output
    return str(json.loads(result.stdout)["error"]["code"])


@pytest.fixture
def administered(catalog: Catalog) -> Catalog:
    """The same after bootstrap, with the administrators' passwords changed."""
    for account in answer(catalog("bootstrap", "--json")):
        change = {"CATALOG_PASSWORD": account["password"], "CATALOG_NEW_PASSWORD": PASSWORD}
        answer(catalog("password", account["login"], "--json", **change))
    return catalog


def test_bootstrap_prints_passwords_that_must_be_changed(catalog: Catalog) -> None:
    first = catalog("bootstrap")
    assert first.exit_code == 0
    assert "只显示这一次" in first.output
    assert refusal(catalog("bootstrap", "--json")) == "bootstrapped"
    secret = next(line.split()[1] for line in first.output.splitlines() if line.startswith("secadmin"))
    assert refusal(catalog("officials", "--json", actor="secadmin", CATALOG_PASSWORD=secret)) == "password_due"


def test_accounts_roles_and_their_separation(administered: Catalog) -> None:
    made = answer(administered("add", "lisi", "李四", "--department", "市财政局", "--region", "重庆", "--json", actor="sysadmin"))
    assert made[0]["login"] == "lisi"
    assert refusal(administered("roles", "grant", "lisi", "registrar", "--json")) == "not_allowed"
    assert refusal(administered("roles", "grant", "lisi", "registrar", "--json", actor="sysadmin")) == "not_allowed"
    answer(administered("roles", "grant", "lisi", "registrar", "--json", actor="secadmin"))
    assert refusal(administered("roles", "grant", "lisi", "auditor", "--json", actor="secadmin")) == "separation"
    assert answer(administered("roles", "show", "lisi", "--json")) == [{"login": "lisi", "role": "registrar", "zh": "编目员"}]
    answer(administered("roles", "revoke", "lisi", "registrar", "--json", actor="secadmin"))
    assert answer(administered("roles", "show", "lisi", "--json")) == []
    assert "重庆市财政局" in administered("officials").output
    for verb in ("disable", "enable", "reset"):
        answer(administered(verb, "lisi", "--json", actor="sysadmin"))
    assert refusal(administered("disable", "nobody", "--json", actor="sysadmin")) == "not_found"


@pytest.mark.parametrize("kind", ["token", "key"])
def test_credentials_are_shown_once_and_revoked(administered: Catalog, kind: str) -> None:
    order = (kind, "issue", CODE, "一网通办", "--scope", "people:read", "--json")
    assert refusal(administered(*order)) == "not_allowed"
    issued = answer(administered(*order, actor="secadmin"))
    listed = administered(kind, "list", "--json")
    assert [one["id"] for one in answer(listed)] == [issued["id"]]
    assert issued["secret"] not in listed.output
    answer(administered(kind, "revoke", issued["id"], "--json", actor="secadmin"))
    assert answer(administered(kind, "list", "--json"))[0]["revoked_at"] is not None


def test_a_department_is_renamed_merged_split_and_closed(catalog: Catalog) -> None:
    renamed = answer(catalog("rename", CODE, "重庆市卫生健康委员会", "--on", "2018-11-01", "--json"))
    assert [one["name"] for one in renamed["began"]] == ["重庆市卫生健康委员会"]
    assert [one["name"] for one in answer(catalog("departments", "--on", "2018-10-31", "--search", "卫生", "--json"))] == [
        "重庆市卫生和计划生育委员会"
    ]
    merged = answer(
        catalog("merge", "重庆市卫生和计划生育委员会", "重庆市财政局", "--name", "合并委", "--on", "2020-01-01", "--json")
    )
    assert [one["valid_to"] for one in merged["ended"]] == ["2020-01-01"] * 2
    split = answer(catalog("split", "合并委", "甲委", "乙委=11500000009275780L", "--on", "2021-01-01", "--json"))
    assert [(one["name"], one["credit_code"]) for one in split["began"]] == [("甲委", CODE), ("乙委", "11500000009275780L")]
    assert catalog("close", "乙委", "--on", "2022-01-01").exit_code == 0
    assert [one["name"] for one in answer(catalog("departments", "--json"))] == ["甲委"]
    assert refusal(catalog("close", "乙委", "--on", "2023-01-01", "--json")) == "ended"


def test_tiers_regions_and_chiefs_are_listed(catalog: Catalog) -> None:
    answer(catalog("tier", "add", "street", "40", "镇街", "town or street", "--json"))
    assert [one["code"] for one in answer(catalog("tier", "list", "--json"))] == ["national", "city", "district", "street"]
    assert [one["name"] for one in answer(catalog("regions", "--under", "全国/重庆市", "--json"))] == ["重庆市"]
    assert answer(catalog("chiefs", "--json")) == []
    assert "重庆市财政局" in catalog("departments", "--region", "重庆").output


def test_a_chiefs_term_is_ended_at_the_revision_seen(catalog: Catalog, settings: Settings) -> None:
    office = Office(settings)
    with office.work(operator("tests")) as work:
        head = people.put_official(work, people.OfficialEntry("head", "头")).id
        where = people.find_region(work.session, "重庆市").id
        chief = people.put_chief(work, people.ChiefEntry("general_chief", head, region=where)).id
    office.close()
    assert chief in catalog("chiefs").output
    assert refusal(catalog("chief-end", chief, "--on", "2021-01-01", "--revision", "7", "--json")) == "stale"
    ending = ("chief-end", chief, "--on", "2021-01-01", "--revision", "1", "--json")
    assert answer(catalog(*ending)) == {"id": chief, "ended_on": "2021-01-01"}
    assert answer(catalog("chiefs", "--json")) == []
    assert refusal(catalog("chief-end", chief, "--on", "2022-01-01", "--revision", "2", "--json")) == "ended"


def test_the_table_of_rights_is_shown_whole_in_both_languages(catalog: Catalog) -> None:
    rows = answer(catalog("rights", "--json"))
    assert {row["verb"] for row in rows} == set(RIGHTS)
    assert {
        "verb": "role:grant",
        "role": "security_admin",
        "zh": "安全管理员",
        "en": "security administrator",
        "reach": "anywhere",
    } in rows


def commands(parent: click.Group) -> list[click.Command]:
    children = parent.commands.values()
    return [one for child in children for one in (commands(child) if isinstance(child, click.Group) else [child])]


def test_every_command_answers_as_json_and_says_what_it_does_in_both_languages() -> None:
    group = main.get_command(click.Context(main), "people")
    assert isinstance(group, click.Group)
    for one in commands(group):
        assert any("--json" in parameter.opts for parameter in one.params), one.name
        assert one.help is not None, one.name
        assert any(character > "一" for character in one.help), one.name
        assert any(character.isascii() and character.isalpha() for character in one.help), one.name
