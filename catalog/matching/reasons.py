"""Why an entry is a candidate, in words. Pure.

Each reason is a sentence in Chinese and one in English; together they say everything that the order of candidates rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from catalog.matching.items import Cover
from catalog.matching.rules import Nearness
from catalog.matching.whereabouts import Fit

Said = tuple[str, str]

_PLACES: Final[Mapping[Fit, Said]] = {
    "same": ("属于所需区划", "it is of the region asked"),
    "above": ("属于上级区划，可能包含所需区划", "it is of a region that the one asked lies in"),
    "part": ("只涉及所需区划的一部分", "it is of a part of the region asked"),
    "unsaid": ("未写明区划", "it does not say of which region it is"),
}
_SHARING: Final[Mapping[str, Said]] = {
    "unconditional": ("无条件共享", "it is shared without conditions"),
    "conditional": ("有条件共享，须说明用途", "it is shared on conditions"),
    "not_shared": ("不予共享", "it is not shared"),
}
_LIKELY: Final = 0.9


def reasons(
    near: Nearness,
    wanted: Sequence[str],
    covers: Sequence[Cover],
    lacking: Sequence[str],
    *,
    synonyms: Sequence[tuple[str, str]],
    items_unknown: bool,
    state: str,
    sharing_type: str | None,
) -> tuple[Said, ...]:
    """Return the reasons for one candidate, the weightiest first."""
    found = list(_subject(near, synonyms))
    if wanted:
        found.append(_unknown() if items_unknown else _items(wanted, covers, lacking))
    if near.place is not None and near.place in _PLACES:
        found.append(_PLACES[near.place])
    if near.provider is not None:
        found.append(_provider(near.provider))
    if state != "published":
        found.append(("尚未发布", "it is not published"))
    if sharing_type is not None and sharing_type in _SHARING:
        found.append(_SHARING[sharing_type])
    return tuple(found)


def _subject(near: Nearness, synonyms: Sequence[tuple[str, str]]) -> Iterator[Said]:
    share = round(100 * near.subject)
    yield f"说到了所需内容的 {share}%", f"it speaks of {share} % of what is asked"
    if synonyms:
        listed = "、".join(f"“{asked}”即“{there}”" for asked, there in synonyms)
        yield f"按同义词：{listed}", f"by synonyms: {', '.join(f'“{asked}” is “{there}”' for asked, there in synonyms)}"


def _unknown() -> Said:
    return "未登记信息项，按名称、摘要和提供部门判断", "its items are unknown; judged by name, abstract and provider"


def _items(wanted: Sequence[str], covers: Sequence[Cover], lacking: Sequence[str]) -> Said:
    # What stands between quotation marks is shown as Chinese on English pages.
    listed = [f"“{item}”" for item in lacking]
    zh = f"所需 {len(wanted)} 项中有 {len(covers)} 项" + (f"，缺{''.join(listed)}" if lacking else "")
    en = f"it has {len(covers)} of {len(wanted)} wanted items" + (f", not {', '.join(listed)}" if lacking else "")
    return zh, en


def _provider(likeness: float) -> Said:
    if likeness >= _LIKELY:
        return "由预期的数源部门提供", "the presumed source provides it"
    return "由其他部门提供", "another department provides it"


def nearest(likeness: float | None, name: str | None) -> tuple[Said, ...]:
    """Return why a department lies nearest to a demand that no entry satisfies.

    >>> [zh for zh, _ in nearest(1.0, None)]
    ['与预期的数源部门相符']
    """
    found = []
    if likeness is not None and likeness >= _LIKELY:
        found.append(("与预期的数源部门相符", "it is the presumed source"))
    if name is not None:
        found.append((f"其目录中的“{name}”最为接近", f"its entry {name} comes nearest"))
    return tuple(found)
