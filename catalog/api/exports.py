"""Files out: the catalog list whole or in part, an edition, the workbook to fill."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from flask import Response, request
from werkzeug.wsgi import wrap_file

from catalog import reception
from catalog.api import references
from catalog.api.lists import filter_of
from catalog.api.room import Room
from catalog.exchange.exports import export_resources
from catalog.exchange.loop.exports import export_demands, export_responsibilities
from catalog.exchange.loop.exports import write_template as write_list_template
from catalog.exchange.loop.issued import write_issue
from catalog.exchange.loop.yearly import write_year
from catalog.exchange.workbook import write_template
from catalog.lists.demands.queries import Filter as DemandFilter
from catalog.lists.responsibilities.queries import Filter as ResponsibilityFilter
from catalog.reception import needs
from catalog.schemas import files as schemas

room = Room("exports", __name__, url_prefix="/exports", description="导出 · Files out")

TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".jsonl": "application/x-ndjson",
}
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_PATH: Final = [
    {
        "name": "kind",
        "in": "path",
        "description": "文件类型 · kind of file",
        "schema": {"type": "string", "enum": [kind[1:] for kind in TYPES]},
    }
]
_ISSUE: Final = [{"name": "issue", "in": "path", "description": "清单编号 · id of the issued list"}]
_YEAR: Final = [{"name": "year", "in": "path", "description": "年度 · year"}]


def _file(*kinds: str) -> dict[int, Any]:
    return {200: {"description": "文件 · the file", "content": {TYPES[kind]: _BINARY for kind in kinds}}}


@room.route("/resources.<kind>", parameters=_PATH)
@needs("resource:read")
@room.arguments(schemas.ExportQuerySchema, location="query")
@room.doc(responses=_file(*TYPES))
@room.refuses(404, 413)
def resources(asked: dict[str, Any], kind: str) -> Response:
    """导出数据资源目录 · Export catalog entries.

    只含可见的资源；与命令 catalog export resources 相同。edition 给出某一版。超出工作簿容量时以 413 拒绝，请用 csv 或 jsonl。

    What the caller may see, as the command catalog export resources; edition gives a frozen catalog. More than a workbook
    can hold is refused by 413: take csv or jsonl.
    """
    with TemporaryDirectory(prefix="catalog-export-") as folder, reception.look() as look:
        path = Path(folder) / f"resources.{kind}"
        export_resources(look, path, filter_of(look, asked), edition=asked.get("edition"))
        return _sent(path, f"resources-{look.today}.{kind}")


@room.route("/template.xlsx")
@needs("resource:read")
@room.doc(responses=_file(".xlsx"))
def template() -> Response:
    """下载填报模板 · The workbook to fill.

    下拉列表、批注、示例与信息项表。

    With choices, notes, examples and a sheet of items.
    """
    with TemporaryDirectory(prefix="catalog-export-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path)
        return _sent(path, path.name)


@room.route("/demands.<kind>", parameters=_PATH)
@needs("demand:read")
@room.arguments(schemas.DemandExportSchema, location="query")
@room.doc(responses=_file(*TYPES))
@room.refuses(404, 413, 422)
def demands(asked: dict[str, Any], kind: str) -> Response:
    """导出需求清单 · Export the demand list.

    只含可见的需求；与命令 catalog export demands 相同，可再导入。

    What the caller may see, as the command catalog export demands; the file imports again unchanged.
    """
    with TemporaryDirectory(prefix="catalog-export-") as folder, reception.look() as look:
        path = Path(folder) / f"demands.{kind}"
        named = references.resolved(look, asked)
        export_demands(look, path, DemandFilter(states=named.pop("state"), **named))
        return _sent(path, f"demands-{look.today}.{kind}")


@room.route("/responsibilities.<kind>", parameters=_PATH)
@needs("responsibility:read")
@room.arguments(schemas.ResponsibilityExportSchema, location="query")
@room.doc(responses=_file(*TYPES))
@room.refuses(404, 413, 422)
def responsibilities(asked: dict[str, Any], kind: str) -> Response:
    """导出责任清单 · Export the responsibility list.

    只含可见的责任；与命令 catalog export responsibilities 相同，可再导入。

    What the caller may see, as the command catalog export responsibilities; the file imports again unchanged.
    """
    with TemporaryDirectory(prefix="catalog-export-") as folder, reception.look() as look:
        path = Path(folder) / f"responsibilities.{kind}"
        named = references.resolved(look, asked)
        owner = named.pop("department", None)
        export_responsibilities(look, path, ResponsibilityFilter(states=named.pop("state"), owner=owner, **named))
        return _sent(path, f"responsibilities-{look.today}.{kind}")


@room.route("/issues/<id:issue>.xlsx", parameters=_ISSUE)
@needs("responsibility:read")
@room.doc(responses=_file(".xlsx"))
@room.refuses(404)
def issued(issue: str) -> Response:
    """下载已下达的责任清单 · An issued responsibility list to be printed.

    供打印、盖章、签收。

    To be printed, sealed and signed for.
    """
    with TemporaryDirectory(prefix="catalog-export-") as folder, reception.look() as look:
        path = Path(folder) / "issue.xlsx"
        write_issue(look, issue, path)
        return _sent(path, f"issue-{issue}.xlsx")


@room.route("/years/<int(min=2000, max=2100):year>.xlsx", parameters=_YEAR)
@needs("resource:read")
@room.arguments(schemas.YearExportSchema, location="query")
@room.doc(responses=_file(".xlsx"))
@room.refuses(404, 413, 422)
def yearly(asked: dict[str, Any], year: int) -> Response:
    """下载某年的三清单 · The three lists of a year.

    目录清单取该年的版次，未定版则取现行已发布者；需求清单、责任清单按编号年度。

    The catalog list is that year's edition where one was cut, else what is published now; the others go by the year of the number.
    """
    with TemporaryDirectory(prefix="catalog-export-") as folder, reception.look() as look:
        path = Path(folder) / f"{year}.xlsx"
        write_year(look, year, path, **references.resolved(look, asked))
        return _sent(path, f"lists-{year}.xlsx")


@room.route("/templates/demands.xlsx")
@needs("demand:read")
@room.doc(responses=_file(".xlsx"))
def demands_template() -> Response:
    """下载需求清单填报模板 · The workbook in which demands are listed.

    下拉列表、批注、示例。

    With choices, notes and an example.
    """
    return _template("demands")


@room.route("/templates/responsibilities.xlsx")
@needs("responsibility:read")
@room.doc(responses=_file(".xlsx"))
def responsibilities_template() -> Response:
    """下载责任清单填报模板 · The workbook in which responsibilities are drafted.

    下拉列表、批注、示例。

    With choices, notes and an example.
    """
    return _template("responsibilities")


def _template(name: str) -> Response:
    with TemporaryDirectory(prefix="catalog-export-") as folder:
        path = Path(folder) / f"{name}.xlsx"
        write_list_template(path, name)
        return _sent(path, path.name)


def _sent(path: Path, name: str) -> Response:
    """Answer with a file. Open, it can be read to its end though its name is gone, so nothing is left behind whoever hangs up."""
    file = path.open("rb")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(path.stat().st_size),
    }
    return Response(wrap_file(request.environ, file), mimetype=TYPES[path.suffix], headers=headers)
