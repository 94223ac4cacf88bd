"""Writes workbooks: the template that a department fills, an export in the same layout, the report of rejected rows.

Rows go to disk as they come (constant memory), so an export may be as long as a sheet can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from catalog.canon import canonical
from catalog.errors import Problem
from catalog.exchange import enumerated, layout
from catalog.exchange.books import LONGEST_CELL, Column, check_row, head, note_headers, offer_choices, workbook, write_row
from catalog.exchange.cells import LARGEST_EXACT, guard
from catalog.exchange.entry import Entry
from catalog.exchange.layout import COLUMNS, EXPORTED, ITEM_COLUMNS
from catalog.exchange.reading import EXAMPLE
from catalog.lists import vocabulary

SHEET, ITEM_SHEET, GUIDE_SHEET = "目录", "信息项", "填写说明"
CORRECTION: Final = "请更正"

_SEVERAL: Final = frozenset({"formats", "sharing_modes"})
_COMMON_FORMATS: Final = (
    "xlsx",
    "xls",
    "csv",
    "mysql",
    "oracle",
    "dm",
    "kingbasees",
    "sqlserver",
    "服务接口",
    "json",
    "pdf",
    "ofd",
    "docx",
    "jpg",
    "mp4",
    "其他",
)

_EXAMPLE_ROW: Final[dict[str, str]] = {
    "serial": EXAMPLE,
    "name": "城乡居民最低生活保障对象名单",
    "provider_name": "市民政局",
    "provider_code": "11500000009275780L",
    "abstract": "本市享受城乡居民最低生活保障的家庭及其成员，含姓名、身份证件号码、保障起止日期、月保障金额。",
    "formats": "mysql",
    "classifications": "301001",
    "sharing_type": "有条件共享",
    "sharing_conditions": "用于办理与低保资格有关的事项，须说明事项名称和依据。",
    "sharing_purpose": "核验申请人是否为低保对象，不得用于其他用途。",
    "sharing_modes": "共享平台（接口）",
    "openness": "不予开放",
    "update_cycle": "每月",
    "grade": "一般数据",
    "local_grade": "L3",
    "tags": "民政、低保",
}
_EXAMPLE_ITEMS: Final[tuple[dict[str, str], ...]] = (
    {"item_name": "姓名", "item_type": "字符型C", "item_length": "50", "item_description": "保障对象姓名"},
    {
        "item_name": "月保障金额",
        "item_type": "数值型N",
        "item_length": "10",
        "item_description": "元",
        "item_sharing_type": "不予共享",
    },
)
_GUIDE_LINES: Final[tuple[str, ...]] = (
    "一、在“目录”表中每个数据资源填一行，在“信息项”表中每个信息项填一行；带 * 的列必填。",
    "二、序号为“示例”的行只作说明，导入时略去，可以删去，也可以保留。",
    "三、代码类的单元格已设为文本，不要改成数字，也不要下拉填充。",
    "四、“信息项”表以信息资源名称（或序号加名称）与“目录”表对应。",
    "五、核心数据和涉及国家秘密、工作秘密的数据不得填写。",
    "六、不确定的内容留空，不要填“无”“/”“-”。",
    "七、有列表的单元格可从列表中选；格式、共享方式有多个时用顿号分开。",
)


def write_template(path: Path) -> None:
    """Write the workbook that a department fills: headers with notes, drop-down lists, an example, the sheet of items, a guide."""
    with workbook(path) as book:
        sheets = _two_sheets(book, COLUMNS, ITEM_COLUMNS)
        for sheet, columns in zip(sheets, (COLUMNS, ITEM_COLUMNS), strict=True):
            note_headers(sheet, columns)
            offer_choices(sheet, columns, _choices, several=_SEVERAL)
        example = book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"})
        write_row(sheets[0], 1, COLUMNS, _EXAMPLE_ROW, example)
        for at, item in enumerate(_EXAMPLE_ITEMS, start=1):
            write_row(sheets[1], at, ITEM_COLUMNS, {"serial": EXAMPLE, "name": _EXAMPLE_ROW["name"], **item}, example)
        guide = book.add_worksheet(GUIDE_SHEET)
        guide.set_column(0, 0, 100)
        for at, line in enumerate(_GUIDE_LINES):
            guide.write_string(at, 0, line)


def write_resources(path: Path, entries: Iterable[Entry]) -> int:
    """Write entries as a workbook of two sheets, the layout of the template with the columns of an export; return how many.

    Raises
    ------
    TooLarge
        A sheet would have more rows, or a cell more characters, than the format allows; csv and JSON lines have no such limits.
    """
    with workbook(path) as book:
        columns = (*COLUMNS, *EXPORTED)
        sheet, item_sheet = _two_sheets(book, columns, ITEM_COLUMNS)
        number = item_row = 0
        for number, entry in enumerate(entries, start=1):
            made = layout.cells(entry, items_apart=True)
            items = made.pop("items", [])
            write_row(sheet, number, columns, {**made, "serial": str(number)})
            for item in items:
                item_row += 1
                keys = {"serial": str(number), "name": made.get("name", "")}
                write_row(item_sheet, item_row, ITEM_COLUMNS, {**keys, **{f"item_{field}": text for field, text in item.items()}})
    return number


def write_report(path: Path, header: Sequence[str], rejected: Iterable[Entry]) -> int:
    """Write the rejected rows as they were, with a last column that says what to correct; return how many entries.

    The workbook can be corrected and imported as it is. ``header`` is that of the file (:attr:`Reading.header`).
    """
    with workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        texts = [*header, CORRECTION]
        head(book, sheet, [Column("", text, 18) for text in header] + [Column("", CORRECTION, 60)])
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006"})
        row = written = 0
        for entry in rejected:
            written += 1
            for at, source in enumerate(entry.source or ([],)):
                row += 1
                check_row(row)
                _write_source(sheet, row, header, source)
                if at == 0:
                    sheet.write_string(row, len(texts) - 1, correction(entry.lines, entry.problems)[:LONGEST_CELL], wrapped)
    return written


def correction(lines: Sequence[int], problems: Iterable[Problem]) -> str:
    """Return what to correct, the Chinese first and the English below; what is rejected stands before what is incomplete."""
    order = ("rejected", "incomplete", "warning")
    ranked = sorted(problems, key=lambda problem: order.index(problem.severity))
    numbers = "、".join(map(str, lines))
    zh = "\n".join(f"{problem.path}：{problem.zh}" if problem.path else problem.zh for problem in ranked)
    en = "\n".join(f"{problem.path}: {problem.en}" if problem.path else problem.en for problem in ranked)
    return f"第 {numbers} 行\n{zh}\nline {numbers}\n{en}"


def _two_sheets(book: Workbook, columns: Sequence[Column], item_columns: Sequence[Column]) -> tuple[Worksheet, Worksheet]:
    """Add the two sheets with their headers."""
    sheets = book.add_worksheet(SHEET), book.add_worksheet(ITEM_SHEET)
    head(book, sheets[0], columns)
    head(book, sheets[1], item_columns)
    return sheets


def _choices(field: str) -> list[str]:
    """Return what a drop-down list of the field offers; empty where it has none."""
    field = field.removeprefix("item_")
    if field in enumerated.FIELDS:
        return enumerated.labels(field) if field != "local_grade" else list(vocabulary.LOCAL_GRADES)
    offered = {
        "formats": _COMMON_FORMATS,
        "sharing_modes": [term.zh for term in vocabulary.SHARING_MODES.values()],
        "distribution_mode": [term.zh for term in vocabulary.DISTRIBUTION_MODES.values()],
        "type": [layout.type_label(letter) for letter in vocabulary.DATA_TYPES],
    }
    return list(offered.get(field, ()))


def _write_source(sheet: Worksheet, row: int, header: Sequence[str], source: Sequence[Any] | Mapping[str, Any]) -> None:
    """Write a row as it was read; what a cell cannot hold is written as JSON."""
    values = [source.get(text) for text in header] if isinstance(source, Mapping) else list(source)[: len(header)]
    for at, value in enumerate(values):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST_EXACT:
            sheet.write_number(row, at, value)
        elif value not in (None, ""):
            sheet.write_string(row, at, guard(_as_text(value))[:LONGEST_CELL])


def _as_text(value: Any) -> str:
    """Return a value of any kind as the text of a cell."""
    return value if isinstance(value, str) else canonical(value).strip('"')
