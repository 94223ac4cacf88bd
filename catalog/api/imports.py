"""Files in: catalog entries and registers, sent as a form or as the body itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from catalog import reception
from catalog.api.room import Room
from catalog.errors import Invalid, Problem
from catalog.exchange.imports import Options, import_resources
from catalog.exchange.registers import REGISTERS
from catalog.exchange.registers import jobs as registers
from catalog.reception import needs
from catalog.schemas import files as schemas

room = Room("imports", __name__, url_prefix="/imports", description="导入 · Files in")

NAME_LIMIT: Final = 80
"""Characters of a file's name: as many as every file system keeps in Chinese."""
_NAME_BYTES: Final = 255
"""Bytes of a file's name that a file system keeps; rare characters take four."""

_FILE: Final = {"type": "string", "format": "binary", "description": ".xlsx .csv .jsonl，均可再加 .gz · each may end in .gz"}
BODY: Final = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "properties": {"file": _FILE}, "required": ["file"]},
            "example": {"file": "name,abstract\n公共停车场泊位信息,全市备案停车场\n"},
        },
        "application/octet-stream": {"schema": _FILE},
    },
}
_REPORT: Final = {
    "read": 2,
    "accepted": 1,
    "updated": 0,
    "unchanged": 0,
    "rejected": 1,
    "warnings": 0,
    "notes": [],
    "remarks": {"required": 1},
    "rejections": [{"lines": [3], "name": None, "problems": []}],
    "incomplete": [],
}


@room.route("/resources", methods=["POST"])
@needs("resource:import")
@room.arguments(schemas.ResourceImportSchema, location="query")
@room.response(200, schemas.ResourceReportSchema, example=_REPORT | {"departments_created": 0})
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def resources(asked: dict[str, Any]) -> dict[str, Any]:
    """导入数据资源目录 · Import catalog entries.

    与命令 catalog import resources 相同：作为草稿存入，逐行答复，重复导入不产生变化。

    As the command catalog import resources: kept as drafts, answered row by row; doing it twice changes nothing.
    """
    options = Options(asked.get("department"), asked.get("region"), asked["create_departments"], asked["dry_run"])
    with received(asked.get("name")) as path:
        return import_resources(reception.office(), reception.caller(), path, options).as_dict()


@room.route("/regions", methods=["POST"])
@needs("region:put")
@room.arguments(schemas.RegisterImportSchema, location="query")
@room.response(200, schemas.RegisterReportSchema, example=_REPORT)
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def regions(asked: dict[str, Any]) -> dict[str, Any]:
    """导入行政区划 · Import regions.

    行序不限；重复导入不产生变化。

    In any order; doing it twice changes nothing.
    """
    return _import("regions", asked)


@room.route("/departments", methods=["POST"])
@needs("department:put")
@room.arguments(schemas.RegisterImportSchema, location="query")
@room.response(200, schemas.RegisterReportSchema, example=_REPORT)
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def departments(asked: dict[str, Any]) -> dict[str, Any]:
    """导入部门 · Import departments.

    名称、统一社会信用代码、区划等；重复导入不产生变化。

    Names, credit codes, regions and so on; doing it twice changes nothing.
    """
    return _import("departments", asked)


@room.route("/officials", methods=["POST"])
@needs("official:put")
@room.arguments(schemas.RegisterImportSchema, location="query")
@room.response(200, schemas.RegisterReportSchema, example=_REPORT)
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def officials(asked: dict[str, Any]) -> dict[str, Any]:
    """导入人员与云长 · Import officials and cloud chiefs.

    不含角色与口令；重复导入不产生变化。

    Without roles and passwords; doing it twice changes nothing.
    """
    return _import("officials", asked)


@room.route("/classifications", methods=["POST"])
@needs("classification:put")
@room.arguments(schemas.RegisterImportSchema, location="query")
@room.response(200, schemas.RegisterReportSchema, example=_REPORT)
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def classifications(asked: dict[str, Any]) -> dict[str, Any]:
    """导入信息资源分类 · Import the classification.

    类 1、类 2；重复导入不产生变化。

    Classes 1 and 2; doing it twice changes nothing.
    """
    return _import("classifications", asked)


@room.route("/demands", methods=["POST"])
@needs("demand:import")
@room.arguments(schemas.ListImportSchema, location="query")
@room.response(200, schemas.RegisterReportSchema, example=_REPORT)
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def demands(asked: dict[str, Any]) -> dict[str, Any]:
    """导入需求清单 · Import demands.

    与命令 catalog import demands 相同：存为草稿，草稿可再次导入更改，在办的不变；重复导入不产生变化。

    As the command catalog import demands: kept as drafts; a draft is changed, what is on its way is left; doing it twice changes
    nothing.
    """
    return _import("demands", asked)


@room.route("/responsibilities", methods=["POST"])
@needs("responsibility:import")
@room.arguments(schemas.ListImportSchema, location="query")
@room.response(200, schemas.RegisterReportSchema, example=_REPORT)
@room.doc(requestBody=BODY)
@room.refuses(400, 404, 413, 415, 422)
def responsibilities(asked: dict[str, Any]) -> dict[str, Any]:
    """导入责任清单 · Import responsibilities.

    与命令 catalog import responsibilities 相同：存为拟定稿，已派发的不变；重复导入不产生变化。

    As the command catalog import responsibilities: kept as drafts; what has been assigned is left; doing it twice changes nothing.
    """
    return _import("responsibilities", asked)


def _import(register: str, asked: dict[str, Any]) -> dict[str, Any]:
    options = registers.Options(asked.get("region"), asked["dry_run"], department=asked.get("department"))
    with received(asked.get("name")) as path:
        done = registers.import_register(reception.office(), reception.caller(), REGISTERS[register], path, options)
    return done.as_dict()


# -- What was sent


@contextmanager
def received(name: str | None) -> Iterator[Path]:
    """Keep the file that was sent under its own name as long as the block; ``name`` is what the address calls it.

    Raises
    ------
    Invalid
        The form has no file, or the name cannot be one.
    UnsupportedMediaType
        The body is neither a form nor a file.
    """
    with TemporaryDirectory(prefix="catalog-import-") as folder:
        if request.mimetype == "multipart/form-data":
            upload = request.files.get("file")
            if upload is None:
                raise _unusable("file", "missing", "表单中缺少文件 file", "the form has no file in its field file")
            path = Path(folder) / _plain(upload.filename)
            upload.save(path)
        elif request.mimetype == "application/octet-stream":
            path = Path(folder) / _plain(name)
            with path.open("wb") as kept:
                shutil.copyfileobj(request.stream, kept)
        else:
            raise UnsupportedMediaType
        yield path


def _plain(name: str | None) -> str:
    """Return the last part of a name that some other system gave a file, if a file here can be called so."""
    plain = PurePosixPath((name or "").replace("\\", "/")).name
    sound = 0 < len(plain) <= NAME_LIMIT and plain.isprintable() and plain != ".."
    if not sound or len(plain.encode()) > _NAME_BYTES:
        zh, en = f"须给出文件名，不超过 {NAME_LIMIT} 字", f"say what the file is called, in at most {NAME_LIMIT} characters"
        raise _unusable("name", "bad_file_name", zh, en)
    return plain


def _unusable(path: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(zh, en, problems=[Problem(path, code, zh, en)])
