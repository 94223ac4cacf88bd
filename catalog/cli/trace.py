"""``catalog trace ID``: everything that hangs together with a demand, a responsibility or an entry, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import click

from catalog import flows
from catalog.cli import main
from catalog.cli.common import Door, command
from catalog.flows import Event, Node, Trace
from catalog.lists import rules
from catalog.lists.demands import rules as demands
from catalog.lists.demands.desk import cited
from catalog.lists.responsibilities import rules as responsibilities
from catalog.lists.routes import KINDS as BINDING_KINDS
from catalog.sharing import rules as sharing
from catalog.store import SHANGHAI

_KINDS: Final[Mapping[str, str]] = {
    "demand": "需求 demand",
    "responsibility": "责任 responsibility",
    "resource": "资源 entry",
    "binding": "挂接 binding",
    "application": "共享申请 application",
    "grant": "授权 grant",
}
_STATES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "demand": demands.STATE_NAMES,
    "responsibility": responsibilities.STATE_NAMES,
    "resource": rules.STATE_NAMES,
    "binding": {"answering": ("应答", "answering"), "silent": ("未应答", "silent")},
    "application": sharing.STATE_NAMES["application"],
    "grant": sharing.STATE_NAMES["grant"],
}
_VERBS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "demand": demands.VERB_NAMES,
    "responsibility": responsibilities.VERB_NAMES,
    "resource": {
        "submit": ("提交审核", "submit"),
        "pass": ("审核通过", "reviewed"),
        "return": ("审核退回", "returned"),
        "refuse": ("审核不予通过", "refused"),
        "publish": ("发布", "publish"),
    },
    "binding": {"answer": ("应答", "answer")},
    "application": sharing.VERB_NAMES["application"],
    "grant": sharing.VERB_NAMES["grant"],
}
_RELATIONS: Final[Mapping[str, str]] = {
    "assigned": "派发 assigned",
    "matched": "匹配 matched",
    "fulfilled": "履行 fulfilled",
    "bound": "挂接 bound",
    "merged": "并入 merged into",
    "applied": "提出申请 applied by",
    "wanted": "申请 wants",
    "granted": "授权 granted as",
    "opens": "可调用 may call",
}
#: Facts of a step that people read; the others are ids and digests.
_FACTS: Final[Mapping[str, str]] = {
    "to": "至 to",
    "into": "并入 into",
    "demand": "需求 demand",
    "responsibility": "责任 responsibility",
    "consent": "同意 consent",
    "consent_on": "同意日期 on",
    "due_on": "延至 until",
    "application": "共享申请 application",
}


@command(main, "trace")
@click.argument("reference", metavar="ID")
def trace(door: Door, reference: str) -> None:
    """追溯需求、责任、资源、申请或授权：相关各项与每一步 trace any of them by id, number or code: all that belongs to it, step by step."""
    with door.office.look(door.actor) as look:
        found = flows.trace(look, reference)
    door.show(found, _lines(found))


def _lines(found: Trace) -> Iterator[str]:
    names = {f"{node.kind}:{node.id}": _name(node) for node in found.nodes}
    yield "相关各项 what belongs together"
    for node in found.nodes:
        mark = "*" if f"{node.kind}:{node.id}" == found.start else " "
        yield f"{mark} {_KINDS[node.kind]}  {_name(node)}  {_title(node)}（{node.department}，{_state(node)}）"
    for link in found.links:
        items = f"（{'、'.join(link.items)}）" if link.items else ""
        yield f"  {names[link.source]} → {_RELATIONS[link.relation]} → {names[link.target]}{items}"
    yield "办理过程 step by step"
    yield from (_step(event, names) for event in found.events)
    if not found.complete:
        yield "相关各项过多，未全部列出 there is more than is shown"


def _name(node: Node) -> str:
    return node.number or (f"挂接 {node.id[-6:]}" if node.kind == "binding" else node.title)


def _title(node: Node) -> str:
    return " ".join(BINDING_KINDS[node.title]) if node.title in BINDING_KINDS and node.kind == "binding" else node.title


def _state(node: Node) -> str:
    return " ".join(_STATES[node.kind][node.state])


def _step(event: Event, names: Mapping[str, str]) -> str:
    """Return one step as a sentence: when, what was done to what, by whom, why, on which basis."""
    verb = " ".join(_VERBS[event.thing.partition(":")[0]].get(event.verb, (event.verb,)))
    who = " ".join(filter(None, (event.department, event.name)))
    parts = [f"{_minute(event.at)}  {verb}  {names[event.thing]}", who]
    parts += [f"{label} {event.facts[name]}" for name, label in _FACTS.items() if event.facts.get(name)]
    parts += [" ".join(demands.VERB_NAMES[event.facts["verb"]])] if event.verb == "follow" else []
    parts += _reasons(event)
    return "  ".join(filter(None, parts))


def _reasons(event: Event) -> Iterator[Any]:
    if event.opinion:
        yield f"意见 opinion：{event.opinion}"
    if event.basis:
        yield f"依据 basis：{cited([dict(each) for each in event.basis])}"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
