"""Working days, deadlines, policy figures and cases."""

from __future__ import annotations

from typing import Final

import marshmallow as ma

from catalog.calendars import policy
from catalog.calendars.overdue import GROUPINGS
from catalog.calendars.queries import MOST_DAYS
from catalog.schemas.base import Day, Flag, Many, Part, Shape, Text, Whole, between, one_of
from catalog.schemas.registers import DEPARTMENT, NEXT, REGION, REVISION, PagedSchema, said

# -- Working days


class YearDaySchema(Shape):
    """A day that the week misjudges."""

    day = Day(metadata=said("日期 · day", example="2026-01-01"))
    workday = Flag(metadata=said("上班 · worked", example=False))
    name = Text(metadata=said("节日名称，可空 · name of the holiday, may be empty", example="元旦"))
    source = Text(metadata=said("来源 · source"))


class YearSchema(Shape):
    """The calendar of one year."""

    year = Whole(metadata=said("年 · year", example=2026))
    published = Flag(metadata=said("已公布；否则按周一至周五推算 · published; else every weekday is taken as worked"))
    workdays = Whole(metadata=said("工作日数 · working days"))
    exceptions = Many(Part(YearDaySchema), metadata=said("与平常周历不同的日子 · days that differ from the plain week"))


class DaySchema(Shape):
    """One day of a published calendar."""

    day = Day(required=True, metadata=said("日期 · day"))
    workday = Flag(required=True, metadata=said("上班 · worked"))
    name = Text(load_default="", metadata=said("节日名称 · name of the holiday", maxLength=128))


class DaysSchema(Shape):
    """Days to be loaded over those known."""

    source = Text(required=True, metadata=said("来源：文号与标题 · source: number and title of the notice", maxLength=256))
    days = Many(
        Part(DaySchema),
        required=True,
        validate=ma.validate.Length(1, 3660, error="bad_length|应为 1 至 3660 天|must hold 1 to 3660 days"),
        metadata=said("日子；未列出的不变 · days; those not named stay as they are"),
    )


class LoadedSchema(Shape):
    """What loading days did."""

    read = Whole(metadata=said("读入天数 · days read", example=33))
    added = Whole(metadata=said("新增 · added", example=33))
    changed = Whole(metadata=said("更改 · changed"))
    unchanged = Whole(metadata=said("不变 · unchanged"))
    published_through = Day(metadata=said("已公布至 · published through", example="2027-12-31"))
    unpublished = Many(Whole(), metadata=said("尚不完整的年份 · years that are not whole"))
    recomputed = Many(Text(), metadata=said("重新计算的办件编号 · ids of the cases whose due day moved"))


class RecomputedSchema(Shape):
    """What computing the running cases anew did."""

    recomputed = Many(
        Text(),
        metadata=said(
            "到期日有变的办件编号 · ids of the cases whose due day moved", example=["01a20000-0000-7000-8000-000000000000"]
        ),
    )


class DeadlineQuerySchema(Shape):
    """From when and how long."""

    start = Day(required=True, metadata=said("受理日，不计入 · day of receipt, not counted", example="2026-03-02"))
    days = Whole(validate=between(0, MOST_DAYS), metadata=said("工作日数 · working days", example=10))
    figure = Text(metadata=said("代替 days 的政策项 · policy figure in place of days", example="reply_conditional"))
    region = Text(metadata=REGION)


class DeadlineSchema(Shape):
    """When something is due."""

    start = Day(metadata=said("受理日 · day of receipt", example="2026-03-02"))
    days = Whole(metadata=said("工作日数 · working days", example=10))
    figure = Text(allow_none=True, metadata=said("政策项 · policy figure"))
    due_on = Day(metadata=said("到期日，当日届满前均为按期 · due day, in time until its end", example="2026-03-16"))
    flagged = Flag(metadata=said("暂定：在尚未公布的年份 · provisional: in a year not yet published"))


# -- Policy


class InForceQuerySchema(Shape):
    """Where and when."""

    region = Text(metadata=REGION)
    on = Day(metadata=said("哪一天，默认今天 · on which day, today unless said"))


class ProfilesQuerySchema(PagedSchema):
    """Whose versions are wanted."""

    region = Text(metadata=REGION)


class ProfileEntrySchema(Shape):
    """A new version of the figures."""

    region = Text(
        metadata=said("区划，缺省为全局：编号、代码或名称 · region, everywhere if left out: id, code or name", example="500000")
    )
    valid_from = Day(required=True, metadata=said("生效日期 · first day on which it holds"))
    content = ma.fields.Dict(
        required=True,
        metadata=said("更改的政策项，其余不变 · the figures that change, the others stay", example={"share": 15}),
        error_messages={
            "required": "missing|缺少此字段|the field is missing",
            "null": "null|不能为 null|must not be null",
            "invalid": "wrong_type|应为对象|must be an object",
            "validator_failed": "not_permitted|值不被允许|the value is not permitted",
        },
    )
    note = Text(load_default="", metadata=said("文号与标题 · number and title of the document"))


class ProfileSchema(Shape):
    """Policy figures of a region from a day on."""

    id = Text(allow_none=True, metadata=said("编号，内置者为 null · id, null for the built-in figures", format="uuid"))
    region_id = Text(
        allow_none=True, metadata=said("区划编号，全局为 null · id of the region, null for everywhere", format="uuid")
    )
    version = Whole(metadata=said("版本号 · version", example=2))
    valid_from = Day(allow_none=True, metadata=said("生效日期 · first day on which it holds"))
    content = ma.fields.Dict(metadata=said("全部政策项 · every figure", example={"share": 15}))
    note = Text(metadata=said("文号与标题 · number and title of the document"))


class ProfilesSchema(Shape):
    """A page of versions."""

    profiles = Many(Part(ProfileSchema), metadata=said("各版，先施行者在前 · versions, in the order in which they were put"))
    next = Text(allow_none=True, metadata=NEXT)


class FigureSchema(Shape):
    """What a policy figure is."""

    key = Text(metadata=said("键 · key", example="share"))
    default = ma.fields.Raw(metadata=said("内置值：整数或是否 · built-in value: whole number or switch", example=20))
    unit = Text(metadata=said("单位 · unit", enum=list(policy.UNITS)))
    bounds = Many(Whole(), metadata=said("最小值与最大值 · smallest and largest value"))
    zh = Text(metadata=said("中文名称 · in Chinese"))
    en = Text(metadata=said("英文名称 · in English"))
    source = Many(Text(), metadata=said("出处，中文与英文 · source, in Chinese and English"))


class FiguresSchema(Shape):
    """Every policy figure."""

    figures = Many(Part(FigureSchema), metadata=said("政策项 · figures"))


# -- Cases


class CasesQuerySchema(PagedSchema):
    """What a list of cases is narrowed to."""

    department = Text(metadata=DEPARTMENT)
    region = Text(metadata=REGION)
    kind = Text(metadata=said("类别 · kind", example="catalog_review"))
    until = Day(metadata=said("到期不晚于 · due by the end of this day"))


class OverdueQuerySchema(Shape):
    """On which day, and brought together by whom."""

    at = Day(required=True, metadata=said("哪一天，可早于或晚于今天 · the day, before or after today", example="2026-03-31"))
    by = Text(
        load_default="department",
        validate=one_of(dict.fromkeys(GROUPINGS)),
        metadata=said("按部门、区划或云长归集 · brought together by who answers for it"),
    )
    department = Text(metadata=DEPARTMENT)
    region = Text(metadata=REGION)


STANDING: Final = said("期限状态 · how the clock stands", enum=["in_time", "due_soon", "overdue", "paused", None])
"""How a running clock stands, on a line of a list; null where none runs."""


class CaseSchema(Shape):
    """A duty with its clock."""

    id = Text(metadata=said("编号 · id", format="uuid"))
    kind = Text(metadata=said("类别 · kind"))
    thing = Text(metadata=said("所涉对象 · the thing it is about", example="resource:0199a3c2-7d51-7c3e-9a40-5f0b6d1e2a77"))
    title = Text(metadata=said("事项 · title"))
    region_id = Text(allow_none=True, metadata=said("区划编号 · id of the region", format="uuid"))
    department_id = Text(allow_none=True, metadata=said("责任部门编号 · id of the department whose duty it is", format="uuid"))
    profile_id = Text(allow_none=True, metadata=said("所依政策版本编号 · id of the policy version", format="uuid"))
    opened_at = ma.fields.DateTime(metadata=said("开始时间 · opened at"))
    opened_on = Day(metadata=said("开始日，不计入 · day of receipt, not counted"))
    days = Whole(metadata=said("工作日数 · working days"))
    extension_days = Whole(metadata=said("可延长工作日数 · working days of the extension allowed"))
    extra_days = Whole(metadata=said("已延长工作日数 · working days of the extension taken"))
    extension = ma.fields.Dict(allow_none=True, metadata=said("延期的同意 · consent to the extension"))
    pauses = Many(Many(Text()), metadata=said("已结束的暂停：起止日 · ended pauses: from and until"))
    paused_on = Day(allow_none=True, metadata=said("暂停日 · paused on"))
    paused_days = Whole(metadata=said("暂停工作日数 · working days spent paused"))
    due_on = Day(metadata=said("到期日 · due day"))
    remind_on = Day(metadata=said("自该日起为即将到期 · due soon from this day on"))
    flagged = Flag(metadata=said("暂定：在尚未公布的年份 · provisional: in a year not yet published"))
    done_at = ma.fields.DateTime(allow_none=True, metadata=said("办结时间 · done at"))
    done_on = Day(allow_none=True, metadata=said("办结日 · done on"))
    outcome = Text(allow_none=True, metadata=said("结果 · outcome"))
    state = Text(metadata=said("状态 · state", enum=["open", "paused", "done"]))
    standing = Text(
        metadata=said("期限状态 · standing", enum=["in_time", "due_soon", "overdue", "done_in_time", "done_late", "paused"])
    )
    revision = Whole(metadata=REVISION)


class OverdueCaseSchema(CaseSchema):
    """A duty that is overdue on a day, with the card that it shows on it."""

    card = Text(allow_none=True, metadata=said("当日的牌 · card on that day", enum=["yellow", "red"]))


class OverdueGroupSchema(Shape):
    """The overdue cases of one who answers for them."""

    kind = Text(
        metadata=said(
            "归集对象：部门、区划的数据主管部门、区划、云长、无人负责 · whose they are",
            enum=["department", "authority", "region", "chief", "nobody"],
        )
    )
    id = Text(allow_none=True, metadata=said("部门、区划或人员编号 · id of the department, region or official", format="uuid"))
    name = Text(metadata=said("名称 · name"))
    count = Whole(metadata=said("逾期件数 · cases overdue"))
    yellow = Whole(metadata=said("黄牌件数 · yellow cards"))
    red = Whole(metadata=said("红牌件数 · red cards"))
    cases = Many(Part(OverdueCaseSchema), metadata=said("逾期最久者在前 · the longest overdue first"))


class OverdueSchema(Shape):
    """What is overdue on a day."""

    at = Day(metadata=said("日期 · day"))
    by = Text(metadata=said("归集方式 · brought together by", enum=list(GROUPINGS)))
    count = Whole(metadata=said("逾期件数 · cases overdue in all"))
    groups = Many(Part(OverdueGroupSchema), metadata=said("件数多者在前 · those with most cases first"))


class CasesSchema(Shape):
    """A page of cases."""

    cases = Many(Part(CaseSchema), metadata=said("办件，先到期者在前 · cases, the first due first"))
    next = Text(allow_none=True, metadata=NEXT)


class ConsentSchema(Shape):
    """The consent that an extension needs (Decree 809, articles 17 and 22)."""

    by = Text(required=True, metadata=said("同意延期的单位或负责人 · who consented"))
    reason = Text(required=True, metadata=said("延期理由 · reason"))
    on = Day(required=True, metadata=said("同意日期 · day of the consent"))
