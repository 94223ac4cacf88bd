"""Demands, responsibilities and issued lists as lines for people, Chinese first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.calendars.queries import Case
from catalog.cli.cases import STANDINGS
from catalog.cli.common import table
from catalog.exchange.loop import layout
from catalog.lists.demands import rules as demand_rules
from catalog.lists.demands.desk import Receipt, cited
from catalog.lists.demands.queries import Demand, Source, Step
from catalog.lists.demands.queries import Summary as DemandSummary
from catalog.lists.responsibilities import rules as responsibility_rules
from catalog.lists.responsibilities.queries import Change, Issue, Responsibility
from catalog.lists.responsibilities.queries import Summary as ResponsibilitySummary
from catalog.sharing import rules as sharing_rules
from catalog.sharing.duties import DUTIES
from catalog.store import shanghai_day

_DEMAND_STATES: Final = demand_rules.STATE_NAMES
_RESPONSIBILITY_STATES: Final = responsibility_rules.STATE_NAMES
_STATES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "XQ": _DEMAND_STATES,
    "ZR": _RESPONSIBILITY_STATES,
    "GX": sharing_rules.STATE_NAMES["application"],
    "SQ": sharing_rules.STATE_NAMES["grant"],
}
"""What states are called, by what the number of a thing begins with."""

FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("名称", "title"),
    "items": ("信息项", "items"),
    "basis": ("法律依据", "legal basis"),
    "scenario": ("使用场景", "scenario"),
    "matter": ("服务事项", "service matter"),
    "scope": ("使用范围", "scope"),
    "frequency": ("需求频率", "frequency"),
    "cycle": ("更新周期", "update cycle"),
    "modes": ("共享方式", "sharing modes"),
    "until": ("使用时限", "until"),
    "source": ("拟数源部门", "presumed source"),
    "urgency": ("紧急程度", "urgency"),
    "region": ("区域", "region of the data"),
    "consumers": ("使用部门", "consumers"),
    "note": ("备注", "note"),
    "state": ("状态", "state"),
    "due_on": ("到期日", "due"),
}

DEMAND_HEADINGS: Final = {
    "number": "编号 number",
    "title": "名称 title",
    "department": "需求部门 department",
    "state": "状态 state",
    "urgency": "紧急 urgency",
    "due_on": "到期 due",
    "revision": "版次 revision",
}
RESPONSIBILITY_HEADINGS: Final = {
    "number": "编号 number",
    "title": "名称 title",
    "owner": "责任部门 owner",
    "state": "状态 state",
    "due_on": "到期 due",
    "revision": "版次 revision",
}
ISSUE_HEADINGS: Final = {
    "id": "编号 id",
    "department": "部门 department",
    "year": "年度 year",
    "number": "次 number",
    "entries": "责任 entries",
    "issued": "下达 issued",
    "acknowledged": "签收 acknowledged",
    "revision": "版次 revision",
}
CHANGES: Final = {"added": "新增 added", "removed": "不再列入 removed", "changed": "变更 changed"}


def both(label: tuple[str, str]) -> str:
    """Return a label in both languages."""
    return " ".join(label)


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"  {label}: {value}" for label, value in values.items() if value not in (None, "", [], ()))


def content_lines(content: Mapping[str, Any]) -> Iterator[str]:
    """Return what a document says, a line a field."""
    written = layout.cells(content)
    return _pairs({both(label): written.get(field) for field, label in FIELDS.items() if field != "title"})


# -- Demands


def demand_row(line: DemandSummary) -> dict[str, Any]:
    """Return one line of the demand list, by the names of ``DEMAND_HEADINGS``."""
    named = {name: getattr(line, name) for name in DEMAND_HEADINGS}
    return named | {"state": _DEMAND_STATES[line.state][0], "urgency": demand_rules.URGENCIES[line.urgency][0]}


def demand_lines(demand: Demand) -> Iterator[str]:
    """Return the sheet of one demand."""
    line = demand.summary
    yield f"{line.number}  {line.title}"
    yield from _pairs(
        {
            "需求部门 department": f"{line.department}（{line.region}）",
            "状态 state": both(_DEMAND_STATES[line.state]),
            "受理机关所在区划 desk": line.desk,
            "匹配结论 verdict": both(demand_rules.VERDICTS[line.verdict]) if line.verdict else None,
            "到期 due": line.due_on,
            "版次 revision": line.revision,
            "编号 id": line.id,
        }
    )
    yield from content_lines(demand.content)
    yield from _pairs({"尚无来源的信息项 items without a source": "、".join(demand.missing)})
    yield from (f"  来源 source: {_source_line(source)}" for source in demand.sources)
    if demand.merged_into:
        yield f"  并入 merged into: {demand.merged_into.number} {demand.merged_into.title}"
    yield from (f"  并入本需求 merged into this: {other.number} {other.title}" for other in demand.followers)
    yield from case_lines(demand.cases)
    yield from step_lines(demand.steps, demand_rules.VERB_NAMES)


def _source_line(source: Source) -> str:
    what = source.responsibility and f"{source.responsibility} {source.owner}"
    entry = source.resource and f"{source.resource_code or ''} {source.resource}".strip()
    answering = "可调用 callable" if source.callable else "尚不可调用 not callable yet"
    return "，".join(filter(None, (what, entry, "、".join(source.items), answering)))


def case_lines(cases: Iterable[Case]) -> Iterator[str]:
    """Return the clocks of a thing, a line each."""
    for case in cases:
        kind = both(DUTIES[case.kind]) if case.kind in DUTIES else case.kind
        yield f"  期限 clock: {kind}，到期 due {case.due_on}，{STANDINGS[case.standing]}"


def step_lines(steps: Iterable[Step], verbs: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Return what was done, a line a step."""
    for step in steps:
        who = " ".join(filter(None, (step.department, step.name)))
        said = "；".join(filter(None, (step.opinion, cited(step.basis), _followed(step))))
        yield f"  {shanghai_day(step.at)}  {both(verbs[step.verb])}  {who}" + (f"：{said}" if said else "")


def _followed(step: Step) -> str | None:
    """Return what became of the demand that another was merged into, where that is what a step tells."""
    if step.verb != "follow":
        return None
    return f"{step.facts['demand']} {both(demand_rules.VERB_NAMES[step.facts['verb']])}"


# -- Responsibilities


def responsibility_row(line: ResponsibilitySummary) -> dict[str, Any]:
    """Return one line of the responsibility list, by the names of ``RESPONSIBILITY_HEADINGS``."""
    return {name: getattr(line, name) for name in RESPONSIBILITY_HEADINGS} | {"state": _RESPONSIBILITY_STATES[line.state][0]}


def responsibility_lines(responsibility: Responsibility) -> Iterator[str]:
    """Return the sheet of one responsibility."""
    line = responsibility.summary
    yield f"{line.number}  {line.title}"
    entry = line.resource and f"{responsibility.resource_code or ''} {line.resource}".strip()
    answering = "可调用 callable" if responsibility.callable else "不可调用 not callable"
    yield from _pairs(
        {
            "责任部门 owner": line.owner,
            "主管区划 region": line.region,
            "状态 state": both(_RESPONSIBILITY_STATES[line.state]),
            "到期 due": line.due_on,
            "落实计划 plan": responsibility.plan,
            "数据资源 entry": entry and f"{entry}，{answering}",
            "版次 revision": line.revision,
            "编号 id": line.id,
        }
    )
    yield from content_lines(responsibility.content)
    for other in responsibility.demands:
        yield f"  对应需求 demand: {other.number} {other.title}（{other.department}，{both(_DEMAND_STATES[other.state])}）"
    for owner in responsibility.owners:
        until = (
            f"{shanghai_day(owner.until)} {both(responsibility_rules.VERB_NAMES[owner.outcome])}"
            if owner.until and owner.outcome
            else ""
        )
        yield f"  承担 owned by: {owner.department} {shanghai_day(owner.since)} – {until}".rstrip()
    yield from case_lines(responsibility.cases)
    yield from step_lines(responsibility.steps, responsibility_rules.VERB_NAMES)


# -- Issued lists


def issue_row(issue: Issue) -> dict[str, Any]:
    """Return one issued list as a line, by the names of ``ISSUE_HEADINGS``."""
    return {
        "id": issue.id,
        "department": issue.department,
        "year": issue.year,
        "number": issue.number,
        "entries": len(issue.entries),
        "issued": shanghai_day(issue.issued_at),
        "acknowledged": shanghai_day(issue.acknowledged_at) if issue.acknowledged_at else "未签收 not yet",
        "revision": issue.revision,
    }


def issue_lines(issue: Issue) -> Iterator[str]:
    """Return an issued list whole."""
    yield f"责任清单（{issue.year}年第{issue.number}次）{issue.department}"
    signed = issue.acknowledged_at and f"{shanghai_day(issue.acknowledged_at)} {issue.acknowledged_by}"
    yield from _pairs(
        {
            "下达 issued": f"{issue.region} {shanghai_day(issue.issued_at)} {issue.issued_by}",
            "签收 acknowledged": signed or "未签收 not yet",
            "摘要值 digest": issue.digest,
            "版次 revision": issue.revision,
            "编号 id": issue.id,
        }
    )
    rows = [
        {
            "number": entry["number"],
            "title": entry["title"],
            "state": _RESPONSIBILITY_STATES[entry["state"]][0],
            "due_on": entry.get("due_on"),
            "consumers": "、".join(entry.get("consumers", ())),
        }
        for entry in issue.entries
    ]
    yield from table(rows, {name: both(FIELDS[name]) if name in FIELDS else "编号 number" for name in rows[0]} if rows else {})


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Return what differs between two issued lists."""
    for change in changes:
        yield f"{CHANGES[change.change]}  {change.number} {change.title}"
        if change.change == "changed":
            for field, (before, after) in change.fields.items():
                label = both(FIELDS[field]) if field in FIELDS else field
                yield f"  ~ {label}: {_told(field, before)} → {_told(field, after)}"


def _told(field: str, value: Any) -> str:
    if value is None:
        return "无"
    if field == "state":
        return both(_RESPONSIBILITY_STATES[value])
    if field == "consumers":
        return "、".join(value)
    return layout.cells({field: value})[field]


def receipt_lines(receipt: Receipt) -> Iterator[str]:
    """Return what a verb did, and what is still to be completed; what kind of thing it was done to, its number tells."""
    yield f"{receipt.number}  {receipt.title}  {both(_STATES[receipt.number[:2]][receipt.state])}"
    yield f"  版次 revision {receipt.revision}  {receipt.id}"
    yield from (f"  {problem.path}: {problem.zh} / {problem.en}" for problem in receipt.problems)
