"""Registering departments and finding them again."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from catalog import people
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.people import DepartmentEntry, queries

if TYPE_CHECKING:
    from tests.people.conftest import City

HEALTH = "11500000MB1670604W"
OTHER = "11500000009275780L"


def rows_of(shared_data: Path, name: str) -> list[dict[str, str]]:
    with (shared_data / "departments" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_municipal_departments_are_put_once(city: City, shared_data: Path) -> None:
    rows = rows_of(shared_data, "chongqing_municipal_departments.csv")
    entries = [
        DepartmentEntry(row["name"], city.city, credit_code=row["uscc"] or None, local_code=row["short_code"]) for row in rows
    ]
    outcomes = []
    for _ in range(2):
        with city.work() as work:
            outcomes.append([people.put_department(work, entry).outcome for entry in entries])
    assert outcomes == [["accepted"] * 45, ["unchanged"] * 45]
    with city.look() as look:
        found = [people.find_department(look, text).department.name for text in ("czj", "重庆市财政局")]
        assert people.find_department(look, HEALTH).department.name == "重庆市卫生健康委员会"
    assert found == ["重庆市财政局"] * 2


def test_the_departments_of_guangan_repeat_names_and_codes(city: City, shared_data: Path) -> None:
    """Five bodies are called 区人社局, each with its own code; two codes stand beside two names: a slip, refused naming the first."""
    district = city.region("广安区", "district", city.city, code="511602")
    accepted, refused = [], {}
    with city.work() as work:
        for row in rows_of(shared_data, "guangan_uscc.csv"):
            entry = DepartmentEntry(row["department"], district, credit_code=row["uscc"])
            try:
                accepted.append(people.put_department(work, entry).outcome)
            except Invalid as refusal:
                refused[row["department"]] = refusal
    assert accepted == ["accepted"] * 40
    assert {name: refusal.code for name, refusal in refused.items()} == {"区住建局": "name_differs", "区政府办": "name_differs"}
    assert "区自然资源和规划局（11511301008778255F）" in refused["区住建局"].zh
    assert "catalog people rename" in refused["区住建局"].en
    with city.look() as look, pytest.raises(Invalid, match="several") as ambiguous:
        people.find_department(look, "区人社局", region_id=district)
    assert ambiguous.value.problems[0].zh.count("区人社局") == 5


def test_a_second_register_fills_in_what_the_first_left_open(city: City) -> None:
    first = city.department("重庆市卫生健康委员会")
    assert city.department("重庆市卫生健康委员会", credit_code=HEALTH, type="government", under_chief=True) == first
    assert city.department("重庆市卫生健康委员会", short_name="市卫健委") == first
    with city.look() as look:
        found = people.find_department(look, HEALTH).department
    assert (found.id, found.type, found.short_name, found.under_chief, found.confirmed) == (
        first,
        "government",
        "市卫健委",
        True,
        True,
    )
    assert [row.changes for row in city.trail() if row.verb == "department:put"][1:] == [
        {"credit_code": [None, HEALTH], "type": ["other", "government"], "under_chief": [False, True]},
        {"short_name": [None, "市卫健委"]},
    ]


def test_a_namesake_with_another_code_is_another_department(city: City) -> None:
    assert city.department("区人社局", credit_code=HEALTH) != city.department("区人社局", credit_code=OTHER)
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_department(work, DepartmentEntry("区人社局", city.city, short_name="人社"))
    assert refused.value.code == "ambiguous"


def test_a_changed_name_under_the_same_code_is_no_silent_rename(city: City) -> None:
    city.department("重庆市卫生和计划生育委员会", credit_code=HEALTH)
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_department(work, DepartmentEntry("重庆市卫生健康委员会", city.city, credit_code=HEALTH))
    assert (refused.value.code, refused.value.problems[0].path) == ("name_differs", "name")


def test_a_department_does_not_move_to_another_region_unnoticed(city: City) -> None:
    first = city.department("渝中区卫生健康委员会", credit_code=HEALTH)
    entry = DepartmentEntry("渝中区卫生健康委员会", city.district, credit_code=HEALTH)
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_department(work, entry)
    assert (refused.value.code, refused.value.problems[0].path) == ("region_differs", "region")
    with city.work() as work:
        assert queries.department(work.session, first).region == city.city
        # What the refusal advises is a way through.
        people.close(work, first, date(2026, 3, 1))
        assert people.put_department(work, entry).outcome == "accepted"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "局" * 129}, "name"),
        ({"type": "ministry"}, "type"),
        ({"credit_code": "11500000MB1670604X"}, "credit_code"),
        ({"region": "nowhere"}, "region"),
        ({"vertical_parent": "018f0000-0000-7000-8000-000000000000"}, "vertical_parent"),
        ({"valid_from": date(2019, 1, 1), "valid_to": date(2019, 1, 1)}, "valid_to"),
    ],
)
def test_a_wrong_department_is_refused_with_its_field(city: City, fields: dict[str, object], path: str) -> None:
    with city.work() as work, pytest.raises(Invalid) as refused:
        people.put_department(work, DepartmentEntry(**{"name": "某局", "region": city.city} | fields))
    assert [problem.path for problem in refused.value.problems] == [path]


def test_catalog_imports_note_unconfirmed_departments_once(city: City) -> None:
    with city.work() as work:
        first = people.register_unconfirmed(work, city.city, "市水利局")
        again = people.register_unconfirmed(work, city.city, " 市水利局 ")
        full = people.register_unconfirmed(work, city.city, "重庆市水利局")
        elsewhere = people.register_unconfirmed(work, city.district, "区水利局")
    assert [one.outcome for one in (first, again, full, elsewhere)] == ["accepted", "unchanged", "unchanged", "accepted"]
    assert first.id == again.id == full.id != elsewhere.id
    # The register knows the whole name: it takes the note over instead of standing beside it.
    assert city.department("重庆市水利局", credit_code=OTHER) == first.id
    with city.look() as look:
        found = queries.department(look.session, first.id)
        assert (found.name, found.confirmed) == ("重庆市水利局", True)
        assert people.find_department(look, "市水利局", region_id=city.city).department.id == first.id


def test_a_relative_name_is_found_in_its_region_only(city: City) -> None:
    finance = city.department("重庆市财政局")
    with city.look() as look:
        for text in ("重庆市财政局", "市财政局"):
            assert people.find_department(look, text, region_id=city.city).department.id == finance
        for text, region in (("市财政局", city.district), ("市财政局", None), ("没有的局", city.city)):
            with pytest.raises(NotFound):
                people.find_department(look, text, region_id=region)


def test_departments_are_listed_by_region_and_words(city: City) -> None:
    city.department("重庆市财政局")
    city.department("渝中区财政局", city.district)
    city.department("重庆市水利局", credit_code=OTHER)
    with city.look() as look:
        assert [one.name for one in people.list_departments(look, region=city.district)] == ["渝中区财政局"]
        assert {one.name for one in people.list_departments(look, words="财政")} == {"重庆市财政局", "渝中区财政局"}
        assert [one.name for one in people.list_departments(look, words=OTHER[:8])] == ["重庆市水利局"]
        assert people.list_departments(look, words="%") == []


def test_who_may_put_departments(city: City) -> None:
    authority = city.official("shuju", "authority", department=city.department("重庆市大数据应用发展管理局"))
    registrar = city.official("bianmu", "registrar", department=city.department("重庆市财政局"))
    with city.work(authority) as work:
        assert people.put_department(work, DepartmentEntry("渝中区教委", city.district)).outcome == "accepted"
    with city.work(authority) as work, pytest.raises(NotAllowed):
        people.put_department(work, DepartmentEntry("国家某局", city.root))
    with city.work(registrar) as work, pytest.raises(NotAllowed):
        people.put_department(work, DepartmentEntry("市某局", city.city))
    with city.work(registrar) as work, pytest.raises(NotAllowed):
        people.register_unconfirmed(work, city.city, "市某局")


def test_the_database_itself_refuses_a_code_twice(city: City) -> None:
    """Two imports at the same moment look before either writes; the partial unique index is what holds then."""
    city.department("重庆市水利局", credit_code=OTHER)
    with pytest.raises(Conflict), city.work() as work:
        row = {"type": "other", "region_id": city.city, "name": "另一局", "under_chief": False, "confirmed": True}
        work.session.add(people.departments.DepartmentRow(id=work.new_id(), credit_code=OTHER, **row))
