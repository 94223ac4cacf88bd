"""``catalog search QUERY``: find entries by any fragment; build the index anew and see how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from catalog import search
from catalog.cli import main, named, sheet
from catalog.cli.common import Door, command, plain, table
from catalog.office import Look
from catalog.people import find_region
from catalog.rights import require


class _Asking(click.Group):
    """A group whose first word, where it names no command, begins a question."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Read the arguments of ``find`` where no command is named."""
        if args and args[0] not in {*self.commands, *context.help_option_names}:
            args = ["find", *args]
        return super().parse_args(context, args)


@main.group("search", cls=_Asking)
def group() -> None:
    """检索目录：catalog search 文字 find entries: catalog search WORDS; the same as catalog search find WORDS."""


def _filters(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Read ``facet=value``, repeated."""
    chosen: dict[str, tuple[str, ...]] = {}
    for text in given:
        facet, equals, value = text.partition("=")
        if not equals or facet not in search.FACETS:
            raise click.BadParameter(f"应为 分面=值，分面为 expected facet=value with one of: {', '.join(search.FACETS)}")
        chosen[facet] = (*chosen.get(facet, ()), value)
    return chosen


@command(group, "find")
@click.argument("words", metavar="QUERY", nargs=-1)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    callback=_filters,
    metavar="FACET=VALUE",
    help="按分面筛选，可重复 narrow by a facet, repeatable",
)
@click.option("--sort", type=click.Choice(search.SORTS), default="relevance", show_default=True, help="排序 order")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="条数 hits a page")
@click.option("--offset", type=click.IntRange(0), default=0, help="跳过的条数 hits to pass over")
def find(door: Door, *, words: tuple[str, ...], filters: dict[str, tuple[str, ...]], **paged: Any) -> None:
    """按名称、信息项、摘要、部门、代码、拼音的任意片段查找 find by any fragment of names, items, abstracts, departments, codes, pinyin."""
    actor = door.actor
    search.keep_up(door.office)
    with door.office.look(actor) as look:
        found = search.find(look, search.Query(" ".join(words), _named(look, filters), **paged))
    door.show(found, _lines(found))


def _named(look: Look, filters: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the filters with departments and regions, named by code or name, as ids."""
    chosen = dict(filters)
    if "department" in chosen:
        chosen["department"] = tuple(named.department(look, text) for text in chosen["department"])
    if "region" in chosen:
        chosen["region"] = tuple(find_region(look.session, text).id for text in chosen["region"])
    return chosen


def _lines(found: search.Found) -> Iterator[str]:
    if found.hits:
        yield from table([sheet.summary_row(hit.summary) for hit in found.hits], sheet.SUMMARY_LABELS)
    yield f"共 {'约 ' if found.approximate else ''}{found.total} 个 in all"
    if found.did_you_mean:
        yield f"也许要找 did you mean: {'、'.join(found.did_you_mean)}"


@command(group, "suggest")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 20), default=8, show_default=True, help="条数 suggestions")
def suggest(door: Door, text: str, limit: int) -> None:
    """键入时的建议 suggestions while typing: names of entries, departments and items."""
    actor = door.actor
    search.keep_up(door.office)
    with door.office.look(actor) as look:
        suggested = search.suggest(look, text, limit)
    door.show(suggested, [each.text for each in suggested] or "没有建议 no suggestions")


@command(group, "rebuild")
def rebuild(door: Door) -> None:
    """重建索引，检索不中断 build the index anew; search goes on meanwhile."""
    require(door.actor, "search:rebuild")
    _show(door, search.rebuild(door.office))


@command(group, "status")
def status(door: Door) -> None:
    """索引状态 how the index stands beside the catalog."""
    with door.office.look(door.actor) as look:
        require(look.actor, "search:rebuild")
        standing = search.status(look)
    _show(door, standing)


def _show(door: Door, standing: search.Standing) -> None:
    recipe = "现行 present" if standing.recipe_current else "旧 former"
    lines = (
        f"代次 generation {standing.generation}  资源 entries {standing.documents}  {standing.bytes} 字节 bytes",
        f"日志 trail {standing.head_seq}  未合并 behind {standing.behind}  编制方法 recipe {recipe}",
    )
    door.show(plain(standing) | {"behind": standing.behind}, lines)
