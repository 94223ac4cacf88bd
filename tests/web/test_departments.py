"""The list of departments and a page for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from catalog import people
from catalog.lists import overview as lists
from catalog.people import overview
from catalog.people.overview import lineages_of
from tests import builders
from tests.web.conftest import City

NOWHERE = "01a20000-0000-7000-8000-000000000000"


@contextmanager
def counting(city: City) -> Iterator[list[str]]:
    """Collect the statements that the database is asked."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(city.office.engine, "before_cursor_execute", note)
    yield asked
    event.remove(city.office.engine, "before_cursor_execute", note)


def test_the_list_narrows_by_name_code_and_region(city: City) -> None:
    browser = city.browser("li.ming")
    everything = browser.text("/departments")
    for said in ("市交通局", "区气象局", "11500000009275780L", "第 1–2 条，共 2 条"):
        assert said in everything
    for question in ("name=交通", "name=11500000009275780l", f"region={city.region}&name=交通局"):
        narrowed = browser.text(f"/departments?{question}")
        assert ("市交通局" in narrowed, "区气象局" in narrowed) == (True, False), question
    assert "市交通局" not in browser.text(f"/departments?region={city.district}")
    for nothing in ("name=没有此名", "region=x", f"region={NOWHERE}"):
        page = browser.text(f"/departments?{nothing}")
        assert "没有符合条件的部门" in page
        assert "查看全部部门" in page


def test_the_list_comes_in_pages_with_as_many_statements_for_many_as_for_few(city: City) -> None:
    browser = city.browser("li.ming")
    browser.get("/departments")
    with counting(city) as few:
        browser.get("/departments")
    for number in range(60):
        builders.create_department(city.office, f"第{number:02}办事处", region=city.district, local_code=f"B{number:02}")
    browser.get("/departments")
    with counting(city) as many:
        first = browser.text("/departments")
    assert len(few) == len(many)
    assert "第 1–50 条，共 62 条" in first
    assert 'rel="next" href="/departments?page=2"' in first
    second = browser.text("/departments?page=2&lang=en")
    assert "51–62" in second
    assert 'rel="prev" href="/departments?lang=en"' in second
    assert "回到第一页" in browser.text("/departments?page=9")
    assert "1–50" in browser.text("/departments?page=x")


def test_the_list_can_be_downloaded_as_it_is_narrowed(city: City) -> None:
    browser = city.browser("li.ming")
    builders.create_department(city.office, "=1+1", region=city.district, local_code="F")
    answer = browser.get("/departments.csv?lang=en")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0][0] == "department"
    assert ["市交通局", "11500000009275780L", "", "other", "重庆市", "", "1"] in rows
    assert "'=1+1" in [row[0] for row in rows], "a spreadsheet must not compute a name"
    assert len(rows) == 4
    one = browser.get("/departments.csv?name=气象").get_data().decode("utf-8-sig")
    assert len(one.splitlines()) == 2


def test_a_department_shows_what_it_is_and_provides(city: City) -> None:
    page = city.browser("li.ming").text(f"/departments/{city.department}")
    for said in ("市交通局", "交通局", "重庆市", "11500000009275780L", "其他", "公共停车场泊位信息", "无条件共享", "0.0 %"):
        assert said in page
    assert f'href="/search?department={city.department}"' in page
    assert f'href="/search?department={city.department}&amp;state=published&amp;sharing_type=unconditional"' in page
    beneath = city.browser("li.ming").text(f"/departments/{city.other}")
    assert f'<dd><a href="/departments/{city.department}">市交通局</a></dd>' in beneath, "its vertical parent"
    assert "该部门还没有编目" in beneath


def test_a_succession_stands_on_both_sides_with_its_day_and_the_entries_go_with_it(city: City) -> None:
    with city.office.work(builders.OPERATOR) as work:
        heir = people.rename(work, city.department, "市交通运输局", on=date(2026, 3, 1), revision=1).began[0].id
    browser = city.browser("chen.jing")
    before, after = browser.text(f"/departments/{city.department}"), browser.text(f"/departments/{heir}")
    assert "该部门已于 2026-03-01 终止" in before
    assert f'<a href="/departments/{heir}">市交通运输局</a> <span class="quiet">2026-03-01 更名</span>' in before
    assert f'<a href="/departments/{city.department}">市交通局</a> <span class="quiet">2026-03-01 更名</span>' in after
    assert "公共停车场泊位信息" in after
    with city.office.look(builders.OPERATOR) as look:
        lineages = lineages_of(look, [heir, city.other])
        assert lineages == {heir: {heir, city.department}, city.other: {city.other}}
        assert lists.published_by_department(look, lineages) == {heir: 1, city.other: 0}


def test_who_is_cloud_chief_is_told_to_those_who_are_signed_in(public_city: City) -> None:
    city = public_city
    with city.office.work(builders.OPERATOR) as work:
        official = people.official_id(work, "chen.jing")
        people.put_chief(work, people.ChiefEntry(kind="chief", official=official, department=city.department))
    path = f"/departments/{city.department}"
    assert "云长 <span>chen.jing</span>" in city.browser("li.ming").text(path)
    visited = city.browser().text(path)
    assert "市交通局" in visited
    assert "chen.jing" not in visited


@pytest.mark.parametrize("path", [f"/departments/{NOWHERE}", "/departments/x", f"/regions/{NOWHERE}"])
def test_what_is_not_there_is_not_found(city: City, path: str) -> None:
    city.browser("li.ming").get(path, status=404)


def test_the_chiefs_of_a_region_answer_only_for_departments_under_the_system(city: City) -> None:
    under = builders.create_department(
        city.office, "市教委", region=city.region, local_code="JW", under_chief=True, system="科教"
    )
    with city.office.work(builders.OPERATOR) as work:
        official = people.official_id(work, "zhao.wei")
        people.put_chief(work, people.ChiefEntry(kind="system_chief", official=official, system="科教", region=city.region))
        people.put_chief(work, people.ChiefEntry(kind="system_chief", official=official, system="城建", region=city.region))
    with city.office.look(builders.create_actor(city.office, department=city.department)) as look:
        found = overview.dossier(look, under).chiefs
        assert [(each.kind, each.official, each.region, each.system) for each in found] == [
            ("system_chief", "zhao.wei", "重庆市", "科教")
        ]
        assert overview.dossier(look, city.other).chiefs == ()
