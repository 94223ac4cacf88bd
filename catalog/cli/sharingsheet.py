"""Applications and grants as lines for people, Chinese first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from catalog.cli.common import table
from catalog.cli.loopsheet import both, case_lines, step_lines
from catalog.lists.demands.desk import cited
from catalog.lists.vocabulary import SHARING_MODES
from catalog.sharing.applications.queries import Application, Reply
from catalog.sharing.grants.queries import Grant
from catalog.sharing.rules import STATE_NAMES, VERB_NAMES
from catalog.sharing.statements import QUOTAS

APPLICATION_HEADINGS: Final = {
    "number": "编号 number",
    "title": "数据资源 entry",
    "department": "申请部门 applicant",
    "provider": "提供部门 provider",
    "state": "状态 state",
    "due_on": "到期 due",
    "revision": "版次 revision",
}
GRANT_HEADINGS: Final = {
    "number": "编号 number",
    "title": "数据资源 entry",
    "consumer": "使用部门 consumer",
    "system": "应用系统 system",
    "provider": "提供部门 provider",
    "state": "状态 state",
    "usable": "可用 usable",
    "valid_to": "终止 until",
    "revision": "版次 revision",
}
FIELDS: Final = {
    "items": "信息项 items",
    "scenario": "使用场景 scenario",
    "scope": "使用范围 scope",
    "mode": "共享方式 sharing mode",
    "until": "使用时限 until",
    "matters": "服务事项 matters",
    "system": "应用系统 system",
    "note": "备注 note",
}


def rows(kind: str, lines: Iterable[Any], headings: Mapping[str, str]) -> list[str]:
    """Return a list of things of a kind as a table."""
    states = STATE_NAMES[kind]
    shown = [{name: getattr(line, name) for name in headings} | {"state": states[line.state][0]} for line in lines]
    for each in shown:
        if "usable" in each:
            each["usable"] = "是 yes" if each["usable"] else "否 no"
    return table(shown, headings)


def pairs(values: Mapping[str, Any]) -> Iterator[str]:
    """Return what there is to say, a line each."""
    for label, value in values.items():
        if value not in (None, "", [], ()):
            yield f"  {label}: {'、'.join(map(str, value)) if isinstance(value, list | tuple) else value}"


def application_lines(application: Application) -> Iterator[str]:
    """Return the sheet of one application."""
    line = application.summary
    yield f"{line.number}  {line.title}"
    yield from pairs(
        {
            "信息资源代码 code": line.resource_code,
            "申请部门 applicant": line.department,
            "提供部门 provider": line.provider,
            "状态 state": both(STATE_NAMES["application"][line.state]),
            "一揽子 basket": line.basket,
            "到期 due": line.due_on,
            "版次 revision": line.revision,
            "编号 id": line.id,
        }
    )
    content = application.content
    yield from pairs({label: content.get(name) for name, label in FIELDS.items() if name != "mode"})
    yield from pairs(
        {
            FIELDS["mode"]: SHARING_MODES[content["mode"]].zh if content.get("mode") in SHARING_MODES else None,
            "使用依据 legal basis": cited(content.get("basis", ())),
        }
    )
    for stop in application.route:
        yield f"  核转 by way of: {stop.region}，{'已核转 passed' if stop.passed else '未到 not yet'}"
    if application.reply:
        yield from _reply_lines(application.reply)
    yield from pairs({"授权 grant": application.grant})
    yield from case_lines(application.cases)
    yield from step_lines(application.steps, VERB_NAMES["application"])


def _reply_lines(reply: Reply) -> Iterator[str]:
    said = "；".join(filter(None, (reply.opinion, cited(reply.basis))))
    yield f"  答复 reply: {both(VERB_NAMES['application'][reply.outcome])}" + (f"：{said}" if said else "")
    yield from (f"  不予提供 withheld: {each['item']}：{each['reason']}" for each in reply.withheld)


def grant_lines(grant: Grant) -> Iterator[str]:
    """Return the sheet of one grant."""
    line = grant.summary
    yield f"{line.number}  {line.title}"
    quotas = {f"配额 quota: {both(label)}": getattr(grant, name) for name, label in QUOTAS.items()}
    yield from pairs(
        {
            "信息资源代码 code": line.resource_code,
            "使用部门 consumer": line.consumer,
            "应用系统 system": line.system,
            "提供部门 provider": line.provider,
            "状态 state": both(STATE_NAMES["grant"][line.state]),
            "此刻可用 usable now": "是 yes" if line.usable else "否 no",
            "生效 from": line.valid_from,
            "终止 until": line.valid_to,
            "撤销生效 revoked from": line.revoked_at,
            "信息项 items": grant.items,
            "服务事项 matters": grant.matters,
            "使用场景 purpose": grant.purpose,
            "须注明事项 purpose required": "是 yes" if grant.purpose_required else None,
            "使用条件 conditions": grant.conditions,
            **quotas,
            "共享申请 application": grant.application,
            "版次 revision": line.revision,
            "编号 id": line.id,
        }
    )
    yield from case_lines(grant.cases)
    yield from step_lines(grant.steps, VERB_NAMES["grant"])
