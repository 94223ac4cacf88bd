"""Names as they are spoken: pinyin syllables and their initials, and what a run of letters may mean.

The readings are those of pypinyin. A character takes its usual one unless it stands in a phrase that says otherwise
(重庆 is chongqing, 银行 yinhang); only such phrases are kept, which makes a name of twelve characters some microseconds' work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from catalog.search.text import Span, occurrences

#: Stands before each syllable of a spelling, so that a syllable is only found from its beginning.
MARK: Final = "'"

#: More ways than these to cut a run of letters into syllables say nothing about what was meant.
_MOST_CUTS: Final = 8
_LONGEST_LETTERS: Final = 48
#: Calls and hums that dictionaries list as syllables; no name has them, and every n would be cut off as one.
_CALLS: Final = frozenset({"", "m", "n", "ng", "hm", "hng", "ê"})
_LETTERS: Final = re.compile(r"[a-z]+")
_KEPT: Final = re.compile(r"[a-z0-9]")


def syllables(folded: str) -> list[str]:
    """Return the syllable of each character of a folded text; "" for what is no Chinese character.

    >>> syllables("重庆银行"), syllables("a表")
    (['chong', 'qing', 'yin', 'hang'], ['', 'biao'])
    """
    said: list[str] = []
    while len(said) < len(folded):
        said += _next(folded, len(said))
    return said


def _next(folded: str, at: int) -> tuple[str, ...]:
    special = _phrases().get(folded[at])
    if special is not None:
        for length in range(min(_longest_phrase(), len(folded) - at), 1, -1):
            reading = special.get(folded[at : at + length])
            if reading is not None:
                return reading
    return (_usual(folded[at]),)


@lru_cache(maxsize=30_000)
def _usual(character: str) -> str:
    readings = PINYIN_DICT.get(ord(character), "")
    said = _plain(readings.split(",")[0]) if readings else ""
    return "" if said in _CALLS else said


@lru_cache(maxsize=3_000)
def _plain(reading: str) -> str:
    return str(to_normal(reading))


@cache
def _phrases() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the phrases that are not said as their characters usually are, by their first character."""
    special: dict[str, dict[str, tuple[str, ...]]] = {}
    for phrase, readings in PHRASES_DICT.items():
        said = tuple(_plain(reading[0]) for reading in readings)
        if len(said) == len(phrase) and said != tuple(_usual(character) for character in phrase):
            special.setdefault(phrase[0], {})[phrase] = said
    return special


@cache
def _longest_phrase() -> int:
    return max(len(phrase) for phrases in _phrases().values() for phrase in phrases)


@cache
def _all_syllables() -> frozenset[str]:
    known = {_plain(reading) for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(known) - _CALLS


@lru_cache(maxsize=200_000)
def spoken(folded: str) -> tuple[str, str]:
    """Return the initials and the spelling of a folded text.

    >>> spoken("社保gdp(表)")
    ('sbgdpb', "'she'bao'biao")
    """
    said = syllables(folded)
    initials = "".join(
        syllable[0] if syllable else character
        for character, syllable in zip(folded, said, strict=True)
        if syllable or _KEPT.match(character)
    )
    return initials, "".join(MARK + syllable for syllable in said if syllable)


def heard(folded: str, word: str) -> Iterator[Span]:
    """Yield where letters are heard in a folded text: as initials, or as the syllables that they may be cut into.

    >>> list(heard("市社保(卡)", "sbk")), list(heard("市社保卡", "sheb"))
    ([(1, 5)], [(1, 3)])
    """
    said = syllables(folded)
    sounding = [at for at, syllable in enumerate(said) if syllable]
    kept = [at for at, character in enumerate(folded) if said[at] or _KEPT.match(character)]
    for start, end in occurrences(spoken(folded)[0], word):
        yield kept[start], kept[end - 1] + 1
    for cut in cuts(word):
        for start in range(len(sounding) - len(cut) + 1):
            places = sounding[start : start + len(cut)]
            *whole, last = (said[at] for at in places)
            if tuple(whole) == cut[:-1] and last.startswith(cut[-1]):
                yield places[0], places[-1] + 1


def units(spelling: str) -> set[str]:
    """Return the syllables and the pairs of neighbouring syllables of a spelling, each with its marks.

    >>> sorted(units("'she'bao"))
    ["'bao", "'she", "'she'bao"]
    """
    marked = [MARK + syllable for syllable in spelling.split(MARK)[1:]]
    return {*marked, *(first + second for first, second in pairwise(marked))}


@lru_cache(maxsize=10_000)
def cuts(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which letters can be cut into syllables, long ones first; the last syllable may be only begun.

    >>> cuts("sheb"), cuts("anhui"), cuts("gdp")
    ((('she', 'b'),), (('an', 'hui'),), ())
    """
    if not _LETTERS.fullmatch(word) or len(word) > _LONGEST_LETTERS:
        return ()
    return _cut(word)


@lru_cache(maxsize=10_000)
def _cut(word: str) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = [(word,)] if begun(word) else []
    for length in range(min(6, len(word) - 1), 0, -1):
        if word[:length] in _all_syllables():
            found += ((word[:length], *rest) for rest in _cut(word[length:]))
    return tuple(found[:_MOST_CUTS])


@lru_cache(maxsize=3_000)
def begun(letters: str) -> tuple[str, ...]:
    """Return the syllables that begin with these letters.

    >>> begun("she")
    ('she', 'shei', 'shen', 'sheng')
    """
    return tuple(sorted(syllable for syllable in _all_syllables() if syllable.startswith(letters)))
