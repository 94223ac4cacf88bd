"""The demand list as a file: a demand a row."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.errors import NotAllowed
from catalog.exchange.registers import contents
from catalog.exchange.registers.readers import code, ignored, one_of, text_up_to
from catalog.exchange.registers.register import Column, Done, Record, Register
from catalog.lists import demands
from catalog.lists.cells import name_key
from catalog.lists.demands.rules import FIELDS, TEXTS, URGENCIES
from catalog.lists.forms import TITLE_LIMIT
from catalog.office import Look, Work


def _text(name: str) -> Any:
    return text_up_to(TEXTS[name].limit)


COLUMNS: Final[Mapping[str, Column]] = {
    "number": Column("需求编号 number 编号", contents.NUMBER),
    "title": Column(
        "需求名称 数据需求名称 所需数据名称 所需数据 需求数据名称 数据名称 资源名称 信息资源名称 title 名称",
        text_up_to(TITLE_LIMIT),
        required=True,
    ),
    "items": Column("所需信息项 需求信息项 所需数据项 信息项 数据项 信息项名称 字段 items", contents.items),
    "basis": Column("法律依据 使用依据 需求依据 依据 basis", contents.basis),
    "scenario": Column("使用场景 应用场景 scenario", _text("scenario")),
    "matter": Column("服务事项 事项名称 办理事项 事项 matter", _text("matter")),
    "scope": Column("使用范围 scope", _text("scope")),
    "frequency": Column("需求频率 使用频率 更新频率 更新周期 频率 frequency", contents.cycle),
    "modes": Column("共享方式 提供方式 modes", contents.modes),
    "until": Column("使用时限 使用期限 截止日期 until", contents.iso_day),
    "source": Column("拟数源部门 拟提供部门 数源部门 数源单位 数据提供部门 提供部门 责任部门 source", _text("source")),
    "urgency": Column("紧急程度 urgency", one_of(URGENCIES)),
    "region": Column("区域 所需区域 数据区域 所需数据的区域 region", _text("region")),
    "note": Column("备注 note 说明", _text("note")),
    "department": Column("需求部门 需求单位 申请部门 申请单位 填报部门 填报单位 department 部门 单位", text_up_to(128)),
    "department_code": Column("需求部门代码 需求单位代码 部门代码 统一社会信用代码 department_code", code),
    "ignored": Column("id 所属区划 place 办理状态 state 受理机关 desk 匹配结论 verdict 到期日 due_on", ignored),
}


def put(work: Work, record: Record, home: str | None) -> Done:
    """Take one demand in, as a draft of the department that the row names, else of the actor's own."""
    department = contents.department(work, record, home)
    try:
        taken = demands.take_in(work, department, contents.content(record, FIELDS), number=record.get("number"))
    except NotAllowed as refusal:
        return Done("rejected", contents.out_of_reach(refusal))
    return Done(taken.fate, taken.problems)


def ordered(_look: Look, records: Sequence[Record]) -> list[Record]:
    """Return the rows as they stand: none points to another."""
    return list(records)


def keys(record: Record) -> Iterator[tuple[str, ...]]:
    """Yield the number, and the title with the department."""
    if number := record.get("number"):
        yield "number", number
    yield "title", name_key(record.fields["title"]), record.get("department_code") or record.get("department") or ""


def compatible(earlier: Record, later: Record, key: Hashable) -> bool:
    """Tell whether two rows may share a key: the title, where numbers tell them apart."""
    return isinstance(key, tuple) and key[0] == "title" and bool(earlier.get("number") and later.get("number"))


REGISTER: Final = Register(COLUMNS, put, ordered=ordered, keys=keys, compatible=compatible, right="demand:import")
