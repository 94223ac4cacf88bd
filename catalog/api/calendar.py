"""Working days, deadlines, the policy figures in force."""

from __future__ import annotations

from typing import Any, Final

from flask import url_for

from catalog import calendars, reception
from catalog.api import references
from catalog.api.registers import LOCATION, Answer
from catalog.api.room import Room
from catalog.calendars import Day, Loaded, Profile, policy, queries
from catalog.calendars.queries import Deadline, Year
from catalog.reception import needs, open_to_all
from catalog.schemas import calendars as schemas

room = Room("calendar", __name__, url_prefix="/calendar", description="工作日与期限 · Working days and deadlines")
profiles = Room("policy", __name__, url_prefix="/policy", description="期限与阈值 · Deadlines and thresholds")

_YEAR: Final = [{"name": "year", "in": "path", "description": "年，2000 至 2100 · year, 2000 to 2100"}]
_PROFILE: Final = [{"name": "profile", "in": "path", "description": "版本编号 · id of the version"}]
_DAYS: Final = {
    "source": "国务院办公厅关于2027年部分节假日安排的通知",
    "days": [{"day": "2027-01-01", "workday": False, "name": "元旦"}, {"day": "2027-10-01", "workday": False, "name": "国庆节"}],
}


# -- Working days


@room.route("/years/<int(min=2000, max=2100):year>", parameters=_YEAR)
@needs("calendar:read")
@room.response(200, schemas.YearSchema)
@room.refuses(404)
def show_year(year: int) -> Year:
    """一年的工作日历 · The calendar of a year.

    列出与平常周历不同的日子：工作日里的休息日，周末里的上班日。

    Names the days that differ from the plain week: days off on weekdays, and worked weekends.
    """
    with reception.look() as look:
        return queries.year(look, year)


@room.route("/days", methods=["POST"])
@needs("calendar:load")
@room.arguments(schemas.DaysSchema, example=_DAYS)
@room.response(200, schemas.LoadedSchema)
def load_days(body: dict[str, Any]) -> Loaded:
    """载入工作日历 · Load days into the calendar.

    覆盖所列的日子，并重新计算在办事项的到期日；重复载入不产生变化。

    Overrides the days named and computes the running cases anew; loading the same twice changes nothing.
    """
    with reception.work() as work:
        return calendars.load_days(work, [Day(**day) for day in body["days"]], source=body["source"])


@room.route("/recomputation", methods=["POST"])
@needs("calendar:load")
@room.response(200, schemas.RecomputedSchema)
def recompute() -> dict[str, list[str]]:
    """重新计算在办事项 · Compute the running cases anew.

    工作日历的来源更新之后使用；载入日历时自动进行。

    For after a newer source of working days was installed; loading days does so by itself.
    """
    with reception.work() as work:
        return {"recomputed": calendars.recompute(work)}


@room.route("/deadline")
@needs("calendar:read")
@room.arguments(schemas.DeadlineQuerySchema, location="query")
@room.response(200, schemas.DeadlineSchema)
@room.refuses(404)
def deadline(asked: dict[str, Any]) -> Deadline:
    """何日到期 · When is it due.

    自受理日次日起计算若干工作日，或某政策项所定的工作日。

    So many working days, or as many as a policy figure grants, counted from the day after receipt.
    """
    with reception.look() as look:
        return queries.deadline(look, **references.resolved(look, asked))


# -- Policy


@profiles.route("/figures")
@open_to_all("what may be set, and by which text, is part of the documentation")
@profiles.response(200, schemas.FiguresSchema)
def figures() -> dict[str, Any]:
    """政策项一览 · The policy figures.

    各项的名称、单位、内置值、取值范围与出处。

    Name, unit, built-in value, bounds and source of each.
    """
    return {"figures": list(policy.FIGURES.values())}


@profiles.route("/in-force")
@needs("calendar:read")
@profiles.arguments(schemas.InForceQuerySchema, location="query")
@profiles.response(200, schemas.ProfileSchema)
@profiles.refuses(404)
def in_force(asked: dict[str, Any]) -> Profile:
    """现行期限与阈值 · The figures in force.

    区划未自定的，依上级，再依全局，最后为内置值。

    Where a region has set none, those of the regions above it, then of everywhere, then the built-in ones.
    """
    with reception.look() as look:
        return queries.profile_in_force(look, **references.resolved(look, asked))


@profiles.route("/profiles")
@needs("calendar:read")
@profiles.arguments(schemas.ProfilesQuerySchema, location="query")
@profiles.sparse(schemas.ProfilesSchema, each="profiles")
@profiles.refuses(404)
def list_profiles(asked: dict[str, Any]) -> dict[str, Any]:
    """列出各版期限与阈值 · List the versions of the figures.

    按施行的先后；next 作为下一页的 cursor。

    In the order in which they were put; next is the cursor of the following page.
    """
    with reception.look() as look:
        page = queries.list_profiles(look, **references.resolved(look, asked))
    return {"profiles": page, "next": page.next}


@profiles.route("/profiles/<id:profile>", parameters=_PROFILE)
@needs("calendar:read")
@profiles.sparse(schemas.ProfileSchema)
@profiles.refuses(404)
def show_profile(profile: str) -> Profile:
    """查看一版期限与阈值 · Show a version of the figures.

    各版只增不改，故无版次。

    Versions are only ever added, never changed, and therefore carry no revision.
    """
    with reception.look() as look:
        return queries.show_profile(look, profile)


@profiles.route("/profiles", methods=["POST"])
@needs("profile:put")
@profiles.arguments(
    schemas.ProfileEntrySchema,
    example={"region": "500000", "valid_from": "2026-04-01", "content": {"share": 15}, "note": "渝数据发〔2026〕3号"},
)
@profiles.response(201, schemas.ProfileSchema, headers=LOCATION)
@profiles.refuses(404)
def put_profile(body: dict[str, Any]) -> Answer:
    """施行新的期限与阈值 · Put new figures in force.

    未列出的政策项沿用当时有效的；在办事项保持原定期限。

    Figures that are not named stay as they would be on that day; running cases keep what they were given.
    """
    with reception.work() as work:
        made = calendars.put_profile(work, **{"region": None, **references.resolved(work, body)})
    return made, {"Location": url_for("policy.show_profile", profile=made.id)}
