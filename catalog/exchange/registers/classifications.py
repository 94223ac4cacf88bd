"""The register of classification nodes of the classes 1 (base) and 2 (theme); those of class 3 are made by the system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import lists
from catalog.errors import Problem
from catalog.exchange.registers.readers import code, day, text_up_to
from catalog.exchange.registers.register import Column, Done, Record, Register
from catalog.lists.model import ClassificationRow
from catalog.office import Look, Work


def _node_code(field: str, cell: object) -> str | Problem | None:
    said = code(field, cell)
    return said if not isinstance(said, str) else text_up_to(32)(field, said)


COLUMNS: Final[Mapping[str, Column]] = {
    "code": Column("分类编码 分类代码 类目编码 类目代码 classification code 编码 代码", _node_code, required=True),
    "name": Column("分类名称 类目名称 name 名称 分类 类目", text_up_to(128), required=True),
    "parent": Column("上级分类编码 上级分类代码 上级编码 上级代码 父级编码 父级代码 parent_code parent 上级分类 上级", code),
    "valid_from": Column("valid_from 生效日期 启用日期 起始日期 开始日期 有效期起 from", day),
    "valid_to": Column("valid_to 失效日期 终止日期 停用日期 结束日期 截止日期 有效期止 to", day),
}


def put(work: Work, record: Record, _home: str | None) -> Done:
    """Put one node under the parent it names, else under the node with the longest code that its own begins with."""
    own = record.fields["code"]
    parent = record.get("parent") or _nearest(work.session, own)
    period = {"valid_from": record.get("valid_from"), "valid_to": record.get("valid_to")}
    return Done(lists.put_classification(work, own, record.fields["name"], parent=parent, **period))


def _nearest(session: Session, own: str) -> str | None:
    prefixes = [own[:length] for length in range(1, len(own))]
    registered = session.scalars(select(ClassificationRow.code).where(ClassificationRow.code.in_(prefixes)))
    return max(registered, key=len, default=None)


def ordered(_look: Look, records: Sequence[Record]) -> list[Record]:
    """Return the rows by the length of their codes: what stands above has the shorter one."""
    return sorted(records, key=lambda record: len(record.fields["code"]))


def keys(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the code."""
    yield "code", record.fields["code"]


REGISTER: Final = Register(COLUMNS, put, keys, ordered)
