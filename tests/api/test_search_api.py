"""Search over HTTP: what is found, narrowed, paged and suggested; the index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.test_endings import change
from tests.api.test_lists import publish, register

SEARCH = "/api/v1/search"


def found(by: Caller, status: int = 200, **query: Any) -> Any:
    return by("GET", SEARCH, status=status, query_string=query).json


def names(answer: Any) -> list[str]:
    return sorted(hit["summary"]["name"] for hit in answer["hits"])


def test_a_fragment_finds_what_was_just_committed_and_marks_it(town: Town) -> None:
    publish(town, name="公共停车场泊位信息")
    publish(town, name="公交线路", items=[{"name": "停车站点", "type": "C", "length": 20}])
    sun = town.at("sun.li")
    answer = found(sun, text="停车")
    assert (names(answer), answer["total"], answer["approximate"], answer["next"]) == (
        ["公交线路", "公共停车场泊位信息"],
        2,
        False,
        None,
    )
    hits = {hit["summary"]["name"]: hit for hit in answer["hits"]}
    assert hits["公共停车场泊位信息"]["name"] == {"text": "公共停车场泊位信息", "spans": [[2, 4]]}
    assert {"text": "停车站点", "spans": [[0, 2]]} in hits["公交线路"]["items"]
    assert names(found(sun, text="停车 线路")) == ["公交线路"]
    assert found(sun, text="无此内容")["hits"] == []


def test_facets_narrow_and_count(town: Town) -> None:
    publish(town, name="停车甲")
    publish(town, name="停车乙", openness="unconditional")
    sun = town.at("sun.li")
    every = found(sun, text="停车", department=["11500000009275780L", "QX"], region="500000")
    assert every["total"] == 2
    values = {value["value"]: value for value in every["facets"]["openness"]}
    assert {value: each["count"] for value, each in values.items()} == {"not_open": 1, "unconditional": 1}
    assert values["not_open"]["zh"]
    assert values["not_open"]["en"]
    assert names(found(sun, openness="unconditional")) == ["停车乙"]
    assert found(sun, openness=["unconditional", "not_open"])["total"] == 2
    (chosen,) = [value for value in found(sun, openness="unconditional")["facets"]["openness"] if value["chosen"]]
    assert chosen["value"] == "unconditional"
    assert found(sun, department="QX")["total"] == 0


def test_pages_show_every_hit_once(town: Town) -> None:
    registrar, reviewer, authority = actors(town)
    for number in range(7):
        builders.create_published(town.office, registrar, reviewer, authority, name=f"停车{number}")
    seen, cursor = [], {}
    while True:
        page = found(town.at("sun.li"), text="停车", limit=3, sort="freshness", **cursor)
        seen += names(page)
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(seen) == [f"停车{number}" for number in range(7)]


def actors(town: Town) -> list[Any]:
    roles = ("registrar", "reviewer", "authority")
    return [builders.create_actor(town.office, department=town.department, roles=(role,)) for role in roles]


def test_drafts_are_found_by_their_parties_alone(town: Town) -> None:
    draft = register(town.at("li.ming"), town, name="停车草稿").json["id"]
    assert names(found(town.at("li.ming"), text="草稿")) == ["停车草稿"]
    hidden = found(town.at("sun.li"), text="草稿")
    assert (hidden["total"], hidden["hits"]) == (0, [])
    assert draft not in str(hidden)
    assert found(town.nobody, status=401)["code"] == "unauthenticated"


def test_what_has_ended_is_told_by_its_state(town: Town) -> None:
    address = publish(town, name="停车旧表")
    change(town.at("chen.jing"), "POST", address, "retirement", json={"reason": "业务取消"})
    (hit,) = found(town.at("sun.li"), text="停车", state="retired")["hits"]
    assert hit["summary"]["state"] == "retired"


def test_only_chosen_fields_are_answered(town: Town) -> None:
    publish(town, name="停车")
    answer = found(town.at("sun.li"), text="停车", fields="summary.name,name.spans")
    assert answer["hits"] == [{"summary": {"name": "停车"}, "name": {"spans": [[0, 2]]}}]
    assert answer["total"] == 1
    assert found(town.at("sun.li"), status=422, fields="total")["errors"][0]["code"] == "unknown_field"


def test_what_is_asked_wrongly_is_refused(town: Town) -> None:
    sun = town.at("sun.li")
    for query, status in (
        ({"sort": "beauty"}, 422),
        ({"colour": "red"}, 422),
        ({"limit": 101}, 422),
        ({"cursor": "abc"}, 422),
        ({"text": "字" * 2000}, 422),
        ({"department": "nowhere"}, 404),
        ({"region": "nowhere"}, 404),
    ):
        found(sun, status=status, **query)


def test_names_are_suggested_while_typing(town: Town) -> None:
    publish(town, name="公共停车场")
    answer = town.at("sun.li")("GET", f"{SEARCH}/suggestions?text=停车").json["suggestions"]
    assert {"kind": "resource", "text": "公共停车场", "spans": [[2, 4]]}.items() <= answer[0].items()
    assert answer[0]["id"]
    town.nobody("GET", f"{SEARCH}/suggestions?text=停车", status=401)
    town.at("sun.li")("GET", f"{SEARCH}/suggestions", status=422)


def test_the_index_is_rebuilt_by_the_system_administrator(town: Town) -> None:
    publish(town, name="停车")
    builders.create_official(town.office, "admin", roles=("system_admin",))
    admin = town.at("admin")
    built = admin("POST", f"{SEARCH}/rebuild").json
    assert (built["documents"], built["behind"], built["recipe_current"]) == (1, 0, True)
    assert admin("GET", f"{SEARCH}/status").json["generation"] == built["generation"]
    assert found(town.at("sun.li"), text="停车")["total"] == 1
    for login in ("li.ming", "chen.jing"):
        town.at(login)("POST", f"{SEARCH}/rebuild", status=403)
        town.at(login)("GET", f"{SEARCH}/status", status=403)


def test_a_page_of_hits_costs_the_same_for_many(town: Town) -> None:
    registrar, reviewer, authority = actors(town)
    builders.create_official(town.office, "admin", roles=("system_admin",))
    admin, sun = town.at("admin"), town.at("sun.li")
    statements: list[str] = []
    event.listen(town.office.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))

    def cost(entries: int) -> int:
        for _ in range(entries):
            builders.create_published(town.office, registrar, reviewer, authority)
        admin("POST", f"{SEARCH}/rebuild")
        found(sun, text="泊位")
        statements.clear()
        assert len(found(sun, text="泊位", limit=50)["hits"]) >= entries
        return len(statements)

    assert cost(2) == cost(8)
