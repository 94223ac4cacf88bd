"""One example of an entry, a demand and a responsibility, used wherever the documentation shows what is sent and answered."""

from __future__ import annotations

from typing import Any, Final

CONTENT: Final[dict[str, Any]] = {
    "name": "公共停车场泊位信息",
    "abstract": "全市已备案公共停车场的位置、泊位总数与收费方式，由区县交通部门每月汇总更新。",
    "formats": ["mysql"],
    "classifications": ["206001"],
    "sharing_type": "conditional",
    "sharing_conditions": "限用于交通组织与停车诱导",
    "sharing_purpose": "停车诱导与交通规划",
    "sharing_modes": ["platform_api"],
    "openness": "not_open",
    "update_cycle": "monthly",
    "grade": "general",
    "items": [
        {"name": "停车场名称", "type": "C", "length": 100, "description": "备案名称"},
        {"name": "泊位总数", "type": "I", "description": "对外开放的泊位数"},
    ],
}

RECEIPT: Final[dict[str, Any]] = {
    "id": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77",
    "name": "公共停车场泊位信息",
    "code": "206001/000017",
    "state": "submitted",
    "version": 1,
    "version_state": "submitted",
    "revision": 2,
    "problems": [],
    "breaking": [],
}

BASIS: Final[list[dict[str, str]]] = [{"law": "社会救助暂行办法", "article": "第九条"}]

DEMAND: Final[dict[str, Any]] = {
    "title": "最低生活保障对象名单",
    "items": ["姓名", "公民身份号码", "保障金额"],
    "basis": BASIS,
    "scenario": "受理临时救助申请时核对申请人是否在保",
    "matter": "临时救助对象认定",
    "scope": "仅限救助业务系统核对，不留存、不转供",
    "frequency": "daily",
    "modes": ["platform_api"],
    "until": "2027-12-31",
    "source": "重庆市民政局",
    "urgency": "normal",
}

DUTY: Final[dict[str, Any]] = {
    "title": "最低生活保障对象名单",
    "items": ["姓名", "公民身份号码", "保障金额"],
    "basis": BASIS,
    "cycle": "daily",
    "modes": ["platform_api"],
}

DEMAND_RECEIPT: Final[dict[str, Any]] = {
    "id": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2b01",
    "number": "XQ2026-000012",
    "title": "最低生活保障对象名单",
    "state": "reviewing",
    "revision": 3,
    "problems": [],
}

DUTY_RECEIPT: Final[dict[str, Any]] = {
    "id": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2c02",
    "number": "ZR2026-000007",
    "title": "最低生活保障对象名单",
    "state": "assigned",
    "revision": 2,
    "problems": [],
}

APPLICATION: Final[dict[str, Any]] = {
    "items": ["停车场名称", "泊位总数"],
    "basis": [{"law": "城市道路管理条例", "article": "第三条"}],
    "scenario": "停车诱导屏发布各停车场的泊位总数",
    "scope": "仅限停车诱导系统使用，不转供",
    "mode": "platform_api",
    "until": "2027-12-31",
    "matters": ["停车诱导"],
    "system": "停车诱导",
}

APPLICATION_RECEIPT: Final[dict[str, Any]] = {
    "id": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2d03",
    "number": "GX2026-000012",
    "title": "公共停车场泊位信息",
    "state": "replying",
    "revision": 3,
    "problems": [],
}

GRANT_RECEIPT: Final[dict[str, Any]] = {
    "id": "0199a3c2-7d51-7c3e-9a40-5f0b6d1e2e04",
    "number": "SQ2026-000007",
    "title": "公共停车场泊位信息",
    "state": "active",
    "revision": 2,
    "problems": [],
}
