"""The actions that CKAN's clients ask, each a question to the lists answered in CKAN's shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from catalog.errors import NotFound
from catalog.exchange.ckan import names
from catalog.exchange.ckan.arguments import MOST_ROWS, Arguments, flag, required, several, text, whole
from catalog.exchange.ckan.packages import LICENSE, Shape, find_resource, group, organization, package, tag
from catalog.exchange.ckan.searching import package_search, tags
from catalog.exchange.dcat.schema_org import CATALOG_NAME
from catalog.lists import harvest
from catalog.lists.harvest import Choice, Node, Provider, Wanted
from catalog.office import Look
from catalog.rights import require

VERSION: Final = "2.10.0"
"""The release of CKAN whose shapes these are; harvesters ask for it to know what they may expect."""


def answer(look: Look, action: str, asked: Arguments, base_url: str) -> Any:
    """Answer an action by its name.

    Raises
    ------
    NotFound
        There is no such action, or not what it asks for.
    Unauthenticated, NotAllowed
        The caller may not read the catalog.
    Invalid
        An argument is missing or not understood.
    """
    if action not in ACTIONS:
        raise NotFound(f"没有此操作：{action}", f"Action name not known: {action}", code="unknown_action")
    return ACTIONS[action].ask(look, asked, base_url)


# -- The service


def _status_show(_look: Look, _asked: Arguments, base_url: str) -> Shape:
    return {
        "ckan_version": VERSION,
        "site_title": CATALOG_NAME,
        "site_description": "",
        "site_url": base_url.rstrip("/"),
        "locale_default": "zh_Hans_CN",
        "error_emails_to": None,
        "extensions": [],
    }


def _site_read(look: Look, _asked: Arguments, _base_url: str) -> bool:
    require(look.actor, "resource:read")
    return True


def _help_show(_look: Look, asked: Arguments, _base_url: str) -> str:
    name = required(asked, "name")
    if name not in ACTIONS:
        raise NotFound(f"没有此操作：{name}", f"Action name not known: {name}", code="unknown_action")
    return ACTIONS[name].help


def _license_list(_look: Look, _asked: Arguments, _base_url: str) -> list[Shape]:
    return [LICENSE]


# -- Packages and their resources


def _package_list(look: Look, asked: Arguments, _base_url: str) -> list[str]:
    listed = harvest.names(look, offset=whole(asked, "offset", 0) or 0, limit=whole(asked, "limit"))
    return [names.package_name(identity, code) for identity, code in listed]


def _package_show(look: Look, asked: Arguments, base_url: str) -> Shape:
    return package(harvest.show(look, names.entry_of(required(asked, "id", "name_or_id"))), base_url)


def _current_package_list(look: Look, asked: Arguments, base_url: str) -> list[Shape]:
    limit = whole(asked, "limit", MOST_ROWS, most=MOST_ROWS) or 0
    entries = harvest.page(look, offset=whole(asked, "offset", 0) or 0, limit=limit, order="modified_desc")
    return [package(entry, base_url) for entry in entries]


def _resource_show(look: Look, asked: Arguments, base_url: str) -> Shape:
    identity = required(asked, "id")
    made = find_resource(package(harvest.show(look, names.split_resource_id(identity)[0]), base_url), identity)
    if made is None:
        raise NotFound("没有此资源形式", "Resource was not found.")
    return made


# -- Organizations, groups, tags


def _organization_list(look: Look, asked: Arguments, _base_url: str) -> list[Any]:
    listed = [(organization(provider), entries) for provider, entries in harvest.providers(look)]
    return _listed(listed, asked, several(asked, "organizations"))


def _organization_show(look: Look, asked: Arguments, base_url: str) -> Shape:
    wanted = names.department_of(required(asked, "id"))
    for provider, entries in harvest.providers(look):
        if wanted in (provider.id, provider.code):
            return _shown(look, asked, base_url, organization(provider), _of(provider), entries)
    raise NotFound("没有此机构", "Organization was not found.")


def _of(provider: Provider) -> Wanted:
    return Wanted(departments=[Choice([provider.id])])


def _group_list(look: Look, asked: Arguments, _base_url: str) -> list[Any]:
    return _listed([(group(node), entries) for node, entries in harvest.classified(look)], asked, several(asked, "groups"))


def _group_show(look: Look, asked: Arguments, base_url: str) -> Shape:
    wanted = required(asked, "id")
    for node, entries in harvest.classified(look):
        if node.code == wanted:
            return _shown(look, asked, base_url, group(node), _at(node), entries)
    raise NotFound("没有此分类", "Group was not found.")


def _at(node: Node) -> Wanted:
    return Wanted(nodes=[Choice([node.code])])


def _listed(bodies: list[tuple[Shape, int]], asked: Arguments, only: list[str]) -> list[Any]:
    """Return bodies by name, or whole where ``all_fields`` asks for it."""
    offset, limit = whole(asked, "offset", 0) or 0, whole(asked, "limit")
    chosen = [(body, entries) for body, entries in bodies if not only or body["name"] in only]
    page = chosen[offset:] if limit is None else chosen[offset : offset + limit]
    if flag(asked, "all_fields"):
        return [{**body, "package_count": entries} for body, entries in page]
    return [body["name"] for body, _ in page]


def _shown(look: Look, asked: Arguments, base_url: str, body: Shape, wanted: Wanted, entries: int) -> Shape:
    shown = {**body, "package_count": entries, "users": [], "extras": [], "tags": [], "groups": []}
    if flag(asked, "include_datasets"):
        shown["packages"] = [package(entry, base_url) for entry in harvest.page(look, wanted, limit=MOST_ROWS)]
    return shown


def _tag_list(look: Look, asked: Arguments, _base_url: str) -> list[Any]:
    words = text(asked, "query")
    found = sorted(value.value for value in tags(look) if words in value.value)
    return [tag(theme) for theme in found] if flag(asked, "all_fields") else found


def _tag_show(look: Look, asked: Arguments, base_url: str) -> Shape:
    theme = required(asked, "id")
    quoted = theme.replace("\\", "\\\\").replace('"', '\\"')
    found = package_search(look, {"fq": f'tags:"{quoted}"', "rows": MOST_ROWS}, base_url)
    if not found["count"]:
        raise NotFound("没有此标签", "Tag was not found.")
    return {**tag(theme), **({"packages": found["results"]} if flag(asked, "include_datasets") else {})}


class Action(NamedTuple):
    """How an action is answered, what ``help_show`` says of it, and whether it asks the index."""

    ask: Callable[[Look, Arguments, str], Any]
    help: str
    searches: bool = False


ACTIONS: Final[dict[str, Action]] = {
    "status_show": Action(_status_show, "服务状态与所遵循的 CKAN 版本 · the service and the release of CKAN it speaks"),
    "site_read": Action(_site_read, "是否可读取目录 · whether the caller may read the catalog"),
    "help_show": Action(_help_show, "操作说明，参数 name · what an action does; name"),
    "license_list": Action(_license_list, "许可列表 · licences"),
    "package_list": Action(_package_list, "已发布资源的名称，参数 limit、offset · names of the published entries; limit, offset"),
    "package_show": Action(_package_show, "一条资源，参数 id（编号或名称）· one entry; id: its id or name"),
    "package_search": Action(
        package_search,
        "检索，参数 q、fq、sort、rows（至多 1000）、start、facet.field；res_format 按格式种类 · "
        "search; q, fq, sort, rows (at most 1000), start, facet.field; res_format goes by the kind of format",
        searches=True,
    ),
    "current_package_list_with_resources": Action(
        _current_package_list, "最近变更的资源，参数 limit、offset · entries changed last first; limit, offset"
    ),
    "resource_show": Action(_resource_show, "资源的一种形式，参数 id · one form of an entry; id"),
    "organization_list": Action(
        _organization_list, "提供部门，参数 all_fields、limit、offset · providing departments; all_fields, limit, offset"
    ),
    "organization_show": Action(
        _organization_show, "一个提供部门，参数 id、include_datasets · one providing department; id, include_datasets"
    ),
    "group_list": Action(_group_list, "信息资源分类，参数 all_fields、limit、offset · classification; all_fields, limit, offset"),
    "group_show": Action(_group_show, "一个分类，参数 id、include_datasets · one node of it; id, include_datasets"),
    "tag_list": Action(
        _tag_list, "主题（最常用的），参数 query、all_fields · the most frequent themes; query, all_fields", searches=True
    ),
    "tag_show": Action(_tag_show, "一个主题，参数 id、include_datasets · one theme; id, include_datasets", searches=True),
}
"""Every action there is; any other name is not known."""
