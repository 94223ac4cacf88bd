"""Bindings of entries to their data: where it is, whether it answered."""

from __future__ import annotations

import marshmallow as ma

from catalog.lists.routes import KINDS
from catalog.schemas.base import Flag, Many, Part, Shape, Text, Whole, one_of

_CONFIG = (
    "按方式而定：table 为 url、table、time_column；api 为 gateway、host、methods、path、probe；file 为 path；manual_table 为 note、refreshed；"
    "link 为 url · by kind: table has url, table, time_column; api has gateway, host, methods, path, probe; file has path; "
    "manual_table has note, refreshed; link has url"
)


class Config(ma.fields.Dict):
    """What a binding says by its kind; judged by the rules."""

    default_error_messages = {  # noqa: RUF012 (marshmallow reads it from the class)
        "required": "missing|缺少此字段|the field is missing",
        "null": "null|不能为 null，没有则不写此字段|must not be null; leave the field out instead",
        "validator_failed": "not_permitted|值不被允许|the value is not permitted",
        "invalid": "wrong_type|应为对象|must be an object",
    }


class NewBindingSchema(Shape):
    """A binding to be made."""

    resource = Text(
        required=True, metadata={"description": "资源：编号或代码 · the entry: id or code", "example": "206001/000017"}
    )
    kind = Text(
        required=True, validate=one_of(KINDS), metadata={"description": "挂接方式 · kind of binding", "enum": list(KINDS)}
    )
    config = Config(required=True, metadata={"description": _CONFIG})


class BindingCheckSchema(Shape):
    """Whose bindings are to be asked."""

    resource = Text(
        required=True, metadata={"description": "资源：编号或代码 · the entry: id or code", "example": "206001/000017"}
    )


class BindingSchema(Shape):
    """A binding and its health."""

    id = Text(metadata={"description": "挂接编号 · id of the binding", "format": "uuid"})
    resource_id = Text(metadata={"description": "资源编号 · id of the entry", "format": "uuid"})
    kind = Text(metadata={"description": "挂接方式 · kind of binding", "enum": list(KINDS)})
    config = ma.fields.Dict(
        metadata={"description": "地址等，只对有权者给出，否则为空 · addresses, empty for whoever may not see them"}
    )
    answering = Flag(
        allow_none=True, metadata={"description": "最近一次是否应答，null 为未探测 · answered last, null: never asked"}
    )
    checked_at = ma.fields.DateTime(allow_none=True, metadata={"description": "最近探测时间 · asked last at"})
    succeeded_at = ma.fields.DateTime(allow_none=True, metadata={"description": "最近应答时间 · answered last at"})
    fault = Text(allow_none=True, metadata={"description": "未应答的原因 · word for why it did not answer"})
    data_at = ma.fields.DateTime(allow_none=True, metadata={"description": "数据的最近时间 · how recent the data is"})
    fresh = Flag(
        allow_none=True,
        metadata={"description": "是否按更新周期更新，null 为不可知 · refreshed in its cycle, null: cannot be told"},
    )
    revision = Whole(metadata={"description": "版次，即 ETag · revision, which is the ETag"})


class BindingsSchema(Shape):
    """The bindings of an entry."""

    bindings = Many(Part(BindingSchema), metadata={"description": "挂接，旧者在前 · bindings, oldest first"})


class SilentBindingSchema(Shape):
    """A binding that did not answer when last asked."""

    binding_id = Text(metadata={"description": "挂接编号 · id of the binding", "format": "uuid"})
    kind = Text(metadata={"description": "挂接方式 · kind of binding", "enum": list(KINDS)})
    fault = Text(metadata={"description": "原因 · word for why"})
    zh = Text(metadata={"description": "中文说明 · in Chinese"})
    en = Text(metadata={"description": "英文说明 · in English"})
    checked_at = ma.fields.DateTime(metadata={"description": "探测时间 · asked at"})


class CheckedSchema(Shape):
    """What asking the bindings of an entry found."""

    checked = Whole(metadata={"description": "探测数 · asked"})
    answering = Whole(metadata={"description": "应答数 · answering"})
    turned = Whole(metadata={"description": "与上次不同的数 · whose answer differs from the one before"})
    silent = Many(Part(SilentBindingSchema), metadata={"description": "未应答的挂接 · those that did not answer"})
