"""What happened to the demonstration's entries, and where their data is bound; all days count back from today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from catalog.lists.vocabulary import UPDATE_CYCLES

_YEAR: Final = 365
_OLDEST_YEARS: Final = 8
_NEW_SHARE: Final = 247 / 3640
_FRESH_SHARE: Final = 0.9
_NEVER_ANSWERED_SHARE: Final = 0.3
_RETURNED_SHARE: Final = 0.1
_REVIEW_DAYS: Final = 7
_DRAFT_DAYS: Final = 45
_IRREGULAR_DAYS: Final = 400

_OPINIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "sign": ("要素完整，同意报送。", "已核对信息项和共享属性，同意。", "同意。"),
    "approve": ("符合编制指南要求，同意发布。", "审核通过，予以发布。", "目录要素齐全，同意发布。"),
    "return": (
        "信息项描述过于简略，请补充取值范围后重新提交。",
        "共享条件须对应法定职责，请修改后重新提交。",
        "更新周期与业务实际不一致，请核实。",
        "摘要未说明数据来源，请补充。",
    ),
    "refuse": ("与已发布资源重复，按一数一源原则不予通过。", "不属于本部门职责范围内产生的数据，不予通过。"),
    "take_offline": ("业务系统升级改造，暂停提供。", "数据质量核查期间暂停服务。", "接口迁移至新平台，暂时下线。"),
    "retire": ("机构职能调整，本部门不再产生该数据。", "事项已取消，停止更新。", "系统停用，历史数据已移交档案馆。"),
    "supersede": ("按新版数据标准重新编制。",),
    "merge": ("同类数据合并管理。",),
}
_EXCHANGE: Final = "postgresql+psycopg://share@127.0.0.1:5432/exchange"
_ENDINGS: Final = {"offline": "take_offline", "retired": "retire", "superseded": "supersede", "merged": "merge"}


@dataclass(frozen=True, slots=True)
class Staff:
    """The logins of those who act for a department: its registrar, its reviewer, its region's authority."""

    registrar: str
    reviewer: str
    authority: str


@dataclass(frozen=True, slots=True)
class Event:
    """A verb of the catalog list, the day, who did it (login) and, for reviews and endings, the opinion or reason."""

    verb: str
    on: date
    official: str
    opinion: str | None


@dataclass(frozen=True, slots=True)
class Binding:
    """Where the data is (挂接): ``config`` as the kind needs it; ``refreshed_on`` is the day of the data's last update."""

    kind: str
    config: dict[str, Any]
    bound_on: date
    checked_on: date
    succeeded_on: date | None
    refreshed_on: date | None
    answering: bool


def history(state: str, staff: Staff, today: date, random: Random) -> tuple[Event, ...]:
    """Return what led an entry, or a revision, to its state; the days never decrease and none lies after ``today``."""
    back = _days_back(state, random)
    verbs = _verbs(state, random)
    if state in _ENDINGS:
        last = today - timedelta(days=random.randrange(3, 60))
        return (*_walk(verbs, staff, last - timedelta(days=back), random), _event(_ENDINGS[state], staff, last, random))
    return _walk(verbs, staff, today - timedelta(days=back), random)


def _days_back(state: str, random: Random) -> int:
    """Return how long ago the last of the reviews was, or how long before its end."""
    if state in ("submitted", "registered"):
        return random.randrange(_REVIEW_DAYS + 1)
    if state in ("draft", "refused"):
        return random.randrange(1, _DRAFT_DAYS)
    if random.random() < _NEW_SHARE:
        return random.randrange(5, _YEAR)
    return random.randrange(_YEAR, _OLDEST_YEARS * _YEAR)


def _verbs(state: str, random: Random) -> list[str]:
    """Return the verbs up to the state; some entries were returned once before."""
    returned = random.random() < _RETURNED_SHARE * (3 if state == "draft" else 1)
    begin = ["register", "submit", "return"] if returned else ["register"]
    again = ["edit"] if returned and state != "draft" else []
    rest = {
        "draft": [],
        "submitted": ["submit"],
        "refused": ["submit", "refuse"],
        "registered": ["submit", "sign"],
    }
    return [*begin, *again, *rest.get(state, ["submit", "sign", "approve"])]


def _walk(verbs: list[str], staff: Staff, last: date, random: Random) -> tuple[Event, ...]:
    """Return the verbs as events, the last one on its day and each earlier one some days before."""
    events: list[Event] = []
    day = last
    for verb in reversed(verbs):
        events.append(_event(verb, staff, day, random))
        day -= timedelta(days=random.randrange(1, 21) if verb in ("submit", "edit") else random.randrange(3))
    return tuple(reversed(events))


def _event(verb: str, staff: Staff, day: date, random: Random) -> Event:
    opinion = random.choice(_OPINIONS[verb]) if verb in _OPINIONS else None
    return Event(verb, day, _who(verb, staff), opinion)


def _who(verb: str, staff: Staff) -> str:
    """Return who does it: returning and refusing is shown at the department's own review."""
    if verb in ("sign", "return", "refuse", "take_offline"):
        return staff.reviewer
    return staff.authority if verb in ("approve", "retire", "supersede", "merge") else staff.registrar


def binding(key: str, content: Mapping[str, Any], published_on: date, today: date, *, answering: bool, random: Random) -> Binding:
    """Return where an entry's data is bound, and how it answered when last asked (on ``today``)."""
    kind = _kind(content, random)
    bound_on = min(today, published_on + timedelta(days=random.randrange(1, 20)))
    silence = timedelta(days=0 if answering else random.randrange(20, 300))
    refreshed_on = today - silence - timedelta(days=_age(content["update_cycle"], random))
    succeeded_on = today if answering else max(bound_on, today - silence)
    config = _config(kind, key, content["formats"][0], refreshed_on)
    if not answering and random.random() < _NEVER_ANSWERED_SHARE:
        return Binding(kind, config, bound_on, today, None, None, answering)
    return Binding(kind, config, bound_on, today, succeeded_on, refreshed_on, answering)


def _age(cycle: str, random: Random) -> int:
    """Return the age of the data in days: within its cycle for nine in ten."""
    days = UPDATE_CYCLES[cycle].days or _IRREGULAR_DAYS
    if random.random() < _FRESH_SHARE:
        return random.randrange(days + 1)
    return days + 1 + random.randrange(3 * days + 5)


def _kind(content: Mapping[str, Any], random: Random) -> str:
    """Return the kind of binding that the first sharing mode asks for."""
    mode = content["sharing_modes"][0]
    if mode == "platform_file" and content["openness"] == "unconditional":
        return random.choice(("file", "link"))
    return {"platform_table": "table", "platform_api": "api", "platform_file": "file"}.get(mode, "manual_table")


def _config(kind: str, key: str, suffix: str, refreshed_on: date) -> dict[str, Any]:
    """Return an invented address on this machine, or a relative one; no two entries share one."""
    configs: dict[str, dict[str, Any]] = {
        "table": {"url": _EXCHANGE, "table": f"share.t_{key}", "time_column": "updated_at"},
        "api": {
            "gateway": "yunjiang",
            "host": "127.0.0.1",
            "methods": ["GET"],
            "path": f"/share/{key}/{{id}}",
            "probe": f"http://127.0.0.1:8090/share/{key}/health",
        },
        "file": {"path": f"exchange/{key}.{suffix}"},
        "manual_table": {"note": "由业务处室按月整理，通过邮件或者介质交换", "refreshed": refreshed_on.isoformat()},
        "link": {"url": f"http://127.0.0.1:8090/open/{key}.{suffix}"},
    }
    return configs[kind]
