"""The responsibility list as a file: a responsibility a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.errors import NotAllowed
from catalog.exchange.registers import contents, demands
from catalog.exchange.registers.readers import code, ignored, text_up_to
from catalog.exchange.registers.register import Column, Done, Record, Register
from catalog.lists import responsibilities
from catalog.lists.forms import TITLE_LIMIT
from catalog.lists.responsibilities.rules import FIELDS, TEXTS
from catalog.office import Work

COLUMNS: Final[Mapping[str, Column]] = {
    "number": Column("责任编号 number 编号", contents.NUMBER),
    "title": Column(
        "责任名称 责任事项 数据名称 资源名称 信息资源名称 title 名称",
        text_up_to(TITLE_LIMIT),
        required=True,
    ),
    "items": Column("信息项 数据项 责任信息项 信息项名称 字段 items", contents.items),
    "department": Column("责任部门 责任单位 数源部门 数源单位 提供部门 department 部门 单位", text_up_to(128)),
    "department_code": Column("责任部门代码 责任单位代码 部门代码 统一社会信用代码 department_code", code),
    "basis": Column("法律依据 职责依据 依据 basis", contents.basis),
    "cycle": Column("更新周期 更新频率 频率 cycle", contents.cycle),
    "modes": Column("共享方式 提供方式 modes", contents.modes),
    "consumers": Column("使用部门 使用单位 需求部门 consumers", text_up_to(TEXTS["consumers"].limit)),
    "note": Column("备注 note 说明", text_up_to(TEXTS["note"].limit)),
    "ignored": Column("id 主管区划 place 办理状态 state 数据资源 resource 到期日 due_on", ignored),
}


def put(work: Work, record: Record, home: str | None) -> Done:
    """Take one responsibility in, as a draft of the department that the row names."""
    owner = contents.department(work, record, home)
    try:
        taken = responsibilities.take_in(work, owner, contents.content(record, FIELDS), number=record.get("number"))
    except NotAllowed as refusal:
        return Done("rejected", contents.out_of_reach(refusal))
    return Done(taken.fate, taken.problems)


REGISTER: Final = Register(
    COLUMNS, put, ordered=demands.ordered, keys=demands.keys, compatible=demands.compatible, right="responsibility:import"
)
