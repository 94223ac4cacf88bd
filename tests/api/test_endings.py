"""What becomes of a published entry, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Caller, Town
from tests.api.test_lists import RESOURCES, publish, register, revision

REASON = {"reason": "系统升级"}


def change(by: Caller, method: str, address: str, ending: str, *, status: int = 200, **request: Any) -> Any:
    """Change an entry at the revision that stands now."""
    read = revision(by("GET", address))
    return by(method, f"{address}/{ending}", revision=read, status=status, **request)


def test_an_entry_goes_offline_and_comes_back(town: Town) -> None:
    address = publish(town)
    zhao = town.at("zhao.wei")
    gone = change(zhao, "POST", address, "offline", json=REASON)
    assert gone.json["state"] == "offline"
    assert gone.headers["ETag"] == f'"{gone.json["revision"]}"'
    assert town.at("sun.li")("GET", address).json["state"] == "offline"
    assert change(zhao, "DELETE", address, "offline").json["state"] == "published"
    change(zhao, "DELETE", address, "offline", status=409)


def test_an_entry_ends_in_three_ways(town: Town) -> None:
    chen = town.at("chen.jing")
    left, superseded, merged, successor = (publish(town) for _ in range(4))
    code = chen("GET", successor).json["code"]
    identity = successor.rpartition("/")[2]
    assert change(chen, "POST", left, "retirement", json={"reason": "业务取消"}).json["state"] == "retired"
    assert change(chen, "POST", superseded, "supersession", json={"by": code}).json["state"] == "superseded"
    assert change(chen, "POST", merged, "merger", json={"into": identity}).json["state"] == "merged"
    assert [chen("GET", each).json["successor"] for each in (left, superseded, merged)] == [None, identity, identity]
    change(chen, "POST", merged, "merger", json={"into": identity}, status=409)


def test_a_successor_must_be_there_and_published(town: Town) -> None:
    chen, address = town.at("chen.jing"), publish(town)
    draft = register(town.at("li.ming"), town).json["id"]
    nowhere = "206001/000999"
    assert change(chen, "POST", address, "supersession", json={"by": draft}, status=409).json["code"] == "bad_successor"
    assert change(chen, "POST", address, "merger", json={"into": nowhere}, status=404).json["code"] == "not_found"


def test_an_entry_is_taken_out_of_assessments_and_called_to_be_updated(town: Town) -> None:
    chen, address = town.at("chen.jing"), publish(town)
    change(chen, "PUT", address, "assessment", json={"assessed": False, "reason": "试点"})
    assert chen("GET", address).json["assessed"] is False
    change(chen, "POST", address, "update-notice", json={"basis": "机构职责调整"})
    refused = change(chen, "PUT", address, "assessment", json={"assessed": "no", "reason": "试点"}, status=422)
    assert [error["path"] for error in refused.json["errors"]] == ["assessed"]


ENDINGS = [
    ("POST", "offline", REASON),
    ("DELETE", "offline", None),
    ("POST", "retirement", REASON),
    ("POST", "supersession", {"by": "206001/000001"}),
    ("POST", "merger", {"into": "206001/000001"}),
    ("PUT", "assessment", {"assessed": True, "reason": "x"}),
    ("POST", "update-notice", {"basis": "x"}),
]


def test_who_may_not_is_told_so_who_read_too_early_is_stale_and_what_is_hidden_is_not_there(town: Town) -> None:
    address, hidden = publish(town), register(town.at("li.ming"), town).headers["Location"]
    li, sun, chen = (town.at(login) for login in ("li.ming", "sun.li", "chen.jing"))
    zhao = town.at("zhao.wei")
    for method, ending, body in ENDINGS:
        may = zhao if ending == "offline" else chen
        path = f"{address}/{ending}"
        li(method, path, status=403, revision=1, json=body)
        sun(method, path, status=403, revision=1, json=body)
        may(method, path, status=428, json=body)
        may(method, path, status=412, revision=1, json=body)
        may(method, f"{RESOURCES}/01a20000-0000-7000-8000-000000000000/{ending}", status=404, revision=1, json=body)
    stranger = town.at("sun.li")
    stranger("GET", hidden, status=404)


@pytest.mark.parametrize("reason", ["", " ", "字" * 1001])
def test_a_reason_is_given_and_short(town: Town, reason: str) -> None:
    refused = change(town.at("zhao.wei"), "POST", publish(town), "offline", json={"reason": reason}, status=422)
    assert [error["path"] for error in refused.json["errors"]] == ["reason"]
