"""The issued responsibility list of a department as a workbook that is printed, sealed and signed for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from catalog.exchange.books import Column, workbook
from catalog.exchange.loop import layout
from catalog.exchange.loop.printed import Sheet, print_sheet
from catalog.lists.responsibilities import queries
from catalog.lists.responsibilities.queries import Issue
from catalog.lists.responsibilities.rules import FIELDS, STATE_NAMES
from catalog.office import Look
from catalog.people.actors import signatory
from catalog.store import shanghai_day

COLUMNS: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 6),
    Column("number", "责任编号", 16),
    Column("title", "责任名称", 22),
    Column("items", "信息项", 28),
    Column("basis", "法律依据", 26),
    Column("modes", "共享方式", 16),
    Column("cycle", "更新周期", 10),
    Column("due_on", "履行期限", 12),
    Column("consumers", "使用部门", 22),
    Column("state", "状态", 10),
    Column("note", "备注", 14),
)


def write_issue(look: Look, issue_id: str, path: Path) -> int:
    """Write an issued list as a workbook; return how many responsibilities it has.

    Raises
    ------
    NotFound
        There is no such list, or the actor may not see it; or no such directory.
    Invalid
        The file cannot be written there.
    """
    issue = queries.show_issue(look, issue_id)
    with workbook(path) as book:
        made = _sheet(look, issue)
        return print_sheet(book, book.add_worksheet(made.name), made, map(line, issue.entries))


def _sheet(look: Look, issue: Issue) -> Sheet:
    name, authority = signatory(look.session, issue.issued_by)
    return Sheet(
        name="责任清单",
        title=f"责任清单（{issue.year}年）",
        above=(
            f"责任部门：{issue.department}　　第 {issue.number} 次下达　　共 {len(issue.entries)} 项　　清单编号：{issue.id}",
            f"下达机关：{authority or f'{issue.region}数据主管部门'}　　经办人：{name}　　下达日期：{shanghai_day(issue.issued_at)}",
        ),
        columns=COLUMNS,
        below=(*_signatures(look, issue), f"清单摘要值（SM3）：{issue.digest}"),
    )


def _signatures(look: Look, issue: Issue) -> tuple[str, str]:
    """Return the two lines on which is signed; who has acknowledged the list in the system stands there already."""
    signed, day = "＿＿＿＿＿＿＿＿", "＿＿＿＿年＿＿月＿＿日"
    if issue.acknowledged_by is not None and issue.acknowledged_at is not None:
        signed, day = signatory(look.session, issue.acknowledged_by)[0], str(shanghai_day(issue.acknowledged_at))
    return (
        f"责任部门（盖章）：＿＿＿＿＿＿＿＿　　签收人：{signed}　　签收日期：{day}",
        "下达机关（盖章）：＿＿＿＿＿＿＿＿　　负责人：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日",
    )


def line(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return one responsibility of an issued list as field → text of its cell."""
    content = {field: value for field, value in entry.items() if field in FIELDS and field != "consumers"}
    return {
        **layout.cells(content),
        "number": entry["number"],
        "state": STATE_NAMES[entry["state"]][0],
        "due_on": entry.get("due_on", ""),
        "consumers": "、".join(entry.get("consumers", ())),
    }
