"""Reading the vocabulary tables.

A department opens with ``= key name short-name type system themes`` (``-`` for no system; themes are classification codes)
and is followed by its subjects, one a line: ``name kind item item …``. Kinds and their aspects stand in
:mod:`catalog.demo.vocabulary.kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """What a department keeps records of: a name, its kind and the items that only it has."""

    name: str
    kind: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of government with the department that answers for it in the city and its counterparts."""

    key: str
    name: str
    short_name: str
    type: str
    system: str | None
    themes: tuple[str, ...]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a subject that makes a resource of its own; ``{s}`` in the texts stands for the subject."""

    name: str
    nature: str
    cycles: str
    records: str
    items: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text.

    >>> words("姓名 性别")
    ('姓名', '性别')
    """
    return tuple(text.split())


def _blocks(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words of each heading with the lines under it."""
    for block in text.split("\n= ")[1:]:
        heading, *lines = block.splitlines()
        yield heading.split(), [line for line in lines if line]


def _subject(line: str) -> Subject:
    name, kind, *items = line.split()
    return Subject(name, kind, tuple(items))


def read_fields(text: str) -> tuple[Field, ...]:
    r"""Return the departments of a table in their order.

    >>> read_fields("\n= qxj 气象局 气象局 institution - 210006\n气象站点 place 站号 海拔高度\n")[0].subjects[0].items
    ('站号', '海拔高度')
    """
    fields = []
    for (key, name, short, kind, system, themes), lines in _blocks(text):
        subjects = tuple(_subject(line) for line in lines)
        fields.append(Field(key, name, short, kind, None if system == "-" else system, tuple(themes.split(",")), subjects))
    return tuple(fields)


def read_kinds(text: str) -> dict[str, tuple[Aspect, ...]]:
    r"""Return the aspects of each kind in their order.

    >>> read_kinds("\n= doc\n{s}信息 | thing | slow | {s}的内容 | 标题 *\n")["doc"][0].items
    ('标题', '*')
    """
    kinds = {}
    for (kind,), lines in _blocks(text):
        rows = [[part.strip() for part in line.split("|")] for line in lines]
        kinds[kind] = tuple(
            Aspect(name, nature, cycles, records, tuple(items.split())) for name, nature, cycles, records, items in rows
        )
    return kinds
