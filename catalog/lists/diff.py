"""What changed between two content documents of an entry, and which of the changes break those who use the data.

Items are matched by name (the second of two items with the same name by its number), so a renamed item is one dropped and one
added. The order of items and the original texts under ``raw`` are not part of what an entry says, and do not count as changes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from catalog.lists import vocabulary
from catalog.lists.metadata import effective

Content = Mapping[str, Any]
Change = tuple[Any, Any]

_APART: Final = frozenset({"items", "distributions", "raw"})

#: What a type may become without losing a value: type → the types that hold all of its values.
WIDENINGS: Final[dict[str, frozenset[str]]] = {
    "C": frozenset("M"),
    "N": frozenset("CM"),
    "Y": frozenset("NCM"),
    "D": frozenset("TCM"),
    "T": frozenset("CM"),
    "L": frozenset("INBCM"),
    "M": frozenset(),
    "G": frozenset(),
    "B": frozenset("CM"),
    "I": frozenset("NBCM"),
    "F": frozenset("BCM"),
}


@dataclass(frozen=True, slots=True)
class Diff:
    """The changes from one document to another; empty, and false, when they say the same.

    ``fields`` and the attributes in ``items_changed`` map to ``(before, after)``, ``None`` standing for absent.
    """

    fields: Mapping[str, Change]
    items_added: tuple[Content, ...]
    items_dropped: tuple[Content, ...]
    items_changed: Mapping[str, Mapping[str, Change]]
    distributions_added: tuple[Content, ...]
    distributions_dropped: tuple[Content, ...]

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return any((self.fields, self.items_added, self.items_dropped, self.items_changed, self.distributions_added,
                    self.distributions_dropped))  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return the changes as plain lists and mappings, for JSON."""
        return {
            "fields": {field: list(change) for field, change in self.fields.items()},
            "items_added": [dict(item) for item in self.items_added],
            "items_dropped": [dict(item) for item in self.items_dropped],
            "items_changed": {
                name: {attribute: list(change) for attribute, change in changes.items()}
                for name, changes in self.items_changed.items()
            },
            "distributions_added": [dict(each) for each in self.distributions_added],
            "distributions_dropped": [dict(each) for each in self.distributions_dropped],
        }


@dataclass(frozen=True, slots=True)
class Break:
    """One change that breaks those who use the data: where, of which kind, and in words.

    An item is named in ``path`` by its name (``items[姓名].type``), for its number differs between the two documents.
    """

    path: str
    code: str
    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return the four members as a plain mapping, for JSON."""
        return asdict(self)


def diff(old: Content, new: Content) -> Diff:
    """Compare two content documents.

    >>> diff({"name": "a", "items": [{"name": "x"}]}, {"name": "b", "items": []}).as_dict()["fields"]
    {'name': ['a', 'b']}
    """
    before, after = _by_name(old), _by_name(new)
    shared = {name: _changes(before[name], after[name]) for name in before if name in after}
    return Diff(
        fields={field: change for field, change in _changes(old, new).items() if field not in _APART},
        items_added=tuple(item for name, item in after.items() if name not in before),
        items_dropped=tuple(item for name, item in before.items() if name not in after),
        items_changed={name: changes for name, changes in shared.items() if changes},
        distributions_added=_missing_from(old.get("distributions", ()), new.get("distributions", ())),
        distributions_dropped=_missing_from(new.get("distributions", ()), old.get("distributions", ())),
    )


def breaking(old: Content, new: Content) -> list[Break]:
    """Name each change from ``old`` to ``new`` that breaks those who use the data, the resource's before its items'.

    >>> [each.code for each in breaking({"items": [{"name": "x", "type": "C"}]}, {"items": [{"name": "x", "type": "N"}]})]
    ['type_narrowed']
    """
    before, after = _by_name(old), _by_name(new)
    return [
        *_tightened("", effective(old), effective(new)),
        *_modes_removed(old, new),
        *(_dropped(name) for name in before if name not in after),
        *(each for name in before if name in after for each in _item_breaks(name, old, before[name], after[name])),
    ]


def _by_name(content: Content) -> dict[str, Content]:
    """Return the items by name; a name that returns is told apart by its count."""
    counts: Counter[str] = Counter()
    named: dict[str, Content] = {}
    for item in content.get("items", ()):
        name = str(item.get("name", ""))
        counts[name] += 1
        named[name if counts[name] == 1 else f"{name}#{counts[name]}"] = item
    return named


def _changes(old: Content, new: Content) -> dict[str, Change]:
    """Return the fields whose values differ, with both values."""
    fields = dict.fromkeys((*old, *new))
    return {field: (old.get(field), new.get(field)) for field in fields if old.get(field) != new.get(field)}


def _missing_from(these: Iterable[Content], those: Iterable[Content]) -> tuple[Content, ...]:
    """Return what ``those`` hold more often than ``these``."""
    held = Counter(map(_spelled, these))
    missing = []
    for each in those:
        if held[_spelled(each)]:
            held[_spelled(each)] -= 1
        else:
            missing.append(each)
    return tuple(missing)


def _spelled(distribution: Content) -> str:
    """Return a text that is the same for equal distributions."""
    return json.dumps(distribution, ensure_ascii=False, sort_keys=True)


_TIGHTENED: Final[dict[str, tuple[str, str]]] = {
    "sharing_type": ("共享类型收紧", "sharing is tightened"),
    "openness": ("开放程度收紧", "openness is tightened"),
}


def _tightened(item: str, old: Content, new: Content) -> Iterator[Break]:
    """Name sharing and openness that became stricter; ``item`` is empty for the whole resource."""
    for field, (zh, en) in _TIGHTENED.items():
        order = vocabulary.GOVERNED[field]
        before, after = old.get(field), new.get(field)
        if before not in order or after not in order or order.index(after) <= order.index(before):
            continue
        terms = vocabulary.GOVERNED_TERMS[field]
        (_, was_zh, was_en), (_, is_zh, is_en) = terms[before], terms[after]
        whose_zh, whose_en = (f"信息项“{item}”", f"item “{item}”: ") if item else ("", "")
        path = f"items[{item}].{field}" if item else field
        yield Break(path, f"{field}_tightened", f"{whose_zh}{zh}：{was_zh}→{is_zh}", f"{whose_en}{en}: {was_en} → {is_en}")


def _modes_removed(old: Content, new: Content) -> Iterator[Break]:
    """Name the sharing modes, and the modes of distribution, that no longer exist."""
    for mode in old.get("sharing_modes", ()):
        if mode not in new.get("sharing_modes", ()):
            _, zh, en = vocabulary.SHARING_MODES[mode]
            yield Break("sharing_modes", "sharing_mode_removed", f"取消共享方式“{zh}”", f"sharing mode “{en}” is removed")
    remaining = {each.get("mode") for each in new.get("distributions", ())}
    for mode in dict.fromkeys(each["mode"] for each in old.get("distributions", ()) if "mode" in each):
        if mode not in remaining:
            _, zh, en = vocabulary.DISTRIBUTION_MODES[mode]
            yield Break("distributions", "distribution_removed", f"不再以“{zh}”提供", f"no longer delivered as {en}")


def _dropped(name: str) -> Break:
    """Name an item that is no longer delivered."""
    return Break(f"items[{name}]", "item_dropped", f"删除信息项“{name}”", f"item “{name}” is dropped")


def _item_breaks(name: str, old: Content, before: Content, after: Content) -> Iterator[Break]:
    """Name what breaks in one item of the document ``old``.

    Sharing and openness count here only where the item now states its own: what it has from the resource is named there.
    """
    yield from _type_narrowed(name, before, after)
    stated = {field: after[field] for field in _TIGHTENED if field in after}
    yield from _tightened(name, {field: before.get(field, old.get(field)) for field in stated}, stated)


def _type_narrowed(name: str, before: Content, after: Content) -> Iterator[Break]:
    """Name a type that no longer holds every value, or a length that became shorter."""
    was, now = before.get("type"), after.get("type")
    if was in WIDENINGS and now in vocabulary.DATA_TYPES and now != was and now not in WIDENINGS[was]:
        old_type, new_type = vocabulary.DATA_TYPES[was], vocabulary.DATA_TYPES[now]
        zh = f"信息项“{name}”的数据类型由{old_type.zh}改为{new_type.zh}"
        yield Break(f"items[{name}].type", "type_narrowed", zh, f"item “{name}” changes from {old_type.en} to {new_type.en}")
    longest, length = before.get("length"), after.get("length")
    if longest is not None and length is not None and length < longest:
        zh = f"信息项“{name}”的长度由{longest}缩短为{length}"
        yield Break(f"items[{name}].length", "length_shortened", zh, f"item “{name}” is shortened from {longest} to {length}")
