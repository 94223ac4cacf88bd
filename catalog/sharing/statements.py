"""What an application must state, what a reply may say, and what a correction and a dispute must say (Decree 809, art. 15, 21, 22, 26). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from catalog.errors import Problem
from catalog.lists import forms
from catalog.lists.forms import Content, Field
from catalog.lists.vocabulary import SHARING_MODES

TEXTS: Final[dict[str, Field]] = {
    "scenario": Field("使用场景", "scenario", 1000, needed=True),
    "scope": Field("使用范围", "scope", 1000, needed=True),
    "system": Field("使用数据的应用系统", "consuming system", 64),
    "note": Field("备注", "note", 1000),
}
FIELDS: Final = frozenset({"items", "basis", "mode", "until", "matters", *TEXTS})
MATTERS_LIMIT: Final = 50
MATTER: Final = Field("服务事项", "service matter", 200)

QUOTAS: Final[dict[str, tuple[str, str]]] = {
    "quota_calls_day": ("每日调用次数", "calls a day"),
    "quota_calls_month": ("每月调用次数", "calls a month"),
    "quota_records_day": ("每日记录条数", "records a day"),
    "quota_records_month": ("每月记录条数", "records a month"),
    "quota_calls_minute": ("每分钟调用次数", "calls a minute"),
}
MOST: Final = 10**15
CONDITIONS: Final = Field("使用条件", "conditions", 1000)
TERMS: Final = frozenset({"until", "conditions", "purpose_required", *QUOTAS})
"""What a reply or an amendment may say of a grant besides its items."""

CORRECTION: Final[dict[str, Field]] = {
    "item": Field("信息项", "item", 128),
    "record": Field("数据记录的标识", "reference of the record", 500, needed=True),
    "doubt": Field("疑义", "what is doubted", 1000, needed=True),
    "expected": Field("应为", "what it should be", 500),
    "evidence": Field("证据或核实材料", "evidence", 2000, needed=True),
}
DISPUTE: Final[dict[str, Field]] = {
    "claim": Field("争议事项与诉求", "what is claimed", 1000, needed=True),
    "grounds": Field("理由", "grounds", 2000, needed=True),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What an entry has to give: the names of its items (none of what is not structured) and its sharing modes."""

    items: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


def offer_of(content: Content) -> Offer:
    """Return what an entry's document offers.

    >>> offer_of({"items": [{"name": "姓名"}], "sharing_modes": ["platform_api"]})
    Offer(items=('姓名',), modes=('platform_api',))
    """
    items = tuple(str(item["name"]) for item in content.get("items", ()) if isinstance(item, Mapping) and item.get("name"))
    return Offer(items, tuple(content.get("sharing_modes", ())))


def check(content: Content, offer: Offer, today: date) -> list[Problem]:
    """Return every problem of an application's document: the five statutory statements, and what is wanted.

    Parameters
    ----------
    content
        ``basis`` (laws and articles), ``scenario``, ``scope``, ``mode`` (a sharing mode), ``until`` (the last day of the term);
        ``items`` (names, none for all), ``matters`` (service matters), ``system``, ``note``. It may hold values of any type.
    offer
        What the entry has to give.
    today
        The day to judge on.

    Returns
    -------
    list of Problem
        *rejected* ones cannot be stored, *incomplete* ones stand against submitting.

    Examples
    --------
    >>> found = check({"items": ["姓名", "住址"]}, Offer(("姓名",), ("platform_api",)), date(2026, 3, 2))
    >>> [(each.path, each.code) for each in found]
    [('items[1]', 'no_such_item'), ('basis', 'missing'), ('scenario', 'missing'), ('scope', 'missing'), ('mode', 'missing'), ('until', 'missing')]
    """
    return [
        *forms.check_known(content, FIELDS),
        *forms.check_items(content),
        *_offered_items(content, offer),
        *forms.check_basis(content, "basis", needed=True),
        *forms.check_texts(content, TEXTS),
        *forms.check_term(content, "mode", SHARING_MODES, "共享方式", "sharing mode", needed=True),
        *_offered_mode(content, offer),
        *forms.check_day(content, "until", "使用时限", "last day of the term", needed=True),
        *_past(content, today),
        *_matters(content),
    ]


def _offered_items(content: Content, offer: Offer) -> Iterator[Problem]:
    items = content.get("items", ())
    if not offer.items or not isinstance(items, (list, tuple)):
        return
    for at, item in enumerate(items):
        if isinstance(item, str) and not forms.covered([item], offer.items):
            zh, en = f"该数据资源没有信息项“{item}”", f"the entry has no item “{item}”"
            yield Problem(f"items[{at}]", "no_such_item", zh, en, "incomplete")


def _offered_mode(content: Content, offer: Offer) -> Iterator[Problem]:
    mode = content.get("mode")
    if offer.modes and mode in SHARING_MODES and mode not in offer.modes:
        zh = f"该数据资源的共享方式为：{'、'.join(SHARING_MODES[each].zh for each in offer.modes)}"
        en = f"the entry is shared by: {', '.join(SHARING_MODES[each].en for each in offer.modes)}"
        yield Problem("mode", "not_offered", zh, en, "incomplete")


def _past(content: Content, today: date) -> Iterator[Problem]:
    until = forms.day(content.get("until"))
    if until is not None and until < today:
        yield Problem("until", "past", "使用时限已过", "the term is over", "incomplete")


def _matters(content: Content) -> Iterator[Problem]:
    matters = content.get("matters", ())
    if not isinstance(matters, (list, tuple)):
        yield forms.wrong_type("matters", "列表", "a list")
        return
    if len(matters) > MATTERS_LIMIT:
        yield Problem("matters", "too_many", f"服务事项不超过{MATTERS_LIMIT}个", f"at most {MATTERS_LIMIT} service matters")
    for at, matter in enumerate(matters[:MATTERS_LIMIT]):
        path = f"matters[{at}]"
        if matter is None:
            yield forms.wrong_type(path, "文本", "text")
        yield from forms.check_texts({path: matter}, {path: MATTER})
        if isinstance(matter, str) and not forms.said({"matter": matter}, "matter"):
            yield Problem(path, "missing", "服务事项不能为空", "a service matter says nothing")


def tidy(content: Content) -> dict[str, Any]:
    """Return a document that can be stored as it is stored.

    >>> tidy({"items": ["姓名", "姓 名"], "matters": [" 临时救助 ", "临时救助"], "note": ""})
    {'items': ['姓名'], 'matters': ['临时救助']}
    """
    tidied = forms.tidy(content)
    if matters := tidied.get("matters"):
        tidied["matters"] = list(dict.fromkeys(forms.said({"matter": each}, "matter") for each in matters))
    return tidied


def check_terms(terms: Mapping[str, Any], *, latest: date | None, today: date, unconditional: bool) -> list[Problem]:
    """Return what is wrong with the terms that a provider sets.

    Parameters
    ----------
    terms
        ``until`` (a day, not after the term that was applied for), ``conditions``, ``purpose_required``, and the quotas; a quota that
        is None is none.
    latest
        The last day that was applied for.
    today
        The day to judge on.
    unconditional
        Whether the data is shared without conditions: then nobody may invent any (art. 15).

    Examples
    --------
    >>> terms = {"quota_calls_day": 0, "until": "2028-01-01", "conditions": "仅限核对"}
    >>> [(each.path, each.code) for each in check_terms(terms, latest=date(2027, 1, 1), today=date(2026, 3, 2), unconditional=True)]
    [('until', 'too_late'), ('conditions', 'invented_condition'), ('quota_calls_day', 'out_of_range')]
    """
    found = [*forms.check_known(terms, TERMS), *forms.check_day(terms, "until", "使用时限", "last day of the term", needed=False)]
    until = forms.day(terms.get("until"))
    if until is not None and latest is not None and until > latest:
        found.append(Problem("until", "too_late", f"不得晚于所申请的 {latest}", f"not after {latest}, which was applied for"))
    if until is not None and until < today:
        found.append(Problem("until", "past", "使用时限已过", "the term is over"))
    found += forms.check_texts(terms, {"conditions": CONDITIONS})
    if unconditional and isinstance(terms.get("conditions"), str) and forms.said(terms, "conditions"):
        zh, en = (
            "无条件共享的数据不得附加条件（条例第十五条）",
            "unconditionally shared data takes no conditions (Decree 809, art. 15)",
        )
        found.append(Problem("conditions", "invented_condition", zh, en))
    if not isinstance(terms.get("purpose_required", False), bool):
        found.append(forms.wrong_type("purpose_required", "是或否", "true or false"))
    return found + list(_quotas(terms))


def _quotas(terms: Mapping[str, Any]) -> Iterator[Problem]:
    for name, (zh, en) in QUOTAS.items():
        value = terms.get(name)
        if value is None:
            continue
        if type(value) is not int:
            yield forms.wrong_type(name, "整数", "a whole number")
        elif not 1 <= value <= MOST:
            yield Problem(name, "out_of_range", f"{zh}应在 1 至 {MOST} 之间", f"{en} must lie between 1 and {MOST}")


def check_withheld(withheld: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> list[Problem]:
    """Return what is wrong with the items that a provider withholds: each was wanted, has its reason, and something is left.

    >>> found = check_withheld([{"item": "姓名", "reason": ""}, {"item": "住址", "reason": "敏感"}], ["姓名"])
    >>> [(each.path, each.code) for each in found]
    [('withheld[0].reason', 'missing'), ('withheld[1].item', 'not_wanted'), ('withheld', 'all_withheld')]
    """
    found: list[Problem] = []
    for at, each in enumerate(withheld):
        path = f"withheld[{at}]"
        reason = Field("不予提供的理由", "reason for withholding it", 500, needed=True)
        found += forms.check_texts({f"{path}.reason": each.get("reason")}, {f"{path}.reason": reason})
        if not forms.covered([str(each.get("item"))], wanted):
            zh, en = f"未申请信息项“{each.get('item')}”", f"item “{each.get('item')}” was not applied for"
            found.append(Problem(f"{path}.item", "not_wanted", zh, en))
    kept = [item for item in wanted if not forms.covered([item], [str(each.get("item")) for each in withheld])]
    if wanted and not kept:
        zh, en = "全部信息项都不提供，应答复不同意并列明依据", "all items are withheld: refuse, with the legal basis"
        found.append(Problem("withheld", "all_withheld", zh, en))
    return found


def check_correction(content: Content, offer: Offer) -> list[Problem]:
    """Return every problem of a correction request; it is filed whole or not at all.

    >>> [each.path for each in check_correction({"item": "住址", "record": "第12条", "doubt": "已迁出"}, Offer(("姓名",)))]
    ['evidence', 'item']
    """
    found = [*forms.check_known(content, CORRECTION), *forms.check_texts(content, CORRECTION)]
    item = content.get("item")
    if offer.items and isinstance(item, str) and item and not forms.covered([item], offer.items):
        zh, en = f"该数据资源没有信息项“{item}”", f"the entry has no item “{item}”"
        found.append(Problem("item", "no_such_item", zh, en))
    return found


def check_dispute(content: Content) -> list[Problem]:
    """Return every problem of what a claimant says.

    >>> [each.path for each in check_dispute({"claim": "应予共享"})]
    ['grounds']
    """
    return [*forms.check_known(content, DISPUTE), *forms.check_texts(content, DISPUTE)]
