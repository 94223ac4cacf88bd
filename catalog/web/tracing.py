"""The trace of a demand, a responsibility or a resource: what hangs together with it, and every step on the way as a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, render_template

from catalog import reception
from catalog.flows.tracing import Node, Trace, trace
from catalog.lists.routes import KINDS
from catalog.reception import needs
from catalog.web.shared import link, named, say

RELATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "matched": ("匹配", "is matched with"),
    "assigned": ("派发", "is assigned as"),
    "fulfilled": ("履行", "is fulfilled with"),
    "bound": ("挂接", "is bound to"),
    "merged": ("并入", "is merged into"),
    "applied": ("提出申请", "has applied by"),
    "wanted": ("申请", "wants"),
    "granted": ("授权为", "is granted as"),
    "opens": ("可调用", "may call"),
}
"""How one thing leads to another."""

KIND_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "demand": ("需求", "demand"),
    "responsibility": ("责任", "responsibility"),
    "resource": ("数据资源", "resource"),
    "binding": ("挂接", "binding"),
    "application": ("共享申请", "application"),
    "grant": ("授权", "grant"),
}
"""What things of the loop are called."""

_RESOURCE_VERBS: Final[Mapping[str, tuple[str, str]]] = {
    "submit": ("提交审核", "submitted for review"),
    "pass": ("审核通过", "passed"),
    "return": ("退回", "returned"),
    "refuse": ("不予通过", "refused"),
    "publish": ("发布", "published"),
    "answer": ("最近应答", "last answered"),
}


def attach(pages: Blueprint) -> None:
    """Open these pages."""
    pages.add_url_rule("/trace/<path:reference>", "trace", show)


@needs("demand:read", "responsibility:read")
def show(reference: str) -> str:
    """Show the trace of a thing, named by id, number or code."""
    with reception.look() as look:
        found = trace(look, reference)
    nodes = {f"{node.kind}:{node.id}": node for node in found.nodes}
    return render_template(
        "trace.html",
        found=found,
        nodes=nodes,
        start=nodes[found.start],
        waits=_open_ends(found),
        RELATIONS=RELATIONS,
        KIND_NAMES=KIND_NAMES,
        called=called,
        state_of=state_of,
        done=done,
        address=address,
    )


def _open_ends(found: Trace) -> tuple[Node, ...]:
    """Return the entries and bindings that cannot be called."""
    return tuple(node for node in found.nodes if node.callable is False)


def called(node: Node) -> str:
    """Return what a thing is called: a binding by its kind, everything else by its title."""
    return say(*KINDS[node.title]) if node.kind == "binding" else node.title


def state_of(node: Node) -> str:
    """Return the state of a thing in words."""
    if node.kind == "binding":
        return say("应答正常", "answering") if node.callable else say("未应答", "not answering")
    return named({"resource": "state"}.get(node.kind, node.kind), node.state)


def done(thing: str, verb: str) -> str:
    """Return what a step did in words."""
    kind = thing.partition(":")[0]
    return say(*_RESOURCE_VERBS[verb]) if kind in ("resource", "binding") else named(f"{kind}_verb", verb)


def address(node: Node) -> str | None:
    """Return where the page of a thing is, None for what has none."""
    return None if node.kind in ("binding", "application", "grant") else link(node.kind, **{node.kind: node.id})
