"""Metering: single calls, calls kept aside, what waits to be attributed."""

from __future__ import annotations

import marshmallow as ma

from catalog.metering.ledger.rules import OUTCOMES
from catalog.schemas.base import Flag, Instant, Many, Part, Shape, Text, Whole, between, one_of
from catalog.schemas.registers import DEPARTMENT, NEXT, PagedSchema, said

RESOURCE = said("数据资源：编号 · resource: id", example="0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77")
SINCE = said("起始时刻（含） · from this instant on", example="2026-03-01T00:00:00+08:00")
UNTIL = said("终止时刻（不含） · until before this instant", example="2026-04-01T00:00:00+08:00")
VERDICTS = dict.fromkeys(("conflicting", "too_old", "too_new"))


class PeriodSchema(PagedSchema):
    """Of which period; without any, the last 31 days."""

    since = Instant(metadata=SINCE)
    until = Instant(metadata=UNTIL)


class CallsQuerySchema(PeriodSchema):
    """Which calls are wanted."""

    limit = Whole(load_default=100, validate=between(1, 1000), metadata=said("每页条数 · rows a page"))
    consumer = Text(metadata=DEPARTMENT)
    provider = Text(metadata=DEPARTMENT)
    resource = Text(metadata=RESOURCE)
    grant = Text(metadata=said("授权：编号 · grant: id"))
    application = Text(metadata=said("使用方应用系统 · application that called"))
    purpose = Text(metadata=said("服务事项 · service matter"))
    outcome = Text(validate=one_of(dict.fromkeys(OUTCOMES)), metadata=said("结果 · outcome"))


class CallQuerySchema(Shape):
    """Within which period a call is looked for; without any, the last 31 days."""

    since = Instant(metadata=SINCE)
    until = Instant(metadata=UNTIL)


class CallSchema(Shape):
    """One call."""

    source = Text(metadata=said("上报来源 · source that reported it", example="gateway-1"))
    id = Text(metadata=said("来源给出的调用标识 · id given by the source"))
    at = ma.fields.DateTime(metadata=said("调用时刻 · at"))
    outcome = Text(metadata=said("结果 · outcome", enum=list(OUTCOMES)))
    reason = Text(allow_none=True, metadata=said("拒绝原因 · why it was denied"))
    decision = Text(allow_none=True, metadata=said("许可判定编号 · id of the decision"))
    line = Whole(metadata=said("计量线编号 · number of the line it counts on"))
    attributed = Flag(metadata=said("已知调用方与资源 · who called what is known"))
    consumer = Text(allow_none=True, metadata=said("使用部门编号 · id of the consumer"))
    application = Text(allow_none=True, metadata=said("使用方应用系统 · application that called"))
    provider = Text(allow_none=True, metadata=said("提供部门编号 · id of the provider"))
    resource = Text(allow_none=True, metadata=said("数据资源编号 · id of the resource"))
    grant = Text(allow_none=True, metadata=said("授权编号 · id of the grant"))
    purpose = Text(allow_none=True, metadata=said("服务事项 · service matter"))
    status = Whole(allow_none=True, metadata=said("HTTP 状态码 · HTTP status"))
    latency = Whole(allow_none=True, metadata=said("耗时（微秒） · how long it took, microseconds"))
    records = Whole(allow_none=True, metadata=said("返回记录数，未知为 null · records returned, null where unknown"))
    bytes_in = Whole(allow_none=True, metadata=said("请求体字节数 · bytes of the request"))
    bytes_out = Whole(allow_none=True, metadata=said("响应体字节数 · bytes of the answer"))
    items = ma.fields.List(Text(), allow_none=True, metadata=said("涉及的信息项，未知为 null · items read, null where unknown"))
    late = Flag(metadata=said("其日打包之后才到 · came after its day had been packed"))
    said = ma.fields.Dict(metadata=said("未能归属时来源的原话 · what the source told, where it could not be attributed"))


class CallsSchema(Shape):
    """A page of calls."""

    calls = Many(Part(CallSchema), metadata=said("调用，新者在前 · calls, the newest first"))
    next = Text(allow_none=True, metadata=NEXT)


class CallsFoundSchema(Shape):
    """The calls of one id."""

    calls = Many(Part(CallSchema), metadata=said("此标识的调用，各来源各一 · calls of this id, of each source one"))


class AsideQuerySchema(PagedSchema):
    """Which of the calls kept aside are wanted."""

    kind = Text(validate=one_of(VERDICTS), metadata=said("缘由 · why"))
    source = Text(metadata=said("上报来源 · source"))


class AsideCallSchema(Shape):
    """A call that was kept aside and is not counted."""

    kind = Text(metadata=said("缘由 · why", enum=list(VERDICTS)))
    source = Text(metadata=said("上报来源 · source"))
    id = Text(metadata=said("来源给出的调用标识 · id given by the source"))
    at = ma.fields.DateTime(metadata=said("所称调用时刻 · instant it claims"))
    seen_at = ma.fields.DateTime(metadata=said("收到时刻 · when it came"))
    said = ma.fields.Dict(metadata=said("来源的原话 · what the source told"))


class AsideSchema(Shape):
    """A page of calls kept aside."""

    calls = Many(Part(AsideCallSchema), metadata=said("另存的调用 · calls kept aside"))
    next = Text(allow_none=True, metadata=NEXT)


class OpenSchema(Shape):
    """A line whose calls could not be attributed."""

    line = Whole(metadata=said("计量线编号 · number of the line"))
    consumer = Text(allow_none=True, metadata=said("使用部门编号 · id of the consumer"))
    application = Text(allow_none=True, metadata=said("使用方应用系统 · application that called"))
    provider = Text(allow_none=True, metadata=said("提供部门编号 · id of the provider"))
    resource = Text(allow_none=True, metadata=said("数据资源编号 · id of the resource"))
    purpose = Text(allow_none=True, metadata=said("服务事项 · service matter"))
    calls = Whole(metadata=said("调用次数 · how many calls"))
    hint = Text(metadata=said("未能识别的内容 · what could not be told", example="consumer C-9"))


class OpenLinesSchema(Shape):
    """What waits to be attributed."""

    lines = Many(Part(OpenSchema), metadata=said("待归属的计量线 · lines that wait"))


class AttributionSchema(Shape):
    """Whose the calls of a line are."""

    line = Whole(
        required=True, strict=True, validate=between(1, 2**31 - 1), metadata=said("计量线编号 · number of the line", example=17)
    )
    consumer = Text(metadata=said("使用部门：编号或代码 · consumer: id or code"))
    resource = Text(metadata=said("数据资源：编号或代码 · resource: id or code"))
    grant = Text(metadata=said("授权编号 · id of the grant"))
    reason = Text(
        required=True, metadata=said("归属依据 · on what grounds", example="网关配置漏传应用标识，经核实为市规划自然资源局")
    )


class AttributedSchema(Shape):
    """Where the calls count now."""

    line = Whole(metadata=said("现计入的计量线 · number of the line they count on now", example=3))
