"""A made-up national catalog of any size, the same for the same size: who provides what, what it is called, what is in it.

Three thousand regions in four tiers and some 5,700 departments; names and items from the demonstration's vocabulary, spread by
invented places and proper names, so that pairs of characters are as many as a catalog of that size would have (the real
catalogs have 1.5 new pairs an entry at 16,000 entries). Entries stand in the order of their rank. Everything that is
countable is a column of small integers.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from catalog.demo.plans import title
from catalog.demo.vocabulary import ASPECTS, FIELDS
from catalog.demo.vocabulary.kinds import FURTHER
from catalog.demo.vocabulary.table import Aspect, Subject, words
from catalog.demo.vocabulary.themes import NODES
from catalog.lists.vocabulary import FORMAT_KINDS, GRADES, OPENNESS, SHARING_TYPES, UPDATE_CYCLES

ITEMS: Final = 7
SEED: Final = 2019

TIERS: Final = ("national", "province", "city", "district")
THEMES: Final = tuple(name for _, name, parent in NODES if parent == "2")
FORMATS: Final = {
    "database": "mysql",
    "service_interface": "rest",
    "spreadsheet": "xlsx",
    "electronic_file": "pdf",
    "image": "jpg",
}
STATES: Final = ("published", "offline", "retired")

#: Of each facet the values by number; regions and departments are numbered by the nation itself.
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "tier": TIERS,
    "sharing_type": tuple(SHARING_TYPES),
    "openness": tuple(OPENNESS),
    "update_cycle": tuple(UPDATE_CYCLES),
    "theme": THEMES,
    "format": tuple(kind for kind in FORMAT_KINDS if kind in FORMATS),
    "state": STATES,
    "grade": tuple(GRADES),
}
FACETS: Final = ("region", "department", *VALUES)
_WEIGHTS: Final[dict[str, tuple[int, ...]]] = {
    "sharing_type": (48, 45, 7),
    "openness": (20, 10, 70),
    "update_cycle": (8, 12, 4, 1, 20, 9, 3, 28, 15),
    "theme": tuple(range(len(THEMES) + 5, 5, -1)),
    "format": (12, 28, 40, 17, 3),
    "state": (94, 4, 2),
    "grade": (96, 4),
}

_CITIES, _DISTRICTS, _TOWNS, _PROPER = 11, 8, 12, 60_000
_DEPARTMENTS: Final = {"national": 40, "province": 25, "city": 6, "district": 1}
_KINDS: Final = words("园区 水库 公司 项目 大桥 医院 学校 社区 景区 工程 试点 专项 系统 平台 基地 港口 站点 集团 中心 林场")
_SUFFIXES: Final = words(
    "编号 名称 类型 状态 日期 金额 数量 比例 地址 单位 负责人 联系电话 等级 来源 标志 期限 结果 原因 面积 备注 附件 时间 代码 说明 次数 人数"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A region; its number and those of all beneath it are ``number`` up to ``end``, which is outside."""

    name: str
    tier: int
    parent: int
    end: int


@dataclass(frozen=True, slots=True)
class Department:
    """A department of a region, in one field of government."""

    name: str
    region: int
    field: str


@dataclass(frozen=True, slots=True)
class Nation:
    """The catalog: entry ``i`` is ``names[i]`` with the items ``items[i]`` (numbers into ``item_names``)."""

    regions: list[Region]
    departments: list[Department]
    names: list[str]
    item_names: list[str]
    items: np.ndarray[Any, np.dtype[np.int32]]
    columns: dict[str, np.ndarray[Any, np.dtype[np.int16]]]

    def texts(self, number: int) -> Iterator[str]:
        """Yield what an entry is found by, each a text of its own: its name, its items, its provider's name."""
        yield self.names[number]
        for item in self.items[number]:
            yield self.item_names[item]
        yield self.departments[self.columns["department"][number]].name

    def pairs(self) -> int:
        """Return how many pairs of characters occur."""
        texts = {*self.names, *self.item_names}
        return len({text[at : at + 2] for text in texts for at in range(len(text) - 1)})


def nation(home: Path, count: int) -> Nation:
    """Return the catalog of ``count`` entries, made the first time and kept in ``home``."""
    if not (home / "columns.npz").exists():
        home.mkdir(parents=True, exist_ok=True)
        made = _make(count, *_bodies(Random(f"{SEED}:bodies")))
        (home / "texts.json").write_text(json.dumps([made.names, made.item_names], ensure_ascii=False))
        np.savez(home / "columns.npz", allow_pickle=False, items=made.items, **made.columns)
    names, item_names = json.loads((home / "texts.json").read_text())
    bare = outline(home)
    return Nation(bare.regions, bare.departments, names, item_names, np.load(home / "columns.npz")["items"], bare.columns)


def outline(home: Path) -> Nation:
    """Return a catalog that has been made without its texts, for a process whose memory is measured."""
    regions, departments, _ = _bodies(Random(f"{SEED}:bodies"))
    kept = np.load(home / "columns.npz")
    return Nation(regions, departments, [], [], np.empty((0, ITEMS), np.int32), {facet: kept[facet] for facet in FACETS})


def _bodies(random: Random) -> tuple[list[Region], list[Department], Sequence[str]]:
    characters = _characters(random)
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(characters))))

    def proper(length: int) -> str:
        return "".join(random.choices(characters, cum_weights=weights, k=length))

    regions = _regions(proper)
    departments = [
        Department((region.name if number else "国家") + FIELDS[field].name, number, field)
        for number, region in enumerate(regions)
        for field in random.sample(list(FIELDS), _DEPARTMENTS[TIERS[region.tier]])
    ]
    return regions, departments, list(dict.fromkeys(proper(random.choice((2, 2, 3))) for _ in range(_PROPER)))


def _characters(random: Random) -> list[str]:
    """Return 1,800 of the 3,755 common characters (the first level of GB 2312), about as many as the real catalogs use."""
    rows = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    return random.sample([row.decode("gb2312") for row in rows[:3755]], 1800)


def _regions(proper: Callable[[int], str]) -> list[Region]:
    """Return the regions, each before all that are beneath it."""
    found: list[Region] = []

    def put(name: str, tier: int, parent: int, below: Sequence[tuple[str, int]]) -> None:
        number = len(found)
        found.append(Region(name, tier, parent, 0))
        if below:
            (suffix, many), *rest = below
            for _ in range(many):
                put(proper(2) + suffix, tier + 1, number, rest)
        found[number] = Region(name, tier, parent, len(found))

    put("全国", 0, -1, [("省", 31), ("市", _CITIES), ("县", _DISTRICTS)])
    return found


def _make(count: int, regions: list[Region], departments: list[Department], proper: Sequence[str]) -> Nation:
    random = Random(f"{SEED}:{count}")
    names, items = _Names(random, regions, departments, proper), _Items(random, proper)
    listed = np.empty((count, ITEMS), np.int32)
    columns = {
        facet: np.array(random.choices(range(len(weights)), weights, k=count), np.int16) for facet, weights in _WEIGHTS.items()
    }
    weights = list(accumulate(random.lognormvariate(0, 1) for _ in departments))
    columns["department"] = np.array(random.choices(range(len(departments)), cum_weights=weights, k=count), np.int16)
    columns["state"].sort()
    called = []
    for number, department in enumerate(columns["department"].tolist()):
        subject, aspect = names.subject(department)
        called.append(names.name(department, subject, aspect))
        listed[number] = items.chosen(subject, aspect)
    columns["region"] = np.array([each.region for each in departments], np.int16)[columns["department"]]
    columns["tier"] = np.array([each.tier for each in regions], np.int16)[columns["region"]]
    return Nation(regions, departments, called, list(items.numbers), listed, columns)


class _Names:
    """Names entries, no two of one department alike."""

    def __init__(self, random: Random, regions: list[Region], departments: list[Department], proper: Sequence[str]) -> None:
        self._random, self._regions, self._departments, self._proper = random, regions, departments, proper
        self._towns: dict[int, list[str]] = {}
        self._taken: set[tuple[int, str]] = set()

    def subject(self, department: int) -> tuple[Subject, Aspect]:
        """Choose what an entry of the department is about."""
        subject = self._random.choice(FIELDS[self._departments[department].field].subjects)
        return subject, self._random.choice(ASPECTS[subject.kind])

    def name(self, department: int, subject: Subject, aspect: Aspect) -> str:
        """Return a new name: the plain title, or the title with a place, a proper name or a year before it."""
        plain = title(aspect.name, subject.name)
        # The vocabulary calls everything 信息; of the real catalogs' names two thirds have the word.
        if self._random.random() < 0.35:
            plain = plain.removesuffix("信息")
        name = self._before(department) + plain
        while (department, name) in self._taken:
            name = f"{self._random.choice(self._proper)}{self._random.choice(_KINDS)}{plain}"
        self._taken.add((department, name))
        return name

    def _before(self, department: int) -> str:
        drawn = self._random.random()
        if drawn < 0.4:
            return ""
        region = self._departments[department].region
        if drawn < 0.55:
            return self._regions[region].name
        if drawn < 0.75:
            if region not in self._towns:
                self._towns[region] = [self._random.choice(self._proper)[:2] + "镇" for _ in range(_TOWNS)]
            return self._random.choice(self._towns[region])
        if drawn < 0.9:
            return self._random.choice(self._proper) + self._random.choice(_KINDS)
        return f"{self._random.randint(2015, 2026)}年"


class _Items:
    """Chooses items: most from those that the vocabulary knows, one in five of the long tail that real item lists have."""

    def __init__(self, random: Random, proper: Sequence[str]) -> None:
        self._random, self._proper = random, proper
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self.numbers: dict[str, int] = {}

    def chosen(self, subject: Subject, aspect: Aspect) -> list[int]:
        """Return the numbers of seven different items."""
        key = subject.name, aspect.name
        if key not in self._known:
            plain = [item for item in aspect.items if not item.startswith("*")]
            self._known[key] = tuple(dict.fromkeys([*subject.items, *plain, *FURTHER[aspect.nature]]))
        found = dict.fromkeys(self._random.sample(self._known[key], ITEMS))
        names = [self._further(subject) if self._random.random() < 0.2 else name for name in found]
        while len(set(names)) < ITEMS:
            names = [*dict.fromkeys(names), self._further(subject)]
        return [self.numbers.setdefault(name, len(self.numbers)) for name in names]

    def _further(self, subject: Subject) -> str:
        before = subject.name if self._random.random() < 0.5 else self._random.choice(self._proper)
        return before + self._random.choice(_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Query:
    """Words that must all occur, and chosen values by facet (numbers); ``kind`` is normal, broad or filtered."""

    kind: str
    words: tuple[str, ...]
    filters: dict[str, int]


BROAD: Final = words("信息 登记 数据 企业 统计 日期 单位 名称 编号 许可")


def queries(made: Nation, turn: int, normal: int = 120) -> list[Query]:
    """Return the questions of a turn: normal ones of 2 to 6 characters that occur (every sixth of two words), and broad ones.

    A third of them are filtered. Another turn asks other normal ones, so that no engine answers from what it remembers.
    """
    random = Random(f"{SEED}:queries:{turn}")
    asked = [("normal", _words(made, random, 2 if number % 6 == 5 else 1)) for number in range(normal)]
    asked += [("broad", (word,)) for word in BROAD]
    filtered = [(kind, words, _filters(made, random, number)) for number, (kind, words) in enumerate(asked)]
    return [Query("filtered" if filters else kind, words, filters) for kind, words, filters in filtered]


def _words(made: Nation, random: Random, many: int) -> tuple[str, ...]:
    while True:
        number = random.randrange(len(made.names))
        texts = [made.names[number], *(made.item_names[item] for item in made.items[number])]
        pieces = [_piece(text, random) for text in random.sample(texts, many)]
        if all(len(piece) >= 2 and all("\u4e00" <= character <= "\u9fff" for character in piece) for piece in pieces):
            return tuple(pieces)


def _piece(text: str, random: Random) -> str:
    length = random.randint(2, 6)
    start = random.randrange(max(1, len(text) - length + 1))
    return text[start : start + length]


def _filters(made: Nation, random: Random, number: int) -> dict[str, int]:
    """Return the filters of the query with this number: of every ninth the tier, the sharing type, the region."""
    if number % 9 in (1, 4):
        facet = "tier" if number % 9 == 1 else "sharing_type"
        return {facet: int(random.choice(made.columns[facet]))}
    if number % 9 == 7:
        provinces = [number for number, region in enumerate(made.regions) if region.tier == 1]
        return {"region": provinces[bisect_left(provinces, random.randrange(provinces[-1] + 1))]}
    return {}
