"""A catalog entry as a sheet of lines, Chinese first: what ``catalog lists show`` and the verbs print for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.cli.common import table
from catalog.lists.bindings import Binding
from catalog.lists.desk import Receipt
from catalog.lists.diff import Diff
from catalog.lists.labels import FIELDS, ITEM_FIELDS, Label, field_label, item_label, said
from catalog.lists.queries import Draft, Entry, Summary
from catalog.lists.routes import KINDS
from catalog.lists.rules import STATE_NAMES

SUMMARY_LABELS: Final[dict[str, str]] = {
    "code": "代码 code",
    "name": "名称 name",
    "department": "提供部门 provider",
    "state": "状态 state",
    "sharing_type": "共享 sharing",
    "items": "信息项 items",
    "id": "编号 id",
}


def _both(label: Label) -> str:
    """Return a label in both languages."""
    return " ".join(label)


def state(name: str) -> str:
    """Return a state in both languages."""
    return _both(STATE_NAMES[name])


def entry_lines(entry: Entry, bound: Sequence[Binding]) -> Iterator[str]:
    """Return the sheet of one entry with its bindings."""
    summary = entry.summary
    yield summary.name
    yield from _pairs(_identity(entry))
    yield from content_lines(entry.content)
    for binding in bound:
        yield f"挂接 binding: {binding_line(binding)}"
    if entry.draft is not None and entry.draft.version != entry.version:
        yield from _draft_lines(entry.draft)


def _identity(entry: Entry) -> dict[str, Any]:
    summary = entry.summary
    codes = [f"{place.code}（{place.name}）" for place in entry.placements]
    origin = [f"{each.get('file')} 第 {'、'.join(map(str, each.get('lines', ())))} 行" for each in entry.origin]
    return {
        "代码 code": summary.code,
        "原代码 legacy code": entry.legacy_code,
        "分类编目 placements": "、".join(codes),
        "提供部门 provider": f"{summary.department}（{summary.region}）",
        "状态 state": state(summary.state),
        "替代资源 successor": entry.successor,
        "版本 version": entry.version,
        "版次 revision": summary.revision,
        "发布日期 issued": summary.issued_on,
        "已接入 accessed": "是 yes" if summary.accessed else "否 no",
        "纳入考核 assessed": "是 yes" if summary.assessed else "否 no",
        "来源 origin": "；".join(origin),
        "编号 id": summary.id,
    }


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"  {label}: {value}" for label, value in values.items() if value not in (None, "", [], ()))


def content_lines(content: Mapping[str, Any]) -> Iterator[str]:
    """Return what a content document says, its items as a table."""
    yield from _pairs({_both(label): said(field, content.get(field)) for field, label in FIELDS.items()})
    if items := content.get("items"):
        rows = [{field: said(field, item.get(field)) for field in ITEM_FIELDS} for item in items]
        columns = {field: _both(label) for field, label in ITEM_FIELDS.items() if any(row[field] for row in rows)}
        yield from (f"  {line}" for line in table(rows, columns))


def _draft_lines(draft: Draft) -> Iterator[str]:
    yield f"修订中 revision: 版本 version {draft.version}，{state(draft.state)}"
    yield from breaking_lines(draft.breaking)
    yield from content_lines(draft.content)


def breaking_lines(breaking: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return the changes that break consumers."""
    return (f"  ! 影响使用方 breaks consumers: {each['zh']} / {each['en']}" for each in breaking)


def binding_line(binding: Binding) -> str:
    """Return one binding with its health; its config only where the actor was given it."""
    answer = {None: "未探测 not checked", True: "应答 answering", False: f"未应答 silent ({binding.fault})"}[binding.answering]
    config = "，".join(
        f"{name}={'/'.join(value) if isinstance(value, list) else value}" for name, value in binding.config.items()
    )
    return f"{_both(KINDS[binding.kind])}，{answer}，版次 revision {binding.revision}，{binding.id}" + (
        f"，{config}" if config else ""
    )


def receipt_lines(receipt: Receipt) -> Iterator[str]:
    """Return what a verb did, and what is still to be completed."""
    code = receipt.code or "未赋码 no code yet"
    yield f"{receipt.name}  {code}  {state(receipt.state)}"
    yield f"  版本 version {receipt.version}（{state(receipt.version_state)}）  版次 revision {receipt.revision}  {receipt.id}"
    yield from breaking_lines(receipt.breaking)
    yield from (f"  {problem.path}: {problem.zh} / {problem.en}" for problem in receipt.problems)


def summary_row(summary: Summary) -> dict[str, Any]:
    """Return one line of a list of entries, by the names of ``SUMMARY_LABELS``."""
    return {
        "code": summary.code,
        "name": summary.name,
        "department": summary.department,
        "state": STATE_NAMES[summary.state][0],
        "sharing_type": said("sharing_type", summary.sharing_type),
        "items": summary.item_count,
        "id": summary.id,
    }


def diff_lines(difference: Diff | Mapping[str, Any]) -> Iterator[str]:
    """Return the changes between two documents, one a line: ``+`` added, ``-`` dropped, ``~`` changed."""
    changes = difference.as_dict() if isinstance(difference, Diff) else difference
    for field, pair in changes["fields"].items():
        yield f"  ~ {_both(field_label(field))}: {_turn(field, pair)}"
    for sign, which in (("+", "added"), ("-", "dropped")):
        yield from (f"  {sign} 信息项 item {item.get('name')}" for item in changes[f"items_{which}"])
        yield from (f"  {sign} 提供形式 distribution {said('', each)}" for each in changes[f"distributions_{which}"])
    for name, attributes in changes["items_changed"].items():
        for attribute, pair in attributes.items():
            yield f"  ~ 信息项 item {name} {_both(item_label(attribute))}: {_turn(attribute, pair)}"


def _turn(field: str, pair: Sequence[Any]) -> str:
    return f"{said(field, pair[0]) or '无'} → {said(field, pair[1]) or '无'}"
