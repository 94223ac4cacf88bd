"""``catalog calendar`` as a user runs it, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from catalog import calendars, people
from catalog.calendars import policy
from catalog.cli import main
from catalog.office import Office
from catalog.rights import operator
from tests import builders
from tests.calendars.conftest import City

Run = Callable[..., Result]


@pytest.fixture
def run(office: Office, city: City) -> Run:
    environment = {"CATALOG_HOME": str(office.settings.home), "CATALOG_DATABASE_URL": office.settings.url}
    environment["CATALOG_PASSWORD"] = builders.PASSWORD

    def invoke(*arguments: str, code: int = 0, actor: str | None = None) -> Result:
        signed_in = ["--as", actor] if actor else []
        result = CliRunner(env=environment).invoke(main, ["calendar", *arguments, *signed_in])
        assert result.exit_code == code, result.output
        return result

    return invoke


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def write(path: Path, *lines: str, encoding: str = "utf-8-sig") -> str:
    path.write_text("date,is_workday,name\r\n" + "".join(f"{line}\r\n" for line in lines), encoding=encoding)
    return str(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_load_then_show(run: Run, tmp_path: Path, encoding: str) -> None:
    file = write(tmp_path / "2027.csv", "2027-01-01,0,元旦", "2027-01-09,1,元旦", "2027-10-01,0,国庆节", encoding=encoding)
    loaded = answer(run("load", file, "--json"))
    assert {key: loaded[key] for key in ("read", "added", "published_through", "recomputed")} == {
        "read": 3,
        "added": 3,
        "published_through": "2027-12-31",
        "recomputed": [],
    }
    assert answer(run("load", file, "--json"))["unchanged"] == 3
    shown = answer(run("show", "2027", "--json"))
    assert (shown["published"], shown["workdays"]) == (True, 260)
    assert shown["exceptions"][1] == {"day": "2027-01-09", "workday": True, "name": "元旦", "source": "2027.csv"}
    assert "2027-01-09  上班 worked  元旦" in run("show", "2027").stdout


def test_all_published_days_load_and_say_what_the_library_says(run: Run, shared_data: Path) -> None:
    before = [answer(run("show", str(year), "--json")) for year in (2020, 2026)]
    loaded = answer(run("load", str(shared_data / "calendar" / "workdays_2007_2026.csv"), "--json"))
    assert (loaded["read"], loaded["added"], loaded["unpublished"]) == (7305, 7305, [])
    after = [answer(run("show", str(year), "--json")) for year in (2020, 2026)]
    for one, other in zip(before, after, strict=True):
        assert [(day["day"], day["workday"]) for day in one["exceptions"]] == [
            (day["day"], day["workday"]) for day in other["exceptions"]
        ]


def test_part_of_a_year_is_said_to_be_provisional(run: Run, tmp_path: Path) -> None:
    assert "2027 年不完整" in run("load", write(tmp_path / "days.csv", "2027-01-01,0,元旦")).stdout


def test_a_file_with_errors_loads_nothing_and_names_them_all(run: Run, tmp_path: Path) -> None:
    refused = answer(run("load", write(tmp_path / "bad.csv", "2027-01-01,0,元旦", "x,2,"), "--json", code=1))["error"]
    assert (refused["code"], [problem["path"] for problem in refused["problems"]]) == (
        "invalid",
        ["days[2].date", "days[2].is_workday"],
    )
    assert answer(run("show", "2027", "--json"))["exceptions"] == []
    headless = tmp_path / "headless.csv"
    headless.write_text("2027-01-01,0\n")
    assert answer(run("load", str(headless), "--json", code=1))["error"]["code"] == "missing_columns"
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xff\xff")
    assert answer(run("load", str(binary), "--json", code=1))["error"]["code"] == "bad_encoding"


def test_due_lists_what_runs(run: Run, office: Office, city: City) -> None:
    assert "没有在办事项" in run("due").stdout
    for region, department, days_key in ((city.city, city.bureau, "share"), (city.district, city.office, "catalog_review")):
        with office.work(city.clerk) as work:
            calendars.open_case(
                work,
                "reply",
                thing=f"application:{days_key}",
                title=days_key,
                region=region,
                department=department,
                days_key=days_key,
            )
    assert [case["title"] for case in answer(run("due", "--json"))] == ["catalog_review", "share"]
    assert [case["title"] for case in answer(run("due", "--json", "--until", "2026-03-05"))] == ["catalog_review"]
    assert [case["due_on"] for case in answer(run("due", "--json", "--region", "渝中区"))] == ["2026-03-04"]
    assert "市财政局" in run("due").stdout
    with office.work(builders.OPERATOR) as work:
        people.rename(work, city.bureau, "市财政和国资局", date(2026, 3, 2))
    told = run("due").stdout
    assert "市财政和国资局" in told
    assert city.bureau not in told


def test_profile_shows_what_is_in_force(run: Run, office: Office, city: City) -> None:
    assert answer(run("profile", "--json"))["content"] == dict(policy.DEFAULT)
    with office.work(operator("tests")) as work:
        from_july = work.today.replace(month=7, day=1)
        calendars.put_profile(work, region=city.city, valid_from=from_july, content={"share": 15}, note="渝数规〔2026〕1号")
    shown = answer(run("profile", "--json", "--region", "渝中区", "--on", "2026-07-01"))
    assert (shown["version"], shown["region_id"], shown["content"]["share"]) == (1, city.city, 15)
    assert answer(run("profile", "--json", "--region", "渝中区", "--on", "2026-06-30"))["version"] == 0
    text = run("profile", "--region", "渝中", "--on", "2026-07-01").stdout
    assert text.startswith("重庆市 第 1 版")
    assert all(f"{key} " in text for key in policy.FIGURES)
    assert answer(run("profile", "--json", "--region", "nowhere", code=1))["error"]["code"] == "not_found"


def test_a_profile_is_put_from_a_file(run: Run, city: City, tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_text('{"share": 15}', encoding="utf-8")
    put = ("profile-put", str(file), "--region", "重庆市", "--from", "2026-07-01", "--note", "渝数规〔2026〕1号")
    made = answer(run(*put, "--json"))
    assert (made["version"], made["region_id"], made["content"]["share"]) == (1, city.city, 15)
    assert "第 2 版自 2026-07-01 起施行" in run(*put).stdout
    assert answer(run("profile", "--json", "--region", "重庆市", "--on", "2026-07-01"))["note"] == "渝数规〔2026〕1号"
    file.write_text('{"share": 0, "remind": 3}', encoding="utf-8")
    wrong = run(*put, code=1).stderr
    assert "content.share: " in wrong
    assert "content.remind: " in wrong
    for text in ("{", "[1]"):
        file.write_text(text, encoding="utf-8")
        assert answer(run(*put, "--json", code=1))["error"]["code"] == "bad_json"


def test_a_case_is_extended_by_the_authority_with_consent(run: Run, office: Office, city: City) -> None:
    # The command reads the clock on the wall, by which a password made at the tests' own time has long expired.
    today = Office(office.settings)
    login = builders.create_official(today, "shuju", department=city.bureau, roles=["authority"])
    where = {"region": city.city, "department": city.bureau, "days_key": "reply_conditional"}
    with today.work(city.clerk) as work:
        case = calendars.open_case(work, "reply", thing="application:1", title="申请一", **where)
    today.close()
    assert case.id in run("due").stdout
    consent = ("extend", case.id, "--by", "市数据局", "--reason", "数据量大", "--on", str(case.opened_on), "--json")
    assert answer(run(*consent, "--revision", "1", code=1))["error"]["code"] == "not_allowed"
    assert answer(run(*consent, "--revision", "2", code=1, actor=login))["error"]["code"] == "stale"
    extended = answer(run(*consent, "--revision", "1", actor=login))
    assert (extended["extension"]["by"], extended["extension"]["reason"]) == ("市数据局", "数据量大")
    assert extended["due_on"] > case.due_on.isoformat()


def test_the_commands_that_write_say_what_they_do_in_both_languages() -> None:
    calendar = main.get_command(click.Context(main), "calendar")
    assert isinstance(calendar, click.Group)
    for name in ("profile-put", "extend"):
        said = calendar.commands[name].help or ""
        assert any(character > "一" for character in said)
        assert any(character.isascii() and character.isalpha() for character in said)


def test_what_is_overdue_on_a_day_is_told_by_who_answers(run: Run, office: Office, city: City) -> None:
    with office.work(city.clerk) as work:
        where = {"region": city.city, "department": city.bureau, "days_key": "reply_conditional"}
        calendars.open_case(work, "catalog_review", thing="application:1", title="申请一", **where)
    environment = {"CATALOG_HOME": str(office.settings.home), "CATALOG_DATABASE_URL": office.settings.url}

    def lists(*arguments: str) -> Result:
        result = CliRunner(env=environment).invoke(main, ["lists", "overdue", *arguments])
        assert result.exit_code == 0, result.output
        return result

    told = answer(lists("--at", "2026-03-17", "--json"))
    assert (told["count"], told["groups"][0]["name"], told["groups"][0]["cases"][0]["card"]) == (1, "市财政局", "red")
    said = lists("--at", "2026-03-17", "--by", "region").stdout
    assert "重庆市：1 件 cases，黄牌 yellow 0，红牌 red 1" in said
    assert "目录审核 catalog review" in said
    assert "没有逾期事项" in lists("--at", "2026-03-16", "--by", "chief", "--department", "市财政局").stdout
