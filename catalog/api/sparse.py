"""Sparse fields: ``?fields=id,name,content.items.name`` keeps those members of an answer and leaves the others out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import marshmallow as ma

from catalog.errors import Invalid, Problem

Tree = dict[str, "Tree"]
"""What is kept: name to what is kept below it; an empty tree keeps everything."""


def paths(schema: ma.Schema) -> tuple[str, ...]:
    """Return every member that answers of a schema can have, those of parts and of the members of lists by their path."""
    return tuple(_paths(schema))


def _paths(schema: ma.Schema) -> Iterator[str]:
    for attribute, field in schema.fields.items():
        name = field.data_key or attribute
        yield name
        inner = field.inner if isinstance(field, ma.fields.List) else field
        if isinstance(inner, ma.fields.Nested):
            yield from (f"{name}.{below}" for below in _paths(inner.schema))


def read_fields(asked: Iterable[str], known: tuple[str, ...]) -> Tree:
    """Return what is to be kept; each of ``asked`` is a list of paths with commas between them.

    Raises
    ------
    Invalid
        A path is none of the known ones; the problem names those that stand beside it.
    """
    wanted = [path for text in asked for path in text.split(",")]
    if problems := [_unknown(path, known) for path in wanted if path not in known]:
        raise Invalid("没有所选的字段", "there is no such field to choose", problems=problems)
    tree: Tree = {}
    # The shortest come first: what is wanted whole is not cut down by a path into it.
    for path in sorted(wanted, key=len):
        _keep(tree, path.split("."))
    return tree


def _keep(tree: Tree, steps: list[str]) -> None:
    *above, last = steps
    for name in above:
        if name in tree and not tree[name]:
            return
        tree = tree.setdefault(name, {})
    tree[last] = {}


def _unknown(path: str, known: tuple[str, ...]) -> Problem:
    """Say which members there are beside one that is not there."""
    parent = path.rpartition(".")[0]
    beside = [each for each in known if each.rpartition(".")[0] == parent] or [each for each in known if "." not in each]
    listed = ", ".join(beside)
    return Problem(
        "fields", "unknown_field", f"没有字段 {path[:80]}，可选：{listed}", f"no field {path[:80]}; known are {listed}"
    )


def prune(data: Any, tree: Tree) -> Any:
    """Return data with what is not kept left out; of a list, from each member."""
    if not tree:
        return data
    if isinstance(data, list):
        return [prune(each, tree) for each in data]
    if isinstance(data, Mapping):
        return {name: prune(value, tree[name]) for name, value in data.items() if name in tree}
    return data
