"""``catalog matching``: find what satisfies a demand, keep the synonyms, measure how well it does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from catalog import matching, search
from catalog.cli import main
from catalog.cli.common import Door, command, table
from catalog.cli.demands import group as demands
from catalog.errors import Invalid
from catalog.lists.demands import queries as demand_queries
from catalog.matching import GRADES, KINDS, LONGEST_ANSWER, VERDICTS, Group, Matched, Synonyms, Wanted


@main.group("matching")
def group() -> None:
    """供需匹配：为需求查找资源 matching: find what satisfies a demand."""


@command(group, "find")
@click.option("--title", required=True, help="需求名称 what data is wanted")
@click.option("--item", "items", multiple=True, help="所需信息项，可重复 a wanted item, repeatable")
@click.option("--region", help="区划编号、代码或名称 region, by id, code or name")
@click.option("--source", "presumed_source", help="预期数源部门 the presumed source department")
@click.option("--matter", default="", help="服务事项 the service matter")
@click.option("--scenario", default="", help="使用场景 what for")
@click.option("--limit", type=click.IntRange(1, LONGEST_ANSWER), default=10, show_default=True, help="候选数 candidates")
def find(door: Door, *, limit: int, region: str | None, **wanted: Any) -> None:
    """为一项需求查找资源，说明理由 match a demand at once, with the reasons."""
    actor = door.actor
    search.keep_up(door.office)
    with door.office.look(actor) as look:
        found = matching.match(look, matching.placed(look, Wanted(**wanted), region), limit)
    door.show(found, _lines(found))


@command(demands, "candidates")
@click.argument("reference", metavar="REF")
@click.option("--limit", type=click.IntRange(1, LONGEST_ANSWER), default=10, show_default=True, help="候选数 candidates")
def candidates(door: Door, reference: str, limit: int) -> None:
    """为已填报的需求查找资源，说明理由 match a filed demand, with the reasons."""
    actor = door.actor
    search.keep_up(door.office)
    with door.office.look(actor) as look:
        found = matching.match_filed(look, demand_queries.resolve(look, reference), limit)
    door.show(found, _lines(found))


def _lines(found: Matched) -> Iterator[str]:
    zh, en = VERDICTS[found.verdict]
    unknown = "（信息项未知 items unknown）" if found.items_unknown else ""
    missing = f"  缺 missing: {'、'.join(found.missing)}" if found.missing else ""
    yield f"结论 verdict: {zh} {en}{unknown}{missing}"
    for place, each in enumerate(found.candidates, 1):
        yield f"{place:>3}. {each.summary.name}  {each.summary.department}  {each.score:.2f} {GRADES[each.grade][0]}  {each.summary.id}"
        yield f"     {'；'.join(zh for zh, _ in each.reasons)}"
    for near in found.nearest:
        yield f"  → {near.name}（{near.region}）：{'；'.join(zh for zh, _ in near.reasons)}"


@command(group, "evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def evaluate(door: Door, file: Path) -> None:
    """以已标注的需求衡量匹配效果 measure matching on labelled demands, JSON lines whose labels name rows of imported files."""
    actor = door.actor
    labelled = list(_labelled(file))
    search.tend(door.office)
    hidden = not sys.stderr.isatty()
    bar_ = click.progressbar(length=len(labelled), label="匹配 matching", file=sys.stderr, hidden=hidden)
    with door.office.look(actor) as look, bar_ as bar:
        judged = list(matching.judge(look, labelled, partial(bar.update, 1)))
    figures = matching.figures(judged)
    rows = [{"figure": name, "value": _said(value)} for name, value in figures.items()]
    door.show(figures, table(rows, {"figure": "指标 figure", "value": "值 value"}))


def _said(value: Any) -> str:
    return "  ".join(f"{name} {each:.3f}" for name, each in value.items()) if isinstance(value, dict) else f"{value:g}"


def _labelled(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                read = json.loads(line)
            except ValueError as error:
                raise Invalid(f"第 {number} 行不是 JSON", f"line {number} is no JSON", code="bad_json") from error
            if problems := matching.label_problems(read):
                raise Invalid(f"第 {number} 行有误", f"line {number} is not right", problems=problems)
            yield read


@group.group("synonyms")
def synonyms() -> None:
    """同义词 synonyms."""


@command(synonyms, "list")
@click.option("--kind", type=click.Choice(KINDS), help="类别 kind")
@click.option("--word", help="含此文字 holding this")
def show(door: Door, kind: str | None, word: str | None) -> None:
    """列出同义词，主管部门的在前 list the synonyms, the authority's first."""
    with door.office.look(door.actor) as look:
        found = matching.synonyms(look, kind=kind, word=word)
    door.show({"synonyms": found}, [_line(each) for each in found] or "没有 none")


def _line(each: Group) -> str:
    origin = "内置 built in" if each.built_in else f"{each.id}  版次 revision {each.revision}"
    return f"{each.kind:<7} {'、'.join(each.words)}  {origin}"


@command(synonyms, "put")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(KINDS), required=True, help="类别 kind")
@click.option("--note", help="说明 why")
@click.option("--group", "known", help="要更改的组的编号 id of the group to change")
@click.option("--revision", type=int, help="所读到的版次 the revision you have read")
def put(door: Door, words: tuple[str, ...], kind: str, note: str | None, known: str | None, revision: int | None) -> None:
    """新增或更改一组同义词，首词为组名 put words that mean the same; the first names the group."""
    with door.office.work(door.actor) as work:
        found = matching.put_synonyms(work, Synonyms(kind, words, note), group=known, revision=revision)
    door.show(found, _line(found))


@command(synonyms, "remove")
@click.argument("known", metavar="GROUP")
@click.option("--revision", type=int, required=True, help="所读到的版次 the revision you have read")
def remove(door: Door, known: str, revision: int) -> None:
    """删除一组同义词 remove a group of synonyms."""
    with door.office.work(door.actor) as work:
        matching.remove_synonyms(work, known, revision=revision)
    door.show({"removed": known}, f"已删除 removed {known}")
