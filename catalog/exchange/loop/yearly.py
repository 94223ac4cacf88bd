"""The three lists of a year in one workbook, as a region prints and files them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from catalog import lists
from catalog.exchange.books import Column, workbook
from catalog.exchange.loop import exports
from catalog.exchange.loop.layout import DEMANDS, RESPONSIBILITIES
from catalog.exchange.loop.printed import Sheet, print_sheet
from catalog.lists import labels, streaming
from catalog.lists.demands.queries import Filter as DemandFilter
from catalog.lists.demands.rules import DEMAND
from catalog.lists.queries import Filter
from catalog.lists.responsibilities.queries import Filter as ResponsibilityFilter
from catalog.lists.responsibilities.queries import consumers
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.office import Look
from catalog.people import queries as people
from catalog.store import shanghai_day

_CATALOG: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 6),
    Column("code", "资源代码", 18),
    Column("name", "资源名称", 28),
    Column("department", "提供部门", 22),
    Column("items", "信息项", 40),
    Column("sharing_type", "共享类型", 12),
    Column("sharing_modes", "共享方式", 18),
    Column("update_cycle", "更新周期", 10),
    Column("openness", "是否开放", 12),
    Column("issued_on", "发布日期", 12),
)
_DEMANDS: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 6),
    Column("number", "需求编号", 16),
    Column("title", "需求名称", 22),
    Column("department", "需求部门", 18),
    Column("items", "所需信息项", 26),
    Column("basis", "法律依据", 24),
    Column("matter", "服务事项", 14),
    Column("modes", "共享方式", 14),
    Column("frequency", "需求频率", 10),
    Column("until", "使用时限", 12),
    Column("source", "拟数源部门", 16),
    Column("verdict", "匹配结论", 10),
    Column("state", "状态", 12),
)
_RESPONSIBILITIES: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 6),
    Column("number", "责任编号", 16),
    Column("title", "责任名称", 22),
    Column("department", "责任部门", 18),
    Column("items", "信息项", 28),
    Column("basis", "法律依据", 24),
    Column("modes", "共享方式", 14),
    Column("cycle", "更新周期", 10),
    Column("consumers", "使用部门", 18),
    Column("resource", "数据资源", 20),
    Column("due_on", "到期日", 12),
    Column("state", "状态", 10),
)
_OVERVIEW: Final[tuple[Column, ...]] = (
    Column("serial", "序号", 6),
    Column("list", "清单", 16),
    Column("count", "项数", 10),
    Column("basis", "口径", 60),
)

#: How many responsibilities are asked about at once.
_TOGETHER: Final = 500

#: What has not left its department, or its authority, is on no list yet.
_DEMAND_STATES: Final = tuple(state for state in DEMAND if state not in ("draft", "submitted"))
_RESPONSIBILITY_STATES: Final = tuple(state for state in RESPONSIBILITY if state != "draft")


def write_year(look: Look, year: int, path: Path, *, region: str | None = None) -> dict[str, int]:
    """Write the three lists of a year, of a region (id) with all beneath it or of all that the actor may see; return the counts.

    The catalog list is the edition of that year where one was cut, else what is published now.

    Raises
    ------
    NotAllowed
        The actor does not read all three lists.
    NotFound, Invalid
        There is no such region; the file cannot be written there.
    TooLarge
        A sheet cannot hold it.
    """
    where = people.region(look.session, region).name if region else "全部区划"
    edition = next((each for each in lists.editions(look) if each.label == str(year)), None)
    source = (
        f"{year} 版（{shanghai_day(edition.cut_at)} 定版）" if edition else f"{look.today} 已发布的数据资源（{year} 年未定版）"
    )
    wanted = Filter(states=() if edition else ("published",), region=region)
    demands = DemandFilter(states=_DEMAND_STATES, region=region, year=year)
    duties = ResponsibilityFilter(states=_RESPONSIBILITY_STATES, region=region, year=year)
    told = f"范围：{where}　　制表日期：{look.today}"
    with workbook(path) as book:
        overview = book.add_worksheet("总览")
        counts = {
            "resources": _print(
                book,
                "目录清单",
                year,
                (told, f"口径：{source}"),
                _CATALOG,
                _entries(look, wanted, str(year) if edition else None),
            ),
            "demands": _print(book, "需求清单", year, (told,), _DEMANDS, _demands(look, demands)),
            "responsibilities": _print(book, "责任清单", year, (told,), _RESPONSIBILITIES, _responsibilities(look, duties)),
        }
        _overview(book, overview, year, told, source, counts)
    return counts


def _print(
    book: Workbook, name: str, year: int, above: tuple[str, ...], columns: tuple[Column, ...], rows: Iterator[dict[str, str]]
) -> int:
    return print_sheet(book, book.add_worksheet(name), Sheet(name, f"{name}（{year}年）", above, columns), rows)


def _overview(book: Workbook, sheet: Worksheet, year: int, told: str, source: str, counts: dict[str, int]) -> None:
    said = (
        ("目录清单", counts["resources"], source),
        ("需求清单", counts["demands"], f"编号属 {year} 年、已由部门审核报送的需求"),
        ("责任清单", counts["responsibilities"], f"编号属 {year} 年、已派发的责任"),
    )
    rows = ({"list": name, "count": str(count), "basis": basis} for name, count, basis in said)
    print_sheet(book, sheet, Sheet("总览", f"三清单（{year}年）", (told,), _OVERVIEW), rows)


def _entries(look: Look, wanted: Filter, edition: str | None) -> Iterator[dict[str, str]]:
    departments = people.department_names(look.session)
    for listed in streaming.stream(look, wanted, edition=edition):
        content = listed.content
        yield {
            "code": listed.code or "",
            "name": str(content["name"]),
            "department": departments[listed.provider],
            "items": "、".join(str(item.get("name", "")) for item in content.get("items", ())),
            "issued_on": str(listed.issued_on or ""),
            **{
                field: labels.said(field, content.get(field))
                for field in ("sharing_type", "sharing_modes", "update_cycle", "openness")
            },
        }


def _demands(look: Look, wanted: DemandFilter) -> Iterator[dict[str, str]]:
    return (exports.cells(DEMANDS, row) for row in exports.demand_rows(look, wanted))


def _responsibilities(look: Look, wanted: ResponsibilityFilter) -> Iterator[dict[str, str]]:
    """Yield responsibilities with those who are to get the data: whom the document names, and whose demands are served."""
    rows = exports.responsibility_rows(look, wanted)
    while some := list(islice(rows, _TOGETHER)):
        served = consumers(look, [told["id"] for _, told in some])
        for content, told in some:
            names = [content.get("consumers", ""), *served.get(told["id"], ())]
            yield {**exports.cells(RESPONSIBILITIES, (content, told)), "consumers": "、".join(filter(None, names))}
