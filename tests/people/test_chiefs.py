"""Cloud chiefs and their spans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from catalog import people
from catalog.errors import Conflict, Invalid, NotAllowed
from catalog.people import ChiefEntry, DepartmentEntry
from catalog.rights import Actor

if TYPE_CHECKING:
    from tests.people.conftest import City


def put(city: City, kind: str, official: str | None, actor: Actor | None = None, **fields: Any) -> people.Put:
    with city.work(actor) as work:
        return people.put_chief(work, ChiefEntry(kind, official or "nobody", **fields))


def test_each_kind_of_chief_spans_its_bodies(city: City) -> None:
    police = city.department("重庆市公安局", system="政法", under_chief=True)
    court = city.department("渝中区法院", city.district, system="政法", under_chief=True)
    traffic = city.department("重庆市交通局", system="交通", under_chief=True)
    city.department("重庆市某协会", system="政法")  # not under a cloud chief
    city.department("国家某局", city.root, system="政法", under_chief=True)
    spans = {
        "head": ("chief", {"department": police}, {police}),
        "district": ("chief", {"region": city.district}, {court}),
        "system": ("system_chief", {"system": "政法", "region": city.city}, {police, court}),
        "mayor": ("general_chief", {"region": city.city}, {police, court, traffic}),
    }
    for login, (kind, fields, span) in spans.items():
        put(city, kind, city.official(login, "chief").id, **fields)
        assert city.actor(login).span == span, login


def test_the_span_follows_succession_and_keeps_the_past(city: City) -> None:
    police = city.department("重庆市公安局", under_chief=True)
    put(city, "chief", city.official("head", "chief").id, department=police)
    put(city, "general_chief", city.official("mayor", "chief").id, region=city.city)
    with city.work() as work:
        heir = people.merge(
            work, [police, city_other(work, city)], DepartmentEntry("大公安局", city.city), date(2026, 3, 1)
        ).began[0]
    assert city.actor("head").span == city.actor("mayor").span == people_lineage(city, heir.id)
    assert len(city.actor("head").span) == 3


def city_other(work: Any, city: City) -> str:
    return people.put_department(work, DepartmentEntry("重庆市消防局", city.city)).id


def people_lineage(city: City, department: str) -> frozenset[str]:
    with city.look() as look:
        return people.lineage(look.session, department)


def test_a_span_counts_in_its_days_and_with_the_role_only(city: City) -> None:
    police = city.department("重庆市公安局")
    head = city.official("head", "chief")
    put(city, "chief", head.id, department=police, valid_from=date(2026, 3, 3))
    assert city.actor("head").span == frozenset()
    plain = city.official("plain")
    put(city, "chief", plain.id, department=police)
    assert city.actor("plain").span == frozenset()
    with city.look() as look:
        assert people.actors.span(look.session, str(head.id), date(2026, 3, 3)) == {police}
        assert [one.login for one in people.list_chiefs(look)] == ["plain"]
        assert {one.login for one in people.list_chiefs(look, on=date(2026, 3, 3))} == {"head", "plain"}


def test_chiefs_are_put_once_and_ended(city: City) -> None:
    police, head = city.department("重庆市公安局"), city.official("head", "chief")
    first = put(city, "chief", head.id, department=police)
    assert put(city, "chief", head.id, department=police).outcome == "unchanged"
    ended = put(city, "chief", head.id, department=police, valid_to=date(2026, 3, 2))
    assert (ended.id, ended.outcome) == (first.id, "updated")
    assert city.actor("head").span == frozenset()
    other = put(city, "general_chief", head.id, region=city.city)
    with city.work() as work:
        people.end_chief(work, other.id, date(2026, 4, 1))
    with city.work() as work, pytest.raises(Conflict):
        people.end_chief(work, other.id, date(2026, 5, 1))
    assert city.verbs()[-4:] == ["chief:put", "chief:put", "chief:put", "chief:end"]


@pytest.mark.parametrize(
    ("kind", "given", "path"),
    [
        ("king", {"region"}, "kind"),
        ("system_chief", {"region"}, "span"),
        ("chief", {"department", "region"}, "span"),
        ("chief", set(), "span"),
    ],
)
def test_a_wrong_chief_is_refused_with_its_field(city: City, kind: str, given: set[str], path: str) -> None:
    values = {"region": city.city, "department": city.department("重庆市公安局")}
    with pytest.raises(Invalid) as refused:
        put(city, kind, city.official("head").id, **{name: values[name] for name in given})
    assert [problem.path for problem in refused.value.problems] == [path]


def test_unknown_bodies_are_all_named(city: City) -> None:
    with pytest.raises(Invalid) as refused:
        put(city, "chief", None, department="x", valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 1))
    assert [problem.path for problem in refused.value.problems] == ["official", "department", "valid_to"]


def test_a_chief_does_not_make_chiefs(city: City) -> None:
    head = city.official("head", "chief")
    with pytest.raises(NotAllowed):
        put(city, "general_chief", head.id, head, region=city.city)
