"""The catalog list over HTTP: the whole loop, concurrent editors, lists and their cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from catalog import lists
from tests import builders
from tests.api.conftest import Caller, Town

RESOURCES = "/api/v1/resources"


def register(by: Caller, town: Town, **content: Any) -> Any:
    return by("POST", RESOURCES, status=201, json={"department": town.department, "content": builders.create_content(**content)})


def revision(response: Any) -> int:
    return int(response.headers["ETag"].strip('"'))


def publish(town: Town, **content: Any) -> str:
    li, zhao, chen = (town.at(login) for login in ("li.ming", "zhao.wei", "chen.jing"))
    made = register(li, town, **content)
    address = made.headers["Location"]
    answer = li("POST", f"{address}/submission", revision=revision(made))
    for reviewer in (zhao, chen):
        answer = reviewer("POST", f"{address}/reviews", revision=revision(answer), json={"decision": "pass"})
    return address


def test_three_people_take_an_entry_from_draft_to_published(town: Town) -> None:
    li, zhao, chen = (town.at(login) for login in ("li.ming", "zhao.wei", "chen.jing"))
    made = register(li, town, name="公共停车场泊位信息")
    address = made.headers["Location"]
    assert (made.json["state"], made.json["code"], made.json["revision"]) == ("draft", None, revision(made))

    submitted = li("POST", f"{address}/submission", revision=revision(made))
    assert (submitted.json["state"], submitted.json["code"]) == ("submitted", "206001/000001")
    signed = zhao("POST", f"{address}/reviews", revision=revision(submitted), json={"decision": "pass"})
    assert signed.json["state"] == "registered"
    chen("POST", f"{address}/reviews", revision=revision(signed), json={"decision": "pass", "opinion": "同意发布"})

    shown = li("GET", address)
    assert (shown.json["state"], shown.json["issued_on"], shown.json["version"]) == ("published", "2026-03-02", 1)
    assert shown.json["content"]["items"][1] == {"name": "泊位总数", "type": "I"}
    assert shown.json["department"] == "市交通局"
    assert shown.json["placements"] == [
        {"classification": "206001", "name": "交通出行", "code": "206001/000001", "primary": True}
    ]

    said = li("GET", f"{address}/reviews").json["reviews"]
    assert [(each["step"], each["reviewer"], each["opinion"]) for each in said] == [
        ("department", "zhao.wei", None),
        ("authority", "chen.jing", "同意发布"),
    ]


def test_an_entry_is_found_by_its_code_and_tells_its_own_address(town: Town) -> None:
    address = publish(town)
    found = town.at("sun.li")("GET", f"{RESOURCES}/by-code", query_string={"code": "206001/000001"})
    assert found.headers["Content-Location"] == address
    town.at("sun.li")("GET", f"{RESOURCES}/by-code", query_string={"code": "206001/000099"}, status=404)


def test_the_second_of_two_editors_gets_412_and_nothing_is_lost(town: Town) -> None:
    li, wang = town.at("li.ming"), town.at("wang.fang")
    address = register(li, town, name="停车场").headers["Location"]
    seen_by_li, seen_by_wang = li("GET", address), wang("GET", address)
    first = seen_by_li.json["content"] | {"abstract": "李明的摘要"}
    second = seen_by_wang.json["content"] | {"theme": "交通"}

    saved = li("PUT", address, revision=revision(seen_by_li), json={"content": first})
    refused = wang("PUT", address, revision=revision(seen_by_wang), json={"content": second}, status=412)
    assert (refused.json["code"], refused.json["revision"]) == ("stale", revision(saved))
    assert wang("GET", address).json["content"]["abstract"] == "李明的摘要"

    merged = wang("GET", address).json["content"] | {"theme": "交通"}
    wang("PUT", address, revision=refused.json["revision"], json={"content": merged})
    now = li("GET", address).json["content"]
    assert (now["abstract"], now["theme"]) == ("李明的摘要", "交通")


def test_a_change_names_the_one_revision_that_was_read(town: Town) -> None:
    li = town.at("li.ming")
    address = register(li, town).headers["Location"]
    for tag, status in ((None, 428), ("*", 428), ('"1", "2"', 428), ('W/"1"', 412), ("1", 412), ('"77"', 412), ('"x"', 412)):
        headers = {"If-Match": tag} if tag else {}
        for method, path in (("DELETE", address), ("POST", f"{address}/submission")):
            li(method, path, headers=headers, status=status)
    assert li("GET", address).json["state"] == "draft"


def test_a_submission_is_withdrawn_and_a_draft_deleted(town: Town) -> None:
    li = town.at("li.ming")
    made = register(li, town)
    address = made.headers["Location"]
    submitted = li("POST", f"{address}/submission", revision=revision(made))
    withdrawn = li("DELETE", f"{address}/submission", revision=revision(submitted))
    assert withdrawn.json["state"] == "draft"
    li("DELETE", address, revision=revision(withdrawn), status=204)
    li("GET", address, status=404)


def test_an_incomplete_entry_is_kept_but_not_submitted_and_every_problem_is_named(town: Town) -> None:
    li = town.at("li.ming")
    made = li("POST", RESOURCES, status=201, json={"department": "市交通局", "content": {"name": "停车场"}})
    missing = {problem["path"] for problem in made.json["problems"]}
    assert {"abstract", "classifications", "formats", "sharing_type", "update_cycle"} <= missing
    refused = li("POST", f"{made.headers['Location']}/submission", revision=revision(made), status=422)
    assert refused.json["code"] == "incomplete"
    assert {problem["path"] for problem in refused.json["errors"]} == missing


def test_a_revision_is_compared_with_what_is_published(town: Town) -> None:
    address = publish(town, name="停车场")
    li = town.at("li.ming")
    shown = li("GET", address)
    content = shown.json["content"] | {"items": shown.json["content"]["items"][:1]}
    revised = li("PUT", address, revision=revision(shown), json={"content": content})
    assert li("POST", f"{address}/submission", revision=revision(revised)).json["breaking"][0]["code"] == "item_dropped"
    assert [each["version"] for each in li("GET", f"{address}/versions").json["versions"]] == [1, 2]
    difference = li("GET", f"{address}/versions/1/diff/2").json
    assert [item["name"] for item in difference["items_dropped"]] == ["泊位总数"]
    assert difference["fields"] == {}

    stranger = town.at("sun.li")
    assert stranger("GET", address).json["draft"] is None
    assert [each["version"] for each in stranger("GET", f"{address}/versions").json["versions"]] == [1]
    stranger("GET", f"{address}/versions/1/diff/2", status=404)
    stranger("GET", f"{address}/reviews", status=404)


def test_who_has_no_right_is_told_so_and_drafts_of_others_are_not_there(town: Town) -> None:
    address = register(town.at("li.ming"), town).headers["Location"]
    town.nobody("GET", address, status=401)
    town.nobody("GET", RESOURCES, status=401)
    town.at("sun.li")("GET", address, status=404)
    town.at("zhao.wei")("DELETE", address, revision=1, status=403)
    town.at("sun.li")("POST", RESOURCES, status=403, json={"department": town.department, "content": builders.create_content()})


def test_where_the_catalog_is_public_everyone_reads_what_is_published(public_town: Town) -> None:
    town = public_town
    published = publish(town)
    draft = register(town.at("li.ming"), town).headers["Location"]
    assert town.nobody("GET", published).json["state"] == "published"
    town.nobody("GET", draft, status=404)
    assert town.nobody("GET", RESOURCES).json["total"] == 1
    town.nobody("DELETE", published, revision=1, status=401)


def names(page: Any) -> list[str]:
    return [each["name"] for each in page.json["resources"]]


def test_a_list_is_narrowed_and_paged_to_its_end(town: Town) -> None:
    li, sun = town.at("li.ming"), town.at("sun.li")
    for number in range(5):
        register(li, town, name=f"停车场{number}", sharing_type="conditional" if number % 2 else "unconditional")
    sun("POST", RESOURCES, status=201, json={"department": "QX", "content": builders.create_content(name="降水量")})

    first = li("GET", f"{RESOURCES}?limit=2")
    second = li("GET", f"{RESOURCES}?limit=2&cursor={first.json['next']}")
    third = li("GET", f"{RESOURCES}?limit=2&cursor={second.json['next']}")
    assert names(first) + names(second) + names(third) == [f"停车场{number}" for number in (4, 3, 2, 1, 0)]
    assert [page.json["total"] for page in (first, second, third)] == [5, 5, 5]
    assert third.json["next"] is None

    def narrowed(**by: Any) -> list[str]:
        return names(li("GET", RESOURCES, query_string=by))

    assert narrowed(name="场3") == ["停车场3"]
    assert narrowed(name="%") == []
    assert narrowed(sharing_type="conditional") == ["停车场3", "停车场1"]
    assert narrowed(state=["published", "offline"]) == []
    assert len(narrowed(state=["published", "draft"])) == 5
    assert len(narrowed(region="500000")) == len(narrowed(region=town.region)) == 5
    assert len(narrowed(department="11500000009275780L")) == len(narrowed(department=town.department)) == 5
    assert narrowed(department="QX") == []
    li("GET", f"{RESOURCES}?department=nowhere", status=404)


def test_a_list_costs_as_many_statements_for_fifty_entries_as_for_five(town: Town) -> None:
    li = town.at("li.ming")
    registrar = builders.create_actor(town.office, department=town.department, roles=("registrar",))
    statements: list[str] = []
    event.listen(town.office.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))

    def cost(entries: int) -> int:
        with town.office.work(registrar) as work:
            for _ in range(entries - li("GET", f"{RESOURCES}?limit=1").json["total"]):
                lists.register(work, town.department, builders.create_content())
        statements.clear()
        assert len(li("GET", f"{RESOURCES}?limit=200").json["resources"]) == entries
        return len(statements)

    assert cost(5) == cost(50)
