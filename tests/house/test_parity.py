"""Law: what can be done over the API can be done on the command line, and the other way round."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import catalog
from catalog.rights import RIGHTS

ROOT = Path(catalog.__file__).parent
DOORS = ("api", "cli")

CLI_ALONE = {
    "people:bootstrap": "the three administrators are made before there is anybody who could ask over the network",
    "job:run": "a node runs its own jobs; nobody runs them for it over the network",
}
"""Rights that no route of the API comes to, with the reason."""

API_ALONE = {
    "metrics:read": "numbers of a serving process are only there in a serving process",
}
"""Rights that no command comes to, with the reason."""


@cache
def module(name: str) -> tuple[Mapping[str, ast.AST], Mapping[str, str]]:
    """Return what a module defines at its top, and what its imports mean."""
    place = ROOT.parent.joinpath(*name.split("."))
    is_package = place.is_dir()
    tree = ast.parse((place / "__init__.py" if is_package else place.with_suffix(".py")).read_text(encoding="utf-8"))
    defined: dict[str, ast.AST] = {}
    means: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            defined |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("catalog"):
            means |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return defined, means


def is_module(name: str) -> bool:
    place = ROOT.parent.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def found(name: str) -> tuple[str, str] | None:
    """Return the module that defines a dotted name, and the name there; re-exports are followed."""
    holder, _, last = name.rpartition(".")
    if not holder or not is_module(holder):
        return None
    defined, means = module(holder)
    if last in defined:
        return holder, last
    return found(means[last]) if last in means and means[last] != name else None


def used(holder: str, node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the definitions that a piece of a module names."""
    defined, means = module(holder)
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in defined:
            yield holder, each.id
        elif isinstance(each, ast.Name | ast.Attribute):
            first, _, rest = ast.unparse(each).partition(".")
            if first in means and (there := found(".".join(filter(None, (means[first], rest))))):
                yield there


def named(node: ast.AST) -> Iterator[str]:
    """Yield the rights that a piece of code names, also where one is put together of parts."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and each.value in RIGHTS:
            yield str(each.value)
        elif isinstance(each, ast.JoinedStr):
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+" for part in each.values]
            if any(isinstance(part, ast.Constant) and part.value != ":" for part in each.values):
                yield from (right for right in RIGHTS if re.fullmatch("".join(parts), right))


def come_to(door: str) -> set[str]:
    """Return the rights asked for by anything that the modules of a door use, however deep inside."""
    names = [".".join(path.relative_to(ROOT.parent).with_suffix("").parts) for path in (ROOT / door).glob("*.py")]
    waiting = [(name, top) for name in names if not name.endswith("__init__") for top in module(name)[0]]
    seen = set(waiting)
    rights: set[str] = set()
    while waiting:
        holder, top = waiting.pop()
        node = module(holder)[0][top]
        rights.update(named(node))
        # The table of rights itself names them all.
        fresh = {(where, what) for where, what in used(holder, node) if where != "catalog.rights"} - seen
        seen |= fresh
        waiting += fresh
    return rights


def test_the_two_doors_come_to_the_same_rights() -> None:
    api, cli = (come_to(door) for door in DOORS)
    assert len(api & cli) > 50
    assert cli - api == CLI_ALONE.keys()
    assert api - cli == API_ALONE.keys()
