"""How demands and responsibilities are laid out in columns, and the text of each cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.exchange import enumerated, structured
from catalog.exchange.books import Column
from catalog.exchange.reading import EXAMPLE
from catalog.lists.demands.rules import URGENCIES
from catalog.lists.vocabulary import SHARING_MODES, UPDATE_CYCLES


@dataclass(frozen=True, slots=True)
class Layout:
    """One list in a table: its name, the columns that people fill, those that an export adds, an example row and the guide."""

    name: str
    columns: tuple[Column, ...]
    exported: tuple[Column, ...]
    example: Mapping[str, str]
    guide: tuple[str, ...]


_SERIAL: Final = Column("serial", "序号", 8, "写“示例”的行不导入。")
_BASIS: Final = "《法律法规名称》条款，如《社会救助暂行办法》第九条；多个用分号分开。"

DEMANDS: Final = Layout(
    "需求清单",
    columns=(
        _SERIAL,
        Column("title", "*需求名称", 30, "必填，不超过 128 字：需要什么数据。"),
        Column("items", "所需信息项", 36, "信息项名称，用顿号分开；不填表示全部。"),
        Column("basis", "*法律依据", 36, f"提交前必填。{_BASIS}"),
        Column("scenario", "*使用场景", 32, "提交前必填，不超过 1000 字。"),
        Column("matter", "服务事项", 22, "数据用于办理的事项名称，不超过 200 字。"),
        Column("scope", "*使用范围", 24, "提交前必填：哪些机构、系统使用。"),
        Column("frequency", "*需求频率", 12, "提交前必填，从列表中选。"),
        Column("modes", "*共享方式", 20, "提交前必填，从列表中选；多个用顿号分开。"),
        Column("until", "*使用时限", 14, "提交前必填：使用到哪一天，如 2027-12-31。"),
        Column("source", "拟数源部门", 24, "估计由哪个部门掌握，可不填。"),
        Column("urgency", "紧急程度", 10, "从列表中选，不填为一般。"),
        Column("region", "区域", 16, "所需数据覆盖的区域。"),
        Column("note", "备注", 24),
        Column("department", "需求部门", 24, "已登记的部门名称；不填则为导入人所在部门。"),
        Column("department_code", "需求部门代码", 22, "18 位统一社会信用代码或地方代码，与部门名称填一项即可。"),
    ),
    exported=(
        Column("number", "需求编号", 18),
        Column("place", "所属区划", 14),
        Column("state", "办理状态", 14),
        Column("desk", "受理机关", 14),
        Column("verdict", "匹配结论", 12),
        Column("due_on", "到期日", 12),
    ),
    example={
        "serial": EXAMPLE,
        "title": "城乡居民最低生活保障对象名单",
        "items": "姓名、公民身份号码、保障金额",
        "basis": "《社会救助暂行办法》第九条",
        "scenario": "办理临时救助时核对申请人是否为低保对象",
        "matter": "临时救助对象认定",
        "scope": "本局社会救助业务系统",
        "frequency": "每日",
        "modes": "共享平台（接口）",
        "until": "2027-12-31",
        "source": "市民政局",
        "urgency": "一般",
        "region": "重庆市",
        "department": "市财政局",
    },
    guide=(
        "一、在“需求清单”表中每项需求填一行；带 * 的列提交前必填。",
        "二、序号为“示例”的行只作说明，导入时略去，可以删去，也可以保留。",
        "三、法律依据写明法律法规名称和条款，名称用书名号，多个用分号分开。",
        "四、不确定的内容留空，不要填“无”“/”“-”。",
        "五、导入后为草稿，经提交和部门审核后报送数据主管部门预审；草稿可再次导入更改，已提交的不因导入而改变。",
    ),
)

RESPONSIBILITIES: Final = Layout(
    "责任清单",
    columns=(
        _SERIAL,
        Column("title", "*责任名称", 30, "必填，不超过 128 字：须提供什么数据。"),
        Column("items", "信息项", 36, "信息项名称，用顿号分开。"),
        Column("department", "*责任部门", 24, "必填，已登记的部门名称。"),
        Column("department_code", "责任部门代码", 22, "18 位统一社会信用代码或地方代码，与部门名称填一项即可。"),
        Column("basis", "*法律依据", 36, f"法定职责必填。{_BASIS}"),
        Column("cycle", "*更新周期", 12, "派发前必填，从列表中选。"),
        Column("modes", "*共享方式", 20, "派发前必填，从列表中选；多个用顿号分开。"),
        Column("consumers", "使用部门", 28, "数据提供给哪些部门。"),
        Column("note", "备注", 24),
    ),
    exported=(
        Column("number", "责任编号", 18),
        Column("place", "主管区划", 14),
        Column("state", "办理状态", 14),
        Column("resource", "数据资源", 28),
        Column("due_on", "到期日", 12),
    ),
    example={
        "serial": EXAMPLE,
        "title": "城乡居民最低生活保障对象名单",
        "items": "姓名、公民身份号码、保障金额",
        "department": "市民政局",
        "basis": "《社会救助暂行办法》第四条",
        "cycle": "每日",
        "modes": "共享平台（接口）",
        "consumers": "市财政局、市人力社保局",
    },
    guide=(
        "一、在“责任清单”表中每项责任填一行；带 * 的列必填。",
        "二、序号为“示例”的行只作说明，导入时略去，可以删去，也可以保留。",
        "三、法律依据写明法律法规名称和条款，名称用书名号，多个用分号分开。",
        "四、不确定的内容留空，不要填“无”“/”“-”。",
        "五、导入后为拟定稿，由数据主管部门派发；拟定稿可再次导入更改，已派发的不因导入而改变。",
    ),
)

SEVERAL: Final = frozenset({"modes"})
"""Fields of which several values may stand in one cell."""


def choices(field: str) -> Sequence[str]:
    """Return what a drop-down list of the field offers; empty where it has none."""
    if field in ("frequency", "cycle"):
        return enumerated.labels("update_cycle")
    if field == "modes":
        return [term.zh for term in SHARING_MODES.values()]
    return [zh for zh, _ in URGENCIES.values()] if field == "urgency" else []


def _cycle(value: str) -> str:
    return UPDATE_CYCLES[value].zh


_WRITERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "items": structured.write_names,
    "basis": structured.write_legal_basis,
    "frequency": _cycle,
    "cycle": _cycle,
    "modes": lambda value: "、".join(SHARING_MODES[mode].zh for mode in value),
    "urgency": lambda value: URGENCIES[value][0],
}


def cells(content: Mapping[str, Any]) -> dict[str, str]:
    """Return a document as field → text of its cell, which reads back as the value."""
    return {field: _WRITERS[field](value) if field in _WRITERS else str(value) for field, value in content.items()}
