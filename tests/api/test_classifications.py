"""The classification over HTTP: pages of it, and putting nodes."""

from __future__ import annotations

from sqlalchemy import event

from catalog import lists
from tests import builders
from tests.api.conftest import Caller, Town

NODES = "/api/v1/classifications"


def walk(by: Caller, query: str = "") -> list[str]:
    """Follow ``next`` to the end; return the codes."""
    codes, cursor = [], ""
    while True:
        page = by("GET", f"{NODES}?limit=2{query}{cursor}").json
        assert len(page["classifications"]) <= 2
        codes += [node["code"] for node in page["classifications"]]
        if page["next"] is None:
            return codes
        cursor = f"&cursor={page['next']}"


def put(by: Caller, code: str, status: int = 200, **node: str) -> str:
    answer = by("PUT", f"{NODES}/{code}", status=status, json=node).json
    return str(answer["fate"] if status == 200 else answer["code"])


def test_nodes_are_put_and_putting_them_again_changes_nothing(town: Town) -> None:
    chen = town.at("chen.jing")
    assert put(chen, "2", name="主题") == "accepted"
    assert put(chen, "207", name="医疗", parent="2") == "accepted"
    assert put(chen, "207", name="医疗", parent="2") == "unchanged"
    assert put(chen, "207", name="医疗卫生", parent="2", valid_from="2026-01-01") == "updated"
    assert put(chen, "207001", name="将来", parent="207", valid_from="2027-01-01") == "accepted"
    (node,) = chen("GET", f"{NODES}?parent=2").json["classifications"]
    assert (node["code"], node["name"], node["parent"], node["is_leaf"]) == ("207", "医疗卫生", "2", True)
    assert chen("GET", f"{NODES}?parent=2&fields=code").json["classifications"] == [{"code": "207"}]


def test_a_node_that_cannot_be_is_refused(town: Town) -> None:
    chen = town.at("chen.jing")
    assert put(chen, "3", status=422, name="部门") == "invalid"
    assert put(chen, "208", status=422, name="x", parent="9") == "invalid"
    assert put(chen, "208", status=422, name="x", valid_from="tomorrow") == "invalid"


def test_only_the_authority_puts_nodes_and_everyone_reads_them(town: Town) -> None:
    assert put(town.at("li.ming"), "207", status=403, name="医疗") == "not_allowed"
    town.nobody("GET", NODES, status=401)
    assert walk(town.at("sun.li")) == ["206001"]


def test_pages_show_every_node_once_in_the_order_of_codes(town: Town) -> None:
    with town.office.work(builders.OPERATOR) as work:
        for number in range(7):
            lists.put_classification(work, f"10{number}", f"类{number}")
    codes = walk(town.at("li.ming"))
    assert codes == sorted(codes)
    assert codes == ["100", "101", "102", "103", "104", "105", "106", "206001"]
    assert walk(town.at("li.ming"), "&parent=206001") == []
    for bad in ("abc", "WzddIA", "WyIwIFwwIl0"):
        assert town.at("li.ming")("GET", f"{NODES}?cursor={bad}", status=422).json["code"] == "bad_cursor"


def test_a_page_costs_the_same_for_many(town: Town) -> None:
    li = town.at("li.ming")
    statements: list[str] = []
    event.listen(town.office.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))

    def cost(nodes: range) -> int:
        with town.office.work(builders.OPERATOR) as work:
            for number in nodes:
                lists.put_classification(work, f"1{number}", "类")
        # What the registers were changed to is read again once, by whoever asks first.
        li("GET", NODES)
        statements.clear()
        assert len(li("GET", NODES).json["classifications"]) == nodes.stop - 9
        return len(statements)

    assert cost(range(10, 12)) == cost(range(12, 40))
