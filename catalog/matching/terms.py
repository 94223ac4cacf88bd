"""What a demand asks for, cut into pairs of characters that can be looked for and weighed. Pure.

Chinese has no spaces, and people who file demands do not use the catalog's words. So a demand is cut into pairs of neighbouring
characters; words that every demand has (信息, 名单, 情况) are left out; words that stand in the thesaurus become *concepts*,
which another word of their group explains as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

from catalog.search.text import fold

#: Words of asking and of form: every demand has them, and none is about anything.
_REQUEST_WORDS: Final = """
    基本信息 基础信息 数据信息 信息表 信息库 信息 数据集 数据库 数据 名单 名录 名册 清单 目录 台账 列表 一览表 一览 明细 情况 汇总
    统计表 统计 登记表 资料 记录 相关 有关 基本 基础 各类 各地 各种 全部 所有 具体 以及 及其 其他 哪些 哪里 哪儿 在哪 怎么 怎样
    什么 多少 是否 有没有 能不能 可以 可否 需要 想要 查询 查看 了解 本市 本省 本县 本区 全市 全省 全县 全区 全国 省里 市里 县里
    区里 我省 我市 我县 我区 年度 历年 最新 包含 包括 等 的 了 和 与 及 或 谁 哪 吗 呢 之 放在 应当 最多 完成
"""

_REQUEST: Final = re.compile("|".join(sorted(map(re.escape, _REQUEST_WORDS.split()), key=len, reverse=True)))
_NOT_TEXT: Final = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_LETTERS: Final = re.compile(r"[0-9a-z]{2,}")

#: How long a word of the thesaurus may be.
LONGEST_WORD: Final = 32

#: What a pair of characters that are neighbours by chance weighs at least, as a share of one that is a word.
_BY_CHANCE: Final = 0.15
#: A pair that straddles the edge of a known word says little.
_STRADDLING: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Thesaurus:
    """Groups of words that mean the same, found by each of their words; all folded."""

    groups: tuple[tuple[str, ...], ...]
    at: Mapping[str, tuple[int, ...]]

    def others(self, word: str) -> tuple[str, ...]:
        """Return the words that mean the same as a word, without it."""
        return tuple(dict.fromkeys(other for at in self.at.get(word, ()) for other in self.groups[at] if other != word))

    def same(self, one: str, other: str) -> bool:
        """Tell whether two words stand in one group.

        >>> thesaurus([("药店", "药品零售企业")]).same("药店", "药品零售企业")
        True
        """
        return not set(self.at.get(one, ())).isdisjoint(self.at.get(other, ()))


def thesaurus(groups: Collection[Sequence[str]]) -> Thesaurus:
    """Return the thesaurus of some groups of words."""
    folded = tuple(tuple(dict.fromkeys(word for word in map(fold, group) if word)) for group in groups)
    at: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(folded):
        for word in group:
            at[word] = (*at.get(word, ()), number)
    return Thesaurus(folded, at)


@dataclass(frozen=True, slots=True)
class Concept:
    """A known word in a demand: where it stands, and the words that mean the same."""

    start: int
    end: int
    word: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text of a demand: folded, its pairs of characters with their places, and the known words in it."""

    text: str
    pairs: tuple[tuple[int, str], ...]
    concepts: tuple[Concept, ...]


def parse(text: str, words: Thesaurus, *, leave_out: Collection[str] = ()) -> Parsed:
    """Cut a text of a demand into pairs and find the known words in it.

    Parameters
    ----------
    leave_out
        Folded names (of the region asked) that are not part of what is asked.

    Examples
    --------
    >>> found = parse("药店名单", thesaurus([("药店", "药品零售企业")]))
    >>> found.pairs, found.concepts[0].others
    (((0, '药店'),), ('药品零售企业',))
    """
    folded = fold(text)
    concepts = _known(folded, words)
    masked = _masked(folded, concepts, leave_out)
    pairs = tuple((at, masked[at : at + 2]) for at in range(len(masked) - 1) if " " not in masked[at : at + 2])
    if not pairs and not concepts:
        # Somebody asks for nothing but 信息: then that is what is asked.
        plain = _NOT_TEXT.sub(lambda gap: " " * len(gap[0]), folded)
        pairs = tuple((at, a + b) for at, (a, b) in enumerate(pairwise(plain)) if " " not in a + b)
    return Parsed(folded, pairs, concepts)


def _known(folded: str, words: Thesaurus) -> tuple[Concept, ...]:
    """Return the known words of a text, none inside a longer one."""
    found: list[Concept] = []
    for start in range(len(folded)):
        for end in range(min(len(folded), start + LONGEST_WORD), start + 1, -1):
            word = folded[start:end]
            if word in words.at:
                if not any(known.start <= start and end <= known.end for known in found):
                    found.append(Concept(start, end, word, words.others(word)))
                break
    return tuple(found)


def _masked(folded: str, concepts: Sequence[Concept], leave_out: Collection[str]) -> str:
    """Return the text with blanks in the place of whatever is not about anything; known words are kept whole."""
    kept = [concept for concept in concepts if concept.end - concept.start > 1]
    blank = list(folded)
    for found in (*_REQUEST.finditer(folded), *(each for name in leave_out for each in re.finditer(re.escape(name), folded))):
        if not any(known.start <= found.start() and found.end() <= known.end for known in kept):
            blank[found.start() : found.end()] = " " * (found.end() - found.start())
    return re.sub(_NOT_TEXT, lambda gap: " " * len(gap[0]), "".join(blank))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text of a demand as entries are measured by it.

    ``weights`` has each pair's share of the whole (they add up to 1); ``meant`` has for each concept the pairs it stands
    for and the other words that explain them.
    """

    weights: Mapping[str, float]
    meant: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def weigh(parsed: Parsed, known: Callable[[str], int], entries: int) -> Weighed:
    """Weigh the pairs of a text: rare ones more, pairs that are neighbours by chance less.

    Parameters
    ----------
    known
        How many entries have a term: a character or a pair.
    entries
        How many there are.
    """
    raw: dict[str, float] = {}
    for at, pair in parsed.pairs:
        weight = rarity(known(pair), entries) * _bound(pair, known, entries, _standing(at, parsed.concepts))
        raw[pair] = max(raw.get(pair, 0.0), weight)
    whole = sum(raw.values()) or 1.0
    meant = tuple(
        (tuple(pair for at, pair in parsed.pairs if each.start <= at < each.end - 1), each.others)
        for each in parsed.concepts
        if each.others
    )
    return Weighed({pair: weight / whole for pair, weight in raw.items()}, meant)


def rarity(having: int, entries: int) -> float:
    """Return how much it says that an entry has a term that so many have: 1 for one in all, 0 for all.

    >>> rarity(1, 1000), rarity(1000, 1000)
    (1.0, 0.0)
    """
    if entries < 2:
        return 1.0
    return min(1.0, max(0.0, log(entries / max(having, 1)) / log(entries)))


def _standing(at: int, concepts: Sequence[Concept]) -> bool | None:
    """Tell whether a pair stands inside a known word (True) or straddles the edge of one (False)."""
    if any(concept.start <= at and at + 2 <= concept.end for concept in concepts):
        return True
    return False if any(at + 1 in (concept.start, concept.end) for concept in concepts) else None


def _bound(pair: str, known: Callable[[str], int], entries: int, inside: bool | None) -> float:
    """Return how much two neighbours belong together: by the thesaurus, else by how often they are neighbours in the catalog.

    Of two characters that many entries have and that hardly ever are neighbours, one ends a word and the other begins the next.
    """
    if inside is True or _LETTERS.fullmatch(pair):
        return 1.0
    if inside is False:
        return _STRADDLING
    together = max(known(pair), 0.5)
    apart = max(known(pair[0]), 1) * max(known(pair[1]), 1)
    likely = log(max(entries, 2) * together / apart) / log(max(max(entries, 2) / together, 2.0))
    return min(1.0, max(_BY_CHANCE, 0.3 + 1.2 * likely))


def about(text: str) -> str:
    """Return a folded text without the words that every name has.

    >>> about("药品经营企业基本信息表")
    '药品经营企业表'
    """
    return _NOT_TEXT.sub("", _REQUEST.sub(" ", text))
