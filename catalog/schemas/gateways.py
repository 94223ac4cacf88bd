"""Gateways: how one is registered, and what is told of it."""

from __future__ import annotations

from typing import Any, Final

from catalog.metering.gateways import FORMS
from catalog.schemas.base import Flag, Instant, Many, Part, Shape, Text, Whole, one_of

GATEWAY: Final[dict[str, Any]] = {
    "name": "city-gateway",
    "form": "nginx",
    "department": "11500000MB1670604W",
    "application": "数据共享网关",
    "asserts": False,
    "reports_records": True,
    "reports_items": False,
}

_FORM: Final = "请求许可的形式 · how it asks for permission"
_ASSERTS: Final = (
    "其配置覆盖或删除客户端自带的 X-Application，故所断言的应用可信 · its configuration overwrites or deletes a client's own "
    "X-Application, so that the application it asserts counts"
)
_RECORDS: Final = "其日志含返回条数（X-Record-Count） · its logs tell how many records an answer held"
_ITEMS: Final = "其日志含信息项（X-Items） · its logs tell which items an answer held"
_APPLICATION: Final = "其凭证的应用名称 · the application of its credential"


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


class GatewayEntrySchema(Shape):
    """What a gateway is to be."""

    name = Text(
        required=True,
        metadata=_said("网关名称，即其上报调用的来源，登记后不变 · its name, the source of its calls; it stays"),
    )
    form = Text(required=True, validate=one_of(FORMS), metadata=_said(_FORM))
    department = Text(
        required=True, metadata=_said("运行部门的编号、代码或名称 · whose it is: the department's id, code or name")
    )
    application = Text(required=True, metadata=_said(_APPLICATION))
    asserts = Flag(load_default=False, metadata=_said(_ASSERTS))
    reports_records = Flag(load_default=False, metadata=_said(_RECORDS))
    reports_items = Flag(load_default=False, metadata=_said(_ITEMS))


class GatewaySchema(Shape):
    """A gateway as it is registered."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    name = Text(metadata=_said("网关名称 · name"))
    form = Text(metadata=_said(_FORM, enum=list(FORMS)))
    department_id = Text(metadata=_said("运行部门编号 · id of the department that runs it", format="uuid"))
    department = Text(metadata=_said("运行部门 · the department that runs it"))
    application = Text(metadata=_said(_APPLICATION))
    asserts = Flag(metadata=_said(_ASSERTS))
    reports_records = Flag(metadata=_said(_RECORDS))
    reports_items = Flag(metadata=_said(_ITEMS))
    created_at = Instant(metadata=_said("登记时间 · since when"))
    retired_at = Instant(allow_none=True, metadata=_said("停用时间 · retired at"))
    revision = Whole(metadata=_said("版次 · revision"))


class GatewaysSchema(Shape):
    """A page of gateways."""

    gateways = Many(Part(GatewaySchema), metadata=_said("网关 · gateways"))
    next = Text(allow_none=True, metadata=_said("下一页游标 · cursor of the next page"))


class GatewayReceiptSchema(Shape):
    """What was made or changed, and its revision now."""

    id = Text(metadata=_said("编号 · id", format="uuid"))
    revision = Whole(metadata=_said("版次 · revision", example=1))
