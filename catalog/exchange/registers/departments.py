"""The register of departments."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from catalog import people
from catalog.errors import Invalid, Problem
from catalog.exchange.registers import places
from catalog.exchange.registers.readers import checked_code, day, flag, ignored, local_code, one_of, text_up_to
from catalog.exchange.registers.register import Column, Done, Record, Register
from catalog.office import Look, Work
from catalog.people import DepartmentEntry
from catalog.people.rules import DEPARTMENT_TYPES, credit_code_problem

COLUMNS: Final[Mapping[str, Column]] = {
    "name": Column(
        "部门名称 单位名称 机构名称 部门全称 full_name 全称 name 名称 department 部门 单位 机构", text_up_to(128), required=True
    ),
    "short_name": Column("short_name 部门简称 单位简称 机构简称 简称", text_up_to(64)),
    "credit_code": Column(
        "统一社会信用代码 社会信用代码 统一信用代码 信用代码 credit_code uscc", checked_code(credit_code_problem)
    ),
    "local_code": Column(
        "local_code 地方代码 本地代码 自编代码 内部代码 部门代码 部门编码 单位代码 单位编码 机构代码 机构编码 short_code code 代码 编码",
        local_code,
    ),
    "region": Column(
        "所属区划代码 行政区划代码 区划代码 region_code region 所属区划 所在区划 行政区划 区划 区划名称 所属地区 所属区县 区县 地区",
        text_up_to(128),
    ),
    "type": Column("部门类型 部门类别 单位类型 机构类型 机构类别 type 类型 类别", one_of(DEPARTMENT_TYPES)),
    "vertical_parent": Column(
        "上级主管部门代码 vertical_parent 上级主管部门 业务主管部门 条线上级部门 条线上级 上级部门 主管部门", text_up_to(128)
    ),
    "system": Column("云长系统 所属系统 system 系统", text_up_to(32)),
    "under_chief": Column("是否纳入云长制 纳入云长制 是否云长制部门 是否设云长 是否纳入云长 under_chief 云长制 云长", flag),
    "valid_from": Column("valid_from 生效日期 启用日期 设立日期 成立日期 起始日期 开始日期 有效期起 from", day),
    "valid_to": Column("valid_to 失效日期 终止日期 撤销日期 停用日期 结束日期 截止日期 有效期止 to", day),
    "ignored": Column("n_items", ignored),
}

_CODES: Final = ("credit_code", "local_code")
_PLAIN: Final = (*_CODES, "short_name", "type", "system", "under_chief", "valid_from", "valid_to")


def put(work: Work, record: Record, home: str | None) -> Done:
    """Put one department into the region it names, else into ``home``."""
    region = places.home(work.session, record, home)
    if region is None:
        zh, en = "请填写所属区划，或用 --region 指明", "the region is needed: fill it in, or give --region"
        raise Invalid(zh, en, problems=[Problem("region", "required", zh, en)])
    above = record.get("vertical_parent")
    parent = places.department_above(work, above, region, "vertical_parent") if above else None
    plain = {name: record.get(name) for name in _PLAIN}
    entry = DepartmentEntry(record.fields["name"], region, vertical_parent=parent, **plain)
    return Done(people.put_department(work, entry).outcome)


def ordered(_look: Look, records: Sequence[Record]) -> list[Record]:
    """Return the rows so that a department comes after the one above it in the vertical line, wherever that stands in the file."""
    named = {record.fields[name]: record for record in reversed(records) for name in ("name", *_CODES) if name in record.fields}
    placed: dict[int, Record] = {}
    for record in records:
        line: list[Record] = []
        step: Record | None = record
        # A circle ends where it closes; the verb then finds the department above missing.
        while step is not None and step.line not in placed and step not in line:
            line.append(step)
            step = named.get(step.get("vertical_parent"))
        placed |= {one.line: one for one in reversed(line)}
    return list(placed.values())


def keys(record: Record) -> Iterator[tuple[str, ...]]:
    """Yield the codes of a department and its name in its region."""
    yield from ((name, record.fields[name]) for name in _CODES if name in record.fields)
    yield "name", record.fields["name"], record.get("region") or ""


def compatible(earlier: Record, later: Record, key: Hashable) -> bool:
    """Tell whether two rows may share a key: at different times any, at one time a name where codes tell them apart."""
    apart = _ends(earlier) <= _begins(later) or _ends(later) <= _begins(earlier)
    told_apart = any(earlier.get(name) and later.get(name) for name in _CODES)
    return apart or (isinstance(key, tuple) and key[0] == "name" and told_apart)


def _begins(record: Record) -> date:
    return record.get("valid_from") or date.min


def _ends(record: Record) -> date:
    return record.get("valid_to") or date.max


REGISTER: Final = Register(COLUMNS, put, keys, ordered, compatible)
