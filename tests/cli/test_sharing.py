"""``catalog applications|grants`` as people type it: from an application to a grant and its end, on a real SQLite home."""

from __future__ import annotations

import pytest

from tests.cli import test_loop
from tests.cli.test_loop import Desk
from tests.sharing import market

desk = pytest.fixture(test_loop.desk.__wrapped__)


def create_application(**fields: object) -> dict[str, object]:
    """Return an application's document; commands read the clock on the wall, so its term ends far off."""
    return market.create_application(until="2099-12-31", **fields)


def filed(desk: Desk, code: str, *more: object) -> str:
    file = desk.file("a.json", create_application())
    where = ("--department", "市财政局", "--resource", code)
    return str(desk.ask("applications", "file", *where, file, *more, actor="applicant")["number"])


def signed(desk: Desk, code: str) -> str:
    number = filed(desk, code)
    desk.change("applications", "submit", number, actor="applicant")
    assert desk.change("applications", "sign", number, actor="signer")["state"] == "replying"
    return number


def test_an_application_is_filed_from_options_edited_and_deleted(desk: Desk) -> None:
    code = desk.callable()
    where = (
        "--department",
        "市财政局",
        "--resource",
        code,
        "--item",
        "泊位总数",
        "--mode",
        "platform_api",
        "--basis",
        "《某条例》第九条",
    )
    made = desk.ask("applications", "file", *where, actor="applicant")
    assert [each["path"] for each in made["problems"]] == ["scenario", "scope", "until"]
    refused = desk.ask("applications", "submit", made["number"], "--revision", 1, actor="applicant", code=1)
    assert refused["error"]["code"] == "incomplete"
    more = ("--scenario", "核对", "--scope", "本局", "--until", "2099-12-31", "--matter", "停车场备案", "--system", "停车诱导")
    assert desk.change("applications", "edit", made["number"], *more, actor="applicant")["problems"] == []
    sheet = desk.run("applications", "show", made["number"]).stdout
    for line in ("共享方式 sharing mode: 共享平台（接口）", "服务事项 matters: 停车场备案", "填报 file  市财政局 applicant"):
        assert line in sheet
    desk.change("applications", "withdraw", str(_submitted(desk, made["number"])), actor="applicant")
    gone = desk.change("applications", "delete", made["number"], actor="applicant")
    assert gone["deleted"]
    assert desk.run("applications", "list").stdout == "没有申请 no applications\n"


def _submitted(desk: Desk, number: str) -> str:
    desk.change("applications", "submit", number, actor="applicant")
    return number


def test_it_is_returned_extended_and_granted_in_part(desk: Desk) -> None:
    number = signed(desk, desk.callable())
    desk.change("applications", "return", number, "--missing", "等保备案证明", "--missing", "科室", actor="reviewer")
    desk.change("applications", "submit", number, actor="applicant")
    desk.change("applications", "sign", number, actor="signer")
    revision = desk.revision("applications", number)
    for verb, actor in (("ask-extension", "reviewer"), ("extend", "authority")):
        refused = desk.ask("applications", verb, number, "--opinion", "量大", "--revision", revision, actor=actor, code=1)
        assert refused["error"]["code"] == "no_extension"
    terms = ("--calls-day", 1000, "--calls-minute", "none", "--purpose-required", "--withhold", "泊位总数=口径正在核定")
    assert desk.change("applications", "agree", number, *terms, actor="reviewer")["state"] == "partly"
    sheet = desk.run("applications", "show", number).stdout
    for line in ("答复 reply: 部分同意 agree in part", "不予提供 withheld: 泊位总数：口径正在核定", "授权 grant: SQ"):
        assert line in sheet
    granted = desk.ask("applications", "show", number)["grant"]
    sheet = desk.run("grants", "show", granted).stdout
    for line in (
        "信息项 items: 停车场名称",
        "每日调用次数 calls a day: 1000",
        "须注明事项 purpose required",
        "此刻可用 usable now: 是",
    ):
        assert line in sheet


def test_a_refusal_names_its_law(desk: Desk) -> None:
    number = signed(desk, desk.callable())
    law = ("--basis", "《个人信息保护法》第二十八条")
    assert desk.change("applications", "refuse", number, "--opinion", "不予", *law, actor="reviewer")["state"] == "refused"
    assert "不同意 refuse：不予；个人信息保护法 第二十八条" in desk.run("applications", "show", number).stdout


def test_a_grant_is_amended_suspended_renewed_and_revoked(desk: Desk) -> None:
    number = signed(desk, desk.callable())
    desk.change("applications", "agree", number, "--calls-day", 10, actor="reviewer")
    granted = desk.ask("applications", "show", number)["grant"]
    why = ("--opinion", "核定")
    desk.change("grants", "amend", granted, "--calls-day", "none", "--item", "泊位总数", *why, actor="reviewer")
    shown = desk.ask("grants", "show", granted)
    assert (shown["quota_calls_day"], shown["items"]) == (None, ["泊位总数"])
    for verb, state in (("suspend", "suspended"), ("resume", "active")):
        assert desk.change("grants", verb, granted, *why, actor="reviewer")["state"] == state
    assert desk.change("grants", "renew", granted, "--until", "2100-12-31", actor="applicant")["state"] == "draft"
    later = desk.change("grants", "revoke", granted, "--at", "2098-01-01", *why, actor="reviewer")
    assert later["state"] == "active"
    assert desk.ask("grants", "show", granted)["summary"]["revoked_at"].startswith("2097-12-31T16:00")
    assert "SQ" in desk.run("grants", "list", "--usable").stdout
    assert desk.change("grants", "give-up", granted, *why, actor="signer")["state"] == "revoked"
    assert desk.run("grants", "list", "--usable").stdout == "没有授权 no grants\n"
    listed = desk.ask(
        "grants", "list", "--consumer", "市财政局", "--state", "revoked", "--resource", shown["summary"]["resource_code"]
    )
    assert [line["number"] for line in listed["grants"]] == [granted]


def test_a_basket_and_many_at_once(desk: Desk) -> None:
    first, second = desk.callable(), desk.callable()
    file = desk.file("common.json", create_application(items=None))
    where = ("--department", "市财政局", "--resource", first, "--resource", f"{second}=泊位总数", file)
    done = desk.ask("applications", "basket", *where, actor="applicant")
    assert done["basket"].startswith("LZ")
    numbers = [each["receipt"]["number"] for each in done["results"]]
    assert [line["number"] for line in desk.ask("applications", "list", "--basket", done["basket"])["applications"]] == numbers
    submitted = desk.ask("applications", "bulk", "submit", *(f"{number}@1" for number in numbers), actor="applicant")
    assert submitted["done"] == 2
    changes = desk.file("c.jsonl", {"verb": "sign", "id": numbers[0], "revision": 2}, {"verb": "sign", "id": numbers[1]})
    signed_ = desk.ask("applications", "bulk", "--file", changes, actor="signer", code=1)
    assert [each["problem"] and each["problem"]["code"] for each in signed_["results"]] == [None, "precondition_required"]
    refused = desk.ask("applications", "basket", "--department", "市财政局", "--resource", "x", file, actor="applicant", code=1)
    assert refused["basket"] is None


def test_across_tiers_an_authority_passes_it_on(desk: Desk) -> None:
    code = desk.callable()
    number = filed(desk, code)
    refused = desk.ask("applications", "pass", number, "--revision", 1, actor="authority", code=1)
    assert refused["error"]["code"] == "not_allowed"
    narrowed = ("--provider", "市交通局", "--desk", "500000", "--demand", "XQ2026-000001", "--year", 2026, "--title", "停车")
    assert desk.ask("applications", "list", *narrowed)["applications"] == []
