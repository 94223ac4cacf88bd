"""The content documents of the demonstration's entries, as a careful compiler would fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from catalog.demo.plans import Plan
from catalog.demo.vocabulary import FIELDS, reasons
from catalog.demo.vocabulary.kinds import CYCLES
from catalog.demo.vocabulary.terms import describe
from catalog.demo.vocabulary.themes import BASES, NAMES
from catalog.lists.vocabulary import SHARING_ORDER, UPDATE_CYCLES

Document = dict[str, Any]

_SHARING: Final[dict[str, tuple[float, float, float]]] = {
    "person": (0.13, 0.79, 0.08),
    "body": (0.63, 0.36, 0.01),
    "thing": (0.72, 0.28, 0.0),
    "figure": (0.72, 0.26, 0.02),
    "case": (0.17, 0.7, 0.13),
}
_OPEN_SHARE: Final = {"person": 0.0, "body": 0.5, "thing": 0.6, "figure": 0.7, "case": 0.05}
_OPEN_FACTOR: Final = {"unconditional": 1.0, "conditional": 0.2, "not_shared": 0.0}
_CONDITIONALLY_OPEN_SHARE: Final = 0.3
_OPEN_CONDITIONS: Final = (
    "面向实名注册用户开放，须签订数据利用协议并注明数据来源。",
    "面向科研机构和企业开放，申请时说明利用场景，不得还原识别特定自然人。",
    "限以接口方式调用，每日调用次数不超过一千次。",
)
_TABLE_FORMATS: Final = ("mysql", "mysql", "oracle", "oracle", "dm", "kingbasees", "postgresql")
_FILE_FORMATS: Final = ("xlsx", "xlsx", "xlsx", "xls", "csv", "csv")
_DOCUMENT_FORMATS: Final = ("pdf", "ofd", "docx")

# Weights of table, interface, table and interface, file, mail, medium.
_DELIVERIES: Final[dict[str, tuple[float, ...]]] = {
    "person": (0.46, 0.34, 0.14, 0.05, 0.0, 0.01),
    "body": (0.42, 0.24, 0.14, 0.2, 0.0, 0.0),
    "thing": (0.34, 0.18, 0.08, 0.38, 0.01, 0.01),
    "figure": (0.34, 0.06, 0.03, 0.54, 0.03, 0.0),
    "case": (0.52, 0.28, 0.12, 0.07, 0.0, 0.01),
}
_SYSTEMS: Final = {
    "person": ("业务管理信息系统", "一体化经办平台", "综合服务平台"),
    "body": ("监督管理信息系统", "行政审批系统", "综合业务平台"),
    "thing": ("基础信息库", "综合管理平台", "台账管理系统"),
    "figure": ("统计直报平台", "统计分析系统"),
    "case": ("协同办公系统", "案件办理系统", "业务协同平台"),
}
_ABSTRACTS: Final = (
    "记录{scope}{records}，包括{items}等信息项，数据来源于{short}{system}。",
    "本资源反映{scope}{records}，主要信息项有{items}，由{short}负责采集和更新，更新周期为{cycle}。",
    "{short}在履行职责过程中形成的数据，反映{records}，含{items}等，经{system}归集，{cycle}更新。",
    "{scope}{records}。主要包括{items}；数据经{short}审核后由{system}提供，可{purpose}。",
)
_OWN_AFFAIRS: Final = ("201001", "201002")
_SENSITIVE: Final = ("姓名", "公民身份号码", "证件号码", "住址", "地址", "电话", "账户", "账号", "诊断", "病", "户")
_GRADED_FIELDS: Final = frozenset({"gaj", "wjw", "ybj", "rsj", "gzj", "mzj", "swj"})
_IMPORTANT_SHARE: Final = 0.2
_LESSER_ITEMS_SHARE: Final = 0.25


def content(plan: Plan, random: Random) -> Document:
    """Return the document of a planned entry without its items and its secrecy review."""
    cycle = _weighted(CYCLES[plan.aspect.cycles], random)
    document: Document = {
        "name": plan.name,
        "classifications": _classifications(plan, random),
        "update_cycle": cycle,
        **_sharing(plan, random),
        **_grade(plan, random),
        **_delivery(plan, cycle, random),
    }
    document |= _openness(plan, document["sharing_type"], random)
    document |= {"abstract": _abstract(plan, cycle, random), "theme": _theme(document), "tags": _tags(plan, document)}
    return document


def with_items(document: Document, plan: Plan, count: int, random: Random) -> Document:
    """Return the document with ``count`` items, and what follows from them."""
    items = [item(name) for name in _chosen(plan, count, random)]
    if document["local_grade"] in ("L3", "L4") and random.random() < _LESSER_ITEMS_SHARE:
        items = [each if _is_sensitive(each["name"]) else each | {"local_grade": "L2"} for each in items]
    return document | {"items": items}


def signed(document: Document, head: str, compiled_on: date) -> Document:
    """Return the document with the review that the department's head signs before compiling (art. 13)."""
    day = compiled_on - timedelta(days=1 + len(document["items"]) % 9)
    return document | {"secrecy_review": {"reviewed_on": day.isoformat(), "signed_by": head}}


def revised(document: Document, plan: Plan) -> Document:
    """Return a later wording of the document: one item fewer, the next two of the plan's added, the abstract said anew."""
    listed = {each["name"] for each in document["items"]}
    added = [item(name) for name in plan.items if name not in listed][:2]
    return document | {"abstract": document["abstract"] + "本次修订调整了信息项。", "items": [*document["items"][:-1], *added]}


def item(name: str) -> Document:
    """Return an item with its type, length and description.

    >>> item("发证日期")
    {'name': '发证日期', 'type': 'D', 'description': '发证日期，格式为YYYY-MM-DD'}
    """
    term = describe(name)
    length = {} if term.length is None else {"length": term.length}
    return {"name": name, "type": term.type, **length, "description": term.description}


def _chosen(plan: Plan, count: int, random: Random) -> list[str]:
    """Return the names of ``count`` items: the aspect's first, then others at random in the plan's order."""
    if count <= plan.core:
        return list(plan.items[:count])
    further = random.sample(range(plan.core, len(plan.items)), count - plan.core)
    return [*plan.items[: plan.core], *(plan.items[at] for at in sorted(further))]


def _weighted(weights: dict[str, int], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _classifications(plan: Plan, random: Random) -> list[str]:
    """Return the theme of the department's field and, for a third of the entries, a base node beside it."""
    first = _nearest(FIELDS[plan.department.field].themes if plan.subject else _OWN_AFFAIRS, plan)
    bases = BASES.get(plan.aspect.nature)
    if "证照" in plan.name:
        bases = ("105001",) if plan.aspect.nature == "person" else ("105002",)
    elif "信用" in plan.name:
        bases = ("104001",)
    return [first, random.choice(bases)] if bases and random.random() < 1 / 3 else [first]


def _nearest(themes: Sequence[str], plan: Plan) -> str:
    """Return the theme whose name has most characters in common with the subject, the department's first where none has."""
    words = set(plan.subject or plan.name)
    return max(themes, key=lambda code: len(words.intersection(NAMES[code])))


def _sharing(plan: Plan, random: Random) -> Document:
    """Return the sharing type with what it asks for: conditions and purpose, or law and article."""
    withheld = plan.subject in reasons.WITHHELD and plan.aspect.nature != "figure"
    kind = "not_shared" if withheld else random.choices(SHARING_ORDER, _SHARING[plan.aspect.nature])[0]
    if kind == "unconditional":
        return {"sharing_type": kind}
    if kind == "not_shared":
        law, article = random.choice((*reasons.LEGAL_BASES.get(plan.department.field, ()), *reasons.GENERAL_BASES))
        return {"sharing_type": kind, "legal_basis": [{"law": law, "article": article}]}
    conditions = random.choice(reasons.CONDITIONS[plan.aspect.nature]).format(short=plan.department.short_name)
    purpose = random.choice(reasons.PURPOSES[plan.aspect.nature])
    return {"sharing_type": kind, "sharing_conditions": conditions, "sharing_purpose": purpose}


def _grade(plan: Plan, random: Random) -> Document:
    """Return the grades: people's data is level 3, the great registers of people are important data."""
    personal = plan.aspect.nature == "person"
    great = personal and plan.rank == 0 and plan.department.tier != "district" and plan.department.field in _GRADED_FIELDS
    if great and random.random() < _IMPORTANT_SHARE:
        return {"grade": "important", "local_grade": "L4"}
    levels = ("L2", "L3", "L3") if personal else ("L1", "L2") if plan.aspect.nature != "case" else ("L2", "L3")
    return {"grade": "general", "local_grade": random.choice(levels)}


def _delivery(plan: Plan, cycle: str, random: Random) -> Document:
    """Return formats and sharing modes that fit each other; what changes by the minute is no file."""
    weights = list(_DELIVERIES[plan.aspect.nature])
    if cycle in ("realtime", "daily"):
        weights[3:] = [0.0] * 3
    table, file = random.choice(_TABLE_FORMATS), random.choice(_FILE_FORMATS)
    if "正文链接" in plan.aspect.items:
        file = random.choice(_DOCUMENT_FORMATS)
    ways = (
        ([table], ["platform_table"]),
        (["rest"], ["platform_api"]),
        ([table, "rest"], ["platform_table", "platform_api"]),
        ([file], ["platform_file"]),
        ([file], ["mail"]),
        ([file], ["medium"]),
    )
    formats, modes = random.choices(ways, weights)[0]
    return {"formats": formats, "sharing_modes": modes}


def _openness(plan: Plan, sharing: str, random: Random) -> Document:
    """Return how far the public may have it: never further than the departments may."""
    willing = _OPEN_SHARE[plan.aspect.nature] * _OPEN_FACTOR[sharing]
    if random.random() >= willing:
        return {"openness": "not_open"}
    if sharing == "conditional" or random.random() < _CONDITIONALLY_OPEN_SHARE:
        return {"openness": "conditional", "open_conditions": random.choice(_OPEN_CONDITIONS)}
    return {"openness": "unconditional"}


def _abstract(plan: Plan, cycle: str, random: Random) -> str:
    scope = {"national": "全国", "city": "全市", "district": "本辖区"}[plan.department.tier] if plan.subject else ""
    return random.choice(_ABSTRACTS).format(
        scope=scope,
        records=plan.aspect.records.format(s=plan.subject),
        items="、".join(_telling(plan.items[: plan.core])),
        short=plan.department.short_name,
        system=random.choice(_SYSTEMS[plan.aspect.nature]),
        cycle=UPDATE_CYCLES[cycle].zh,
        purpose=random.choice(reasons.PURPOSES[plan.aspect.nature]),
    )


def _telling(names: Sequence[str]) -> Sequence[str]:
    """Return the four items that say most about the entry: those behind the two that identify the record."""
    return names[2:6] if len(names) > 5 else names[:4]


def _theme(document: Document) -> str:
    return NAMES[document["classifications"][0][:3]]


def _tags(plan: Plan, document: Document) -> list[str]:
    return [tag for tag in (_theme(document), plan.subject) if tag]


def _is_sensitive(name: str) -> bool:
    return any(word in name for word in _SENSITIVE)
