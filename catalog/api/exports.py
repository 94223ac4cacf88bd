"""Files out: the catalog list whole or in part, an edition, the workbook to fill."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from flask import Response, request
from werkzeug.wsgi import wrap_file

from catalog import reception
from catalog.api.lists import filter_of
from catalog.api.room import Room
from catalog.exchange.exports import export_resources
from catalog.exchange.workbook import write_template
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


def _sent(path: Path, name: str) -> Response:
    """Answer with a file. Open, it can be read to its end though its name is gone, so nothing is left behind whoever hangs up."""
    file = path.open("rb")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(path.stat().st_size),
    }
    return Response(wrap_file(request.environ, file), mimetype=TYPES[path.suffix], headers=headers)
