"""The trail over HTTP: read by the auditor, whose reading it tells; its head; its verdict."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from catalog import trail
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.paging import statements, walk

TRAIL = "/api/v1/trail"


@pytest.fixture
def auditor(town: Town) -> Caller:
    builders.create_official(town.office, "auditor", roles=("auditor",))
    return town.at("auditor")


def test_the_auditor_reads_and_is_told_of_having_read(auditor: Caller) -> None:
    first = auditor("GET", f"{TRAIL}?limit=200").json["rows"]
    assert [row["seq"] for row in first] == list(range(1, len(first) + 1))
    assert "trail:read" not in {row["verb"] for row in first}
    (own,) = auditor("GET", f"{TRAIL}?after={len(first)}").json["rows"]
    assert (own["verb"], own["actor"]["login"], own["changes"]["rows"]) == ("trail:read", "auditor", [None, len(first)])


def test_nobody_else_reads_it(town: Town, auditor: Caller) -> None:
    for login in ("li.ming", "chen.jing"):
        town.at(login)("GET", TRAIL, status=403)
        town.at(login)("POST", f"{TRAIL}/verification", status=403, json={})
    town.nobody("GET", TRAIL, status=401)


def test_a_walk_through_the_trail_ends_where_it_ended_when_the_walk_began(town: Town, auditor: Caller) -> None:
    with town.office.look(builders.OPERATOR) as look:
        end = trail.head(look).seq
    for limit in (1, 3):
        with town.office.look(builders.OPERATOR) as look:
            end = trail.head(look).seq
        assert [row["seq"] for row in walk(auditor, TRAIL, "rows", limit=limit)] == list(range(1, end + 1))


def test_the_rows_of_one_thing_are_paged_at_one_price(town: Town, auditor: Caller) -> None:
    thing = f"department:{town.department}"
    assert [row["verb"] for row in walk(auditor, TRAIL, "rows", limit=1, thing=thing)] == ["department:put"]
    few = statements(town.office, lambda: auditor("GET", f"{TRAIL}?limit=2"))
    assert statements(town.office, lambda: auditor("GET", f"{TRAIL}?limit=200")) == few
    for cursor in ("WzFd", "WyJ4IiwxXQ", "Wy0xLDFd"):
        assert auditor("GET", f"{TRAIL}?cursor={cursor}", status=422).json["code"] == "bad_cursor"


def test_the_head_is_anybodys_and_proves_the_chain(town: Town, auditor: Caller) -> None:
    head = town.nobody("GET", f"{TRAIL}/head").json
    verdict = auditor("POST", f"{TRAIL}/verification", json={"heads": [head]}).json
    assert (verdict["sound"], verdict["rows"], verdict["bad_seq"]) == (True, head["seq"], None)
    assert auditor("POST", f"{TRAIL}/verification", json={}).json["sound"] is True

    with town.office.engine.begin() as connection:
        connection.execute(text("DELETE FROM trail WHERE seq = :seq"), {"seq": head["seq"]})
    verdict = auditor("POST", f"{TRAIL}/verification", json={"heads": [head]}).json
    assert (verdict["sound"], verdict["fault"], verdict["bad_seq"]) == (False, "truncated", head["seq"])
    for wrong in ({"seq": "1", "digest": "x"}, {"seq": -1, "digest": "x"}, {"seq": 1}):
        auditor("POST", f"{TRAIL}/verification", status=422, json={"heads": [wrong]})
