"""Working days, policy figures and cases over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import calendars
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import statements, walk
from tests.conftest import Clock

API = "/api/v1"
NOBODY = "01a20000-0000-7000-8000-000000000000"
NEW_YEAR = {"source": "通知", "days": [{"day": "2027-01-01", "workday": False, "name": "元旦"}]}


def revision(response: Any) -> int:
    return int(response.headers["ETag"].strip('"'))


@pytest.fixture
def root(town: Town) -> Caller:
    builders.create_official(town.office, "root", roles=("system_admin",))
    return town.at("root")


def open_case(town: Town, number: int = 0, *, kind: str = "catalog_update", department: str | None = None) -> str:
    with town.office.work(builders.OPERATOR) as work:
        place = {"region": town.region, "department": department or town.department}
        return calendars.open_case(work, kind, thing=f"resource:{number}", title=f"更新{number}", **place).id


# -- Working days


def test_a_year_is_shown_and_loaded_over(town: Town, root: Caller) -> None:
    li = town.at("li.ming")
    year = li("GET", f"{API}/calendar/years/2026").json
    assert (year["published"], year["exceptions"][0]["day"]) == (True, "2026-01-01")
    assert li("GET", f"{API}/calendar/years/2027").json["published"] is False

    loaded = root("POST", f"{API}/calendar/days", json=NEW_YEAR).json
    assert (loaded["read"], loaded["added"], loaded["unpublished"], loaded["published_through"]) == (1, 1, [2027], "2026-12-31")
    assert root("POST", f"{API}/calendar/days", json=NEW_YEAR).json["unchanged"] == 1
    assert li("GET", f"{API}/calendar/years/2027").json["exceptions"][0]["name"] == "元旦"
    assert root("POST", f"{API}/calendar/recomputation").json == {"recomputed": []}

    li("POST", f"{API}/calendar/days", status=403, json=NEW_YEAR)
    town.nobody("GET", f"{API}/calendar/years/2026", status=401)
    for year_out in ("1999", "2101"):
        li("GET", f"{API}/calendar/years/{year_out}", status=404)
    for wrong in ({"day": "2027-01-01", "workday": 1}, {"day": "2027-13-01", "workday": True}, {"workday": True}):
        root("POST", f"{API}/calendar/days", status=422, json={"source": "x", "days": [wrong]})


def test_a_due_day_is_told_of_days_and_of_policy_figures(town: Town) -> None:
    li = town.at("li.ming")

    def due(status: int = 200, **asked: Any) -> Any:
        return li("GET", f"{API}/calendar/deadline", status=status, query_string=asked).json

    assert due(start="2026-02-10", days=5) == {
        "start": "2026-02-10", "days": 5, "figure": None, "due_on": "2026-02-24", "flagged": False,
    }  # fmt: skip
    assert due(start="2026-02-10", figure="share", region="500000")["days"] == 20
    assert due(start="2026-12-30", days=2)["flagged"] is True
    for wrong in ({}, {"days": 1, "figure": "share"}, {"figure": "sharing_rate_target"}, {"days": 3661}, {"days": -1}):
        due(422, start="2026-02-10", **wrong)
    due(422, start="1999-12-31", days=1)
    due(422, days=1)


# -- Policy


def test_figures_are_put_by_the_authority_and_hold_from_their_day(town: Town) -> None:
    chen, li = town.at("chen.jing"), town.at("li.ming")
    body = {"region": "500000", "valid_from": "2026-03-01", "content": {"share": 15}, "note": "3号"}
    made = chen("POST", f"{API}/policy/profiles", status=201, json=body)
    assert (made.json["version"], made.json["region_id"], made.json["content"]["share"]) == (1, town.region, 15)
    assert li("GET", made.headers["Location"]).json == made.json
    assert li("GET", f"{API}/policy/in-force?region=500000").json["content"]["share"] == 15
    assert li("GET", f"{API}/policy/in-force?region=500000&on=2026-02-28").json["content"]["share"] == 20
    assert li("GET", f"{API}/policy/in-force").json["id"] is None
    assert li("GET", f"{API}/calendar/deadline?start=2026-03-02&figure=share&region=500000").json["days"] == 15

    li("POST", f"{API}/policy/profiles", status=403, json=body)
    chen("POST", f"{API}/policy/profiles", status=403, json=body | {"region": builders.create_ground(town.office)})
    found = chen("POST", f"{API}/policy/profiles", status=422, json=body | {"content": {"share": "15", "shares": 1}}).json
    assert {problem["path"] for problem in found["errors"]} == {"content.share", "content.shares"}
    li("GET", f"{API}/policy/profiles/{NOBODY}", status=404)


def test_versions_are_paged_to_their_end_at_one_price(town: Town) -> None:
    chen, path = town.at("chen.jing"), f"{API}/policy/profiles"
    costs = []
    for count in (1, 6):
        while len(chen("GET", f"{path}?limit=200").json["profiles"]) < count:
            body = {"region": "500000", "valid_from": "2026-03-01", "content": {}}
            chen("POST", path, status=201, json=body)
        costs.append(statements(town.office, lambda: chen("GET", f"{path}?limit=200")))
    assert costs[0] == costs[1]
    assert [row["version"] for row in walk(chen, path, "profiles", limit=4, region="500000")] == [1, 2, 3, 4, 5, 6]


def test_every_figure_is_explained(town: Town) -> None:
    figures = {figure["key"]: figure for figure in town.nobody("GET", f"{API}/policy/figures").json["figures"]}
    assert set(figures) == set(calendars.policy.FIGURES)
    share = figures["share"]
    assert (share["default"], share["unit"], share["bounds"]) == (20, "workdays", [1, 366])
    assert "第23条" in share["source"][0]


# -- Cases


def test_a_case_is_seen_by_its_parties_alone(town: Town) -> None:
    case = open_case(town)
    shown = town.at("li.ming")("GET", f"{API}/cases/{case}")
    assert (shown.json["title"], shown.json["days"], shown.json["standing"]) == ("更新0", 10, "in_time")
    town.at("chen.jing")("GET", f"{API}/cases/{case}")
    town.at("sun.li")("GET", f"{API}/cases/{case}", status=404)
    town.at("sun.li")("GET", f"{API}/cases/{NOBODY}", status=404)
    town.nobody("GET", f"{API}/cases/{case}", status=401)
    assert town.at("sun.li")("GET", f"{API}/cases").json["cases"] == []


def test_what_is_to_do_and_what_is_overdue(town: Town, clock: Clock) -> None:
    first, second = open_case(town), open_case(town, 1, department=town.other)
    clock.advance(days=21)
    third = open_case(town, 2)
    with town.office.work(builders.OPERATOR) as work:
        calendars.finish(work, second, outcome="done")

    def listed(which: str, **asked: Any) -> list[str]:
        return [row["id"] for row in walk(town.at("chen.jing"), f"{API}/cases{which}", "cases", **asked)]

    assert listed("") == [first, second, third]
    assert listed("/todo") == [first, third]
    assert listed("/overdue") == listed("/todo", until="2026-03-20") == [first]
    assert listed("", department="QX") == [second]
    assert listed("", region="500000", kind="catalog_update") == [first, second, third]
    assert listed("", kind="share") == []


def test_what_is_overdue_on_a_day_is_told_by_who_answers(town: Town) -> None:
    first, second = open_case(town), open_case(town, 1, department=town.other)
    chen, address = town.at("chen.jing"), f"{API}/cases/overdue/by"
    told = chen("GET", address, query_string={"at": "2026-12-31"}).json
    assert (told["at"], told["by"], told["count"]) == ("2026-12-31", "department", 2)
    assert [(each["kind"], each["count"], each["red"]) for each in told["groups"]] == [("department", 1, 1)] * 2
    assert {case["id"] for each in told["groups"] for case in each["cases"]} == {first, second}
    assert {case["card"] for each in told["groups"] for case in each["cases"]} == {"red"}
    (group,) = chen("GET", address, query_string={"at": "2026-12-31", "by": "chief", "department": "QX"}).json["groups"]
    assert (group["kind"], group["id"], group["cases"][0]["id"]) == ("nobody", None, second)
    assert chen("GET", address, query_string={"at": "2026-03-02", "by": "region"}).json["groups"] == []
    for asked in ({}, {"at": "0001-01-01"}, {"at": "2026-12-31", "by": "weather"}):
        chen("GET", address, status=422, query_string=asked)


def test_a_case_is_extended_once_with_consent(town: Town) -> None:
    case = f"{API}/cases/{open_case(town)}"
    chen, consent = town.at("chen.jing"), {"by": "市数据局", "reason": "量大", "on": "2026-03-02"}
    town.at("li.ming")("POST", f"{case}/extension", revision=1, status=403, json=consent)
    chen("POST", f"{case}/extension", status=428, json=consent)
    chen("POST", f"{case}/extension", revision=7, status=412, json=consent)
    extended = chen("POST", f"{case}/extension", revision=1, json=consent)
    assert (extended.json["extra_days"], extended.json["extension"]["by"], revision(extended)) == (5, "市数据局", 2)
    assert chen("POST", f"{case}/extension", revision=2, status=409, json=consent).json["code"] == "already_extended"


def test_lists_of_cases_are_paged_to_their_end_at_one_price(town: Town) -> None:
    li, path = town.at("li.ming"), f"{API}/cases/todo"
    open_case(town)
    few = statements(town.office, lambda: li("GET", f"{path}?limit=200"))
    for number in range(1, 9):
        open_case(town, number, kind="catalog_review" if number % 2 else "share")
    assert statements(town.office, lambda: li("GET", f"{path}?limit=200")) == few
    whole = li("GET", f"{path}?limit=200").json["cases"]
    assert len(whole) == 9
    for limit in (1, 2, 9):
        assert walk(li, path, "cases", limit=limit) == whole
    for cursor in ("WyIyMDI2LTAzLTAyIl0", "WyJ4IiwieCJd", "WzEsMl0"):
        assert li("GET", f"{path}?cursor={cursor}", status=422).json["code"] == "bad_cursor"
